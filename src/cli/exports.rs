//! Writing environment, globals, collections and cookies to files, in Newman's form.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::environments::has_yaml_ending;
use super::error::Fault;
use super::inputs::Ran;
use super::messages::warn;
use crate::collection::{Collection, EnvironmentKind, Variable};
use crate::document::to_yaml;
use crate::http::Jar;
use crate::report::{Readers, ReportError, ReportFile, names_folder};
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// Makes what is exported, once it is known to be wanted.
type Made<'a> = &'a dyn Fn() -> Value;

/// Where each thing is exported to, if it is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) environment: Option<PathBuf>,
    pub(super) globals: Option<PathBuf>,
    pub(super) cookies: Option<PathBuf>,
    pub(super) collection: Option<PathBuf>,
}

/// What may be exported.
pub(super) struct Exports<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) jar: &'a Jar,
    pub(super) world: &'a World,
}

impl Exports<'_> {
    /// Writes what was asked for. Each file is complete or is not there; one that fails does not
    /// keep the others from being written.
    pub(super) fn write(&self, scopes: &Scopes, ran: &[Ran]) -> Vec<Fault> {
        let to = self.wanted;
        let scope = |kind: EnvironmentKind, scope: &Scope| exported(scope, kind, self.world);
        let environment = || scope(EnvironmentKind::Environment, &scopes.environment);
        let globals = || scope(EnvironmentKind::Globals, &scopes.globals);
        let jar = || self.jar.to_json();
        let wanted: [(Option<&Path>, &str, Made<'_>); 3] = [
            (to.environment.as_deref(), "environment", &environment),
            (to.globals.as_deref(), "globals", &globals),
            (to.cookies.as_deref(), "cookie jar", &jar),
        ];
        for (path, scope) in [
            (&to.environment, &scopes.environment),
            (&to.globals, &scopes.globals),
        ] {
            if let Some(path) = path.as_ref().filter(|_| holds_secrets(scope)) {
                let path = path.display();
                warn(format!(
                    "`{path}` holds the values of secret variables, so that they can be used again"
                ));
            }
        }
        let written = wanted
            .into_iter()
            .filter_map(|(path, what, json)| Some(write(path?, what, &json())));
        let mut faults: Vec<Fault> = written.filter_map(Result::err).collect();
        if let Some(path) = &to.collection {
            faults.extend(self.write_collections(path, ran));
        }
        faults
    }

    /// Writes the collections that ran, with their variables as the run has left them: one to a
    /// file, several to files named for them in a folder.
    fn write_collections(&self, path: &Path, ran: &[Ran]) -> Vec<Fault> {
        if let [ran] = ran {
            return write(path, "collection", &self.collection(ran))
                .err()
                .into_iter()
                .collect();
        }
        if path.is_file() {
            let message = format!(
                "{} collections could not be exported to the file `{}`",
                ran.len(),
                path.display()
            );
            let hint = "name a folder: each collection becomes a file in it".to_owned();
            return vec![Fault::text(message).hint(Some(hint))];
        }
        let mut names: Vec<String> = Vec::new();
        let mut faults = Vec::new();
        for ran in ran {
            let name = file_name(&ran.collection.name, &names);
            let json = self.collection(ran);
            let written = write(&path.join(&name), "collection", &json);
            names.push(name);
            faults.extend(written.err());
        }
        faults
    }

    fn collection(&self, ran: &Ran) -> Value {
        let mut json = Collection {
            variables: ran.variables.iter().cloned().collect(),
            ..(*ran.collection).clone()
        }
        .to_json();
        if let Some(members) = json.as_object_mut() {
            members.insert("name".into(), json!("collection"));
            mark(members, "collection", self.world);
        }
        json
    }
}

/// A file name for a collection that none before it has.
fn file_name(collection: &str, taken: &[String]) -> String {
    let is_plain =
        |character: char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.');
    let name: String = collection
        .chars()
        .map(|character| if is_plain(character) { character } else { '-' })
        .collect();
    let name = Some(name.trim_matches(['.', ' ']).to_owned()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "collection".to_owned());
    let numbered = (2..).map(|number| format!("{name}-{number}.json"));
    let free = [format!("{name}.json")]
        .into_iter()
        .chain(numbered)
        .find(|name| !taken.contains(name));
    free.unwrap_or_default()
}

fn write(path: &Path, what: &str, json: &Value) -> Result<(), Fault> {
    let path = file_in(path, &format!("newman-{}.json", what.replace(' ', "-")));
    let text = match json.get("values").filter(|_| has_yaml_ending(&path)) {
        Some(values) => to_yaml(&as_in_v3(json, values)),
        None => serde_json::to_string_pretty(json)?,
    };
    let written = ReportFile::write(&path, &text, Readers::Owner);
    written.map_err(|error| {
        let message = format!("{what} could not be exported to `{}`", path.display());
        let cause = match error {
            ReportError::File { cause, .. } => anyhow::Error::new(cause),
            other => anyhow::Error::new(other),
        };
        Fault::new(cause.context(message))
    })
}

/// An environment, or globals, in the form of a `postman` folder's files.
fn as_in_v3(json: &Value, values: &Value) -> Value {
    let value = |value: &Value| {
        let mut members = value.as_object().cloned().unwrap_or_default();
        // What says nothing there is left out.
        if members.get("type").is_some_and(|kind| kind != "secret") {
            members.shift_remove("type");
        }
        if members.get("enabled") == Some(&Value::Bool(true)) {
            members.shift_remove("enabled");
        }
        let mut ordered = Map::new();
        for name in ["key", "value"] {
            ordered.extend(members.shift_remove_entry(name));
        }
        ordered.extend(members);
        Value::Object(ordered)
    };
    let values = values.as_array().into_iter().flatten().map(value);
    let mut written = Map::new();
    written.insert("name".into(), json["name"].clone());
    written.insert("values".into(), values.collect());
    let said = json.as_object().into_iter().flatten();
    let known = |name: &str| matches!(name, "id" | "name" | "values") || name.starts_with('_');
    let more = said.filter(|(name, _)| !known(name));
    written.extend(more.map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(written)
}

fn holds_secrets(scope: &Scope) -> bool {
    scope.iter().any(|variable| {
        variable.is_secret() && variable.reference.is_none() && !variable.text().is_empty()
    })
}

fn exported(scope: &Scope, kind: EnvironmentKind, world: &World) -> Value {
    // What was fetched stays where it is kept.
    let kept = scope.iter().filter(|variable| variable.reference.is_none());
    let mut json = Map::new();
    scope.meta.write(&mut json);
    json.insert("id".into(), json!(scope.id));
    json.insert(
        "name".into(),
        json!(scope.name.as_deref().unwrap_or(kind.name())),
    );
    json.insert("values".into(), kept.map(Variable::exported).collect());
    json.extend(scope.extra.clone());
    mark(&mut json, kind.name(), world);
    Value::Object(json)
}

/// What Postman writes into all that it exports.
fn mark(json: &mut Map<String, Value>, scope: &str, world: &World) {
    json.insert("_postman_variable_scope".into(), json!(scope));
    json.insert(
        "_postman_exported_at".into(),
        json!(format!("{:.3}", world.now())),
    );
    json.insert(
        "_postman_exported_using".into(),
        json!(concat!("Postrider/", env!("CARGO_PKG_VERSION"))),
    );
}

/// A path that names a folder means a file of that name in it.
fn file_in(path: &Path, name: &str) -> PathBuf {
    if names_folder(path) {
        path.join(name)
    } else {
        path.to_owned()
    }
}
