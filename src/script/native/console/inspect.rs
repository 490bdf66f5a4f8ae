//! Node's `util.inspect`, for what scripts log.
//!
//! Objects whose inner levels are few and short stand on one line, others on several; long lists of
//! short things are set in columns. The rules and their numbers are Node's.

use std::fmt::Write as _;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::Logged;

/// How deep objects are shown; Newman's.
const DEPTH: usize = 25;
/// How many entries of a list are shown.
const ENTRIES: usize = 100;
/// How many bytes of a buffer are shown.
const BYTES: usize = 50;
/// How many characters of a text are shown.
const CHARACTERS: usize = 10_000;
/// How many inner levels may share a line.
const COMPACT: usize = 3;

/// Writes a value as Node would, lines broken at `width`.
pub(super) fn inspect(value: &Logged, width: usize) -> String {
    Inspector {
        width,
        indent: 0,
        deepest: 0,
        base: String::new(),
    }
    .value(value, 0)
}

struct Inspector {
    width: usize,
    /// Columns by which the current value is indented.
    indent: usize,
    /// The level of the object that was written last.
    deepest: usize,
    /// What stands before the next object: the number by which it is referred to.
    base: String,
}

/// An object that is about to be put together.
struct Parts {
    open: String,
    close: &'static str,
    entries: Vec<String>,
    level: usize,
    /// Whether the entries are rows of columns.
    is_grouped: bool,
}

impl Inspector {
    fn value(&mut self, value: &Logged, level: usize) -> String {
        let base = std::mem::take(&mut self.base);
        match value {
            Logged::Plain(Value::String(text)) => self.text(text),
            Logged::Plain(Value::Number(number)) => ryu_js::Buffer::new()
                .format(number.as_f64().unwrap_or_default())
                .to_owned(),
            Logged::Plain(value) => value.to_string(),
            Logged::Bare(text) => text.clone(),
            Logged::Undefined => "undefined".into(),
            Logged::Buffer(bytes) => buffer(bytes),
            Logged::Circle(number, value) => {
                self.base = format!("<ref *{number}> ");
                self.value(value, level)
            }
            Logged::Array(_) if level > DEPTH => "[Array]".into(),
            _ if level > DEPTH => "[Object]".into(),
            Logged::Array(list) => self.array(base + "[", list, level),
            Logged::Typed(class, list) => {
                self.array(format!("{base}{class}({}) [", list.len()), list, level)
            }
            Logged::Object(members) => self.braced(base + "{", level, |it| {
                let shown = members.iter();
                shown
                    .map(|(key, value)| format!("{}: {}", name(key), it.indented(value, level)))
                    .collect()
            }),
            Logged::Set(list) => {
                self.braced(format!("{base}Set({}) {{", list.len()), level, |it| {
                    let shown = list
                        .iter()
                        .take(ENTRIES)
                        .map(|entry| it.indented(entry, level));
                    shown.chain(more(list.len())).collect()
                })
            }
            Logged::Map(entries) => {
                self.braced(format!("{base}Map({}) {{", entries.len()), level, |it| {
                    let shown = entries.iter().take(ENTRIES).map(|(key, value)| {
                        format!(
                            "{} => {}",
                            it.indented(key, level),
                            it.indented(value, level)
                        )
                    });
                    shown.chain(more(entries.len())).collect()
                })
            }
        }
    }

    fn indented(&mut self, value: &Logged, level: usize) -> String {
        self.indent += 2;
        let text = self.value(value, level + 1);
        self.indent -= 2;
        text
    }

    /// Texts at the top and within objects are quoted; long ones are broken where they break
    /// themselves.
    fn text(&self, text: &str) -> String {
        let length = width(text);
        let units: Vec<u16> = text.encode_utf16().take(CHARACTERS).collect();
        let shown = String::from_utf16_lossy(&units);
        let rest = if length > CHARACTERS {
            format!(
                "... {} more character{}",
                length - CHARACTERS,
                if length == CHARACTERS + 1 { "" } else { "s" }
            )
        } else {
            String::new()
        };
        if length <= 16 || length + self.indent + 4 <= self.width {
            return quote(&shown) + &rest;
        }
        let lines: Vec<String> = shown.split_inclusive('\n').map(quote).collect();
        lines.join(&format!(" +\n{}", " ".repeat(self.indent + 2))) + &rest
    }

