//! What the whole program costs, in instructions: the same on every machine, and the same twice.
//!
//! `cargo bench --bench instructions` runs the release binary under valgrind against a server on
//! the loopback interface and prints what a start with one request costs, and what each further
//! request does; it fails where that is over the limit. Without valgrind it says so and measures
//! nothing.

mod server;
mod valgrind;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

/// A script, and what it may cost in instructions.
struct Work {
    name: &'static str,
    script: Option<&'static str>,
    start: u64,
    each: u64,
}

const WORKS: [Work; 3] = [
    Work {
        name: "no script",
        script: None,
        start: 12_000_000,
        each: 205_000,
    },
    Work {
        name: "one pm.test",
        script: Some("pm.test('status', () => pm.response.to.have.status(200));"),
        start: 20_000_000,
        each: 430_000,
    },
    Work {
        name: "the same with pm.expect",
        script: Some(
            "pm.test('one', () => { pm.expect(1).to.eql(1); pm.response.to.have.status(200); });",
        ),
        start: 20_000_000,
        each: 560_000,
    },
];

/// How many further requests are averaged.
const FURTHER: u64 = 100;

fn main() -> ExitCode {
    let mut exit_code = ExitCode::SUCCESS;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let small = server::response(b"{\"id\":1}");
    let port = server::serve(move |stream, _| stream.write_all(&small));
    let url = format!("http://127.0.0.1:{port}/get");
    println!(
        "{:<26} {:>12} {:>12} {:>10} {:>10}",
        "work", "start", "limit", "each", "limit"
    );
    for work in WORKS {
        let collection = folder.path().join("collection.json");
        write_collection(&collection, &url, work.script);
        let count = |iterations: u64| {
            let times = iterations.to_string();
            let arguments = ["run", "collection.json", "--silent", "-n", &times];
            valgrind::instructions(folder.path(), &arguments)
        };
        let (Some(start), Some(all)) = (count(1), count(1 + FURTHER)) else {
            println!("{}", valgrind::MISSING);
            return ExitCode::FAILURE;
        };
        let each = all.saturating_sub(start) / FURTHER;
        let is_over = start > work.start || each > work.each;
        if is_over {
            exit_code = ExitCode::FAILURE;
        }
        let mark = if is_over { "  over" } else { "" };
        println!(
            "{:<26} {start:>12} {:>12} {each:>10} {:>10}{mark}",
            work.name, work.start, work.each
        );
    }
    exit_code
}

fn write_collection(path: &Path, url: &str, script: Option<&str>) {
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let events: Vec<_> = script
        .iter()
        .map(|script| json!({"listen": "test", "script": {"exec": [script]}}))
        .collect();
    let item = json!({"name": "one", "request": url, "event": events});
    let collection = json!({"info": {"name": "bench", "schema": schema}, "item": [item]});
    std::fs::write(path, collection.to_string()).expect("the collection is written");
}
