//! Texts in which a collection names secret variables (`{{name}}`) whose values can't be recognised:
//! what is shown of them once the values are put in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::text::REDACTED;

/// How many characters beside a placeholder tell its place in a text.
const BESIDE: usize = 16;

/// Secret variables whose values can't be recognised: by their names the values that they had, the
/// last one at the end.
pub(super) type Plain = BTreeMap<String, Vec<String>>;

/// A text that names secret variables.
pub(super) struct Template {
    text: String,
    /// Those of them whose values can't be recognised; the value that was learnt last comes first.
    variables: Vec<(String, String)>,
    /// Where there is more than one placeholder, what stands around the secret ones.
    pieces: Vec<Piece>,
}

/// A piece of a text with a value, and what is shown instead.
pub(super) struct Piece {
    said: String,
    shown: String,
}

impl Template {
    /// A text, if it names one of the variables.
    pub(super) fn of(text: &str, plain: &Plain) -> Option<Self> {
        let mut variables = Vec::new();
        for (name, values) in placeholders(text, plain).map(|(_, name, values)| (name, values)) {
            let latest_first = values.iter().rev();
            variables.extend(latest_first.map(|value| (name.to_owned(), value.clone())));
        }
        let is_mixed = text.matches("{{").count() + text.matches("<<").count() > 1;
        let pieces = Some(text).filter(|_| is_mixed);
        (!variables.is_empty()).then(|| Self {
            text: text.to_owned(),
            variables,
            pieces: pieces
                .map(|text| self::pieces(text, plain))
                .unwrap_or_default(),
        })
    }

    /// What is shown of the value that it has become, written as it is or encoded.
    pub(super) fn shown(&self, value: &str) -> Option<String> {
        let plain = decoded(value);
        let exact = self.variables.iter().find_map(|(name, secret)| {
            let said = with(&self.text, name, secret);
            (said == value || said == plain).then(|| with(&self.text, name, REDACTED))
        });
        exact.or_else(|| {
            let mut shown = plain.into_owned();
            hide_pieces(&self.pieces, &mut shown).then_some(shown)
        })
    }
}

/// Hides the secrets in pieces of a text; tells whether there was one.
pub(super) fn hide_pieces(pieces: &[Piece], text: &mut String) -> bool {
    let mut is_hidden = false;
    for piece in pieces {
        if text.contains(&piece.said) {
            *text = text.replace(&piece.said, &piece.shown);
            is_hidden = true;
        }
    }
    is_hidden
}

/// Where a text names the variables, the name, and its values.
fn placeholders<'a>(
    text: &'a str,
    plain: &'a Plain,
) -> impl Iterator<Item = (Range<usize>, &'a str, &'a [String])> {
    let opened = text.match_indices("{{").chain(text.match_indices("<<"));
    opened.filter_map(|(at, open)| {
        let close = if open == "{{" { "}}" } else { ">>" };
        let (name, _) = text[at + open.len()..].split_once(close)?;
        let end = at + open.len() + name.len() + close.len();
        Some((at..end, name, plain.get(name)?.as_slice()))
    })
}

/// A text with something in the place of a variable.
fn with(text: &str, name: &str, value: &str) -> String {
    let text = text.replace(&format!("{{{{{name}}}}}"), value);
    text.replace(&format!("<<{name}>>"), value)
}

/// The pieces of a longer text around its secret values: what stands beside a placeholder in a line
/// tells where its value is.
pub(super) fn pieces(text: &str, plain: &Plain) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (place, _, values) in placeholders(text, plain) {
        let before = end_of_line(&text[..place.start]);
        let after = start_of_line(&text[place.end..]);
        if before.is_empty() && after.is_empty() && place.len() != text.len() {
            continue;
        }
        let piece = |said: &str| format!("{before}{said}{after}");
        pieces.extend(values.iter().map(|value| Piece {
            said: piece(value),
            shown: piece(REDACTED),
        }));
    }
    pieces
}

/// A name or a value as it was before it was encoded.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        let blanks = text.replace('+', " ");
        return percent_decode_str(&blanks)
            .decode_utf8_lossy()
            .into_owned()
            .into();
    }
    percent_decode_str(text).decode_utf8_lossy()
}

/// The end of what stands before a placeholder, within its line.
fn end_of_line(text: &str) -> &str {
    let begin = [
        text.rfind("}}").map(|at| at + 2),
        text.rfind('\n').map(|at| at + 1),
    ];
    let text = &text[begin.into_iter().flatten().max().unwrap_or(0)..];
    let begin = text.char_indices().rev().nth(BESIDE - 1);
    &text[begin.map_or(0, |(at, _)| at)..]
}

/// The beginning of what stands after a placeholder, within its line.
fn start_of_line(text: &str) -> &str {
    let ends = [text.find("{{"), text.find(['\r', '\n'])];
    let end = ends.into_iter().flatten().min().unwrap_or(text.len());
    let text = &text[..end];
    let end = text.char_indices().nth(BESIDE);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(template: &str, value: &str) -> Option<String> {
        let known = |name: &str, values: &[&str]| {
            let values = values.iter().map(|value| (*value).to_owned());
            (name.to_owned(), values.collect())
        };
        let plain = Plain::from([known("pw", &["e", "test"]), known("one", &["1"])]);
        Template::of(template, &plain)?.shown(value)
    }

    #[test]
    fn a_value_is_hidden_where_the_text_names_its_variable() {
        for (template, value, hidden) in [
            ("{{pw}}", "test", "(redacted)"),
            ("{{pw}}", "e", "(redacted)"),
            ("<<pw>>", "test", "(redacted)"),
            ("test {{pw}} test", "test test test", "test (redacted) test"),
            ("a b{{pw}}", "a+btest", "a b(redacted)"),
            (
                "{{x}} 1 {{one}}; {{pw}}",
                "1 1 1; test",
                "1 1 (redacted); (redacted)",
            ),
        ] {
            assert_eq!(
                shown(template, value).as_deref(),
                Some(hidden),
                "{template}"
            );
        }
    }

    #[test]
    fn what_has_become_of_it_otherwise_stays() {
        for (template, value) in [
            ("test", "test"),
            ("{{other}}", "test"),
            ("{{pw}}", "a test"),
            ("{{pw}}", "testing"),
            ("{{pw", "test"),
        ] {
            assert_eq!(shown(template, value), None, "{template}");
        }
    }

    #[test]
    fn a_longer_text_hides_what_stands_beside_the_same() {
        let plain = Plain::from([("pw".to_owned(), vec!["test".to_owned()])]);
        let template = "{\"test\": {{n}}, \"mode\": \"test\",\r\n \"pw\": \"{{pw}}\"}";
        let mut text = template.replace("{{n}}", "1").replace("{{pw}}", "test");
        assert!(hide_pieces(&pieces(template, &plain), &mut text));
        assert_eq!(
            text,
            "{\"test\": 1, \"mode\": \"test\",\r\n \"pw\": \"(redacted)\"}"
        );
    }
}
