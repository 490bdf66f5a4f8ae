//! The order of events and of requests.

use serde_json::{Value, json};

use super::{collection, named, run, sent, server};
use crate::program::Folder;
use crate::server::{Answer, Server};

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

#[test]
fn server_sent_events_are_told_as_they_arrive() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    let answer = format!("{head}data: 1\n\ndata: 2\n\nda").into_bytes();
    let server = Server::start(move |_| Answer::Last(answer.clone()));
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

/// The failures that scripts of a run have, each with its item and the kind of script.
fn script_failures(events: &[Value]) -> Vec<String> {
    named(events, "script")
        .filter(|event| event["error"].is_object())
        .map(|event| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let (listen, message) = (&event["scriptEvent"]["listen"], &event["error"]["message"]);
            format!("{}: {}", text(listen), text(message))
        })
        .collect()
}

#[tokio::test]
async fn a_next_request_that_is_not_there_is_a_failure() {
    let server = server().await;
    let run_with = |before: &str, after: &str, more: &[&str]| {
        let items = [
            ("one", "/", before, after),
            ("Two", "/", "", ""),
            ("three", "/", "", ""),
        ];
        let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
        let (code, events) = run(&folder, &[&["run", "c.json"], more].concat());
        assert!(
            named(&events, "item").all(|item| item["failed"] == (code == 1)),
            "{after}"
        );
        (code, sent(&events).len(), script_failures(&events))
    };
    let next = |name: &str| format!("pm.execution.setNextRequest('{name}')");
    let unknown = |says: &str| vec![format!("test: setNextRequest: no request is named {says}")];
    for (name, says) in [
        ("Tow", "`Tow`; did you mean `Two`?"),
        ("nothing like it", "`nothing like it`"),
        ("null", "`null`; without quotes, `null` ends the iteration"),
        ("", "``"),
    ] {
        assert_eq!(run_with("", &next(name), &[]), (1, 1, unknown(says)));
        assert_eq!(run_with(&next(name), "", &[]), (1, 1, unknown(says)));
    }
    let left_out = "test: setNextRequest: request `Two` does not run: `--folder`, `--exclude` or `--grep` leaves it out";
    for narrowed in [["--folder", "one"], ["--exclude", "Two"], ["--grep", "one"]] {
        assert_eq!(
            run_with("", &next("Two"), &narrowed),
            (1, 1, vec![left_out.to_owned()])
        );
    }
    // Each iteration is told of, `--bail` ends the run at once.
    assert_eq!(run_with("", &next("Tow"), &["-n", "2"]).1, 2);
    assert_eq!(run_with("", &next("Tow"), &["-n", "2", "--bail"]).1, 1);
    // The last call counts.
    assert_eq!(
        run_with(&next("Tow"), &next("three"), &[]),
        (0, 2, Vec::new())
    );
    let skipping = format!("{}; pm.execution.skipRequest()", next("Tow"));
    let before = unknown("`Tow`; did you mean `Two`?")[0].replace("test:", "prerequest:");
    assert_eq!(run_with(&skipping, "", &[]), (1, 0, vec![before]));
    // An error of the script's own comes first.
    let throws = format!("{}; nothing.here()", next("Tow"));
    let (code, _, failures) = run_with("", &throws, &[]);
    assert_eq!(
        (code, failures),
        (1, vec!["test: nothing is not defined".to_owned()])
    );
}

#[tokio::test]
async fn a_next_request_that_is_not_there_is_in_every_report() {
    let server = server().await;
    let items = [
        ("one", "/", "", "pm.execution.setNextRequest('Tow')"),
        ("Two", "/", "", ""),
    ];
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
    let reports = ["json", "junit", "html", "markdown", "tap", "ctrf", "ndjson"];
    let exports = reports.map(|name| [format!("--reporter-{name}-export"), format!("out.{name}")]);
    let mut program = crate::program::postrider();
    program
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", &format!("cli,{}", reports.join(","))])
        .args(exports.iter().flatten())
        .assert()
        .code(1)
        .stdout(predicates::str::contains("1⠄ Error in test-script"))
        .stdout(predicates::str::contains("no request is named `Tow`"));
    for name in reports {
        let report = std::fs::read_to_string(folder.path().join(format!("out.{name}"))).unwrap();
        assert!(report.contains("no request is named"), "{name}: {report}");
    }
}

#[tokio::test]
async fn a_folder_can_not_be_next() {
    let server = server().await;
    let script =
        json!([{"listen": "test", "script": {"exec": ["pm.execution.setNextRequest('F')"]}}]);
    let item = json!({"name": "a", "event": script, "request": server.uri()});
    let inner = json!({"name": "F", "item": [{"name": "b", "request": server.uri()}]});
    let text = json!({"info": {"name": "C"}, "item": [item, inner]}).to_string();
    let (code, events) = run(&Folder::with(&[("c.json", &text)]), &["run", "c.json"]);
    let says = "test: setNextRequest: no request is named `F`; that is a folder, and only a request can be next";
    assert_eq!((code, script_failures(&events)), (1, vec![says.to_owned()]));
}

#[tokio::test]
async fn of_several_requests_of_one_name_the_last_is_taken_with_a_warning() {
    let server = server().await;
    let request = |path: &str| format!("{}{path}", server.uri());
    let script =
        json!([{"listen": "test", "script": {"exec": ["pm.execution.setNextRequest('b')"]}}]);
    let text = json!({"info": {"name": "C"}, "item": [
        {"name": "F", "item": [
            {"name": "a", "event": script, "request": request("/a")},
            {"name": "b", "request": request("/own")}]},
        {"name": "G", "item": [{"name": "b", "request": request("/last")}]}]})
    .to_string();
    let folder = Folder::with(&[("c.json", &text)]);
    let warned = |more: &[&str]| {
        let (code, events) = run(&folder, &[&["run", "c.json"], more].concat());
        let paths: Vec<Value> = named(&events, "request")
            .map(|event| event["request"]["url"]["path"][0].clone())
            .collect();
        let warnings: Vec<Value> = named(&events, "warning")
            .map(|event| event["message"].clone())
            .collect();
        assert_eq!(code, 0);
        (json!(paths), json!(warnings))
    };
    assert_eq!(
        warned(&[]),
        (
            json!(["a", "last"]),
            json!(["setNextRequest: 2 requests are named `b`; the last one is taken: `G / b`"])
        )
    );
    assert_eq!(warned(&["--folder", "F"]), (json!(["a", "own"]), json!([])));
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
