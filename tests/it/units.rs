//! Runs in units: several at a time, on several machines, put together again.

mod again;
mod cluster;
mod merge;
mod pages;
mod shards;
mod workers;

use regex::Regex;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Received, Server, ok};

/// What a run came to.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

/// A folder with the collection `c.json`, and a server at `{{base}}`.
struct Bench {
    folder: Folder,
    server: Server,
}

impl Bench {
    fn of(collection: &Value) -> Self {
        Self::answering(collection, |received| {
            ok(format!("{{\"path\": {:?}}}", received.target()))
        })
    }

    fn answering(
        collection: &Value,
        answer: impl Fn(&Received) -> crate::server::Answer + Send + Sync + 'static,
    ) -> Self {
        Self {
            folder: Folder::with(&[("c.json", &collection.to_string())]),
            server: Server::start(answer),
        }
    }

    /// Runs `postrider run c.json` with these arguments, separated by blanks.
    fn run(&self, arguments: &str) -> Ran {
        let base = format!("base={}", self.server.url(""));
        self.command(&format!("run c.json --env-var {base} {arguments}"))
    }

    fn command(&self, arguments: &str) -> Ran {
        let output = postrider()
            .current_dir(self.folder.path())
            .args(arguments.split_whitespace())
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }
}

/// A collection of these items.
fn collection(items: &Value) -> Value {
    json!({"info": {"name": "Shared out", "_postman_id": "5c9a51ba-8a6b-4a7e-9a86-2b6b1d3f0a11"}, "item": items})
}

fn request(name: &str, test: &str) -> Value {
    json!({"name": name, "request": format!("{{{{base}}}}/{}", name.replace(' ', "-")),
        "event": [{"listen": "test", "script": {"exec": [test]}}]})
}

/// Four folders of three requests, one of which fails, between two at the top.
fn folders() -> Value {
    let ok = "pm.test('passes', () => pm.response.to.have.status(200))";
    let folder = |name: &str| {
        let requests = ["a", "b", "c"].map(|own| request(&format!("{name} {own}"), ok));
        json!({"name": name, "item": requests})
    };
    let fails = request(
        "fails",
        "pm.test('fails', () => pm.expect(1).to.eql(2)); console.log('told')",
    );
    collection(&json!([
        request("first", ok),
        folder("F"),
        folder("G"),
        fails,
        folder("H"),
        folder("I"),
    ]))
}

/// A report without what differs from run to run: times, ids, and what is wider for them.
fn settled(report: &str) -> String {
    let mut report = report.to_owned();
    for (pattern, instead) in [
        ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
        ("[0-9]+(\\.[0-9]+)?", "#"),
        ("# ?(ms|s|µs)\\b", "TIME"),
        (" +", " "),
        ("[─-]+", "─"),
    ] {
        report = Regex::new(pattern)
            .unwrap()
            .replace_all(&report, instead)
            .into_owned();
    }
    report
}

/// Fails where two texts are not the same, with what differs.
#[track_caller]
fn assert_same(one: &str, other: &str, what: &str) {
    let differs = one
        .char_indices()
        .zip(other.chars())
        .find(|((_, one), other)| one != other);
    let Some(((at, _), _)) = differs else {
        assert_eq!(one.len(), other.len(), "{what}");
        return;
    };
    let around = |text: &str| {
        text.chars()
            .skip(one[..at].chars().count().saturating_sub(200))
            .take(400)
            .collect::<String>()
    };
    panic!(
        "{what}\n--- one\n{}\n--- other\n{}",
        around(one),
        around(other)
    );
}
