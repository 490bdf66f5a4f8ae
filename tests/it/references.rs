//! Secrets by reference: fetched by programs of the user's when they are first used, and masked.

use std::os::unix::fs::PermissionsExt;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// What the fake programs answer.
const OF_OP: &str = "opHidden+1/\"x";
const OF_VAULT: &str = "vaultHidden2";
const OF_VARIABLE: &str = "variableHidden3";
const OF_FILE: &str = "fileHidden4";

/// A program on the path that notes each call, and what every process was started with.
fn program(folder: &Folder, name: &str, rest: &str) {
    let text = format!(
        "#!/bin/sh\necho \"{name} $*\" >> \"$CALLS/calls\"\n\
        for one in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < $one >> \"$CALLS/ps\" 2>/dev/null; done\n{rest}\n"
    );
    folder.write(&format!("bin/{name}"), &text);
    let path = folder.path().join("bin").join(name);
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
}

/// Items of a collection: each a name, a URL behind the server's, and a test script.
fn collection(server: &Server, items: &[(&str, &str, &str)]) -> String {
    let item = |(name, url, script): &(&str, &str, &str)| {
        let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
        json!({"name": name, "event": event, "request": {"url": server.url(url)}})
    };
    let items: Vec<Value> = items.iter().map(item).collect();
    json!({"info": {"name": "C"}, "item": items}).to_string()
}

/// A folder with the programs `op` and `vault`, and the collection.
fn folder(collection: &str) -> Folder {
    let folder = Folder::with(&[
        ("c.json", collection),
        ("token.txt", &format!("{OF_FILE}\n")),
    ]);
    program(&folder, "op", &format!("echo '{OF_OP}'"));
    program(&folder, "vault", &format!("sleep 0.2\necho {OF_VAULT}"));
    folder.write("calls", "");
    folder
}

fn run(folder: &Folder, more: &[&str]) -> Command {
    let mut command = prepared(folder);
    command.args(["run", "c.json"]).args(more);
    command
}

/// The program, where it finds the others.
fn prepared(folder: &Folder) -> Command {
    let mut command = postrider();
    let path = std::env::var_os("PATH").unwrap().into_string().unwrap();
    let bin = folder.path().join("bin");
    command
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("CALLS", folder.path())
        .env("OWN_TOKEN", OF_VARIABLE);
    command
}

const PROJECT: &str = "[secrets]
apikey = \"cmd:op read 'op://team/okta/the token'\"
unused = \"cmd:op read op://team/other\"
";

const EVERYTHING: [&str; 14] = [
    "-r",
    "cli,json,junit,html,markdown,tap,ctrf,har,ndjson",
    "--curl-on-failure",
    "--reporter-har-export=r.har",
    "--reporter-json-export=r.json",
    "--reporter-junit-export=r.xml",
    "--reporter-html-export=r.html",
    "--reporter-html-show-environment",
    "--reporter-markdown-export=r.md",
    "--reporter-tap-export=r.tap",
    "--reporter-ctrf-export=r.ctrf",
    "--reporter-ndjson-export=r.ndjson",
    "--export-environment=r.environment.json",
    "--verbose",
];

