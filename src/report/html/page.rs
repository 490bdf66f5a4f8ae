//! What the page says of the run as a whole: the variables of the template.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::VariablesShown;
use super::details::description_text;
use crate::collection::{Collection, Item, ItemKind, Variable};
use crate::report::coverage;
use crate::report::record::{Record, Test, TestOutcome};
use crate::runner::{Count, FailureRecord, Flaky, Spread, Stats, Summary};
use crate::text;
use crate::variables::{Scope, Scopes};

/// How many skipped tests are named.
const SKIPPED: usize = 200;

/// How many failures stand at the top of the page.
const FAILURES: usize = 500;

/// What is known of the run while it goes.
#[derive(Default)]
pub(super) struct Page {
    /// The names of the collections.
    pub(super) collections: Vec<String>,
    /// What the author of the first collection says of it.
    description: Option<String>,
    /// The same of all collections and their folders, as HTML.
    descriptions: Vec<Value>,
    /// The tests that were skipped: the first of them, and how many there are.
    skipped: Vec<Value>,
    skipped_count: usize,
    /// The variables that are shown.
    variables: Vec<Value>,
    pub(super) environment: Option<String>,
    pub(super) iterations: usize,
    /// When it began, in milliseconds since the Unix epoch.
    pub(super) started: i64,
    /// The steps of a guide.
    pub(super) steps: Vec<Value>,
    /// The guide's page, with a comment in the place of each step.
    pub(super) html: Option<Arc<str>>,
}

impl Page {
    /// Takes what the author says of a collection and its folders.
    pub(super) fn describe(&mut self, collection: &Collection) {
        let own = collection.description.as_ref().and_then(description_text);
        if let Some(text) = own.filter(|text| !text.is_empty()) {
            self.description.get_or_insert_with(|| text.to_owned());
            self.add_description(&collection.name, text);
        }
        for item in &collection.items {
            self.describe_folder(item, "");
        }
    }

    fn describe_folder(&mut self, item: &Item, above: &str) {
        let ItemKind::Folder(items) = &item.kind else {
            return;
        };
        let path = if above.is_empty() {
            item.name.clone()
        } else {
            format!("{above} / {}", item.name)
        };
        let own = item.description.as_deref().and_then(description_text);
        if let Some(text) = own.filter(|text| !text.is_empty()) {
            self.add_description(&path, text);
        }
        for inner in items {
            self.describe_folder(inner, &path);
        }
    }

    fn add_description(&mut self, name: &str, text: &str) {
        self.descriptions
            .push(json!({"name": name, "html": text::markdown(text)}));
    }

    /// Remembers the tests of an item that were skipped; `number` is its place in the list.
    pub(super) fn note_skipped(&mut self, record: &Record, number: Option<usize>) {
        let skipped = |test: &&Test| matches!(test.outcome, TestOutcome::Skipped);
        for test in record.tests.iter().filter(skipped) {
            self.skipped_count += 1;
            if self.skipped.len() < SKIPPED {
                self.skipped
                    .push(json!({"title": record.title(), "test": test.name, "number": number}));
            }
        }
    }

    /// Keeps the variables that are to be shown.
    pub(super) fn keep(&mut self, scopes: &Scopes, shown: VariablesShown) {
        let environment = shown
            .environment
            .then_some(("Environment", &scopes.environment));
        let globals = shown.globals.then_some(("Globals", &scopes.globals));
        let tables = environment.into_iter().chain(globals);
        self.variables = tables.map(|(title, scope)| table(title, scope)).collect();
    }

    /// The variables of the template; `docs/html-report.md` describes them.
    pub(super) fn model(&self, summary: &Summary) -> Map<String, Value> {
        let stats = &summary.stats;
        let failures: Vec<Value> = summary
            .failures
            .iter()
            .take(FAILURES)
            .map(one_failure)
            .collect();
        let json = json!({
            "title": self.collections.join(", "),
            "collections": self.collections,
            "description": self.description,
            "descriptions": self.descriptions,
            "skippedTests": self.skipped,
            "moreSkipped": self.skipped_count - self.skipped.len(),
            "variables": self.variables,
            "passRate": pass_rate(stats),
            "environment": self.environment,
            "generator": concat!("Postrider ", env!("CARGO_PKG_VERSION")),
            "passed": summary.passed(),
            "verdict": if summary.passed() { "passed" } else { "failed" },
            "interrupted": summary.interrupted,
            "error": summary.error,
            "started": moment(summary.started()),
            "completed": moment(summary.completed()),
            "millis": summary.took(),
            "received": text::size(summary.received),
            "responseTime": spread(&summary.response_time),
            "iterations": self.iterations,
            "stats": {
                "iterations": count(stats.iterations), "requests": count(stats.requests),
                "testScripts": count(stats.test_scripts), "prerequestScripts": count(stats.prerequest_scripts),
                "assertions": count(stats.assertions), "skipped": stats.skipped,
            },
            "failures": failures,
            "failureCount": summary.failures.len(),
            "moreFailures": summary.failures.len().saturating_sub(FAILURES),
            "flaky": tried(&summary.flaky),
            "givenUp": tried(&summary.given_up),
            "coverage": summary.coverage.as_deref().map(coverage::to_json),
            "proofs": summary.proofs.as_deref().map(coverage::proofs_to_json),
            "steps": self.steps,
            "page": self.html.as_ref().map(|html| with_verdicts(html, &self.steps)),
        });
        json.as_object().cloned().unwrap_or_default()
    }
}

