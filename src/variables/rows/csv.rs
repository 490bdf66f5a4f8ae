//! CSV: what stands between cells, what is a cell, what a row.

use serde_json::Value;

use super::number::number;
use super::{Cells, DELIMITERS, HEADER_ALONE, Row, Rows, RowsError, Table, with_rows};
use crate::text;

/// Reads the rows of a table that is called `name` in messages.
pub(super) fn parse(name: &str, text: &str, table: &Table) -> Result<Rows, RowsError> {
    let (said, text) = separator_line(text);
    let given = table.delimiter.or(said);
    let delimiter = given.unwrap_or_else(|| usual_delimiter(name, text));
    let records = Records::all(text, delimiter).map_err(|line| RowsError::OpenQuote {
        name: name.to_owned(),
        line: line + usize::from(said.is_some()),
    })?;
    let has_one_name = table.columns.as_ref().is_some_and(|names| names.len() == 1);
    if table.delimiter.is_none() && !has_one_name {
        check_delimiter(name, text, delimiter, &records)?;
    }
    let mut records = records.into_iter();
    let (names, found) = match &table.columns {
        Some(columns) => (columns.clone(), "the file is empty"),
        None => match records.next() {
            Some(header) => (header.names(), HEADER_ALONE),
            None => (Vec::new(), "the file is empty"),
        },
    };
    let mut surplus = Vec::new();
    let mut rows = Vec::new();
    for record in records {
        if record.goes_beyond(names.len()) {
            surplus.push(record.line + usize::from(said.is_some()));
        }
        rows.push(record.into_row(&names, table.cells));
    }
    let mut rows = with_rows(name, rows, found)?;
    rows.warnings.extend(left_out(name, &surplus));
    Ok(rows)
}

/// What Excel writes before a table, `sep=;`, and the text without that line.
// Differs from Postman: for Newman it is the line of names
// (`a_first_line_may_name_the_delimiter`).
fn separator_line(text: &str) -> (Option<char>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut said = line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .map(|start| line[start.len()..].chars())
        .into_iter()
        .flatten();
    match (
        said.next().filter(|said| !matches!(said, '"' | '\r')),
        said.next(),
    ) {
        (Some(delimiter), None) => (Some(delimiter), rest),
        _ => (None, text),
    }
}

/// A tab in a file that is called `.tsv`, unless its first line has commas alone; else a comma.
// Differs from Postman: Newman takes a comma always (`a_file_called_tsv_has_tabs`).
fn usual_delimiter(name: &str, text: &str) -> char {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    let is_called_so = path
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("tsv"));
    let first = text.trim_start().lines().next().unwrap_or_default();
    if is_called_so && (first.contains('\t') || !first.contains(',')) {
        '\t'
    } else {
        ','
    }
}

/// Fails where the delimiter makes one column of what another makes several of, in every line.
fn check_delimiter(
    name: &str,
    text: &str,
    delimiter: char,
    records: &[Record],
) -> Result<(), RowsError> {
    let is_one_column = records.iter().all(|record| record.cells.len() == 1);
    if records.is_empty() || !is_one_column {
        return Ok(());
    }
    let fits = |other: char| {
        Records::all(text, other)
            .is_ok_and(|records| records.iter().all(|record| record.cells.len() > 1))
    };
    let found = DELIMITERS
        .iter()
        .find(|(other, _)| *other != delimiter && fits(*other));
    let expected = DELIMITERS.iter().find(|(own, _)| *own == delimiter);
    match (expected, found) {
        (Some((_, expected)), Some((_, found))) => Err(RowsError::Delimiter {
            name: name.to_owned(),
            expected,
            found,
        }),
        _ => Ok(()),
    }
}

/// Says which lines have more cells than there are names.
fn left_out(name: &str, lines: &[usize]) -> Option<String> {
    let (first, others) = lines.split_first()?;
    let others = match others.len() {
        0 => String::new(),
        count => format!(" (and {} more)", text::plural(count, "line")),
    };
    Some(format!(
        "iteration data `{name}`: line {first}{others} has more cells than there are names; they are left out"
    ))
}

/// A line of a table; it goes on over several where a quoted cell does.
struct Record {
    /// Its first line, from 1.
    line: usize,
    cells: Vec<Cell>,
}

impl Record {
    // Differs from Postman: for Newman a blank line is a row with one empty cell
    // (`blank_lines_are_no_rows`).
    fn is_blank(&self) -> bool {
        matches!(&self.cells[..], [only] if only.text.is_empty() && !only.quoted)
    }

    fn names(self) -> Vec<String> {
        self.cells.into_iter().map(|cell| cell.text).collect()
    }

    /// Whether it has something for which there is no name.
    fn goes_beyond(&self, names: usize) -> bool {
        let mut beyond = self.cells.iter().skip(names);
        beyond.any(|cell| !cell.text.is_empty())
    }

    fn into_row(self, names: &[String], cells: Cells) -> Row {
        let values = self.cells.into_iter().map(|cell| cell.into_value(cells));
        names.iter().cloned().zip(values).collect()
    }
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

impl<'t> Records<'t> {
    /// All records that are not blank; `Err` holds the line of a quote that is never closed.
    fn all(text: &'t str, delimiter: char) -> Result<Vec<Record>, usize> {
        let mut records = Self {
            rest: text,
            line: 1,
            delimiter,
        };
        let mut all = Vec::new();
        loop {
            let line = records.line;
            let Some(cells) = records.next_record()? else {
                return Ok(all);
            };
            let record = Record { line, cells };
            if !record.is_blank() {
                all.push(record);
            }
        }
    }

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

    fn quoted_cell(&mut self, mut text: &'t str) -> Result<Cell, usize> {
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
    /// A quoted cell is text; of others, numbers are numbers.
    fn into_value(self, cells: Cells) -> Value {
        let is_typed = cells == Cells::Typed && !self.quoted;
        let number = is_typed.then(|| number(&self.text)).flatten();
        number.unwrap_or(Value::String(self.text))
    }
}
