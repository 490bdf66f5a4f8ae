//! What `expect` says of a value.

use regex::Regex;
use serde_json::{Value, json};

use super::path::shortened;
use super::value;
use crate::guide::error::Problems;
use crate::guide::keys::{self, wrong_kind};
use crate::guide::yaml::{Kind, Node};
use crate::text::nearest;
use crate::variables::Resolver;

/// A condition on a value.
#[derive(Debug, Clone)]
pub enum Matcher {
    /// Equal, JSON types kept; numbers are compared by value.
    Equal(Value),
    /// There, or not there.
    Exists(bool),
    /// Of a JSON type.
    Type(JsonType),
    /// A text that a regular expression matches somewhere.
    Matches(Regex),
    /// A text with that part, a list with that element, or an object with those members.
    Contains(Value),
    /// A text, list or object of that length.
    Length(u64),
    /// A number above that one.
    Above(f64),
    /// A number below that one.
    Below(f64),
    /// Equal to one of them.
    OneOf(Vec<Value>),
    /// Not so.
    Not(Box<Matcher>),
    /// All of them.
    All(Vec<Matcher>),
}

/// The types of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// Text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object.
    Object,
    /// A list.
    Array,
    /// `null`.
    Null,
}

/// Every matcher's key.
pub(in crate::guide) const KEYS: [&str; 9] = [
    "exists", "type", "matches", "contains", "length", "above", "below", "one_of", "not",
];

