//! Expectations as success criteria, and back.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use super::expression::{Origins, Variables};
use crate::guide::pattern::pattern;
use crate::text;

static PLAIN_PATH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\$((?:\.[A-Za-z_]\w*|\[\d+\])*)$"));
static SIMPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(\$(?:statusCode|response\.(?:body(?:#\S*)?|header\.[\w-]+)))\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*$",
    )
});

/// The criteria of a step's `expect`, and what of it they can't say.
pub(super) fn of_expect(expect: &Value, origins: &mut Origins) -> (Vec<Value>, Map<String, Value>) {
    let mut criteria = Vec::new();
    let mut rest = Map::new();
    for (key, value) in expect.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("status", status) => criteria.push(json!({"condition": status_condition(status)})),
            ("body", Value::Object(members)) => {
                let mut unsaid = Map::new();
                for (path, matcher) in members {
                    match of_body(path, matcher, origins) {
                        Some(criterion) => criteria.push(criterion),
                        None => drop(unsaid.insert(path.clone(), matcher.clone())),
                    }
                }
                if !unsaid.is_empty() {
                    rest.insert("body".into(), Value::Object(unsaid));
                }
            }
            ("headers", Value::Object(members)) => {
                let mut unsaid = Map::new();
                for (name, matcher) in members {
                    let place = format!("$response.header.{name}");
                    match compared(&place, matcher, origins) {
                        Some(criterion) => criteria.push(criterion),
                        None => drop(unsaid.insert(name.clone(), matcher.clone())),
                    }
                }
                if !unsaid.is_empty() {
                    rest.insert("headers".into(), Value::Object(unsaid));
                }
            }
            _ => drop(rest.insert(key.clone(), value.clone())),
        }
    }
    (criteria, rest)
}

/// The condition that a status is expected to keep.
pub(super) fn status_condition(status: &Value) -> String {
    let one = |status: &Value| match status.as_str().and_then(|text| text.strip_suffix("xx")) {
        Some(class) => format!(
            "$statusCode >= {class}00 && $statusCode < {}00",
            class.parse::<u8>().map_or(6, |class| class + 1)
        ),
        None => {
            format!(
                "$statusCode == {}",
                status
                    .as_str()
                    .map_or_else(|| status.to_string(), str::to_owned)
            )
        }
    };
    match status {
        Value::Array(several) => several.iter().map(one).collect::<Vec<_>>().join(" || "),
        status => one(status),
    }
}

fn of_body(path: &str, matcher: &Value, origins: &mut Origins) -> Option<Value> {
    if let Some(pointer) = pointer_of(path) {
        return compared(&format!("$response.body{pointer}"), matcher, origins)
            .or_else(|| exists(path, matcher));
    }
    exists(path, matcher)
}

fn exists(path: &str, matcher: &Value) -> Option<Value> {
    (*matcher == json!({"exists": true}))
        .then(|| json!({"context": "$response.body", "condition": path, "type": "jsonpath"}))
}

/// A comparison of one value.
fn compared(place: &str, matcher: &Value, origins: &mut Origins) -> Option<Value> {
    let simple = |operator: &str, operand: String| {
        Some(json!({"condition": format!("{place} {operator} {operand}")}))
    };
    match matcher {
        Value::Object(members) if members.len() == 1 => {
            let (key, operand) = members.iter().next()?;
            match (key.as_str(), operand) {
                ("above", operand) => simple(">", operand.to_string()),
                ("below", operand) => simple("<", operand.to_string()),
                ("not", operand) => simple("!=", literal(operand, origins)?),
                ("matches", Value::String(regex)) => {
                    Some(json!({"context": place, "condition": regex, "type": "regex"}))
                }
                _ => None,
            }
        }
        scalar => simple("==", literal(scalar, origins)?),
    }
}

/// A literal of a simple condition, or an expression.
fn literal(value: &Value, origins: &mut Origins) -> Option<String> {
    match value {
        Value::String(text) => {
            let written = origins.text(text);
            if written.starts_with('$') {
                return Some(written);
            }
            // An expression can't stand within a literal.
            (written == *text).then(|| format!("'{}'", text.replace('\'', "''")))
        }
        Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    }
}

