//! Pages in other markups than Markdown, as Markdown: enough of it for their headings, lists, marks,
//! notes and samples to be found. Each line stays on its line where that is possible, so that what
//! is found has its place; directives stand in a side-car.

mod asciidoc;
mod html;
mod restructured;

use std::borrow::Cow;

use crate::guide::page::lines::ADDED;

/// A markup that is read through a side-car.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// `reStructuredText`.
    Restructured,
    /// `AsciiDoc`.
    AsciiDoc,
    /// HTML.
    Html,
}

impl Markup {
    /// The markup of files with this ending, if it is one of these.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "rst" => Some(Self::Restructured),
            "adoc" | "asciidoc" => Some(Self::AsciiDoc),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            _ => None,
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Restructured => "reStructuredText",
            Self::AsciiDoc => "AsciiDoc",
            Self::Html => "HTML",
        }
    }

    /// A page in this markup, as Markdown.
    pub fn as_markdown(self, text: &str) -> String {
        match self {
            Self::Restructured => restructured::as_markdown(text),
            Self::AsciiDoc => asciidoc::as_markdown(text),
            Self::Html => html::as_markdown(text),
        }
    }

    /// What was made of a page, each of its lines in one, to be shown with what is found there.
    pub fn in_lines(markdown: &str) -> Cow<'_, str> {
        if markdown.contains(ADDED) {
            Cow::Owned(markdown.replace(ADDED, &" ".repeat(ADDED.len())))
        } else {
            Cow::Borrowed(markdown)
        }
    }
}

/// How far a line is indented.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The cells of a row as the items of a list, all of them on its line.
fn as_items<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let words = cells.map(str::trim).filter(|cell| !cell.is_empty());
    let items: Vec<String> = words.map(|cell| format!("- {cell}")).collect();
    items.join(ADDED)
}

/// Lines as a text again.
fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}
