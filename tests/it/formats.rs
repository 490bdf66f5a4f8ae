//! The reports for other programs: `JUnit`, TAP, CTRF, annotations, Markdown, programs of the
//! user's.

use std::collections::BTreeSet;
#[cfg(unix)]
use std::thread;

use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// A collection in which a test passes, one fails in the first iteration only, one is skipped, a
/// name is used twice, a script throws, a request is refused and another skipped.
fn collection(url: &str) -> String {
    let test = |lines: &[&str]| json!({"listen": "test", "script": {"exec": lines}});
    let before = |lines: &[&str]| json!({"listen": "prerequest", "script": {"exec": lines}});
    let tests = test(&[
        "pm.test('good', () => {});",
        "pm.test('first only', () => pm.expect(pm.info.iteration).to.equal(1));",
        "pm.test('twice', () => { throw new Error('<&\"]]>\\u0001\\u001b[31m') });",
        "pm.test('twice', () => {});",
        "pm.test.skip('later', () => {});",
    ]);
    let items = json!([
        {"name": "F", "item": [{"id": "tests", "name": "Tests", "event": [tests], "request": format!("{url}/a")}]},
        {"id": "refused", "name": "Refused", "event": [test(&["null.x"])], "request": "http://127.0.0.1:1/"},
        {"id": "not", "name": "Not sent", "event": [before(&["pm.execution.skipRequest()"])], "request": format!("{url}/b")},
        {"id": "plain", "name": "Plain", "request": format!("{url}/c")},
    ]);
    serde_json::to_string_pretty(
        &json!({"info": {"_postman_id": "cid", "name": "All <sorts>"}, "item": items}),
    )
    .unwrap()
}

/// Runs the collection with a reporter and returns its folder and what was printed.
fn run(arguments: &[&str]) -> (Folder, String) {
    let server = Server::start(|_| ok("hello"));
    let folder = Folder::with(&[("c.json", &collection(&server.url("")))]);
    let output = postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    (folder, String::from_utf8(output.stdout).unwrap())
}

/// The elements of an XML document with their attributes, in order, by a reader that refuses what
/// is not well-formed.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.as_ref().to_owned();
                    (
                        key,
                        attribute
                            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                            .unwrap()
                            .into_owned(),
                    )
                });
                let attributes = attributes.collect();
                found.push((tag.name().as_ref().to_owned(), attributes));
            }
            quick_xml::events::Event::Eof => return found,
            _ => {}
        }
    }
}

fn attribute<'a>((_, attributes): &'a (String, Vec<(String, String)>), name: &str) -> &'a str {
    attributes
        .iter()
        .find(|(key, _)| key == name)
        .map_or("", |(_, value)| value)
}

#[test]
fn each_iteration_is_a_suite_and_nothing_hides_a_failure() {
    let (folder, printed) = run(&[
        "-n",
        "2",
        "-r",
        "junit",
        "--reporter-junit-export",
        "out/r.xml",
    ]);
    assert_eq!(printed, "");
    let xml = folder.read("out/r.xml");
    let elements = elements(&xml);
    let named = |name: &'static str| elements.iter().filter(move |element| element.0 == name);
    let suites: Vec<&str> = named("testsuite")
        .map(|suite| attribute(suite, "name"))
        .collect();
    let first = [
        "F / Tests (iteration 1)",
        "Refused (iteration 1)",
        "Not sent (iteration 1)",
        "Plain (iteration 1)",
    ];
    assert_eq!(suites[..4], first);
    assert_eq!(suites.len(), 8);
    let counts = |at: usize| {
        let suite = named("testsuite").nth(at).unwrap();
        ["tests", "failures", "errors", "skipped"].map(|name| attribute(suite, name))
    };
    assert_eq!(counts(0), ["5", "2", "0", "1"]);
    assert_eq!(counts(1), ["2", "0", "2", ""]);
    assert_eq!(counts(2), ["1", "0", "0", "1"]);
    assert_eq!(counts(4), ["5", "1", "0", "1"]);
    let root = named("testsuites").next().unwrap();
    assert_eq!(
        ["tests", "failures", "errors", "skipped"].map(|name| attribute(root, name)),
        ["16", "3", "4", ""]
    );
    assert_eq!(
        (
            named("failure").count(),
            named("error").count(),
            named("skipped").count()
        ),
        (3, 4, 4)
    );
    assert_eq!(
        named("testcase")
            .filter(|case| attribute(case, "name").starts_with("twice"))
            .count(),
        4
    );
    assert!(named("testcase").all(|case| !attribute(case, "classname").is_empty()));
}

