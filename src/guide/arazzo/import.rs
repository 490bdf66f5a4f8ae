//! An Arazzo document, 1.0 or 1.1, as a guide without a page.
//!
//! Read leniently: what a guide has no words for becomes a `# choose:` mark, values may have any
//! type. What can't be sent is an error with its place.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::criterion::{Expected, path_of, read as read_criterion};
use super::expression::Variables;
use super::operation::Sends;
use super::{EXTENSION, PAGE};
use crate::collection::Collection;
use crate::guide::directive::lines::{Content, Line, yaml};
use crate::guide::error::{Mistake, Problems};
use crate::guide::texts::Text;
use crate::guide::yaml::Node;

/// A guide that was made of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The side-car.
    pub text: String,
    /// How many steps it has.
    pub steps: usize,
    /// How many marks its author has to settle.
    pub choices: usize,
    /// What of the document is left out, a line each.
    pub notes: Vec<String>,
}

/// Everything that keeps a document from being a guide.
pub type Unread = Problems;

/// The sources that a document describes: their names and addresses. The page of an exported guide
/// is none of them.
///
/// # Errors
/// The document can't be read, or is no Arazzo document.
pub fn sources(name: &str, text: &str) -> Result<Vec<(String, String)>, Unread> {
    let mut problems = Problems::of(name);
    let document = read_document(text, &mut problems);
    let found = document
        .iter()
        .filter_map(|node| node.get("sourceDescriptions")?.elements())
        .flatten();
    let sources =
        found.filter_map(|node| Some((node.get("name")?.text()?, node.get("url")?.text()?)));
    let sources: Vec<(String, String)> = sources.filter(|(name, _)| name != PAGE).collect();
    problems.unless_any(sources)
}

/// Makes a guide of a workflow of a document. `collections` are the sources that could be read as
/// collections.
///
/// # Errors
/// Everything that keeps the document from being a guide.
pub fn import(
    document: Text<'_>,
    collections: &[SourceCollection],
    workflow: Option<&str>,
) -> Result<Imported, Unread> {
    let mut problems = Problems::of(document.name);
    let document = read_document(document.text, &mut problems);
    let workflow = document
        .as_ref()
        .and_then(|document| find_workflow(document, workflow, &mut problems));
    let Some((document, workflow)) = document.as_ref().zip(workflow) else {
        return Err(problems);
    };
    let nodes = workflow
        .get("steps")
        .and_then(Node::elements)
        .unwrap_or_default();
    let mut variables = Variables::default();
    for step in nodes {
        let id = step.get("stepId").and_then(Node::text).unwrap_or_default();
        for output in step
            .get("outputs")
            .and_then(Node::entries)
            .unwrap_or_default()
        {
            variables.add(&id, &output.key);
        }
    }
    let mut reader = Reader {
        document,
        collections,
        variables,
        used: Vec::new(),
        problems: &mut problems,
    };
    let steps: Vec<Vec<Line>> = nodes.iter().filter_map(|node| reader.step(node)).collect();
    let used = std::mem::take(&mut reader.used);
    let named: Vec<&SourceCollection> = collections
        .iter()
        .filter(|source| used.contains(&source.name))
        .collect();
    let text = write(document, workflow, &steps, &named);
    let choices = text.matches(crate::guide::drift::CHOOSE).count();
    let left_out = nodes.iter().flat_map(left_out).collect();
    let imported = Imported {
        steps: steps.len(),
        choices,
        notes: left_out,
        text,
    };
    problems.unless_any(imported)
}

/// What of a step a guide has no words for: it goes from its first step to its last.
fn left_out(step: &Node) -> Vec<String> {
    let id = step.get("stepId").and_then(Node::text).unwrap_or_default();
    let keys = ["onSuccess", "onFailure", "dependsOn", "timeout"];
    let there = keys.iter().filter(|key| step.get(key).is_some());
    there
        .map(|key| format!("`{key}` of the step `{id}` is left out"))
        .collect()
}

fn read_document(text: &str, problems: &mut Problems) -> Option<Node> {
    let node = match Node::parse(text, 1) {
        Ok(node) => node,
        Err((at, mistake)) => {
            problems.add(at, mistake);
            return None;
        }
    };
    let version = node.get("arazzo").and_then(Node::text);
    match version.as_deref() {
        Some(version) if version.starts_with("1.0") || version.starts_with("1.1") => Some(node),
        Some(version) => {
            fail(
                problems,
                &node,
                format!("the document is of Arazzo {version}, expected 1.0 or 1.1"),
                None,
            );
            None
        }
        None => {
            fail(
                problems,
                &node,
                "the document has no `arazzo`, so it is no Arazzo document".to_owned(),
                None,
            );
            None
        }
    }
}

