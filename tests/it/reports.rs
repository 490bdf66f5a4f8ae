//! What reports show and hide, end to end, against servers of our own.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, response};

/// Longer than a line of a console block, so that it is broken there.
const SECRET: &str = "abcdefghijklmnopqrstuvwxyz0123456789-a-secret-that-is-rather-long";
const TOKEN: &str = "a-token-that-stands-in-the-collection";

fn collection(items: &Value) -> String {
    json!({"info": {"name": "C", "schema": "v2.1.0"}, "item": items}).to_string()
}

fn test(lines: &str) -> Value {
    json!([{"listen": "test", "script": {"exec": lines.lines().collect::<Vec<_>>()}}])
}

/// Answers with what it was asked.
fn echo(request: &Received) -> Answer {
    response(
        "200 OK",
        "Content-Type: text/plain\r\n",
        format!("x{}", request.target()),
    )
}

/// Runs with all reporters and returns what each wrote: the terminal's, the JSON report, the
/// stream.
fn reports(folder: &Folder) -> [String; 3] {
    let arguments = ["run", "c.json", "-e", "e.json", "-r", "cli,json,ndjson"];
    let exports = [
        "--reporter-json-export",
        "out/r.json",
        "--reporter-ndjson-export",
        "out/r.ndjson",
    ];
    let output = postrider()
        .current_dir(folder.path())
        .args(arguments)
        .args(exports)
        .output()
        .unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    [
        String::from_utf8(output.stdout).unwrap(),
        read("out/r.json"),
        read("out/r.ndjson"),
    ]
}

fn environment(value: &str) -> String {
    let values =
        json!([{"key": "s", "value": value, "type": "secret"}, {"key": "n", "value": "plain"}]);
    json!({"name": "e", "values": values}).to_string()
}

/// The bodies of responses that a JSON report and a stream hold.
fn bodies(report: &str, stream: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap();
    let in_report = report["run"]["executions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|execution| {
            let bytes: Vec<u8> =
                serde_json::from_value(execution["response"]["stream"]["data"].clone()).unwrap();
            String::from_utf8(bytes).unwrap()
        });
    let in_stream = stream.lines().filter_map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        let bytes = BASE64_STANDARD
            .decode(event["response"]["body"].as_str()?)
            .unwrap();
        Some(String::from_utf8(bytes).unwrap())
    });
    in_report.chain(in_stream).collect()
}

#[test]
fn no_report_holds_a_secret_in_any_form() {
    let server = Server::start(echo);
    let script = "console.log(pm.environment.get('s')); console.log('zz', pm.response.text())
        pm.test('it is ' + pm.environment.get('s'), () => pm.expect(pm.environment.get('s')).to.equal(1))";
    let basic = json!([{"key": "username", "value": "me"}, {"key": "password", "value": "{{s}}"}]);
    let bearer = json!([{"key": "token", "value": TOKEN}]);
    let items = json!([
        {"name": "a", "event": test(script), "request": {
            "method": "GET", "url": server.url("/a?s={{s}}"), "auth": {"type": "basic", "basic": basic}}},
        {"name": "b", "request": {
            "method": "GET", "url": server.url("/b"), "auth": {"type": "bearer", "bearer": bearer}}},
    ]);
    let folder = Folder::with(&[
        ("c.json", &collection(&items)),
        ("e.json", &environment(SECRET)),
    ]);
    let [terminal, report, stream] = reports(&folder);
    let bodies = bodies(&report, &stream);
    assert_eq!(bodies.len(), 10);
    assert_eq!(bodies[0], "x/a?s=(redacted)");
    let basic = BASE64_STANDARD.encode(format!("me:{SECRET}"));
    for text in [&terminal, &report, &stream, &bodies.concat()] {
        for piece in [
            &SECRET[..20],
            &SECRET[30..50],
            &SECRET[45..],
            TOKEN,
            &basic[8..40],
        ] {
            assert!(!text.contains(piece), "{piece} is in {text}");
        }
    }
    assert!(
        terminal.contains("  │ '(redacted)'\n  │ 'zz', 'x/a?s=(redacted)'\n"),
        "{terminal}"
    );
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["environment"]["values"][0]["value"], "(redacted)");
    assert_eq!(report["environment"]["values"][1]["value"], "plain");
}

