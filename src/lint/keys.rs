//! The keys of a JSON file of schema 2.0 or 2.1: unknown ones, those that stand twice, and values of
//! another type than expected.

use serde_json::Value;

use super::file::{File, Words};
use super::{Code, Finding};
use crate::collection::SCHEMES;
use crate::collection::members::{
    BODY, COLLECTION, EVENT, INFO, ITEM, Member, PAIR, PART, REQUEST, SCRIPT, URL, VARIABLE,
};
use crate::document::{Entry, Kind, Node};
use crate::text;

/// Goes over a file.
pub(super) fn check(file: &File, found: &mut Vec<Finding>) {
    let Some(root) = &file.root else { return };
    let mut walk = Walk {
        file,
        found,
        path: Vec::new(),
    };
    walk.duplicates(root);
    let inner = root
        .get("collection")
        .filter(|inner| inner.get("item").is_some());
    let collection = inner.unwrap_or(root);
    // Schema v1 has `requests`; of its keys nothing is said.
    if collection.get("item").is_some() {
        walk.collection(collection);
    }
}

struct Walk<'a> {
    file: &'a File,
    found: &'a mut Vec<Finding>,
    /// The names of the items that lead here.
    path: Vec<String>,
}

impl Walk<'_> {
    fn add(&mut self, code: Code, words: Words, message: String) {
        self.found.push(Finding {
            code,
            file: self.file.name.clone(),
            at: words.at,
            length: words.length.max(1),
            message,
            collection: (!self.path.is_empty()).then(|| self.path.join(" / ")),
            suggestion: None,
        });
    }

    /// Keys that stand twice, anywhere.
    fn duplicates(&mut self, node: &Node) {
        match &node.kind {
            Kind::List(list) => list.iter().for_each(|entry| self.duplicates(entry)),
            Kind::Map(entries) => {
                let mut known = std::collections::HashSet::new();
                for entry in entries {
                    if !known.insert(entry.key.as_str()) {
                        let message = format!("`{}` stands twice: this one counts", entry.key);
                        self.add(Code::DuplicateKey, key_words(entry), message);
                    }
                    self.duplicates(&entry.value);
                }
            }
            Kind::Scalar(_) | Kind::Braces(_) => {}
        }
    }

    fn collection(&mut self, node: &Node) {
        let info = node.get("info").and_then(|info| info.get("name"));
        let name = info.or_else(|| node.get("name")).and_then(Node::text);
        self.path.push(name.unwrap_or_default());
        self.members(node, "the collection", COLLECTION);
        if let Some(info) = node.get("info") {
            self.members(info, "`info`", INFO);
        }
        self.list(node, "variable", ("a variable", VARIABLE));
        self.auth(node);
        self.events(node);
        self.items(node);
    }

    fn items(&mut self, parent: &Node) {
        let items = parent.get("item").and_then(Node::elements);
        for item in items.unwrap_or_default() {
            let name = item.get("name").and_then(Node::text);
            self.path.push(name.unwrap_or_default());
            self.members(item, "the item", ITEM);
            self.auth(item);
            self.events(item);
            if let Some(request) = item.get("request") {
                self.request(request);
            }
            self.items(item);
            self.path.pop();
        }
    }

    fn request(&mut self, request: &Node) {
        self.members(request, "the request", REQUEST);
        self.auth(request);
        self.list(request, "header", ("a header", PAIR));
        if let Some(url) = request.get("url") {
            self.members(url, "the URL", URL);
            self.list(url, "query", ("a parameter", PAIR));
        }
        if let Some(body) = request.get("body") {
            self.members(body, "the body", BODY);
            self.list(body, "urlencoded", ("a field", PAIR));
            self.list(body, "formdata", ("a part of the form", PART));
            self.mode(body);
        }
    }

    /// A body of a kind that there is not.
    fn mode(&mut self, body: &Node) {
        const MODES: [&str; 5] = ["raw", "urlencoded", "formdata", "file", "graphql"];
        let Some(mode) = body.get("mode") else { return };
        let Some(name) = mode.text().filter(|name| !MODES.contains(&name.as_str())) else {
            return;
        };
        // Postman writes an empty mode where there is no body, and `none` in some of its forms.
        if name.is_empty() || name == "none" {
            return;
        }
        let words = self.file.find(&name, 0, mode.at);
        self.add(
            Code::Unreadable,
            words,
            format!("there is no body of mode `{name}`"),
        );
        self.suggest(text::did_you_mean(&name, MODES));
    }

    fn auth(&mut self, node: &Node) {
        let Some(auth) = node.get("auth").filter(|auth| auth.entries().is_some()) else {
            return;
        };
        let Some(kind) = auth.get("type") else { return };
        let name = kind.text().unwrap_or_default();
        let is_known = SCHEMES.iter().any(|scheme| scheme.kind == name);
        if !is_known && !name.is_empty() && name != "noauth" && name != "inherit" {
            let words = self.file.find(&name, 0, kind.at);
            let message = format!("there is no authentication of type `{name}`");
            self.add(Code::Unreadable, words, message);
            self.suggest(text::did_you_mean(
                &name,
                SCHEMES.iter().map(|scheme| scheme.kind),
            ));
        }
    }

    fn events(&mut self, node: &Node) {
        let events = node.get("event").and_then(Node::elements);
        for event in events.unwrap_or_default() {
            self.members(event, "an event", EVENT);
            if let Some(script) = event.get("script") {
                self.members(script, "a script", SCRIPT);
            }
            let Some(listen) = event.get("listen") else {
                continue;
            };
            let name = listen.text().unwrap_or_default();
            if !["prerequest", "test"].contains(&name.as_str()) {
                let words = self.file.find(&name, 0, listen.at);
                let message = format!("nothing calls a script that listens to `{name}`");
                self.add(Code::Odd, words, message);
                self.suggest(text::did_you_mean(&name, ["prerequest", "test"]));
            }
        }
    }

    /// The entries of a list.
    fn list(&mut self, node: &Node, name: &str, of: (&str, &[Member])) {
        let (what, known) = of;
        let entries = node.get(name).and_then(Node::elements);
        for entry in entries.unwrap_or_default() {
            if entry.entries().is_none() && !entry.is_null() && entry.text().is_none() {
                let message = format!("{what} is {}, expected an object", entry.describe());
                self.add(Code::WrongType, Words::at(entry.at), message);
            }
            self.members(entry, what, known);
        }
    }

    /// The members of an object. Those that begin with `_` are Postman's own book-keeping.
    fn members(&mut self, node: &Node, what: &str, known: &[Member]) {
        for entry in node.entries().unwrap_or_default() {
            let expected = known.iter().find(|(name, _)| *name == entry.key);
            match expected {
                Some((_, expected)) if !expected.takes(&entry.value) => {
                    let found = entry.value.describe();
                    let expected = expected.words();
                    let message =
                        format!("`{}` of {what} is {found}, expected {expected}", entry.key);
                    self.add(Code::WrongType, Words::at(entry.value.at), message);
                }
                Some(_) => {}
                None if entry.key.starts_with('_') || says_nothing(&entry.value) => {}
                None => self.unknown(node, entry, (what, known)),
            }
        }
    }

    /// A key that nobody reads. One that will have been meant as another, which is not there, would
    /// be missed.
    fn unknown(&mut self, node: &Node, entry: &Entry, of: (&str, &[Member])) {
        let (what, known) = of;
        let names = known.iter().map(|(name, _)| *name);
        let absent = names.filter(|name| node.get(name).is_none());
        let near = text::did_you_mean(&entry.key, absent);
        let code = match near {
            Some(_) => Code::MistypedKey,
            None => Code::UnknownKey,
        };
        let message = format!("nobody reads `{}` of {what}", entry.key);
        self.add(code, key_words(entry), message);
        self.suggest(near);
    }

    fn suggest(&mut self, suggestion: Option<String>) {
        if let Some(finding) = self.found.last_mut() {
            finding.suggestion = suggestion;
        }
    }
}

/// Whether nothing is lost where nobody reads it.
fn says_nothing(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(Value::Null | Value::Bool(false)) => true,
        Kind::Scalar(Value::String(text)) => text.is_empty(),
        Kind::Scalar(_) | Kind::Braces(_) => false,
        Kind::List(list) => list.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
    }
}

/// A key with its quotes.
fn key_words(entry: &Entry) -> Words {
    Words {
        at: entry.at,
        length: entry.key.chars().count() + 2,
    }
}
