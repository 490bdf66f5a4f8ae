//! What a shell puts in the place of `$NAME`, `$(…)` and `$'…'`, as far as that is known without
//! running anything.

use super::Fault;
use super::words::Reader;

/// What a letter behind a `\` of `$'…'` stands for.
const ANSI: [(char, char); 12] = [
    ('n', '\n'),
    ('t', '\t'),
    ('r', '\r'),
    ('a', '\u{7}'),
    ('b', '\u{8}'),
    ('e', '\u{1b}'),
    ('f', '\u{c}'),
    ('v', '\u{b}'),
    ('\\', '\\'),
    ('\'', '\''),
    ('"', '"'),
    ('?', '?'),
];

impl Reader<'_> {
    /// A text with its variables in their places.
    pub(super) fn expanded(&mut self, text: &str) -> String {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['$', '\\', '`']) {
            expanded.push_str(&rest[..at]);
            rest = &rest[at..];
            let (value, length) = match rest.as_bytes() {
                [b'\\', b'\n', ..] => (Some(String::new()), 2),
                [b'\\', escaped @ (b'$' | b'\\' | b'`'), ..] => {
                    (Some(char::from(*escaped).to_string()), 2)
                }
                [b'\\', ..] => (Some("\\".to_owned()), 1),
                [b'`', ..] => {
                    let end = rest[1..].find('`').map_or(rest.len(), |end| end + 2);
                    (None, end)
                }
                _ => self.value_of(rest),
            };
            let written = &rest[..length];
            if value.is_none()
                && let Some(command) = self.list.last_mut()
            {
                command.expansion.get_or_insert_with(|| written.to_owned());
            }
            expanded.push_str(value.as_deref().unwrap_or(written));
            rest = &rest[length..];
        }
        // The command that reads it has ended.
        let used = std::mem::take(&mut self.current.variables);
        if let Some(command) = self.list.last_mut() {
            command.variables.extend(used);
        }
        expanded + rest
    }

    /// `$(…)`: its commands are those of the text, and its value is known where it only prints a
    /// document.
    pub(super) fn substitution(&mut self, until: char, start: usize) -> Result<(), Fault> {
        // `$((…))` is a sum.
        if until == ')' && self.peek() == Some('(') {
            let length = self
                .rest()
                .find("))")
                .map_or(self.rest().len(), |end| end + 2);
            self.at += length;
            self.expansion(start);
            return Ok(());
        }
        let outer = std::mem::take(&mut self.current);
        let flow = self.flow.clone();
        self.flow.enter(&outer);
        let open = self.open.take();
        let (target, count) = (self.target.take(), self.list.len());
        self.run(Some(until))?;
        self.end_command();
        let printed = match &self.list[count..] {
            [one] => one.printed(&self.documents),
            _ => None,
        };
        (self.current, self.open, self.target) = (outer, open, target);
        self.flow = flow;
        let written = &self.text[start..self.at];
        let word = self.word(start);
        if let Some(printed) = printed {
            word.text.push_str(printed.trim_end_matches('\n'));
            self.list.truncate(count);
        } else {
            // In backticks it is the same as in `$(…)`.
            match written.strip_prefix('`') {
                Some(inner) => word
                    .text
                    .push_str(&format!("$({})", inner.trim_end_matches('`'))),
                None => word.text.push_str(written),
            }
            word.is_computed = true;
        }
        Ok(())
    }

    pub(super) fn variable(&mut self, start: usize, is_quoted: bool) {
        let (value, length) = self.value_of(&self.text[start..]);
        self.at = start + length;
        // Outside of quotes, blanks in it end the word.
        let is_one = |value: &String| is_quoted || !value.contains(char::is_whitespace);
        match value.filter(is_one) {
            Some(value) => self.word(start).text.push_str(&value),
            None => self.expansion(start),
        }
    }

    /// Something up to here that a shell puts together, and nobody else.
    fn expansion(&mut self, start: usize) {
        let written = &self.text[start..self.at];
        self.current
            .expansion
            .get_or_insert_with(|| written.to_owned());
        let word = self.word(start);
        word.text.push_str(written);
        word.is_computed = true;
    }

    /// What `$NAME` and `${NAME}` stand for, and how long they are: the text that was given before,
    /// or our variable of that name. `${NAME:-…}` and its like stand for what only a shell knows.
    fn value_of(&mut self, written: &str) -> (Option<String>, usize) {
        let is_name = |each: char| each.is_ascii_alphanumeric() || each == '_';
        let plain = &written[1..];
        let braced = plain.strip_prefix('{');
        let name = braced.unwrap_or(plain);
        let name = &name[..name.find(|each| !is_name(each)).unwrap_or(name.len())];
        let length = 1 + name.len() + if braced.is_some() { 2 } else { 0 };
        let is_whole = !name.is_empty()
            && (braced.is_none() || written.as_bytes().get(length - 1) == Some(&b'}'));
        if !is_whole {
            let of_shell = match braced {
                Some(braced) => braced.find('}').map(|end| end + "${}".len()),
                None => plain
                    .starts_with(['@', '*', '#', '?', '!', '$'])
                    .then_some(2),
            };
            return match of_shell {
                Some(length) => (None, length),
                None => (Some("$".to_owned()), 1),
            };
        }
        if let Some(Some(value)) = self.assigned.get(name) {
            let Some(room) = self.room.checked_sub(value.len()) else {
                return (None, length);
            };
            self.room = room;
            return (Some(value.clone()), length);
        }
        if !self.current.variables.iter().any(|known| known == name) {
            self.current.variables.push(name.to_owned());
        }
        (Some(format!("{{{{{name}}}}}")), length)
    }

    /// `$'…'`, which browsers write when they copy a request as curl.
    pub(super) fn ansi(&mut self, start: usize) -> Result<(), Fault> {
        self.word(start);
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some('\\') => match self.next() {
                    Some('u') => self.coded(start, 16, 4),
                    Some('U') => self.coded(start, 16, 8),
                    Some('x') => self.coded(start, 16, 2),
                    Some('0'..='7') => {
                        self.at -= 1;
                        self.coded(start, 8, 3);
                    }
                    Some(other) => {
                        let meant = ANSI.iter().find(|(letter, _)| *letter == other);
                        if meant.is_none() {
                            self.push('\\', start);
                        }
                        self.push(meant.map_or(other, |(_, meant)| *meant), start);
                    }
                    None => return Err(self.unclosed('\'', start)),
                },
                Some(character) => self.push(character, start),
                None => return Err(self.unclosed('\'', start)),
            }
        }
    }

    /// A character by its number, which has so many digits at most.
    fn coded(&mut self, start: usize, radix: u32, most: usize) {
        let mut code = 0;
        for _ in 0..most {
            let Some(digit) = self.peek().and_then(|next| next.to_digit(radix)) else {
                break;
            };
            self.next();
            code = code * radix + digit;
        }
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.push(character, start);
    }
}
