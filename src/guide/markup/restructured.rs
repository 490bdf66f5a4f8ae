//! `reStructuredText` as Markdown.

use super::{indentation, joined};

/// Directives whose content is a sample.
const CODE: [&str; 4] = ["code-block", "code", "sourcecode", "parsed-literal"];
/// Directives whose content is a note.
const NOTES: [&str; 10] = [
    "note",
    "tip",
    "warning",
    "important",
    "hint",
    "caution",
    "danger",
    "attention",
    "seealso",
    "admonition",
];

/// Directives that take in another file.
const INCLUDES: [&str; 2] = ["include", "literalinclude"];

/// What a line stands in.
enum Inside {
    Text,
    /// What follows `::`: behind an empty line a sample, below what is indented so far.
    Literal(usize),
    /// The options of such a directive, before its first empty line.
    Options(usize),
    /// A sample, and how far its first line is indented.
    Code(usize, usize),
    /// A note.
    Note(usize),
    /// What is no words of the page.
    Left(usize),
}

pub(super) fn as_markdown(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut inside = Inside::Text;
    for line in text.lines() {
        let trimmed = line.trim();
        let (depth, is_empty) = (indentation(line), trimmed.is_empty());
        let goes_on = |below: usize| is_empty || depth > below;
        let (next, written) = match inside {
            Inside::Literal(below) if is_empty => {
                (Inside::Code(below, 0), format!("{}```", " ".repeat(below)))
            }
            Inside::Options(below) if is_empty => (Inside::Code(below, 0), String::new()),
            Inside::Options(below) if depth > below => (Inside::Options(below), String::new()),
            Inside::Code(below, first) if goes_on(below) => {
                let first = if first == 0 { depth } else { first };
                let content = line.get(first.min(depth)..).unwrap_or(trimmed);
                (
                    Inside::Code(below, first),
                    format!("{}{content}", " ".repeat(below)),
                )
            }
            Inside::Note(below) if goes_on(below) => (
                Inside::Note(below),
                format!("{}> {trimmed}", " ".repeat(below)),
            ),
            Inside::Left(below) if goes_on(below) => (Inside::Left(below), String::new()),
            _ => {
                if let Inside::Code(below, _) | Inside::Options(below) = inside {
                    end_sample(&mut lines, below);
                }
                words(line, &mut lines)
            }
        };
        inside = next;
        lines.push(written);
    }
    if let Inside::Code(below, _) | Inside::Options(below) = inside {
        lines.push(String::new());
        end_sample(&mut lines, below);
    }
    joined(&lines)
}

/// Ends a sample in the last empty line.
fn end_sample(lines: &mut Vec<String>, below: usize) {
    let end = format!("{}```", " ".repeat(below));
    match lines.last_mut().filter(|last| last.trim().is_empty()) {
        Some(last) => *last = end,
        None => lines.push(end),
    }
}

/// A line that begins something, and what the next ones stand in.
fn words(line: &str, before: &mut [String]) -> (Inside, String) {
    let (depth, trimmed) = (indentation(line), line.trim());
    let margin = &line[..depth];
    if let Some(level) = rule(trimmed) {
        match before.last_mut() {
            Some(title) if !title.trim().is_empty() => {
                if title.trim().chars().count() <= trimmed.chars().count() {
                    *title = format!("{level} {}", title.trim());
                    return (Inside::Text, String::new());
                }
            }
            // A rule above a title.
            _ => return (Inside::Text, String::new()),
        }
    }
    if let Some(directive) = trimmed.strip_prefix(".. ") {
        let (name, rest) = directive.split_once("::").unwrap_or((directive, ""));
        let name = name.trim().to_lowercase();
        return match () {
            () if CODE.contains(&&*name) => (
                Inside::Options(depth),
                format!("{margin}```{}", rest.trim()),
            ),
            () if NOTES.contains(&&*name) => {
                (Inside::Note(depth), format!("{margin}> {}", rest.trim()))
            }
            () if INCLUDES.contains(&&*name) => {
                let path = rest.trim();
                (
                    Inside::Left(depth),
                    format!("{margin}[!INCLUDE [{path}]({path})]"),
                )
            }
            () => (Inside::Left(depth), String::new()),
        };
    }
    // The number of an item is its place.
    let (item, trimmed) = match trimmed.strip_prefix("#. ") {
        Some(words) => ("1. ", words),
        None => ("", trimmed),
    };
    match trimmed.strip_suffix("::") {
        // The line behind it is the sample's first, which is empty.
        Some("") => (Inside::Options(depth), format!("{margin}```")),
        Some(words) => (
            Inside::Literal(depth),
            format!("{margin}{item}{}:", spans(words)),
        ),
        None => (Inside::Text, format!("{margin}{item}{}", spans(trimmed))),
    }
}

/// The mark of the heading that a rule makes of the words above it.
fn rule(line: &str) -> Option<&'static str> {
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    let is_rule = line.len() >= 3 && line.chars().all(|each| each == first);
    is_rule.then_some(match first {
        '=' | '#' | '*' => "#",
        '-' => "##",
        _ => "###",
    })
}

/// Words without their roles: ``:guilabel:`Send` `` is `` `Send` ``.
fn spans(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(":`") {
        let (before, behind) = rest.split_at(at);
        let role = before.rfind(':').filter(|role| {
            let name = &before[role + 1..];
            !name.is_empty()
                && name
                    .chars()
                    .all(|each| each.is_ascii_alphanumeric() || each == '-')
        });
        match role {
            Some(role) => text.push_str(&before[..role]),
            None => text.push_str(&rest[..=at]),
        }
        rest = &behind[1..];
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_notes_and_samples_are_found_on_their_lines() {
        let page = "=====\nTitle\n=====\n\nFirst\n~~~~~\n\n#. Click :guilabel:`Send`.\n\n   .. code-block:: bash\n      :linenos:\n\n      curl \\\n        http://h/a\n\n#. Look::\n\n      {\"a\": 1}\n\n.. note:: Mind\n   this.\n\n.. include:: other.rst\n.. image:: a.png\n   :alt: x\nEnd ``code``.\n";
        let expected = "\n# Title\n\n\n### First\n\n\n1. Click `Send`.\n\n   ```bash\n\n\n   curl \\\n     http://h/a\n   ```\n1. Look:\n```\n{\"a\": 1}\n```\n> Mind\n> this.\n> \n[!INCLUDE [other.rst](other.rst)]\n\n\nEnd ``code``.\n";
        let read = as_markdown(page);
        assert_eq!(read, expected);
        assert_eq!(read.lines().count(), page.lines().count());
    }
}
