//! Collections that say something else where a part is expected: what Newman runs, runs.

use serde_json::{Value, json};

use super::run;
use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

#[test]
fn what_generators_write_for_nothing_is_nothing() {
    let server = Server::start(|_| ok("{}"));
    for nothing in [json!([]), json!({}), json!(""), json!(false), json!(null)] {
        let text = json!({
            "info": {"name": "C"}, "auth": nothing, "event": nothing, "variable": nothing,
            "item": [{"name": "F", "auth": nothing, "event": nothing, "item": [
                {"name": "r", "event": nothing, "response": nothing, "protocolProfileBehavior": nothing, "request": {
                    "method": "GET", "url": server.url("/"), "auth": nothing, "body": nothing, "header": nothing}}]}],
        });
        let folder = Folder::with(&[("c.json", &text.to_string())]);
        let before = server.received().len();
        let (code, _) = run(&folder, &["run", "c.json"]);
        assert_eq!(
            (code, server.received().len()),
            (0, before + 1),
            "{nothing}"
        );
    }
}

#[test]
fn one_strange_item_fails_alone_in_every_report() {
    let server = Server::start(|_| ok("{}"));
    let items = json!([
        5, "text", false, "", [],
        {"name": "numbered", "request": {"url": 5}},
        {"name": "listed", "request": []},
        {"name": "fine", "request": server.url("/fine")},
    ]);
    let text = json!({"info": {"name": "C"}, "item": items}).to_string();
    let folder = Folder::with(&[("c.json", &text)]);
    let reports = ["json", "junit", "html", "markdown", "tap", "ctrf", "ndjson"];
    let exports = reports.map(|name| [format!("--reporter-{name}-export"), format!("out.{name}")]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", &format!("cli,{}", reports.join(","))])
        .args(exports.iter().flatten())
        .assert()
        .code(1)
        .stdout(predicates::str::contains(
            "`/item/5/request/url` is a number, expected a string or an object",
        ));
    assert_eq!(server.sole_request().target(), "/fine");
    let told = [
        "`/item/0` is a number, expected an object",
        "`/item/2` is a boolean, expected an object",
        "`/item/5/request/url` is a number, expected a string or an object",
        "`/item/6/request` is an array, expected a string or an object",
    ];
    for name in reports {
        let report = folder.read(&format!("out.{name}"));
        for problem in told {
            // Markdown escapes some signs.
            let plain = report.replace('\\', "");
            assert!(plain.contains(problem), "{name}: {problem}\n{report}");
        }
    }
    let failures = &folder.json("out.json")["run"]["failures"];
    assert_eq!(failures.as_array().map(Vec::len), Some(7));
}

#[test]
fn an_environment_may_be_a_list_of_variables() {
    let server = Server::start(|_| ok("{}"));
    let url = server.url("/{{a}}/{{g}}");
    let text = json!({"item": [{"name": "r", "request": url}]}).to_string();
    let list = |key: &str| json!([null, {"key": key, "value": "1"}, 5]).to_string();
    let folder = Folder::with(&[
        ("c.json", &text),
        ("e.json", &list("a")),
        ("g.json", &list("g")),
    ]);
    let (code, _): (i32, Vec<Value>) =
        run(&folder, &["run", "c.json", "-e", "e.json", "-g", "g.json"]);
    assert_eq!(
        (code, server.sole_request().target().to_owned()),
        (0, "/1/1".to_owned())
    );
}
