//! The line of a collection's file that a failure comes from: that of the script's own line where it
//! can be told, else that of the request.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::collection::{text_of, v3};
use crate::document::{Kind, Node, Position};
use crate::runner::FailureRecord;
use crate::text;

/// How many lines of a file a line of a script is looked for in.
const FARTHEST: usize = 100;

/// Where a collection was read from.
#[derive(Debug, Clone)]
pub enum Source {
    /// One file.
    File {
        /// The path as it was typed.
        path: String,
        /// What is in it.
        text: String,
        /// That as JSON, if it is, once something of it is asked for.
        document: OnceCell<Option<Node>>,
    },
    /// A folder with a file for each request.
    Folder(PathBuf),
    /// Somewhere that no line can be shown of.
    Elsewhere,
}

impl Source {
    /// What is at a path.
    pub fn read(path: &Path) -> Self {
        if let Some(folder) = Self::folder(path) {
            return folder;
        }
        text::read_file(path).map_or(Self::Elsewhere, |bytes| Self::File {
            path: path.display().to_string(),
            text: text_of(&bytes).into_owned(),
            document: OnceCell::new(),
        })
    }

    /// The folder at a path, if it is one.
    pub fn folder(path: &Path) -> Option<Self> {
        path.is_dir().then(|| Self::Folder(path.to_owned()))
    }

    /// The file of a folder, with the line in it, of the script that a failure comes from.
    pub fn script(&self, failure: &FailureRecord) -> Option<String> {
        let Self::Folder(folder) = self else {
            return None;
        };
        let (file, line) = of_script(folder, failure)?;
        Some(format!("{file}:{line}"))
    }

    /// The file and the line that a failure comes from.
    pub fn place(&self, failure: &FailureRecord) -> Option<(String, Option<usize>)> {
        match self {
            Self::File {
                path,
                text,
                document,
            } => {
                let document = document.get_or_init(|| Node::parse_json(text).ok());
                let line = document.as_ref().and_then(|root| {
                    in_json(root, failure).or_else(|| Some(own(root, failure)?.at.line))
                });
                Some((path.clone(), line))
            }
            Self::Folder(folder) => Some(in_folder(folder, failure)),
            Self::Elsewhere => None,
        }
    }
}

fn own<'n>(root: &'n Node, failure: &FailureRecord) -> Option<&'n Node> {
    root.find(&failure.item.pointer)
}

/// The line of a script in one file: the item's own, or one of what it lies in.
fn in_json(root: &Node, failure: &FailureRecord) -> Option<usize> {
    let mut pointer = failure.item.pointer.as_str();
    loop {
        let codes = codes(root.find(pointer)?, failure);
        let line = codes.iter().find_map(|code| line_in(code, failure));
        if line.is_some() || pointer.is_empty() {
            return line;
        }
        let above = pointer.rfind("/item/").or_else(|| pointer.rfind('/'))?;
        pointer = &pointer[..above];
    }
}

/// The file and the line in a collection that is a folder.
fn in_folder(folder: &Path, failure: &FailureRecord) -> (String, Option<usize>) {
    let path = folder.join(&failure.item.pointer);
    let named = shown(&path);
    if let Some(line) = named_in(&failure.error.message, &named) {
        return (named, Some(line));
    }
    if let Some((file, line)) = of_script(folder, failure) {
        return (file, Some(line));
    }
    let scripts = is_of_script(failure).then(|| scripts_of(&path)).flatten();
    (named, scripts.or(Some(1)))
}

/// The file of the script that a failure comes from, the request's own or one above it, and the line.
fn of_script(folder: &Path, failure: &FailureRecord) -> Option<(String, usize)> {
    let path = folder.join(&failure.item.pointer);
    let inside = path.ancestors().skip(1);
    let inside = inside.take_while(|above| above.starts_with(folder));
    let mut files = std::iter::once(path.clone()).chain(inside.filter_map(v3::definition_file));
    files.find_map(|file| Some((shown(&file), line_of_script(&file, failure)?)))
}

fn shown(path: &Path) -> String {
    let shown = text::with_slashes(path);
    shown.trim_start_matches("./").to_owned()
}

/// The line that a message names, which begins with the file.
fn named_in(message: &str, file: &str) -> Option<usize> {
    let message = message.trim_start_matches("./");
    let rest = message.strip_prefix(file)?.strip_prefix(':')?;
    rest.split(':').next()?.parse().ok()
}

fn is_of_script(failure: &FailureRecord) -> bool {
    failure.at.contains("-script")
}

