//! The ways by which a release reaches people: images, packages, the install script. All but the
//! container engine itself is tried.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::Command as Tried;
use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::program::Folder;
use crate::server::{Server, ok, response};

const PROGRAM: &str = env!("CARGO_BIN_EXE_postrider");

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(source(name)).unwrap()
}

/// An archive of a release, with what the packages take out of it, and its checksum.
fn archive(folder: &Folder, target: &str) -> Vec<u8> {
    let name = format!("postrider-{target}.tar.gz");
    let content = folder.path().join("content");
    std::fs::create_dir_all(content.join("completions")).unwrap();
    // Something small: packing all of the program takes its time.
    let program = format!("#!/bin/sh\necho {}\n", env!("CARGO_PKG_VERSION"));
    std::fs::write(content.join("postrider"), program).unwrap();
    for file in [
        "postrider.1",
        "completions/postrider.bash",
        "completions/postrider.zsh",
    ] {
        std::fs::write(content.join(file), "x").unwrap();
    }
    for file in [
        "completions/postrider.fish",
        "THIRD-PARTY.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ] {
        std::fs::write(content.join(file), "x").unwrap();
    }
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(folder.path().join(&name));
    assert!(
        tar.arg("-C")
            .arg(content)
            .arg(".")
            .status()
            .unwrap()
            .success()
    );
    let bytes = std::fs::read(folder.path().join(&name)).unwrap();
    let digest = Sha256::digest(&bytes);
    let hash = digest
        .iter()
        .fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    folder.write(&format!("{name}.sha256"), &format!("{hash}  {name}\n"));
    bytes
}

#[test]
fn an_image_works_where_newmans_does() {
    let server = Server::start(|_| ok("hello"));
    let collection = serde_json::json!({"info": {"name": "C"}, "item": [{"name": "A", "request": server.url("/")}]});
    for kind in ["bare", "alpine"] {
        let root = Folder::with(&[]);
        let mut layout = Tried::new(source(".github/image/layout"));
        layout.args([PROGRAM, &root.path().to_string_lossy(), kind]);
        layout.assert().success();
        // A folder that is mounted at Newman's place lies at ours, and the other way round.
        root.write("etc/newman/c.json", &collection.to_string());
        assert_eq!(root.read("work/c.json"), collection.to_string());
        if kind == "bare" {
            let mut run = Tried::new(root.path().join("postrider"));
            run.args(["run", "c.json"])
                .current_dir(root.path().join("work"));
            run.assert().success();
            continue;
        }
        let entry = |arguments: &[&str]| {
            let bin = root.path().join("usr/local/bin");
            let mut entry = Tried::new(bin.join("postrider-entry"));
            entry.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
            entry.args(arguments).current_dir(root.path().join("work"));
            entry.assert().success()
        };
        for arguments in [
            &["run", "c.json"][..],
            &[],
            &["newman", "run", "c.json"],
            &["postrider", "run", "c.json"],
            &["sh", "-c", "newman run c.json"],
        ] {
            let words = if arguments.is_empty() {
                "Usage"
            } else {
                "200 OK"
            };
            entry(arguments).stdout(contains(words));
        }
        entry(&["cat", "c.json"]).stdout(collection.to_string());
        entry(&["--version"]).stdout(contains(env!("CARGO_PKG_VERSION")));
    }
    // The image is what was tried here.
    let dockerfile = read("Dockerfile");
    for line in [
        ".github/image/layout target/dist/postrider /roots/bare bare",
        ".github/image/layout target/dist/postrider /roots/alpine alpine",
        "ENTRYPOINT [\"/postrider\"]",
        "ENTRYPOINT [\"postrider-entry\"]",
    ] {
        assert!(dockerfile.contains(line), "{line}");
    }
    assert_eq!(dockerfile.matches("\nWORKDIR /work\n").count(), 2);
}

