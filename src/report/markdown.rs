//! A summary in Markdown, as for the page of a CI job.

use std::fmt::Write;

use super::cli::Curl;
use super::description::{Audience, Description, EXPORT, Opened};
use super::output::Output;
use super::record::{Record, Recorder, TestOutcome};
use super::transcript::fenced;
use super::{Opening, ReportError, Reporter};
use crate::contract::{AspectKind, Coverage};
use crate::runner::{Count, Event, EventKind, FailureRecord, Proofs, Summary, Verdict};
use crate::text;

/// How many failures are listed.
const FAILURES: usize = 100;
/// How many skipped tests and requests are listed.
const SKIPPED: usize = 50;
/// How many operations and requests of a contract are listed.
const OPERATIONS: usize = 200;
/// How many of the slowest requests are listed.
const SLOWEST: usize = 5;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "markdown",
    stands_for: &["md"],
    help: "a file, the page of a GitHub job, or standard output: a summary",
    ending: "md",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let page = opening.facts.job_page.clone();
    let out = match page.filter(|_| !opening.has("export")) {
        Some(page) => Output::end_of(page, opening.facts.readers)?,
        None => opening.output()?,
    };
    let markdown = Markdown::new(out).with(opening.facts.style.curl);
    Ok(Some(Box::new(markdown)))
}

/// Writes the summary.
pub struct Markdown {
    out: Option<Output>,
    recorder: Recorder,
    names: Vec<String>,
    skipped: Skipped,
    /// The slowest requests, the slowest first: milliseconds and path.
    slowest: Vec<(u64, String)>,
    /// The steps of a guide, a row of the table each.
    steps: Vec<String>,
    /// The requests of what failed, each with its title and its command.
    commands: Vec<(String, String)>,
}

/// What was skipped: the first of it by name.
#[derive(Default)]
struct Skipped {
    names: Vec<String>,
    count: usize,
}

impl Markdown {
    /// Writes to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out: Some(out),
            recorder: Recorder::default(),
            names: Vec::new(),
            skipped: Skipped::default(),
            slowest: Vec::new(),
            steps: Vec::new(),
            commands: Vec::new(),
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

    fn item(&mut self, record: &Record) {
        if let Some(curl) = record
            .curl
            .as_ref()
            .filter(|_| self.commands.len() < FAILURES)
        {
            self.commands.push((record.title(), curl.clone()));
        }
        let mut skipped: Vec<String> = Vec::new();
        if record.skipped {
            skipped.push(record.path());
        }
        let tests = record
            .tests
            .iter()
            .filter(|test| matches!(test.outcome, TestOutcome::Skipped));
        skipped.extend(tests.map(|test| format!("{}: {}", record.path(), test.name)));
        for name in skipped {
            self.skipped.count += 1;
            if self.skipped.names.len() < SKIPPED {
                self.skipped.names.push(name);
            }
        }
        if let Some(millis) = record.millis() {
            let place = self.slowest.partition_point(|(other, _)| *other >= millis);
            if place < SLOWEST {
                self.slowest.insert(place, (millis, record.path()));
                self.slowest.truncate(SLOWEST);
            }
        }
    }

