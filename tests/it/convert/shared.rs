//! Other people's collections, where `POSTRIDER_SHARED` names them: as Postman's own migration
//! writes them, as they were, and as they run.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{convert, converted, files};
use crate::program::Folder;

/// How many of the 1,150 files of Postman's migrations are the same, byte by byte. The others keep
/// what it loses, or say what its own reader refuses.
const SAME: usize = 1100;

fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("POSTRIDER_SHARED").map(PathBuf::from);
    if shared.is_none() {
        println!("skipped: POSTRIDER_SHARED is not set, so there are no collections of others");
    }
    shared
}

/// Which of them are taken: all of them take minutes (`just convert-all`).
fn every(other: usize) -> usize {
    if std::env::var_os("CONVERT_ALL").is_some() {
        1
    } else {
        other
    }
}

/// The text of a file without the ids that are made up.
fn without_ids(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut lines = Vec::new();
    let mut is_auth = false;
    for line in text.lines() {
        if !(is_auth && line.starts_with("  - id: ")) {
            lines.push(line);
        }
        is_auth = line == "auth:";
    }
    lines.join("\n")
}

#[test]
fn trees_are_written_as_postmans_migration_writes_them() {
    let Some(shared) = shared() else { return };
    let folder = Folder::with(&[]);
    let prepared = Command::new("node")
        .current_dir(shared.join("corpus/harness"))
        .args(["pmdiff.js", "prepare", "--out"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(prepared.status.success());
    let (mut same, mut others) = (0, Vec::new());
    for entry in std::fs::read_dir(shared.join("corpus-v3/migrate")).unwrap() {
        let migrated = entry.unwrap().path().join("v3");
        if !migrated.is_dir() {
            continue;
        }
        let name = migrated
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let source = format!("{name}/collection.json");
        let tree = format!("{name}/tree");
        converted(&folder, &[&source, "-o", &tree, "--allow-loss"]);
        for file in files(&migrated) {
            let ours = folder.path().join(&tree).join(&file);
            if without_ids(&ours) == without_ids(&migrated.join(&file)) {
                same += 1;
            } else {
                others.push(format!("{name}: {file}"));
            }
        }
    }
    assert!(
        same >= SAME,
        "{same} files are the same; not {}",
        others.join("\n")
    );
}

#[test]
fn collections_of_others_are_converted_once_and_for_all() {
    let Some(shared) = shared() else { return };
    let mut wrong = Vec::new();
    let listed = std::fs::read_dir(shared.join("corpus/all")).unwrap();
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().step_by(every(6)) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let stem = name.strip_suffix(".json").unwrap_or_default();
        let others = [".env", ".globals", ".data"];
        if stem.is_empty() || others.iter().any(|other| stem.ends_with(other)) {
            continue;
        }
        let folder = Folder::with(&[]);
        let path = path.to_str().unwrap();
        for source in [path, path, "tree"] {
            let done = convert(&folder, &[source, "-o", "tree", "--allow-loss"]);
            let is_first = done.told.contains(" 0 changed, 0 as before");
            let is_as_before =
                done.told.contains(": ") && done.told.contains(" 0 new, 0 changed, ");
            if done.code != 0 || !(is_first || is_as_before) {
                wrong.push(format!("{name} from {source}: {}", done.told));
            }
        }
        let back = convert(&folder, &["tree", "-o", "back.json"]);
        if back.code != 0 {
            wrong.push(format!("{name} back: {}", back.told));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn collections_of_others_run_as_trees_as_they_did() {
    let Some(shared) = shared() else { return };
    let corpus = shared.join("corpus");
    let folder = Folder::with(&[]);
    let smoke = std::fs::read_to_string(corpus.join("smoke.txt")).unwrap();
    let chosen: Vec<&str> = smoke.lines().step_by(every(8)).collect();
    folder.write("chosen.txt", &chosen.join("\n"));
    let harness = |arguments: &[&str]| {
        let output = Command::new("node")
            .current_dir(folder.path())
            .arg(corpus.join("harness/pmdiff.js"))
            .args(arguments)
            .args(["--files", "chosen.txt", "--deterministic", "--quiet"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let program = env!("CARGO_BIN_EXE_postrider");
    let run = "-e {env} -g {globals} {data_args} -k -r json --reporter-json-export {out} --timeout-request 5000 --timeout-script 5000";
    let as_file = format!("\"{program}\" run {{collection}} {run}");
    let as_tree = format!(
        "sh -c '\"{program}\" convert {{collection}} -o tree --allow-loss && exec \"{program}\" run tree {run}'"
    );
    for (label, runner) in [("file", &as_file), ("tree", &as_tree)] {
        let out = ["--out-dir", "runs", "--work", "work"];
        let run = ["run", "--label", label, "--runner", runner];
        harness(&[&run[..], &out].concat());
    }
    harness(&["compare", "runs/file", "runs/tree", "--tsv", "rows.tsv"]);
    let rows = folder.read("rows.tsv");
    // Empty scripts are left out, so that fewer are counted.
    let is_as_before = |row: &&str| {
        let columns: Vec<&str> = row.split('\t').collect();
        let counts_alone = columns
            .get(4)
            .is_some_and(|kinds| kinds.starts_with("{\"stats\":") && !kinds.contains(','));
        columns
            .get(1)
            .is_some_and(|verdict| verdict.starts_with("same"))
            || counts_alone
    };
    let wrong: Vec<&str> = rows.lines().filter(|row| !is_as_before(row)).collect();
    assert!(wrong.is_empty() && !rows.is_empty(), "{}", wrong.join("\n"));
}
