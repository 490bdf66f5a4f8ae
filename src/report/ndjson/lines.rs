//! What the lines of the stream say.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::members::{Members, With};
use super::{VERSION, contract, proofs};
use crate::collection::{Item, ItemEvent, Listen};
use crate::exchange::{Body, Chunk, Cookie, SendError};
use crate::report::parts::{self, Mark};
use crate::runner::{
    At, Attempt, Cursor, EventKind, GuideStep, ItemEnd, Outcome, Run, RunEnd, ScriptRun, Source,
    Summary, Verdict, Written,
};
use crate::script::{Assertion, ConsoleLine, Failure, NextRequest};
use crate::variables::{Change, Scope, ScopeKind, Scopes};

/// The name and the members of the line that an event is told with; of a request's outcome, and of
/// the run's end, not all of it.
pub(super) fn of_event(at: &At, kind: &EventKind) -> (&'static str, Members) {
    match kind {
        EventKind::Start(run) => ("start", start(at, run)),
        EventKind::BeforeIteration => ("beforeIteration", of(at)),
        EventKind::Iteration => ("iteration", of(at)),
        EventKind::BeforeItem => ("beforeItem", before_item(at)),
        EventKind::BeforeScripts(listen) => (before(*listen), before_scripts(at, *listen)),
        EventKind::BeforeScript(script) => ("beforeScript", before_script(at, script)),
        EventKind::Assertions(made) => ("assertion", assertions(at, made)),
        EventKind::Console(line) => ("console", console(at, line)),
        EventKind::Exception(error) => ("exception", exception(at, error)),
        EventKind::Script(run, scopes) => ("script", script(at, run, scopes.as_deref())),
        EventKind::Scripts(listen, runs, scopes) => {
            (listen.name(), scripts(at, runs, scopes.as_deref()))
        }
        EventKind::BeforeRequest(request, source) => {
            ("beforeRequest", before_request(at, request, source))
        }
        EventKind::ResponseStart(outcome) => ("responseStart", exchanged(at, outcome)),
        EventKind::ResponseData(data) => {
            let members = of_item(at).with("data", json!(data));
            ("responseData", members)
        }
        EventKind::Retry(attempt) => ("retry", retry(at, attempt)),
        EventKind::Request(outcome, _) => ("request", exchanged(at, outcome)),
        EventKind::Response(outcome) => ("response", exchanged(at, outcome)),
        EventKind::Warning(message) => {
            let members = of_item(at).with("message", json!(message));
            ("warning", members)
        }
        EventKind::Contract(inventory) => ("contract", contract::inventory(of(at), inventory)),
        EventKind::Touched(touch) => ("touched", contract::touch(of_item(at), touch)),
        EventKind::Item(end) => ("item", item_end(at, end)),
        EventKind::BeforeStep(step) => ("beforeStep", step_json(at, step)),
        EventKind::Step(step, verdict) => ("step", step_end(at, step, verdict)),
        EventKind::Proofs(proofs) => ("proofs", proofs::members(of(at), proofs)),
        EventKind::Done(end) => ("done", run_end(at, end)),
    }
}

/// Whose request it was.
pub(super) fn trace(at: &At, source: &Source) -> Value {
    json!({"type": "http", "source": source_name(source), "cursor": cursor(at)})
}

/// The end of the run, but for its summary.
pub(super) fn run_end(at: &At, end: &RunEnd) -> Members {
    let mut json = of(at);
    if let Some(message) = &end.error {
        json.insert("error".into(), json!({"name": "Error", "message": message}));
    }
    json.with("final", variables(&end.scopes))
}

fn step_end(at: &At, step: &GuideStep, verdict: &Verdict) -> Members {
    let mut json = step_json(at, step);
    json.extend(verdict_json(verdict));
    json
}

/// Where it was; here alone, of which unit it is.
fn cursor(at: &At) -> Value {
    let mut json = at.cursor.to_json();
    if let Some(unit) = at.cursor.unit {
        json["unit"] = json!(unit);
    }
    json
}

fn of(at: &At) -> Members {
    Members::new()
        .with("error", Value::Null)
        .with("cursor", cursor(at))
}

fn of_item(at: &At) -> Members {
    let id = at.item.as_ref().map(|item| &item.item.id);
    of(at).with("itemId", json!(id))
}

fn start(at: &At, run: &Run) -> Members {
    let mut json = of(at)
        .with("version", json!(VERSION))
        .with("collection", run.collection.to_json())
        .with("pointers", pointers(&run.collection.items))
        .with("environment", run.scopes.environment.to_json())
        .with("globals", run.scopes.globals.to_json())
        .with("collectionVariables", run.scopes.collection.to_json())
        .with("collections", json!(run.count));
    json.extend(
        run.page
            .as_ref()
            .map(|page| ("page".to_owned(), json!(&**page))),
    );
    json
}

/// Where the items are in their file, those of a folder right after it.
fn pointers(items: &[Arc<Item>]) -> Value {
    fn add(items: &[Arc<Item>], list: &mut Vec<Value>) {
        for item in items {
            list.push(json!(item.pointer));
            add(item.items(), list);
        }
    }
    let mut list = Vec::new();
    add(items, &mut list);
    list.into()
}