impl Matcher {
    /// Reads a matcher: a map whose keys are matchers' keys; any other value is to be equal.
    pub(crate) fn read(key: &str, node: &Node, problems: &mut Problems) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            return Some(Self::Equal(node.to_json()));
        };
        if entries.iter().any(|entry| is_slip(&entry.key)) {
            keys::Keys {
                place: "a matcher",
                known: &KEYS,
            }
            .check(node, problems);
            return None;
        }
        if entries.is_empty()
            || !entries
                .iter()
                .all(|entry| KEYS.contains(&entry.key.as_str()))
        {
            return Some(Self::Equal(node.to_json()));
        }
        let mut all: Vec<Self> = entries
            .iter()
            .filter_map(|entry| Self::read_one(&entry.key, key, &entry.value, problems))
            .collect();
        match all.len() {
            read if read < entries.len() => None,
            1 => all.pop(),
            _ => Some(Self::All(all)),
        }
    }

    fn read_one(name: &str, key: &str, node: &Node, problems: &mut Problems) -> Option<Self> {
        let scalar = match &node.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        };
        let (read, expected) = match name {
            "exists" => (
                scalar.and_then(Value::as_bool).map(Self::Exists),
                "`true` or `false`",
            ),
            "type" => (
                scalar.and_then(JsonType::read).map(Self::Type),
                "`string`, `number`, `boolean`, `object`, `array` or `null`",
            ),
            "matches" => {
                let pattern = keys::text(name, node, problems)?;
                return keys::regex(&pattern, node, problems).map(Self::Matches);
            }
            "contains" => (Some(Self::Contains(node.to_json())), ""),
            "length" => (
                scalar.and_then(Value::as_u64).map(Self::Length),
                "a whole number",
            ),
            "above" => (scalar.and_then(Value::as_f64).map(Self::Above), "a number"),
            "below" => (scalar.and_then(Value::as_f64).map(Self::Below), "a number"),
            "one_of" => (
                node.elements()
                    .map(|list| Self::OneOf(list.iter().map(Node::to_json).collect())),
                "a list",
            ),
            _ => {
                return Self::read(key, node, problems).map(|matcher| Self::Not(Box::new(matcher)));
            }
        };
        if read.is_none() {
            wrong_kind(problems, name, node, expected);
        }
        read
    }

    /// The matcher with its placeholders resolved.
    pub(crate) fn resolved(&self, resolver: &Resolver<'_>) -> Self {
        match self {
            Self::Equal(expected) => Self::Equal(value::resolve(expected, resolver)),
            Self::Contains(part) => Self::Contains(value::resolve(part, resolver)),
            Self::OneOf(list) => Self::OneOf(
                list.iter()
                    .map(|one| value::resolve(one, resolver))
                    .collect(),
            ),
            Self::Not(matcher) => Self::Not(Box::new(matcher.resolved(resolver))),
            Self::All(matchers) => {
                Self::All(matchers.iter().map(|one| one.resolved(resolver)).collect())
            }
            other => other.clone(),
        }
    }

    /// The matcher with its expected values as text, as it is when the value is that of a header.
    pub(crate) fn for_text(&self) -> Self {
        let text = |value: &Value| match value {
            Value::Number(_) | Value::Bool(_) => json!(value.to_string()),
            other => other.clone(),
        };
        match self {
            Self::Equal(expected) => Self::Equal(text(expected)),
            Self::Contains(part) => Self::Contains(text(part)),
            Self::OneOf(list) => Self::OneOf(list.iter().map(text).collect()),
            Self::Not(matcher) => Self::Not(Box::new(matcher.for_text())),
            Self::All(matchers) => Self::All(matchers.iter().map(Self::for_text).collect()),
            other => other.clone(),
        }
    }

    /// Whether a value, or its absence, is as it should be.
    pub(crate) fn accepts(&self, found: Option<&Value>) -> bool {
        match (self, found) {
            (Self::Exists(expected), found) => found.is_some() == *expected,
            (Self::Not(matcher), found) => !matcher.accepts(found),
            (Self::All(matchers), found) => matchers.iter().all(|matcher| matcher.accepts(found)),
            (_, None) => false,
            (Self::Equal(expected), Some(found)) => equal(expected, found),
            (Self::Type(kind), Some(found)) => *kind == JsonType::of(found),
            (Self::Matches(regex), Some(found)) => {
                found.as_str().is_some_and(|text| regex.is_match(text))
            }
            (Self::Contains(part), Some(found)) => contains(found, part),
            (Self::Length(expected), Some(found)) => length(found) == Some(*expected),
            (Self::Above(least), Some(found)) => {
                number(found).is_some_and(|number| number > *least)
            }
            (Self::Below(most), Some(found)) => number(found).is_some_and(|number| number < *most),
            (Self::OneOf(list), Some(found)) => list.iter().any(|one| equal(one, found)),
        }
    }

    /// Whether the matcher is content with no value at all.
    pub(crate) fn accepts_absence(&self) -> bool {
        self.accepts(None)
    }

    /// The condition as the end of a sentence: `is true`, `has length 3`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Equal(expected) => format!("is {}", plain(expected)),
            Self::Exists(true) => "exists".into(),
            Self::Exists(false) => "does not exist".into(),
            Self::Type(kind) => format!("is {}", kind.name()),
            Self::Matches(regex) => format!("matches `{regex}`"),
            Self::Contains(part) => format!("contains {}", plain(part)),
            Self::Length(length) => format!("has length {length}"),
            Self::Above(least) => format!("is above {least}"),
            Self::Below(most) => format!("is below {most}"),
            Self::OneOf(list) => {
                format!(
                    "is one of {}",
                    list.iter().map(plain).collect::<Vec<_>>().join(", ")
                )
            }
            Self::Not(matcher) => matcher.describe_opposite(),
            Self::All(matchers) => matchers
                .iter()
                .map(Self::describe)
                .collect::<Vec<_>>()
                .join(" and "),
        }
    }

    /// The opposite as the end of a sentence.
    fn describe_opposite(&self) -> String {
        match self {
            Self::Exists(expected) => Self::Exists(!expected).describe(),
            Self::Matches(regex) => format!("does not match `{regex}`"),
            Self::Contains(part) => format!("does not contain {}", plain(part)),
            Self::Length(length) => format!("does not have length {length}"),
            Self::Not(matcher) => matcher.describe(),
            Self::All(_) => format!("is not so: {}", self.describe()),
            other => other.describe().replacen("is ", "is not ", 1),
        }
    }

    /// Adds the names of the variables that the matcher uses.
    pub(crate) fn names(&self, names: &mut Vec<String>) {
        match self {
            Self::Equal(expected) => value::names_in_value(expected, names),
            Self::Contains(part) => value::names_in_value(part, names),
            Self::OneOf(list) => list
                .iter()
                .for_each(|one| value::names_in_value(one, names)),
            Self::Not(matcher) => matcher.names(names),
            Self::All(matchers) => matchers.iter().for_each(|matcher| matcher.names(names)),
            _ => {}
        }
    }
}

