//! Variables that nothing defines: no file, no script, and no dynamic one.

use std::collections::{HashMap, HashSet};

use super::file::Words;
use super::subject::{Part, near, texts};
use super::{Code, Finding, Given};
use crate::collection::{Collection, ItemKind, mentions};
use crate::document::{Node, Position};
use crate::text::{self, plural};
use crate::variables::{angle_names, dynamic_names, placeholder_names};

/// Keys of a request that say nothing of what is sent.
const NOT_SENT: [&str; 17] = [
    "description",
    "response",
    "responses",
    "event",
    "events",
    "scripts",
    "examples",
    "name",
    "id",
    "tests",
    "preRequestScript",
    "$kind",
    "order",
    "settings",
    "options",
    "item",
    "variable",
];

/// Finds variables without a definition.
pub(super) fn check(
    collection: &Collection,
    parts: &[Part<'_>],
    given: &Given,
    found: &mut Vec<Finding>,
) {
    let known = defined(collection, parts, given);
    let known: HashSet<&str> = known.iter().map(String::as_str).collect();
    let mut uses = Uses::default();
    for (number, part) in parts.iter().enumerate() {
        for (text, at) in sent(part) {
            for (names, marks) in [
                (
                    placeholder_names(text).collect::<Vec<_>>(),
                    Some(["{{", "}}"]),
                ),
                (angle_names(text).collect(), Some(["<<", ">>"])),
            ] {
                for name in names {
                    if !known.contains(name) && !name.starts_with("vault:") {
                        uses.add(name, (number, at, marks));
                    }
                }
            }
        }
        for (event, position) in part.events.iter().zip(0..) {
            for (name, offset) in mentions::read_names(&event.script.source) {
                if !known.contains(name) {
                    let at = part.script_words(position, offset, name).at;
                    uses.add(name, (number, at, None));
                }
            }
        }
    }
    found.extend(
        uses.list
            .iter()
            .filter_map(|used| used.finding(parts, &known, given)),
    );
}

/// The names that something gives a value.
fn defined(collection: &Collection, parts: &[Part<'_>], given: &Given) -> HashSet<String> {
    let mut names: HashSet<String> = given.defined.iter().cloned().collect();
    names.extend(
        collection
            .variables
            .iter()
            .map(|variable| variable.key.clone()),
    );
    for part in parts {
        let variables = part.item.into_iter().flat_map(|item| &item.variables);
        names.extend(variables.map(|variable| variable.key.clone()));
        let scripts = part.events.iter().map(|event| &event.script.source);
        names.extend(
            scripts
                .flat_map(|source| mentions::set_names(source))
                .map(str::to_owned),
        );
    }
    names
}

/// The texts of a part that are sent, with where each stands.
fn sent<'a>(part: &Part<'a>) -> Vec<(&'a str, Position)> {
    let mut found = Vec::new();
    let Some(node) = part.node else {
        return found;
    };
    let request = node.get("request").unwrap_or(node);
    match part.item.map(|item| &item.kind) {
        Some(ItemKind::Request { .. }) => {
            let is_unsent = |key: &str| NOT_SENT.contains(&key);
            for entry in request.entries().unwrap_or_default() {
                match entry.key.as_str() {
                    key if is_unsent(key) => {}
                    "url" => url(&entry.value, &mut found),
                    "body" => body(&entry.value, &mut found),
                    "auth" => auth(&entry.value, &mut found),
                    _ => texts(&entry.value, &|key| !is_unsent(key), &mut found),
                }
            }
            if request.entries().is_none() {
                texts(request, &|_| true, &mut found);
            }
        }
        _ => {
            if let Some(value) = node.get("auth") {
                auth(value, &mut found);
            }
        }
    }
    found
}

/// A URL. Where it is in parts, its text says nothing.
fn url<'a>(node: &'a Node, found: &mut Vec<(&'a str, Position)>) {
    let in_parts = node.get("host").is_some() || node.get("path").is_some();
    texts(
        node,
        &|key| key != "description" && !(in_parts && key == "raw"),
        found,
    );
}

/// A body: what its mode names.
fn body<'a>(node: &'a Node, found: &mut Vec<(&'a str, Position)>) {
    let mode = node.get("mode").and_then(Node::text);
    let is_wanted = |key: &str| match &mode {
        Some(mode) => {
            mode == key || !["raw", "urlencoded", "formdata", "file", "graphql"].contains(&key)
        }
        None => true,
    };
    texts(
        node,
        &|key| is_wanted(key) && !["options", "description"].contains(&key),
        found,
    );
}

/// Authentication: what its type names.
fn auth<'a>(node: &'a Node, found: &mut Vec<(&'a str, Position)>) {
    let kind = node.get("type").and_then(Node::text);
    let own = kind.as_deref().and_then(|kind| node.get(kind));
    texts(own.unwrap_or(node), &|key| key != "type", found);
}

/// Every name without a definition, in the order in which they are first used.
#[derive(Default)]
struct Uses<'a> {
    list: Vec<Use<'a>>,
    places: HashMap<&'a str, usize>,
}

/// A name, where it is first used, and how many parts use it.
struct Use<'a> {
    name: &'a str,
    part: usize,
    at: Position,
    /// What stands around it there; nothing where a script reads it.
    marks: Option<[&'static str; 2]>,
    parts: HashSet<usize>,
}

impl<'a> Uses<'a> {
    fn add(&mut self, name: &'a str, place: (usize, Position, Option<[&'static str; 2]>)) {
        let (part, at, marks) = place;
        let number = *self.places.entry(name).or_insert_with(|| {
            self.list.push(Use {
                name,
                part,
                at,
                marks,
                parts: HashSet::new(),
            });
            self.list.len() - 1
        });
        self.list[number].parts.insert(part);
    }
}

impl Use<'_> {
    fn finding(&self, parts: &[Part<'_>], known: &HashSet<&str>, given: &Given) -> Option<Finding> {
        let part = &parts[self.part];
        let name = self.name;
        let [open, close] = self.marks.unwrap_or_default();
        let written = format!("{open}{name}{close}");
        let words = match part.file {
            Some(file) => file.find(&written, 0, self.at),
            None => Words::at(self.at),
        };
        if open == "{{" && name.starts_with('$') {
            if dynamic_names().any(|dynamic| dynamic == name) {
                return None;
            }
            let message = format!("there is no dynamic variable `{name}`");
            let suggestion = text::did_you_mean(name, dynamic_names());
            let finding = part.finding(Code::UnknownDynamicVariable, words, message)?;
            return Some(Finding {
                suggestion,
                ..finding
            });
        }
        let count = self.parts.len();
        let more = if count > 1 {
            format!("; {} use it", plural(count, "part"))
        } else {
            String::new()
        };
        let message = format!("nothing defines the variable `{name}`{more}");
        let hint = if given.has_environment {
            "define it in the environment or the collection, or set it in a script"
        } else {
            "name the environment that defines it with `-e`, or define it in the collection"
        };
        let suggestion = near(name, known).unwrap_or_else(|| hint.to_owned());
        let finding = part.finding(Code::UndefinedVariable, words, message)?;
        Some(Finding {
            suggestion: Some(suggestion),
            ..finding
        })
    }
}
