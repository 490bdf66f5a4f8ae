//! `postrider run` with collections of schema v1, end to end.

use serde_json::{Value, json};
use wiremock::matchers::{basic_auth, body_string, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::program::{Folder, postrider};

/// A collection with a request in a folder of a folder and one at the root, written in the old way
/// throughout.
fn collection(base: &str) -> Value {
    json!({
        "id": "c", "name": "Old", "order": ["root", "gone"], "folders_order": ["outer"],
        "variables": [{"key": "base", "value": base}],
        "preRequestScript": "pm.variables.set('made', 'by the collection');",
        "currentHelper": "basicAuth", "helperAttributes": {"id": "basic", "username": "u", "password": "p"},
        "folders": [
            {"id": "outer", "name": "Outer", "folders_order": ["inner"], "order": []},
            {"id": "inner", "name": "Inner", "order": ["deep"],
             "events": [{"listen": "test", "script": {"exec": "pm.test('inner', () => pm.response.to.have.status(200));"}}]}
        ],
        "requests": [
            {"id": "root", "name": "Root", "method": "GET", "url": "{{base}}/root?lost=1",
             "queryParams": [{"key": "q", "value": "1"}, {"key": "off", "value": "1", "enabled": false}],
             "tests": "tests['root'] = responseCode.code === 200;"},
            {"id": "deep", "name": "Deep", "method": "POST", "url": "{{base}}/deep/:id",
             "pathVariables": {"id": "7"}, "headers": "X-Made: {{made}}\n//X-Off: 1\n",
             "dataMode": "urlencoded", "data": [{"key": "a", "value": "b"}, {"key": "c", "value": "d", "enabled": false}]},
            {"id": "orphan", "name": "Orphan", "method": "GET", "url": "{{base}}/orphan"}
        ]
    })
}

async fn server() -> MockServer {
    let server = MockServer::start().await;
    let deep = Mock::given(method("POST"))
        .and(path("/deep/7"))
        .and(header("x-made", "by the collection"));
    let deep = deep.and(body_string("a=b")).and(basic_auth("u", "p"));
    deep.respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let root = Mock::given(method("GET"))
        .and(path("/root"))
        .and(query_param("q", "1"));
    root.respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_collection_of_schema_v1_runs_with_newmans_warning() {
    let server = server().await;
    let folder = Folder::with(&[("old.json", &collection(&server.uri()).to_string())]);
    let output = postrider()
        .current_dir(folder.path())
        .args(["run", "old.json", "-r", "ndjson"])
        .output()
        .unwrap();
    let events: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let named = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);
    let sent: Vec<&Value> = named("request")
        .map(|event| &event["item"]["name"])
        .collect();
    assert_eq!(sent, ["Deep", "Root"]);
    let asserted: Vec<&Value> = named("assertion")
        .map(|event| &event["assertions"][0]["name"])
        .collect();
    assert_eq!(asserted, ["inner", "root"]);
    assert_eq!(output.status.code(), Some(0));
    let queries: Vec<_> = server
        .received_requests()
        .await
        .unwrap()
        .iter()
        .map(|sent| sent.url.query().map(str::to_owned))
        .collect();
    assert_eq!(queries, [None, Some("q=1".to_owned())]);
    let told = String::from_utf8(output.stderr).unwrap();
    let newmans = "newman: Newman v4 deprecates support for the v1 collection format\n  \
        Use the Postman Native app to export collections in the v2 format\n\n";
    assert_eq!(told, newmans);
}

#[tokio::test]
async fn a_folder_of_a_collection_of_schema_v1_is_chosen_by_its_id() {
    let server = MockServer::start().await;
    let any = Mock::given(wiremock::matchers::any());
    any.respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let folder = Folder::with(&[("old.json", &collection(&server.uri()).to_string())]);
    let run = ["run", "old.json", "--folder", "inner"];
    postrider()
        .current_dir(folder.path())
        .args(run)
        .assert()
        .code(0);
}

#[test]
fn a_broken_collection_of_schema_v1_is_told_without_the_warning() {
    let folder = Folder::with(&[(
        "old.json",
        r#"{"order": ["a"], "requests": [], "folders": [{"id": "f", "folders_order": ["f"]}, {"id": "g", "folders_order": ["f"]}], "folders_order": ["g"]}"#,
    )]);
    let output = postrider()
        .current_dir(folder.path())
        .args(["run", "old.json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        told,
        "error: collection `old.json`: `/folders/0/folders_order/0` puts a folder into itself\n"
    );
}
