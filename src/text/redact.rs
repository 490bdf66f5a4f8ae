//! Keeping secrets out of what is written: by value, wherever a value turns up, in the forms it
//! turns up in.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::rc::Rc;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::uri_component;

/// What stands in a secret's place.
const MASK: &[u8] = REDACTED.as_bytes();

/// Words that stand where a secret could: they keep nothing secret.
const PLACEHOLDERS: [&str; 5] = ["null", "undefined", "true", "false", "redacted"];

/// A value shorter than this is not looked for: it would mask half of every report.
const SHORTEST: usize = 4;

/// How many characters of a longer text chai shows in a message, before `…`.
const SHOWN_BY_CHAI: usize = 37;

/// A piece of base64 shorter than this may be anything.
const SHORTEST_BASE64: usize = 8;

/// How much is collected before it is searched, unless it is flushed.
const CHUNK: usize = 8192;

/// The secrets of a run, shared by everything that writes. A secret once learnt stays one.
#[derive(Clone, Default)]
pub struct Secrets(Rc<RefCell<Known>>);

#[derive(Default)]
struct Known {
    /// Nothing is hidden.
    is_off: bool,
    /// Every form of every secret, the longest first, so that no part of a longer one is left over.
    forms: Vec<Vec<u8>>,
    /// The forms of secrets that are good for one request, oldest first.
    passing: VecDeque<Vec<Vec<u8>>>,
}

/// How many secrets of single requests are known at a time: each is written soon after it was
/// learnt, or not at all.
const PASSING: usize = 64;

/// What a secret value is shown as.
pub const REDACTED: &str = "(redacted)";

impl Secrets {
    /// No secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Secrets that are shown.
    pub fn off() -> Self {
        Self(Rc::new(RefCell::new(Known {
            is_off: true,
            ..Known::default()
        })))
    }

    /// Whether secrets are hidden.
    pub fn hides(&self) -> bool {
        !self.0.borrow().is_off
    }

    /// Whether no secret is known.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().forms.is_empty()
    }

    /// Goes up when something was learnt.
    pub fn version(&self) -> u64 {
        self.0.borrow().forms.len() as u64
    }

    /// Learns a secret, with its base64, URL-encoded and JSON-escaped forms.
    pub fn learn(&self, value: &str) {
        self.0.borrow_mut().learn(value);
    }

    /// Learns a secret that is good for one request, such as a signature: it is forgotten when many
    /// others have followed.
    pub fn learn_passing(&self, value: &str) {
        let mut known = self.0.borrow_mut();
        let forms = known.learn(value);
        if forms.is_empty() {
            return;
        }
        known.passing.push_back(forms);
        if known.passing.len() > PASSING
            && let Some(oldest) = known.passing.pop_front()
        {
            known.forms.retain(|form| !oldest.contains(form));
        }
    }

    /// The text with its secrets masked; for what is cut to pieces or encoded before it is written.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.mask_bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
        }
    }

    /// The bytes with their secrets masked.
    pub fn mask_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let mut masked = Vec::new();
        let mut from = 0;
        while let Some((at, length)) = self.find(&bytes[from..]) {
            masked.extend_from_slice(&bytes[from..from + at]);
            masked.extend_from_slice(MASK);
            from += at + length;
        }
        if from == 0 {
            return Cow::Borrowed(bytes);
        }
        masked.extend_from_slice(&bytes[from..]);
        Cow::Owned(masked)
    }

    /// The place and length of the first secret in `bytes`.
    fn find(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let known = self.0.borrow();
        let found = known
            .forms
            .iter()
            .filter_map(|form| Some((memchr::memmem::find(bytes, form)?, form.len())));
        found.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))
    }

    fn longest(&self) -> usize {
        self.0.borrow().forms.first().map_or(0, Vec::len)
    }
}

impl Known {
    /// Adds the forms of a secret; returns those that were not known.
    fn learn(&mut self, value: &str) -> Vec<Vec<u8>> {
        let is_known = self.is_off || self.forms.iter().any(|form| form == value.as_bytes());
        if is_known
            || value.len() < SHORTEST
            || PLACEHOLDERS.contains(&value)
            || value.contains("{{")
        {
            return Vec::new();
        }
        let mut new: Vec<Vec<u8>> = Vec::new();
        for form in forms_of(value).into_iter().map(String::into_bytes) {
            if !self.forms.contains(&form) && !new.contains(&form) {
                new.push(form);
            }
        }
        self.forms.extend_from_slice(&new);
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        new
    }
}

