//! Secrets in the forms that libraries write them in: a server says each of them, scripts print it,
//! name tests after it and fail with it, and no report shows it.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;

use super::{ODD, assert_nowhere, reports};
use crate::program::Folder;
use crate::server::{Received, Server, response};

/// A way of writing a text.
type Way = fn(&str) -> String;

/// Every character that is neither letter nor digit, written so.
fn each(text: &str, write: impl Fn(char) -> String) -> String {
    let written = text.chars().map(|character| {
        if character.is_ascii_alphanumeric() {
            character.to_string()
        } else {
            write(character)
        }
    });
    written.collect()
}

fn json_text(text: &str) -> String {
    let json = json!(text).to_string();
    json[1..json.len() - 1].to_owned()
}

fn unit(character: char) -> String {
    format!("\\u{:04x}", u32::from(character))
}

fn entity(character: char) -> String {
    format!("&#x{:x};", u32::from(character))
}

fn percent(text: &str) -> String {
    let written = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    written.collect()
}

fn named_entities(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', "&apos;").replace('/', "&sol;")
}

/// Each form by what writes it.
const WAYS: [(&str, Way); 30] = [
    ("as it is", str::to_owned),
    ("JSON", json_text),
    ("PHP", |text| json_text(text).replace('/', "\\/")),
    ("Go", |text| {
        let json = json_text(text).replace('&', "\\u0026");
        json.replace('<', "\\u003c").replace('>', "\\u003e")
    }),
    ("units", |text| each(text, unit)),
    ("units in upper case", |text| {
        each(text, |character| format!("\\u{:04X}", u32::from(character)))
    }),
    ("Python", |text| {
        json_text(text).replace('\u{fc}', "\\u00fc")
    }),
    ("x", |text| {
        each(text, |character| format!("\\x{:02x}", u32::from(character)))
    }),
    ("x in upper case", |text| {
        each(text, |character| format!("\\x{:02X}", u32::from(character)))
    }),
    ("chai", |text| text.replace('\'', "\\'")),
    ("backslashes", |text| {
        each(text, |character| match character {
            ' ' | '\u{fc}' => character.to_string(),
            other => format!("\\{other}"),
        })
    }),
    ("entities", |text| each(text, entity)),
    ("entities in upper case", |text| {
        each(text, |character| format!("&#X{:X};", u32::from(character)))
    }),
    ("decimal entities", |text| {
        each(text, |character| format!("&#{};", u32::from(character)))
    }),
    ("decimal entities with zeros", |text| {
        each(text, |character| format!("&#{:04};", u32::from(character)))
    }),
    ("named entities", named_entities),
    ("named entities in upper case", |text| {
        named_entities(text)
            .replace("&amp;", "&AMP;")
            .replace("&lt;", "&LT;")
    }),
    ("entities twice", |text| {
        named_entities(&named_entities(text))
    }),
    ("percent", percent),
    ("percent in lower case", |text| {
        each(text, |character| {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).bytes();
            let escaped: Vec<_> = bytes.map(|byte| format!("%{byte:02x}")).collect();
            escaped.concat()
        })
    }),
    ("percent twice", |text| percent(&percent(text))),
    ("form", |text| percent(text).replace("%20", "+")),
    ("JSON in JSON", |text| json_text(&json_text(text))),
    ("JSON in JSON in JSON", |text| {
        json_text(&json_text(&json_text(text)))
    }),
    ("units in JSON in JSON", |text| {
        json_text(&json_text(&each(text, unit)))
    }),
    ("JSON of units", |text| each(&json_text(text), unit)),
    ("JSON in HTML", |text| named_entities(&json_text(text))),
    ("HTML in JSON of Go", |text| {
        named_entities(text).replace('&', "\\u0026")
    }),
    ("JSON in a query", |text| percent(&json_text(text))),
    ("JSON in JSON in HTML in a form", |text| {
        percent(&named_entities(&json_text(&json_text(text))))
    }),
];

