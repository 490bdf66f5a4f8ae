//! The table of counts at the end, in Newman's layout.

use super::lines::columns;
use super::style::{Detail, Role, Style};
use crate::contract::Coverage;
use crate::runner::{Count, Proofs, Spread, Summary};
use crate::text;

/// The width of the first column, which is fixed.
const FIRST: usize = 25;

/// The table, with a line end after each row.
pub(super) fn table(summary: &Summary, style: &Style) -> String {
    let lines = lines_below(summary, style.detail);
    let widths = widths(&lines);
    let rules = Rules::of(style);
    let mut table = rule(rules.top, &widths);
    table.push_str(&rules.row(
        &widths,
        ["", "executed", "failed"].map(|head| (Role::Plain, head.to_owned())),
        style,
    ));
    let stats = &summary.stats;
    let rows = [
        ("iterations", stats.iterations),
        ("requests", stats.requests),
        ("test-scripts", stats.test_scripts),
        ("prerequest-scripts", stats.prerequest_scripts),
        ("assertions", stats.assertions),
    ];
    for (name, count) in rows {
        table.push_str(&rule(rules.middle, &widths));
        table.push_str(&rules.row(&widths, cells(name, count), style));
    }
    let whole: usize = widths.iter().sum::<usize>() + 2;
    for (index, line) in lines.iter().enumerate() {
        if index == 0 {
            table.push_str(&rule(rules.joined, &widths));
        } else {
            table.push_str(&rule(rules.middle, &[whole]));
        }
        table.extend([format!("{0} {line:<1$} {0}\n", rules.side, whole - 2)]);
    }
    table.push_str(&rule(rules.bottom, &[whole]));
    table
}

