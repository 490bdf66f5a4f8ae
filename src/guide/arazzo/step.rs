//! A step of an Arazzo document as the lines of a directive: what it sends, and how it is changed
//! before.

use serde_json::Value;

use super::EXTENSION;
use super::operation::{SavedPlace, Sends};
use super::reader::{Reader, fail};
use crate::guide::directive::edit::{Edit, Pointer};
use crate::guide::directive::lines::{Content, Line, last_of_each};
use crate::guide::yaml::Node;

/// Keys of a step that Arazzo has no words for.
pub(super) const KEPT: [&str; 10] = [
    "base",
    "set",
    "query",
    "path",
    "form",
    "retry",
    "ask",
    "restore",
    "destructive",
    "needs",
];

/// What the parameters of a step become.
#[derive(Default)]
struct Parameters {
    headers: Vec<Line>,
    set: Vec<Line>,
    /// Those of a saved request.
    query: Vec<Line>,
    path: Vec<Line>,
    /// Those of a request that is written down.
    written: Vec<(String, String)>,
}

impl Parameters {
    /// Adds a cookie: all of them stand in one header.
    fn cookie(&mut self, pair: &str) {
        let own = self.headers.iter_mut().find(|line| line.key == "Cookie");
        match own.map(|line| &mut line.value) {
            Some(Content::Value(Value::String(pairs))) => pairs.push_str(&format!("; {pair}")),
            _ => self.headers.push(Line::new("Cookie", pair)),
        }
    }
}

