//! `postrider run`, end to end, against servers of our own.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use wiremock::matchers::{body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Server, ok};

/// A collection with one request a script pair: name, URL path, prerequest script, test script.
fn collection(base: &str, items: &[(&str, &str, &str, &str)]) -> String {
    let item = |(name, path, before, after): &(&str, &str, &str, &str)| {
        json!({"name": name, "request": {"method": "GET", "url": format!("{base}{path}")}, "event": [
            {"listen": "prerequest", "script": {"exec": before.lines().collect::<Vec<_>>()}},
            {"listen": "test", "script": {"exec": after.lines().collect::<Vec<_>>()}}
        ]})
    };
    json!({"info": {"name": "C", "schema": "v2.1.0"}, "item": items.iter().map(item).collect::<Vec<_>>()})
        .to_string()
}

/// A server that answers everything with 200 and a small document.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"id": 7, "list": [1, 2]})))
        .mount(&server)
        .await;
    server
}

/// Runs in a folder and returns exit code, standard output, and the events.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, Vec<Value>) {
    let output = postrider()
        .current_dir(folder.path())
        .args(arguments)
        .args(["-r", "ndjson"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let events = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (output.status.code().unwrap(), events)
}

fn named<'a>(events: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> {
    events.iter().filter(move |event| event["event"] == name)
}

fn sent(events: &[Value]) -> Vec<String> {
    named(events, "request")
        .map(|event| event["item"]["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn passing_tests_exit_with_zero_and_failing_ones_with_one() {
    let server = server().await;
    let folder = Folder::with(&[
        (
            "good.json",
            &collection(
                &server.uri(),
                &[(
                    "a",
                    "/",
                    "",
                    "pm.test('t', () => pm.response.to.have.status(200))",
                )],
            ),
        ),
        (
            "bad.json",
            &collection(
                &server.uri(),
                &[("a", "/", "", "pm.test('t', () => pm.expect(1).to.equal(2))")],
            ),
        ),
        (
            "throws.json",
            &collection(&server.uri(), &[("a", "/", "", "nothing.here()")]),
        ),
        (
            "refused.json",
            &collection("http://127.0.0.1:1", &[("a", "/", "", "")]),
        ),
    ]);
    for (file, code, text) in [
        ("good.json", 0, "✓  t"),
        ("bad.json", 1, "expected 1 to equal 2"),
        ("throws.json", 1, "ReferenceError"),
        ("refused.json", 1, "connect ECONNREFUSED 127.0.0.1:1"),
    ] {
        postrider()
            .current_dir(folder.path())
            .args(["run", file])
            .assert()
            .code(code)
            .stdout(contains(text));
    }
    postrider()
        .current_dir(folder.path())
        .args(["run", "bad.json", "-x"])
        .assert()
        .success();
}

#[tokio::test]
async fn a_script_may_call_as_deep_as_under_node() {
    let server = server().await;
    let deep = "const deep = (n) => (n === 0 ? 0 : 1 + deep(n - 1)); pm.test('deep', () => pm.expect(deep(7000)).to.equal(7000));
        pm.test('too deep', () => pm.expect(() => deep(1e6)).to.throw(RangeError, 'Maximum call stack size exceeded'))";
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/", "", deep)]),
    )]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .assert()
        .success();
}

#[tokio::test]
async fn an_unhandled_assertion_fails_the_run() {
    let server = server().await;
    for (script, expected) in [
        (
            "pm.test('t', async () => { await null; pm.expect(1).to.equal(2) })",
            1,
        ),
        ("setTimeout(() => pm.expect(1).to.equal(2), 1)", 1),
        ("setTimeout(() => { throw new Error('late') }, 1)", 0),
    ] {
        let folder = Folder::with(&[(
            "c.json",
            &collection(&server.uri(), &[("a", "/", "", script)]),
        )]);
        let (code, events) = run(&folder, &["run", "c.json"]);
        assert_eq!(
            (code, named(&events, "exception").count()),
            (expected, 1),
            "{script}"
        );
    }
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/", "", "throw new Error('once')")]),
    )]);
    let (_, events) = run(&folder, &["run", "c.json"]);
    assert_eq!(
        named(&events, "done").next().unwrap()["summary"]["failures"],
        1
    );
}

