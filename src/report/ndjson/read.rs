//! Reading the stream back into the events that it was written from.
//!
//! What was told of a run can be told again to any reporter, on another machine and at another
//! time: the reports are the same, byte for byte.

use std::collections::HashMap;
use std::io::{BufRead, Lines};
use std::iter::Enumerate;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::Value;

use super::members::{Read, count, flag, list, owned, text, wrong};
use super::read_run::{as_in_a_file, run, scopes};
use super::{contract, exchange, proofs};
use crate::collection::{self, Item, ItemEvent, Listen};
use crate::exchange::{Exchange, Response, SendError};
use crate::runner::{
    At, Attempt, Cursor, Event, EventKind, GuideStep, ItemEnd, Outcome, OwnedEvent, Parent,
    Planned, RunEnd, ScriptRun, Source, Verdict, Written,
};
use crate::script::{Assertion, Compared, ConsoleLine, Failure, Level, NextRequest};
use crate::variables::{Change, ScopeKind};

/// Why a stream can't be read.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The file or pipe failed.
    #[error("line {line}: {cause}")]
    Input {
        /// The line, from 1.
        line: usize,
        /// What failed.
        cause: std::io::Error,
    },
    /// A line is not one of a stream.
    #[error("line {line}: {problem}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// Reads a stream and hands on its events in order.
///
/// # Errors
/// A line is not JSON, not an event, or of a version that is not known; the events before it have
/// been handed on.
pub fn read(input: impl BufRead, mut take: impl FnMut(Event)) -> Result<(), StreamError> {
    for event in Events::of(input) {
        take(event?);
    }
    Ok(())
}

/// The events of a stream, in order; the first error is the last that there is.
pub struct Events<R: BufRead> {
    lines: Enumerate<Lines<R>>,
    reader: Reader,
    has_failed: bool,
}

impl<R: BufRead> Events<R> {
    /// Those of a stream.
    pub fn of(input: R) -> Self {
        Self {
            lines: input.lines().enumerate(),
            reader: Reader::default(),
            has_failed: false,
        }
    }

    /// The event of a line; `None` for one that says nothing of its own.
    fn event(&mut self, text: &str) -> Read<Option<Event>> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let json = serde_json::from_str(text)
            .map_err(|error| format!("expected an event as JSON: {error}"))?;
        self.reader.event(&json)
    }
}

impl<R: BufRead> Iterator for Events<R> {
    type Item = Result<Event, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.has_failed {
            let (index, text) = self.lines.next()?;
            let line = index + 1;
            let event = match text {
                Ok(text) => self
                    .event(&text)
                    .map_err(|problem| StreamError::Line { line, problem }),
                Err(cause) => Err(StreamError::Input { line, cause }),
            };
            self.has_failed = event.is_err();
            if let Some(event) = event.transpose() {
                return Some(event);
            }
        }
        None
    }
}

/// What later lines refer to.
#[derive(Default)]
struct Reader {
    /// Items by their id, each as it was written last.
    items: HashMap<String, (Value, Arc<Item>)>,
    /// The item that runs.
    item: Option<Arc<Planned>>,
}

impl Reader {
    /// The event of a line; `None` for one that says again what another has said.
    fn event(&mut self, json: &Value) -> Read<Option<Event>> {
        let name = text(json, "event");
        if name == "beforeItem" {
            self.item = Some(Arc::new(self.planned(json)?));
        }
        let names_item = name == "beforeItem" || json["itemId"].is_string();
        let item = self.item.clone().filter(|_| names_item);
        let mut at = At {
            time: json["time"].as_i64().unwrap_or_default(),
            cursor: Arc::new(cursor(&json["cursor"])),
            item,
        };
        let Some(kind) = kind(name, json)? else {
            return Ok(None);
        };
        if let EventKind::BeforeScripts(_) = kind {
            at.item = at.item.map(|item| with_scripts(&item, json)).transpose()?;
        }
        if let EventKind::Item(_) = kind {
            self.item = None;
        }
        Ok(Some(Event { at, kind }))
    }

