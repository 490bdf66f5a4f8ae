//! The event loop of a script: jobs, then due timers, then answers of the host, until nothing is
//! left or time is up.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::time::Instant;

use super::calls::{Calls, Sent};
use super::jar;
use super::job::{Done, Job, Left, Reply};
use super::workshop::{self, Number};
use crate::exchange::{Exchange, SendError};
use crate::script::state::{Answer, Due, Letter, Question, Shared, Wanted};
use crate::script::{Failure, Host};

/// How a script stands.
enum Progress {
    Ended(Result<(), Failure>),
    Errand(u32, Wanted),
    Due(Due),
    Waiting,
}

/// Why a script gave way.
pub(super) enum Pause {
    /// It is over.
    Ended,
    /// It wants a request of the collection run, and goes on with the answer to that number.
    Errand {
        number: u32,
        id: String,
        variables: Map<String, Value>,
    },
}

/// A script that runs, seen from outside of the engine.
pub(super) struct Running {
    engine: Number,
    shared: Arc<Shared>,
    /// What the script left, once it is over.
    pub(super) left: Option<Left>,
}

impl Running {
    /// The script that is shared with that engine.
    pub(super) fn of(engine: Number, shared: &Arc<Shared>) -> Self {
        Self {
            engine,
            shared: Arc::clone(shared),
            left: None,
        }
    }

    /// Has the engine do a job.
    pub(super) async fn perform(&mut self, job: Job) -> Result<(), Failure> {
        let Done { result, left } = workshop::perform(self.engine, job, &self.shared).await;
        self.left = left.or(self.left.take());
        result
    }

    /// Goes on with a script, which has been called, until it is over or wants another request run.
    pub(super) async fn go_on<'a>(
        &mut self,
        host: &'a dyn Host,
        calls: &mut Calls<'a>,
    ) -> Result<Pause, Failure> {
        let deadline = self.shared.with(|execution| execution.deadline);
        loop {
            if self.shared.aborted().is_some() {
                return Err(Failure::default());
            }
            self.deliver(host, calls).await?;
            match self.progress(deadline, calls) {
                Progress::Ended(result) => return result.map(|()| Pause::Ended),
                Progress::Errand(number, wanted) => {
                    let Wanted { id, variables } = wanted;
                    return Ok(Pause::Errand {
                        number,
                        id,
                        variables,
                    });
                }
                Progress::Due(due) => self.perform(Job::Fire(due)).await?,
                Progress::Waiting => self.wait(deadline, calls).await?,
            }
        }
    }

    /// Hands what happened, and what the script asks, to the host, in order. Questions about
    /// cookies are answered at once.
    async fn deliver<'a>(
        &mut self,
        host: &'a dyn Host,
        calls: &mut Calls<'a>,
    ) -> Result<(), Failure> {
        while let Some(letter) = self.shared.next_letter() {
            match letter {
                Letter::Event(event) => host.emit(event),
                Letter::Question(number, Question::Send(request, _)) => {
                    calls.push(number, host.send(*request));
                }
                Letter::Question(number, Question::Jar(call)) => {
                    let result = jar::answer(host, &call);
                    let result = result.map(Reply::Json).map_err(SendError::new);
                    self.reply(number, result).await?;
                }
                Letter::Question(number, Question::Run(wanted)) => {
                    self.shared
                        .with(|execution| execution.errands.push_back((number, wanted)));
                }
                Letter::Question(number, Question::Nonsense(words)) => {
                    self.reply(number, Err(SendError::new(words))).await?;
                }
            }
        }
        Ok(())
    }

    /// Answers a script's errand: with the response, or nothing where the request was skipped.
    pub(super) async fn run_errand(
        &mut self,
        number: u32,
        result: Result<Option<Exchange>, SendError>,
    ) -> Result<(), Failure> {
        match result.transpose() {
            Some(sent) => self.receive(number, sent).await,
            None => self.reply(number, Ok(Reply::Json(Value::Null))).await,
        }
    }

    async fn reply(
        &mut self,
        number: u32,
        result: Result<Reply, SendError>,
    ) -> Result<(), Failure> {
        self.perform(Job::Answer(number, result)).await
    }

    /// Another request is run when what was asked before has been answered.
    fn progress(&self, deadline: Option<Instant>, calls: &Calls<'_>) -> Progress {
        let mut execution = self.shared.execution();
        let Some(execution) = execution.as_mut().filter(|execution| !execution.skipped) else {
            return Progress::Ended(Ok(()));
        };
        let pending = execution.pending() > 0;
        execution.waited |= pending;
        if !pending {
            if let Some(settled) = &mut execution.settled {
                return Progress::Ended(settled.error.take().map_or(Ok(()), Err));
            }
            // Postman takes a script for done when its last timer is, though its main part still
            // awaits something.
            return Progress::Ended(if execution.waited {
                Ok(())
            } else {
                Err(timeout("synchronous"))
            });
        }
        match deadline {
            Some(deadline) if Instant::now() >= deadline => {
                Progress::Ended(Err(timeout("asynchronous")))
            }
            _ if calls.is_empty() && !execution.errands.is_empty() => {
                let errand = execution.errands.pop_front();
                errand.map_or(Progress::Waiting, |(number, wanted)| {
                    Progress::Errand(number, wanted)
                })
            }
            _ => execution
                .timers
                .take_due(Instant::now())
                .map_or(Progress::Waiting, Progress::Due),
        }
    }

    /// Waits for the next timer, the next answer or the end of time, whichever comes first.
    async fn wait(
        &mut self,
        deadline: Option<Instant>,
        calls: &mut Calls<'_>,
    ) -> Result<(), Failure> {
        let timer = self.shared.with(|execution| execution.timers.next());
        let wake = timer.into_iter().chain(deadline).min();
        let sleep = async {
            match wake {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            (number, result) = calls.next(), if !calls.is_empty() => self.receive(number, result).await,
            () = sleep => Ok(()),
        }
    }

    async fn receive(&mut self, number: u32, result: Sent) -> Result<(), Failure> {
        let keep = |Exchange {
                        response, cookies, ..
                    }| {
            let answer = Answer {
                response: Some(response.into()),
                cookies,
            };
            Reply::Handle(self.shared.with(|execution| {
                execution.answers.push(answer);
                u32::try_from(execution.answers.len() - 1).unwrap_or_default()
            }))
        };
        let result = result.map(keep);
        self.reply(number, result).await
    }
}

fn timeout(kind: &str) -> Failure {
    Failure::new("Error", format!("sandbox: {kind} script execution timeout"))
}
