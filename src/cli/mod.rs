//! The command line: arguments, files, exit codes. The only module that knows of a terminal, of
//! environment variables and of the working directory; everything below is handed what it needs.

mod args;
mod certificates;
mod check;
mod config;
mod contract;
mod convert;
mod dry_run;
mod environments;
mod error;
mod exit;
mod exports;
mod files;
mod findings;
mod guide;
mod inputs;
mod interrupt;
mod licenses;
mod lint;
mod listing;
mod manual;
mod meaning;
mod merge;
mod messages;
mod mock;
mod network;
mod npm;
mod outset;
mod packages;
mod references;
mod reporter_options;
mod reporters;
mod rerun;
mod run;
mod runtime;
mod signals;
mod sources;
mod stage;
mod surroundings;
mod trees;
mod units;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, FromArgMatches};

use args::{Arguments, Command, Deferred, GuideCommand};
use config::{CommandLine, Configured};
use error::Fault;
pub use exit::{Exit, Signal};
use interrupt::Interrupt;
use messages::{complain, print};
pub use surroundings::Surroundings;

use crate::text;

/// Does what the arguments ask for and says how it went.
pub fn main(surroundings: &Surroundings) -> Exit {
    // Before any file is opened.
    let interrupt = Interrupt::watch();
    let (plain, reporter_options) = reporter_options::split(&surroundings.arguments);
    let plain = without_collection(plain);
    let typed = CommandLine {
        arguments: plain,
        configured: Configured {
            options: reporter_options,
            ..Configured::default()
        },
    };
    let (arguments, configured) = match read(typed, surroundings) {
        Ok(read) => read,
        Err(Unread::Usage(error)) => return report_usage(&error),
        Err(Unread::Configuration(fault)) => {
            complain(&fault);
            return fault.exit();
        }
    };
    let outcome = match arguments.command {
        Command::Run(run) => {
            reporter_options::warn_of_mistyped(&configured.options);
            meaning::run(*run, configured, surroundings)
                .and_then(|wanted| run::run(&wanted, &interrupt))
        }
        Command::Guide(Deferred(guide)) => {
            guide_command(guide.command, configured, surroundings, &interrupt)
        }
        Command::Merge(Deferred(merged)) => {
            reporter_options::warn_of_mistyped(&configured.options);
            merge::merge(&meaning::merge(*merged, configured, surroundings))
        }
        Command::Convert(Deferred(convert)) => convert::convert(&convert),
        Command::Lint(Deferred(arguments)) => lint::lint(&arguments, surroundings),
        Command::Check(Deferred(arguments)) => check::check(&arguments, surroundings),
        Command::Mock(Deferred(mock)) => mock::serve(&mock.name, mock.port, &interrupt),
        Command::Completions { shell } => print_completions(shell),
        Command::Man => print_manual(),
        Command::Licenses => licenses::print_page(),
    };
    outcome.unwrap_or_else(|fault| {
        complain(&fault);
        fault.exit()
    })
}

fn guide_command(
    command: GuideCommand,
    configured: Configured,
    surroundings: &Surroundings,
    interrupt: &Interrupt,
) -> Result<Exit, Fault> {
    match command {
        GuideCommand::Run(run) => {
            reporter_options::warn_of_mistyped(&configured.options);
            let wanted = meaning::guide_run(*run, configured, surroundings)?;
            guide::run(&wanted, interrupt)
        }
        GuideCommand::Update(update) => {
            reporter_options::warn_of_mistyped(&configured.options);
            let wanted = meaning::guide_update(*update, configured, surroundings);
            guide::update(&wanted, interrupt)
        }
        GuideCommand::Check(check) => guide::check(&check, surroundings),
        GuideCommand::Init(init) => guide::init(&init, surroundings),
        GuideCommand::Export(export) => guide::export(&export, surroundings),
        GuideCommand::Import(import) => guide::import(&import, surroundings),
        GuideCommand::Schema => messages::print(crate::guide::editor::SCHEMA),
    }
}

/// What was typed without the first word of `collection run`, as Postman's own command line has it.
fn without_collection(mut typed: Vec<OsString>) -> Vec<OsString> {
    let words = typed.get(1).zip(typed.get(2));
    if words.is_some_and(|(first, second)| first == "collection" && second == "run") {
        typed.remove(1);
    }
    typed
}

/// Why arguments could not be read.
enum Unread {
    /// What was typed is not a command line, or asks for help.
    Usage(Box<clap::Error>),
    /// What is configured can't be used.
    Configuration(Fault),
}

impl From<clap::Error> for Unread {
    fn from(error: clap::Error) -> Self {
        Self::Usage(Box::new(error))
    }
}

/// Reads what was typed, and with it what the user has configured.
fn read(
    typed: CommandLine,
    surroundings: &Surroundings,
) -> Result<(Arguments, Configured), Unread> {
    let mut command = Arguments::command();
    let matches = command.try_get_matches_from_mut(&typed.arguments)?;
    let count = typed.arguments.len();
    let whole = config::configure(typed, &command, &matches, surroundings);
    let CommandLine {
        arguments,
        configured,
    } = whole.map_err(Unread::Configuration)?;
    let matches = if arguments.len() == count {
        matches
    } else {
        command.try_get_matches_from_mut(arguments)?
    };
    let arguments = Arguments::from_arg_matches(&matches)?;
    // It ends with the process; taking it apart would cost more than some of what was built.
    std::mem::forget(command);
    Ok((arguments, configured))
}

/// Prints clap's message: help and version are what was asked for, anything else is a bad command
/// line.
fn report_usage(error: &clap::Error) -> Exit {
    // The version stands alone, as Newman's, for scripts that compare it.
    let _ = match error.kind() {
        clap::error::ErrorKind::DisplayVersion => {
            writeln!(std::io::stdout(), "{}", env!("CARGO_PKG_VERSION"))
        }
        _ => print_usage(error),
    };
    if error.use_stderr() {
        Exit::Invalid
    } else {
        Exit::Passed
    }
}

/// Prints clap's message; what was typed, or configured, may be in it.
fn print_usage(error: &clap::Error) -> std::io::Result<()> {
    let message = error.render().to_string();
    match text::sanitise(&message) {
        Cow::Borrowed(_) => error.print(),
        Cow::Owned(message) => write!(std::io::stderr(), "{message}"),
    }
}

fn print_completions(shell: clap_complete::Shell) -> Result<Exit, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "postrider", &mut script);
    print(&String::from_utf8_lossy(&script))
}

fn print_manual() -> Result<Exit, Fault> {
    print(&manual::page()?)
}
