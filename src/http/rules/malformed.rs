//! What is wrong with the head of a response that can't be read: in the words of Node's parser, with
//! the place, and with what would help.

use url::Url;

use crate::exchange::SendError;
use crate::http::rules::headers;

/// How much of a line is shown, in characters.
const SHOWN: usize = 40;

/// What helps where Node's lenient parser, and ours, read on.
const LENIENT: &str =
    "`\"insecureHTTPParser\": true` in the request's `protocolProfileBehavior` takes it";

/// A rule of HTTP/1 that a head breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Node's code for it.
    code: &'static str,
    /// Node's words.
    message: &'static str,
    /// What breaks the rule.
    place: Place,
}

/// What breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// TLS stands where HTTP should.
    Tls,
    /// The answer begins with this.
    Beginning(String),
    /// The status line is this.
    Status(String),
    /// A header line without a colon.
    NoColon(String),
    /// The name of a header holds this character.
    Name(String, char),
    /// A header line begins with its colon.
    NoName,
    /// The value of a header holds this character.
    Value(String, char),
    /// The lengths that are told.
    Lengths(Vec<String>),
}

impl Malformed {
    /// The error, with what would help.
    pub(crate) fn explain(&self, url: &Url) -> SendError {
        let message = format!("Parse Error: {}", self.message);
        let mut error = SendError::with_code(self.code, message);
        error.hint = Some(self.hint(url.host_str().unwrap_or_default()));
        error
    }

    fn hint(&self, host: &str) -> String {
        match &self.place {
            Place::Tls => format!("`{host}` speaks TLS on that port: try `https://`"),
            Place::Beginning(text) => {
                format!("the answer begins with `{text}`: does `{host}` speak HTTP on that port?")
            }
            Place::Status(text) => {
                format!("the status line is `{text}`, expected one like `HTTP/1.1 200 OK`")
            }
            Place::NoColon(text) => format!("the line `{text}` has no colon; {LENIENT}"),
            Place::NoName => format!("a line has no name before its colon; {LENIENT}"),
            Place::Name(name, ' ' | '\t') => {
                format!(
                    "there is a blank in the name of the header `{name}`, or before its colon; {LENIENT}"
                )
            }
            Place::Name(name, char) => {
                format!(
                    "the name of the header `{name}` holds {}; {LENIENT}",
                    shown(*char)
                )
            }
            // The lenient parser, too, wants none of these.
            Place::Value(name, char @ ('\0' | '\r')) => {
                format!("the value of the header `{name}` holds {}", shown(*char))
            }
            Place::Value(name, char) => {
                format!(
                    "the value of the header `{name}` holds {}; {LENIENT}",
                    shown(*char)
                )
            }
            Place::Lengths(lengths) => {
                let lengths: Vec<_> = lengths.iter().map(|length| format!("`{length}`")).collect();
                format!(
                    "the server says as `Content-Length`: {}",
                    lengths.join(", ")
                )
            }
        }
    }
}

/// The first rule that a head breaks, as far as it has arrived.
pub(crate) fn find(head: &[u8]) -> Option<Malformed> {
    let mut lines = head
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let status = lines.next().unwrap_or_default();
    let lines: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    in_status(status)
        .or_else(|| leading_blank(&lines))
        .or_else(|| lines.iter().find_map(|line| in_line(line)))
        .or_else(|| in_lengths(&lines))
}

fn in_status(line: &[u8]) -> Option<Malformed> {
    let broken = |code, message| {
        let place = Place::Status(text(line));
        Some(Malformed {
            code,
            message,
            place,
        })
    };
    let Some(rest) = line.strip_prefix(b"HTTP/") else {
        let place = match line {
            [0x15, 3, ..] => Place::Tls,
            _ => Place::Beginning(text(line)),
        };
        return Some(Malformed {
            code: "HPE_INVALID_CONSTANT",
            message: "Expected HTTP/, RTSP/ or ICE/",
            place,
        });
    };
    let version = |message| broken("HPE_INVALID_VERSION", message);
    match rest {
        [major, ..] if !major.is_ascii_digit() => return version("Invalid major version"),
        [_, dot, ..] if *dot != b'.' => return version("Expected dot"),
        [_, _, minor, ..] if !minor.is_ascii_digit() => return version("Invalid minor version"),
        _ => {}
    }
    let known = ["0.9", "1.0", "1.1", "2.0"];
    match (rest.get(..3), rest.get(3)) {
        (Some(named), _) if !known.iter().any(|known| known.as_bytes() == named) => {
            return version("Invalid HTTP version");
        }
        (Some(_), Some(b' ')) => {}
        _ => return version("Expected space after version"),
    }
    let code = &rest[4..];
    let digits = code.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (digits, code.get(3)) {
        (0..3, _) => broken("HPE_INVALID_STATUS", "Invalid status code"),
        (3, None | Some(b' ')) => code
            .contains(&b'\r')
            .then(|| broken("HPE_STRICT", "Expected LF after CR"))
            .flatten(),
        _ => broken("HPE_INVALID_STATUS", "Invalid response status"),
    }
}

