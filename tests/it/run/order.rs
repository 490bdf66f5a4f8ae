//! The order of events and of requests.

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
