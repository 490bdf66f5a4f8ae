//! Secrets that are words of the reports themselves: each is hidden where it stands as the value
//! that it is, and the reports say what they say without it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::reports;
use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, response};

/// Says its own words, whatever it is asked, and gives the cookie that it is told to give.
fn answer(request: &Received) -> Answer {
    let word = request.header("x-w0").unwrap_or_default();
    let cookie = format!("Set-Cookie: seen={word}; Path=/\r\nContent-Type: application/json\r\n");
    let cookie = cookie + "Connection: close\r\n";
    // Each request has a connection of its own, so that the same is measured of all.
    match response("200 OK", &cookie, r#"{"list": [1, 2], "state": "done"}"#) {
        Answer::Bytes(bytes) => Answer::Last(bytes),
        other => other,
    }
}

/// Requests in which each of so many secrets stands in each place that one has; after each a test
/// passes, one fails and one is skipped.
fn collection(server: &Server, secrets: usize) -> Value {
    let script = "console.log('one', { two: [3] }); pm.test('is so', () => {}); pm.test.skip('left', () => {}); \
        pm.test('is not so', () => pm.expect(pm.response.json()).to.eql({ list: [] }));";
    let names = || (0..secrets).map(|number| (number, format!("{{{{w{number}}}}}")));
    let pairs = |name: &str| -> Vec<Value> {
        let pair = |(number, value)| json!({"key": format!("{name}{number}"), "value": value});
        names().map(pair).collect()
    };
    let cookies: Vec<String> = names()
        .map(|(number, value)| format!("c{number}={value}"))
        .collect();
    let mut headers = pairs("X-W");
    headers.push(json!({"key": "X-Kind", "value": "test {{w0}} 1"}));
    headers.push(json!({"key": "Cookie", "value": cookies.join("; ")}));
    let lines: Vec<String> = names()
        .take(100)
        .map(|(number, value)| format!("\"k{number}\": \"{value}\""))
        .collect();
    let host = server.host();
    let (host, port) = host.rsplit_once(':').unwrap();
    let item = |auth: Value, body: Value| {
        let mut query = pairs("q");
        query.push(json!({"key": "mode", "value": "test"}));
        json!({"name": "test of requests", "event": [{"listen": "test", "script": {"exec": [script]}}],
            "request": {"method": "POST", "url": {"protocol": "http", "host": host, "port": port,
                "path": ["tests", ":id", "{{w1}}"], "query": query, "variable": [{"key": "id", "value": "{{w0}}"}]},
                "header": headers, "auth": auth, "body": body}})
    };
    let basic = json!([{"key": "username", "value": "u"}, {"key": "password", "value": "{{w0}}"}]);
    let api_key = json!([{"key": "key", "value": "k"}, {"key": "value", "value": "{{w0}}"}, {"key": "in", "value": "query"}]);
    let bearer = json!([{"key": "token", "value": "{{w0}}"}]);
    let items = json!([
        item(json!({"type": "basic", "basic": basic}), json!({"mode": "urlencoded", "urlencoded": pairs("f")})),
        item(json!({"type": "apikey", "apikey": api_key}), json!({"mode": "raw", "raw": lines.join(",\n")})),
        item(json!({"type": "bearer", "bearer": bearer}), json!({"mode": "formdata", "formdata": pairs("f")})),
        {"name": "dead", "request": "http://u:{{w0}}@127.0.0.1:1/{{w0}}"}
    ]);
    json!({"info": {"name": "all tests"}, "item": items})
}

