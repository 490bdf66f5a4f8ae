//! What checks have found, printed in the form that was asked for.

use std::io::{ErrorKind, Write};

use serde_json::{Value, json};

use super::args::{FindingsArguments, FindingsFormat};
use super::error::Fault;
use super::{Exit, Surroundings};
use crate::finding::{self, Code, Drawing, Finding, Severity};
use crate::report::github::Annotation;
use crate::text::{self, plural};

/// What was checked.
pub(super) struct Checked<'a> {
    /// How many there were, in words: `2 pages`.
    pub(super) what: String,
    /// The files that findings are in, each with its name.
    pub(super) texts: Vec<(&'a str, &'a str)>,
}

/// Prints findings, and says what they mean for the exit code.
pub(super) fn print<C: Code>(
    findings: &[Finding<C>],
    checked: &Checked<'_>,
    wanted: &FindingsArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let printed = match wanted.format {
        FindingsFormat::Terminal => terminal(findings, checked, wanted, surroundings),
        FindingsFormat::Json => lines_of(&as_json(findings)),
        FindingsFormat::Sarif => lines_of(&finding::sarif(findings)),
        FindingsFormat::Github => findings.iter().map(annotation).collect(),
    };
    match std::io::stdout().write_all(printed.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    let counts = |finding: &Finding<C>| wanted.strict || finding.code.severity() == Severity::Error;
    Ok(if findings.iter().any(counts) {
        Exit::Failed
    } else {
        Exit::Passed
    })
}

fn terminal<C: Code>(
    findings: &[Finding<C>],
    checked: &Checked<'_>,
    wanted: &FindingsArguments,
    surroundings: &Surroundings,
) -> String {
    let colours = wanted.color.is_on(surroundings);
    let width = if surroundings.terminal {
        surroundings.width().max(60)
    } else {
        140
    };
    let shown = finding::show(findings, &checked.texts, Drawing { colours, width });
    format!("{shown}{}\n", summary(findings, &checked.what))
}

fn summary<C: Code>(findings: &[Finding<C>], what: &str) -> String {
    if findings.is_empty() {
        return format!("{what} checked, nothing found");
    }
    format!(
        "{what} checked: {}, {}",
        plural(finding::count(findings, Severity::Error), "error"),
        plural(finding::count(findings, Severity::Warning), "warning")
    )
}

fn as_json<C: Code>(findings: &[Finding<C>]) -> Value {
    json!({
        "errors": finding::count(findings, Severity::Error),
        "warnings": finding::count(findings, Severity::Warning),
        "findings": findings.iter().map(Finding::to_json).collect::<Vec<_>>(),
    })
}

fn lines_of(json: &Value) -> String {
    format!("{}\n", text::sanitise_json(&format!("{json:#}")))
}

fn annotation<C: Code>(finding: &Finding<C>) -> String {
    let suggestion = finding
        .suggestion
        .as_ref()
        .map(|text| format!("\n{text}"))
        .unwrap_or_default();
    let message = format!("{}{suggestion}", finding.message);
    Annotation {
        level: finding.code.severity().name(),
        place: Some((finding.file.as_str(), Some(finding.at.line))),
        title: finding.code.name(),
        message: &message,
    }
    .command()
}
