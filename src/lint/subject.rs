//! What is checked: a collection, its files, and what is in it with the place of each part.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::file::{File, Words};
use super::{Code, Finding};
use crate::collection::{Collection, Item, ItemEvent, ItemKind, v3};
use crate::document::{Kind, Node, Position};
use crate::text;

/// A collection and its files.
#[derive(Debug, Default)]
pub struct Subject {
    /// The files: the one of JSON, or those of a folder.
    pub files: Vec<File>,
    /// What they say; `None` where they can't be read as a whole.
    pub(super) collection: Option<Collection>,
    /// The folder, where it is one.
    pub(super) folder: Option<PathBuf>,
    /// What was told while they were read.
    pub(super) told: Vec<Finding>,
}

/// The collection, a folder or a request.
pub(super) struct Part<'a> {
    /// Its names from the collection's down.
    pub(super) path: Vec<&'a str>,
    /// The item; `None` is the collection.
    pub(super) item: Option<&'a Item>,
    pub(super) events: &'a [Arc<ItemEvent>],
    /// The file that it stands in; `None` where a folder says nothing of itself.
    pub(super) file: Option<&'a File>,
    /// What it says there.
    pub(super) node: Option<&'a Node>,
    /// The part that it lies in, by its number.
    pub(super) parent: Option<usize>,
}

impl Subject {
    /// What the files say; `None` where they can't be read as a whole.
    pub fn collection(&self) -> Option<&Collection> {
        self.collection.as_ref()
    }

    /// What keeps it from being read as a whole.
    pub fn unreadable(&self) -> impl Iterator<Item = &Finding> {
        let is_it = |finding: &&Finding| finding.code == Code::Unreadable;
        self.told.iter().filter(is_it)
    }

    /// Every part, each behind the one that it lies in.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let Some(collection) = &self.collection else {
            return Vec::new();
        };
        let names = self.files.iter().map(|file| (file.name.as_str(), file));
        let mut gathering = Gathering {
            subject: self,
            files: names.collect(),
            parts: Vec::new(),
        };
        gathering.parts.push(Part {
            path: vec![collection.label()],
            item: None,
            events: &collection.events,
            parent: None,
            ..gathering.place("")
        });
        gathering.items(&collection.items, 0);
        gathering.parts
    }
}

/// The gathering of the parts of a collection.
struct Gathering<'a> {
    subject: &'a Subject,
    /// Its files by their names.
    files: HashMap<&'a str, &'a File>,
    parts: Vec<Part<'a>>,
}

impl<'a> Gathering<'a> {
    fn items(&mut self, items: &'a [Arc<Item>], parent: usize) {
        for item in items {
            let mut path = self.parts[parent].path.clone();
            path.push(&item.name);
            self.parts.push(Part {
                path,
                item: Some(item),
                events: &item.events,
                parent: Some(parent),
                ..self.place(&item.pointer)
            });
            if let ItemKind::Folder(below) = &item.kind {
                self.items(below, self.parts.len() - 1);
            }
        }
    }

    /// Where a part stands, and nothing else of it.
    fn place(&self, pointer: &str) -> Part<'a> {
        let (file, node) = match &self.subject.folder {
            None => {
                let file = self.subject.files.first();
                let root = file.and_then(|file| file.root.as_ref());
                (file, root.and_then(|root| root.find(pointer)))
            }
            Some(folder) => {
                let path = own_file(&folder.join(pointer));
                let file = path.and_then(|path| self.files.get(shown(&path).as_str()).copied());
                (file, file.and_then(|file| file.root.as_ref()))
            }
        };
        Part {
            path: Vec::new(),
            item: None,
            events: &[],
            file,
            node,
            parent: None,
        }
    }
}

/// The file in which a request or a folder says what it is.
pub(super) fn own_file(path: &Path) -> Option<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if v3::is_request_file(&name) {
        return Some(path.to_owned());
    }
    v3::definition_file(path)
}

