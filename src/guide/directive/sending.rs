//! What a step sends, and how it is changed before.

use serde_json::Value;

use super::edit::{Edit, Pointer};
use super::fields::Fields;
use super::retry::Retry;
use super::source::Source;
use super::value;
use super::which::which;
use crate::guide::base::Bases;
use crate::guide::error::{Position, Problems};
use crate::guide::keys::{self, wrong_kind};
use crate::guide::page::fence::Samples;
use crate::guide::yaml::{Kind, Node};

/// A request to be sent, and how it is changed before.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Where the request comes from.
    pub source: Source,
    /// What replaces scheme and host of its URL.
    pub base: Bases,
    /// Headers to set or to replace.
    pub headers: Vec<(String, String)>,
    /// Variables to set before.
    pub set: Vec<(String, Value)>,
    /// What is sent instead of the saved body.
    pub body: Option<Value>,
    /// Changes to the body, in order.
    pub edits: Vec<Edit>,
    /// Changes to the query, the path and the form.
    pub fields: Fields,
    /// Until when it is sent again.
    pub retry: Option<Retry>,
    /// Whether the resource is put back when the guide ends.
    pub restore: Restore,
    /// Why it is sent only with leave.
    pub destructive: Option<String>,
}

/// Whether a changed resource is put back when the guide ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Restore {
    /// It stays changed.
    #[default]
    Never,
    /// It is put back, whatever happened.
    Always,
    /// It is put back if the guide failed or was interrupted.
    OnFailure,
}

impl Sending {
    /// Reads what is sent from this source, and how it is changed.
    pub(super) fn read(
        node: &Node,
        source: Source,
        samples: Samples<'_>,
        problems: &mut Problems,
    ) -> Self {
        let body = node.get("body").and_then(|value| {
            let which = which("body", value, problems)?;
            Some(samples.json(which, value.at, problems)?.value)
        });
        let headers = node
            .get("headers")
            .map(|value| keys::text_map("headers", value, problems));
        Self {
            source,
            base: node
                .get("base")
                .map(|value| Bases::read(value, problems))
                .unwrap_or_default(),
            headers: headers.unwrap_or_default(),
            set: node
                .get("set")
                .map(|value| read_set(value, problems))
                .unwrap_or_default(),
            body,
            edits: read_edits(node, problems),
            fields: Fields::read(node, problems),
            retry: node
                .get("retry")
                .and_then(|value| Retry::read(value, samples, problems)),
            restore: node
                .get("restore")
                .map(|value| read_restore(value, problems))
                .unwrap_or_default(),
            destructive: keys::text_of(node, "destructive", problems),
        }
    }

    /// Adds the names of the variables that the changes use.
    pub(crate) fn names(&self, names: &mut Vec<String>) {
        self.headers
            .iter()
            .for_each(|(_, value)| value::names_in(value, names));
        self.set
            .iter()
            .for_each(|(_, value)| value::names_in_value(value, names));
        self.body
            .iter()
            .for_each(|body| value::names_in_value(body, names));
        for edit in &self.edits {
            if let Edit::Put(_, value) = edit {
                value::names_in_value(value, names);
            }
        }
        self.fields.names(names);
        if let Some(retry) = &self.retry {
            retry.until.names(names);
        }
    }

    /// The first key that changes one request, and can't change all of a folder.
    pub(crate) fn of_one_request(&self) -> Option<&'static str> {
        let keys = [
            ("body", self.body.is_some()),
            ("edit", !self.edits.is_empty()),
            ("query", !self.fields.query.is_empty()),
            ("path", !self.fields.path.is_empty()),
            ("form", !self.fields.form.is_empty()),
            ("retry", self.retry.is_some()),
            ("restore", self.restore != Restore::Never),
        ];
        keys.into_iter()
            .find_map(|(key, is_there)| is_there.then_some(key))
    }
}

fn read_set(node: &Node, problems: &mut Problems) -> Vec<(String, Value)> {
    let Some(entries) = node.entries() else {
        wrong_kind(problems, "set", node, "a map of variables and values");
        return Vec::new();
    };
    entries
        .iter()
        .map(|entry| (entry.key.clone(), entry.value.to_json()))
        .collect()
}

/// The changes to the body, in the order in which the directive names them.
fn read_edits(node: &Node, problems: &mut Problems) -> Vec<Edit> {
    let mut edits = Vec::new();
    for entry in node.entries().unwrap_or_default() {
        match entry.key.as_str() {
            "edit" => read_puts(&entry.value, &mut edits, problems),
            "remove" => {
                for (text, at) in texts_with_places(&entry.value, problems) {
                    edits.extend(pointer(&text, at, problems).map(Edit::Remove));
                }
            }
            _ => {}
        }
    }
    edits
}

fn read_puts(node: &Node, edits: &mut Vec<Edit>, problems: &mut Problems) {
    let Some(entries) = node.entries() else {
        wrong_kind(problems, "edit", node, "a map of JSON Pointers and values");
        return;
    };
    for entry in entries {
        let value = entry.value.to_json();
        edits.extend(
            pointer(&entry.key, entry.at, problems).map(|pointer| Edit::Put(pointer, value)),
        );
    }
}

fn texts_with_places(node: &Node, problems: &mut Problems) -> Vec<(String, Position)> {
    let nodes = node.elements().unwrap_or(std::slice::from_ref(node));
    nodes
        .iter()
        .filter_map(|node| Some((keys::text("remove", node, problems)?, node.at)))
        .collect()
}

fn pointer(text: &str, at: Position, problems: &mut Problems) -> Option<Pointer> {
    match Pointer::parse(text) {
        Ok(pointer) => Some(pointer),
        Err(mistake) => {
            problems.add(at, mistake);
            None
        }
    }
}

fn read_restore(node: &Node, problems: &mut Problems) -> Restore {
    match &node.kind {
        Kind::Scalar(Value::Bool(true)) => Restore::Always,
        Kind::Scalar(Value::Bool(false)) => Restore::Never,
        Kind::Scalar(Value::String(text)) if text == "failure" => Restore::OnFailure,
        _ => {
            wrong_kind(problems, "restore", node, "`true`, `false` or `failure`");
            Restore::Never
        }
    }
}
