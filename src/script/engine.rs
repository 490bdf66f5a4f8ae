//! The engine: `QuickJS` with `pm` in it, and one script after another.

use std::rc::Rc;
use std::time::Duration;

use tokio::time::Instant;

use super::calls::Calls;
use super::context::{Context, Outcome};
use super::event_loop::Deadline;
use super::machine::Machine;
use super::state::{Abort, Execution, Letter, State};
use super::{Failure, Host, Limits, ScriptError, ScriptEvent};
use crate::collection::{self, Script};
use crate::variables::Scopes;
use crate::world::World;

/// How the file of a user's script is called in stacks; a number follows.
pub(super) const SCRIPT_FILE: &str = "script-";

/// Runs the scripts of one run, which share what they put into the global object.
pub struct Engine {
    state: Rc<State>,
    /// Absent after a script had to be stopped by force: the next one gets a new one.
    machine: Option<Machine>,
}

impl Engine {
    /// Starts an engine.
    ///
    /// # Errors
    /// The engine could not be started, for example for want of memory.
    pub fn new(limits: Limits, world: Rc<World>) -> Result<Self, ScriptError> {
        let state = Rc::new(State::new(limits, world));
        let machine = Machine::start(&state)?;
        Ok(Self { state, machine: Some(machine) })
    }

    /// Runs a script to its end: until its main part has settled and no timer or request is pending.
    ///
    /// What it does meanwhile goes to `host`. A script that throws, loops or overdraws memory is an outcome with an error;
    /// nothing that a script does makes this panic or hang beyond its limits.
    pub async fn run(&mut self, script: &Script, context: Context, host: &dyn Host) -> Outcome {
        *self.state.execution.borrow_mut() = Some(Execution::new(context));
        let result = self.run_to_end(&script.lines.join("\n"), host).await;
        let changed = self.wind_up();
        let execution = self.state.execution.borrow_mut().take();
        match execution {
            Some(execution) => conclude(execution, result, changed, host),
            None => Outcome::default(),
        }
    }

    /// The variables of a script whose run was given up before its end, as that script left them.
    pub fn abandoned(&mut self) -> Option<Scopes> {
        self.machine = None;
        self.state.execution.borrow_mut().take().map(|execution| execution.context.scopes)
    }

    async fn run_to_end(&mut self, source: &str, host: &dyn Host) -> Result<(), Failure> {
        if self.machine.is_none() {
            self.machine =
                Some(Machine::start(&self.state).map_err(|error| Failure::new("Error", error.to_string()))?);
        }
        let Some(machine) = self.machine.as_mut() else { return Ok(()) };
        let deadline = self.state.limits.time.map(|time| Deadline { at: Instant::now() + time });
        let mut calls = Calls::default();
        let result = machine.run(source, deadline, (host, &mut calls)).await;
        let result = result.map_err(|failure| self.explain(failure));
        self.state.interrupt_at.set(None);
        result
    }

    /// Puts a failure that comes from a limit into words, and gives up the engine where it can't go on.
    fn explain(&mut self, failure: Failure) -> Failure {
        let limits = &self.state.limits;
        let words = match self.state.abort.take() {
            Some(Abort::Busy) if limits.is_over() => "the time for the whole run is over".into(),
            Some(Abort::Busy) if limits.time.is_some_and(|time| time <= limits.busy) => {
                "sandbox not responding".into()
            }
            Some(Abort::Busy) => format!("the script ran for {} without giving way", seconds(limits.busy)),
            Some(Abort::Stopped) => "the run was interrupted".into(),
            Some(Abort::Flood) => {
                format!("the script wrote more than {} console lines", limits.console_lines)
            }
            None if failure.name == "InternalError" && failure.message == "out of memory" => {
                format!("the script used more than {} MB of memory", limits.memory >> 20)
            }
            None => return failure,
        };
        self.machine = None;
        Failure { name: "Error".into(), message: words, ..failure }
    }

    /// Lets the engine forget the script; returns the request if the script changed it.
    fn wind_up(&mut self) -> Result<Option<collection::Request>, Failure> {
        self.state.rejections.borrow_mut().clear();
        self.machine.as_mut().map_or(Ok(None), Machine::finish)
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// Makes the outcome of what the script left.
fn conclude(
    mut execution: Execution,
    result: Result<(), Failure>,
    changed: Result<Option<collection::Request>, Failure>,
    host: &dyn Host,
) -> Outcome {
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
    Outcome {
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
