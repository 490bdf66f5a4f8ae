//! Reading what is checked, and what reading tells by itself.

use std::path::Path;
use std::sync::Arc;

use super::file::{File, Words};
use super::subject::{Subject, shown};
use super::{Code, Finding, keys};
use crate::collection::{self, Collection, CollectionError, Item, ItemKind, v3};
use crate::document::{Node, Position};
use crate::text;

impl Subject {
    /// The collection in a JSON text.
    pub fn of_json(name: &str, bytes: &[u8]) -> Self {
        let text = collection::text_of(bytes).into_owned();
        let parsed = Node::parse_json(&text);
        let file = |root| File::new(name.to_owned(), text.clone(), root);
        let root = match parsed {
            Ok(root) => root,
            Err(malformed) => {
                let file = file(None);
                let told = vec![unreadable(&file, malformed.at, malformed.message)];
                return Self {
                    files: vec![file],
                    told,
                    ..Self::default()
                };
            }
        };
        let file = file(Some(root));
        let mut told = misread(&file, bytes);
        keys::check(&file, &mut told);
        let collection = collection_of(&file, bytes, &mut told);
        if let Some(collection) = &collection {
            problems(&collection.items, &file, &mut told);
        }
        Self {
            files: vec![file],
            collection,
            folder: None,
            told,
        }
    }

    /// The collection in a folder.
    pub fn of_tree(wanted: &v3::Wanted) -> Self {
        let wanted = &v3::Wanted {
            files: true,
            examples: true,
            ..wanted.clone()
        };
        let tree = match v3::read(wanted) {
            Ok(tree) => tree,
            Err(problem) => {
                let file = File::new(shown(&wanted.folder), String::new(), None);
                let told = vec![problem_of(&file, &problem)];
                return Self {
                    told,
                    ..Self::default()
                };
            }
        };
        let mut subject = Self {
            folder: Some(wanted.folder.clone()),
            ..Self::default()
        };
        let files = tree.files.into_iter();
        let files = files.map(|file| File::new(file.name.to_string(), file.text, file.root));
        subject.files = files.collect();
        for finding in &tree.findings {
            subject.told.extend(told(finding, &mut subject.files));
        }
        not_run(&tree.collection.items, &wanted.folder, &mut subject.told);
        subject.collection = Some(tree.collection);
        subject
    }
}

/// The collection that a file says; why there is none is told.
fn collection_of(file: &File, bytes: &[u8], told: &mut Vec<Finding>) -> Option<Collection> {
    let json = collection::decode("collection", &file.name, bytes);
    let json = json
        .map_err(|error| told.push(error_of(file, &error)))
        .ok()?;
    let read = collection::parse(&json, &mut String::new);
    read.map_err(|problem| told.push(problem_of(file, &problem)))
        .ok()
}

fn unreadable(file: &File, at: Position, message: impl Into<String>) -> Finding {
    Finding {
        code: Code::Unreadable,
        file: file.name.clone(),
        at,
        length: 1,
        message: message.into(),
        collection: None,
        suggestion: None,
    }
}

/// Bytes that are no UTF-8.
fn misread(file: &File, bytes: &[u8]) -> Vec<Finding> {
    let found = collection::misread(bytes);
    let told = found.map(|found| {
        let at = Position {
            line: found.line,
            column: found.column,
        };
        Finding {
            code: if found.is_damaged {
                Code::Unreadable
            } else {
                Code::Odd
            },
            ..unreadable(file, at, found.to_string())
        }
    });
    told.into_iter().collect()
}

fn error_of(file: &File, error: &CollectionError) -> Finding {
    match error {
        CollectionError::Shape { problem, .. } => problem_of(file, problem),
        other => Finding {
            suggestion: other.hint(),
            ..unreadable(file, Position { line: 1, column: 1 }, other.to_string())
        },
    }
}

fn problem_of(file: &File, problem: &collection::Problem) -> Finding {
    let root = file.root.as_ref();
    let found = root.and_then(|root| root.find(&problem.pointer));
    let at = found.map_or(Position { line: 1, column: 1 }, |node| node.at);
    Finding {
        suggestion: problem.hint.clone(),
        ..unreadable(file, at, problem.to_string())
    }
}

/// What keeps requests from being sent.
fn problems(items: &[Arc<Item>], file: &File, told: &mut Vec<Finding>) {
    for item in items {
        match &item.kind {
            ItemKind::Folder(below) => problems(below, file, told),
            ItemKind::Request { request, .. } => {
                let problem = request.problem.as_ref();
                told.extend(problem.map(|problem| problem_of(file, problem)));
            }
        }
    }
}

/// A file; one that can't be read has nothing in it, which its reader tells.
fn load(path: &Path) -> File {
    let bytes = text::read_input(path).unwrap_or_default();
    let text = collection::text_of(&bytes).into_owned();
    let root = Node::parse(&text, 1).ok();
    File::new(shown(path), text, root)
}

/// What the reader of folders has to say, with the words that it is about.
fn told(finding: &v3::Finding, files: &mut Vec<File>) -> Option<Finding> {
    let problem = &finding.problem;
    let spot = problem.spot.as_deref()?;
    if !files.iter().any(|file| *file.name == *spot.file) {
        files.push(load(Path::new(&*spot.file)));
    }
    let file = files.iter().find(|file| *file.name == *spot.file)?;
    let code = match (finding.what, finding.level) {
        (v3::What::Key, v3::Level::Note | v3::Level::Odd) => Code::UnknownKey,
        (v3::What::Key, _) => Code::MistypedKey,
        (v3::What::Type, v3::Level::Odd) => Code::WrongType,
        (v3::What::Example, _) | (_, v3::Level::Unsent | v3::Level::Lost) => Code::Unreadable,
        (_, v3::Level::Odd) => Code::Odd,
        // Of what Postman's runner alone refuses nobody wants to hear here.
        (_, v3::Level::Note) => return None,
    };
    let effect = problem.message.clone() + finding.effect_words();
    Some(Finding {
        code,
        suggestion: problem.hint.clone(),
        length: word_length(file, spot.at),
        ..unreadable(file, spot.at, effect)
    })
}

/// How many characters the word at a place has, at least 1.
fn word_length(file: &File, at: Position) -> usize {
    let line = file.line(at.line);
    let rest = line.chars().skip(at.column.saturating_sub(1));
    let word = rest.take_while(|letter| !letter.is_whitespace() && *letter != ':');
    word.count().max(1)
}

/// Requests of kinds that don't run.
fn not_run(items: &[Arc<Item>], folder: &Path, told: &mut Vec<Finding>) {
    for item in items {
        match &item.kind {
            ItemKind::Folder(below) => not_run(below, folder, told),
            ItemKind::Request { request, .. } if !request.protocol.is_spoken() => {
                let file = File::new(shown(&folder.join(&item.pointer)), String::new(), None);
                let name = request.protocol.name();
                let message = format!("a {name} request is not run, and counted as not run");
                let words = Words::at(Position { line: 1, column: 1 });
                told.push(Finding {
                    code: Code::NotRun,
                    ..unreadable(&file, words.at, message)
                });
            }
            ItemKind::Request { .. } => {}
        }
    }
}