    fn page(&self, summary: &Summary) -> String {
        let mut page = String::new();
        let names: Vec<String> = self.names.iter().map(|name| inline(name)).collect();
        let verdict = if summary.passed() {
            "✅ passed"
        } else {
            "❌ failed"
        };
        // Writing to a string can't fail.
        let _ = writeln!(page, "## {} {verdict}\n", names.join(", "));
        if summary.interrupted {
            let _ = writeln!(page, "The run was interrupted.\n");
        } else if let Some(error) = &summary.error {
            let _ = writeln!(page, "The run ended early: {}\n", inline(error));
        }
        counts(&mut page, summary);
        self.steps(&mut page);
        Self::failures(&mut page, summary);
        for (title, command) in &self.commands {
            let _ = write!(page, "\n{}:\n\n{}", inline(title), fenced("sh", command));
        }
        for (title, list) in [("Flaky", &summary.flaky), ("Given up", &summary.given_up)] {
            if !list.is_empty() {
                let _ = writeln!(page, "\n### {title}\n");
            }
            for tried in list.iter().take(FAILURES) {
                let path = inline(&tried.path);
                let _ = writeln!(page, "- {path} ({})", tried.reason());
            }
        }
        if let Some(coverage) = &summary.coverage {
            contract(&mut page, coverage);
        }
        if let Some(proofs) = &summary.proofs {
            proven(&mut page, proofs);
        }
        self.skipped.list(&mut page);
        if !self.slowest.is_empty() {
            let _ = writeln!(
                page,
                "\n<details><summary>Slowest requests</summary>\n\n| time | request |\n| ---: | --- |"
            );
            for (millis, path) in &self.slowest {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "milliseconds, shown to a tenth of a second at most"
                )]
                let time = text::duration(*millis as f64);
                let _ = writeln!(page, "| {time} | {} |", inline(path));
            }
            let _ = writeln!(page, "\n</details>");
        }
        page
    }

    fn steps(&self, page: &mut String) {
        if self.steps.is_empty() {
            return;
        }
        let _ = writeln!(
            page,
            "\n### Steps\n\n| | step | the page says | at | verdict | why |"
        );
        let _ = writeln!(
            page,
            "| ---: | --- | --- | --- | --- | --- |\n{}",
            self.steps.join("\n")
        );
    }

    fn failures(page: &mut String, summary: &Summary) {
        if summary.failures.is_empty() {
            return;
        }
        let _ = writeln!(
            page,
            "\n### Failures\n\n| | request | test | what went wrong |\n| ---: | --- | --- | --- |"
        );
        for (index, failure) in summary.failures.iter().enumerate().take(FAILURES) {
            let _ = writeln!(page, "| {} | {} |", index + 1, Self::cells(failure));
        }
        if summary.failures.len() > FAILURES {
            let _ = writeln!(page, "\n… and {} more", summary.failures.len() - FAILURES);
        }
    }

    fn cells(failure: &FailureRecord) -> String {
        let request = format!("{}{}", inline(&failure.path()), failure.cursor.suffix());
        let test = failure.error.test.as_deref().unwrap_or(&failure.at);
        format!(
            "{request} | {} | {}: {}",
            inline(test),
            inline(&failure.error.name),
            inline(&failure.error.message)
        )
    }
}

