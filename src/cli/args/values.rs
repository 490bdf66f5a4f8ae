//! The values that options take, and how they are read.

use clap::ValueEnum;

use crate::runner::Status;
use crate::variables::DELIMITERS;

/// What `convert` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FormArgument {
    #[value(name = "v2.1")]
    Json,
    #[value(name = "v3")]
    Yaml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum BailArgument {
    Folder,
    Failure,
    Iteration,
}

/// Why an item runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum RetryArgument {
    Error,
    Test,
    Status(Status),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum HttpVersionArgument {
    Auto,
    #[value(name = "1.1")]
    Http1,
    #[value(name = "2")]
    Http2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ColorArgument {
    On,
    Off,
    Auto,
}

impl ColorArgument {
    /// Whether colours are used on this terminal.
    pub(in crate::cli) fn is_on(self, surroundings: &crate::cli::Surroundings) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
            Self::Auto => surroundings.wants_colour(),
        }
    }
}

/// How the findings of `guide check` are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FindingsFormat {
    /// For people, with the lines that they are about
    Terminal,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OrderArgument {
    /// As the collection has them
    Collection,
    /// As `--folder` names them
    Given,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListArgument {
    /// One request a line
    Text,
    /// A JSON document
    Json,
}

/// How much of a response's body is shown when one of its tests fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum BodyArgument {
    /// Its beginning
    Short,
    /// All of it
    Full,
    /// Nothing
    Off,
}

/// `error`, `test`, a status or a class of them.
pub(super) fn retry(text: &str) -> Result<RetryArgument, String> {
    match text.trim() {
        "error" => Ok(RetryArgument::Error),
        "test" => Ok(RetryArgument::Test),
        other => Status::read(other)
            .map(RetryArgument::Status)
            .ok_or_else(|| {
                "expected `error`, `test`, a status (`429`) or a class of them (`5xx`)".to_owned()
            }),
    }
}

/// A status or a class of them.
pub(super) fn status(text: &str) -> Result<Status, String> {
    Status::read(text)
        .ok_or_else(|| "expected a status (`404`) or a class of them (`5xx`)".to_owned())
}

pub(super) fn positive(text: &str) -> Result<u64, String> {
    text.parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| "expected a positive whole number".to_owned())
}

pub(super) fn milliseconds(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "expected a whole number of milliseconds".to_owned())
}

/// A time limit; the option without a value has none.
pub(super) fn timeout(text: &str) -> Result<u64, String> {
    let millis = if text.is_empty() {
        Some(0)
    } else {
        text.parse().ok().filter(|millis| *millis > 0)
    };
    millis.ok_or_else(|| "expected a positive whole number of milliseconds".to_owned())
}

/// A size in bytes, with or without a decimal unit; 0 is none.
pub(super) fn size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 4] = [
        ("", 1),
        ("k", 1_000),
        ("m", 1_000_000),
        ("g", 1_000_000_000),
    ];
    let lower = text.trim().to_ascii_lowercase();
    let digits = lower
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(lower.len());
    let (number, unit) = lower.split_at(digits);
    let unit = unit.trim_start();
    let unit = unit.strip_suffix('b').unwrap_or(unit);
    let factor = UNITS.iter().find(|(name, _)| *name == unit);
    number
        .parse::<u64>()
        .ok()
        .zip(factor)
        .and_then(|(number, (_, factor))| number.checked_mul(*factor))
        .ok_or_else(|| "expected a number of bytes, or a size as `500kB`, `20MB`, `2GB`".to_owned())
}

/// The character between the cells of iteration data.
pub(super) fn delimiter(text: &str) -> Result<char, String> {
    let named = DELIMITERS.iter().find(|(_, word)| *word == text);
    let itself = || {
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let meant = match named {
        Some((character, _)) => Some(*character),
        None if text == "\\t" => Some('\t'),
        None => itself(),
    };
    meant
        .filter(|character| !matches!(character, '"' | '\n' | '\r'))
        .ok_or_else(|| {
            "expected one character, or `comma`, `semicolon`, `tab` or `pipe`".to_owned()
        })
}

/// `name=value`.
pub(super) fn pair(text: &str) -> Result<String, String> {
    if text.starts_with('=') {
        return Err("expected `name=value`, and the name is missing".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_decimal_units_in_any_case() {
        for (text, bytes) in [
            ("0", 0),
            ("1024", 1024),
            ("10b", 10),
            ("500kB", 500_000),
            ("20 MB", 20_000_000),
            ("2g", 2_000_000_000),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1", "1.5MB", "1TB", "1MiB", "99999999999g"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
