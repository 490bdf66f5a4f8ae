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
use clap::{Arg, ArgMatches, Command};

use super::Surroundings;
use super::args::ReporterOption;
use super::error::Fault;
use layer::Layer;

/// Options that say where defaults come from, and those that no file should set for everybody.
const NOT_CONFIGURED: [&str; 4] = ["config", "no_config", "help", "version"];

/// The command line with its defaults.
pub(super) struct Configured {
    /// The arguments, those of the defaults before those that were typed.
    pub(super) arguments: Vec<OsString>,
    /// The options of reporters, likewise.
    pub(super) options: Vec<ReporterOption>,
}

/// Adds to what was typed what the user has configured; `matches` is what was typed, as `command`
/// reads it.
///
/// # Errors
/// A file that can't be read, or that sets what the option does not take.
pub(super) fn configure(
    (typed, options): (Vec<OsString>, Vec<ReporterOption>),
    (command, matches): (&Command, &ArgMatches),
    surroundings: &Surroundings,
) -> Result<Configured, Fault> {
    let Some((depth, command, matches)) = runner_of(command, matches) else {
        return Ok(Configured {
            arguments: typed,
            options,
        });
    };
    if matches.get_flag("no_config") {
        return Ok(Configured {
            arguments: typed,
            options,
        });
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
    let mut arguments = typed;
    let place = (depth + 1).min(arguments.len());
    arguments.splice(place..place, tokens);
    let mut all: Vec<ReporterOption> = layers
        .into_iter()
        .rev()
        .flat_map(|layer| layer.options)
        .collect();
    all.extend(options);
    Ok(Configured {
        arguments,
        options: all,
    })
}

/// The arguments that may have a default.
fn configurable(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| !NOT_CONFIGURED.contains(&argument.get_id().as_str()))
}

/// The command that runs something, and how many words name it; no other has defaults.
fn runner_of<'a>(
    command: &'a Command,
    matches: &'a ArgMatches,
) -> Option<(usize, &'a Command, &'a ArgMatches)> {
    let below = |command: &'a Command, matches: &'a ArgMatches| {
        let (name, matches) = matches.subcommand()?;
        Some((name, command.find_subcommand(name)?, matches))
    };
    match below(command, matches)? {
        ("run", command, matches) => Some((1, command, matches)),
        ("guide", command, matches) => {
            let runs = below(command, matches).filter(|(name, _, _)| *name == "run");
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
    layers.extend(files::project((command, matches), surroundings)?);
    layers.extend(files::newman(command, surroundings)?);
    Ok(layers)
}
