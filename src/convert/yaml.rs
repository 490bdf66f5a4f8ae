//! JSON values as YAML in the style in which Postman writes its files: two blanks a level, maps and
//! lists in blocks, plain scalars where nothing else could be meant, double quotes before single
//! ones, literal blocks for text of several lines, and no line folded.
//!
//! The text means the same to readers of YAML 1.2's core schema, which Postman's are. No crate
//! writes this style: what they quote and where they fold can't be set.

use serde_json::Value;

mod scalar;

use scalar::{Spot, key, scalar};

/// How much further in a level stands.
const STEP: usize = 2;

/// A value as a document, with a line break at its end.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(members) if !members.is_empty() => write_map(value, 0, &mut text),
        Value::Array(list) if !list.is_empty() => write_list(value, 0, &mut text),
        // In one line, whatever it is: a block has no level here that it could be further in than.
        _ => text.push_str(&scalar(value, Spot::Key)),
    }
    text.push('\n');
    text
}

/// A member of a map whose keys stand at a column, in lines of its own.
pub(super) fn write_member(name: &str, value: &Value, column: usize) -> String {
    let mut text = " ".repeat(column);
    push_member(name, value, column, &mut text);
    text.push('\n');
    text
}

/// An entry of a list whose hyphens stand at a column, in lines of its own.
pub(super) fn write_entry(value: &Value, column: usize) -> String {
    let mut text = " ".repeat(column);
    push_entry(value, column, &mut text);
    text.push('\n');
    text
}

/// A map whose first key stands where the text ends, and the others at `column`.
fn write_map(map: &Value, column: usize, text: &mut String) {
    let members = map.as_object().into_iter().flatten();
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            new_line(column, text);
        }
        push_member(name, value, column, text);
    }
}

fn push_member(name: &str, value: &Value, column: usize, text: &mut String) {
    let key = key(name);
    text.push_str(&key);
    if key.starts_with("? ") {
        new_line(column, text);
    }
    text.push(':');
    let inner = column + STEP;
    match value {
        Value::Object(members) if !members.is_empty() => {
            new_line(inner, text);
            write_map(value, inner, text);
        }
        Value::Array(list) if !list.is_empty() => {
            new_line(inner, text);
            write_list(value, inner, text);
        }
        _ => {
            text.push(' ');
            text.push_str(&scalar(value, Spot::Value { indent: inner }));
        }
    }
}

/// A list whose first hyphen stands where the text ends, and the others at `column`.
fn write_list(list: &Value, column: usize, text: &mut String) {
    for (index, entry) in list.as_array().into_iter().flatten().enumerate() {
        if index > 0 {
            new_line(column, text);
        }
        push_entry(entry, column, text);
    }
}

fn push_entry(entry: &Value, column: usize, text: &mut String) {
    text.push_str("- ");
    let inner = column + STEP;
    match entry {
        Value::Object(members) if !members.is_empty() => write_map(entry, inner, text),
        Value::Array(list) if !list.is_empty() => write_list(entry, inner, text),
        _ => text.push_str(&scalar(entry, Spot::Value { indent: inner })),
    }
}

fn new_line(column: usize, text: &mut String) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', column));
}

#[cfg(test)]
mod tests;
