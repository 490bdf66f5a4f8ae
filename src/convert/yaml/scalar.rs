//! Scalars: which may stand plain, which are quoted, and how text of several lines is written.

use std::fmt::Write;

use serde_json::Value;

/// From here on, text in double quotes that has line breaks is written in several lines.
const LONG_QUOTED: usize = 40;

/// How long a key may be that stands before its colon in the same line.
const LONGEST_KEY: usize = 1000;

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// Before a colon.
    Key,
    /// Where it may have lines of its own, at this column.
    Value {
        /// The column.
        indent: usize,
    },
}

/// A key as it stands before its colon; one that is too long for that begins with `? `, and its
/// colon comes in a line of its own.
pub(super) fn key(name: &str) -> String {
    let written = text(name, Spot::Key);
    if written.chars().count() > LONGEST_KEY {
        format!("? {written}")
    } else {
        written
    }
}

/// A scalar, an empty map or an empty list.
pub(super) fn scalar(value: &Value, spot: Spot) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(string) => text(string, spot),
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
    }
}

fn text(text: &str, spot: Spot) -> String {
    if text.chars().any(must_be_escaped) {
        return double_quoted(text, spot);
    }
    if !text.contains('\n') {
        return one_line(text, spot);
    }
    match spot {
        Spot::Value { indent } if !ends_in_blanks(text) => literal(text, indent),
        _ => double_quoted(text, spot),
    }
}

/// Whether its last line is of blanks alone, which a block would lose.
fn ends_in_blanks(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    !last.is_empty() && is_blank(last)
}

fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|character| matches!(character, ' ' | '\t'))
}

/// Whether a character can stand in double quotes alone, as an escape: control characters, which no
/// other scalar may hold, and what readers take for a byte-order mark or for no character.
fn must_be_escaped(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn one_line(text: &str, spot: Spot) -> String {
    if can_be_plain(text, spot) {
        return text.to_owned();
    }
    if text.contains('"') && !text.contains('\'') {
        return format!("'{text}'");
    }
    double_quoted(text, spot)
}

/// Whether a text of one line means itself without quotes.
fn can_be_plain(text: &str, spot: Spot) -> bool {
    let begins_otherwise = text.starts_with([
        '\t', ' ', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`',
    ]);
    let is_indicator = text == "-" || text == "?";
    let begins_entry = ["- ", "-\t", "? ", "?\t"];
    let is_cut = [": ", ":\t", " #", "\t#"];
    let ends_otherwise = text.ends_with([' ', '\t', ':', '-']);
    let is_marker = spot == Spot::Key && (text.starts_with("---") || text.starts_with("..."));
    let is_merge = text == "<<";
    !(begins_otherwise
        || is_indicator
        || begins_entry.iter().any(|start| text.starts_with(start))
        || is_cut.iter().any(|part| text.contains(part))
        || ends_otherwise
        || is_marker
        || is_merge
        || means_something_else(text))
}

/// Whether a plain scalar of this text would be no text.
fn means_something_else(text: &str) -> bool {
    let words = [
        "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", ".nan",
        ".NaN", ".NAN",
    ];
    words.contains(&text) || is_infinity(text) || is_number(text)
}

fn is_infinity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    [".inf", ".Inf", ".INF"].contains(&unsigned)
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, is_one: fn(&u8) -> bool| {
        !digits.is_empty() && digits.bytes().all(|byte| is_one(&byte))
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |byte| (b'0'..=b'7').contains(byte));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        ),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits
        && digits(whole)
        && digits(fraction)
        && exponent.is_none_or(|exponent| all(exponent, u8::is_ascii_digit))
}

/// A text of several lines as a literal block, whose lines stand at `indent`.
fn literal(text: &str, indent: usize) -> String {
    let content = text.trim_end_matches(['\n', ' ', '\t']);
    let end = &text[content.len()..];
    let chomping = match end.find('\n') {
        None => "-",
        Some(at) if content.is_empty() || at + 1 != end.len() => "+",
        Some(_) => "",
    };
    // The reader finds the column by the first line that is not of blanks alone.
    let start = text.trim_start_matches('\n');
    let width = if start.starts_with(' ') { "2" } else { "" };
    let mut block = format!("|{width}{chomping}");
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    for (index, line) in lines.enumerate() {
        block.push('\n');
        // Postman's first line is never quite empty.
        if index == 0 || !line.is_empty() {
            block.extend(std::iter::repeat_n(' ', indent));
            block.push_str(line);
        }
    }
    block
}

/// A text in double quotes: line breaks are escapes in a short one and in a key, else lines, each
/// behind an empty one.
fn double_quoted(text: &str, spot: Spot) -> String {
    let lines_at = match spot {
        Spot::Value { indent } if length_in_json(text) >= LONG_QUOTED => Some(indent),
        _ => None,
    };
    let mut quoted = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match (character, lines_at) {
            ('\n', Some(indent)) if rest.peek().is_some() => {
                quoted.push_str("\n\n");
                while rest.peek() == Some(&'\n') && rest.clone().nth(1).is_some() {
                    rest.next();
                    quoted.push('\n');
                }
                quoted.extend(std::iter::repeat_n(' ', indent));
                // A blank that ends its line as well has its escape below.
                if rest.peek() == Some(&' ') && rest.clone().nth(1) != Some('\n') {
                    quoted.push('\\');
                }
            }
            // A blank before a line break is lost where lines are joined.
            (' ', _) if rest.peek() == Some(&'\n') => quoted.push_str("\\ "),
            _ => escape(character, &mut quoted),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(character: char, quoted: &mut String) {
    let short = match character {
        '\0' => "\\0",
        '\x07' => "\\a",
        '\x08' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\x0b' => "\\v",
        '\x0c' => "\\f",
        '\r' => "\\r",
        '\x1b' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        other if must_be_escaped(other) => {
            let code = u32::from(other);
            // A string has room for everything.
            let _ = if code < 0x100 {
                write!(quoted, "\\x{code:02x}")
            } else {
                write!(quoted, "\\u{code:04x}")
            };
            return;
        }
        other => return quoted.push(other),
    };
    quoted.push_str(short);
}

/// How long JSON makes a text, in JavaScript's units, with its quotes.
fn length_in_json(text: &str) -> usize {
    let of = |character: char| match character {
        '"' | '\\' | '\x08' | '\t' | '\n' | '\x0c' | '\r' => 2,
        control if control < ' ' => 6,
        other => other.len_utf16(),
    };
    text.chars().map(of).sum::<usize>() + 2
}
