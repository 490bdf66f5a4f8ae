//! What was sent and answered in a guide, step by step, in Markdown: for its author to paste into
//! the page.

use std::fmt::Write;

use super::output::Output;
use super::{ReportError, Reporter};
use crate::exchange::{Body, Header, Response};
use crate::runner::{Event, EventKind, GuideStep, Outcome, Source, Summary, Verdict, Written};
use crate::script::Assertion;
use crate::text;

/// How many bytes of a body are written.
const BODY: usize = 16 * 1024;

/// Headers of responses that say something to a reader; the others differ from server to server.
const TELLING: [&str; 5] = [
    "content-type",
    "location",
    "link",
    "retry-after",
    "www-authenticate",
];

/// Writes the transcript.
pub struct Transcript {
    out: Option<Output>,
    /// What is known of the step that has begun.
    open: String,
    /// Its assertions, a line each.
    asserted: Vec<String>,
}

impl Transcript {
    /// Writes to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out: Some(out),
            open: String::new(),
            asserted: Vec::new(),
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(out) = &mut self.out {
            out.write(text);
        }
    }

    fn begin_step(&mut self, step: &GuideStep) {
        let masked = |text: &str| line_of(text);
        let mut open = format!("\n## {}. {}\n", step.number, masked(&step.name));
        if !step.sentence.is_empty() {
            // Writing to a string can't fail.
            let _ = write!(open, "\n> {}\n", masked(&step.sentence));
        }
        self.open = open;
        self.asserted.clear();
    }

    fn exchange(&mut self, outcome: &Outcome) {
        self.open
            .push_str(&format!("\nSent:\n\n{}", sent(&outcome.request)));
        let received = match &outcome.result {
            Ok(exchange) => received(&exchange.response),
            Err(error) => format!("No response: {}\n", line_of(&error.to_string())),
        };
        self.open.push_str(&format!("\nReceived:\n\n{received}"));
    }

    fn assertions(&mut self, assertions: &[Assertion]) {
        for assertion in assertions {
            let sign = match (&assertion.error, assertion.skipped) {
                (_, true) => "–",
                (Some(_), _) => "✗",
                (None, _) => "✓",
            };
            let name = line_of(&assertion.name);
            self.asserted
                .push(format!("- {sign} `{}`\n", name.replace('`', "'")));
        }
    }

    fn end_step(&mut self, verdict: &Verdict) {
        let mut open = std::mem::take(&mut self.open);
        let said = match verdict {
            Verdict::Passed => "Passed.".to_owned(),
            Verdict::NotRun(reason) => format!("Not run: {}", line_of(reason)),
            Verdict::Failed(reasons) => {
                let reasons: Vec<String> = reasons
                    .iter()
                    .map(|reason| format!("- {}", line_of(reason)))
                    .collect();
                format!("Failed:\n\n{}", reasons.join("\n"))
            }
        };
        if !self.asserted.is_empty() {
            let _ = write!(open, "\n{}", self.asserted.concat());
        }
        let _ = write!(open, "\n{said}\n");
        self.write(&open);
    }
}

impl Reporter for Transcript {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Start(run) => {
                let name = line_of(&run.collection.name);
                self.write(&format!("# Transcript: {name}\n"));
            }
            EventKind::BeforeStep(step) => self.begin_step(step),
            EventKind::Request(outcome, Source::Collection) => self.exchange(outcome),
            EventKind::Assertions(assertions) => self.assertions(assertions),
            EventKind::Step(_, verdict) => self.end_step(verdict),
            _ => {}
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        self.out.take().map_or(Ok(()), Output::finish)
    }
}

fn sent(request: &Written) -> String {
    let wire = &request.wire;
    let own = wire.headers.iter().filter(|header| !header.system);
    let head = head(&format!("{} {}", wire.method, request.url), own);
    match &wire.body {
        Body::Empty => head,
        Body::Bytes(bytes) => head + &body(bytes),
        Body::Chunks(_) => {
            let size = text::size(wire.body.len());
            format!("{head}\n(a form or a file of {size})\n")
        }
    }
}

fn received(response: &Response) -> String {
    let status = format!(
        "HTTP/{} {} {}",
        response.http_version, response.code, response.reason
    );
    let is_telling =
        |header: &&Header| TELLING.contains(&header.name.to_ascii_lowercase().as_str());
    let telling = response.headers.iter().filter(is_telling);
    head(status.trim_end(), telling) + &body(&response.body)
}

/// The first line of a message and its headers, as fenced text.
fn head<'h>(first: &str, headers: impl Iterator<Item = &'h Header>) -> String {
    let mut head = format!("{first}\n");
    for header in headers {
        // Writing to a string can't fail.
        let _ = writeln!(head, "{}: {}", header.name, header.value);
    }
    fenced("http", &head)
}

/// A body in a fence of its own; one that is JSON is indented.
fn body(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    let size = text::size(bytes.len() as u64);
    let Some(shown) = text::utf8_prefix(bytes, BODY) else {
        return format!("\n({size} that are no text)\n");
    };
    let json = serde_json::from_str::<serde_json::Value>(shown).ok();
    let language = if json.is_some() { "json" } else { "" };
    let pretty = json.map_or_else(|| shown.to_owned(), |json| format!("{json:#}"));
    let mut written = format!("\n{}", fenced(language, &pretty));
    if shown.len() < bytes.len() {
        let part = text::size(shown.len() as u64);
        let _ = write!(written, "\n(the first {part} of {size})\n");
    }
    written
}

/// Words on one line, harmless.
fn line_of(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    text::sanitise(&line).replace('<', "&lt;")
}

/// A fence that is longer than any in the text.
pub(super) fn fenced(language: &str, body: &str) -> String {
    let mut fence = "```".to_owned();
    while body.contains(&fence) {
        fence.push('`');
    }
    format!(
        "{fence}{language}\n{}\n{fence}\n",
        text::sanitise(body.trim_end_matches('\n'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_within() {
        assert_eq!(fenced("json", "a ``` b\n"), "````json\na ``` b\n````\n");
    }
}
