//! Requests.

use serde_json::{Map, Value, json};

use super::pairs::{Pair, described, map_or_list};
use super::script::{self, Owner};
use super::{Losses, auth, body, settings, url};
use crate::collection::{Behavior, Dialect, Item, Mode, Protocol, QueryParam, Request};

/// What of a request its item and its place say, beside the request itself.
pub(super) struct Entry<'a> {
    /// The item.
    pub(super) item: &'a Item,
    /// Its name, where the file is called otherwise.
    pub(super) name: Option<&'a str>,
    /// The settings that count.
    pub(super) behavior: &'a Behavior,
    /// The folder of its examples, where it has any, seen from the file.
    pub(super) examples: Option<String>,
    /// Where it comes among its neighbours.
    pub(super) order: usize,
}

/// Methods whose bodies are not sent, unless a setting says so; in v3 they are.
const BODILESS: [&str; 5] = ["GET", "COPY", "HEAD", "PURGE", "UNLOCK"];

/// The file of a request.
pub(super) fn file(request: &Request, entry: &Entry<'_>, losses: &mut Losses) -> Value {
    tell_lost(request, losses);
    if is_graphql(request) {
        return graphql(request, entry, losses);
    }
    let mut json = head("http-request", entry);
    let description = description(request, entry.item, losses);
    json.extend(description.map(|text| ("description".to_owned(), json!(text))));
    json.extend(sent(request, losses));
    if let Some(auth) = &request.auth {
        json.insert("auth".into(), auth::of_request(auth, losses));
    }
    put_scripts(entry, Owner::Http, &mut json, losses);
    let settings = settings::of(&with_pruning(request, entry.behavior), losses);
    json.extend(settings.map(|settings| ("settings".to_owned(), settings)));
    finish(entry, json)
}

/// What is sent of a request: method, URL, headers, parameters and body.
pub(super) fn sent(request: &Request, losses: &mut Losses) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("url".into(), json!(url::text(&request.url)));
    json.insert("method".into(), json!(request.method));
    put_headers(request, &mut json, losses);
    let query: Vec<Pair> = request
        .url
        .query
        .iter()
        .map(|param| Pair::of_query(param, losses))
        .collect();
    put_pairs("queryParams", &query, &mut json);
    let variables = request.url.variables.iter();
    let variables: Vec<Pair> = variables
        .filter_map(|variable| Pair::of_path_variable(variable, losses))
        .collect();
    put_pairs("pathVariables", &variables, &mut json);
    let body = request
        .body
        .as_ref()
        .and_then(|body| body::of(body, losses));
    json.extend(body.map(|body| ("body".to_owned(), body)));
    json
}

fn put_headers(request: &Request, json: &mut Map<String, Value>, losses: &mut Losses) {
    let headers: Vec<Pair> = request
        .headers
        .iter()
        .map(|header| Pair::of_header(header, losses))
        .collect();
    put_pairs("headers", &headers, json);
}

fn put_pairs(name: &str, pairs: &[Pair], json: &mut Map<String, Value>) {
    if !pairs.is_empty() {
        json.insert(name.into(), map_or_list(pairs));
    }
}

/// Whether v3 has a request for it that sends the same: one without a choice of its method.
pub(super) fn is_graphql(request: &Request) -> bool {
    let body = request.sent_body();
    let is_operation = body.is_some_and(|body| matches!(body.mode, Mode::GraphQl { .. }));
    request.protocol == Protocol::GraphQl || request.method == "POST" && is_operation
}

