//! A tree of files onto what is there already.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde_json::{Value, json};

use super::merge::{merged, same, says_all};
use super::name::{below, examples_of};
use super::patch::patch;
use super::{TreeFile, order, tree, yaml};
use crate::collection::v3::{Finding, Level, SourceFile, Tree};
use crate::collection::{Collection, Problem};
use crate::document::Node;
use crate::text;

/// What the names of the files of a tree end in, behind what is named.
const ENDINGS: [&str; 3] = [
    "/.resources/definition.yaml",
    ".request.yaml",
    ".example.yaml",
];

/// A tree that is there already.
#[derive(Debug, Default)]
pub struct There {
    /// What it says, as it stands there.
    pub collection: Collection,
    /// Its files, by their paths in it.
    pub files: BTreeMap<String, Standing>,
}

/// A file that is there already.
#[derive(Debug)]
pub struct Standing {
    /// Its text.
    pub text: String,
    /// What is in it.
    pub content: Value,
    /// Whether the collection has all that it says.
    pub is_understood: bool,
}

impl There {
    /// What was read of a folder: a tree as it stands there, with its examples and files.
    ///
    /// # Errors
    /// There is something in a file that can't be read, and would be lost.
    pub fn of(tree: Tree, folder: &Path) -> Result<Self, Problem> {
        let mut files = BTreeMap::new();
        let folder = folder.strip_prefix(".").unwrap_or(folder);
        for SourceFile { name, text, root } in tree.files {
            let is_of = |finding: &&Finding| {
                let spot = finding.problem.spot.as_ref();
                spot.is_some_and(|spot| spot.file == name)
            };
            let mut findings = tree.findings.iter().filter(is_of);
            let Some(root) = root.filter(|root| root.entries().is_some()) else {
                match findings.next().filter(|_| !text.trim().is_empty()) {
                    Some(finding) => return Err(finding.problem.clone()),
                    None => continue,
                }
            };
            let is_lost = |finding: &Finding| matches!(finding.level, Level::Unsent | Level::Lost);
            let path = Path::new(&*name);
            let path = path.strip_prefix(folder).unwrap_or(path);
            let standing = Standing {
                text,
                content: root.to_json(),
                is_understood: !findings.any(is_lost),
            };
            files.insert(text::with_slashes(path), standing);
        }
        Ok(Self {
            collection: tree.collection,
            files,
        })
    }
}

/// A file as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path within the tree, with `/` between the names.
    pub path: String,
    /// Its text; `None` where it stays as it is.
    pub text: Option<String>,
    /// Whether there is no such file yet.
    pub is_new: bool,
    /// Whether a comment in it is lost, since what it stands in is written anew.
    pub loses_comments: bool,
}

/// What is to be done for the files of a tree, of which some are there. What says the same stays as
/// it is written, wherever that is; elsewhere, comments and members that the format does not know
/// stay.
pub fn onto(files: Vec<TreeFile>, there: &There) -> Vec<Change> {
    let (old, _) = tree(&there.collection);
    let old: HashMap<&str, &TreeFile> = old
        .iter()
        .filter(|_| !there.files.is_empty())
        .map(|file| (&*file.path, file))
        .collect();
    let taken = there.files.keys().map(|path| path.to_lowercase());
    let mut places = Places {
        old: &old,
        there,
        folders: HashMap::new(),
        taken: taken.collect(),
    };
    let files = files.into_iter().map(|file| places.place(file));
    let mut files: Vec<Placed<'_>> = files.collect();
    keep_orders(&mut files);
    files.iter().filter_map(change).collect()
}

/// A file in its place.
struct Placed<'a> {
    /// Its path as it would be if nothing were there.
    usual: String,
    path: String,
    content: Value,
    /// What there is for the same, as it would be written.
    means: Option<&'a Value>,
    /// The file of that; a folder may have none.
    there: Option<&'a Standing>,
}

/// Where the files of a tree go.
struct Places<'a> {
    old: &'a HashMap<&'a str, &'a TreeFile>,
    there: &'a There,
    /// Where folders are, and those of examples, by their usual paths.
    folders: HashMap<String, String>,
    /// Paths that nothing new can have, in small letters.
    taken: HashSet<String>,
}

impl<'a> Places<'a> {
    fn place(&mut self, file: TreeFile) -> Placed<'a> {
        let old = self.old.get(&*file.path).copied();
        let mut content = file.content;
        let (path, there) = match old {
            Some(old) => self.standing(&old.origin),
            None => (self.free(&file.path, &mut content), None),
        };
        if let (Some(folder), Some(usual)) = (folder(&path), folder(&file.path)) {
            self.folders.insert(usual.to_owned(), folder.to_owned());
        }
        if content.get("examples").is_some() {
            let (usual, folder) = (examples_of(&file.path), examples_of(&path));
            self.folders.insert(usual, folder);
            let name = path.rsplit('/').next().unwrap_or(&path);
            content["examples"] = json!(format!("./{}", examples_of(name)));
        }
        Placed {
            usual: file.path,
            path,
            content,
            means: old.map(|old| &old.content),
            there,
        }
    }

    /// The file that something was read from.
    fn standing(&self, origin: &str) -> (String, Option<&'a Standing>) {
        let short = origin.strip_suffix("aml").map(|path| format!("{path}ml"));
        let paths = [Some(origin.to_owned()), short];
        let found = paths.into_iter().flatten().find_map(|path| {
            let standing = self.there.files.get(&path)?;
            Some((path, Some(standing)))
        });
        found.unwrap_or_else(|| (origin.to_owned(), None))
    }

    /// A path for something new. What can't be at the usual one says what it is called.
    fn free(&mut self, usual: &str, content: &mut Value) -> String {
        let ending = ENDINGS.iter().find(|ending| usual.ends_with(**ending));
        let stem = ending.and_then(|ending| usual.strip_suffix(ending));
        let (Some(ending), Some(stem)) = (ending, stem) else {
            return usual.to_owned();
        };
        let (above, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let above = self.folders.get(above).map_or(above, |folder| folder);
        let stem = below(above, name);
        let numbered = (1..).map(|number| format!("{stem}-{number}{ending}"));
        let mut paths = std::iter::once(format!("{stem}{ending}")).chain(numbered);
        let free = paths.find(|path| self.taken.insert(path.to_lowercase()));
        let free = free.unwrap_or_default();
        let is_called = free.strip_suffix(ending) == Some(&stem);
        if let Some(members) = content.as_object_mut().filter(|_| !is_called) {
            members.entry("name").or_insert_with(|| json!(name));
        }
        free
    }
}

