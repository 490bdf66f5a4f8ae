//! Runs a future with scripts in it on a thread that can be left behind.
//!
//! Of two threads one always waits: the other has the future polled, and does the jobs that it
//! orders from the script engine. Meanwhile the future lies where both reach it; so where a script
//! does not give way, and can't be stopped either, such as one that turns a list of 2⁵³ places
//! round, that thread is left to it, and a new one goes on with the future.
#![expect(
    unsafe_code,
    reason = "the future is borrowed by a thread that may outlive it, and is handed on to another"
)]

use std::any::Any;
use std::future::poll_fn;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::time::Instant;

use super::job::Done;
use super::workshop::{self, Order};
use crate::script::state::Shared;

/// The stack of a thread in bytes: that of a script, and what the functions take that it calls.
const STACK: usize = 32 << 20;

/// How often one looks whether a script is overdue.
const GLANCE: Duration = Duration::from_millis(50);

/// How long a script may go on when its time is up: what can be stopped, has stopped by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs a future to its end, and leaves scripts in it behind that can't be stopped. Whatever waits
/// for a script in it must poll it whenever it is polled, as `select!` does.
///
/// # Errors
/// No thread could be started.
///
/// # Panics
/// The future does.
pub fn block_on<F: Future>(runtime: &Runtime, future: F) -> io::Result<F::Output> {
    let relay = Arc::new(Relay {
        baton: Mutex::new(Baton {
            leg: 0,
            place: Place::Handed(Box::pin(future)),
        }),
        is_over: Condvar::new(),
    });
    // What is due goes by the runtime's clock.
    let _clock = runtime.enter();
    relay.watch(runtime)
}

/// A future and who has it.
struct Relay<F: Future> {
    baton: Mutex<Baton<F>>,
    is_over: Condvar,
}

struct Baton<F: Future> {
    /// Which thread's turn it is, from 0.
    leg: usize,
    place: Place<F>,
}

/// Where the future is.
enum Place<F: Future> {
    /// Here, to be taken by the thread whose turn it is.
    Handed(Pin<Box<F>>),
    /// With that thread.
    Taken,
    /// Here, while that thread does the job of this number for the script that is shared.
    AtWork(Pin<Box<F>>, u64, Arc<Shared>),
    /// It has ended.
    Ended(F::Output),
    /// It has panicked.
    Panicked(Box<dyn Any + Send>),
}

/// What a thread begins with.
#[derive(Default)]
struct Start {
    leg: usize,
    /// What came of the job that the thread before was left to.
    done: Option<Done>,
    /// The lives of the threads that were left behind.
    left_behind: Vec<Weak<()>>,
}

impl<F: Future> Relay<F> {
    fn baton(&self) -> MutexGuard<'_, Baton<F>> {
        self.baton.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a thread that goes on with the future; returns what is gone when it has ended.
    fn send_off(self: &Arc<Self>, runtime: &Runtime, start: Start) -> io::Result<Weak<()>> {
        let life = Arc::new(());
        let alive = Arc::downgrade(&life);
        let runner = Runner {
            relay: Arc::clone(self),
            runtime,
            start,
            _life: life,
        };
        let thread = thread::Builder::new()
            .name("scripts".into())
            .stack_size(STACK);
        // SAFETY: as long as it is the thread's turn, `block_on` waits, so that all that the future
        // borrows is there, and the runtime too. When its turn is over, nothing of the future is
        // with the thread, and it touches nothing but what it owns.
        unsafe { thread.spawn_unchecked(move || runner.run()) }?;
        Ok(alive)
    }

