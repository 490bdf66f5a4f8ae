//! Text from servers and scripts, made harmless for a terminal and for what reads its lines.

use std::borrow::Cow;

/// Replaces control characters by visible escapes, and with them what turns the direction of text
/// or ends its line in secret, so that foreign text can't move the cursor, change colours, set the
/// window's title or look like another text. Line breaks and tabs stay.
pub fn sanitise(text: &str) -> Cow<'_, str> {
    replaced(text, is_harmful, |character, safe| {
        safe.extend(character.escape_unicode());
    })
}

/// As [`sanitise`], on one line: whoever reads lines takes the text for one.
pub fn sanitise_line(text: &str) -> Cow<'_, str> {
    let is_replaced = |character| character == '\n' || is_harmful(character);
    replaced(text, is_replaced, |character, safe| {
        if character == '\n' {
            safe.push_str("\\n");
        } else {
            safe.extend(character.escape_unicode());
        }
    })
}

/// JSON in which what would harm a terminal is escaped, and what a CI system would take for a
/// command. It says the same.
pub fn sanitise_json(json: &str) -> Cow<'_, str> {
    let safe = replaced(json, is_harmful, |character, safe| {
        // All of them are in the first plane.
        safe.push_str(&format!("\\u{:04x}", u32::from(character)));
    });
    if safe.contains("##") {
        return Cow::Owned(safe.replace("##", "#\\u0023"));
    }
    safe
}

/// Lines in which nothing is a command to the CI system that may read them: `::error::` at the
/// beginning of a line, `##[error]` anywhere. `at_start` tells whether nothing but blanks stands on
/// the line before.
pub fn without_commands(text: &str, at_start: Start) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for (number, line) in text.split_inclusive(['\n', '\r']).enumerate() {
        let is_start = number > 0 || at_start == Start::OfLine;
        let words = line.trim_start();
        match words.strip_prefix("::").filter(|_| is_start) {
            Some(rest) => {
                safe.push_str(&line[..line.len() - words.len()]);
                safe.push_str("\\u{3a}:");
                push_without_hashes(&mut safe, rest);
            }
            None => push_without_hashes(&mut safe, line),
        }
    }
    Cow::Owned(safe)
}

/// Where a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the beginning of a line, or after blanks.
    OfLine,
    /// Behind other words.
    Within,
}

/// Adds a line without `##[`, `##vso[` and the like.
fn push_without_hashes(safe: &mut String, line: &str) {
    let mut pieces = line.split("##");
    safe.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let word = piece.trim_start_matches(|character: char| character.is_ascii_alphabetic());
        safe.push_str(if word.starts_with('[') {
            "#\\u{23}"
        } else {
            "##"
        });
        safe.push_str(piece);
    }
}

fn replaced(
    text: &str,
    is_replaced: impl Fn(char) -> bool,
    replace: impl Fn(char, &mut String),
) -> Cow<'_, str> {
    // Most texts are plain, and told so by their bytes.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain || !text.chars().any(&is_replaced) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_replaced(character) {
            replace(character, &mut safe);
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_harmful(character: char) -> bool {
    let turns = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let breaks = matches!(character, '\u{2028}' | '\u{2029}');
    turns || breaks || (character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(sanitise("a\u{1b}[31mred\r\n"), "a\\u{1b}[31mred\\u{d}\n");
        assert_eq!(sanitise("\u{9b}31m\u{7f}\0"), "\\u{9b}31m\\u{7f}\\u{0}");
        assert!(matches!(sanitise("plain\ttext ✓"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_turns_or_breaks_text_in_secret_becomes_visible() {
        let turning = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}";
        let isolating = "\u{2066}\u{2067}\u{2068}\u{2069}";
        for character in format!("{turning}{isolating}\u{2028}\u{2029}\u{85}").chars() {
            let escape = character.escape_unicode().to_string();
            let text = format!("a{character}b");
            assert_eq!(sanitise(&text), format!("a{escape}b"));
            assert_eq!(sanitise_line(&text), format!("a{escape}b"));
        }
        assert_eq!(sanitise_line("a\nb\u{1b}"), "a\\nb\\u{1b}");
    }

    #[test]
    fn json_stays_what_it_is() {
        let text = "\u{9b}31m \u{202e} \u{2028} \u{7f} ##[error]x ##vso[y] ###[";
        let json = serde_json::Value::from(text).to_string();
        let safe = sanitise_json(&json);
        assert!(safe.chars().all(|character| matches!(character, ' '..='~')));
        assert!(!safe.contains("##"), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        assert!(matches!(
            sanitise_json("{\"a\": \"✓ #\"}"),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn no_line_is_a_command() {
        for (text, safe) in [
            ("::error::x", "\\u{3a}:error::x"),
            (
                "a\n \t::set-output name=a::b",
                "a\n \t\\u{3a}:set-output name=a::b",
            ),
            ("a\r::b", "a\r\\u{3a}:b"),
            ("x ##[add-mask]y", "x #\\u{23}[add-mask]y"),
            (
                "##vso[task.x]##teamcity[y]",
                "#\\u{23}vso[task.x]#\\u{23}teamcity[y]",
            ),
            ("std::x ## head", "std::x ## head"),
        ] {
            assert_eq!(without_commands(text, Start::OfLine), safe);
        }
        assert_eq!(
            without_commands("::x\n::y", Start::Within),
            "::x\n\\u{3a}:y"
        );
    }
}
