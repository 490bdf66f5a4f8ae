//! Where in a JSON text a part of it stands.

use super::Position;
use crate::text;

/// The place of the value at a JSON Pointer (RFC 6901) in a JSON text; `None` where there is no
/// such value.
pub fn position_of(json: &str, pointer: &str) -> Option<Position> {
    let mut scanner = Scanner {
        bytes: json.as_bytes(),
        at: 0,
    };
    for token in pointer.split('/').skip(1) {
        scanner.enter(&text::pointer_name(token))?;
    }
    scanner.skip_blanks();
    let before = json.get(..scanner.at)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some(Position {
        line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
        column: line.trim_start_matches('\u{feff}').chars().count() + 1,
    })
}

/// Reads over JSON without keeping any of it.
struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        if self.at == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes to the member or the element of that name.
    fn enter(&mut self, token: &str) -> Option<()> {
        self.skip_blanks();
        match self.peek()? {
            b'{' => self.enter_member(token),
            b'[' => self.enter_element(token.parse().ok()?),
            _ => None,
        }
    }

    /// The last member of that name counts.
    fn enter_member(&mut self, name: &str) -> Option<()> {
        let mut found = None;
        self.at += 1;
        loop {
            self.skip_blanks();
            if self.peek()? == b'}' {
                break;
            }
            let from = self.at;
            self.skip_string()?;
            let key: String = serde_json::from_slice(self.bytes.get(from..self.at)?).ok()?;
            self.skip_blanks();
            self.at += 1; // the colon
            if key == name {
                found = Some(self.at);
            }
            self.skip_value()?;
            self.skip_blanks();
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at = found?;
        Some(())
    }

    fn enter_element(&mut self, index: usize) -> Option<()> {
        self.at += 1;
        for _ in 0..index {
            self.skip_value()?;
            self.skip_blanks();
            if self.peek()? != b',' {
                return None;
            }
            self.at += 1;
        }
        self.skip_blanks();
        (self.peek()? != b']').then_some(())
    }

    /// Goes behind a value, however deep it is.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            self.skip_blanks();
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' => {
                    self.at += 1;
                    continue;
                }
                _ => self.skip_word(),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_word(&mut self) {
        while self.peek().is_some_and(|byte| {
            !matches!(byte, b',' | b'}' | b']' | b':') && !byte.is_ascii_whitespace()
        }) {
            self.at += 1;
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_at_its_line() {
        let text = "\u{feff}{\r\n \"a/b\": [1, {\"x\": \"}]\\\"\"},\r\n  [\n2]],\n \"~\": {},\n \"e\\u0041\": null,\n\"a\": 1,\n\"a\": 2}";
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
            let found = position_of(text, pointer).map(|position| position.line);
            assert_eq!(found, line, "{pointer}");
        }
        let at = |line, column| Some(Position { line, column });
        assert_eq!(position_of(text, ""), at(1, 1));
        assert_eq!(position_of(text, "/a~1b/1/x"), at(2, 19));
    }

    #[test]
    fn what_is_no_json_has_no_places() {
        for text in ["", "{", "{\"a\"", "[1,", "{\"a\": \"\\"] {
            assert_eq!(position_of(text, "/a/b"), None, "{text}");
        }
    }
}
