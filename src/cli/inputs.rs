//! Reading the files that a run is made of.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::error::Fault;
use super::files::{self, fault};
use super::messages::{tell, warn};
use super::references::{Fetcher, Named};
use super::sources::{self, Sources};
use super::{environments, references, trees};
use crate::collection::{self, Collection, EnvironmentKind, Reference, Variable};
use crate::http::Jar;
use crate::text;
use crate::variables::{Row, Scope, Scopes, Table, Vault, parse_rows};
use crate::world::World;

/// How many bytes the values of an env file may take: one may hold another twice, and that another
/// twice.
const LARGEST_ENV_FILE: u64 = 64_000_000;

/// What Newman says of a collection of schema v1; scripts look for it.
const V1_WARNING: &str = "newman: Newman v4 deprecates support for the v1 collection format
  Use the Postman Native app to export collections in the v2 format
";

/// Where the variables of a run come from.
#[derive(Debug)]
pub(super) struct VariableSources {
    /// Files of environments, of which the later win.
    pub(super) environments: Vec<PathBuf>,
    /// Files of `NAME=value` lines.
    pub(super) env_files: Vec<PathBuf>,
    pub(super) globals: Option<PathBuf>,
    /// What is set in the environment, as `name=value`.
    pub(super) in_environment: Vec<String>,
    pub(super) in_globals: Vec<String>,
    pub(super) in_collection: Vec<String>,
    pub(super) vault_file: Option<PathBuf>,
    /// Names and values that are added to the vault.
    pub(super) vault: Vec<(String, String)>,
    /// What is set in the environment and kept somewhere else.
    pub(super) secrets: Vec<Named>,
    pub(super) fetcher: Fetcher,
}

/// Where iteration data come from.
#[derive(Debug)]
pub(super) struct RowSource {
    pub(super) path: PathBuf,
    pub(super) table: Table,
}

/// A collection that ran, and its variables as the run has left them.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) collection: Arc<Collection>,
    pub(super) variables: Scope,
}

/// Reads a collection. One of a schema that Postman has deprecated is warned about.
pub(super) fn collection(path: &Path, sources: &Sources<'_>) -> Result<Collection, Fault> {
    if trees::is_tree(path) {
        return trees::read_one(path);
    }
    if let Some(collection) = large(path, sources.world) {
        return Ok(collection);
    }
    let bytes = sources.bytes("collection", path)?;
    let (collection, is_deprecated) = decoded(path, &bytes, sources.world)?;
    if is_deprecated {
        tell(V1_WARNING);
    }
    Ok(collection)
}

/// Reads a collection from a file; nothing is fetched.
pub(super) fn local_collection(path: &Path, world: &World) -> Result<Collection, Fault> {
    if trees::is_tree(path) {
        return trees::read_one(path);
    }
    if let Some(collection) = large(path, world) {
        return Ok(collection);
    }
    let bytes = files::bytes("collection", path)?;
    Ok(decoded(path, &bytes, world)?.0)
}

/// The collection in a large file, where nothing of it needs to be told.
fn large(path: &Path, world: &World) -> Option<Collection> {
    let is_file = sources::is_file(path);
    is_file
        .then(|| collection::read_large_collection(path, &mut || world.uuid()))
        .flatten()
}

/// The collection in the bytes of a file, and whether it is of a deprecated schema.
fn decoded(path: &Path, bytes: &[u8], world: &World) -> Result<(Collection, bool), Fault> {
    files::tell_misread("collection", path, bytes)?;
    let name = path.display().to_string();
    collection::read_collection(&name, bytes, &mut || world.uuid()).map_err(fault)
}

/// Reads environments from files, of which the later win; nothing is fetched.
pub(super) fn local_environment(paths: &[PathBuf], world: &World) -> Result<Scope, Fault> {
    let mut whole = Scope::new(world.uuid(), Vec::new());
    for path in paths {
        let kind = EnvironmentKind::Environment;
        let document = environments::decode(kind, path, &files::bytes(kind.name(), path)?)?;
        let read = document.read(kind, &mut || world.uuid())?;
        overlay(&mut whole, &Scope::from_environment(read));
    }
    Ok(whole)
}

/// Sets variables of a collection that are given on the command line.
pub(super) fn set_collection_variables(collection: &mut Collection, given: &VariableSources) {
    if given.in_collection.is_empty() {
        return;
    }
    let mut scope = Scope::of_collection(collection);
    set_all(&mut scope, &given.in_collection);
    collection.variables = scope.iter().cloned().collect();
}