/// What `junit-10.xsd` of Jenkins' xUnit plugin takes: the attributes of each element.
const TAKEN_BY_JENKINS: [(&str, &[&str]); 9] = [
    (
        "testsuites",
        &["name", "time", "tests", "failures", "errors"],
    ),
    (
        "testsuite",
        &[
            "name",
            "tests",
            "failures",
            "errors",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
        ],
    ),
    ("testcase", &["name", "time", "classname", "group"]),
    ("failure", &["type", "message"]),
    ("error", &["type", "message"]),
    ("skipped", &["type", "message"]),
    ("rerunFailure", &["type", "message"]),
    ("flakyFailure", &["type", "message"]),
    ("system-err", &[]),
];

#[test]
fn jenkins_takes_the_report_and_gitlab_every_case_of_it() {
    let export = ["-r", "junit", "--reporter-junit-export", "r.xml"];
    let again = ["-n", "3", "--retry", "1", "--retry-delay", "1"];
    let (folder, _) = run(&[&again[..], &export[..]].concat());
    let elements = elements(&folder.read("r.xml"));
    let repeated = elements
        .iter()
        .filter(|element| element.0 == "rerunFailure");
    assert_eq!(repeated.count(), 3);
    for (element, attributes) in &elements {
        let taken = TAKEN_BY_JENKINS.iter().find(|(name, _)| name == element);
        let (_, taken) = taken.unwrap_or_else(|| panic!("<{element}>"));
        for (name, _) in attributes {
            assert!(taken.contains(&name.as_str()), "{name} of <{element}>");
        }
    }
    let cases = elements.iter().filter(|element| element.0 == "testcase");
    let names: Vec<_> = cases
        .map(|case| [attribute(case, "classname"), attribute(case, "name")])
        .collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), distinct.len()), (24, 24), "{names:?}");
    assert!(names.contains(&["FTests", "twice (time 2) (iteration 3)"]));
}

#[test]
fn a_run_without_newmans_defects_has_newmans_document() {
    let server = Server::start(|_| ok("hello"));
    let test = json!([{"listen": "test", "script": {"exec": ["pm.test('a \"b\"', () => {}); pm.test('bad', () => pm.expect(1).to.equal(2))"]}}]);
    let items = json!([{"name": "F", "item": [{"id": "i", "name": "Get v2 <x>", "event": test, "request": server.url("/")}]}]);
    let json = json!({"info": {"_postman_id": "cid", "name": "C"}, "item": items}).to_string();
    let folder = Folder::with(&[("c.json", &json)]);
    let arguments = [
        "run",
        "c.json",
        "-r",
        "junit",
        "--reporter-junit-export",
        "r.xml",
    ];
    postrider()
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(1);
    let xml = regex::Regex::new(r#"(timestamp|time)="[^"]*""#)
        .unwrap()
        .replace_all(&folder.read("r.xml"), "$1=\"\"")
        .into_owned();
    // Recorded from Newman 6.2.2, but for the counts at the top, which are those of requests there.
    // Like Newman's it is valid for Jenkins' xUnit plugin, which takes no `skipped` on the whole.
    assert_eq!(
        xml,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="C" tests="2" failures="1" errors="0" time="">
  <testsuite name="F / Get v2 &lt;x>" id="i" timestamp="" tests="2" failures="1" errors="0" time="">
    <testcase name="a &quot;b&quot;" time="" classname="FGetV2LtX"/>
    <testcase name="bad" time="" classname="FGetV2LtX">
      <failure type="AssertionFailure" message="expected 1 to equal 2">
        <![CDATA[Failed 1 times.]]>
        <![CDATA[Collection JSON ID: cid.]]>
        <![CDATA[Collection name: C.]]>
        <![CDATA[Request name: F / Get v2 <x>.]]>
        <![CDATA[Test description: bad.]]>
        <![CDATA[Error message: expected 1 to equal 2.]]>
        <![CDATA[Stacktrace: AssertionError: expected 1 to equal 2
   at Object.eval sandbox-script.js:2:1).]]>
      </failure>
    </testcase>
  </testsuite>
</testsuites>"#
    );
}

