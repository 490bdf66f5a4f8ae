//! Iteration data: the rows of a JSON or CSV file, with Newman's rules for what a cell is.

mod csv;
mod number;

use serde_json::{Map, Value};

use crate::collection::kind_of;

/// What usually stands between the cells of a table, and the word for it.
pub const DELIMITERS: [(char, &str); 4] = [
    (',', "comma"),
    (';', "semicolon"),
    ('\t', "tab"),
    ('|', "pipe"),
];

/// What a table without rows has.
const HEADER_ALONE: &str = "only a line of names";

/// A row of iteration data: names and values.
pub type Row = Map<String, Value>;

/// What iteration data amount to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The rows; there is at least one.
    pub rows: Vec<Row>,
    /// What the user will not have meant, each a line.
    pub warnings: Vec<String>,
}

/// How a table of CSV is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands between the cells of a row; `None` is what the first line says (`sep=;`), else a
    /// tab in a file that is called `.tsv`, else a comma.
    pub delimiter: Option<char>,
    /// The names of the columns; `None` where the first row has them.
    pub columns: Option<Vec<String>>,
    /// What cells may be.
    pub cells: Cells,
}

/// What the cells of CSV may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cells {
    /// Unquoted numbers are numbers; anything else is text.
    #[default]
    Typed,
    /// All are text.
    Text,
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
    /// An entry of the list is no object.
    // Differs from Postman: for Newman it is a row without values
    // (`a_row_that_is_no_object_is_an_error`).
    #[error("iteration data `{name}`: row {number} is {found}, expected an object")]
    NotRow {
        /// The file as it was named.
        name: String,
        /// The row, from 1.
        number: usize,
        /// What it is instead.
        found: &'static str,
    },
    /// There is no row.
    // Differs from Postman: Newman runs once without data (`data_without_a_row_is_an_error`).
    #[error("iteration data `{name}` has no row: {found}")]
    NoRow {
        /// The file as it was named.
        name: String,
        /// What there is instead.
        found: &'static str,
    },
    /// Something else than the delimiter stands in every line.
    // Differs from Postman: Newman takes each line for one cell
    // (`a_delimiter_that_does_not_fit_is_an_error`).
    #[error(
        "iteration data `{name}` has one column with {expected} between cells, and several with {found}"
    )]
    Delimiter {
        /// The file as it was named.
        name: String,
        /// The delimiter that was taken, in a word.
        expected: &'static str,
        /// The one that fits, in a word.
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

impl RowsError {
    /// What would help.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Delimiter {
                expected, found, ..
            } => Some(format!(
                "give `--data-delimiter {found}`, or `--data-delimiter {expected}` if one column is meant"
            )),
            Self::NoRow {
                found: HEADER_ALONE,
                ..
            } => Some("if it has values and no names, give these with `--data-columns`".into()),
            _ => None,
        }
    }
}

/// Reads the rows of iteration data that is called `name` in messages: JSON where the text begins
/// with a bracket or brace, otherwise CSV as `table` says.
///
/// # Errors
/// The text is neither, or has no row.
pub fn parse_rows(name: &str, text: &str, table: &Table) -> Result<Rows, RowsError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with(['[', '{']) {
        parse_json(name, text)
    } else {
        csv::parse(name, text, table)
    }
}

fn parse_json(name: &str, text: &str) -> Result<Rows, RowsError> {
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
    let Value::Array(entries) = json else {
        return Err(RowsError::NotRows {
            name: name.to_owned(),
            found: kind_of(&json),
        });
    };
    let row = |(index, entry): (usize, Value)| match entry {
        Value::Object(row) => Ok(row),
        other => Err(RowsError::NotRow {
            name: name.to_owned(),
            number: index + 1,
            found: kind_of(&other),
        }),
    };
    let rows: Result<Vec<Row>, RowsError> = entries.into_iter().enumerate().map(row).collect();
    with_rows(name, rows?, "an empty array")
}

