//! What was answered, kept: bodies in files, exchanges as an HTTP archive, failed requests as
//! commands.

use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, ok, response};

const BINARY: &[u8] = &[0xff, 0xd8, 0x00, 0x01, 0xfe];

fn answer(request: &Received) -> Answer {
    match request.target().split('?').next().unwrap_or_default() {
        "/moved" => response(
            "302 Found",
            "Location: /a?b=c%20d&e\r\nSet-Cookie: sid=abcdef0123456789; Path=/; HttpOnly\r\n",
            "",
        ),
        "/binary" => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n";
            let all = [head.as_bytes(), BINARY].concat();
            Answer::Slowly(vec![(std::time::Duration::ZERO, all)])
        }
        "/large" => ok("0123456789".repeat(800_000)),
        "/none" => response("204 No Content", "", ""),
        "/fails" => response(
            "404 Not Found",
            "Content-Type: application/problem+json\r\n",
            "{\"no\": 1}",
        ),
        _ => response(
            "200 OK",
            "Content-Type: application/json; charset=utf-8\r\n",
            "{\"ok\": true}",
        ),
    }
}

fn item(name: &str, request: impl Into<Value>) -> Value {
    let request: Value = request.into();
    json!({"name": name, "request": request})
}

fn with_test(name: &str, request: impl Into<Value>, script: &str) -> Value {
    let request: Value = request.into();
    json!({"name": name, "request": request, "event": [{"listen": "test", "script": {"exec": [script]}}]})
}

fn collection(items: &[Value]) -> String {
    json!({"info": {"name": "C"}, "item": items}).to_string()
}

fn run(folder: &Folder, arguments: &[&str]) -> std::process::Output {
    let mut command = postrider();
    command.current_dir(folder.path()).args(["run", "c.json"]);
    command.args(arguments).output().unwrap()
}