    fn array(&mut self, open: String, list: &[Logged], level: usize) -> String {
        if list.is_empty() {
            return open + "]";
        }
        self.deepest = level;
        let shown = list
            .iter()
            .take(ENTRIES)
            .map(|entry| self.indented(entry, level));
        let mut entries: Vec<String> = shown.chain(more(list.len())).collect();
        let count = entries.len();
        if count > 6 {
            entries = self.columns(entries, list, list.len() > ENTRIES);
        }
        let is_grouped = entries.len() != count;
        self.join(Parts {
            open,
            close: "]",
            entries,
            level,
            is_grouped,
        })
    }

    fn braced(
        &mut self,
        open: String,
        level: usize,
        entries: impl FnOnce(&mut Self) -> Vec<String>,
    ) -> String {
        let before = std::mem::replace(&mut self.deepest, level);
        let entries = entries(self);
        if entries.is_empty() {
            self.deepest = before;
            return open + "}";
        }
        self.join(Parts {
            open,
            close: "}",
            entries,
            level,
            is_grouped: false,
        })
    }

    /// Puts the entries on one line if they fit and hold few levels, else on one each.
    fn join(&self, parts: Parts) -> String {
        let Parts {
            open,
            close,
            entries,
            level,
            is_grouped,
        } = parts;
        if self.deepest - level < COMPACT && !is_grouped {
            // The blank after a reference is not counted.
            let start =
                entries.len() + self.indent + open.len() + 10 - usize::from(open.starts_with('<'));
            let total: usize =
                entries.iter().map(|entry| width(entry)).sum::<usize>() + entries.len() + start;
            if total <= self.width && !entries.iter().any(|entry| entry.contains('\n')) {
                return format!("{open} {} {close}", entries.join(", "));
            }
        }
        let line = format!("\n{}", " ".repeat(self.indent));
        format!(
            "{open}{line}  {}{line}{close}",
            entries.join(&format!(",{line}  "))
        )
    }

    /// Sets short entries in columns. `more`: the last one only tells how many are not shown.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Node computes the number of columns in floating point; the numbers are small"
    )]
    fn columns(&self, mut entries: Vec<String>, list: &[Logged], more: bool) -> Vec<String> {
        let rest = if more { entries.pop() } else { None };
        let widths: Vec<usize> = entries.iter().map(|entry| cell_width(entry)).collect();
        let total: usize = widths.iter().map(|width| width + 2).sum();
        let longest = widths.iter().copied().max().unwrap_or(0);
        let cell = longest + 2;
        let count = entries.len() + usize::from(more);
        let few = total as f64 / cell as f64 <= 5.0 && longest > 6;
        if cell * 3 + self.indent >= self.width || few {
            return entries.into_iter().chain(rest).collect();
        }
        let bias = (cell as f64 - total as f64 / count as f64).sqrt();
        let biased = (cell as f64 - 3.0 - bias).max(1.0);
        let square = ((2.5 * biased * entries.len() as f64).sqrt() / biased).round() as usize;
        let columns = square
            .min((self.width - self.indent) / cell)
            .min(COMPACT * 4)
            .min(15);
        if columns <= 1 {
            return entries.into_iter().chain(rest).collect();
        }
        let numbers = list
            .iter()
            .all(|entry| matches!(entry, Logged::Plain(Value::Number(_))));
        rows(&entries, columns, numbers)
            .into_iter()
            .chain(rest)
            .collect()
    }
}

/// Lays the entries out in rows; numbers stand at the right of their cells, everything else at the
/// left.
fn rows(entries: &[String], columns: usize, numbers: bool) -> Vec<String> {
    let cell = |column: usize| {
        entries
            .iter()
            .skip(column)
            .step_by(columns)
            .map(|entry| cell_width(entry))
            .max()
            .unwrap_or(0)
    };
    let cells: Vec<usize> = (0..columns).map(cell).collect();
    let row = |row: &[String]| {
        let last = row.len() - 1;
        let mut line = String::new();
        for (column, entry) in row.iter().enumerate() {
            let padding = " ".repeat(cells[column] - cell_width(entry));
            let comma = if column == last { "" } else { ", " };
            match (numbers, column == last) {
                (true, _) => line.extend([&padding, entry, comma]),
                (false, false) => line.extend([entry, comma, &padding]),
                (false, true) => line += entry,
            }
        }
        line
    };
    entries.chunks(columns).map(row).collect()
}

