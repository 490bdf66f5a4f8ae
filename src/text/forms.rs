//! The forms in which a value may turn up in what is written: as it is, and as URLs, forms, JSON,
//! HTML, XML and base64 write it.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::percent::{self, FRAGMENT, PATH, RESERVED, USERINFO, uri_component};

/// How many characters of a longer text chai shows in a message, before `…`.
const SHOWN_BY_CHAI: usize = 37;

/// A piece of base64 shorter than this may be anything.
const SHORTEST_BASE64: usize = 8;

/// What is encoded in a query, with its `#`; and of a parameter of one, which may hold `&` and `=`.
const QUERY: &AsciiSet = &percent::QUERY.remove(b'#');
const PARAMETER: &AsciiSet = &percent::QUERY.add(b'&');
const NAME: &AsciiSet = &PARAMETER.add(b'=');
/// What `URLSearchParams` and the forms of browsers leave as it is, but for the blank.
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*');

/// The forms of a value, each once.
pub(super) fn forms_of(value: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([value.to_owned()]);
    forms.extend(in_base64(value));
    forms.extend(as_chai_cuts(value));
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return forms;
    }
    forms.extend(in_urls(value));
    forms.extend(in_json_of_others(value));
    let inspected = in_quotes(value);
    forms.extend(inspected.iter().filter_map(|text| as_chai_cuts(text)));
    // A text in JSON, as a text of other JSON, in what the console shows of it or a page does.
    quote(&mut forms);
    quote(&mut forms);
    mark_up(&mut forms);
    quote(&mut forms);
    quote(&mut forms);
    forms
}

/// Adds the forms that those of a text have within quotes.
fn quote(forms: &mut BTreeSet<String>) {
    let special = forms
        .iter()
        .filter(|form| form.contains(is_escaped_in_quotes));
    let quoted: Vec<String> = special.flat_map(|form| in_quotes(form)).collect();
    forms.extend(quoted);
}

/// Adds the forms that those of a text have in HTML and XML.
fn mark_up(forms: &mut BTreeSet<String>) {
    let special = forms
        .iter()
        .filter(|form| form.contains(is_escaped_in_markup));
    let marked_up: Vec<String> = special.flat_map(|form| in_markup(form)).collect();
    forms.extend(marked_up);
}

fn as_chai_cuts(value: &str) -> Option<String> {
    let (end, _) = value.char_indices().nth(SHOWN_BY_CHAI)?;
    Some(format!("{}…", &value[..end]))
}

/// As URLs and forms have it, with escapes in upper and in lower case.
fn in_urls(value: &str) -> Vec<String> {
    let sets = [
        QUERY,
        FRAGMENT,
        PARAMETER,
        NAME,
        PATH,
        USERINFO,
        RESERVED,
        FORM,
        NON_ALPHANUMERIC,
    ];
    let mut forms: Vec<String> = sets
        .into_iter()
        .map(|set| utf8_percent_encode(value, set).to_string())
        .collect();
    forms.push(uri_component(value));
    // As a URL is written down before it is sent.
    let parameter = value.replace('&', "%26").replace('#', "%23");
    forms.extend([parameter.replace('=', "%3D"), parameter]);
    let with_plus: Vec<String> = forms.iter().map(|form| form.replace("%20", "+")).collect();
    forms.extend(with_plus);
    forms.sort_unstable();
    forms.dedup();
    let in_lower_case: Vec<String> = forms.iter().map(|form| lower_escapes(form)).collect();
    forms.extend(in_lower_case);
    forms
}

/// The text with its percent escapes in lower case.
fn lower_escapes(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut lower = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        lower.push('%');
        match piece.split_at_checked(2) {
            Some((digits, rest)) => {
                lower.push_str(&digits.to_ascii_lowercase());
                lower.push_str(rest);
            }
            None => lower.push_str(piece),
        }
    }
    lower
}

fn is_escaped_in_quotes(character: char) -> bool {
    matches!(character, '"' | '\'' | '\\') || character.is_control()
}

/// As it stands within quotes: in JSON, and in what the console shows of a text in an object.
fn in_quotes(value: &str) -> [String; 3] {
    let json = in_json(value);
    let backslashes = json.replace("\\\"", "\"");
    let single = backslashes.replace('\'', "\\'");
    [json, backslashes, single]
}

fn in_json(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// As JSON has it that PHP (`\/`), Go (`\u0026`) and Python (`\u00e4`) write.
fn in_json_of_others(value: &str) -> [String; 3] {
    let json = in_json(value);
    let php = json.replace('/', "\\/");
    let go = json
        .replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e");
    let mut python = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            python.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                python.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    [php, go, python]
}

fn is_escaped_in_markup(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"' | '\'' | '`' | '=') || character.is_control()
}

/// As HTML and XML have it: what must be escaped in any text, with quotes, and with all that the
/// reports in HTML and in the XML of `JUnit` escape.
fn in_markup(value: &str) -> [String; 6] {
    let text = value.replace('&', "&amp;").replace('<', "&lt;");
    let attribute = text.replace('"', "&quot;");
    let xml = attribute
        .replace('\t', "&#x9;")
        .replace('\n', "&#xA;")
        .replace('\r', "&#xD;");
    let html = attribute.replace('>', "&gt;");
    let page = html
        .replace('\'', "&#x27;")
        .replace('`', "&#x60;")
        .replace('=', "&#x3D;");
    let common = html.replace('\'', "&#39;");
    [text.replace('>', "&gt;"), text, xml, html, page, common]
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
        assert_eq!(forms_of("0123456789abcdef").len(), 6);
    }

    #[test]
    fn escapes_are_written_in_lower_case_and_letters_stay() {
        assert_eq!(lower_escapes("A%2FB%C3%A4%2"), "A%2fB%c3%a4%2");
    }
}