/// The variables that a run begins with: those of the collection and of the files, then those of
/// the command line.
pub(super) fn scopes(
    given: &VariableSources,
    collection: &Collection,
    sources: &Sources<'_>,
) -> Result<Scopes, Fault> {
    let scopes = scopes_of(&given.environments, given, sources)?;
    Ok(Scopes {
        collection: Scope::of_collection(collection),
        ..scopes
    })
}

/// The variables of environment files, of globals, and of the command line.
pub(super) fn scopes_of(
    environment_files: &[PathBuf],
    given: &VariableSources,
    sources: &Sources<'_>,
) -> Result<Scopes, Fault> {
    let mut files = environment_files.iter();
    let mut scopes = Scopes {
        environment: environment(
            files.next().map(PathBuf::as_path),
            EnvironmentKind::Environment,
            sources,
        )?,
        globals: environment(given.globals.as_deref(), EnvironmentKind::Globals, sources)?,
        local: Scope::new(sources.world.uuid(), Vec::new()),
        ..Scopes::default()
    };
    for path in files {
        overlay(
            &mut scopes.environment,
            &environment(Some(path), EnvironmentKind::Environment, sources)?,
        );
    }
    let environment = &mut scopes.environment;
    for named in &given.secrets {
        let told = |why| Fault::text(format!("`secrets.{}`: {why}", named.name));
        let reference = given.fetcher.read(named).map_err(told)?;
        let variable = reference.map(|reference| Variable::fetched(&named.name, reference));
        if let Some(variable) = variable {
            environment.replace(variable);
        }
    }
    for path in &given.env_files {
        for (name, value) in dotenv(path)? {
            match reference(&given.fetcher, path, &name, &value)? {
                Some(reference) => environment.replace(Variable::fetched(name, reference)),
                None => environment.set(&name, Value::from(value)),
            }
        }
    }
    set_all(&mut scopes.environment, &given.in_environment);
    set_all(&mut scopes.globals, &given.in_globals);
    scopes.take_changes();
    Ok(scopes)
}

/// Reads cookies into a jar; those that no jar should hold are warned of.
pub(super) fn cookies(path: &Path, jar: &Jar) -> Result<(), Fault> {
    let (kind, name) = ("cookie jar", path.display().to_string());
    let json = files::json(kind, path)?;
    let left_out = jar.add(&json).map_err(|problem| {
        let hint = "`--export-cookie-jar` of Newman or Postrider writes a jar".to_owned();
        Fault::text(format!("{kind} `{name}`: {problem}")).hint(Some(hint))
    })?;
    for told in left_out {
        warn(format!("{kind} `{name}`: {told}"));
    }
    Ok(())
}

/// Reads iteration data.
pub(super) fn rows(source: &RowSource, sources: &Sources<'_>) -> Result<Vec<Row>, Fault> {
    let bytes = sources.bytes("iteration data", &source.path)?;
    let name = source.path.display().to_string();
    files::tell_misread("iteration data", &source.path, &bytes)?;
    let text = collection::text_of(&bytes);
    let read = parse_rows(&name, &text, &source.table).map_err(|error| {
        let hint = error.hint();
        Fault::new(error).hint(hint)
    })?;
    for warning in read.warnings {
        warn(warning);
    }
    Ok(read.rows)
}

/// The vault: the secrets of a file and those that are given beside it, which win. `None` where
/// there is neither.
pub(super) fn vault(given: &VariableSources) -> Result<Option<Vault>, Fault> {
    let path = given.vault_file.as_deref();
    if path.is_none() && given.vault.is_empty() {
        return Ok(None);
    }
    let read = |path| vault_file(path, &given.fetcher);
    let mut vault = path.map(read).transpose()?.unwrap_or_default();
    for (key, value) in &given.vault {
        vault.set(key, value.clone().into());
    }
    Ok(Some(vault))
}

fn vault_file(path: &Path, fetcher: &Fetcher) -> Result<Vault, Fault> {
    let json = files::json("vault", path)?;
    let read = Vault::read(&json).map_err(|problem| {
        let hint = "write `{\"name\": \"value\"}`, or export the secrets as a Postman environment";
        Fault::text(format!("vault `{}`: {problem}", path.display())).hint(Some(hint.into()))
    });
    let mut vault = read?;
    for secret in vault.iter_mut() {
        let text = secret.value.as_ref().and_then(Value::as_str);
        let text = text.unwrap_or_default().to_owned();
        secret.reference = reference(fetcher, path, &secret.key, &text)?;
    }
    Ok(vault)
}