fn before_item(at: &At) -> Members {
    let mut json = of_item(at);
    if let Some(planned) = &at.item {
        json.insert("pointer".into(), json!(planned.item.pointer));
        json.insert("item".into(), planned.item.to_json());
        let parents = planned.parents.iter();
        let parents = parents.map(|parent| json!({"id": parent.id, "name": parent.name}));
        json.insert("parents".into(), parents.collect());
    }
    json
}

fn before(listen: Listen) -> &'static str {
    match listen {
        Listen::Prerequest => "beforePrerequest",
        Listen::Test => "beforeTest",
    }
}

fn before_scripts(at: &At, listen: Listen) -> Members {
    let scripts = at.item.iter().flat_map(|item| item.scripts(listen));
    let events = scripts.map(|owned| owned.event.to_json()).collect();
    of_item(at).with("events", events)
}

fn script_json(event: &ItemEvent) -> Value {
    event.to_json()["script"].take()
}

fn before_script(at: &At, event: &ItemEvent) -> Members {
    of_item(at)
        .with("script", script_json(event))
        .with("scriptEvent", event.to_json())
}

fn assertions(at: &At, made: &[Assertion]) -> Members {
    let made = made.iter().map(Assertion::to_json).collect();
    of_item(at).with("assertions", made)
}

fn console(at: &At, line: &ConsoleLine) -> Members {
    of_item(at)
        .with("level", json!(line.level.name()))
        .with("messages", json!(line.messages))
        .with("text", json!(line.text))
}

fn exception(at: &At, error: &Failure) -> Members {
    of_item(at).with("error", script_error(at, error))
}

fn script_error(at: &At, error: &Failure) -> Value {
    let mark = Mark::of(at, &error.message);
    let mut json = parts::script_error(error, &mark);
    json["stack"] = json!(error.stack);
    json
}

fn script(at: &At, run: &ScriptRun, scopes: Option<&Scopes>) -> Members {
    let mut json = of_item(at);
    if let Some(error) = &run.error {
        json.insert("error".into(), script_error(at, error));
    }
    json.insert("result".into(), result(run, &at.cursor, scopes));
    json.insert("script".into(), script_json(&run.event));
    json.insert("scriptEvent".into(), run.event.to_json());
    json.extend(unhandled(at, run));
    json
}

fn scripts(at: &At, runs: &[Arc<ScriptRun>], scopes: Option<&Scopes>) -> Members {
    let mut results = Vec::new();
    for run in runs {
        let mut one = Members::new()
            .with("eventId", json!(run.event.id))
            .with("scriptEvent", run.event.to_json())
            .with("script", script_json(&run.event))
            .with("result", result(run, &at.cursor, scopes));
        if let Some(error) = &run.error {
            one.insert("error".into(), script_error(at, error));
        }
        one.extend(unhandled(at, run));
        results.push(Value::Object(one));
    }
    of_item(at).with("results", results.into())
}

/// The errors that fail the run though they did not end the script, where there are some.
fn unhandled(at: &At, run: &ScriptRun) -> Option<(String, Value)> {
    let errors = run.unhandled.iter();
    let errors: Vec<Value> = errors.map(|error| script_error(at, error)).collect();
    (!errors.is_empty()).then(|| ("unhandled".to_owned(), errors.into()))
}

fn before_request(at: &At, request: &Written, source: &Source) -> Members {
    let id = json!({"httpRequestId": at.cursor.http_request_id});
    of_item(at)
        .with("request", parts::request(request))
        .with("item", item_json(at))
        .with("meta", id)
        .with("source", json!(source_name(source)))
        .with("wire", wire(request))
}

fn source_name(source: &Source) -> String {
    match source {
        Source::Collection => "collection".to_owned(),
        Source::Script => "script".to_owned(),
        Source::Auth(kind) => format!("{kind}.auth"),
    }
}

fn item_json(at: &At) -> Value {
    let item = at.item.as_ref();
    item.map(|item| item.item.to_json()).unwrap_or_default()
}

/// The request as it goes over the wire, and the URL as people are shown it.
fn wire(request: &Written) -> Value {
    let wire = &request.wire;
    let header = wire.headers.iter().map(|header| {
        let mut json = json!({"key": header.name, "value": header.value});
        if header.system {
            json["system"] = json!(true);
        }
        json
    });
    let mut json = json!({"method": wire.method, "href": wire.url, "shown": request.url});
    json["header"] = header.collect();
    let body = |bytes: &[u8]| json!(BASE64_STANDARD.encode(bytes));
    match &wire.body {
        Body::Empty => {}
        Body::Bytes(bytes) => json["body"] = body(bytes),
        Body::Chunks(chunks) => {
            let chunks = chunks.iter().map(|chunk| match chunk {
                Chunk::Bytes(bytes) => body(bytes),
                Chunk::File { path, length } => json!({"file": path, "size": length}),
            });
            json["body"] = chunks.collect();
        }
    }
    json
}

