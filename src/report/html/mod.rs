//! The HTML report: one file that needs no network and opens from a disk.
//!
//! What there is to show of an item is spooled to temporary files when it ends: a short line for
//! the list, and the whole of it for when the reader opens it. At the end a template is filled,
//! into which the spools stream. The page keeps the details as inert text and reads each when it is
//! opened, so that ten thousand requests stay usable.

mod budget;
mod details;
mod page;
mod problem;
mod spool;
mod statistics;
mod template;
mod times;

use std::io;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::description::{Audience, Description, EXPORT, Opened, ReporterOption};
use super::output::Output;
use super::record::{Record, Recorder, TestOutcome};
use super::{Opening, ReportError, Reporter};
use crate::collection::{read_file, text_of};
use crate::runner::{Event, EventKind, GuideStep, Run, Summary, Verdict};
use crate::text;
use budget::{Budget, MAX_BODY, Shown};
use details::Details;
use page::Page;
pub use problem::TemplateProblem;
use spool::Spool;
use statistics::Statistics;
pub use template::Template;

/// How many bytes of a body are shown where the user does not say.
pub const BODY_LIMIT: usize = 256 * 1024;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "html",
    stands_for: &["htmlextra", "htmlfull"],
    help: "a file: one page to read, search and print",
    ending: "html",
    options: &[
        EXPORT,
        ReporterOption::valued("title", "text", "The title; default: the collection's name"),
        ReporterOption::valued(
            "body-limit",
            "bytes",
            "Keep so much of each body; default: 262144",
        ),
        ReporterOption::valued(
            "max-body",
            "bytes",
            "Keep so much of all requests together; default: 32000000",
        ),
        ReporterOption::valued("template", "path", "A template of yours, in Handlebars"),
        ReporterOption::switch(
            "show-environment",
            "Show the variables of the environment, as they are at the end",
        ),
        ReporterOption::switch(
            "show-globals",
            "Show the global variables, as they are at the end",
        ),
        ReporterOption::switch("dark-theme", "Begin in dark colours"),
    ],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let template = opening.value("template").map(|path| {
        let bytes = read_file("template", Path::new(path))?;
        Ok::<_, ReportError>(Template::read(path, &text_of(&bytes))?)
    });
    let bytes = |name: &str, option: &'static str| {
        let parsed = opening.value(name).map(|text| {
            text.parse().map_err(|_| ReportError::Option {
                option,
                value: text.to_owned(),
                expected: "a number of bytes",
            })
        });
        parsed.transpose()
    };
    let options = Options {
        template: template.transpose()?,
        title: opening.value("title").map(str::to_owned),
        body_limit: bytes("body-limit", "html-body-limit")?,
        max_body: bytes("max-body", "html-max-body")?,
        variables: VariablesShown {
            environment: opening.has("show-environment"),
            globals: opening.has("show-globals"),
        },
        theme: opening.has("dark-theme").then_some("dark"),
    };
    let output = opening.file_output()?;
    let html = Html::new(output, options);
    Ok(Some(Box::new(html)))
}

/// What the user decides about the report.
#[derive(Default)]
pub struct Options {
    /// The template; `None` is ours.
    pub template: Option<Template>,
    /// The title; `None` is the collection's name.
    pub title: Option<String>,
    /// How many bytes of each body are shown.
    pub body_limit: Option<usize>,
    /// How many bytes all items may have together; beyond that bodies are left out.
    pub max_body: Option<usize>,
    /// Which variables are shown.
    pub variables: VariablesShown,
    /// The colours that the page begins with, `dark` or `light`; `None` are those of the system.
    pub theme: Option<&'static str>,
}

/// Which variables are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct VariablesShown {
    /// Those of the environment.
    pub environment: bool,
    /// The global ones.
    pub globals: bool,
}

/// Writes the report.
pub struct Html {
    out: Option<Output>,
    options: Options,
    recorder: Recorder,
    details: Details,
    budget: Budget,
    spools: Option<Spools>,
    failed: Option<io::Error>,
    page: Page,
    statistics: Statistics,
    /// How many items the list has.
    listed: usize,
    /// The number of the last item, and of the last one that sent something: that is the one a step
    /// looks at.
    last: Option<usize>,
    sent: Option<usize>,
}

/// What is kept for the page.
struct Spools {
    /// The list of items, a line each.
    list: Spool,
    /// Everything else about each of them, a line each.
    details: Spool,
}

impl Html {
    /// Writes to `out`.
    pub fn new(out: Output, options: Options) -> Self {
        let limit = options.body_limit.unwrap_or(BODY_LIMIT);
        Self {
            out: Some(out),
            recorder: Recorder::default(),
            details: Details::new(limit),
            budget: Budget::new(options.max_body.unwrap_or(MAX_BODY)),
            options,
            spools: None,
            failed: None,
            page: Page::default(),
            statistics: Statistics::default(),
            listed: 0,
            last: None,
            sent: None,
        }
    }

    fn begin(&mut self, run: &Run, time: i64) {
        let collection = &run.collection;
        self.page.collections.push(collection.name.clone());
        self.page.iterations = self.page.iterations.max(run.iterations);
        self.page.describe(collection);
        if run.number > 0 {
            return;
        }
        self.page
            .environment
            .clone_from(&run.scopes.environment.name);
        // Of several pages, the steps are listed.
        self.page.html = run.page.clone().filter(|_| run.count == 1);
        self.page.started = time;
        match (Spool::new(), Spool::new()) {
            (Ok(list), Ok(details)) => self.spools = Some(Spools { list, details }),
            (Err(error), _) | (_, Err(error)) => self.failed = Some(error),
        }
    }

