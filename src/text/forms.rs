//! The forms in which a value may turn up in what is written: as it is, cut, in base64, base32 and
//! hexadecimal digits. Escapes are no forms: a text is read through them
//! ([`super::unescape`]).

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

use super::common::SHORTEST;
use super::unescape::Unescaped;

/// How many characters of a longer text chai shows in a message, before `…`.
const SHOWN_BY_CHAI: usize = 37;

/// A piece of base64 shorter than this may be anything.
const SHORTEST_BASE64: usize = 8;

/// A value of fewer characters is not looked for in base32 and in hexadecimal digits.
const SHORTEST_IN_DIGITS: usize = 12;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The digits of base32.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The forms of a value, each once.
pub(super) struct Forms {
    /// As they are written where nothing is escaped.
    pub(super) written: BTreeSet<String>,
    /// Those in which something may be escaped, as they are read through escapes.
    pub(super) read: BTreeSet<Vec<u8>>,
}

/// The forms of a value.
pub(super) fn forms_of(value: &str) -> Forms {
    let mut written = BTreeSet::from([value.to_owned()]);
    written.extend(in_base64(value));
    written.extend(as_chai_cuts(value));
    if value.chars().count() >= SHORTEST_IN_DIGITS {
        written.extend(in_digits(value));
    }
    let is_escaped = |form: &&str| form.bytes().any(|byte| !byte.is_ascii_alphanumeric());
    let cut = in_quotes(value)
        .into_iter()
        .filter_map(|text| as_chai_cuts(&text));
    let cut: Vec<String> = cut.collect();
    let texts = written.iter().chain(&cut).map(String::as_str);
    let read = texts
        .filter(is_escaped)
        .map(|form| Unescaped::of(form.as_bytes()).bytes.into_owned())
        .filter(|form| form.len() >= SHORTEST)
        .collect();
    Forms { written, read }
}

fn as_chai_cuts(value: &str) -> Option<String> {
    let (end, _) = value.char_indices().nth(SHOWN_BY_CHAI)?;
    Some(format!("{}…", &value[..end]))
}

/// As a text stands within quotes in what chai and the console show of it, which may be cut there;
/// nothing where it stands as it is.
fn in_quotes(value: &str) -> Vec<String> {
    let is_escaped =
        |character: char| matches!(character, '"' | '\'' | '\\') || character.is_control();
    if !value.contains(is_escaped) {
        return Vec::new();
    }
    let quoted = serde_json::Value::from(value).to_string();
    let json = quoted[1..quoted.len() - 1].to_owned();
    let double = json.replace("\\\"", "\"");
    let single = double.replace('\'', "\\'");
    let by_chai = single.replace("\\\\", "\\");
    vec![json, double, single, by_chai]
}

/// In hexadecimal digits and in base32, whose padding says nothing.
fn in_digits(value: &str) -> [String; 4] {
    let halves = value.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    let hex: String = halves
        .map(|half| char::from(HEX[usize::from(half)]))
        .collect();
    let base32 = in_base32(value.as_bytes());
    [
        hex.to_ascii_uppercase(),
        hex,
        base32.to_ascii_lowercase(),
        base32,
    ]
}

fn in_base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    for group in bytes.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(bits);
        for digit in 0..(group.len() * 8).div_ceil(5) {
            let value = usize::try_from(bits >> (35 - 5 * digit) & 31);
            text.push(char::from(BASE32[value.unwrap_or_default()]));
        }
    }
    text
}

/// In base64, alone or within a longer text.
fn in_base64(value: &str) -> Vec<String> {
    let mut forms = vec![
        BASE64_STANDARD.encode(value),
        BASE64_STANDARD_NO_PAD.encode(value),
    ];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_nothing_escapes_has_few_forms() {
        let forms = forms_of("0123456789abcdeo");
        assert_eq!(forms.written.len(), 10);
        // The padding of base64 may be escaped.
        assert_eq!(forms.read.len(), 1);
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (text, base32) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(in_base32(text.as_bytes()), base32);
        }
    }
}
