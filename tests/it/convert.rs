//! `postrider convert`, end to end: collections in schema v2.1 and v3, environments, what is lost,
//! and what is there already.

mod onto;
mod shared;

use std::path::Path;

use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// Runs `postrider convert` in a folder.
struct Converted {
    code: i32,
    told: String,
}

fn convert(folder: &Folder, arguments: &[&str]) -> Converted {
    let output = postrider()
        .current_dir(folder.path())
        .arg("convert")
        .args(arguments)
        .output()
        .unwrap();
    Converted {
        code: output.status.code().unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Converts what must be convertible.
fn converted(folder: &Folder, arguments: &[&str]) -> String {
    let done = convert(folder, arguments);
    assert_eq!(done.code, 0, "{}", done.told);
    done.told
}

fn read(folder: &Folder, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path))
        .unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

/// The files below a folder, by their paths.
fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(folder).unwrap();
                files.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// A collection with a bit of everything that both formats can say.
fn collection() -> Value {
    json!({
        "info": {"_postman_id": "c-1", "name": "My API", "description": "Words", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]},
        "event": [{"listen": "prerequest", "script": {"type": "text/javascript", "exec": ["let a = 1;", "", "a++;"]}}],
        "variable": [{"key": "token", "value": "t"}, {"key": "secret", "value": "s", "type": "secret"}, {"key": "count", "value": 5},
            {"key": "off", "value": "x", "disabled": true}],
        "item": [
            {"name": "Users / all", "description": "A folder", "item": [
                {"name": "Create: one?", "id": "i-1", "protocolProfileBehavior": {"followRedirects": false, "disabledSystemHeaders": {"accept": true}},
                    "request": {"method": "POST", "description": "Makes a user",
                        "header": [{"key": "A", "value": "1"}, {"key": "A", "value": "2", "disabled": true, "description": "why"}],
                        "url": {"raw": "{{base}}/users/:id?a=1", "host": ["{{base}}"], "path": ["users", ":id"],
                            "query": [{"key": "a", "value": "1"}, {"key": "b", "value": null, "disabled": true}],
                            "variable": [{"key": "id", "value": "7", "description": "whose"}]},
                        "body": {"mode": "raw", "raw": "{\n  \"a\": 1\n}", "options": {"raw": {"language": "json"}}}},
                    "event": [
                        {"listen": "test", "script": {"type": "text/javascript", "exec": ["pm.test('one', () => {});"]}},
                        {"listen": "test", "script": {"type": "text/javascript", "exec": ["pm.test('two', () => {});"]}}],
                    "response": [{"name": "made.", "originalRequest": {"method": "POST", "header": [], "url": {"raw": "{{base}}/users"}},
                        "status": "Created", "code": 201, "_postman_previewlanguage": "json", "header": [{"key": "X", "value": "y"}], "body": "{}"}]},
                {"name": "create: one?", "request": {"method": "GET", "auth": {"type": "noauth"}, "url": {"raw": "{{base}}/again", "host": ["{{base}}"], "path": ["again"]}}, "response": []},
            ]},
            {"name": "Form", "request": {"method": "POST", "url": {"raw": "{{base}}/form", "host": ["{{base}}"], "path": ["form"]},
                "body": {"mode": "urlencoded", "urlencoded": [{"key": "b", "value": "2"}, {"key": "a", "value": "1"}]}}, "response": []},
            {"name": "Query", "request": {"method": "POST", "url": {"raw": "{{base}}/graphql", "host": ["{{base}}"], "path": ["graphql"]},
                "body": {"mode": "graphql", "graphql": {"query": "query A { a }", "operationName": "A", "variables": "{\"x\": 1}"}}}, "response": []},
        ],
    })
}

fn with_collection(json: &Value) -> Folder {
    Folder::with(&[("c.json", &json.to_string())])
}

/// The file of the request `Create: one?`.
const CREATE: &str = "\
$kind: http-request
id: i-1
name: \"Create: one?\"
description: Makes a user
url: \"{{base}}/users/:id?a=1\"
method: POST
headers:
  - key: A
    value: \"1\"
  - key: A
    value: \"2\"
    disabled: true
    description: why
