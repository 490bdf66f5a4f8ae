//! The event stream: one JSON object a line, as things happen, so that another program can follow a
//! run.
//!
//! The vocabulary is that of Postman's runtime; `docs/events.md` describes it.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::catalogue::{Audience, Description, EXPORT, Opened};
use super::parts::{self, Mark};
use super::{Opening, ReportError, Reporter, credentials};
use crate::collection::{Event as ItemEvent, Listen};
use crate::runner::{Cursor, Event, Outcome, Planned, ScriptRun, Source, Step, Summary, Verdict};
use crate::script::NextRequest;
use crate::text::{Masked, Secrets};
use crate::variables::{Change, Scope, ScopeKind, Scopes};

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "ndjson",
    stands_for: &["teamcity"],
    help: "standard output, or a file: everything that happens, one JSON object a line",
    ending: "ndjson",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let to = |out| Ndjson::new(out, opening.secrets(), opening.marks());
    if !opening.has("export") {
        return Ok(Some(Box::new(to((opening.facts.standard_output)()))));
    }
    let (path, file) = opening.followed_file()?;
    Ok(Some(Box::new(to(file).to_file(path))))
}

/// Writes the stream.
pub struct Ndjson<W: Write> {
    out: Masked<W>,
    secrets: Secrets,
    failed: Option<io::Error>,
    /// The file that it is written to; `None` is standard output.
    path: Option<PathBuf>,
    mark: Box<dyn FnMut() -> (String, i64)>,
}

impl<W: Write> Ndjson<W> {
    /// Writes to `out`, masking `secrets`; `mark` makes the ids and timestamps of errors.
    pub fn new(out: W, secrets: Secrets, mark: Box<dyn FnMut() -> (String, i64)>) -> Self {
        Self {
            out: Masked::json(out, secrets.clone()),
            secrets,
            failed: None,
            path: None,
            mark,
        }
    }

