//! Reading the files that a run is made of.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use super::Surroundings;
use super::args::{DataArguments, ScriptArguments, VariableArguments};
use super::error::Fault;
use super::packages::Packages;
use super::sources::{self, Sources, fault};
use crate::collection::{
    self, Collection, CollectionError, Environment, EnvironmentKind, Variable,
};
use crate::http::Jar;
use crate::script::PackageSource;
use crate::variables::{Row, Scope, Scopes, Table, Vault, parse_rows};
use crate::world::World;

/// What Newman says of a collection of schema v1; scripts look for it.
const V1_WARNING: &str = "newman: Newman v4 deprecates support for the v1 collection format
  Use the Postman Native app to export collections in the v2 format
";

/// Clock and randomness, which may follow from a seed.
pub(super) fn world(arguments: &VariableArguments) -> World {
    arguments.seed.map_or_else(World::real, World::seeded)
}

/// Reads a collection. One of a schema that Postman has deprecated is warned about.
pub(super) fn collection(path: &Path, sources: &Sources<'_>) -> Result<Collection, Fault> {
    let (kind, world) = ("collection", sources.world);
    let json = json(kind, path, sources)?;
    let name = path.display().to_string();
    let collection = collection::parse(&json, &mut || world.uuid()).map_err(|problem| {
        fault(CollectionError::Shape {
            kind,
            name: name.clone(),
            problem,
        })
    })?;
    if collection::is_v1(&json) {
        super::tell(V1_WARNING);
    }
    Ok(collection)
}

/// Reads a collection from a file; nothing is fetched.
pub(super) fn local_collection(path: &Path, world: &World) -> Result<Collection, Fault> {
    let (kind, name) = ("collection", path.display().to_string());
    let json = collection::decode(kind, &name, &sources::file(kind, path).map_err(fault)?)
        .map_err(fault)?;
    let parsed = collection::parse(&json, &mut || world.uuid());
    parsed.map_err(|problem| {
        fault(CollectionError::Shape {
            kind,
            name,
            problem,
        })
    })
}

/// Reads environments from files, of which the later win; nothing is fetched.
pub(super) fn local_environment(paths: &[PathBuf], world: &World) -> Result<Scope, Fault> {
    let mut whole = Scope::new(world.uuid(), Vec::new());
    for path in paths {
        let kind = EnvironmentKind::Environment;
        let name = path.display().to_string();
        let bytes = sources::file(kind.name(), path).map_err(fault)?;
        let json = collection::decode(kind.name(), &name, &bytes).map_err(fault)?;
        let read = Environment::parse(&json, kind, &mut || world.uuid());
        let read = read.map_err(|problem| {
            fault(CollectionError::Shape {
                kind: kind.name(),
                name,
                problem,
            })
        })?;
        overlay(&mut whole, &Scope::from_environment(read));
    }
    Ok(whole)
}

/// Sets variables of a collection that are given on the command line.
pub(super) fn set_collection_variables(collection: &mut Collection, arguments: &VariableArguments) {
    if arguments.collection_var.is_empty() {
        return;
    }
    let mut scope = Scope::of_collection(collection);
    set_all(&mut scope, &arguments.collection_var);
    collection.variables = scope.iter().cloned().collect();
}

/// The variables that a run begins with: those of the collection and of the files, then those of
/// the command line.
pub(super) fn scopes(
    arguments: &VariableArguments,
    collection: &Collection,
    sources: &Sources<'_>,
) -> Result<Scopes, Fault> {
    let scopes = scopes_of(&arguments.environment, arguments, sources)?;
    Ok(Scopes {
        collection: Scope::of_collection(collection),
        ..scopes
    })
}

/// The variables of environment files, of globals, and of the command line.
pub(super) fn scopes_of(
    environment_files: &[PathBuf],
    arguments: &VariableArguments,
    sources: &Sources<'_>,
) -> Result<Scopes, Fault> {
    let mut files = environment_files.iter();
    let mut scopes = Scopes {
        environment: environment(
            files.next().map(PathBuf::as_path),
            EnvironmentKind::Environment,
            sources,
        )?,
        globals: environment(
            arguments.globals.as_deref(),
            EnvironmentKind::Globals,
            sources,
        )?,
        local: Scope::new(sources.world.uuid(), Vec::new()),
        ..Scopes::default()
    };
    for path in files {
        overlay(
            &mut scopes.environment,
            &environment(Some(path), EnvironmentKind::Environment, sources)?,
        );
    }
    for path in &arguments.env_file {
        for (name, value) in dotenv(path)? {
            scopes.environment.set(&name, Value::from(value));
        }
    }
    set_all(&mut scopes.environment, &arguments.env_var);
    set_all(&mut scopes.globals, &arguments.global_var);
    scopes.take_changes();
    Ok(scopes)
}

/// Reads a text file; `kind` is what it should be.
pub(super) fn text(kind: &'static str, path: &Path) -> Result<String, Fault> {
    let bytes = sources::file(kind, path).map_err(fault)?;
    Ok(collection::text_of(&bytes).into_owned())
}

