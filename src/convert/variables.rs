//! Variables of a collection.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::Losses;
use super::pairs::described;
use crate::collection::Variable;

/// A variable as v3 has it: its value is a text, and its type says what the text is of.
struct Written {
    value: String,
    kind: Option<&'static str>,
    description: Option<String>,
}

/// The variables, as a map where each is a name and a text, else as a list.
pub(super) fn of(variables: &[Variable], losses: &mut Losses) -> Option<Value> {
    if variables.is_empty() {
        return None;
    }
    let written: Vec<Written> = variables
        .iter()
        .map(|variable| Written::of(variable, losses))
        .collect();
    let mut names = HashSet::new();
    let is_plain = variables.iter().zip(&written).all(|(variable, written)| {
        names.insert(&variable.key)
            && !variable.disabled
            && written.kind.is_none()
            && written.description.is_none()
    });
    let entries = variables.iter().zip(&written);
    if is_plain {
        return Some(
            entries
                .map(|(variable, written)| (variable.key.clone(), json!(written.value)))
                .collect(),
        );
    }
    Some(
        entries
            .map(|(variable, written)| written.entry(variable))
            .collect(),
    )
}

impl Written {
    fn of(variable: &Variable, losses: &mut Losses) -> Self {
        let kind = variable.kind.as_deref().unwrap_or_default().to_lowercase();
        let (value, of_value) = match variable.value.as_ref() {
            None => (String::new(), None),
            Some(Value::Null) => {
                losses.tell(format!(
                    "the variable `{}` is `null`: it is written as an empty text",
                    variable.key
                ));
                (String::new(), None)
            }
            Some(Value::String(text)) => (text.clone(), None),
            Some(Value::Bool(flag)) => (flag.to_string(), Some("boolean")),
            Some(value @ Value::Number(_)) => {
                (Variable::new("", value.clone()).text(), Some("number"))
            }
            Some(value @ Value::Array(_)) => (value.to_string(), Some("array")),
            Some(value @ Value::Object(_)) => (value.to_string(), Some("object")),
        };
        let is_text = kind == "string";
        let declared = ["boolean", "number", "array", "object", "secret"]
            .into_iter()
            .find(|known| *known == kind);
        let is_parsed = matches!(of_value, Some("array" | "object"));
        if is_parsed && declared != of_value {
            losses.tell(format!(
                "the variable `{}` is no text: it is written as the JSON of its value",
                variable.key
            ));
        }
        Self {
            value,
            kind: declared.or(of_value.filter(|_| !is_text)),
            description: described(variable.extra.get("description"), losses),
        }
    }

    fn entry(&self, variable: &Variable) -> Value {
        let mut entry = Map::new();
        entry.insert("key".into(), json!(variable.key));
        entry.insert("value".into(), json!(self.value));
        if let Some(kind) = self.kind {
            entry.insert("type".into(), json!(kind));
        }
        // What is elsewhere is not defined by this file.
        let is_typed = self.kind == Some("secret");
        let is_elsewhere = !is_typed && variable.disabled && variable.is_secret();
        if !is_typed {
            entry.insert("secret".into(), json!(is_elsewhere));
        }
        let is_off = variable.disabled && !is_elsewhere;
        super::pairs::finish(&mut entry, is_off, self.description.as_ref());
        Value::Object(entry)
    }
}