fn with_rows(name: &str, rows: Vec<Row>, found: &'static str) -> Result<Rows, RowsError> {
    if rows.is_empty() {
        return Err(RowsError::NoRow {
            name: name.to_owned(),
            found,
        });
    }
    Ok(Rows {
        rows,
        warnings: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(text: &str) -> Value {
        json!(read("d", text).unwrap().rows)
    }

    fn read(name: &str, text: &str) -> Result<Rows, RowsError> {
        parse_rows(name, text, &Table::default())
    }

    #[test]
    fn unquoted_numbers_are_numbers_and_quoted_cells_are_text() {
        for (cell, value) in [
            ("5", json!(5)),
            ("-5", json!(-5)),
            ("01", json!("01")),
            ("+4915112345", json!("+4915112345")),
            ("1.50", json!(1.5)),
            ("1e3", json!(1000)),
            (".5", json!(0.5)),
            ("5.", json!(5)),
            ("0x1F", json!("0x1F")),
            ("7531901110010000431", json!("7531901110010000431")),
            ("\"5\"", json!("5")),
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
    fn cells_are_text_where_that_is_asked_for() {
        let table = Table {
            cells: Cells::Text,
            ..Table::default()
        };
        assert_eq!(
            json!(parse_rows("d", "x,y\n1.50,\" 2\"\n", &table).unwrap().rows),
            json!([{"x": "1.50", "y": " 2"}])
        );
    }

    #[test]
    fn ragged_rows_and_line_ends_follow_newman() {
        assert_eq!(
            rows("\u{feff}a, b\r\n1\r\n1,2,3"),
            json!([{"a": 1}, {"a": 1, "b": 2}])
        );
        assert_eq!(rows("a,a\n1,2"), json!([{"a": 2}]));
        assert_eq!(rows("a\n\"x\ny\"\n"), json!([{"a": "x\ny"}]));
    }

    #[test]
    fn blank_lines_are_no_rows() {
        assert_eq!(
            rows("\n\na,b\r\n1,2\r\n\r\n \t \n3,4\n\n"),
            json!([{"a": 1, "b": 2}, {"a": 3, "b": 4}])
        );
        assert_eq!(rows("a\n\"\"\n\n,\n"), json!([{"a": ""}, {"a": ""}]));
    }

    #[test]
    fn a_cell_without_a_name_is_told_with_its_line() {
        let warnings = |text: &str| read("d.csv", text).unwrap().warnings;
        assert_eq!(
            warnings("sep=,\na,b\n\n1,2,3\n1,2,\n4,5,6,7\n"),
            [
                "iteration data `d.csv`: line 4 (and 1 line more) has more cells than there are names; they are left out"
            ]
        );
        assert!(warnings("a,b\n1,2,\n").is_empty());
    }

    #[test]
    fn data_without_a_row_is_an_error() {
        for (text, found) in [
            ("", "the file is empty"),
            ("\u{feff}\r\n \n", "the file is empty"),
            ("sep=;\n", "the file is empty"),
            ("phone,id\n", "only a line of names"),
            ("phone,id", "only a line of names"),
            (" [ ]", "an empty array"),
        ] {
            let error = read("d", text).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("iteration data `d` has no row: {found}"),
                "{text:?}"
            );
        }
        let hint = read("d", "a,b").unwrap_err().hint();
        assert!(hint.unwrap().contains("--data-columns"));
    }

    #[test]
    fn a_row_that_is_no_object_is_an_error() {
        for (text, number, found) in [
            ("[1, \"two\", null]", 1, "a number"),
            ("[{\"a\": null}, \"two\"]", 2, "a string"),
            ("[{}, null]", 2, "null"),
            ("[[1]]", 1, "an array"),
            ("[true]", 1, "a boolean"),
        ] {
            assert_eq!(
                read("d.json", text).unwrap_err().to_string(),
                format!("iteration data `d.json`: row {number} is {found}, expected an object")
            );
        }
        assert_eq!(
            rows("[{\"a\": null, \"b\": \"01\"}, {}]"),
            json!([{"a": null, "b": "01"}, {}])
        );
        assert_eq!(
            read("d.json", "{\"a\": 1}").unwrap_err().to_string(),
            "iteration data `d.json` is an object, expected an array of objects"
        );
    }

    #[test]
    fn malformed_json_is_an_error() {
        assert!(matches!(
            read("d", "[{\n]"),
            Err(RowsError::NotJson { line: 2, .. })
        ));
        for (text, line) in [("a\n1\n\"x", 3), ("sep=;\na\n\"x", 3)] {
            let name = "d".into();
            assert_eq!(read("d", text), Err(RowsError::OpenQuote { name, line }));
        }
    }

    #[test]
    fn delimiter_and_columns_are_the_users_choice() {
        let columns = Some(vec!["x".to_owned(), "y".to_owned()]);
        for (delimiter, text) in [(';', "1; a,b\n"), ('\t', "1\ta,b\n"), ('|', "1 | \"a,b\"")] {
            let table = Table {
                delimiter: Some(delimiter),
                columns: columns.clone(),
                ..Table::default()
            };
            assert_eq!(
                json!(parse_rows("d", text, &table).unwrap().rows),
                json!([{"x": 1, "y": "a,b"}]),
                "{delimiter}"
            );
        }
        let tabs = Table {
            delimiter: Some('\t'),
            ..Table::default()
        };
        assert_eq!(
            json!(parse_rows("d", "x\ty\n\t2", &tabs).unwrap().rows),
            json!([{"x": "", "y": 2}])
        );
    }

    #[test]
    fn a_first_line_may_name_the_delimiter() {
        let expected = json!([{"a": 1, "b": "2,3"}]);
        assert_eq!(rows("sep=;\r\na;b\r\n1;2,3\r\n"), expected);
        assert_eq!(rows("SEP=|\na|b\n1|2,3"), expected);
        assert_eq!(rows("sep=x y\n1\n"), json!([{"sep=x y": 1}]));
        let commas = Table {
            delimiter: Some(','),
            ..Table::default()
        };
        let read = parse_rows("d", "sep=;\na,b\n1,2", &commas).unwrap();
        assert_eq!(json!(read.rows), json!([{"a": 1, "b": 2}]));
    }

    #[test]
    fn a_file_called_tsv_has_tabs() {
        let rows = |name: &str, text: &str| json!(read(name, text).unwrap().rows);
        let expected = json!([{"a": 1, "b": "2,3"}]);
        assert_eq!(rows("x/d.tsv", "a\tb\n1\t2,3\n"), expected);
        assert_eq!(rows("https://h/d.TSV?v=1.2", "a\tb\n1\t2,3\n"), expected);
        assert_eq!(rows("d.tsv", "a,b\n1,2\n"), json!([{"a": 1, "b": 2}]));
        assert_eq!(rows("d.tsv", "a\nx, y\n"), json!([{"a": "x, y"}]));
    }

    #[test]
    fn a_delimiter_that_does_not_fit_is_an_error() {
        for (name, text, expected, found) in [
            ("d.csv", "phone;id\n1;2\n", "comma", "semicolon"),
            (
                "d.csv",
                "a;b;c\n1;2\n\n\"x;y\";\"z\";\n",
                "comma",
                "semicolon",
            ),
            ("d.csv", "phone\tid\n1\t2\n", "comma", "tab"),
            ("d.csv", "phone|id\n1|2\n", "comma", "pipe"),
            ("d.csv", "sep=;\na,b\n1,2\n", "semicolon", "comma"),
            ("d.tsv", "phone;id\n1;2\n", "tab", "semicolon"),
        ] {
            let error = read(name, text).unwrap_err();
            let says = format!(
                "iteration data `{name}` has one column with {expected} between cells, and several with {found}"
            );
            assert_eq!(error.to_string(), says, "{text:?}");
            let hint = error.hint().unwrap();
            assert!(
                hint.contains(&format!("--data-delimiter {found}")),
                "{hint}"
            );
        }
    }

    #[test]
    fn one_column_with_other_signs_here_and_there_is_one_column() {
        assert_eq!(
            rows("text\na;b\nc;d\n"),
            json!([{"text": "a;b"}, {"text": "c;d"}])
        );
        assert_eq!(
            rows("\"a;b\"\n\"1;2\"\n"),
            json!([{"a;b": "1;2"}]),
            "quoted"
        );
        let given = Table {
            delimiter: Some(','),
            ..Table::default()
        };
        let named = Table {
            columns: Some(vec!["text".into()]),
            ..Table::default()
        };
        for (table, count) in [(given, 1), (named, 2)] {
            let read = parse_rows("d", "a;b\nc;d\n", &table).unwrap();
            assert_eq!(read.rows.len(), count);
        }
    }
}
