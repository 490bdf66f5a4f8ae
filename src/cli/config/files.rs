//! `postrider.toml` in the project, and the RC files that Newman reads.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::layer::{Entry, Layer, Place, find, suggest};
use crate::cli::Surroundings;
use crate::cli::args::Arguments;
use crate::cli::error::Fault;
use crate::cli::messages::warn;
use crate::collection::misread;
use crate::text::{self, did_you_mean};

/// The file of a project.
const PROJECT: &str = "postrider.toml";

/// The tables for single commands; those of `guide` share one.
const TABLES: [&str; 3] = ["run", "guide", "lint"];

/// What a key means that no option has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// It is a mistake.
    Error,
    /// It may belong to another program; it is warned about if it looks mistyped.
    Warn,
}

/// What the project's file sets: that which `--config` names, else the nearest one, from the
/// working directory upwards.
///
/// # Errors
/// A file that is not there, is not TOML, or sets what there is no option for.
pub(super) fn project(
    command: &Command,
    matches: &ArgMatches,
    surroundings: &Surroundings,
) -> Result<Option<Layer>, Fault> {
    let named = matches.get_one::<PathBuf>("config").cloned();
    let named = named.or_else(|| surroundings.variable("POSTRIDER_CONFIG").map(PathBuf::from));
    let Some(path) = named.or_else(|| nearest(&surroundings.directory)) else {
        return Ok(None);
    };
    let text = read(&path)?;
    let source = format!("configuration `{}`", path.display());
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let place = error.span().map(|span| place_of(&text, span.start));
        let place = place
            .map(|(line, column)| format!(": line {line}, column {column}"))
            .unwrap_or_default();
        Fault::text(format!(
            "{source} is not TOML{place}: {}",
            error.message().trim()
        ))
    })?;
    let json = serde_json::to_value(table)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let place = Place {
        command,
        source: &source,
        folder: Some(&folder),
    };
    layer(json.as_object(), Unknown::Error, &place).map(Some)
}

/// What Newman's files set, nearest first.
///
/// # Errors
/// A file that is not JSON, or that sets what its option does not take.
pub(super) fn newman(command: &Command, surroundings: &Surroundings) -> Result<Vec<Layer>, Fault> {
    let home = surroundings.first_of(&["HOME", "USERPROFILE"]);
    let paths = [
        Some(PathBuf::from(".newmanrc")),
        home.map(|home| Path::new(&home).join(".postman").join("newmanrc")),
        Some(PathBuf::from("/etc/postman/newmanrc")),
    ];
    let mut layers = Vec::new();
    for path in paths.into_iter().flatten() {
        let path = if path.is_relative() {
            surroundings.directory.join(path)
        } else {
            path
        };
        if !path.is_file() {
            continue;
        }
        let source = format!("configuration `{}`", path.display());
        let json: Value = serde_json::from_str(read(&path)?.trim_start_matches('\u{feff}'))
            .map_err(|error| Fault::text(format!("{source} is not JSON: {error}")))?;
        if !json.is_object() {
            return Err(Fault::text(format!("{source} is not an object of options")));
        }
        let place = Place {
            command,
            source: &source,
            folder: None,
        };
        layers.push(layer(json.as_object(), Unknown::Warn, &place)?);
    }
    Ok(layers)
}

fn read(path: &Path) -> Result<String, Fault> {
    let bytes = text::read_input(path).map_err(|cause| {
        Fault::text(format!(
            "configuration `{}` could not be read: {cause}",
            path.display()
        ))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let place = misread(error.as_bytes());
        let place = place.map_or_else(|| "it is no UTF-8".to_owned(), |found| found.to_string());
        Fault::text(format!("configuration `{}`: {place}", path.display()))
    })
}

/// The project's file in this folder or the nearest above it.
fn nearest(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join(PROJECT))
        .find(|path| path.is_file())
}

/// Line and column, from 1, of a byte of a text.
fn place_of(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Options at the top, or in a table named for the command, which wins.
fn layer(
    json: Option<&Map<String, Value>>,
    unknown: Unknown,
    place: &Place<'_>,
) -> Result<Layer, Fault> {
    let mut layer = Layer::default();
    let Some(json) = json else { return Ok(layer) };
    let own = table_of(place.command);
    for (key, value) in json {
        match (key.as_str(), value) {
            (key, Value::Object(_)) if TABLES.contains(&key) => {}
            // At the top it is what `run` runs.
            ("collection", _) if own == "guide" => {}
            _ => set(&mut layer, Entry { key, value }, unknown, place)?,
        }
    }
    for (key, value) in json
        .get(own)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        set(&mut layer, Entry { key, value }, unknown, place)?;
    }
    Ok(layer)
}

/// The table of a command.
fn table_of(command: &Command) -> &'static str {
    let has = |id: &str| {
        command
            .get_arguments()
            .any(|argument| argument.get_id() == id)
    };
    match (has("page") || has("pages"), has("allow")) {
        (true, _) => "guide",
        (false, true) => "lint",
        (false, false) => "run",
    }
}

fn set(
    layer: &mut Layer,
    entry: Entry<'_>,
    unknown: Unknown,
    place: &Place<'_>,
) -> Result<(), Fault> {
    let (command, Entry { key, value }) = (place.command, entry);
    if key == "reporter" {
        let Some(reporters) = value.as_object() else {
            return Err(Fault::text(format!(
                "{}: `reporter`: expected options by reporter",
                place.source
            )));
        };
        return layer.set_reporters(reporters, place);
    }
    if key == "secrets" && unknown == Unknown::Error {
        return layer.set_secrets(value, place);
    }
    // Newman's library has the option of the command line without its `no`.
    if key == "insecureFileRead" || key == "insecure-file-read" {
        let refused = Value::Bool(value == &Value::Bool(false));
        let entry = Entry {
            key: "no-insecure-file-read",
            value: &refused,
        };
        return set(layer, entry, unknown, place);
    }
    match find(command, key) {
        Some(argument) => layer.set(argument, entry, place),
        None if is_of_other_command(key) => Ok(()),
        None => {
            let hint = suggest(command, key)
                .or_else(|| did_you_mean(key, TABLES.into_iter().chain(["reporter", "secrets"])));
            let message = format!("{}: there is no option `{key}`", place.source);
            match (unknown, hint) {
                (Unknown::Error, hint) => return Err(Fault::text(message).hint(hint)),
                (Unknown::Warn, Some(hint)) => warn(format!("{message} ({hint})")),
                (Unknown::Warn, None) => {}
            }
            Ok(())
        }
    }
}

/// Whether another command that has defaults has an option of that name.
fn is_of_other_command(key: &str) -> bool {
    use clap::CommandFactory;
    let mut all = Arguments::command();
    all.build();
    let of_guide = ["run", "check", "update"].map(|name| {
        let guide = all.find_subcommand("guide")?;
        guide.find_subcommand(name)
    });
    ["run", "lint", "check"]
        .map(|name| all.find_subcommand(name))
        .into_iter()
        .chain(of_guide)
        .flatten()
        .any(|other| find(other, key).is_some())
}
