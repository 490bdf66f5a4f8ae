//! The engine: `QuickJS` with `pm` in it, and one script after another.

mod calls;
mod compiled;
mod event_loop;
mod jar;
mod machine;
mod mentions;

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;

use self::calls::Calls;
use self::event_loop::Pause;
use self::machine::Machine;
use super::state::{Abort, Execution, Letter, State};
use super::{Context, Effects, Failure, Host, Limits, ScriptError, ScriptEvent, Setup};
use crate::collection;
use crate::exchange::{Exchange, SendError};
use crate::variables::Scopes;

/// Runs the scripts of one run, which share what they put into the global object.
pub struct Engine {
    state: Rc<State>,
    /// Absent after a script had to be stopped by force: the next one gets a new one.
    machine: Option<Machine>,
    /// Scripts that wait for a request of the collection, the outermost first, each with the number
    /// of its question.
    suspended: Vec<(u32, Execution)>,
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
    /// Starts an engine.
    ///
    /// # Errors
    /// The engine could not be started, for example for want of memory.
    pub fn new(setup: Setup) -> Result<Self, ScriptError> {
        leave(None);
        let state = Rc::new(State::new(setup));
        let machine = Machine::start(&state)?;
        Ok(Self {
            state,
            machine: Some(machine),
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
        let mut execution = Execution::new(context);
        execution.deadline = self.state.limits.time.map(|time| Instant::now() + time);
        *self.state.execution.borrow_mut() = Some(execution);
        let called = self.call(code);
        self.advance(called, host)
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
        *self.state.execution.borrow_mut() = Some(execution);
        let answered = match &self.machine {
            Some(machine) => machine.run_errand(number, result),
            None => Err(Failure::new(
                "Error",
                "the engine was stopped by a script of the request that this one ran",
            )),
        };
        self.advance(answered, host).await
    }

    /// The variables of a script whose run was given up before its end, as that script left them.
    pub fn abandoned(&mut self) -> Option<Scopes> {
        self.suspended.clear();
        let scopes = self
            .state
            .execution
            .borrow_mut()
            .take()
            .map(|execution| execution.context.scopes)?;
        self.machine = None;
        Some(scopes)
    }

    /// Calls a script's main part; the engine is started anew where the last one had to be given
    /// up.
    fn call(&mut self, source: &Arc<str>) -> Result<(), Failure> {
        if self.machine.is_none() {
            self.machine = Some(
                Machine::start(&self.state)
                    .map_err(|error| Failure::new("Error", error.to_string()))?,
            );
        }
        self.machine
            .as_mut()
            .map_or(Ok(()), |machine| machine.call(source))
    }

    /// Runs the script on, from where it was called or answered.
    async fn advance(&mut self, so_far: Result<(), Failure>, host: &dyn Host) -> Turn {
        let paused = match (so_far, self.machine.as_mut()) {
            (Err(failure), _) => Err(failure),
            (Ok(()), Some(machine)) => machine.go_on(host, &mut Calls::default()).await,
            (Ok(()), None) => Ok(Pause::Ended),
        };
        let result = paused.map_err(|failure| self.explain(failure));
        self.state.interrupt_at.set(None);
        match result {
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
            Ok(Pause::Ended) => self.end(Ok(()), host),
            Err(failure) => self.end(Err(failure), host),
        }
    }

    /// Sets the script aside; returns its variables, which the request that it wants run goes on
    /// with.
    fn suspend(&mut self, number: u32) -> Option<Scopes> {
        let mut execution = self.state.execution.borrow_mut().take()?;
        let scopes = std::mem::take(&mut execution.context.scopes);
        self.suspended.push((number, execution));
        Some(scopes)
    }

    fn end(&mut self, result: Result<(), Failure>, host: &dyn Host) -> Turn {
        let changed = self.wind_up().map_err(|failure| self.explain(failure));
        self.state.interrupt_at.set(None);
        let execution = self.state.execution.borrow_mut().take();
        let outcome = execution.map(|execution| conclude(execution, result, changed, host));
        Turn::Ended(Box::new(outcome.unwrap_or_default()))
    }

    /// Puts a failure that comes from a limit into words, and gives up the engine where it can't go
    /// on.
    fn explain(&mut self, failure: Failure) -> Failure {
        let limits = &self.state.limits;
        let words = match self.state.abort.take() {
            Some(Abort::Overrun | Abort::Busy) if limits.is_over() => {
                "the time for the whole run is over".into()
            }
            Some(Abort::Overrun) if limits.time.is_some_and(|time| time <= limits.busy) => {
                "sandbox: synchronous script execution timeout".into()
            }
            Some(Abort::Busy) if limits.time.is_some_and(|time| time <= limits.busy) => {
                "sandbox not responding".into()
            }
            Some(Abort::Overrun | Abort::Busy) => {
                format!(
                    "the script ran for {} without giving way",
                    seconds(limits.busy)
                )
            }
            Some(Abort::Stopped) => "the run was interrupted".into(),
            Some(Abort::Flood) => {
                format!(
                    "the script wrote more than {} console lines",
                    limits.console_lines
                )
            }
            Some(Abort::Output) => {
                format!(
                    "the script told or asked more than {} MB without giving way",
                    limits.output >> 20
                )
            }
            Some(Abort::Memory) => too_much(limits),
            None if failure.name == "InternalError" && failure.message == "out of memory" => {
                too_much(limits)
            }
            None => return failure,
        };
        self.machine = None;
        Failure {
            name: "Error".into(),
            message: words,
            ..failure
        }
    }

    /// Lets the engine forget the script; returns the request if the script changed it.
    fn wind_up(&mut self) -> Result<Option<Box<collection::Request>>, Failure> {
        self.state.rejections.borrow_mut().clear();
        self.machine.as_mut().map_or(Ok(None), Machine::finish)
    }
}

thread_local! {
    /// The engine that ended last on this thread. What ends with a process need not be taken apart
    /// first, which costs as much as a dozen requests; so it stays whole until another one starts
    /// or ends here, and for good where none does.
    static LEFT: RefCell<Option<ManuallyDrop<Machine>>> = const { RefCell::new(None) };
}

impl Drop for Engine {
    fn drop(&mut self) {
        leave(self.machine.take());
    }
}

/// Leaves an engine as the last one of this thread, and takes the one before it apart.
fn leave(machine: Option<Machine>) {
    let before = LEFT.try_with(|left| left.replace(machine.map(ManuallyDrop::new)));
    drop(before.ok().flatten().map(ManuallyDrop::into_inner));
}

fn too_much(limits: &Limits) -> String {
    format!(
        "the script used more than {} MB of memory (see `--script-memory`)",
        limits.memory >> 20
    )
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// Makes the outcome of what the script left.
fn conclude(
    mut execution: Execution,
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
    }
}