#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
#[test]
fn a_secret_is_fetched_once_when_it_is_used_and_masked_in_every_report() {
    let server = Server::start(|request| ok(request.target()));
    let script = "console.log(pm.environment.get('apikey'), pm.variables.replaceIn('<{{apikey}}>'), pm.variables.get('own'), pm.environment.toObject().apikey, pm.environment.values.one('apikey').valueOf()); \
        pm.test('is ' + pm.environment.get('apikey'), () => { throw new Error(pm.environment.get('kept')) }); \
        pm.vault.get('held').then((held) => console.log(typeof held, held))";
    let items = [
        ("plain", "/plain", ""),
        (
            "uses",
            "/a?k={{apikey}}&f={{kept}}&v={{vault:held}}&o={{own}}",
            script,
        ),
    ];
    let folder = folder(&collection(&server, &items));
    folder.write("postrider.toml", PROJECT);
    folder.write("own.env", "own=env:OWN_TOKEN\nkept=file:token.txt\n");
    folder.write(
        "vault.json",
        r#"{"held": "cmd:vault kv get -field=key secret/okta"}"#,
    );
    for jobs in ["--jobs=1", "--jobs=3"] {
        folder.write("calls", "");
        let mut command = run(&folder, &EVERYTHING);
        let output = command.args([
            jobs,
            "-n",
            "3",
            "--env-file",
            "own.env",
            "--vault-file",
            "vault.json",
        ]);
        let output = output.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        let mut calls: Vec<String> = folder.read("calls").lines().map(str::to_owned).collect();
        calls.sort_unstable();
        assert_eq!(
            calls,
            [
                "op read op://team/okta/the token",
                "vault kv get -field=key secret/okta"
            ]
        );
        let sent: Vec<String> = server
            .received()
            .iter()
            .map(|one| one.target().to_owned())
            .collect();
        let with_all = |target: &&String| {
            [OF_VAULT, OF_VARIABLE, OF_FILE, "opHidden"]
                .iter()
                .all(|secret| target.contains(secret))
        };
        assert!(sent.iter().filter(with_all).count() >= 3, "{sent:?}");
        let mut written = vec![
            ("stdout".to_owned(), output.stdout),
            ("stderr".to_owned(), output.stderr),
        ];
        for name in [
            "r.json",
            "r.xml",
            "r.html",
            "r.md",
            "r.tap",
            "r.ctrf",
            "r.har",
            "r.ndjson",
            "r.environment.json",
            "ps",
        ] {
            written.push((
                name.to_owned(),
                std::fs::read(folder.path().join(name)).unwrap(),
            ));
        }
        for (name, bytes) in &written {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("Hidden"), "{name}: {text}");
            assert!(name != "ps" || text.contains("postrider"));
        }
        assert!(folder.read("r.ndjson").contains("(redacted)"));
    }
}

#[test]
fn what_only_looks_fetches_nothing() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&collection(&server, &[("a", "/a?{{apikey}}", "")]));
    folder.write("postrider.toml", PROJECT);
    for (look, shown) in [("--list", "a"), ("--dry-run", "/a?(redacted)")] {
        run(&folder, &[look])
            .assert()
            .code(0)
            .stdout(contains(shown));
    }
    assert_eq!(folder.read("calls"), "");
}

#[test]
fn what_cannot_be_fetched_is_named_and_the_request_is_not_sent() {
    let server = Server::start(|_| ok(""));
    let script = "pm.test('has it', () => pm.expect(pm.environment.get('apikey')).to.be.ok)";
    let items = [("sends", "/a?{{apikey}}", ""), ("reads", "/b", script)];
    let folder = folder(&collection(&server, &items));
    folder.write("postrider.toml", PROJECT);
    program(
        &folder,
        "op",
        "echo opHidden\necho 'sign in first' >&2\nexit 6",
    );
    let told = "`apikey` could not be fetched from `cmd:op read 'op://team/okta/the token'`: `op` ended with exit status: 6; \
        run the command yourself";
    let output = run(
        &folder,
        &[
            "--color=off",
            "-r",
            "cli,ndjson",
            "--reporter-ndjson-export=r.ndjson",
        ],
    );
    let mut output = output;
    output
        .assert()
        .code(1)
        .stdout(contains("opHidden").not())
        .stderr(contains("sign in first"));
    let events = folder.read("r.ndjson");
    assert!(events.contains("\"event\":\"request\""));
    assert!(
        events.contains(&json!(told).to_string().trim_matches('"').to_owned()),
        "{events}"
    );
    assert_eq!(server.sole_request().target(), "/b");
    assert_eq!(folder.read("calls").lines().count(), 1);
}

#[test]
fn only_the_users_own_files_name_programs() {
    let server = Server::start(|request| ok(request.target()));
    let script = "pm.environment.set('answered', 'cmd:op read x'); console.log(pm.environment.get('answered'), pm.environment.get('exported'))";
    let text = collection(
        &server,
        &[("a", "/a?{{own}}{{exported}}{{answered}}", script)],
    );
    let mut own: Value = serde_json::from_str(&text).unwrap();
    own["variable"] = json!([{"key": "own", "value": "cmd:op"}]);
    let folder = folder(&own.to_string());
    let environment = json!({"name": "E", "values": [{"key": "exported", "value": "cmd:vault"}, {"key": "answered", "value": "env:OWN_TOKEN"}]});
    folder.write("e.json", &environment.to_string());
    run(&folder, &["-e", "e.json", "--env-var", "typed=cmd:op"])
        .assert()
        .code(0);
    assert_eq!(folder.read("calls"), "");
    assert_eq!(
        server.sole_request().target(),
        "/a?cmd:opcmd:vaultenv:OWN_TOKEN"
    );
}

