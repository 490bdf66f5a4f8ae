//! Directives as text: lines of YAML with marks for their author.

use serde_json::Value;

/// A line of YAML: a key with a value or with a map below it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) key: String,
    pub(crate) value: Content,
    /// What the author has to settle.
    pub(crate) choose: Option<String>,
}

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Value(Value),
    Map(Vec<Line>),
}

impl Line {
    pub(crate) fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            key: key.into(),
            value: Content::Value(value.into()),
            choose: None,
        }
    }

    pub(crate) fn map(key: impl Into<String>, lines: Vec<Self>) -> Self {
        Self {
            key: key.into(),
            value: Content::Map(lines),
            choose: None,
        }
    }

    /// The line with a mark for the author.
    #[must_use]
    pub(crate) fn choose(self, what: Option<String>) -> Self {
        Self {
            choose: what,
            ..self
        }
    }
}

/// The last line of each key, in the place of the first: a map of YAML has a key once.
pub(crate) fn last_of_each(lines: Vec<Line>) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match kept.iter_mut().find(|before| before.key == line.key) {
            Some(before) => *before = line,
            None => kept.push(line),
        }
    }
    kept
}

/// Writes lines of YAML, each indented.
pub(crate) fn yaml(lines: &[Line], indent: &str) -> String {
    let mut text = String::new();
    for line in lines {
        let mark = line
            .choose
            .as_ref()
            .map(|what| format!("  # choose: {}", harmless(what)))
            .unwrap_or_default();
        let key = scalar(&line.key);
        match &line.value {
            Content::Value(value) => {
                text.push_str(&format!("{indent}{key}: {}{mark}\n", flow(value)));
            }
            Content::Map(below) => {
                text.push_str(&format!("{indent}{key}:{mark}\n"));
                text.push_str(&yaml(below, &format!("{indent}  ")));
            }
        }
    }
    text
}

/// A value on one line.
pub(crate) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        other => json(other),
    }
}

fn json(value: &Value) -> String {
    harmless(&value.to_string())
}

/// JSON is YAML, and a mark is a comment in it, but for characters that YAML takes for none; and the
/// comment of the page must not end in either.
fn harmless(text: &str) -> String {
    let text = text.replace("-->", "--\\u003e");
    let others = ['\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'];
    let mut written = String::with_capacity(text.len());
    for each in text.chars() {
        if each.is_control() || others.contains(&each) {
            written.push_str(&format!("\\u{:04x}", u32::from(each)));
        } else {
            written.push(each);
        }
    }
    written
}

/// A text, quoted where YAML would read something else.
fn scalar(text: &str) -> String {
    let first = text
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || matches!(first, '/' | '_'));
    // A path may begin with a point; so may a number.
    let first = first || text.starts_with("./") || text.starts_with("../");
    let plain = |each: char| each.is_alphanumeric() || " _-/().'".contains(each);
    let is_word = ["true", "false", "null", "yes", "no", "on", "off", "~"]
        .contains(&text.to_lowercase().as_str());
    let is_plain = first
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !is_word
        && !text.contains("--");
    if is_plain {
        text.to_owned()
    } else {
        json(&Value::from(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::yaml::Node;
    use serde_json::json;

    #[test]
    fn what_yaml_would_misread_is_quoted() {
        for (text, written) in [
            (
                "Global Session Policy / Get (all) rules",
                "Global Session Policy / Get (all) rules",
            ),
            ("{{url}}", "\"{{url}}\""),
            ("$[*].id", "\"$[*].id\""),
            ("a: b", "\"a: b\""),
            ("true", "\"true\""),
            ("5", "\"5\""),
            (".INF", "\".INF\""),
            (".5", "\".5\""),
            ("../a.json", "../a.json"),
            ("a #b", "\"a #b\""),
            ("a-->b", "\"a--\\u003eb\""),
            (
                "a\u{7f}\u{85}\u{feff}\u{ffff}",
                "\"a\\u007f\\u0085\\ufeff\\uffff\"",
            ),
            ("😀!", "\"😀!\""),
        ] {
            assert_eq!(scalar(text), written);
            assert_eq!(
                Node::parse(written, 1).unwrap().to_json(),
                text,
                "{written}"
            );
        }
    }

    #[test]
    fn lines_are_written_with_their_marks() {
        let lines = [
            Line::new("send", "A / B"),
            Line::map(
                "capture",
                vec![Line::new("id", "$[*].id").choose(Some("the order\u{7f} -->\n".into()))],
            ),
            Line::new("edit", json!({"a": [true, "x-->"]})),
        ];
        assert_eq!(
            yaml(&lines, "  "),
            "  send: A / B\n  capture:\n    id: \"$[*].id\"  # choose: the order\\u007f --\\u003e\\u000a\n  edit: {\"a\":[true,\"x--\\u003e\"]}\n"
        );
    }
}