/// What Newman 6.2.2 wrote of a collection with descriptions, settings, declared types and a saved
/// response.
#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
fn json_has_the_collection_as_newman_writes_it() {
    let text = |content: &str| json!({"content": content, "type": "text/plain"});
    let url = json!({
        "protocol": "http", "port": "1", "path": [":v"], "host": ["127", "0", "0", "1"],
        "query": [{"description": text("Q"), "key": "q", "value": "1"}],
        "variable": [{"disabled": false, "description": text("V"), "type": "any", "value": "x", "key": "v"}],
    });
    let auth = json!([{"type": "string", "value": "u", "key": "username"}, {"type": "any", "value": "p", "key": "password"}]);
    let headers = json!([
        {"disabled": false, "description": text("d"), "key": "A", "value": "1"},
        {"disabled": true, "key": "B", "value": "2"},
    ]);
    let body = json!({"mode": "raw", "raw": "{}", "options": {"raw": {"headerFamily": "json", "language": "json"}}});
    let original = json!({
        "url": {"protocol": "http", "path": ["p"], "host": ["h"], "query": [{"key": "x", "value": "y"}], "variable": []},
        "method": "GET",
    });
    let saved = json!({
        "_": {"postman_previewlanguage": "json"}, "id": "r", "name": "saved", "originalRequest": original, "status": "OK",
        "code": 200, "header": [{"description": text(""), "key": "C", "value": "3"}], "body": "b", "cookie": [],
    });
    let event = json!({"listen": "test", "script": {"id": "s", "type": "text/javascript", "exec": ["throw new TypeError('no')"]}});
    let expected = json!({
        "id": "i", "name": "a", "event": [event], "response": [saved],
        "request": {"description": text("of request"), "url": url, "header": headers, "method": "POST", "body": body,
            "auth": {"type": "basic", "basic": auth}},
    });

    let folder = Folder::with(&[(
        "c.json",
        include_str!("../data/shapes.postman_collection.json"),
    )]);
    let arguments = [
        "run",
        "c.json",
        "-n",
        "2",
        "-r",
        "json",
        "--reporter-json-export",
        "o.json",
        "--show-secrets",
    ];
    postrider()
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(1);
    let report: Value = serde_json::from_str(&folder.read("o.json")).unwrap();
    let items = &report["collection"]["item"];
    assert_eq!(items[0]["item"][0], expected);
    assert_eq!(
        (&items[0]["event"], items[1]["request"].get("header")),
        (&json!([]), None)
    );
    let executions = report["run"]["executions"].as_array().unwrap();
    let sent = &executions[0]["request"];
    assert_eq!(
        (&sent["description"], &sent["header"][0], &sent["header"][1]),
        (&text("of request"), &headers[0], &headers[1])
    );
    let keys = |cursor: &Value| {
        cursor
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        executions
            .iter()
            .map(|execution| keys(&execution["cursor"]))
            .collect::<Vec<_>>(),
        [
            "position iteration length cycles empty eof bof cr ref httpRequestId",
            "position iteration length cycles ref httpRequestId",
            "position iteration length cycles cr ref httpRequestId",
            "position iteration length cycles ref httpRequestId",
        ]
    );
    let error = &report["run"]["failures"][1]["error"];
    assert_eq!(
        (&error["type"], &error["name"], error.get("stack")),
        (&json!("Error"), &json!("TypeError"), None)
    );
}

