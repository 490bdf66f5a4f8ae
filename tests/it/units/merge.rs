//! Reports of several machines, put together.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::{Bench, assert_same, collection, folders, request, settled};
use crate::program::{postrider, wait_until};
use crate::server::{Answer, ok};

const REPORTS: &str = "-r json,junit,html,markdown,ctrf,tap,har --reporter-har-export h.har --reporter-json-export j.json --reporter-junit-export j.xml \
    --reporter-html-export h.html --reporter-markdown-export m.md --reporter-ctrf-export c.ctrf --reporter-tap-export t.tap";

const FILES: [&str; 7] = [
    "h.har", "j.json", "j.xml", "h.html", "m.md", "c.ctrf", "t.tap",
];

fn reports(bench: &Bench) -> Vec<String> {
    FILES.map(|name| bench.read(name)).to_vec()
}

#[test]
fn the_blob_of_a_run_gives_its_reports() {
    let bench = Bench::of(&folders());
    for more in ["-n 2", "--jobs 3 --by folder"] {
        let ran = bench.run(&format!(
            "{REPORTS} -r blob --reporter-blob-export a.blob {more}"
        ));
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let told = reports(&bench);
        let merged = bench.command(&format!("merge a.blob {REPORTS}"));
        assert_eq!(merged.code, 1, "{}", merged.stderr);
        for (merged, told) in reports(&bench).iter().zip(&told) {
            assert_same(merged, told, more);
        }
        let shown = bench
            .run(&format!("-r cli,blob --reporter-blob-export a.blob {more}"))
            .stdout;
        assert_same(&bench.command("merge a.blob").stdout, &shown, more);
    }
}

#[test]
fn merged_shards_give_the_reports_of_one_run() {
    for (by, more) in [("folder", ""), ("iteration", "-n 7"), ("folder", "-n 2")] {
        let bench = Bench::of(&folders());
        let reports_of = "-r json,junit,tap --reporter-json-export j.json --reporter-junit-export j.xml --reporter-tap-export t.tap";
        let read = || ["j.json", "j.xml", "t.tap"].map(|name| settled(&bench.read(name)));
        bench.run(&format!("{reports_of} --jobs 1 --by {by} {more}"));
        let told = read();
        let stats = bench.json("j.json")["run"]["stats"].clone();
        for number in 1..=5 {
            bench.run(&format!(
                "-r blob --reporter-blob-export {number}.blob --shard {number}/5 --by {by} {more}"
            ));
        }
        let merged = bench.command(&format!(
            "merge 3.blob 1.blob 5.blob 2.blob 4.blob {reports_of} --export-timings t.json"
        ));
        assert_eq!(merged.code, 1, "{}", merged.stderr);
        for (merged, told) in read().iter().zip(&told) {
            assert_same(merged, told, &format!("{by} {more}"));
        }
        let report = bench.json("j.json");
        assert_eq!(report["run"]["stats"], stats);
        let ids: Vec<&str> = report["collection"]["item"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|item| item["id"].as_str())
            .collect();
        let ran = report["run"]["executions"].as_array().unwrap();
        let is_known = |id: &str| report["collection"].to_string().contains(id);
        assert!(
            ids.len() == 6
                && ran
                    .iter()
                    .all(|ran| is_known(ran["item"]["id"].as_str().unwrap()))
        );
        assert!(bench.json("t.json")["units"].as_object().unwrap().len() >= 6);
    }
}

#[test]
fn what_is_missing_is_told() {
    let bench = Bench::of(&collection(
        &json!([request("a", ""), {"name": "F", "item": [request("b", "")]}, request("c", "")]),
    ));
    for number in [1, 3, 5] {
        let ran = bench.run(&format!(
            "-r blob --reporter-blob-export {number}.blob --shard {number}/5"
        ));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let ran = bench.command("merge 1.blob 3.blob 5.blob");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("3 of 5 shards; 2 and 4 are missing"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("/a") && ran.stdout.contains("/c"),
        "{}",
        ran.stdout
    );
    let ran = bench.command("merge . --allow-missing");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stderr, "warning: 3 of 5 shards; 2 and 4 are missing\n");
}

