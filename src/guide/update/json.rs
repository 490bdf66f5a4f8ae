//! A JSON text with other values: what stays stays as it is written, with its blanks and the order
//! of its members.

use std::ops::Range;

use serde_json::Value;

use crate::document::{Entry, Kind, Node, Position};
use crate::guide::page::lines::Lines;
use crate::text::Splice;

/// What is to be changed of a JSON text for it to hold a value; `None` where it is no JSON.
pub(super) fn onto(text: &str, value: &Value) -> Option<Vec<Splice>> {
    let node = Node::parse_json(text).ok()?;
    let mut writer = Writer {
        text,
        lines: Lines::of(text),
        splices: Vec::new(),
    };
    writer.write(&node, value);
    writer.splices.sort_by_key(|splice| splice.range.start);
    Some(writer.splices)
}

struct Writer<'t> {
    text: &'t str,
    lines: Lines<'t>,
    splices: Vec<Splice>,
}

/// A member or an element, as it stands in the text.
struct Part<'n> {
    key: Option<&'n str>,
    value: &'n Node,
    range: Range<usize>,
}

/// The parts of a map or a list, and the new ones.
struct Parts<'n, 'v> {
    node: &'n Node,
    old: Vec<Part<'n>>,
    new: Vec<(Option<&'v str>, &'v Value)>,
}

impl<'t> Writer<'t> {
    fn write(&mut self, node: &Node, value: &Value) {
        match (&node.kind, value) {
            _ if node.to_json() == *value => {}
            (Kind::Map(entries), Value::Object(members)) => {
                let parts = entries.iter().map(|entry| self.member(entry)).collect();
                let is_new = |name: &String| !entries.iter().any(|entry| entry.key == *name);
                let new = members.iter().filter(|(name, _)| is_new(name));
                let new = new.map(|(name, value)| (Some(name.as_str()), value));
                let new = new.collect();
                let parts = Parts {
                    node,
                    old: parts,
                    new,
                };
                self.parts(parts, |part| members.get(part.key.unwrap_or_default()));
            }
            (Kind::List(elements), Value::Array(list)) => {
                let parts = elements
                    .iter()
                    .map(|element| self.element(element))
                    .collect();
                let new = list.iter().skip(elements.len()).map(|value| (None, value));
                let place = |part: &Part<'_>| {
                    elements
                        .iter()
                        .position(|element| std::ptr::eq(element, part.value))
                };
                let new = new.collect();
                let parts = Parts {
                    node,
                    old: parts,
                    new,
                };
                self.parts(parts, |part| list.get(place(part)?));
            }
            _ => self.replace(node, value),
        }
    }

    /// Writes the parts of a map or a list: those that stay, and new ones behind them.
    fn parts<'v>(&mut self, of: Parts<'_, 'v>, value_of: impl Fn(&Part<'_>) -> Option<&'v Value>) {
        let Parts {
            node,
            old: parts,
            new,
        } = of;
        let kept = parts.iter().filter(|part| value_of(part).is_some()).count();
        let Some(last) = parts.last().filter(|_| kept > 0) else {
            let members = new.iter().map(|(key, value)| self.line(*key, value, ""));
            let members: Vec<String> = members.collect();
            return self.fill(node, &members);
        };
        let mut is_first = true;
        let end = last.range.end;
        for (at, part) in parts.iter().enumerate() {
            if let Some(value) = value_of(part) {
                self.write(part.value, value);
                is_first = false;
                continue;
            }
            let range = match parts.get(at + 1).filter(|_| is_first) {
                Some(next) => part.range.start..next.range.start,
                None => parts[at - 1].range.end..part.range.end,
            };
            self.splice(range, String::new());
        }
        let indent = self.indent_of(last.range.start);
        for (key, value) in new {
            let blank = match indent {
                Some(_) => format!("\n{}", indent.unwrap_or_default()),
                None => " ".to_owned(),
            };
            let line = self.line(key, value, indent.unwrap_or_default());
            self.splice(end..end, format!(",{blank}{line}"));
        }
    }

    /// Fills a map or a list that has nothing in it.
    fn fill(&mut self, node: &Node, lines: &[String]) {
        let range = self.range(node);
        let (open, close) = match node.kind {
            Kind::Map(_) => ("{", "}"),
            _ => ("[", "]"),
        };
        self.splice(range, format!("{open}{}{close}", lines.join(", ")));
    }

    fn replace(&mut self, node: &Node, value: &Value) {
        let range = self.range(node);
        let line = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let line = &self.text[line..range.start];
        let indent = &line[..line.len() - line.trim_start().len()];
        let text = self.value(value, indent);
        self.splice(range, text);
    }

    /// A member, or an element, as text.
    fn line(&self, key: Option<&str>, value: &Value, indent: &str) -> String {
        let value = self.value(value, indent);
        match key {
            Some(key) => format!("{}: {value}", Value::from(key)),
            None => value,
        }
    }

    /// A value as text: on one line where the whole text is on one, or where nothing is in it.
    fn value(&self, value: &Value, indent: &str) -> String {
        if !self.text.trim().contains('\n') {
            return flat(value);
        }
        let unit = self.unit();
        let pretty = format!("{value:#}");
        let lines = pretty.lines().map(|line| {
            let inner = line.trim_start_matches(' ');
            let depth = (line.len() - inner.len()) / 2;
            format!("{}{inner}", unit.repeat(depth))
        });
        lines.collect::<Vec<_>>().join(&format!("\n{indent}"))
    }

    /// How far the text indents what lies in something else.
    fn unit(&self) -> &str {
        let indents = self.text.lines().map(|line| {
            let inner = line.trim_start();
            &line[..line.len() - inner.len()]
        });
        let mut indents = indents.filter(|indent| !indent.is_empty());
        indents.next().unwrap_or("  ")
    }

    /// The blanks before a part that begins a line.
    fn indent_of(&self, at: usize) -> Option<&'t str> {
        let line = self.text[..at].rfind('\n')? + 1;
        let before = &self.text[line..at];
        before.trim().is_empty().then_some(before)
    }

    fn member<'n>(&self, entry: &'n Entry) -> Part<'n> {
        let range = self.offset(entry.at)..self.range(&entry.value).end;
        Part {
            key: Some(&entry.key),
            value: &entry.value,
            range,
        }
    }

    fn element<'n>(&self, value: &'n Node) -> Part<'n> {
        Part {
            key: None,
            value,
            range: self.range(value),
        }
    }

    fn range(&self, node: &Node) -> Range<usize> {
        let start = self.offset(node.at);
        start..start + Node::json_length(&self.text[start..])
    }

    fn offset(&self, at: Position) -> usize {
        self.lines.offset(at)
    }

    fn splice(&mut self, range: Range<usize>, text: String) {
        self.splices.push(Splice { range, text });
    }
}