fn leading_blank(lines: &[&[u8]]) -> Option<Malformed> {
    let first = lines.first().filter(|line| line.starts_with(b" "))?;
    Some(Malformed {
        code: "HPE_UNEXPECTED_SPACE",
        message: "Unexpected space after start line",
        place: Place::Name(text(first), ' '),
    })
}

fn in_line(line: &[u8]) -> Option<Malformed> {
    // A folded line goes on with the value before it.
    let folded = line.starts_with(b" ") || line.starts_with(b"\t");
    let colon = line.iter().position(|&byte| byte == b':');
    let name = &line[..colon.unwrap_or(line.len())];
    let broken = |code, message, place| {
        Some(Malformed {
            code,
            message,
            place,
        })
    };
    let token = |place| broken("HPE_INVALID_HEADER_TOKEN", "Invalid header token", place);
    if !folded {
        if colon.is_none() {
            return token(Place::NoColon(text(line)));
        }
        if name.is_empty() {
            return token(Place::NoName);
        }
        if let Some(&byte) = name.iter().find(|byte| !is_token(**byte)) {
            return token(Place::Name(text(name), char::from(byte)));
        }
    }
    let value = if folded { line } else { &line[name.len()..] };
    let byte = *value.iter().find(|&&byte| is_control(byte))?;
    let place = Place::Value(text(name), char::from(byte));
    match byte {
        b'\r' => broken(
            "HPE_LF_EXPECTED",
            "Missing expected LF after header value",
            place,
        ),
        _ => broken(
            "HPE_INVALID_HEADER_TOKEN",
            "Invalid header value char",
            place,
        ),
    }
}

fn in_lengths(lines: &[&[u8]]) -> Option<Malformed> {
    const NAME: &[u8] = b"content-length:";
    let is_length = |line: &&&[u8]| {
        line.get(..NAME.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(NAME))
    };
    let lengths: Vec<String> = lines
        .iter()
        .filter(is_length)
        .map(|line| text(line[NAME.len()..].trim_ascii()))
        .collect();
    let first = lengths.first()?;
    let is_number = first.bytes().all(|byte| byte.is_ascii_digit());
    let (code, message) = match () {
        () if first.is_empty() => ("HPE_INVALID_CONTENT_LENGTH", "Empty Content-Length"),
        () if !is_number => (
            "HPE_INVALID_CONTENT_LENGTH",
            "Invalid character in Content-Length",
        ),
        () if first.parse::<u64>().is_err() => {
            ("HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow")
        }
        () if lengths.len() > 1 => ("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length"),
        () => return None,
    };
    Some(Malformed {
        code,
        message,
        place: Place::Lengths(lengths),
    })
}

/// Whether a byte may stand in the name of a header (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

/// A piece of a head as it can be shown.
fn text(bytes: &[u8]) -> String {
    let text = headers::from_latin1(bytes);
    let shown: String = text
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().count() > SHOWN {
        format!("{shown}…")
    } else {
        shown
    }
}