impl Reader<'_> {
    pub(super) fn step(&mut self, node: &Node) -> Option<Vec<Line>> {
        let id = node.get("stepId").and_then(Node::text).unwrap_or_default();
        let mut lines = Vec::new();
        let sends = self.action(node)?;
        let extension = node.get(EXTENSION).map(Node::to_json).unwrap_or_default();
        let name = extension["name"].as_str().map(str::to_owned);
        let is_request = matches!(sends, Sends::Written { .. });
        let Parameters {
            mut headers,
            set,
            query,
            path,
            written,
        } = self.parameters(node, &sends);
        let saved = sends.saved_body();
        let (body, edits, removes) = self.body(node.get("requestBody"), saved.as_ref(), is_request);
        match sends {
            Sends::Named { path, .. } => lines.push(Line::new("send", path)),
            Sends::Written { method, url } => {
                let mut request = vec![
                    Line::new("method", method),
                    Line::new("url", with_query(&with_path(&url, &set), &written)),
                ];
                if !headers.is_empty() {
                    let headers = last_of_each(std::mem::take(&mut headers));
                    request.push(Line::map("headers", headers));
                }
                request.extend(body.map(|body| Line::new("body", body)));
                lines.push(Line {
                    key: "request".into(),
                    value: Content::Map(request),
                    choose: None,
                });
            }
        }
        lines.extend(
            name.map(|name| Line::new("name", name))
                .or_else(|| is_request.then(|| Line::new("name", id.clone()))),
        );
        // What parameters set is joined with what is set beside them.
        let joined = ["set", "query", "path"];
        for key in KEPT.into_iter().filter(|key| !joined.contains(key)) {
            if let Some(value) = extension.get(key) {
                lines.push(Line::new(key, value.clone()));
            }
        }
        for (key, mut map) in [
            ("query", query),
            ("path", path),
            ("set", set),
            ("headers", headers),
            ("edit", edits),
        ] {
            let beside = extension[key].as_object().into_iter().flatten();
            let beside = beside.filter(|_| joined.contains(&key));
            map.extend(beside.map(|(name, value)| Line::new(name.clone(), value.clone())));
            if !map.is_empty() {
                lines.push(Line::map(key, last_of_each(map)));
            }
        }
        if !removes.is_empty() {
            lines.push(Line::new("remove", Value::Array(removes)));
        }
        self.expect(node, &extension, &mut lines);
        self.capture(node, &extension, &mut lines);
        Some(lines)
    }

    fn parameters(&mut self, step: &Node, sends: &Sends) -> Parameters {
        let mut parameters = Parameters::default();
        let nodes = step.get("parameters").and_then(Node::elements);
        for node in nodes.unwrap_or_default() {
            self.parameter(node, sends, &mut parameters);
        }
        parameters
    }

    fn parameter(&mut self, node: &Node, sends: &Sends, parameters: &mut Parameters) {
        let json = self.resolved(node);
        let (name, place) = (
            json["name"].as_str().unwrap_or_default(),
            json["in"].as_str().unwrap_or_default(),
        );
        let value = match self.variables.value(&json["value"]) {
            Ok(value) => value,
            Err(expression) => {
                self.unknown(node, &expression);
                return;
            }
        };
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        match place {
            "header" => parameters.headers.push(Line::new(name, text)),
            "cookie" => parameters.cookie(&format!("{name}={text}")),
            "path" | "query" => match (place, sends.saved_place(name)) {
                ("query", SavedPlace::Written) => parameters.written.push((name.into(), text)),
                (_, SavedPlace::Variable | SavedPlace::Written) => {
                    parameters.set.push(Line::new(name, value));
                }
                ("path", SavedPlace::Path) => parameters.path.push(Line::new(name, value)),
                ("path", SavedPlace::Nowhere) => {
                    let message =
                        format!("the request's path has no `:{name}` and no `{{{{{name}}}}}`");
                    fail(self.problems, node, message, None);
                }
                _ => parameters.query.push(Line::new(name, value)),
            },
            other => {
                let message = format!(
                    "the parameter `{name}` is in `{other}`, expected `header`, `query`, `path` or `cookie`"
                );
                fail(self.problems, node, message, None);
            }
        }
    }

    /// A parameter, or the one of the components that it refers to.
    fn resolved(&self, node: &Node) -> Value {
        let json = node.to_json();
        let Some(name) = json["reference"]
            .as_str()
            .and_then(|text| text.strip_prefix("$components.parameters."))
        else {
            return json;
        };
        let found = self
            .document
            .get("components")
            .and_then(|node| node.get("parameters")?.get(name));
        let mut found = found.map(Node::to_json).unwrap_or_default();
        if let Some(value) = json.get("value") {
            found["value"] = value.clone();
        }
        found
    }

    fn body(
        &mut self,
        node: Option<&Node>,
        saved: Option<&Value>,
        is_request: bool,
    ) -> (Option<Value>, Vec<Line>, Vec<Value>) {
        let Some(node) = node else {
            return (None, Vec::new(), Vec::new());
        };
        let (mut body, mut edits) = (None, Vec::new());
        if let Some(payload) = node.get("payload") {
            let json = payload.to_json();
            // A payload may be JSON in a text, with its expressions.
            let json = json
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or(json);
            match self.variables.value(&json) {
                Ok(value) if is_request => body = Some(value),
                Ok(value) if saved != Some(&value) => edits.push(Line::new("", value)),
                Ok(_) => {}
                Err(expression) => self.unknown(payload, &expression),
            }
        }
        for replacement in node
            .get("replacements")
            .and_then(Node::elements)
            .unwrap_or_default()
        {
            let json = replacement.to_json();
            let target = pointer_of_target(json["target"].as_str().unwrap_or_default());
            // Ours say beside it what a value is that had to be written as text.
            let value = json.get("x-value").unwrap_or(&json["value"]);
            match self.variables.value(value) {
                Ok(value) => match &mut body {
                    Some(body) => put(body, &target, value),
                    None => edits.push(Line::new(target, value)),
                },
                Err(expression) => self.unknown(replacement, &expression),
            }
        }
        let removes = node
            .get("x-remove")
            .and_then(Node::elements)
            .unwrap_or_default();
        (body, edits, removes.iter().map(Node::to_json).collect())
    }
}

/// A target as a JSON Pointer; a plain JSONPath is one, too.
fn pointer_of_target(target: &str) -> String {
    match super::criterion::pointer_of(target) {
        Some(pointer) => pointer.trim_start_matches('#').to_owned(),
        None => target.to_owned(),
    }
}

fn put(body: &mut Value, target: &str, value: Value) {
    if let Ok(pointer) = Pointer::parse(target) {
        // What has no place in a payload of the document changes nothing.
        let _ = Edit::Put(pointer, value).apply(body);
    }
}

/// A URL with our variables in the places of the parameters of its path, `{id}`.
fn with_path(url: &str, set: &[Line]) -> String {
    set.iter().fold(url.to_owned(), |url, line| {
        let ours = format!("{{{{{}}}}}", line.key);
        let parts = url.split(&ours);
        let with_ours = |part: &str| part.replace(&format!("{{{}}}", line.key), &ours);
        parts.map(with_ours).collect::<Vec<_>>().join(&ours)
    })
}

fn with_query(url: &str, query: &[(String, String)]) -> String {
    let mut whole = url.to_owned();
    for (name, value) in query {
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(&format!("{name}={value}"));
    }
    whole
}