    fn planned(&mut self, json: &Value) -> Read<Planned> {
        let parents = list(json, "parents").map(|parent| Parent {
            id: text(parent, "id").to_owned(),
            name: text(parent, "name").to_owned(),
        });
        Ok(Planned {
            item: self.item_of(json)?,
            parents: parents.collect(),
            auth: None,
            auth_owner: Arc::from(""),
            behavior: Arc::default(),
            variables: Arc::from([]),
            events: Arc::from([]),
        })
    }

    /// The item; the same one as before where nothing of it has changed.
    fn item_of(&mut self, json: &Value) -> Read<Arc<Item>> {
        let (id, written) = (text(json, "itemId"), &json["item"]);
        if let Some((before, item)) = self.items.get(id)
            && before == written
        {
            return Ok(Arc::clone(item));
        }
        let mut item = collection::read_item(&as_in_a_file(written))
            .map_err(|problem| wrong("item", &problem))?;
        text(json, "pointer").clone_into(&mut item.pointer);
        let item = Arc::new(item);
        let known = (written.clone(), Arc::clone(&item));
        self.items.insert(id.to_owned(), known);
        Ok(item)
    }
}

/// What a line tells of; `None` where another has told it.
fn kind(name: &str, json: &Value) -> Read<Option<EventKind>> {
    Ok(Some(match name {
        "start" => EventKind::Start(Arc::new(run(json)?)),
        "beforeIteration" => EventKind::BeforeIteration,
        "iteration" => EventKind::Iteration,
        "beforeItem" => EventKind::BeforeItem,
        "item" => EventKind::Item(item_end(json)),
        "beforePrerequest" => EventKind::BeforeScripts(Listen::Prerequest),
        "beforeTest" => EventKind::BeforeScripts(Listen::Test),
        "beforeScript" => EventKind::BeforeScript(script(&json["scriptEvent"])?),
        "script" => {
            let scopes = scopes(&json["result"])?.map(Arc::new);
            EventKind::Script(Arc::new(script_run(json)?), scopes)
        }
        "prerequest" => scripts(Listen::Prerequest, json)?,
        "test" => scripts(Listen::Test, json)?,
        "assertion" => EventKind::Assertions(list(json, "assertions").map(assertion).collect()),
        "console" => EventKind::Console(console(json)),
        "exception" => EventKind::Exception(failure(&json["error"])),
        "beforeRequest" => {
            let written = Arc::new(written(json)?);
            EventKind::BeforeRequest(written, source(text(json, "source")))
        }
        "responseStart" => EventKind::ResponseStart(Arc::new(outcome(json)?)),
        "io" => {
            let source = source(text(&json["trace"], "source"));
            EventKind::Request(Arc::new(outcome(json)?), source)
        }
        "response" => EventKind::Response(Arc::new(outcome(json)?)),
        "responseData" => EventKind::ResponseData(text(json, "data").to_owned()),
        "retry" => EventKind::Retry(attempt(json)),
        "warning" => EventKind::Warning(text(json, "message").to_owned()),
        "contract" => EventKind::Contract(Arc::new(contract::read_inventory(json)?)),
        "touched" => EventKind::Touched(Arc::new(contract::read_touch(json)?)),
        "beforeStep" => EventKind::BeforeStep(Arc::new(step(&json["step"]))),
        "step" => EventKind::Step(Arc::new(step(&json["step"])), verdict(json)),
        "proofs" => EventKind::Proofs(Arc::new(proofs::read(json))),
        "done" => EventKind::Done(run_end(json)?),
        // The same as `io`.
        "request" => return Ok(None),
        "" => return Err("expected an object with `event`".to_owned()),
        unknown => return Err(format!("`{unknown}` is no event that this version knows")),
    }))
}

fn cursor(json: &Value) -> Cursor {
    Cursor {
        position: count(json, "position"),
        iteration: count(json, "iteration"),
        length: count(json, "length"),
        cycles: count(json, "cycles"),
        collection: count(json, "collection"),
        unit: json["unit"].as_u64().and_then(|unit| unit.try_into().ok()),
        reference: text(json, "ref").to_owned(),
        http_request_id: owned(json, "httpRequestId"),
        event_id: owned(json, "eventId"),
        script_id: owned(json, "scriptId"),
        execution: owned(json, "execution"),
    }
}

