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
use std::sync::atomic::{AtomicU64, Ordering};

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
    if is_contract_dear(folder.path()) {
        exit_code = ExitCode::FAILURE;
    }
    exit_code
}

/// Whether holding requests without a script against a contract costs more than half of what they cost
/// without one: answers are 3 KB of JSON, and each differs from those before, since what equals the last
/// one is not looked at again.
fn is_contract_dear(folder: &Path) -> bool {
    let rule = json!({"id": "0pr5f2a", "name": "A rule of some policy", "priority": 1, "status": "ACTIVE", "system": false,
        "created": "2026-11-30T10:00:00.000Z", "conditions": {"people": {"users": {"exclude": ["00u1"]}}},
        "actions": {"signon": {"access": "ALLOW", "requireFactor": false, "session": {"usePersistentCookie": true}}},
        "_links": {"self": {"href": "https://h.example/api/v1/policies/1/rules/2", "hints": {"allow": ["GET", "PUT"]}}}});
    let text = json!({"type": "string"});
    let nested = json!({"type": "object", "additionalProperties": true});
    let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Rule"}});
    let specification = json!({"openapi": "3.0.3", "paths": {"/get": {"get": {"responses": {"200": {
            "content": {"application/json": {"schema": schema}}}}}}},
        "components": {"schemas": {"Rule": {"type": "object", "required": ["id", "name"], "properties": {
            "id": text, "name": {"type": "string", "maxLength": 50}, "priority": {"type": "integer"}, "system": {"type": "boolean"},
            "status": {"type": "string", "enum": ["ACTIVE", "INACTIVE"]}, "created": {"type": "string", "format": "date-time"},
            "conditions": {"type": "object", "properties": {"people": nested}}, "actions": {"type": "object", "properties": {"signon": nested}},
            "_links": {"type": "object", "properties": {"self": {"type": "object", "properties": {"href": text, "hints": nested}}}}}}}}});
    let body = serde_json::Value::from(vec![rule; 6]).to_string();
    let answers = AtomicU64::new(1_000_000);
    let port = server::serve(move |stream, _| {
        let number = answers.fetch_add(1, Ordering::Relaxed).to_string();
        let body = body.replace("0pr5f2a", &number);
        stream.write_all(&server::response(body.as_bytes()))
    });
    let url = format!("http://127.0.0.1:{port}/get");
    write_collection(&folder.join("collection.json"), &url, None);
    std::fs::write(folder.join("api.json"), specification.to_string()).expect("the specification");
    let each = |more: &[&str]| {
        let count = |times: u64| {
            let times = times.to_string();
            let arguments = ["run", "collection.json", "--silent", "-n", &times];
            valgrind::instructions(folder, &[&arguments[..], more].concat()).unwrap_or_default()
        };
        count(1 + FURTHER).saturating_sub(count(1)) / FURTHER
    };
    let (without, with) = (each(&[]), each(&["--openapi", "api.json"]));
    let is_dear = with * 2 > without * 3;
    let mark = if is_dear { "  over" } else { "" };
    let limit = without * 3 / 2;
    println!(
        "{:<52} {with:>10} {limit:>10}{mark}",
        "no script, 3 KB against a contract"
    );
    is_dear
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