queryParams:
  - key: a
    value: \"1\"
  - key: b
    value: null
    disabled: true
pathVariables:
  - key: id
    value: \"7\"
    description: whose
body:
  type: json
  content: |-
    {
      \"a\": 1
    }
scripts:
  - type: afterResponse
    code: pm.test('one', () => {});
    language: text/javascript
  - type: afterResponse
    code: pm.test('two', () => {});
    language: text/javascript
settings:
  followRedirects: false
  disabledSystemHeaders:
    - accept
examples: ./.resources/Create- one-.resources/examples
order: 1000
";

#[test]
fn a_collection_becomes_a_tree_as_postman_writes_one() {
    let folder = with_collection(&collection());
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("`tree`: 7 files, 7 new"), "{told}");
    assert_eq!(
        files(&folder.path().join("tree")),
        [
            ".resources/definition.yaml",
            "Form.request.yaml",
            "Query.request.yaml",
            "Users - all/.resources/Create- one-.resources/examples/made-.example.yaml",
            "Users - all/.resources/definition.yaml",
            "Users - all/Create- one-.request.yaml",
            "Users - all/create- one--1.request.yaml",
        ]
    );
    assert_eq!(
        read(&folder, "tree/Users - all/Create- one-.request.yaml"),
        CREATE
    );
    let form = read(&folder, "tree/Form.request.yaml");
    assert!(
        form.contains("  content:\n    b: \"2\"\n    a: \"1\"\n"),
        "{form}"
    );
    let graphql = read(&folder, "tree/Query.request.yaml");
    assert!(graphql.starts_with("$kind: graphql-request\n"), "{graphql}");
    let definition = read(&folder, "tree/.resources/definition.yaml");
    assert!(
        definition.contains("  - key: count\n    value: \"5\"\n    type: number\n"),
        "{definition}"
    );
    assert!(
        definition.contains(
            "  - type: http:beforeRequest\n    code: |-\n      let a = 1;\n\n      a++;\n"
        ),
        "{definition}"
    );
    assert!(
        definition.contains("  - type: graphql:beforeQuery\n"),
        "{definition}"
    );
}

#[test]
fn there_and_back_a_collection_is_the_same() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "tree"]);
    converted(&folder, &["tree", "-o", "back.json"]);
    // What the source says, once more in the words of v2.1.
    converted(&folder, &["c.json", "-o", "again.json"]);
    let mut back = folder.json("back.json");
    let mut again = folder.json("again.json");
    for json in [&mut back, &mut again] {
        // A number is one by its type here, and by itself there.
        json["variable"][2]["type"].take();
        // A saved request stays as it is written in the one.
        json["item"][0]["item"][0]["response"][0]["originalRequest"].take();
    }
    assert_eq!(back, again);
    let item = &back["item"][0]["item"][0];
    assert_eq!(item["request"]["url"]["raw"], "{{base}}/users/:id?a=1");
    assert_eq!(
        item["event"][1]["script"]["exec"],
        json!(["pm.test('two', () => {});"])
    );
    assert_eq!(item["response"][0]["name"], "made.");
    // Whatever is converted once more changes nothing.
    for source in ["c.json", "tree", "back.json"] {
        let told = converted(&folder, &[source, "-o", "tree"]);
        assert!(
            told.contains("0 new, 0 changed, 7 as before"),
            "{source}: {told}"
        );
    }
}

