//! The files that a specification is made of, and what their references mean.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use url::Url;

use super::error::Unreadable;
use crate::document::{Entry, Kind, Malformed, Node, Position};
use crate::text::{percent, pointer_token, with_slashes};

/// How many references may stand for one another.
const LONGEST_CHAIN: usize = 32;

/// What gets the text of another file, by its address.
pub type Load<'a> = &'a mut dyn FnMut(&str) -> Result<String, String>;

/// The files of one specification, the one that was named first.
#[derive(Debug)]
pub(super) struct Library {
    files: Vec<File>,
    /// References that lead nowhere, as far as somebody followed them: with line, column and file.
    broken: Mutex<BTreeSet<(usize, usize, String)>>,
}

/// One file.
#[derive(Debug)]
struct File {
    /// Its path or its URL.
    address: String,
    root: Node,
}

/// A place in one of the files.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Place {
    /// The number of the file, from 0.
    pub(super) file: usize,
    /// The JSON Pointer.
    pub(super) pointer: String,
}

/// What stands at a place.
#[derive(Debug, Clone)]
pub(super) struct Part<'l> {
    library: &'l Library,
    pub(super) place: Place,
    pub(super) node: &'l Node,
    /// Where it begins: with its name, where that is known.
    at: Position,
}

impl Library {
    /// Reads a file, and those that it refers to.
    ///
    /// # Errors
    /// One of them is missing, or no JSON or YAML.
    pub(super) fn read(address: &str, text: &str, load: Load<'_>) -> Result<Self, Unreadable> {
        let root = parse(text).map_err(|error| Unreadable::malformed(address, &error))?;
        let mut library = Self {
            files: vec![File {
                address: normal(address),
                root,
            }],
            broken: Mutex::default(),
        };
        let mut next = 0;
        while let Some(file) = library.files.get(next) {
            let mut found = Vec::new();
            references(&file.root, "", &mut found);
            for reference in found {
                library.add(next, &reference, load)?;
            }
            next += 1;
        }
        Ok(library)
    }

    /// Reads the file that a reference names, unless it is there.
    fn add(&mut self, from: usize, found: &Found, load: Load<'_>) -> Result<(), Unreadable> {
        let near = self.files[from].address.clone();
        let Some(address) = address_of(&near, &found.reference) else {
            return Ok(());
        };
        if self.files.iter().any(|file| file.address == address) {
            return Ok(());
        }
        let text = load(&address).map_err(|message| Unreadable {
            file: near,
            at: Some(found.at),
            message: format!("`$ref: {}`: {message}", found.reference),
        })?;
        let root = parse(&text).map_err(|error| Unreadable::malformed(&address, &error))?;
        self.files.push(File { address, root });
        Ok(())
    }

    /// The file that was named, as a whole.
    pub(super) fn root(&self) -> Part<'_> {
        Part {
            library: self,
            place: Place {
                file: 0,
                pointer: String::new(),
            },
            node: &self.files[0].root,
            at: self.files[0].root.at,
        }
    }

    /// What stands at a place.
    pub(super) fn part(&self, place: &Place) -> Option<Part<'_>> {
        let node = self.files.get(place.file)?.root.find(&place.pointer)?;
        Some(Part {
            library: self,
            place: place.clone(),
            node,
            at: node.at,
        })
    }

    /// The references that led nowhere since somebody asked last, each with its place.
    pub(super) fn broken(&self) -> Vec<String> {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        let broken = std::mem::take(&mut *broken);
        broken.into_iter().map(|(_, _, told)| told).collect()
    }

    /// How a file is called.
    pub(super) fn name(&self, file: usize) -> &str {
        let name = self.files.get(file).map(|file| file.address.as_str());
        name.unwrap_or_default()
    }

    /// The place that a reference in a file means.
    fn target(&self, file: usize, reference: &str) -> Option<Place> {
        let fragment = reference.split_once('#').map_or("", |parts| parts.1);
        let near = &self.files.get(file)?.address;
        let file = match address_of(near, reference) {
            None => file,
            Some(address) => self.files.iter().position(|file| file.address == address)?,
        };
        Some(Place {
            file,
            pointer: percent::decoded(fragment),
        })
    }
}

