//! What the engine's native functions and the event loop share: the script that runs, and what it
//! has asked for.
//!
//! Invariant: while a script runs, `execution` holds its [`Execution`]; between scripts it is empty
//! and every native function does nothing.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use rquickjs::{Ctx, Persistent};
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::context::{Context, NextRequest, Target, Visualizer};
use super::raw::Stack;
use super::timers::Timers;
use super::{Assertion, Failure, Limits, PackageSource, ScriptEvent, Setup};
use crate::collection;
use crate::exchange::{Cookie, Response};
use crate::world::World;

/// What is shared for the life of an engine.
pub(super) struct State {
    pub(super) world: Rc<World>,
    pub(super) limits: Limits,
    pub(super) packages: Rc<dyn PackageSource>,
    pub(super) execution: RefCell<Option<Execution>>,
    /// When the script must give way at the latest.
    pub(super) interrupt_at: Cell<Option<Instant>>,
    /// Whether the engine runs the main part of a script, not what follows it.
    pub(super) in_main_part: Cell<bool>,
    /// How often the engine was told to stop since.
    pub(super) told_to_stop: Cell<u32>,
    /// The stack of the engine.
    pub(super) stack: RefCell<Option<Stack>>,
    /// Why the engine was stopped in the middle of a script.
    pub(super) abort: Cell<Option<Abort>>,
    /// Rejected promises that nobody has handled yet, with what they were rejected with.
    pub(super) rejections: RefCell<Vec<Rejection>>,
}

/// A rejected promise and its reason.
pub(super) struct Rejection {
    pub(super) promise: Persistent<rquickjs::Value<'static>>,
    pub(super) reason: Persistent<rquickjs::Value<'static>>,
}

/// Why a script was stopped. The engine can't be trusted after it: a promise or a lock may have
/// been left half done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abort {
    /// Its main part computed for too long.
    Overrun,
    /// What followed its main part computed for too long without giving way.
    Busy,
    /// The user ended the run.
    Stopped,
    /// It wrote more console lines than it may.
    Flood,
    /// It told or asked more at once than it may.
    Output,
    /// It filled variables with more than it may.
    Memory,
}

/// A script that runs.
pub(super) struct Execution {
    pub(super) context: Context,
    pub(super) timers: Timers,
    /// Responses by the handle that scripts know them by; the first is the item's own.
    pub(super) answers: Vec<Answer>,
    /// How many questions have not been answered.
    pub(super) unanswered: usize,
    /// What the host is to be told and asked, oldest first.
    pub(super) outbox: VecDeque<Letter>,
    pub(super) settled: Option<Settled>,
    /// The main part's error where that is one event among others; told after rejections, as in
    /// Node.
    pub(super) late: Option<Failure>,
    /// Whether it ever had to wait for a timer or an answer.
    pub(super) waited: bool,
    /// When it must be done.
    pub(super) deadline: Option<Instant>,
    /// Requests of the collection that it wants run, oldest first, each with the number of its
    /// question.
    pub(super) errands: VecDeque<(u32, Wanted)>,
    pub(super) next_request: Option<NextRequest>,
    pub(super) skipped: bool,
    pub(super) visualizer: Option<Visualizer>,
    pub(super) console_lines: usize,
    /// Bytes that wait in `outbox`.
    pub(super) waiting: usize,
    /// Bytes of the values that it put into variables.
    pub(super) kept: usize,
    pub(super) passed: usize,
    pub(super) failed: usize,
}

/// A request of the collection that a script wants run.
pub(super) struct Wanted {
    pub(super) id: String,
    pub(super) variables: Map<String, Value>,
}

/// A response and its cookies.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) response: Option<Rc<Response>>,
    pub(super) cookies: Vec<Cookie>,
}

/// Something for the host.
pub(super) enum Letter {
    /// What happened.
    Event(ScriptEvent),
    /// What the script wants to know, under a number.
    Question(u32, Question),
}

/// What a script asks its host.
pub(super) enum Question {
    /// To send a request; with it, how long its text was.
    Send(Box<collection::Request>, usize),
    /// To look into, or change, the cookie jar.
    Jar(JarCall),
    /// To run a request of the collection.
    Run(Wanted),
    /// Something that can't be asked; the answer is this error.
    Nonsense(String),
}

/// A call of the cookie jar: what to do, and its arguments.
pub(super) struct JarCall {
    pub(super) operation: String,
    pub(super) arguments: Value,
    /// How long the text of the arguments was.
    pub(super) size: usize,
}

/// How the main part of a script ended.
pub(super) struct Settled {
    /// Whether timers or requests were still pending.
    pub(super) is_async: bool,
    pub(super) error: Option<Failure>,
}

impl Letter {
    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize {
        match self {
            Self::Event(event) => event.size(),
            Self::Question(_, Question::Send(_, size)) => *size,
            Self::Question(_, Question::Jar(call)) => call.size,
            Self::Question(_, Question::Run(_) | Question::Nonsense(_)) => size_of::<Self>(),
        }
    }
}

