//! The options that say how servers are reached: certificates, proxies, versions of HTTP.

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::http::tls;
use crate::program::{Folder, postrider};
use crate::server::{Server, ok, response};

fn folder(url: &str) -> Folder {
    let collection =
        json!({"info": {"name": "C"}, "item": [{"name": "a", "request": url}]}).to_string();
    Folder::with(&[("c.json", &collection)])
}

#[test]
fn a_client_certificate_may_be_named() {
    let server = tls::Server::asking();
    let folder = folder(&server.url("/"));
    let (certificate, key) = (
        tls::file("client.pem"),
        tls::file("client-key-encrypted.pem"),
    );
    let pfx = tls::file("client.pfx");
    for arguments in [
        vec![
            "--ssl-client-cert",
            &certificate,
            "--ssl-client-key",
            &key,
            "--ssl-client-passphrase",
            "secret",
        ],
        vec![
            "--ssl-client-cert",
            &pfx,
            "--ssl-client-passphrase",
            "secret",
        ],
    ] {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "-k"])
            .args(&arguments)
            .assert()
            .code(0);
    }
    let without = contains("hint: `localhost` wants to see a certificate: `--ssl-client-cert`");
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "-k"])
        .assert()
        .code(1)
        .stdout(without);
}

#[test]
fn certificates_may_begin_with_a_mark_and_utf_16_is_told() {
    let server = tls::Server::asking();
    let folder = folder(&server.url("/"));
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    for name in ["client.pem", "client-key.pem", "client-key-encrypted.pem"] {
        let text = std::fs::read_to_string(tls::file(name)).unwrap();
        folder.write(name, &format!("\u{feff}{text}"));
        std::fs::write(folder.path().join(format!("16-{name}")), utf16(&text)).unwrap();
    }
    let run = |arguments: &[&str]| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "-k"]);
        program.args(arguments).assert()
    };
    for key in ["client-key.pem", "client-key-encrypted.pem"] {
        run(&[
            "--ssl-client-cert",
            "client.pem",
            "--ssl-client-key",
            key,
            "--ssl-client-passphrase",
            "secret",
        ])
        .code(0);
    }
    for arguments in [
        &[
            "--ssl-client-cert",
            "16-client.pem",
            "--ssl-client-key",
            "client-key.pem",
        ][..],
        &[
            "--ssl-client-cert",
            "client.pem",
            "--ssl-client-key",
            "16-client-key.pem",
        ],
        &["--ssl-extra-ca-certs", "16-client.pem"],
    ] {
        let ran = run(arguments).code(2);
        ran.stderr(contains("text in UTF-16").and(contains("hint: save it in UTF-8")));
    }
}

#[test]
fn certificates_may_be_listed_by_the_servers_they_are_for() {
    let server = tls::Server::asking();
    let folder = folder(&server.url("/"));
    let entry = |matches: Value| {
        json!([{"name": "n", "matches": matches, "cert": {"src": tls::file("client.pem")},
            "key": {"src": tls::file("client-key.pem")}}])
        .to_string()
    };
    let all = "https://localhost:*/*";
    folder.write("all.json", &entry(json!([all])));
    folder.write("text.json", &entry(json!(all)));
    folder.write("object.json", &entry(json!([{"pattern": all}])));
    folder.write("other.json", &entry(json!(["https://other:*/*"])));
    for (list, code) in [
        ("all.json", 0),
        ("text.json", 0),
        ("object.json", 0),
        ("other.json", 1),
    ] {
        let mut program = postrider();
        program.current_dir(folder.path()).args([
            "run",
            "c.json",
            "-k",
            "--ssl-client-cert-list",
            list,
        ]);
        program.assert().code(code);
    }
}

#[test]
fn what_a_client_certificate_is_encrypted_with_is_told_nowhere() {
    let server = tls::Server::asking();
    let script = "console.log(`in the script: ${pm.request.certificate}`)";
    let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let item = json!({"name": "a", "event": event, "request": server.url("/")});
    let collection = json!({"info": {"name": "C"}, "item": [item]}).to_string();
    let folder = Folder::with(&[("c.json", &collection)]);
    let (certificate, key) = (
        tls::file("client.pem"),
        tls::file("client-key-encrypted.pem"),
    );
    let mut program = postrider();
    let options = "run c.json -k -r json,ndjson --reporter-json-export r.json";
    program
        .current_dir(folder.path())
        .args(options.split(' '))
        .args(["--ssl-client-cert", &certificate, "--ssl-client-key", &key])
        .args(["--ssl-client-passphrase", "secret"]);
    let told = program.assert().code(0).get_output().stdout.clone();
    let report = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("in the script: undefined"), "{told}");
    for text in [told, report] {
        assert!(
            !text.contains("\"certificate\"") && !text.contains("passphrase"),
            "{text}"
        );
    }
}