pub(super) fn fail(
    problems: &mut Problems,
    node: &Node,
    message: String,
    suggestion: Option<String>,
) {
    problems.add(
        node.at,
        Mistake::Arazzo {
            message,
            suggestion,
        },
    );
}

fn find_workflow<'n>(
    document: &'n Node,
    wanted: Option<&str>,
    problems: &mut Problems,
) -> Option<&'n Node> {
    let workflows = document
        .get("workflows")
        .and_then(Node::elements)
        .unwrap_or_default();
    let id = |node: &Node| {
        node.get("workflowId")
            .and_then(Node::text)
            .unwrap_or_default()
    };
    let names: Vec<String> = workflows.iter().map(id).collect();
    let there = || Some(format!("there are {}", crate::guide::error::listed(&names)));
    match (workflows, wanted) {
        ([], _) => fail(
            problems,
            document,
            "the document has no workflow".to_owned(),
            None,
        ),
        ([one], None) => return Some(one),
        (all, Some(wanted)) => {
            if let Some(found) = all.iter().find(|node| id(node) == wanted) {
                return Some(found);
            }
            fail(
                problems,
                document,
                format!("no workflow is called `{wanted}`"),
                there(),
            );
        }
        (_, None) => {
            let message =
                "the document has several workflows; name one with `--workflow`".to_owned();
            fail(problems, document, message, there());
        }
    }
    None
}

/// A source of a document that is a collection.
#[derive(Debug, Clone)]
pub struct SourceCollection {
    /// The name of the source.
    pub name: String,
    /// The path that the guide is to name.
    pub path: String,
    /// The collection.
    pub collection: Rc<Collection>,
}

/// What the parameters of a step become.
#[derive(Default)]
struct Parameters {
    headers: Vec<Line>,
    set: Vec<Line>,
    query: Vec<(String, String)>,
}

/// Reads the steps of a workflow.
pub(super) struct Reader<'r> {
    pub(super) document: &'r Node,
    pub(super) collections: &'r [SourceCollection],
    pub(super) variables: Variables,
    /// The sources that steps use.
    pub(super) used: Vec<String>,
    pub(super) problems: &'r mut Problems,
}

