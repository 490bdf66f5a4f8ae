//! A JSON sample of the page that a step sends as its body, with its placeholders settled.

use serde_json::Value;

use super::display::Names;
use super::placeholder::{self, Part};
use crate::guide::directive::sending::Sending;
use crate::guide::error::Mistake;
use crate::text;

/// The body that a step takes from the page; what an edit of the step replaces stays as it is.
/// `line` is that of the step.
///
/// # Errors
/// Placeholders that stand for nothing that is known.
pub(super) fn settle(
    sending: &Sending,
    line: usize,
    names: &Names<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let Some(mut body) = sending.body.clone() else {
        return Ok(None);
    };
    let edits = sending.edits.iter();
    let mut settler = Settler {
        edited: edits.map(|edit| edit.pointer().text.as_str()).collect(),
        line,
        names,
        mistakes: Vec::new(),
    };
    settler.value(&mut body, "");
    match settler.mistakes {
        none if none.is_empty() => Ok(Some(body)),
        mistakes => Err(mistakes),
    }
}

struct Settler<'a> {
    /// The places that edits replace or take away.
    edited: Vec<&'a str>,
    line: usize,
    names: &'a Names<'a>,
    mistakes: Vec<Mistake>,
}

impl Settler<'_> {
    fn value(&mut self, value: &mut Value, at: &str) {
        if self.edited.contains(&at) {
            return;
        }
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    self.value(value, &format!("{at}/{}", text::pointer_token(name)));
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter_mut().enumerate() {
                    self.value(value, &format!("{at}/{index}"));
                }
            }
            // An operation of GraphQL has braces of its own.
            Value::String(text) if at.ends_with("/query") && text.contains(['{', '\n']) => {}
            Value::String(text) => *text = self.text(text),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> String {
        let (names, line) = (self.names, self.line);
        let mut missing = Vec::new();
        // In a body, some placeholders are told by the quotes around them.
        let settled = placeholder::replace(&format!("\"{text}\""), Part::Body, |found| {
            let value = Some(found).filter(|found| !found.is_ours)?;
            let value = names.value(value.spelling, value.name);
            if value.is_none() && !found.may_be_a_word {
                missing.push(Mistake::Placeholder {
                    spelling: found.spelling.to_owned(),
                    line,
                    key: placeholder::key(found),
                    name: placeholder::suggested(found, Part::Body),
                });
            }
            value
        });
        self.mistakes.extend(missing);
        let inner = settled.strip_prefix('"');
        let inner = inner.and_then(|inner| inner.strip_suffix('"'));
        inner.unwrap_or(text).to_owned()
    }
}
