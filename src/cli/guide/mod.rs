//! `postrider guide …`: pages of documentation, run, checked, drafted and converted.

mod arazzo;
mod check;
mod init;
mod pages;
mod run;
mod watch;

use super::args::{GuideArguments, GuideCommand, ReporterOption};
use super::error::Fault;
use super::{Exit, Surroundings};

/// Does what a `guide` command asks for.
pub(super) fn guide(
    arguments: &GuideArguments,
    options: &[ReporterOption],
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    match &arguments.command {
        GuideCommand::Run(arguments) => run::run(arguments, options, surroundings),
        GuideCommand::Check(arguments) => check::check(arguments, surroundings),
        GuideCommand::Init(arguments) => init::init(arguments, surroundings),
        GuideCommand::Export(arguments) => arazzo::export(arguments, surroundings),
        GuideCommand::Import(arguments) => arazzo::import(arguments, surroundings),
    }
}