    /// Names the file that it is written to.
    #[must_use]
    pub fn to_file(self, path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..self
        }
    }

    fn line(&mut self, name: &str, members: Map<String, Value>) {
        if self.failed.is_some() {
            return;
        }
        let mut json = Map::new();
        json.insert("event".into(), json!(name));
        json.extend(members);
        let written = serde_json::to_writer(&mut self.out, &json)
            .map_err(io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .and_then(|()| self.out.flush());
        self.failed = written.err();
    }

    fn mark(&mut self) -> Mark {
        let (id, timestamp) = (self.mark)();
        Mark { id, timestamp }
    }

    fn script(
        &mut self,
        (cursor, item): (&Cursor, &Planned),
        (run, scopes): (&ScriptRun, &Scopes),
    ) {
        let mut json = of_item(cursor, item);
        if let Some(error) = &run.error {
            let mark = self.mark();
            json.insert("error".into(), parts::script_error(error, &mark));
        }
        json.insert("result".into(), result(run, (cursor, scopes)));
        json.insert("script".into(), script_json(&run.event));
        json.insert("scriptEvent".into(), run.event.to_json());
        self.line("script", json);
    }

    fn scripts(
        &mut self,
        (listen, cursor, item): (Listen, &Cursor, &Planned),
        (runs, scopes): (&[ScriptRun], &Scopes),
    ) {
        let mut json = of_item(cursor, item);
        let mut results = Vec::new();
        for run in runs {
            let mut one = json!({
                "eventId": run.event.id, "scriptEvent": run.event.to_json(), "script": script_json(&run.event),
                "result": result(run, (cursor, scopes)),
            });
            if let Some(error) = &run.error {
                let mark = self.mark();
                one["error"] = parts::script_error(error, &mark);
            }
            results.push(one);
        }
        json.insert("results".into(), results.into());
        self.line(listen.name(), json);
    }

    fn request(
        &mut self,
        (cursor, item): (&Cursor, &Planned),
        (outcome, source): (&Outcome<'_>, Source<'_>),
    ) {
        let mut io = self.exchanged((cursor, item), outcome);
        let source = match source {
            Source::Collection => "collection".to_owned(),
            Source::Script => "script".to_owned(),
            Source::Auth(kind) => format!("{kind}.auth"),
        };
        io.insert(
            "trace".into(),
            json!({"type": "http", "source": source, "cursor": cursor.to_json()}),
        );
        self.line("io", io);
        self.line("request", self.exchanged((cursor, item), outcome));
    }

    fn exchanged(
        &self,
        (cursor, item): (&Cursor, &Planned),
        outcome: &Outcome<'_>,
    ) -> Map<String, Value> {
        let mut json = of_item(cursor, item);
        match outcome.result {
            Ok(exchange) => {
                // In base64 a secret could not be told any more.
                let body = self.secrets.mask_bytes(&exchange.response.body);
                json.insert(
                    "response".into(),
                    parts::response(outcome.response_id, &exchange.response, &body),
                );
                json.insert(
                    "cookies".into(),
                    exchange
                        .cookies
                        .iter()
                        .map(crate::exchange::Cookie::to_json)
                        .collect(),
                );
                json.insert("history".into(), parts::history(exchange));
            }
            Err(error) => {
                json.insert("error".into(), parts::send_error(error));
                json.insert("cookies".into(), json!([]));
                json.insert("history".into(), parts::unanswered(&outcome.request.wire));
            }
        }
        json.insert("request".into(), parts::request_of(outcome));
        json.insert("item".into(), credentials::item(&item.item, &self.secrets));
        json
    }

    /// Events of an item's request, and of its end.
    fn sending(&mut self, event: &Event<'_>) {
        match event {
            Event::BeforeRequest {
                cursor,
                item,
                request,
                ..
            } => {
                let mut json = of_item(cursor, item);
                json.insert("request".into(), parts::request(request));
                json.insert("item".into(), credentials::item(&item.item, &self.secrets));
                json.insert(
                    "meta".into(),
                    json!({"httpRequestId": cursor.http_request_id}),
                );
                self.line("beforeRequest", json);
            }
            Event::ResponseStart {
                cursor,
                item,
                outcome,
            } => {
                self.line("responseStart", self.exchanged((cursor, item), outcome));
            }
            Event::ResponseData { cursor, item, data } => {
                let mut json = of_item(cursor, item);
                json.insert("data".into(), json!(data));
                self.line("responseData", json);
            }
            Event::Retry {
                cursor,
                item,
                error,
                attempt,
                wait,
            } => {
                let mut json = of_item(cursor, item);
                json.insert("error".into(), parts::send_error(error));
                json.insert("attempt".into(), json!(attempt));
                json.insert(
                    "wait".into(),
                    json!(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
                );
                self.line("retry", json);
            }
            Event::Request {
                cursor,
                item,
                outcome,
                source,
            } => {
                self.request((cursor, item), (outcome, *source));
            }
            Event::Response {
                cursor,
                item,
                outcome,
            } => {
                self.line("response", self.exchanged((cursor, item), outcome));
            }
            Event::Warning {
                cursor,
                item,
                message,
            } => {
                let mut json = of_item(cursor, item);
                json.insert("message".into(), json!(message));
                self.line("warning", json);
            }
            Event::Item {
                cursor,
                item,
                skipped,
                visualizer,
            } => {
                let mut json = of_item(cursor, item);
                json.insert(
                    "visualizer".into(),
                    visualizer.cloned().unwrap_or(Value::Null),
                );
                if *skipped {
                    json.insert("meta".into(), json!({"isSkipped": true}));
                }
                self.line("item", json);
            }
            _ => {}
        }
    }

    fn done(
        &mut self,
        (cursor, error): (&Cursor, Option<&str>),
        (scopes, summary): (&Scopes, &Summary),
    ) {
        let mut json = of(cursor);
        if let Some(message) = error {
            json.insert("error".into(), json!({"name": "Error", "message": message}));
        }
        let values = json!({
            "environment": scopes.environment.to_json(), "globals": scopes.globals.to_json(),
            "collectionVariables": scopes.collection.to_json(),
        });
        json.insert("final".into(), values);
        json.insert("summary".into(), summary_json(summary));
        self.line("done", json);
    }
}

impl<W: Write> Reporter for Ndjson<W> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start { cursor, .. } => self.line("start", of(cursor)),
            Event::BeforeIteration { cursor } => self.line("beforeIteration", of(cursor)),
            Event::Iteration { cursor } => self.line("iteration", of(cursor)),
            Event::BeforeItem { cursor, item } => self.line("beforeItem", of_item(cursor, item)),
            Event::BeforeScripts {
                listen,
                cursor,
                item,
                events,
            } => {
                let mut json = of_item(cursor, item);
                json.insert(
                    "events".into(),
                    events.iter().map(ItemEvent::to_json).collect(),
                );
                self.line(before(*listen), json);
            }
            Event::BeforeScript {
                cursor,
                item,
                event,
            } => {
                let mut json = of_item(cursor, item);
                json.insert("script".into(), script_json(event));
                json.insert("scriptEvent".into(), event.to_json());
                self.line("beforeScript", json);
            }
            Event::Assertions {
                cursor, assertions, ..
            } => {
                let mut json = of(cursor);
                json.insert(
                    "assertions".into(),
                    assertions
                        .iter()
                        .map(crate::script::Assertion::to_json)
                        .collect(),
                );
                self.line("assertion", json);
            }
            Event::Console { cursor, line, .. } => {
                let mut json = of(cursor);
                json.insert("level".into(), json!(line.level.name()));
                json.insert("messages".into(), json!(line.messages));
                self.line("console", json);
            }
            Event::Exception { cursor, error, .. } => {
                let mark = self.mark();
                let mut json = of(cursor);
                json.insert("error".into(), parts::script_error(error, &mark));
                self.line("exception", json);
            }
            Event::Script {
                cursor,
                item,
                run,
                scopes,
            } => self.script((cursor, item), (run, scopes)),
            Event::Scripts {
                listen,
                cursor,
                item,
                runs,
                scopes,
            } => {
                self.scripts((*listen, cursor, item), (runs, scopes));
            }
            Event::BeforeRequest { .. }
            | Event::Retry { .. }
            | Event::ResponseStart { .. }
            | Event::ResponseData { .. }
            | Event::Request { .. }
            | Event::Response { .. }
            | Event::Warning { .. }
            | Event::Item { .. } => self.sending(event),
            Event::BeforeStep { step } => self.line("beforeStep", step_json(step)),
            Event::Step { step, verdict } => {
                let mut json = step_json(step);
                json.extend(verdict_json(verdict));
                self.line("step", json);
            }
            Event::Done {
                cursor,
                error,
                scopes,
                summary,
            } => self.done((cursor, *error), (scopes, summary)),
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        match self.failed.take() {
            Some(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                Err(match self.path.take() {
                    Some(path) => ReportError::File { path, cause },
                    None => ReportError::Output {
                        reporter: "ndjson",
                        cause,
                    },
                })
            }
            _ => Ok(()),
        }
    }
}