    /// Waits for the end, and has the future go on elsewhere where a script does not give way.
    fn watch(self: &Arc<Self>, runtime: &Runtime) -> io::Result<F::Output> {
        let mut left_behind = vec![self.send_off(runtime, Start::default())?];
        let mut patience = Patience::default();
        loop {
            let mut baton = self.glance();
            let is_stuck = matches!(
                &baton.place,
                Place::AtWork(_, job, shared) if !patience.lasts(*job, shared)
            );
            match std::mem::replace(&mut baton.place, Place::Taken) {
                Place::Ended(output) => return Ok(output),
                Place::Panicked(payload) => resume_unwind(payload),
                Place::AtWork(future, _, shared) if is_stuck => {
                    shared.abort_when_due();
                    baton.place = Place::Handed(future);
                    baton.leg += 1;
                    let start = Start {
                        leg: baton.leg,
                        done: Some(Done::failed()),
                        left_behind: left_behind.clone(),
                    };
                    drop(baton);
                    patience = Patience::default();
                    left_behind.push(self.send_off(runtime, start)?);
                }
                place => baton.place = place,
            }
        }
    }

    /// Waits a moment, or until it is over.
    fn glance(&self) -> MutexGuard<'_, Baton<F>> {
        let baton = self.baton();
        let goes_on =
            |baton: &mut Baton<F>| !matches!(baton.place, Place::Ended(_) | Place::Panicked(_));
        let waited = self.is_over.wait_timeout_while(baton, GLANCE, goes_on);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Takes the future, if it is that thread's turn and it has not ended.
    fn take(&self, leg: usize) -> Option<Pin<Box<F>>> {
        let mut baton = self.baton();
        if baton.leg != leg {
            return None;
        }
        match std::mem::replace(&mut baton.place, Place::Taken) {
            Place::Handed(future) | Place::AtWork(future, ..) => Some(future),
            place => {
                baton.place = place;
                None
            }
        }
    }

    fn put(&self, place: Place<F>) {
        self.baton().place = place;
    }

    fn end(&self, place: Place<F>) {
        self.put(place);
        self.is_over.notify_one();
    }
}

/// One thread's part.
struct Runner<'r, F: Future> {
    relay: Arc<Relay<F>>,
    runtime: &'r Runtime,
    start: Start,
    _life: Arc<()>,
}

// SAFETY: a future is polled, and dropped, by one thread at a time; each takes it under the lock
// under which the other has put it down. Whole futures are handed on, with all that shares in them
// without a lock; engines, which can't leave their thread, are not in them but in the workshop.
unsafe impl<F: Future> Send for Runner<'_, F> {}

/// Why a future has given way.
enum Pause<T> {
    Ended(T),
    Order(Order),
}

impl<F: Future> Runner<'_, F> {
    fn run(self) {
        let handle = self.runtime.handle().clone();
        // Timers of scripts go by the runtime's clock.
        let _clock = handle.enter();
        let Start {
            leg,
            done,
            left_behind,
        } = self.start;
        let _open = workshop::open(left_behind);
        done.into_iter().for_each(workshop::hand_in);
        let mut jobs = 0;
        while let Some(mut future) = self.relay.take(leg) {
            let poll = || self.runtime.block_on(pause(future.as_mut()));
            match catch_unwind(AssertUnwindSafe(poll)) {
                Ok(Pause::Order(order)) => {
                    jobs += 1;
                    let shared = Arc::clone(&order.shared);
                    self.relay.put(Place::AtWork(future, jobs, shared));
                    workshop::hand_in(workshop::execute(order));
                }
                Ok(Pause::Ended(output)) => {
                    drop(future);
                    self.relay.end(Place::Ended(output));
                }
                Err(payload) => {
                    // A second panic would say less than the first.
                    let _ = catch_unwind(AssertUnwindSafe(|| drop(future)));
                    self.relay.end(Place::Panicked(payload));
                }
            }
        }
    }
}

/// Polls a future until it has ended or orders a job.
async fn pause<F: Future>(mut future: Pin<&mut F>) -> Pause<F::Output> {
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Pause::Ended(output)),
        Poll::Pending => {
            workshop::next_order().map_or(Poll::Pending, |order| Poll::Ready(Pause::Order(order)))
        }
    })
    .await
}

/// How long a job may still take.
#[derive(Default)]
struct Patience {
    /// The number of the job.
    job: u64,
    /// Since when the user wants it to end.
    asked_to_stop: Option<Instant>,
}

