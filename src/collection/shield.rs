//! Keeping the placeholders of a URL whole while it is split at its separators.

/// A URL's text in which placeholders with separators in their names can't be taken for separators.
pub(super) struct Shielded {
    pub(super) text: String,
    hidden: Vec<String>,
}

/// From the private use area: stands for a hidden placeholder; the count of marks before it tells
/// which one.
const MARK: char = '\u{f8ff}';

impl Shielded {
    pub(super) fn new(text: &str) -> Self {
        let mut shielded = Self {
            text: String::with_capacity(text.len()),
            hidden: Vec::new(),
        };
        let mut position = 0;
        for (start, end) in placeholders(text) {
            let name = &text[start + 2..end - 2];
            if name.contains(['.', ':', '/', '?', '#', '@', '&', ']']) {
                shielded.text.push_str(&text[position..start]);
                let index = u32::try_from(shielded.hidden.len())
                    .ok()
                    .and_then(|at| char::from_u32(0xf_0000 + at));
                shielded.text.push(MARK);
                shielded.text.push(index.unwrap_or(MARK));
                shielded.hidden.push(text[start..end].to_owned());
                position = end;
            }
        }
        shielded.text.push_str(&text[position..]);
        shielded
    }

    pub(super) fn restore(&self, part: &str) -> String {
        if self.hidden.is_empty() || !part.contains(MARK) {
            return part.to_owned();
        }
        let mut text = String::new();
        let mut characters = part.chars();
        while let Some(character) = characters.next() {
            let hidden = (character == MARK)
                .then(|| characters.clone().next())
                .flatten()
                .and_then(|index| {
                    self.hidden
                        .get(u32::from(index).checked_sub(0xf_0000)? as usize)
                });
            match hidden {
                Some(placeholder) => {
                    text.push_str(placeholder);
                    characters.next();
                }
                None => text.push(character),
            }
        }
        text
    }
}

/// The byte ranges of `{{name}}` in `text`, braces included; a name holds no braces.
pub(super) fn placeholders(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| at + from) {
        let inner = open + 2;
        match text[inner..].find(['{', '}']).map(|at| at + inner) {
            Some(close) if text[close..].starts_with("}}") => {
                found.push((open, close + 2));
                from = close + 2;
            }
            _ => from = open + 1,
        }
    }
    found
}
