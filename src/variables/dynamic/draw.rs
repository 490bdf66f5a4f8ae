//! Drawing from a [`World`].

use crate::world::World;

/// Draws random things.
pub(super) struct Draw<'a>(pub(super) &'a World);

impl Draw<'_> {
    /// One of a list.
    pub(super) fn pick<'l>(&self, list: &'l [&'l str]) -> &'l str {
        let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
        let at = usize::try_from(self.number(0, (count - 1).max(0))).unwrap_or_default();
        list.get(at).copied().unwrap_or_default()
    }

    /// One of a list, as a value.
    pub(super) fn one_of(&self, list: &[&str]) -> String {
        self.pick(list).to_owned()
    }

    /// A whole number, both ends included.
    pub(super) fn number(&self, low: i64, high: i64) -> i64 {
        self.0.integer(low, high)
    }

    /// A text of which `#` became a digit, `!` one above 1, `%` one of base 16, `?` a capital, `*`
    /// a small letter or digit, and `~` a capital or digit.
    pub(super) fn pattern(&self, pattern: &str) -> String {
        let any = |low: i64, high: i64| u32::try_from(self.number(low, high)).unwrap_or_default();
        let digit = |radix: u32, low: i64| {
            char::from_digit(any(low, i64::from(radix) - 1), radix).unwrap_or('0')
        };
        let character = |mark: char| match mark {
            '#' => digit(10, 0),
            '!' => digit(10, 2),
            '%' => digit(16, 0),
            '*' => digit(36, 0),
            '~' => digit(36, 0).to_ascii_uppercase(),
            '?' => digit(36, 10).to_ascii_uppercase(),
            other => other,
        };
        pattern.chars().map(character).collect()
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&self) -> String {
        self.0.uuid()
    }
}
