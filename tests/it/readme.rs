//! The README's examples, run as they stand.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

#[test]
fn every_example_of_the_readme_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let examples = examples(&readme);
    assert!(examples.len() >= 6, "the README has lost its examples");
    let folder = tempfile::tempdir().unwrap();
    for name in ["collections", "environments", "guides"] {
        copy_folder(&root.join(name), &folder.path().join(name));
    }
    for example in examples {
        let mut words = split(example).into_iter();
        assert_eq!(words.next().as_deref(), Some("postrider"), "{example}");
        Command::new(env!("CARGO_BIN_EXE_postrider"))
            .args(words)
            .current_dir(folder.path())
            .assert()
            .success();
    }
    for written in ["out/report.json", "out/environment.json"] {
        let text = std::fs::read_to_string(folder.path().join(written)).unwrap();
        assert!(
            serde_json::from_str::<serde_json::Value>(&text)
                .unwrap()
                .is_object(),
            "{written}"
        );
    }
}

#[test]
fn every_page_that_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let links: Vec<&str> = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    let missing: Vec<_> = links
        .iter()
        .filter(|link| !link.contains("://") && !root.join(link).exists())
        .collect();
    assert!(!links.is_empty() && missing.is_empty(), "{missing:?}");
}

/// The commands of the `console` blocks, without their prompt.
fn examples(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .collect()
}

/// Splits a command line at blanks that are not within double quotes.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words
}

fn copy_folder(from: &PathBuf, to: &PathBuf) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
