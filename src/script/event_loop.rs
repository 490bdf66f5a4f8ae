//! The event loop of a script: jobs, then due timers, then answers of the host, until nothing is left or time is up.

use tokio::time::Instant;

use super::calls::{Calls, Sent};
use super::jar;
use super::machine::{Machine, Reply};
use super::state::{Answer, Letter, Question};
use super::timers::Due;
use super::{Failure, Host};
use crate::exchange::{Exchange, SendError};

/// When a script must be done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    pub(super) at: Instant,
}

/// How a script stands.
enum Progress {
    Ended(Result<(), Failure>),
    Due(Due),
    Waiting,
}

impl Machine {
    /// Runs a script to its end.
    pub(super) async fn run<'a>(
        &mut self,
        source: &str,
        deadline: Option<Deadline>,
        (host, calls): (&'a dyn Host, &mut Calls<'a>),
    ) -> Result<(), Failure> {
        self.state.with(|execution| execution.deadline = deadline.map(|deadline| deadline.at));
        self.call(source)?;
        loop {
            self.settle();
            if self.state.must_stop() {
                return Err(Failure::default());
            }
            self.deliver(host, calls)?;
            match self.progress(deadline) {
                Progress::Ended(result) => return result,
                Progress::Due(due) => self.fire(due.number, due.again)?,
                Progress::Waiting => self.wait(deadline, calls).await?,
            }
        }
    }

    /// Hands what happened, and what the script asks, to the host, in order. Questions about cookies are answered at once.
    fn deliver<'a>(&self, host: &'a dyn Host, calls: &mut Calls<'a>) -> Result<(), Failure> {
        while let Some(letter) = self.state.next_letter() {
            match letter {
                Letter::Event(event) => host.emit(event),
                Letter::Question(number, Question::Send(request)) => {
                    calls.push(number, host.send(*request));
                }
                Letter::Question(number, Question::Jar(call)) => {
                    let result = jar::answer(host, &call);
                    self.reply(number, result.map(Reply::Json).map_err(SendError::new))?;
                }
                Letter::Question(number, Question::Nonsense(words)) => {
                    self.reply(number, Err(SendError::new(words)))?;
                }
            }
        }
        Ok(())
    }

    fn reply(&self, number: u32, result: Result<Reply, SendError>) -> Result<(), Failure> {
        self.answer(number, result)?;
        self.state.with(|execution| execution.unanswered -= 1);
        self.settle();
        Ok(())
    }

    fn progress(&self, deadline: Option<Deadline>) -> Progress {
        let mut execution = self.state.execution.borrow_mut();
        let Some(execution) = execution.as_mut().filter(|execution| !execution.skipped) else {
            return Progress::Ended(Ok(()));
        };
        let pending = execution.pending() > 0;
        execution.waited |= pending;
        if !pending {
            if let Some(settled) = &mut execution.settled {
                return Progress::Ended(settled.error.take().map_or(Ok(()), Err));
            }
            // Postman takes a script for done when its last timer is, though its main part still awaits something.
            return Progress::Ended(if execution.waited { Ok(()) } else { Err(timeout("synchronous")) });
        }
        match deadline {
            Some(deadline) if Instant::now() >= deadline.at => Progress::Ended(Err(timeout("asynchronous"))),
            _ => execution.timers.take_due(Instant::now()).map_or(Progress::Waiting, Progress::Due),
        }
    }

    /// Waits for the next timer, the next answer or the end of time, whichever comes first.
    async fn wait(&self, deadline: Option<Deadline>, calls: &mut Calls<'_>) -> Result<(), Failure> {
        let timer = self.state.with(|execution| execution.timers.next());
        let wake = timer.into_iter().chain(deadline.map(|deadline| deadline.at)).min();
        let sleep = async {
            match wake {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            (number, result) = calls.next(), if !calls.is_empty() => self.receive(number, result),
            () = sleep => Ok(()),
        }
    }

    fn receive(&self, number: u32, result: Sent) -> Result<(), Failure> {
        let keep = |Exchange { response, cookies, .. }| {
            let answer = Answer { response: Some(response.into()), cookies };
            Reply::Handle(self.state.with(|execution| {
                execution.answers.push(answer);
                u32::try_from(execution.answers.len() - 1).unwrap_or_default()
            }))
        };
        let result = result.map(keep);
        self.reply(number, result)
    }
}

fn timeout(kind: &str) -> Failure {
    Failure::new("Error", format!("sandbox: {kind} script execution timeout"))
}
