//! A guide as an Arazzo 1.1 document.

use serde_json::{Map, Value, json};

use super::criterion::{of_expect, pointer_of, status_condition};
use super::expression::Origins;
use super::step::KEPT;
use super::{EXTENSION, PAGE};
use crate::guide::directive::edit::Edit;
use crate::guide::directive::sending::Sending;
use crate::guide::directive::step::Step;
use crate::guide::run::bound::{Bound, Choice, Chosen};

/// How the files of a guide are named in its document.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// The page, or the side-car.
    pub page: String,
    /// The collections, in the order of the header.
    pub collections: Vec<String>,
    /// The environment.
    pub environment: Option<String>,
}

/// The document of a guide.
pub fn export(bound: &Bound, addresses: &Addresses) -> Value {
    let guide = &bound.guide;
    let mut writer = Writer {
        bound,
        origins: Origins::default(),
        names: Vec::new(),
        outputs: Map::new(),
    };
    for need in &guide.header.needs {
        writer.origins.expression(need);
    }
    let steps = writer.steps();
    let inputs = inputs(&writer.origins.inputs);
    let mut sources: Vec<Value> = bound
        .collections
        .iter()
        .zip(&addresses.collections)
        .map(|(requests, url)| json!({"name": slug(&requests.name), "url": url, "x-type": "postman"}))
        .collect();
    let holds_requests = bound
        .chosen
        .iter()
        .flatten()
        .any(|chosen| chosen.collection.is_none());
    if holds_requests || sources.is_empty() {
        sources.push(json!({"name": PAGE, "url": addresses.page, "x-type": "guide"}));
    }
    let mut workflow = json!({"workflowId": slug(&guide.name), "summary": guide.name});
    if let Some(inputs) = inputs {
        workflow["inputs"] = inputs;
    }
    if let Some(environment) = &addresses.environment {
        workflow[EXTENSION] = json!({"environment": environment});
    }
    workflow["steps"] = Value::Array(steps);
    if !writer.outputs.is_empty() {
        workflow["outputs"] = Value::Object(writer.outputs);
    }
    json!({
        "arazzo": "1.1.0",
        "info": {"title": guide.name, "version": "1.0.0"},
        "sourceDescriptions": sources,
        "workflows": [workflow],
    })
}

/// The inputs as a JSON Schema.
fn inputs(names: &[String]) -> Option<Value> {
    let properties: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({"type": "string"})))
        .collect();
    (!names.is_empty())
        .then(|| json!({"type": "object", "properties": properties, "required": names}))
}

struct Writer<'b> {
    bound: &'b Bound,
    origins: Origins,
    /// The ids of the steps so far.
    names: Vec<String>,
    /// What the workflow hands out.
    outputs: Map<String, Value>,
}

