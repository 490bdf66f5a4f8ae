//! JSON with the place of every key and value.
//!
//! Members that stand twice are both kept: the last counts, as in JavaScript.

use std::cell::Cell;

use serde_json::Value;

use super::{Entry, Kind, Malformed, Node, Position};

/// How deep values may lie in each other.
const DEEPEST: usize = 500;

impl Node {
    /// How many bytes the JSON value has that a text begins with; none where it begins with none.
    pub fn json_length(text: &str) -> usize {
        let mut reader = Reader::of(text);
        reader.value(0).map_or(0, |_| reader.at)
    }

    /// Reads a JSON text; a byte order mark before it and blanks of any kind behind it are no part of
    /// it.
    ///
    /// # Errors
    /// It is no JSON.
    pub fn parse_json(text: &str) -> Result<Self, Malformed> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = Reader::of(text);
        let node = reader.value(0)?;
        match reader.peek() {
            None => Ok(node),
            Some(_) if text[reader.at..].trim().is_empty() => Ok(node),
            Some(_) => Err(reader.malformed("expected the end of the text")),
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    line_start: usize,
    /// A byte of the line and the characters before it: a text may be one line.
    counted: Cell<(usize, usize)>,
}

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            line_start: 0,
            counted: Cell::default(),
        }
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                }
                _ => return Some(byte),
            }
        }
    }

    fn position(&self) -> Position {
        let (from, columns) = match self.counted.get() {
            (from, columns) if (self.line_start..=self.at).contains(&from) => (from, columns),
            _ => (self.line_start, 0),
        };
        let since = self.text.get(from..self.at);
        let columns = columns + since.unwrap_or_default().chars().count();
        self.counted.set((self.at, columns));
        Position {
            line: self.line,
            column: columns + 1,
        }
    }

    fn malformed(&self, message: impl Into<String>) -> Malformed {
        Malformed {
            at: self.position(),
            message: message.into(),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Malformed> {
        if depth > DEEPEST {
            return Err(self.malformed("values lie too deep in each other"));
        }
        let first = self.peek();
        let at = self.position();
        let kind = match first {
            Some(b'{') => Kind::Map(self.members(depth)?),
            Some(b'[') => Kind::List(self.elements(depth)?),
            Some(b'"') => Kind::Scalar(Value::String(self.string()?)),
            Some(_) => Kind::Scalar(self.word()?),
            None => return Err(self.malformed("the text ends, expected a value")),
        };
        Ok(Node::new(at, kind))
    }

    fn members(&mut self, depth: usize) -> Result<Vec<Entry>, Malformed> {
        let mut entries = Vec::new();
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(entries);
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.malformed("expected a name in quotes"));
            }
            let at = self.position();
            let key = self.string()?;
            self.take(b':')?;
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, at, value });
            if !self.goes_on(b'}')? {
                return Ok(entries);
            }
        }
    }

    fn elements(&mut self, depth: usize) -> Result<Vec<Node>, Malformed> {
        let mut list = Vec::new();
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(list);
        }
        loop {
            list.push(self.value(depth + 1)?);
            if !self.goes_on(b']')? {
                return Ok(list);
            }
        }
    }

    /// Whether a comma follows, or the end.
    fn goes_on(&mut self, end: u8) -> Result<bool, Malformed> {
        let next = self.peek();
        let goes_on = next == Some(b',');
        if !goes_on && next != Some(end) {
            return Err(self.malformed(format!("expected `,` or `{}`", char::from(end))));
        }
        self.at += 1;
        Ok(goes_on)
    }

    fn take(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.peek() != Some(byte) {
            return Err(self.malformed(format!("expected `{}`", char::from(byte))));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        let mut end = start + 1;
        let mut is_plain = true;
        loop {
            let rest = self.text.as_bytes().get(end..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
                return Err(self.malformed("a text without its closing quote"));
            };
            is_plain &= rest[..found].iter().all(|byte| *byte >= b' ');
            end += found;
            if rest[found] == b'"' {
                break;
            }
            is_plain = false;
            end += 2;
        }
        if is_plain && let Some(text) = self.text.get(start + 1..end) {
            self.at = end + 1;
            return Ok(text.to_owned());
        }
        let quoted = self.text.get(start..=end).unwrap_or_default();
        let read = serde_json::from_str(quoted)
            .map_err(|error| self.malformed(format!("not a text: {}", plain(&error))))?;
        self.at = end + 1;
        Ok(read)
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value, Malformed> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_end =
            |letter: char| matches!(letter, ',' | '}' | ']' | ':') || letter.is_whitespace();
        let word = rest.split(is_end).next().unwrap_or_default();
        let read = serde_json::from_str(word).map_err(|_| self.malformed("expected a value"))?;
        self.at += word.len();
        Ok(read)
    }
}

/// What serde says, without the place, which is that in the part that it saw.
fn plain(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_at_its_line() {
        let text = "\u{feff}{\r\n \"a/b\": [1, {\"x\": \"}]\\\"\"},\r\n  [\n2]],\n \"~\": {},\n \"e\\u0041\": null,\n\"a\": 1,\n\"a\": 2}";
        let node = Node::parse_json(text).unwrap();
        for (pointer, line) in [
            ("", Some(1)),
            ("/a~1b", Some(2)),
            ("/a~1b/1/x", Some(2)),
            ("/a~1b/2", Some(3)),
            ("/a~1b/2/0", Some(4)),
            ("/~0", Some(5)),
            ("/eA", Some(6)),
            ("/a", Some(8)),
            ("/a~1b/3", None),
            ("/gone", None),
            ("/a/b", None),
        ] {
            let found = node.find(pointer).map(|found| found.at.line);
            assert_eq!(found, line, "{pointer}");
        }
        let at = |line, column| Some(Position { line, column });
        assert_eq!(node.find("").map(|found| found.at), at(1, 1));
        assert_eq!(node.find("/a~1b/1/x").map(|found| found.at), at(2, 19));
    }

    #[test]
    fn what_is_read_is_what_serde_reads() {
        let text =
            r#" {"n": [-1.5e3, 0, true, null, "\ud83d\ude00\/\n"], "o": {}, "l": [], "": [[[]]]} "#;
        let read = Node::parse_json(text).unwrap().to_json();
        assert_eq!(read, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_text_of_one_line_takes_time_that_grows_with_it() {
        let text = format!("[{}]", "[\"ä\"],".repeat(400_000) + "1");
        let began = std::time::Instant::now();
        let node = Node::parse_json(&text).unwrap();
        let last = node.find("/400000").unwrap().at;
        assert_eq!((last.line, last.column), (1, 2_400_002));
        // Counting from the line's begin each time took minutes.
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        for (text, line, column) in [
            ("", 1, 1),
            ("{", 1, 2),
            ("{\"a\"", 1, 5),
            ("[1,\n", 2, 1),
            ("{\"a\": \"\\", 1, 7),
            ("[1 2]", 1, 4),
            ("{\"a\": tru}", 1, 7),
            ("{a: 1}", 1, 2),
            ("[1]]", 1, 4),
            ("[\"\\x\"]", 1, 2),
            ("[1,]", 1, 4),
        ] {
            let malformed = Node::parse_json(text).unwrap_err();
            assert_eq!(
                malformed.at,
                Position { line, column },
                "{text}: {}",
                malformed.message
            );
        }
        let deep = "[".repeat(100_000);
        assert!(Node::parse_json(&deep).is_err());
    }
}