/// The line that stands for entries that are not shown.
fn more(length: usize) -> Option<String> {
    let rest = length.checked_sub(ENTRIES).filter(|rest| *rest > 0)?;
    Some(format!(
        "... {rest} more item{}",
        if rest == 1 { "" } else { "s" }
    ))
}

fn buffer(bytes: &[u8]) -> String {
    let mut text = String::from(if bytes.is_empty() {
        "<Buffer "
    } else {
        "<Buffer"
    });
    for byte in bytes.iter().take(BYTES) {
        let _ = write!(text, " {byte:02x}");
    }
    if let Some(rest) = bytes.len().checked_sub(BYTES).filter(|rest| *rest > 0) {
        let _ = write!(
            text,
            " ... {rest} more byte{}",
            if rest == 1 { "" } else { "s" }
        );
    }
    text + ">"
}

/// How many cells of a terminal a text takes.
fn cell_width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

fn width(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A member's name: quoted where it is no identifier.
fn name(key: &str) -> String {
    let mut characters = key.chars();
    let starts = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    if starts && characters.all(|next| next.is_ascii_alphanumeric() || next == '_') {
        key.to_owned()
    } else {
        quote(key)
    }
}

/// Quotes a text with the first of `'`, `"` and `` ` `` that it doesn't hold.
fn quote(text: &str) -> String {
    let mark = ['\'', '"', '`']
        .into_iter()
        .find(|mark| !text.contains(*mark))
        .unwrap_or('\'');
    let mut quoted = String::from(mark);
    for character in text.chars() {
        match character {
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            '\r' => quoted += "\\r",
            '\u{8}' => quoted += "\\b",
            '\u{c}' => quoted += "\\f",
            '\u{b}' => quoted += "\\v",
            '\\' => quoted += "\\\\",
            _ if character == mark => quoted.extend(['\\', mark]),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                let _ = write!(quoted, "\\x{:02X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push(mark);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(encoded: &str, width: usize) -> String {
        inspect(
            &Logged::decode(serde_json::from_str(encoded).unwrap()),
            width,
        )
    }

    #[test]
    fn short_objects_stand_on_one_line() {
        assert_eq!(
            shown(r#"{"o":[["a",1],["b","two"]]}"#, 44),
            "{ a: 1, b: 'two' }"
        );
        assert_eq!(shown(r#"{"a":[1,2,3]}"#, 44), "[ 1, 2, 3 ]");
        assert_eq!(
            shown(r#"{"o":[["a-b",{"o":[]}],["c",{"a":[]}]]}"#, 44),
            "{ 'a-b': {}, c: [] }"
        );
    }

    #[test]
    fn long_objects_are_broken_into_lines() {
        let encoded = r#"{"o":[["first","a text of some length"],["second","another text"]]}"#;
        assert_eq!(
            shown(encoded, 44),
            "{\n  first: 'a text of some length',\n  second: 'another text'\n}"
        );
    }

    #[test]
    fn four_levels_do_not_share_a_line() {
        let encoded = r#"{"o":[["a",{"o":[["b",{"o":[["c",{"o":[["d",1]]}]]}]]}]]}"#;
        assert_eq!(shown(encoded, 80), "{\n  a: { b: { c: { d: 1 } } }\n}");
    }

    #[test]
    fn long_lists_of_short_things_are_set_in_columns() {
        let numbers: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
        let encoded = format!("{{\"a\":[{}]}}", numbers.join(","));
        let expected = "[\n   1,  2,  3,  4,  5,  6,  7,\n   8,  9, 10, 11, 12, 13, 14,\n  \
            15, 16, 17, 18, 19, 20\n]";
        assert_eq!(shown(&encoded, 44), expected);
    }

    #[test]
    fn texts_are_quoted_with_a_mark_that_they_lack() {
        assert_eq!(quote("it's"), "\"it's\"");
        assert_eq!(quote("a\n\u{1}"), "'a\\n\\x01'");
    }
}
