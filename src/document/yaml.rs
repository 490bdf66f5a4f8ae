//! YAML (1.2, core schema) with the place of every key and value, so that a mistake can be pointed
//! at.
//!
//! Only what JSON can say is read, order is kept, `yes` and `on` are text. A key stands once;
//! anchors and the tags of the core schema are honoured, merge keys are keys like others.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::Value;

use super::Position;
use super::scalar::scalar;
use crate::text;

/// How much the aliases of a document may stand for: a node is one, and so are 64 bytes of text.
const MOST_COPIES: usize = 100_000;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub kind: Kind,
    /// A scalar that is no text, as it is written: `1.10`, `0x1F`.
    pub written: Option<Box<str>>,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Null, a boolean, a number or text.
    Scalar(Value),
    /// Values.
    List(Vec<Node>),
    /// Keys with their values.
    Map(Vec<Entry>),
    /// `{{name}}` without quotes, which YAML takes for a map whose key is a map.
    Braces(String),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where it begins.
    pub at: Position,
    /// Its value.
    pub value: Node,
}

/// Why a text is no document, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The place.
    pub at: Position,
    /// What is wrong there.
    pub message: String,
}

impl Node {
    /// A value that stands somewhere.
    pub fn new(at: Position, kind: Kind) -> Self {
        Self {
            at,
            kind,
            written: None,
        }
    }

    /// Reads one document. Lines are counted from `first_line`.
    ///
    /// # Errors
    /// It is no YAML, there are several documents, a key stands twice, or what a tag says of a
    /// value is not so.
    pub fn parse(text: &str, first_line: usize) -> Result<Self, Malformed> {
        let options = granit_parser::options! { emit_comments: false };
        Composer {
            parser: Parser::new_from_str_with_options(text, options),
            first_line,
            anchors: HashMap::new(),
            copies: 0,
        }
        .document()
    }

    /// The first placeholder that stands without quotes.
    pub fn braces(&self) -> Option<(Position, &str)> {
        match &self.kind {
            Kind::Braces(name) => Some((self.at, name)),
            Kind::List(list) => list.iter().find_map(Self::braces),
            Kind::Map(entries) => entries.iter().find_map(|entry| entry.value.braces()),
            Kind::Scalar(_) => None,
        }
    }

    /// The entries of a map.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of that key, where this is a map that has it; the last counts.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?
            .iter()
            .rfind(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// The value at a JSON Pointer (RFC 6901).
    pub fn find(&self, pointer: &str) -> Option<&Self> {
        let mut tokens = pointer.split('/').skip(1);
        tokens.try_fold(self, |node, token| match &node.kind {
            Kind::List(list) => list.get(token.parse::<usize>().ok()?),
            // Most names stand there as they are.
            _ if !token.contains('~') => node.get(token),
            _ => node.get(&text::pointer_name(token)),
        })
    }

    /// The elements of a list.
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    /// A scalar as text, numbers and booleans as they are written in JSON.
    pub fn text(&self) -> Option<String> {
        match &self.kind {
            Kind::Scalar(Value::String(text)) => Some(text.clone()),
            Kind::Scalar(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
            _ => None,
        }
    }

    /// Whether it is text, and no number or the like.
    pub fn is_string(&self) -> bool {
        matches!(self.kind, Kind::Scalar(Value::String(_)))
    }

    /// Whether nothing stands there.
    pub fn is_null(&self) -> bool {
        self.kind == Kind::Scalar(Value::Null)
    }

    /// The node as JSON.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Scalar(value) => value.clone(),
            Kind::List(list) => list.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()))
                    .collect(),
            ),
            Kind::Braces(name) => Value::String(format!("{{{{{name}}}}}")),
        }
    }

    /// What stands there, for a message.
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::Scalar(Value::Null) => "empty".into(),
            Kind::Scalar(Value::String(text)) => format!("the text `{text}`"),
            Kind::Scalar(Value::Number(number)) => format!("the number `{number}`"),
            Kind::Scalar(value) => format!("`{value}`"),
            Kind::List(_) => "a list".into(),
            Kind::Map(_) | Kind::Braces(_) => "a map".into(),
        }
    }

    /// How much it is: a node is one, and so are 64 bytes of text.
    fn size(&self) -> usize {
        let below: usize = match &self.kind {
            Kind::List(list) => list.iter().map(Self::size).sum(),
            Kind::Map(entries) => entries.iter().map(|entry| entry.value.size()).sum(),
            Kind::Scalar(Value::String(text)) => text.len() / 64,
            Kind::Scalar(_) | Kind::Braces(_) => 0,
        };
        below + 1
    }
}