/// The item with the scripts that are about to run.
fn with_scripts(item: &Planned, json: &Value) -> Read<Arc<Planned>> {
    let events = list(json, "events").map(|event| {
        Ok(OwnedEvent {
            owner: Arc::from(""),
            event: script(event)?,
        })
    });
    Ok(Arc::new(Planned {
        events: events.collect::<Read<_>>()?,
        ..item.clone()
    }))
}

fn script(json: &Value) -> Read<Arc<ItemEvent>> {
    let event = collection::read_event(json).map_err(|problem| wrong("scriptEvent", &problem))?;
    event.ok_or_else(|| "`scriptEvent` has no script".to_owned())
}

fn scripts(listen: Listen, json: &Value) -> Read<EventKind> {
    let results: Vec<&Value> = list(json, "results").collect();
    let scopes = results.last().map(|last| scopes(&last["result"]));
    let scopes = scopes.transpose()?.flatten().map(Arc::new);
    let runs = results.into_iter().map(|one| script_run(one).map(Arc::new));
    Ok(EventKind::Scripts(
        listen,
        runs.collect::<Read<_>>()?,
        scopes,
    ))
}

fn script_run(json: &Value) -> Read<ScriptRun> {
    let result = &json["result"];
    let returned = &result["return"];
    let next = returned.get("nextRequest").map(|next| match next.as_str() {
        Some(name) => NextRequest::Named(name.to_owned()),
        None => NextRequest::Stop,
    });
    Ok(ScriptRun {
        event: script(&json["scriptEvent"])?,
        error: json["error"].is_object().then(|| failure(&json["error"])),
        unhandled: list(json, "unhandled").map(failure).collect(),
        asynchronous: flag(returned, "async"),
        next_request: next,
        changes: changes(result),
    })
}

fn changes(result: &Value) -> Vec<(ScopeKind, Change)> {
    let members = [
        ("_variables", ScopeKind::Local),
        ("environment", ScopeKind::Environment),
        ("collectionVariables", ScopeKind::Collection),
        ("globals", ScopeKind::Globals),
    ];
    let mut changes = Vec::new();
    for (name, kind) in members {
        let compacted = result[name]["mutations"]["compacted"].as_object();
        for (key, mutation) in compacted.into_iter().flatten() {
            let change = match mutation.get(1) {
                Some(value) => Change::Set(key.clone(), value.clone()),
                None => Change::Unset(key.clone()),
            };
            changes.push((kind, change));
        }
    }
    changes
}

fn assertion(json: &Value) -> Assertion {
    Assertion {
        name: text(json, "name").to_owned(),
        asynchronous: flag(json, "async"),
        skipped: flag(json, "skipped"),
        error: json["error"].is_object().then(|| failure(&json["error"])),
        index: count(json, "index"),
    }
}

fn failure(json: &Value) -> Failure {
    let frame = &json["stacktrace"][0];
    let number = |name: &str| {
        frame[name]
            .as_u64()
            .and_then(|number| number.try_into().ok())
    };
    Failure {
        name: text(json, "name").to_owned(),
        message: text(json, "message").to_owned(),
        stack: text(json, "stack").to_owned(),
        line: number("lineNumber"),
        column: number("columnNumber"),
        compared: json["compared"].is_object().then(|| {
            let compared = &json["compared"];
            Box::new(Compared {
                expected: text(compared, "expected").to_owned(),
                actual: text(compared, "actual").to_owned(),
            })
        }),
    }
}

fn console(json: &Value) -> ConsoleLine {
    ConsoleLine {
        level: Level::of_name(text(json, "level")),
        messages: list(json, "messages").cloned().collect(),
        text: text(json, "text").to_owned(),
    }
}

fn source(name: &str) -> Source {
    match name {
        "script" => Source::Script,
        "collection" => Source::Collection,
        auth => Source::Auth(auth.strip_suffix(".auth").unwrap_or(auth).to_owned()),
    }
}