/// A value on one line.
fn flat(value: &Value) -> String {
    match value {
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(flat).collect();
            format!("[{}]", list.join(", "))
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), flat(value)));
            let members: Vec<String> = members.collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::spliced;
    use serde_json::json;

    #[test]
    fn what_stays_is_written_as_it_was() {
        let text = "{\n    \"a\": 1.0, \"b\" : [1,2 ,3],\n    \"c\": {\"d\":true,\"e\": null}\n}\n";
        for (value, written) in [
            (json!({"a": 1.0, "b": [1, 2, 3], "c": {"d": true, "e": null}}), text.to_owned()),
            (
                json!({"a": 2, "b": [1, 4, 3], "c": {"d": true, "e": null}}),
                text.replace("1.0", "2").replace("2 ,3", "4 ,3"),
            ),
            (
                json!({"b": [1], "c": {"e": "x"}, "f": {"g": [1]}}),
                "{\n    \"b\" : [1],\n    \"c\": {\"e\": \"x\"},\n    \"f\": {\n        \"g\": [\n            1\n        ]\n    }\n}\n".into(),
            ),
            (
                json!({"a": 1.0, "b": [1, 2, 3, "n"], "c": {}}),
                text.replace("3]", "3, \"n\"]").replace("{\"d\":true,\"e\": null}", "{}"),
            ),
            (json!({}), "{}\n".into()),
            (json!([1]), "[\n    1\n]\n".into()),
        ] {
            let splices = onto(text, &value).unwrap();
            let found = spliced(text, &splices);
            assert_eq!(found, written, "{value}");
            assert_eq!(serde_json::from_str::<Value>(&found).unwrap(), value);
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        let text = "{\"a\": [], \"b\": 1}";
        let value = json!({"a": [{"x": 1}], "b": {"c": 2}, "d": 3});
        let splices = onto(text, &value).unwrap();
        assert_eq!(
            spliced(text, &splices),
            "{\"a\": [{\"x\": 1}], \"b\": {\"c\": 2}, \"d\": 3}"
        );
    }

    #[test]
    fn what_is_no_json_is_left_alone() {
        assert_eq!(onto("{\"a\": …}", &json!({})), None);
    }

    proptest::proptest! {
        /// Any value takes the place of any other.
        #[test]
        fn a_text_holds_the_value_that_is_put_onto_it(old in value(), new in value(), pretty in proptest::bool::ANY) {
            let text = if pretty { format!("{old:#}") } else { old.to_string() };
            let splices = onto(&text, &new).unwrap();
            let found: Value = serde_json::from_str(&spliced(&text, &splices)).unwrap();
            proptest::prop_assert_eq!(found, new);
        }
    }

    fn value() -> impl proptest::strategy::Strategy<Value = Value> {
        use proptest::prelude::*;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..9_u8).prop_map(Value::from),
            "[a-zé\"]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec(("[a-c]", inner), 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }
}
