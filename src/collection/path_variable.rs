//! The variables of a path: segments such as `:id`, `:id.json`, `:a.:b` and `:id:cancel`.

use std::collections::HashMap;

use super::Variable;
use super::cast::text_of;

/// A path variable that nothing is put in for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Its name.
    pub name: String,
    /// Whether it has a value that is no text.
    pub is_no_text: bool,
}

/// The variables of a path by name: of several of one name the last counts.
pub(super) struct Known<'v>(HashMap<&'v str, &'v Variable>);

impl<'v> Known<'v> {
    pub(super) fn of(variables: &'v [Variable]) -> Self {
        let named = variables
            .iter()
            .map(|variable| (variable.key.as_str(), variable));
        Self(named.collect())
    }
}

/// The name that Postman's SDK finds in a segment: what stands after its colon, up to a dot.
pub(super) fn name(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix(':')?;
    let name = name.split('.').next().unwrap_or(name);
    (!name.is_empty()).then_some(name)
}

/// A segment with the values of its variables; what has none is added to `lacking`, and stays as it
/// is written.
// Differs from Postman: Newman sees one variable in a segment, whose name goes on to the first dot
// (`a_segment_may_have_several_variables`).
pub(super) fn fill(segment: &str, variables: &Known<'_>, lacking: &mut Vec<Lack>) -> String {
    let Some(name) = name(segment) else {
        return segment.to_owned();
    };
    if let Some(value) = value(name, variables) {
        let rest = &segment[name.len() + 1..];
        return value + &fill_pieces(rest, variables, lacking);
    }
    let mut missed = Vec::new();
    let filled = fill_pieces(segment, variables, &mut missed);
    if filled == segment {
        missed = vec![lack(name, variables)];
    }
    lacking.append(&mut missed);
    filled
}

/// Puts in what is listed as a variable, wherever a colon and its name stand.
fn fill_pieces(text: &str, variables: &Known<'_>, lacking: &mut Vec<Lack>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        filled.push_str(&rest[..at]);
        let name = piece(&rest[at + 1..]);
        let written = &rest[at..at + 1 + name.len()];
        if let Some(value) = value(name, variables) {
            filled.push_str(&value);
        } else {
            filled.push_str(written);
            if find(name, variables).is_some() {
                lacking.push(lack(name, variables));
            }
        }
        rest = &rest[at + written.len()..];
    }
    filled + rest
}

/// The name that a text begins with, where it is one of several: letters, digits, `_`, and hyphens
/// that no colon follows.
fn piece(text: &str) -> &str {
    let is_end = |&(at, character): &(usize, char)| match character {
        '-' => text[at + 1..].starts_with(':'),
        _ => character != '_' && !character.is_alphanumeric(),
    };
    let end = text.char_indices().find(is_end);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// The last variable of a name. Postman puts one in that is switched off, too.
fn find<'v>(name: &str, variables: &Known<'v>) -> Option<&'v Variable> {
    variables.0.get(name).copied()
}

/// The value of a variable as Postman puts it in: a text that is not empty, or what its type makes
/// one.
fn value(name: &str, variables: &Known<'_>) -> Option<String> {
    let variable = find(name, variables)?;
    let value = variable.value.as_ref()?;
    let text = match variable.kind.as_deref() {
        Some("string") => text_of(value),
        Some("number" | "boolean" | "array" | "object") => return None,
        _ => value.as_str()?.to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

fn lack(name: &str, variables: &Known<'_>) -> Lack {
    let value = find(name, variables).and_then(|variable| variable.value.as_ref());
    let is_nothing = value.is_none_or(|value| value.is_null() || value.as_str() == Some(""));
    Lack {
        name: name.to_owned(),
        is_no_text: !is_nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn listed(variables: &Value) -> Vec<Variable> {
        Variable::read_list(&crate::collection::place::Place::root(variables))
    }

    fn filled(segment: &str, variables: &Value) -> (String, Vec<String>) {
        let mut lacking = Vec::new();
        let filled = fill(segment, &Known::of(&listed(variables)), &mut lacking);
        let told = |lack: Lack| {
            let word = if lack.is_no_text { " is no text" } else { "" };
            lack.name + word
        };
        (filled, lacking.into_iter().map(told).collect())
    }

    #[test]
    fn a_segment_may_have_several_variables() {
        let variables = json!([{"key": "a", "value": "1"}, {"key": "b", "value": "2"},
            {"key": "a-b", "value": "3"}, {"key": "x:y", "value": "4"}, {"key": "none", "value": ""}]);
        for (segment, expected) in [
            (":a.:b", "1.2"),
            (":a.:b.json", "1.2.json"),
            (":a:cancel", "1:cancel"),
            (":a:b", "12"),
            (":a,:b;:a", "1,2;1"),
            (":a-:b", "1-2"),
            (":a-b", "3"),
            (":x:y", "4"),
            (":a.json", "1.json"),
            (":ab", ":ab"),
            (":a.:ab", "1.:ab"),
            ("x:a", "x:a"),
            (":", ":"),
        ] {
            assert_eq!(filled(segment, &variables).0, expected, "{segment}");
        }
    }

    #[test]
    fn what_is_switched_off_is_put_in_all_the_same() {
        for off in [json!({"disabled": true}), json!({"enabled": false})] {
            let mut variable = json!({"key": "id", "value": "42"});
            let members = variable.as_object_mut().unwrap();
            members.extend(off.as_object().unwrap().clone());
            assert_eq!(
                filled(":id", &json!([variable])),
                ("42".to_owned(), vec![]),
                "{off}"
            );
        }
    }

    #[test]
    fn what_has_no_value_is_told() {
        let variables = json!([{"key": "empty", "value": ""}, {"key": "n", "value": 7}, {"key": "b", "value": true},
            {"key": "null", "value": null}, {"key": "none"}, {"key": "a", "value": "1"}]);
        for (segment, expected) in [
            (":empty", vec!["empty"]),
            (":null", vec!["null"]),
            (":none.json", vec!["none"]),
            (":absent", vec!["absent"]),
            (":absent:verb", vec!["absent:verb"]),
            (":n", vec!["n is no text"]),
            (":b", vec!["b is no text"]),
            (":a:verb", vec![]),
            (":a.:none", vec!["none"]),
            (":a.:absent", vec![]),
            ("plain", vec![]),
        ] {
            assert_eq!(filled(segment, &variables).1, expected, "{segment}");
        }
    }

    #[test]
    fn a_declared_type_makes_text_of_a_value_or_keeps_it_from_being_one() {
        for (value, kind, expected) in [
            (json!(7), "string", "7"),
            (json!(true), "string", "true"),
            (json!(null), "string", "null"),
            (json!([1, null, "x"]), "string", "1,,x"),
            (json!({"a": 1}), "string", "[object Object]"),
            (json!(1e21), "string", "1e+21"),
            (json!(7), "any", ":v"),
            (json!("7"), "number", ":v"),
            (json!("7"), "secret", "7"),
        ] {
            let variables = json!([{"key": "v", "value": value, "type": kind}]);
            assert_eq!(filled(":v", &variables).0, expected, "{variables}");
        }
    }
}
