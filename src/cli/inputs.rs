//! Reading the files that a run is made of.

use std::path::Path;
use std::rc::Rc;

use serde_json::Value;

use super::Surroundings;
use super::args::{ScriptArguments, VariableArguments};
use super::error::Fault;
use super::packages::Packages;
use crate::collection::{self, Collection, CollectionError, Environment, EnvironmentKind, Variable};
use crate::script::PackageSource;
use crate::variables::{Row, Scope, Scopes, Vault, parse_rows};
use crate::world::World;

/// How a collection of schema v1 becomes a newer one.
const V1_HELP: &str = "to convert it, import it into Postman and export it as v2.1, or run \
    `npx postman-collection-transformer convert -j 1.0.0 -p 2.1.0 -i OLD -o NEW`";

/// Reads a collection. One of a schema that Postman has deprecated is warned about.
pub(super) fn collection(path: &Path, world: &World) -> Result<Collection, Fault> {
    let kind = "collection";
    let json = json(kind, path).map_err(fault)?;
    let name = path.display().to_string();
    let collection = collection::parse(&json, &mut || world.uuid())
        .map_err(|problem| fault(CollectionError::Shape { kind, name: name.clone(), problem }))?;
    if collection::is_v1(&json) {
        super::warn(format!("collection `{name}` is of schema v1, which Postman has deprecated; {V1_HELP}"));
    }
    Ok(collection)
}

/// The variables that a run begins with: those of the collection and of the files, then those of the command line.
pub(super) fn scopes(
    arguments: &VariableArguments,
    collection: &Collection,
    world: &World,
) -> Result<Scopes, Fault> {
    let scopes = scopes_of(arguments.environment.as_deref(), arguments, world)?;
    Ok(Scopes { collection: Scope::new(collection.id.clone(), collection.variables.clone()), ..scopes })
}

/// The variables of an environment file, of globals, and of the command line.
pub(super) fn scopes_of(
    environment_file: Option<&Path>,
    arguments: &VariableArguments,
    world: &World,
) -> Result<Scopes, Fault> {
    let mut scopes = Scopes {
        environment: environment(environment_file, EnvironmentKind::Environment, world)?,
        globals: environment(arguments.globals.as_deref(), EnvironmentKind::Globals, world)?,
        local: Scope::new(world.uuid(), Vec::new()),
        ..Scopes::default()
    };
    set_all(&mut scopes.environment, &arguments.env_var);
    set_all(&mut scopes.globals, &arguments.global_var);
    scopes.take_changes();
    Ok(scopes)
}

/// Reads a text file; `kind` is what it should be.
pub(super) fn text(kind: &'static str, path: &Path) -> Result<String, Fault> {
    let bytes = bytes(kind, path).map_err(fault)?;
    Ok(collection::text_of(&bytes).into_owned())
}

/// Reads a file of certificate authorities.
pub(super) fn authorities(path: Option<&Path>) -> Result<Vec<u8>, Fault> {
    path.map_or(Ok(Vec::new()), |path| bytes("certificate authorities", path).map_err(fault))
}

/// Reads iteration data.
pub(super) fn rows(path: &Path) -> Result<Vec<Row>, Fault> {
    Ok(parse_rows(&path.display().to_string(), &text("iteration data", path)?)?)
}

/// What `POSTRIDER_VAULT_name` begins with.
const VAULT_VARIABLES: &str = "POSTRIDER_VAULT_";

/// The vault: the secrets of a file and those of environment variables, which win. `None` where there is neither.
pub(super) fn vault(path: Option<&Path>, surroundings: &Surroundings) -> Result<Option<Vault>, Fault> {
    let variables = surroundings.variables.iter();
    let mut given: Vec<(&str, &String)> =
        variables.filter_map(|(name, value)| Some((name.strip_prefix(VAULT_VARIABLES)?, value))).collect();
    given.sort_unstable();
    if path.is_none() && given.is_empty() {
        return Ok(None);
    }
    let mut vault = path.map(vault_file).transpose()?.unwrap_or_default();
    for (key, value) in given {
        vault.set(key, value.clone().into());
    }
    Ok(Some(vault))
}

fn vault_file(path: &Path) -> Result<Vault, Fault> {
    let json = json("vault", path).map_err(fault)?;
    Vault::read(&json).map_err(|problem| {
        let hint = "write `{\"name\": \"value\"}`, or export the secrets as a Postman environment";
        Fault::text(format!("vault `{}`: {problem}", path.display())).hint(Some(hint.into()))
    })
}

/// The folder of packages.
pub(super) fn packages(arguments: &ScriptArguments) -> Result<Rc<dyn PackageSource>, Fault> {
    if let Some(folder) = arguments.packages.as_deref().filter(|folder| !folder.is_dir()) {
        let found = if folder.exists() { "is a file" } else { "does not exist" };
        return Err(Fault::text(format!("the folder of packages `{}` {found}", folder.display())));
    }
    Ok(Rc::new(Packages { folder: arguments.packages.clone() }))
}

fn environment(path: Option<&Path>, kind: EnvironmentKind, world: &World) -> Result<Scope, Fault> {
    let Some(path) = path else { return Ok(Scope::new(world.uuid(), Vec::new())) };
    let json = json(kind.name(), path).map_err(fault)?;
    let environment = Environment::parse(&json, kind, &mut || world.uuid()).map_err(|problem| {
        fault(CollectionError::Shape { kind: kind.name(), name: path.display().to_string(), problem })
    })?;
    Ok(Scope::from_environment(environment))
}

/// Sets variables given as `name=value`; without `=`, a variable without a value.
fn set_all(scope: &mut Scope, pairs: &[String]) {
    for pair in pairs {
        match pair.split_once('=') {
            Some((name, value)) => scope.set(name, Value::from(value)),
            None => scope.add(Variable { key: pair.clone(), ..Variable::default() }),
        }
    }
}

fn json(kind: &'static str, path: &Path) -> Result<Value, CollectionError> {
    collection::decode(kind, &path.display().to_string(), &bytes(kind, path)?)
}

fn bytes(kind: &'static str, path: &Path) -> Result<Vec<u8>, CollectionError> {
    if path.is_dir() {
        return Err(CollectionError::Directory { kind, path: path.to_owned() });
    }
    std::fs::read(path).map_err(|cause| CollectionError::Unreadable { kind, path: path.to_owned(), cause })
}

fn fault(error: CollectionError) -> Fault {
    let hint = error.hint();
    Fault::new(error).hint(hint)
}
