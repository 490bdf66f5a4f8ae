//! Why a specification can't be read.

use thiserror::Error;

use crate::document::{Malformed, Position};

/// Why a specification can't be read, and where.
#[derive(Debug, Error)]
#[error("{file}{}: {message}", place(*.at))]
pub struct Unreadable {
    /// The file.
    pub file: String,
    /// The place in it, where there is one.
    pub at: Option<Position>,
    /// What is wrong: a lowercase fragment.
    pub message: String,
}

impl Unreadable {
    /// A file that is neither JSON nor YAML.
    pub(super) fn malformed(file: &str, error: &Malformed) -> Self {
        Self {
            file: file.to_owned(),
            at: Some(error.at),
            message: error.message.clone(),
        }
    }
}

fn place(at: Option<Position>) -> String {
    at.map(|at| format!(":{}:{}", at.line, at.column))
        .unwrap_or_default()
}
