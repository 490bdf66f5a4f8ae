//! Iteration data, JSON and CSV.

use postrider::collection;
use postrider::variables::{Row, RowsError, Table, parse_rows};
use serde_json::Value;

use super::has_line;

/// Rows are read, or the line is told that can't be; rows that are written, every cell in quotes, are
/// the same rows.
pub fn run(data: &[u8]) {
    let text = collection::text_of(data);
    for delimiter in [None, Some(','), Some('\t')] {
        let table = Table {
            delimiter,
            ..Table::default()
        };
        match parse_rows("d", &text, &table) {
            Ok(read) => {
                assert!(!read.rows.is_empty());
                for row in &read.rows {
                    check_written(row, delimiter.unwrap_or(','));
                }
            }
            Err(RowsError::NotJson { line, .. } | RowsError::OpenQuote { line, .. }) => {
                assert!(has_line(&text, line), "line {line}");
            }
            Err(_) => {}
        }
    }
}

fn check_written(row: &Row, delimiter: char) {
    if row.is_empty() {
        return;
    }
    let cells = |cells: Vec<String>| {
        let cells = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        cells.collect::<Vec<_>>().join(&delimiter.to_string())
    };
    let texts = row.values().map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    let texts: Vec<String> = texts.collect();
    let names = row.keys().cloned().collect();
    let written = format!("{}\r\n{}", cells(names), cells(texts.clone()));
    let table = Table {
        delimiter: Some(delimiter),
        ..Table::default()
    };
    let again = parse_rows("d", &written, &table).expect("what was written can be read");
    let expected: Row = row
        .keys()
        .cloned()
        .zip(texts.into_iter().map(Value::from))
        .collect();
    assert_eq!(again.rows, [expected]);
}
