//! How far the run is: shown behind the request that is waited for.

use std::fmt;

use crate::runner::Cursor;
use crate::text;

/// A place in the run, and what has failed before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// The item's number in the iteration, from 1, and how many there are.
    item: (usize, usize),
    /// The iteration's number, from 1, and how many there are.
    iteration: (usize, usize),
    failures: usize,
    /// How many other units run.
    others: usize,
}

impl Progress {
    pub(super) fn of(cursor: &Cursor, failures: usize) -> Self {
        Self {
            item: (cursor.position + 1, cursor.length),
            iteration: (cursor.iteration + 1, cursor.cycles),
            failures,
            others: 0,
        }
    }

    /// While so many other units run.
    pub(super) fn beside(self, others: usize) -> Self {
        Self { others, ..self }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((item, items), (iteration, iterations)) = (self.item, self.iteration);
        write!(formatter, "({item}/{items}")?;
        if iterations > 1 {
            write!(formatter, " of iteration {iteration}/{iterations}")?;
        }
        if self.failures > 0 {
            write!(formatter, ", {}", text::plural(self.failures, "failure"))?;
        }
        if self.others > 0 {
            write!(formatter, ", {}", text::plural(self.others, "more unit"))?;
        }
        write!(formatter, ")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_a_few_words() {
        let cursor = Cursor {
            position: 2,
            length: 12,
            iteration: 1,
            cycles: 3,
            ..Cursor::default()
        };
        assert_eq!(
            Progress::of(&cursor, 0).beside(2).to_string(),
            "(3/12 of iteration 2/3, 2 more units)"
        );
        assert_eq!(
            Progress::of(&cursor, 0).to_string(),
            "(3/12 of iteration 2/3)"
        );
        assert_eq!(
            Progress::of(
                &Cursor {
                    cycles: 1,
                    ..cursor
                },
                2
            )
            .to_string(),
            "(3/12, 2 failures)"
        );
    }
}
