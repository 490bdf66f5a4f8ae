//! Variables: their scopes, what has none, and those that are made up.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use super::{collection, named, run, server};
use crate::program::{Folder, postrider};

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
async fn scopes_follow_their_precedence_and_are_exported() {
    let server = server().await;
    let mut json: Value = serde_json::from_str(&collection(
        &server.uri(),
        &[(
            "a",
            "/{{a}}-{{b}}-{{c}}-{{d}}-{{e}}",
            "pm.variables.set('e', 'local')",
            "pm.environment.set('n', 5); pm.globals.unset('a')",
        )],
    ))
    .unwrap();
    json["variable"] = json!([{"key": "b", "value": "coll"}, {"key": "c", "value": "coll"}]);
    let folder = Folder::with(&[
        ("c.json", &json.to_string()),
        (
            "e.json",
            r#"{"id": "i", "name": "E", "values": [{"key": "c", "value": "env"}, {"key": "d", "value": "env"}, {"key": "off", "value": "x", "enabled": false}]}"#,
        ),
        (
            "g.json",
            r#"{"values": [{"key": "a", "value": "glob"}, {"key": "b", "value": "glob"}]}"#,
        ),
        ("d.csv", "d,e\ndata,data\n"),
    ]);
    let (code, events) = run(
        &folder,
        &[
            "run",
            "c.json",
            "-e",
            "e.json",
            "-g",
            "g.json",
            "-d",
            "d.csv",
            "--env-var",
            "extra=1",
            "--export-environment",
            "out/env.json",
            "--export-globals",
            "out/glob.json",
        ],
    );
    assert_eq!(code, 0);
    assert_eq!(
        named(&events, "request").next().unwrap()["request"]["url"]["path"],
        json!(["glob-coll-env-data-local"])
    );
    let environment = folder.json("out/env.json");
    let values: Vec<_> = environment["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| (value["key"].as_str().unwrap(), &value["value"]))
        .collect();
    assert_eq!(
        values,
        [
            ("c", &json!("env")),
            ("d", &json!("env")),
            ("off", &json!("x")),
            ("extra", &json!("1")),
            ("n", &json!(5))
        ]
    );
    assert_eq!(environment["name"], "E");
    assert_eq!(
        folder.json("out/glob.json")["values"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn unresolved_variables_warn_and_fail_when_strict() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/{{policyld}}", "", "")]),
    )]);
    let warned = || {
        let mut command = postrider();
        command
            .current_dir(folder.path())
            .args(["run", "c.json", "--env-var", "policyId=1"]);
        command
    };
    warned()
        .assert()
        .success()
        .stdout(contains("`policyld`").and(contains("policyId")));
    warned()
        .arg("--strict-variables")
        .assert()
        .code(1)
        .stdout(contains("variable `policyld` in the URL has no value"));
}

#[tokio::test]
async fn angle_placeholders_resolve_unless_switched_off() {
    let server = server().await;
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/<<id>>/<<other>>", "", "")]),
    )]);
    let path = |more: &[&str]| {
        let (_, events) = run(
            &folder,
            &[&["run", "c.json", "--env-var", "id=7"], more].concat(),
        );
        named(&events, "request").next().unwrap()["request"]["url"]["path"].clone()
    };
    assert_eq!(path(&[]), json!(["7", "%3C%3Cother%3E%3E"]));
    assert_eq!(
        path(&["--no-angle-variables"]),
        json!(["%3C%3Cid%3E%3E", "%3C%3Cother%3E%3E"])
    );
}

#[tokio::test]
async fn a_seed_makes_a_run_repeatable() {
    let server = server().await;
    let script = "pm.test([Math.random(), pm.variables.replaceIn('{{$randomFullName}} {{$guid}}'), crypto.randomUUID(), \
        require('uuid').v4()].join(' '), () => {})";
    let folder = Folder::with(&[(
        "c.json",
        &collection(
            &server.uri(),
            &[("a", "/{{$randomInt}}/{{$guid}}", "", script)],
        ),
    )]);
    let drawn = |seed: &str| {
        let (_, events) = run(&folder, &["run", "c.json", "--seed", seed]);
        let request = named(&events, "request").next().unwrap();
        let assertion = named(&events, "assertion").next().unwrap();
        (
            request["request"]["url"]["path"].clone(),
            assertion["assertions"][0]["name"].clone(),
        )
    };
    assert_eq!(drawn("7"), drawn("7"));
    let (seven, eight) = (drawn("7"), drawn("8"));
    assert!(seven.0 != eight.0 && seven.1 != eight.1);
    let name = seven.1.as_str().unwrap().to_owned();
    let other = eight.1.as_str().unwrap();
    assert!(
        name.split(' ')
            .zip(other.split(' '))
            .all(|(one, two)| one != two),
        "{name} and {other}"
    );
}

#[tokio::test]
async fn variables_of_the_path_are_put_in_and_missed() {
    let server = server().await;
    let path = [":off", ":a.:b", ":a:cancel", ":n", ":none", ":absent"];
    let variables = json!([{"key": "off", "value": "42", "disabled": true}, {"key": "a", "value": "{{one}}", "enabled": false},
        {"key": "b", "value": "2"}, {"key": "n", "value": 7}, {"key": "none", "value": ""}]);
    let url = json!({"host": [server.uri()], "path": path, "variable": variables});
    let collection = json!({"info": {"name": "C"}, "variable": [{"key": "one", "value": "1"}],
        "item": [{"name": "a", "request": {"url": url}}]});
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let (code, events) = run(&folder, &["run", "c.json"]);
    let told: Vec<String> = named(&events, "warning")
        .map(|event| event["message"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "path variable `n` in the URL has a value that is no text",
        "path variable `none` in the URL has no value",
        "path variable `absent` in the URL has no value",
    ];
    assert_eq!((code, &told[..]), (0, &expected.map(str::to_owned)[..]));
    let received = server.received_requests().await.unwrap();
    assert_eq!(received[0].url.path(), "/42/1.2/1:cancel/:n/:none/:absent");
    let (code, events) = run(&folder, &["run", "c.json", "--strict-variables"]);
    let failed = named(&events, "request").next().unwrap();
    assert_eq!(
        (code, &failed["error"]["message"]),
        (1, &json!(expected.join("; ")))
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
