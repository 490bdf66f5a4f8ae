//! What a step of an Arazzo document says of the response, as the lines of a directive.

use serde_json::{Value, json};

use super::criterion::{Expected, path_of, read as read_criterion};
use super::reader::Reader;
use crate::guide::directive::lines::{Content, Line};
use crate::guide::yaml::Node;

impl Reader<'_> {
    pub(super) fn expect(&mut self, node: &Node, extension: &Value, lines: &mut Vec<Line>) {
        let (mut statuses, mut headers, mut body, mut marks) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for criterion in node
            .get("successCriteria")
            .and_then(Node::elements)
            .unwrap_or_default()
        {
            match read_criterion(&criterion.to_json(), &self.variables) {
                Ok(expected) => {
                    for one in expected {
                        match one {
                            Expected::Status(status) => statuses.push(status),
                            Expected::Header(name, matcher) => {
                                headers.push(Line::new(name, matcher));
                            }
                            Expected::Body(path, matcher) => body.push(Line::new(path, matcher)),
                        }
                    }
                }
                Err(reason) => marks.push(reason),
            }
        }
        for (key, list) in [("headers", &mut headers), ("body", &mut body)] {
            let kept = extension["expect"][key].as_object().into_iter().flatten();
            list.extend(kept.map(|(name, matcher)| Line::new(name.clone(), matcher.clone())));
        }
        let statuses = statuses
            .into_iter()
            .map(|status| Line::new("status", status));
        let mut expect = merged(statuses.collect(), &mut marks);
        for (key, list) in [("headers", headers), ("body", body)] {
            if !list.is_empty() {
                expect.push(Line::map(key, merged(list, &mut marks)));
            }
        }
        for key in ["contains", "schema", "time"] {
            // A sample of a page is not there without the page.
            if let Some(value) = extension["expect"].get(key).filter(|_| key != "contains") {
                expect.push(Line::new(key, value.clone()));
            }
        }
        if expect.is_empty() && marks.is_empty() {
            return;
        }
        let mark = (!marks.is_empty()).then(|| format!("what stands for {}", marks.join(", and ")));
        if expect.is_empty() {
            lines.push(Line::new("expect", json!({})).choose(mark));
        } else {
            lines.push(Line::map("expect", expect).choose(mark));
        }
    }

    pub(super) fn capture(&mut self, node: &Node, extension: &Value, lines: &mut Vec<Line>) {
        let id = node.get("stepId").and_then(Node::text).unwrap_or_default();
        let mut captures = Vec::new();
        for output in node
            .get("outputs")
            .and_then(Node::entries)
            .unwrap_or_default()
        {
            let variable = self.variables.of(&id, &output.key);
            match selector(&output.value.to_json()) {
                Some(selector) => captures.push(Line::new(variable, selector)),
                None => self.unknown(&output.value, &output.value.to_json().to_string()),
            }
        }
        let kept = extension["capture"].as_object().into_iter().flatten();
        captures.extend(kept.map(|(name, selector)| Line::new(name.clone(), selector.clone())));
        if !captures.is_empty() {
            lines.push(Line::map("capture", captures));
        }
    }
}

/// Matchers of one place are one matcher: all of them must hold. Where they can't be one, there is a
/// mark.
fn merged(lines: Vec<Line>, marks: &mut Vec<String>) -> Vec<Line> {
    let mut merged: Vec<Line> = Vec::new();
    for line in lines {
        let there = merged.iter_mut().find(|other| other.key == line.key);
        match (there.map(|other| &mut other.value), line.value) {
            (Some(Content::Value(Value::Object(there))), Content::Value(Value::Object(more)))
                if more
                    .iter()
                    .all(|(key, value)| there.get(key).is_none_or(|there| there == value)) =>
            {
                there.extend(more);
            }
            (Some(there), value) if *there == value => {}
            (Some(_), _) => marks.push(format!("another criterion of `{}`", line.key)),
            (None, value) => merged.push(Line { value, ..line }),
        }
    }
    merged
}

/// An output as a selector; `None` where a guide has none for it.
fn selector(output: &Value) -> Option<Value> {
    if let Some(path) = output["selector"].as_str() {
        let context = output["context"].as_str().unwrap_or_default();
        let pointer = context.strip_prefix("$response.body")?;
        return match output["type"]
            .as_str()
            .or_else(|| output["type"]["type"].as_str())
        {
            Some("jsonpointer") => Some(json!(path_of(path))),
            Some("jsonpath") | None if pointer.is_empty() => Some(json!(path)),
            Some("jsonpath") => Some(json!(format!(
                "{}{}",
                path_of(pointer),
                path.strip_prefix('$')?
            ))),
            _ => None,
        };
    }
    match output.as_str()? {
        "$statusCode" => Some(json!({"status": true})),
        "$response.body" => Some(json!({"body": true})),
        text => match text.strip_prefix("$response.header.") {
            Some(name) => Some(json!({"header": name})),
            None => text
                .strip_prefix("$response.body")
                .map(|pointer| json!(path_of(pointer))),
        },
    }
}
