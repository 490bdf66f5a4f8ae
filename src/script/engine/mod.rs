//! The engine: `QuickJS` with `pm` in it, and one script after another.

mod calls;
mod compiled;
mod event_loop;
mod jar;
mod job;
mod machine;
mod mentions;
mod relay;
mod traces;
mod workshop;

use std::sync::{Arc, TryLockError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;

use self::calls::Calls;
use self::event_loop::{Pause, Running};
use self::job::{Job, Left};
pub(super) use self::machine::wrap;
pub use self::relay::block_on;
pub use self::traces::leaves_traces;
use self::workshop::Number;
use super::state::{Abort, Execution, Letter, Shared};
use super::{Context, Effects, Failure, Host, ScriptError, ScriptEvent, Setup};
use crate::collection;
use crate::exchange::{Exchange, SendError};
use crate::variables::Scopes;

/// Runs the scripts of one run, which share what they put into the global object.
pub struct Engine {
    setup: Setup,
    shared: Arc<Shared>,
    /// What runs them, in the workshop of the thread. Absent after a script had to be stopped by
    /// force: the next one gets a new one.
    number: Option<Number>,
    /// Scripts that wait for a request of the collection, the outermost first, each with the number
    /// of its question.
    suspended: Vec<(u32, Box<Execution>)>,
}

/// Where a script has got to.
pub enum Turn {
    /// It is over.
    Ended(Box<Effects>),
    /// It wants a request of the collection run, and waits to be resumed with what comes of it.
    Errand(Box<Errand>),
}

/// A request of the collection that a script wants run: `pm.execution.runRequest`.
pub struct Errand {
    /// Its id, or its name.
    pub id: String,
    /// Variables for that request alone.
    pub variables: Map<String, Value>,
    /// The variables as the script has left them so far; they come back with [`Engine::resume`].
    pub scopes: Scopes,
}

impl Engine {
    /// Starts an engine. In a future that [`block_on`] runs, a script that can't be stopped is left
    /// behind; elsewhere it keeps the thread.
    ///
    /// # Errors
    /// The engine could not be started, for example for want of memory.
    pub fn new(setup: Setup) -> Result<Self, ScriptError> {
        let shared = Arc::new(Shared::new(setup.limits.clone()));
        let number = workshop::start(setup.clone(), &shared)?;
        Ok(Self {
            setup,
            shared,
            number: Some(number),
            suspended: Vec::new(),
        })
    }

    /// Runs a script to its end: until its main part has settled and no timer or request is
    /// pending.
    ///
    /// What it does meanwhile goes to `host`. A script that throws, loops or overdraws memory is an
    /// outcome with an error; nothing that a script does makes this panic or hang beyond its
    /// limits. `pm.execution.runRequest` finds no request; a program that has a collection uses
    /// [`Engine::start`].
    pub async fn run(&mut self, code: &Arc<str>, context: Context, host: &dyn Host) -> Effects {
        let mut turn = self.start(code, context, host).await;
        loop {
            match turn {
                Turn::Ended(outcome) => return *outcome,
                Turn::Errand(errand) => {
                    let unknown =
                        SendError::new(format!("there is no request `{}` to run", errand.id));
                    turn = self.resume(Err(unknown), errand.scopes, host).await;
                }
            }
        }
    }

    /// Starts a script, and runs it to its end or until it wants a request of the collection run.
    /// It is compiled the first time; the same `code`, not only an equal one, is found at once.
    pub fn start<'a>(
        &'a mut self,
        code: &Arc<str>,
        context: Context,
        host: &'a dyn Host,
    ) -> impl Future<Output = Turn> + 'a {
        let mut execution = Box::new(Execution::new(context));
        execution.deadline = self.shared.limits.time.map(|time| Instant::now() + time);
        let begun = self.ready();
        *self.shared.execution() = Some(execution);
        let source = Arc::clone(code);
        async move {
            match begun {
                Ok(engine) => {
                    let mut running = Running::of(engine, &self.shared);
                    let called = running.perform(Job::Call(source)).await;
                    self.advance(running, called, host).await
                }
                Err(failure) => self.end(Err(failure), None, host).await,
            }
        }
    }

    /// Goes on with the script that was suspended last: with the response that it waits for (`None`
    /// where the request was skipped), and the variables as they are now.
    pub async fn resume(
        &mut self,
        result: Result<Option<Exchange>, SendError>,
        scopes: Scopes,
        host: &dyn Host,
    ) -> Turn {
        let Some((number, mut execution)) = self.suspended.pop() else {
            return Turn::Ended(Box::new(Effects {
                scopes,
                ..Effects::default()
            }));
        };
        execution.context.scopes = scopes;
        *self.shared.execution() = Some(execution);
        let Some(engine) = self.number else {
            let words = "the engine was stopped by a script of the request that this one ran";
            return self
                .end(Err(Failure::new("Error", words)), None, host)
                .await;
        };
        let mut running = Running::of(engine, &self.shared);
        let told = running.run_errand(number, result).await;
        self.advance(running, told, host).await
    }

    /// The variables of a script whose run was given up before its end, as that script left them.
    pub fn abandoned(&mut self) -> Option<Scopes> {
        self.suspended.clear();
        let execution = self.shared.execution().take()?;
        self.give_up();
        Some(execution.context.scopes)
    }

    /// Starts the engine anew where the last one had to be given up, or was left behind.
    fn ready(&mut self) -> Result<Number, Failure> {
        if let Some(number) = self.number.filter(|number| workshop::has(*number)) {
            return Ok(number);
        }
        let started = workshop::start(self.setup.clone(), &self.shared);
        let number = started.map_err(|error| Failure::new("Error", error.to_string()))?;
        Ok(*self.number.insert(number))
    }

    /// Leaves the engine, and what it may still do, to its thread.
    fn give_up(&mut self) {
        if let Some(number) = self.number.take() {
            workshop::end(number);
        }
        self.shared = Arc::new(Shared::new(self.setup.limits.clone()));
    }

    /// Runs a script on that was called or told something, which may have failed.
    async fn advance(
        &mut self,
        mut running: Running,
        begun: Result<(), Failure>,
        host: &dyn Host,
    ) -> Turn {
        let paused = match begun {
            Ok(()) => running.go_on(host, &mut Calls::default()).await,
            Err(failure) => Err(failure),
        };
        let left = running.left;
        match paused {
            Ok(Pause::Errand {
                number,
                id,
                variables,
            }) => match self.suspend(number) {
                Some(scopes) => Turn::Errand(Box::new(Errand {
                    id,
                    variables,
                    scopes,
                })),
                None => Turn::Ended(Box::default()),
            },
            Ok(Pause::Ended) => self.end(Ok(()), left, host).await,
            Err(failure) => self.end(Err(failure), left, host).await,
        }
    }

    /// Sets the script aside; returns its variables, which the request that it wants run goes on
    /// with.
    fn suspend(&mut self, number: u32) -> Option<Scopes> {
        let mut execution = self.shared.execution().take()?;
        let scopes = std::mem::take(&mut execution.context.scopes);
        self.suspended.push((number, execution));
        Some(scopes)
    }

    /// Ends a script; what stopped it by force ends the engine too.
    async fn end(
        &mut self,
        result: Result<(), Failure>,
        left: Option<Left>,
        host: &dyn Host,
    ) -> Turn {
        let left = match left {
            Some(left) => Some(left),
            None => self.finish().await,
        };
        let aborted = self.shared.take_abort();
        let explain = |failure: Failure| match aborted {
            Some(abort) => Failure {
                name: "Error".into(),
                message: self.words(abort),
                ..failure
            },
            None => failure,
        };
        let result = match (result.map_err(explain), aborted) {
            (Ok(()), Some(abort)) => Err(Failure::new("Error", self.words(abort))),
            (result, _) => result,
        };
        let changed = left.unwrap_or(Ok(None)).map_err(explain);
        let execution = seize(&self.shared);
        if aborted.is_some() {
            self.give_up();
        }
        Turn::Ended(Box::new(match execution {
            Some(execution) => conclude(execution, result, changed, host),
            None => lost(result, host),
        }))
    }

    /// Has the engine forget a script that still waits for something.
    async fn finish(&self) -> Option<Left> {
        let engine = self.number?;
        if self.shared.aborted().is_some() {
            return None;
        }
        let done = workshop::perform(engine, Job::Finish, &self.shared).await;
        done.left.or_else(|| done.result.err().map(Err))
    }

    /// Says why a script was stopped by force.
    fn words(&self, abort: Abort) -> String {
        let limits = &self.setup.limits;
        let is_short = limits.time.is_some_and(|time| time <= limits.busy);
        match abort {
            Abort::Overrun | Abort::Busy if limits.is_over() => {
                "the time for the whole run is over".into()
            }
            Abort::Overrun if is_short => "sandbox: synchronous script execution timeout".into(),
            Abort::Busy if is_short => "sandbox not responding".into(),
            Abort::Overrun | Abort::Busy => {
                format!(
                    "the script ran for {} without giving way",
                    seconds(limits.busy)
                )
            }
            Abort::Stopped => "the run was interrupted".into(),
            Abort::Flood => {
                format!(
                    "the script wrote more than {} console lines",
                    limits.console_lines
                )
            }
            Abort::Output => {
                format!(
                    "the script told or asked more than {} MB without giving way",
                    limits.output >> 20
                )
            }
            Abort::Memory => format!(
                "the script used more than {} MB of memory (see `--script-memory`)",
                limits.memory >> 20
            ),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(number) = self.number.take() {
            workshop::leave(number);
        }
    }
}