impl Writer<'_> {
    /// The steps that send; those that look at a response belong to the step that got it.
    fn steps(&mut self) -> Vec<Value> {
        let bound = self.bound;
        let steps = &bound.guide.steps;
        let mut written: Vec<Value> = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            match bound.choice(index) {
                Some(choice) => {
                    let json = self.sending(index, &choice);
                    written.push(json);
                }
                None => {
                    if let Some(last) = written.last_mut() {
                        self.said(step, last);
                    }
                }
            }
        }
        written
    }

    fn sending(&mut self, index: usize, choice: &Choice<'_>) -> Value {
        let Choice {
            step,
            sending,
            chosen,
        } = *choice;
        let name = step
            .name
            .clone()
            .unwrap_or_else(|| chosen.planned.item.name.clone());
        let id = self.id_of(&name);
        let mut json = json!({"stepId": id});
        if !step.sentence.text.is_empty() {
            json["description"] = json!(step.sentence.text);
        }
        if let Some(collection) = chosen.collection {
            let source = slug(&self.bound.collections[collection].name);
            let pointer = &chosen.planned.item.pointer;
            json["operationPath"] =
                json!(format!("{{$sourceDescriptions.{source}.url}}#{pointer}"));
        } else {
            json["operationPath"] =
                json!(format!("{{$sourceDescriptions.{PAGE}.url}}#/steps/{index}"));
            self.operation(chosen, &mut json);
        }
        self.parameters(chosen, sending, &mut json);
        self.body(chosen, sending, &mut json);
        let mut rest = self.said(step, &mut json);
        if chosen.planned.item.name != name {
            rest.insert("name".into(), json!(name));
        }
        let said = step.said.as_object();
        for key in KEPT {
            // A request that is written down has its base in its URL.
            let is_written = key == "base" && chosen.collection.is_none();
            if let Some(value) = said.and_then(|said| said.get(key)).filter(|_| !is_written) {
                rest.insert(key.into(), value.clone());
            }
        }
        extend(&mut json, rest);
        json
    }

    /// A request that the page holds itself.
    fn operation(&mut self, chosen: &Chosen, json: &mut Value) {
        let Some(request) = chosen.planned.item.request() else {
            return;
        };
        let mut url = request.url.clone();
        if let Some(base) = &chosen.base {
            crate::guide::base::rebase(&mut url, base);
        }
        let written = self.origins.text(&url.to_string());
        // An address is a text with expressions in it.
        let url = if written.starts_with('$') {
            format!("{{{written}}}")
        } else {
            written
        };
        json["x-operation"] = json!({"method": request.method.to_lowercase(), "url": url});
    }

    fn parameters(&mut self, chosen: &Chosen, sending: &Sending, json: &mut Value) {
        let mut headers: Vec<(String, String)> = Vec::new();
        if chosen.collection.is_none()
            && let Some(request) = chosen.planned.item.request()
        {
            let own = request.headers.iter().filter(|header| !header.disabled);
            headers.extend(own.map(|header| (header.key.clone(), header.value.clone())));
        }
        for (name, value) in &sending.headers {
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            headers.push((name.clone(), value.clone()));
        }
        let parameters: Vec<Value> = headers
            .into_iter()
            .map(|(name, value)| json!({"name": name, "in": "header", "value": self.origins.text(&value)}))
            .collect();
        if !parameters.is_empty() {
            json["parameters"] = Value::Array(parameters);
        }
    }

    fn body(&mut self, chosen: &Chosen, sending: &Sending, json: &mut Value) {
        let saved = chosen
            .planned
            .item
            .request()
            .and_then(|request| request.sent_body()?.json());
        let is_own = chosen.collection.is_none() || sending.body.is_some();
        let payload = sending
            .body
            .clone()
            .or(saved)
            .filter(|_| is_own || !sending.edits.is_empty());
        let Some(payload) = payload else { return };
        let mut body =
            json!({"contentType": "application/json", "payload": self.origins.value(&payload)});
        let (mut replacements, mut removed) = (Vec::new(), Vec::new());
        for edit in &sending.edits {
            match edit {
                Edit::Put(pointer, value) => {
                    replacements.push(replacement(&pointer.text, self.origins.value(value)));
                }
                Edit::Remove(pointer) => removed.push(json!(pointer.text)),
            }
        }
        if !replacements.is_empty() {
            body["replacements"] = Value::Array(replacements);
        }
        if !removed.is_empty() {
            body["x-remove"] = Value::Array(removed);
        }
        json["requestBody"] = body;
    }

    /// Writes what a step expects and keeps into the entry of the request that it looks at; returns
    /// what is left.
    fn said(&mut self, step: &Step, json: &mut Value) -> Map<String, Value> {
        let mut rest = Map::new();
        let (mut criteria, unsaid) = of_expect(&expected(step), &mut self.origins);
        let sends = step.sending().is_some();
        if sends && step.expect.status.is_none() {
            criteria.insert(0, json!({"condition": status_condition(&json!("2xx"))}));
        }
        append(json, "successCriteria", criteria);
        if !unsaid.is_empty() {
            rest.insert("expect".into(), Value::Object(unsaid));
        }
        let id = json["stepId"].as_str().unwrap_or_default().to_owned();
        let mut unsaid = Map::new();
        for (variable, selector) in step
            .said
            .get("capture")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            match output(selector) {
                Some(output) => json["outputs"][variable] = output,
                None => drop(unsaid.insert(variable.clone(), selector.clone())),
            }
            if json["outputs"].get(variable).is_some() {
                self.origins.captured(variable, &id);
                self.outputs.insert(
                    variable.clone(),
                    json!(format!("$steps.{id}.outputs.{variable}")),
                );
            }
        }
        if !unsaid.is_empty() {
            rest.insert("capture".into(), Value::Object(unsaid));
        }
        if sends {
            return rest;
        }
        extend(json, rest);
        Map::new()
    }

    /// A name for a step that no other has.
    fn id_of(&mut self, name: &str) -> String {
        let slug = slug(name);
        let mut id = slug.clone();
        let mut number = 2;
        while self.names.contains(&id) {
            id = format!("{slug}-{number}");
            number += 1;
        }
        self.names.push(id.clone());
        id
    }
}