#[tokio::test]
async fn a_script_can_not_send_a_file_that_the_collection_does_not_name() {
    let server = server().await;
    let folder = Folder::with(&[("private.txt", "private"), ("own.txt", "own")]);
    let file = "{mode: 'file', file: {src: 'private.txt'}}";
    let form = "{mode: 'formdata', formdata: [{key: 'f', type: 'file', src: 'private.txt'}]}";
    let send = |body: &str| {
        format!(
            "pm.sendRequest({{url: '{}', method: 'POST', body: {body}}}, () => {{}})",
            server.uri()
        )
    };
    let update = |body: &str| format!("pm.request.body.update({body})");
    let item = |script: String| {
        json!({"name": "a", "request": {"method": "POST", "url": server.uri(), "body": {"mode": "file", "file": {"src": "own.txt"}}},
            "event": [{"listen": "prerequest", "script": {"exec": [script]}}]})
    };
    let items: Vec<Value> = [send(file), send(form), update(file), update(form)]
        .map(item)
        .into();
    folder.write(
        "c.json",
        &json!({"info": {"name": "C"}, "item": items}).to_string(),
    );
    let (_, events) = run(&folder, &["run", "c.json"]);
    let denied =
        |event: &&Value| event["messages"][0] == "uploading files from scripts is not allowed";
    assert_eq!(named(&events, "console").filter(denied).count(), 4);
    let received = server.received_requests().await.unwrap();
    let bodies: Vec<_> = received
        .iter()
        .map(|request| String::from_utf8_lossy(&request.body).into_owned())
        .collect();
    assert_eq!(bodies.len(), 6);
    assert!(
        bodies.iter().all(|body| !body.contains("private")),
        "{bodies:?}"
    );
    assert_eq!(bodies.iter().filter(|body| *body == "own").count(), 2);
}

#[tokio::test]
async fn a_script_that_never_gives_way_ends_with_the_run() {
    let server = server().await;
    let items = [("a", "/", "while (true) {}", ""), ("b", "/", "", "")];
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--timeout", "300"])
        .timeout(std::time::Duration::from_secs(30))
        .assert()
        .code(1)
        .stderr(contains("callback timed out"));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn events_come_in_the_order_of_postmans_runtime() {
    let server = server().await;
    let script = "pm.test('t', () => {}); console.log('hi', {a: 1})";
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[("a", "/", "console.log('before')", script)],
        ),
    )]);
    let (code, events) = run(&folder, &["run", "c.json"]);
    let names: Vec<_> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(code, 0);
    assert_eq!(
        names,
        [
            "start",
            "beforeIteration",
            "beforeItem",
            "beforePrerequest",
            "beforeScript",
            "console",
            "script",
            "prerequest",
            "beforeRequest",
            "responseStart",
            "io",
            "request",
            "response",
            "beforeTest",
            "beforeScript",
            "assertion",
            "console",
            "script",
            "test",
            "item",
            "iteration",
            "done"
        ]
    );
}

#[tokio::test]
async fn set_next_request_moves_by_id_name_and_ends_with_null() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[
                ("a", "/", "", "postman.setNextRequest('c')"),
                ("b", "/", "", "pm.execution.setNextRequest(null)"),
                (
                    "c",
                    "/",
                    "",
                    "if (!pm.variables.get('back')) { pm.variables.set('back', 1); pm.execution.setNextRequest('b') }",
                ),
            ],
        ),
    )]);
    let (_, events) = run(&folder, &["run", "c.json", "-n", "2"]);
    assert_eq!(sent(&events), ["a", "c", "b", "a", "c"]);
}

#[tokio::test]
async fn a_skipped_request_is_not_sent_and_runs_no_tests() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[
                (
                    "a",
                    "/",
                    "pm.execution.skipRequest(); console.log('not reached')",
                    "pm.test('no', () => {})",
                ),
                ("b", "/", "", ""),
            ],
        ),
    )]);
    let (code, events) = run(&folder, &["run", "c.json"]);
    assert_eq!((code, sent(&events)), (0, vec!["b".to_owned()]));
    assert_eq!(
        named(&events, "item").next().unwrap()["meta"]["isSkipped"],
        true
    );
    assert_eq!(
        named(&events, "console").count() + named(&events, "assertion").count(),
        0
    );
}

