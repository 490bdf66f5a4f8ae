//! Comments in JSON bodies, which Postman removes before sending.

use crate::collection::{Dialect, Mode, Request};

/// Removes `//` and `/* */` comments of a raw body that is JSON by its language or by its content
/// type. Returns whether nothing but comments was there.
pub(super) fn strip(request: &mut Request) -> bool {
    let content_type = request
        .headers
        .iter()
        .find(|header| !header.disabled && header.key.eq_ignore_ascii_case("content-type"))
        .map(|header| header.value.clone());
    // A body of v3 whose language nobody has chosen is a text there.
    // Differs from Postman: its runner sends the comments of such a body
    // (`comments_go_from_a_text_that_is_json_by_its_content_type`).
    let is_chosen = |language: &str| request.dialect != Dialect::V3 || language != "text";
    let Some(body) = &mut request.body else {
        return false;
    };
    let is_json = match (
        body.language().filter(|language| is_chosen(language)),
        content_type,
    ) {
        (Some(language), _) => language == "json",
        (None, Some(content_type)) => is_json_type(&content_type),
        (None, None) => false,
    };
    if let Mode::Raw(text) = &mut body.mode
        && is_json
        && (text.contains("//") || text.contains("/*"))
    {
        *text = without_comments(text);
        return text.is_empty();
    }
    false
}

/// `application/json` and `application/<anything>+json`, whatever follows.
fn is_json_type(content_type: &str) -> bool {
    let Some(subtype) = content_type.strip_prefix("application/") else {
        return false;
    };
    let word = subtype
        .split(char::is_whitespace)
        .next()
        .unwrap_or_default();
    word.starts_with("json") || word.contains("+json")
}

/// A JSON text without `//` and `/* */` comments.
pub(crate) fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let (taken, keep) = match rest.as_bytes() {
            [b'"', ..] => (end_of_string(rest), true),
            // The carriage return before the end of a line goes with the comment.
            [b'/', b'/', ..] => (rest.find('\n').unwrap_or(rest.len()), false),
            [b'/', b'*', ..] => (
                rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
                false,
            ),
            _ => (1, true),
        };
        if keep {
            kept.push_str(&rest[..taken]);
        }
        rest = &rest[taken..];
    }
    kept.push_str(rest);
    kept
}

/// The length of the string that `text` begins with, quotes included.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        for (text, expected) in [
            ("{\"a\": 1 // one\n}", "{\"a\": 1 \n}"),
            (
                "{/* x\n */\"u\": \"http://h/*\\\"//\"}",
                "{\"u\": \"http://h/*\\\"//\"}",
            ),
            ("1 / 2 /* open", "1 / 2 "),
            (
                "{\r\n \"a\": 1, // one\r\n \"b\": 2 /* x\r\n y */\r\n}",
                "{\r\n \"a\": 1, \n \"b\": 2 \r\n}",
            ),
            ("a //b\rc\r\r\nd\r\n", "a \nd\r\n"),
            ("a //b\r", "a "),
        ] {
            assert_eq!(without_comments(text), expected);
        }
    }

    #[test]
    fn only_json_is_touched() {
        for (content_type, is_json) in [
            ("application/json", true),
            ("application/vnd.api+json; v=1", true),
            ("text/json", false),
            ("application/xml", false),
        ] {
            assert_eq!(is_json_type(content_type), is_json, "{content_type}");
        }
    }
}