/// A replacement. The schema of Arazzo 1.1 takes texts and selectors for values, nothing else: any
/// other value is written as JSON, and stands as it is in `x-value`.
fn replacement(target: &str, value: Value) -> Value {
    match value {
        Value::String(text) => json!({"target": target, "value": text}),
        typed => json!({"target": target, "value": typed.to_string(), "x-value": typed}),
    }
}

/// A capture as an output: a runtime expression, or a selector over the body.
fn output(selector: &Value) -> Option<Value> {
    let path = match selector {
        Value::String(path) => path.as_str(),
        Value::Object(members) if members.len() == 1 => {
            let (key, value) = members.iter().next()?;
            match (key.as_str(), value) {
                ("header", Value::String(name)) => {
                    return Some(json!(format!("$response.header.{name}")));
                }
                ("status", _) => return Some(json!("$statusCode")),
                ("body", _) => return Some(json!("$response.body")),
                ("jsonpath", Value::String(path)) => path.as_str(),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(match pointer_of(path) {
        Some(pointer) => json!(format!("$response.body{pointer}")),
        None => json!({"context": "$response.body", "selector": path, "type": "jsonpath"}),
    })
}

/// What a step expects. A sample that the response contains stands in the document itself, which is
/// read without the page.
fn expected(step: &Step) -> Value {
    let mut expect = step.said.get("expect").cloned().unwrap_or(json!({}));
    let members = expect.as_object_mut();
    if let (Some(sample), Some(members)) = (&step.expect.contains, members) {
        members.remove("contains");
        let body = members.entry("body").or_insert_with(|| json!({}));
        body["$"] = json!({"contains": sample.value});
    }
    expect
}

fn append(json: &mut Value, key: &str, more: Vec<Value>) {
    if more.is_empty() {
        return;
    }
    let mut list = json
        .get(key)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    // A list of Arazzo holds nothing twice.
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
    json[key] = Value::Array(list);
}

/// Adds what Arazzo has no words for.
fn extend(json: &mut Value, rest: Map<String, Value>) {
    if rest.is_empty() {
        return;
    }
    let mut whole = json
        .get(EXTENSION)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    for (key, value) in rest {
        match (whole.get_mut(&key), value) {
            (Some(Value::Object(there)), Value::Object(more)) => merge(there, more),
            (_, value) => drop(whole.insert(key, value)),
        }
    }
    json[EXTENSION] = Value::Object(whole);
}

fn merge(there: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        match (there.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge(inner, value),
            (_, value) => drop(there.insert(key, value)),
        }
    }
}

/// A name in the letters that Arazzo allows: `Get Rules` is `get-rules`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "unnamed".to_owned()
    } else {
        slug.to_owned()
    }
}
