//! Text read through its escapes: what stands in JSON (of whatever library, within other JSON or
//! not), in URLs and forms, in HTML and XML, or within quotes of a program, as it would stand
//! without.
//!
//! Two texts that differ only in escapes read alike. Beyond that little is kept apart: a backslash
//! counts for nothing, a plus sign is a blank, and what has a letter for its escape is that letter,
//! so that any number of layers is read at once.

use std::borrow::Cow;

use memchr::memchr3;

/// How many layers within each other are read.
const LAYERS: usize = 4;

/// The longest name of an entity.
const LONGEST_NAME: usize = 8;

/// How many bytes tell that something is an escape.
pub(super) const LONGEST_ESCAPE: usize = 16;

/// What libraries write for ASCII characters in HTML, in small letters.
const ENTITIES: [(&str, u8); 34] = [
    ("amp", b'&'),
    ("lt", b'<'),
    ("gt", b'>'),
    ("quot", b'"'),
    ("apos", b'\''),
    ("tab", b'\t'),
    ("newline", b'\n'),
    ("nbsp", b' '),
    ("excl", b'!'),
    ("num", b'#'),
    ("dollar", b'$'),
    ("percnt", b'%'),
    ("lpar", b'('),
    ("rpar", b')'),
    ("ast", b'*'),
    ("plus", b'+'),
    ("comma", b','),
    ("period", b'.'),
    ("sol", b'/'),
    ("colon", b':'),
    ("semi", b';'),
    ("equals", b'='),
    ("quest", b'?'),
    ("commat", b'@'),
    ("lsqb", b'['),
    ("lbrack", b'['),
    ("bsol", b'\\'),
    ("rsqb", b']'),
    ("rbrack", b']'),
    ("hat", b'^'),
    ("lowbar", b'_'),
    ("grave", b'`'),
    ("lcub", b'{'),
    ("rcub", b'}'),
];

/// A text without its escapes, and where in the original each part of it stood.
pub(super) struct Unescaped<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// For each layer, the outermost first, where its parts begin: in what was read, and in what it
    /// was read from.
    layers: Vec<Vec<(usize, usize)>>,
}

impl<'a> Unescaped<'a> {
    /// Reads a text.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let mut read = Self {
            bytes: Cow::Borrowed(bytes),
            layers: Vec::new(),
        };
        while read.layers.len() < LAYERS
            && (read.layers.is_empty() || next_escape(&read.bytes, 0).is_some())
        {
            let (bytes, parts) = without_escapes(&read.bytes);
            read.bytes = Cow::Owned(bytes);
            read.layers.push(parts);
        }
        read
    }

    /// Where in the original something stood.
    pub(super) fn place(&self, at: usize) -> usize {
        self.layers.iter().rev().fold(at, |at, parts| {
            let next = parts.partition_point(|(begin, _)| *begin <= at);
            let (begin, original) = parts[next - 1];
            original + (at - begin)
        })
    }
}

/// Where the first escape stands.
pub(super) fn first_escape(bytes: &[u8]) -> Option<usize> {
    next_escape(bytes, 0).map(|escape| escape.begin)
}

/// What an escape stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Nothing.
    Nothing,
    Byte(u8),
    Character(char),
}

/// An escape in a text.
struct Escape {
    begin: usize,
    end: usize,
    meaning: Meaning,
}

fn without_escapes(bytes: &[u8]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let mut read = Vec::with_capacity(bytes.len());
    let mut parts = vec![(0, 0)];
    let mut from = 0;
    while let Some(escape) = next_escape(bytes, from) {
        read.extend(bytes[from..escape.begin].iter().map(|byte| plain(*byte)));
        parts.push((read.len(), escape.begin));
        match escape.meaning {
            Meaning::Nothing => {}
            Meaning::Byte(byte) => read.push(plain(byte)),
            Meaning::Character(character) if character.is_ascii() => {
                read.push(plain(character as u8));
            }
            Meaning::Character(character) => {
                read.extend(character.encode_utf8(&mut [0; 4]).bytes());
            }
        }
        parts.push((read.len(), escape.end));
        from = escape.end;
    }
    read.extend(bytes[from..].iter().map(|byte| plain(*byte)));
    (read, parts)
}

/// A byte as it is read: a control character as the letter that stands for it behind a backslash.
fn plain(byte: u8) -> u8 {
    match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        b'\x08' => b'b',
        b'\x0c' => b'f',
        b'\x0b' => b'v',
        b'\0' => b'0',
        b'+' => b' ',
        other => other,
    }
}

/// The first escape from a place on.
fn next_escape(bytes: &[u8], mut from: usize) -> Option<Escape> {
    loop {
        let begin = from + memchr3(b'\\', b'%', b'&', bytes.get(from..)?)?;
        let read = match bytes[begin] {
            b'\\' => Some(behind_backslashes(bytes, begin)),
            b'%' => of_percent(&bytes[begin..]).map(|byte| (begin + 3, Meaning::Byte(byte))),
            _ => of_entity(&bytes[begin..])
                .map(|(length, character)| (begin + length, Meaning::Character(character))),
        };
        match read {
            Some((end, meaning)) => {
                return Some(Escape {
                    begin,
                    end,
                    meaning,
                });
            }
            None => from = begin + 1,
        }
    }
}

