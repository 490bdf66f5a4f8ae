//! However a run ends, what was asked for is written, whole, and what could not be written is told.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, ok};

/// Every reporter that writes a file, and the file.
pub(crate) const REPORTS: [(&str, &str); 10] = [
    ("json", "r.json"),
    ("json-summary", "r.summary.json"),
    ("junit", "r.xml"),
    ("html", "r.html"),
    ("markdown", "r.md"),
    ("github", "r.txt"),
    ("tap", "r.tap"),
    ("ctrf", "r.ctrf.json"),
    ("har", "r.har"),
    ("ndjson", "r.ndjson"),
];

pub(crate) const EXPORTS: [(&str, &str); 4] = [
    ("environment", "environment.json"),
    ("globals", "globals.json"),
    ("collection", "collection.json"),
    ("cookie-jar", "jar.json"),
];

/// Answers at once, but for `/slow`, which it answers after a minute.
fn answer(request: &Received) -> Answer {
    match request.target() {
        "/slow" => Answer::Slowly(vec![(std::time::Duration::from_mins(1), Vec::new())]),
        _ => ok("{}"),
    }
}

fn collection(server: &Server) -> String {
    let script =
        "pm.environment.set('kept', 'e'); pm.globals.set('kept', 'g'); pm.test('holds', () => {})";
    json!({"info": {"name": "C"}, "item": [
        {"name": "first", "event": [{"listen": "test", "script": {"exec": [script]}}], "request": server.url("/first")},
        {"name": "last", "request": server.url("/slow")}]})
    .to_string()
}

/// The arguments of a run with every report and every export.
pub(crate) fn everything() -> Vec<String> {
    let names: Vec<&str> = REPORTS.iter().map(|(name, _)| *name).collect();
    let mut arguments = vec![
        "run".to_owned(),
        "c.json".into(),
        "-r".into(),
        format!("cli,{}", names.join(",")),
    ];
    for (name, file) in REPORTS {
        arguments.extend([format!("--reporter-{name}-export"), format!("out/{file}")]);
    }
    for (name, file) in EXPORTS {
        arguments.extend([format!("--export-{name}"), format!("out/{file}")]);
    }
    arguments
}

/// Checks that everything is there and whole, and nothing else.
fn is_whole(folder: &Folder) {
    let out = folder.path().join("out");
    let mut found: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    let mut expected: Vec<&str> = REPORTS
        .iter()
        .chain(&EXPORTS)
        .map(|(_, file)| *file)
        .collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let report = folder.json("out/r.json");
    assert_eq!(
        report["run"]["executions"][0]["assertions"][0]["assertion"],
        "holds"
    );
    assert_eq!(
        folder.json("out/r.ctrf.json")["results"]["tests"][0]["name"],
        "holds"
    );
    let junit = folder.read("out/r.xml");
    assert!(
        junit.contains("holds") && junit.trim_end().ends_with("</testsuites>"),
        "{junit}"
    );
    assert!(folder.read("out/r.html").trim_end().ends_with("</html>"));
    assert!(folder.read("out/r.tap").contains("holds"));
    assert!(folder.read("out/r.md").contains("| assertions | 1 | 0 |"));
    let last: Value =
        serde_json::from_str(folder.read("out/r.ndjson").lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "done");
    assert_eq!(
        folder.json("out/environment.json")["values"][0]["value"],
        "e"
    );
    assert_eq!(folder.json("out/globals.json")["values"][0]["value"], "g");
    assert_eq!(
        folder.json("out/collection.json")["item"][1]["name"],
        "last"
    );
    assert!(folder.json("out/jar.json").is_object());
}

#[test]
fn after_a_failure_and_after_a_time_limit_everything_is_there() {
    let server = Server::start(answer);
    for (limit, message) in [
        ("--timeout-request", ""),
        ("--timeout", "callback timed out"),
    ] {
        let folder = Folder::with(&[("c.json", &collection(&server))]);
        postrider()
            .current_dir(folder.path())
            .args(everything())
            .args([limit, "500"])
            .assert()
            .code(1)
            .stderr(contains(message).and(contains("panicked").not()));
        is_whole(&folder);
        every_report_says_that_the_run_ended_early(&folder, message);
    }
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_everything_is_there() {
    let server = Server::start(answer);
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"))
        .current_dir(folder.path())
        .args(everything())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    server.wait_for_requests(2);
    crate::program::interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    is_whole(&folder);
    every_report_says_that_the_run_ended_early(&folder, "interrupted");
}

/// Who looks at one report alone sees in it that not everything ran.
fn every_report_says_that_the_run_ended_early(folder: &Folder, reason: &str) {
    // A HAR holds exchanges, and no verdict.
    for (name, file) in REPORTS.iter().filter(|(name, _)| *name != "har") {
        let report = folder.read(&format!("out/{file}"));
        assert!(report.contains(reason), "{name}: {report}");
    }
}

/// A disk that is full: the report that does not fit is told with its file, and takes no other
/// down.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_for_each_report() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    for (name, _) in REPORTS {
        let export = format!("--reporter-{name}-export");
        let other = if name == "tap" { "junit" } else { "tap" };
        let others = format!("--reporter-{other}-export");
        let output = folder.path().join("other");
        // An annotation for GitHub is written for a failure only, and nothing failed.
        let fails = name != "github";
        postrider()
            .current_dir(folder.path())
            .args([
                "run",
                "c.json",
                "-r",
                &format!("{name},{other}"),
                &export,
                "/dev/full",
                &others,
            ])
            .arg(&output)
            .assert()
            .code(i32::from(fails))
            .stderr(
                contains("report `/dev/full` could not be written: No space left on device")
                    .count(usize::from(fails)),
            );
        assert!(folder.read("other").contains("holds"), "{name}");
    }
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--export-environment", "/dev/full"])
        .assert()
        .code(1)
        .stderr(contains(
            "error: environment could not be exported to `/dev/full`\n  No space left on device",
        ));
}