/// How often one tries to take what a script has done so far from an engine that does not give way
/// and just now works on it, and how long one waits in between.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(2);

/// What is left of a script that the engine does not give back: nothing but that it has failed.
fn lost(result: Result<(), Failure>, host: &dyn Host) -> Effects {
    let unknown = || Failure::new("Error", "what the script has done is not known");
    let error = result.err().unwrap_or_else(unknown);
    host.emit(ScriptEvent::Exception(error.clone()));
    Effects {
        error: Some(error),
        lost: true,
        ..Effects::default()
    }
}

/// Takes a script from the engine, be it stuck or not.
fn seize(shared: &Shared) -> Option<Box<Execution>> {
    for _ in 0..TRIES {
        match shared.try_execution() {
            Ok(mut execution) => return execution.take(),
            Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner().take(),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
    None
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// Makes the outcome of what the script left.
fn conclude(
    mut execution: Box<Execution>,
    result: Result<(), Failure>,
    changed: Result<Option<Box<collection::Request>>, Failure>,
    host: &dyn Host,
) -> Effects {
    let (request, spoilt) = match changed {
        Ok(request) => (request, None),
        Err(failure) => (None, Some(failure)),
    };
    let error = result.err().or(spoilt);
    if let Some(error) = &error {
        execution.tell(ScriptEvent::Exception(error.clone()));
    }
    for letter in std::mem::take(&mut execution.outbox) {
        if let Letter::Event(event) = letter {
            host.emit(event);
        }
    }
    let settled = execution.settled.as_ref();
    Effects {
        is_async: settled.map_or(execution.waited, |settled| settled.is_async),
        scopes: execution.context.scopes,
        error,
        request,
        next_request: execution.next_request,
        skipped: execution.skipped,
        visualizer: execution.visualizer,
        passed: execution.passed,
        failed: execution.failed,
        lost: false,
    }
}
