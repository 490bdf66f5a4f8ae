//! Writing environment and globals to files, in Newman's form.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::args::VariableArguments;
use super::error::Fault;
use crate::collection::EnvironmentKind;
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// Writes what was asked for. Each file is complete or is not there; one that fails does not keep the others from
/// being written.
pub(super) fn write(arguments: &VariableArguments, scopes: &Scopes, world: &World) -> Vec<Fault> {
    let wanted = [
        (arguments.export_environment.as_deref(), EnvironmentKind::Environment, &scopes.environment),
        (arguments.export_globals.as_deref(), EnvironmentKind::Globals, &scopes.globals),
    ];
    let written =
        wanted.into_iter().filter_map(|(path, kind, scope)| Some(write_scope(path?, kind, (scope, world))));
    written.filter_map(Result::err).collect()
}

fn write_scope(path: &Path, kind: EnvironmentKind, (scope, world): (&Scope, &World)) -> Result<(), Fault> {
    let path = file_in(path, &format!("newman-{}.json", kind.name()));
    let text = serde_json::to_string_pretty(&exported(scope, kind, world))?;
    replace(&path, text.as_bytes()).map_err(|error| {
        let message = format!("{} could not be exported to `{}`", kind.name(), path.display());
        Fault::new(anyhow::Error::new(error).context(message))
    })
}

fn exported(scope: &Scope, kind: EnvironmentKind, world: &World) -> Value {
    let mut json = Map::new();
    json.insert("id".into(), json!(scope.id));
    json.insert("name".into(), json!(scope.name.as_deref().unwrap_or(kind.name())));
    json.insert("values".into(), scope.iter().map(crate::collection::Variable::to_json).collect());
    json.extend(scope.extra.clone());
    json.insert("_postman_variable_scope".into(), json!(kind.name()));
    json.insert("_postman_exported_at".into(), json!(format!("{:.3}", world.now())));
    json.insert("_postman_exported_using".into(), json!(concat!("Postrider/", env!("CARGO_PKG_VERSION"))));
    Value::Object(json)
}

/// A path that names an existing directory means a file of that name in it.
fn file_in(path: &Path, name: &str) -> PathBuf {
    if path.is_dir() { path.join(name) } else { path.to_owned() }
}

/// Writes beside the file, then puts it in its place.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    // A device or a pipe can't be replaced, only written to.
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes);
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path).inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}
