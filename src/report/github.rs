//! Annotations for GitHub Actions: each failure at the line of the collection, or of the guide,
//! that it comes from.

use super::description::{Audience, Description, EXPORT, Opened};
use super::output::Output;
use super::parts::EARLY_END;
use super::place::Source;
use super::{Opening, ReportError, Reporter};
use crate::runner::{Event, EventKind, FailureRecord, GuideStep, Summary, Verdict};
use crate::text;

/// How many annotations are written: GitHub shows no more of a step.
const MOST: usize = 100;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "github",
    stands_for: &[],
    help: "standard output, or a file: annotations for GitHub Actions at the lines of the collection",
    ending: "txt",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let collections = opening.facts.collections.iter();
    let sources = collections.map(|path| Source::read(path));
    let github = Github::new(opening.output()?, sources.collect());
    Ok(Some(Box::new(github)))
}

/// Writes the annotations.
pub struct Github {
    out: Option<Output>,
    /// Where the collections are from, in the order in which they run.
    sources: Vec<Source>,
    /// Failed steps of a guide, which are told as they happen.
    has_steps: bool,
}

impl Github {
    /// Writes to `out`; `sources` are those of the collections.
    pub fn new(out: Output, sources: Vec<Source>) -> Self {
        Self {
            out: Some(out),
            sources,
            has_steps: false,
        }
    }

    fn write(&mut self, annotation: &Annotation<'_>) {
        if let Some(out) = &mut self.out {
            out.write(&annotation.command());
        }
    }

    fn step(&mut self, step: &GuideStep, reasons: &[String]) {
        self.has_steps = true;
        let title = format!("Step {}: {}", step.number, step.name);
        let message = format!("{}\n{}", step.sentence, reasons.join("\n"));
        let annotation = Annotation {
            level: "error",
            place: Some((&step.page, Some(step.line))),
            title: &title,
            message: &message,
        };
        self.write(&annotation);
    }

    fn failure(&mut self, failure: &FailureRecord) {
        let place = self
            .sources
            .get(failure.cursor.collection)
            .and_then(|source| source.place(failure));
        let place = place.as_ref().map(|(path, line)| (path.as_str(), *line));
        let error = &failure.error;
        let title = format!("{}{}", failure.path(), failure.cursor.suffix());
        let test = error
            .test
            .as_ref()
            .map(|test| format!("{test}\n"))
            .unwrap_or_default();
        let message = format!("{test}{}: {}\nat {}", error.name, error.message, failure.at);
        self.write(&Annotation {
            level: "error",
            place,
            title: &title,
            message: &message,
        });
    }
}

impl Reporter for Github {
    fn event(&mut self, event: &Event) {
        if let EventKind::Step(step, Verdict::Failed(reasons)) = &event.kind {
            self.step(step, reasons);
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let failures: &[FailureRecord] = if self.has_steps {
            &[]
        } else {
            &summary.failures
        };
        for failure in failures.iter().take(MOST) {
            self.failure(failure);
        }
        if failures.len() > MOST {
            let message = format!("{} more failures are not shown", failures.len() - MOST);
            self.write(&Annotation {
                level: "warning",
                place: None,
                title: "postrider",
                message: &message,
            });
        }
        for (what, tried) in summary.tried().into_iter().take(MOST) {
            let title = format!("{what}: {}", tried.path);
            self.write(&Annotation {
                level: "warning",
                place: None,
                title: &title,
                message: &tried.reason(),
            });
        }
        if let Some(error) = summary.ended_early() {
            self.write(&Annotation {
                level: "error",
                place: None,
                title: EARLY_END,
                message: error,
            });
        }
        self.out.take().map_or(Ok(()), Output::finish)
    }
}

/// A command of GitHub's workflows that marks a place.
#[derive(Debug, Clone, Copy)]
pub struct Annotation<'a> {
    /// `error`, `warning` or `notice`.
    pub level: &'static str,
    /// The file and the line.
    pub place: Option<(&'a str, Option<usize>)>,
    /// What it is called.
    pub title: &'a str,
    /// What it says.
    pub message: &'a str,
}

impl Annotation<'_> {
    /// The command, as a line.
    pub fn command(&self) -> String {
        let mut properties = Vec::new();
        if let Some((file, line)) = self.place {
            properties.push(format!("file={}", property(file)));
            properties.extend(line.map(|line| format!("line={line}")));
        }
        properties.push(format!("title={}", property(self.title)));
        format!(
            "::{} {}::{}\n",
            self.level,
            properties.join(","),
            data(self.message)
        )
    }
}

/// A message: what would end the command is escaped, and control characters are made harmless.
fn data(text: &str) -> String {
    let lines: Vec<String> = text
        .replace('%', "%25")
        .replace("\r\n", "\n")
        .split('\n')
        .map(harmless)
        .collect();
    lines.join("%0A")
}

fn harmless(line: &str) -> String {
    text::sanitise(&line.replace('\r', "%0D")).into_owned()
}

/// A property, in which commas and colons have a meaning too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_say_can_not_be_a_command() {
        let annotation = Annotation {
            level: "error",
            place: Some(("a,b.json", Some(3))),
            title: "x::y",
            message: "100%\n::set-output name=a::b\r\u{1b}[31m",
        };
        let command = annotation.command();
        assert!(
            command.starts_with(
                "::error file=a%2Cb.json,line=3,title=x%3A%3Ay::100%25%0A::set-output"
            ),
            "{command}"
        );
        assert!(
            !command.contains('\u{1b}') && command.lines().count() == 1,
            "{command}"
        );
    }
}
