//! The class of a test case: a name in upper camel case, as lodash makes it of a suite's.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::xml::escaped;

/// What a character is for the boundaries of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upper,
    Lower,
    Digit,
    Break,
}

/// `Folder / Get v2 users` becomes `FolderGetV2Users`. Newman looks at the name after it was
/// escaped: `<x>` is `LtX`.
pub(super) fn class_name(name: &str) -> String {
    let name = without_accents(&escaped(name));
    words(&name.replace(['\'', '\u{2019}'], ""))
        .iter()
        .map(|word| capitalised(word))
        .collect()
}

fn without_accents(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text
        .nfd()
        .filter(|character| !is_combining_mark(*character))
    {
        match character {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'Æ' => plain.push_str("Ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'Ø' => plain.push('O'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'Ł' => plain.push('L'),
            other => plain.push(other),
        }
    }
    plain
}

/// Only what is a word character in ASCII stays.
fn capitalised(word: &str) -> String {
    let lower = word.to_lowercase();
    let mut characters = lower.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    first
        .chars()
        .chain(characters)
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

/// Words end where lower case meets upper case, letters meet digits, or an abbreviation meets a
/// word: `HTMLPage` is two.
fn words(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let kind_at = |at: usize| characters.get(at).copied().map_or(Kind::Break, kind);
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, character) in characters.iter().enumerate() {
        let (before, own, after) = (
            at.checked_sub(1).map_or(Kind::Break, kind_at),
            kind_at(at),
            kind_at(at + 1),
        );
        let begins = match (before, own) {
            (Kind::Upper, Kind::Upper) => after == Kind::Lower,
            (_, Kind::Break) | (Kind::Upper, Kind::Lower) => false,
            (Kind::Digit, Kind::Lower) => !is_ordinal(&characters[at..]),
            (before, own) => before != own,
        };
        if begins || own == Kind::Break {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
        }
        if own != Kind::Break {
            word.push(*character);
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// Whether a number goes on as in `1st`.
fn is_ordinal(rest: &[char]) -> bool {
    let ending: String = rest.iter().take(2).collect();
    matches!(ending.as_str(), "st" | "nd" | "rd" | "th")
        && rest
            .get(2)
            .copied()
            .is_none_or(|next| matches!(kind(next), Kind::Break | Kind::Upper))
}

fn kind(character: char) -> Kind {
    match character {
        _ if character.is_numeric() => Kind::Digit,
        _ if character.is_uppercase() => Kind::Upper,
        _ if character.is_alphabetic() => Kind::Lower,
        _ => Kind::Break,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_classes_as_lodash_makes_them() {
        for (name, class) in [
            ("F one / flaky <x>", "FOneFlakyLtX"),
            ("Get v2 users", "GetV2Users"),
            ("HTMLPage of IDs", "HtmlPageOfIDs"),
            ("don't stop_me-now", "DontStopMeNow"),
            ("a & \"b\"", "AAmpQuotBQuot"),
            ("200 OK", "200Ok"),
            ("→ ★", ""),
            ("1st item of 3", "1stItemOf3"),
            ("Café Über", "CafeUber"),
            ("OAuth2 v1.2.3 APIs", "OAuth2V123ApIs"),
        ] {
            assert_eq!(class_name(name), class, "{name}");
        }
    }
}
