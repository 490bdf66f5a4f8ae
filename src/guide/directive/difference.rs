//! Where a response differs from a sample of the page that it should contain.

use serde_json::Value;

use super::matcher;
use super::path::shortened;

/// The first place where a sample and a response differ.
pub(super) fn difference(sample: &Value, body: &Value, path: &str) -> String {
    match (sample, body) {
        (Value::Object(sample), Value::Object(body)) => {
            for (name, expected) in sample {
                let inner = format!("{path}.{name}");
                match body.get(name) {
                    Some(found) if matcher::subset(expected, found) => {}
                    Some(found) => return difference(expected, found, &inner),
                    None => return format!("`{inner}` is not there"),
                }
            }
        }
        (Value::Array(sample), Value::Array(body)) => {
            return difference_of_lists(sample, body, path);
        }
        (Value::String(sample), Value::String(body)) => {
            return difference_of_texts(sample, body, path);
        }
        _ => {}
    }
    format!(
        "`{path}` is `{}`, the sample has `{}`",
        shortened(&body.to_string()),
        shortened(&sample.to_string())
    )
}

/// The first element of the sample that the response does not have where it is looked for, against
/// the element that is most like it.
fn difference_of_lists(sample: &[Value], body: &[Value], path: &str) -> String {
    let mut from = 0;
    for (index, expected) in sample.iter().enumerate() {
        let rest = &body[from..];
        if let Some(found) = rest
            .iter()
            .position(|other| matcher::subset(expected, other))
        {
            from += found + 1;
            continue;
        }
        let place = format!("{path}[{index}]");
        let near = rest.iter().max_by_key(|other| likeness(expected, other));
        return match near {
            Some(near) if likeness(expected, near) > 0 => {
                format!(
                    "no element is like that of the sample: {}",
                    difference(expected, near, &place)
                )
            }
            _ => format!(
                "`{place}` of the sample is `{}`, and no element is like that; there are {}",
                shortened(&expected.to_string()),
                rest.len()
            ),
        };
    }
    format!("`{path}` is another list")
}

/// How many members two values have in common.
pub(super) fn likeness(sample: &Value, body: &Value) -> usize {
    match (sample, body) {
        (Value::Object(sample), Value::Object(body)) => {
            let same = |name: &String, value: &Value| {
                body.get(name)
                    .is_some_and(|other| matcher::subset(value, other))
            };
            let known = sample
                .keys()
                .filter(|name| body.contains_key(*name))
                .count();
            known
                + 2 * sample
                    .iter()
                    .filter(|(name, value)| same(name, value))
                    .count()
        }
        _ => 0,
    }
}

/// The first place at which two long texts differ, with what stands around it.
fn difference_of_texts(sample: &str, body: &str, path: &str) -> String {
    const SHORT: usize = 60;
    const BEFORE: usize = 15;
    let same = sample
        .chars()
        .zip(body.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let around = |text: &str| {
        let from = same.saturating_sub(BEFORE);
        let part: String = text.chars().skip(from).take(SHORT).collect();
        let lead = if from > 0 { "…" } else { "" };
        let more = if text.chars().count() > from + SHORT {
            "…"
        } else {
            ""
        };
        format!("\"{lead}{part}{more}\"")
    };
    if same <= BEFORE || sample.chars().count().max(body.chars().count()) <= SHORT {
        let whole = |text: &str| shortened(&Value::from(text).to_string());
        return format!(
            "`{path}` is `{}`, the sample has `{}`",
            whole(body),
            whole(sample)
        );
    }
    format!(
        "`{path}` is `{}`, the sample has `{}` from character {} on",
        around(body),
        around(sample),
        same + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_place_that_differs_is_told() {
        let long = "x".repeat(80);
        for (sample, body, told) in [
            (
                json!({"a": {"b": 1}}),
                json!({"a": {"b": 2}}),
                "`$.a.b` is `2`, the sample has `1`".to_owned(),
            ),
            (json!({"a": 1}), json!({}), "`$.a` is not there".to_owned()),
            (
                json!([{"id": "a"}, {"id": "b", "n": {"m": 1}}]),
                json!([{"id": "a"}, {"id": "c", "x": 0}, {"id": "b", "n": {"m": 2}}]),
                "no element is like that of the sample: `$[1].n.m` is `2`, the sample has `1`"
                    .to_owned(),
            ),
            (
                json!([7]),
                json!([1, 2]),
                "`$[0]` of the sample is `7`, and no element is like that; there are 2".to_owned(),
            ),
            (
                json!(format!("{long}a")),
                json!(format!("{long}b")),
                format!(
                    "`$` is `\"…{}b\"`, the sample has `\"…{}a\"` from character 81 on",
                    "x".repeat(15),
                    "x".repeat(15)
                ),
            ),
        ] {
            assert_eq!(difference(&sample, &body, "$"), told);
        }
    }
}
