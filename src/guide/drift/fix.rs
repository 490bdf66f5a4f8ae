//! `guide check --fix`: what has one right answer is put in its place. A finding that asks `did you
//! mean …?`, or says how a placeholder is written elsewhere, has one; which of a page and its
//! collection is right where they differ in more, only the author knows.

use std::ops::Range;

use super::finding::{Code, Finding};
use crate::guide::page::lines::Lines;
use crate::text::Splice;

/// How many bytes of markup may stand between a finding's place and its word: `**`, a quote.
const MARKUP: usize = 3;

/// What is put in the places of findings of a file, and the findings that it settles, by their
/// number.
pub fn fixes(text: &str, findings: &[(usize, &Finding)]) -> (Vec<Splice>, Vec<usize>) {
    let lines = Lines::of(text);
    let found = findings.iter().filter_map(|(number, finding)| {
        let (wrong, right) = answer(finding)?;
        let range = range_of(text, lines.offset(finding.at), wrong)?;
        let text = right.to_owned();
        Some((*number, Splice { range, text }))
    });
    let mut found: Vec<(usize, Splice)> = found.collect();
    found.sort_by_key(|(_, splice)| splice.range.start);
    let mut splices: Vec<Splice> = Vec::new();
    let mut settled = Vec::new();
    for (number, splice) in found {
        let end = splices.last().map_or(0, |before| before.range.end);
        if splice.range.start >= end {
            splices.push(splice);
            settled.push(number);
        }
    }
    (splices, settled)
}

/// What is written wrongly, and what is right.
fn answer(finding: &Finding) -> Option<(&str, &str)> {
    let suggestion = finding.suggestion.as_deref()?;
    let wrong = in_backticks(&finding.message)?;
    match finding.code {
        Code::PlaceholderSpelling => {
            let right = in_backticks(suggestion.strip_prefix("write ")?)?;
            Some((wrong, right))
        }
        Code::UnknownRequest
        | Code::UnknownFolder
        | Code::UnknownCollection
        | Code::UnknownVariable
        | Code::SimilarIdentifier
        | Code::Directive => {
            let asked = suggestion.strip_prefix("did you mean `")?;
            let right = asked
                .strip_suffix("`?")
                .filter(|right| !right.contains('`'))?;
            // Who writes a name alone means the name, wherever the request lies.
            let name = right.rsplit(" / ").next().unwrap_or(right);
            Some((wrong, if wrong.contains(" / ") { right } else { name }))
        }
        _ => None,
    }
}

/// The first words in backticks.
fn in_backticks(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('`')?;
    let (words, _) = rest.split_once('`')?;
    // `{{name}}` is told as it is written, and found by its name.
    let name = words
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    Some(
        name.filter(|_| text.contains("has no value"))
            .unwrap_or(words),
    )
    .filter(|words| !words.is_empty())
}

/// Where the words stand that a finding is about.
fn range_of(text: &str, offset: usize, wrong: &str) -> Option<Range<usize>> {
    let rest = text.get(offset..)?;
    let at = rest.find(wrong).filter(|at| *at <= MARKUP)?;
    let start = offset + at;
    let range = start..start + wrong.len();
    let goes_on = |next: char| next.is_alphanumeric() || next == '_';
    (!text[range.end..].starts_with(goes_on)).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::error::Position;
    use crate::text::spliced;

    fn finding(code: Code, column: usize, message: &str, suggestion: &str) -> Finding {
        Finding {
            code,
            file: "p.md".into(),
            at: Position { line: 1, column },
            length: 1,
            message: message.into(),
            collection: None,
            suggestion: Some(suggestion.into()),
        }
    }

    #[test]
    fn a_near_name_takes_the_place_of_a_wrong_one_and_nothing_else_does() {
        let text = "Send **Pay ordre**, `{id}` and ids of `{{ordreId}}`.\n";
        let found = [
            finding(
                Code::UnknownRequest,
                6,
                "no request is called `Pay ordre`",
                "did you mean `Orders / Pay order`?",
            ),
            finding(
                Code::PlaceholderSpelling,
                21,
                "the page writes `{id}`, and the collection `{{id}}`",
                "write `{{id}}`, which readers find in the collection",
            ),
            finding(
                Code::UnknownVariable,
                40,
                "`{{ordreId}}` has no value: …",
                "did you mean `orderId`?",
            ),
            finding(
                Code::UnknownVariable,
                40,
                "`{{ordreId}}` has no value: …",
                "capture it in a step before",
            ),
            finding(
                Code::ExampleDiffers,
                1,
                "the page shows `Send` otherwise",
                "did you mean `x`?",
            ),
            finding(
                Code::UnknownRequest,
                30,
                "no request is called `an`",
                "did you mean `b`?",
            ),
        ];
        let found: Vec<(usize, &Finding)> = found.iter().enumerate().collect();
        let (splices, settled) = fixes(text, &found);
        assert_eq!(
            spliced(text, &splices),
            "Send **Pay order**, `{{id}}` and ids of `{{orderId}}`.\n"
        );
        assert_eq!(settled, [0, 1, 2]);
    }
}
