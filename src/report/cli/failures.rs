//! The table of failures at the end, in Newman's layout.

use super::screen::wrap_words;
use super::style::{Role, Style};
use crate::runner::{FailureRecord, Step};
use crate::text;

/// A row of the table: its number, the kind of failure, and what there is to say.
struct Row {
    number: String,
    kind: Vec<(Role, String)>,
    detail: Vec<(Role, String)>,
}

/// The table, with a line end after each row. `steps` holds, for each failure, the step of a guide that it belongs to.
pub(super) fn table(failures: &[FailureRecord], steps: &[Option<Step>], style: &Style) -> String {
    let digits = failures.len().to_string().len();
    let rows: Vec<Row> = failures
        .iter()
        .enumerate()
        .map(|(index, failure)| row(failure, steps.get(index).and_then(Option::as_ref), (index + 1, digits)))
        .map(|row| fit(row, (style.table_width, digits)))
        .collect();
    let width = |cells: fn(&Row) -> &Vec<(Role, String)>, head: &str| {
        let texts = rows.iter().flat_map(cells).map(|(_, text)| text.chars().count());
        texts.chain([head.len()]).max().unwrap_or(0)
    };
    let widths = [digits + 1, width(|row| &row.kind, "failure"), width(|row| &row.detail, "detail")];
    let head = Row {
        number: "#".into(),
        kind: vec![(Role::Bad, "failure".into())],
        detail: vec![(Role::Bad, "detail".into())],
    };
    let blank = format!("{}\n", " ".repeat(widths.iter().sum::<usize>() + 6));
    let mut table = lines(&head, widths, style);
    for row in &rows {
        table.push_str(&blank);
        table.push_str(&lines(row, widths, style));
    }
    table
}

fn row(failure: &FailureRecord, step: Option<&Step>, (number, digits): (usize, usize)) -> Row {
    let error = &failure.error;
    let mut kind = vec![(Role::Plain, text::sanitise(&error.name).into_owned())];
    if failure.cursor.cycles > 1 {
        kind.push((Role::Faint, format!("iteration: {}", failure.cursor.iteration + 1)));
    }
    let mut detail = Vec::new();
    let foreign = |text: &str| text::sanitise(text).into_owned();
    detail.extend(lines_of(Role::Plain, &foreign(error.test.as_deref().unwrap_or_default())));
    detail.extend(lines_of(Role::Faint, &foreign(&error.message)));
    detail.push((Role::Faint, format!("at {}", failure.at)));
    let path = failure
        .folders
        .iter()
        .chain([&failure.item_name])
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" / ");
    detail.push((Role::Faint, format!("inside \"{}\"", foreign(&path))));
    if let Some(step) = step {
        detail.push((Role::Faint, format!("step {}, {}:{}", step.number, step.page, step.line)));
    }
    Row { number: format!("{number:0>digits$}."), kind, detail }
}

fn lines_of(role: Role, text: &str) -> Vec<(Role, String)> {
    text.split('\n').map(|line| (role, line.to_owned())).collect()
}

/// Breaks the texts of a row so that the table is not wider than the terminal.
fn fit(row: Row, (width, digits): (Option<usize>, usize)) -> Row {
    let Some(width) = width.filter(|width| *width > 20) else { return row };
    let first = digits + 3;
    let second = width.saturating_sub(first) / 5;
    let third = width.saturating_sub(first + second + 5);
    let wrapped = |cells: Vec<(Role, String)>, width: usize| {
        let pieces = |(role, text): (Role, String)| {
            wrap_words(&text, width.saturating_sub(2).max(8))
                .into_iter()
                .map(move |piece| (role, piece))
                .collect::<Vec<_>>()
        };
        cells.into_iter().flat_map(pieces).collect()
    };
    Row { number: row.number, kind: wrapped(row.kind, second), detail: wrapped(row.detail, third) }
}

fn lines(row: &Row, [first, second, third]: [usize; 3], style: &Style) -> String {
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

fn padded((role, text): &(Role, String), width: usize, style: &Style) -> String {
    let blanks = " ".repeat(width.saturating_sub(text.chars().count()));
    format!("{}{blanks}", style.paint(*role, text))
}
