//! Keeping secrets out of what is written: by value, wherever a value turns up, in the forms it turns up in.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a secret's place.
const MASK: &[u8] = REDACTED.as_bytes();

/// Words that stand where a secret could: they keep nothing secret.
const PLACEHOLDERS: [&str; 5] = ["null", "undefined", "true", "false", "redacted"];

/// A value shorter than this is not looked for: it would mask half of every report.
const SHORTEST: usize = 4;

/// The secrets of a run, shared by everything that writes. A secret once learnt stays one.
#[derive(Clone, Default)]
pub struct Secrets(Rc<RefCell<Vec<Vec<u8>>>>);

/// What a secret value is shown as.
pub const REDACTED: &str = "(redacted)";

impl Secrets {
    /// No secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Learns a secret, with its base64, URL-encoded and JSON-escaped forms.
    pub fn learn(&self, value: &str) {
        if value.len() < SHORTEST || PLACEHOLDERS.contains(&value) || value.contains("{{") {
            return;
        }
        // A JSON text begins and ends with a quote.
        let json = serde_json::Value::from(value).to_string();
        let forms = [
            value.to_owned(),
            json[1..json.len() - 1].to_owned(),
            utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
            BASE64_STANDARD.encode(value),
            BASE64_STANDARD_NO_PAD.encode(value),
        ];
        let mut known = self.0.borrow_mut();
        for form in forms.map(String::into_bytes) {
            if !known.contains(&form) {
                known.push(form);
            }
        }
        // The longest first, so that no part of a longer secret is left over.
        known.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// The place and length of the first secret in `bytes`.
    fn find(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let known = self.0.borrow();
        let found = known.iter().filter_map(|form| Some((memchr::memmem::find(bytes, form)?, form.len())));
        found.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))
    }

    fn longest(&self) -> usize {
        self.0.borrow().first().map_or(0, Vec::len)
    }
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
        Self { inner: Some(inner), secrets, held: Vec::new(), json: None }
    }

    /// Masks `secrets` in the texts of a JSON document that is written to `inner`; numbers and `null` are not texts.
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
        let Some(inner) = &mut self.inner else { return Ok(()) };
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
            self.inner.as_mut().map_or(Ok(()), |inner| inner.write_all(bytes))?;
            return Ok(bytes.len());
        }
        self.held.extend_from_slice(bytes);
        self.release(longest.saturating_sub(1))?;
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
        for form in ["s3cr\"t/ä", "s3cr\\\"t/ä", "s3cr%22t%2F%C3%A4", "czNjciJ0L8Ok"] {
            assert_eq!(masked(&[secret], &["a", form, "b"]), "a(redacted)b", "{form}");
        }
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
        assert_eq!(masked(&["token", "token-and-more"], &["token-and-more token"]), "(redacted) (redacted)");
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
        assert_eq!(String::from_utf8(out).unwrap(), "{\"a\\\"\": 12345, \"b\": \"x(redacted)\"}");
    }

    #[test]
    fn nothing_happens_without_secrets_or_with_short_ones() {
        assert_eq!(masked(&["abc"], &["abc abc"]), "abc abc");
    }
}
