//! Iteration data: the rows of a JSON or CSV file, with Newman's rules for what a cell is.

use serde_json::{Map, Value, json};

/// A row of iteration data: names and values.
pub type Row = Map<String, Value>;

/// How a table of CSV is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What stands between the cells of a row.
    pub delimiter: char,
    /// The names of the columns; `None` where the first row has them.
    pub columns: Option<Vec<String>>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            delimiter: ',',
            columns: None,
        }
    }
}

/// Why iteration data could not be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RowsError {
    /// It begins like JSON and is not.
    // Differs from Postman: Newman takes malformed JSON for CSV and runs once without data
    // (`malformed_json_is_an_error`).
    #[error("iteration data `{name}` is not JSON: line {line}, column {column}: {message}")]
    NotJson {
        /// The file as it was named.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What stood there.
        message: String,
    },
    /// The JSON is not a list of objects.
    #[error("iteration data `{name}` is {found}, expected an array of objects")]
    NotRows {
        /// The file as it was named.
        name: String,
        /// What it is instead.
        found: &'static str,
    },
    /// A quoted cell has no end.
    #[error("iteration data `{name}` has an opening quote without a closing one on line {line}")]
    OpenQuote {
        /// The file as it was named.
        name: String,
        /// The line of the quote, from 1.
        line: usize,
    },
}

/// Reads the rows of iteration data that is called `name` in messages: JSON where the text begins
/// with a bracket or brace, otherwise CSV as `table` says.
///
/// # Errors
/// The text is neither.
pub fn parse_rows(name: &str, text: &str, table: &Table) -> Result<Vec<Row>, RowsError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with(['[', '{']) {
        parse_json(name, text)
    } else {
        parse_csv(name, text, table)
    }
}

fn parse_json(name: &str, text: &str) -> Result<Vec<Row>, RowsError> {
    let json: Value = serde_json::from_str(text).map_err(|error| RowsError::NotJson {
        name: name.to_owned(),
        line: error.line(),
        column: error.column(),
        message: error
            .to_string()
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned(),
    })?;
    let Value::Array(rows) = json else {
        return Err(RowsError::NotRows {
            name: name.to_owned(),
            found: "an object",
        });
    };
    // An entry that is no object is a row without values, as it is for Newman.
    Ok(rows
        .into_iter()
        .map(|row| row.as_object().cloned().unwrap_or_default())
        .collect())
}

fn parse_csv(name: &str, text: &str, table: &Table) -> Result<Vec<Row>, RowsError> {
    let mut records = Records {
        rest: text,
        line: 1,
        delimiter: table.delimiter,
    };
    let failed = |line| RowsError::OpenQuote {
        name: name.to_owned(),
        line,
    };
    let names: Vec<String> = if let Some(columns) = &table.columns {
        columns.clone()
    } else {
        let Some(header) = records.next_record().map_err(failed)? else {
            return Ok(Vec::new());
        };
        header.into_iter().map(|cell| cell.text).collect()
    };
    let mut rows = Vec::new();
    while let Some(record) = records.next_record().map_err(failed)? {
        rows.push(
            names
                .iter()
                .cloned()
                .zip(record.into_iter().map(Cell::into_value))
                .collect(),
        );
    }
    Ok(rows)
}

/// The records of a CSV text, one line each unless a quoted cell goes on.
struct Records<'t> {
    rest: &'t str,
    line: usize,
    delimiter: char,
}

/// A cell, and whether it was written in quotes.
struct Cell {
    text: String,
    quoted: bool,
}

impl Records<'_> {
    /// The next record; `Err` holds the line of a quote that is never closed.
    fn next_record(&mut self) -> Result<Option<Vec<Cell>>, usize> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut cells = Vec::new();
        loop {
            cells.push(self.next_cell()?);
            if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
                self.rest = rest;
                continue;
            }
            self.rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
            self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
            self.line += 1;
            return Ok(Some(cells));
        }
    }

    fn next_cell(&mut self) -> Result<Cell, usize> {
        let delimiter = self.delimiter;
        let text = self
            .rest
            .trim_start_matches(|character| is_blank(character, delimiter));
        if let Some(quoted) = text.strip_prefix('"') {
            return self.quoted_cell(quoted);
        }
        let end = text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
        self.rest = &text[end..];
        let text = text[..end].trim_end_matches(|character| is_blank(character, delimiter));
        Ok(Cell {
            text: text.to_owned(),
            quoted: false,
        })
    }

    fn quoted_cell<'t>(&mut self, mut text: &'t str) -> Result<Cell, usize>
    where
        Self: 't,
    {
        let start = self.line;
        let mut content = String::new();
        loop {
            let Some(quote) = text.find('"') else {
                return Err(start);
            };
            content.push_str(&text[..quote]);
            self.line += text[..quote].matches('\n').count();
            text = &text[quote + 1..];
            match text.strip_prefix('"') {
                Some(rest) => {
                    content.push('"');
                    text = rest;
                }
                None => break,
            }
        }
        let delimiter = self.delimiter;
        let end = text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
        content.push_str(text[..end].trim_end_matches(|character| is_blank(character, delimiter)));
        self.skip_to(&text[end..]);
        Ok(Cell {
            text: content,
            quoted: true,
        })
    }

    /// Goes on with `rest`, which is a tail of the text.
    fn skip_to(&mut self, rest: &str) {
        self.rest = &self.rest[self.rest.len() - rest.len()..];
    }
}

