//! `<!-- postrider: allow CODE reason -->`: what an author knows and wants to keep.
//!
//! An allowance holds for what stands right before it and right after it: a paragraph, a sample, a
//! directive. Above everything else on the page it holds for the whole page.

use std::ops::{Range, RangeInclusive};

use super::finding::{Code, Finding};
use super::{Subject, Words};
use crate::finding::Code as _;
use crate::guide::page::comment::Allowance;

/// Takes out what is allowed, and notes allowances that are of no use.
pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for allowance in &subject.page.allowances {
        if allowance.code.is_empty() || allowance.reason.is_empty() {
            continue;
        }
        let Some(code) = Code::called(&allowance.code) else {
            let message = format!(
                "there is no finding `{}` that could be allowed",
                allowance.code
            );
            findings.push(Finding {
                suggestion: Code::like(&allowance.code),
                ..finding(subject, Code::Directive, allowance, message)
            });
            continue;
        };
        let lines = scope(subject, allowance);
        let count = findings.len();
        let is_allowed = |finding: &Finding| {
            finding.code == code && finding.file == subject.name && lines.contains(&finding.at.line)
        };
        findings.retain(|finding| !is_allowed(finding));
        if findings.len() == count {
            let message = format!("`{}` is allowed here and not found", code.name());
            let suggestion = Some("delete the comment".to_owned());
            findings.push(Finding {
                suggestion,
                ..finding(subject, Code::UnusedAllowance, allowance, message)
            });
        }
    }
}

fn finding(subject: &Subject<'_>, code: Code, allowance: &Allowance, message: String) -> Finding {
    let found = subject.find_from(allowance.offset, &allowance.code);
    let place = Words {
        at: subject.position(found.unwrap_or(allowance.offset)),
        length: allowance.code.chars().count(),
    };
    subject.finding(code, place, message)
}

/// The lines that an allowance holds for.
fn scope(subject: &Subject<'_>, allowance: &Allowance) -> RangeInclusive<usize> {
    let page = subject.page;
    let blocks = page.blocks.iter().map(|block| block.range.clone());
    let fences = page
        .fences
        .iter()
        .map(|fence| fence.offset..fence.offset + fence.text.len());
    let directives = page
        .comments
        .iter()
        .map(|comment| comment.offset..comment.end);
    let things: Vec<Range<usize>> = blocks.chain(fences).chain(directives).collect();
    let before = things
        .iter()
        .filter(|thing| thing.start < allowance.offset)
        .max_by_key(|thing| thing.start);
    let after = things
        .iter()
        .filter(|thing| thing.start > allowance.offset)
        .min_by_key(|thing| thing.start);
    let Some(before) = before else {
        return 1..=usize::MAX;
    };
    let first = subject.position(before.start).line;
    let last = after.map_or(usize::MAX, |after| subject.position(after.end).line);
    first..=last
}
