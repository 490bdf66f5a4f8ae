//! YAML with the place of every key and value, so that a mistake can be pointed at.
//!
//! A thin layer over `serde-saphyr`: only what JSON can say is read, order is kept, `yes` and `on`
//! are text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value, json};
use serde_saphyr::Spanned;

use crate::guide::error::{Mistake, Position};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) kind: Kind,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Null, a boolean, a number or text.
    Scalar(Value),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// `{{name}}` without quotes, which YAML takes for a map whose key is a map.
    Braces(String),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) at: Position,
    pub(crate) value: Node,
}

impl Node {
    /// Reads one document. Lines are counted from `first_line`.
    pub(crate) fn parse(text: &str, first_line: usize) -> Result<Self, (Position, Mistake)> {
        let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
        let mut node = serde_saphyr::from_str_with_options::<Spanned<Kind>>(text, options)
            .map(Self::from_spanned)
            .map_err(|error| not_yaml(&error, first_line))?;
        node.move_down(first_line - 1);
        match node.braces() {
            Some((at, name)) => Err((at, Mistake::UnquotedPlaceholder { name })),
            None => Ok(node),
        }
    }

    fn from_spanned(spanned: Spanned<Kind>) -> Self {
        Self {
            at: position(&spanned.referenced),
            kind: spanned.value,
        }
    }

    fn move_down(&mut self, lines: usize) {
        self.at.line += lines;
        match &mut self.kind {
            Kind::List(list) => list.iter_mut().for_each(|node| node.move_down(lines)),
            Kind::Map(entries) => {
                for entry in entries {
                    entry.at.line += lines;
                    entry.value.move_down(lines);
                }
            }
            Kind::Scalar(_) | Kind::Braces(_) => {}
        }
    }

    fn braces(&self) -> Option<(Position, String)> {
        match &self.kind {
            Kind::Braces(name) => Some((self.at, name.clone())),
            Kind::List(list) => list.iter().find_map(Self::braces),
            Kind::Map(entries) => entries.iter().find_map(|entry| entry.value.braces()),
            Kind::Scalar(_) => None,
        }
    }

    /// The entries of a map.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of that key, where this is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// The elements of a list.
    pub(crate) fn elements(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    /// A scalar as text, numbers and booleans as they are written in JSON.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.kind {
            Kind::Scalar(Value::String(text)) => Some(text.clone()),
            Kind::Scalar(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
            _ => None,
        }
    }

    /// The node as JSON.
    pub(crate) fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Scalar(value) => value.clone(),
            Kind::List(list) => list.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()))
                    .collect(),
            ),
            Kind::Braces(name) => json!(format!("{{{{{name}}}}}")),
        }
    }

    /// What stands there, for a message.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            Kind::Scalar(Value::Null) => "empty".into(),
            Kind::Scalar(Value::String(text)) => format!("the text `{text}`"),
            Kind::Scalar(Value::Number(number)) => format!("the number `{number}`"),
            Kind::Scalar(value) => format!("`{value}`"),
            Kind::List(_) => "a list".into(),
            Kind::Map(_) | Kind::Braces(_) => "a map".into(),
        }
    }
}

fn position(location: &serde_saphyr::Location) -> Position {
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
    Position {
        line: whole(location.line()),
        column: whole(location.column()),
    }
}

fn not_yaml(error: &serde_saphyr::Error, first_line: usize) -> (Position, Mistake) {
    let mut at = error
        .location()
        .as_ref()
        .map_or(Position { line: 1, column: 1 }, position);
    at.line += first_line - 1;
    let text = error.to_string();
    // The library ends its messages with the place; ours begin with it.
    let message = text.split(" at line ").next().unwrap_or(&text);
    let message = message.split(", set ").next().unwrap_or(message);
    (
        at,
        Mistake::NotYaml {
            message: message.to_owned(),
        },
    )
}

