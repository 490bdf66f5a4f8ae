//! Words that tags of HTML mark within a paragraph: `<b>`, `<code>`.

use std::collections::HashMap;

/// Finds the ends of such tags; no part of the page is gone through twice for one of them.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    text: &'a str,
    /// Where the paragraph ends that was looked at last.
    paragraph: usize,
    /// What was found last of each end: whether there is one, and up to where that is known.
    known: HashMap<String, Known>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    is_there: bool,
    until: usize,
}

impl<'a> Ends<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            paragraph: 0,
            known: HashMap::new(),
        }
    }

    /// How words are marked that stand in a tag, which ends at `at`. One that nothing ends marks none.
    pub(super) fn mark(&mut self, tag: &str, at: usize) -> Option<&'static str> {
        let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
        let name = inner.trim_start_matches('/').to_ascii_lowercase();
        let mark = match name.as_str() {
            "b" | "strong" | "em" | "i" => "**",
            "code" => "`",
            _ => return None,
        };
        (inner.starts_with('/') || self.is_ended(inner, at)).then_some(mark)
    }

    /// Whether the paragraph ends the tag behind a place.
    fn is_ended(&mut self, name: &str, at: usize) -> bool {
        if at > self.paragraph || self.paragraph == 0 {
            let end = self.text[at..].find("\n\n");
            self.paragraph = end.map_or(self.text.len(), |end| at + end);
        }
        if let Some(known) = self.known.get(name).filter(|known| at <= known.until) {
            return known.is_there;
        }
        let found = self.text[at..self.paragraph].find(&format!("</{name}>"));
        let known = Known {
            is_there: found.is_some(),
            until: found.map_or(self.paragraph, |found| at + found),
        };
        self.known.insert(name.to_owned(), known);
        known.is_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_marks_words_where_its_paragraph_ends_it() {
        let text = "<b>a</b> <b>c <code>d</code>\n\n<b>e</b>, <x>f</x>";
        let mut ends = Ends::of(text);
        let marks = text.match_indices('<').map(|(begin, _)| {
            let end = begin + text[begin..].find('>').unwrap() + 1;
            ends.mark(&text[begin..end], end)
        });
        let bold = Some("**");
        let code = Some("`");
        assert_eq!(
            marks.collect::<Vec<_>>(),
            [bold, bold, None, code, code, bold, bold, None, None]
        );
    }
}
