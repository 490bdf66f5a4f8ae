//! What of others is in the program: the list is that of the lock files, and goes along with it.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use assert_cmd::Command;

const AGAIN: &str = "THIRD-PARTY.md is out of date: `just third-party` makes it anew";

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The cells of the table of packages, row by row.
fn rows(page: &str) -> Vec<Vec<&str>> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|row| row.split(" | ").collect())
        .skip(2)
        .collect()
}

/// `name version` of everything that the lock files name, but for the program itself.
fn locked() -> BTreeSet<String> {
    let rust: toml::Table = toml::from_str(&read("Cargo.lock")).unwrap();
    let crates = rust["package"].as_array().unwrap().iter();
    let crates = crates.filter(|one| one.get("source").is_some()).map(|one| {
        (
            one["name"].as_str().unwrap(),
            one["version"].as_str().unwrap(),
        )
    });
    let npm: serde_json::Value = serde_json::from_str(&read("sandbox/package-lock.json")).unwrap();
    let packages = npm["packages"].as_object().unwrap().iter();
    let packages = packages
        .filter(|(folder, _)| !folder.is_empty())
        .map(|(folder, one)| {
            let name = folder.rsplit("node_modules/").next().unwrap();
            (name, one["version"].as_str().unwrap())
        });
    crates
        .chain(packages)
        .map(|(name, version)| format!("{name} {version}"))
        .collect()
}

#[test]
fn third_party_md_names_what_the_lock_files_name() {
    let page = read("THIRD-PARTY.md");
    let inside = rows(&page)
        .into_iter()
        .filter(|row| !row[1].starts_with("in "))
        .map(|row| format!("{} {}", row[0], row[1]));
    let besides = page.trim_end().lines().last().unwrap().split(", ");
    let named: BTreeSet<String> = inside.chain(besides.map(str::to_owned)).collect();
    let locked = locked();
    let missing: Vec<_> = locked.difference(&named).collect();
    let gone: Vec<_> = named.difference(&locked).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "{AGAIN}\nmissing {missing:?}\ngone {gone:?}"
    );
}

#[test]
fn what_is_in_the_program_has_the_texts_of_its_licences() {
    let page = read("THIRD-PARTY.md");
    let texts: HashSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    let rows = rows(&page);
    for expected in [
        "QuickJS-ng",
        "mimalloc (C)",
        "ring",
        "lodash",
        "chai",
        "icu_normalizer_data",
    ] {
        assert!(rows.iter().any(|row| row[0] == expected), "{expected}");
    }
    for row in &rows {
        let [_, _, license, numbers] = row[..] else {
            panic!("{row:?}");
        };
        assert!(!license.is_empty(), "{row:?}");
        assert!(
            numbers.split(", ").all(|number| texts.contains(number)),
            "{row:?}"
        );
    }
    for words in [
        "Permission is hereby granted",
        "Version 2.0, January 2004",
        "Fabrice Bellard",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn the_program_prints_what_is_in_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_postrider"))
        .arg("licenses")
        .assert()
        .success();
    let printed = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert!(printed == read("THIRD-PARTY.md"), "it prints another page");
}

#[test]
fn what_is_checked_is_what_is_released() {
    let release: serde_json::Value = serde_json::from_str(&read(".github/targets.json")).unwrap();
    let release = release.as_array().unwrap().iter();
    let released: BTreeSet<&str> = release.filter_map(|one| one["target"].as_str()).collect();
    let deny: toml::Table = toml::from_str(&read("deny.toml")).unwrap();
    let checked = deny["graph"]["targets"].as_array().unwrap();
    let checked: BTreeSet<&str> = checked.iter().filter_map(toml::Value::as_str).collect();
    assert!(released.len() > 1);
    assert_eq!(checked, released);
}
