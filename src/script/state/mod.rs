//! What the engine's native functions and the event loop share: the script that runs, and what it
//! has asked for.
//!
//! Invariant: while a script runs, `execution` holds its [`Execution`]; between scripts it is empty
//! and every native function does nothing.

mod execution;
mod letter;
mod timers;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rquickjs::{Ctx, Persistent};
use tokio::time::Instant;

pub(crate) use self::execution::{Answer, Execution};
pub(crate) use self::letter::{JarCall, Letter, Question, Wanted};
pub(crate) use self::timers::Due;
use super::raw::Stack;
use super::{Limits, PackageSource, Setup};
use crate::world::World;

/// What is shared for the life of an engine.
pub(crate) struct State {
    pub(crate) world: Rc<World>,
    pub(crate) limits: Limits,
    pub(crate) packages: Rc<dyn PackageSource>,
    pub(crate) execution: RefCell<Option<Execution>>,
    /// When the script must give way at the latest.
    pub(crate) interrupt_at: Cell<Option<Instant>>,
    /// Whether the engine runs the main part of a script, not what follows it.
    pub(crate) in_main_part: Cell<bool>,
    /// How often the engine was told to stop since.
    pub(crate) told_to_stop: Cell<u32>,
    /// The stack of the engine.
    pub(crate) stack: RefCell<Option<Stack>>,
    /// Why the engine was stopped in the middle of a script.
    pub(crate) abort: Cell<Option<Abort>>,
    /// Rejected promises that nobody has handled yet, with what they were rejected with.
    pub(crate) rejections: RefCell<Vec<Rejection>>,
}

/// A rejected promise and its reason.
pub(crate) struct Rejection {
    pub(crate) promise: Persistent<rquickjs::Value<'static>>,
    pub(crate) reason: Persistent<rquickjs::Value<'static>>,
}

/// Why a script was stopped. The engine can't be trusted after it: a promise or a lock may have
/// been left half done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abort {
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

impl State {
    pub(crate) fn new(setup: Setup) -> Self {
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
    pub(crate) fn with<R: Default>(&self, act: impl FnOnce(&mut Execution) -> R) -> R {
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
    pub(crate) fn next_letter(&self) -> Option<Letter> {
        let mut execution = self.execution.borrow_mut();
        let execution = execution.as_mut()?;
        let letter = execution.outbox.pop_front()?;
        execution.waiting = execution.waiting.saturating_sub(letter.size());
        Some(letter)
    }

    /// Throws if the script is to be stopped. The engine asks only every ten thousand steps, of
    /// which one can be a native function that takes long: each such function asks first.
    pub(crate) fn go_on(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
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
    pub(crate) fn weigh(&self) {
        let (waiting, kept) = self.with(|execution| (execution.waiting, execution.kept));
        if waiting > self.limits.output {
            self.abort.set(Some(Abort::Output));
        } else if kept > self.limits.memory {
            self.abort.set(Some(Abort::Memory));
        }
    }

    /// Whether the engine must stop what it does: called by it every now and then.
    pub(crate) fn must_stop(&self) -> bool {
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
    pub(crate) fn is_interrupted(&self) -> bool {
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
