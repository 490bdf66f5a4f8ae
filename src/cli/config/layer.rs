//! One source of defaults, and how a value in it becomes what would have been typed.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::ValueRange;
use clap::{Arg, ArgAction, Command};
use serde_json::{Map, Value};

use crate::cli::error::Fault;
use crate::cli::references::{Named, is_reference};
use crate::cli::reporter_options::ReporterOption;
use crate::cli::sources;
use crate::text;

/// Options that say where defaults come from, and those that no file should set for everybody.
const NOT_CONFIGURED: [&str; 4] = ["config", "no_config", "help", "version"];

/// What one source sets.
#[derive(Default)]
pub(super) struct Layer {
    tokens: HashMap<String, Vec<OsString>>,
    /// Options of reporters.
    pub(super) options: Vec<ReporterOption>,
    /// Secrets, by reference.
    pub(super) secrets: Vec<Named>,
}

/// An option that a source sets, as the source calls it, and its value.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a Value,
}

/// Where a value stands, for messages, and what relative paths in it count from.
pub(super) struct Place<'a> {
    /// The command whose options are set.
    pub(super) command: &'a Command,
    /// The source as users call it.
    pub(super) source: &'a str,
    /// The folder that relative paths count from; `None` leaves them alone.
    pub(super) folder: Option<&'a Path>,
}

impl Layer {
    /// What would have been typed for an option.
    pub(super) fn tokens(&self, id: &str) -> Option<&[OsString]> {
        self.tokens.get(id).map(Vec::as_slice)
    }

    /// Sets an option to a value.
    pub(super) fn set(
        &mut self,
        argument: &Arg,
        entry: Entry<'_>,
        place: &Place<'_>,
    ) -> Result<(), Fault> {
        let Entry { key, value } = entry;
        let wrong = |message: String| Fault::text(format!("{}: `{key}`: {message}", place.source));
        let Some(values) = texts(argument, value).map_err(wrong)? else {
            return Ok(());
        };
        let values = values
            .into_iter()
            .map(|value| located(argument, value, place));
        let tokens: Vec<OsString> = values.map(|value| token(argument, value)).collect();
        check(place.command, &tokens).map_err(wrong)?;
        self.tokens.insert(argument.get_id().to_string(), tokens);
        Ok(())
    }

