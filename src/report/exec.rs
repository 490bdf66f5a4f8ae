//! `exec:<command>`: a program of the user's that reads the event stream from its standard input.
//!
//! The program gets what the `ndjson` reporter writes. It may be slow, end early or not read at
//! all: the run goes on, and what became of the program is told at the end.

use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::ndjson::Ndjson;
use super::{ReportError, Reporter};
use crate::runner::{Event, Summary};

/// What the name of the reporter begins with; the command follows.
pub const PREFIX: &str = "exec:";

/// How many pieces of the stream may wait for the program.
const WAITING: usize = 256;

/// How long a program may take nothing before it is given up, and how long it may take to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that is reported to.
pub struct Exec {
    command: String,
    child: Child,
    stream: Option<Ndjson<BufWriter<Pipe>>>,
}

impl Exec {
    /// Starts the command with the system's shell.
    ///
    /// # Errors
    /// There is no shell.
    pub fn start(command: &str) -> Result<Self, ReportError> {
        let (shell, flag) = if cfg!(windows) {
            ("cmd", "/C")
        } else {
            ("sh", "-c")
        };
        let mut shell = Command::new(shell);
        shell.arg(flag).arg(command);
        Self::feed(shell, command, &[])
    }

    /// Starts a program that is called `name` where it is told of, and writes `first` to it before
    /// the stream.
    ///
    /// # Errors
    /// It can't be started.
    pub(super) fn feed(
        mut program: Command,
        name: &str,
        first: &[&[u8]],
    ) -> Result<Self, ReportError> {
        let failed = |cause: io::Error| ReportError::Command {
            command: name.to_owned(),
            problem: format!("could not be started: {cause}"),
        };
        let mut child = program.stdin(Stdio::piped()).spawn().map_err(failed)?;
        let mut pipe = child.stdin.take().map(Pipe::to);
        if let Some(pipe) = &mut pipe {
            // What becomes of a program that has ended is told at the end.
            let _ = first.iter().try_for_each(|bytes| pipe.write_all(bytes));
        }
        Ok(Self {
            command: name.to_owned(),
            child,
            stream: pipe.map(|pipe| Ndjson::new(BufWriter::new(pipe))),
        })
    }

    /// Waits for the program; one that does not end is ended.
    fn wait(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return judged(status),
                Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(5)),
                Ok(None) => {
                    // It may have ended by itself meanwhile.
                    let _ = self.child.kill();
                    let _ = self.child.wait();
                    return Err(format!(
                        "did not end within {} seconds and was stopped",
                        PATIENCE.as_secs()
                    ));
                }
                Err(cause) => return Err(format!("could not be waited for: {cause}")),
            }
        }
    }
}

impl Reporter for Exec {
    fn event(&mut self, event: &Event) {
        if let Some(stream) = &mut self.stream {
            stream.event(event);
        }
    }

    fn wants_variables(&self) -> bool {
        true
    }

    fn wants_proofs(&self) -> bool {
        true
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        // Its end closes the program's input.
        let written = self
            .stream
            .take()
            .map_or(Ok(()), |mut stream| stream.finish(summary));
        let ended = self.wait();
        let problem = match (ended, written) {
            (Err(problem), _) => problem,
            // A program that has had enough and is content.
            (Ok(()), Err(ReportError::Output { cause, .. }))
                if cause.kind() == io::ErrorKind::BrokenPipe =>
            {
                return Ok(());
            }
            (Ok(()), Err(ReportError::Output { cause, .. })) => {
                format!("could not be written to: {cause}")
            }
            (Ok(()), Err(error)) => return Err(error),
            (Ok(()), Ok(())) => return Ok(()),
        };
        Err(ReportError::Command {
            command: self.command.clone(),
            problem,
        })
    }
}

impl Drop for Exec {
    fn drop(&mut self) {
        // Only after a run that was given up.
        if matches!(self.child.try_wait(), Ok(None)) && self.stream.is_some() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn judged(status: ExitStatus) -> Result<(), String> {
    match status.code() {
        Some(0) => Ok(()),
        Some(code) => Err(format!("ended with exit code {code}")),
        None => Err("was ended by a signal".to_owned()),
    }
}

/// The program's input, written on a thread of its own so that a program that does not read can't
/// stop the run.
struct Pipe {
    sender: Option<SyncSender<Vec<u8>>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Pipe {
    fn to(mut stdin: ChildStdin) -> Self {
        let (sender, receiver) = sync_channel::<Vec<u8>>(WAITING);
        let thread = thread::Builder::new().name("exec".into()).spawn(move || {
            receiver
                .iter()
                .try_for_each(|piece| stdin.write_all(&piece))
        });
        Self {
            sender: Some(sender),
            thread: thread.ok(),
        }
    }

    /// What ended the writing thread.
    fn ended(&mut self) -> io::Error {
        self.sender = None;
        let result = self.thread.take().and_then(|thread| thread.join().ok());
        result
            .and_then(Result::err)
            .unwrap_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut piece = bytes.to_vec();
        let begun = Instant::now();
        loop {
            let Some(sender) = &self.sender else {
                return Err(io::ErrorKind::BrokenPipe.into());
            };
            match sender.try_send(piece) {
                Ok(()) => return Ok(bytes.len()),
                Err(TrySendError::Disconnected(_)) => return Err(self.ended()),
                Err(TrySendError::Full(back)) if begun.elapsed() < PATIENCE => {
                    piece = back;
                    thread::sleep(Duration::from_millis(1));
                }
                Err(TrySendError::Full(_)) => {
                    // The thread is left waiting; it ends with the program.
                    (self.sender, self.thread) = (None, None);
                    let message = format!("it has read nothing for {} seconds", PATIENCE.as_secs());
                    return Err(io::Error::new(io::ErrorKind::TimedOut, message));
                }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.sender = None;
    }
}
