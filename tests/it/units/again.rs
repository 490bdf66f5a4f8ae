//! Units that failed, run again.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::{Bench, collection, request};
use crate::server::{ok, response};

const TEST: &str = "pm.test('is there', () => pm.response.to.have.status(200))";

/// Three folders; the request of the second fails so many times.
fn bench(failures: usize) -> Bench {
    let folder = |name: &str| json!({"name": name, "item": [request(name, TEST), request(&format!("{name} too"), TEST)]});
    let asked = AtomicUsize::new(0);
    Bench::answering(
        &collection(&json!([folder("F"), folder("G"), folder("H")])),
        move |received| {
            if received.target() == "/G" && asked.fetch_add(1, Ordering::SeqCst) < failures {
                return response("503 Service Unavailable", "", "");
            }
            ok("{}")
        },
    )
}

#[test]
fn what_passes_when_it_runs_again_is_flaky() {
    for more in ["--by folder", "--by folder --jobs 3"] {
        let bench = bench(2);
        let ran = bench.run(&format!(
            "{more} --retry-failed 3 -r cli,json,markdown,tap,html,ctrf,blob --reporter-json-export j.json \
             --reporter-markdown-export m.md --reporter-tap-export t.tap --reporter-html-export h.html \
             --reporter-ctrf-export c.json --reporter-blob-export a.blob"
        ));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let told = "flaky: G / G (passed after 2 runs that failed)";
        for text in [&ran.stdout, &bench.read("t.tap")] {
            assert!(text.contains(told), "{text}");
        }
        let words = "passed after 2 runs that failed";
        assert!(bench.read("m.md").contains(words) && bench.read("h.html").contains(words));
        assert!(bench.read("c.json").contains("\"flaky\":true"));
        let stats = bench.json("j.json")["run"]["stats"].clone();
        assert_eq!(
            stats["requests"],
            json!({"total": 6, "pending": 0, "failed": 0})
        );
        assert_eq!(stats["iterations"]["total"], 1);
        // What passed did not run again.
        assert_eq!(bench.server.received().len(), 10);
        let merged = bench.command("merge a.blob");
        assert!(
            merged.code == 0 && merged.stdout.contains(told),
            "{}",
            merged.stdout
        );
    }
}

#[test]
fn what_does_not_pass_is_told_once() {
    let bench = bench(9);
    let ran =
        bench.run("--by folder --retry-failed 2 -n 2 -r cli,json --reporter-json-export j.json");
    assert_eq!(ran.code, 1);
    let run = bench.json("j.json")["run"].clone();
    assert_eq!(run["failures"].as_array().unwrap().len(), 2);
    assert_eq!(run["stats"]["iterations"]["total"], 2);
    assert_eq!(run["stats"]["requests"]["total"], 12);
    assert_eq!(run["executions"].as_array().unwrap().len(), 12);
    assert!(!ran.stdout.contains("flaky"), "{}", ran.stdout);
}

#[test]
fn a_collection_that_failed_is_told_when_it_has_run_again() {
    let bench = bench(1);
    let ran = bench.run("c.json --retry-failed 1 -r json --reporter-json-export j.json");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let stats = bench.json("j.json")["run"]["stats"].clone();
    assert_eq!(stats["requests"]["total"], 12);
    assert_eq!(stats["iterations"]["total"], 2);
}