/// What around a cell does not belong to it.
fn is_blank(character: char, delimiter: char) -> bool {
    matches!(character, ' ' | '\t') && character != delimiter
}

impl Cell {
    /// A quoted cell is text; others are numbers where JavaScript reads one.
    fn into_value(self) -> Value {
        if self.quoted {
            return Value::String(self.text);
        }
        cast(&self.text).unwrap_or(Value::String(self.text))
    }
}

/// The number that an unquoted cell stands for. `0x1F` is 0 and `01` is 1, as `parseFloat` reads
/// them.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only taken where it is exact"
)]
fn cast(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let is_hexadecimal = unsigned.len() > 2
        && unsigned
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case("0x"))
        && unsigned[2..].bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hexadecimal && unsigned.len() == text.len() {
        return Some(json!(0));
    }
    let starts_as_number = digits(unsigned) > 0
        || unsigned
            .strip_prefix('.')
            .is_some_and(|rest| digits(rest) > 0);
    let number: f64 = text.parse().ok().filter(|_| starts_as_number)?;
    Some(
        if number.fract() == 0.0 && number.abs() < 1e21 && number.abs() < 9.2e18 {
            json!(number as i64)
        } else {
            json!(number)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Value {
        json!(parse_rows("d", text, &Table::default()).unwrap())
    }

    #[test]
    fn unquoted_numbers_are_numbers_and_quoted_cells_are_text() {
        for (cell, value) in [
            ("5", json!(5)),
            ("-5", json!(-5)),
            ("01", json!(1)),
            ("1.50", json!(1.5)),
            ("1e3", json!(1000)),
            (".5", json!(0.5)),
            ("5.", json!(5)),
            ("0x1F", json!(0)),
            ("\"01\"", json!("01")),
            ("Infinity", json!("Infinity")),
            ("true", json!("true")),
            ("1_000", json!("1_000")),
            ("2020-01-01", json!("2020-01-01")),
            ("", json!("")),
            ("  a b\t", json!("a b")),
            ("\"a \"\"b\"\", c\"", json!("a \"b\", c")),
        ] {
            assert_eq!(
                rows(&format!("x,y\n{cell},z\n")),
                json!([{"x": value, "y": "z"}]),
                "{cell}"
            );
        }
    }

    #[test]
    fn ragged_rows_empty_lines_and_line_ends_follow_newman() {
        assert_eq!(
            rows("\u{feff}a, b\r\n1\r\n\r\n1,2,3"),
            json!([{"a": 1}, {"a": ""}, {"a": 1, "b": 2}])
        );
        assert_eq!(rows("a,a\n1,2"), json!([{"a": 2}]));
        assert_eq!(rows("a\n\"x\ny\"\n"), json!([{"a": "x\ny"}]));
        assert_eq!(rows("a"), json!([]));
        assert_eq!(rows(""), json!([]));
    }

    #[test]
    fn json_rows_keep_their_types() {
        assert_eq!(rows("[{\"a\": null}, 5]"), json!([{"a": null}, {}]));
        let error = parse_rows("d.json", "{\"a\": 1}", &Table::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "iteration data `d.json` is an object, expected an array of objects"
        );
    }

    #[test]
    fn malformed_json_is_an_error() {
        let table = Table::default();
        assert!(matches!(
            parse_rows("d", "[{\n]", &table),
            Err(RowsError::NotJson { line: 2, .. })
        ));
        let open = RowsError::OpenQuote {
            name: "d".into(),
            line: 3,
        };
        assert_eq!(parse_rows("d", "a\n1\n\"x", &table), Err(open));
    }

    #[test]
    fn delimiter_and_columns_are_the_users_choice() {
        let columns = Some(vec!["x".to_owned(), "y".to_owned()]);
        for (delimiter, text) in [(';', "1; a,b\n"), ('\t', "1\ta,b\n"), ('|', "1 | \"a,b\"")] {
            let table = Table {
                delimiter,
                columns: columns.clone(),
            };
            assert_eq!(
                json!(parse_rows("d", text, &table).unwrap()),
                json!([{"x": 1, "y": "a,b"}]),
                "{delimiter}"
            );
        }
        let tabs = Table {
            delimiter: '\t',
            columns: None,
        };
        assert_eq!(
            json!(parse_rows("d", "x\ty\n\t2", &tabs).unwrap()),
            json!([{"x": "", "y": 2}])
        );
    }
}
