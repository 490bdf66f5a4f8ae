//! `reStructuredText` as Markdown.

use super::{as_items, indentation, joined};

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
#[derive(Clone, Copy)]
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
    let mut table = Table::default();
    for line in text.lines() {
        if matches!(inside, Inside::Text) && table.takes(line, lines.len()) {
            lines.push(String::new());
            table.end_row(&mut lines);
            continue;
        }
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

/// A table, whose cells become items of a list on the line where their row begins.
#[derive(Default)]
struct Table {
    /// Where its columns begin, in characters; none where no table is open.
    columns: Vec<usize>,
    /// Whether lines part its rows, `+---+`, or each line is one.
    is_grid: bool,
    /// The line on which the row begins, and its cells.
    row: Option<(usize, Vec<String>)>,
    is_whole: bool,
}

impl Table {
    /// Whether a line is one of a table, which is read then.
    fn takes(&mut self, line: &str, number: usize) -> bool {
        let trimmed = line.trim();
        let only =
            |signs: &str| trimmed.len() > 2 && trimmed.chars().all(|each| signs.contains(each));
        let is_grid = trimmed.starts_with('+') && only("+-=");
        let is_rule = is_grid || (only("= ") && trimmed.contains(' '));
        let is_row = !self.columns.is_empty()
            && !trimmed.is_empty()
            && trimmed.starts_with('|') == self.is_grid;
        self.is_whole = is_rule || !is_row || !self.is_grid;
        if is_rule && (self.columns.is_empty() || is_grid) {
            let part = if is_grid { '+' } else { ' ' };
            let signs: Vec<char> = line.chars().collect();
            let begins = |at: &usize| {
                signs[*at] != part
                    && !signs[*at].is_whitespace()
                    && (*at == 0 || signs[at - 1] == part)
            };
            self.columns = (0..signs.len()).filter(begins).collect();
            self.is_grid = is_grid;
        } else if is_row && !is_rule {
            self.add(line, number);
        } else if !is_rule {
            self.columns.clear();
        }
        is_rule || is_row
    }

    fn add(&mut self, line: &str, number: usize) {
        let signs: Vec<char> = line.chars().collect();
        let count = self.columns.len();
        let (_, cells) = self
            .row
            .get_or_insert_with(|| (number, vec![String::new(); count]));
        let ends = self.columns.iter().skip(1).copied().chain([signs.len()]);
        for (cell, (begin, end)) in cells.iter_mut().zip(self.columns.iter().zip(ends)) {
            let part = signs.get(*begin..end.min(signs.len()));
            let part: String = part.unwrap_or_default().iter().collect();
            cell.push(' ');
            cell.push_str(&spans(part.trim_end_matches('|').trim()));
        }
    }

    /// Writes a row that has ended.
    fn end_row(&mut self, lines: &mut [String]) {
        let row = self.row.take_if(|_| self.is_whole);
        if let Some((number, cells)) = row
            && let Some(line) = lines.get_mut(number)
        {
            *line = as_items(cells.iter().map(String::as_str));
        }
    }
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
    fn the_cells_of_a_table_are_items_on_the_line_of_their_row() {
        let page = "+------+---------+\n| Step | What    |\n+======+=========+\n| 1    | Send    |\n|      | **A b** |\n+------+---------+\n\n=====  ====\nOne    Two\n=====  ====\n``a``  b\n=====  ====\n\nTitle\n=====\n";
        let expected = "\n- Step\t \t \t\n- What\n\n- 1\t \t \t\n- Send **A b**\n\n\n\n\n- One\t \t \t\n- Two\n\n- ``a``\t \t \t\n- b\n\n\n# Title\n\n";
        assert_eq!(as_markdown(page), expected);
    }

    #[test]
    fn headings_lists_notes_and_samples_are_found_on_their_lines() {
        let page = "=====\nTitle\n=====\n\nFirst\n~~~~~\n\n#. Click :guilabel:`Send`.\n\n   .. code-block:: bash\n      :linenos:\n\n      curl \\\n        http://h/a\n\n#. Look::\n\n      {\"a\": 1}\n\n.. note:: Mind\n   this.\n\n.. include:: other.rst\n.. image:: a.png\n   :alt: x\nEnd ``code``.\n";
        let expected = "\n# Title\n\n\n### First\n\n\n1. Click `Send`.\n\n   ```bash\n\n\n   curl \\\n     http://h/a\n   ```\n1. Look:\n```\n{\"a\": 1}\n```\n> Mind\n> this.\n> \n[!INCLUDE [other.rst](other.rst)]\n\n\nEnd ``code``.\n";
        let read = as_markdown(page);
        assert_eq!(read, expected);
        assert_eq!(read.lines().count(), page.lines().count());
    }
}
