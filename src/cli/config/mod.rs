//! Defaults for options, from where users keep them: `POSTRIDER_…` variables, `postrider.toml`, and
//! Newman's RC files.
//!
//! A source gives an option what would have been typed; an option that stands on the command line
//! is left alone, as is one that a nearer source gives. What is found is put in front of the typed
//! arguments, so that the command line has one grammar and one reader.

mod files;
mod layer;
mod variables;

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::error::Fault;
use super::reporter_options::ReporterOption;
use super::{Surroundings, references};
use layer::{Layer, configurable};

/// What was typed, or that with its defaults: those stand before what was typed.
pub(super) struct CommandLine {
    /// The arguments, but for the options of reporters.
    pub(super) arguments: Vec<OsString>,
    pub(super) configured: Configured,
}

/// What is set beside the arguments.
#[derive(Default)]
pub(super) struct Configured {
    /// The options of reporters.
    pub(super) options: Vec<ReporterOption>,
    /// The secrets of the project's file.
    pub(super) secrets: Vec<references::Named>,
}

/// Adds to what was typed what the user has configured; `matches` is what was typed, as `command`
/// reads it.
///
/// # Errors
/// A file that can't be read, or that sets what the option does not take.
pub(super) fn configure(
    typed: CommandLine,
    command: &Command,
    matches: &ArgMatches,
    surroundings: &Surroundings,
) -> Result<CommandLine, Fault> {
    let Some((depth, command, matches)) = runner_of(command, matches) else {
        return Ok(typed);
    };
    if matches.get_flag("no_config") {
        return Ok(typed);
    }
    let layers = layers(command, matches, surroundings)?;
    let is_typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let mut tokens = Vec::new();
    for argument in configurable(command) {
        let id = argument.get_id().as_str();
        if is_typed(id) {
            continue;
        }
        if let Some(found) = layers.iter().find_map(|layer| layer.tokens(id)) {
            tokens.extend(found.iter().cloned());
        }
    }
    let CommandLine {
        mut arguments,
        mut configured,
    } = typed;
    let place = (depth + 1).min(arguments.len());
    arguments.splice(place..place, tokens);
    let mut all = Vec::new();
    for layer in layers.into_iter().rev() {
        all.extend(layer.options);
        configured.secrets.extend(layer.secrets);
    }
    all.append(&mut configured.options);
    configured.options = all;
    Ok(CommandLine {
        arguments,
        configured,
    })
}

/// The command that runs, checks or reports something, and how many words name it; no other has
/// defaults.
fn runner_of<'a>(
    command: &'a Command,
    matches: &'a ArgMatches,
) -> Option<(usize, &'a Command, &'a ArgMatches)> {
    let below = |command: &'a Command, matches: &'a ArgMatches| {
        let (name, matches) = matches.subcommand()?;
        Some((name, command.find_subcommand(name)?, matches))
    };
    match below(command, matches)? {
        ("run" | "lint" | "check" | "merge", command, matches) => Some((1, command, matches)),
        ("guide", command, matches) => {
            let runs = below(command, matches);
            let runs = runs.filter(|(name, _, _)| matches!(*name, "run" | "update" | "check"));
            runs.map(|(_, command, matches)| (2, command, matches))
        }
        _ => None,
    }
}

/// Where defaults come from, nearest first.
fn layers(
    command: &Command,
    matches: &ArgMatches,
    surroundings: &Surroundings,
) -> Result<Vec<Layer>, Fault> {
    let mut layers = vec![variables::layer(command, surroundings)?];
    layers.extend(files::project(command, matches, surroundings)?);
    layers.extend(files::newman(command, surroundings)?);
    Ok(layers)
}