impl<'l> Part<'l> {
    /// A member.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let mut members = self.node.entries()?.iter();
        let entry = members.rfind(|entry| entry.key == key)?;
        Some(self.member(entry))
    }

    /// A member, or what its reference means.
    pub(super) fn follow(&self, key: &str) -> Option<Self> {
        self.get(key)?.target()
    }

    /// Its members with their names.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'l str, Self)> {
        let entries = self.node.entries().unwrap_or_default().iter();
        entries.map(|entry| (entry.key.as_str(), self.member(entry)))
    }

    /// Its elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = Self> {
        let elements = self.node.elements().unwrap_or_default().iter();
        let numbered = elements.enumerate();
        numbered.map(|(number, node)| self.below(&number.to_string(), node))
    }

    /// What it refers to, in the end; itself where it is no reference.
    pub(super) fn target(&self) -> Option<Self> {
        let mut part = self.clone();
        for _ in 0..LONGEST_CHAIN {
            match part.reference() {
                None => return Some(part),
                Some(reference) => match part.resolve(&reference) {
                    Some(next) => part = next,
                    None => break,
                },
            }
        }
        self.note_broken();
        None
    }

    fn note_broken(&self) {
        let broken = &self.library.broken;
        let mut broken = broken.lock().unwrap_or_else(PoisonError::into_inner);
        let reference = self.reference().unwrap_or_default();
        let Position { line, column } = self.at;
        let told = format!("`$ref: {reference}` ({}:{line})", self.file());
        broken.insert((line, column, told));
    }

    /// Its `$ref`.
    pub(super) fn reference(&self) -> Option<String> {
        self.text("$ref")
    }

    /// What a reference means that stands here.
    pub(super) fn resolve(&self, reference: &str) -> Option<Self> {
        let place = self.library.target(self.place.file, reference)?;
        self.library.part(&place)
    }

    /// A member that is text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.node.get(key)?.text()
    }

    /// Whether a member is `true`.
    pub(super) fn is(&self, key: &str) -> bool {
        let member = self.node.get(key).map(|node| &node.kind);
        match member {
            Some(Kind::Scalar(Value::Bool(flag))) => *flag,
            Some(Kind::Scalar(Value::String(text))) => text == "true",
            _ => false,
        }
    }

    /// Where it stands in its file.
    pub(super) fn at(&self) -> Position {
        self.at
    }

    /// The file of its specification that it stands in.
    pub(super) fn file(&self) -> &'l str {
        self.library.name(self.place.file)
    }

    /// The whole of its specification's first file.
    pub(super) fn root(&self) -> Self {
        self.library.root()
    }

    fn member(&self, entry: &'l Entry) -> Self {
        Self {
            at: entry.at,
            ..self.below(&entry.key, &entry.value)
        }
    }

    fn below(&self, key: &str, node: &'l Node) -> Self {
        let mut pointer = String::with_capacity(self.place.pointer.len() + 1 + key.len());
        pointer.push_str(&self.place.pointer);
        pointer.push('/');
        if key.contains(['/', '~']) {
            pointer.push_str(&pointer_token(key));
        } else {
            pointer.push_str(key);
        }
        Self {
            library: self.library,
            place: Place {
                file: self.place.file,
                pointer,
            },
            node,
            at: node.at,
        }
    }
}

/// Reads JSON or YAML.
fn parse(text: &str) -> Result<Node, Malformed> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return Node::parse_json(text);
    }
    Node::parse(text, 1)
}

/// A `$ref` to another file.
struct Found {
    reference: String,
    at: Position,
}

/// Finds the references to other files; examples may hold anything.
fn references(node: &Node, key: &str, found: &mut Vec<Found>) {
    for entry in node.entries().unwrap_or_default() {
        let is_name = matches!(
            key,
            "properties" | "schemas" | "definitions" | "patternProperties" | "$defs"
        );
        let is_example = matches!(
            entry.key.as_str(),
            "example" | "examples" | "default" | "enum" | "const"
        );
        match &entry.value.kind {
            Kind::Scalar(Value::String(reference)) if entry.key == "$ref" && !is_name => {
                let reference = reference.clone();
                let at = entry.value.at;
                found.push(Found { reference, at });
            }
            Kind::Scalar(_) => {}
            _ if is_name || !(is_example || entry.key.starts_with("x-")) => {
                references(&entry.value, &entry.key, found);
            }
            _ => {}
        }
    }
    for element in node.elements().unwrap_or_default() {
        references(element, "", found);
    }
}

/// The address that a reference means, seen from a file; `None` within that file.
fn address_of(near: &str, reference: &str) -> Option<String> {
    let named = reference.split('#').next().unwrap_or_default();
    if named.is_empty() {
        return None;
    }
    if let Ok(base) = Url::parse(near).or_else(|_| Url::parse(named))
        && matches!(base.scheme(), "http" | "https")
    {
        return base.join(named).ok().map(String::from);
    }
    let folder = Path::new(near).parent().unwrap_or(Path::new(""));
    let path = folder.join(percent::decoded(named));
    Some(normal(&path.to_string_lossy()))
}

/// A path without `.` and `..`, so that each file has one.
fn normal(address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    let mut path = PathBuf::new();
    for component in Path::new(address).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if path.file_name().is_some_and(|name| name != "..") => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    with_slashes(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_over_files() {
        let mut asked = Vec::new();
        let mut load = |address: &str| {
            asked.push(address.to_owned());
            match address {
                "api/parts/a.yaml" => Ok("x: {$ref: '../root.json#/b~1c/0'}\n".to_owned()),
                other => Err(format!("no {other}")),
            }
        };
        let text = r##"{"a": {"$ref": "./parts/a.yaml#/x"}, "b/c": [{"n": 1}],
            "example": {"$ref": "nowhere.json"}, "loop": {"$ref": "#/loop"}}"##;
        let library = Library::read("api/root.json", text, &mut load).unwrap();
        let target = library.root().follow("a").unwrap();
        assert_eq!(
            (target.place.file, target.place.pointer.as_str()),
            (0, "/b~1c/0")
        );
        assert!(library.root().follow("loop").is_none());
        assert_eq!(asked, ["api/parts/a.yaml"]);
    }

    #[test]
    fn a_file_that_is_missing_is_named_with_the_line_of_its_reference() {
        let text = "a:\n  $ref: gone.yaml\n";
        let error = Library::read("r.yaml", text, &mut |_| Err("there is none".into()));
        assert_eq!(
            error.unwrap_err().to_string(),
            "r.yaml:2:9: `$ref: gone.yaml`: there is none"
        );
    }
}