/// Reads files of certificate authorities: that of the command line, and that which Node would
/// trust too.
pub(super) fn authorities(
    path: Option<&Path>,
    surroundings: &Surroundings,
) -> Result<Vec<u8>, Fault> {
    let kind = "certificate authorities";
    let mut authorities = Vec::new();
    if let Some(path) = path {
        authorities = sources::file(kind, path).map_err(fault)?;
        if !authorities
            .windows(27)
            .any(|part| part == b"-----BEGIN CERTIFICATE-----")
        {
            let message = format!(
                "{kind} `{}` hold no certificate in PEM form",
                path.display()
            );
            let hint = "`openssl x509 -inform der` converts a certificate in DER".to_owned();
            return Err(Fault::text(message).hint(Some(hint)));
        }
    }
    if let Some(path) = surroundings.variable("NODE_EXTRA_CA_CERTS") {
        match std::fs::read(path) {
            Ok(more) => authorities.extend([b"\n", &more[..]].concat()),
            Err(cause) => {
                super::warn(format!(
                    "`NODE_EXTRA_CA_CERTS` names `{path}`, which could not be read: {cause}"
                ));
            }
        }
    }
    Ok(authorities)
}

/// Reads cookies into a jar.
pub(super) fn cookies(path: &Path, jar: &Jar) -> Result<(), Fault> {
    let (kind, name) = ("cookie jar", path.display().to_string());
    let json = collection::decode(kind, &name, &sources::file(kind, path).map_err(fault)?)
        .map_err(fault)?;
    jar.add(&json).map_err(|problem| {
        let hint = "`--export-cookie-jar` of Newman or Postrider writes a jar".to_owned();
        Fault::text(format!("{kind} `{name}`: {problem}")).hint(Some(hint))
    })
}

/// Reads iteration data.
pub(super) fn rows(arguments: &DataArguments, sources: &Sources<'_>) -> Result<Vec<Row>, Fault> {
    let Some(path) = &arguments.iteration_data else {
        return Ok(Vec::new());
    };
    let bytes = sources.bytes("iteration data", path)?;
    let columns = Some(&arguments.data_columns).filter(|columns| !columns.is_empty());
    let table = Table {
        delimiter: arguments.data_delimiter,
        columns: columns.cloned(),
    };
    Ok(parse_rows(
        &path.display().to_string(),
        &collection::text_of(&bytes),
        &table,
    )?)
}

/// What `POSTRIDER_VAULT_name` begins with.
const VAULT_VARIABLES: &str = "POSTRIDER_VAULT_";

/// The vault: the secrets of a file and those of environment variables, which win. `None` where
/// there is neither.
pub(super) fn vault(
    path: Option<&Path>,
    surroundings: &Surroundings,
) -> Result<Option<Vault>, Fault> {
    let variables = surroundings.variables.iter();
    let mut given: Vec<(&str, &String)> = variables
        .filter_map(|(name, value)| Some((name.strip_prefix(VAULT_VARIABLES)?, value)))
        .collect();
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
    let bytes = sources::file("vault", path).map_err(fault)?;
    let json = collection::decode("vault", &path.display().to_string(), &bytes).map_err(fault)?;
    Vault::read(&json).map_err(|problem| {
        let hint = "write `{\"name\": \"value\"}`, or export the secrets as a Postman environment";
        Fault::text(format!("vault `{}`: {problem}", path.display())).hint(Some(hint.into()))
    })
}

/// The folder of packages.
pub(super) fn packages(arguments: &ScriptArguments) -> Result<Rc<dyn PackageSource>, Fault> {
    if let Some(folder) = arguments
        .packages
        .as_deref()
        .filter(|folder| !folder.is_dir())
    {
        let found = if folder.exists() {
            "is a file"
        } else {
            "does not exist"
        };
        return Err(Fault::text(format!(
            "the folder of packages `{}` {found}",
            folder.display()
        )));
    }
    Ok(Rc::new(Packages {
        folder: arguments.packages.clone(),
    }))
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
    let json = json(kind.name(), path, sources)?;
    let environment = Environment::parse(&json, kind, &mut || world.uuid()).map_err(|problem| {
        fault(CollectionError::Shape {
            kind: kind.name(),
            name: path.display().to_string(),
            problem,
        })
    })?;
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
    let text = text("env file", path)?;
    let pairs = dotenvy::from_read_iter(text.as_bytes());
    pairs
        .collect::<Result<_, _>>()
        .map_err(|error| match error {
            dotenvy::Error::LineParse(line, at) => {
                let number = text
                    .lines()
                    .position(|own| own == line.lines().next().unwrap_or_default());
                let number = number
                    .map(|number| format!(" line {}", number + 1))
                    .unwrap_or_default();
                let message = format!(
                    "env file `{}`:{number}: not `NAME=value` at character {}",
                    path.display(),
                    at + 1
                );
                Fault::text(message).hint(Some("put a value with spaces or a `#` in quotes".into()))
            }
            other => Fault::text(format!("env file `{}`: {other}", path.display())),
        })
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

fn json(kind: &'static str, path: &Path, sources: &Sources<'_>) -> Result<Value, Fault> {
    collection::decode(
        kind,
        &path.display().to_string(),
        &sources.bytes(kind, path)?,
    )
    .map_err(fault)
}