#[test]
fn an_example_keeps_what_it_says_of_its_status() {
    let example = |name: &str, status: Value| {
        let original =
            json!({"method": "GET", "url": {"raw": "http://h", "protocol": "http", "host": ["h"]}});
        let mut example = json!({"name": name, "description": "words", "originalRequest": original, "header": [], "body": "x"});
        let members = example.as_object_mut().unwrap();
        members.extend(status.as_object().unwrap().clone());
        example
    };
    let examples = [
        example("both", json!({"code": 404, "status": "Gone fishing"})),
        example("code", json!({"code": 404})),
        example("neither", json!({})),
    ];
    let with = |examples: &[Value]| json!({"info": {"name": "C"}, "item": [{"name": "a", "request": {"method": "GET", "url": "http://h"}, "response": examples}]});
    let folder = with_collection(&with(&examples));
    let done = convert(&folder, &["c.json", "-o", "tree"]);
    assert_eq!(done.code, 2, "{}", done.told);
    let loss = "lost: a / neither: it has no status code";
    assert!(
        done.told.contains(loss) && done.told.contains("1 thing"),
        "{}",
        done.told
    );
    folder.write("c.json", &with(&examples[..2]).to_string());
    converted(&folder, &["c.json", "-o", "tree"]);
    converted(&folder, &["tree", "-o", "back.json"]);
    let back = &folder.json("back.json")["item"][0]["response"];
    for (index, written) in examples[..2].iter().enumerate() {
        for name in ["name", "description", "code", "status", "body"] {
            assert_eq!(
                back[index].get(name),
                written.get(name),
                "{name} of {written}"
            );
        }
    }
}

#[test]
fn a_converted_collection_runs_as_its_source_does() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "tree"]);
    let sent = |collection: &str| {
        let server = Server::start(|received| ok(&received.body));
        let base = format!("base={}", server.url(""));
        let run = ["run", collection, "--env-var", &base, "--reporters", "tap"];
        let output = postrider()
            .current_dir(folder.path())
            .args(run)
            .output()
            .unwrap();
        let lines: Vec<_> = server
            .received()
            .iter()
            .map(|received| (received.line().to_owned(), received.body.clone()))
            .collect();
        (
            output.status.code(),
            lines,
            String::from_utf8(output.stdout)
                .unwrap()
                .matches("ok ")
                .count(),
        )
    };
    let as_file = sent("c.json");
    assert_eq!((as_file.0, as_file.1.len()), (Some(0), 4));
    assert_eq!(sent("tree"), as_file);
}

#[test]
fn what_would_be_lost_is_told_with_its_place_and_nothing_is_written() {
    let request = |more: Value| {
        let mut request = json!({"method": "GET", "url": "http://h"});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        request
    };
    let collection = json!({
        "info": {"name": "C", "version": "1.0.0"},
        "protocolProfileBehavior": {"strictSSL": false},
        "item": [{"name": "F", "variable": [{"key": "a", "value": "b"}], "item": [
            {"name": "off", "request": request(json!({"body": {"mode": "raw", "raw": "x", "disabled": true}})),
                "event": [{"listen": "test", "disabled": true, "script": {"exec": ["x"]}}, {"listen": "other", "script": {"exec": ["x"]}}]},
            {"name": "auth", "request": request(json!({"auth": {"type": "magic", "magic": []}, "certificate": {"name": "x"}, "extra": 1}))},
            {"name": "saved", "request": request(json!({})), "response": [{"name": "e", "code": 200, "body": "", "cookie": [{"name": "a"}]}]},
        ]}],
    });
    let folder = with_collection(&collection);
    let done = convert(&folder, &["c.json", "-o", "tree"]);
    assert_eq!(done.code, 2, "{}", done.told);
    assert!(!folder.path().join("tree").exists());
    for loss in [
        "lost: the version of the collection",
        "lost: the settings of a collection or a folder",
        "lost: F: `variable` of the item",
        "lost: F / off: the body, which is off",
        "lost: F / off: a `test` script that is off",
        "lost: F / off: a script that listens to `other`",
        "lost: F / auth: authentication of the type `magic`",
        "lost: F / auth: the `certificate` of the request",
        "lost: F / auth: `extra` of the request",
        "lost: F / saved / e: its cookies",
        "error: 10 things of `c.json` would be lost, so nothing was written",
        "hint: write the rest with `--allow-loss`",
    ] {
        assert!(done.told.contains(loss), "{loss}\n{}", done.told);
    }
    let told = converted(&folder, &["c.json", "-o", "tree", "--allow-loss"]);
    assert!(
        told.contains("lost: F / off: the body, which is off"),
        "{told}"
    );
    let off = read(&folder, "tree/F/off.request.yaml");
    // What was off at the level above is said where it counts, and what was off does not run.
    assert!(
        off.contains("settings:\n  strictSSL: false\n") && !off.contains("scripts:"),
        "{off}"
    );
}

