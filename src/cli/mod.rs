//! The command line: arguments, files, exit codes. The only module that knows of a terminal, of environment variables
//! and of the working directory; everything below is handed what it needs.

mod args;
mod certificates;
mod error;
mod exit;
mod exports;
mod guide;
mod inputs;
mod interrupt;
mod mock;
mod packages;
mod reporters;
mod run;
mod sources;
mod surroundings;

use std::io::Write;

use clap::{CommandFactory, Parser};

use args::{Arguments, Command};
use error::Fault;
pub use exit::Exit;
pub use surroundings::Surroundings;

/// Does what the arguments ask for and says how it went.
pub fn main(surroundings: &Surroundings) -> Exit {
    let (plain, reporter_options) = args::split_reporter_options(&surroundings.arguments);
    let arguments = match Arguments::try_parse_from(plain) {
        Ok(arguments) => arguments,
        Err(error) => return report_usage(&error),
    };
    let outcome = match arguments.command {
        Command::Run(run) => run::run(&run, &reporter_options, surroundings),
        Command::Guide(guide) => guide::guide(&guide, &reporter_options, surroundings),
        Command::Mock(mock) => mock::serve(&mock, surroundings),
        Command::Completions { shell } => print_completions(shell),
        Command::Man => print_manual(),
    };
    outcome.unwrap_or_else(|fault| {
        complain(&fault);
        fault.exit()
    })
}

/// Prints what is wrong to standard error.
fn complain(fault: &Fault) {
    // A closed stderr leaves nobody to tell.
    let _ = write!(std::io::stderr(), "{fault}");
}

/// Prints what the user should know to standard error, as one line.
fn warn(message: impl std::fmt::Display) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "warning: {}", crate::text::sanitise(&message.to_string()));
}

/// Prints clap's message: help and version are what was asked for, anything else is a bad command line.
fn report_usage(error: &clap::Error) -> Exit {
    let _ = error.print();
    if error.use_stderr() { Exit::Invalid } else { Exit::Passed }
}

fn print_completions(shell: clap_complete::Shell) -> Result<Exit, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "postrider", &mut script);
    print(&script)
}

fn print_manual() -> Result<Exit, Fault> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Exit, Fault> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Passed),
    }
}
