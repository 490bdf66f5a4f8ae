//! `OpenAPI` 3.0 documents as contracts: an answer is held against what the document says of its
//! operation.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::client::{Answer, Sent};

/// Statuses that Okta's documents leave out, although every endpoint may answer so: a bad query, a
/// bad token, a method that isn't served. Their bodies are held against `Error` all the same.
const UNDOCUMENTED: [u16; 3] = [400, 401, 405];

/// The headers that Okta sends with every answer.
const HEADERS: [&str; 4] = [
    "x-okta-request-id",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
];

/// Several documents that together describe one org.
pub(crate) struct Contract {
    documents: Vec<Document>,
}

struct Document {
    source: Value,
    /// The schemas, as JSON Schema.
    definitions: Value,
    validators: RefCell<BTreeMap<String, Validator>>,
}

/// What the contract says of the body of an answer.
struct Body {
    media_type: String,
    schema: Value,
}

impl Contract {
    pub(crate) fn new(sources: impl IntoIterator<Item = Value>) -> Self {
        Self {
            documents: sources.into_iter().map(Document::new).collect(),
        }
    }

    /// The policy types that the contract knows.
    pub(crate) fn policy_types(&self) -> Vec<&str> {
        let types = &self.documents[0].source["components"]["schemas"]["PolicyType"]["enum"];
        types
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Says how an answer breaks the contract, if it does.
    pub(crate) fn check(&self, sent: &Sent, answer: &Answer) -> Result<(), String> {
        for name in HEADERS {
            answer
                .headers
                .get(name)
                .ok_or_else(|| format!("no header {name}"))?;
        }
        let found = self
            .documents
            .iter()
            .find_map(|document| document.response(sent, answer.status));
        let (document, body) = match found {
            Some(found) => found,
            // Apps have a document of their own, which isn't here; their schema is.
            None if sent.path.starts_with("/api/v1/apps") => {
                (&self.documents[0], app_body(sent, answer))
            }
            None if answer.status == 404 || UNDOCUMENTED.contains(&answer.status) => {
                (&self.documents[0], Some(Body::plain("Error")))
            }
            None => {
                return Err(format!(
                    "{} {}: no word of {}",
                    sent.method, sent.path, answer.status
                ));
            }
        };
        match body {
            None if answer.body.is_null() => Ok(()),
            None => Err(format!(
                "a body where there should be none: {}",
                answer.body
            )),
            Some(body) => document.validate(&body, answer),
        }
    }
}

fn app_body(sent: &Sent, answer: &Answer) -> Option<Body> {
    match (answer.status, sent.method.as_str()) {
        (204, _) => None,
        (200, _) => Some(Body::plain("Application.any")),
        _ => Some(Body::plain("Error")),
    }
}

impl Body {
    /// A schema by its name, as plain JSON.
    fn plain(name: &str) -> Self {
        Self {
            media_type: "application/json".to_owned(),
            schema: reference(name),
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

impl Document {
    fn new(source: Value) -> Self {
        let mut definitions = Map::new();
        for (name, schema) in source["components"]["schemas"]
            .as_object()
            .expect("schemas")
        {
            definitions.insert(name.clone(), convert(schema, Position::Own));
            if let Some(branches) = branches(schema) {
                let both = json!({ "allOf": [reference(name), branches] });
                definitions.insert(format!("{name}.any"), both);
            }
        }
        let bases: Vec<String> = definitions
            .keys()
            .filter_map(|name| name.strip_suffix(".any"))
            .map(str::to_owned)
            .collect();
        let mut definitions = Value::Object(definitions);
        widen(&mut definitions, &bases);
        Self {
            source,
            definitions,
            validators: RefCell::default(),
        }
    }

    /// What is said of an answer with `status` to a request: the schema of its body, or that it has
    /// none.
    fn response(&self, sent: &Sent, status: u16) -> Option<(&Self, Option<Body>)> {
        let paths = self.source["paths"].as_object()?;
        let (_, path) = paths
            .iter()
            .filter(|(path, _)| matches(path, &sent.path))
            .min_by_key(|(path, _)| {
                // A literal segment is nearer than a parameter.
                path.matches('{').count()
            })?;
        let mut response = &path[sent.method.to_lowercase()]["responses"][status.to_string()];
        if let Some(pointer) = response["$ref"].as_str() {
            response = self.source.pointer(pointer.trim_start_matches('#'))?;
        }
        if response.is_null() {
            return None;
        }
        let content = response["content"]
            .as_object()
            .and_then(|content| content.iter().next());
        let body = content.map(|(media_type, content)| {
            let schema = convert(&content["schema"], Position::Member);
            Body {
                media_type: media_type.clone(),
                schema,
            }
        });
        Some((self, body))
    }

    fn validate(&self, body: &Body, answer: &Answer) -> Result<(), String> {
        let content_type = answer
            .headers
            .get("content-type")
            .map_or("", String::as_str);
        if content_type != body.media_type {
            return Err(format!(
                "a body of type `{content_type}`, not `{}`",
                body.media_type
            ));
        }
        let mut validators = self.validators.borrow_mut();
        let validator = validators
            .entry(body.schema.to_string())
            .or_insert_with(|| self.compile(&body.schema));
        let findings: Vec<String> = validator
            .iter_errors(&answer.body)
            .map(|error| format!("{} at `{}`", error, error.instance_path()))
            .collect();
        if findings.is_empty() {
            Ok(())
        } else {
            Err(format!("{}\nin {}", findings.join("\n"), answer.body))
        }
    }

    fn compile(&self, schema: &Value) -> Validator {
        let mut schema = json!({ "allOf": [schema], "definitions": self.definitions });
        let bases: Vec<String> = self.bases();
        widen(&mut schema["allOf"][0], &bases);
        let options = jsonschema::options()
            .with_draft(Draft::Draft7)
            .should_validate_formats(true);
        options
            .build(&schema)
            .unwrap_or_else(|error| panic!("the converted contract is no schema: {error}"))
    }

    fn bases(&self) -> Vec<String> {
        let names = self.definitions.as_object().into_iter().flat_map(Map::keys);
        names
            .filter_map(|name| name.strip_suffix(".any"))
            .map(str::to_owned)
            .collect()
    }
}

/// Whether a path with `{parameters}` describes `path`; a slash at the end doesn't matter.
fn matches(template: &str, path: &str) -> bool {
    let mut template = template.split('/');
    let mut path = path.trim_end_matches('/').split('/');
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(found)) if part.starts_with('{') || part == found => {}
            _ => return false,
        }
    }
}

/// Where a schema stands: it decides what a reference to a schema with variants means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// A named schema itself, or what it is put together from: its own members and no more.
    Own,
    /// A member, an item, a body: one of the variants.
    Member,
}