/// The folder that a file defines.
fn folder(path: &str) -> Option<&str> {
    path.rsplit_once("/.resources/definition.")
        .map(|(folder, _)| folder)
}

/// What is to be done for a file; nothing for a folder that says nothing and has no need to.
fn change(placed: &Placed<'_>) -> Option<Change> {
    let Placed {
        path,
        content,
        there,
        ..
    } = placed;
    let written = |text, is_new, loses_comments| Change {
        path: path.clone(),
        text,
        is_new,
        loses_comments,
    };
    let mut means = placed.means.cloned().unwrap_or_default();
    set_order(
        &mut means,
        there.and_then(|there| there.content.get("order").cloned()),
    );
    // Where examples lie follows from where their request does.
    if let (Some(old), Some(new)) = (means.get_mut("examples"), content.get("examples")) {
        old.clone_from(new);
    }
    let says_all = placed.means.is_some() && says_all(&means, content);
    let Some(there) = there else {
        return (!says_all).then(|| written(Some(yaml(content)), true, false));
    };
    if says_all && there.is_understood {
        return Some(written(None, false, false));
    }
    // What is of another kind there than it would be has its members in other places.
    let is_alike = placed.means.is_some()
        && there.is_understood
        && means.get("$kind") == there.content.get("$kind");
    let means = if is_alike { &means } else { &there.content };
    let new = merged(&there.content, means, content);
    if same(&there.content, &new) {
        return Some(written(None, false, false));
    }
    let means_it =
        |patched: &String| Node::parse(patched, 1).is_ok_and(|node| same(&node.to_json(), &new));
    let patched = patched(&there.text, &there.content, &new).filter(means_it);
    let text = patched.unwrap_or_else(|| yaml(&new));
    let loses_comments = loses_comments(&there.text, &text, &there.content);
    Some(written(Some(text), false, loses_comments))
}

/// Whether a comment is gone; `content` is what stands in the text beside its comments.
fn loses_comments(before: &str, after: &str, content: &Value) -> bool {
    let comments = before
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('#'));
    comments
        .filter(|comment| !after.contains(comment))
        .any(|comment| !holds(content, comment))
}

/// Whether a text within a value has these words.
fn holds(value: &Value, words: &str) -> bool {
    match value {
        Value::String(text) => text.contains(words),
        Value::Array(list) => list.iter().any(|value| holds(value, words)),
        Value::Object(members) => members.values().any(|value| holds(value, words)),
        _ => false,
    }
}

/// The text with its new content, its lines ended as they were.
fn patched(text: &str, old: &Value, new: &Value) -> Option<String> {
    let windows = "\r\n";
    if text.matches(windows).count() < text.matches('\n').count() || !text.contains('\n') {
        return patch(text, old, new);
    }
    let patched = patch(&text.replace(windows, "\n"), old, new)?;
    Some(patched.replace('\n', windows))
}

/// Gives neighbours the numbers that they have already, as far as these say how they come.
fn keep_orders(files: &mut [Placed<'_>]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        if file.content.get("order").is_some() {
            groups
                .entry(folder_of(&file.usual))
                .or_default()
                .push(index);
        }
    }
    for group in groups.values() {
        if group.iter().all(|index| files[*index].means.is_none()) {
            continue;
        }
        let own = |index: &usize| files[*index].there?.content.get("order").cloned();
        let old: Vec<Option<f64>> = group.iter().map(|index| own(index)?.as_f64()).collect();
        let names: Vec<&str> = group.iter().map(|index| name_of(&files[*index])).collect();
        let is_in_order = old.iter().zip(&names).is_sorted_by(|one, other| {
            let numbers = one.0.unwrap_or(0.0).total_cmp(&other.0.unwrap_or(0.0));
            numbers
                .then_with(|| one.1.encode_utf16().cmp(other.1.encode_utf16()))
                .is_lt()
        });
        let are_there = group.iter().all(|index| files[*index].means.is_some());
        let numbers: Vec<Option<Value>> = if is_in_order && are_there {
            group.iter().map(own).collect()
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
    let path = folder(path).unwrap_or(path);
    let above = path.rsplit_once('/').map(|(above, _)| above.to_owned());
    above.unwrap_or_default()
}

/// What the file's item is called.
fn name_of<'a>(file: &'a Placed<'_>) -> &'a str {
    if let Some(name) = file.content.get("name").and_then(Value::as_str) {
        return name;
    }
    let ending = ENDINGS
        .iter()
        .find_map(|ending| file.usual.strip_suffix(ending));
    let path = ending.unwrap_or(&file.usual);
    path.rsplit('/').next().unwrap_or(path)
}

/// The text of one file that is there with a text, or is not.
pub fn onto_one(content: Value, there: Option<&Standing>) -> Change {
    let placed = Placed {
        usual: String::new(),
        path: String::new(),
        content,
        means: None,
        there,
    };
    change(&placed).expect("what stands alone has its file")
}