fn document(path: &Path) -> Option<(String, Node)> {
    let text = text_of(&text::read_file(path).ok()?).into_owned();
    let node = Node::parse(&text, 1).ok()?;
    Some((text, node))
}

fn line_of_script(path: &Path, failure: &FailureRecord) -> Option<usize> {
    let (text, node) = document(path)?;
    let mut codes = codes(&node, failure);
    let lines: Vec<&str> = text.lines().collect();
    for code in &mut codes {
        code.find_places(&lines);
    }
    codes.iter().find_map(|code| line_in(code, failure))
}

/// The line of the key `scripts`.
fn scripts_of(path: &Path) -> Option<usize> {
    let (_, node) = document(path)?;
    let scripts = node.entries()?.iter().find(|entry| entry.key == "scripts");
    Some(scripts?.at.line)
}

/// A script in a file.
struct Code {
    lines: Vec<String>,
    /// The line of each, where they are known one by one.
    places: Vec<usize>,
    /// Where the script begins.
    at: Position,
}

/// The scripts of a request, a folder or a collection that run when the failure came.
fn codes(node: &Node, failure: &FailureRecord) -> Vec<Code> {
    let is_wanted = |kind: &str| {
        let listen = match kind.rsplit(':').next().unwrap_or_default() {
            "test" | "afterResponse" => "test-script",
            "prerequest" | "beforeRequest" | "beforeQuery" => "prerequest-script",
            _ => return false,
        };
        failure.at.contains(listen)
    };
    let lists = ["scripts", "event"]
        .into_iter()
        .filter_map(|key| node.get(key));
    let entries = lists.filter_map(Node::elements).flatten();
    let wanted = entries.filter(|entry| {
        let kind = entry.get("type").or_else(|| entry.get("listen"));
        kind.and_then(Node::text)
            .is_some_and(|kind| is_wanted(&kind))
    });
    wanted
        .filter_map(|entry| {
            let exec = || entry.get("script")?.get("exec");
            Some(Code::of(entry.get("code").or_else(exec)?))
        })
        .collect()
}

impl Code {
    fn of(node: &Node) -> Self {
        let (texts, places): (Vec<String>, Vec<usize>) = match &node.kind {
            Kind::List(list) => list
                .iter()
                .map(|line| (line.text().unwrap_or_default(), line.at.line))
                .unzip(),
            _ => (vec![node.text().unwrap_or_default()], Vec::new()),
        };
        Self {
            lines: texts.join("\n").split('\n').map(str::to_owned).collect(),
            places,
            at: node.at,
        }
    }

    /// Finds the lines of a text in YAML: behind the mark of a literal block they are as they are; what
    /// is folded or in quotes is looked for, each line behind the one before.
    fn find_places(&mut self, file: &[&str]) {
        if !self.places.is_empty() {
            return;
        }
        let first = file.get(self.at.line - 1).copied().unwrap_or_default();
        let mut mark = first.chars().skip(self.at.column - 1);
        if mark.next() == Some('|') {
            self.places = (0..self.lines.len())
                .map(|line| self.at.line + 1 + line)
                .collect();
            return;
        }
        let mut at = self.at.line;
        for line in self.lines.iter().map(|line| line.trim()) {
            let is_it = |own: &&str| {
                let own = own.trim();
                !own.is_empty() && (own.contains(line) || line.starts_with(own))
            };
            let mut behind = file.iter().skip(at - 1).take(FARTHEST);
            let found = behind.position(is_it).filter(|_| !line.is_empty());
            at += found.unwrap_or(0);
            self.places.push(at);
        }
    }

    /// The line in the file of a line of the script, from 0; where a text stands in JSON, that of all.
    fn place(&self, line: usize) -> Option<usize> {
        self.lines.get(line)?;
        Some(self.places.get(line).copied().unwrap_or(self.at.line))
    }
}

/// The line of a failure in a script: that which names the test, or the one that threw.
fn line_in(code: &Code, failure: &FailureRecord) -> Option<usize> {
    let error = &failure.error;
    if let Some(test) = error.test.as_deref().filter(|test| !test.is_empty()) {
        let line = code.lines.iter().position(|line| line.contains(test));
        return line.and_then(|line| code.place(line));
    }
    let mut frames = error
        .stack
        .lines()
        .filter(|line| line.starts_with("    at "));
    let place = frames.find_map(|frame| frame.split("script.js:").nth(1))?;
    let line: usize = place.split(':').next()?.parse().ok()?;
    code.place(line.checked_sub(1)?)
}