#[tokio::test]
async fn a_prerequest_script_changes_what_is_sent() {
    let server = MockServer::start().await;
    Mock::given(method("PUT"))
        .and(path("/changed"))
        .and(header("x-added", "yes"))
        .and(body_string("{\"from\":\"script\"}"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let script = "pm.request.method = 'PUT';\npm.request.url.path = ['changed'];\n\
                  pm.request.headers.add({key: 'X-Added', value: '{{v}}'});\n\
                  pm.request.body.update({mode: 'raw', raw: '{\"from\":\"script\"}'});\npm.variables.set('v', 'yes');";
    let mut json: Value =
        serde_json::from_str(&collection(&server.uri(), &[("a", "/", script, "")])).unwrap();
    json["item"][0]["request"]["body"] = json!({"mode": "raw", "raw": "old"});
    let folder = Folder::with(&[("c.json", &json.to_string())]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .assert()
        .success()
        .stdout(contains("204 No Content"));
}

#[tokio::test]
async fn a_test_script_sees_what_was_sent_and_what_the_one_before_it_changed() {
    let server = server().await;
    let script = |listen: &str, line: &str| json!({"listen": listen, "script": {"exec": [line]}});
    let collection = json!({"info": {"name": "C", "schema": "v2.1.0"}, "item": [{
        "name": "a",
        "request": {"method": "GET", "url": server.uri(), "header": [
            {"key": "X-A", "value": "1"}, {"key": "X-Off", "value": "2", "disabled": true}, {"key": "X-B", "value": "3"}
        ]},
        "event": [
            script("prerequest", "console.log(pm.request.headers.has('X-Mine')); pm.request.headers.add('X-Mine: 4')"),
            script("test", "console.log(pm.request.headers.map(h => h.key).slice(0, 4).join()); pm.request.headers.add('X-Late: 5')"),
            script("test", "console.log(pm.request.headers.has('X-Late'), pm.request.headers.one('Host').system)"),
        ]
    }]});
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let (_, events) = run(&folder, &["run", "c.json", "-n", "2"]);
    let lines: Vec<String> = named(&events, "console")
        .map(|event| event["messages"].to_string())
        .collect();
    assert_eq!(
        lines[..3],
        ["[false]", r#"["X-A,X-Off,X-B,X-Mine"]"#, "[true,true]"]
    );
    assert_eq!(lines[3..], lines[..3]);
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
async fn scopes_follow_their_precedence_and_are_exported() {
    let server = server().await;
    let mut json: Value = serde_json::from_str(&collection(
        &server.uri(),
        &[(
            "a",
            "/{{a}}-{{b}}-{{c}}-{{d}}-{{e}}",
            "pm.variables.set('e', 'local')",
            "pm.environment.set('n', 5); pm.globals.unset('a')",
        )],
    ))
    .unwrap();
    json["variable"] = json!([{"key": "b", "value": "coll"}, {"key": "c", "value": "coll"}]);
    let folder = Folder::with(&[
        ("c.json", &json.to_string()),
        (
            "e.json",
            r#"{"id": "i", "name": "E", "values": [{"key": "c", "value": "env"}, {"key": "d", "value": "env"}, {"key": "off", "value": "x", "enabled": false}]}"#,
        ),
        (
            "g.json",
            r#"{"values": [{"key": "a", "value": "glob"}, {"key": "b", "value": "glob"}]}"#,
        ),
        ("d.csv", "d,e\ndata,data\n"),
    ]);
    let (code, events) = run(
        &folder,
        &[
            "run",
            "c.json",
            "-e",
            "e.json",
            "-g",
            "g.json",
            "-d",
            "d.csv",
            "--env-var",
            "extra=1",
            "--export-environment",
            "out/env.json",
            "--export-globals",
            "out/glob.json",
        ],
    );
    assert_eq!(code, 0);
    assert_eq!(
        named(&events, "request").next().unwrap()["request"]["url"]["path"],
        json!(["glob-coll-env-data-local"])
    );
    let environment = folder.json("out/env.json");
    let values: Vec<_> = environment["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| (value["key"].as_str().unwrap(), &value["value"]))
        .collect();
    assert_eq!(
        values,
        [
            ("c", &json!("env")),
            ("d", &json!("env")),
            ("off", &json!("x")),
            ("extra", &json!("1")),
            ("n", &json!(5))
        ]
    );
    assert_eq!(environment["name"], "E");
    assert_eq!(
        folder.json("out/glob.json")["values"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn unresolved_variables_warn_and_fail_when_strict() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/{{policyld}}", "", "")]),
    )]);
    let warned = || {
        let mut command = postrider();
        command
            .current_dir(folder.path())
            .args(["run", "c.json", "--env-var", "policyId=1"]);
        command
    };
    warned()
        .assert()
        .success()
        .stdout(contains("`policyld`").and(contains("policyId")));
    warned()
        .arg("--strict-variables")
        .assert()
        .code(1)
        .stdout(contains("variable `policyld` in the URL has no value"));
}

#[tokio::test]
async fn angle_placeholders_resolve_unless_switched_off() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/<<id>>/<<other>>", "", "")]),
    )]);
    let path = |more: &[&str]| {
        let (_, events) = run(
            &folder,
            &[&["run", "c.json", "--env-var", "id=7"], more].concat(),
        );
        named(&events, "request").next().unwrap()["request"]["url"]["path"].clone()
    };
    assert_eq!(path(&[]), json!(["7", "%3C%3Cother%3E%3E"]));
    assert_eq!(
        path(&["--no-angle-variables"]),
        json!(["%3C%3Cid%3E%3E", "%3C%3Cother%3E%3E"])
    );
}

#[tokio::test]
async fn bail_ends_the_run_after_the_failing_item() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[
                (
                    "a",
                    "/",
                    "",
                    "pm.test('t', () => pm.expect(1).to.equal(2)); pm.test('u', () => {})",
                ),
                ("b", "/", "", ""),
            ],
        ),
    )]);
    for (bail, code) in [("--bail", 1), ("--bail=failure", 1)] {
        let (exit, events) = run(&folder, &["run", "c.json", bail]);
        assert_eq!((exit, sent(&events)), (code, vec!["a".to_owned()]));
        assert_eq!(named(&events, "assertion").count(), 2);
    }
    assert_eq!(sent(&run(&folder, &["run", "c.json"]).1), ["a", "b"]);
}

