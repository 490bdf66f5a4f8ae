//! Regular expressions of ours, over the words of pages.

use regex::Regex;

/// Compiles a pattern. `\w`, `\d`, `\s` and `\b` are those of ASCII: the tables of Unicode take a
/// millisecond a pattern to compile, and identifiers have no use for them.
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(&of_ascii(text)).expect("a pattern of ours is a pattern")
}

fn of_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len() * 2);
    let mut in_class = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match (characters.next(), in_class) {
                (Some('w'), true) => ascii.push_str("A-Za-z0-9_"),
                (Some('w'), false) => ascii.push_str("[A-Za-z0-9_]"),
                (Some('d'), true) => ascii.push_str("0-9"),
                (Some('d'), false) => ascii.push_str("[0-9]"),
                (Some('s'), true) => ascii.push_str("\\t\\n\\r "),
                (Some('s'), false) => ascii.push_str("[\\t\\n\\r ]"),
                (Some('S'), false) => ascii.push_str("[^\\t\\n\\r ]"),
                (Some('b'), false) => ascii.push_str("(?-u:\\b)"),
                (other, _) => {
                    ascii.push('\\');
                    ascii.extend(other);
                }
            },
            '[' if !in_class => {
                in_class = true;
                ascii.push('[');
            }
            ']' if in_class => {
                in_class = false;
                ascii.push(']');
            }
            other => ascii.push(other),
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_ascii() {
        assert_eq!(
            of_ascii(r"\b[\w.-]+\s\[\d\]"),
            r"(?-u:\b)[A-Za-z0-9_.-]+[\t\n\r ]\[[0-9]\]"
        );
        assert!(pattern(r"^\w+$").is_match("a_1") && !pattern(r"^\w+$").is_match("ä"));
    }
}