/// What documents the requests, and is not kept.
fn contract() -> Value {
    let parameters = json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "kind", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "required": true, "schema": {"type": "integer"}},
        {"name": "mode", "in": "query", "schema": {"enum": ["other"]}}]);
    let schema = json!({"type": "object", "required": ["missing"], "additionalProperties": false,
        "properties": {"list": {"type": "array", "minItems": 3, "items": {"type": "string"}}, "state": {"pattern": "^[0-9]+$"}}});
    let responses =
        json!({"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}});
    let body =
        json!({"required": true, "content": {"application/json": {"schema": {"type": "object"}}}});
    let post = json!({"parameters": parameters, "requestBody": body, "responses": responses});
    let paths = json!({"/tests/{id}/{kind}": {"post": post}});
    json!({"openapi": "3.1.0", "info": {"title": "all tests", "version": "1"}, "paths": paths})
}

/// What a run with these secrets writes.
fn reports_of(server: &Server, secrets: &[String]) -> Vec<(String, String)> {
    let values = secrets.iter().enumerate();
    let values: Vec<Value> = values
        .map(|(number, word)| json!({"key": format!("w{number}"), "value": word, "type": "secret"}))
        .collect();
    let folder = Folder::with(&[
        ("c.json", &collection(server, secrets.len()).to_string()),
        (
            "e.json",
            &json!({"name": "E", "values": values}).to_string(),
        ),
        ("a.json", &contract().to_string()),
    ]);
    let more = "-e e.json --openapi a.json -r json-summary,cobertura \
        --reporter-json-summary-export r.sum --reporter-cobertura-export r.cov";
    let more: Vec<&str> = more.split_ascii_whitespace().collect();
    let written = reports(&folder, &more);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let mut written: Vec<(String, String)> = written
        .into_iter()
        .map(|(name, bytes)| (name, text(bytes)))
        .collect();
    written.sort();
    written
}

/// Without what is another in each run: ids, times, and bodies of forms in base64, each of which has
/// a boundary of its own.
fn steady(text: &str) -> String {
    let text = without_histogram(text);
    let mut pieces = text.split("\"body\":[\"");
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        rest.push_str(piece.split_once('"').map_or(piece, |(_, after)| after));
    }
    let mut steady = String::new();
    for piece in rest.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let is_measured = word.starts_with(|letter: char| letter.is_ascii_digit());
        if is_of_id(word) || is_measured {
            steady.push('0');
        } else {
            steady.push_str(word);
        }
        steady.push_str(&piece[word.len()..]);
    }
    for (from, to) in [
        ("0.0", "0"),
        ("µs", ""),
        ("(cache)", "0"),
        ("  ", " "),
        ("──", "─"),
        ("0 0", "0"),
    ] {
        while steady.contains(from) {
            steady = steady.replace(from, to);
        }
    }
    steady
}

/// The HTML report without its section of response times: which bars there are, and which request
/// was the slowest, is another in each run.
fn without_histogram(text: &str) -> String {
    let Some((before, section)) = text.split_once("<h2 id=\"times-heading\">") else {
        return text.to_owned();
    };
    let (_, after) = section.split_once("</section>").unwrap();
    format!("{before}{after}")
}

/// Whether a word may be a part of a UUID.
fn is_of_id(word: &str) -> bool {
    [8, 4, 12].contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The words of texts.
fn words_of(texts: &[(String, String)]) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    let words = texts
        .iter()
        .flat_map(|(_, text)| text.split(move |letter| !is_part(letter)));
    let words = words.flat_map(|word| std::iter::once(word).chain(word.split('-')));
    words
        .filter(|word| (1..40).contains(&word.len()))
        .filter(|word| !word.contains(|letter: char| letter.is_ascii_digit()) && !is_of_id(word))
        .map(str::to_owned)
        .collect()
}

fn marker(number: usize) -> String {
    format!("Zq{number}-unlike-7Anything")
}