#[test]
fn wrong_certificates_keep_anything_from_running() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&server.url("/"));
    for (name, text) in [
        ("empty.pem", ""),
        ("list.json", "[{}]"),
        ("object.json", "{}"),
    ] {
        folder.write(name, text);
    }
    let (certificate, key) = (
        tls::file("client.pem"),
        tls::file("client-key-encrypted.pem"),
    );
    for (arguments, told) in [
        (
            vec!["--ssl-client-cert", "none.pem"],
            "client certificate `none.pem` could not be read",
        ),
        (
            vec!["--ssl-client-cert", &certificate],
            "holds a certificate, expected a private key in PEM",
        ),
        (
            vec!["--ssl-client-cert", &certificate, "--ssl-client-key", &key],
            "`--ssl-client-passphrase` gives",
        ),
        (vec!["--ssl-client-key", &key], "has no certificate"),
        (
            vec!["--ssl-client-cert-list", "none.json"],
            "list of client certificates `none.json` could not be read",
        ),
        (
            vec!["--ssl-client-cert-list", "list.json"],
            "`/0` has no `matches`",
        ),
        (
            vec!["--ssl-client-cert-list", "object.json"],
            "is not a list",
        ),
        (
            vec!["--ssl-extra-ca-certs", "empty.pem"],
            "`empty.pem` hold no certificate in PEM form",
        ),
        (
            vec!["--proxy", "gopher://x"],
            "`--proxy` is not a proxy's URL: `gopher://x`",
        ),
        (
            vec!["--http-version", "3"],
            "invalid value '3' for '--http-version",
        ),
    ] {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(&arguments);
        program.assert().code(2).stdout("").stderr(contains(told));
    }
    assert_eq!(server.received(), []);
}

#[test]
fn authorities_of_node_that_can_not_be_read_are_told_and_done_without() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&server.url("/"));
    std::fs::write(folder.path().join("empty.pem"), "nothing").unwrap();
    std::fs::write(folder.path().join("wide.pem"), b"\xff\xfe-\0-\0").unwrap();
    for (named, told) in [
        ("none.pem", "names `none.pem`, which could not be read"),
        ("empty.pem", "names `empty.pem`, which holds no certificate"),
        (
            "wide.pem",
            "names `wide.pem`, which is text in UTF-16: save it",
        ),
    ] {
        let mut program = postrider();
        program.current_dir(folder.path()).args(["run", "c.json"]);
        let ran = program.env("NODE_EXTRA_CA_CERTS", named).assert();
        ran.code(0).stderr(contains(told));
    }
}

#[test]
fn the_proxy_of_the_command_line_wins_over_the_environments() {
    let (wanted, other) = (Server::start(|_| ok("")), Server::start(|_| ok("")));
    let folder = folder("http://any.invalid/");
    let run = |arguments: &[&str], variables: &[(&str, String)]| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(arguments);
        program.envs(variables.iter().cloned()).assert()
    };
    let environment = [("HTTP_PROXY", other.url(""))];
    run(&["--proxy", &wanted.url("")], &environment).code(0);
    assert_eq!((wanted.received().len(), other.received().len()), (1, 0));
    run(&[], &[("all_proxy", wanted.url(""))]).code(0);
    assert_eq!(wanted.received().len(), 2);
    run(
        &["--proxy", &wanted.url(""), "--no-proxy", "any.invalid"],
        &environment,
    )
    .code(1);
    assert_eq!((wanted.received().len(), other.received().len()), (2, 0));
}

#[test]
fn cookies_are_read_and_exported_also_by_a_run_that_fails() {
    let server =
        Server::start(|_| response("200 OK", "Set-Cookie: new=2; Path=/; HttpOnly\r\n", ""));
    let collection = json!({"info": {"name": "C"}, "item": [{"name": "a", "request": server.url("/x"), "event": [
        {"listen": "test", "script": {"exec": ["pm.test('t', () => pm.expect(1).to.equal(2))"]}}]}]});
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let old = json!({"cookies": [{"key": "old", "value": "1", "domain": "127.0.0.1", "path": "/", "hostOnly": true,
        "extensions": ["X=y"], "creation": "2026-01-01T00:00:00.000Z", "lastAccessed": "2026-01-01T00:00:00.000Z"}]});
    folder.write("old.json", &old.to_string());
    let mut program = postrider();
    program
        .current_dir(folder.path())
        .args(["run", "c.json", "--cookie-jar", "old.json"]);
    program
        .args(["--export-cookie-jar", "out/new.json"])
        .assert()
        .code(1);
    assert_eq!(server.sole_request().header("cookie"), Some("old=1"));
    let jar = folder.json("out/new.json");
    let names: Vec<_> = jar["cookies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cookie| &cookie["key"])
        .collect();
    assert_eq!(names, ["old", "new"]);
    assert_eq!(
        (
            &jar["cookies"][0]["extensions"],
            &jar["cookies"][1]["httpOnly"]
        ),
        (&json!(["X=y"]), &json!(true))
    );
}

#[test]
fn what_is_no_cookie_jar_keeps_anything_from_running() {
    let folder = folder("http://127.0.0.1:9/");
    folder.write("bad.json", "{");
    for (path, told) in [
        ("none.json", "cookie jar `none.json` could not be read"),
        ("bad.json", "cookie jar `bad.json` is not JSON"),
        ("c.json", "cookie jar `c.json`: has no `cookies`"),
    ] {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "--cookie-jar", path]);
        program.assert().code(2).stdout("").stderr(contains(told));
    }
}

#[test]
fn the_user_agent_can_be_set() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&server.url("/"));
    for (arguments, agent) in [
        (&[][..], "PostmanRuntime/7"),
        (&["--user-agent", "Mine/1.0"], "Mine/1.0"),
    ] {
        postrider()
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(arguments)
            .assert()
            .code(0);
        let received = server.received();
        assert!(
            received
                .last()
                .unwrap()
                .header("user-agent")
                .unwrap()
                .starts_with(agent)
        );
    }
}
