//! When a cell of a table is a number.

use serde_json::{Value, json};

/// The whole numbers up to here are all exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The number that an unquoted cell stands for. `None` where JavaScript reads none, and where the
/// number would say less than the cell: a sign, leading zeros and further digits would be gone.
// Differs from Postman: for Newman `+49` is 49, `007` is 7, `0x1F` is 0 and a long number ends in
// zeros (`a_cell_that_a_number_would_not_give_back_is_text`).
pub(super) fn number(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let starts_as_number = unsigned
        .strip_prefix('.')
        .unwrap_or(unsigned)
        .starts_with(|character: char| character.is_ascii_digit());
    let has_leading_zero = unsigned.len() > 1
        && unsigned.starts_with('0')
        && unsigned[1..].starts_with(|character: char| character.is_ascii_digit());
    if !starts_as_number || has_leading_zero {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let is_kept = value.is_finite() && Digits::of(unsigned) == Digits::of(&shortest(value));
    is_kept.then(|| exact(text, value))
}

/// The digits that JavaScript writes, as `1.5e3`.
fn shortest(value: f64) -> String {
    format!("{:e}", value.abs())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only taken where it is exact"
)]
fn exact(text: &str, value: f64) -> Value {
    if let Ok(whole) = text.parse::<i64>() {
        return json!(whole);
    }
    if value.fract() == 0.0 && value.abs() <= EXACT {
        json!(value as i64)
    } else {
        json!(value)
    }
}

/// What a number is made of, however it is written: its digits without zeros at either end, and
/// the power of ten of the first.
#[derive(Debug, PartialEq, Eq)]
struct Digits {
    digits: String,
    power: i64,
}

impl Digits {
    /// Those of a decimal number without a sign.
    fn of(text: &str) -> Self {
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let zeros = all.len() - significant.len();
        let digits = significant.trim_end_matches('0').to_owned();
        let length = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
        let power = power.parse::<i64>().unwrap_or_default();
        let power = power.saturating_add(length(whole.len()) - length(zeros));
        Self {
            // Zero has no first digit.
            power: if digits.is_empty() { 0 } else { power },
            digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_number_would_not_give_back_is_text() {
        for text in [
            "+4915112345",
            "+1.5",
            "00123",
            "-007",
            "00",
            "0x1F",
            "-0x1f",
            "7531901110010000431",
            "12345678901234567890",
            "9007199254740993",
            "0.12345678901234567890123",
            "1e400",
            "1e-400",
            "1_000",
            "1e",
            "1,5",
            "Infinity",
            "NaN",
            ".",
            "-",
            "",
            "2020-01-01",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn what_keeps_its_value_is_a_number() {
        for (text, value) in [
            ("0", json!(0)),
            ("-5", json!(-5)),
            ("1.50", json!(1.5)),
            ("0.10", json!(0.1)),
            (".5", json!(0.5)),
            ("5.", json!(5)),
            ("1e3", json!(1000)),
            ("1.5E3", json!(1500)),
            ("0e5", json!(0)),
            ("1.5e-7", json!(1.5e-7)),
            ("9007199254740992", json!(9_007_199_254_740_992_u64)),
            ("7531901110010000000", json!(7_531_901_110_010_000_000_u64)),
            ("10000000000000000000000", json!(1e22)),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
    }
}
