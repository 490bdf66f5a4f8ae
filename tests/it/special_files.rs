//! Pipes, devices and links in the place of files, and who may read what is written.

use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use predicates::str::contains;
use serde_json::json;

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, ok};

fn collection(server: &Server) -> String {
    let item = json!({"name": "one", "request": server.url("/{{a}}")});
    json!({"info": {"name": "C"}, "item": [item]}).to_string()
}

const ENVIRONMENT: &str = r#"{"name": "E", "values": [{"key": "a", "value": "from-a-pipe"}]}"#;

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Writes a text into a pipe, piece by piece, when somebody reads it.
fn feed(path: &Path, text: &str) {
    let (path, text) = (path.to_owned(), text.to_owned());
    std::thread::spawn(move || {
        let mut pipe = std::fs::File::options().write(true).open(path).unwrap();
        for piece in text.as_bytes().chunks(40) {
            pipe.write_all(piece).unwrap();
            std::thread::sleep(Duration::from_millis(5));
        }
    });
}

#[test]
fn a_pipe_is_read_as_a_file() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[("c.json", &collection(&server)), ("e.json", ENVIRONMENT)]);
    let at = |name: &str| folder.path().join(name);
    for name in ["collection", "environment"] {
        make_pipe(&at(name));
    }
    feed(&at("collection"), &collection(&server));
    feed(&at("environment"), ENVIRONMENT);
    postrider()
        .current_dir(folder.path())
        .args(["run", "collection", "-e", "environment", "-r", "github,cli"])
        .timeout(Duration::from_secs(20))
        .assert()
        .success();
    let of_shell = "exec \"$0\" run <(cat c.json) -e <(cat e.json)";
    let of_input =
        "cat c.json | \"$0\" run /dev/stdin -e e.json && \"$0\" run - -e e.json < c.json";
    for script in [of_shell, of_input] {
        let mut shell = Command::new("bash");
        shell.current_dir(folder.path()).args(["-c", script]);
        let output = shell.arg(env!("CARGO_BIN_EXE_postrider")).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let received = server.received();
    assert_eq!(received.len(), 4);
    assert!(
        received
            .iter()
            .all(|request| request.target() == "/from-a-pipe")
    );
}

/// Whoever reads it waits for somebody who writes.
#[test]
fn a_pipe_in_a_tree_is_told_and_not_read() {
    let server = Server::start(|_: &Received| ok("{}"));
    let request = format!("$kind: http-request\nurl: {}\n", server.url("/a"));
    let folder = Folder::with(&[("C/a.request.yaml", &request)]);
    make_pipe(&folder.path().join("C/b.request.yaml"));
    postrider()
        .current_dir(folder.path())
        .args(["run", "C"])
        .timeout(Duration::from_secs(20))
        .assert()
        .code(1)
        .stdout(contains("it is a pipe or a device, expected a file"));
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_device_or_an_endless_stream_is_no_input() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[("c.json", &collection(&server)), ("page.md", "# Page\n")]);
    for device in ["/dev/zero", "/dev/urandom"] {
        let lines: [&[&str]; 12] = [
            &["run", device],
            &["run", "c.json", "-e", device],
            &["run", "c.json", "-g", device],
            &["run", "c.json", "-d", device],
            &["run", "c.json", "--env-file", device],
            &["run", "c.json", "--cookie-jar", device],
            &["run", "c.json", "--vault-file", device],
            &["run", "c.json", "--config", device],
            &["run", "c.json", "--ssl-extra-ca-certs", device],
            &[
                "run",
                "c.json",
                "--ssl-client-cert",
                device,
                "--ssl-client-key",
                device,
            ],
            &["guide", "run", device],
            &["guide", "check", device],
        ];
        for line in lines {
            postrider()
                .current_dir(folder.path())
                .args(line)
                .timeout(Duration::from_secs(20))
                .assert()
                .code(2)
                .stderr(contains("it is a device"));
        }
    }
    let script = "ulimit -v 4000000; exec \"$0\" run - < /dev/zero";
    let mut shell = Command::new("bash");
    let output = shell
        .args(["-c", script, env!("CARGO_BIN_EXE_postrider")])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("larger than 128 MB"), "{told}");
    assert!(server.received().is_empty());
}

#[test]
fn a_document_without_end_is_no_input() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{}".to_vec();
    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.resize(129 << 20, b' ');
    let server = Server::start(move |request: &Received| {
        Answer::Last(match request.target() {
            "/announced" => head.clone(),
            _ => endless.clone(),
        })
    });
    for path in ["/announced", "/endless"] {
        postrider()
            .args(["run", &server.url(path)])
            .timeout(Duration::from_mins(1))
            .assert()
            .code(2)
            .stderr(contains("could not be fetched: it is larger than 128 MB"));
    }
}

#[test]
fn a_pipe_or_a_device_is_no_body() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[]);
    make_pipe(&folder.path().join("pipe"));
    for src in ["pipe", "/dev/zero"] {
        let form = json!([{"key": "k", "type": "file", "src": src}]);
        let item = |body| json!({"name": "i", "request": {"method": "POST", "url": server.url("/"), "body": body}});
        let items = [
            item(json!({"mode": "file", "file": {"src": src}})),
            item(json!({"mode": "formdata", "formdata": form})),
        ];
        let collection = json!({"info": {"name": "C"}, "item": items});
        folder.write("c.json", &collection.to_string());
        postrider()
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .timeout(Duration::from_secs(20))
            .assert()
            .code(1)
            .stdout(contains("it is no regular file"));
    }
}

#[test]
fn what_may_hold_secrets_is_its_owners_and_what_was_there_keeps_its_mode() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[
        ("c.json", &collection(&server)),
        ("kept.json", "{}"),
        ("target.json", "{}"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let mode = |name: &str| std::fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
    std::fs::set_permissions(at("kept.json"), PermissionsExt::from_mode(0o664)).unwrap();
    symlink("target.json", at("link.json")).unwrap();
    let run = |more: &[&str]| {
        postrider()
            .current_dir(folder.path())
            .args([
                "run",
                "c.json",
                "--env-var",
                "a=b",
                "-r",
                "json,html,junit,ndjson,tap",
            ])
            .args(["--reporter-export", "reports"])
            .args(more)
            .assert()
            .success();
    };
    std::fs::create_dir(at("reports")).unwrap();
    run(&[
        "--export-environment",
        "e.json",
        "--export-globals",
        "kept.json",
        "--export-cookie-jar",
        "jar.json",
        "--export-collection",
        "link.json",
    ]);
    for name in ["e.json", "jar.json"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert_eq!(mode("kept.json"), 0o664);
    assert!(at("link.json").is_symlink());
    assert_eq!(folder.json("target.json")["info"]["name"], "C");
    let modes = || {
        let entries = std::fs::read_dir(at("reports")).unwrap();
        let modes =
            entries.map(|entry| entry.unwrap().metadata().unwrap().permissions().mode() & 0o777);
        modes.collect::<Vec<_>>()
    };
    assert!(modes().len() == 5 && modes().iter().all(|mode| *mode != 0o600));
    std::fs::remove_dir_all(at("reports")).unwrap();
    std::fs::create_dir(at("reports")).unwrap();
    run(&["--show-secrets"]);
    assert_eq!(modes(), [0o600; 5]);
}