#[tokio::test]
async fn a_global_timeout_ends_the_run_and_reports_are_written() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(30));
    Mock::given(wiremock::matchers::any())
        .respond_with(slow)
        .mount(&server)
        .await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[("a", "/", "pm.environment.set('kept', 1)", "")],
        ),
    )]);
    let report = [
        "--reporter-json-export",
        "r.json",
        "--export-environment",
        "e.json",
        "-r",
        "cli,json",
    ];
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--timeout", "300"])
        .args(report)
        .assert()
        .code(1)
        .stderr(contains("callback timed out"));
    assert_eq!(
        folder.json("r.json")["run"]["stats"]["iterations"]["pending"],
        1
    );
    assert_eq!(folder.json("e.json")["values"][0]["key"], "kept");
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--timeout-request", "200"])
        .assert()
        .code(1)
        .stdout(contains("ESOCKETTIMEDOUT"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_and_writes_what_was_to_be_written() {
    let server = Server::start(|request| match request.target() {
        "/slow" => Answer::Slowly(vec![(std::time::Duration::from_secs(30), Vec::new())]),
        _ => ok("{}"),
    });
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.url(""),
            &[
                ("a", "/fast", "", "pm.environment.set('kept', 1)"),
                ("b", "/slow", "", ""),
            ],
        ),
    )]);
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"))
        .current_dir(folder.path())
        .args([
            "run",
            "c.json",
            "-r",
            "cli,json",
            "--reporter-json-export",
            "r.json",
            "--export-environment",
            "e.json",
        ])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    server.wait_for_requests(2);
    std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("total run duration")
    );
    assert_eq!(
        folder.json("r.json")["run"]["executions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(folder.json("e.json")["values"][0]["key"], "kept");
}

#[tokio::test]
async fn a_closed_pipe_is_a_quiet_end() {
    let server = server().await;
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &[("a", "/", "", "")]))]);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"))
        .current_dir(folder.path())
        .args(["run", "c.json", "-n", "300"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn version_and_help_are_short() {
    postrider()
        .arg("--version")
        .assert()
        .success()
        .stdout(concat!(env!("CARGO_PKG_VERSION"), "\n"));
    postrider()
        .args(["run", "--help"])
        .assert()
        .success()
        .stdout(contains("--env-var"));
    postrider()
        .args(["completions", "bash"])
        .assert()
        .success()
        .stdout(contains("postrider"));
}

#[tokio::test]
async fn a_seed_makes_a_run_repeatable() {
    let server = server().await;
    let script = "pm.test([Math.random(), pm.variables.replaceIn('{{$randomFullName}} {{$guid}}'), crypto.randomUUID(), \
        require('uuid').v4()].join(' '), () => {})";
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[("a", "/{{$randomInt}}/{{$guid}}", "", script)],
        ),
    )]);
    let drawn = |seed: &str| {
        let (_, events) = run(&folder, &["run", "c.json", "--seed", seed]);
        let request = named(&events, "request").next().unwrap();
        let assertion = named(&events, "assertion").next().unwrap();
        (
            request["request"]["url"]["path"].clone(),
            assertion["assertions"][0]["name"].clone(),
        )
    };
    assert_eq!(drawn("7"), drawn("7"));
    let (seven, eight) = (drawn("7"), drawn("8"));
    assert!(seven.0 != eight.0 && seven.1 != eight.1);
    let name = seven.1.as_str().unwrap().to_owned();
    let other = eight.1.as_str().unwrap();
    assert!(
        name.split(' ')
            .zip(other.split(' '))
            .all(|(one, two)| one != two),
        "{name} and {other}"
    );
}

