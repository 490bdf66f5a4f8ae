//! From a file's bytes to JSON: byte-order marks, UTF-16, and errors that name line and column.

use std::borrow::Cow;

use serde_json::Value;

use super::CollectionError;

/// Decodes the bytes of a JSON file that is called `name` in messages. UTF-8 and UTF-16 are told
/// apart by their byte-order mark or, for UTF-16, by the zero byte of the first character; what is
/// not UTF-8 is read as Latin-1.
///
/// # Errors
/// There is nothing in it, or it is not JSON.
pub fn decode(kind: &'static str, name: &str, bytes: &[u8]) -> Result<Value, CollectionError> {
    let text = text_of(bytes);
    let text = text.trim_end();
    if text.trim_start().is_empty() {
        return Err(CollectionError::Empty {
            kind,
            name: name.to_owned(),
        });
    }
    serde_json::from_str(text).map_err(|error| CollectionError::NotJson {
        kind,
        name: name.to_owned(),
        line: error.line(),
        column: error.column(),
        message: message_of(&error),
    })
}

/// The text in a file's bytes, without a byte-order mark.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match bytes {
        [0xff, 0xfe, ..] | [_, 0, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] | [0, _, ..] => encoding_rs::UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    };
    encoding.decode(bytes).0
}

/// serde's message without its own line and column.
fn message_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn encodings_that_editors_write_are_read() {
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("{\"a\":\"é\"}".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [
            "\u{feff}{\"a\":\"é\"}".as_bytes(),
            &utf16,
            b"{\"a\":\"\xe9\"}",
        ] {
            assert_eq!(decode("collection", "c", bytes).unwrap(), json!({"a": "é"}));
        }
    }

    #[test]
    fn what_is_not_json_is_told_with_line_and_column() {
        let error = decode("collection", "c.json", b"{\n  bad").unwrap_err();
        assert_eq!(
            error.to_string(),
            "collection `c.json` is not JSON: line 2, column 3: key must be a string"
        );
        assert!(matches!(
            decode("collection", "c", b" \n"),
            Err(CollectionError::Empty { .. })
        ));
    }
}
