//! An engine on a thread of its own.
//!
//! Whoever gives it a job waits, so never do both work; but a script that does not give way, and
//! can't be stopped either, such as one that turns a list of 2⁵³ places round, is left behind on
//! its thread, and the run goes on.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use tokio::time::Instant;

use super::job::{Done, Job};
use super::machine::Machine;
use crate::script::state::Shared;
use crate::script::{Failure, ScriptError, Setup};

/// What a script's stack may have beside what the script takes: for our own functions that it
/// calls, and the engine's.
const STACK_BESIDE: usize = 15 << 20;

/// How often one looks whether a script is overdue.
const GLANCE: Duration = Duration::from_millis(50);

/// How long a script may go on when its time is up: what can be stopped, has stopped by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// An engine on a thread of its own. When this goes, the thread takes the engine apart and ends.
pub(super) struct Worker {
    jobs: SyncSender<Job>,
    done: Receiver<Done>,
    shared: Arc<Shared>,
    /// Of which the thread has the other half.
    life: Weak<()>,
}

impl Worker {
    /// Starts an engine.
    pub(super) fn start(setup: Setup, shared: &Arc<Shared>) -> Result<Self, ScriptError> {
        let (jobs, given) = sync_channel(1);
        let (hand_in, done) = sync_channel(1);
        let (say, started) = sync_channel(1);
        let runtime = tokio::runtime::Handle::try_current().ok();
        let of_thread = Arc::clone(shared);
        let alive = Arc::new(());
        let life = Arc::downgrade(&alive);
        let work = move || {
            // Its timers go by the clock of whoever waits for them.
            let _clock = runtime.as_ref().map(tokio::runtime::Handle::enter);
            let mut machine = match Machine::start(setup, of_thread) {
                Ok(machine) => machine,
                Err(error) => return drop(say.send(Err(error))),
            };
            if say.send(Ok(())).is_err() {
                return;
            }
            while let Ok(job) = given.recv() {
                if hand_in.send(machine.perform(job)).is_err() {
                    break;
                }
            }
            machine.end();
            drop(alive);
        };
        thread::Builder::new()
            .name("scripts".into())
            .stack_size(shared.limits.stack + STACK_BESIDE)
            .spawn(work)
            .map_err(|error| ScriptError::Start(error.to_string()))?;
        match started.recv() {
            Ok(started) => started?,
            Err(_) => return Err(ScriptError::Start("its thread has ended".into())),
        }
        Ok(Self {
            jobs,
            done,
            shared: Arc::clone(shared),
            life,
        })
    }

    /// What is gone when the engine's thread has ended.
    pub(super) fn life(&self) -> Weak<()> {
        Weak::clone(&self.life)
    }

    /// Has a job done. Where the script does not give way, the engine is of no more use; then, as
    /// where a limit has stopped the script, [`Shared::aborted`] says why.
    pub(super) fn perform(&self, job: Job) -> Done {
        let mut asked_to_stop = None;
        // Where it could not be sent, nothing comes back either.
        let _ = self.jobs.send(job);
        loop {
            match self.done.recv_timeout(GLANCE) {
                Ok(done) => return done,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if self.is_overdue(&mut asked_to_stop) => {
                    self.shared.abort_when_due();
                    break;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        Done {
            result: Err(Failure::new("Error", "the script engine has failed")),
            left: None,
        }
    }

    /// Whether the script should have given way a while ago.
    fn is_overdue(&self, asked_to_stop: &mut Option<Instant>) -> bool {
        let now = Instant::now();
        if self.shared.limits.stop.is_asked() {
            asked_to_stop.get_or_insert(now);
        }
        let due = self.shared.due().map(|(at, _)| at);
        let since = [due, *asked_to_stop].into_iter().flatten().min();
        since.is_some_and(|since| now >= since + PATIENCE)
    }
}
