//! Findings for a terminal: each with the line that it is about and the place underlined.

use std::collections::HashMap;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Code, Finding, Severity};
use crate::text::sanitise;

/// How findings are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Drawing {
    /// Whether colours are used.
    pub colours: bool,
    /// The columns that there are.
    pub width: usize,
}

/// How many characters of a line are drawn on each side of a place: documents that programs write are
/// one line.
const DRAWN: usize = 1000;

/// Writes findings for people. `texts` are the files that they are in, each with its name.
pub fn show<C: Code>(findings: &[Finding<C>], texts: &[(&str, &str)], drawing: Drawing) -> String {
    let renderer = if drawing.colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(drawing.width);
    let lines: HashMap<&str, Vec<&str>> = texts
        .iter()
        .rev()
        .map(|(name, text)| (*name, text.lines().collect()))
        .collect();
    let mut shown = String::new();
    let mut ruler = Ruler::default();
    for finding in findings {
        let own = lines.get(finding.file.as_str());
        let line = own.and_then(|lines| lines.get(finding.at.line - 1).copied());
        let excerpt = ruler.excerpt(line.unwrap_or_default(), finding);
        shown.push_str(&show_one(finding, &excerpt, &renderer));
        shown.push_str("\n\n");
    }
    shown
}

/// The part of a line that is drawn.
struct Excerpt<'l> {
    text: &'l str,
    /// Which of its characters the finding begins with, from 0.
    start: usize,
}

/// Measures lines: from where it measured last, since many findings may be in one long line.
#[derive(Default)]
struct Ruler<'l> {
    line: &'l str,
    /// A place in it, in characters and in bytes.
    column: usize,
    byte: usize,
}

impl<'l> Ruler<'l> {
    fn excerpt<C: Code>(&mut self, line: &'l str, finding: &Finding<C>) -> Excerpt<'l> {
        let column = finding.at.column - 1;
        let first = column.saturating_sub(DRAWN);
        if !std::ptr::eq(self.line, line) || first < self.column {
            *self = Self {
                line,
                ..Self::default()
            };
        }
        self.byte += width(&line[self.byte..], first - self.column);
        self.column = first;
        let rest = &line[self.byte..];
        let shown = column - first + finding.length.min(DRAWN) + DRAWN;
        Excerpt {
            text: &rest[..width(rest, shown)],
            start: column - first,
        }
    }
}

/// How many bytes so many characters have.
fn width(text: &str, characters: usize) -> usize {
    let mut all = text.char_indices();
    all.nth(characters).map_or(text.len(), |(at, _)| at)
}

fn show_one<C: Code>(finding: &Finding<C>, excerpt: &Excerpt<'_>, renderer: &Renderer) -> String {
    let line = sanitise(excerpt.text);
    let start = width(&line, excerpt.start);
    let end = width(&line, excerpt.start + finding.length).max(start);
    let level = match finding.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let (message, file) = (sanitise(&finding.message), sanitise(&finding.file));
    let snippet = Snippet::source(&*line)
        .line_start(finding.at.line)
        .annotation(AnnotationKind::Primary.span(start..end));
    let title = level.primary_title(&*message).id(finding.code.name());
    let column = finding.at.column;
    let mut group = if column > excerpt.start + 1 {
        // The snippet can't know the column.
        let place = Origin::path(&*file).line(finding.at.line);
        title.element(place.char_column(column)).element(snippet)
    } else {
        title.element(snippet.path(&*file))
    };
    let collection = finding
        .collection
        .as_deref()
        .map(|path| format!("in the collection: {}", sanitise(path)));
    let suggestion = finding.suggestion.as_deref().map(sanitise);
    if let Some(collection) = &collection {
        group = group.element(Level::NOTE.message(collection.as_str()));
    }
    if let Some(suggestion) = &suggestion {
        group = group.element(Level::HELP.message(&**suggestion));
    }
    renderer.render(&[group])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Position;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Odd;

    impl Code for Odd {
        const ALL: &'static [Self] = &[Self];
        const FILE: &'static str = "file";

        fn facts(self) -> (Severity, &'static str, &'static str) {
            (Severity::Error, "odd", "it is odd")
        }
    }

    #[test]
    fn a_place_far_into_a_long_line_is_drawn_with_what_is_around_it() {
        let line = format!("{}here{}", "ü".repeat(50_000), "x".repeat(50_000));
        let at = |column| Finding {
            code: Odd,
            file: "c.json".to_owned(),
            at: Position { line: 1, column },
            length: 4,
            message: "it is odd".to_owned(),
            collection: None,
            suggestion: None,
        };
        let drawing = Drawing {
            colours: false,
            width: 80,
        };
        // The second is before the first, the third behind it.
        let findings = [at(50_001), at(3), at(100_004)];
        let shown = show(&findings, &[("c.json", &line)], drawing);
        for place in ["c.json:1:50001\n", "c.json:1:3\n", "c.json:1:100004\n"] {
            assert!(shown.contains(place), "{shown}");
        }
        assert!(shown.contains("üühere"), "{shown}");
        assert!(shown.len() < 2000, "{shown}");
    }
}
