//! The options of `guide run` that are for authors, and what it shows of a page.

#[cfg(unix)]
use std::io::{BufRead, BufReader};
#[cfg(unix)]
use std::process::Stdio;
#[cfg(unix)]
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use super::workshop::{SHIPPED, SHOP, guide, workshop};
use crate::program::{Folder, postrider};
use crate::server::{Received, Server, ok};

#[test]
fn a_part_of_a_guide_is_run_alone() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    let run = |more: &[&str]| guide(&folder, &[&["run", &page, "--mock", "okta"], more].concat());
    run(&["--to", "2"])
        .success()
        .stdout(contains("2 steps: 2 passed"));
    run(&["--from", "1", "--to", "4"])
        .success()
        .stdout(contains("4 steps: 4 passed"));
    // The second step looks at the answer of the first.
    run(&["--step", "2"])
        .success()
        .stdout(contains("2 steps: 2 passed"));
    run(&["--step", "6"])
        .success()
        .stdout(contains("Step 6  Delete all sessions").and(contains("1 step: 1 passed")));
    // What earlier steps would have captured has to come from somewhere.
    run(&["--step", "3"])
        .code(1)
        .stdout(contains("it uses `policyId`, which line 48 did not set"));
    run(&["--step", "7"])
        .code(2)
        .stderr(contains("there is no step 7").and(contains("the guide has 6 steps")));
    run(&["--from", "4", "--to", "3"])
        .code(2)
        .stderr(contains("`--from 4 --to 3` holds no step"));
    run(&["--step", "0"])
        .code(2)
        .stderr(contains("0 is not in 1.."));
    run(&["--step", "1", "--to", "2"])
        .code(2)
        .stderr(contains("cannot be used with"));
}

#[test]
fn a_transcript_shows_what_was_sent_and_answered_and_no_secret() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    guide(&folder, &["run", &page, "--mock", "okta", "--record"]).success();
    let transcript = folder.read(&format!("guides/{SHIPPED}.transcript.md"));
    for part in [
        "# Transcript: Delete all Stay signed in sessions\n",
        "## 1. Get Global Session Policies\n\n> Choose Get Global Session Policies and press Send.\n",
        "/api/v1/policies?type=OKTA_SIGN_ON\n",
        "HTTP/1.1 200 OK\n",
        "- ✓ `status is 200`\n",
        "\"usePersistentCookie\": true",
        "HTTP/1.1 204 No Content\n",
        "\nPassed.\n",
    ] {
        assert!(transcript.contains(part), "{part}\n{transcript}");
    }
    let authorization: Vec<&str> = transcript
        .lines()
        .filter(|line| line.starts_with("Authorization:"))
        .collect();
    assert!(!authorization.is_empty());
    assert!(
        authorization
            .iter()
            .all(|line| line.ends_with("(redacted)")),
        "{authorization:?}"
    );
}

#[test]
fn the_page_stands_in_the_html_report_with_its_verdicts() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    let run = [
        "run",
        &page,
        "--mock",
        "okta:wrong-token",
        "-r",
        "html,markdown",
        "--reporter-html-export",
        "r.html",
        "--reporter-markdown-export",
        "r.md",
    ];
    guide(&folder, &run).code(1);
    let report = folder.read("r.html");
    let article = &report
        [report.find("<article class=\"page\">").unwrap()..report.find("</article>").unwrap()];
    let proofs: Vec<&str> = article
        .match_indices("class=\"proof ")
        .map(|(at, _)| &article[at + 13..at + 20])
        .collect();
    assert_eq!(
        proofs,
        [
            "failed\"", "skipped", "skipped", "skipped", "skipped", "skipped"
        ]
    );
    assert!(
        article.contains("<details data-item=\"0\">")
            && article.contains("status is 401 Unauthorized"),
        "{article}"
    );
    assert!(
        !article.contains("<!--") && !article.contains("postrider\n"),
        "{article}"
    );
    let table = folder.read("r.md");
    assert!(
        table.contains(
            "| 1 | Get Global Session Policies | Choose Get Global Session Policies and press Send. |"
        ),
        "{table}"
    );
}

/// A step that fails before anything is sent, and one that is not run, are in every report: none of
/// them is green.
#[test]
fn what_sends_nothing_is_told_in_every_report_all_the_same() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    folder.write(
        &page,
        &folder.read(&page).replace(
            "/actions/signon/session/usePersistentCookie: true\n    restore",
            "/actions/nowhere/x: true\n    restore",
        ),
    );
    let mut run: Vec<String> = [
        "run",
        &page,
        "--mock",
        "okta",
        "-r",
        "cli,junit,tap,ctrf,json,markdown,html",
    ]
    .map(str::to_owned)
    .into();
    for name in ["junit", "tap", "ctrf", "json", "markdown", "html"] {
        run.extend([format!("--reporter-{name}-export"), format!("r.{name}")]);
    }
    let run: Vec<&str> = run.iter().map(String::as_str).collect();
    guide(&folder, &run)
        .code(1)
        .stdout(contains("6 steps: 4 passed, 1 failed, 1 not run"));
    let reason = "the body can't be edited: `/actions/nowhere/x` has no place in the body";
    let junit = folder.read("r.junit");
    assert!(
        junit.contains("tests=\"16\" failures=\"1\" errors=\"0\"")
            && junit.contains("errors=\"0\" skipped=\"1\"")
            && junit.contains(reason),
        "{junit}"
    );
    let tap = folder.read("r.tap");
    assert!(
        tap.contains("not ok 15 - step 5 /")
            && tap.contains(reason)
            && tap.contains("ok 16 - step 6 /"),
        "{tap}"
    );
    assert!(
        tap.contains("step 4 / Get Rules")
            || tap.contains("step 4 / response of Get Rules: ruleId"),
        "{tap}"
    );
    let ctrf = folder.json("r.ctrf");
    let summary = &ctrf["results"]["summary"];
    assert_eq!(
        (&summary["passed"], &summary["failed"], &summary["skipped"]),
        (&json!(14), &json!(1), &json!(1))
    );
    let json = folder.json("r.json");
    assert!(
        json["run"]["failures"][0]["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with(reason),
        "{json}"
    );
    assert!(
        folder
            .read("r.markdown")
            .contains("## Delete all Stay signed in sessions ❌ failed")
    );
    assert!(
        folder
            .read("r.html")
            .contains("<p class=\"verdict failed\">")
    );
}

