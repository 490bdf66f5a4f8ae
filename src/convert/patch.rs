//! Changing a YAML text where its content changes: what stays the same stays as it is written, with
//! its comments.

use serde_json::{Map, Value};

use super::merge::same;
use super::yaml::{write_entry, write_member};

/// A part of a text: a member of a map or an entry of a list, with the comments right above it.
struct Part<'t> {
    comments: Vec<&'t str>,
    lines: Vec<&'t str>,
}

/// The text with the new content, where its parts can be told apart; both contents are maps.
pub(super) fn patch(text: &str, old: &Value, new: &Value) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let begins = lines.iter().position(|line| is_content(line))?;
    let (head, body) = lines.split_at(begins);
    let (head, comments) = head.split_at(head.len() - comments_above(head, 0));
    let body: Vec<&str> = comments.iter().chain(body).copied().collect();
    let patched = map(&body, 0, (old.as_object()?, new.as_object()?))?;
    Some(head.concat() + &patched)
}

fn is_content(line: &str) -> bool {
    let line = line.trim();
    !(line.is_empty() || line.starts_with('#') || line == "---" || line.starts_with('%'))
}

fn column(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// How many of the last lines are comments that stand no further in than a column.
fn comments_above(lines: &[&str], at: usize) -> usize {
    let is_comment = |line: &&&str| line.trim_start().starts_with('#') && column(line) <= at;
    lines.iter().rev().take_while(is_comment).count()
}

/// What the parts of a text are of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Map,
    List,
}

impl Of {
    /// Whether a part begins in a line, at that column.
    fn begins(self, line: &str, at: usize) -> bool {
        let content = line.trim();
        let is_entry = content.starts_with("- ") || content == "-";
        let is_one = is_entry == (self == Self::List);
        column(line) == at && is_one && !content.is_empty() && !content.starts_with('#')
    }
}

/// The parts of a map, or of a list, whose members begin at a column.
fn parts<'t>(lines: &[&'t str], at: usize, of: Of) -> Vec<Part<'t>> {
    let mut parts: Vec<Part<'t>> = Vec::new();
    let mut waiting: Vec<&'t str> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if of.begins(line, at) {
            let comments = std::mem::take(&mut waiting);
            let lines = vec![*line];
            parts.push(Part { comments, lines });
            continue;
        }
        // A comment belongs to what follows it, unless that is further in.
        let is_comment = |line: &&&str| line.trim_start().starts_with('#') && column(line) <= at;
        let next = lines[index..].iter().find(|line| !is_comment(line));
        let is_above = is_comment(&line) && next.is_some_and(|next| of.begins(next, at));
        match parts.last_mut() {
            Some(part) if !is_above => part.lines.push(line),
            _ => waiting.push(line),
        }
    }
    if let Some(part) = parts.last_mut() {
        part.lines.append(&mut waiting);
    }
    parts
}

fn map(
    lines: &[&str],
    at: usize,
    contents: (&Map<String, Value>, &Map<String, Value>),
) -> Option<String> {
    let (old, new) = contents;
    let parts = parts(lines, at, Of::Map);
    if parts.len() != old.len() {
        return None;
    }
    let find = |name: &str| {
        old.keys()
            .position(|own| own == name)
            .map(|index| (&parts[index], &old[name]))
    };
    let mut text = String::new();
    for (name, value) in new {
        match find(name) {
            None => text.push_str(&write_member(name, value, at)),
            Some((part, before)) => {
                text.push_str(&part.comments.concat());
                text.push_str(&member(part, at, (name, before, value)));
            }
        }
        close(&mut text);
    }
    Some(text)
}

/// A last line may be without a break.
fn close(text: &mut String) {
    if !text.ends_with('\n') {
        text.push('\n');
    }
}

fn member(part: &Part<'_>, at: usize, change: (&str, &Value, &Value)) -> String {
    let (name, old, new) = change;
    if same(old, new) && in_order(old, new) {
        return part.lines.concat();
    }
    within(part, at, (old, new)).unwrap_or_else(|| {
        let written = write_member(name, new, at);
        with_remark(part, (old, &written))
    })
}

/// Whether members that are entries come in the same order.
fn in_order(old: &Value, new: &Value) -> bool {
    match (old.as_object(), new.as_object()) {
        (Some(old), Some(new)) => old.keys().eq(new.keys()),
        _ => true,
    }
}

/// The part with what is in it changed, where it is a map or a list in lines of its own.
fn within(part: &Part<'_>, at: usize, contents: (&Value, &Value)) -> Option<String> {
    let (first, rest) = part.lines.split_first()?;
    let opens = first
        .split(" #")
        .next()
        .unwrap_or(first)
        .trim_end()
        .ends_with(':');
    let inner = rest
        .iter()
        .find(|line| is_content(line))
        .map(|line| column(line))?;
    if !opens {
        return None;
    }
    let changed = match contents {
        (Value::Object(old), Value::Object(new)) if inner > at && !new.is_empty() => {
            map(rest, inner, (old, new))
        }
        (Value::Array(old), Value::Array(new)) if inner >= at && !new.is_empty() => {
            list(rest, inner, (old, new))
        }
        _ => None,
    };
    changed.map(|changed| format!("{first}{changed}"))
}

