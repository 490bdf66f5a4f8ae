//! The little XML that a report needs, laid out as Newman's.

/// Adds an attribute.
pub(super) fn attribute(text: &mut String, name: &str, value: &str) {
    text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
}

/// A text as it stands in an attribute.
pub(super) fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.chars().map(valid) {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '"' => text.push_str("&quot;"),
            '\t' => text.push_str("&#x9;"),
            '\n' => text.push_str("&#xA;"),
            '\r' => text.push_str("&#xD;"),
            other => text.push(other),
        }
    }
    text
}

/// A text as it is, in a section that ends where the text does.
pub(super) fn cdata(text: &str) -> String {
    let text: String = text.chars().map(valid).collect();
    format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"))
}

/// The character, or the sign that stands for one that XML 1.0 has no way to hold.
// Differs from Postman: Newman ends without any report
// (`control_characters_do_not_break_the_document`).
fn valid(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => character,
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_break_the_document() {
        assert_eq!(escaped("a\u{0}\u{1b}<\n"), "a\u{fffd}\u{fffd}&lt;&#xA;");
        assert_eq!(cdata("\u{7}\u{fffe}"), "<![CDATA[\u{fffd}\u{fffd}]]>");
    }

    #[test]
    fn a_section_ends_where_its_text_does() {
        assert_eq!(cdata("a]]>b"), "<![CDATA[a]]]]><![CDATA[>b]]>");
    }
}
