//! A tree of files onto what is there already.

use std::collections::BTreeMap;

use serde_json::Value;

use super::merge::{merged, same};
use super::patch::patch;
use super::{TreeFile, order, yaml};
use crate::document::Node;

/// A file as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path within the tree, with `/` between the names.
    pub path: String,
    /// Its text; `None` where it stays as it is.
    pub text: Option<String>,
    /// Whether it is written anew as a whole, and comments in it are lost.
    pub loses_comments: bool,
}

/// What is to be done for the files of a tree, of which some are there with these texts. What says
/// the same stays as it is written; elsewhere, comments and members that the format does not know
/// stay.
pub fn onto(mut files: Vec<TreeFile>, there: &BTreeMap<String, String>) -> Vec<Change> {
    let contents: BTreeMap<&str, Value> = there
        .iter()
        .filter_map(|(path, text)| Some((path.as_str(), Node::parse(text, 1).ok()?.to_json())))
        .collect();
    keep_orders(&mut files, &contents);
    let change = |file: &TreeFile| match (there.get(&file.path), contents.get(file.path.as_str())) {
        (Some(text), Some(old)) => change_of(file, text, old),
        (text, _) => Change {
            path: file.path.clone(),
            text: Some(yaml(&file.content)),
            // What is no YAML is written over as a whole.
            loses_comments: text.is_some_and(|text| !text.trim().is_empty()),
        },
    };
    files.iter().map(change).collect()
}

fn change_of(file: &TreeFile, text: &str, old: &Value) -> Change {
    let new = merged(old, &file.content);
    let path = file.path.clone();
    if same(old, &new) {
        return Change {
            path,
            text: None,
            loses_comments: false,
        };
    }
    let means_it =
        |patched: &String| Node::parse(patched, 1).is_ok_and(|node| same(&node.to_json(), &new));
    match patch(text, old, &new).filter(means_it) {
        Some(patched) => Change {
            path,
            text: Some(patched),
            loses_comments: false,
        },
        None => Change {
            path,
            text: Some(yaml(&new)),
            loses_comments: text.lines().any(|line| line.trim_start().starts_with('#')),
        },
    }
}

/// Gives neighbours the numbers that they have already, as far as these say how they come.
fn keep_orders(files: &mut [TreeFile], contents: &BTreeMap<&str, Value>) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        if file.content.get("order").is_some() {
            groups.entry(folder_of(&file.path)).or_default().push(index);
        }
    }
    for group in groups.values() {
        let of = |index: &usize| contents.get(files[*index].path.as_str());
        if group.iter().all(|index| of(index).is_none()) {
            continue;
        }
        let old: Vec<Option<f64>> = group
            .iter()
            .map(|index| of(index)?.get("order")?.as_f64())
            .collect();
        let names: Vec<&str> = group.iter().map(|index| name_of(&files[*index])).collect();
        let is_in_order = old.iter().zip(&names).is_sorted_by(|one, other| {
            let numbers = one.0.unwrap_or(0.0).total_cmp(&other.0.unwrap_or(0.0));
            numbers
                .then_with(|| one.1.encode_utf16().cmp(other.1.encode_utf16()))
                .is_lt()
        });
        let are_there = group.iter().all(|index| of(index).is_some());
        let numbers: Vec<Option<Value>> = if is_in_order && are_there {
            group
                .iter()
                .map(|index| of(index)?.get("order").cloned())
                .collect()
        } else {
            order::orders(&old).into_iter().map(Some).collect()
        };
        for (index, number) in group.iter().zip(numbers) {
            set_order(&mut files[*index].content, number);
        }
    }
}

fn set_order(content: &mut Value, number: Option<Value>) {
    if let Some(members) = content.as_object_mut() {
        match number {
            Some(number) => drop(members.insert("order".into(), number)),
            None => drop(members.shift_remove("order")),
        }
    }
}

/// The folder whose order a file's number is of.
fn folder_of(path: &str) -> String {
    let above = |path: &str| {
        path.rsplit_once('/')
            .map(|(above, _)| above.to_owned())
            .unwrap_or_default()
    };
    match path.strip_suffix("/.resources/definition.yaml") {
        Some(folder) => above(folder),
        None => above(path),
    }
}

/// What the file's item is called.
fn name_of(file: &TreeFile) -> &str {
    if let Some(name) = file.content.get("name").and_then(Value::as_str) {
        return name;
    }
    let path = file
        .path
        .strip_suffix("/.resources/definition.yaml")
        .unwrap_or(&file.path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let endings = [".request.yaml", ".example.yaml"];
    endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

/// The text of one file that is there with a text, or is not.
pub fn onto_one(content: Value, there: Option<&str>) -> Change {
    let file = TreeFile {
        path: String::new(),
        content,
    };
    let there = there
        .map(|text| (String::new(), text.to_owned()))
        .into_iter()
        .collect();
    let mut changes = onto(vec![file], &there);
    changes.pop().expect("each file has its change")
}
