//! What a thread has that scripts run on: the engines that live there, and the job that is next.
//!
//! A future that wants a job done puts it here and waits; [`super::relay`] does it as soon as the
//! future has given way, and has the future polled again. On a thread that is not the relay's, the
//! future does it itself, and a script that does not give way keeps it.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use super::job::{Done, Job};
use super::machine::Machine;
use crate::script::state::Shared;
use crate::script::{Failure, ScriptError, Setup};

thread_local! {
    static WORKSHOP: RefCell<Workshop> = const { RefCell::new(Workshop::EMPTY) };
}

/// How many threads may be busy with scripts that could not be stopped.
const MOST_LEFT_BEHIND: usize = 8;

/// Tells an engine from every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(u64);

impl Number {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        Self(COUNT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A job that is to be done.
pub(super) struct Order {
    /// The engine that it is for.
    engine: Number,
    job: Job,
    /// What tells whether it takes too long.
    pub(super) shared: Arc<Shared>,
}

struct Workshop {
    /// Whether the relay does what is ordered.
    is_relayed: bool,
    /// Never dropped with the thread, whose heaps may be gone by then.
    machines: Vec<(Number, ManuallyDrop<Machine>)>,
    /// The one that went last. What ends with a thread need not be taken apart, which costs as much
    /// as a dozen requests; so it stays until another one starts.
    last: Option<ManuallyDrop<Machine>>,
    order: Option<Order>,
    done: Option<Done>,
    /// The lives of threads that were left behind.
    left_behind: Vec<Weak<()>>,
}

impl Workshop {
    const EMPTY: Self = Self {
        is_relayed: false,
        machines: Vec::new(),
        last: None,
        order: None,
        done: None,
        left_behind: Vec::new(),
    };
}

/// As long as this lives, the relay does what is ordered on this thread.
pub(super) struct Open;

/// Opens the workshop of a thread of the relay's; those are the lives of the threads that were left
/// behind.
pub(super) fn open(left_behind: Vec<Weak<()>>) -> Open {
    within(|workshop| {
        workshop.is_relayed = true;
        workshop.left_behind = left_behind;
    });
    Open
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(workshop) = within(|workshop| std::mem::replace(workshop, Workshop::EMPTY)) else {
            return;
        };
        let machines = workshop.machines.into_iter().map(|(_, machine)| machine);
        let all = machines.chain(workshop.last).map(ManuallyDrop::into_inner);
        all.for_each(Machine::leave);
    }
}

/// Starts an engine on this thread.
///
/// # Errors
/// There is too little memory, or too many threads were left behind.
pub(super) fn start(setup: Setup, shared: &Arc<Shared>) -> Result<Number, ScriptError> {
    let (last, left_behind) = within(|workshop| {
        workshop.left_behind.retain(|life| life.strong_count() > 0);
        (workshop.last.take(), workshop.left_behind.len())
    })
    .unwrap_or_default();
    if left_behind >= MOST_LEFT_BEHIND {
        return Err(ScriptError::LeftBehind(left_behind));
    }
    last.map(ManuallyDrop::into_inner)
        .into_iter()
        .for_each(Machine::end);
    let machine = Machine::start(setup, Arc::clone(shared))?;
    let number = Number::new();
    within(|workshop| workshop.machines.push((number, ManuallyDrop::new(machine))));
    Ok(number)
}

/// Whether that engine lives on this thread.
pub(super) fn has(number: Number) -> bool {
    let is_here = |workshop: &mut Workshop| workshop.machines.iter().any(|(of, _)| *of == number);
    within(is_here).unwrap_or_default()
}

/// Ends an engine, if it is here.
pub(super) fn end(number: Number) {
    take(number).into_iter().for_each(Machine::end);
}

/// Ends an engine, if it is here; it stays whole for now where the thread soon ends as well.
pub(super) fn leave(number: Number) {
    let Some(machine) = take(number) else { return };
    let mut machine = Some(machine);
    let before = within(|workshop| {
        let last = machine.take_if(|_| workshop.is_relayed)?;
        workshop.last.replace(ManuallyDrop::new(last))
    });
    let before = before.flatten().map(ManuallyDrop::into_inner);
    machine.into_iter().chain(before).for_each(Machine::end);
}

/// Has an engine do a job. Where the script does not give way, the future finds itself on another
/// thread of the relay's; then, as where a limit has stopped the script, [`Shared::aborted`] says why.
pub(super) fn perform(
    engine: Number,
    job: Job,
    shared: &Arc<Shared>,
) -> impl Future<Output = Done> {
    let shared = Arc::clone(shared);
    Ordered {
        next: Some(Order {
            engine,
            job,
            shared,
        }),
    }
}

/// A job that is to be done.
///
/// Nothing wakes whoever waits: it is polled again when the job is done.
struct Ordered {
    /// The order, until it is placed.
    next: Option<Order>,
}

impl Future for Ordered {
    type Output = Done;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Done> {
        let Some(order) = self.next.take() else {
            let done = within(|workshop| workshop.done.take()).flatten();
            return done.map_or(Poll::Pending, Poll::Ready);
        };
        let mut order = Some(order);
        within(|workshop| workshop.order = order.take_if(|_| workshop.is_relayed));
        order.map_or(Poll::Pending, |order| Poll::Ready(execute(order)))
    }
}

impl Drop for Ordered {
    /// Nobody waits any more.
    fn drop(&mut self) {
        within(|workshop| (workshop.order.take(), workshop.done.take()));
    }
}

/// The order that was placed.
pub(super) fn next_order() -> Option<Order> {
    within(|workshop| workshop.order.take()).flatten()
}

/// Says what came of the order.
pub(super) fn hand_in(done: Done) {
    within(|workshop| workshop.done = Some(done));
}

/// Does a job, be it that the engine panics, which is then given up.
pub(super) fn execute(order: Order) -> Done {
    let Order { engine, job, .. } = order;
    let Some(mut machine) = take(engine) else {
        return Done::failed();
    };
    let Ok(done) = catch_unwind(AssertUnwindSafe(|| machine.perform(job))) else {
        machine.leave();
        return Done::failed();
    };
    within(|workshop| workshop.machines.push((engine, ManuallyDrop::new(machine))));
    done
}

impl Done {
    /// What comes of a job whose engine is lost.
    pub(super) fn failed() -> Self {
        Self {
            result: Err(Failure::new("Error", "the script engine has failed")),
            left: None,
        }
    }
}

fn take(number: Number) -> Option<Machine> {
    within(|workshop| {
        let at = workshop.machines.iter().position(|(of, _)| *of == number)?;
        Some(ManuallyDrop::into_inner(
            workshop.machines.swap_remove(at).1,
        ))
    })
    .flatten()
}

/// Does something with the workshop of this thread, unless the thread is at its end. Nothing of the
/// engine may be dropped meanwhile, since what goes with it may want to come here.
fn within<R>(act: impl FnOnce(&mut Workshop) -> R) -> Option<R> {
    let reached = WORKSHOP.try_with(|workshop| act(&mut workshop.borrow_mut()));
    reached.ok()
}