#[test]
fn each_word_of_the_reports_may_be_a_secret() {
    let server = Server::start(answer);
    let plain = reports_of(&server, &[marker(0), marker(1)]);
    let more = ["1", "0", "200", "2.1.0", "test", "true", "admin", "user"];
    let mut words = words_of(&plain);
    words.extend(more.map(str::to_owned));
    let words: Vec<String> = words.into_iter().collect();
    assert!(words.len() > 700, "{}", words.len());
    let markers: Vec<String> = (0..words.len()).map(marker).collect();
    let (without, with) = (reports_of(&server, &markers), reports_of(&server, &words));
    for ((name, without), (_, with)) in without.iter().zip(&with) {
        assert!(!without.contains("-unlike-"), "{name}");
        let (without, with) = (steady(without), steady(with));
        let differs = without
            .lines()
            .zip(with.lines())
            .find(|(one, other)| one != other);
        let differs = differs.map(|(one, other)| first_difference(one, other));
        assert!(without == with, "{name}: {differs:?}");
    }
}

fn first_difference(one: &str, other: &str) -> (String, String) {
    let same = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other);
    let begin = same.count().saturating_sub(60);
    let shown = |text: &str| text.chars().skip(begin).take(160).collect();
    (shown(one), shown(other))
}

/// What a run of the collection that comes first in `folder` writes in JSON, and what it prints.
fn told(files: &[(&str, &str)], arguments: &[&str]) -> (Value, String) {
    let folder = Folder::with(files);
    let mut program = postrider();
    program.current_dir(folder.path()).args(arguments);
    program.args(["-r", "cli,json", "--reporter-json-export", "r.json"]);
    let output = program.output().unwrap();
    let report = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    (serde_json::from_str(&report).unwrap(), printed)
}

/// The sizes of the responses in what is printed.
fn sizes(printed: &str) -> Vec<&str> {
    let ends = printed.split("[200 OK, ").skip(1);
    ends.filter_map(|end| end.split(',').next()).collect()
}

#[test]
fn a_common_secret_is_masked_where_it_stands_as_the_value_that_it_is() {
    let server = Server::start(answer);
    for word in ["test", "1", "admin", "true", "user", "Assertions"] {
        let environment = json!({"name": "E", "values": [{"key": "w0", "value": word, "type": "secret"},
            {"key": "w1", "value": "x", "type": "secret"}, {"key": "plain", "value": word}]});
        let files = [
            ("c.json", &*collection(&server, 2).to_string()),
            ("e.json", &*environment.to_string()),
        ];
        let (report, printed) = told(&files, &["run", "c.json", "-e", "e.json"]);
        assert!(
            printed.contains("(redacted)?q0=(redacted)&q1=(redacted)&mode=test"),
            "{printed}"
        );
        assert!(printed.contains("&k=(redacted)"), "{printed}");
        let (_, open) = told(&files, &["run", "c.json", "-e", "e.json", "--show-secrets"]);
        assert_eq!(sizes(&printed), sizes(&open));
        let executions = report["run"]["executions"].as_array().unwrap();
        for execution in executions {
            let request = &execution["request"];
            for header in request["header"].as_array().unwrap() {
                let value = header["value"].as_str().unwrap();
                match header["key"].as_str().unwrap() {
                    "X-W0" | "X-W1" => assert_eq!(value, "(redacted)"),
                    "X-Kind" => assert_eq!(value, "test (redacted) 1"),
                    "Authorization" => assert!(value.ends_with(" (redacted)"), "{value}"),
                    "Cookie" => {
                        assert!(value.starts_with("c0=(redacted); c1=(redacted)"), "{value}");
                    }
                    _ => {}
                }
            }
        }
        let form = &executions[0]["request"]["body"]["urlencoded"];
        assert_eq!(form[0]["value"], "(redacted)");
        let text = executions[1]["request"]["body"]["raw"].as_str().unwrap();
        assert!(text.starts_with("\"k0\": \"(redacted)\",\n"), "{text}");
        let values = report["environment"]["values"].as_array().unwrap();
        let shown: Vec<&Value> = values.iter().map(|variable| &variable["value"]).collect();
        assert_eq!(shown, ["(redacted)", "(redacted)", word]);
    }
}