#[test]
fn a_secret_that_is_written_down_or_needs_a_shell_is_refused() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&collection(&server, &[("a", "/a", "")]));
    for (written, told) in [
        (
            "a = \"plainHidden\"",
            "`secrets.a`: expected a reference, `cmd:…`, `env:NAME` or `file:PATH`, found another text",
        ),
        ("a = 5", "found a number"),
        (
            "a = \"cmd:op read x | head -1\"",
            "`secrets.a`: no shell runs the command",
        ),
    ] {
        folder.write("postrider.toml", &format!("[secrets]\n{written}\n"));
        let refused = run(&folder, &[]).assert().code(2);
        refused.stderr(contains(told).and(contains("plainHidden").not()));
    }
    folder.write("postrider.toml", "secrets = \"x\"\n");
    run(&folder, &[]).assert().code(2).stderr(contains(
        "`secrets`: expected references by name, found a text",
    ));
    folder.write("postrider.toml", "");
    folder.write("own.env", "token='cmd:op read $HOME'\n");
    let refused = run(&folder, &["--env-file", "own.env"]).assert().code(2);
    refused.stderr(contains("`own.env`: `token`: no shell runs the command"));
    assert!(server.received().is_empty() && folder.read("calls").is_empty());
}

#[test]
fn a_script_that_sets_a_secret_gives_it_another_value_that_is_exported() {
    let server = Server::start(|_| ok(""));
    let script = "pm.environment.toObject(); pm.environment.values.count(); pm.environment.set('apikey', 'mine')";
    let folder = folder(&collection(
        &server,
        &[("a", "/a", script), ("b", "/b?{{apikey}}", "")],
    ));
    folder.write("postrider.toml", PROJECT);
    run(&folder, &["--export-environment", "e.json"])
        .assert()
        .code(0);
    assert_eq!(server.received()[1].target(), "/b?mine");
    let values = folder.json("e.json")["values"].clone();
    assert_eq!(values.as_array().unwrap().len(), 1, "{values}");
    assert_eq!(
        (&values[0]["key"], &values[0]["value"]),
        (&json!("apikey"), &json!("mine"))
    );
    assert_eq!(folder.read("calls"), "");
}

#[test]
fn what_a_guide_needs_may_be_kept_elsewhere() {
    let server = Server::start(|_| ok("{}"));
    let page = "# Page

<!-- postrider
guide: Page
collections: { c: c.json }
needs: [apikey, unused]
-->

1. Send **uses**.
   <!-- postrider
   send: uses
   -->
";
    let folder = folder(&collection(&server, &[("uses", "/a?{{apikey}}", "")]));
    folder.write("page.md", page);
    folder.write("postrider.toml", PROJECT);
    let mut command = prepared(&folder);
    command.args(["guide", "run", "page.md"]);
    command.assert().code(0).stdout(contains("opHidden").not());
    assert!(server.sole_request().target().contains("opHidden"));
    assert_eq!(folder.read("calls").lines().count(), 1);
}

#[test]
fn whatever_a_script_looks_at_variables_by_has_the_secret() {
    let server = Server::start(|_| ok(""));
    let script = "const all = pm.environment.toObject(); \
        for (const seen of [all.own, pm.variables.toObject().own, JSON.parse(JSON.stringify(pm.environment.toObject())).own, \
            pm.environment.values.one('own').valueOf(), JSON.parse(JSON.stringify(pm.environment.values))[0].value, pm.environment.get('own'), \
            pm.environment.replaceIn('{{own}}'), pm.variables.replaceIn('{{own}}'), environment.own]) \
            pm.test('is there', () => pm.expect(seen).to.equal(pm.request.url.query.get('own')))";
    let folder = folder(&collection(&server, &[("a", "/a?own={{own}}", script)]));
    folder.write("postrider.toml", "[secrets]\nown = \"env:OWN_TOKEN\"\n");
    run(&folder, &[])
        .assert()
        .code(0)
        .stdout(contains("✓  is there").count(9));
    assert_eq!(
        server.sole_request().target(),
        format!("/a?own={OF_VARIABLE}")
    );
}

#[test]
fn a_wait_for_a_program_is_told_and_a_signal_ends_it() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&collection(&server, &[("uses", "/a?{{apikey}}", "")]));
    program(&folder, "op", "sleep 3.5\nkill -INT $PPID\nexec sleep 60");
    folder.write("postrider.toml", PROJECT);
    let begun = std::time::Instant::now();
    run(&folder, &[])
        .assert()
        .code(130)
        .stderr(contains("waiting for `op`, which is to print a secret"))
        .stdout(contains("the run was interrupted while `op` ran"));
    assert!(begun.elapsed().as_secs() < 30);
    assert_eq!(server.received().len(), 0);
}