#[test]
fn compact_json_tells_the_same_of_the_run_without_bodies_and_collection() {
    let (folder, _) = run(&["-r", "json", "--reporter-json-export", "full.json"]);
    let (other, _) = run(&[
        "-r",
        "json",
        "--reporter-json-compact",
        "--reporter-json-export",
        "compact.json",
    ]);
    let (full, compact) = (folder.json("full.json"), other.json("compact.json"));
    assert_eq!(
        compact["collection"],
        json!({"info": full["collection"]["info"]})
    );
    assert_eq!(compact["run"]["stats"], full["run"]["stats"]);
    let first = |report: &Value| report["run"]["executions"][0].clone();
    assert_eq!(
        first(&compact)["item"],
        json!({"id": "tests", "name": "Tests"})
    );
    assert_eq!(first(&compact)["response"]["responseSize"], 5);
    assert_eq!(
        (
            first(&full)["response"]["stream"]["data"][0].as_u64(),
            first(&compact)["response"].get("stream")
        ),
        (Some(104), None)
    );
    let failures = |report: &Value| report["run"]["failures"].as_array().unwrap().len();
    assert_eq!(failures(&compact), failures(&full));
    assert_eq!(
        compact["run"]["failures"][0]["source"],
        json!({"id": "tests", "name": "Tests"})
    );
}

#[test]
fn tap_has_a_line_for_each_test() {
    let (_, printed) = run(&["-r", "tap"]);
    assert!(
        printed.starts_with("TAP version 14\n# All <sorts>\nok 1 - F / Tests: good\n"),
        "{printed}"
    );
    let second =
        "\nnot ok 2 - F / Tests: first only\n  ---\n  message: \"expected +0 to equal 1\"\n";
    assert!(printed.contains(second), "{printed}");
    assert!(
        printed.contains("\nok 5 - F / Tests: later # SKIP\n"),
        "{printed}"
    );
    assert!(
        printed.contains("\nnot ok 6 - Refused: request\n"),
        "{printed}"
    );
    assert!(
        printed.contains(
            "\nok 8 - Not sent # SKIP skipped by the pre-request script of `Not sent`\nok 9 - Plain\n1..9\n"
        ),
        "{printed}"
    );
    assert!(!printed.contains('\u{1b}'));
}