impl Patience {
    /// Whether a job may go on: it had not to give way a while ago.
    fn lasts(&mut self, job: u64, shared: &Shared) -> bool {
        if self.job != job {
            *self = Self {
                job,
                asked_to_stop: None,
            };
        }
        let now = Instant::now();
        if shared.limits.stop.is_asked() {
            self.asked_to_stop.get_or_insert(now);
        }
        let due = shared.due().map(|(at, _)| at);
        let since = [due, self.asked_to_stop].into_iter().flatten().min();
        since.is_none_or(|since| now < since + PATIENCE)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use futures_util::FutureExt as _;
    use futures_util::future::LocalBoxFuture;

    use super::*;
    use crate::collection;
    use crate::exchange::{Cookie, Exchange, SendError};
    use crate::script::{Engine, Host, Limits, NoPackages, ScriptError, ScriptEvent, Setup};
    use crate::world::World;

    /// Hears nothing and sends nothing.
    struct Deaf;

    impl Host for Deaf {
        fn emit(&self, _: ScriptEvent) {}

        fn send(&self, _: collection::Request) -> LocalBoxFuture<'_, Result<Exchange, SendError>> {
            async { Err(SendError::new("nothing is sent here")) }.boxed_local()
        }

        fn cookies(&self, _: &str) -> Vec<Cookie> {
            Vec::new()
        }

        fn set_cookie(&self, _: &str, _: &str) -> Result<Cookie, String> {
            Err("there is no jar here".into())
        }

        fn remove_cookies(&self, _: &str, _: Option<&str>) {}
    }

    fn runtime() -> Runtime {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().build().unwrap()
    }

    fn engine() -> Result<Engine, ScriptError> {
        Engine::new(Setup {
            limits: Limits {
                time: Some(Duration::from_millis(50)),
                ..Limits::default()
            },
            world: Arc::new(World::fixed(0, 1)),
            packages: Arc::new(NoPackages),
        })
    }

    async fn run(engine: &mut Engine, source: &str) -> Option<String> {
        let outcome = engine
            .run(&source.into(), crate::script::Context::default(), &Deaf)
            .await;
        outcome.error.map(|error| error.message)
    }

    /// Can't be stopped for some seconds, on the fastest machine.
    const STUCK: &str = "Array.prototype.reverse.call({ length: 1e9 })";

    #[test]
    fn where_a_script_is_stuck_all_else_goes_on_elsewhere() {
        let shared = Rc::new(Cell::new(0));
        let borrowed = &shared;
        let (errors, threads) = block_on(&runtime(), async {
            let (mut stuck, mut other) = (engine().unwrap(), engine().unwrap());
            let mut threads = vec![thread::current().id()];
            let mut errors = vec![run(&mut other, "1").await];
            borrowed.set(borrowed.get() + 1);
            errors.push(run(&mut stuck, STUCK).await);
            threads.push(thread::current().id());
            for engine in [&mut stuck, &mut other] {
                errors.push(run(engine, "1").await);
            }
            borrowed.set(borrowed.get() + 1);
            (errors, threads)
        })
        .unwrap();
        let timeout = Some("sandbox: synchronous script execution timeout".to_owned());
        assert_eq!(errors, [None, timeout, None, None]);
        assert_ne!(threads[0], threads[1]);
        assert_eq!(shared.get(), 2);
    }

    #[test]
    fn a_panic_reaches_whoever_waits() {
        let panics = || block_on(&runtime(), async { panic!("as it says") });
        let payload = catch_unwind(AssertUnwindSafe(panics)).unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"as it says"));
    }

    #[test]
    fn scripts_run_elsewhere_too() {
        let error = runtime().block_on(async {
            let (mut engine, _other) = (engine().unwrap(), engine().unwrap());
            run(&mut engine, "throw new Error('mine')").await
        });
        assert_eq!(error.unwrap(), "mine");
    }
}
