//! `guide check --openapi`: what pages show, held against a contract; and documents that are not as
//! they should be.

use serde_json::{Value, json};

use super::{SCHEMAS, SPECIFICATION};
use crate::program::{Folder, postrider};
use crate::server::{Server, response};

/// What is found on a page: each finding as `line code: message`, with the exit code.
fn found(page: &str, arguments: &[&str]) -> (Vec<String>, i32) {
    let folder = Folder::with(&[
        ("page.md", page),
        ("api.yaml", SPECIFICATION),
        ("schemas.yaml", SCHEMAS),
    ]);
    let mut command = postrider();
    command.current_dir(folder.path());
    command.args(["guide", "check", "page.md", "--format", "json"]);
    let output = command
        .args(["--openapi", "api.yaml"])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = json["findings"].as_array().unwrap();
    let line = |one: &Value| {
        let [code, message] = ["code", "message"].map(|key| one[key].as_str().unwrap());
        format!("{} {code}: {message}", one["line"])
    };
    let found = list.iter().map(line).collect();
    (found, output.status.code().unwrap())
}

#[test]
fn what_a_page_shows_is_held_against_the_contract() {
    let page = r#"# Users

```http
GET https://{yourDomain}/v1/users?limit=many
```

```bash
curl -X POST "https://users.example/v1/users" -H "Content-Type: application/json" -d '{"id": "<userId>", "name": ""}'
```

```bash
curl -X POST "https://users.example/v1/users"
```

```bash
curl -X PATCH https://users.example/v1/users/{id}
```

<!-- postrider: allow unknown-operation groups come next year -->

```bash
curl https://users.example/v1/groups
```
"#;
    let (all, code) = found(page, &[]);
    assert_eq!(
        all,
        [
            "4 refused-parameter: GET /users: the query parameter `limit` is the text `many`, expected a whole number (api.yaml:8)",
            "8 refused-body: POST /users: `/name` is the text ``: it is shorter than 1 character (schemas.yaml:6)",
            "12 refused-body: POST /users: the body is missing, expected `application/json` (api.yaml:18)",
            "16 wrong-method: the contract has DELETE, GET at the path of `PATCH /v1/users/{id}`, and not this method",
        ]
    );
    assert_eq!(code, 1);
    let ignored = ["--openapi-ignore", "/v1/*"];
    let (left, _) = found(page, &ignored);
    assert!(
        left.iter().all(|line| line.contains("unused-allowance")),
        "{left:?}"
    );
}

#[test]
fn what_a_page_leaves_open_is_not_held_against_it() {
    let page = r#"
```http
GET {{baseUrl}}/users/{{id}}
```

```http
POST https://users.example/v1/users
```

```bash
curl -X POST "$BASE/users" -H "Content-Type: application/json" -d '{"id": "{id}", "name": "YOUR_NAME", "kind": "<kind>"}'
curl -X DELETE https://users.example/v1/users/:userId
```

```json
{"id": "x"}
```
"#;
    assert_eq!(found(page, &[]), (Vec::new(), 0));
}

#[test]
fn what_can_not_be_used_of_a_document_is_told_once() {
    let server = Server::start(|_| {
        response(
            "200 OK",
            "Content-Type: application/json\r\n",
            r#"{"a": "x"}"#,
        )
    });
    let answer = |schema: Value| json!({"responses": {"200": {"content": {"application/json": {"schema": schema}}}}});
    let broken = json!({"type": "object", "properties": {"a": {"type": 5, "minLength": "one"}, "b": {"$ref": "#/nowhere"}, "c": "none"}});
    let pattern =
        json!({"type": "object", "properties": {"a": {"pattern": "(", "type": "integer"}}});
    let specification = json!({"openapi": "3.1.0", "paths": {
        "/broken": {"get": answer(broken)}, "/pattern": {"get": answer(pattern)}}});
    let items = ["/broken", "/broken", "/pattern"]
        .map(|path| json!({"name": path, "request": server.url(path)}));
    let collection = json!({"info": {"name": "C"}, "item": items});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("api.json", &format!("{specification:#}")),
    ]);
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .args(["run", "c.json", "--openapi", "api.json"]);
    let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
    for told in [
        "contract: a part of a schema can't be used, and nothing is checked by it: `type: 5` (api.json:",
        "contract: a part of a schema can't be used, and nothing is checked by it: `minLength: one` (api.json:",
        "contract: a part of a schema can't be used, and nothing is checked by it: `$ref: #/nowhere` (api.json:",
        "contract: a part of a schema can't be used, and nothing is checked by it: `c: none` (api.json:",
        "contract: a pattern can't be used, and is not checked: ",
    ] {
        assert_eq!(output.matches(told).count(), 1, "{told}\n{output}");
    }
    assert!(
        output.contains("`/a` is the text `x`, expected a whole number"),
        "{output}"
    );
}

