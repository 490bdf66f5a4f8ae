//! The units of one machine of several.

use serde_json::json;

use super::{Bench, collection, folders, request};

#[test]
fn every_request_runs_in_one_shard() {
    let bench = Bench::of(&folders());
    for count in [1, 3, 5] {
        let before = bench.server.received().len();
        for number in 1..=count {
            let ran = bench.run(&format!("--shard {number}/{count} --by folder"));
            assert!(
                ran.stderr
                    .contains(&format!("shard {number} of {count} has")),
                "{}",
                ran.stderr
            );
        }
        let mut sent: Vec<String> = bench.server.received()[before..]
            .iter()
            .map(|received| received.target().to_owned())
            .collect();
        sent.sort();
        sent.dedup();
        assert_eq!(sent.len(), 14);
        assert_eq!(bench.server.received().len(), before + 14);
    }
}

#[test]
fn a_shard_without_units_passes_and_says_so() {
    let bench = Bench::of(&collection(&json!([request("alone", "")])));
    let ran = bench.run("--shard 2/2");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("shard 2 of 2 has none of 1 unit, by folder"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_reports_of_a_shard_are_whole_whichever_collection_is_its_first() {
    let bench = Bench::of(&collection(&json!([request("first", "")])));
    let other = collection(&json!([request("other", "pm.test('t', () => {})")]));
    bench.folder.write("d.json", &other.to_string());
    let ran = bench.run(
        "d.json --by collection --shard 2/2 -r html,tap,ctrf --reporter-html-export h.html \
        --reporter-tap-export t.tap --reporter-ctrf-export c.ctrf",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // The page has the request's own URL, where it has its details.
    assert!(bench.read("h.html").contains(&bench.server.url("/other")));
    assert!(bench.read("t.tap").starts_with("TAP version 14\n"));
    let report = bench.json("c.ctrf");
    assert_eq!(report["results"]["environment"]["reportName"], "Shared out");
}

#[test]
fn the_units_of_a_shard_are_listed() {
    let bench = Bench::of(&folders());
    let listed = bench.run("--shard 2/3 --by folder --list").stdout;
    let lines: Vec<&str> = listed.lines().map(str::trim_start).collect();
    assert_eq!(lines[0], "F: 3 requests");
    assert!(
        lines.contains(&"H: 3 requests") && lines.len() == 8,
        "{listed}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&bench.run("--shard 2/3 --by folder --list json").stdout).unwrap();
    assert_eq!(json[1]["unit"], json!({"number": 4, "name": "H"}));
}

#[test]
fn units_are_dealt_by_how_long_they_took() {
    let bench = Bench::of(&folders());
    let ran = bench.run("--jobs 2 --by folder --export-timings t.json");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let timings = bench.json("t.json");
    assert_eq!(timings["units"].as_object().unwrap().len(), 6);
    let of = |times: serde_json::Value| {
        bench.folder.write(
            "t.json",
            &json!({"version": 1, "by": "folder", "units": times}).to_string(),
        );
        let listed = bench
            .run("--shard 1/2 --by folder --timings t.json --list")
            .stdout;
        listed
            .lines()
            .filter(|line| !line.starts_with(' '))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let long = json!({"first": 1, "F": 1000, "G": 1, "fails": 1, "H": 1, "I": 1});
    assert_eq!(of(long), ["F: 3 requests"]);
    bench.folder.write("t.json", "{\"version\": 9}");
    let ran = bench.run("--shard 1/2 --timings t.json");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("timings `t.json`: expected version 1"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_can_not_be_meant_is_refused() {
    let bench = Bench::of(&folders());
    for (arguments, told) in [
        ("--shard 6/5", "expected a shard and how many there are"),
        (
            "--shard auto",
            "nothing says which of how many machines this is",
        ),
        ("--jobs 0", "expected a number from 1 to 1024"),
        ("--rate fast", "expected a number of requests in a second"),
        ("--timings t.json", "`--timings` is about units"),
    ] {
        let ran = bench.run(arguments);
        assert_eq!(ran.code, 2, "{arguments}");
        assert!(ran.stderr.contains(told), "{arguments}: {}", ran.stderr);
    }
}
