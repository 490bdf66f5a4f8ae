//! Options beside Newman's: where defaults come from, what runs, in which order, how often.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Received, Server, ok, redirect};

/// A collection of two folders and a request, each request to the path of its name.
fn collection(name: &str, url: &str) -> String {
    let request = |name: &str| json!({"name": name, "request": format!("{url}/{name}?e={{{{e}}}}&c={{{{c}}}}")});
    json!({"info": {"name": name}, "variable": [{"key": "c", "value": "own"}], "item": [
        {"name": "A", "item": [request("a1"), request("a2")]},
        {"name": "B", "item": [request("b1"), request("a1")]},
        request("last"),
    ]})
    .to_string()
}

/// Runs in a folder of these files beside `c.json`, and returns the paths that were asked for.
fn asked(files: &[(&str, &str)], variables: &[(&str, &str)], arguments: &[&str]) -> Vec<String> {
    let server = Server::start(|_| ok("hello"));
    let folder = Folder::with(files);
    folder.write("c.json", &collection("C", &server.url("")));
    let mut program = postrider();
    program
        .current_dir(folder.path())
        .envs(variables.iter().copied())
        .env("HOME", folder.path());
    program.args(arguments).assert().code(0);
    server
        .received()
        .iter()
        .map(|received| received.target().to_owned())
        .collect()
}