/// What was tried several times.
fn tried(list: &[Flaky]) -> Vec<Value> {
    let one = |tried: &Flaky| json!({"path": tried.path, "reason": tried.reason(), "iteration": tried.iteration + 1});
    list.iter().map(one).collect()
}

fn table(title: &str, scope: &Scope) -> Value {
    let shown = |variable: &Variable| match variable.value.as_ref() {
        Some(Value::String(text)) => text.clone(),
        value => value.map(Value::to_string).unwrap_or_default(),
    };
    let enabled = scope.iter().filter(|variable| !variable.disabled);
    let rows = enabled.map(|variable| json!({"key": variable.key, "value": shown(variable)}));
    json!({"title": title, "name": scope.name, "rows": rows.collect::<Vec<_>>()})
}

/// How many of the tests that were not skipped have passed, in percent: 100 only where all have.
fn pass_rate(stats: &Stats) -> Option<usize> {
    let tried = stats.assertions.total.saturating_sub(stats.skipped);
    let passed = tried.saturating_sub(stats.assertions.failed);
    (passed * 100).checked_div(tried)
}

/// The page with the verdict of each step in its place. A step that was not reached has none.
fn with_verdicts(html: &str, steps: &[Value]) -> String {
    let mut page = html.to_owned();
    for step in steps {
        let place = format!("<!--step {}-->", step["number"]);
        page = page.replacen(&place, &verdict(step), 1);
    }
    page
}

fn verdict(step: &Value) -> String {
    let text = |key: &str| handlebars::html_escape(step[key].as_str().unwrap_or_default());
    let (class, sign) = match step["verdict"].as_str() {
        Some("passed") => ("passed", "✓"),
        Some("failed") => ("failed", "✗"),
        _ => ("skipped", "–"),
    };
    let mut reasons = String::new();
    for reason in step["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        reasons.push_str("<li>");
        reasons.push_str(&handlebars::html_escape(reason));
        reasons.push_str("</li>");
    }
    let reasons = if reasons.is_empty() {
        reasons
    } else {
        format!("<ul>{reasons}</ul>")
    };
    let item = step["item"]
        .as_u64()
        .map(|item| format!(" data-item=\"{item}\""))
        .unwrap_or_default();
    format!(
        "<aside class=\"proof {class}\"><details{item}><summary><span class=\"state {class}\">{sign} {}</span> {}. {}</summary>\
         <div class=\"inside\"></div></details>{reasons}</aside>",
        text("verdict"),
        step["number"],
        text("name")
    )
}

fn one_failure(failure: &FailureRecord) -> Value {
    let cursor = &failure.cursor;
    let folders: Vec<&str> = failure.folders().collect();
    json!({
        "foldersJson": json!(folders).to_string(),
        "path": failure.path(),
        "request": failure.item.name,
        "folders": folders,
        "test": failure.error.test,
        "name": failure.error.name,
        "message": failure.error.message,
        "at": failure.at,
        "iteration": cursor.iteration + 1,
        "iterations": cursor.cycles,
        "severalIterations": cursor.cycles > 1,
        "position": cursor.position,
        "collection": cursor.collection,
    })
}

fn count(count: Count) -> Value {
    json!({"total": count.total, "failed": count.failed, "passed": count.total.saturating_sub(count.failed)})
}

fn spread(spread: &Spread) -> Value {
    json!({
        "average": text::duration(spread.average()), "min": text::duration(spread.min()), "max": text::duration(spread.max()),
        "deviation": text::duration(spread.deviation()), "measured": spread.is_measured(),
    })
}

/// A time as ISO 8601 in UTC.
fn moment(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|time| format!("{time:.0}"))
        .unwrap_or_default()
}
