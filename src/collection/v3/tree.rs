//! The folders and files of a collection.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha1::{Digest, Sha1};

use super::definition::{self, Definition};
use super::fields::Reading;
use super::load::{Loaded, Texts, document, load, load_all};
use super::request::{self, Known, Read};
use super::{Effect, Finding, Level, Manner, What, example};
use crate::collection::{Collection, Item, ItemKind, Problem, Saved, saved, text_of};
use crate::document::{Node, Position};
use crate::text;

/// Where what belongs to a folder lies.
const RESOURCES: &str = ".resources";

/// What a saved example says of its file, where files are kept.
pub(crate) const EXAMPLE_FILE: &str = "_file";

/// How deep folders may lie in each other.
const DEEPEST: usize = 64;

/// What is to be read.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The folder of the collection.
    pub folder: PathBuf,
    /// The one folder or file in it that is wanted, seen from there; empty is all.
    pub part: PathBuf,
    /// How Postman's ways are understood.
    pub manner: Manner,
    /// Whether the saved examples are read, too.
    pub examples: bool,
    /// Whether it is read as it stands there: without ids that are made up and without what goes
    /// without saying, and with folders in which there is nothing.
    pub bare: bool,
    /// Whether its files are kept, for those who look at more than what they say; examples say in which
    /// they are.
    pub files: bool,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The collection.
    pub collection: Collection,
    /// What there is to say of its files.
    pub findings: Vec<Finding>,
    /// The files that were read, where they are wanted.
    pub files: Vec<SourceFile>,
}

/// A file of a collection.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// How it is named in messages.
    pub name: Arc<str>,
    /// What is in it.
    pub text: String,
    /// What that says; `None` where it can't be read.
    pub root: Option<Node>,
}

/// Whether a file holds a request, by its name.
pub fn is_request_file(name: &str) -> bool {
    stem(name, ".request").is_some()
}

/// The file in which a folder says what it is, where there is one.
pub fn definition_file(folder: &Path) -> Option<PathBuf> {
    let names = ["definition.yaml", "definition.yml"];
    let mut paths = names.iter().map(|name| folder.join(RESOURCES).join(name));
    paths.find(|path| path.exists())
}

/// Reads a collection. What can't be read of it is told in its findings, and by the requests that
/// it concerns.
///
/// # Errors
/// Postman's runner would refuse the collection, and that is asked for.
pub fn read(wanted: &Wanted) -> Result<Tree, Problem> {
    let name = name_of(&wanted.folder);
    let mut reader = Reader {
        wanted,
        seed: name.clone(),
        findings: Vec::new(),
        known_folder: None,
        loaded: HashMap::new(),
        files: Vec::new(),
    };
    let definition = reader.definition(&wanted.folder, "");
    let items = reader.items(&wanted.folder, "", 0);
    let id = reader.id_of("");
    let Reader {
        findings, files, ..
    } = reader;
    let refused = findings
        .iter()
        .find(|finding| finding.effect == Effect::Refuses);
    if let Some(refused) = refused.filter(|_| wanted.manner == Manner::Postman) {
        return Err(refused.problem.clone());
    }
    let collection = Collection {
        id: definition.id.unwrap_or(id),
        name: definition.name.unwrap_or(name),
        description: definition.description,
        items,
        events: definition.events,
        variables: definition.variables,
        auth: definition.auth,
        ..Collection::default()
    };
    Ok(Tree {
        collection,
        findings,
        files,
    })
}

/// The name of a folder, also where the path to it does not say it.
fn name_of(folder: &Path) -> String {
    let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
    let whole = || folder.canonicalize().ok();
    name(folder).or_else(|| name(&whole()?)).unwrap_or_default()
}

struct Reader<'a> {
    wanted: &'a Wanted,
    /// What ids are made of, beside paths.
    seed: String,
    findings: Vec<Finding>,
    /// The folder that was asked for last, and how it is named in whole.
    known_folder: Option<(PathBuf, Arc<Path>)>,
    /// Files that are read already.
    loaded: HashMap<PathBuf, io::Result<Loaded>>,
    /// Those that are kept.
    files: Vec<SourceFile>,
}

