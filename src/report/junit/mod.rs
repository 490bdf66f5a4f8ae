//! Newman's `JUnit` report, with what is wrong in it put right.
//!
//! A suite is an item of one iteration. It is spooled to a temporary file when the item ends, since
//! the head of the document holds totals that are known at the end only: memory does not grow with
//! the run.

mod class_name;
mod names;
mod xml;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::sync::Arc;

use super::cli::Curl;
use super::description::{Audience, Description, EXPORT, Opened};
use super::output::Output;
use super::parts::EARLY_END;
use super::record::{Problem, Record, Recorder, Test, TestOutcome};
use super::{Opening, ReportError, Reporter, parts};
use crate::collection::Collection;
use crate::runner::{Cursor, Event, EventKind, Summary};
use class_name::class_name;
use names::Names;
use xml::{attribute, cdata};

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "junit",
    stands_for: &["junitfull", "junitxml", "xunit"],
    help: "a file: Newman's JUnit report, with its defects fixed",
    ending: "xml",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let junit = Junit::new(opening.file_output()?).with(opening.facts.style.curl);
    Ok(Some(Box::new(junit)))
}

/// Writes the report.
pub struct Junit {
    out: Option<Output>,
    recorder: Recorder,
    spool: Option<BufWriter<File>>,
    failed: Option<io::Error>,
    /// The collections that ran, each by its id and name.
    collections: Vec<(String, String)>,
    totals: Totals,
    names: Names,
    /// When the run began, in ISO form.
    timestamp: String,
}

/// What the head of the document says.
#[derive(Default)]
struct Totals {
    tests: usize,
    failures: usize,
    errors: usize,
    /// Milliseconds of all responses.
    millis: u64,
}

impl Junit {
    /// Writes to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out: Some(out),
            recorder: Recorder::default(),
            spool: None,
            failed: None,
            collections: Vec::new(),
            totals: Totals::default(),
            names: Names::default(),
            timestamp: String::new(),
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

    fn begin(&mut self, collection: &Collection, time: i64) {
        if self.collections.is_empty() {
            self.timestamp = parts::moment(time);
        }
        self.collections
            .push((collection.id.clone(), collection.name.clone()));
    }

    fn suite(&mut self, record: &Record) {
        let suite = Suite {
            record,
            collection: self.collections.last(),
            timestamp: &self.timestamp,
        };
        let (text, counts) = suite.write(&mut self.names);
        self.totals.tests += counts.tests;
        self.totals.failures += counts.failures;
        self.totals.errors += counts.errors;
        self.totals.millis += record.millis().unwrap_or(0);
        self.keep(&text);
    }

    /// Keeps a suite until the head of the document is known.
    fn keep(&mut self, suite: &str) {
        if self.failed.is_some() {
            return;
        }
        let spool = match self.spool.take() {
            Some(spool) => Ok(spool),
            None => tempfile::tempfile().map(BufWriter::new),
        };
        let kept = spool.and_then(|spool| {
            let spool = self.spool.insert(spool);
            spool.write_all(suite.as_bytes())
        });
        self.failed = kept.err();
    }

    // Differs from Postman: Newman's report of a run that ended early is green
    // (`every_report_says_that_the_run_ended_early`).
    fn early_end(&mut self, reason: &str) {
        let mut suite = String::from("  <testsuite");
        attribute(&mut suite, "name", EARLY_END);
        attribute(&mut suite, "timestamp", &self.timestamp);
        suite.push_str(" tests=\"1\" failures=\"0\" errors=\"1\" time=\"0.000\">\n    <testcase");
        attribute(&mut suite, "name", EARLY_END);
        attribute(&mut suite, "time", "0.000");
        attribute(&mut suite, "classname", EARLY_END);
        suite.push_str(">\n      <error");
        attribute(&mut suite, "message", reason);
        suite.push_str("/>\n    </testcase>\n  </testsuite>\n");
        self.totals.tests += 1;
        self.totals.errors += 1;
        self.keep(&suite);
    }

    /// Writes the head, then what was spooled.
    fn write_document(&mut self, out: &mut Output) -> io::Result<()> {
        let names: Vec<&str> = self
            .collections
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        let totals = &self.totals;
        let mut head = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
        attribute(&mut head, "name", &names.join(", "));
        for (name, count) in [
            ("tests", totals.tests),
            ("failures", totals.failures),
            ("errors", totals.errors),
        ] {
            attribute(&mut head, name, &count.to_string());
        }
        attribute(&mut head, "time", &seconds(totals.millis));
        let Some(spool) = self.spool.take() else {
            out.write(&format!("{head}/>"));
            return Ok(());
        };
        let mut spool = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
        spool.rewind()?;
        out.write(&format!("{head}>\n"));
        let mut lines = BufReader::new(spool);
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            out.write(&line);
            line.clear();
        }
        out.write("</testsuites>");
        Ok(())
    }
}