#[test]
fn operations_that_share_a_path_item_count_apart() {
    let server = Server::start(|_| response("200 OK", "Content-Type: text/plain\r\n", "x"));
    let item = json!({"get": {"responses": {"200": {"content": {"text/plain": {}}}}}, "delete": {"responses": {"204": {}}}});
    let shared = json!({"$ref": "#/components/pathItems/shared"});
    let specification = json!({"openapi": "3.1.0", "components": {"pathItems": {"shared": item}},
        "paths": {"/a": shared, "/b": shared}});
    let collection =
        json!({"info": {"name": "C"}, "item": [{"name": "a", "request": server.url("/a")}]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("api.json", &format!("{specification:#}")),
    ]);
    let mut command = postrider();
    command.current_dir(folder.path());
    command.args([
        "run",
        "c.json",
        "--openapi",
        "api.json",
        "-r",
        "json,ndjson",
    ]);
    command.args([
        "--reporter-json-export",
        "r.json",
        "--reporter-ndjson-export",
        "r.ndjson",
    ]);
    command.assert().code(0);
    let coverage = folder.json("r.json")["run"]["coverage"].clone();
    assert_eq!(coverage["operations"]["covered"], 1, "{coverage}");
    assert_eq!(coverage["operations"]["total"], 4, "{coverage}");
    let stream = folder.read("r.ndjson");
    assert!(stream.contains(r#""path":"/a""#), "{stream}");
}

#[test]
fn what_leads_nowhere_is_told_and_its_status_is_documented_all_the_same() {
    let specification = "openapi: 3.0.0
paths:
  /a:
    get:
      parameters: [{$ref: '#/components/parameters/Gone'}]
      responses:
        '200': {$ref: '#/components/responses/Round'}
components:
  responses: {Round: {$ref: '#/components/responses/Round'}}
";
    let server = Server::start(|_| response("200 OK", "", "{}"));
    let collection =
        json!({"info": {"name": "C"}, "item": [{"name": "A", "request": server.url("/a")}]});
    let folder = Folder::with(&[
        ("api.yaml", specification),
        ("c.json", &collection.to_string()),
    ]);
    for arguments in [
        &["check", "c.json"][..],
        &["run", "c.json", "--openapi-severity", "fail"],
    ] {
        let mut command = postrider();
        command.current_dir(folder.path()).args(arguments);
        let output = command.args(["--openapi", "api.yaml"]).output().unwrap();
        let told = [&output.stdout[..], &output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        for place in [
            "`$ref: #/components/parameters/Gone` (api.yaml:5)",
            "`$ref: #/components/responses/Round` (api.yaml:7)",
        ] {
            let message = format!(
                "a reference leads nowhere, and nothing is checked by what it stands for: {place}"
            );
            assert!(told.contains(&message), "{told}");
        }
        assert_eq!(output.status.code(), Some(0), "{told}");
    }
}

#[test]
fn a_check_fetches_no_specification() {
    let folder = Folder::with(&[("c.json", "{\"info\": {\"name\": \"C\"}, \"item\": []}")]);
    let mut command = postrider();
    command.current_dir(folder.path());
    let ran = command
        .args([
            "check",
            "c.json",
            "--openapi",
            "https://users.example/api.yaml",
        ])
        .assert();
    let message =
        "specification `https://users.example/api.yaml` is not read: a check uses no network";
    ran.code(2).stderr(predicates::str::contains(message));
}
