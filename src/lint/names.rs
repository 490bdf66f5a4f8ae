//! What stands twice: names of neighbours, ids, headers and variables.

use std::collections::{HashMap, HashSet};

use super::subject::Part;
use super::{Code, Finding};
use crate::collection::ItemKind;
use crate::document::Node;

/// Finds what stands twice.
pub(super) fn check(parts: &[Part<'_>], found: &mut Vec<Finding>) {
    names(parts, found);
    ids(parts, found);
    for part in parts {
        headers(part, found);
        variables(part, found);
    }
}

/// Requests, or folders, of one name beside each other.
fn names(parts: &[Part<'_>], found: &mut Vec<Finding>) {
    let mut known = HashSet::new();
    for part in parts {
        let Some(item) = part.item else { continue };
        let key = (part.parent, part.is_request(), item.name.as_str());
        if !item.name.is_empty() && !known.insert(key) {
            let what = match item.kind {
                ItemKind::Folder(_) => "folder",
                ItemKind::Request { .. } => "request",
            };
            let message = format!("another {what} beside this one is called `{}`", item.name);
            found.extend(part.finding(Code::DuplicateName, part.name_words(), message));
        }
    }
}

fn ids(parts: &[Part<'_>], found: &mut Vec<Finding>) {
    let mut known: HashMap<&str, String> = HashMap::new();
    for part in parts {
        let Some(item) = part.item else { continue };
        if item.id.is_empty() {
            continue;
        }
        if let Some(other) = known.get(item.id.as_str()) {
            let message = format!("`{other}` has the same id, `{}`", item.id);
            found.extend(part.finding(Code::DuplicateId, part.name_words(), message));
        } else {
            known.insert(&item.id, part.label());
        }
    }
}

/// Headers that are sent twice.
fn headers(part: &Part<'_>, found: &mut Vec<Finding>) {
    let request = part.node.and_then(|node| node.get("request"));
    let list = request
        .and_then(|request| request.get("header"))
        .or_else(|| part.node?.get("headers"));
    twice(part, list, ("header", true), found);
}

/// Variables of which only one counts.
fn variables(part: &Part<'_>, found: &mut Vec<Finding>) {
    let list = part
        .node
        .and_then(|node| node.get("variable").or_else(|| node.get("variables")));
    twice(part, list, ("variable", false), found);
}

fn twice(part: &Part<'_>, list: Option<&Node>, what: (&str, bool), found: &mut Vec<Finding>) {
    let (what, ignores_case) = what;
    let mut known = HashSet::new();
    for entry in list.and_then(Node::elements).unwrap_or_default() {
        let is_off = entry
            .get("disabled")
            .is_some_and(|off| off.to_json() == true);
        let key = entry.get("key").or_else(|| entry.get("id"));
        let Some((node, name)) = key.and_then(|key| Some((key, key.text()?))) else {
            continue;
        };
        let same = if ignores_case {
            name.to_lowercase()
        } else {
            name.clone()
        };
        if is_off || name.is_empty() || known.insert(same) {
            continue;
        }
        let words = part.file.map(|file| file.find(&name, 0, node.at));
        let message = format!("the {what} `{name}` stands twice");
        found.extend(words.and_then(|words| part.finding(Code::DuplicateEntry, words, message)));
    }
}
