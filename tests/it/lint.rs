//! `postrider lint` at the command line.

use serde_json::{Value, json};

use crate::program::{Folder, postrider};

/// What is found in `c.json`, or in the tree `C`, each as `line:column code`, with the exit code.
fn found(folder: &Folder, arguments: &[&str]) -> (Vec<String>, i32) {
    let output = postrider()
        .current_dir(folder.path())
        .args(["lint", "--format", "json"])
        .args(arguments)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(told, "");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = json["findings"].as_array().unwrap();
    let line = |one: &Value| {
        let code = one["code"].as_str().unwrap();
        format!("{}:{} {code}", one["line"], one["column"])
    };
    (
        list.iter().map(line).collect(),
        output.status.code().unwrap(),
    )
}

/// What is found in an item, without what is said of every item that has no tests.
fn found_in_item(item: &str) -> Vec<String> {
    let text = format!("{{\"info\": {{\"name\": \"C\"}}, \"item\": [\n{item}\n]}}");
    let folder = Folder::with(&[("c.json", &text)]);
    found(&folder, &["c.json", "--allow", "untested-request"]).0
}

#[test]
fn a_sound_collection_has_nothing() {
    let folder = Folder::with(&[("c.json", &sound().to_string())]);
    assert_eq!(found(&folder, &["c.json", "--strict"]), (vec![], 0));
}

fn sound() -> Value {
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    json!({
        "info": {"_postman_id": "1", "name": "C", "schema": schema},
        "item": [{
            "name": "A",
            "protocolProfileBehavior": {"disableBodyPruning": true},
            "request": {
                "method": "GET", "header": [{"key": "X", "value": "{{$guid}}", "type": "text"}],
                "url": {"raw": "{{stale}}", "host": ["{{base}}"], "path": ["{{id}}", ":name"],
                    "variable": [{"key": "name", "value": "{{vault:key}}"}]},
                "body": {"mode": "raw", "raw": "{{id}}", "urlencoded": [{"key": "{{off}}"}],
                    "options": {"raw": {"language": "json"}}},
                "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{id}}"}],
                    "basic": [{"key": "username", "value": "{{unused}}"}]}
            },
            "response": [],
            "event": [
                {"listen": "prerequest", "script": {"type": "text/javascript", "requests": {}, "exec": [
                    "pm.environment.set('id', 1); // postman.setNextRequest('gone')",
                    "const data = pm.variables.get('base'); data.x = 'tests[1]';"
                ]}},
                {"listen": "test", "script": {"exec": "pm.test('a', () => {}); pm.execution.setNextRequest('A')"}}
            ]
        }],
        "variable": [{"key": "base", "value": "http://h", "type": "string"}]
    })
}

#[test]
fn what_can_not_be_read_is_found_at_its_place() {
    for (text, finding) in [
        ("{", "1:2 unreadable"),
        ("{\n \"item\": [1 2]}", "2:13 unreadable"),
        ("[]", "1:1 unreadable"),
        ("{\"info\": {}, \"item\":\n 5}", "2:2 unreadable"),
    ] {
        let folder = Folder::with(&[("c.json", text)]);
        let (found, code) = found(&folder, &["c.json"]);
        assert_eq!(found.first().map(String::as_str), Some(finding), "{text}");
        assert_eq!(code, 1);
    }
}

#[test]
fn keys_and_types_are_held_against_the_schema() {
    for (item, finding) in [
        (
            r#"{"name": "A", "requst": {"url": "http://h"}}"#,
            "2:15 mistyped-key",
        ),
        (
            r#"{"name": "A", "zzz": 1, "request": "http://h"}"#,
            "2:15 unknown-key",
        ),
        (r#"{"name": 5, "request": "http://h"}"#, "2:10 wrong-type"),
        (
            r#"{"name": "A", "request": {"url": "http://h", "method": true}}"#,
            "2:56 wrong-type",
        ),
        (
            r#"{"name": "A", "request": {"url": "http://h", "header": [{"kye": "A"}]}}"#,
            "2:58 mistyped-key",
        ),
        (
            r#"{"name": "A", "request": {"url": "http://h", "body": {"mode": "rawr"}}}"#,
            "2:64 unreadable",
        ),
        (
            r#"{"name": "A", "request": {"url": "http://h", "auth": {"type": "berer"}}}"#,
            "2:64 unreadable",
        ),
        (
            r#"{"name": "A", "request": "http://h", "event": [{"listen": "tests", "script": "x"}]}"#,
            "2:60 odd",
        ),
        (
            r#"{"name": "A", "request": "http://h", "name": "A"}"#,
            "2:38 duplicate-key",
        ),
    ] {
        assert_eq!(found_in_item(item), [finding], "{item}");
    }
}

#[test]
fn what_stands_twice_is_found() {
    let request = r#"{"name": "A", "id": "1", "request": "http://h"}"#;
    let other = r#"{"name": "A", "id": "1", "request": "http://i"}"#;
    let twice = format!("{request},\n{other}");
    assert_eq!(
        found_in_item(&twice),
        ["3:11 duplicate-name", "3:11 duplicate-id"]
    );
    let folder = r#"{"name": "A", "item": []}"#;
    assert_eq!(
        found_in_item(&format!("{request},\n{folder}")),
        [] as [&str; 0]
    );
    let headers = r#"{"name": "A", "request": {"url": "http://h", "header": [
        {"key": "X-A", "value": "1"}, {"key": "x-a", "value": "1"}, {"key": "x-a", "disabled": true}]}}"#;
    assert_eq!(found_in_item(headers), ["3:48 duplicate-entry"]);
}

