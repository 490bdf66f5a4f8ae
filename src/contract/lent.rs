//! JSON as it is checked: its texts are lent by what it was read from, its members are a list. Reading
//! a body so takes a third of what it takes to read it for keeps.

use std::borrow::Cow;
use std::fmt;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node, NodeIdentity, Object, cmp, unique};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How many members are looked through for a name; of more, they are sorted.
const FEW: usize = 16;

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lent<'t> {
    Null,
    Flag(bool),
    Number(Number),
    Text(Cow<'t, str>),
    List(Vec<Self>),
    Object(Members<'t>),
}

/// The members of an object, each name once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Members<'t>(Vec<Member<'t>>);

type Member<'t> = (Cow<'t, str>, Lent<'t>);

/// The kind of JSON that schemas check.
#[derive(Debug)]
pub(super) struct LentJson;

impl<'t> Lent<'t> {
    /// Reads the bytes of a body.
    ///
    /// # Errors
    /// It is no JSON.
    pub(super) fn read(bytes: &'t [u8]) -> serde_json::Result<Self> {
        match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text),
            // Which says where.
            Err(_) => serde_json::from_slice(bytes),
        }
    }

    /// A value that was put together.
    pub(super) fn of(value: &'t Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(all) => Self::List(all.iter().map(Self::of).collect()),
            Value::Object(all) => {
                let members = all.iter();
                let members = members.map(|(name, value)| (name.into(), Self::of(value)));
                Self::Object(Members::new(members.collect()))
            }
        }
    }

    /// The value, for keeps.
    fn whole(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => (*flag).into(),
            Self::Number(number) => number.clone().into(),
            Self::Text(text) => (**text).into(),
            Self::List(all) => all.iter().map(Self::whole).collect(),
            Self::Object(Members(all)) => {
                let all = all.iter();
                all.map(|(name, value)| (&**name, value.whole())).collect()
            }
        }
    }
}

impl<'t> Members<'t> {
    /// Of members with the same name, the last counts.
    fn new(mut all: Vec<Member<'t>>) -> Self {
        let is_few = all.len() <= FEW;
        let repeats = |(number, member): (usize, &Member<'t>)| {
            let mut others = all[..number].iter();
            others.any(|other| other.0 == member.0)
        };
        if !is_few || all.iter().enumerate().any(repeats) {
            all.sort_by(|one, other| one.0.cmp(&other.0));
            all.dedup_by(|later, earlier| {
                let is_same = later.0 == earlier.0;
                if is_same {
                    std::mem::swap(later, earlier);
                }
                is_same
            });
        }
        Self(all)
    }

    fn find(&self, name: &str) -> Option<&Lent<'t>> {
        let all = &self.0;
        // Also what was sorted, and lost members, is looked through where it is short.
        let at = if all.len() <= FEW {
            all.iter().position(|member| member.0 == name)
        } else {
            all.binary_search_by(|member| (*member.0).cmp(name)).ok()
        };
        at.map(|at| &all[at].1)
    }
}

impl<'t> Deserialize<'t> for Lent<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Reads values.
struct Reader;

