//! Secrets by reference: `cmd:…`, `env:NAME` and `file:PATH` in files of the user's own, fetched when
//! they are first used.
//!
//! What comes from elsewhere (collections, environments, responses) is never read as a reference:
//! it could name any program.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::interrupt::Interrupt;
use super::messages::tell;
use crate::collection::Reference;
use crate::guide::curl;
use crate::text;

/// How long a command may take; some ask a person.
const PATIENCE: Duration = Duration::from_mins(1);

/// After how long somebody is told what is waited for.
const QUIET: Duration = Duration::from_secs(3);

/// How long to wait between two looks at a command that has said all and does not end.
const PAUSE: Duration = Duration::from_millis(5);

/// The longest secret, in bytes.
const LONGEST: u64 = 1 << 20;

/// A secret in `[secrets]` of a project's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The name of the variable.
    pub(super) name: String,
    /// The reference as it is written.
    pub(super) written: String,
    /// The folder of the file that it stands in.
    pub(super) folder: PathBuf,
}

/// What references are fetched with.
#[derive(Debug, Clone, Default)]
pub(super) struct Fetcher {
    /// The variables of the process.
    pub(super) variables: Arc<BTreeMap<String, String>>,
    /// What ends a wait, where something may.
    pub(super) interrupt: Arc<OnceLock<Interrupt>>,
}

/// A wait for a command: limited, told, and ended by a signal.
struct Wait<'a> {
    program: &'a str,
    began: Instant,
    is_told: bool,
    interrupt: Option<&'a Interrupt>,
}

/// Where a value is kept.
enum Kept {
    /// A command prints it: its words.
    Printed(Vec<String>),
    /// An environment variable has it.
    Variable(String),
    /// A file holds it.
    File(String),
}

/// Whether a value is written as a reference.
pub(super) fn is_reference(written: &str) -> bool {
    ["cmd:", "env:", "file:"]
        .iter()
        .any(|kind| written.starts_with(kind))
}

impl Fetcher {
    /// One with these variables of the process.
    pub(super) fn of(variables: &Arc<BTreeMap<String, String>>) -> Self {
        Self {
            variables: Arc::clone(variables),
            ..Self::default()
        }
    }

    /// From here on a signal ends the wait for a command.
    pub(super) fn heed(&self, interrupt: &Interrupt) {
        // The first counts: it is the same in all runs of a process.
        let _ = self.interrupt.set(interrupt.clone());
    }

    /// The reference that a value of that name is written as; `None` for another value. Paths, and
    /// commands, count from the folder.
    ///
    /// # Errors
    /// The command can't be read.
    pub(super) fn read(&self, named: &Named) -> Result<Option<Reference>, String> {
        let Some(kept) = Kept::read(&named.written)? else {
            return Ok(None);
        };
        let (own, named) = (self.clone(), named.clone());
        Ok(Some(Reference::new(move || {
            let answer = own.fetch(&kept, &named.folder).map(without_end);
            let answer = answer.and_then(|answer| {
                let is_there = !answer.is_empty();
                is_there
                    .then_some(answer)
                    .ok_or_else(|| "there is nothing in it".to_owned())
            });
            let Named { name, written, .. } = &named;
            answer.map_err(|why| format!("`{name}` could not be fetched from `{written}`: {why}"))
        })))
    }

    fn fetch(&self, kept: &Kept, folder: &Path) -> Result<String, String> {
        match kept {
            Kept::Printed(words) => printed(words, folder, self.interrupt.get()),
            Kept::Variable(name) => self.variables.get(name).cloned().ok_or_else(|| {
                format!("there is no such environment variable; set it, as in `export {name}=…`")
            }),
            Kept::File(path) => read(&self.located(path, folder)),
        }
    }

    fn located(&self, path: &str, folder: &Path) -> PathBuf {
        let home = ["HOME", "USERPROFILE"].map(|name| self.variables.get(name));
        match (path.strip_prefix("~/"), home.into_iter().flatten().next()) {
            (Some(below), Some(home)) => Path::new(home).join(below),
            _ => folder.join(path),
        }
    }
}

impl Kept {
    fn read(written: &str) -> Result<Option<Self>, String> {
        let kept = match written.split_once(':') {
            Some(("cmd", command)) => Self::Printed(words(command)?),
            Some(("env", name)) => Self::Variable(name.trim().to_owned()),
            Some(("file", path)) => Self::File(path.trim().to_owned()),
            _ => return Ok(None),
        };
        Ok(Some(kept))
    }
}

/// The words of a command, as a shell divides them. What only a shell could do is refused.
fn words(command: &str) -> Result<Vec<String>, String> {
    let words = curl::words(command).map_err(|error| error.to_string())?;
    words.ok_or_else(|| {
        "no shell runs the command, and it has something that only a shell can do; put signs \
        such as `$`, `|` and `>` in single quotes, or write `cmd:sh -c '…'`"
            .to_owned()
    })
}

/// What a file holds.
fn read(path: &Path) -> Result<String, String> {
    let bytes = text::read_input(path).map_err(|cause| cause.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned())
}

