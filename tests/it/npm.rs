//! The packages for npm, and reporters from npm: under Node, which a build needs anyway.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn told(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// The tests in JavaScript: `npm/test`.
#[test]
fn what_newmans_users_call_in_javascript_is_there() {
    let tests = std::fs::read_dir(root().join("npm/test")).unwrap();
    let tests = tests.map(|entry| entry.unwrap().path());
    let mut tests: Vec<PathBuf> = tests
        .filter(|path| path.to_string_lossy().ends_with(".test.cjs"))
        .collect();
    tests.sort();
    assert!(!tests.is_empty());
    let output = Command::new("node")
        .arg("--test")
        .args(tests)
        .env("_POSTRIDER_PROGRAM", env!("CARGO_BIN_EXE_postrider"))
        .env("NODE_PATH", root().join("sandbox/node_modules"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
}

#[cfg(unix)]
mod packed {
    use std::os::unix::fs::PermissionsExt;

    use serde_json::json;

    use super::*;
    use crate::program::Folder;
    use crate::server::{Server, ok};

    /// A folder into which the packed packages are installed; nothing where there is no registry.
    fn installed() -> Option<Folder> {
        // The program as it is built for tests is large; what stands for it takes no time to pack.
        let program = env!("CARGO_BIN_EXE_postrider");
        let folder = Folder::with(&[
            ("program", &format!("#!/bin/sh\nexec '{program}' \"$@\"\n")),
            ("work/package.json", "{}"),
        ]);
        let script = folder.path().join("program");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        let packed = Command::new("node")
            .arg(root().join("npm/pack.mjs"))
            .arg("--program")
            .arg(&script)
            .arg("--out")
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(packed.status.success(), "{}", told(&packed));
        let archives = String::from_utf8(packed.stdout).unwrap();
        let output = npm(&folder, &["install"])
            .args(archives.lines())
            .output()
            .unwrap();
        let text = told(&output);
        if output.status.success() {
            return Some(folder);
        }
        let is_alone = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENOTCACHED"];
        assert!(is_alone.iter().any(|code| text.contains(code)), "{text}");
        let must = std::env::var_os("POSTRIDER_MUST_RUN").unwrap_or_default();
        let must = must.to_string_lossy().into_owned();
        assert!(!must.split(',').any(|one| one == "npm"), "{text}");
        println!("skipped: npm's registry can't be reached");
        None
    }

    fn npm(folder: &Folder, arguments: &[&str]) -> Command {
        let mut npm = Command::new("npm");
        let quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
        npm.current_dir(folder.path().join("work"));
        npm.env_remove("NODE_PATH")
            .env("npm_config_fetch_retries", "0");
        npm.args(quiet).args(arguments);
        npm
    }

    #[test]
    fn the_packed_packages_are_installed_into_an_empty_folder_and_run() {
        let Some(folder) = installed() else { return };
        let server = Server::start(|_| ok("{}"));
        let collection = json!({"info": {"name": "Packed"}, "item": [{"name": "One", "request": server.url("/one")}]});
        folder.write("work/c.json", &collection.to_string());
        for command in ["postrider", "newman"] {
            let line = ["exec", "--", command, "run", "c.json", "-r", "tap"];
            let output = npm(&folder, &line).output().unwrap();
            let text = told(&output);
            assert!(output.status.success(), "{command}: {text}");
            assert!(text.contains("ok 1 - One"), "{command}: {text}");
        }
        for package in ["postrider", "postrider-newman"] {
            let licence = format!("work/node_modules/{package}/LICENSE-MIT");
            assert!(folder.path().join(&licence).exists(), "{licence}");
        }
        let program = "const newman = require('postrider-newman');
            newman.run({ collection: 'c.json' }, (error, summary) => {
                const [{ item, response }] = summary.run.executions;
                console.log(error, item.name, response.code, response.constructor.name);
            });";
        let output = Command::new("node")
            .args(["-e", program])
            .current_dir(folder.path().join("work"))
            .env_remove("NODE_PATH")
            .output()
            .unwrap();
        assert_eq!(told(&output), "null One 200 PostmanResponse\n");
    }
}