/// Turns a schema of `OpenAPI` 3.0 into JSON Schema.
fn convert(schema: &Value, position: Position) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    if let Some(target) = members.get("$ref").and_then(Value::as_str) {
        let name = target.rsplit('/').next().expect("a name");
        return json!({ "$ref": format!("#/definitions/{name}"), "x-member": position == Position::Member });
    }
    let mut converted = Map::new();
    for (keyword, value) in members {
        if let Some(value) = convert_keyword(keyword, value, position) {
            converted.insert(keyword.clone(), value);
        }
    }
    if members.contains_key("oneOf") && members.contains_key("discriminator") {
        // The variants overlap; which one holds is what the discriminator says.
        converted.remove("oneOf");
        converted.insert("allOf".to_owned(), json!([branches(schema)]));
        converted.insert(
            "required".to_owned(),
            json!([members["discriminator"]["propertyName"]]),
        );
    }
    if members.get("nullable") == Some(&Value::Bool(true)) {
        return json!({ "anyOf": [Value::Object(converted), { "type": "null" }] });
    }
    Value::Object(converted)
}

fn convert_keyword(keyword: &str, value: &Value, position: Position) -> Option<Value> {
    match keyword {
        "properties" => {
            let members = value.as_object().into_iter().flatten();
            let members =
                members.map(|(name, schema)| (name.clone(), convert(schema, Position::Member)));
            Some(Value::Object(members.collect()))
        }
        "items" | "additionalProperties" | "not" => Some(convert(value, Position::Member)),
        "allOf" | "anyOf" | "oneOf" => {
            let schemas = value.as_array().into_iter().flatten();
            Some(schemas.map(|schema| convert(schema, position)).collect())
        }
        "type" | "enum" | "required" | "format" | "pattern" | "minimum" | "maximum"
        | "minLength" | "maxLength" | "minItems" | "maxItems" | "uniqueItems" => {
            Some(value.clone())
        }
        _ => None,
    }
}

/// What a discriminator says: where its property has a value, the schema of that value holds.
fn branches(schema: &Value) -> Option<Value> {
    let discriminator = schema.get("discriminator")?;
    let property = discriminator["propertyName"].as_str()?;
    let branch = |(value, target): (&String, &Value)| {
        let name = target
            .as_str()
            .and_then(|target| target.rsplit('/').next())
            .expect("a name");
        let holds =
            json!({ "properties": { property: { "const": value } }, "required": [property] });
        json!({ "if": holds, "then": reference(name) })
    };
    let mapping = discriminator["mapping"].as_object()?;
    let known: Vec<&String> = mapping.keys().collect();
    let mut all = vec![json!({ "properties": { property: { "enum": known } } })];
    all.extend(mapping.iter().map(branch));
    Some(json!({ "allOf": all }))
}

/// Lets references that stand where a member stands mean one of the variants, for schemas that have
/// some.
fn widen(schema: &mut Value, bases: &[String]) {
    match schema {
        Value::Object(members) => {
            let member = members.remove("x-member") == Some(Value::Bool(true));
            if let Some(Value::String(target)) = members.get_mut("$ref") {
                let name = target.rsplit('/').next().expect("a name");
                if member && bases.iter().any(|base| base == name) {
                    target.push_str(".any");
                }
            }
            members.values_mut().for_each(|value| widen(value, bases));
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(|schema| widen(schema, bases)),
        _ => {}
    }
}