#[test]
fn what_a_collection_of_schema_v1_says_in_vain_is_told() {
    let collection = json!({
        "id": "c", "name": "Old", "order": ["r"], "folders_order": ["f"],
        "folders": [{"id": "f", "name": "F", "order": ["s"], "variables": [{"key": "a", "value": "b"}]}, {"id": "g", "name": "G", "order": []}],
        "requests": [
            {"id": "r", "name": "R", "method": "GET", "url": "http://h/?q=1", "currentHelper": null, "auth": {"type": "basic", "basic": []},
                "queryParams": [{"key": "q", "value": "1", "description": "of q"}], "headerData": [{"key": "h", "value": "1", "description": "of h"}],
                "tests": "one();", "events": [{"listen": "test", "script": {"exec": ["two();"]}}]},
            {"id": "s", "name": "S", "method": "GET", "url": "http://h", "tests": "a\nb", "events": [{"listen": "test", "script": {"exec": ["a", "b"]}}]},
            {"id": "t", "name": "T", "method": "GET", "url": "http://h"},
        ],
    });
    let folder = with_collection(&collection);
    let done = convert(&folder, &["c.json", "-o", "tree"]);
    for loss in [
        "lost: F: `variables` of the item",
        "lost: G: the whole of it: no list of ids names it",
        "lost: R: a `test` script in `events`",
        "lost: R: `auth`: `currentHelper` counts",
        "lost: T: the whole of it",
        "error: 5 things of `c.json` would be lost",
    ] {
        assert!(done.told.contains(loss), "{loss}\n{}", done.told);
    }
    converted(&folder, &["c.json", "-o", "tree", "--allow-loss"]);
    let request = read(&folder, "tree/R.request.yaml");
    for kept in ["description: of q", "description: of h", "one();"] {
        assert!(request.contains(kept), "{kept}\n{request}");
    }
}

#[test]
fn variables_of_a_folder_stay_in_a_tree_and_are_told_as_lost_elsewhere() {
    let folder = Folder::with(&[
        (
            "C/F/.resources/definition.yaml",
            "$kind: collection\nvariables:\n  who: me\n",
        ),
        (
            "C/F/a.request.yaml",
            "$kind: http-request\nurl: http://h/{{who}}\n",
        ),
    ]);
    converted(&folder, &["C", "-o", "tree"]);
    let definition = read(&folder, "tree/F/.resources/definition.yaml");
    assert!(
        definition.contains("variables:\n  who: me\n"),
        "{definition}"
    );
    let told = converted(&folder, &["C", "-o", "c.json", "--allow-loss"]);
    assert!(
        told.contains("lost: F: the variables of a folder"),
        "{told}"
    );
    let variables = &folder.json("c.json")["item"][0]["variable"];
    assert_eq!(variables[0]["key"], "who");
}

#[test]
fn a_variable_that_the_vault_keeps_goes_both_ways() {
    let definition = "$kind: collection\nvariables:\n  - key: token\n    value: \"\"\n    secret: true\n  - key: open\n    value: b\n    secret: false\n";
    let folder = Folder::with(&[
        ("C/.resources/definition.yaml", definition),
        (
            "C/a.request.yaml",
            "$kind: http-request\nurl: http://h/{{token}}\n",
        ),
    ]);
    converted(&folder, &["C", "-o", "c.json"]);
    let variable = &folder.json("c.json")["variable"][0];
    assert_eq!(variable["secret"], true, "{variable}");
    converted(&folder, &["c.json", "-o", "again"]);
    let again = read(&folder, "again/.resources/definition.yaml");
    let wanted = "  - key: token\n    value: \"\"\n    secret: true\n  - key: open\n";
    assert!(again.contains(wanted), "{again}");
    let told = converted(&folder, &["C", "-o", "C"]);
    assert!(told.contains("0 changed"), "{told}");
}