/// What stands behind the backslashes at a place, and where it ends. Those before a letter that
/// means nothing there are an escape of nothing.
fn behind_backslashes(bytes: &[u8], begin: usize) -> (usize, Meaning) {
    let run = bytes[begin..].iter().take_while(|byte| **byte == b'\\');
    let at = begin + run.count();
    let rest = &bytes[at..];
    match rest.first() {
        Some(b'u') => match of_unit(rest) {
            Some((length, character)) => (at + length, Meaning::Character(character)),
            None => (at, Meaning::Nothing),
        },
        Some(b'x') => match hex(rest.get(1..3).unwrap_or_default()).and_then(char::from_u32) {
            Some(character) => (at + 3, Meaning::Character(character)),
            None => (at, Meaning::Nothing),
        },
        Some(letter @ (b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'0')) => {
            (at + 1, Meaning::Byte(*letter))
        }
        // They may begin something themselves.
        Some(b'%' | b'&') | None => (at, Meaning::Nothing),
        Some(other) if other.is_ascii_graphic() && !other.is_ascii_alphanumeric() => {
            (at + 1, Meaning::Byte(*other))
        }
        Some(_) => (at, Meaning::Nothing),
    }
}

/// The character of `u00e4`, `u{e4}`, or of two such units with backslashes between them, and how
/// long that is.
fn of_unit(text: &[u8]) -> Option<(usize, char)> {
    if text.get(1) == Some(&b'{') {
        let digits = text[2..].iter().take(7).position(|byte| *byte == b'}')?;
        let character = char::from_u32(hex(&text[2..2 + digits])?)?;
        return Some((digits + 3, character));
    }
    let first = hex(text.get(1..5)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some((5, character));
    }
    let run = text[5..].iter().take_while(|byte| **byte == b'\\').count();
    let second = text[5 + run..].strip_prefix(b"u")?;
    let second = hex(second.get(..4)?)?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((10 + run, character))
}

/// The byte of `%2f`.
fn of_percent(text: &[u8]) -> Option<u8> {
    u8::try_from(hex(text.get(1..3)?)?).ok()
}

/// The character of `&#39;`, `&#x27;` or `&apos;`, and how long that is.
fn of_entity(text: &[u8]) -> Option<(usize, char)> {
    let shown = &text[1..text.len().min(LONGEST_NAME + 4)];
    let end = shown.iter().position(|byte| *byte == b';')?;
    let name = &shown[..end];
    let character = match name {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => {
            let digits = std::str::from_utf8(digits).ok()?;
            char::from_u32(digits.parse().ok()?)?
        }
        _ => {
            let known = ENTITIES
                .iter()
                .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name))?;
            char::from(known.1)
        }
    };
    Some((end + 2, character))
}

/// The number of hexadecimal digits, in either case.
fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| {
        Some(number << 4 | char::from(*digit).to_digit(16)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        String::from_utf8(Unescaped::of(text.as_bytes()).bytes.into_owned()).unwrap()
    }

    #[test]
    fn escapes_of_every_kind_and_any_number_of_layers_are_read() {
        for (text, plain) in [
            ("a\\/b\\'c\\\"d\\\\\\\"e", "a/b'c\"d\"e"),
            ("\\u0026\\u002F\\u002f\\x27\\xE4\\u00e4\\u{e4}", "&//'äää"),
            (
                "\\\\u0026 \\\\\\\\x27 \\ud83d\\ude00 \\\\ud83d\\\\ude00",
                "& ' 😀 😀",
            ),
            ("&#x27;&#X2f;&#39;&#039;&amp;&LT;&sol;&apos;", "'/''&</'"),
            ("&amp;amp;#x27; &amp;lt; \\u0026#39; %26amp%3B", "' < ' &"),
            ("%2f%2F%252F%c3%A4 a+b", "//\u{2f}ä a b"),
            ("\\u005cu0026 \\u005c\\\"", "& \""),
            ("a\nb\\nc%0Ad&#xA;e\\u000af", "anbncndnenf"),
            ("%zz & &; &x; 100% \\", "%zz & &; &x; 100% "),
        ] {
            assert_eq!(read(text), plain, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_original() {
        let text = "{\"k\": \"x%2527y\\\\\\\"z&amp;#39;\"}";
        let read = Unescaped::of(text.as_bytes());
        let plain = String::from_utf8(read.bytes.to_vec()).unwrap();
        for (part, original) in [("x'y", "x%2527y"), ("'y\"z'", "%2527y\\\\\\\"z&amp;#39;")] {
            let at = plain.find(part).unwrap();
            let range = read.place(at)..read.place(at + part.len());
            assert_eq!(&text[range], original);
        }
        assert_eq!(read.place(plain.len()), text.len());
    }
}