#[test]
fn a_request_that_failed_has_no_parent_in_the_json_report_as_with_newman() {
    let items = json!([{"name": "A", "item": [
        {"name": "Refused", "request": "http://127.0.0.1:1/x", "event": test("pm.test('t', () => pm.expect(1).to.eql(2))")},
    ]}]);
    let folder = Folder::with(&[
        ("c.json", &collection(&items)),
        ("e.json", &environment("unused")),
    ]);
    let [_, report, _] = reports(&folder);
    let report: Value = serde_json::from_str(&report).unwrap();
    let failures = &report["run"]["failures"];
    assert_eq!(
        (&failures[0]["at"], failures[0].get("parent")),
        (&json!("request"), None)
    );
    assert_eq!(failures[1]["parent"]["name"], "A");
}

#[test]
fn a_compressed_response_is_as_large_as_it_was_on_the_wire() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut gzip, &b"x".repeat(30_000)).unwrap();
    let body = gzip.finish().unwrap();
    let size = body.len();
    let server = Server::start(move |_| response("200 OK", "Content-Encoding: gzip\r\n", &body));
    let items = json!([{"name": "a", "request": server.url("/")}]);
    let folder = Folder::with(&[
        ("c.json", &collection(&items)),
        ("e.json", &environment("unused")),
    ]);
    let [terminal, ..] = reports(&folder);
    let header = "HTTP/1.1 200 OK\r\n\r\nContent-Encoding: gzip\r\n".len();
    let shown = size + header + format!("Content-Length: {size}\r\n").len();
    assert!(
        terminal.contains(&format!("[200 OK, {shown}B, ")),
        "{terminal}"
    );
}

#[test]
fn a_header_that_authentication_replaces_keeps_nothing_of_what_was_written() {
    let server = Server::start(echo);
    let header = json!([{"key": "Authorization", "value": "x", "description": "written"},
        {"key": "X-Kept", "value": "y", "description": "kept"}]);
    let auth = json!({"type": "bearer", "bearer": [{"key": "token", "value": "t"}]});
    let items =
        json!([{"name": "a", "request": {"url": server.url("/"), "header": header, "auth": auth}}]);
    let folder = Folder::with(&[("c.json", &collection(&items))]);
    postrider()
        .current_dir(folder.path())
        .args([
            "run",
            "c.json",
            "-r",
            "json",
            "--reporter-json-export",
            "r.json",
            "--show-secrets",
        ])
        .assert()
        .success();
    let report = folder.json("r.json");
    let headers = report["run"]["executions"][0]["request"]["header"]
        .as_array()
        .unwrap();
    let named = |name: &str| headers.iter().find(|header| header["key"] == name).unwrap();
    assert_eq!(
        named("Authorization"),
        &json!({"key": "Authorization", "value": "Bearer t", "system": true})
    );
    assert_eq!(named("X-Kept")["description"]["content"], "kept");
}

#[test]
fn a_request_is_told_with_the_values_of_the_variables_in_its_name() {
    let server = Server::start(echo);
    let script = "pm.test(pm.info.requestName, () => {}); if (pm.info.iteration === 0) pm.execution.setNextRequest('last {{n}}')";
    let items = json!([
        {"name": "case {{who}} of {{n}}, {{s}}, {{gone}}", "request": server.url("/"), "event": test(script)},
        {"name": "left out", "request": server.url("/")},
        {"name": "last {{n}}", "request": server.url("/"), "event": test("pm.test('x', () => pm.expect(1).to.equal(2))")}]);
    let folder = Folder::with(&[
        ("c.json", &collection(&items)),
        ("e.json", &environment("hidden-from-names")),
        ("d.json", r#"[{"who": "ann"}, {"who": "{{n}} bob"}]"#),
    ]);
    let arguments = "run c.json -e e.json -d d.json -r cli,junit,json,ndjson --reporter-junit-export j.xml \
        --reporter-json-export r.json --reporter-ndjson-export r.ndjson";
    let output = postrider()
        .current_dir(folder.path())
        .args(arguments.split_whitespace())
        .output()
        .unwrap();
    let terminal = String::from_utf8(output.stdout).unwrap();
    for name in [
        "case ann of plain, {{s}}, {{gone}}",
        "case plain bob of plain, {{s}}, {{gone}}",
        "last plain",
    ] {
        let [junit, ndjson] = ["j.xml", "r.ndjson"].map(|file| folder.read(file));
        for report in [&terminal, &junit, &ndjson] {
            assert!(report.contains(name), "{name}: {report}");
        }
    }
    assert!(terminal.contains("✓  case {{who}} of {{n}}"), "{terminal}");
    assert_eq!(terminal.matches("→ left out").count(), 1, "{terminal}");
    let run = &folder.json("r.json")["run"];
    assert_eq!(run["failures"][0]["source"]["name"], "last {{n}}");
    let first = &run["executions"][0]["item"]["name"];
    assert_eq!(first, "case {{who}} of {{n}}, {{s}}, {{gone}}");
}