fn paths(arguments: &[&str]) -> Vec<String> {
    let all = asked(&[], &[], &[&["run", "c.json"], arguments].concat());
    all.iter()
        .map(|path| path.split('?').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_runs_is_chosen_by_path_pattern_and_order() {
    assert_eq!(paths(&["--folder", "B / a1"]), ["/a1"]);
    assert_eq!(
        paths(&["--exclude", "A", "--exclude", "last"]),
        ["/b1", "/a1"]
    );
    assert_eq!(
        paths(&["--grep", "^B / ", "--grep", "a2"]),
        ["/a2", "/b1", "/a1"]
    );
    assert_eq!(
        paths(&["--folder", "B", "--folder", "last", "--folder", "A"]),
        ["/a1", "/a2", "/b1", "/a1", "/last"]
    );
    let given = paths(&["--folder", "last", "--folder", "A", "--order", "given"]);
    assert_eq!(given, ["/last", "/a1", "/a2"]);
}

#[test]
fn defaults_come_from_files_and_variables_and_what_is_typed_wins() {
    let toml = (
        "postrider.toml",
        "env-var = [\"e=toml\"]\nfolder = \"last\"\n[run]\ncollection = \"c.json\"\n",
    );
    let rc = (
        ".newmanrc",
        r#"{"envVar": [{"key": "e", "value": "rc"}], "iterationCount": 2, "color": "off"}"#,
    );
    assert_eq!(asked(&[toml], &[], &["run"]), ["/last?e=toml&c=own"]);
    assert_eq!(
        asked(&[toml, rc], &[], &["run", "-n", "1"]),
        ["/last?e=toml&c=own"]
    );
    assert_eq!(
        asked(&[rc], &[], &["run", "c.json", "--folder", "a2"]),
        ["/a2?e=rc&c=own", "/a2?e=rc&c=own"]
    );
    let variables = [
        ("POSTRIDER_ENV_VAR", "e=env"),
        ("POSTRIDER_COLLECTION_VAR", "c=set"),
    ];
    assert_eq!(
        asked(&[toml, rc], &variables, &["run", "-n", "1"]),
        ["/last?e=env&c=set"]
    );
    assert_eq!(
        asked(&[toml], &variables, &["run", "--env-var", "e=typed"]),
        ["/last?e=typed&c=set"]
    );
    let unset = asked(
        &[toml, rc],
        &variables,
        &["run", "c.json", "--no-config", "--folder", "last"],
    );
    assert_eq!(unset, ["/last?e={{e}}&c=own"]);
}

#[test]
fn of_newmans_files_the_nearest_counts_and_their_lists_are_not_mixed() {
    let home = (
        ".home/.postman/newmanrc",
        r#"{"run": {"envVar": [{"key": "e", "value": "home"}], "folder": "last", "iterationCount": 2}}"#,
    );
    let near = (
        ".newmanrc",
        r#"{"envVar": [{"key": "e", "value": "near"}]}"#,
    );
    let ask = |files: &[(&str, &str)], arguments: &[&str]| {
        let server = Server::start(|_| ok("hello"));
        let folder = Folder::with(files);
        folder.write("c.json", &collection("C", &server.url("")));
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .env("HOME", folder.path().join(".home"));
        program
            .args([&["run", "c.json"], arguments].concat())
            .assert()
            .code(0);
        server
            .received()
            .iter()
            .map(|received| received.target().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ask(&[home], &[]),
        ["/last?e=home&c=own", "/last?e=home&c=own"]
    );
    assert_eq!(
        ask(&[home, near], &[]),
        ["/last?e=near&c=own", "/last?e=near&c=own"]
    );
    // Newman's own defaults would win over these.
    assert_eq!(
        ask(&[home, near], &["-n", "1", "--env-var", "e=typed"]),
        ["/last?e=typed&c=own"]
    );
    let folders = (
        ".newmanrc",
        r#"{"folder": ["b1"], "reporters": ["json", "junit"], "reporter": {"json": {"export": "r.json"}, "junit": {"export": "r.xml"}}}"#,
    );
    assert_eq!(ask(&[home, folders], &["-n", "1"]), ["/b1?e=home&c=own"]);
}

#[test]
fn rows_of_csv_are_read_by_newmans_rules_with_other_delimiters_and_without_names() {
    let rows = |name: &str, text: &str, arguments: &[&str]| -> Vec<String> {
        let server = Server::start(|_| ok("hello"));
        let script = "pm.variables.set('row', encodeURIComponent(JSON.stringify(pm.iterationData.toObject())))";
        let event = json!([{"listen": "prerequest", "script": {"exec": [script]}}]);
        let item = json!({"name": "a", "event": event, "request": server.url("/?{{row}}")});
        let folder = Folder::with(&[
            (
                "c.json",
                &json!({"info": {"name": "C"}, "item": [item]}).to_string(),
            ),
            (name, text),
        ]);
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args([&["run", "c.json", "-d", name], arguments].concat())
            .assert()
            .code(0);
        let decoded = |received: &Received| {
            percent_encoding::percent_decode_str(&received.target()[2..])
                .decode_utf8()
                .unwrap()
                .into_owned()
        };
        server.received().iter().map(decoded).collect()
    };
    let cast = rows(
        "d.csv",
        "\u{feff}a, b ,c\r\n01,\"01\",1e3\r\nx y,,0x1F\n5",
        &[],
    );
    assert_eq!(
        cast,
        [
            r#"{"a":"01","b":"01","c":1000}"#,
            r#"{"a":"x y","b":"","c":"0x1F"}"#,
            r#"{"a":5}"#
        ]
    );
    let tabs = rows("d.tsv", "a\tb\n1\t2,3\n", &["--data-delimiter", "tab"]);
    assert_eq!(tabs, [r#"{"a":1,"b":"2,3"}"#]);
    assert_eq!(
        rows(
            "d.csv",
            "1;2\n3;4\n",
            &["--data-delimiter", ";", "--data-columns", "x,y"]
        ),
        [r#"{"x":1,"y":2}"#, r#"{"x":3,"y":4}"#]
    );
    assert_eq!(
        rows("d.csv", "a\n1\n2\n", &["-n", "3"]),
        [r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":2}"#]
    );
    assert_eq!(
        rows("d.json", r#"[{"a": "01", "b": null}, {}]"#, &[]),
        [r#"{"a":"01","b":null}"#, "{}"]
    );
    assert_eq!(
        rows("d.csv", "sep=;\na;b\n1.50;5\n\n", &["--data-strings"]),
        [r#"{"a":"1.50","b":"5"}"#]
    );
}

#[test]
fn iteration_data_that_is_not_there_or_does_not_fit_runs_nothing() {
    for (name, text, message) in [
        (
            "d.csv",
            "phone,id\n",
            "error: iteration data `d.csv` has no row: only a line of names",
        ),
        (
            "d.csv",
            "",
            "error: iteration data `d.csv` has no row: the file is empty",
        ),
        (
            "d.json",
            "[]",
            "error: iteration data `d.json` has no row: an empty array",
        ),
        (
            "d.json",
            "[{}, 1]",
            "error: iteration data `d.json`: row 2 is a number, expected an object",
        ),
        (
            "d.csv",
            "a;b\n1;2\n",
            "hint: give `--data-delimiter semicolon`",
        ),
    ] {
        let server = Server::start(|_| ok("hello"));
        let item = json!({"name": "a", "request": server.url("/")});
        let folder = Folder::with(&[
            (
                "c.json",
                &json!({"info": {"name": "C"}, "item": [item]}).to_string(),
            ),
            (name, text),
        ]);
        postrider()
            .current_dir(folder.path())
            .args(["run", "c.json", "-n", "2", "-d", name])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(message));
        assert!(server.received().is_empty(), "{text:?}");
    }
}

#[test]
fn a_cell_without_a_name_is_warned_of() {
    let folder = Folder::with(&[
        ("c.json", r#"{"info": {"name": "C"}, "item": []}"#),
        ("d.csv", "a\n1,2\n"),
    ]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "-d", "d.csv"])
        .assert()
        .code(0)
        .stderr(contains(
            "warning: iteration data `d.csv`: line 2 has more cells than there are names",
        ));
}

#[test]
fn what_is_wrong_in_a_configuration_is_told_with_its_place() {
    for (file, text, message) in [
        (
            "postrider.toml",
            "colr = 1",
            "there is no option `colr`\n\nhint: did you mean `color`?",
        ),
        (
            "postrider.toml",
            "color = \"pink\"",
            "`color`: invalid value 'pink'",
        ),
        (
            "postrider.toml",
            "bail = [",
            "postrider.toml` is not TOML: line 1, column",
        ),
        (
            "postrider.toml",
            "insecure = \"x\"",
            "`insecure`: expected true or false, found a text",
        ),
        (".newmanrc", "{", ".newmanrc` is not JSON"),
    ] {
        let folder = Folder::with(&[(file, text)]);
        let told = contains(message).and(contains("panicked").not());
        postrider()
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .assert()
            .code(2)
            .stdout("")
            .stderr(told);
    }
}

#[test]
fn several_collections_have_one_report_and_share_the_environment() {
    let server = Server::start(|_| ok("hello"));
    let script =
        json!([{"listen": "test", "script": {"exec": ["pm.environment.set('e', 'left')"]}}]);
    let first = json!({"info": {"name": "First"}, "item": [{"name": "one", "event": script, "request": server.url("/one")}]});
    let folder = Folder::with(&[
        ("1.json", &first.to_string()),
        ("2.json", &collection("Second", &server.url(""))),
    ]);
    let mut program = postrider();
    program.current_dir(folder.path()).args([
        "run", "1.json", "2.json", "--folder", "one", "--folder", "last",
    ]);
    program.args([
        "-r",
        "cli,json",
        "--reporter-json-export",
        "r.json",
        "--export-collection",
        "out",
    ]);
    program.args(["--color", "off"]);
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let printed = program.assert().code(0).get_output().stdout.clone();
    let printed = String::from_utf8(printed).unwrap();
    assert!(
        printed.contains("\nFirst\n") && printed.contains("\nSecond\n"),
        "{printed}"
    );
    assert_eq!(printed.matches("total run duration").count(), 1);
    let targets: Vec<String> = server
        .received()
        .iter()
        .map(|received| received.target().to_owned())
        .collect();
    assert_eq!(targets, ["/one", "/last?e=left&c=own"]);
    let report = folder.json("r.json");
    assert_eq!(report["run"]["executions"].as_array().unwrap().len(), 2);
    assert_eq!(report["otherCollections"][0]["info"]["name"], "Second");
    assert_eq!(
        folder.json("out/Second.json")["variable"][0]["value"],
        "own"
    );
    let told = contains("none of the 2 collections has a folder or request named `x`");
    let mut unknown = postrider();
    unknown
        .current_dir(folder.path())
        .args(["run", "1.json", "2.json", "--folder", "x"]);
    unknown.assert().code(2).stderr(told);
}

#[test]
fn a_collection_comes_from_standard_input_or_from_the_postman_api() {
    const UID: &str = "12-931c1484-fd1e-4ceb-81d0-2aa102ca8b5f";
    let server = Server::start(|request: &Received| {
        let own = json!({"collection": {"info": {"name": "API"}, "item": []}});
        let is_known = request.header("x-api-key") == Some("key-1")
            && request.target() == format!("/collections/{UID}");
        if is_known {
            ok(own.to_string())
        } else {
            ok("hello")
        }
    });
    let text = collection("C", &server.url(""));
    postrider()
        .args(["run", "-", "--folder", "last"])
        .write_stdin(text.clone())
        .assert()
        .code(0);
    assert_eq!(server.received().len(), 1);
    let both = contains("iteration data `-`: standard input was read as collection already");
    postrider()
        .args(["run", "-", "-d", "-"])
        .write_stdin(text)
        .assert()
        .code(2)
        .stderr(both);
    let api = server.url("");
    let mut program = postrider();
    program.args([
        "run",
        UID,
        "--postman-api-key",
        "key-1",
        "--postman-api-url",
        api.trim_end_matches('/'),
    ]);
    program.assert().code(0).stdout(contains("API"));
    postrider()
        .args(["run", UID])
        .assert()
        .code(2)
        .stderr(contains("--postman-api-key"));
}

#[test]
fn the_key_for_the_postman_api_is_not_shown_to_another_server() {
    let other = Server::start(|_| ok(r#"{"info": {"name": "C"}, "item": []}"#));
    let target = other.url("/c.json");
    let api = Server::start(move |_| redirect(302, &target));
    let mut program = postrider();
    program.args([
        "run",
        &api.url("/collections/x"),
        "--postman-api-key",
        "key-1",
    ]);
    program.args(["--postman-api-url", api.url("").trim_end_matches('/')]);
    program
        .assert()
        .code(2)
        .stderr(contains("could not be fetched").and(contains("key-1").not()));
    assert_eq!(
        (
            api.received()[0].header("x-api-key"),
            other.received().len()
        ),
        (Some("key-1"), 0)
    );
}

#[test]
fn nothing_is_sent_by_a_list_or_a_dry_run() {
    let server = Server::start(|_| ok("hello"));
    let folder = Folder::with(&[("c.json", &collection("C", &server.url("")))]);
    let run = |arguments: &[&str]| {
        let mut program = postrider();
        let output = program
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(arguments)
            .assert()
            .code(0);
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    let listed = run(&["--list", "--exclude", "A"]);
    assert!(
        listed.starts_with("C: 3 requests, 1 iteration\n  GET  B / b1  http://"),
        "{listed}"
    );
    let json: Value = serde_json::from_str(&run(&["--list=json"])).unwrap();
    assert_eq!(json[0]["requests"][1]["folders"], json!(["A"]));
    let shown = run(&["--dry-run", "--folder", "last"]);
    assert!(
        shown.contains("→ last\n  GET http://") && shown.contains("?e={{e}}&c=own\n"),
        "{shown}"
    );
    assert!(
        shown.ends_with("variables without a value:\n  e  in last\n"),
        "{shown}"
    );
    assert_eq!(server.received().len(), 0);
}

#[test]
fn a_dry_run_fails_for_a_request_that_cannot_be_read() {
    let items = json!([{"name": "fine", "request": "http://127.0.0.1:9/"}, {"name": "odd", "request": {"url": 5}}]);
    let collection = json!({"info": {"name": "C"}, "item": items});
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    for (name, code) in [("fine", 0), ("odd", 1)] {
        let arguments = ["run", "c.json", "--dry-run", "--folder", name];
        postrider()
            .current_dir(folder.path())
            .args(arguments)
            .assert()
            .code(code);
    }
}

#[test]
fn a_request_without_a_response_is_sent_again_and_called_flaky() {
    // The first connection is closed without a word.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        drop(listener.accept().unwrap());
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 4096];
        let _ = std::io::Read::read(&mut stream, &mut buffer);
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
    });
    let json = json!({"info": {"name": "C"}, "item": [{"name": "shaky", "request": format!("http://127.0.0.1:{port}/")}]});
    let folder = Folder::with(&[("c.json", &json.to_string())]);
    let arguments = ["run", "c.json", "--retry", "2", "--retry-delay", "1"];
    let told = contains("attempt 1 failed").and(contains("flaky: shaky"));
    postrider()
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(0)
        .stdout(told);
    server.join().unwrap();
    let refused = json!({"info": {"name": "C"}, "item": [{"name": "gone", "request": "http://127.0.0.1:1/"}]});
    folder.write("c.json", &refused.to_string());
    let told = contains("attempt 2 failed").and(contains("ECONNREFUSED"));
    postrider()
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(1)
        .stdout(told);
}

#[test]
fn an_empty_run_fails_where_that_is_asked_for() {
    let folder = Folder::with(&[("c.json", r#"{"info": {"name": "C"}, "item": []}"#)]);
    let run = |arguments: &[&str]| {
        postrider()
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(arguments)
            .assert()
    };
    run(&[]).code(0);
    run(&["--fail-on-empty"]).code(1).stderr(contains(
        "no request was sent\n\nhint: the collection has no request",
    ));
}

#[test]
fn a_failed_test_shows_the_response_and_the_rest_can_be_left_out() {
    let server = Server::start(|_| ok(format!("{{\"why\": \"{}\"}}", "x".repeat(2000))));
    let test = |line: &str| json!([{"listen": "test", "script": {"exec": [line]}}]);
    let json = json!({"info": {"name": "C"}, "item": [
        {"name": "good", "event": test("pm.test('fine', () => {})"), "request": server.url("/")},
        {"name": "bad", "event": test("pm.test('broken', () => { throw 1 })"), "request": server.url("/")}]});
    let folder = Folder::with(&[("c.json", &json.to_string())]);
    let run = |arguments: &[&str]| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "--reporter-cli-no-summary"])
            .args(arguments);
        String::from_utf8(program.assert().code(1).get_output().stdout.clone()).unwrap()
    };
    let all = run(&[]);
    assert!(
        all.contains("the beginning of the response body") && all.contains("→ good"),
        "{all}"
    );
    assert!(all.matches('x').count() < 1000);
    assert!(run(&["--show-body-on-failure"]).matches('x').count() >= 2000);
    assert!(!run(&["--show-body-on-failure=off"]).contains("response body"));
    let failures = run(&["--only-failures"]);
    assert!(
        !failures.contains("good") && failures.contains("→ bad") && failures.contains("1. broken"),
        "{failures}"
    );
}

#[test]
fn a_variable_that_is_named_secret_is_masked_unless_all_is_shown() {
    let server = Server::start(|request: &Received| ok(request.target()));
    let test = json!([{"listen": "test", "script": {"exec": ["console.log(pm.response.text(), btoa('x' + pm.environment.get('k')))"]}}]);
    let json = json!({"info": {"name": "C"}, "item": [{"name": "a", "event": test, "request": server.url("/?k={{k}}")}]});
    let folder = Folder::with(&[
        ("c.json", &json.to_string()),
        (".env", "# keys\nexport k='hidden-value-1'\n"),
    ]);
    let run = |arguments: &[&str]| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "--env-file", ".env"])
            .args(arguments);
        String::from_utf8(program.assert().code(0).get_output().stdout.clone()).unwrap()
    };
    assert!(run(&[]).contains("hidden-value-1"));
    let masked = run(&["--secret", "k"]);
    assert!(
        !masked.contains("hidden-value-1") && !masked.contains("oaWRkZW4tdmFsdWUt"),
        "{masked}"
    );
    assert!(run(&["--secret", "k", "--show-secrets"]).contains("hidden-value-1"));
}