impl Reporter for Junit {
    fn event(&mut self, event: &Event) {
        if let Some(record) = self.recorder.note(event) {
            self.suite(&record);
        }
        if let EventKind::Start(run) = &event.kind {
            self.begin(&run.collection, event.at.time);
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        if let Some(reason) = summary.ended_early() {
            self.early_end(reason);
        }
        let Some(mut out) = self.out.take() else {
            return Ok(());
        };
        let spooled = self
            .failed
            .take()
            .map_or(Ok(()), Err)
            .and_then(|()| self.write_document(&mut out));
        match spooled {
            Ok(()) => out.finish(),
            Err(cause) => Err(ReportError::Spool {
                reporter: "junit",
                cause,
            }),
        }
    }
}

/// What a suite counts.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// What all cases of a suite say.
struct Facts<'n> {
    /// In seconds.
    time: String,
    class: String,
    cursor: Arc<Cursor>,
    names: &'n mut Names,
    /// The attempts before, until the case has them that they led to.
    attempts: String,
}

/// An item of an iteration.
struct Suite<'a> {
    record: &'a Record,
    /// The collection, by its id and name.
    collection: Option<&'a (String, String)>,
    timestamp: &'a str,
}

impl Suite<'_> {
    // Differs from Postman: Newman folds iterations and tests of the same name together, so that a
    // failure can be hidden by a later pass; it counts skipped tests as passed, and errors are no
    // test cases (`each_iteration_is_a_suite_and_nothing_hides_a_failure`).
    fn write(&self, names: &mut Names) -> (String, Counts) {
        let record = self.record;
        let counts = self.counts();
        let name = record.title();
        let mut text = String::from("  <testsuite");
        attribute(&mut text, "name", &name);
        attribute(&mut text, "id", &record.item.id);
        attribute(&mut text, "timestamp", self.timestamp);
        attribute(&mut text, "tests", &counts.tests.to_string());
        attribute(&mut text, "failures", &counts.failures.to_string());
        attribute(&mut text, "errors", &counts.errors.to_string());
        if counts.skipped > 0 {
            attribute(&mut text, "skipped", &counts.skipped.to_string());
        }
        let mut facts = Facts {
            time: seconds(record.millis().unwrap_or(0)),
            class: self.class(&name),
            cursor: Arc::clone(&record.cursor),
            names,
            attempts: self.attempts(),
        };
        attribute(&mut text, "time", &facts.time);
        let mut inner = String::new();
        if !record.errors.is_empty() {
            inner.push_str(&format!(
                "    <system-err>{}</system-err>\n",
                cdata(&self.errors_as_text())
            ));
        }
        if let Some(curl) = &record.curl {
            inner.push_str(&format!("    <system-out>{}</system-out>\n", cdata(curl)));
        }
        // Newman's cases come first, so that whoever counts on their places finds them.
        for test in &record.tests {
            self.test(&mut inner, test, &mut facts);
        }
        for problem in &record.errors {
            of_problem(&mut inner, problem, &mut facts);
        }
        if let Some(why) = &record.why_skipped {
            let mut skipped = "      <skipped".to_owned();
            attribute(&mut skipped, "message", why);
            case(&mut inner, "request", &mut facts, &(skipped + "/>\n"));
        }
        if self.is_bare() {
            let attempts = std::mem::take(&mut facts.attempts);
            case(&mut inner, "request", &mut facts, &attempts);
        }
        if inner.is_empty() {
            text.push_str("/>\n");
        } else {
            text.push_str(&format!(">\n{inner}  </testsuite>\n"));
        }
        (text, counts)
    }

    fn counts(&self) -> Counts {
        let record = self.record;
        let skipped = record
            .tests
            .iter()
            .filter(|test| matches!(test.outcome, TestOutcome::Skipped))
            .count();
        let problems = record.errors.len();
        let expectations = record.errors.iter().filter(|one| is_expectation(one));
        let expectations = expectations.count();
        Counts {
            tests: record.tests.len() + problems + usize::from(record.skipped || self.is_bare()),
            failures: record.failed_tests().count() + expectations,
            errors: problems - expectations,
            skipped: skipped + usize::from(record.skipped),
        }
    }

    /// The same for every iteration, so that the history of a test goes on.
    fn class(&self, name: &str) -> String {
        let path = self.record.path();
        let class = class_name(&path);
        if class.is_empty() {
            class_name(self.collection.map_or(name, |(_, name)| name))
        } else {
            class
        }
    }

    /// Whether it has no case that could say that it is flaky.
    fn is_bare(&self) -> bool {
        let record = self.record;
        let is_told = record.skipped || !record.tests.is_empty() || !record.errors.is_empty();
        !is_told && !record.attempts.is_empty()
    }

    /// The attempts before the last, as Maven's Surefire has them.
    fn attempts(&self) -> String {
        let element = if self.record.has_failed() {
            "rerunFailure"
        } else {
            "flakyFailure"
        };
        let mut text = String::new();
        for reason in &self.record.attempts {
            text.push_str(&format!("      <{element} type=\"Attempt\""));
            attribute(&mut text, "message", reason);
            text.push_str("/>\n");
        }
        text
    }

    fn errors_as_text(&self) -> String {
        let mut text = format!("Iteration: {}\n", self.record.cursor.iteration);
        for problem in self
            .record
            .errors
            .iter()
            .filter(|problem| problem.place == "request")
        {
            text.push_str(&format!("RequestError: {}\n", problem.error.stack));
        }
        text.push_str("\n---\n");
        for (place, name) in [
            ("test-script", "testScript"),
            ("prerequest-script", "prerequestScript"),
        ] {
            for problem in self
                .record
                .errors
                .iter()
                .filter(|problem| problem.place == place)
            {
                // Newman knows the calls only where chai has built the stack.
                let error = &problem.error;
                let is_of_chai = error.name == "AssertionError" && !error.stack.is_empty();
                let words = if is_of_chai {
                    &error.stack
                } else {
                    &error.message
                };
                text.push_str(&format!("{name}Error: {words}\n---\n"));
            }
        }
        text
    }

    fn test(&self, inner: &mut String, test: &Test, facts: &mut Facts<'_>) {
        let mut content = match &test.outcome {
            TestOutcome::Passed => String::new(),
            TestOutcome::Skipped => "      <skipped/>\n".to_owned(),
            TestOutcome::Failed(error) => {
                let (id, collection) = self.collection.map_or(("", ""), |(id, name)| (id, name));
                let mut content = String::from("      <failure type=\"AssertionFailure\"");
                attribute(&mut content, "message", &error.message);
                content.push_str(">\n");
                let lines = [
                    "Failed 1 times.".to_owned(),
                    format!("Collection JSON ID: {id}."),
                    format!("Collection name: {collection}."),
                    format!("Request name: {}.", self.record.path()),
                    format!("Test description: {}.", test.name),
                    format!("Error message: {}.", error.message),
                    format!("Stacktrace: {}.", error.stack),
                ];
                for line in lines {
                    content.push_str(&format!("        {}\n", cdata(&line)));
                }
                content.push_str("      </failure>\n");
                content
            }
        };
        // The first that failed has them, or the first of all where none has.
        if matches!(test.outcome, TestOutcome::Failed(_)) || !self.record.has_failed() {
            content.push_str(&std::mem::take(&mut facts.attempts));
        }
        case(inner, &test.name, facts, &content);
    }
}

