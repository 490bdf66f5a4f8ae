//! The canonical form of a request that AWS Signature Version 4 signs, in npm's `aws4`'s version of
//! it.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{SignError, Signing};
use crate::text::percent;

/// Headers that may change on the way, and are not signed.
const UNSIGNED: [&str; 7] = [
    "authorization",
    "connection",
    "x-amzn-trace-id",
    "user-agent",
    "expect",
    "presigned-expires",
    "range",
];

/// What `encodeURI` leaves as it is, besides letters and digits.
const KEPT: &[u8] = b";,/?:@&=+$-_.!~*'()#";

/// What `encodeURI` encodes in what is ASCII.
const URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A request, taken apart.
pub(super) struct Canonical<'a> {
    method: String,
    path: String,
    /// The query's names and values, decoded; those of one name together.
    query: Vec<(String, Vec<String>)>,
    /// Names in lower case, and values.
    headers: Vec<(String, String)>,
    service: &'a str,
}

impl<'a> Canonical<'a> {
    /// Takes a request apart that goes to `target`, path and query.
    pub(super) fn of(
        signing: &Signing<'_>,
        target: &str,
        service: &'a str,
    ) -> Result<Self, SignError> {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || byte == b'%' || KEPT.contains(&byte);
        let target = if target.bytes().all(is_plain) {
            target.to_owned()
        } else {
            encode_uri(target)?
        };
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut canonical = Self {
            method: signing.request.method.to_uppercase(),
            path: path.to_owned(),
            query: Vec::new(),
            headers: headers(signing),
            service,
        };
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            canonical.add_query(unescape(name), unescape(value));
        }
        Ok(canonical)
    }

    /// Whether the query has a value of that name.
    pub(super) fn has_query(&self, name: &str) -> bool {
        self.query
            .iter()
            .any(|(known, values)| known == name && values.iter().any(|value| !value.is_empty()))
    }

    /// Sets a value of the query.
    pub(super) fn set_query(&mut self, name: &str, value: &str) {
        self.query.retain(|(known, _)| known != name);
        self.query.push((name.to_owned(), vec![value.to_owned()]));
    }

    fn add_query(&mut self, name: String, value: String) {
        match self.query.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => self.query.push((name, vec![value])),
        }
    }

    /// The names of the headers that are signed.
    pub(super) fn signed_headers(&self) -> String {
        self.headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join(";")
    }

    /// The text that is hashed and signed; `content` is the hash of the body, or what stands for
    /// it.
    pub(super) fn text(&self, content: &str) -> Result<String, SignError> {
        let fold = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ");
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}:{}\n", fold(value)));
        let headers = headers.collect::<Vec<_>>().concat();
        let parts = [
            &self.method,
            &self.path()?,
            &self.query(),
            &headers,
            &self.signed_headers(),
            content,
        ];
        Ok(parts.join("\n"))
    }

    fn query(&self) -> String {
        let mut pairs: Vec<(String, Vec<String>)> = Vec::new();
        for (name, values) in self.query.iter().filter(|(name, _)| !name.is_empty()) {
            let count = if self.service == "s3" {
                1
            } else {
                values.len()
            };
            let mut values: Vec<String> = values
                .iter()
                .take(count)
                .map(|value| escape(value))
                .collect();
            values.sort_unstable();
            pairs.push((escape(name), values));
        }
        pairs.sort_unstable();
        let pairs = pairs
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| format!("{name}={value}")));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The path, encoded once more; S3 alone takes it as it is.
    fn path(&self) -> Result<String, SignError> {
        if self.path == "/" {
            return Ok(self.path.clone());
        }
        let is_s3 = self.service == "s3";
        let mut pieces: Vec<String> = Vec::new();
        let mut was_slash = false;
        for (at, piece) in self.path.split('/').enumerate() {
            let is_doubled =
                piece.is_empty() && at > 1 && was_slash && at < self.path.matches('/').count();
            was_slash = true;
            match piece {
                ".." if !is_s3 => drop(pieces.pop()),
                "." if !is_s3 => {}
                "" if !is_s3 && is_doubled => {}
                // Differs from Postman: `aws4` takes `+` for a blank
                // (`a_plus_in_the_key_of_an_object_is_one`).
                _ if is_s3 => pieces.push(escape(&decode(piece)?)),
                _ => pieces.push(escape(piece)),
            }
        }
        let path = pieces.join("/");
        let path = if path.starts_with('/') {
            path
        } else {
            format!("/{path}")
        };
        Ok(if is_s3 {
            path.replace("%2F", "/")
        } else {
            path
        })
    }
}

/// The headers that are signed, sorted by name; of several of one spelling the last.
fn headers(signing: &Signing<'_>) -> Vec<(String, String)> {
    let mut spelled: Vec<(&str, &str)> = Vec::new();
    for header in &*signing.headers {
        match spelled.iter_mut().find(|(name, _)| *name == header.name) {
            Some((_, value)) => *value = &header.value,
            None => spelled.push((&header.name, &header.value)),
        }
    }
    let mut headers: Vec<(String, String)> = spelled
        .into_iter()
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    headers.retain(|(name, _)| !UNSIGNED.contains(&name.as_str()));
    headers.sort_by(|(one, _), (other, _)| one.cmp(other));
    headers
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, percent::RESERVED).to_string()
}

/// Decodes as `querystring.unescape` does: what can't be decoded stays.
fn unescape(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

/// Decodes as `decodeURIComponent` does.
fn decode(text: &str) -> Result<String, SignError> {
    let is_broken = text.match_indices('%').any(|(at, _)| {
        !text
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    });
    let decoded = percent_decode_str(text)
        .decode_utf8()
        .ok()
        .filter(|_| !is_broken);
    decoded.map(Into::into).ok_or_else(|| SignError::Query {
        part: text.to_owned(),
    })
}

/// `encodeURI(decodeURI(text))`: what stands for a reserved character stays encoded.
fn encode_uri(text: &str) -> Result<String, SignError> {
    let mut encoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        encoded.push_str(&utf8_percent_encode(&rest[..at], URI).to_string());
        let end = run_of_escapes(&rest[at..]);
        let run = rest.get(at..at + end).filter(|_| end > 0);
        let run = run.ok_or_else(|| SignError::Query {
            part: text.to_owned(),
        })?;
        encoded.extend(decode(run)?.chars().map(encode_decoded));
        rest = &rest[at + end..];
    }
    encoded.push_str(&utf8_percent_encode(rest, URI).to_string());
    Ok(encoded)
}

/// What `encodeURI` makes of a character that stood encoded: a reserved one was not decoded in the
/// first place.
fn encode_decoded(character: char) -> String {
    const RESERVED: &str = ";/?:@&=+$,#%";
    let set = if RESERVED.contains(character) {
        percent::RESERVED
    } else {
        URI
    };
    utf8_percent_encode(character.encode_utf8(&mut [0; 4]), set).to_string()
}

/// How long the run of `%XX` is that a text begins with.
fn run_of_escapes(text: &str) -> usize {
    let is_escape = |piece: &[u8]| piece[0] == b'%' && piece[1..].iter().all(u8::is_ascii_hexdigit);
    text.as_bytes()
        .chunks_exact(3)
        .take_while(|piece| is_escape(piece))
        .count()
        * 3
}
