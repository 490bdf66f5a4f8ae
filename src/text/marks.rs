//! Files that an editor or a shell has saved with a mark of their encoding.

use std::borrow::Cow;

use memchr::memmem;

/// The mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Text in ASCII or UTF-8 without its marks, of which files that were joined have several.
pub fn without_marks(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memmem::find(bytes, MARK).is_none() {
        return Cow::Borrowed(bytes);
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for at in memmem::find_iter(bytes, MARK) {
        kept.extend_from_slice(&bytes[from..at]);
        from = at + MARK.len();
    }
    kept.extend_from_slice(&bytes[from..]);
    Cow::Owned(kept)
}

/// Whether a file is text in UTF-16, by its mark or by how it writes the dashes that PEM begins
/// with.
pub fn is_utf16(bytes: &[u8]) -> bool {
    [b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .any(|mark| bytes.starts_with(*mark))
        || memmem::find(bytes, b"-\0-\0-\0-\0").is_some()
        || memmem::find(bytes, b"\0-\0-\0-\0-").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out_wherever_they_stand() {
        for (bytes, text) in [
            ("plain", "plain"),
            ("\u{feff}one", "one"),
            ("\u{feff}one\n\u{feff}two", "one\ntwo"),
            ("", ""),
        ] {
            assert_eq!(without_marks(bytes.as_bytes()).as_ref(), text.as_bytes());
        }
    }

    #[test]
    fn utf_16_is_told_with_and_without_its_mark() {
        let text = "-----BEGIN CERTIFICATE-----";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xff\xfe".as_slice(), &little].concat();
        for bytes in [little, big, marked] {
            assert!(is_utf16(&bytes));
        }
        assert!(!is_utf16(text.as_bytes()) && !is_utf16(b""));
    }
}