fn graphql(request: &Request, entry: &Entry<'_>, losses: &mut Losses) -> Value {
    let mut json = head("graphql-request", entry);
    let description = description(request, entry.item, losses);
    json.extend(description.map(|text| ("description".to_owned(), json!(text))));
    json.insert("url".into(), json!(url::text(&request.url)));
    let is_said_otherwise = |param: &QueryParam| param.disabled || param.note.description.is_some();
    if request.url.query.iter().any(is_said_otherwise) {
        losses.tell("what a GraphQL request says of its parameters beside those that its URL has");
    }
    if request
        .url
        .variables
        .iter()
        .any(|variable| variable.value.is_some())
    {
        losses.tell("the path variables of a GraphQL request");
    }
    if let Some(body) = &request.body {
        body::tell_others(body, losses);
        put_operation(&body.mode, &mut json);
    }
    put_headers(request, &mut json, losses);
    if let Some(auth) = &request.auth {
        json.insert("auth".into(), auth::of_request(auth, losses));
    }
    put_scripts(entry, Owner::GraphQl, &mut json, losses);
    let settings = settings::of(entry.behavior, losses);
    json.extend(settings.map(|settings| ("settings".to_owned(), settings)));
    finish(entry, json)
}

fn put_operation(mode: &Mode, json: &mut Map<String, Value>) {
    let Mode::GraphQl {
        query,
        operation_name,
        variables,
    } = mode
    else {
        return;
    };
    json.insert("query".into(), json!(query.as_deref().unwrap_or_default()));
    let variables = match &**variables {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        other => Some(format!("{other:#}")),
    };
    json.extend(variables.map(|text| ("variables".to_owned(), json!(text))));
    // Postman's command line passes over it; the operation of a document that has several is lost
    // without it.
    json.extend(
        operation_name
            .as_ref()
            .map(|name| ("operationName".to_owned(), json!(name))),
    );
}

fn head(kind: &str, entry: &Entry<'_>) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("$kind".into(), json!(kind));
    if !entry.item.id.is_empty() {
        json.insert("id".into(), json!(entry.item.id));
    }
    json.extend(entry.name.map(|name| ("name".to_owned(), json!(name))));
    json
}

fn finish(entry: &Entry<'_>, mut json: Map<String, Value>) -> Value {
    json.extend(
        entry
            .examples
            .as_ref()
            .map(|folder| ("examples".to_owned(), json!(folder))),
    );
    json.insert("order".into(), json!(entry.order));
    Value::Object(json)
}

fn put_scripts(
    entry: &Entry<'_>,
    owner: Owner,
    json: &mut Map<String, Value>,
    losses: &mut Losses,
) {
    let scripts = script::list(&entry.item.events, owner, losses);
    if !scripts.is_empty() {
        json.insert("scripts".into(), Value::Array(scripts));
    }
}

fn description(request: &Request, item: &Item, losses: &mut Losses) -> Option<String> {
    let of_request = described(request.note.description.as_ref(), losses);
    let of_item = described(item.description.as_deref(), losses);
    if of_request.is_some() && of_item.is_some() && of_request != of_item {
        losses.tell("the description of the item: that of its request is written");
    }
    of_request.or(of_item)
}

/// The settings, and where a method is given a body that it does not send, the word that keeps it
/// from being sent.
fn with_pruning(request: &Request, behavior: &Behavior) -> Behavior {
    let mut behavior = behavior.clone();
    let is_bodiless = BODILESS.contains(&request.method.to_uppercase().as_str());
    let has_content = request
        .sent_body()
        .is_some_and(|body| !body::is_empty(&body.mode));
    let keeps = behavior.get(settings::KEEPS_BODY).cloned();
    if is_bodiless && has_content {
        if keeps == Some(Value::Bool(true)) {
            // It goes without saying here.
            behavior.remove(settings::KEEPS_BODY);
        } else if request.dialect != Dialect::V3 {
            behavior.insert(settings::KEEPS_BODY.into(), json!(false));
        }
    }
    behavior
}

fn tell_lost(request: &Request, losses: &mut Losses) {
    if let Some(problem) = &request.problem {
        losses.tell(format!("a request that can't be read: {problem}"));
    }
    for (name, value) in [
        ("proxy", &request.proxy),
        ("certificate", &request.certificate),
    ] {
        if value.is_some() {
            losses.tell(format!("the `{name}` of the request, which v3 can't say"));
        }
    }
}