/// The forms in which a secret may turn up.
fn forms_of(value: &str) -> Vec<String> {
    let json = serde_json::Value::from(value).to_string();
    let encoded = uri_component(value);
    let mut forms = vec![
        value.to_owned(),
        json[1..json.len() - 1].to_owned(),
        utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
        encoded.replace("%20", "+"),
        encoded,
        BASE64_STANDARD.encode(value),
        BASE64_STANDARD_NO_PAD.encode(value),
    ];
    if let Some((end, _)) = value.char_indices().nth(SHOWN_BY_CHAI) {
        forms.push(format!("{}…", &value[..end]));
    }
    for lead in 0..3 {
        let cores = [
            base64_core(value, lead, &BASE64_STANDARD_NO_PAD),
            base64_core(value, lead, &BASE64_URL_SAFE_NO_PAD),
        ];
        forms.extend(
            cores
                .into_iter()
                .filter(|core| core.len() >= SHORTEST_BASE64),
        );
    }
    forms
}

/// The characters of a base64 text that a secret alone decides when `lead` bytes, counted modulo
/// three, stand before it: what can be recognised of it within `user:password` or a longer text.
fn base64_core(value: &str, lead: usize, engine: &impl Engine) -> String {
    let bytes = [&[0; 2][..lead], value.as_bytes()].concat();
    let text = engine.encode(&bytes);
    text.get((lead * 8).div_ceil(6)..bytes.len() * 8 / 6)
        .unwrap_or_default()
        .to_owned()
}

/// A writer that masks secrets on their way out.
pub struct Masked<W: Write> {
    /// Absent once it was handed back.
    inner: Option<W>,
    secrets: Secrets,
    /// What may be the beginning of a secret.
    held: Vec<u8>,
    /// Where the text stands if it is JSON, of which only what is within quotes is masked.
    json: Option<Quotes>,
}

/// Whether a place in a JSON text is within quotes.
#[derive(Debug, Clone, Copy, Default)]
struct Quotes {
    inside: bool,
    escaped: bool,
}

impl Quotes {
    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = self.inside,
                b'"' => self.inside = !self.inside,
                _ => {}
            }
        }
    }
}

impl<W: Write> Masked<W> {
    /// Masks `secrets` in all that is written to `inner`.
    pub fn new(inner: W, secrets: Secrets) -> Self {
        Self {
            inner: Some(inner),
            secrets,
            held: Vec::new(),
            json: None,
        }
    }

    /// Masks `secrets` in the texts of a JSON document that is written to `inner`; numbers and
    /// `null` are not texts.
    pub fn json(inner: W, secrets: Secrets) -> Self {
        let mut masked = Self::new(inner, secrets);
        masked.json = Some(Quotes::default());
        masked
    }

    /// The writer itself, for what is to be written as it is: in JSON, a whole value.
    ///
    /// # Errors
    /// What was held could not be written.
    pub fn unmasked(&mut self) -> io::Result<Option<&mut W>> {
        self.release(0)?;
        Ok(self.inner.as_mut())
    }

    /// Hands the writer back. What is held and was not flushed is lost.
    pub fn into_inner(mut self) -> Option<W> {
        self.inner.take()
    }

    /// Writes what is held but for its last `keep` bytes.
    fn release(&mut self, keep: usize) -> io::Result<()> {
        let Some(inner) = &mut self.inner else {
            return Ok(());
        };
        let mut from = 0;
        while let Some((at, length)) = self.secrets.find(&self.held[from..]) {
            let before = &self.held[from..from + at];
            inner.write_all(before)?;
            let secret = &self.held[from + at..from + at + length];
            let is_text = self.json.as_mut().is_none_or(|quotes| {
                quotes.pass(before);
                quotes.inside
            });
            inner.write_all(if is_text { MASK } else { secret })?;
            if let Some(quotes) = self.json.as_mut().filter(|_| !is_text) {
                quotes.pass(secret);
            }
            from += at + length;
        }
        let end = self.held.len().saturating_sub(keep).max(from);
        inner.write_all(&self.held[from..end])?;
        if let Some(quotes) = &mut self.json {
            quotes.pass(&self.held[from..end]);
        }
        self.held.drain(..end);
        Ok(())
    }
}

