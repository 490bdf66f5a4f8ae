//! A run that was written down and is reported again: the reports are those that it made itself,
//! byte for byte.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use postrider::report::cli::{Body, Cli, Curl, Detail, Style};
use postrider::report::cobertura::Cobertura;
use postrider::report::ctrf::Ctrf;
use postrider::report::har::Har;
use postrider::report::html::{Html, Options};
use postrider::report::json::Json;
use postrider::report::junit::Junit;
use postrider::report::markdown::Markdown;
use postrider::report::ndjson::{self, Ndjson};
use postrider::report::tap::Tap;
use postrider::report::{Output, Readers, ReportFile, Reporter};
use postrider::runner::{Event, Summary};
use serde_json::{Value, json};

use super::program::{Folder, postrider};
use super::server::{Server, ok, response};

/// The reports that are compared, by the name of the reporter; the terminal's is its standard
/// output.
const REPORTS: [&str; 9] = [
    "json",
    "junit",
    "html",
    "markdown",
    "tap",
    "ctrf",
    "cobertura",
    "har",
    "ndjson",
];

#[test]
fn what_this_project_ships_is_reported_again_as_it_was() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let environment = root.join("environments/okta.postman_environment.json");
    let mut runs = 0;
    for mock in ["okta", "okta:wrong-token", "okta:server-error=2"] {
        for entry in files(&root.join("collections")) {
            let arguments = ["run", &entry, "-e", environment.to_str().unwrap()];
            is_reported_again(
                &[&arguments[..], &["--mock", mock, "-n", "2"]].concat(),
                &[],
            );
            runs += 1;
        }
        for page in files(&root.join("guides")) {
            is_reported_again(&["guide", "run", &page, "--mock", mock], &[]);
            runs += 1;
        }
    }
    assert!(runs >= 12, "{runs}");
}

#[test]
fn whatever_happens_in_a_run_is_reported_again_as_it_was() {
    let server = Server::start(|request| match request.target() {
        "/moved" => response(
            "302 Found",
            "Location: /a\r\nSet-Cookie: sid=abcdef0123456789; Max-Age=60; Path=/\r\n",
            "",
        ),
        _ => ok(r#"{"token": "s3cr3t-v4lue", "list": [1, 2]}"#),
    });
    let script = |listen: &str, source: &str| json!({"listen": listen, "script": {"exec": source.split('\n').collect::<Vec<_>>()}});
    let item = |name: &str, path: &str, events: Value| {
        json!({"name": name, "event": events, "_postman_isSubFolder": true, "request": {
            "url": server.url(path), "method": "POST", "description": "What **it** does",
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "s3cr3t-v4lue"}]},
            "header": [{"key": "X-Off", "value": "1", "disabled": true}],
            "body": {"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": "c&d"}]}}})
    };
    let tests = script(
        "test",
        "pm.test('passes', () => {});\npm.test('fails', () => pm.expect(1).to.eql(2));\npm.test.skip('skips', () => {});\n\
         console.log('text', {a: [1, undefined]}, new Map([[1, 's3cr3t-v4lue']]));\nconsole.warn(NaN);\n\
         pm.environment.set('n', 1); pm.globals.unset('x');\n\
         pm.sendRequest(pm.request.url.toString(), () => {});\n\
         setTimeout(() => pm.expect(1, 'late').to.eql(3), 5);\n\
         pm.visualizer.set('<b>{{x}}</b>', {x: 1});",
    );
    let throws = script("prerequest", "\n\nundefined.x");
    let next = script("test", "pm.execution.setNextRequest('last')");
    let lost = script(
        "test",
        "pm.execution.setNextRequest('lats'); nothing.here()",
    );
    let skips = script("prerequest", "pm.execution.skipRequest()");
    let collection = json!({
        "info": {"name": "Replayed", "_postman_id": "c", "version": "1.2.3-beta+7", "description": {"content": "**all**", "type": "text/markdown"}},
        "event": [script("prerequest", "pm.variables.set('v', 's3cr3t-v4lue')")], "variable": [{"key": "k", "value": "1"}],
        "item": [{"name": "F", "item": [item("moved", "/moved", json!([tests])), item("throws", "/a?q=1#h", json!([throws]))]},
            item("skipped", "/a", json!([skips])), item("next", "/a", json!([next])),
            {"name": "refused", "description": null, "request": "http://127.0.0.1:1/x?apikey=s3cr3t-v4lue"},
            item("never", "/a", json!([])), item("last", "/{{missing}}", json!([lost]))]
    });
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let path = folder.path().join("c.json");
    let path = path.to_str().unwrap();
    is_reported_again(
        &["run", path, "-n", "2", "--retry", "1", "--retry-delay", "1"],
        &[],
    );
    is_reported_again(&["run", path, path, "--show-secrets"], &[]);
    is_reported_again(&["run", path, "--bail"], &[]);
    let reasons = ["--retry-on", "error,404,test", "--fail-on-status", "2xx"];
    let again = ["run", path, "--retry", "2", "--retry-delay", "1"];
    is_reported_again(&[&again[..], &reasons[..]].concat(), &[]);
}

