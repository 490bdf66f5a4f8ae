//! A process that may open only a few files: it says so and ends; it neither panics nor waits.

#![cfg(unix)]

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use serde_json::json;

use super::server::{Server, ok};
/// How many files may be open, with the three that every process has.
const LIMITS: std::ops::RangeInclusive<u32> = 4..=24;

/// The program in `folder`, where so many files may be open.
fn postrider(limit: u32, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -n {limit}; exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_postrider"))
        .current_dir(folder)
        .timeout(Duration::from_secs(30));
    command
}

/// Runs it and tells how it ended, which is with a message or with everything done.
fn ends(command: &mut Command) -> Option<i32> {
    let output = command.output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let code = output.status.code();
    assert!(!said.contains("panicked"), "{said}");
    assert!(matches!(code, Some(0..=2)), "{code:?}\n{said}");
    if code != Some(0) {
        let names_the_cause = said.contains("open files") || said.contains("EMFILE");
        assert!(names_the_cause && said.contains("ulimit -n"), "{said}");
    }
    code
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_run_that_may_open_few_files_says_so_and_writes_what_it_can() {
    let server = Server::start(|_| ok("{}"));
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (server.url("/a"), server.url("/b"));
    let script = format!("pm.test('a', () => {{}}); pm.sendRequest('{second}', () => {{}})");
    let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let collection = json!({
        "info": {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "A", "event": event, "request": first}],
    });
    std::fs::write(folder.path().join("c.json"), collection.to_string()).unwrap();
    let exports = ["o.json", "o.xml", "o.html", "e.json"];
    let mut codes = Vec::new();
    for limit in LIMITS {
        let mut command = postrider(limit, folder.path());
        command.args(["run", "c.json", "-r", "cli,json,junit,html"]);
        command.args(["--reporter-json-export", exports[0]]);
        command.args(["--reporter-junit-export", exports[1]]);
        command.args(["--reporter-html-export", exports[2]]);
        command.args(["--export-environment", exports[3]]);
        let code = ends(&mut command);
        for export in exports {
            let is_there = std::fs::remove_file(folder.path().join(export)).is_ok();
            assert!(is_there || code != Some(0), "{limit}: {export}");
        }
        codes.push(code);
    }
    assert_eq!(codes.first(), Some(&Some(2)), "{codes:?}");
    assert_eq!(codes.last(), Some(&Some(0)), "{codes:?}");
}

#[test]
fn a_guide_and_its_mock_may_open_few_files_and_do_not_wait_for_each_other() {
    let page = "guides/delete-all-stay-signed-in-sessions.md";
    let mut codes = Vec::new();
    for limit in LIMITS {
        let mut command = postrider(limit, repository());
        codes.push(ends(command.args(["guide", "run", page, "--mock", "okta"])));
    }
    assert_eq!(codes.first(), Some(&Some(2)), "{codes:?}");
    assert_eq!(codes.last(), Some(&Some(0)), "{codes:?}");
}

#[test]
fn a_mock_that_may_open_few_files_says_so() {
    for limit in 4..=8 {
        let code = ends(postrider(limit, repository()).args(["mock", "okta"]));
        assert_eq!(code, Some(2), "{limit}");
    }
}

#[test]
fn what_opens_nothing_needs_no_files() {
    for arguments in [["--version"], ["licenses"], ["man"]] {
        for limit in 4..=5 {
            assert_eq!(
                ends(postrider(limit, repository()).args(arguments)),
                Some(0)
            );
        }
    }
}
