//! What checks find in files: each finding of a kind, at a place, with what would mend it. Shown in
//! a terminal, and as SARIF.
//!
//! What the kinds are is for those who check.

mod allow;
mod sarif;
mod show;

use serde_json::{Value, json};

use crate::document::Position;
use crate::text::did_you_mean;

pub use allow::Allowance;
pub use sarif::sarif;
pub use show::{Drawing, show};

/// A kind of finding; the checks of one command share an enum of them.
pub trait Code: Copy + PartialEq + 'static {
    /// Every kind, in the order of the documentation.
    const ALL: &'static [Self];
    /// What a finding's file is called in JSON.
    const FILE: &'static str;

    /// How bad it is, how it is written (`unknown-request`), and what it means, in a sentence.
    fn facts(self) -> (Severity, &'static str, &'static str);

    /// The kind that is written so.
    fn called(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// What would have been right, where no kind is written so.
    fn like(name: &str) -> Option<String> {
        did_you_mean(name, Self::ALL.iter().map(|code| code.name()))
    }

    /// How it is written: `unknown-request`.
    fn name(self) -> &'static str {
        self.facts().1
    }

    /// What it means, in a sentence.
    fn meaning(self) -> &'static str {
        self.facts().2
    }

    /// How bad it is.
    fn severity(self) -> Severity {
        self.facts().0
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// What is there can't be used as it is meant.
    Error,
    /// It can be used, and will not be what its author wanted.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<C> {
    /// What kind of thing it is.
    pub code: C,
    /// The file, as it was named.
    pub file: String,
    /// Where it stands.
    pub at: Position,
    /// How many characters of the line it takes, at least 1.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// The part of a collection that it is about: names joined by ` / `.
    pub collection: Option<String>,
    /// What would mend it.
    pub suggestion: Option<String>,
}

impl<C: Code> Finding<C> {
    /// The finding as `--format json` writes it.
    pub fn to_json(&self) -> Value {
        let mut json = json!({
            "code": self.code.name(),
            "severity": self.code.severity().name(),
            "line": self.at.line,
            "column": self.at.column,
            "length": self.length,
            "message": self.message,
            "collection": self.collection,
            "suggestion": self.suggestion,
        });
        json[C::FILE] = json!(self.file);
        json
    }
}

/// How many of the findings are that bad.
pub fn count<C: Code>(findings: &[Finding<C>], severity: Severity) -> usize {
    findings
        .iter()
        .filter(|finding| finding.code.severity() == severity)
        .count()
}