impl<'t> Visitor<'t> for Reader {
    type Value = Lent<'t>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Lent<'t>, E> {
        Ok(Lent::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Lent<'t>, E> {
        Ok(Lent::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Lent<'t>, E> {
        Ok(Lent::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Lent<'t>, E> {
        Ok(Lent::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Lent<'t>, E> {
        Ok(Number::from_f64(number).map_or(Lent::Null, Lent::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Lent<'t>, E> {
        Ok(Lent::Text(text.to_owned().into()))
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Lent<'t>, E> {
        Ok(Lent::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut elements: A) -> Result<Lent<'t>, A::Error> {
        let mut all = Vec::new();
        while let Some(element) = elements.next_element()? {
            all.push(element);
        }
        Ok(Lent::List(all))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<Lent<'t>, A::Error> {
        let mut all = Vec::new();
        while let Some(Name(name)) = members.next_key()? {
            all.push((name, members.next_value()?));
        }
        Ok(Lent::Object(Members::new(all)))
    }
}

/// The name of a member.
struct Name<'t>(Cow<'t, str>);

impl<'t> Deserialize<'t> for Name<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Reader)? {
            Lent::Text(text) => Ok(Self(text)),
            _ => Ok(Self(Cow::Borrowed(""))),
        }
    }
}

impl Json for LentJson {
    type Node<'a> = &'a Lent<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        _buffer: &mut (),
        string: &str,
        check: impl FnOnce(Self::Node<'_>) -> T,
    ) -> T {
        check(&Lent::Text(string.into()))
    }
}

impl<'a> Node<'a, LentJson> for &'a Lent<'a> {
    type Object = &'a Members<'a>;
    type Array = &'a [Lent<'a>];
    type Number = &'a Number;

    fn as_object(&self) -> Option<&'a Members<'a>> {
        match self {
            Lent::Object(members) => Some(members),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&'a [Lent<'a>]> {
        match self {
            Lent::List(all) => Some(all),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Lent::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<&'a Number> {
        match self {
            Lent::Number(number) => Some(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Lent::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Lent::Null)
    }

    fn json_type(&self) -> JsonType {
        match self {
            Lent::Null => JsonType::Null,
            Lent::Flag(_) => JsonType::Boolean,
            Lent::Number(_) => JsonType::Number,
            Lent::Text(_) => JsonType::String,
            Lent::List(_) => JsonType::Array,
            Lent::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self, expected) {
            (Lent::Text(text), Value::String(other)) => text == other,
            (Lent::Text(_), _) | (_, Value::String(_)) => false,
            (own, expected) => cmp::equal(&own.whole(), expected),
        }
    }

    /// As an error has it: of what holds others, its kind is told, and a body is not copied for each.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self {
            Lent::List(_) => Value::Array(Vec::new()),
            Lent::Object(_) => Value::Object(Map::new()),
            other => other.whole(),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(*self).addr()))
    }
}

impl<'a> Object<'a, LentJson> for &'a Members<'a> {
    type Node = &'a Lent<'a>;
    type MemberName = &'a str;
    type MembersIter =
        std::iter::Map<std::slice::Iter<'a, Member<'a>>, fn(&'a Member<'a>) -> Named<'a>>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &String) -> Option<&'a Lent<'a>> {
        self.find(key)
    }

    fn members(&self) -> Self::MembersIter {
        self.0.iter().map(named)
    }
}

type Named<'a> = (&'a str, &'a Lent<'a>);

fn named<'a>(member: &'a Member<'a>) -> Named<'a> {
    (&member.0, &member.1)
}

impl<'a> Array<'a, LentJson> for &'a [Lent<'a>] {
    type Node = &'a Lent<'a>;
    type ElementsIter = std::slice::Iter<'a, Lent<'a>>;

    fn len(&self) -> usize {
        <[Lent<'a>]>::len(self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        unique::is_unique(&self.iter().map(Lent::whole).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_serde_reads() {
        let many: Vec<String> = (0..40)
            .map(|number| format!("\"k{number}\": {number}"))
            .collect();
        let many = format!("{{{}, \"k7\": \"last\"}}", many.join(","));
        for text in [
            "null",
            r#"{"a": [1, -2, 1.5, 1e300, true, "x\ny", "ü"], "b\u0041": {}, "c": null}"#,
            r#"{"a": 1, "b": 2, "a": 3}"#,
            &many,
        ] {
            let read = Lent::read(text.as_bytes()).unwrap();
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read.whole(), value, "{text}");
            assert_eq!(Lent::of(&value).whole(), value, "{text}");
            let members = value.as_object().into_iter().flatten();
            for (name, value) in members {
                let object = (&read).as_object().unwrap();
                assert_eq!(object.find(name).unwrap().whole(), *value);
            }
        }
        for text in ["", "{", "[1,]", "{\"a\"}", "\u{feff}1"] {
            let error = Lent::read(text.as_bytes()).unwrap_err().to_string();
            let other = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            assert_eq!(error, other);
        }
        assert!(Lent::read(b"\"\xff\"").is_err());
    }
}