#[test]
fn what_a_script_puts_into_a_secret_variable_is_masked_however_short() {
    let server = Server::start(answer);
    let script = "pm.environment.set('w0', 'admin'); pm.environment.set('other', 'admin')";
    let events = json!([{"listen": "prerequest", "script": {"exec": [script]}}]);
    let item = json!({"name": "one", "event": events, "request": {"url": server.url("/x"), "header": [{"key": "X-W0", "value": "{{w0}}"}]}});
    let environment =
        json!({"name": "E", "values": [{"key": "w0", "value": "1", "type": "secret"}]});
    let folder = Folder::with(&[
        (
            "c.json",
            &json!({"info": {"name": "C"}, "item": [item]}).to_string(),
        ),
        ("e.json", &environment.to_string()),
    ]);
    let mut program = postrider();
    program.current_dir(folder.path());
    let output = program
        .args(["run", "c.json", "-e", "e.json", "-r", "ndjson"])
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains(r#""compacted":{"w0":["w0","(redacted)"],"other":["other","admin"]}"#)
    );
    assert!(
        printed.contains(r#"{"key":"X-W0","value":"(redacted)"}"#),
        "{printed}"
    );
    assert!(!printed.contains(r#""X-W0","value":"admin""#));
}

#[test]
fn names_keep_what_is_short_or_part_of_a_word() {
    let server = Server::start(answer);
    let script = "pm.test('hunt3r and swordfishes of swordfish', () => {}); console.log('hunt3r', 'xswordfishx')";
    let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let item = json!({"name": "hunt3r swordfishing", "event": event, "request": server.url("/x")});
    let folder = json!({"name": "the swordfish", "item": [item]});
    let environment = json!({"name": "E", "values": [{"key": "a", "value": "hunt3r", "type": "secret"},
        {"key": "b", "value": "swordfish", "type": "secret"}]});
    let files = [
        (
            "c.json",
            &*json!({"info": {"name": "C"}, "item": [folder]}).to_string(),
        ),
        ("e.json", &*environment.to_string()),
    ];
    let (_, printed) = told(&files, &["run", "c.json", "-e", "e.json"]);
    for line in [
        "the (redacted)",
        "hunt3r swordfishing",
        "hunt3r and swordfishes of (redacted)",
        "'(redacted)'",
        "'x(redacted)x'",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
}

#[test]
fn what_is_listed_or_shown_before_it_is_sent_is_masked_too() {
    let item = json!({"name": "one", "request": {"url": "http://me:passwort1@h/{{w0}}?k=hiddenKey2",
        "header": [{"key": "X-W0", "value": "{{w0}}"}],
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "admin"}]}}});
    let other = json!({"name": "two", "request": {"url": "http://h", "auth": {"type": "apikey", "apikey": [
        {"key": "key", "value": "k"}, {"key": "value", "value": "hiddenKey2"}, {"key": "in", "value": "query"}]}}});
    let environment =
        json!({"name": "E", "values": [{"key": "w0", "value": "user", "type": "secret"}]});
    let folder = Folder::with(&[
        (
            "c.json",
            &json!({"info": {"name": "C"}, "item": [item, other]}).to_string(),
        ),
        ("e.json", &environment.to_string()),
    ]);
    let printed = |act: &str| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "-e", "e.json", act]);
        let output = program.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    for act in ["--list", "--list=json", "--dry-run"] {
        let printed = printed(act);
        assert!(printed.contains("me:(redacted)@h/"), "{printed}");
        assert!(printed.contains("?k=(redacted)"), "{printed}");
        assert!(
            !printed.contains("passwort1") && !printed.contains("hiddenKey2"),
            "{printed}"
        );
    }
    let sent = printed("--dry-run");
    for line in [
        "/(redacted)?k=(redacted)",
        "X-W0: (redacted)",
        "Authorization: Bearer (redacted)",
    ] {
        assert!(sent.contains(line), "{line}: {sent}");
    }
}