fn of(cursor: &Cursor) -> Map<String, Value> {
    Map::from_iter([
        ("error".to_owned(), Value::Null),
        ("cursor".to_owned(), cursor.to_json()),
    ])
}

fn of_item(cursor: &Cursor, item: &Planned) -> Map<String, Value> {
    let mut json = of(cursor);
    json.insert("itemId".into(), json!(item.item.id));
    json
}

fn before(listen: Listen) -> &'static str {
    match listen {
        Listen::Prerequest => "beforePrerequest",
        Listen::Test => "beforeTest",
    }
}

fn script_json(event: &ItemEvent) -> Value {
    event.to_json()["script"].take()
}

fn result(run: &ScriptRun, (cursor, scopes): (&Cursor, &Scopes)) -> Value {
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
    json!({
        "target": run.event.listen.name(), "cursor": cursor.to_json(),
        "environment": scope(&scopes.environment, ScopeKind::Environment),
        "globals": scope(&scopes.globals, ScopeKind::Globals),
        "collectionVariables": scope(&scopes.collection, ScopeKind::Collection),
        "_variables": scope(&scopes.local, ScopeKind::Local),
        "return": returned,
    })
}

/// The last change of each variable, by its name.
fn mutations(changes: &[(ScopeKind, Change)], kind: ScopeKind) -> Value {
    let mut compacted = Map::new();
    for (_, change) in changes.iter().filter(|(of, _)| *of == kind) {
        match change {
            Change::Set(key, value) => compacted.insert(key.clone(), json!([key, value])),
            Change::Unset(key) => compacted.insert(key.clone(), json!([key])),
        };
    }
    json!({"autoCompact": true, "stream": [], "compacted": compacted})
}

fn step_json(step: &Step) -> Map<String, Value> {
    let json = json!({
        "number": step.number, "name": step.name, "page": step.page, "line": step.line, "sentence": step.sentence,
        "looks": step.looks,
    });
    Map::from_iter([("step".to_owned(), json)])
}

fn verdict_json(verdict: &Verdict) -> Map<String, Value> {
    let (word, reasons) = match verdict {
        Verdict::Passed => ("passed", Vec::new()),
        Verdict::Failed(reasons) => ("failed", reasons.clone()),
        Verdict::NotRun(reason) => ("notRun", vec![reason.clone()]),
    };
    Map::from_iter([
        ("verdict".to_owned(), json!(word)),
        ("reasons".to_owned(), json!(reasons)),
    ])
}

fn summary_json(summary: &Summary) -> Value {
    json!({
        "passed": summary.passed(), "interrupted": summary.interrupted, "failures": summary.failures.len(),
        "requests": summary.stats.requests.total, "assertions": summary.stats.assertions.total,
        "started": summary.started, "completed": summary.completed,
    })
}
