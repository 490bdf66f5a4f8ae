//! From a file's bytes to JSON: byte-order marks, UTF-16, and errors that name line and column.

use std::borrow::Cow;
use std::fmt;

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

/// A place in a file that is no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misread {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// The first byte that is none.
    pub byte: u8,
    /// Whether the rest is UTF-8, so that the file is damaged, and not in another encoding.
    pub is_damaged: bool,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line, column, byte, ..
        } = self;
        write!(
            f,
            "line {line}, column {column}: the byte 0x{byte:02x} is no UTF-8"
        )
    }
}

/// The first place that [`text_of`] does not read as UTF-8, in a file that is not UTF-16.
pub fn misread(bytes: &[u8]) -> Option<Misread> {
    if encoding(bytes) != encoding_rs::WINDOWS_1252 {
        return None;
    }
    let mut chunks = bytes.utf8_chunks();
    let before = chunks.next()?.valid();
    let byte = *bytes.get(before.len())?;
    let is_utf8 = |text: &str| !text.is_ascii();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some(Misread {
        line: before.matches('\n').count() + 1,
        column: line.trim_start_matches('\u{feff}').chars().count() + 1,
        byte,
        is_damaged: is_utf8(before) || chunks.any(|chunk| is_utf8(chunk.valid())),
    })
}

/// The text in a file's bytes, without a byte-order mark.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    encoding(bytes).decode(bytes).0
}

fn encoding(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    match bytes {
        [0xff, 0xfe, ..] | [_, 0, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] | [0, _, ..] => encoding_rs::UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
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
    fn the_first_byte_that_is_no_utf_8_is_told_with_its_place() {
        let misread = |bytes: &[u8]| {
            let found = super::misread(bytes)?;
            Some((found.line, found.column, found.byte, found.is_damaged))
        };
        assert_eq!(misread("{\"a\": \"é\"}".as_bytes()), None);
        assert_eq!(misread(b"\xff\xfe{\0}\0"), None);
        assert_eq!(misread(b"a\nb\xe9\nc"), Some((2, 2, 0xe9, false)));
        assert_eq!(misread(b"\xc3\xa9\xff"), Some((1, 2, 0xff, true)));
        assert_eq!(misread(b"{\xff\n\xc3\xa9"), Some((1, 2, 0xff, true)));
        assert_eq!(misread(b"{\"a\": \"\xc3"), Some((1, 8, 0xc3, false)));
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
