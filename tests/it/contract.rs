//! `--openapi`: runs that are held against a contract.

mod faults;
mod offline;
mod okta;
mod pages;

use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, ok, response};

/// A specification in two files, of which the second holds the schemas.
const SPECIFICATION: &str = "\
openapi: 3.0.3
info: {title: Users, version: '1'}
servers: [{url: 'https://users.example/v1'}]
paths:
  /users:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: All.
          headers:
            X-Total: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema: {type: array, items: {$ref: 'schemas.yaml#/User'}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: 'schemas.yaml#/User'}
      responses:
        '201': {description: Made.}
        4XX:
          description: Refused.
          content: {application/problem+json: {schema: {type: object, required: [title]}}}
  /users/{id}:
    get:
      responses:
        '200':
          description: One.
          content:
            application/json:
              schema: {$ref: 'schemas.yaml#/User'}
    delete:
      responses:
        '204': {description: Gone.}
";

const SCHEMAS: &str = "\
User:
  type: object
  required: [id, name]
  properties:
    id: {type: integer}
    name: {type: string, minLength: 1}
    kind:
      type: string
      enum: [person, robot]
    born: {type: string, format: date}
    mail: {type: string, format: email}
    tags: {type: array, items: {type: string}, maxItems: 2, uniqueItems: true}
    boss: {$ref: '#/User'}
    nick: {type: string, nullable: true, pattern: '^[a-z]+$'}
    score: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 10, multipleOf: 0.5}
    address:
      type: object
      additionalProperties: false
      properties: {city: {type: string}}
    password: {type: string, writeOnly: true}
";

/// Requests as a collection.
fn collection(server: &Server, lines: &[&str]) -> Value {
    let item = |line: &&str| {
        let (method, path) = line.split_once(' ').unwrap();
        json!({"name": line, "request": {"method": method, "url": server.url(path)}})
    };
    let items: Vec<Value> = lines.iter().map(item).collect();
    json!({"info": {"name": "Users"}, "item": items})
}

fn json_answer(status: &str, headers: &str, body: &str) -> Answer {
    response(
        status,
        &format!("Content-Type: application/json\r\n{headers}"),
        body,
    )
}

/// A user who keeps the contract, but for one member.
fn user(name: &str, value: Value) -> String {
    let mut user = json!({"id": 1, "name": "a", "kind": "person", "nick": null, "boss": {"id": 2, "name": "b"}});
    user[name] = value;
    user.to_string()
}

struct Ran {
    folder: Folder,
    code: i32,
    out: String,
    told: String,
}

impl Ran {
    fn report(&self) -> Value {
        serde_json::from_str(&self.folder.read("report.json")).unwrap()
    }
}

/// Runs a collection with the specification and these arguments.
fn run(server: &Server, lines: &[&str], arguments: &[&str]) -> Ran {
    let folder = Folder::with(&[
        ("c.json", &collection(server, lines).to_string()),
        ("api.yaml", SPECIFICATION),
        ("schemas.yaml", SCHEMAS),
    ]);
    let base = format!("--openapi-base={}=/v1", server.url(""));
    let output = postrider()
        .current_dir(folder.path())
        .args([
            "run",
            "c.json",
            "-r",
            "cli,json",
            "--reporter-json-export",
            "report.json",
        ])
        .args(["--openapi", "api.yaml", &base])
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
        folder,
    }
}

