//! `postrider lint`: what in collections will not be as meant.

use std::path::{Path, PathBuf};

use super::args::LintArguments;
use super::error::Fault;
use super::findings::{self, Checked};
use super::{Exit, Surroundings, environments, files, trees};
use crate::collection::v3::Manner;
use crate::collection::{EnvironmentKind, text_of};
use crate::finding::{Allowance, Code};
use crate::lint::{self, Given, Subject};
use crate::text::{plural, with_slashes};
use crate::variables::{Scope, Table, parse_rows};

/// Checks collections and prints what is found.
pub(super) fn lint(arguments: &LintArguments, surroundings: &Surroundings) -> Result<Exit, Fault> {
    let mut given = given(arguments)?;
    let mut found = Vec::new();
    let mut subjects = Vec::new();
    for path in &arguments.subjects.paths {
        let near = if arguments.subjects.environment.is_empty() {
            neighbours(path)?
        } else {
            Vec::new()
        };
        let known = given.defined.len();
        let had_environment = given.has_environment;
        given.has_environment |= !near.is_empty();
        given.defined.extend(near);
        for subject in read(path)? {
            found.extend(lint::check(&subject, &given));
            subjects.push(subject);
        }
        given.defined.truncate(known);
        given.has_environment = had_environment;
    }
    let texts = subjects.iter().flat_map(|subject| &subject.files);
    let checked = Checked {
        what: plural(subjects.len(), "collection"),
        texts: texts.map(|file| (&*file.name, &*file.text)).collect(),
    };
    findings::print(&found, &checked, &arguments.subjects.findings, surroundings)
}

/// The collections that a path stands for.
pub(super) fn read(path: &Path) -> Result<Vec<Subject>, Fault> {
    if trees::is_tree(path) {
        let located = trees::locate(path, Manner::Documented)?;
        return Ok(located.iter().map(Subject::of_tree).collect());
    }
    let name = with_slashes(path);
    let bytes = files::bytes("collection", path)?;
    Ok(vec![Subject::of_json(&name, &bytes)])
}

/// What the arguments define and allow.
fn given(arguments: &LintArguments) -> Result<Given, Fault> {
    let mut defined = Vec::new();
    for path in &arguments.subjects.environment {
        defined.extend(names(
            EnvironmentKind::Environment,
            &place(arguments, path),
        )?);
    }
    if let Some(path) = &arguments.globals {
        defined.extend(names(EnvironmentKind::Globals, path)?);
    }
    if let Some(path) = &arguments.iteration_data {
        defined.extend(columns(path)?);
    }
    Ok(Given {
        defined,
        has_environment: !arguments.subjects.environment.is_empty(),
        allowed: allowed(&arguments.subjects.allow)?,
    })
}

/// What `--allow` leaves out.
pub(super) fn allowed<C: Code>(texts: &[String]) -> Result<Vec<Allowance<C>>, Fault> {
    let allowed = texts.iter().map(|text| {
        Allowance::parse(text).map_err(|hint| {
            Fault::text(format!("`--allow {text}`: there is no such finding")).hint(hint)
        })
    });
    allowed.collect()
}

/// An environment's file, also where only its name is given.
fn place(arguments: &LintArguments, path: &Path) -> PathBuf {
    let near = || {
        let name = path.to_string_lossy();
        trees::named(
            EnvironmentKind::Environment,
            &name,
            &arguments.subjects.paths,
        )
    };
    if path.exists() {
        return path.to_owned();
    }
    near().unwrap_or_else(|| path.to_owned())
}

/// The variables of an environment or of globals.
fn names(kind: EnvironmentKind, path: &Path) -> Result<Vec<String>, Fault> {
    let document = environments::decode(kind, path, &files::bytes(kind.name(), path)?)?;
    let scope = Scope::from_environment(document.read(kind, &mut String::new)?);
    Ok(scope.iter().map(|variable| variable.key.clone()).collect())
}

/// The columns of iteration data.
fn columns(path: &Path) -> Result<Vec<String>, Fault> {
    let bytes = files::bytes("iteration data", path)?;
    let name = path.display().to_string();
    let read = parse_rows(&name, &text_of(&bytes), &Table::default()).map_err(|error| {
        let hint = error.hint();
        Fault::new(error).hint(hint)
    })?;
    let keys = read.rows.iter().flat_map(|row| row.keys().cloned());
    Ok(keys.collect())
}

/// What the environments and the globals beside a folder's collection define.
fn neighbours(path: &Path) -> Result<Vec<String>, Fault> {
    if !trees::is_tree(path) {
        return Ok(Vec::new());
    }
    let kinds = [EnvironmentKind::Environment, EnvironmentKind::Globals];
    let mut defined = Vec::new();
    for kind in kinds {
        for path in trees::beside(kind, path) {
            defined.extend(names(kind, &path)?);
        }
    }
    Ok(defined)
}
