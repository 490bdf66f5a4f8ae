//! What is converted.

use std::path::Path;

use serde_json::Value;

use super::super::error::Fault;
use super::super::{environments, files, trees};
use crate::collection::v3::{Finding, Tree, What};
use crate::collection::{self, Collection, CollectionError, Environment, EnvironmentKind};
use crate::convert::{self, Loss};

/// What was read.
pub(super) enum Source {
    /// A collection.
    Collection {
        /// The collection.
        collection: Box<Collection>,
        /// What of its file nobody has read.
        unread: Vec<Loss>,
    },
    /// An environment or globals.
    Environment {
        /// The variables.
        environment: Environment,
        /// Which of the two.
        kind: EnvironmentKind,
    },
}

impl Source {
    /// Reads a collection, an environment or globals, whichever it is. Ids that it lacks are not
    /// made up.
    pub(super) fn read(path: &Path) -> Result<Self, Fault> {
        if trees::is_tree(path) {
            let tree = trees::read_bare(path)?;
            return Ok(Self::Collection {
                unread: unread(&tree),
                collection: Box::new(tree.collection),
            });
        }
        if environments::has_yaml_ending(path) {
            return Self::variables(path, kind_by_name(path));
        }
        let json = files::json("collection", path)?;
        match kind_of(&json, path) {
            Some(kind) => Self::variables(path, kind),
            None => Self::collection(path, &json),
        }
    }

    fn collection(path: &Path, json: &Value) -> Result<Self, Fault> {
        let (kind, name) = ("collection", path.display().to_string());
        let parsed = collection::parse(json, &mut String::new);
        let collection = parsed.map_err(|problem| {
            files::fault(CollectionError::Shape {
                kind,
                name,
                problem,
            })
        })?;
        Ok(Self::Collection {
            collection: Box::new(collection),
            unread: convert::unread(json),
        })
    }

    fn variables(path: &Path, kind: EnvironmentKind) -> Result<Self, Fault> {
        let bytes = files::bytes(kind.name(), path)?;
        let document = environments::decode(kind, path, &bytes)?;
        let environment = document.read(kind, &mut String::new)?;
        Ok(Self::Environment { environment, kind })
    }

    /// What it is called.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Collection { collection, .. } => &collection.name,
            Self::Environment { environment, .. } => {
                environment.name.as_deref().unwrap_or_default()
            }
        }
    }
}

/// The keys of a tree's files that nobody reads, and the examples that nobody can read.
fn unread(tree: &Tree) -> Vec<Loss> {
    let is_unread = |finding: &&Finding| matches!(finding.what, What::Key | What::Example);
    let loss = |finding: &Finding| Loss {
        place: String::new(),
        what: finding.problem.to_string(),
    };
    tree.findings.iter().filter(is_unread).map(loss).collect()
}

/// Whether JSON is an environment or globals.
fn kind_of(json: &Value, path: &Path) -> Option<EnvironmentKind> {
    let wrapped = |name: &str| {
        json.get(name)
            .is_some_and(|inner| inner.get("values").is_some())
    };
    let scope = json.get("_postman_variable_scope").and_then(Value::as_str);
    let has_values =
        json.get("values").is_some() && json.get("item").is_none() && json.get("info").is_none();
    match scope {
        Some("globals") => Some(EnvironmentKind::Globals),
        Some("environment") => Some(EnvironmentKind::Environment),
        _ if wrapped("globals") => Some(EnvironmentKind::Globals),
        _ if wrapped("environment") => Some(EnvironmentKind::Environment),
        _ => has_values.then(|| kind_by_name(path)),
    }
}

fn kind_by_name(path: &Path) -> EnvironmentKind {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    if name.contains("globals") {
        EnvironmentKind::Globals
    } else {
        EnvironmentKind::Environment
    }
}