impl<W: Write> Write for Masked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let longest = self.secrets.longest();
        if longest == 0 && self.held.is_empty() {
            if let Some(quotes) = &mut self.json {
                quotes.pass(bytes);
            }
            self.inner
                .as_mut()
                .map_or(Ok(()), |inner| inner.write_all(bytes))?;
            return Ok(bytes.len());
        }
        self.held.extend_from_slice(bytes);
        if self.held.len() >= longest + CHUNK {
            self.release(longest.saturating_sub(1))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release(0)?;
        self.inner.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl<W: Write> Drop for Masked<W> {
    fn drop(&mut self) {
        // Whoever cares for errors has flushed.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(secrets: &[&str], pieces: &[&str]) -> String {
        let known = Secrets::new();
        for secret in secrets {
            known.learn(secret);
        }
        let mut out = Vec::new();
        let mut writer = Masked::new(&mut out, known);
        for piece in pieces {
            writer.write_all(piece.as_bytes()).unwrap();
        }
        drop(writer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_secret_is_masked_in_every_form() {
        let secret = "s3cr\"t/ä";
        for form in [
            "s3cr\"t/ä",
            "s3cr\\\"t/ä",
            "s3cr%22t%2F%C3%A4",
            "czNjciJ0L8Ok",
        ] {
            assert_eq!(
                masked(&[secret], &["a", form, "b"]),
                "a(redacted)b",
                "{form}"
            );
        }
        assert_eq!(
            masked(&["a b-c.d"], &["a+b-c.d a%20b-c.d a%20b%2Dc%2Ed"]),
            "(redacted) (redacted) (redacted)"
        );
    }

    #[test]
    fn a_secret_within_base64_is_masked_wherever_it_begins() {
        let secret = "correct-horse-battery";
        for user in ["u:", "us:", "use:"] {
            let text = BASE64_STANDARD.encode(format!("{user}{secret}, and more"));
            let shown = masked(&[secret], &[&text]);
            assert!(
                shown.contains("(redacted)") && shown.len() < text.len() - 10,
                "{text} became {shown}"
            );
        }
    }

    #[test]
    fn a_secret_that_a_message_shortens_is_masked() {
        let secret = "0123456789".repeat(5);
        let message = "expected '0123456789012345678901234567890123456…' to equal 1";
        assert_eq!(
            masked(&[&secret], &[message]),
            "expected '(redacted)' to equal 1"
        );
    }

    #[test]
    fn a_long_text_is_masked_across_the_pieces_that_it_is_searched_in() {
        let text = format!("{}secret-value{}", "x".repeat(CHUNK - 3), "y".repeat(CHUNK));
        let expected = text.replace("secret-value", REDACTED);
        assert_eq!(
            masked(&["secret-value"], &[&text[..9000], &text[9000..]]),
            expected
        );
        let known = Secrets::new();
        known.learn("secret-value");
        assert_eq!(known.mask(&text), expected);
    }

    #[test]
    fn a_secret_that_is_written_in_pieces_is_masked() {
        assert_eq!(
            masked(&["secret-value"], &["x sec", "ret-", "value y secret-"]),
            "x (redacted) y secret-"
        );
    }

    #[test]
    fn the_longer_of_two_secrets_goes_first() {
        assert_eq!(
            masked(&["token", "token-and-more"], &["token-and-more token"]),
            "(redacted) (redacted)"
        );
    }

    #[test]
    fn a_json_document_stays_one() {
        let known = Secrets::new();
        known.learn("12345");
        let mut out = Vec::new();
        let mut writer = Masked::json(&mut out, known);
        for piece in ["{\"a\\\"\": 123", "45, \"b\": \"x123", "45\"}"] {
            writer.write_all(piece.as_bytes()).unwrap();
        }
        drop(writer);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"a\\\"\": 12345, \"b\": \"x(redacted)\"}"
        );
    }

    #[test]
    fn nothing_happens_without_secrets_or_with_short_ones() {
        assert_eq!(masked(&["abc"], &["abc abc"]), "abc abc");
    }
}
