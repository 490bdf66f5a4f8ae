//! Files of environments and globals: JSON, or YAML as in a `postman` folder.

use std::path::Path;

use serde_json::Value;

use super::error::Fault;
use super::files::{self, fault};
use crate::collection::v3::Manner;
use crate::collection::{self, CollectionError, Environment, EnvironmentKind, Spot};
use crate::document::{Malformed, Node};

/// A file of variables, as it was read.
pub(super) struct Document {
    name: String,
    json: Value,
    /// What it is in YAML.
    node: Option<Node>,
}

/// Reads the bytes of a file: YAML where its name says so, or where it begins as no JSON does.
pub(super) fn decode(kind: EnvironmentKind, path: &Path, bytes: &[u8]) -> Result<Document, Fault> {
    let name = path.display().to_string();
    let text = collection::text_of(bytes);
    let is_json = text.trim_start().starts_with(['{', '[']);
    if !has_yaml_ending(path) && (is_json || text.trim().is_empty()) {
        let json = files::decode(kind.name(), path, bytes)?;
        let node = None;
        return Ok(Document { name, json, node });
    }
    files::tell_misread(kind.name(), path, bytes)?;
    match Node::parse(&text, 1) {
        Ok(node) => Ok(Document {
            name,
            json: node.to_json(),
            node: Some(node),
        }),
        // What is no YAML either is told as what was expected before there was any.
        Err(_) if !has_yaml_ending(path) => {
            let json = files::decode(kind.name(), path, bytes)?;
            let node = None;
            Ok(Document { name, json, node })
        }
        Err(Malformed { at, message }) => Err(fault(CollectionError::NotYaml {
            kind: kind.name(),
            name,
            line: at.line,
            column: at.column,
            message,
        })),
    }
}

/// Whether a path is that of a YAML file.
pub(super) fn has_yaml_ending(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml")
}

impl Document {
    /// With what Postman's runner of v3 collections makes of it: a value that is kept in its vault
    /// is none.
    // Differs from Postman: its runner uses what says `enabled: false`
    // (`what_is_switched_off_in_an_environment_is_off`).
    pub(super) fn understood(mut self, manner: Manner) -> Self {
        if self.node.is_none() && manner == Manner::Documented {
            return self;
        }
        let values = self.json.get_mut("values").and_then(Value::as_array_mut);
        for value in values
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            let is_secret = value.get("type").is_some_and(|kind| kind == "secret");
            if value.get("secret") == Some(&Value::Bool(true)) && !is_secret {
                value.insert("disabled".into(), true.into());
            }
            if manner == Manner::Postman {
                value.shift_remove("enabled");
            }
        }
        self
    }

    /// The environment, or the globals.
    pub(super) fn read(
        &self,
        kind: EnvironmentKind,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Environment, Fault> {
        Environment::parse(&self.json, kind, new_id).map_err(|mut problem| {
            let at = self
                .node
                .as_ref()
                .and_then(|node| node.find(&problem.pointer));
            problem.spot = at.map(|node| {
                Box::new(Spot {
                    file: self.name.as_str().into(),
                    at: node.at,
                })
            });
            fault(CollectionError::Shape {
                kind: kind.name(),
                name: self.name.clone(),
                problem,
            })
        })
    }
}