/// What a command prints. What it says on its standard error goes to ours: it may be for a person
/// only, and is in no report.
fn printed(
    words: &[String],
    folder: &Path,
    interrupt: Option<&Interrupt>,
) -> Result<String, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(
            "there is no command; write one, as in `cmd:op read op://team/okta/token`".into(),
        );
    };
    let mut command = Command::new(program);
    command.args(arguments);
    if !folder.as_os_str().is_empty() {
        command.current_dir(folder);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => {
            format!("there is no program `{program}`; install it, or put it on the `PATH`")
        }
        _ => format!("`{program}` could not be started: {cause}"),
    })?;
    let mut wait = Wait {
        program,
        began: Instant::now(),
        is_told: false,
        interrupt,
    };
    let answer = child.stdout.take().map(|output| wait.all(output));
    let code = wait.end(&mut child);
    if code.is_none() {
        // It may have ended meanwhile.
        let _ = child.kill();
        let _ = child.wait();
    }
    if wait.is_interrupted() {
        return Err(format!("the run was interrupted while `{program}` ran"));
    }
    let seconds = PATIENCE.as_secs();
    match (answer.flatten(), code) {
        (Some(answer), Some(status)) if status.success() => {
            String::from_utf8(answer?).map_err(|_| format!("what `{program}` prints is no UTF-8"))
        }
        (_, Some(status)) if !status.success() => Err(format!(
            "`{program}` ended with {status}; run the command yourself to see why, and sign in before the run"
        )),
        _ => Err(format!(
            "`{program}` did not end within {seconds} seconds; sign in before the run, so that it need not ask"
        )),
    }
}

impl Wait<'_> {
    /// All that a command writes; `None` where it goes on for too long.
    fn all(&mut self, output: ChildStdout) -> Option<Result<Vec<u8>, String>> {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut answer = Vec::new();
            let read = output.take(LONGEST + 1).read_to_end(&mut answer);
            // Nobody listens any more when the time is over.
            let _ = tell.send(read.map(|_| answer));
        });
        let answer = loop {
            match told.recv_timeout(PAUSE) {
                Err(RecvTimeoutError::Timeout) if self.goes_on() => {}
                answer => break answer,
            }
        };
        Some(match answer.ok()? {
            Ok(answer) if answer.len() as u64 > LONGEST => {
                Err("it prints more than a megabyte, which is no secret".to_owned())
            }
            Ok(answer) => Ok(answer),
            Err(cause) => Err(cause.to_string()),
        })
    }

    /// How a command ended; `None` where it does not.
    fn end(&mut self, child: &mut Child) -> Option<std::process::ExitStatus> {
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if self.goes_on() => std::thread::sleep(PAUSE),
                _ => return None,
            }
        }
    }

    /// Whether it is waited on; who may have to do something is told.
    fn goes_on(&mut self) -> bool {
        let waited = self.began.elapsed();
        if waited > QUIET && !self.is_told {
            self.is_told = true;
            let (program, seconds) = (self.program, PATIENCE.as_secs());
            tell(&format!(
                "waiting for `{program}`, which is to print a secret, {seconds} seconds at most: it may be asking for something"
            ));
        }
        waited < PATIENCE && !self.is_interrupted()
    }

    fn is_interrupted(&self) -> bool {
        self.interrupt.is_some_and(Interrupt::has_come)
    }
}

/// Without the line break at the end, which is not the secret's.
fn without_end(mut answer: String) -> String {
    if answer.ends_with('\n') {
        answer.pop();
        if answer.ends_with('\r') {
            answer.pop();
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(written: &str) -> Result<String, String> {
        let variables = [("TOKEN".to_owned(), "of-the-process".to_owned())];
        let fetcher = Fetcher {
            variables: Arc::new(variables.into()),
            ..Fetcher::default()
        };
        let named = Named {
            name: "key".to_owned(),
            written: written.to_owned(),
            folder: PathBuf::new(),
        };
        let reference = fetcher.read(&named)?.expect("it is a reference");
        let value = reference.value();
        value
            .map(|value| value.as_str().unwrap_or_default().to_owned())
            .map_err(str::to_owned)
    }

    #[test]
    fn a_reference_is_read_as_what_it_names() {
        assert_eq!(fetched("env:TOKEN"), Ok("of-the-process".to_owned()));
        assert_eq!(
            fetched("env:GONE").unwrap_err(),
            "`key` could not be fetched from `env:GONE`: there is no such environment variable; set it, as in `export GONE=…`"
        );
        assert!(
            fetched("file:/no/such/file")
                .unwrap_err()
                .contains("`file:/no/such/file`: ")
        );
        assert!(!is_reference("https://example.com") && !is_reference("commands:x"));
    }

    #[cfg(unix)]
    #[test]
    fn a_command_is_divided_as_a_shell_does_and_no_shell_runs_it() {
        assert_eq!(fetched("cmd:printf '%s' 'a b'"), Ok("a b".to_owned()));
        assert_eq!(fetched("cmd:printf 'a\\n\\n'"), Ok("a\n".to_owned()));
        assert_eq!(
            fetched("cmd:echo \"it's\" op://a/b?c=d"),
            Ok("it's op://a/b?c=d".to_owned())
        );
        for shell in [
            "cmd:echo $HOME",
            "cmd:a | b",
            "cmd:a > b",
            "cmd:a; b",
            "cmd:a `b`",
            "cmd:a $(b)",
            "cmd:a < b",
        ] {
            assert!(
                fetched(shell).unwrap_err().contains("only a shell"),
                "{shell}"
            );
        }
        assert!(fetched("cmd:echo 'a").unwrap_err().contains("not closed"));
        let failed = fetched("cmd:false").unwrap_err();
        assert!(
            failed.starts_with(
                "`key` could not be fetched from `cmd:false`: `false` ended with exit status: 1; "
            ),
            "{failed}"
        );
        assert!(
            fetched("cmd:no-such-program x")
                .unwrap_err()
                .contains("there is no program `no-such-program`; install it")
        );
        assert!(
            fetched("cmd:true")
                .unwrap_err()
                .contains("there is nothing in it")
        );
        assert!(fetched("cmd:").unwrap_err().contains("there is no command"));
    }
}