/// A path as findings name it.
pub(super) fn shown(path: &Path) -> String {
    let shown = text::with_slashes(path);
    shown.trim_start_matches("./").to_owned()
}

impl<'a> Part<'a> {
    /// Whether it is a request.
    pub(super) fn is_request(&self) -> bool {
        let kind = self.item.map(|item| &item.kind);
        matches!(kind, Some(ItemKind::Request { .. }))
    }

    /// Its names from the collection's down, in one.
    pub(super) fn label(&self) -> String {
        self.path.join(" / ")
    }

    /// A finding of it; `None` where it has no place.
    pub(super) fn finding(
        &self,
        code: Code,
        words: Words,
        message: impl Into<String>,
    ) -> Option<Finding> {
        Some(Finding {
            code,
            file: self.file?.name.clone(),
            at: words.at,
            length: words.length.max(1),
            message: message.into(),
            collection: Some(self.label()),
            suggestion: None,
        })
    }

    /// Where it says its name, or where it begins.
    pub(super) fn name_words(&self) -> Words {
        let begin = self
            .node
            .map_or(Position { line: 1, column: 1 }, |node| node.at);
        let info = self.node.and_then(|node| node.get("info")).or(self.node);
        let name = info.and_then(|node| node.get("name"));
        let text = name.and_then(Node::text).filter(|text| !text.is_empty());
        match (self.file, name, text) {
            (Some(file), Some(name), Some(text)) => file.find(&text, 0, name.at),
            _ => Words::at(begin),
        }
    }

    /// Where its scripts stand: those of events in JSON, `scripts` in YAML.
    pub(super) fn scripts_at(&self) -> Option<Position> {
        let keys = ["event", "events", "scripts", "preRequestScript", "tests"];
        let entries = self.node?.entries()?;
        let scripts = entries
            .iter()
            .filter(|entry| keys.contains(&entry.key.as_str()));
        scripts.map(|entry| entry.value.at).min()
    }

    /// Where words of one of its scripts stand, by their offset in that.
    pub(super) fn script_words(&self, number: usize, offset: usize, words: &str) -> Words {
        let at = self.scripts_at().unwrap_or_default();
        let Some(file) = self.file else {
            return Words::at(at);
        };
        let count = |source: &str| source.matches(words).count();
        let earlier = self.events.iter().take(number);
        let before: usize = earlier.map(|event| count(&event.script.source)).sum();
        let own = &self.events[number].script.source;
        let own = count(own.get(..offset).unwrap_or_default());
        file.find(words, before + own, at)
    }

    /// The ids and the names by which a script may call it.
    pub(super) fn calls(&self) -> impl Iterator<Item = &'a str> {
        let item = self.item.into_iter();
        item.flat_map(|item| [item.id.as_str(), item.name.as_str()])
    }
}

/// Texts within a node, with where each stands; what is switched off is passed over, as is what
/// stands under a key that is not wanted.
pub(super) fn texts<'a>(
    node: &'a Node,
    is_wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<(&'a str, Position)>,
) {
    match &node.kind {
        Kind::Scalar(Value::String(text)) => found.push((text, node.at)),
        Kind::Scalar(_) | Kind::Braces(_) => {}
        Kind::List(list) => list.iter().for_each(|entry| texts(entry, is_wanted, found)),
        Kind::Map(entries) => {
            if node
                .get("disabled")
                .is_some_and(|value| value.to_json() == true)
            {
                return;
            }
            let wanted = entries.iter().filter(|entry| is_wanted(&entry.key));
            wanted.for_each(|entry| texts(&entry.value, is_wanted, found));
        }
    }
}

/// The names that a set of texts are near to.
pub(super) fn near(name: &str, known: &HashSet<&str>) -> Option<String> {
    let mut known: Vec<&str> = known.iter().copied().collect();
    known.sort_unstable();
    text::did_you_mean(name, known)
}
