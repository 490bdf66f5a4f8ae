//! What the scripts of a run see, change and may do.

use predicates::str::contains;
use serde_json::{Value, json};
use wiremock::matchers::{body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{collection, named, run, server};
use crate::program::{Folder, postrider};

#[tokio::test]
async fn a_script_may_call_as_deep_as_under_node() {
    let server = server().await;
    let deep = "const deep = (n) => (n === 0 ? 0 : 1 + deep(n - 1)); pm.test('deep', () => pm.expect(deep(7000)).to.equal(7000));
        pm.test('too deep', () => pm.expect(() => deep(1e6)).to.throw(RangeError, 'Maximum call stack size exceeded'))";
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/", "", deep)]),
    )]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .assert()
        .success();
}

#[tokio::test]
async fn scripts_know_a_response_by_the_id_that_is_told() {
    let server = server().await;
    let script = "console.log(pm.response.id)";
    let items = [("a", "/", "", script), ("b", "/", "", script)];
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
    let (_, events) = run(&folder, &["run", "c.json"]);
    let seen = named(&events, "console").map(|event| &event["messages"][0]);
    let told = named(&events, "response").map(|event| &event["response"]["id"]);
    let (seen, told): (Vec<_>, Vec<_>) = (seen.collect(), told.collect());
    assert_eq!(seen, told);
    assert!(seen.len() == 2 && seen[0].is_string() && seen[0] != seen[1]);
}

#[tokio::test]
async fn an_error_that_nobody_catches_fails_the_run() {
    let server = server().await;
    let send = |callback: &str| format!("pm.sendRequest('{}', {callback})", server.uri());
    for script in [
        "setTimeout(() => pm.expect(1).to.equal(2), 1)",
        "setTimeout(() => { noSuchFunction() }, 1)",
        "(async () => { throw new TypeError('x') })()",
        "(async () => { await null; null.x })(); setTimeout(() => {}, 1)",
        "new Promise((resolve, reject) => reject(new Error('x')))",
        "Promise.reject()",
        "setTimeout(() => {}, 1); throw new Error('late')",
        &send("() => { null.x }"),
    ] {
        for (before, after) in [(script, ""), ("", script)] {
            let items = [("a", "/", before, after), ("b", "/", "", "")];
            let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
            let (code, events) = run(&folder, &["run", "c.json"]);
            assert_eq!((code, failures(&events)), (1, 1), "{script}");
            assert_eq!(named(&events, "exception").count(), 1, "{script}");
            for (bail, items) in [(&["--bail"][..], 1), (&["--bail", "folder"], 0)] {
                let (code, events) = run(&folder, &[&["run", "c.json"], bail].concat());
                assert_eq!(
                    (code, named(&events, "item").count()),
                    (1, items),
                    "{script}"
                );
            }
        }
    }
    for handled in [
        "(async () => { throw new TypeError('x') })().catch(() => {})",
        "const late = Promise.reject(new Error('x')); late.catch(() => {})",
        "pm.test('t', async () => { await null })",
    ] {
        let items = [("a", "/", handled, handled)];
        let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
        let (code, events) = run(&folder, &["run", "c.json"]);
        assert_eq!((code, failures(&events)), (0, 0), "{handled}");
    }
    let folder = Folder::with(&[(
        "c.json",
        &collection(&server.uri(), &[("a", "/", "", "throw new Error('once')")]),
    )]);
    let (_, events) = run(&folder, &["run", "c.json"]);
    assert_eq!(failures(&events), 1);
}

fn failures(events: &[Value]) -> u64 {
    let done = named(events, "done").next().unwrap();
    done["summary"]["failures"].as_u64().unwrap()
}

