//! The table of failures at the end, in Newman's layout.

use super::lines::{break_at_words, columns};
use super::style::{Role, Style};
use crate::runner::FailureRecord;
use crate::text;

/// What a row takes beside its texts and the digits of its number: a period and blanks.
const BETWEEN: usize = 7;

/// No column is made narrower than this, however narrow the terminal.
const LEAST: usize = 10;

/// A row of the table: its number, the kind of failure, and what there is to say.
struct Row {
    number: String,
    kind: Vec<(Role, String)>,
    detail: Vec<(Role, String)>,
}

/// The table, with a line end after each row. `notes` holds, for each failure, where else than in the
/// collection it belongs.
pub(super) fn table(failures: &[FailureRecord], notes: &[Option<String>], style: &Style) -> String {
    let digits = failures.len().to_string().len();
    let rows = failures.iter().enumerate();
    let mut rows: Vec<Row> = rows
        .map(|(index, failure)| Row {
            number: format!("{:0>digits$}.", index + 1),
            ..row(failure, notes.get(index).and_then(Option::as_deref))
        })
        .collect();
    if let Some(width) = style.table_width {
        fit(&mut rows, width.saturating_sub(digits + BETWEEN));
    }
    let head = Row {
        number: "#".into(),
        kind: vec![(Role::Bad, "failure".into())],
        detail: vec![(Role::Bad, "detail".into())],
    };
    let all = || rows.iter().chain([&head]);
    let widths = [
        digits + 1,
        widest(all().map(|row| &row.kind)),
        widest(all().map(|row| &row.detail)),
    ];
    let blank = format!(
        "{}\n",
        " ".repeat(widths.iter().sum::<usize>() + BETWEEN - 1)
    );
    let mut table = lines(&head, widths, style);
    for row in &rows {
        table.push_str(&blank);
        table.push_str(&lines(row, widths, style));
    }
    table
}

/// The row of a failure, without its number.
fn row(failure: &FailureRecord, note: Option<&str>) -> Row {
    let error = &failure.error;
    let mut kind = vec![(Role::Plain, text::sanitise(&error.name).into_owned())];
    if failure.cursor.cycles > 1 {
        kind.push((
            Role::Faint,
            format!("iteration: {}", failure.cursor.iteration + 1),
        ));
    }
    let mut detail = Vec::new();
    detail.extend(lines_of(
        Role::Plain,
        &text::sanitise(error.test.as_deref().unwrap_or_default()),
    ));
    detail.extend(lines_of(Role::Faint, &text::sanitise(&error.message)));
    detail.push((Role::Faint, format!("at {}", failure.at)));
    detail.extend(lines_of(
        Role::Faint,
        &format!("inside \"{}\"", text::sanitise(&failure.path())),
    ));
    detail.extend(note.map(|note| (Role::Faint, note.to_owned())));
    Row {
        number: String::new(),
        kind,
        detail,
    }
}

fn lines_of(role: Role, text: &str) -> Vec<(Role, String)> {
    text.split('\n')
        .map(|line| (role, line.to_owned()))
        .collect()
}

/// Breaks the texts of the rows so that both columns together are not wider than `width`. The kinds
/// of failures are short and have their place first.
fn fit(rows: &mut [Row], width: usize) {
    let kind = widest(rows.iter().map(|row| &row.kind))
        .max("failure".len())
        .min(width / 3)
        .max(LEAST);
    let detail = width.saturating_sub(kind).max(LEAST);
    for row in rows {
        row.kind = broken(&row.kind, kind);
        row.detail = broken(&row.detail, detail);
    }
}

fn broken(cell: &[(Role, String)], width: usize) -> Vec<(Role, String)> {
    let line = |(role, text): &(Role, String)| {
        let role = *role;
        break_at_words(text, width)
            .into_iter()
            .map(move |piece| (role, piece))
    };
    cell.iter()
        .filter(|(_, text)| !text.is_empty())
        .flat_map(line)
        .collect()
}

fn widest<'a>(cells: impl Iterator<Item = &'a Vec<(Role, String)>>) -> usize {
    cells
        .flatten()
        .map(|(_, text)| columns(text))
        .max()
        .unwrap_or(0)
}

fn lines(row: &Row, widths: [usize; 3], style: &Style) -> String {
    let [first, second, third] = widths;
    let mut text = String::new();
    let empty = (Role::Plain, String::new());
    for index in 0..row.kind.len().max(row.detail.len()) {
        let number = if index == 0 { row.number.as_str() } else { "" };
        let kind = row.kind.get(index).unwrap_or(&empty);
        let detail = row.detail.get(index).unwrap_or(&empty);
        let (kind, detail) = (padded(kind, second, style), padded(detail, third, style));
        text.extend([format!(" {number:>first$}  {kind}  {detail} \n")]);
    }
    text
}

fn padded(cell: &(Role, String), width: usize, style: &Style) -> String {
    let (role, text) = cell;
    let blanks = " ".repeat(width.saturating_sub(columns(text)));
    format!("{}{blanks}", style.paint(*role, text))
}