/// A path of members and indices as a JSON Pointer in a fragment; empty for the whole.
pub(super) fn pointer_of(path: &str) -> Option<String> {
    let segments = PLAIN_PATH.captures(path)?;
    let segments = segments[1]
        .replace('[', "/")
        .replace(']', "")
        .replace('.', "/");
    Some(if segments.is_empty() {
        segments
    } else {
        format!("#{segments}")
    })
}

/// A JSON Pointer as a JSONPath.
pub(super) fn path_of(pointer: &str) -> String {
    let mut path = "$".to_owned();
    for token in pointer.trim_start_matches('#').split('/').skip(1) {
        let token = text::pointer_name(token);
        let is_name = token
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || each == '_')
            && token
                .chars()
                .next()
                .is_some_and(|first| !first.is_ascii_digit());
        if token.parse::<usize>().is_ok() {
            path.push_str(&format!("[{token}]"));
        } else if is_name {
            path.push_str(&format!(".{token}"));
        } else {
            path.push_str(&format!(
                "['{}']",
                token.replace('\\', "\\\\").replace('\'', "\\'")
            ));
        }
    }
    path
}

/// What a criterion expects.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expected {
    Status(Value),
    Header(String, Value),
    Body(String, Value),
}

/// Reads a criterion; the reason where a guide can't say it.
pub(super) fn read(criterion: &Value, variables: &Variables) -> Result<Vec<Expected>, String> {
    let condition = criterion["condition"].as_str().unwrap_or_default().trim();
    let kind = criterion["type"]
        .as_str()
        .or_else(|| criterion["type"]["type"].as_str())
        .unwrap_or("simple");
    let context = criterion["context"].as_str().unwrap_or_default();
    match kind {
        "simple" => simple(condition, variables),
        "jsonpath" if context == "$response.body" || context.is_empty() => {
            let path = if condition.starts_with('$') {
                condition.to_owned()
            } else {
                format!("$[?{condition}]")
            };
            Ok(vec![Expected::Body(path, json!({"exists": true}))])
        }
        "regex" => of_regex(context, condition),
        other => Err(format!(
            "a criterion of the type `{other}` over `{context}`"
        )),
    }
}

fn of_regex(context: &str, condition: &str) -> Result<Vec<Expected>, String> {
    let matcher = json!({"matches": condition});
    if context == "$statusCode" {
        let class = condition.trim_start_matches('^').trim_end_matches('$');
        let digit = class
            .chars()
            .next()
            .filter(|digit| ('1'..='5').contains(digit));
        let rest = &class[digit.map_or(0, char::len_utf8)..];
        return match (digit, rest) {
            (Some(digit), ".." | "\\d\\d" | "\\d{2}" | "[0-9][0-9]" | "[0-9]{2}") => {
                Ok(vec![Expected::Status(json!(format!("{digit}xx")))])
            }
            _ => Err(format!("`{condition}` over the status code")),
        };
    }
    if let Some(name) = context.strip_prefix("$response.header.") {
        return Ok(vec![Expected::Header(name.to_owned(), matcher)]);
    }
    match context.strip_prefix("$response.body") {
        Some(pointer) => Ok(vec![Expected::Body(path_of(pointer), matcher)]),
        None => Err(format!("a regular expression over `{context}`")),
    }
}

/// Reads a simple condition: comparisons joined by `&&`; `||` only between codes of one status.
fn simple(condition: &str, variables: &Variables) -> Result<Vec<Expected>, String> {
    let unknown = || format!("the condition `{condition}`");
    if condition.contains("||") {
        let codes: Option<Vec<Value>> = condition
            .split("||")
            .map(|part| {
                let found = SIMPLE.captures(part.trim().trim_matches(['(', ')']))?;
                let is_code = &found[1] == "$statusCode" && &found[2] == "==";
                found[3]
                    .parse::<u16>()
                    .ok()
                    .filter(|_| is_code)
                    .map(|code| json!(code))
            })
            .collect();
        return codes
            .map(|codes| vec![Expected::Status(Value::Array(codes))])
            .ok_or_else(unknown);
    }
    let parts: Vec<&str> = condition.split("&&").map(str::trim).collect();
    if let Some(class) = class_of(&parts) {
        return Ok(vec![Expected::Status(json!(class))]);
    }
    let mut expected = Vec::new();
    for part in parts {
        let found = SIMPLE
            .captures(part.trim_matches(['(', ')']))
            .ok_or_else(unknown)?;
        let (place, operator) = (&found[1], &found[2]);
        let operand = operand(&found[3], variables).ok_or_else(unknown)?;
        let matcher = match operator {
            "==" => operand,
            "!=" => json!({"not": operand}),
            ">" => json!({"above": operand}),
            "<" => json!({"below": operand}),
            ">=" => json!({"not": {"below": operand}}),
            _ => json!({"not": {"above": operand}}),
        };
        expected.push(if place == "$statusCode" {
            let code = matcher.as_u64().ok_or_else(unknown)?;
            Expected::Status(json!(code))
        } else if let Some(name) = place.strip_prefix("$response.header.") {
            Expected::Header(name.to_owned(), matcher)
        } else {
            Expected::Body(path_of(place.trim_start_matches("$response.body")), matcher)
        });
    }
    Ok(expected)
}