#[tokio::test]
async fn every_report_shows_the_errors_that_nobody_catches() {
    let server = server().await;
    let script = "\nsetTimeout(() => { throw new TypeError('out of nowhere') }, 1)";
    let items = [("the item", "/", "", script)];
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
    let reporters = "cli,json,junit,html,tap,ctrf,ndjson";
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", reporters]);
    for reporter in reporters.split(',').skip(1) {
        command.args([
            &format!("--reporter-{reporter}-export"),
            &format!("out.{reporter}"),
        ]);
    }
    let output = command.assert().code(1).get_output().stdout.clone();
    let files = reporters.split(',').skip(1).map(|reporter| {
        std::fs::read_to_string(folder.path().join(format!("out.{reporter}"))).unwrap()
    });
    let texts: Vec<String> = [String::from_utf8(output).unwrap()]
        .into_iter()
        .chain(files)
        .collect();
    for text in texts {
        for word in ["TypeError", "out of nowhere", "the item", ":2:"] {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}

#[tokio::test]
async fn a_prerequest_script_changes_what_is_sent() {
    let server = MockServer::start().await;
    Mock::given(method("PUT"))
        .and(path("/changed"))
        .and(header("x-added", "yes"))
        .and(body_string("{\"from\":\"script\"}"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let script = "pm.request.method = 'PUT';\npm.request.url.path = ['changed'];\n\
                  pm.request.headers.add({key: 'X-Added', value: '{{v}}'});\n\
                  pm.request.body.update({mode: 'raw', raw: '{\"from\":\"script\"}'});\npm.variables.set('v', 'yes');";
    let mut json: Value =
        serde_json::from_str(&collection(&server.uri(), &[("a", "/", script, "")])).unwrap();
    json["item"][0]["request"]["body"] = json!({"mode": "raw", "raw": "old"});
    let folder = Folder::with(&[("c.json", &json.to_string())]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .assert()
        .success()
        .stdout(contains("204 No Content"));
}

#[tokio::test]
async fn a_test_script_sees_what_was_sent_and_what_the_one_before_it_changed() {
    let server = server().await;
    let script = |listen: &str, line: &str| json!({"listen": listen, "script": {"exec": [line]}});
    let collection = json!({"info": {"name": "C", "schema": "v2.1.0"}, "item": [{
        "name": "a",
        "request": {"method": "GET", "url": server.uri(), "header": [
            {"key": "X-A", "value": "1"}, {"key": "X-Off", "value": "2", "disabled": true}, {"key": "X-B", "value": "3"}
        ]},
        "event": [
            script("prerequest", "console.log(pm.request.headers.has('X-Mine')); pm.request.headers.add('X-Mine: 4')"),
            script("test", "console.log(pm.request.headers.map(h => h.key).slice(0, 4).join()); pm.request.headers.add('X-Late: 5')"),
            script("test", "console.log(pm.request.headers.has('X-Late'), pm.request.headers.one('Host').system)"),
        ]
    }]});
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let (_, events) = run(&folder, &["run", "c.json", "-n", "2"]);
    let lines: Vec<String> = named(&events, "console")
        .map(|event| event["messages"].to_string())
        .collect();
    assert_eq!(
        lines[..3],
        ["[false]", r#"["X-A,X-Off,X-B,X-Mine"]"#, "[true,true]"]
    );
    assert_eq!(lines[3..], lines[..3]);
}

/// Items that post to a URL, each after a script, from a file of their own.
fn after_scripts(url: &str, scripts: &[String]) -> String {
    let item = |script: &String| {
        json!({"name": "a", "request": {"method": "POST", "url": url, "body": {"mode": "file", "file": {"src": "own.txt"}}},
            "event": [{"listen": "prerequest", "script": {"exec": [script]}}]})
    };
    let items: Vec<Value> = scripts.iter().map(item).collect();
    json!({"info": {"name": "C"}, "item": items}).to_string()
}

async fn bodies(server: &MockServer) -> Vec<String> {
    let received = server.received_requests().await.unwrap();
    let text = |request: &wiremock::Request| String::from_utf8_lossy(&request.body).into_owned();
    received.iter().map(text).collect()
}

#[tokio::test]
async fn a_request_that_a_script_sends_itself_has_no_files() {
    let server = server().await;
    let folder = Folder::with(&[("private.txt", "private"), ("own.txt", "own")]);
    let send = |body: &str| {
        let url = server.uri();
        format!("pm.sendRequest({{url: '{url}', method: 'POST', body: {body}}}, () => {{}})")
    };
    let scripts = [
        "{mode: 'file', file: {src: 'private.txt'}}",
        "{mode: 'formdata', formdata: [{key: 'f', type: 'file', src: 'private.txt'}]}",
    ]
    .map(send);
    folder.write("c.json", &after_scripts(&server.uri(), &scripts));
    let (_, events) = run(&folder, &["run", "c.json"]);
    let denied =
        |event: &&Value| event["messages"][0] == "uploading files from scripts is not allowed";
    assert_eq!(named(&events, "console").filter(denied).count(), 2);
    let bodies = bodies(&server).await;
    assert!(
        bodies.iter().all(|body| !body.contains("private")),
        "{bodies:?}"
    );
    assert_eq!(bodies.iter().filter(|body| *body == "own").count(), 2);
}

/// Scripts that choose a file in every way that there is.
fn choosing(file: &str) -> Vec<String> {
    [
        "pm.request.body.update({mode: 'file', file: {src: FILE}})",
        "pm.request.body.update({mode: 'formdata', formdata: [{key: 'f', type: 'file', src: FILE}]})",
        "pm.request.body = {mode: 'formdata', formdata: [{key: 'f', type: 'file', src: [FILE]}]}",
        "pm.request.body.file = {src: FILE}",
        "pm.request.body.file.src = FILE",
        "pm.variables.set('there', FILE); pm.request.body.file.src = '{{there}}'",
        "pm.request.update({method: 'PUT', url: pm.request.url.toString(), body: {mode: 'file', file: {src: FILE}}})",
    ]
    .map(|script| script.replace("FILE", &json!(file).to_string()))
    .into()
}

#[tokio::test]
async fn a_file_that_a_script_chose_is_sent() {
    let server = server().await;
    let elsewhere = Folder::with(&[("far.txt", "far")]);
    let far = elsewhere.path().join("far.txt").display().to_string();
    let folder = Folder::with(&[("sub/near.txt", "near"), ("own.txt", "own")]);
    let near = choosing("sub/near.txt");
    folder.write("near.json", &after_scripts(&server.uri(), &near));
    folder.write("far.json", &after_scripts(&server.uri(), &choosing(&far)));
    let (code, _) = run(&folder, &["run", "near.json"]);
    let sent = bodies(&server).await;
    assert_eq!((code, sent.len()), (0, near.len()), "{sent:?}");
    for (script, body) in near.iter().zip(&sent) {
        assert!(body.contains("near"), "{script}: {body}");
    }
    server.reset().await;
    for (option, hint) in [
        ("--insecure", "`--working-dir` names another"),
        (
            "--no-insecure-file-read",
            "`--no-insecure-file-read` forbids it",
        ),
    ] {
        let (code, events) = run(&folder, &["run", "far.json", option]);
        assert_eq!(code, 1);
        let failed: Vec<String> = named(&events, "request")
            .map(|event| event["error"]["message"].to_string())
            .collect();
        assert_eq!(failed.len(), near.len());
        for message in failed {
            assert!(
                message.contains("PPERM") && message.contains(hint),
                "{message}"
            );
        }
    }
    assert_eq!(bodies(&server).await, [""; 0]);
    let there = elsewhere.path().display().to_string();
    run(&folder, &["run", "far.json", "--working-dir", &there]);
    assert_eq!(bodies(&server).await.len(), near.len());
}

#[tokio::test]
async fn what_a_script_that_failed_has_not_declared_is_gone() {
    let server = server().await;
    let look =
        "console.log([typeof kept, typeof bare, typeof kept === 'undefined' ? 0 : kept].join())";
    let items = [
        ("a", "/", "kept = 1", look),
        ("b", "/", "bare = 1; kept = 2; throw new Error('x')", look),
        (
            "c",
            "/",
            look,
            "bare = 1; await Promise.reject(new Error('x'))",
        ),
        (
            "d",
            "/",
            look,
            "bare = 1; pm.test('t', () => { throw new Error('x') })",
        ),
        ("e", "/", look, ""),
    ];
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
    let (_, events) = run(&folder, &["run", "c.json"]);
    let lines: Vec<&str> = named(&events, "console")
        .map(|event| event["messages"][0].as_str().unwrap())
        .collect();
    let gone = "number,undefined,2";
    assert_eq!(
        lines,
        ["number,undefined,1", gone, gone, gone, "number,number,2"]
    );
}

#[tokio::test]
async fn a_script_that_never_gives_way_ends_with_the_run() {
    let server = server().await;
    let items = [("a", "/", "while (true) {}", ""), ("b", "/", "", "")];
    let folder = Folder::with(&[("c.json", &collection(&server.uri(), &items))]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--timeout", "300"])
        .timeout(std::time::Duration::from_secs(30))
        .assert()
        .code(1)
        .stderr(contains("callback timed out"));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}
