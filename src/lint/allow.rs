//! What an author knows and wants to keep: `# postrider: allow CODE reason` in YAML and
//! `// postrider: allow CODE reason` in scripts.
//!
//! A comment holds for its own line and for the next one; above everything else in the file it holds
//! for the whole file.

use std::ops::RangeInclusive;

use super::file::{File, Words};
use super::{Code, Finding};
use crate::finding::{Allowance, Code as _};

/// What was looked at: comments about other things are of use elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// The collection by itself.
    Collection,
    /// The collection and a contract.
    Contract,
}

/// Takes out what is allowed, and notes comments that are of no use.
pub(super) fn apply(
    judged: (&[File], Judged),
    allowed: &[Allowance<Code>],
    findings: &mut Vec<Finding>,
) {
    let (files, judged) = judged;
    for file in files {
        let comments = comments(file).into_iter();
        for comment in comments.filter(|comment| comment.is_about(judged)) {
            comment.apply(file, findings);
        }
    }
    findings.retain(|finding| !allowed.iter().any(|allowance| allowance.covers(finding)));
}

/// A comment that allows something.
struct Comment<'f> {
    /// Its line, from 1.
    line: usize,
    code: &'f str,
    lines: RangeInclusive<usize>,
}

fn comments(file: &File) -> Vec<Comment<'_>> {
    const MARK: &str = "postrider: allow ";
    let mut is_first = true;
    let mut found = Vec::new();
    for (number, text) in (1..).zip(file.text.lines()) {
        let mark = text.find(MARK).filter(|at| {
            let before = text[..*at].trim_end();
            before.ends_with('#') || before.ends_with("//")
        });
        let Some(at) = mark else {
            is_first &= text.trim().is_empty() || text.starts_with('#');
            continue;
        };
        let code = text[at + MARK.len()..].split([' ', '"', '\\']).next();
        found.push(Comment {
            line: number,
            code: code.unwrap_or_default(),
            lines: if is_first {
                1..=usize::MAX
            } else {
                number..=number + 1
            },
        });
    }
    found
}

impl Comment<'_> {
    /// Whether it is about what was looked at; what nobody knows is a collection's.
    fn is_about(&self, judged: Judged) -> bool {
        let is_of_contract = Code::called(self.code).is_some_and(Code::is_of_contract);
        is_of_contract == (judged == Judged::Contract)
    }

    fn apply(&self, file: &File, findings: &mut Vec<Finding>) {
        let Some(code) = Code::called(self.code) else {
            let message = format!("there is no finding `{}` that could be allowed", self.code);
            findings.push(Finding {
                suggestion: Code::like(self.code),
                ..self.finding(file, Code::Odd, message)
            });
            return;
        };
        let count = findings.len();
        findings.retain(|finding| {
            !(finding.code == code
                && finding.file == file.name
                && self.lines.contains(&finding.at.line))
        });
        if findings.len() == count {
            let message = format!("`{}` is allowed here and not found", self.code);
            findings.push(Finding {
                suggestion: Some("delete the comment".to_owned()),
                ..self.finding(file, Code::UnusedAllowance, message)
            });
        }
    }

    fn finding(&self, file: &File, code: Code, message: String) -> Finding {
        let start = crate::document::Position {
            line: self.line,
            column: 1,
        };
        let Words { at, length } = file.find(self.code, 0, start);
        Finding {
            code,
            file: file.name.clone(),
            at,
            length: length.max(1),
            message,
            collection: None,
            suggestion: None,
        }
    }
}