#[test]
fn the_install_script_takes_what_has_the_right_checksum_and_nothing_else() {
    let system = if cfg!(target_os = "macos") {
        "apple-darwin"
    } else {
        "unknown-linux-musl"
    };
    let target = format!("{}-{system}", std::env::consts::ARCH);
    for is_whole in [true, false] {
        let folder = Folder::with(&[]);
        let mut bytes = archive(&folder, &target);
        let hash = folder.read(&format!("postrider-{target}.tar.gz.sha256"));
        if !is_whole {
            bytes.push(0);
        }
        let server = Server::start(move |request| match request.target() {
            path if path.ends_with(".sha256") => ok(hash.clone()),
            path if path.starts_with("/latest/download/") => ok(bytes.clone()),
            _ => response("404 Not Found", "", ""),
        });
        let mut install = Tried::new("sh");
        install
            .arg(source("install.sh"))
            .env("POSTRIDER_RELEASES", server.url(""))
            .env("POSTRIDER_BIN", folder.path().join("bin"));
        let installed = folder.path().join("bin/postrider");
        if is_whole {
            let version = format!("({})", env!("CARGO_PKG_VERSION"));
            let told = contains(version).and(contains("is not on your PATH"));
            install.assert().success().stdout(told);
            Tried::new(installed).arg("--version").assert().success();
        } else {
            install
                .assert()
                .code(1)
                .stderr(contains("the checksum of postrider-"));
            assert!(!installed.exists());
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_install_script_says_what_it_lacks_and_takes_folders_and_versions_as_people_write_them() {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let folder = Folder::with(&[]);
    let bytes = archive(&folder, &target);
    let hash = folder.read(&format!("postrider-{target}.tar.gz.sha256"));
    let server = Server::start(move |request| match request.target() {
        path if !path.starts_with("/download/v9/") => response("404 Not Found", "", ""),
        path if path.ends_with(".sha256") => ok(hash.clone()),
        _ => ok(bytes.clone()),
    });
    let install = |version: &str, bin: &str| {
        let mut install = Tried::new("/bin/sh");
        install
            .arg(source("install.sh"))
            .current_dir(folder.path())
            .env("POSTRIDER_RELEASES", server.url(""))
            .env("POSTRIDER_VERSION", version)
            .env("POSTRIDER_BIN", bin);
        install
    };
    for (version, bin) in [("9", "near"), ("v9", "far/off")] {
        install(version, bin).assert().success();
        let installed = folder.path().join(bin).join("postrider");
        Tried::new(installed).arg("--version").assert().success();
    }
    folder.write("file", "");
    let told = contains("POSTRIDER_BIN names another folder");
    install("9", "file/bin").assert().code(1).stderr(told);
    // Nothing on the path but what the script needs up to its check.
    let tools = folder.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    for tool in ["uname", "mktemp", "rm", "curl", "wget"] {
        let mut found = std::env::split_paths(&path).map(|folder| folder.join(tool));
        if let Some(program) = found.find(|program| program.is_file()) {
            std::os::unix::fs::symlink(program, tools.join(tool)).unwrap();
        }
    }
    let mut unchecked = install("9", "unchecked");
    unchecked.env("PATH", tools).assert().code(1).stderr(
        contains("neither sha256sum nor shasum is there").and(contains("checksum of").not()),
    );
    assert!(!folder.path().join("unchecked").exists());
}

#[test]
fn a_package_for_apt_has_the_program_its_manual_and_its_licences() {
    if Command::new("dpkg-deb").arg("--version").output().is_err() {
        println!("skipped: there is no dpkg-deb");
        return;
    }
    let folder = Folder::with(&[]);
    archive(&folder, "x86_64-unknown-linux-musl");
    let mut deb = Tried::new(source(".github/deb"));
    deb.env("ARCHIVE", "postrider-x86_64-unknown-linux-musl.tar.gz")
        .env("DEB", "amd64");
    deb.current_dir(folder.path()).assert().success();
    let name = format!("postrider_{}_amd64.deb", env!("CARGO_PKG_VERSION"));
    let mut list = Tried::new("dpkg-deb");
    let list = list
        .arg("--contents")
        .arg(folder.path().join(name))
        .assert();
    let list = String::from_utf8(list.success().get_output().stdout.clone()).unwrap();
    for (mode, path) in [
        ("-rwxr-xr-x root/root", "./usr/bin/postrider"),
        (
            "-rw-r--r-- root/root",
            "./usr/share/man/man1/postrider.1.gz",
        ),
        (
            "-rw-r--r-- root/root",
            "./usr/share/doc/postrider/copyright",
        ),
    ] {
        let is_it = |line: &&str| line.starts_with(mode) && line.ends_with(path);
        assert!(list.lines().any(|line| is_it(&line)), "{path}: {list}");
    }
}

#[test]
fn homebrew_and_scoop_are_told_where_each_archive_is_and_its_checksum() {
    let targets: Value = serde_json::from_str(&read(".github/targets.json")).unwrap();
    let targets: Vec<&str> = targets
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["target"].as_str().unwrap())
        .collect();
    let folder = Folder::with(&[]);
    for (number, target) in targets.iter().enumerate() {
        let name = format!("archives/postrider-{target}.tar.gz.sha256");
        folder.write(&name, &format!("hash{number}  x\n"));
    }
    let mut write = Tried::new("node");
    write
        .arg(source(".github/manifests.mjs"))
        .args(["archives", "out"]);
    write.current_dir(folder.path()).assert().success();
    let (formula, scoop) = (
        folder.read("out/postrider.rb"),
        folder.json("out/postrider.json"),
    );
    let base = format!(
        "{}/releases/download/v{}/postrider-",
        env!("CARGO_PKG_REPOSITORY"),
        env!("CARGO_PKG_VERSION")
    );
    for (number, target) in targets.iter().enumerate() {
        let (url, hash) = (format!("{base}{target}.tar.gz"), format!("hash{number}"));
        if target.contains("windows") {
            let archive = &scoop["architecture"]["64bit"];
            assert_eq!(
                (&archive["url"], &archive["hash"]),
                (&url.into(), &hash.into())
            );
        } else if !target.ends_with("-gnu") {
            let lines = format!("url \"{url}\"\n      sha256 \"{hash}\"");
            assert!(formula.contains(&lines), "{lines}: {formula}");
        }
    }
    assert_eq!(scoop["version"], env!("CARGO_PKG_VERSION"));
    // So does `cargo binstall`.
    let url = read("Cargo.toml");
    let url = url.lines().find_map(|line| line.strip_prefix("pkg-url = "));
    let url = url.unwrap().trim_matches('"');
    let values = [
        ("{ repo }", env!("CARGO_PKG_REPOSITORY")),
        ("{ version }", env!("CARGO_PKG_VERSION")),
    ];
    let url = values.iter().fold(url.to_owned(), |url, (name, value)| {
        url.replace(name, value)
    });
    assert_eq!(url, format!("{base}{{ target }}.tar.gz"));
    // What fetches by itself knows no other names.
    for script in ["install.sh", ".github/action/fetch"] {
        let text = read(script);
        let named = text
            .split_whitespace()
            .filter_map(|word| word.strip_prefix("target="));
        for target in named.filter(|target| !target.is_empty()) {
            assert!(targets.contains(&target), "{script}: {target}");
        }
    }
}

#[test]
fn the_owner_of_the_repository_stands_in_one_place() {
    let owner = env!("CARGO_PKG_REPOSITORY").split('/').nth(3).unwrap();
    let mut told = Tried::new(source(".github/owner"));
    told.assert().success().stdout(format!("{owner}\n"));
    let mut pages = vec![
        source("README.md"),
        source("install.sh"),
        source("CONTRIBUTING.md"),
    ];
    for folder in ["docs", "npm", "deploy/kubernetes"] {
        let entries = std::fs::read_dir(source(folder)).into_iter().flatten();
        pages.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let places = [
        "github.com/",
        "githubusercontent.com/",
        "ghcr.io/",
        "uses: ",
        "brew install ",
        "brew tap ",
    ];
    for page in pages.iter().filter(|page| page.is_file()) {
        let text = std::fs::read_to_string(page).unwrap();
        for (at, _) in text.match_indices("/postrider") {
            let place = places.iter().find_map(|place| {
                let before = text[..at].rsplit_once(place)?.1;
                (!before.contains(['/', ' ', '\n'])).then_some(before)
            });
            if let Some(named) = place {
                assert_eq!(named, owner, "{}", page.display());
            }
        }
    }
}