#[test]
fn ctrf_is_what_its_schema_says() {
    let (folder, _) = run(&["-n", "2", "-r", "ctrf", "--reporter-ctrf-export", "r.json"]);
    let report = folder.json("r.json");
    let status = json!({"enum": ["passed", "failed", "skipped", "pending", "other"]});
    let count = json!({"type": "integer", "minimum": 0});
    let schema = json!({
        "type": "object", "required": ["reportFormat", "specVersion", "results"],
        "properties": {
            "reportFormat": {"const": "CTRF"}, "specVersion": {"pattern": r"^\d+\.\d+\.\d+$"},
            "results": {
                "type": "object", "required": ["tool", "summary", "tests"],
                "properties": {
                    "tool": {"required": ["name"]},
                    "summary": {
                        "required": ["tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"],
                        "additionalProperties": count,
                    },
                    "tests": {"items": {
                        "required": ["name", "status", "duration"],
                        "properties": {"name": {"type": "string"}, "status": status, "duration": count, "message": {"type": "string"},
                            "trace": {"type": "string"}, "suite": {"items": {"type": "string"}}, "retries": count, "flaky": {"type": "boolean"}},
                    }},
                },
            },
        },
    });
    let problem = jsonschema::validate(&schema, &report).err();
    assert!(problem.is_none(), "{problem:?}");
    let summary = &report["results"]["summary"];
    let counts =
        ["tests", "passed", "failed", "skipped"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!(counts, [18, 7, 7, 4]);
    let tests = report["results"]["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 18);
    assert_eq!(tests[1]["suite"], json!(["F", "Tests"]));
}

#[test]
fn annotations_name_the_line_of_the_script_or_of_the_request() {
    let (folder, printed) = run(&["-r", "github"]);
    let text = folder.read("c.json");
    let line = |name: &str| {
        let at = text.find(&format!("\"name\": \"{name}\"")).unwrap();
        // The item begins with its id or its name; its brace stands a line or two above.
        text[..at]
            .rfind('{')
            .map(|brace| text[..brace].matches('\n').count() + 1)
            .unwrap()
    };
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 4, "{printed}");
    assert!(
        lines[0].starts_with(&format!(
            "::error file=c.json,line={},title=F / Tests::first only%0A",
            text[..text.find("first only").unwrap()]
                .matches('\n')
                .count()
                + 1
        )),
        "{printed}"
    );
    assert!(
        lines[2].starts_with(&format!(
            "::error file=c.json,line={},title=Refused::Error",
            line("Refused")
        )),
        "{printed}"
    );
}

#[test]
fn a_summary_goes_to_the_page_of_the_job() {
    let server = Server::start(|_| ok("hello"));
    let folder = Folder::with(&[
        ("c.json", &collection(&server.url(""))),
        ("summary.md", "# Before\n"),
    ]);
    let mut program = postrider();
    program
        .current_dir(folder.path())
        .env("GITHUB_STEP_SUMMARY", "summary.md");
    program
        .args(["run", "c.json", "-r", "markdown"])
        .assert()
        .code(1)
        .stdout("");
    let page = folder.read("summary.md");
    assert!(
        page.starts_with("# Before\n## All &lt;sorts\\> ❌ failed\n"),
        "{page}"
    );
    assert!(
        page.contains("| 2 | F / Tests | twice | Error: &lt;&amp;\"\\]\\]\\>"),
        "{page}"
    );
    assert!(!page.contains('\u{1b}') && !page.contains("<&"), "{page}");
    assert!(page.contains("Skipped (2)"), "{page}");
    let (_, printed) = run(&["-r", "markdown"]);
    assert!(printed.contains("| assertions | 5 | 2 |"), "{printed}");
}

#[cfg(unix)]
#[test]
fn a_program_is_given_the_stream_and_its_failure_is_told() {
    let (folder, _) = run(&["-r", "exec:cat > events.ndjson"]);
    let events: Vec<Value> = folder
        .read("events.ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&events[0]["event"], &events.last().unwrap()["event"]),
        (&json!("start"), &json!("done"))
    );
    let server = Server::start(|_| ok("hello"));
    let one = json!({"info": {"name": "C"}, "item": [{"name": "a", "request": server.url("/")}]})
        .to_string();
    let folder = Folder::with(&[("c.json", &one)]);
    let run = |command: &str| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "-n", "300", "-r", "json"]);
        program.args(["--reporter-json-export", "r.json", "-r", command]);
        program.assert()
    };
    run("exec:head -1 > /dev/null").code(0).stderr("");
    // It reads nothing until the stream is more than a pipe holds.
    let gate = folder.path().join("gate");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&gate)
            .status()
            .unwrap()
            .success()
    );
    let already = server.received().len();
    thread::scope(|scope| {
        scope.spawn(|| {
            server.wait_for_requests(already + 10);
            std::fs::write(&gate, "").unwrap();
        });
        run("exec:exec cat gate").code(0).stderr("");
    });
    let told = contains("error: `exit 3`, which the run was reported to, ended with exit code 3");
    run("exec:exit 3").code(1).stderr(told);
    // The other report is whole all the same.
    assert_eq!(
        folder.json("r.json")["run"]["stats"]["requests"]["total"],
        300
    );
    run("exec:")
        .code(2)
        .stderr(contains("the reporter `exec:` has no command"));
}

#[test]
fn faces_tell_how_items_went() {
    let (_, printed) = run(&["-r", "emojitrain"]);
    assert_eq!(printed, "😢 😢 😀 😀  😭\n");
    let (_, silent) = run(&["-r", "emojitrain,progress", "--silent"]);
    assert_eq!(silent, "");
}