impl JsonType {
    fn read(value: &Value) -> Option<Self> {
        match value.as_str() {
            Some("string") => Some(Self::String),
            Some("number") => Some(Self::Number),
            Some("boolean") => Some(Self::Boolean),
            Some("object") => Some(Self::Object),
            Some("array") => Some(Self::Array),
            Some("null") => Some(Self::Null),
            // YAML reads the bare word as the value.
            None if value.is_null() => Some(Self::Null),
            _ => None,
        }
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::String(_) => Self::String,
            Value::Number(_) => Self::Number,
            Value::Bool(_) => Self::Boolean,
            Value::Object(_) => Self::Object,
            Value::Array(_) => Self::Array,
            Value::Null => Self::Null,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Null => "null",
        }
    }
}

/// Whether a key is a matcher's, mistyped; members of an object that is to be equal are seldom so
/// near.
fn is_slip(key: &str) -> bool {
    !KEYS.contains(&key)
        && nearest(key, KEYS).is_some_and(|near| strsim::damerau_levenshtein(key, near) <= 1)
        && key.len() > 3
}

/// Equal as JSON; `1` and `1.0` are the same number.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, value)| right.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => left == right,
    }
}

/// Whether `whole` holds `part`: as a piece of text, as an element, or as members, deeply.
pub(crate) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::String(whole), Value::String(part)) => whole.contains(part.as_str()),
        (Value::Array(list), part) if !part.is_array() => {
            list.iter().any(|element| subset(part, element))
        }
        _ => subset(part, whole),
    }
}

/// Whether every member of `part` is in `whole`, and every element of its lists in the same order.
pub(crate) fn subset(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|other| subset(value, other))),
        (Value::Array(part), Value::Array(whole)) => {
            let mut rest = whole.iter();
            part.iter()
                .all(|element| rest.any(|other| subset(element, other)))
        }
        _ => equal(part, whole),
    }
}

fn length(value: &Value) -> Option<u64> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(list) => list.len(),
        Value::Object(members) => members.len(),
        _ => return None,
    };
    u64::try_from(length).ok()
}