/// Whether a script says that something is not as it should be, outside of a test: that is no error
/// of the script.
// Differs from Postman: Newman counts it as an error, for which readers blame the script
// (`an_expectation_outside_of_a_test_is_a_failure`).
fn is_expectation(problem: &Problem) -> bool {
    problem.error.name == "AssertionError"
}

fn of_problem(inner: &mut String, problem: &Problem, facts: &mut Facts<'_>) {
    let error = &problem.error;
    let element = if is_expectation(problem) {
        "failure"
    } else {
        "error"
    };
    let mut content = format!("      <{element}");
    attribute(&mut content, "type", &error.name);
    attribute(&mut content, "message", &error.message);
    let text = if error.stack.is_empty() {
        format!("{}: {}", error.name, error.message)
    } else {
        error.stack.clone()
    };
    content.push_str(&format!(">{}</{element}>\n", cdata(&text)));
    content.push_str(&std::mem::take(&mut facts.attempts));
    case(inner, problem.place, facts, &content);
}

// Differs from Postman: Newman has one case for all tests of a name; readers such as GitLab take the
// first of those that are called alike, so each has a name of its own
// (`each_case_has_a_name_of_its_own`).
fn case(inner: &mut String, name: &str, facts: &mut Facts<'_>, content: &str) {
    let name = facts.names.own(&facts.cursor, &facts.class, name);
    inner.push_str("    <testcase");
    attribute(inner, "name", &name);
    attribute(inner, "time", &facts.time);
    attribute(inner, "classname", &facts.class);
    if content.is_empty() {
        inner.push_str("/>\n");
    } else {
        inner.push_str(&format!(">\n{content}    </testcase>\n"));
    }
}

/// Milliseconds as seconds.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}
