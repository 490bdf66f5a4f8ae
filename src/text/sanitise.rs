//! Text from servers and scripts, made harmless for a terminal.

use std::borrow::Cow;

/// Replaces control characters by visible escapes, so that foreign text can't move the cursor,
/// change colours or set the window's title. Line breaks and tabs stay.
pub fn sanitise(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_harmful(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_harmful(character: char) -> bool {
    let bidirectional = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    bidirectional || (character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(sanitise("a\u{1b}[31mred\r\n"), "a\\u{1b}[31mred\\u{d}\n");
        assert!(matches!(sanitise("plain\ttext ✓"), Cow::Borrowed(_)));
    }
}
