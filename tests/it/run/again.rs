//! Requests that are sent again, and those that fail for their status alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Server, ok, response};

/// What a run came to.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
    folder: Folder,
    server: Server,
}

/// Reports of every kind, in files named for them.
const REPORTS: [&str; 8] = [
    "json", "junit", "html", "markdown", "ctrf", "tap", "ndjson", "github",
];

/// Runs these items against a server that gives these answers, one after the other, and the last for
/// good.
fn run(items: &Value, answers: Vec<Answer>, arguments: &str) -> Ran {
    let asked = AtomicUsize::new(0);
    let last = answers.len() - 1;
    let server = Server::start(move |_| {
        let at = asked.fetch_add(1, Ordering::SeqCst);
        answers[at.min(last)].clone()
    });
    let collection = json!({"info": {"name": "C"}, "item": items});
    let text = collection.to_string().replace("BASE", &server.url(""));
    let folder = Folder::with(&[("c.json", &text)]);
    let mut command = postrider();
    command.current_dir(folder.path()).args(["run", "c.json"]);
    command.args(["-r", &format!("cli,{}", REPORTS.join(","))]);
    for name in REPORTS {
        command.args([format!("--reporter-{name}-export"), format!("r.{name}")]);
    }
    command.args(arguments.split_whitespace());
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        folder,
        server,
    }
}

impl Ran {
    #[track_caller]
    fn exits_with(&self, code: i32) {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
    }

    /// What each report says, the terminal's first.
    fn reports(&self) -> Vec<(&str, String)> {
        let files = REPORTS.map(|name| (name, self.folder.read(&format!("r.{name}"))));
        let terminal = ("cli", self.stdout.clone());
        [terminal].into_iter().chain(files).collect()
    }

    fn json(&self) -> Value {
        self.folder.json("r.json")["run"].clone()
    }
}

/// A request with these scripts before and after it.
fn item(name: &str, before: &str, after: &str) -> Value {
    let script =
        |listen: &str, source: &str| json!({"listen": listen, "script": {"exec": [source]}});
    json!({"name": name, "request": "BASE/a",
        "event": [script("prerequest", before), script("test", after)]})
}

const IS_OK: &str = "pm.test('is fine', () => pm.response.to.have.status(200))";

fn limited() -> Answer {
    response("429 Too Many Requests", "Retry-After: 1\r\n", "slow down")
}

fn down() -> Answer {
    response("503 Service Unavailable", "", "")
}

/// A connection that ends without a word.
fn dropped() -> Answer {
    Answer::Last(Vec::new())
}