impl State {
    pub(super) fn new(setup: Setup) -> Self {
        let Setup {
            limits,
            world,
            packages,
        } = setup;
        Self {
            world,
            limits,
            packages,
            execution: RefCell::default(),
            interrupt_at: Cell::default(),
            in_main_part: Cell::default(),
            abort: Cell::default(),
            told_to_stop: Cell::default(),
            stack: RefCell::default(),
            rejections: RefCell::default(),
        }
    }

    /// Calls `act` with the script that runs; does nothing between scripts, nor after
    /// `skipRequest`, nor for a script that is to be stopped: the engine looks only now and then,
    /// and until then a loop must not pile up more.
    pub(super) fn with<R: Default>(&self, act: impl FnOnce(&mut Execution) -> R) -> R {
        let mut execution = self.execution.borrow_mut();
        let stopped = self.abort.get().is_some();
        execution
            .as_mut()
            .filter(|execution| !stopped && !execution.skipped)
            .map(act)
            .unwrap_or_default()
    }

    /// Takes the oldest letter to the host; those of a script that was skipped since are delivered
    /// too.
    pub(super) fn next_letter(&self) -> Option<Letter> {
        let mut execution = self.execution.borrow_mut();
        let execution = execution.as_mut()?;
        let letter = execution.outbox.pop_front()?;
        execution.waiting = execution.waiting.saturating_sub(letter.size());
        Some(letter)
    }

    /// Throws if the script is to be stopped. The engine asks only every ten thousand steps, of
    /// which one can be a native function that takes long: each such function asks first.
    pub(super) fn go_on(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        if self.is_interrupted() {
            Err(rquickjs::Exception::throw_message(
                ctx,
                "the script is stopped",
            ))
        } else {
            Ok(())
        }
    }

    /// Stops a script that has piled up more than it may: called by whatever it piles things up
    /// with.
    pub(super) fn weigh(&self) {
        let (waiting, kept) = self.with(|execution| (execution.waiting, execution.kept));
        if waiting > self.limits.output {
            self.abort.set(Some(Abort::Output));
        } else if kept > self.limits.memory {
            self.abort.set(Some(Abort::Memory));
        }
    }

    /// Whether the engine must stop what it does: called by it every now and then.
    pub(super) fn must_stop(&self) -> bool {
        if self.abort.get().is_none()
            && self
                .interrupt_at
                .get()
                .is_some_and(|at| Instant::now() >= at)
        {
            self.abort.set(Some(if self.in_main_part.get() {
                Abort::Overrun
            } else {
                Abort::Busy
            }));
        }
        if self.abort.get().is_none() && self.limits.stop.is_asked() {
            self.abort.set(Some(Abort::Stopped));
        }
        self.abort.get().is_some()
    }

    /// Called by the engine every now and then: whether it must stop. Where it was told before and
    /// goes on, because what stopped it was swallowed, as the constructor of promises does with
    /// whatever its function throws, it can call nothing any more, that constructor neither: then
    /// it is stopped where it stands.
    pub(super) fn is_interrupted(&self) -> bool {
        if !self.must_stop() {
            return false;
        }
        let told = self.told_to_stop.get() + 1;
        self.told_to_stop.set(told);
        if told == PATIENCE
            && let Some(stack) = &*self.stack.borrow()
        {
            stack.close();
        }
        true
    }
}

/// How often the engine is told to stop before it is forced to.
const PATIENCE: u32 = 10;

impl Execution {
    pub(super) fn new(context: Context) -> Self {
        let own = Answer {
            response: context.response.clone(),
            cookies: context.cookies.clone(),
        };
        Self {
            context,
            timers: Timers::default(),
            answers: vec![own],
            unanswered: 0,
            outbox: VecDeque::new(),
            settled: None,
            late: None,
            waited: false,
            deadline: None,
            errands: VecDeque::new(),
            next_request: None,
            skipped: false,
            visualizer: None,
            console_lines: 0,
            waiting: 0,
            kept: 0,
            passed: 0,
            failed: 0,
        }
    }

    /// Whether the script is given a response, be it an empty one.
    pub(super) fn has_response(&self) -> bool {
        self.context.target == Target::Test || self.context.response.is_some()
    }

    /// The number of timers and questions that the script waits for.
    pub(super) fn pending(&self) -> usize {
        self.timers.len() + self.unanswered
    }

    /// The main part is over. An error is the script's, unless something is pending: then it is one
    /// event among others.
    pub(super) fn settle(&mut self, is_async: bool, error: Option<Failure>) {
        let (late, error) = if is_async {
            (error, None)
        } else {
            (None, error)
        };
        self.late = late;
        self.settled = Some(Settled { is_async, error });
    }

    pub(super) fn tell(&mut self, event: ScriptEvent) {
        self.post(Letter::Event(event));
    }

    fn post(&mut self, letter: Letter) {
        self.waiting += letter.size();
        self.outbox.push_back(letter);
    }

    pub(super) fn assert(&mut self, assertions: Vec<Assertion>) {
        let failed = assertions
            .iter()
            .filter(|assertion| !assertion.passed())
            .count();
        self.failed += failed;
        self.passed += assertions.len() - failed;
        self.tell(ScriptEvent::Assertions(assertions));
    }

    pub(super) fn ask(&mut self, number: u32, question: Question) {
        self.unanswered += 1;
        self.post(Letter::Question(number, question));
    }
}
