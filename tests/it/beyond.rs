//! What scripts reach beyond their item: other requests of the collection, packages, the vault.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// A collection of requests: id, path below the server, prerequest script, test script.
fn collection(server: &Server, items: &[(&str, &str, &str, &str)]) -> String {
    let script = |listen: &str, text: &str| json!({"listen": listen, "script": {"exec": [text]}});
    let item = |(id, path, before, after): &(&str, &str, &str, &str)| {
        let events = [script("prerequest", before), script("test", after)];
        json!({"id": id, "name": id.to_uppercase(), "request": server.url(path), "event": events})
    };
    let items: Vec<Value> = items.iter().map(item).collect();
    json!({"info": {"name": "C"}, "variable": [{"key": "cv", "value": "0"}], "item": items})
        .to_string()
}

/// Runs `a` of a collection; returns the exit code and all events.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, Vec<Value>) {
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .args(["run", "c.json", "--folder", "a", "-r", "ndjson"]);
    let output = command.args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code().unwrap(),
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// What the scripts logged, a line each.
fn logged(events: &[Value]) -> Vec<String> {
    let lines = events.iter().filter(|event| event["event"] == "console");
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    lines
        .map(|event| {
            event["messages"]
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn a_script_runs_another_request_with_its_scripts() {
    let server = Server::start(|request| ok(request.target()));
    let outer = "pm.environment.set('e', 'outer'); shared = 1;
        const response = await pm.execution.runRequest('b', {variables: {given: 'x'}});
        console.log(response.text(), pm.environment.get('e'), pm.variables.get('own'), pm.variables.get('given'), shared);
        pm.test('outer', () => {});";
    let before =
        "pm.environment.set('e', pm.environment.get('e') + '+'); pm.variables.set('own', 1); shared += 1;
        pm.execution.setNextRequest('a')";
    let items = [
        ("a", "/a", "", outer),
        (
            "b",
            "/b?{{given}}&{{e}}",
            before,
            "pm.test('inner', () => pm.response.to.have.status(200))",
        ),
    ];
    let folder = Folder::with(&[("c.json", &collection(&server, &items))]);
    let (code, events) = run(&folder, &[]);
    assert_eq!(logged(&events), ["/b?x&outer+ outer+ 1 null 2"]);
    let names: Vec<&str> = events
        .iter()
        .filter(|event| event["event"] == "assertion")
        .map(|event| event["assertions"][0]["name"].as_str().unwrap())
        .collect();
    assert_eq!((code, names), (0, vec!["inner", "outer"]));
    let sent: Vec<(&str, &str)> = events
        .iter()
        .filter(|event| event["event"] == "io")
        .map(|event| {
            (
                event["trace"]["source"].as_str().unwrap(),
                event["item"]["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(sent, [("collection", "A"), ("script", "A")]);
}

#[test]
fn a_nested_request_that_is_skipped_fails_or_is_unknown_says_so() {
    let server = Server::start(|_| ok("{}"));
    let outer =
        "const run = (id) => pm.execution.runRequest(id).then((r) => r && r.code, (error) => error.message);
        for (const id of ['s', 'S', '123-s', 'sss', '']) console.log(await run(id));
        console.log(await Promise.all([run('ok'), run('ok')]));";
    let items = [
        ("a", "/a", "", outer),
        ("s", "/s", "pm.execution.skipRequest()", ""),
        ("ok", "/ok", "", ""),
    ];
    let folder = Folder::with(&[("c.json", &collection(&server, &items))]);
    let (code, events) = run(&folder, &[]);
    let unknown = "the collection has no request with the id or name `sss`";
    let nothing = "runRequest: collection request id not provided";
    assert_eq!(
        logged(&events),
        ["null", "null", "null", unknown, nothing, "[200,200]"]
    );
    assert_eq!(code, 0);
}

#[test]
fn an_error_in_a_nested_request_is_the_scripts_own() {
    let server = Server::start(|_| ok("{}"));
    for script in [
        ("throw new TypeError('inside')", ""),
        ("", "throw new TypeError('inside')"),
    ] {
        let items = [
            ("a", "/a", "", "await pm.execution.runRequest('b')"),
            ("b", "/b", script.0, script.1),
        ];
        let folder = Folder::with(&[("c.json", &collection(&server, &items))]);
        let (code, events) = run(&folder, &[]);
        let failed = events
            .iter()
            .find(|event| event["event"] == "script" && !event["error"].is_null());
        assert_eq!(
            (code, &failed.unwrap()["error"]["message"]),
            (1, &json!("inside"))
        );
    }
}

#[test]
fn a_failed_test_of_a_nested_request_fails_the_run_and_stops_it_with_bail() {
    let server = Server::start(|_| ok("{}"));
    let items = [
        ("a", "/a", "", "await pm.execution.runRequest('b')"),
        (
            "b",
            "/b",
            "",
            "pm.test('no', () => { throw new Error('x') })",
        ),
    ];
    let folder = Folder::with(&[("c.json", &collection(&server, &items))]);
    assert_eq!(run(&folder, &[]).0, 1);
    let (code, events) = run(&folder, &["--bail", "-n", "3"]);
    let iterations = events
        .iter()
        .filter(|event| event["event"] == "beforeIteration")
        .count();
    assert_eq!((code, iterations), (1, 1));
}

#[test]
fn requests_run_requests_ten_deep_and_no_deeper() {
    let server = Server::start(|_| ok("{}"));
    let script = "depth = (typeof depth === 'undefined' ? 0 : depth) + 1;
        try { await pm.execution.runRequest('a') } catch (error) { console.log(depth, error.message) }";
    let folder = Folder::with(&[("c.json", &collection(&server, &[("a", "/a", script, "")]))]);
    let (code, events) = run(&folder, &[]);
    assert_eq!(
        logged(&events),
        ["11 Max pm.execution.runRequest depth of 10 has been reached."]
    );
    assert_eq!((code, server.received().len()), (0, 11));
}

#[test]
fn packages_are_found_as_files_and_as_folders() {
    let server = Server::start(|_| ok("{}"));
    let script = "const look = (name) => { try { return JSON.stringify(pm.require(name)) } catch (error) { return error.message } };
        for (const name of ['@team/one', '@team/two', 'npm:three@1.2.3', 'npm:three@2.0.0', '@team/throws', '@team/none', '../c'])
          console.log(look(name));
        console.log(pm.require('@team/one') === pm.require('@team/one'));";
    let folder = Folder::with(&[
        (
            "c.json",
            &collection(
                &server,
                &[("a", "/a", "pm.environment.set('e', 'set')", script)],
            ),
        ),
        (
            "pk/@team/one.js",
            "module.exports = {e: pm.environment.get('e'), hidden: typeof tests + typeof _}",
        ),
        (
            "pk/@team/two/index.js",
            "const _ = 2; exports.two = _; exports.part = require('./part'); exports.self = module.id",
        ),
        ("pk/@team/two/part.json", "[1]"),
        (
            "pk/three/package.json",
            r#"{"version": "1.2.3", "main": "lib/main"}"#,
        ),
        (
            "pk/three/lib/main.js",
            "module.exports = [typeof pm, require('lodash').add(1, 1)]",
        ),
        ("pk/@team/throws.js", "null.x"),
    ]);
    let (code, events) = run(&folder, &["--packages", "pk"]);
    let lines = logged(&events);
    assert_eq!(lines[0], r#"{"e":"set","hidden":"undefinedundefined"}"#);
    assert_eq!(lines[1], r#"{"two":2,"part":[1],"self":"@team/two"}"#);
    assert_eq!(lines[2], r#"["undefined",2]"#);
    assert_eq!(
        lines[3],
        "Cannot find package 'npm:three@2.0.0': `pk/three` is version 1.2.3, not 2.0.0"
    );
    assert_eq!(
        lines[4],
        "Error in package '@team/throws': Cannot read properties of null (reading 'x')"
    );
    assert!(
        lines[5].starts_with("Cannot find package '@team/none': looked for `pk/@team/none`"),
        "{lines:?}"
    );
    assert!(
        lines[6].contains("no name of a package within the folder"),
        "{lines:?}"
    );
    assert_eq!((code, lines[7].as_str()), (0, "true"));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_of_packages_is_not_followed() {
    let server = Server::start(|_| ok("{}"));
    let folder = Folder::with(&[
        (
            "c.json",
            &collection(&server, &[("a", "/a", "pm.require('evil')", "")]),
        ),
        ("secret.js", "module.exports = 1"),
        ("pk/x.js", ""),
    ]);
    std::os::unix::fs::symlink(
        folder.path().join("secret.js"),
        folder.path().join("pk/evil.js"),
    )
    .unwrap();
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .args(["run", "c.json", "--packages", "pk"]);
    command
        .assert()
        .code(1)
        .stdout(contains("leads out of the folder of packages"));
}

#[test]
fn without_a_folder_packages_are_asked_for() {
    let server = Server::start(|_| ok("{}"));
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server, &[("a", "/a", "pm.require('@t/p')", "")]),
    )]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .assert()
        .code(1)
        .stdout(contains("--packages"));
    let missing = postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--packages", "none"])
        .assert();
    missing
        .code(2)
        .stderr(contains("the folder of packages `none` does not exist"));
}

#[test]
fn the_vault_is_for_scripts_and_requests_and_for_no_report() {
    let server = Server::start(|_| ok("{}"));
    let script =
        "console.log(await pm.vault.get('key'), await pm.vault.get('none'), await pm.vault.get('ENV'));
        await pm.vault.set('new', 'fresh-secret'); await pm.vault.unset('key');
        console.log(typeof await pm.vault.get('new'), typeof await pm.vault.get('key'))";
    let items = [(
        "a",
        "/a?{{vault:key}}{{vault:ENV}}{{vault:far}}",
        "",
        script,
    )];
    let vault = r#"{"values": [{"key": "key", "value": "file-secret"}, {"key": "far", "value": "other", "domains": ["x.test"]}]}"#;
    let folder = Folder::with(&[
        ("c.json", &collection(&server, &items)),
        ("vault.json", vault),
    ]);
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .env("POSTRIDER_VAULT_ENV", "from-environment");
    let output = command
        .args([
            "run",
            "c.json",
            "--vault-file",
            "vault.json",
            "-r",
            "cli,ndjson",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(
        server.sole_request().target(),
        "/a?file-secretfrom-environment{{vault:far}}"
    );
    assert!(
        text.contains("'(redacted)', undefined, '(redacted)'")
            && text.contains("'string', 'undefined'")
    );
    assert!(
        !text.contains("file-secret") && !text.contains("from-environment"),
        "{text}"
    );
}

#[test]
fn a_vault_that_was_not_given_is_denied_and_a_broken_one_is_refused() {
    let server = Server::start(|_| ok("{}"));
    let script = "pm.vault.get('key').catch((error) => console.log(error.message))";
    let folder = Folder::with(&[
        ("c.json", &collection(&server, &[("a", "/a", "", script)])),
        ("v.json", "[1]"),
    ]);
    let (_, events) = run(&folder, &[]);
    assert!(
        logged(&events)[0].starts_with("Vault access denied"),
        "{events:?}"
    );
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .args(["run", "c.json", "--vault-file", "v.json"]);
    command
        .assert()
        .code(2)
        .stderr(contains("vault `v.json`: expected an object").and(contains("hint:")));
}
