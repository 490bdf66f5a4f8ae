//! `POSTRIDER_…` variables: one for every option, named for it.

use clap::Command;
use serde_json::Value;

use super::layer::{Entry, Layer, Place, configurable, name_of, suggest};
use crate::cli::Surroundings;
use crate::cli::error::Fault;
use crate::cli::messages::warn;
use crate::cli::reporter_options::ReporterOption;

/// What the name of each variable begins with.
const PREFIX: &str = "POSTRIDER_";

/// What the environment of the process sets.
///
/// # Errors
/// A variable whose value its option does not take.
pub(super) fn layer(command: &Command, surroundings: &Surroundings) -> Result<Layer, Fault> {
    let mut layer = Layer::default();
    let mut names = surroundings.variables.keys();
    if !names.any(|name| name.starts_with(PREFIX)) {
        return Ok(layer);
    }
    let mut known = vec![
        "POSTRIDER_CONFIG".to_owned(),
        "POSTRIDER_NO_CONFIG".to_owned(),
        // How many machines of a Kubernetes job share a run.
        "POSTRIDER_SHARDS".to_owned(),
        // Where those who work on this program keep what it is tried on.
        "POSTRIDER_SHARED".to_owned(),
    ];
    let place = Place {
        command,
        source: "environment variable",
        folder: None,
    };
    for argument in configurable(command) {
        let option = name_of(argument);
        let name = format!("{PREFIX}{}", option.to_ascii_uppercase().replace('-', "_"));
        // It is what `run` runs, and pages name their own.
        if name == "POSTRIDER_COLLECTION" && command.get_name() == "check" {
            known.push(name);
            continue;
        }
        if let Some(text) = surroundings.variable(&name) {
            let value = value(text, !argument.get_action().takes_values());
            let entry = Entry {
                key: &name,
                value: &value,
            };
            layer.set(argument, entry, &place)?;
        }
        known.push(name);
    }
    let mut others: Vec<(&str, &String)> = surroundings
        .variables
        .iter()
        .filter(|(name, _)| !known.contains(name))
        .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?, value)))
        .collect();
    others.sort_unstable();
    for (name, value) in others {
        if let Some(option) = name.strip_prefix("REPORTER_") {
            let value = Some(value.clone()).filter(|value| !matches!(value.as_str(), "" | "true"));
            layer.options.push(ReporterOption {
                name: option.to_ascii_lowercase().replace('_', "-"),
                value,
            });
        } else if !name.starts_with("VAULT_")
            && let Some(hint) = suggest(command, &name.to_ascii_lowercase())
        {
            warn(format!(
                "environment variable `{PREFIX}{name}` names no option ({hint})"
            ));
        }
    }
    Ok(layer)
}

/// The value of a variable: for a flag whether it is set, otherwise a text, or a list of texts
/// where there are several lines.
fn value(text: &str, is_flag: bool) -> Value {
    if is_flag {
        return match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => true.into(),
            "0" | "false" | "no" | "off" => false.into(),
            _ => text.into(),
        };
    }
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if lines.len() > 1 {
        lines.into()
    } else {
        text.into()
    }
}
