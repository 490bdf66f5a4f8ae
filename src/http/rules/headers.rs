//! Header lists on their way out and in: what Node's http module does to them.

use std::borrow::Cow;

use encoding_rs::mem;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::exchange::{Header, Headers, SendError};

/// The lists as Node sends them: lines of one name stand together, and the last spelling of a name
/// wins over the others.
pub(crate) fn merge(headers: &Headers) -> Headers {
    let mut merged: Vec<Vec<&Header>> = Vec::with_capacity(headers.len());
    for header in headers {
        match merged
            .iter_mut()
            .find(|lines| lines[0].name.eq_ignore_ascii_case(&header.name))
        {
            None => merged.push(vec![header]),
            Some(lines) => lines.push(header),
        }
    }
    let mut list = Headers::new();
    for lines in merged {
        let spelling = last_spelling(&lines);
        for line in lines.into_iter().filter(|line| line.name == spelling) {
            append(&mut list, &line.name, &line.value, line.system);
        }
    }
    list
}

/// The spelling that appeared last for the first time.
fn last_spelling(lines: &[&Header]) -> String {
    let newest = |(index, line): &(usize, &&Header)| {
        lines[..*index]
            .iter()
            .all(|earlier| earlier.name != line.name)
    };
    lines
        .iter()
        .enumerate()
        .rfind(newest)
        .map(|(_, line)| line.name.clone())
        .unwrap_or_default()
}

fn append(headers: &mut Headers, name: &str, value: &str, system: bool) {
    if system {
        headers.push_system(name, value);
    } else {
        headers.push(name, value);
    }
}

/// The headers as hyper takes them, each value as Latin-1.
///
/// # Errors
/// A name or a value can't stand in a header line; the message is Node's.
pub(crate) fn to_map(headers: &Headers) -> Result<HeaderMap, SendError> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for header in headers {
        let name = HeaderName::from_bytes(header.name.as_bytes())
            .map_err(|_| invalid_name(&header.name))?;
        let value = to_latin1(&header.value)
            .and_then(|bytes| HeaderValue::from_bytes(&bytes).ok())
            .ok_or_else(|| invalid_value(&header.name))?;
        map.try_append(name, value)
            .map_err(|_| SendError::new("too many headers"))?;
    }
    Ok(map)
}

fn invalid_name(name: &str) -> SendError {
    let message = format!("Header name must be a valid HTTP token [\"{name}\"]");
    SendError::with_code("ERR_INVALID_HTTP_TOKEN", message)
}

fn invalid_value(name: &str) -> SendError {
    SendError::with_code(
        "ERR_INVALID_CHAR",
        format!("Invalid character in header content [\"{name}\"]"),
    )
}

/// A text as Latin-1, where it can be written so.
pub(crate) fn to_latin1(text: &str) -> Option<Cow<'_, [u8]>> {
    mem::is_str_latin1(text).then(|| mem::encode_latin1_lossy(text))
}

/// The headers of a response, each value read as Latin-1 as Node does.
pub(crate) fn from_map(map: &HeaderMap) -> Headers {
    map.iter()
        .map(|(name, value)| (name.as_str().to_owned(), from_latin1(value.as_bytes())))
        .collect()
}

/// Reads bytes as Latin-1.
pub(crate) fn from_latin1(bytes: &[u8]) -> String {
    mem::decode_latin1(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pairs: &[(&str, &str)]) -> Headers {
        pairs
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn lines(headers: &Headers) -> Vec<String> {
        headers
            .iter()
            .map(|header| format!("{}: {}", header.name, header.value))
            .collect()
    }

    #[test]
    fn lines_of_one_name_stand_together_and_the_last_spelling_wins() {
        let merged = |pairs: &[(&str, &str)]| lines(&merge(&list(pairs)));
        assert_eq!(
            merged(&[("X-D", "1"), ("Y", "1"), ("X-D", "2")]),
            ["X-D: 1", "X-D: 2", "Y: 1"]
        );
        let other_spelling = [
            ("X-D", "1"),
            ("Y", "1"),
            ("X-D", "2"),
            ("x-d", "3"),
            ("Z", "1"),
        ];
        assert_eq!(merged(&other_spelling), ["x-d: 3", "Y: 1", "Z: 1"]);
        assert_eq!(
            merged(&[("X-D", "1"), ("x-d", "2"), ("X-D", "3")]),
            ["x-d: 2"]
        );
        assert!(merged(&[]).is_empty());
    }

    #[test]
    fn what_no_header_line_can_hold_is_refused_in_nodes_words() {
        for (name, value, code, message) in [
            (
                "X-T ",
                "a",
                "ERR_INVALID_HTTP_TOKEN",
                "Header name must be a valid HTTP token [\"X-T \"]",
            ),
            (
                "Xé",
                "a",
                "ERR_INVALID_HTTP_TOKEN",
                "Header name must be a valid HTTP token [\"Xé\"]",
            ),
            (
                "X-A",
                "a\nb",
                "ERR_INVALID_CHAR",
                "Invalid character in header content [\"X-A\"]",
            ),
            (
                "X-A",
                "a中",
                "ERR_INVALID_CHAR",
                "Invalid character in header content [\"X-A\"]",
            ),
        ] {
            let error = to_map(&list(&[(name, value)])).unwrap_err();
            assert_eq!(
                (error.code.as_deref(), error.message.as_str()),
                (Some(code), message)
            );
        }
    }

    #[test]
    fn values_go_out_and_come_in_as_latin_1() {
        let map = to_map(&list(&[("X-L", "é")])).unwrap();
        assert_eq!(map["x-l"].as_bytes(), b"\xe9");
        assert_eq!(lines(&from_map(&map)), ["x-l: é"]);
    }
}