/// A character by its number, and by its name where it has a common one.
fn shown(char: char) -> String {
    let number = format!("U+{:04X}", u32::from(char));
    match char {
        '\0' => format!("{number} (NUL)"),
        '\r' => format!("{number} (a carriage return without a line feed)"),
        '\u{1b}' => format!("{number} (escape)"),
        '\u{7f}' => format!("{number} (delete)"),
        _ if char.is_ascii_graphic() => format!("{number} (`{char}`)"),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Node's code and words, and our hint.
    fn told(head: &str) -> (String, String, String) {
        let bytes = crate::http::rules::headers::to_latin1(head)
            .unwrap()
            .into_owned();
        let error = find(&bytes)
            .unwrap_or_else(|| panic!("nothing is wrong with {head:?}"))
            .explain(&Url::parse("http://a.b/").unwrap());
        (error.code.unwrap(), error.message, error.hint.unwrap())
    }

    #[test]
    fn a_status_line_is_judged_in_nodes_words() {
        for (head, code, message) in [
            ("HTTP/2 200 OK\r\n\r\n", "VERSION", "Expected dot"),
            (
                "HTTP/x.1 200 OK\r\n\r\n",
                "VERSION",
                "Invalid major version",
            ),
            (
                "HTTP/1.x 200 OK\r\n\r\n",
                "VERSION",
                "Invalid minor version",
            ),
            ("HTTP/3.0 200 OK\r\n\r\n", "VERSION", "Invalid HTTP version"),
            ("HTTP/1.2 200 OK\r\n\r\n", "VERSION", "Invalid HTTP version"),
            (
                "HTTP/1.1\r\n\r\n",
                "VERSION",
                "Expected space after version",
            ),
            ("HTTP/1.1 20 OK\r\n\r\n", "STATUS", "Invalid status code"),
            ("HTTP/1.1 abc OK\r\n\r\n", "STATUS", "Invalid status code"),
            ("HTTP/1.1  200 OK\r\n\r\n", "STATUS", "Invalid status code"),
            ("HTTP/1.1 \r\n\r\n", "STATUS", "Invalid status code"),
            (
                "HTTP/1.1 2000 OK\r\n\r\n",
                "STATUS",
                "Invalid response status",
            ),
            (
                "HTTP/1.1 200OK\r\n\r\n",
                "STATUS",
                "Invalid response status",
            ),
            (
                "ICY 200 OK\r\n\r\n",
                "CONSTANT",
                "Expected HTTP/, RTSP/ or ICE/",
            ),
            (
                "http/1.1 200 OK\r\n\r\n",
                "CONSTANT",
                "Expected HTTP/, RTSP/ or ICE/",
            ),
        ] {
            let (told_code, told_message, _) = told(head);
            assert_eq!(told_code, format!("HPE_INVALID_{code}"), "{head:?}");
            assert_eq!(told_message, format!("Parse Error: {message}"), "{head:?}");
        }
        let (code, message, hint) = told("HTTP/1.1 200 O\rK\r\n\r\n");
        assert_eq!(
            (&*code, &*message),
            ("HPE_STRICT", "Parse Error: Expected LF after CR")
        );
        assert!(hint.contains("`HTTP/1.1 200 O\\rK`"), "{hint}");
        assert!(
            told("\u{15}\u{3}\u{1}\0\u{2}\u{2}F")
                .2
                .contains("try `https://`")
        );
        assert!(told("SSH-2.0-x\r\n").2.contains("begins with `SSH-2.0-x`"));
    }

    #[test]
    fn a_header_is_named_with_the_character() {
        for (line, message, hint) in [
            (
                "Set-Cookie: a=b\u{1}c; path=/",
                "Invalid header value char",
                "the value of the header `Set-Cookie` holds U+0001;",
            ),
            (
                "X-A: \0",
                "Invalid header value char",
                "`X-A` holds U+0000 (NUL)",
            ),
            (
                "X-A: a\u{7f}",
                "Invalid header value char",
                "`X-A` holds U+007F (delete)",
            ),
            (
                "X-A: a\rb",
                "Missing expected LF after header value",
                "`X-A` holds U+000D (a carriage return",
            ),
            (
                "X-A : b",
                "Invalid header token",
                "a blank in the name of the header `X-A `, or before its colon",
            ),
            ("X-A\t: b", "Invalid header token", "before its colon"),
            (
                "NoColonHere",
                "Invalid header token",
                "the line `NoColonHere` has no colon",
            ),
            (": x", "Invalid header token", "a line has no name"),
            (
                "X(A): b",
                "Invalid header token",
                "the name of the header `X(A)` holds U+0028 (`(`)",
            ),
            (
                "X-\u{fc}: b",
                "Invalid header token",
                "the name of the header `X-ü` holds U+00FC",
            ),
            (
                " x: y",
                "Unexpected space after start line",
                "a blank in the name of the header ` x: y`",
            ),
        ] {
            let (_, told_message, told_hint) =
                told(&format!("HTTP/1.1 200 OK\r\n{line}\r\nA: b\r\n\r\n"));
            assert_eq!(told_message, format!("Parse Error: {message}"), "{line:?}");
            assert!(told_hint.contains(hint), "{line:?}: {told_hint}");
            let is_taken = told_hint.contains("insecureHTTPParser");
            assert_eq!(is_taken, !line.contains(['\0', '\r']), "{told_hint}");
        }
    }

    #[test]
    fn lengths_are_judged_and_told() {
        for (lengths, message, hint) in [
            (&["2", "3"][..], "Duplicate Content-Length", "`2`, `3`"),
            (&["abc"], "Invalid character in Content-Length", "`abc`"),
            (&["-1"], "Invalid character in Content-Length", "`-1`"),
            (&["2, 3"], "Invalid character in Content-Length", "`2, 3`"),
            (&[""], "Empty Content-Length", "``"),
            (
                &["99999999999999999999999"],
                "Content-Length overflow",
                "`99999999999999999999999`",
            ),
        ] {
            let lines = lengths.iter().fold(String::new(), |lines, length| {
                lines + "content-Length: " + length + "\r\n"
            });
            let (_, told_message, told_hint) = told(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n"));
            assert_eq!(told_message, format!("Parse Error: {message}"));
            assert!(told_hint.ends_with(hint), "{told_hint}");
        }
    }

    #[test]
    fn nothing_is_wrong_with_a_head_that_is_well() {
        for head in [
            "HTTP/1.1 200 OK\r\nA: b\tc\u{fc}\r\n folded\r\nContent-Length: 2\r\n\r\n\u{1}",
            "HTTP/1.0 204\r\n\r\n",
            "HTTP/1.1 200 \r\n\r\n",
        ] {
            let bytes = crate::http::rules::headers::to_latin1(head)
                .unwrap()
                .into_owned();
            assert_eq!(find(&bytes), None, "{head:?}");
        }
    }
}