/// A key: text, or a map, as in `{{name}}` without quotes.
enum Key {
    Text(String),
    Braces(String),
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key, E> {
        Ok(Key::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Key, E> {
        Ok(Key::Text(flag.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Key, E> {
        Ok(Key::Text(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Key, E> {
        Ok(Key::Text(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Key, E> {
        Ok(Key::Text(number.to_string()))
    }

    fn visit_unit<E: Error>(self) -> Result<Key, E> {
        Ok(Key::Text("null".to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Key, A::Error> {
        let mut name = String::new();
        while let Some((key, _)) = map.next_entry::<Self::Value, IgnoredAny>()? {
            if let Key::Text(text) = key {
                name = text;
            }
        }
        Ok(Key::Braces(name))
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KindVisitor)
    }
}

struct KindVisitor;

impl<'de> Visitor<'de> for KindVisitor {
    type Value = Kind;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value that JSON has")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar(json!(text)))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar(json!(flag)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar(json!(number)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar(json!(number)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Kind, E> {
        let number =
            Number::from_f64(number).ok_or_else(|| E::custom("a number that JSON can't write"))?;
        Ok(Kind::Scalar(Value::Number(number)))
    }

    fn visit_unit<E: Error>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Kind, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = sequence.next_element::<Spanned<Kind>>()? {
            list.push(Node::from_spanned(element));
        }
        Ok(Kind::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let mut entries = Vec::new();
        let mut braces = None;
        while let Some((key, value)) = map.next_entry::<Spanned<Key>, Spanned<Kind>>()? {
            let at = position(&key.referenced);
            match key.value {
                Key::Text(key) => entries.push(Entry {
                    key,
                    at,
                    value: Node::from_spanned(value),
                }),
                Key::Braces(name) => braces = Some(name),
            }
        }
        Ok(braces.map_or(Kind::Map(entries), Kind::Braces))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Node {
        Node::parse(text, 1).unwrap()
    }

    #[test]
    fn every_key_and_value_knows_its_place() {
        let node = Node::parse("send: Get Rules\nexpect: { status: 2xx }\n", 10).unwrap();
        let expect = &node.entries().unwrap()[1];
        assert_eq!(
            expect.at,
            Position {
                line: 11,
                column: 1
            }
        );
        assert_eq!(
            expect.value.get("status").unwrap().at,
            Position {
                line: 11,
                column: 19
            }
        );
    }

    #[test]
    fn values_have_the_types_of_json_and_order_is_kept() {
        let node = parse("b: [1, -2, 1.5, true, null, yes, on, '7', 2xx]\na: {}\n");
        assert_eq!(
            node.to_json().to_string(),
            r#"{"b":[1,-2,1.5,true,null,"yes","on","7","2xx"],"a":{}}"#
        );
    }

    #[test]
    fn a_placeholder_without_quotes_is_told_apart() {
        let (at, mistake) = Node::parse("expect: {}\nbase: {{url}}", 1).unwrap_err();
        assert_eq!(at, Position { line: 2, column: 7 });
        assert_eq!(mistake, Mistake::UnquotedPlaceholder { name: "url".into() });
    }

    #[test]
    fn what_is_not_yaml_has_a_place_and_a_short_reason() {
        for (text, line, column, reason) in [
            ("a: [1,", 7, 4, "unclosed bracket '['"),
            ("a: 1\na: 2", 8, 1, "duplicate mapping key: a"),
            (
                "a: 1\n b: 2",
                8,
                3,
                "mapping values are not allowed in this context",
            ),
        ] {
            let (at, mistake) = Node::parse(text, 7).unwrap_err();
            assert_eq!(at, Position { line, column }, "{text}");
            assert_eq!(
                mistake,
                Mistake::NotYaml {
                    message: reason.into()
                }
            );
        }
    }

    #[test]
    fn nodes_describe_themselves() {
        for (text, described) in [
            ("a", "the text `a`"),
            ("5", "the number `5`"),
            ("true", "`true`"),
            ("", "empty"),
            ("[1]", "a list"),
            ("{a: 1}", "a map"),
        ] {
            assert_eq!(parse(text).describe(), described);
        }
    }
}