#[test]
fn a_server_that_hiccups_is_green_and_flaky_where_that_is_wanted_and_red_where_not() {
    let items = json!([item("shaky", "", IS_OK)]);
    let answers = || vec![limited(), limited(), down(), ok("{}")];
    let began = Instant::now();
    let ran = run(
        &items,
        answers(),
        "--retry 3 --retry-delay 5 --retry-on error,429,5xx",
    );
    let took = began.elapsed();
    ran.exits_with(0);
    assert!(
        took >= Duration::from_secs(2) && took < Duration::from_secs(9),
        "{took:?}"
    );
    assert_eq!(ran.server.received().len(), 4);
    for line in [
        "attempt 1 failed: the server answered 429 Too Many Requests; again in 1000ms",
        "attempt 2 failed: the server answered 429 Too Many Requests; again in 1000ms",
        "attempt 3 failed: the server answered 503 Service Unavailable; again in 20ms",
        "flaky: shaky (passed after 3 attempts that failed)",
    ] {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    let dropping = run(
        &items,
        vec![dropped(), limited(), down(), ok("{}")],
        "--retry 3 --retry-delay 5 --retry-on error,429,5xx",
    );
    dropping.exits_with(0);
    assert!(
        dropping
            .stdout
            .contains("attempt 1 failed: socket hang up; again in 5ms"),
        "{}",
        dropping.stdout
    );
    run(&items, answers(), "").exits_with(1);
    run(&items, vec![dropped(), ok("{}")], "").exits_with(1);
}

#[test]
fn what_passes_at_last_is_flaky_in_every_report_and_counts_once() {
    let items = json!([
        item("shaky", "console.log('before')", IS_OK),
        item("steady", "", IS_OK)
    ]);
    let ran = run(
        &items,
        vec![down(), ok("{}")],
        "--retry 1 --retry-delay 1 --retry-on 503",
    );
    ran.exits_with(0);
    for (name, report) in ran.reports() {
        let is_told = match name {
            "junit" => report.contains("<flakyFailure type=\"Attempt\" message=\"the server answered 503 Service Unavailable\"/>"),
            "ctrf" => report.contains("\"retries\":1") && report.contains("\"flaky\":true"),
            "ndjson" => report.contains("\"failedAttempts\":1") && report.contains("\"event\":\"retry\""),
            _ => report.contains("passed after 1 attempt that failed"),
        };
        assert!(is_told, "{name}: {report}");
    }
    let run = ran.json();
    for kind in ["requests", "prerequests", "tests", "items", "assertions"] {
        let counted = json!({"total": 2, "pending": 0, "failed": 0});
        assert_eq!(run["stats"][kind], counted, "{kind}");
    }
    assert_eq!(run["flaky"][0]["path"], "shaky");
    assert_eq!(
        run["executions"][0]["attempts"][0],
        "the server answered 503 Service Unavailable"
    );
    assert!(run["executions"][1].get("attempts").is_none());
    assert_eq!(ran.stdout.matches("'before'").count(), 1, "{}", ran.stdout);
}

#[test]
fn what_does_not_pass_says_how_often_it_was_tried() {
    let items = json!([item("broken", "", IS_OK)]);
    let ran = run(
        &items,
        vec![down()],
        "--retry 2 --retry-delay 1 --retry-on 5xx,test",
    );
    ran.exits_with(1);
    assert_eq!(ran.server.received().len(), 3);
    for (name, report) in ran.reports() {
        let is_told = match name {
            "junit" => report.matches("<rerunFailure ").count() == 2,
            "ctrf" => report.contains("\"retries\":2") && report.contains("\"flaky\":false"),
            "ndjson" => report.contains("\"failedAttempts\":2"),
            _ => report.contains("failed in 3 attempts"),
        };
        assert!(is_told, "{name}: {report}");
    }
    assert!(!ran.stdout.contains("flaky"), "{}", ran.stdout);
    assert_eq!(ran.json()["failures"].as_array().unwrap().len(), 1);
}

#[test]
fn what_was_sent_again_for_its_status_in_vain_fails_unless_a_test_looks_at_it() {
    let options = "--retry 1 --retry-delay 1 --retry-on 503";
    let ran = run(&json!([item("broken", "", "")]), vec![down()], options);
    ran.exits_with(1);
    assert_eq!(ran.server.received().len(), 2);
    let name = "the status is none that `--retry-on` names";
    let told = "the server answered 503 Service Unavailable, and no test looks at it";
    assert!(ran.stdout.contains(name) && ran.stdout.contains(told));
    assert!(
        ran.stdout
            .contains("given up: broken (failed in 2 attempts)")
    );

    let is_down = "pm.test('is down', () => pm.response.to.have.status(503))";
    run(&json!([item("r", "", is_down)]), vec![down()], options).exits_with(0);
    run(&json!([item("r", "", "")]), vec![down()], "").exits_with(0);
}

#[test]
fn a_failed_test_is_a_reason_and_the_scripts_before_run_again() {
    let before = "pm.environment.set('n', 1 + (pm.environment.get('n') || 0)); pm.request.headers.add({key: 'n', value: String(pm.environment.get('n'))})";
    let after = "pm.test('ready', () => pm.expect(pm.response.json().state).to.eql('done')); pm.execution.setNextRequest(pm.response.json().state === 'done' ? 'last' : null)";
    let items = json!([
        item("job", before, after),
        item("between", "", ""),
        item("last", "", IS_OK)
    ]);
    let waits = || ok(r#"{"state": "waits"}"#);
    let answers = || vec![waits(), waits(), ok(r#"{"state": "done"}"#)];
    for bail in ["", "--bail"] {
        let ran = run(
            &items,
            answers(),
            &format!("--retry 5 --retry-delay 1 --retry-on test {bail}"),
        );
        ran.exits_with(0);
        let received = ran.server.received();
        let sent: Vec<_> = received.iter().map(|one| one.header("n")).collect();
        assert_eq!(
            sent,
            [Some("1"), Some("2"), Some("3"), None],
            "{}",
            ran.stdout
        );
        let reason =
            "attempt 2 failed: test `ready`: expected 'waits' to deeply equal 'done'; again in 2ms";
        assert!(ran.stdout.contains(reason), "{}", ran.stdout);
        assert!(ran.json()["failures"].as_array().unwrap().is_empty());
    }
    // Without it, a failed test is no reason.
    let ran = run(
        &items,
        answers(),
        "--retry 5 --retry-delay 1 --retry-on error,5xx",
    );
    ran.exits_with(1);
    assert_eq!(ran.server.received().len(), 1);
}

#[test]
fn a_server_that_asks_for_too_long_a_wait_is_not_asked_again() {
    let items = json!([item("limited", "", IS_OK)]);
    let reset = response(
        "429 Too Many Requests",
        "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\nX-Rate-Limit-Reset: 1700000042\r\n",
        "",
    );
    let ran = run(
        &items,
        vec![reset, ok("{}")],
        "--retry 3 --retry-on 429 --retry-max-wait 30000",
    );
    ran.exits_with(1);
    let told = "the server asks to wait 42s, and `--retry-max-wait` is 30s: the request does not go out again";
    assert!(ran.stdout.contains(told), "{}", ran.stdout);
    assert_eq!(ran.server.received().len(), 1);
}

#[test]
fn a_skipped_request_and_one_that_can_not_pass_are_not_tried_again() {
    let skips = item("skips", "pm.execution.skipRequest()", IS_OK);
    let mut wrong = item("wrong", "", IS_OK);
    wrong["request"] = json!("ftp://example.test/");
    let ran = run(
        &json!([skips, wrong]),
        vec![ok("{}")],
        "--retry 3 --retry-delay 1 --retry-on error,test",
    );
    ran.exits_with(1);
    assert!(!ran.stdout.contains("attempt"), "{}", ran.stdout);
}

#[test]
fn a_status_fails_what_no_test_looks_at() {
    let untested = item("untested", "", "console.log(1)");
    let tested = item(
        "tested",
        "",
        "pm.test('gone', () => pm.response.to.have.status(404))",
    );
    let skipped = item("skips its test", "", "pm.test.skip('later', () => {})");
    let items = json!([untested, tested, skipped]);
    let answers = || vec![response("404 Not Found", "", "")];
    let ran = run(&items, answers(), "--fail-on-status 4xx,5xx");
    ran.exits_with(1);
    let failures = ran.json()["failures"].clone();
    let names: Vec<_> = failures
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["source"]["name"])
        .collect();
    assert_eq!(names, ["untested", "skips its test"]);
    let message = &failures[0]["error"]["message"];
    assert_eq!(
        message,
        "the server answered 404 Not Found, and no test looks at it"
    );
    for (name, report) in ran.reports() {
        assert!(
            report.contains("the server answered 404 Not Found"),
            "{name}: {report}"
        );
    }
    run(&items, answers(), "--fail-on-status 500").exits_with(0);
    run(&items, answers(), "").exits_with(0);
    let ran = run(&items, answers(), "--fail-on-status 404 --bail");
    ran.exits_with(1);
    assert_eq!(ran.server.received().len(), 1);
}

#[test]
fn the_first_failure_ends_its_iteration_and_the_next_begins() {
    let fails = "pm.test('t', () => pm.expect(pm.info.iteration).to.not.eql(1))";
    let items = json!([
        item("first", "", IS_OK),
        item("second", "", fails),
        item("third", "", IS_OK)
    ]);
    let ran = run(&items, vec![ok("{}")], "-n 3 --bail iteration");
    ran.exits_with(1);
    let run = ran.json();
    assert_eq!(
        run["stats"]["iterations"],
        json!({"total": 3, "pending": 0, "failed": 0})
    );
    assert_eq!(run["stats"]["requests"]["total"], 8);
    assert_eq!(run["failures"].as_array().unwrap().len(), 1);
}

#[test]
fn options_of_retries_that_mean_nothing_are_refused() {
    for (arguments, told) in [
        (
            "--retry-on 5xx",
            "nothing says how often\n\nhint: add `--retry N`",
        ),
        (
            "--retry 1 --retry-on 5x",
            "expected `error`, `test`, a status (`429`) or a class of them (`5xx`)",
        ),
        (
            "--fail-on-status red",
            "expected a status (`404`) or a class of them (`5xx`)",
        ),
        (
            "--bail iteration,folder",
            "`failure` and `folder` end the run\n\nhint: name one of them",
        ),
    ] {
        let ran = run(&json!([]), vec![ok("")], arguments);
        ran.exits_with(2);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}