fn retry(at: &At, attempt: &Attempt) -> Members {
    let wait = u64::try_from(attempt.wait.as_millis()).unwrap_or(u64::MAX);
    of_item(at)
        .with("error", send_error(&attempt.error))
        .with("attempt", json!(attempt.number))
        .with("wait", json!(wait))
}

fn send_error(error: &SendError) -> Value {
    let mut json = parts::send_error(error);
    if let Some(hint) = &error.hint {
        json["hint"] = json!(hint);
    }
    json
}

pub(super) fn exchanged(at: &At, outcome: &Outcome) -> Members {
    let mut json = of_item(at);
    match &outcome.result {
        Ok(exchange) => {
            let cookies = exchange.cookies.iter().map(Cookie::to_json).collect();
            json.insert(
                "response".into(),
                parts::response(outcome, &exchange.response),
            );
            json.insert("cookies".into(), cookies);
            json.insert("history".into(), parts::history(exchange));
        }
        Err(error) => {
            json.insert("error".into(), send_error(error));
            json.insert("cookies".into(), json!([]));
            json.extend(parts::unanswered(outcome).map(|history| ("history".into(), history)));
            json.insert("responseId".into(), json!(outcome.response_id));
        }
    }
    json.with("request", parts::request_of(outcome))
        .with("item", item_json(at))
        .with("wire", wire(&outcome.request))
}

fn item_end(at: &At, end: &ItemEnd) -> Members {
    let visualizer = end.visualizer.clone().unwrap_or(Value::Null);
    let mut json = of_item(at).with("visualizer", visualizer);
    if end.skipped {
        json.insert("meta".into(), json!({"isSkipped": true}));
    }
    if let Some(owner) = &end.skipped_by {
        json.insert("skippedBy".into(), json!(owner));
    }
    if let Some(reason) = &end.reason {
        json.insert("reason".into(), json!(reason));
    }
    if end.failed_attempts > 0 {
        json.insert("failedAttempts".into(), json!(end.failed_attempts));
    }
    if end.failed_runs > 0 {
        json.insert("failedRuns".into(), json!(end.failed_runs));
    }
    json.with("failed", json!(end.has_failed))
}

/// What a script left; the variables where they are told.
fn result(run: &ScriptRun, cursor: &Cursor, scopes: Option<&Scopes>) -> Value {
    let scope = |scope: &Scope, kind: ScopeKind| {
        let mut json = scope.to_json();
        json["mutations"] = mutations(&run.changes, kind);
        json
    };
    let mut returned = json!({"async": run.asynchronous});
    if let Some(next) = &run.next_request {
        returned["nextRequest"] = match next {
            NextRequest::Named(name) => json!(name),
            NextRequest::Stop => Value::Null,
        };
    }
    let mut json = json!({"target": run.event.listen.name(), "cursor": cursor.to_json()});
    if let Some(scopes) = scopes {
        json["environment"] = scope(&scopes.environment, ScopeKind::Environment);
        json["globals"] = scope(&scopes.globals, ScopeKind::Globals);
        json["collectionVariables"] = scope(&scopes.collection, ScopeKind::Collection);
        json["_variables"] = scope(&scopes.local, ScopeKind::Local);
    }
    json["return"] = returned;
    json
}

/// The variables at the end.
fn variables(scopes: &Scopes) -> Value {
    json!({
        "environment": scopes.environment.to_json(), "globals": scopes.globals.to_json(),
        "collectionVariables": scopes.collection.to_json(),
    })
}

/// The last change of each variable, by its name.
fn mutations(changes: &[(ScopeKind, Change)], kind: ScopeKind) -> Value {
    let mut compacted = Members::new();
    for (_, change) in changes.iter().filter(|(of, _)| *of == kind) {
        match change {
            Change::Set(key, value) => compacted.insert(key.clone(), json!([key, value])),
            Change::Unset(key) => compacted.insert(key.clone(), json!([key])),
        };
    }
    json!({"autoCompact": true, "stream": [], "compacted": compacted})
}

fn step_json(at: &At, step: &GuideStep) -> Members {
    let json = json!({
        "number": step.number, "name": step.name, "page": step.page, "line": step.line, "sentence": step.sentence,
        "looks": step.looks, "putsBack": step.puts_back,
    });
    of(at).with("step", json)
}

fn verdict_json(verdict: &Verdict) -> Members {
    let (word, reasons) = match verdict {
        Verdict::Passed => ("passed", Vec::new()),
        Verdict::Failed(reasons) => ("failed", reasons.clone()),
        Verdict::NotRun(reason) => ("notRun", vec![reason.clone()]),
    };
    Members::from_iter([
        ("verdict".to_owned(), json!(word)),
        ("reasons".to_owned(), json!(reasons)),
    ])
}

pub(super) fn summary_json(summary: &Summary) -> Value {
    json!({
        "passed": summary.passed(), "interrupted": summary.interrupted, "failures": summary.failures.len(),
        "requests": summary.stats.requests.total, "assertions": summary.stats.assertions.total,
        "started": summary.started(), "completed": summary.completed(),
    })
}
