//! TAP, version 14: a line for each test, with what went wrong below it.

use super::description::{Audience, Description, EXPORT, Opened};
use super::output::Output;
use super::record::{Record, Recorder, TestOutcome};
use super::{Opening, ReportError, Reporter};
use crate::runner::{ErrorRecord, Event, EventKind, Summary};
use crate::text;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "tap",
    stands_for: &[],
    help: "standard output, or a file: TAP 14",
    ending: "tap",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let tap = Tap::new(opening.output()?);
    Ok(Some(Box::new(tap)))
}

/// Writes the report.
pub struct Tap {
    out: Option<Output>,
    recorder: Recorder,
    count: usize,
}

impl Tap {
    /// Writes to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out: Some(out),
            recorder: Recorder::default(),
            count: 0,
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(out) = &mut self.out {
            out.write(text);
        }
    }

    fn item(&mut self, record: &Record) {
        let path = record.title();
        for problem in &record.errors {
            let detail = diagnosis(&problem.error, problem.place);
            self.point(
                Point {
                    is_ok: false,
                    name: &format!("{path}: {}", problem.place),
                    directive: "",
                },
                &detail,
            );
        }
        for test in &record.tests {
            let name = format!("{path}: {}", test.name);
            match &test.outcome {
                TestOutcome::Passed => self.point(
                    Point {
                        is_ok: true,
                        name: &name,
                        directive: "",
                    },
                    "",
                ),
                TestOutcome::Skipped => {
                    self.point(
                        Point {
                            is_ok: true,
                            name: &name,
                            directive: " # SKIP",
                        },
                        "",
                    );
                }
                TestOutcome::Failed(error) => {
                    let detail = diagnosis(error, "test-script");
                    self.point(
                        Point {
                            is_ok: false,
                            name: &name,
                            directive: "",
                        },
                        &detail,
                    );
                }
            }
        }
        if record.errors.is_empty() && record.tests.is_empty() {
            let why = record.why_skipped.as_deref();
            let directive = why.map_or_else(String::new, |why| format!(" # SKIP {why}"));
            self.point(
                Point {
                    is_ok: true,
                    name: &path,
                    directive: &directive,
                },
                "",
            );
        }
        if let Some(out) = &mut self.out {
            out.flush();
        }
    }

    fn point(&mut self, point: Point<'_>, detail: &str) {
        self.count += 1;
        let state = if point.is_ok { "ok" } else { "not ok" };
        let line = format!(
            "{state} {} - {}{}\n",
            self.count,
            described(point.name),
            point.directive
        );
        self.write(&line);
        self.write(detail);
    }
}

/// A line of the report.
#[derive(Clone, Copy)]
struct Point<'a> {
    is_ok: bool,
    name: &'a str,
    directive: &'a str,
}

impl Reporter for Tap {
    fn event(&mut self, event: &Event) {
        if let Some(record) = self.recorder.note(event) {
            self.item(&record);
        }
        if let EventKind::Start(run) = &event.kind {
            if run.number == 0 {
                self.write("TAP version 14\n");
            }
            let name = described(&run.collection.name);
            self.write(&format!("# {name}\n"));
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        if summary.interrupted {
            self.write("Bail out! interrupted\n");
        } else if let Some(error) = &summary.error {
            let error = described(error);
            self.write(&format!("Bail out! {error}\n"));
        }
        for (what, tried) in summary.tried() {
            let line = described(&format!("{what}: {} ({})", tried.path, tried.reason()));
            self.write(&format!("# {line}\n"));
        }
        let plan = format!("1..{}\n", self.count);
        self.write(&plan);
        self.out.take().map_or(Ok(()), Output::finish)
    }
}

/// A text on one line, in which nothing looks like a directive: not to whoever knows that `\#` is
/// none, and not to the many that do not.
fn described(text: &str) -> String {
    let line = text::sanitise_line(text).replace('\\', "\\\\");
    let mut pieces = line.split('#');
    let mut described = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        described.push_str(if is_directive(piece) {
            "\\\\u{23}"
        } else {
            "\\#"
        });
        described.push_str(piece);
    }
    described
}

/// Whether a text would be a directive behind a `#`.
fn is_directive(text: &str) -> bool {
    let word = text.trim_start().as_bytes();
    let begins_with = |name: &[u8]| {
        word.get(..name.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    begins_with(b"skip") || begins_with(b"todo")
}

/// What went wrong, as a block of YAML. JSON strings are YAML too.
fn diagnosis(error: &ErrorRecord, place: &str) -> String {
    let quoted = |text: &str| {
        let json = serde_json::Value::from(text).to_string();
        text::sanitise_json(&json).into_owned()
    };
    let stack = if error.stack.is_empty() {
        String::new()
    } else {
        format!("  stack: {}\n", quoted(&error.stack))
    };
    format!(
        "  ---\n  message: {}\n  severity: fail\n  name: {}\n  at: {}\n{stack}  ...\n",
        quoted(&error.message),
        quoted(&error.name),
        quoted(place),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_without_a_directive() {
        for (name, line) in [
            (
                "a\nok 99 - forged\r\nBail out!",
                "a\\\\nok 99 - forged\\\\u{d}\\\\nBail out!",
            ),
            ("a # SKIP b", "a \\\\u{23} SKIP b"),
            ("a #todo", "a \\\\u{23}todo"),
            ("a \\# Skip", "a \\\\\\\\u{23} Skip"),
            ("issue #12", "issue \\#12"),
            ("##SKIP", "\\#\\\\u{23}SKIP"),
            (
                "a\u{2028}b\u{202e}c\u{9b}d",
                "a\\\\u{2028}b\\\\u{202e}c\\\\u{9b}d",
            ),
        ] {
            assert_eq!(described(name), line);
        }
    }
}