impl Reader<'_> {
    fn step(&mut self, node: &Node) -> Option<Vec<Line>> {
        let id = node.get("stepId").and_then(Node::text).unwrap_or_default();
        let mut lines = Vec::new();
        let sends = self.action(node)?;
        let extension = node.get(EXTENSION).map(Node::to_json).unwrap_or_default();
        let name = extension["name"].as_str().map(str::to_owned);
        let is_request = matches!(sends, Sends::Written { .. });
        let mut parameters = Parameters::default();
        for parameter in node
            .get("parameters")
            .and_then(Node::elements)
            .unwrap_or_default()
        {
            self.parameter(parameter, is_request, &mut parameters);
        }
        let Parameters {
            mut headers,
            mut set,
            query,
        } = parameters;
        let saved = sends.saved_body();
        let (body, edits, removes) = self.body(node.get("requestBody"), saved.as_ref(), is_request);
        match sends {
            Sends::Named { path, .. } => lines.push(Line::new("send", path)),
            Sends::Written { method, url } => {
                let mut request = vec![
                    Line::new("method", method),
                    Line::new("url", with_query(&url, &query)),
                ];
                if !headers.is_empty() {
                    request.push(Line::map("headers", std::mem::take(&mut headers)));
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
        for key in ["base", "restore", "destructive", "needs"] {
            if let Some(value) = extension.get(key) {
                lines.push(Line::new(key, value.clone()));
            }
        }
        for (name, value) in extension["set"].as_object().into_iter().flatten() {
            set.push(Line::new(name.clone(), value.clone()));
        }
        for (key, map) in [("set", set), ("headers", headers), ("edit", edits)] {
            if !map.is_empty() {
                lines.push(Line::map(key, map));
            }
        }
        if !removes.is_empty() {
            lines.push(Line::new("remove", Value::Array(removes)));
        }
        self.expect(node, &extension, &mut lines);
        self.capture(node, &extension, &mut lines);
        Some(lines)
    }

    fn parameter(&mut self, node: &Node, is_request: bool, parameters: &mut Parameters) {
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
            "cookie" => parameters
                .headers
                .push(Line::new("Cookie", format!("{name}={text}"))),
            "query" if is_request => parameters.query.push((name.to_owned(), text)),
            // A saved request takes its values from variables.
            "path" | "query" => parameters.set.push(Line::new(name, value)),
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

    fn expect(&mut self, node: &Node, extension: &Value, lines: &mut Vec<Line>) {
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
        let mut expect: Vec<Line> = statuses
            .into_iter()
            .take(1)
            .map(|status| Line::new("status", status))
            .collect();
        for (key, list) in [("headers", headers), ("body", body)] {
            if !list.is_empty() {
                expect.push(Line::map(key, merged(list)));
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

    fn capture(&mut self, node: &Node, extension: &Value, lines: &mut Vec<Line>) {
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

    pub(super) fn text(&mut self, text: &str, node: &Node) -> String {
        // An address in braces stands for itself: `{$inputs.url}`.
        self.variables.text(text).unwrap_or_else(|expression| {
            self.unknown(node, &expression);
            text.to_owned()
        })
    }

    fn unknown(&mut self, node: &Node, expression: &str) {
        let message = format!("`{expression}` is nothing that a guide can say");
        let suggestion =
            "expected an input, an output of a step, or a place in the response".to_owned();
        fail(self.problems, node, message, Some(suggestion));
    }
}

/// Matchers of one place are one matcher: all of them must hold.
fn merged(lines: Vec<Line>) -> Vec<Line> {
    let mut merged: Vec<Line> = Vec::new();
    for line in lines {
        let there = merged.iter_mut().find(|other| other.key == line.key);
        match (there.map(|other| &mut other.value), line.value) {
            (Some(Content::Value(Value::Object(there))), Content::Value(Value::Object(more))) => {
                there.extend(more);
            }
            (Some(_), _) => {}
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

/// A target as a JSON Pointer; a plain JSONPath is one, too.
fn pointer_of_target(target: &str) -> String {
    match super::criterion::pointer_of(target) {
        Some(pointer) => pointer.trim_start_matches('#').to_owned(),
        None => target.to_owned(),
    }
}

fn put(body: &mut Value, target: &str, value: Value) {
    if let Ok(pointer) = crate::guide::directive::edit::Pointer::parse(target) {
        // What has no place in a payload of the document changes nothing.
        let _ = crate::guide::directive::edit::Edit::Put(pointer, value).apply(body);
    }
}

fn with_query(url: &str, query: &[(String, String)]) -> String {
    let mut whole = url.to_owned();
    for (name, value) in query {
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(&format!("{name}={value}"));
    }
    whole
}

fn write(
    document: &Node,
    workflow: &Node,
    steps: &[Vec<Line>],
    collections: &[&SourceCollection],
) -> String {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text);
    let title = text(workflow, "summary")
        .or_else(|| document.get("info").and_then(|info| text(info, "title")));
    let mut lines: Vec<Line> = title
        .map(|title| Line::new("guide", title))
        .into_iter()
        .collect();
    let named: Vec<Line> = collections
        .iter()
        .map(|source| Line::new(source.name.clone(), source.path.clone()))
        .collect();
    lines.push(match named {
        named if named.is_empty() => Line::new("collections", Value::Object(Map::new())),
        named => Line::map("collections", named),
    });
    let environment = workflow
        .get(EXTENSION)
        .and_then(|extension| extension.get("environment")?.text());
    lines.extend(environment.map(|path| Line::new("environment", path)));
    let properties = workflow
        .get("inputs")
        .and_then(|inputs| inputs.get("properties")?.entries())
        .unwrap_or_default();
    let needs: Vec<Value> = properties
        .iter()
        .filter(|entry| entry.value.get("default").is_none())
        .map(|entry| json!(entry.key))
        .collect();
    if !needs.is_empty() {
        lines.push(Line::new("needs", Value::Array(needs)));
    }
    let mut whole = yaml(&lines, "");
    whole.push_str("steps:\n");
    let defaults: Vec<Line> = properties
        .iter()
        .filter_map(|entry| {
            Some(Line::new(
                entry.key.clone(),
                entry.value.get("default")?.to_json(),
            ))
        })
        .collect();
    for (index, step) in steps.iter().enumerate() {
        let mut step = step.clone();
        if index == 0 && !defaults.is_empty() {
            step.insert(1, Line::map("set", defaults.clone()));
        }
        let written = yaml(&step, "  ");
        whole.push_str(&format!("- {}", written.trim_start()));
    }
    whole
}
