//! What the engine's native functions and the event loop share: the script that runs, and what it
//! has asked for.
//!
//! Invariant: while a script runs, `execution` holds its [`Execution`]; between scripts it is empty
//! and every native function does nothing.

mod execution;
mod letter;
mod timers;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockResult};

use rquickjs::{Ctx, Persistent};
use tokio::time::Instant;

pub(crate) use self::execution::{Answer, Execution};
pub(crate) use self::letter::{JarCall, Letter, Question, Wanted};
pub(crate) use self::timers::Due;
use super::raw::{Heap, Stack};
use super::{Limits, PackageSource, Setup};
use crate::world::World;

/// What the native functions and the event loop both reach; and so does the thread that waits, to
/// see whether the script is overdue.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) limits: Limits,
    execution: Mutex<Option<Box<Execution>>>,
    /// When the script must give way at the latest, and what it has done if it does not.
    due: Mutex<Option<(Instant, Abort)>>,
    /// Why the script must stop: the place of the reason in [`Abort::ALL`], from 1.
    abort: AtomicU8,
}

/// What an engine has for its life, on its own thread.
pub(crate) struct State {
    pub(crate) shared: Arc<Shared>,
    pub(crate) world: Arc<World>,
    pub(crate) packages: Arc<dyn PackageSource>,
    pub(crate) heap: Rc<Heap>,
    /// Whether the engine runs the main part of a script, not what follows it.
    pub(crate) in_main_part: Cell<bool>,
    /// How often the engine was told to stop since.
    pub(crate) told_to_stop: Cell<u32>,
    /// The stack of the engine.
    pub(crate) stack: RefCell<Option<Stack>>,
    /// How many promises were rejected so far.
    pub(crate) rejected: Cell<usize>,
    /// Rejected promises that nobody has handled yet, each under what it is known by in the engine.
    pub(crate) rejections: RefCell<HashMap<usize, Rejection>>,
}

/// A rejected promise and its reason.
pub(crate) struct Rejection {
    /// How many came before it.
    pub(crate) number: usize,
    /// Keeps its place from becoming another's.
    _promise: Persistent<rquickjs::Value<'static>>,
    pub(crate) reason: Persistent<rquickjs::Value<'static>>,
}

impl Rejection {
    /// Keeps a promise, and why it was rejected.
    pub(crate) fn of<'js>(
        number: usize,
        promise: rquickjs::Value<'js>,
        reason: rquickjs::Value<'js>,
    ) -> Self {
        let ctx = promise.ctx().clone();
        Self {
            number,
            _promise: Persistent::save(&ctx, promise),
            reason: Persistent::save(&ctx, reason),
        }
    }
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

impl Abort {
    const ALL: [Self; 6] = [
        Self::Overrun,
        Self::Busy,
        Self::Stopped,
        Self::Flood,
        Self::Output,
        Self::Memory,
    ];

    /// The reason at that place, from 1.
    fn at(place: u8) -> Option<Self> {
        Self::ALL.get(usize::from(place).checked_sub(1)?).copied()
    }
}

impl Shared {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// The script that runs, if one does.
    pub(crate) fn execution(&self) -> MutexGuard<'_, Option<Box<Execution>>> {
        lock(&self.execution)
    }

    /// The same, unless the engine just now works on it.
    pub(crate) fn try_execution(&self) -> TryLockResult<MutexGuard<'_, Option<Box<Execution>>>> {
        self.execution.try_lock()
    }

    /// Calls `act` with the script that runs; does nothing between scripts, nor after
    /// `skipRequest`, nor for a script that is to be stopped: the engine looks only now and then,
    /// and until then a loop must not pile up more.
    pub(crate) fn with<R: Default>(&self, act: impl FnOnce(&mut Execution) -> R) -> R {
        let stopped = self.aborted().is_some();
        self.execution()
            .as_mut()
            .filter(|execution| !stopped && !execution.skipped)
            .map(|execution| act(execution))
            .unwrap_or_default()
    }

    /// Takes the oldest letter to the host; those of a script that was skipped since are delivered
    /// too.
    pub(crate) fn next_letter(&self) -> Option<Letter> {
        let mut execution = self.execution();
        let execution = execution.as_mut()?;
        let letter = execution.outbox.pop_front()?;
        execution.waiting = execution.waiting.saturating_sub(letter.size());
        Some(letter)
    }

    /// Says when the script must give way at the latest.
    pub(crate) fn set_due(&self, due: Option<(Instant, Abort)>) {
        *lock(&self.due) = due;
    }

    /// When the script had to give way at the latest, and what it has done if it did not.
    pub(crate) fn due(&self) -> Option<(Instant, Abort)> {
        *lock(&self.due)
    }

    /// Has the script stopped if its time is over, or the user ends the run.
    pub(crate) fn abort_when_due(&self) {
        if let Some((at, reason)) = self.due()
            && Instant::now() >= at
        {
            self.abort(reason);
        }
        if self.limits.stop.is_asked() {
            self.abort(Abort::Stopped);
        }
    }

    /// Why the script must stop, if it must.
    pub(crate) fn aborted(&self) -> Option<Abort> {
        Abort::at(self.abort.load(Ordering::Relaxed))
    }

    /// Has the script stopped; the first reason counts.
    pub(crate) fn abort(&self, reason: Abort) {
        let place = reason as u8 + 1;
        let _ = self
            .abort
            .compare_exchange(0, place, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Forgets why the last script had to stop.
    pub(crate) fn take_abort(&self) -> Option<Abort> {
        Abort::at(self.abort.swap(0, Ordering::Relaxed))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(crate) fn new(setup: Setup, shared: Arc<Shared>) -> Self {
        Self {
            world: setup.world,
            packages: setup.packages,
            heap: Heap::new(shared.limits.memory),
            shared,
            in_main_part: Cell::default(),
            told_to_stop: Cell::default(),
            stack: RefCell::default(),
            rejected: Cell::default(),
            rejections: RefCell::default(),
        }
    }

    /// [`Shared::with`].
    pub(crate) fn with<R: Default>(&self, act: impl FnOnce(&mut Execution) -> R) -> R {
        self.shared.with(act)
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
        let rejected = self.rejections.borrow().len() * size_of::<Rejection>();
        self.heap.hold(kept + rejected);
        if waiting > self.shared.limits.output {
            self.shared.abort(Abort::Output);
        }
    }

    /// Whether the engine must stop what it does: called by it every now and then.
    pub(crate) fn must_stop(&self) -> bool {
        if self.heap.has_refused() {
            self.shared.abort(Abort::Memory);
        }
        self.shared.abort_when_due();
        self.shared.aborted().is_some()
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
