//! Reads JSON as it is checked. What is no JSON is read again by others, who say what is wrong.

use serde_json::Number;

use super::lent::{FEW, Item, Lent, Names};

/// How deep values may lie in each other.
const DEEPEST: usize = 127;

/// How many bytes of a body there are to each of its names and values, at least, as a rule.
const BYTES: usize = 8;

/// Every byte of eight.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Reads the bytes of a body.
///
/// # Errors
/// It is no JSON.
pub(super) fn read(bytes: &[u8]) -> serde_json::Result<Lent<'_>> {
    let text = std::str::from_utf8(bytes).ok();
    match text.and_then(of_text) {
        Some(lent) => Ok(lent),
        // Which says what is wrong, and where.
        None => serde_json::from_slice(bytes).map(|value| Lent::of(&value)),
    }
}

fn of_text(text: &str) -> Option<Lent<'_>> {
    let mut reader = Reader {
        text,
        at: 0,
        lent: Lent::with_room(text.len() / BYTES + 1),
    };
    reader.value(0)?;
    let is_end = reader.next().is_none();
    is_end.then_some(reader.lent)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    lent: Lent<'t>,
}

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        self.skip();
        self.byte()
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            b'"' => self.text(),
            b'{' if depth < DEEPEST => self.object(depth + 1),
            b'[' if depth < DEEPEST => self.list(depth + 1),
            b't' => self.word("true", Item::Flag(true)),
            b'f' => self.word("false", Item::Flag(false)),
            b'n' => self.word("null", Item::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        let start = self.lent.begin();
        let (mut len, mut seen, mut names) = (0, 0_u64, Names::New);
        self.at += 1;
        while self.goes_on(len, b'}')? {
            (self.next()? == b'"').then_some(())?;
            let name = self.lent.next();
            self.text()?;
            self.lent.look_at(name);
            let glance = 1 << self.lent.glance(name);
            // Of many, their order will say it.
            if len < FEW && seen & glance != 0 && self.lent.stands_before(start, name) {
                names = Names::Repeated;
            }
            seen |= glance;
            (self.next()? == b':').then_some(())?;
            self.at += 1;
            self.value(depth)?;
            len += 1;
        }
        self.lent.end_object(start, len, names);
        Some(())
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        let start = self.lent.begin();
        let mut len = 0;
        self.at += 1;
        while self.goes_on(len, b']')? {
            self.value(depth)?;
            len += 1;
        }
        self.lent.end_list(start, len);
        Some(())
    }

    /// Whether another element follows, behind a comma but for the first; what ends them is passed.
    fn goes_on(&mut self, len: usize, end: u8) -> Option<bool> {
        match self.next()? {
            byte if byte == end => {
                self.at += 1;
                Some(false)
            }
            b',' if len > 0 => {
                self.at += 1;
                // Nothing ends behind a comma.
                (self.next()? != end).then_some(true)
            }
            _ => (len == 0).then_some(true),
        }
    }

    fn word(&mut self, word: &str, item: Item<'t>) -> Option<()> {
        let is_it = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        self.lent.add(item);
        is_it.then_some(())
    }

    fn number(&mut self) -> Option<()> {
        let rest = &self.text.as_bytes()[self.at..];
        let mut value = 0_u64;
        let mut len = 0;
        while let Some(digit @ b'0'..=b'9') = rest.get(len) {
            value = value.wrapping_mul(10).wrapping_add((digit - b'0').into());
            len += 1;
        }
        let is_plain = matches!(len, 1..=18) && (len == 1 || rest[0] != b'0');
        let number = if is_plain && !matches!(rest.get(len), Some(b'.' | b'e' | b'E')) {
            value.into()
        } else {
            let is_part =
                |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
            len = rest.iter().take_while(is_part).count();
            let written = &self.text[self.at..self.at + len];
            serde_json::from_str::<Number>(written).ok()?
        };
        self.at += len;
        self.lent.add(Item::Number(number));
        Some(())
    }

    /// A text, which begins with its quote.
    fn text(&mut self) -> Option<()> {
        let start = self.at + 1;
        let mut end = plain_end(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            self.lent.add_text(&self.text[start..end]);
            return Some(());
        }
        while self.text.as_bytes().get(end)? == &b'\\' {
            end = plain_end(self.text.as_bytes(), end + 2);
        }
        let written = self.text.get(start - 1..=end)?;
        let text = serde_json::from_str::<String>(written).ok()?;
        self.lent.keep(&text);
        self.at = end + 1;
        Some(())
    }
}

/// Where the next byte of a text stands that is a quote, a backslash or a control character.
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(Ok(eight)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        let eight = u64::from_le_bytes(eight);
        let zero = |eight: u64| eight.wrapping_sub(EACH) & !eight;
        let is_control = eight.wrapping_sub(EACH * 0x20) & !eight;
        let found = zero(eight ^ (EACH * 0x22)) | zero(eight ^ (EACH * 0x5c)) | is_control;
        let found = found & (EACH * 0x80);
        if found != 0 {
            // Of several that are marked, the first is right: what is borrowed goes to later ones.
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let is_special = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
    at + rest.iter().position(is_special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonschema::json::Object;
    use serde_json::Value;

    #[test]
    fn what_is_read_is_what_serde_reads() {
        let many: Vec<String> = (0..40)
            .map(|number| format!("\"k{number}\": {number}"))
            .collect();
        let many = format!("{{{}, \"k7\": \"last\"}}", many.join(","));
        for text in [
            "null",
            " [ ] ",
            r#"{"a": [1, -2, 1.5, 1e300, true, "x\ny", "ü"], "b\u0041": {}, "c": null}"#,
            r#"[0, -0, 18446744073709551615, 18446744073709551616, 123456789012345678, 1E+2, false, "", "\ud83d\ude00"]"#,
            r#"{"a": 1, "b": {"a": [2], "a": []}, "a": 3, "": {"": {}}, "tail": 1, "tall": 2}"#,
            "{\"a long name that has more than eight bytes\" : \"ä text of any length, to its end\"\r\n\t}",
            &many,
        ] {
            let lent = read(text.as_bytes()).unwrap();
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(lent.root().whole(), value, "{text}");
            assert_eq!(Lent::of(&value).root().whole(), value, "{text}");
            let members = value.as_object().into_iter().flatten();
            assert_eq!(
                lent.root().held(),
                members
                    .clone()
                    .count()
                    .max(value.as_array().map_or(0, Vec::len))
            );
            for (name, value) in members {
                let member = Object::get(&lent.root(), name);
                assert_eq!(member.unwrap().whole(), *value);
            }
        }
        let deep = "[".repeat(200) + &"]".repeat(200);
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "\u{feff}1",
            "01",
            "1.",
            "-",
            "+1",
            "1e",
            "nul",
            "[1 2]",
            "{\"a\":1,}",
            "{a:1}",
            "\"a\nb\"",
            "\"12345678\u{1}\"",
            r#""\x""#,
            r#""\ud800""#,
            "\"a",
            "\"a\\",
            "1 1",
            "tru e",
            "1e999",
            "[}",
            &deep,
        ] {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            let other = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            assert_eq!(error, other, "{text}");
        }
        assert!(super::read(b"\"\xff\"").is_err());
    }
}
