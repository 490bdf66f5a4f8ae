//! Writing environment and globals to files, in Newman's form.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::args::VariableArguments;
use super::error::Fault;
use crate::collection::EnvironmentKind;
use crate::report::{ReportError, ReportFile};
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
    let failed = |cause| ReportError::File { path: path.clone(), cause };
    let written = ReportFile::create(path.clone()).and_then(|mut file| {
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.complete()
    });
    written.map_err(|error| {
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
