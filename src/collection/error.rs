//! What can be wrong with a file, and where in it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::Position;

/// Why a collection, an environment or a globals file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// The file could not be opened or read.
    #[error("{kind} `{}` could not be read: {cause}", path.display())]
    Unreadable {
        /// What the file should have been: `collection`, `environment`, …
        kind: &'static str,
        /// The file as it was named.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file is a directory.
    #[error("{kind} `{}` is a directory, expected {}", path.display(), expected(kind))]
    Directory {
        /// What the file should have been.
        kind: &'static str,
        /// The file as it was named.
        path: PathBuf,
    },
    /// There is nothing in the file.
    #[error("{kind} `{name}` is empty, expected JSON")]
    Empty {
        /// What the file should have been.
        kind: &'static str,
        /// The file as it was named.
        name: String,
    },
    /// The file's text is not JSON.
    #[error("{kind} `{name}` is not JSON: line {line}, column {column}: {message}")]
    NotJson {
        /// What the file should have been.
        kind: &'static str,
        /// The file as it was named.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What stood there.
        message: String,
    },
    /// The file's text is not YAML.
    #[error("{kind} `{name}` is not YAML: line {line}, column {column}: {message}")]
    NotYaml {
        /// What the file should have been.
        kind: &'static str,
        /// The file as it was named.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The JSON is not of the form expected.
    #[error("{kind} `{name}`: {problem}")]
    Shape {
        /// What the file should have been.
        kind: &'static str,
        /// The file as it was named.
        name: String,
        /// What is wrong, and where.
        problem: Problem,
    },
}

impl CollectionError {
    /// What would help, where that can be told from the file.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Shape { problem, .. } => problem.hint.clone(),
            Self::Directory {
                kind: "collection", ..
            } => Some(
                "export the collection as one JSON file (schema v2.1) and name that file".into(),
            ),
            Self::NotJson {
                kind: "collection",
                name,
                ..
            } if is_yaml(name) => Some(
                "of a collection of v3 name the folder, or the file of a request (`*.request.yaml`); import one of Insomnia into Postman, and export it there".into(),
            ),
            _ => None,
        }
    }
}

/// A place in one of the files of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file, as its collection was named.
    pub file: Arc<str>,
    /// Where in it.
    pub at: Position,
}

impl fmt::Display for Spot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.at;
        write!(formatter, "{}:{line}:{column}", self.file)
    }
}

/// A place in a document that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {message}", place(pointer, spot.as_deref()))]
pub struct Problem {
    /// The JSON Pointer (RFC 6901) of the place.
    pub pointer: String,
    /// The file and where in it, where the document is one of several.
    pub spot: Option<Box<Spot>>,
    /// What was found and what was expected.
    pub message: String,
    /// What would help.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a hint.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            spot: None,
            message: message.into(),
            hint: None,
        }
    }

    /// A problem at a place in a file.
    pub fn at(spot: Spot, message: impl Into<String>) -> Self {
        Self {
            spot: Some(Box::new(spot)),
            ..Self::new("", message)
        }
    }

    /// Adds what would help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Whether a file is called as YAML is.
fn is_yaml(name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml")
}

fn expected(kind: &str) -> &'static str {
    match kind {
        "guide" => "a Markdown page",
        "iteration data" => "a JSON or CSV file",
        "certificate authorities" => "a PEM file",
        _ => "a JSON file",
    }
}

fn place(pointer: &str, spot: Option<&Spot>) -> String {
    if let Some(spot) = spot {
        format!("{spot}:")
    } else if pointer.is_empty() {
        "the document".to_owned()
    } else {
        format!("`{pointer}`")
    }
}
