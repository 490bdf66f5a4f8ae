//! Inputs that once took time that grows with their square: minutes, and hours unoptimised, where they
//! take a second now. `benches/linear.rs` counts the instructions.

use std::time::Duration;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::{Server, ok};

/// Far more than any of them takes, and far less than it would take without its mend.
const ENOUGH: Duration = Duration::from_mins(3);

const MANY: usize = 30_000;

fn folder(name: &str, content: impl AsRef<[u8]>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    folder
}

fn collection(items: &Value) -> TempDir {
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let collection = json!({"info": {"name": "c", "schema": schema}, "item": items});
    folder("c.json", collection.to_string())
}

fn postrider(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postrider"));
    command.current_dir(folder.path()).timeout(ENOUGH);
    command
}

/// The request `GET /` of a server that is not asked.
fn request() -> Value {
    json!({"name": "A", "request": "http://127.0.0.1:9/"})
}

#[test]
fn a_page_of_marks_on_one_line_is_read() {
    for mark in ["[", "<a ", "*a ", "[a](", "![", "{/*", "`a` "] {
        let page = format!("# T\n\n{}\n", mark.repeat(MANY * 3 / mark.len()));
        let folder = folder("p.md", page);
        postrider(&folder)
            .args(["guide", "check", "p.md"])
            .assert()
            .code(0);
    }
}

#[test]
fn values_that_hold_each_other_twice_are_refused_before_they_take_all_memory() {
    let mut lines = "A0=abc\n".to_owned();
    for number in 1..60 {
        let before = number - 1;
        lines += &format!("A{number}=${{A{before}}}${{A{before}}}\n");
    }
    let folder = collection(&json!([request()]));
    std::fs::write(folder.path().join("e.env"), lines).unwrap();
    postrider(&folder)
        .args(["run", "c.json", "--list", "--env-file", "e.env"])
        .assert()
        .code(2)
        .stderr(
            "error: env file `e.env`: with `A24`, its values take more than 64MB\n\n\
             hint: values that hold others, `${…}`, may grow with each line\n",
        );
}

#[test]
fn a_page_of_comments_and_items_is_read() {
    for block in [
        "<!-- a -->\n",
        "a\n\n> - <!-- b -->\n\n",
        "- <!-- a -->\n  b\n",
    ] {
        let folder = folder("p.md", block.repeat(MANY / 3));
        postrider(&folder)
            .args(["guide", "check", "p.md"])
            .assert()
            .code(0);
    }
}

#[test]
fn a_page_with_a_finding_on_each_line_is_told() {
    let folder = folder("p.md", "<!-- postrider: a -->\n\n".repeat(MANY / 3));
    postrider(&folder)
        .args(["guide", "check", "p.md"])
        .assert()
        .code(1);
}

#[test]
fn variables_are_given_by_the_thousand() {
    let folder = collection(&json!([request()]));
    for option in ["--env-var", "--global-var", "--collection-var"] {
        let mut command = postrider(&folder);
        command.args(["run", "c.json", "--list"]);
        for number in 0..20_000 {
            command.args([option.to_owned(), format!("k{number}=v")]);
        }
        command.assert().success();
    }
}

#[test]
fn secrets_are_given_by_the_thousand() {
    let folder = collection(&json!([request()]));
    let secret = |number| json!({"key": format!("k{number}"), "value": format!("value{number}"), "type": "secret"});
    let values: Vec<Value> = (0..MANY).map(secret).collect();
    let environment = json!({"name": "e", "values": values}).to_string();
    std::fs::write(folder.path().join("e.json"), environment).unwrap();
    let mut command = postrider(&folder);
    command
        .args(["run", "c.json", "-e", "e.json", "--list"])
        .assert()
        .success();
}

#[test]
fn a_request_has_fields_and_path_variables_by_the_thousand() {
    let numbers = 0..MANY;
    let field = |number| json!({"key": format!("k{number}"), "value": "v"});
    let fields: Vec<Value> = numbers.clone().map(field).collect();
    let path: Vec<String> = numbers.map(|number| format!(":k{number}")).collect();
    let url = json!({"protocol": "http", "host": ["h"], "path": path, "variable": fields});
    let body = json!({"mode": "urlencoded", "urlencoded": fields});
    let folder = collection(&json!([
        {"name": "A", "request": {"method": "POST", "url": url, "body": body}}
    ]));
    postrider(&folder)
        .args(["run", "c.json", "--dry-run"])
        .assert()
        .success();
}

#[test]
fn folders_are_named_by_the_thousand() {
    let item = |number| json!({"name": format!("F{number}"), "item": [request()]});
    let items: Vec<Value> = (0..20_000).map(item).collect();
    let folder = collection(&json!(items));
    for (option, path) in [("--folder", ""), ("--folder", "/A"), ("--exclude", "/A")] {
        let mut command = postrider(&folder);
        command.args(["run", "c.json", "--list"]);
        for number in 0..4000 {
            command.args([option.to_owned(), format!("F{number}{path}")]);
        }
        command.assert().success();
    }
}

#[test]
fn a_script_sets_and_removes_variables_by_the_thousand() {
    let server = Server::start(|_| ok("{}"));
    let script = format!(
        "for (let i = 0; i < {MANY}; i++) pm.environment.set('k' + i, i);
        for (let i = 0; i < {MANY}; i++) pm.environment.unset('k' + i);
        pm.test('none', () => pm.expect(pm.environment.toObject()).to.eql({{}}));"
    );
    let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let folder = collection(&json!([{"name": "A", "request": server.url("/"), "event": event}]));
    postrider(&folder)
        .args(["run", "c.json"])
        .assert()
        .success();
}
