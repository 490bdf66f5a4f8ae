//! What arrives at a server, byte for byte: hundreds of requests of which Newman was asked what it
//! sends.
//!
//! `tests/wire/cases/` holds the requests; `tests/wire/record.mjs` asks Newman and writes
//! `tests/data/wire/`.

use std::collections::HashMap;

use regex::Regex;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, latin1};

/// Cases in which Postrider leaves Newman's way, and why: group, name, reason.
const DEVIATIONS: [(&str, &str, &str); 4] = [
    (
        "urls-as-objects",
        "path as objects",
        "Newman writes `[object Object]`",
    ),
    (
        "urls-as-objects",
        "raw only",
        "Newman finds no URL, though the file has one",
    ),
    (
        "redirects",
        "another origin",
        "Newman's runtime hands cookies to another origin; the app's doesn't",
    ),
    (
        "redirects",
        "with a user",
        "Newman's `Referer` tells user and password",
    ),
];

const GROUPS: [&str; 9] = [
    "urls",
    "urls-as-objects",
    "urls-unencoded",
    "methods",
    "headers",
    "bodies",
    "auth",
    "redirects",
    "cookies",
];

/// What came of a case.
#[derive(Debug, PartialEq)]
struct Outcome {
    requests: Vec<String>,
    errors: Vec<String>,
}

fn read(name: &str) -> Value {
    let path = format!("{}/tests/data/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// Runs the items of a case against a server of their own.
fn run(case: &Value, setting: &Value) -> Outcome {
    let answers: HashMap<String, String> =
        serde_json::from_value(case.get("answers").cloned().unwrap_or_else(|| json!({}))).unwrap();
    let port = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
    let own = std::sync::Arc::clone(&port);
    let server = Server::start(move |request| {
        let bytes = answers.get(request.target()).map(|answer| {
            let port = own.get().unwrap();
            answer
                .replace("HOST", &format!("127.0.0.1:{port}"))
                .replace("PORT", port)
        });
        let body = if request.line().starts_with("HEAD ") {
            ""
        } else {
            "ok"
        };
        let default = || format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{body}");
        Answer::Bytes(latin1(&bytes.unwrap_or_else(default)))
    });
    port.set(server.host().rsplit(':').next().unwrap().to_owned())
        .unwrap();
    let port = port.get().unwrap();
    let here = |json: &Value| {
        json.to_string()
            .replace("HOST", &server.host())
            .replace("PORT", port)
    };
    let values: Vec<Value> = setting["environment"]
        .as_object()
        .unwrap()
        .iter()
        .map(
            |(key, value)| json!({"key": key, "value": value.as_str().unwrap().replace("HOST:PORT", "HOST")}),
        )
        .collect();
    let collection = here(&json!({"info": {"name": "wire"}, "item": case["items"]}));
    let environment = here(&json!({"name": "e", "values": values}));
    let folder = Folder::with(&[("c.json", &collection), ("e.json", &environment)]);
    for (name, text) in setting["files"].as_object().unwrap() {
        folder.write(name, text.as_str().unwrap());
    }
    let mut program = postrider();
    program
        .current_dir(folder.path())
        .args(["run", "c.json", "-e", "e.json", "-r", "ndjson"]);
    let output = program
        .args(["--timeout-request", "3000"])
        .output()
        .unwrap();
    let stream = String::from_utf8(output.stdout).unwrap();
    let events = stream
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let errors = events
        .filter(|event| event["event"] == "request")
        .filter_map(|event| {
            let message = event["error"]["message"].as_str()?;
            Some(message.replace(port.as_str(), "PORT"))
        });
    let errors = errors.collect();
    Outcome {
        requests: server
            .received()
            .iter()
            .map(|request| normal(request, port))
            .collect(),
        errors,
    }
}

/// A request without what differs from run to run, as `record.mjs` writes it.
fn normal(request: &Received, port: &str) -> String {
    let body: String = request.body.iter().map(|&byte| char::from(byte)).collect();
    let mut text = format!("{}\r\n\r\n{body}", request.head);
    let boundary = Regex::new(r"boundary=(-{26}\d{24})").unwrap();
    if let Some(found) = boundary.captures(&text).map(|found| found[1].to_owned()) {
        text = text.replace(&found, "BOUNDARY");
    }
    text = text.replace(port, "PORT");
    for (pattern, put) in [
        (r"(?m)^(Postman-Token: )[0-9a-f-]{36}\r$", "${1}TOKEN\r"),
        (r"(?m)^(User-Agent: )PostmanRuntime/.*\r$", "${1}AGENT\r"),
    ] {
        text = Regex::new(pattern)
            .unwrap()
            .replace(&text, put)
            .into_owned();
    }
    text
}

/// The recorded form of a chunked body is its content: chunks are cut differently by everybody.
fn unchunked(request: &str) -> String {
    let Some((head, body)) = request
        .split_once("\r\n\r\n")
        .filter(|(head, _)| head.contains("chunked"))
    else {
        return request.to_owned();
    };
    let mut rest = body;
    let mut content = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        content.push_str(&after[..size]);
        rest = &after[size + 2..];
    }
    format!("{head}\r\n\r\n{content}")
}

/// Runs every case of a group; returns how many there are, and what is not as it should be.
fn check(group: &str, setting: &Value) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    let cases = read(group);
    let cases = cases.as_array().unwrap();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let requests = texts(&case["requests"])
            .iter()
            .map(|request| unchunked(request))
            .collect();
        let expected = Outcome {
            requests,
            errors: texts(&case["errors"]),
        };
        let found = run(case, setting);
        let deviates = DEVIATIONS
            .iter()
            .any(|(of, named, _)| (*of, *named) == (group, name));
        match (found == expected, deviates) {
            (true, true) => wrong.push(format!("{group}: {name} differs no longer")),
            (false, false) => wrong.push(format!(
                "{group}: {name}\n{}",
                difference(&expected, &found)
            )),
            _ => {}
        }
    }
    (cases.len(), wrong)
}

#[test]
fn what_arrives_is_what_newman_sends() {
    let setting = &read("setting");
    // Two at a time: other tests have limits of time to keep.
    let (some, others) = GROUPS.split_at(3);
    let check_all = |groups: &[&str]| {
        groups
            .iter()
            .map(|group| check(group, setting))
            .collect::<Vec<_>>()
    };
    let checked = std::thread::scope(|scope| {
        let beside = scope.spawn(|| check_all(some));
        [check_all(others), beside.join().unwrap()].concat()
    });
    let count: usize = checked.iter().map(|(count, _)| count).sum();
    let wrong: Vec<&String> = checked.iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(count >= 250, "only {count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count} are wrong: {wrong:#?}",
        wrong.len()
    );
}

/// The lines in which two outcomes differ.
fn difference(expected: &Outcome, found: &Outcome) -> String {
    let lines = |outcome: &Outcome| -> Vec<String> {
        let all = outcome.requests.join("\n~~~\n");
        all.split('\n')
            .map(str::to_owned)
            .chain(outcome.errors.iter().map(|error| format!("error: {error}")))
            .collect()
    };
    let (expected, found) = (lines(expected), lines(found));
    let only = |these: &[String], others: &[String], mark: &str| -> Vec<String> {
        these
            .iter()
            .filter(|line| !others.contains(line))
            .map(|line| format!("  {mark} {line:?}"))
            .collect()
    };
    let mut told = only(&expected, &found, "-");
    told.extend(only(&found, &expected, "+"));
    if told.is_empty() {
        told.push(format!("  order: {expected:?}\n  found: {found:?}"));
    }
    told.join("\n")
}