#[tokio::test]
async fn files_of_bodies_may_be_kept_to_a_relative_working_directory() {
    let server = server().await;
    let item = |src: &str| {
        json!({"name": src, "request": {"method": "POST", "url": server.uri(),
            "body": {"mode": "file", "file": {"src": src}}}})
    };
    let collection = json!({"info": {"name": "C"}, "item": [item("in.txt"), item("../out.txt"), item("none.txt")]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("files/in.txt", "in"),
        ("out.txt", "out"),
    ]);
    let arguments = [
        "run",
        "c.json",
        "--working-dir",
        "files",
        "--no-insecure-file-read",
    ];
    let (code, events) = run(&folder, &arguments);
    let errors: Vec<_> = named(&events, "request")
        .map(|event| event["error"]["message"].as_str())
        .collect();
    assert_eq!((code, errors[0]), (1, None));
    assert!(
        errors[1]
            .unwrap()
            .contains("insecure file access outside working directory"),
        "{errors:?}"
    );
    assert!(errors[2].unwrap().contains("none.txt"), "{errors:?}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[test]
fn server_sent_events_are_told_as_they_arrive() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    let answer = format!("{head}data: 1\n\ndata: 2\n\nda").into_bytes();
    let server = crate::server::Server::start(move |_| crate::server::Answer::Last(answer.clone()));
    let test = "pm.test('whole', () => pm.expect(pm.response.text()).to.equal('data: 1\\n\\ndata: 2\\n\\nda'))";
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.url(""), &[("a", "/", "", test)]),
    )]);
    let (code, events) = run(&folder, &["run", "c.json"]);
    let told: Vec<_> = named(&events, "responseData")
        .map(|event| event["data"].as_str().unwrap())
        .collect();
    assert_eq!((code, told), (0, vec!["data: 1", "data: 2"]));
    let order: Vec<_> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    let place = |name: &str| order.iter().position(|event| *event == name).unwrap();
    assert!(
        place("beforeRequest") < place("responseData") && place("responseData") < place("request")
    );
}

#[test]
fn settings_that_can_not_be_honoured_are_told_once() {
    let server = crate::server::Server::start(|_| crate::server::ok(""));
    let item = json!({"name": "a", "request": server.url("/"),
        "protocolProfileBehavior": {"tlsCipherSelection": ["AES"], "tlsPreferServerCiphers": false}});
    let folder = Folder::with(&[(
        "c.json",
        &json!({"info": {"name": "C"}, "item": [item, item]}).to_string(),
    )]);
    let (code, events) = run(&folder, &["run", "c.json", "-n", "2"]);
    let told: Vec<_> = named(&events, "warning")
        .map(|event| event["message"].as_str().unwrap())
        .collect();
    assert_eq!((code, told.len()), (0, 1));
    assert!(
        told[0].contains("`tlsCipherSelection` has no effect"),
        "{told:?}"
    );
}
