//! The Common Test Report Format (ctrf.io), as JSON: one entry a test, written while the run goes.
//!
//! `summary`, which only the end knows, stands after `tests`.

use serde_json::{Map, Value, json};

use super::cli::Curl;
use super::description::{Audience, Description, EXPORT, Opened};
use super::output::Output;
use super::parts::EARLY_END;
use super::record::{Problem, Record, Recorder, Test, TestOutcome};
use super::{Opening, ReportError, Reporter, parts};
use crate::runner::{At, Event, EventKind, Summary};

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "ctrf",
    stands_for: &[],
    help: "a file: the Common Test Report Format (ctrf.io), JSON",
    ending: "ctrf.json",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let ctrf = Ctrf::new(opening.file_output()?).with(opening.facts.style.curl);
    Ok(Some(Box::new(ctrf)))
}

/// Writes the report.
pub struct Ctrf {
    out: Option<Output>,
    recorder: Recorder,
    counts: Counts,
    environment: Map<String, Value>,
}

#[derive(Default)]
struct Counts {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    other: usize,
    flaky: usize,
    suites: usize,
}

impl Ctrf {
    /// Writes to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out: Some(out),
            recorder: Recorder::default(),
            counts: Counts::default(),
            environment: Map::new(),
        }
    }

    /// Has the requests of what failed as commands, or not.
    #[must_use]
    pub fn with(self, curl: Curl) -> Self {
        Self {
            recorder: Recorder::with(curl),
            ..self
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(out) = &mut self.out {
            out.write(text);
        }
    }

    fn begin(&mut self, at: &At) {
        let head = json!({
            "reportFormat": "CTRF", "specVersion": "1.0.0", "reportId": at.cursor.reference,
            "timestamp": parts::moment(at.time), "generatedBy": "postrider",
        });
        let head = head.to_string();
        let tool = json!({"name": "postrider", "version": env!("CARGO_PKG_VERSION")});
        self.write(&format!(
            "{},\n\"results\": {{\"tool\": {tool},\n\"tests\": [",
            head.trim_end_matches('}')
        ));
    }

    fn item(&mut self, record: &Record) {
        self.counts.suites += 1;
        for problem in &record.errors {
            self.entry(of_problem(record, problem), record);
        }
        for test in &record.tests {
            self.entry(of_test(record, test), record);
        }
        if record.errors.is_empty() && record.tests.is_empty() {
            let status = if record.skipped { "skipped" } else { "passed" };
            let mut entry = entry(record, &record.name, status);
            let why = record.why_skipped.as_ref();
            entry.extend(why.map(|why| ("message".to_owned(), json!(why))));
            self.entry(entry, record);
        }
    }

    /// A test that failed, of no request: CTRF has no other place for it.
    fn early_end(&mut self, reason: &str, summary: &Summary) {
        self.count("failed");
        let entry = json!({
            "name": EARLY_END, "status": "failed", "duration": summary.took(),
            "start": summary.started(), "stop": summary.completed(), "message": reason,
        });
        self.write_entry(&entry);
    }

    fn entry(&mut self, mut entry: Map<String, Value>, record: &Record) {
        self.count(entry["status"].as_str().unwrap_or_default());
        let counts = &mut self.counts;
        if !record.attempts.is_empty() {
            let is_flaky = entry["status"] == "passed" && !record.has_failed();
            counts.flaky += usize::from(is_flaky);
            entry.insert("retries".into(), json!(record.attempts.len()));
            entry.insert("flaky".into(), json!(is_flaky));
        }
        self.write_entry(&Value::Object(entry));
    }

    fn count(&mut self, status: &str) {
        let counts = &mut self.counts;
        counts.tests += 1;
        match status {
            "passed" => counts.passed += 1,
            "failed" => counts.failed += 1,
            "skipped" => counts.skipped += 1,
            _ => counts.other += 1,
        }
    }

    /// Writes an entry that was counted.
    fn write_entry(&mut self, entry: &Value) {
        let separator = if self.counts.tests == 1 { "\n" } else { ",\n" };
        self.write(&format!("{separator}{entry}"));
    }
}

impl Reporter for Ctrf {
    fn event(&mut self, event: &Event) {
        if let Some(record) = self.recorder.note(event) {
            self.item(&record);
        }
        if let EventKind::Start(run) = &event.kind
            && run.number == 0
        {
            self.begin(&event.at);
            let names = [
                ("reportName", Some(&run.collection.name)),
                ("testEnvironment", run.scopes.environment.name.as_ref()),
            ];
            for (key, name) in names {
                self.environment
                    .extend(name.map(|name| (key.to_owned(), json!(name))));
            }
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        if let Some(reason) = summary.ended_early() {
            self.early_end(reason, summary);
        }
        let counts = std::mem::take(&mut self.counts);
        let whole = json!({
            "tests": counts.tests, "passed": counts.passed, "failed": counts.failed, "pending": 0,
            "skipped": counts.skipped, "other": counts.other, "flaky": counts.flaky, "suites": counts.suites,
            "start": summary.started(), "stop": summary.completed(), "duration": summary.took(),
        });
        let environment = Value::Object(std::mem::take(&mut self.environment));
        self.write(&format!(
            "\n],\n\"summary\": {whole},\n\"environment\": {environment}\n}}}}\n"
        ));
        self.out.take().map_or(Ok(()), Output::finish)
    }
}

fn of_test(record: &Record, test: &Test) -> Map<String, Value> {
    match &test.outcome {
        TestOutcome::Passed => entry(record, &test.name, "passed"),
        TestOutcome::Skipped => entry(record, &test.name, "skipped"),
        TestOutcome::Failed(error) => {
            let mut json = entry(record, &test.name, "failed");
            json.insert("message".into(), json!(error.message));
            json.insert("trace".into(), json!(error.stack));
            json.insert("rawStatus".into(), json!(error.name));
            json
        }
    }
}

fn of_problem(record: &Record, problem: &Problem) -> Map<String, Value> {
    let mut json = entry(
        record,
        &format!("{}: {}", record.name, problem.place),
        "failed",
    );
    json.insert("message".into(), json!(problem.error.message));
    json.insert("trace".into(), json!(problem.error.stack));
    json.insert("rawStatus".into(), json!(problem.error.name));
    json
}

fn entry(record: &Record, name: &str, status: &str) -> Map<String, Value> {
    let suite: Vec<&str> = record
        .collection
        .iter()
        .chain(&record.folders)
        .map(String::as_str)
        .chain([record.name.as_str()])
        .collect();
    let mut extra = Map::new();
    extra.insert("iteration".into(), json!(record.cursor.iteration + 1));
    extra.insert("itemId".into(), json!(record.item.id));
    if let Some(sent) = &record.request {
        extra.insert("method".into(), json!(sent.method));
        extra.insert("url".into(), json!(sent.url));
        extra.extend(
            sent.answer
                .as_ref()
                .map(|answer| ("responseCode".to_owned(), json!(answer.code))),
        );
    }
    let curl = record.curl.as_ref();
    extra.extend(curl.map(|curl| ("curl".to_owned(), json!(curl))));
    let json = json!({
        "name": name, "status": status, "duration": record.millis().unwrap_or(0),
        "start": record.started, "stop": record.started + record.took, "suite": suite, "type": "api", "extra": extra,
    });
    json.as_object().cloned().unwrap_or_default()
}