/// The forms in which no word of the secret is left, and what must not turn up of them.
fn in_digits() -> Vec<(String, String)> {
    let digits: Vec<_> = ODD.bytes().map(|byte| format!("{byte:02x}")).collect();
    let hex = digits.concat();
    let base64 = BASE64_STANDARD.encode(ODD);
    let core = base64.trim_end_matches('=').to_owned();
    // By another program: `printf %s "…" | base32 -w0`.
    let base32 = BASE32.to_owned();
    let bare = base32.trim_end_matches('=');
    vec![
        (hex.to_uppercase(), hex.to_uppercase()),
        (hex.clone(), hex),
        (base32.clone(), bare.to_owned()),
        (bare.to_owned(), bare.to_owned()),
        (base32.to_lowercase(), bare.to_lowercase()),
        (base64.clone(), core[..40].to_owned()),
        (percent(&base64), core[..40].to_owned()),
        (base64.replace('/', "\\/"), core[..40].to_owned()),
        (each(&base64, entity), core[..40].to_owned()),
    ]
}

const BASE32: &str = "KZXXE3TFO5SWOIBGEA6GEPRAEJ5HOZLJEIQCOZDSMVUSOIDWNFSXEK3GYO6G4ZR5F55XGZLDNBZX2YBRGAYCKICINFXHIZLSNBSXE===";

#[test]
fn a_secret_is_masked_in_every_form_of_common_libraries_in_every_report() {
    let mut lines: Vec<String> = WAYS.iter().map(|(_, write)| write(ODD)).collect();
    lines.extend(in_digits().into_iter().map(|(form, _)| form));
    let said = lines.join("\n");
    let server = Server::start(move |_: &Received| response("200 OK", "", said.clone()));
    let script = "pm.response.text().split('\\n').forEach((line) => { \
        console.log(line, { line }); pm.test(line, () => { throw new Error(line) }) })";
    let test = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let item = json!({"name": "i", "event": test, "request": server.url("/x")});
    let collection = json!({"info": {"name": "C"}, "item": [item]});
    let environment =
        json!({"name": "E", "values": [{"key": "odd", "value": ODD, "type": "secret"}]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("e.json", &environment.to_string()),
    ]);
    let written = reports(&folder, &["-e", "e.json"]);
    let words = ["Vorneweg", "Hinterher", "VORNEWEG", "HINTERHER"].map(str::to_owned);
    let digits = in_digits().into_iter().map(|(_, part)| part);
    let forbidden: Vec<String> = words.into_iter().chain(digits).collect();
    assert_nowhere(&forbidden, &written);
    // Nothing of it was left out before it could be masked.
    let (_, ctrf) = written.iter().find(|(name, _)| name == "r.ctrf").unwrap();
    let ctrf: serde_json::Value = serde_json::from_slice(ctrf).unwrap();
    let tests = ctrf["results"]["tests"].as_array().unwrap();
    assert_eq!(tests.len(), lines.len());
}

#[test]
fn an_apostrophe_in_a_secret_is_no_way_around_the_mask() {
    let server = Server::start(|_: &Received| response("200 OK", "", ""));
    let script = "pm.test('eq', () => pm.expect(pm.environment.get('sv')).to.eql('x')); console.log({ s: pm.environment.get('sv') })";
    let test = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let item = json!({"name": "i", "event": test, "request": server.url("/x")});
    let collection = json!({"info": {"name": "C"}, "item": [item]}).to_string();
    for secret in [
        "it's-Hidden-pass",
        "it's-Hidden-and-so-long-that-chai-cuts-it's",
    ] {
        let value = json!({"key": "sv", "value": secret, "type": "secret"});
        let environment = json!({"name": "E", "values": [value]}).to_string();
        let folder = Folder::with(&[("c.json", &collection), ("e.json", &environment)]);
        let written = reports(&folder, &["-e", "e.json"]);
        assert_nowhere(&["Hidden".to_owned()], &written);
    }
}