/// Answers that break the contract, each with what is told of it.
type Faults = Vec<(String, &'static str)>;

fn faults_of_members() -> Faults {
    let missing = json!({"name": "a"}).to_string();
    vec![
        (
            missing,
            "`/id` is missing, expected it to be there (schemas.yaml:3)",
        ),
        (
            user("id", json!("1")),
            "`/id` is the text `1`, expected a whole number (schemas.yaml:5)",
        ),
        (
            user("id", json!(1.5)),
            "`/id` is the number 1.5, expected a whole number (schemas.yaml:5)",
        ),
        (
            user("id", Value::Null),
            "`/id` is null, expected a whole number (schemas.yaml:5)",
        ),
        (
            user("name", json!("")),
            "`/name` is the text ``: it is shorter than 1 character (schemas.yaml:6)",
        ),
        (
            user("kind", json!("cow")),
            "`/kind` is the text `cow`, expected one of `person`, `robot` (schemas.yaml:9)",
        ),
        (
            user("born", json!("1.2.2000")),
            "`/born` is the text `1.2.2000`, expected the format `date` (schemas.yaml:10)",
        ),
        (
            user("mail", json!("a")),
            "`/mail` is the text `a`, expected the format `email` (schemas.yaml:11)",
        ),
        (
            user("tags", json!("a")),
            "`/tags` is the text `a`, expected a list (schemas.yaml:12)",
        ),
        (
            user("tags", json!([1])),
            "`/tags/0` is the number 1, expected a text (schemas.yaml:12)",
        ),
    ]
}

fn faults_of_values() -> Faults {
    let deep = json!({"id": 1, "name": "a", "boss": {"id": 2, "name": "b", "boss": {"id": 3}}});
    vec![
        (
            user("tags", json!(["a", "b", "c"])),
            "`/tags` is a list: it has more than 2 items (schemas.yaml:12)",
        ),
        (
            user("tags", json!(["a", "a"])),
            "`/tags` is a list: it has non-unique elements (schemas.yaml:12)",
        ),
        (
            deep.to_string(),
            "`/boss/boss/name` is missing, expected it to be there (schemas.yaml:3)",
        ),
        (
            user("nick", json!("A")),
            "`/nick` is the text `A`, expected the pattern `^[a-z]+$` (schemas.yaml:14)",
        ),
        (
            user("score", json!(0)),
            "`/score` is the number 0: it is less than or equal to the minimum of 0 (schemas.yaml:15)",
        ),
        (
            user("score", json!(11)),
            "`/score` is the number 11: it is greater than the maximum of 10 (schemas.yaml:15)",
        ),
        (
            user("score", json!(0.7)),
            "`/score` is the number 0.7: it is not a multiple of 0.5 (schemas.yaml:15)",
        ),
        (
            user("address", json!({"street": "s"})),
            "`/address` has `street`, expected no other members (schemas.yaml:18)",
        ),
        (
            user("password", json!("x")),
            "`/password` is the text `x`, expected nothing: it is not sent this way (schemas.yaml:20)",
        ),
        (
            "[]".to_owned(),
            "the body is a list, expected an object (schemas.yaml:2)",
        ),
        (
            "{".to_owned(),
            "the body is no JSON: EOF while parsing an object at line 1 column 1 (api.yaml:31)",
        ),
    ]
}

/// What was wrong with one answer: the operation, the place, and the line of the specification.
#[test]
fn each_fault_of_an_answer_is_found_and_named() {
    let faults = [faults_of_members(), faults_of_values()].concat();
    let answers: Vec<String> = faults.iter().map(|fault| fault.0.clone()).collect();
    let server = Server::start(move |request| {
        let number = request.target().rsplit('/').next().unwrap();
        json_answer("200 OK", "", &answers[number.parse::<usize>().unwrap()])
    });
    let lines: Vec<String> = (0..faults.len())
        .map(|number| format!("GET /users/{number}"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let ran = run(&server, &lines, &["--openapi-severity", "fail"]);
    assert_eq!(ran.code, 1, "{}", ran.told);
    let report = ran.report();
    let failures = report["run"]["failures"].as_array().unwrap();
    assert_eq!(failures.len(), faults.len(), "{}", ran.out);
    for (failure, (body, message)) in failures.iter().zip(&faults) {
        assert_eq!(failure["error"]["message"], *message, "{body}");
        let test = "contract: GET /users/{id}: the body keeps its schema";
        assert_eq!(failure["error"]["test"], test);
    }
}

#[test]
fn a_status_a_content_type_and_a_header_that_are_not_documented_are_found() {
    let server = Server::start(|request| match request.line() {
        "GET /users HTTP/1.1" => json_answer("200 OK", "", "[]"),
        "GET /users?limit=1 HTTP/1.1" => {
            response("200 OK", "Content-Type: text/html\r\nX-Total: 1\r\n", "x")
        }
        "GET /users/1 HTTP/1.1" => json_answer("418 I'm a teapot", "", "{}"),
        "POST /users HTTP/1.1" => json_answer("400 Bad Request", "", "{}"),
        _ => response("204 No Content", "", ""),
    });
    let lines = [
        "GET /users",
        "GET /users?limit=1",
        "GET /users/1",
        "POST /users",
        "DELETE /users/1",
    ];
    let ran = run(&server, &lines, &["--openapi-severity", "fail"]);
    let report = ran.report();
    let failures = report["run"]["failures"].as_array().unwrap();
    let told: Vec<&str> = failures
        .iter()
        .map(|failure| failure["error"]["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "the header `X-Total` is missing, expected it to be there (api.yaml:13)",
            "is `text/html`, expected `application/json` (api.yaml:10)",
            "the status 418 is not documented, expected 200 (api.yaml:29)",
            "is `application/json`, expected `application/problem+json` (api.yaml:25)",
        ]
    );
}

#[test]
fn a_violation_is_a_warning_unless_it_is_to_fail() {
    let server = Server::start(|_| json_answer("200 OK", "", "{}"));
    let ran = run(&server, &["GET /users/1"], &[]);
    assert_eq!(ran.code, 0, "{}", ran.told);
    assert!(
        ran.out
            .contains("contract: GET /users/{id}: `/id` is missing"),
        "{}",
        ran.out
    );
    assert_eq!(ran.report()["run"]["failures"], json!([]));
    assert_eq!(ran.report()["run"]["coverage"]["violations"], 1);

    let ran = run(
        &server,
        &["GET /users/1", "GET /users/2"],
        &["--openapi-severity", "fail", "--bail"],
    );
    assert_eq!(ran.code, 1);
    assert_eq!(ran.report()["run"]["stats"]["requests"]["total"], 1);
}

#[test]
fn requests_are_checked_where_that_is_asked_for() {
    let server = Server::start(|request| match request.line().split(' ').next() {
        Some("POST") => response("201 Created", "", ""),
        _ => json_answer("200 OK", "X-Total: 0\r\n", "[]"),
    });
    let lines = ["GET /users?limit=many", "POST /users"];
    let severity = ["--openapi-severity", "fail"];
    let quiet = run(&server, &lines, &severity);
    assert_eq!(quiet.code, 0, "{}", quiet.out);
    let ran = run(
        &server,
        &lines,
        &[&severity[..], &["--openapi-check", "request,response"]].concat(),
    );
    assert_eq!(ran.code, 1);
    for told in [
        "the query parameter `limit` is the text `many`, expected a whole number (api.yaml:8)",
        "the body is missing, expected `application/json` (api.yaml:18)",
    ] {
        let failures = ran.report()["run"]["failures"].to_string();
        assert!(failures.contains(told), "{failures}");
    }
}

/// By hand: of four operations, two are touched; of `GET /users` its status, its parameter and its media
/// type; of `DELETE /users/{id}` its status and its parameter.
#[test]
fn what_was_touched_equals_a_count_by_hand() {
    let server = Server::start(touched);
    let lines = [
        "GET /users?limit=3",
        "GET /users",
        "DELETE /users/1",
        "GET /other?x=1",
        "GET /other",
    ];
    let arguments = ["--openapi-coverage-min", "50", "-n", "2"];
    let ran = run(&server, &lines, &arguments);
    assert_eq!(ran.code, 0, "{}", ran.told);
    let coverage = &ran.report()["run"]["coverage"];
    for (name, covered, total) in [
        ("operations", 2, 4),
        ("statuses", 2, 5),
        ("parameters", 1, 1),
        ("mediaTypes", 1, 4),
    ] {
        let share = [&coverage[name]["covered"], &coverage[name]["total"]];
        assert_eq!(share, [&json!(covered), &json!(total)], "{name}");
    }
    let unknown = json!([{"request": format!("GET {}", server.url("/other")), "times": 4}]);
    assert_eq!(coverage["unknown"], unknown);
    assert_eq!(coverage["list"][0]["exchanges"], 4);
    assert!(
        ran.out.contains("contract: 2 of 4 (50 %) operations"),
        "{}",
        ran.out
    );

    let short = run(&server, &lines, &["--openapi-coverage-min", "51"]);
    assert_eq!(short.code, 1);
    assert!(
        short
            .told
            .contains("2 of 4 (50 %) of the contract's operations were touched, expected 51 %"),
        "{}",
        short.told
    );
    let rest = run(
        &server,
        &lines,
        &[
            "--openapi-ignore",
            "/users/*",
            "--openapi-ignore",
            "POST /users",
            "--openapi-coverage-min",
            "100",
        ],
    );
    assert_eq!(rest.code, 0, "{}", rest.told);
}

fn touched(request: &Received) -> Answer {
    match request.target() {
        "/users?limit=3" | "/users" => json_answer("200 OK", "X-Total: 0\r\n", "[]"),
        "/users/1" => response("204 No Content", "", ""),
        _ => ok("x"),
    }
}

#[test]
fn reports_show_what_was_touched() {
    let server = Server::start(touched);
    let arguments = [
        "-r",
        "html,markdown,cobertura",
        "--reporter-html-export",
        "r.html",
        "--reporter-markdown-export",
        "r.md",
        "--reporter-cobertura-export",
        "r.xml",
    ];
    let ran = run(&server, &["GET /users", "GET /other"], &arguments);
    assert_eq!(ran.code, 0, "{}", ran.told);
    let page = ran.folder.read("r.html");
    assert!(page.contains(
        "<td>GET /users</td><td class=\"faint\">api.yaml:6</td><td class=\"figure\">1</td>"
    ));
    let page = ran.folder.read("r.md");
    assert!(page.contains("| operations | 1 of 4 (25 %) |"), "{page}");
    assert!(
        page.contains("- DELETE /users/{id}") || page.contains("- DELETE /users/\\{id\\}"),
        "{page}"
    );
    let xml = ran.folder.read("r.xml");
    assert!(
        xml.contains("lines-covered=\"1\" lines-valid=\"4\""),
        "{xml}"
    );
    assert!(
        xml.contains(
            "<line number=\"6\" hits=\"1\" branch=\"true\" condition-coverage=\"66% (2/3)\"/>"
        ),
        "{xml}"
    );
}

#[test]
fn requests_of_scripts_are_held_against_the_contract_too() {
    let server = Server::start(|_| json_answer("200 OK", "", "{}"));
    let folder = Folder::with(&[("api.yaml", SPECIFICATION), ("schemas.yaml", SCHEMAS)]);
    let script = format!(
        "pm.sendRequest('{}', () => {{}})",
        server.url("/v1/users/1")
    );
    let collection = json!({"info": {"name": "C"}, "item": [{"name": "A", "request": server.url("/x"),
        "event": [{"listen": "test", "script": {"exec": [script]}}]}]});
    std::fs::write(folder.path().join("c.json"), collection.to_string()).unwrap();
    let output = postrider()
        .current_dir(folder.path())
        .args([
            "run",
            "c.json",
            "--openapi",
            "api.yaml",
            "--openapi-severity",
            "fail",
        ])
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("`/id` is missing"), "{out}");
}

#[test]
fn what_can_be_no_contract_is_told_before_anything_runs() {
    let folder = Folder::with(&[
        ("c.json", "{\"item\": []}"),
        ("a.yaml", "a: 1"),
        ("b.yaml", "openapi: 3.0.0\npaths: {/a: {$ref: 'x.yaml'}}\n"),
    ]);
    for (arguments, message) in [
        (&["--openapi", "none.yaml"][..], "specification `none.yaml`"),
        (
            &["--openapi", "a.yaml"],
            "specification a.yaml:1:1: expected `openapi` or `swagger` in it",
        ),
        (
            &["--openapi", "b.yaml"],
            "specification b.yaml:2:20: `$ref: x.yaml`: ",
        ),
        (
            &["--openapi", "b.yaml", "--openapi-base", "x"],
            "`--openapi-base x`: expected `URL=/path`",
        ),
        (
            &["--openapi", "b.yaml", "--openapi-ignore", "x"],
            "`--openapi-ignore x`: expected a path",
        ),
        (
            &["--openapi-coverage-min", "80"],
            "`--openapi-coverage-min` needs a contract",
        ),
    ] {
        let output = postrider()
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(arguments)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn a_run_with_a_contract_that_it_has_no_requests_for_says_so() {
    let server = Server::start(|_| ok("x"));
    let ran = run(&server, &["GET /other"], &["--openapi-coverage-min", "1"]);
    assert_eq!(ran.code, 1, "{}", ran.told);
    assert_eq!(ran.report()["run"]["coverage"]["operations"]["total"], 4);
}
