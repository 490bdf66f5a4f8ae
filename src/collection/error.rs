//! What can be wrong with a file, and where in it.

use std::path::PathBuf;

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
            _ => None,
        }
    }
}

/// A place in a JSON document that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {message}", place(pointer))]
pub struct Problem {
    /// The JSON Pointer (RFC 6901) of the place.
    pub pointer: String,
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
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what would help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

fn expected(kind: &str) -> &'static str {
    match kind {
        "guide" => "a Markdown page",
        "iteration data" => "a JSON or CSV file",
        "certificate authorities" => "a PEM file",
        _ => "a JSON file",
    }
}

fn place(pointer: &str) -> String {
    if pointer.is_empty() {
        "the document".to_owned()
    } else {
        format!("`{pointer}`")
    }
}