#[test]
fn collections_of_others_are_reported_again_as_they_were() {
    let Some(shared) = std::env::var_os("POSTRIDER_SHARED").map(PathBuf::from) else {
        println!("skipped: POSTRIDER_SHARED is not set, so there are no collections of others");
        return;
    };
    let server = Server::start(|_| ok(r#"{"id": 1, "items": [{"name": "x"}], "token": "abc"}"#));
    let proxy = [
        ("HTTP_PROXY", server.url("")),
        ("HTTPS_PROXY", server.url("")),
    ];
    let list = std::fs::read_to_string(shared.join("corpus/smoke.txt")).unwrap();
    let mut runs = 0;
    for name in list.lines().filter(|line| !line.trim().is_empty()).take(24) {
        let path = shared.join("corpus/all").join(name.trim());
        let path = path.to_str().unwrap();
        let arguments = [
            "run",
            path,
            "--timeout-request",
            "2000",
            "--timeout",
            "20000",
        ];
        runs += usize::from(try_again(&arguments, &proxy).is_some());
    }
    assert!(runs >= 16, "{runs}");
}

#[test]
fn what_a_contract_says_is_reported_again_as_it_was() {
    let server = Server::start(|_| {
        response(
            "200 OK",
            "Content-Type: application/json\r\n",
            r#"{"id": "1"}"#,
        )
    });
    let schema = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
    let operation = json!({"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}}});
    let specification =
        json!({"openapi": "3.0.3", "paths": {"/a": {"get": operation}, "/b": {"get": operation}}});
    let items: Vec<Value> = ["/a?q=1", "/c"]
        .map(|path| json!({"name": path, "request": server.url(path)}))
        .into();
    let collection = json!({"info": {"name": "C"}, "item": items});
    let (collection, specification) = (collection.to_string(), specification.to_string());
    let folder = Folder::with(&[("c.json", &collection), ("api.json", &specification)]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for severity in ["warn", "fail"] {
        let (collection, specification) = (path("c.json"), path("api.json"));
        let arguments = [
            "run",
            &collection,
            "--openapi",
            &specification,
            "--openapi-severity",
            severity,
        ];
        is_reported_again(&arguments, &[]);
    }
}

#[test]
fn a_stream_that_is_none_is_refused_with_its_line() {
    let refused = |text: &str| {
        let read = ndjson::read(text.as_bytes(), |_| {});
        read.unwrap_err().to_string()
    };
    let begun = r#"{"event": "beforeIteration", "cursor": {}}"#;
    let cases = [
        (format!("{begun}\n{{"), "line 2: expected an event as JSON"),
        (
            format!("{begun}\n\n{{\"event\": \"x\"}}"),
            "line 3: `x` is no event",
        ),
        ("[]".to_owned(), "line 1: expected an object with `event`"),
        (
            r#"{"event": "start", "version": 99}"#.to_owned(),
            "expected a stream of version 1, found 99",
        ),
        (
            r#"{"event": "start", "version": 1, "collection": 5}"#.to_owned(),
            "line 1: `collection`: the document",
        ),
        (
            r#"{"event": "beforeRequest", "request": "h", "wire": {"header": [{"value": "v"}]}}"#
                .to_owned(),
            "line 1: `wire.header` has a header without a `key`",
        ),
    ];
    for (text, expected) in cases {
        let message = refused(&text);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_line_means_the_item_that_it_names_and_no_other() {
    let item = json!({"id": "a", "request": "h"});
    let stream = [
        json!({"event": "beforeItem", "item": item}),
        json!({"event": "warning", "itemId": null, "message": "m"}),
        json!({"event": "warning", "itemId": "a", "message": "m"}),
    ];
    let text = stream.map(|line| line.to_string()).join("\n");
    let mut named = Vec::new();
    ndjson::read(text.as_bytes(), |event: Event| {
        named.push(event.at.item.map(|item| item.item.id.clone()));
    })
    .unwrap();
    assert_eq!(named, [Some("a".to_owned()), None, Some("a".to_owned())]);
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<String> = entries
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    paths.sort();
    paths
}

/// Runs with every reporter, and reports the stream again with all of them.
#[track_caller]
fn is_reported_again(arguments: &[&str], variables: &[(&str, String)]) {
    let tried = try_again(arguments, variables);
    assert!(tried.is_some(), "{arguments:?}: nothing can be sent");
}

/// The same, for what may lack the variables that its hosts are made of: then nothing is reported.
#[track_caller]
fn try_again(arguments: &[&str], variables: &[(&str, String)]) -> Option<()> {
    let folder = Folder::with(&[]);
    let mut command = postrider();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    command.envs(variables.iter().map(|(name, value)| (*name, value)));
    command.args([
        "--verbose",
        "--curl-on-failure",
        "-r",
        &format!("cli,{}", REPORTS.join(",")),
    ]);
    for name in REPORTS {
        let path = folder.path().join(name);
        command.arg(format!("--reporter-{name}-export")).arg(path);
    }
    let output = command.output().unwrap();
    let terminal = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    if told.contains(": nothing can be sent") {
        assert_eq!(output.status.code(), Some(2), "{told}");
        return None;
    }
    assert!(
        folder.path().join("ndjson").exists(),
        "{arguments:?}: {told}"
    );

    let again = Folder::with(&[]);
    report_again(&folder.path().join("ndjson"), again.path());
    for name in REPORTS {
        is_same(arguments, name, &folder.read(name), &again.read(name));
    }
    is_same(arguments, "cli", &terminal, &again.read("cli"));
    Some(())
}

#[track_caller]
fn is_same(arguments: &[&str], name: &str, live: &str, again: &str) {
    let differs = live
        .lines()
        .zip(again.lines())
        .find(|(one, other)| one != other);
    if let Some((one, other)) = differs {
        let at = one
            .bytes()
            .zip(other.bytes())
            .position(|(one, other)| one != other);
        let from = at.unwrap_or(0).saturating_sub(200);
        let part = |text: &str| {
            String::from_utf8_lossy(&text.as_bytes()[from..text.len().min(from + 400)]).into_owned()
        };
        panic!(
            "{arguments:?}: {name} was\n{}\nand is now\n{}",
            part(one),
            part(other)
        );
    }
    assert_eq!(live.len(), again.len(), "{arguments:?}: {name}");
}

fn events(stream: &Path) -> Vec<Event> {
    let mut events = Vec::new();
    let input = BufReader::new(File::open(stream).unwrap());
    ndjson::read(input, |event| events.push(event)).unwrap();
    events
}

fn summary_of(events: &[Event]) -> Summary {
    let mut summary = Summary::default();
    for event in events {
        summary.note(event);
    }
    summary
}

fn report_again(stream: &Path, folder: &Path) {
    let file = |name: &str| ReportFile::create(folder.join(name), Readers::Usual).unwrap();
    let output = |name: &str| Output::file(file(name));
    let style = Style {
        detail: Detail::Everything,
        width: 60,
        body: Body::Short,
        curl: Curl::OnFailure,
        ..Style::default()
    };
    let written = |name: &str| BufWriter::new(File::create(folder.join(name)).unwrap());
    let mut reporters: Vec<Box<dyn Reporter>> = vec![
        Box::new(Json::new(file("json"))),
        Box::new(Junit::new(output("junit")).with(Curl::OnFailure)),
        Box::new(Html::new(output("html"), Options::default())),
        Box::new(Markdown::new(output("markdown")).with(Curl::OnFailure)),
        Box::new(Tap::new(output("tap"))),
        Box::new(Ctrf::new(output("ctrf")).with(Curl::OnFailure)),
        Box::new(Cobertura::new(file("cobertura"))),
        Box::new(Har::new(output("har"))),
        Box::new(Ndjson::new(written("ndjson"))),
        Box::new(Cli::new(Box::new(written("cli")), style)),
    ];
    let events = events(stream);
    for event in &events {
        for reporter in &mut reporters {
            reporter.event(event);
        }
    }
    let summary = summary_of(&events);
    for cut in (0..events.len()).step_by(events.len() / 20 + 1) {
        let mut first = summary_of(&events[..cut]);
        first.merge(summary_of(&events[cut..]));
        assert_eq!(
            first, summary,
            "the parts before and after event {cut} do not add up"
        );
    }
    for reporter in &mut reporters {
        reporter.finish(&summary).unwrap();
    }
}