/// JSON as YAML.
pub fn to_yaml(json: &Value) -> String {
    let written = serde_saphyr::to_string(json).unwrap_or_else(|_| format!("{json:#}"));
    format!("{}\n", written.trim_end())
}

/// Makes a node of the events of a parser.
struct Composer<'t> {
    parser: Parser<'t, StrInput<'t>>,
    first_line: usize,
    /// What aliases stand for; nothing as long as it is not read to its end.
    anchors: HashMap<usize, Node>,
    /// How much came from aliases.
    copies: usize,
}

impl<'t> Composer<'t> {
    fn document(mut self) -> Result<Node, Malformed> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(self.malformed(span, "a second document begins, expected one"));
                }
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = Some(self.node(event, span)?),
            }
        }
        let nothing = || Node::new(self.position(Span::default()), Kind::Scalar(Value::Null));
        Ok(root.unwrap_or_else(nothing))
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Malformed> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => {
                let at = Span::empty(*error.marker());
                Err(self.malformed(at, error.info()))
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node, Malformed> {
        let (anchor, node) = match event {
            Event::Alias(anchor) => return self.copy(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let value = value_of(&text, style, tag.as_deref());
                let value = value.map_err(|message| self.malformed(span, message))?;
                (anchor, self.scalar(&text, value, span))
            }
            Event::SequenceStart(_, anchor, _) => (anchor, self.list(span)?),
            Event::MappingStart(_, anchor, _) => (anchor, self.map(span)?),
            _ => return Err(self.malformed(span, "nothing that is a value")),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn copy(&mut self, anchor: usize, span: Span) -> Result<Node, Malformed> {
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(self.malformed(span, "an alias of what it stands in"));
        };
        self.copies += node.size();
        if self.copies > MOST_COPIES {
            return Err(self.malformed(span, "aliases stand for too much"));
        }
        Ok(Node {
            at: self.position(span),
            ..node.clone()
        })
    }

    fn scalar(&self, text: &str, value: Option<Value>, span: Span) -> Node {
        Node {
            at: self.position(span),
            written: value.as_ref().map(|_| text.into()),
            kind: Kind::Scalar(value.unwrap_or_else(|| text.into())),
        }
    }

    fn list(&mut self, span: Span) -> Result<Node, Malformed> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => break,
                (event, at) => list.push(self.node(event, at)?),
            }
        }
        Ok(Node::new(self.position(span), Kind::List(list)))
    }

    fn map(&mut self, span: Span) -> Result<Node, Malformed> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut braces = None;
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.node(event, at)?;
            let (event, value_at) = self.next()?;
            let value = self.node(event, value_at)?;
            match key.kind {
                Kind::Scalar(Value::String(text)) => entries.push(Entry {
                    key: text,
                    at: key.at,
                    value,
                }),
                Kind::Scalar(_) => entries.push(Entry {
                    key: key.written.map(String::from).unwrap_or_default(),
                    at: key.at,
                    value,
                }),
                Kind::Map(names) => {
                    braces = names.into_iter().next_back().map(|entry| entry.key);
                }
                Kind::List(_) | Kind::Braces(_) => {
                    return Err(self.malformed(at, "a key that is no text"));
                }
            }
        }
        let mut known = HashSet::new();
        if let Some(double) = entries.iter().find(|entry| !known.insert(&entry.key)) {
            return Err(Malformed {
                at: double.at,
                message: format!("duplicate mapping key: {}", double.key),
            });
        }
        let kind = braces.map_or(Kind::Map(entries), Kind::Braces);
        Ok(Node::new(self.position(span), kind))
    }

    fn position(&self, span: Span) -> Position {
        Position {
            line: span.start.line().max(1) + self.first_line - 1,
            column: span.start.col() + 1,
        }
    }

    fn malformed(&self, span: Span, message: impl Into<String>) -> Malformed {
        Malformed {
            at: self.position(span),
            message: message.into(),
        }
    }
}