    /// Takes secrets that are kept somewhere else. What is no reference is not told: it may be the
    /// secret.
    pub(super) fn set_secrets(&mut self, secrets: &Value, place: &Place<'_>) -> Result<(), Fault> {
        let wrong = |key: &str, expected: &str, found: &str| {
            let message = format!(
                "{}: `{key}`: expected {expected}, found {found}",
                place.source
            );
            let hint = "a secret is written where it is kept, as in `token = \"env:TOKEN\"`, `\"file:~/.token\"` or `\"cmd:op read op://team/okta/token\"`";
            Fault::text(message).hint(Some(hint.into()))
        };
        let named = secrets.as_object();
        let named = named.ok_or_else(|| wrong("secrets", "references by name", kind(secrets)))?;
        for (name, value) in named {
            let written = value.as_str().filter(|text| is_reference(text));
            let written = written.ok_or_else(|| {
                let found = match value {
                    Value::String(_) => "another text",
                    other => kind(other),
                };
                let key = format!("secrets.{name}");
                wrong(
                    &key,
                    "a reference, `cmd:…`, `env:NAME` or `file:PATH`",
                    found,
                )
            })?;
            self.secrets.push(Named {
                name: name.clone(),
                written: written.to_owned(),
                folder: place.folder.map(Path::to_owned).unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// Sets the options of reporters, by the names of the reporters.
    pub(super) fn set_reporters(
        &mut self,
        reporters: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Result<(), Fault> {
        for (reporter, options) in reporters {
            let Some(options) = options.as_object() else {
                let found = kind(options);
                let message = format!(
                    "{}: `reporter.{reporter}`: expected options by name, found {found}",
                    place.source
                );
                return Err(Fault::text(message));
            };
            for (name, value) in options {
                let value = match value {
                    Value::Bool(false) | Value::Null => continue,
                    Value::Bool(true) => None,
                    Value::String(text) if name == "export" || name == "template" => {
                        Some(joined(text, place))
                    }
                    Value::String(text) => Some(text.clone()),
                    other => Some(other.to_string()),
                };
                self.options.push(ReporterOption {
                    name: format!("{reporter}-{}", kebab(name)),
                    value,
                });
            }
        }
        Ok(())
    }
}

/// The arguments that may have a default.
pub(super) fn configurable(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| !NOT_CONFIGURED.contains(&argument.get_id().as_str()))
}

/// The option of that name, in kebab case or as Newman's library has it.
pub(super) fn find<'c>(command: &'c Command, key: &str) -> Option<&'c Arg> {
    let wanted = kebab(key);
    configurable(command).find(|argument| name_of(argument) == wanted)
}

/// How an argument is called: by its long option, or by what it is.
pub(super) fn name_of(argument: &Arg) -> &str {
    argument.get_long().unwrap_or(argument.get_id().as_str())
}

/// The names of all options, for suggestions.
pub(super) fn suggest(command: &Command, key: &str) -> Option<String> {
    let names = command.get_arguments().filter_map(Arg::get_long);
    text::did_you_mean(&kebab(key), names)
}

/// `camelCase` and `snake_case` as `kebab-case`.
pub(super) fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for character in name.chars() {
        match character {
            '_' => kebab.push('-'),
            upper if upper.is_ascii_uppercase() => {
                kebab.push('-');
                kebab.push(upper.to_ascii_lowercase());
            }
            other => kebab.push(other),
        }
    }
    kebab
}

/// The values as they would be typed; `None` leaves the option alone, an empty text stands for an
/// option without a value.
fn texts(argument: &Arg, value: &Value) -> Result<Option<Vec<String>>, String> {
    let is_flag = !argument.get_action().takes_values();
    match value {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::Bool(true) if is_flag || can_stand_alone(argument) => Ok(Some(vec![String::new()])),
        _ if is_flag => Err(format!("expected true or false, found {}", kind(value))),
        // In a file, a time limit of zero is none.
        Value::Number(number) if number.as_f64() == Some(0.0) && can_stand_alone(argument) => {
            Ok(None)
        }
        Value::Number(number) => Ok(Some(vec![number.to_string()])),
        Value::String(text) => Ok(Some(vec![text.clone()])),
        Value::Array(list) if is_list(argument) || argument.get_value_delimiter().is_some() => {
            list.iter().map(one).collect::<Result<_, _>>().map(Some)
        }
        other => Err(format!(
            "expected {}, found {}",
            expected(argument),
            kind(other)
        )),
    }
}

/// One of several values: a text, a number, or a variable in Newman's form.
fn one(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Object(pair) if pair.contains_key("key") => {
            let text = |name: &str| match &pair.get(name) {
                Some(Value::String(text)) => text.clone(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            };
            Ok(format!("{}={}", text("key"), text("value")))
        }
        other => Err(format!(
            "expected a list of texts, found {} in it",
            kind(other)
        )),
    }
}

fn expected(argument: &Arg) -> &'static str {
    if is_list(argument) {
        "a text or a list of texts"
    } else {
        "a text or a number"
    }
}

fn is_list(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append)
}

/// Whether the option may be given without a value.
fn can_stand_alone(argument: &Arg) -> bool {
    argument
        .get_num_args()
        .is_some_and(|range: ValueRange| range.min_values() == 0)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

/// A path counted from the folder of the file that names it.
fn located(argument: &Arg, value: String, place: &Place<'_>) -> String {
    let is_path = argument.is_positional()
        || argument
            .get_value_names()
            .is_some_and(|names| names.iter().any(|name| name == "path" || name == "dir"));
    if is_path {
        joined(&value, place)
    } else {
        value
    }
}

fn joined(value: &str, place: &Place<'_>) -> String {
    let Some(folder) = place.folder else {
        return value.to_owned();
    };
    let path = Path::new(value);
    if value == "-" || sources::address(path).is_some() || sources::is_uid(value) {
        return value.to_owned();
    }
    let joined: PathBuf = folder.join(path);
    joined
        .to_str()
        .map_or_else(|| value.to_owned(), str::to_owned)
}

fn token(argument: &Arg, value: String) -> OsString {
    match argument.get_long() {
        None => value.into(),
        Some(long) if value.is_empty() => format!("--{long}").into(),
        Some(long) => format!("--{long}={value}").into(),
    }
}

/// Whether the option takes these values, by the grammar of the command line.
fn check(command: &Command, tokens: &[OsString]) -> Result<(), String> {
    let name = OsString::from(command.get_name());
    let alone = command.clone().mut_args(|other| other.required(false));
    let Err(error) = alone.try_get_matches_from([name].into_iter().chain(tokens.iter().cloned()))
    else {
        return Ok(());
    };
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    Err(first.strip_prefix("error: ").unwrap_or(first).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        for name in ["iterationCount", "iteration-count", "iteration_count"] {
            assert_eq!(kebab(name), "iteration-count");
        }
    }
}