    fn item(&mut self, record: &Record) {
        let shown = self.budget.fit(Shown {
            details: self.details.take(record),
            line: self.line(record),
            failed: record.has_failed(),
        });
        let number = shown.as_ref().map(|_| self.listed);
        self.statistics.note(record, number);
        self.page.note_skipped(record, number);
        let Some(shown) = shown else {
            self.last = None;
            if record.request.is_some() {
                self.sent = None;
            }
            return;
        };
        let Some(spools) = self.spools.as_mut().filter(|_| self.failed.is_none()) else {
            return;
        };
        let spooled = spools
            .list
            .push(&shown.line)
            .and_then(|()| spools.details.push(&shown.details));
        self.failed = spooled.err();
        if record.request.is_some() {
            self.sent = Some(self.listed);
        }
        self.last = Some(self.listed);
        self.listed += 1;
    }

    /// What the list shows of an item, and what it is found by.
    fn line(&self, record: &Record) -> Value {
        let state = match () {
            () if record.has_failed() => "failed",
            () if record.skipped => "skipped",
            () if !record.attempts.is_empty() => "flaky",
            () => "passed",
        };
        let count = |is_it: fn(&TestOutcome) -> bool| {
            record
                .tests
                .iter()
                .filter(|test| is_it(&test.outcome))
                .count()
        };
        let answer = record
            .request
            .as_ref()
            .and_then(|sent| sent.answer.as_ref());
        json!({
            "name": record.name, "folders": record.folders, "collection": self.page.collections.len().saturating_sub(1),
            "iteration": record.cursor.iteration, "state": state,
            "method": record.request.as_ref().map(|sent| &sent.method), "url": record.request.as_ref().map(|sent| &sent.url),
            "code": answer.map(|answer| answer.code), "millis": answer.map(|answer| answer.millis),
            "offset": record.started.saturating_sub(self.page.started).max(0), "took": record.took,
            "passed": count(|outcome| matches!(outcome, TestOutcome::Passed)),
            "failed": count(|outcome| matches!(outcome, TestOutcome::Failed(_))) + record.errors.len(),
            "skipped": count(|outcome| matches!(outcome, TestOutcome::Skipped)),
            "tests": record.tests.iter().map(|test| test.name.as_str()).collect::<Vec<_>>(),
        })
    }

    /// What the page does not hold, so that a browser can open it; `null` for nothing.
    fn left_out(&self) -> Value {
        let Budget { bare, dropped, .. } = self.budget;
        if bare + dropped == 0 {
            return Value::Null;
        }
        let limit = self.options.max_body.unwrap_or(MAX_BODY) as u64;
        json!({"bodies": bare, "requests": dropped, "limit": text::size(limit)})
    }

    fn step(&mut self, step: &GuideStep, verdict: &Verdict) {
        let (word, reasons): (_, &[String]) = match verdict {
            Verdict::Passed => ("passed", &[]),
            Verdict::Failed(reasons) => ("failed", reasons),
            Verdict::NotRun(reason) => ("not run", std::slice::from_ref(reason)),
        };
        let item = if step.looks { self.sent } else { self.last };
        self.page.steps.push(json!({
            "number": step.number, "name": step.name, "line": step.line, "page": step.page,
            "sentence": step.sentence, "verdict": word, "reasons": reasons, "item": item,
        }));
    }
}

impl Reporter for Html {
    fn event(&mut self, event: &Event) {
        if let EventKind::Item(end) = &event.kind {
            self.details.end(end);
        }
        if let Some(record) = self.recorder.note(event) {
            self.item(&record);
        }
        self.details.note(event);
        match &event.kind {
            EventKind::Start(run) => self.begin(run, event.at.time),
            EventKind::Step(step, verdict) => self.step(step, verdict),
            EventKind::Done(end) => self.page.keep(&end.scopes, self.options.variables),
            _ => {}
        }
    }

    fn wants_proofs(&self) -> bool {
        true
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let Some(mut out) = self.out.take() else {
            return Ok(());
        };
        let template = self.options.template.take().unwrap_or_else(Template::own);
        let rendered = self.failed.take().map_or(Ok(()), Err).and_then(|()| {
            let mut model = self.page.model(summary);
            if let Some(title) = &self.options.title {
                model.insert("title".into(), json!(title));
            }
            model.insert("leftOut".into(), self.left_out());
            model.insert("theme".into(), json!(self.options.theme));
            model.insert("about".into(), json!(self.details.descriptions()));
            for (name, value) in self.statistics.model() {
                model.insert(name.into(), value);
            }
            let mut spools = self.spools.take();
            if template.wants_executions() {
                let all = spools.as_mut().map(executions).transpose()?;
                model.insert("executions".into(), all.unwrap_or_default());
            }
            template.render(&Value::Object(model), spools, &mut out)
        });
        match rendered {
            Ok(()) => out.finish(),
            Err(cause) => Err(ReportError::Spool {
                reporter: "html",
                cause,
            }),
        }
    }
}

/// Everything that was spooled, for templates that go over it themselves.
fn executions(Spools { list, details }: &mut Spools) -> io::Result<Value> {
    let mut all = Vec::new();
    let (mut lists, mut others) = (list.lines()?, details.lines()?);
    while let (Some(line), Some(detail)) = (lines_next(&mut lists)?, lines_next(&mut others)?) {
        let mut members: Map<String, Value> = serde_json::from_str(&line)?;
        let details: Map<String, Value> = serde_json::from_str(&detail)?;
        // The names of tests, which the list is searched by, are part of the tests themselves.
        members.extend(details);
        all.push(Value::Object(members));
    }
    Ok(Value::Array(all))
}

fn lines_next(lines: &mut impl Iterator<Item = io::Result<String>>) -> io::Result<Option<String>> {
    lines.next().transpose()
}