#[test]
fn a_variable_that_nothing_defines_is_found_where_it_is_first_used() {
    let item = r#"{"name": "A", "request": {"url": "http://{{host}}/{{$guidd}}", "body": {"mode": "raw", "raw":
        "<<id>> <<EOF >> {{host}}"}},
     "event": [{"listen": "test", "script": {"exec": ["",
        "pm.environment.get('token')"]}}]}"#;
    let expected = [
        "2:42 undefined-variable",
        "2:51 unknown-dynamic-variable",
        "3:10 undefined-variable",
        "5:30 undefined-variable",
    ];
    assert_eq!(found_in_item(item), expected);
    let text = format!("{{\"info\": {{\"name\": \"C\"}}, \"item\": [\n{item}\n]}}");
    let environment = json!({"name": "E", "values": [{"key": "host", "value": "h"}]}).to_string();
    let folder = Folder::with(&[
        ("c.json", &*text),
        ("e.json", &*environment),
        ("d.csv", "id,token\n1,2\n"),
    ]);
    let given = [
        "c.json",
        "-e",
        "e.json",
        "-d",
        "d.csv",
        "--allow",
        "untested-request",
    ];
    assert_eq!(found(&folder, &given).0, ["2:51 unknown-dynamic-variable"]);
}

#[test]
fn scripts_are_read_as_code() {
    for (exec, findings) in [
        (r#""if (""#, &["2:88 script-syntax"][..]),
        (r#""ok();", "let a; let a;""#, &["2:97 script-syntax"]),
        (r#""tests['a'] = 1""#, &["2:88 deprecated"]),
        (
            r#""// tests['a'] = 1", "`${tests.a}`""#,
            &["2:112 deprecated"],
        ),
        (
            r#""let tests = {}; tests.a = 1; pm.globals.get; x.tests; ({tests: 1})""#,
            &[],
        ),
        (r#""postman.setNextRequest(null)""#, &["2:88 deprecated"]),
        (
            r#""pm.execution.setNextRequest('B')""#,
            &["2:117 unknown-next-request"],
        ),
        (
            r#""pm.execution.setNextRequest(\"A\"); pm.execution.setNextRequest(`${x}`)""#,
            &[],
        ),
    ] {
        let item = format!(
            r#"{{"name": "A", "request": "http://h", "event": [{{"listen": "test", "script": {{"exec": [{exec}]}}}}]}}"#
        );
        assert_eq!(found_in_item(&item), findings, "{exec}");
    }
}

#[test]
fn a_request_is_tested_by_its_own_scripts_and_by_those_above() {
    let test = r#""event": [{"listen": "test", "script": {"exec": "pm.test('a', () => {})"}}]"#;
    for (items, findings) in [
        (format!(r#"[{{"name": "A", "request": "http://h", {test}}}]"#), &[][..]),
        (format!(r#"[{{"name": "F", {test}, "item": [{{"name": "A", "request": "http://h"}}]}}]"#), &[]),
        (r#"[{"name": "A", "request": "http://h", "event": [{"listen": "test", "script": "// pm.test()"}]}]"#.into(), &["1:44 untested-request"]),
        (format!(r#"[{{"name": "A", "request": "http://h", {}}}]"#, test.replace("\"test\"", "\"prerequest\"")), &["1:44 untested-request"]),
    ] {
        let collection = format!("{{\"info\": {{\"name\": \"C\"}}, \"item\": {items}}}");
        let folder = Folder::with(&[("c.json", &collection)]);
        assert_eq!(found(&folder, &["c.json"]), (findings.iter().map(ToString::to_string).collect(), 0), "{items}");
    }
}

const REQUEST: &str = "$kind: http-request\nurl: \"{{base}}/{{usr}}\"\nheders:\n  A: b\nmethod: 5\nscripts:\n  - type: afterResponse\n    language: text/javascript\n    code: |-\n      pm.test(\"a\", () => {\n        tests.x = 1;\n      });\n";

/// A tree with an environment beside it.
fn tree(request: &str) -> Folder {
    let definition = "$kind: collection\nname: Users\nvariables:\n  base: http://h\n";
    Folder::with(&[
        (
            "postman/collections/Users/.resources/definition.yaml",
            definition,
        ),
        ("postman/collections/Users/Get.request.yaml", request),
        (
            "postman/environments/Dev.environment.yaml",
            "name: Dev\nvalues:\n  - key: user\n    value: \"1\"\n",
        ),
    ])
}

#[test]
fn a_tree_is_checked_with_the_environments_beside_it() {
    let expected = [
        "2:16 undefined-variable",
        "3:1 mistyped-key",
        "5:9 wrong-type",
        "11:9 deprecated",
    ];
    for path in [".", "postman", "postman/collections/Users"] {
        let folder = tree(REQUEST);
        assert_eq!(found(&folder, &[path]).0, expected, "{path}");
    }
    let right = REQUEST
        .replace("usr", "user")
        .replace("heders", "headers")
        .replace('5', "GET")
        .replace("tests.x = 1;", "");
    assert_eq!(found(&tree(&right), &[".", "--strict"]), (vec![], 0));
    let folder = tree(&right);
    let examples = "postman/collections/Users/.resources/Get.resources/examples";
    for (example, finding) in [
        (
            "$kind: http-example\nx-owner: us\nrequest:\n  url: http://h\n  methd: GET\nresponse:\n  statusCode: 200\n  body:\n    typ: json\n",
            &["2:1 unknown-key", "5:3 unknown-key", "9:5 unknown-key"][..],
        ),
        ("a: [\n", &["1:4 unreadable"]),
    ] {
        folder.write(&format!("{examples}/Done.example.yaml"), example);
        assert_eq!(found(&folder, &["."]).0, finding, "{example}");
    }
    let broken = "$kind: http-request\nurl: [\n";
    assert_eq!(
        found(&tree(broken), &["."]).0,
        ["1:1 untested-request", "2:6 unreadable"]
    );
}

#[test]
fn what_is_known_can_be_allowed() {
    let commented = REQUEST
        .replace(
            "heders:",
            "heders: # postrider: allow mistyped-key kept for now",
        )
        .replace(
            "        tests.x",
            "        // postrider: allow deprecated it is old\n        tests.x",
        );
    let folder = tree(&format!(
        "# postrider: allow wrong-type everywhere\n{commented}"
    ));
    assert_eq!(
        found(&folder, &[".", "--allow", "undefined-variable=usr"]),
        (vec![], 0)
    );
    assert_eq!(
        found(&folder, &[".", "--allow", "undefined-variable=other"])
            .0
            .len(),
        1
    );
    let unused =
        tree("$kind: http-request\nurl: http://h # postrider: allow odd\n# postrider: allow od\n");
    let expected = ["1:1 untested-request", "2:34 unused-allowance", "3:20 odd"];
    assert_eq!(found(&unused, &["."]).0, expected);
    folder.write(
        "postrider.toml",
        "[lint]\nallow = [\"undefined-variable=usr\"]\nstrict = true\n[run]\nbail = true\n",
    );
    assert_eq!(found(&folder, &["."]), (vec![], 0));
    assert_eq!(found(&folder, &[".", "--no-config"]).1, 0);
}

#[test]
fn findings_are_written_for_people_and_for_services() {
    let folder = tree(REQUEST);
    let printed = |arguments: &[&str]| {
        let output = postrider()
            .current_dir(folder.path())
            .arg("lint")
            .args(arguments)
            .output()
            .unwrap();
        (
            String::from_utf8(output.stdout).unwrap(),
            output.status.code().unwrap(),
        )
    };
    let (terminal, code) = printed(&["."]);
    let file = "postman/collections/Users/Get.request.yaml";
    assert!(terminal.contains(&format!("--> {file}:3:1")), "{terminal}");
    assert!(terminal.contains("3 | heders:\n  | ^^^^^^"), "{terminal}");
    assert!(terminal.contains("did you mean `user`?"), "{terminal}");
    assert!(
        terminal.ends_with("1 collection checked: 1 error, 3 warnings\n"),
        "{terminal}"
    );
    assert_eq!(code, 1);
    let (github, _) = printed(&[".", "--format", "github"]);
    assert!(
        github.contains(&format!("::error file={file},line=3,title=mistyped-key::")),
        "{github}"
    );
    let (sarif, _) = printed(&[".", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    assert_eq!(results[1]["ruleId"], "mistyped-key");
}

#[test]
fn wrong_input_is_told() {
    let folder = Folder::with(&[("c.json", &sound().to_string())]);
    for (arguments, words) in [
        (&["gone.json"][..], "`gone.json`"),
        (&["c.json", "-e", "gone.json"], "`gone.json`"),
        (
            &["c.json", "--allow", "untestd-request"],
            "did you mean `untested-request`?",
        ),
        (&["."], "without requests"),
        (&[], "<path>"),
    ] {
        let assert = postrider()
            .current_dir(folder.path())
            .arg("lint")
            .args(arguments)
            .assert()
            .code(2);
        let told = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}
