//! What was sent and answered in a guide, step by step, in Markdown: for its author to paste into
//! the page.

use std::fmt::Write;

use super::output::Output;
use super::{ReportError, Reporter};
use crate::exchange::{Body, Headers};
use crate::runner::{Event, EventKind, GuideStep, Outcome, Source, Summary, Verdict};
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
        let wire = &outcome.request.wire;
        let body = match &wire.body {
            Body::Bytes(bytes) => Some(&bytes[..]),
            Body::Empty | Body::Chunks(_) => None,
        };
        let first = format!("{} {}", wire.method, outcome.request.url);
        let mut sent = self.message((&first, &wire.headers, |_: &str| true), body);
        if let Body::Chunks(_) = wire.body {
            let _ = write!(
                sent,
                "\n(a form or a file of {})\n",
                text::size(wire.body.len())
            );
        }
        self.open.push_str(&format!("\nSent:\n\n{sent}"));
        let received = match &outcome.result {
            Ok(exchange) => {
                let response = &exchange.response;
                let status = format!(
                    "HTTP/{} {} {}",
                    response.http_version, response.code, response.reason
                );
                let is_telling = |name: &str| TELLING.contains(&name.to_ascii_lowercase().as_str());
                self.message(
                    (status.trim_end(), &response.headers, is_telling),
                    Some(&response.body),
                )
            }
            Err(error) => format!("No response: {}\n", line_of(&error.to_string())),
        };
        self.open.push_str(&format!("\nReceived:\n\n{received}"));
    }

    /// A message as fenced text; a body that is JSON stands in a fence of its own, indented.
    fn message(
        &self,
        (first, headers, is_told): (&str, &Headers, impl Fn(&str) -> bool),
        body: Option<&[u8]>,
    ) -> String {
        let mut head = format!("{}\n", first);
        for header in headers
            .iter()
            .filter(|header| !header.system && is_told(&header.name))
        {
            let _ = writeln!(head, "{}: {}", header.name, &header.value);
        }
        let mut written = fenced("http", &head);
        match body.map(|body| (body, text::utf8_prefix(body, BODY))) {
            None | Some((&[], _)) => {}
            Some((body, None)) => {
                let _ = write!(
                    written,
                    "\n({} that are no text)\n",
                    text::size(body.len() as u64)
                );
            }
            Some((body, Some(shown))) => {
                let json = serde_json::from_str::<serde_json::Value>(shown).ok();
                let language = if json.is_some() { "json" } else { "" };
                let pretty = json.map_or_else(|| shown.to_owned(), |json| format!("{json:#}"));
                let _ = write!(written, "\n{}", fenced(language, &pretty));
                if shown.len() < body.len() {
                    let _ = write!(
                        written,
                        "\n(the first {} of {})\n",
                        text::size(shown.len() as u64),
                        text::size(body.len() as u64)
                    );
                }
            }
        }
        written
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

/// Words on one line, harmless.
fn line_of(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    text::sanitise(&line).replace('<', "&lt;")
}

/// A fence that is longer than any in the text.
fn fenced(language: &str, body: &str) -> String {
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
