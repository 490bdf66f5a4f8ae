//! The text that bytes begin with.

/// The first `length` bytes as UTF-8, without a character that their end has cut; `None` for what
/// is no text.
pub fn utf8_prefix(bytes: &[u8], length: usize) -> Option<&str> {
    let part = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(part) {
        Ok(text) => Some(text),
        Err(error) if part.len() < bytes.len() && part.len() - error.valid_up_to() < 4 => {
            std::str::from_utf8(&part[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_is_cut_is_left_out_and_others_are_refused() {
        let text = "aä€😀".as_bytes();
        for (length, prefix) in [
            (0, ""),
            (2, "a"),
            (3, "aä"),
            (5, "aä"),
            (9, "aä€"),
            (10, "aä€😀"),
            (99, "aä€😀"),
        ] {
            assert_eq!(utf8_prefix(text, length), Some(prefix), "{length}");
        }
        assert_eq!(utf8_prefix(b"a\xff\xff\xff\xff\xff", 5), None);
        assert_eq!(utf8_prefix(b"a\xc3", 9), None);
    }
}