fn cells(name: &str, count: Count) -> [(Role, String); 3] {
    let role = match count {
        Count { failed: 1.., .. } => Role::Bad,
        Count { pending: 1.., .. } => Role::Plain,
        Count { .. } => Role::Good,
    };
    let failed = if count.failed > 0 {
        Role::Bad
    } else {
        Role::Plain
    };
    [
        (role, name.to_owned()),
        (Role::Plain, count.total.to_string()),
        (failed, count.failed.to_string()),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a run")]
fn lines_below(summary: &Summary, detail: Detail) -> Vec<String> {
    let took = summary.took() as f64;
    let mut lines = vec![
        format!("total run duration: {}", text::duration(took)),
        format!(
            "total data received: {} (approx)",
            text::size(summary.received)
        ),
    ];
    if summary.response_time.is_measured() {
        lines.push(format!(
            "average response time: {}",
            spread(&summary.response_time)
        ));
    }
    if detail == Detail::Everything && summary.response_time.is_measured() {
        lines.push(format!(
            "average DNS lookup time: {}",
            spread(&summary.lookup)
        ));
        lines.push(format!(
            "average first byte time: {}",
            spread(&summary.first_byte)
        ));
    }
    if !summary.flaky.is_empty() {
        lines.push(format!(
            "flaky: {}",
            text::plural(summary.flaky.len(), "request")
        ));
    }
    if !summary.given_up.is_empty() {
        lines.push(format!(
            "given up: {}",
            text::plural(summary.given_up.len(), "request")
        ));
    }
    if !summary.not_run.is_empty() {
        lines.push(format!(
            "not run: {}",
            text::plural(summary.not_run.len(), "request")
        ));
    }
    lines.extend(
        summary
            .coverage
            .iter()
            .flat_map(|coverage| contract(coverage)),
    );
    lines.extend(summary.proofs.iter().flat_map(|proofs| proven(proofs)));
    if summary.stats.skipped > 0 {
        lines.push(format!("skipped assertions: {}", summary.stats.skipped));
    }
    lines
}

/// How much of a contract was touched.
fn contract(coverage: &Coverage) -> Vec<String> {
    let mut lines = vec![
        format!("contract: {} operations", coverage.share().text()),
        format!(
            "contract: {}",
            text::plural(coverage.violations(), "failed check")
        ),
    ];
    let unknown = coverage.unknown_exchanges();
    if unknown > 0 {
        let requests = text::plural(unknown, "request");
        lines.push(format!("contract: {requests} that it does not know"));
    }
    lines
}

/// How much the steps of guides have proven.
fn proven(proofs: &Proofs) -> Vec<String> {
    let parts = [
        ("requests sent", proofs.sent()),
        ("samples proven", proofs.proven()),
    ];
    let parts = parts.into_iter().filter(|(_, share)| share.total > 0);
    parts
        .map(|(what, share)| format!("guide: {} {what}", share.text()))
        .collect()
}

fn spread(spread: &Spread) -> String {
    format!(
        "{} [min: {}, max: {}, s.d.: {}]",
        text::duration(spread.average()),
        text::duration(spread.min()),
        text::duration(spread.max()),
        text::duration(spread.deviation())
    )
}

/// The widths of the columns: the last two grow, the left one first, until the longest line below
/// fits.
fn widths(lines: &[String]) -> [usize; 3] {
    let mut widths = [FIRST, 10, 10];
    let needed = lines
        .iter()
        .map(|line| columns(line) + 2)
        .max()
        .unwrap_or(0);
    let have = widths.iter().sum::<usize>() + 2;
    let more = needed.saturating_sub(have);
    widths[1] += more.div_ceil(2);
    widths[2] += more / 2;
    widths
}

fn rule(pieces: [char; 4], widths: &[usize]) -> String {
    let [left, fill, joint, right] = pieces;
    let parts: Vec<String> = widths
        .iter()
        .map(|width| fill.to_string().repeat(*width))
        .collect();
    format!("{left}{}{right}\n", parts.join(&joint.to_string()))
}

/// The pieces that rules and borders are made of: left, fill, joint, right.
struct Rules {
    top: [char; 4],
    middle: [char; 4],
    joined: [char; 4],
    bottom: [char; 4],
    side: char,
}

impl Rules {
    fn of(style: &Style) -> Self {
        let unicode = Self {
            top: ['┌', '─', '┬', '┐'],
            middle: ['├', '─', '┼', '┤'],
            joined: ['├', '─', '┴', '┤'],
            bottom: ['└', '─', '┴', '┘'],
            side: '│',
        };
        let ascii = Self {
            top: ['-', '-', '-', '-'],
            middle: ['-', '-', '+', '-'],
            joined: ['-', '-', '-', '-'],
            bottom: ['-', '-', '-', '-'],
            side: '|',
        };
        if style.either("u", "a") == "u" {
            unicode
        } else {
            ascii
        }
    }

    fn row(&self, widths: &[usize; 3], cells: [(Role, String); 3], style: &Style) -> String {
        let mut row = String::new();
        for (width, (role, cell)) in widths.iter().zip(cells) {
            let blanks = " ".repeat(width.saturating_sub(columns(&cell) + 2));
            row.extend([format!(
                "{} {blanks}{} ",
                self.side,
                style.paint(role, cell)
            )]);
        }
        format!("{row}{}\n", self.side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use crate::runner::Stats;

    #[test]
    fn the_table_is_laid_out_as_newmans() {
        let count = |total, failed| Count {
            total,
            failed,
            pending: 0,
        };
        let stats = Stats {
            iterations: count(2, 0),
            requests: count(10, 2),
            test_scripts: count(4, 2),
            prerequest_scripts: count(4, 0),
            assertions: count(8, 4),
            ..Stats::default()
        };
        let mut response_time = Spread::default();
        for millis in [20, 2, 2, 2, 4] {
            response_time.add(Duration::from_millis(millis));
        }
        let summary = Summary {
            stats,
            response_time,
            received: 2270,
            began: Some(0),
            ended: Some(202),
            ..Summary::default()
        };
        let expected = "\
┌─────────────────────────┬─────────────────┬─────────────────┐
│                         │        executed │          failed │
├─────────────────────────┼─────────────────┼─────────────────┤
│              iterations │               2 │               0 │
├─────────────────────────┼─────────────────┼─────────────────┤
│                requests │              10 │               2 │
├─────────────────────────┼─────────────────┼─────────────────┤
│            test-scripts │               4 │               2 │
├─────────────────────────┼─────────────────┼─────────────────┤
│      prerequest-scripts │               4 │               0 │
├─────────────────────────┼─────────────────┼─────────────────┤
│              assertions │               8 │               4 │
├─────────────────────────┴─────────────────┴─────────────────┤
│ total run duration: 202ms                                   │
├─────────────────────────────────────────────────────────────┤
│ total data received: 2.27kB (approx)                        │
├─────────────────────────────────────────────────────────────┤
│ average response time: 6ms [min: 2ms, max: 20ms, s.d.: 7ms] │
└─────────────────────────────────────────────────────────────┘
";
        assert_eq!(table(&summary, &Style::default()), expected);
    }

    #[test]
    fn the_left_of_two_columns_grows_first() {
        assert_eq!(widths(&["x".repeat(60)]), [25, 18, 17]);
        assert_eq!(widths(&["x".repeat(10)]), [25, 10, 10]);
    }
}
