//! Environments and globals in YAML: read by path or by name, written.

use postrider::document::Node;
use serde_json::Value;

use super::run_in;
use crate::program::Folder;

fn document_of(text: &str) -> Value {
    Node::parse(text, 1).unwrap().to_json()
}

fn folder() -> Folder {
    Folder::with(&[
        (
            "postman/collections/C/a.request.yaml",
            "$kind: http-request\nurl: \"{{base}}/{{a}}/{{b}}/{{off}}/{{s}}/{{g}}\"\nscripts: [{type: afterResponse, code: \"pm.environment.set('new', 'yes')\"}]\n",
        ),
        (
            "postman/environments/Dev-1.environment.yaml",
            "name: Dev: 1\n",
        ),
        (
            "postman/environments/Test.environment.yaml",
            "$kind: environment\nname: Dev\ncolor: red\nvalues:\n  - {key: a, value: 80}\n  - {key: b, value: \"1.10\"}\n  - {key: off, value: x, enabled: false}\n  - {key: s, value: hidden, secret: true}\n",
        ),
        (
            "postman/globals/workspace.globals.yaml",
            "name: Globals\nvalues: [{key: g, value: glob}]\n",
        ),
    ])
}

#[test]
fn what_is_switched_off_in_an_environment_is_off() {
    let folder = folder();
    let file = "postman/environments/Test.environment.yaml";
    let ran = run_in(&folder, &["run", "postman/collections/C", "-e", file]);
    assert_eq!(
        ran.sent(),
        ["GET /80/1.10/%7B%7Boff%7D%7D/%7B%7Bs%7D%7D/%7B%7Bg%7D%7D"]
    );
    let ran = run_in(
        &folder,
        &[
            "run",
            "postman/collections/C",
            "-e",
            file,
            "--v3-like-postman",
        ],
    );
    assert_eq!(ran.sent(), ["GET /80/1.10/x/%7B%7Bs%7D%7D/%7B%7Bg%7D%7D"]);
}

#[test]
fn an_environment_is_found_by_its_name() {
    let folder = folder();
    for name in ["Test", "Dev"] {
        let ran = run_in(&folder, &["run", "postman", "-e", name, "-g", "workspace"]);
        assert_eq!(
            ran.sent(),
            ["GET /80/1.10/%7B%7Boff%7D%7D/%7B%7Bs%7D%7D/glob"],
            "{name}: {}",
            ran.stderr
        );
    }
    let ran = run_in(&folder, &["run", "postman", "-e", "None"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("environment `None` could not be read"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("there is `"), "{}", ran.stderr);
    let ran = run_in(&folder, &["run", "postman", "-e", "Tset"]);
    assert!(
        ran.stderr.contains("did you mean `Test`?"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_environment_that_is_no_yaml_is_told_with_its_place() {
    let folder = folder();
    let ran = run_in(
        &folder,
        &[
            "run",
            "postman",
            "-e",
            "postman/environments/Dev-1.environment.yaml",
        ],
    );
    assert_eq!(ran.code, 2);
    let expected =
        "environment `postman/environments/Dev-1.environment.yaml` is not YAML: line 1, column 10";
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
}

#[test]
fn an_environment_is_written_in_the_form_that_its_name_asks_for() {
    let folder = folder();
    let ran = run_in(
        &folder,
        &[
            "run",
            "postman",
            "-e",
            "Test",
            "--export-environment",
            "out.yaml",
            "--export-globals",
            "out.json",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let written = document_of(&folder.read("out.yaml"));
    assert_eq!(written["name"], "Dev");
    assert_eq!(written["color"], "red");
    assert_eq!(
        written["values"][0],
        serde_json::json!({"key": "a", "value": 80})
    );
    assert_eq!(
        written["values"][1],
        serde_json::json!({"key": "b", "value": "1.10"})
    );
    assert_eq!(written["values"][2]["enabled"], false);
    let new = written["values"]
        .as_array()
        .unwrap()
        .iter()
        .find(|value| value["key"] == "new");
    assert_eq!(new.unwrap()["value"], "yes");
    assert_eq!(folder.json("out.json")["name"], "globals");
    let again = run_in(&folder, &["run", "postman", "-e", "out.yaml"]);
    assert_eq!(again.sent()[0], ran.sent()[0]);
}