/// The reference that a value in a file of the user's own is written as, if it is one.
fn reference(
    fetcher: &Fetcher,
    path: &Path,
    name: &str,
    written: &str,
) -> Result<Option<Reference>, Fault> {
    if !references::is_reference(written) {
        return Ok(None);
    }
    let named = Named {
        name: name.to_owned(),
        written: written.to_owned(),
        folder: path.parent().map(Path::to_owned).unwrap_or_default(),
    };
    let told = |why| Fault::text(format!("`{}`: `{name}`: {why}", path.display()));
    fetcher.read(&named).map_err(told)
}

fn environment(
    path: Option<&Path>,
    kind: EnvironmentKind,
    sources: &Sources<'_>,
) -> Result<Scope, Fault> {
    let world = sources.world;
    let Some(path) = path else {
        return Ok(Scope::new(world.uuid(), Vec::new()));
    };
    let named = sources::is_name(path).then(|| {
        let name = path.to_string_lossy();
        trees::named(kind, &name, &sources.near)
    });
    let path = named.flatten().unwrap_or_else(|| path.to_owned());
    let bytes = sources.bytes(kind.name(), &path).map_err(|fault| {
        let is_unknown = sources::is_name(&path) && !path.exists();
        let name = path.to_string_lossy();
        let hint = is_unknown.then(|| trees::near(kind, &name, &sources.near));
        match hint.flatten() {
            Some(hint) => fault.hint(Some(hint)),
            None => fault,
        }
    })?;
    let document = environments::decode(kind, &path, &bytes)?;
    let document = document.understood(sources.manner);
    let environment = document.read(kind, &mut || world.uuid())?;
    Ok(Scope::from_environment(environment))
}

/// Lays the variables of one environment over those of another.
fn overlay(below: &mut Scope, above: &Scope) {
    for variable in above {
        below.replace(variable.clone());
    }
}

/// The `NAME=value` lines of a file.
fn dotenv(path: &Path) -> Result<Vec<(String, String)>, Fault> {
    let text = files::text("env file", path)?;
    let mut pairs = Vec::new();
    let mut length = 0;
    for pair in dotenvy::from_read_iter(text.as_bytes()) {
        let (name, value) = pair.map_err(|error| misread_env_file(path, &text, error))?;
        length += value.len() as u64;
        if length > LARGEST_ENV_FILE {
            let most = text::size(LARGEST_ENV_FILE);
            let message = format!(
                "env file `{}`: with `{name}`, its values take more than {most}",
                path.display()
            );
            let hint = "values that hold others, `${…}`, may grow with each line";
            return Err(Fault::text(message).hint(Some(hint.into())));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

fn misread_env_file(path: &Path, text: &str, error: dotenvy::Error) -> Fault {
    let dotenvy::Error::LineParse(part, at) = error else {
        return Fault::text(format!("env file `{}`: {error}", path.display()));
    };
    // What is told is a line, or only its value.
    let part = part.lines().next().unwrap_or_default().trim_end();
    let mut places = text.lines().zip(1..).filter_map(|(line, number)| {
        let before = line.trim_end().strip_suffix(part)?;
        let column = before.chars().count() + at + 1;
        Some(format!("line {number}, column {column}: "))
    });
    let message = format!(
        "env file `{}`: {}expected `NAME=value`",
        path.display(),
        places.next().unwrap_or_default()
    );
    Fault::text(message).hint(Some("put a value with spaces or a `#` in quotes".into()))
}

/// Sets variables given as `name=value`; without `=`, a variable without a value.
fn set_all(scope: &mut Scope, pairs: &[String]) {
    for pair in pairs {
        match pair.split_once('=') {
            Some((name, value)) => scope.set(name, Value::from(value)),
            None => scope.add(Variable {
                key: pair.clone(),
                ..Variable::default()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_in_an_env_file_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.env");
        for (text, place) in [
            ("a=1\n\nb=cmd:op read\nc=2\n", "line 3, column 10"),
            ("a=1\njust text\n", "line 2, column 6"),
        ] {
            std::fs::write(&path, text).unwrap();
            let told = dotenv(&path).unwrap_err().in_words();
            assert!(told.contains(&format!("`: {place}: expected")), "{told}");
        }
    }
}
