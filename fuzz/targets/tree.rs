//! Collections that are folders: one input is all the files of one, each behind a line that names it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use postrider::collection::v3::{self, Level, Tree, Wanted};
use postrider::collection::{self, Item};
use postrider::convert::{self, There, TreeFile};

use super::has_line;

/// What a line begins with that names the file which follows it.
const MARK: &str = "%% ";

/// Of a tree nothing is left out: each file of a request is one, and what can't be read of it has
/// its place and is the request's own problem. What was read and is written reads the same again,
/// and is then as it is to be.
pub fn run(data: &[u8]) {
    let files = split(data);
    let folder = written(&files);
    let tree = read(folder.path(), &Wanted::default());
    for finding in &tree.findings {
        check_place(finding, &files, folder.path());
    }
    let named = files.keys().filter(|path| is_of_request(path));
    assert_eq!(requests(&tree.collection.items), named.count());
    check_written(folder.path());
}

/// The files of an input, by their paths in the tree.
fn split(data: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut name = "a.request.yaml".to_owned();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(line);
        match text.strip_prefix(MARK).and_then(path) {
            Some(path) => name = path,
            None => files.entry(name.clone()).or_default().extend(line),
        }
    }
    // A file is no folder of others.
    let names: Vec<String> = files.keys().cloned().collect();
    let is_folder = |name: &str| {
        names
            .iter()
            .any(|other| other.starts_with(&format!("{name}/")))
    };
    files.retain(|name, _| !is_folder(name));
    files
}

/// A path that leads to a file in the tree.
fn path(line: &str) -> Option<String> {
    let parts: Vec<&str> = line.trim().split('/').collect();
    let is_name = |part: &&str| {
        let is_plain = part.chars().all(|letter| !letter.is_control());
        is_plain && !part.trim_matches('.').trim().is_empty() && part.len() < 60
    };
    (parts.len() < 8 && parts.iter().all(is_name)).then(|| parts.join("/"))
}

fn written(files: &BTreeMap<String, Vec<u8>>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("there is room");
        fs::write(path, content).expect("there is room");
    }
    folder
}

fn read(folder: &Path, how: &Wanted) -> Tree {
    let wanted = Wanted {
        folder: folder.to_owned(),
        examples: true,
        ..how.clone()
    };
    v3::read(&wanted).expect("nothing is refused")
}

fn is_of_request(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    v3::is_request_file(name) && !folder.split('/').any(|part| part == ".resources")
}

fn requests(items: &[Arc<Item>]) -> usize {
    let of = |item: &Arc<Item>| item.request().map_or_else(|| requests(item.items()), |_| 1);
    items.iter().map(of).sum()
}

fn check_place(finding: &v3::Finding, files: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    let spot = finding.problem.spot.as_deref().expect("it has a place");
    let path = Path::new(&*spot.file)
        .strip_prefix(folder)
        .expect("it is in the folder");
    let content = files
        .get(path.to_str().expect("it is text"))
        .map(Vec::as_slice);
    let text = collection::text_of(content.unwrap_or_default());
    assert!(has_line(&text, spot.at.line), "{finding}");
    assert!(spot.at.column >= 1, "{finding}");
}

/// What can be read as a whole goes back into its files, and into one of JSON.
fn check_written(folder: &Path) {
    let tree = standing(folder);
    let is_lost = |finding: &v3::Finding| matches!(finding.level, Level::Lost | Level::Unsent);
    if tree.findings.iter().any(is_lost) {
        return;
    }
    let (json, _) = convert::json(&tree.collection);
    collection::parse(&json, &mut String::new).expect("what is written can be read");
    let (once, _) = convert::tree(&tree.collection);
    let Ok(there) = There::of(tree, folder) else {
        return;
    };
    for change in convert::onto(once.clone(), &there) {
        let path = folder.join(change.path);
        // A file may lie where a folder belongs: whoever writes says so.
        if fs::create_dir_all(path.parent().expect("it lies in the folder")).is_err() {
            return;
        }
        if let Some(text) = change.text {
            fs::write(path, text).expect("there is room");
        }
    }
    let again = standing(folder);
    let (twice, _) = convert::tree(&again.collection);
    check_same(&twice, &once);
    let there = There::of(again, folder).expect("it could be read before");
    for change in convert::onto(twice, &there) {
        assert_eq!(change.text, None, "{}", change.path);
    }
}

/// A tree as it stands there.
fn standing(folder: &Path) -> Tree {
    let how = Wanted {
        bare: true,
        files: true,
        ..Wanted::default()
    };
    read(folder, &how)
}

/// Holds that two trees are the same but for ids and the numbers of neighbours, of which a file keeps
/// its own.
fn check_same(again: &[TreeFile], once: &[TreeFile]) {
    let shown = |files: &[TreeFile]| {
        let file = |file: &TreeFile| {
            let mut content = file.content.clone();
            if let Some(members) = content.as_object_mut() {
                members.shift_remove("order");
                members.shift_remove("id");
            }
            (file.path.clone(), content)
        };
        serde_json::json!(files.iter().map(file).collect::<Vec<_>>())
    };
    super::check_same(&shown(again), &shown(once));
}
