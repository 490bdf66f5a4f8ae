//! Samples that can't be read: commands with an open quote, a line that belongs to no command, JSON
//! that is none.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Finding};
use super::{Subject, Words};
use crate::guide::page::body;
use crate::guide::page::fence::Fence;
use crate::guide::pattern::pattern;

/// What stands in JSON that is shortened or explained on purpose.
const ON_PURPOSE: [&str; 6] = ["...", "…", "//", "/*", "{{", "<"];

/// A text of JSON, in which these mean nothing: an address has two slashes.
static TEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r#""(?:[^"\\\n]|\\.)*""#));

/// Finds the samples that can't be read, whether a step uses them or not.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for fence in &subject.page.fences {
        if let Some(shell) = fence.shell() {
            if let Some(fault) = &shell.fault {
                let at = fence.position(fault.at);
                let told = format!("line {}, column {}", at.line, at.column);
                let place = Words {
                    at,
                    length: fence.text[fault.at..]
                        .lines()
                        .next()
                        .map_or(1, |line| line.chars().count()),
                };
                let whole = format!("the sample can't be read: {}", fault.error);
                if !findings.iter().any(|before| before.message.contains(&told)) {
                    findings.push(parted(subject.finding(Code::Sample, place, whole)));
                }
            }
        } else {
            findings.extend(no_json(subject, fence));
        }
    }
}

fn parted(finding: Finding) -> Finding {
    match finding.message.split_once("; ") {
        Some((message, suggestion)) => Finding {
            message: message.to_owned(),
            suggestion: Some(suggestion.to_owned()),
            ..finding
        },
        None => finding,
    }
}

fn no_json(subject: &Subject<'_>, fence: &Fence) -> Option<Finding> {
    let outside = TEXT.replace_all(&fence.text, "\"\"");
    let is_on_purpose = ON_PURPOSE.iter().any(|mark| outside.contains(mark));
    let is_message = fence.message().is_some() || fence.text.trim_start().starts_with("HTTP/");
    if !fence.says_json() || is_message || is_on_purpose || fence.text.trim().is_empty() {
        return None;
    }
    let values =
        serde_json::Deserializer::from_str(&fence.text).into_iter::<serde::de::IgnoredAny>();
    let error = values.into_iter().find_map(Result::err)?;
    if body::json_of(&fence.text).is_some() {
        return None;
    }
    let lines = fence.text.split_inclusive('\n').take(error.line() - 1);
    let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let at = fence
        .text
        .floor_char_boundary(at.min(fence.text.len().saturating_sub(1)));
    let message = error.to_string();
    let why = message.split(" at line ").next().unwrap_or(&message);
    let message = format!("the sample is called JSON, and is none: {why}");
    Some(subject.finding(Code::SampleNoJson, Words::at(fence.position(at)), message))
}