fn list(lines: &[&str], at: usize, contents: (&[Value], &[Value])) -> Option<String> {
    let (old, new) = contents;
    let parts = parts(lines, at, Of::List);
    if parts.len() != old.len() {
        return None;
    }
    let start = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| same(old, new))
        .count();
    let left = old.len().min(new.len()) - start;
    let end = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(left)
        .take_while(|(old, new)| same(old, new))
        .count();
    let mut text = String::new();
    for (index, value) in new.iter().enumerate() {
        let is_end = index + end >= new.len();
        let before = if is_end {
            index + old.len() - new.len()
        } else {
            index
        };
        let has_before = is_end || index < old.len() - end;
        if !has_before {
            text.push_str(&write_entry(value, at));
            continue;
        }
        let part = &parts[before];
        text.push_str(&part.comments.concat());
        text.push_str(&entry(part, at, (&old[before], value)));
        close(&mut text);
    }
    Some(text)
}

fn entry(part: &Part<'_>, at: usize, change: (&Value, &Value)) -> String {
    let (old, new) = change;
    if same(old, new) {
        return part.lines.concat();
    }
    entry_within(part, at, change)
        .unwrap_or_else(|| with_remark(part, (old, &write_entry(new, at))))
}

/// The entry with its members changed, where it is a map whose first member stands behind its hyphen.
fn entry_within(part: &Part<'_>, at: usize, change: (&Value, &Value)) -> Option<String> {
    let (old, new) = (change.0.as_object()?, change.1.as_object()?);
    let (first, rest) = part.lines.split_first()?;
    let member = first[at..].strip_prefix("- ")?;
    let inner = at + 2 + column(member);
    let first = format!("{}{}", " ".repeat(inner), member.trim_start_matches(' '));
    let lines: Vec<&str> = std::iter::once(first.as_str())
        .chain(rest.iter().copied())
        .collect();
    let changed = map(&lines, inner, (old, new))?;
    let marked = changed.get(inner..)?;
    // A comment that comes first now can't stand behind the hyphen.
    let is_plain = !marked.starts_with('#') && changed[..inner].trim().is_empty();
    is_plain.then(|| format!("{}-{}{marked}", " ".repeat(at), " ".repeat(inner - at - 1)))
}

/// What is written anew, with the remark that stood behind it; what ends a part beyond that,
/// such as an empty line, stays as well.
fn with_remark(part: &Part<'_>, change: (&Value, &str)) -> String {
    let (old, written) = change;
    let mut text = written.trim_end_matches('\n').to_owned();
    let first = part.lines.first().copied().unwrap_or_default();
    let holds_mark = old.as_str().is_some_and(|text| text.contains(" #"));
    let is_scalar = !old.is_object() && !old.is_array();
    if let Some((_, remark)) = first
        .split_once(" #")
        .filter(|_| is_scalar && !holds_mark && !text.contains('\n'))
    {
        text.push_str(&format!(" #{}", remark.trim_end()));
    }
    text.push('\n');
    // Whether empty lines belong to the content of a block is for its reader to tell.
    let is_block = old.as_str().is_some_and(|text| text.contains('\n'));
    let at = column(first);
    let is_behind = |line: &&&str| match line.trim() {
        "" => !is_block,
        line_text => line_text.starts_with('#') && (!is_block || column(line) <= at),
    };
    let inner = part.lines.get(1..).unwrap_or_default();
    let behind = inner.iter().rev().take_while(is_behind).count();
    text.push_str(&inner[inner.len() - behind..].concat());
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Node;

    /// The text with its new content.
    fn patched(text: &str, new: &Value) -> Option<String> {
        let old = Node::parse(text, 1).unwrap().to_json();
        patch(text, &old, new)
    }

    #[test]
    fn what_is_said_around_a_change_stays() {
        let text = "# head\n\n# of a\na: 1 # one\nb: 'x'\n\n# of c\nc:\n  - k: 1\n    # of v\n    v: 2 # two\n  - k: 3\n# the end\n";
        let new = json!({"a": 2, "b": "x", "c": [{"k": 1, "v": 3}, {"k": 3}]});
        let expected = text.replace("a: 1", "a: 2").replace("v: 2", "v: 3");
        assert_eq!(patched(text, &new).unwrap(), expected);
    }

    #[test]
    fn entries_come_and_go() {
        let text = "l:\n# first\n- a\n# second\n- b\n- c\nm: 1\n";
        let with = |list: Value| patched(text, &json!({"l": list, "m": 1})).unwrap();
        assert_eq!(with(json!(["b", "c"])), "l:\n# second\n- b\n- c\nm: 1\n");
        assert_eq!(
            with(json!(["a", "b", "x", "c"])),
            "l:\n# first\n- a\n# second\n- b\n- x\n- c\nm: 1\n"
        );
        assert_eq!(with(json!([])), "l: []\nm: 1\n");
    }

    #[test]
    fn a_text_whose_parts_can_not_be_told_apart_is_left_to_others() {
        assert_eq!(patched("? a\n: 1\n", &json!({"a": 2})), None);
    }
}