/// The names of the files in a folder, in order.
fn names(folder: &Folder, below: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path().join(below)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn each_body_is_saved_in_a_file_named_for_its_request_and_iteration() {
    let server = Server::start(answer);
    let get = |path: &str| json!(server.url(path));
    let folder = Folder::with(&[(
        "c.json",
        &collection(&[
            item("same", get("/a")),
            item("Same", get("/a")),
            json!({"name": "F/..", "item": [item("../../../up", get("/moved")), item("pic", get("/binary"))]}),
            item("large", get("/large")),
            item("none", get("/none")),
            item("refused", json!("http://127.0.0.1:1/")),
        ]),
    )]);
    for jobs in ["1", "3"] {
        let arguments = [
            "-n",
            "2",
            "--save-bodies",
            "out/bodies",
            "--jobs",
            jobs,
            "--silent",
        ];
        let output = run(&folder, &arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(
            names(&folder, "out/bodies"),
            [
                "F-..-..-..-..-up.1.json",
                "F-..-..-..-..-up.2.json",
                "F-..-pic.1.jpg",
                "F-..-pic.2.jpg",
                "Same.1-2.json",
                "Same.2-2.json",
                "large.1.txt",
                "large.2.txt",
                "none.1.txt",
                "none.2.txt",
                "same.1.json",
                "same.2.json",
            ]
        );
        assert_eq!(names(&folder, ""), ["c.json", "out"]);
        assert_eq!(folder.read("out/bodies/same.2.json"), "{\"ok\": true}");
        let picture = std::fs::read(folder.path().join("out/bodies/F-..-pic.1.jpg")).unwrap();
        assert_eq!(picture, BINARY);
        assert_eq!(folder.read("out/bodies/large.1.txt").len(), 8_000_000);
        assert_eq!(folder.read("out/bodies/none.1.txt"), "");
        std::fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
}

#[test]
fn what_a_body_has_of_secrets_is_not_saved() {
    let server = Server::start(|_| ok("{\"token\": \"Hidden-0123\", \"of\": \"all\"}"));
    let folder = Folder::with(&[("c.json", &collection(&[item("a", json!(server.url("/a")))]))]);
    let output = run(
        &folder,
        &[
            "--save-bodies",
            "out",
            "--env-var",
            "k=Hidden-0123",
            "--secret",
            "k",
        ],
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        folder.read("out/a.1.txt"),
        "{\"token\": \"(redacted)\", \"of\": \"all\"}"
    );
}

#[cfg(unix)]
#[test]
fn no_body_is_written_through_a_link_out_of_its_folder() {
    let server = Server::start(answer);
    let items = [
        item("a", json!(server.url("/a"))),
        item("b", json!(server.url("/a"))),
    ];
    let folder = Folder::with(&[
        ("c.json", &collection(&items)),
        ("kept.json", "kept"),
        ("out/x", ""),
    ]);
    std::os::unix::fs::symlink("../kept.json", folder.path().join("out/a.1.json")).unwrap();
    let output = run(&folder, &["--save-bodies", "out"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("`out/a.1.json` could not be written: it is a link"),
        "{told}"
    );
    assert_eq!(folder.read("kept.json"), "kept");
    assert_eq!(folder.read("out/b.1.json"), "{\"ok\": true}");
    let folder = Folder::with(&[("c.json", &collection(&items)), ("file", "")]);
    let output = run(&folder, &["--save-bodies", "file"]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "what is no folder is known before the run"
    );
}

/// The archive of a run of everything that there is in it.
fn archive(server: &Server) -> Value {
    let post = json!({"method": "POST", "url": server.url("/a?q=1&q=2"), "header": [{"key": "Cookie", "value": "own=1; two=2"}],
        "body": {"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": "c&d"}]}});
    let file = json!({"method": "POST", "url": server.url("/f"), "body": {"mode": "formdata", "formdata": [
        {"key": "t", "value": "text"}, {"key": "f", "type": "file", "src": "up.bin"}]}});
    let auth = json!({"url": server.url("/secret"), "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "Hidden-0123"}]}});
    let sends = format!("pm.sendRequest('{}', () => {{}})", server.url("/script"));
    let items = [
        item("posts", post),
        item("moved", json!(server.url("/moved"))),
        json!({"name": "F", "item": [item("binary", json!(server.url("/binary"))), item("uploads", file)]}),
        with_test("secret", auth, &sends),
        item("refused", json!("http://127.0.0.1:1/x?y")),
    ];
    let folder = Folder::with(&[("c.json", &collection(&items)), ("up.bin", "content")]);
    let output = run(
        &folder,
        &["-n", "2", "-r", "har", "--reporter-har-export", "r.har"],
    );
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!folder.read("r.har").contains("Hidden"));
    folder.json("r.har")
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
fn the_archive_of_a_run_is_valid_and_has_each_exchange() {
    let schema = std::fs::read_to_string("tests/data/har-1.2.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let server = Server::start(answer);
    let har = archive(&server);
    let errors: Vec<String> = validator
        .iter_errors(&har)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut broken = har.clone();
    broken["log"]["entries"][0]["timings"]["wait"] = json!(-1);
    assert!(!validator.is_valid(&broken), "the schema looks at entries");

    let entries = har["log"]["entries"].as_array().unwrap();
    let seen: Vec<String> = entries[..entries.len() / 2]
        .iter()
        .map(|entry| {
            let url = entry["request"]["url"].as_str().unwrap();
            let path = url.splitn(4, '/').last().unwrap();
            format!(
                "{} {path} {} {}",
                entry["request"]["method"].as_str().unwrap(),
                entry["response"]["status"],
                entry["comment"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "POST a?q=1&q=2 200 posts (iteration 1)",
            "GET moved 302 moved (iteration 1)",
            "GET a?b=c%20d&e 200 moved (iteration 1)",
            "GET binary 200 F / binary (iteration 1)",
            "POST f 200 F / uploads (iteration 1)",
            "GET secret 200 secret (iteration 1)",
            "GET script 200 secret (iteration 1), sent by a script",
            "GET x?y 0 refused (iteration 1)",
        ]
    );
    assert_eq!(
        entries[0]["request"]["postData"],
        json!({"mimeType": "application/x-www-form-urlencoded", "text": "a%20b=c%26d"})
    );
    assert_eq!(
        entries[0]["request"]["queryString"],
        json!([{"name": "q", "value": "1"}, {"name": "q", "value": "2"}])
    );
    assert_eq!(
        entries[0]["request"]["cookies"].as_array().unwrap().len(),
        2
    );
    assert_eq!(entries[1]["response"]["redirectURL"], "/a?b=c%20d&e");
    assert_eq!(
        entries[1]["response"]["cookies"],
        json!([{"name": "sid", "value": "(redacted)", "path": "/", "httpOnly": true}])
    );
    assert_eq!(
        entries[2]["response"]["content"],
        json!({"size": 12, "mimeType": "application/json; charset=utf-8", "text": "{\"ok\": true}"})
    );
    assert_eq!(entries[3]["response"]["content"]["encoding"], "base64");
    assert!(
        entries[4]["request"]["postData"]["comment"]
            .as_str()
            .unwrap()
            .contains("up.bin")
    );
    assert!(
        entries[7]["response"]["_error"]
            .as_str()
            .unwrap()
            .contains("ECONNREFUSED")
    );
}

#[test]
fn the_parts_of_an_entry_add_up_to_its_time() {
    let server = Server::start(answer);
    let har = archive(&server);
    for entry in har["log"]["entries"].as_array().unwrap() {
        let part = |name: &str| entry["timings"][name].as_f64().unwrap().max(0.0);
        let names = ["blocked", "dns", "connect", "send", "wait", "receive"];
        let sum: f64 = names.into_iter().map(part).sum();
        let time = entry["time"].as_f64().unwrap();
        assert!((sum - time).abs() < 0.01, "{entry}");
        assert!(part("ssl") <= part("connect"));
    }
}

/// The requests that are shown as commands, and the commands.
fn commands(text: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("curl ") {
            commands.push(String::new());
            goes_on = true;
        }
        if let Some(last) = commands.last_mut().filter(|_| goes_on) {
            last.push_str(line);
            last.push('\n');
        }
        goes_on = goes_on && line.ends_with('\\');
    }
    commands
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
fn what_failed_is_shown_as_a_command_that_sends_it_again() {
    let server = Server::start(answer);
    let body = "{\"name\": \"it's\", \"key\": \"{{apikey}}\"}";
    let request = json!({"method": "PUT", "url": format!("{}?k={{{{apikey}}}}&n=1", server.url("/fails")),
        "header": [{"key": "Authorization", "value": "SSWS {{apikey}}"}, {"key": "Content-Type", "value": "application/json"}],
        "body": {"mode": "raw", "raw": body}});
    let items = [
        with_test(
            "fails",
            request,
            "pm.test('is there', () => pm.response.to.have.status(200))",
        ),
        with_test(
            "passes",
            json!(server.url("/a")),
            "pm.test('is there', () => pm.response.to.have.status(200))",
        ),
        item("refused", json!("http://127.0.0.1:1/gone")),
    ];
    let environment =
        json!({"values": [{"key": "apikey", "value": "Hidden-0123", "type": "secret"}]});
    let folder = Folder::with(&[
        ("c.json", &collection(&items)),
        ("e.json", &environment.to_string()),
    ]);
    let mut arguments = vec![
        "-e",
        "e.json",
        "-r",
        "cli,junit,ctrf,markdown",
        "--curl-on-failure",
    ];
    arguments.extend([
        "--reporter-junit-export",
        "r.xml",
        "--reporter-ctrf-export",
        "r.ctrf",
        "--reporter-markdown-export",
        "r.md",
    ]);
    let output = run(&folder, &arguments);
    let shown = String::from_utf8(output.stdout).unwrap();
    let in_terminal = commands(&shown);
    assert_eq!(in_terminal.len(), 2, "{shown}");
    assert!(in_terminal[1].contains("'http://127.0.0.1:1/gone'"));

    let read = postrider::guide::curl::parse(&in_terminal[0]).unwrap();
    assert_eq!(read.variables, ["apikey"]);
    assert_eq!(read.request.method, "PUT");
    assert_eq!(
        read.request.url.to_string(),
        format!("{}?k={{{{apikey}}}}&n=1", server.url("/fails"))
    );
    let sent = |name: &str| {
        let header = read
            .request
            .headers
            .iter()
            .find(|header| header.key == name);
        header.map(|header| header.value.as_str())
    };
    assert_eq!(sent("Authorization"), Some("SSWS {{apikey}}"));
    assert_eq!(sent("Content-Type"), Some("application/json"));
    assert_eq!(read.request.body.unwrap().content(), json!(body));

    for name in ["r.xml", "r.md"] {
        let commands = commands(
            &folder
                .read(name)
                .replace("<![CDATA[", "\n")
                .replace("]]>", "\n"),
        );
        assert_eq!(commands, in_terminal, "{name}");
    }
    let tests = folder.json("r.ctrf")["results"]["tests"].clone();
    let tests = tests.as_array().unwrap();
    assert_eq!(
        commands(tests[0]["extra"]["curl"].as_str().unwrap()),
        in_terminal[..1]
    );
    assert_eq!(tests[1]["extra"]["curl"], Value::Null);
    let quiet = run(&folder, &["-e", "e.json"]);
    assert!(!String::from_utf8(quiet.stdout).unwrap().contains("curl"));
}

#[cfg(unix)]
#[test]
fn a_shell_runs_the_command_and_the_same_request_arrives() {
    let has_curl = std::process::Command::new("curl").arg("--version").output();
    if has_curl.is_err() {
        println!("skipped: there is no curl");
        return;
    }
    let server = Server::start(|_| response("500 Internal Server Error", "", ""));
    let request = json!({"method": "POST", "url": format!("{}?k={{{{token}}}}", server.url("/a")),
        "header": [{"key": "X-Own", "value": "a'b \"c\" $d `e` \\ {{token}}"}], "body": {"mode": "raw", "raw": "line\n'{{token}}' $x"}});
    let items = [with_test(
        "a",
        request,
        "pm.test('ok', () => pm.response.to.have.status(200))",
    )];
    let folder = Folder::with(&[("c.json", &collection(&items))]);
    let output = run(
        &folder,
        &[
            "--env-var",
            "token=Hidden-0123",
            "--secret",
            "token",
            "--curl-on-failure",
            "-r",
            "ctrf",
            "--reporter-ctrf-export",
            "r.json",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    let command = folder.json("r.json")["results"]["tests"][0]["extra"]["curl"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut shell = std::process::Command::new("sh");
    let status = shell
        .args(["-c", &format!("{command} --silent")])
        .env("token", "Hidden-0123")
        .env("NO_PROXY", "*")
        .status();
    assert!(status.unwrap().success(), "{command}");
    let received = server.received();
    let [first, again] = &received[..] else {
        panic!("{} requests came", received.len())
    };
    assert_eq!(again.target(), first.target());
    assert_eq!(again.header("x-own"), first.header("x-own"));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    assert_eq!(again.body, first.body);
}

#[test]
fn bodies_and_commands_of_a_blob_are_those_of_its_run() {
    let server = Server::start(answer);
    let items = [with_test(
        "a",
        json!(server.url("/fails")),
        "pm.test('x', () => pm.response.to.be.ok)",
    )];
    let folder = Folder::with(&[("c.json", &collection(&items))]);
    let ran = run(
        &folder,
        &[
            "--curl-on-failure",
            "--save-bodies",
            "ran",
            "-r",
            "cli,blob",
            "--reporter-blob-export",
            "a.blob",
        ],
    );
    let mut merge = postrider();
    merge.current_dir(folder.path()).args([
        "merge",
        "a.blob",
        "--curl-on-failure",
        "--save-bodies",
        "merged",
    ]);
    merge.assert().code(1).stdout(contains(
        commands(&String::from_utf8(ran.stdout).unwrap())[0]
            .trim_end()
            .lines()
            .next()
            .unwrap()
            .to_owned(),
    ));
    assert_eq!(folder.read("merged/a.1.json"), folder.read("ran/a.1.json"));
}