#[test]
fn a_body_that_its_method_does_not_send_is_not_sent_by_the_tree_either() {
    let request =
        json!({"method": "GET", "url": "{{base}}/a", "body": {"mode": "raw", "raw": "x"}});
    let folder = with_collection(
        &json!({"info": {"name": "C"}, "item": [{"name": "a", "request": request}]}),
    );
    converted(&folder, &["c.json", "-o", "tree"]);
    let server = Server::start(|_| ok("hello"));
    let base = format!("base={}", server.url(""));
    let run = ["run", "tree", "--env-var", &base];
    postrider()
        .current_dir(folder.path())
        .args(run)
        .assert()
        .code(0);
    assert!(server.received()[0].body.is_empty());
}

#[test]
fn environments_and_globals_go_both_ways() {
    let environment = json!({"id": "e-1", "name": "Dev", "_postman_variable_scope": "environment", "color": null, "values": [
        {"key": "base", "value": "http://h", "type": "default", "enabled": true},
        {"key": "token", "value": "t: x", "type": "secret", "enabled": false, "description": "whose"}]});
    let globals = json!({"name": "All", "_postman_variable_scope": "globals", "values": [{"key": "a", "value": "1"}]});
    let folder = Folder::with(&[
        ("e.json", &environment.to_string()),
        ("g.json", &globals.to_string()),
    ]);
    converted(&folder, &["e.json", "-o", "Dev.environment.yaml"]);
    let yaml = read(&folder, "Dev.environment.yaml");
    let expected = "\
id: e-1
name: Dev
values:
  - key: base
    value: http://h
    type: default
    enabled: true
  - key: token
    value: \"t: x\"
    type: secret
    enabled: false
    description: whose
color: null
";
    assert_eq!(yaml, expected);
    converted(&folder, &["Dev.environment.yaml", "-o", "back.json"]);
    assert_eq!(folder.json("back.json"), environment);
    std::fs::create_dir(folder.path().join("out")).unwrap();
    converted(&folder, &["g.json", "-o", "out"]);
    assert!(read(&folder, "out/workspace.globals.yaml").contains("name: All"));
    converted(&folder, &["g.json", "-o", "out", "--to", "v2.1"]);
    assert_eq!(
        folder.json("out/workspace.postman_globals.json")["_postman_variable_scope"],
        "globals"
    );
}

#[test]
fn older_schemas_are_converted_too() {
    let v1 = json!({"id": "c", "name": "Old", "order": ["r"], "requests": [
        {"id": "r", "name": "R", "method": "POST", "url": "http://h/a?b=c", "headers": "A: 1\n", "dataMode": "raw", "rawModeData": "x"}]});
    let folder = with_collection(&v1);
    converted(&folder, &["c.json", "-o", "tree"]);
    let request = read(&folder, "tree/R.request.yaml");
    assert!(
        request.contains("url: http://h/a?b=c\nmethod: POST\nheaders:\n  A: \"1\"\n"),
        "{request}"
    );
    converted(&folder, &["c.json", "-o", "new.json"]);
    let new = folder.json("new.json");
    assert_eq!(
        new["info"]["schema"],
        "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    );
    assert_eq!(new["item"][0]["request"]["body"]["raw"], "x");
}

#[test]
fn a_collection_of_several_files_goes_into_no_file_but_json() {
    let folder = with_collection(&collection());
    let done = convert(&folder, &["c.json", "-o", "out.yaml"]);
    assert_eq!(done.code, 2, "{}", done.told);
    assert!(
        done.told.contains("`out.yaml` is no folder"),
        "{}",
        done.told
    );
    converted(&folder, &["c.json", "-o", "copy", "--to", "v2.1"]);
    assert!(folder.path().join("copy").is_file());
}