fn written(json: &Value) -> Read<Written> {
    let resolved = collection::read_request(&as_in_a_file(&json["request"]));
    let resolved = resolved.map_err(|problem| wrong("request", &problem))?;
    let wire = &json["wire"];
    Ok(Written {
        resolved,
        wire: exchange::request(wire)?,
        url: text(wire, "shown").to_owned(),
    })
}

fn outcome(json: &Value) -> Read<Outcome> {
    let response = &json["response"];
    let result = if response.is_object() {
        Ok(Arc::new(answer(json)?))
    } else {
        Err(send_error(&json["error"]))
    };
    let id = owned(response, "id").unwrap_or_else(|| text(json, "responseId").to_owned());
    Ok(Outcome {
        request: Arc::new(written(json)?),
        response_id: id,
        result,
        size: count(response, "responseSize"),
    })
}

fn answer(json: &Value) -> Read<Exchange> {
    let response = &json["response"];
    let hops: Vec<_> = list(&json["history"]["execution"], "data")
        .map(exchange::hop)
        .collect();
    let version = hops.last().map(|hop| hop.http_version.clone());
    let body = BASE64_STANDARD.decode(text(response, "body"));
    let body = body.map_err(|error| format!("`response.body` is not base64: {error}"))?;
    let mut headers = exchange::headers(&response["header"]);
    if response["headerSize"].is_number() {
        headers.set_wire_size(count(response, "headerSize"));
    }
    Ok(Exchange {
        response: Response {
            code: u16::try_from(count(response, "code")).unwrap_or_default(),
            reason: text(response, "status").to_owned(),
            http_version: version.unwrap_or_default(),
            headers,
            body: Bytes::from(body),
            downloaded_bytes: count(response, "downloadedBytes") as u64,
            time: Duration::from_millis(count(response, "responseTime") as u64),
        },
        hops,
        cookies: list(json, "cookies").map(exchange::cookie).collect(),
        warnings: Vec::new(),
        refused: None,
    })
}

fn send_error(json: &Value) -> SendError {
    SendError {
        code: owned(json, "code"),
        message: text(json, "message").to_owned(),
        hint: owned(json, "hint"),
    }
}

fn attempt(json: &Value) -> Attempt {
    Attempt {
        number: u32::try_from(count(json, "attempt")).unwrap_or(u32::MAX),
        error: send_error(&json["error"]),
        wait: Duration::from_millis(count(json, "wait") as u64),
    }
}

fn item_end(json: &Value) -> ItemEnd {
    let visualizer = &json["visualizer"];
    ItemEnd {
        skipped: flag(&json["meta"], "isSkipped"),
        reason: json["reason"].as_str().map(str::to_owned),
        skipped_by: json["skippedBy"].as_str().map(str::to_owned),
        visualizer: (!visualizer.is_null()).then(|| visualizer.clone()),
        failed_attempts: u32::try_from(count(json, "failedAttempts")).unwrap_or(u32::MAX),
        failed_runs: u32::try_from(count(json, "failedRuns")).unwrap_or(u32::MAX),
        has_failed: flag(json, "failed"),
    }
}

fn step(json: &Value) -> GuideStep {
    GuideStep {
        number: count(json, "number"),
        name: text(json, "name").to_owned(),
        page: text(json, "page").to_owned(),
        line: count(json, "line"),
        sentence: text(json, "sentence").to_owned(),
        looks: flag(json, "looks"),
        puts_back: flag(json, "putsBack"),
    }
}

fn verdict(json: &Value) -> Verdict {
    let reasons = list(json, "reasons").filter_map(Value::as_str);
    let mut reasons: Vec<String> = reasons.map(str::to_owned).collect();
    match text(json, "verdict") {
        "passed" => Verdict::Passed,
        "failed" => Verdict::Failed(reasons),
        _ => Verdict::NotRun(reasons.pop().unwrap_or_default()),
    }
}

fn run_end(json: &Value) -> Read<RunEnd> {
    Ok(RunEnd {
        error: owned(&json["error"], "message"),
        interrupted: flag(&json["summary"], "interrupted"),
        scopes: Arc::new(scopes(&json["final"])?.unwrap_or_default()),
    })
}
