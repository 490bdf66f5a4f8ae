//! Signals that ask the program to end: the first ends the run, and what it came to is shown and
//! written; a second ends the program at once, and leaves nothing half written behind.
//!
//! As long as inputs are read, there is nothing to write, and the first ends the program as well.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Exit;
use super::exit::Signal;
use super::runtime::has_descriptors;
use super::signals::Signals;
use crate::report::discard_unfinished;
use crate::script::Stop;

/// Signals that follow the first within this time are the same: `timeout` sends each to the program
/// and to its group, a terminal that is closed to its shell and to the program, and the shell again.
const SAME: Duration = Duration::from_millis(100);

/// Watches for signals on a thread of its own, because a script that computes keeps the run's thread
/// busy.
#[derive(Clone, Default)]
pub(super) struct Interrupt(Arc<Watch>);

#[derive(Default)]
struct Watch {
    state: Mutex<State>,
    came: Notify,
}

#[derive(Default)]
struct State {
    /// What is stopped by a signal, where something has begun that is to be ended with care.
    work: Option<Stop>,
    /// The signal that came meanwhile, and when.
    signal: Option<(Signal, Instant)>,
}

impl std::fmt::Debug for Interrupt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Interrupt")
    }
}

impl Interrupt {
    /// Begins to watch. Where that can't be done, signals end the program as they would have without
    /// us.
    pub(super) fn watch() -> Self {
        let interrupt = Self::default();
        let runtime = has_descriptors().and_then(|()| {
            tokio::runtime::Builder::new_current_thread()
                .enable_io()
                .build()
        });
        if let Ok(runtime) = runtime {
            let listening = {
                let _within = runtime.enter();
                Signals::listen()
            };
            let watching = interrupt.clone();
            let watch = move |mut signals: Signals| {
                runtime.block_on(async {
                    loop {
                        watching.take(signals.next().await);
                    }
                });
            };
            let thread = std::thread::Builder::new()
                .name("interrupt".into())
                .stack_size(256 << 10);
            let _ = listening.map(|signals| thread.spawn(move || watch(signals)));
        }
        interrupt
    }

    /// From here on a signal ends what is done with care: it asks for this stop.
    pub(super) fn begin(&self) -> Stop {
        let stop = Stop::default();
        self.state().work = Some(stop.clone());
        stop
    }

    /// From here on a signal ends the program again, until something begins.
    pub(super) fn pause(&self) {
        self.state().work = None;
    }

    /// Ends when a signal has come.
    pub(super) async fn came(&self) -> Signal {
        loop {
            let mut coming = std::pin::pin!(self.0.came.notified());
            // From here on it is heard of, so that none comes between the look and the wait.
            coming.as_mut().enable();
            let signal = self.state().signal;
            if let Some((signal, _)) = signal {
                return signal;
            }
            coming.await;
        }
    }

    /// Whether a signal has come.
    pub(super) fn has_come(&self) -> bool {
        self.state().signal.is_some()
    }

    /// What the program exits with that was interrupted.
    pub(super) fn exit(&self) -> Exit {
        let signal = self.state().signal;
        Exit::Interrupted(signal.map_or(Signal::Interrupt, |(signal, _)| signal))
    }

    /// A signal has come, or what stands for one.
    pub(super) fn take(&self, signal: Signal) {
        let mut state = self.state();
        match (&state.work, state.signal) {
            (Some(stop), None) => {
                stop.ask();
                state.signal = Some((signal, Instant::now()));
                self.0.came.notify_waiters();
            }
            (_, Some((_, first))) if first.elapsed() < SAME => {}
            // The state stays locked: nothing can begin meanwhile.
            _ => {
                discard_unfinished();
                std::process::exit(Exit::Interrupted(signal).code().into());
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