/// What a scalar is that is no text; what its tag says must be so.
fn value_of(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Option<Value>, String> {
    let is_plain = style == ScalarStyle::Plain;
    match tag.map(|tag| (tag, tag.core_suffix())) {
        None if is_plain => Ok(scalar(text, None)),
        Some((tag, Some(name @ ("null" | "bool" | "int" | "float")))) => scalar(text, Some(name))
            .map(Some)
            .ok_or_else(|| format!("`{}` is said of `{text}`", tag.original())),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Node {
        Node::parse(text, 1).unwrap()
    }

    fn json(text: &str) -> String {
        parse(text).to_json().to_string()
    }

    #[test]
    fn every_key_and_value_knows_its_place() {
        let node = Node::parse("send: Get Rules\nexpect: { status: 2xx }\n", 10).unwrap();
        let expect = &node.entries().unwrap()[1];
        let at = |line, column| Position { line, column };
        assert_eq!(expect.at, at(11, 1));
        assert_eq!(expect.value.get("status").unwrap().at, at(11, 19));
    }

    #[test]
    fn values_have_the_types_of_json_and_order_is_kept() {
        assert_eq!(
            json("b: [1, -2, 1.5, true, null, yes, on, '7', 2xx]\na: {}\n"),
            r#"{"b":[1,-2,1.5,true,null,"yes","on","7","2xx"],"a":{}}"#
        );
    }

    #[test]
    fn tags_say_what_a_scalar_is() {
        for text in ["'1'", "\"null\"", "!!str 5", "!own 5", "! 5"] {
            assert!(parse(text).to_json().is_string(), "{text}");
        }
        assert_eq!(json("[!!int '5', !!float 5, !!null '']"), "[5,5.0,null]");
        assert_eq!(parse("1.10").written.as_deref(), Some("1.10"));
    }

    #[test]
    fn anchors_are_honoured_and_merge_keys_are_keys() {
        assert_eq!(
            json("a: &x {k: 1}\nb: *x\n<<: *x\n5: y\n: z"),
            r#"{"a":{"k":1},"b":{"k":1},"<<":{"k":1},"5":"y","~":"z"}"#
        );
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for name in 'b'..='z' {
            let before = char::from_u32(u32::from(name) - 1).unwrap();
            let nine = format!("*{before},").repeat(9);
            bomb.push_str(&format!("{name}: &{name} [{nine}]\n"));
        }
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(9));
        for bomb in [&bomb, &long] {
            let message = Node::parse(bomb, 1).unwrap_err().message;
            assert_eq!(message, "aliases stand for too much");
        }
        let message = Node::parse("a: &a [*a]", 1).unwrap_err().message;
        assert_eq!(message, "an alias of what it stands in");
    }

    #[test]
    fn block_scalars_are_exact() {
        assert_eq!(
            json(
                "a: |-\n  x\n\n    y\n \nb: >\n  one\n  two\n\n  three\n    four\n  five\nc: \"d\\r\n\n  e\""
            ),
            r#"{"a":"x\n\n  y","b":"one two\nthree\n  four\nfive\n","c":"d\r\ne"}"#
        );
        assert_eq!(json("a: |\r\n  x\r\n  y\r\n"), r#"{"a":"x\ny\n"}"#);
    }

    #[test]
    fn a_placeholder_without_quotes_is_told_apart() {
        let node = parse("expect: {}\nbase: {{url}}");
        let at = Position { line: 2, column: 7 };
        assert_eq!(node.braces(), Some((at, "url")));
        assert_eq!(node.get("base").unwrap().to_json(), "{{url}}");
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
            (
                "a: 1\n---\nb: 2",
                8,
                1,
                "a second document begins, expected one",
            ),
            ("? [a]\n: b", 7, 3, "a key that is no text"),
            ("a: !!int x", 7, 10, "`!!int` is said of `x`"),
        ] {
            let Malformed { at, message } = Node::parse(text, 7).unwrap_err();
            assert_eq!(
                (at, message.as_str()),
                (Position { line, column }, reason),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for text in [
            "yes",
            "~",
            "null",
            "1.10",
            "0x1F",
            "2024-01-02",
            "{{x}}",
            "a: b",
            "# c",
            " x ",
            "-",
            "a\n\nb\n",
            "\ta\r\nb",
            "é",
            "",
            "'",
            "\"",
            "<<",
            "12:30",
            "1_0",
            ".nan",
            "!x",
            "&a",
            "*a",
            "|",
            "%",
        ] {
            let json = serde_json::json!({"values": [{"key": text, "value": text}]});
            let written = to_yaml(&json);
            assert_eq!(parse(&written).to_json(), json, "{written}");
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
