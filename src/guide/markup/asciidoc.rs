//! `AsciiDoc` as Markdown.

use super::{as_items, joined};

/// What lines between two delimiters are.
enum Inside<'a> {
    Text,
    /// A sample that this delimiter ends.
    Code(&'a str),
    /// A comment.
    Comment,
    /// A table: each of its cells is an item of a list.
    Table,
}

pub(super) fn as_markdown(text: &str) -> String {
    let mut inside = Inside::Text;
    let mut language = "";
    let lines = text.lines().map(|line| {
        let trimmed = line.trim_end();
        match inside {
            Inside::Code(end) if trimmed == end => {
                inside = Inside::Text;
                "```".to_owned()
            }
            Inside::Code(_) => line.to_owned(),
            Inside::Comment => {
                if trimmed == "////" {
                    inside = Inside::Text;
                }
                String::new()
            }
            Inside::Text | Inside::Table if trimmed == "|===" => {
                let is_end = matches!(inside, Inside::Table);
                inside = if is_end { Inside::Text } else { Inside::Table };
                String::new()
            }
            Inside::Table => match trimmed.split_once('|') {
                Some((_, cells)) => as_items(cells.split('|')),
                None => trimmed.to_owned(),
            },
            Inside::Text if trimmed == "////" => {
                inside = Inside::Comment;
                String::new()
            }
            Inside::Text if is_delimiter(trimmed) => {
                inside = Inside::Code(trimmed);
                format!("```{}", std::mem::take(&mut language))
            }
            Inside::Text => {
                if let Some(found) = language_of(trimmed) {
                    language = found;
                    return String::new();
                }
                words(trimmed)
            }
        }
    });
    joined(&lines.collect::<Vec<_>>())
}

/// Whether a line begins a listing or literal text: `----`, `....`.
fn is_delimiter(line: &str) -> bool {
    line.len() >= 4
        && ['-', '.']
            .iter()
            .any(|mark| line.chars().all(|each| each == *mark))
}

/// The language of the listing that follows: `[source,bash]`.
fn language_of(line: &str) -> Option<&str> {
    let attributes = line.strip_prefix('[')?.strip_suffix(']')?;
    let mut parts = attributes.split(',').map(str::trim);
    let is_source = parts.next()?.starts_with("source") || attributes.starts_with(',');
    is_source.then(|| parts.next().unwrap_or_default())
}

fn words(line: &str) -> String {
    let trimmed = line.trim_start();
    let marks = |mark: char| trimmed.len() - trimmed.trim_start_matches(mark).len();
    for (mark, sign) in [('=', '#'), ('.', '1'), ('*', '-'), ('-', '-')] {
        let depth = marks(mark);
        let Some(rest) = trimmed[depth..].strip_prefix(' ').filter(|_| depth > 0) else {
            continue;
        };
        return match sign {
            '#' => format!("{} {rest}", "#".repeat(depth.min(6))),
            '1' => format!("{}1. {rest}", "   ".repeat(depth - 1)),
            _ => format!("{}- {rest}", "   ".repeat(depth - 1)),
        };
    }
    if let Some((path, _)) = trimmed
        .strip_prefix("include::")
        .and_then(|rest| rest.split_once('['))
    {
        return format!("[!INCLUDE [{path}]({path})]");
    }
    let is_attribute = trimmed.starts_with(':') && trimmed[1..].contains(':');
    let is_block = trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains(' ');
    if is_attribute || is_block || trimmed == "+" || trimmed.starts_with("//") {
        return String::new();
    }
    for note in ["NOTE: ", "TIP: ", "IMPORTANT: ", "WARNING: ", "CAUTION: "] {
        if let Some(rest) = trimmed.strip_prefix(note) {
            return format!("> {rest}");
        }
    }
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_table_are_items_on_its_lines() {
        let page = "|===\n|Step |What\n\na|Send *A*\n|Look:\nat it\n|===\nEnd\n";
        let expected = "\n- Step\t \t \t\n- What\n\n- Send *A*\n- Look:\nat it\n\nEnd\n";
        assert_eq!(as_markdown(page), expected);
    }

    #[test]
    fn headings_lists_notes_and_listings_are_found_on_their_lines() {
        let page = "= Title\n:url: x\n\n== List\n\n. One\n.. Two\n* Three\n\nNOTE: Mind this.\n\n[source,bash]\n----\ncurl http://h/a\n. not a list\n----\n\n////\nleft\n////\ninclude::other.adoc[]\n";
        let expected = "# Title\n\n\n## List\n\n1. One\n   1. Two\n- Three\n\n> Mind this.\n\n\n```bash\ncurl http://h/a\n. not a list\n```\n\n\n\n\n[!INCLUDE [other.adoc](other.adoc)]\n";
        assert_eq!(as_markdown(page), expected);
    }
}