#[test]
fn a_response_is_held_against_a_schema() {
    let server = Server::start(|_: &Received| ok(r#"{"id": "7"}"#));
    let page = format!(
        "<!-- postrider\ncollections: {{}}\n-->\n\nAsk.\n<!-- postrider\nrequest: {{ url: '{}' }}\nexpect: {{ schema: s.json }}\n-->\n",
        server.url("/x")
    );
    let schema = |kind: &str| format!(r#"{{"properties": {{"id": {{"type": "{kind}"}}}}}}"#);
    let folder = Folder::with(&[("page.md", &page), ("s.json", &schema("string"))]);
    guide(&folder, &["run", "page.md"])
        .success()
        .stdout(contains("the body keeps the schema s.json"));
    folder.write("s.json", &schema("number"));
    guide(&folder, &["run", "page.md"]).code(1).stdout(contains(
        "the body does not keep the schema: `/id`: \"7\" is not of type \"number\"",
    ));
    folder.write("s.json", "{");
    guide(&folder, &["run", "page.md"])
        .code(2)
        .stderr(contains("page.md:8:19: JSON schema `s.json`: "));
    guide(&folder, &["check", "page.md"])
        .code(2)
        .stderr(contains("page.md:8:19: JSON schema `s.json`: "));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let page = "<!-- postrider\ncollections: { shop: shop.json, gone: gone.json }\n-->\n\nOne.\n<!-- postrider\nsend: List orderz\n-->\n\nTwo.\n<!-- postrider\nsend: Pay order\nexpct: { status: 200 }\n-->\n\nThree.\n<!-- postrider\ncapture: { a: \"$.[\" }\n-->\n";
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", page)]);
    let run = || guide(&folder, &["run", "page.md"]);
    run().code(2).stderr(
        contains("page.md:13:1: unknown key `expct` in a step; did you mean `expect`?")
            .and(contains("page.md:18:15: `$.[` is not a JSONPath"))
            .and(contains(
                "page.md:2:39: collection `gone.json` could not be read",
            )),
    );
    folder.write("page.md", &page.replace(", gone: gone.json", ""));
    run().code(2).stderr(
        contains("page.md:7:7: no request is called `List orderz`; did you mean `List orders`?")
            .and(contains("page.md:13:1: unknown key `expct`"))
            .and(contains("page.md:18:15: `$.[` is not a JSONPath")),
    );
}

/// The page is run again when it changes, what is wrong with it is told, and Ctrl-C ends it.
#[cfg(unix)]
#[test]
fn a_watched_page_is_run_again_when_it_changes() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"))
        .current_dir(folder.path())
        .args([
            "guide", "run", &page, "--mock", "okta", "--to", "1", "--watch",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = Lines::of(child.stdout.take().unwrap());
    let told = Lines::of(child.stderr.take().unwrap());
    output.wait_for("1 step: 1 passed");
    told.wait_for("watching the page");
    let text = folder.read(&page);
    folder.write(&page, &text.replace("send: Get Rules", "send: Get Rulez"));
    told.wait_for("did you mean `Get Rule`?");
    told.wait_for("watching the page");
    folder.write(&page, &text);
    output.wait_for("1 step: 1 passed");
    told.wait_for("watching the page");
    crate::program::interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// The lines that a program writes, as they come.
#[cfg(unix)]
struct Lines(Receiver<String>);

#[cfg(unix)]
impl Lines {
    fn of(stream: impl std::io::Read + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
            lines.try_for_each(|line| sender.send(line))
        });
        Self(receiver)
    }

    /// Reads on until a line has these words.
    fn wait_for(&self, words: &str) {
        let mut seen = Vec::new();
        while seen
            .last()
            .is_none_or(|line: &String| !line.contains(words))
        {
            let next = self.0.recv_timeout(Duration::from_secs(20));
            seen.push(next.unwrap_or_else(|_| panic!("no `{words}` in\n{}", seen.join("\n"))));
        }
    }
}

#[test]
fn a_variable_of_the_process_answers_what_a_page_asks() {
    let page = "<!-- postrider\nguide: x\n-->\n\nType it.\n\n<!-- postrider\nrequest: { url: 'http://127.0.0.1:9/{{code}}' }\n\
                ask: { code: { question: Which code?, from: OTP } }\n-->\n";
    let folder = Folder::with(&[("page.md", page)]);
    let run = |code: &str| {
        postrider()
            .current_dir(folder.path())
            .env("OTP", code)
            .args(["guide", "run", "page.md"])
            .assert()
            .code(1)
    };
    run("").stdout(contains("nobody answers"));
    run("123").stdout(contains("nobody answers").not());
}

#[test]
fn the_schema_of_directives_is_printed() {
    let printed = postrider().args(["guide", "schema"]).assert().code(0);
    let schema: Value = serde_json::from_slice(&printed.get_output().stdout).unwrap();
    assert!(schema["$defs"]["step"]["properties"]["send"].is_object());
}
