//! Findings for a terminal: each with the line that it is about and the place underlined.

use std::collections::HashMap;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

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
    for finding in findings {
        let own = lines.get(finding.file.as_str());
        let line = own.and_then(|lines| lines.get(finding.at.line - 1).copied());
        shown.push_str(&show_one(finding, line.unwrap_or_default(), &renderer));
        shown.push_str("\n\n");
    }
    shown
}

fn show_one<C: Code>(finding: &Finding<C>, line: &str, renderer: &Renderer) -> String {
    let line = sanitise(line);
    let byte = |column: usize| {
        line.char_indices()
            .nth(column)
            .map_or(line.len(), |(at, _)| at)
    };
    let start = byte(finding.at.column - 1);
    let end = byte(finding.at.column - 1 + finding.length).max(start);
    let level = match finding.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let (message, file) = (sanitise(&finding.message), sanitise(&finding.file));
    let snippet = Snippet::source(&*line)
        .line_start(finding.at.line)
        .path(&*file)
        .annotation(AnnotationKind::Primary.span(start..end));
    let mut group = level
        .primary_title(&*message)
        .id(finding.code.name())
        .element(snippet);
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
