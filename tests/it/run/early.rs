//! Runs that end early: at a failure, a time limit, an interrupt, a pipe that nobody reads.

use predicates::str::contains;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{collection, named, run, sent, server};
use crate::program::{Folder, postrider};
use crate::server::{Answer, Server, ok};

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
    crate::program::interrupt(&child);
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