/// `$statusCode >= 200 && $statusCode < 300` is `2xx`.
fn class_of(parts: &[&str]) -> Option<String> {
    let [least, most] = parts else { return None };
    let least = least
        .strip_prefix("$statusCode >=")?
        .trim()
        .strip_suffix("00")?;
    let most = most.strip_prefix("$statusCode")?.trim();
    let next = least.parse::<u8>().ok()? + 1;
    let ends = most == format!("< {next}00") || most == format!("<= {least}99");
    ends.then(|| format!("{least}xx"))
}

fn operand(text: &str, variables: &Variables) -> Option<Value> {
    if let Some(quoted) = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        return Some(Value::String(quoted.replace("''", "'")));
    }
    if text.starts_with('$') {
        return variables.placeholder(text).map(Value::String);
    }
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_say_what_expectations_say_and_can_be_read_back() {
        let expect = json!({"status": "2xx", "headers": {"content-type": {"matches": "json"}}, "body": {
            "$.id": "{{id}}", "$.a[0].b": true, "$.n": {"above": 3}, "$.s": {"not": "x'y"}, "$[?@.a == 1]": {"exists": true}},
            "time": 500});
        let mut origins = Origins::default();
        origins.captured("id", "list");
        let (criteria, rest) = of_expect(&expect, &mut origins);
        assert_eq!(
            criteria,
            [
                json!({"condition": "$statusCode >= 200 && $statusCode < 300"}),
                json!({"context": "$response.header.content-type", "condition": "json", "type": "regex"}),
                json!({"condition": "$response.body#/id == $steps.list.outputs.id"}),
                json!({"condition": "$response.body#/a/0/b == true"}),
                json!({"condition": "$response.body#/n > 3"}),
                json!({"condition": "$response.body#/s != 'x''y'"}),
                json!({"context": "$response.body", "condition": "$[?@.a == 1]", "type": "jsonpath"}),
            ]
        );
        assert_eq!(Value::Object(rest), json!({"time": 500}));
        let mut variables = Variables::default();
        variables.add("list", "id");
        let read: Vec<Expected> = criteria
            .iter()
            .flat_map(|one| read(one, &variables).unwrap())
            .collect();
        assert_eq!(read[0], Expected::Status(json!("2xx")));
        assert_eq!(read[2], Expected::Body("$.id".into(), json!("{{id}}")));
        assert_eq!(read[5], Expected::Body("$.s".into(), json!({"not": "x'y"})));
    }

    #[test]
    fn conditions_of_others_are_read() {
        let variables = Variables::default();
        let one = |condition: &str| simple(condition, &variables);
        assert_eq!(
            one("$statusCode == 200 || $statusCode == 201"),
            Ok(vec![Expected::Status(json!([200, 201]))])
        );
        assert_eq!(
            one("$response.body#/a~1b == \"x\""),
            Ok(vec![Expected::Body("$['a/b']".into(), json!("x"))])
        );
        assert_eq!(
            of_regex("$statusCode", "^2\\d{2}$"),
            Ok(vec![Expected::Status(json!("2xx"))])
        );
        assert!(one("$response.body#/a == 1 || $response.body#/b == 2").is_err());
    }

    #[test]
    fn what_criteria_can_not_say_is_kept_apart() {
        let expect = json!({"body": {"$.a": {"length": 3}, "$.o": {"x": 1}}});
        let (criteria, rest) = of_expect(&expect, &mut Origins::default());
        assert_eq!(criteria, Vec::<Value>::new());
        assert_eq!(Value::Object(rest), expect);
    }
}
