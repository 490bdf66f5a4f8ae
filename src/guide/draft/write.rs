//! A draft as text: the page with directives in their places, or a side-car that quotes it.

use super::directive::Directive;
use crate::guide::directive::lines::{Line, flow, yaml};
use crate::guide::page::Page;
use crate::guide::page::lines::Lines;
use crate::guide::prose::{Block, BlockKind};
use serde_json::{Value, json};

/// Among how many blocks from the top the title is looked for.
const TITLE_WITHIN: usize = 4;

/// What is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// The page with its directives, in comments of HTML.
    #[default]
    Page,
    /// The page with its directives, in comments of MDX.
    Mdx,
    /// A side-car.
    Sidecar,
}

/// How a draft is written, and how files are named in its header, seen from the file that is written.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// What is written.
    pub form: Form,
    /// The page, for a side-car.
    pub page: String,
    /// Each collection's short name and path.
    pub collections: Vec<(String, String)>,
    /// The environment's path.
    pub environment: Option<String>,
    /// The variables that the environment has a value for.
    pub known: Vec<String>,
}

/// What a draft is made of.
pub(super) struct Parts<'a> {
    pub(super) page: (&'a Page, &'a str, &'a Lines<'a>),
    pub(super) steps: &'a [Directive],
    pub(super) needs: &'a [String],
    /// What takes the place of the page's hosts and values.
    pub(super) values: Vec<Line>,
    pub(super) layout: &'a Layout,
    /// How a comment begins and ends.
    pub(super) comment: (&'a str, &'a str),
}

/// The page with its directives.
pub(super) fn page(parts: &Parts<'_>) -> String {
    let (page, text, lines) = parts.page;
    let mut inserts: Vec<(usize, String)> = vec![header(parts)];
    for step in parts.steps {
        let block = &page.blocks[step.block];
        let (at, indent) = if let Some(fence) = step.fence {
            start_of_line(text, fence)
        } else {
            let indent = " ".repeat(column(block, lines));
            // The head of a tab stands right above what it holds.
            if block.marked.starts_with("=== ") {
                (start_of_line(text, block.range.start).0, indent)
            } else {
                (end_of_line(text, step.after), indent)
            }
        };
        inserts.push((at, comment(parts, &step.lines, &indent)));
    }
    inserts.sort_by_key(|(at, _)| *at);
    let mut whole = String::with_capacity(text.len() * 2);
    let mut copied = 0;
    for (at, insert) in inserts {
        whole.push_str(&text[copied..at]);
        if !whole.is_empty() && !whole.ends_with('\n') {
            whole.push('\n');
        }
        whole.push_str(&insert);
        copied = at;
    }
    whole.push_str(&text[copied..]);
    whole
}

/// The side-car.
pub(super) fn sidecar(parts: &Parts<'_>) -> String {
    let (page, _, _) = parts.page;
    let mut whole = yaml(&[Line::new("page", parts.layout.page.clone())], "");
    whole.push_str(&yaml(&header_lines(parts), ""));
    whole.push_str("steps:\n");
    for step in parts.steps {
        let quote = quote(page, step.block);
        whole.push_str(&format!("- at: {}\n", flow(&json!(quote))));
        whole.push_str(&yaml(&step.lines, "  "));
    }
    whole
}

fn comment(parts: &Parts<'_>, lines: &[Line], indent: &str) -> String {
    let (begin, end) = parts.comment;
    format!(
        "{indent}{begin} postrider\n{}{indent}{end}\n",
        yaml(lines, indent)
    )
}

fn header_lines(parts: &Parts<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let collections = parts
        .layout
        .collections
        .iter()
        .map(|(name, path)| Line::new(name.clone(), path.clone()));
    lines.push(match collections.collect::<Vec<_>>() {
        named if named.is_empty() => Line::new("collections", json!({})),
        named => Line::map("collections", named),
    });
    if let Some(environment) = &parts.layout.environment {
        lines.push(Line::new("environment", environment.clone()));
    }
    let needs: Vec<Value> = parts
        .needs
        .iter()
        .filter(|name| !parts.layout.known.contains(name))
        .map(|name| json!(name))
        .collect();
    lines.extend(parts.values.clone());
    if !needs.is_empty() {
        lines.push(Line::new("needs", Value::Array(needs)));
    }
    lines
}

