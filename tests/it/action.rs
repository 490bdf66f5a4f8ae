//! The GitHub Action's own scripts, run as a runner runs them.
#![cfg(unix)]

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;

use crate::program::Folder;
use crate::server::{Server, ok};

/// A script of the action, with a path on which the program under test and whatever `folder` holds
/// in `bin` are found.
fn script(name: &str, folder: &Folder) -> Command {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_postrider"))
        .parent()
        .unwrap();
    let path = std::env::var_os("PATH").unwrap().into_string().unwrap();
    let mut command = Command::new("bash");
    command
        .arg(format!(
            "{}/.github/action/{name}",
            env!("CARGO_MANIFEST_DIR")
        ))
        .current_dir(folder.path());
    command.env_clear();
    command.env(
        "PATH",
        format!(
            "{}/bin:{}:{path}",
            folder.path().display(),
            program.display()
        ),
    );
    for (variable, file) in [
        ("GITHUB_OUTPUT", "output"),
        ("GITHUB_STEP_SUMMARY", "summary"),
        ("GITHUB_PATH", "path"),
    ] {
        command.env(variable, folder.path().join(file));
    }
    command.env("RUNNER_TEMP", folder.path().join("temp"));
    command
}

#[test]
fn the_action_runs_marks_failures_and_sums_up() {
    let server = Server::start(|_| ok("hello"));
    let test = serde_json::json!({"listen": "test", "script": {"exec": ["pm.test('is six', () => pm.expect(5).to.equal(6))"]}});
    let items =
        serde_json::json!([{"name": "A", "event": [test], "request": server.url("/{{a}}")}]);
    let collection = serde_json::json!({"info": {"name": "C"}, "item": items}).to_string();
    let folder = Folder::with(&[("my collection.json", &collection)]);
    let arguments = "'my collection.json'\n  --env-var \"a=$(touch taken) `touch taken` *\"";
    script("run", &folder)
        .env("ARGUMENTS", arguments)
        .env("REPORTERS", "tap")
        .assert()
        .code(1)
        .stdout(contains("not ok 1 - ").and(contains("::error file=my collection.json,line=1")));
    assert_eq!(folder.read("output"), "exit-code=1\n");
    assert!(folder.read("summary").contains("is six"));
    assert!(!folder.path().join("taken").exists());
    let asked = server.sole_request();
    assert!(asked.line().contains("touch"), "{}", asked.line());
}

#[test]
fn the_action_takes_no_release_that_was_changed() {
    let made = "mkdir -p made && echo '#!/bin/sh' >made/postrider && tar -czf \"$7\" -C made .";
    let honest = format!(
        "#!/bin/sh\nset -e\n{made}\nsha256sum \"$7\" >\"$7.sha256\"\necho \"$@\" >called\n"
    );
    let changed = format!("{honest}echo more >>\"$7\"\n");
    for (gh, is_taken) in [(honest, true), (changed, false)] {
        let folder = Folder::with(&[("bin/gh", &gh)]);
        std::fs::set_permissions(
            folder.path().join("bin/gh"),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        let variables = [
            ("SYSTEM", "Linux-X64"),
            ("VERSION", "v9"),
            ("REPOSITORY", "o/r"),
            ("GH_TOKEN", "t"),
        ];
        let fetched = script("fetch", &folder).envs(variables).assert();
        let called = folder.read("temp/postrider/called");
        assert!(called.starts_with(
            "release download v9 --repo o/r --pattern postrider-x86_64-unknown-linux-musl.tar.gz "
        ));
        if is_taken {
            fetched.success();
            assert_eq!(
                folder.read("path"),
                format!("{}/temp/postrider\n", folder.path().display())
            );
            assert!(folder.path().join("temp/postrider/postrider").exists());
        } else {
            fetched.failure();
            assert!(!folder.path().join("path").exists());
        }
    }
    let folder = Folder::with(&[]);
    script("fetch", &folder)
        .env("SYSTEM", "Linux-S390X")
        .assert()
        .code(2)
        .stderr(contains("no release of Postrider for Linux-S390X"));
}

#[test]
fn named_inputs_become_options_and_pages_are_run() {
    let server = Server::start(|request| ok(request.target()));
    let url = server.url("/{{row}}/{{e}}/{{g}}");
    let collection = serde_json::json!({"info": {"name": "C"}, "item": [
        {"name": "A b", "request": url}, {"name": "other", "request": url}]})
    .to_string();
    let values =
        |key: &str| serde_json::json!({"name": key, "values": [{"key": key, "value": key}]});
    let guide = "<!-- postrider\ncollections: {c: ../my c.json}\n-->\n# Page\n\nSend it.\n<!-- postrider send: A b -->\n";
    let folder = Folder::with(&[
        ("my c.json", &collection),
        ("e.json", &values("e").to_string()),
        ("g.json", &values("g").to_string()),
        ("rows.csv", "row\n1\n2\n"),
        ("docs/guide.md", guide),
        ("docs/plain.md", "# No guide\n"),
    ]);
    let inputs = [
        ("COLLECTION", "my c.json\n"),
        ("ENVIRONMENT", "e.json"),
        ("GLOBALS", "g.json"),
        ("ITERATION_DATA", "rows.csv"),
        ("FOLDER", "  A b  \n\n"),
        ("ENV_VAR", "e=$(touch taken) `touch taken` *"),
        ("REPORTERS", "cli"),
    ];
    script("run", &folder)
        .envs(inputs)
        .assert()
        .success()
        .stdout(contains("/1/$(touch taken) `touch taken` */g [200").and(contains("/2/")))
        .stdout(contains("other").not());
    assert_eq!(folder.read("output"), "exit-code=0\n");
    assert!(!folder.path().join("taken").exists());
    script("run", &folder)
        .envs([("GUIDE", "docs/*.md"), ("REPORTERS", "cli")])
        .env("ENV_VAR", "row=1\n e=2\ng=3\n")
        .assert()
        .success()
        .stdout(contains("Step 1  A b  docs/guide.md:").and(contains("plain").not()));
    script("run", &folder)
        .envs([("GUIDE", "docs/*.txt"), ("REPORTERS", "cli")])
        .assert()
        .code(2)
        .stderr(contains("No page is a guide: docs/*.txt"));
    folder.write("docs/wrong.md", &guide.replace("send: A b", "send: A c"));
    script("run", &folder)
        .env("GUIDE_CHECK", "docs\n")
        .assert()
        .code(1)
        .stdout(contains("::error file=docs/wrong.md,line=7").and(contains("A c")));
}

#[test]
fn each_input_of_the_action_reaches_its_script() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = std::fs::read_to_string(root.join("action.yml")).unwrap();
    let run = std::fs::read_to_string(root.join(".github/action/run")).unwrap();
    let handed = action.split_once("id: run").unwrap().1;
    let variables: Vec<&str> = handed
        .lines()
        .filter_map(|line| line.trim().split_once(": ${{ inputs."))
        .map(|(name, _)| name)
        .filter(|name| *name != "working-directory")
        .collect();
    assert_eq!(variables.len(), 12);
    for name in variables {
        assert!(run.contains(&format!("${{{name}:")), "{name}");
    }
    let inputs = action
        .split_once("inputs:")
        .unwrap()
        .1
        .split_once("outputs:")
        .unwrap()
        .0;
    let declared = inputs
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for input in declared
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
    {
        let name = input.trim_end_matches(':');
        assert!(action.contains(&format!("inputs.{name} ")), "{name}");
    }
}