impl Reporter for Markdown {
    fn event(&mut self, event: &Event) {
        if let Some(record) = self.recorder.note(event) {
            self.item(&record);
        }
        match &event.kind {
            EventKind::Start(run) => self.names.push(run.collection.name.clone()),
            EventKind::Step(step, verdict) => {
                let (word, reason) = match verdict {
                    Verdict::Passed => ("✅ passed", String::new()),
                    Verdict::Failed(reasons) => ("❌ failed", inline(&reasons.join("; "))),
                    Verdict::NotRun(reason) => ("– not run", inline(reason)),
                };
                let place = format!("{}:{}", step.page, step.line);
                self.steps.push(format!(
                    "| {} | {} | {} | {} | {word} | {reason} |",
                    step.number,
                    inline(&step.name),
                    inline(&step.sentence),
                    inline(&place)
                ));
            }
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
        out.write(&self.page(summary));
        out.finish()
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds, shown to a tenth of a second at most"
)]
fn counts(page: &mut String, summary: &Summary) {
    let stats = &summary.stats;
    let _ = writeln!(page, "| | executed | failed |\n| --- | ---: | ---: |");
    let rows: [(&str, Count); 5] = [
        ("iterations", stats.iterations),
        ("requests", stats.requests),
        ("test scripts", stats.test_scripts),
        ("pre-request scripts", stats.prerequest_scripts),
        ("assertions", stats.assertions),
    ];
    for (name, count) in rows {
        let _ = writeln!(page, "| {name} | {} | {} |", count.total, count.failed);
    }
    let took = summary.took() as f64;
    let _ = write!(page, "\n{} in all", text::duration(took));
    if summary.response_time.is_measured() {
        let spread = &summary.response_time;
        let [average, most] = [spread.average(), spread.max()].map(text::duration);
        let _ = write!(page, ", {average} a response on average, {most} at most");
    }
    let _ = writeln!(page, ", {} received", text::size(summary.received));
}

/// How much of a contract was touched.
fn contract(page: &mut String, coverage: &Coverage) {
    let _ = writeln!(
        page,
        "\n### Contract\n\n| | touched |\n| --- | ---: |\n| operations | {} |",
        coverage.share().text()
    );
    for kind in AspectKind::ALL {
        let share = coverage.share_of(kind).text();
        let _ = writeln!(page, "| {} | {share} |", kind.plural());
    }
    let _ = writeln!(
        page,
        "\n{}",
        text::plural(coverage.violations(), "failed check")
    );
    let untouched = coverage.operations.iter();
    let untouched = untouched.filter(|covered| covered.exchanges == 0);
    let untouched = untouched.map(|covered| inline(&covered.described.name()));
    let untouched: Vec<String> = untouched.collect();
    details(page, "Operations that were not touched", &untouched);
    let unknown = coverage.unknown.iter();
    let unknown = unknown.map(|(request, times)| format!("{} ({times})", inline(request)));
    let unknown: Vec<String> = unknown.collect();
    details(page, "Requests that no specification knows", &unknown);
}

/// How much the steps of guides have proven.
fn proven(page: &mut String, proofs: &Proofs) {
    let _ = writeln!(
        page,
        "\n### What the steps prove\n\n| | proven |\n| --- | ---: |\n| requests of the collections | {} |\n| samples of the pages | {} |",
        proofs.sent().text(),
        proofs.proven().text()
    );
    for (title, left) in proofs.left() {
        let left: Vec<String> = left.iter().map(|proof| inline(&proof.told())).collect();
        details(page, &handlebars::html_escape(&title), &left);
    }
}

/// A list that is opened by who wants to see it.
fn details(page: &mut String, title: &str, list: &[String]) {
    if list.is_empty() {
        return;
    }
    let count = list.len();
    let _ = writeln!(page, "\n<details><summary>{title} ({count})</summary>\n");
    for line in list.iter().take(OPERATIONS) {
        let _ = writeln!(page, "- {line}");
    }
    if count > OPERATIONS {
        let _ = writeln!(page, "- … and {} more", count - OPERATIONS);
    }
    let _ = writeln!(page, "\n</details>");
}

impl Skipped {
    fn list(&self, page: &mut String) {
        let Self { names, count } = self;
        if *count == 0 {
            return;
        }
        let _ = writeln!(page, "\n<details><summary>Skipped ({count})</summary>\n");
        for name in names {
            let _ = writeln!(page, "- {}", inline(name));
        }
        if *count > names.len() {
            let _ = writeln!(page, "- … and {} more", count - names.len());
        }
        let _ = writeln!(page, "\n</details>");
    }
}

/// A text on one line in which nothing is Markdown or HTML.
fn inline(text: &str) -> String {
    /// What may begin something in Markdown.
    const SPECIAL: &str = "\\`*_{}[]()#+-!|~>$@:/";
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(line.len());
    for character in text::sanitise(&line).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            // An address or a mention would become a link.
            '@' => escaped.push_str("&#64;"),
            ':' => escaped.push_str("&#58;"),
            '/' | '(' | ')' | '-' | '+' | '$' => escaped.push(character),
            special if SPECIAL.contains(special) => {
                escaped.push('\\');
                escaped.push(special);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_say_is_neither_markdown_nor_html() {
        assert_eq!(
            inline("a | <img src=x>\n# b"),
            "a \\| &lt;img src=x\\> \\# b"
        );
        assert_eq!(
            inline("[x](http://e.org) @me `c`"),
            "\\[x\\](http&#58;//e.org) &#64;me \\`c\\`"
        );
    }
}