#[test]
fn every_report_says_that_a_shard_is_missing() {
    let bench = Bench::of(&folders());
    bench.run("-r blob --reporter-blob-export 1.blob --shard 1/2 --by folder");
    let ran = bench.command(&format!("merge 1.blob {REPORTS}"));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    // A HAR holds exchanges, and no verdict.
    for name in FILES.iter().filter(|name| **name != "h.har") {
        let report = bench.read(name);
        assert!(
            report.contains("1 of 2 shards; 2 is missing"),
            "{name}: {report}"
        );
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let bench = Bench::of(&folders());
    bench.run("-r blob --reporter-blob-export 1.blob --shard 1/2 --by folder");
    bench.run("-r blob --reporter-blob-export other.blob --shard 2/2 --by folder -n 2");
    bench.run("-r blob --reporter-blob-export three.blob --shard 2/3 --by folder");
    bench.run("-r blob --reporter-blob-export whole.blob");
    bench.folder.write("none.blob", "{}");
    bench.folder.write("empty/report.xml", "");
    for (blobs, told) in [
        ("1.blob other.blob", "they are shards of different plans"),
        ("1.blob three.blob", "they are of 2 and of 3 shards"),
        ("1.blob 1.blob", "both are shard 1 of 2"),
        (
            "1.blob whole.blob",
            "one is a shard, the other is a whole run",
        ),
        (
            "none.blob",
            "blob `none.blob`: expected a run as `-r blob` writes it",
        ),
        ("absent.blob", "blob `absent.blob`"),
        ("empty", "folder `empty` has no file that ends in `.blob`"),
    ] {
        let ran = bench.command(&format!("merge {blobs}"));
        assert_eq!(ran.code, 2, "{blobs}: {}", ran.stdout);
        assert!(ran.stderr.contains(told), "{blobs}: {}", ran.stderr);
    }
}

#[test]
fn whole_runs_are_told_one_after_the_other() {
    let bench = Bench::of(&folders());
    bench.run("-r blob --reporter-blob-export a.blob");
    bench.run("-r blob --reporter-blob-export b.blob --folder F");
    let ran = bench.command("merge a.blob b.blob -r json --reporter-json-export j.json");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let report = bench.json("j.json");
    assert_eq!(report["run"]["stats"]["requests"]["total"], 17);
    assert_eq!(report["run"]["stats"]["iterations"]["total"], 2);
    let ran = bench.command("merge a.blob b.blob --export-timings t.json");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("`--export-timings` is about units"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_run_that_was_killed_is_told() {
    // What is asked for last is never answered, so that the run can only be killed.
    let bench = Bench::answering(&folders(), |received| {
        if received.target() == "/F-c" {
            return Answer::Slowly(vec![(Duration::from_mins(1), Vec::new())]);
        }
        ok("{}")
    });
    bench.run("-r blob --reporter-blob-export 1.blob --shard 1/2 --by folder");
    let base = format!("base={}", bench.server.url(""));
    let shard = "run c.json --shard 2/2 --by folder -r blob --reporter-blob-export 2.blob";
    let mut child = Command::new(postrider().get_program())
        .current_dir(bench.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .args(shard.split(' '))
        .args(["--env-var", &base])
        .spawn()
        .unwrap();
    wait_until(|| {
        let ran = bench.command("merge 1.blob 2.blob");
        ran.stdout.contains("/F-b")
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let ran = bench.command("merge 1.blob 2.blob");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("blob `2.blob` was cut off"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("/F-a"), "{}", ran.stdout);
    assert_eq!(bench.command("merge 1.blob 2.blob --allow-missing").code, 1);
}

#[test]
fn what_failed_is_run_again() {
    let test = "pm.test('even', () => pm.expect(pm.iterationData.get('n') % 2).to.equal(0))";
    let folder = json!({"name": "F", "event": [{"listen": "prerequest", "script": {"exec": ["pm.environment.set('before', 'F')"]}}],
        "item": [request("same", test), request("other", "")]});
    let bench = Bench::of(&collection(&json!([folder, request("same", "")])));
    bench
        .folder
        .write("d.json", "[{\"n\": 1}, {\"n\": 2}, {\"n\": 3}]");
    let first = bench
        .run("-d d.json -r blob,json --reporter-blob-export a.blob --reporter-json-export j.json");
    assert_eq!(first.code, 1);
    let begun = bench.server.received().len();
    let again = bench.run("-d d.json --rerun-failed a.blob --export-environment e.json");
    assert_eq!(again.code, 1);
    let sent: Vec<String> = bench.server.received()[begun..]
        .iter()
        .map(|received| received.target().to_owned())
        .collect();
    assert_eq!(sent, ["/same", "/same"]);
    assert!(bench.read("e.json").contains("\"before\""));
    // Newman's report says no folders: of two of a name without ids, both run.
    let again = bench.run("-d d.json --rerun-failed j.json --list");
    assert!(again.stdout.contains("F / same"), "{}", again.stdout);
    let passed = bench.run("-r blob --reporter-blob-export b.blob --folder other");
    assert_eq!(passed.code, 0);
    let nothing = bench.run("--rerun-failed b.blob");
    assert_eq!(nothing.code, 0);
    assert!(
        nothing.stderr.contains("nothing failed in `b.blob`"),
        "{}",
        nothing.stderr
    );
    let wrong = bench.run("--rerun-failed d.json");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stderr.contains("report `d.json`: expected a blob"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn the_coverage_of_a_contract_is_that_of_all_shards() {
    let bench = Bench::of(&collection(
        &json!([{"name": "F", "item": [request("a", "")]}, {"name": "G", "item": [request("b", "")]}]),
    ));
    let answer = json!({"get": {"responses": {"200": {"description": "It is there"}}}});
    let paths = json!({"/a": answer.clone(), "/b": answer});
    let specification = json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "servers": [{"url": bench.server.url("")}], "paths": paths});
    bench.folder.write("s.json", &specification.to_string());
    let contract = "--openapi s.json --openapi-coverage-min 100";
    for number in 1..=2 {
        let ran = bench.run(&format!(
            "{contract} -r blob --reporter-blob-export {number}.blob --shard {number}/2"
        ));
        // Half of it is all that a shard can touch.
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let merged = bench.command("merge 1.blob 2.blob --openapi-coverage-min 100");
    assert_eq!(merged.code, 0, "{}", merged.stderr);
    let half = bench.command(
        "merge 1.blob --allow-missing --openapi-coverage-min 100 -r tap,markdown --reporter-markdown-export m.md",
    );
    assert_eq!(half.code, 1);
    let told = "1 of 2 (50 %) of the contract's operations were touched, expected 100 %";
    for text in [&half.stderr, &half.stdout, &bench.read("m.md")] {
        assert!(text.contains(told), "{text}");
    }
    // Defaults hold for what merges, too.
    let defaults = "reporters = [\"tap\"]\nopenapi-coverage-min = 100\n[run]\nbail = true\n";
    bench.folder.write("postrider.toml", defaults);
    let half = bench.command("merge 1.blob --allow-missing");
    assert!(
        half.code == 1 && half.stdout.starts_with("TAP"),
        "{}",
        half.stdout
    );
    assert_eq!(
        bench
            .command("merge 1.blob --allow-missing --no-config")
            .code,
        0
    );
}