/// The header, below the front matter or the title.
fn header(parts: &Parts<'_>) -> (usize, String) {
    let (page, text, _) = parts.page;
    let title = page.title.clone().unwrap_or_default();
    let mut lines = header_lines(parts);
    if !title.is_empty() {
        lines.insert(0, Line::new("guide", title));
    }
    // What stands before the title, such as the imports of MDX, is none of the page's words.
    let first_step = parts.steps.iter().map(|step| step.block).min().unwrap_or(0);
    let before = &page.blocks[..first_step.min(TITLE_WITHIN)];
    let is_heading = |block: &&Block| matches!(block.kind, BlockKind::Heading(_));
    let title_of_page = before
        .iter()
        .find(|block| block.kind == BlockKind::Heading(1));
    let first = title_of_page.or_else(|| page.blocks.first().filter(is_heading));
    let at = first.map_or_else(
        || end_of_front_matter(text),
        |block| end_of_line(text, block.range.end),
    );
    // A heading of two lines has its rule on the second.
    let at = match text[at..].lines().next().map(str::trim) {
        Some(rule)
            if first.is_some()
                && !rule.is_empty()
                && rule.chars().all(|each| each == '=' || each == '-') =>
        {
            end_of_line(text, at)
        }
        _ => at,
    };
    (at, format!("\n{}", comment(parts, &lines, "")))
}

fn end_of_front_matter(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("---\n") else {
        return 0;
    };
    rest.find("\n---\n")
        .map_or(0, |end| "---\n".len() + end + "\n---\n".len())
}

/// Where the line of an offset begins, and how far it is indented; in a quote, with its marks.
fn start_of_line(text: &str, offset: usize) -> (usize, String) {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let mark = |each: char| if each == '>' { '>' } else { ' ' };
    (start, text[start..offset].chars().map(mark).collect())
}

/// The first line's beginning after an offset; within a table, the first one after it.
fn end_of_line(text: &str, offset: usize) -> usize {
    let next = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    // A block may end with the line break itself.
    let mut at = if offset > 0 && text[..offset].ends_with('\n') {
        offset
    } else {
        next(offset)
    };
    let in_table = |at: usize| {
        text[..at]
            .lines()
            .next_back()
            .is_some_and(|line| line.trim_start().starts_with('|'))
    };
    while at < text.len()
        && in_table(at)
        && text[at..].trim_start_matches([' ', '\t']).starts_with('|')
    {
        at = next(at);
    }
    at
}

/// How far the text of a block is indented; in a table, its row.
fn column(block: &Block, lines: &Lines<'_>) -> usize {
    if matches!(block.kind, BlockKind::Heading(_)) {
        return 0;
    }
    let start = lines.position(block.range.start);
    let line = lines.line(start.line);
    let row = line.trim_start();
    if row.starts_with('|') {
        line.len() - row.len()
    } else {
        start.column - 1
    }
}

/// The shortest beginning of a block's words that no other block has: a sentence, or all of them.
/// Words that the page says twice can't be quoted; then those before them are.
fn quote(page: &Page, index: usize) -> String {
    let is_unique = |quote: &str| {
        page.blocks
            .iter()
            .filter(|block| block.plain().contains(quote))
            .count()
            == 1
    };
    for block in page.blocks[..=index].iter().rev() {
        let words = block.plain();
        let sentences = words.match_indices(". ").map(|(at, _)| at + 1);
        let mut quotes = sentences.chain([words.len()]).map(|end| &words[..end]);
        let found = quotes
            .find(|quote| (quote.len() > 20 || quote.len() == words.len()) && is_unique(quote));
        if let Some(found) = found {
            return found.to_owned();
        }
    }
    page.blocks[index].plain()
}