/// A number, or a text that is one, as a header's value is.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// A value as a sentence shows it: short, text in quotes.
pub(crate) fn plain(value: &Value) -> String {
    shortened(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variables::Scopes;
    use crate::world::World;

    fn matcher(yaml: &str) -> Matcher {
        let mut problems = Problems::of("p.md");
        let matcher = Matcher::read("$.a", &Node::parse(yaml, 1).unwrap(), &mut problems);
        assert_eq!(problems.list, [], "{yaml}");
        matcher.unwrap()
    }

    #[test]
    fn each_matcher_accepts_what_it_says_and_nothing_else() {
        let cases: [(&str, &[Value], &[Value]); 18] = [
            ("true", &[json!(true)], &[json!("true"), json!(1)]),
            ("5", &[json!(5), json!(5.0)], &[json!("5"), json!(6)]),
            ("'5'", &[json!("5")], &[json!(5)]),
            (
                "[1, {b: 2, a: 1}]",
                &[json!([1, {"a": 1, "b": 2}])],
                &[json!([{"a": 1, "b": 2}, 1])],
            ),
            (
                "{ name: x }",
                &[json!({"name": "x"})],
                &[json!({"name": "x", "b": 1})],
            ),
            ("{}", &[json!({})], &[json!([])]),
            ("{ exists: true }", &[json!(null), json!(1)], &[]),
            ("{ type: string }", &[json!("")], &[json!(1), json!(null)]),
            ("{ type: null }", &[json!(null)], &[json!("null")]),
            (
                "{ matches: '^00[a-z]+$' }",
                &[json!("00p")],
                &[json!("x00p"), json!(0)],
            ),
            (
                "{ contains: b }",
                &[json!("abc"), json!(["a", "b"])],
                &[json!(["ab"]), json!({"b": 1})],
            ),
            (
                "{ contains: { a: { b: 1 } } }",
                &[json!({"a": {"b": 1, "c": 2}}), json!([{"a": {"b": 1}}])],
                &[json!({"a": {}})],
            ),
            (
                "{ contains: [1, 3] }",
                &[json!([1, 2, 3])],
                &[json!([3, 1])],
            ),
            (
                "{ length: 2 }",
                &[json!("äö"), json!([1, 2]), json!({"a": 1, "b": 2})],
                &[json!(2), json!("a")],
            ),
            (
                "{ above: 1, below: 3 }",
                &[json!(2), json!(2.5), json!("2")],
                &[json!(1), json!(3), json!("x")],
            ),
            (
                "{ one_of: [a, 1] }",
                &[json!("a"), json!(1)],
                &[json!("1"), json!("b")],
            ),
            ("{ not: { one_of: [a] } }", &[json!("b")], &[json!("a")]),
            ("{ not: a }", &[json!("b")], &[json!("a")]),
        ];
        for (yaml, accepted, refused) in cases {
            for value in accepted {
                assert!(matcher(yaml).accepts(Some(value)), "{yaml} accepts {value}");
            }
            for value in refused {
                assert!(
                    !matcher(yaml).accepts(Some(value)),
                    "{yaml} refuses {value}"
                );
            }
        }
    }

    #[test]
    fn absence_is_accepted_only_where_it_is_asked_for() {
        for (yaml, accepted) in [
            ("{ exists: false }", true),
            ("{ not: { exists: true } }", true),
            ("null", false),
            ("{ exists: true }", false),
        ] {
            assert_eq!(matcher(yaml).accepts_absence(), accepted, "{yaml}");
        }
    }

    #[test]
    fn matchers_read_as_sentences() {
        for (yaml, sentence) in [
            ("true", "is true"),
            ("ALLOW", "is \"ALLOW\""),
            ("{ exists: false }", "does not exist"),
            ("{ not: { exists: true } }", "does not exist"),
            ("{ type: object }", "is an object"),
            ("{ matches: '^a' }", "matches `^a`"),
            ("{ not: { matches: a } }", "does not match `a`"),
            ("{ not: { contains: a } }", "does not contain \"a\""),
            ("{ not: 5 }", "is not 5"),
            ("{ length: 3 }", "has length 3"),
            ("{ above: 1, below: 2.5 }", "is above 1 and is below 2.5"),
            ("{ one_of: [1, a] }", "is one of 1, \"a\""),
        ] {
            assert_eq!(matcher(yaml).describe(), sentence);
        }
    }

    #[test]
    fn placeholders_are_resolved_with_their_types() {
        let mut scopes = Scopes::default();
        scopes.environment.set("n", json!(5));
        let world = World::fixed(0, 0);
        let resolved =
            matcher("{ one_of: ['{{n}}', 'x{{n}}'] }").resolved(&Resolver::new(&scopes, &world));
        assert!(resolved.accepts(Some(&json!(5))) && resolved.accepts(Some(&json!("x5"))));
    }

    #[test]
    fn a_headers_value_is_compared_as_text() {
        assert!(matcher("42").for_text().accepts(Some(&json!("42"))));
        assert!(
            matcher("{ one_of: [true] }")
                .for_text()
                .accepts(Some(&json!("true")))
        );
    }

    #[test]
    fn mistyped_matchers_are_problems() {
        for (yaml, message) in [
            (
                "{ exist: true }",
                "unknown key `exist` in a matcher; did you mean `exists`?",
            ),
            (
                "{ matchs: a }",
                "unknown key `matchs` in a matcher; did you mean `matches`?",
            ),
            (
                "{ exists: maybe }",
                "`exists` is the text `maybe`, expected `true` or `false`",
            ),
            (
                "{ type: text }",
                "`type` is the text `text`, expected `string`, `number`, `boolean`, `object`, `array` or `null`",
            ),
            ("{ one_of: a }", "`one_of` is the text `a`, expected a list"),
            (
                "{ length: many }",
                "`length` is the text `many`, expected a whole number",
            ),
        ] {
            let mut problems = Problems::of("p.md");
            assert!(
                Matcher::read("$.a", &Node::parse(yaml, 1).unwrap(), &mut problems).is_none(),
                "{yaml}"
            );
            assert_eq!(problems.list[0].mistake.to_string(), message);
        }
    }
}