/// What lies in a folder, by its name.
struct Entry {
    name: String,
    path: PathBuf,
    is_folder: bool,
}

impl Entry {
    /// Whether it is a link to what it lies in.
    fn is_above(&self) -> bool {
        let is_above = || {
            let whole = self.path.canonicalize().ok()?;
            let folder = self.path.parent()?.canonicalize().ok()?;
            Some(folder.starts_with(whole))
        };
        self.path.is_symlink() && is_above().unwrap_or(true)
    }
}

impl Reader<'_> {
    /// The items of a folder, in their order.
    fn items(&mut self, folder: &Path, relative: &str, depth: usize) -> Vec<Arc<Item>> {
        let mut found = Vec::new();
        let mut entries = Vec::new();
        for entry in self.entries(folder, depth) {
            let path = if relative.is_empty() {
                entry.name.clone()
            } else {
                format!("{relative}/{}", entry.name)
            };
            if self.is_wanted(&path) {
                entries.push((entry, path));
            }
        }
        self.load_requests(&entries);
        for (entry, path) in entries {
            if entry.is_folder {
                found.extend(self.folder(&entry, path, depth));
            } else if let Some(stem) = stem(&entry.name, ".request") {
                found.extend(self.request(&entry.path, stem, path));
            } else {
                self.look_at_other(&entry);
            }
        }
        found.sort_by(in_order);
        found.into_iter().map(|read| Arc::new(read.item)).collect()
    }

    /// Reads the requests among what lies in a folder.
    fn load_requests(&mut self, entries: &[(Entry, String)]) {
        let requests = entries.iter().map(|(entry, _)| entry);
        let requests = requests.filter(|entry| !entry.is_folder && is_request_file(&entry.name));
        let paths: Vec<PathBuf> = requests.map(|entry| entry.path.clone()).collect();
        let loaded = load_all(&paths, self.texts());
        self.loaded.extend(paths.into_iter().zip(loaded));
    }

    /// Whether something lies in the part that is wanted, or that part in it.
    fn is_wanted(&self, path: &str) -> bool {
        let (path, part) = (Path::new(path), &self.wanted.part);
        path.starts_with(part) || part.starts_with(path)
    }

    /// What lies in a folder, in the order of names.
    fn entries(&mut self, folder: &Path, depth: usize) -> Vec<Entry> {
        if depth > DEEPEST {
            self.lost(folder, "folders lie too deep in each other");
            return Vec::new();
        }
        let listed = match std::fs::read_dir(folder) {
            Ok(listed) => listed,
            Err(cause) => {
                self.lost(folder, &format!("the folder can't be read: {cause}"));
                return Vec::new();
            }
        };
        let entry = |entry: std::fs::DirEntry| {
            let path = entry.path();
            Entry {
                name: entry.file_name().to_string_lossy().into_owned(),
                // A link is what it leads to.
                is_folder: match entry.file_type() {
                    Ok(kind) if !kind.is_symlink() => kind.is_dir(),
                    _ => path.is_dir(),
                },
                path,
            }
        };
        let mut entries: Vec<Entry> = listed.filter_map(Result::ok).map(entry).collect();
        entries.retain(|entry| !entry.is_folder || entry.name != RESOURCES && !entry.is_above());
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        entries
    }

    /// A folder; one in which there is nothing is none.
    fn folder(&mut self, entry: &Entry, path: String, depth: usize) -> Option<Read> {
        let items = self.items(&entry.path, &path, depth + 1);
        let is_said = self.wanted.bare && definition_file(&entry.path).is_some();
        if items.is_empty() && !is_said {
            return None;
        }
        let definition = self.definition(&entry.path, &path);
        let known = Known {
            name: definition.name.unwrap_or_else(|| entry.name.clone()),
            id: definition.id.unwrap_or_else(|| self.id_of(&path)),
            pointer: path,
        };
        let item = Item {
            description: definition.description.map(Box::new),
            events: definition.events,
            auth: definition.auth.map(Box::new),
            // Differs from Postman: to its runner variables of folders do not exist
            // (`variables_of_a_folder_are_for_the_requests_in_it`).
            variables: match self.wanted.manner {
                Manner::Documented => definition.variables,
                Manner::Postman => Vec::new(),
            },
            ..request::folder(known, items)
        };
        Some(Read {
            order: definition.order,
            item,
        })
    }

    fn definition(&mut self, folder: &Path, relative: &str) -> Definition {
        let Some(path) = definition_file(folder) else {
            return Definition::default();
        };
        let mut reading = self.reading(&path, Effect::Ignores);
        let id = self.id_of(relative);
        let (node, text) = document(load(&path, self.texts()), &mut reading);
        let read = node
            .as_ref()
            .map(|node| definition::read(node, &id, &mut reading));
        self.keep(&reading, text, node);
        let is_ignored = self.wanted.manner == Manner::Postman && reading.has(Effect::Ignores);
        self.findings.append(&mut reading.findings);
        read.filter(|_| !is_ignored).unwrap_or_default()
    }

    // Differs from Postman: its runner leaves a request out that it can't read, without a word
    // (`a_request_that_can_not_be_read_fails_with_its_place`).
    fn request(&mut self, path: &Path, stem: &str, relative: String) -> Option<Read> {
        let is_known = self.wanted.manner == Manner::Documented;
        let folder = is_known.then(|| self.whole(path.parent())).flatten();
        let mut reading = self.reading(path, Effect::Drops);
        let known = Known {
            name: stem.to_owned(),
            id: self.id_of(&relative),
            pointer: relative,
        };
        let loaded = self
            .loaded
            .remove(path)
            .unwrap_or_else(|| load(path, self.texts()));
        let (node, text) = document(loaded, &mut reading);
        let mut read = match &node {
            Some(node) => request::read(node, known, &mut reading),
            None => Read {
                order: 0.0,
                item: request::unreadable(known),
            },
        };
        self.keep(&reading, text, node);
        let is_dropped = self.wanted.manner == Manner::Postman && reading.has(Effect::Drops);
        let unsent = reading
            .findings
            .iter()
            .find(|finding| finding.level == Level::Unsent);
        if let ItemKind::Request { request, responses } = &mut read.item.kind {
            request.problem = unsent.map(|finding| with_hint(&finding.problem).into());
            request.folder.clone_from(&folder);
            if self.wanted.examples {
                *responses = self.examples(path, stem, &read.item.pointer);
            }
        }
        self.findings.append(&mut reading.findings);
        (!is_dropped).then_some(read)
    }

    /// A folder as it is named wherever one looks from; asked for once.
    fn whole(&mut self, folder: Option<&Path>) -> Option<Arc<Path>> {
        let folder = folder?;
        if let Some((known, whole)) = &self.known_folder
            && known == folder
        {
            return Some(Arc::clone(whole));
        }
        let whole: Arc<Path> = folder.canonicalize().ok()?.into();
        self.known_folder = Some((folder.to_owned(), Arc::clone(&whole)));
        Some(whole)
    }

    /// The saved examples of a request; of those that can't be read is told.
    fn examples(&mut self, path: &Path, stem: &str, relative: &str) -> Vec<Saved> {
        let beside = path.parent().unwrap_or(Path::new(""));
        let resources = beside.join(RESOURCES).join(format!("{stem}.resources"));
        let listed = std::fs::read_dir(resources.join("examples"));
        let mut paths: Vec<PathBuf> = listed
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        let mut read: Vec<(f64, serde_json::Value)> = Vec::new();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(name) = self::stem(&name, ".example") else {
                continue;
            };
            let mut reading = self.reading(&path, Effect::None);
            let (node, text) = document(load(&path, self.texts()), &mut reading);
            if let Some(node) = &node {
                let mut example = example::read(node, name, &mut reading);
                if self.wanted.files {
                    let file = path.file_name().unwrap_or_default().to_string_lossy();
                    example[EXAMPLE_FILE] = file.into();
                }
                read.push((reading.order(node), example));
            }
            // A run has no use for it.
            let what = |found: What| match node {
                Some(_) => found,
                None => What::Example,
            };
            let findings = reading.findings.drain(..).map(|finding| Finding {
                level: Level::Odd,
                what: what(finding.what),
                ..finding
            });
            self.findings.extend(findings);
            self.keep(&reading, text, node);
        }
        read.sort_by(|one, other| one.0.total_cmp(&other.0));
        let examples: Vec<_> = read.into_iter().map(|(_, example)| example).collect();
        let mut number = 0;
        saved::kept(examples, &mut || {
            number += 1;
            self.id_of(&format!("{relative}#{number}"))
        })
    }

    /// Tells of files that may have been meant as requests.
    fn look_at_other(&mut self, entry: &Entry) {
        let name = entry.name.to_lowercase();
        let endings = [".yaml", ".yml", ".request", ".request.json"];
        if !endings.iter().any(|ending| name.ends_with(ending)) {
            return;
        }
        let content = text::read_input(&entry.path).unwrap_or_default();
        let says_so = |line: &str| {
            let line = line.trim_start().trim_start_matches('"');
            line.starts_with("$kind") && line.contains("-request")
        };
        if text_of(&content).lines().any(says_so) {
            let mut reading = self.reading(&entry.path, Effect::None);
            let at = Position { line: 1, column: 1 };
            let message = "is not read: the name of a request's file ends in `.request.yaml`";
            reading.odd(at, message);
            self.findings.append(&mut reading.findings);
        }
    }

    fn texts(&self) -> Texts {
        if self.wanted.files {
            Texts::Kept
        } else {
            Texts::Dropped
        }
    }

    /// Keeps a file that was read, where that is wanted.
    fn keep(&mut self, reading: &Reading, text: String, root: Option<Node>) {
        if self.wanted.files {
            let name = reading.file();
            self.files.push(SourceFile { name, text, root });
        }
    }

    fn lost(&mut self, path: &Path, message: &str) {
        let mut reading = self.reading(path, Effect::None);
        reading.wrong(Position { line: 1, column: 1 }, message);
        self.findings.append(&mut reading.findings);
    }

    fn reading(&self, path: &Path, effect: Effect) -> Reading {
        let shown = text::with_slashes(path);
        let shown = shown.trim_start_matches("./");
        let mut reading = Reading::new(shown.into(), self.wanted.manner, effect);
        reading.bare = self.wanted.bare;
        reading
    }

    /// A UUID that is the same in every run.
    fn id_of(&self, path: &str) -> String {
        if self.wanted.bare {
            return String::new();
        }
        let digest = Sha1::digest(format!("postrider v3\n{}\n{path}", self.seed));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_sha1_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}

/// A problem that says itself what would help.
fn with_hint(problem: &Problem) -> Problem {
    let hint = problem.hint.iter().map(|hint| format!("; {hint}"));
    Problem {
        message: problem.message.clone() + &hint.collect::<String>(),
        ..problem.clone()
    }
}

/// The name of a file before an ending, as `.request.yaml`; `None` where it ends otherwise.
fn stem<'n>(name: &'n str, kind: &str) -> Option<&'n str> {
    let endings = [format!("{kind}.yaml"), format!("{kind}.yml")];
    endings.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len())?;
        let (stem, own) = name.split_at_checked(at)?;
        own.eq_ignore_ascii_case(ending).then_some(stem)
    })
}

/// By their `order`, then by their names, as JavaScript compares them.
fn in_order(one: &Read, other: &Read) -> Ordering {
    let names = || {
        let (one, other) = (&one.item.name, &other.item.name);
        one.encode_utf16().cmp(other.encode_utf16())
    };
    one.order.total_cmp(&other.order).then_with(names)
}
