//! What a plain scalar of YAML is by the core schema.

use serde_json::{Number, Value};

/// A plain scalar by the core schema; with `tag`, only as what that names. `None` is a text, which
/// is also what JSON has no number for.
pub(super) fn scalar(text: &str, tag: Option<&str>) -> Option<Value> {
    let is = |name: &str| tag.is_none_or(|tag| tag == name);
    match text {
        "" | "~" | "null" | "Null" | "NULL" if is("null") => Some(Value::Null),
        "true" | "True" | "TRUE" if is("bool") => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" if is("bool") => Some(Value::Bool(false)),
        _ => {
            let whole = || integer(text).filter(|_| is("int"));
            let fraction = || fraction(text).filter(|_| is("float"));
            whole().or_else(fraction).map(Value::Number)
        }
    }
}

fn integer(text: &str) -> Option<Number> {
    let in_radix = |digits: &str, radix: u32| {
        let is_plain = digits.chars().all(|digit| digit.is_digit(radix));
        is_plain
            .then(|| u64::from_str_radix(digits, radix).ok())
            .flatten()
            .map(Number::from)
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return in_radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return in_radix(digits, 8);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| text.parse::<u64>().ok().map(Number::from))
}

/// Numbers that are no integers, or too large for one.
fn fraction(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_mantissa = is_digits(whole) && is_digits(part) && !(whole.is_empty() && part.is_empty());
    let is_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    let number = text.parse::<f64>().ok()?;
    (is_mantissa && is_exponent)
        .then(|| Number::from_f64(number))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_those_of_the_core_schema() {
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "n",
            "2024-01-02",
            "12:30:45",
            "1_000",
            "~x",
            "=",
            ".inf",
            "-.Inf",
            ".nan",
            "1.2.3",
            "+",
            ".",
            "e3",
            "1e",
            "0x",
            "0xG",
            "tRUE",
        ] {
            assert_eq!(scalar(text, None), None, "{text}");
        }
        for (text, value) in [
            ("080", "80"),
            ("017", "17"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("1e3", "1000.0"),
            (".5", "0.5"),
            ("-1.", "-1.0"),
            ("+7", "7"),
            ("18446744073709551615", "18446744073709551615"),
            ("TRUE", "true"),
            ("Null", "null"),
            ("~", "null"),
            ("", "null"),
        ] {
            assert_eq!(scalar(text, None).unwrap().to_string(), value, "{text}");
        }
    }
}
