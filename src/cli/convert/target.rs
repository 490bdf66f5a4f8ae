//! Where what is converted goes.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::args::{ConvertArguments, FormArgument};
use super::super::environments::has_yaml_ending;
use super::super::error::Fault;
use super::super::trees;
use super::Source;
use crate::collection::EnvironmentKind;
use crate::convert;
use crate::report::names_folder;

/// Where it goes, and in which form.
pub(super) struct Target {
    pub(super) form: FormArgument,
    /// The folder of a tree, else a file.
    pub(super) path: PathBuf,
}

impl Target {
    /// What is meant by the arguments.
    pub(super) fn of(arguments: &ConvertArguments, source: &Source) -> Result<Self, Fault> {
        let path = &arguments.output;
        let is_json = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let is_collection = matches!(source, Source::Collection { .. });
        let form = arguments.to.unwrap_or(if is_json {
            FormArgument::Json
        } else {
            FormArgument::Yaml
        });
        let is_tree = is_collection && form == FormArgument::Yaml;
        if is_tree && (path.is_file() || has_yaml_ending(path)) {
            let message = format!(
                "`{}` is no folder, which a collection of v3 is",
                path.display()
            );
            let hint = "name a folder, or a file that ends in `.json` for v2.1";
            return Err(Fault::text(message).hint(Some(hint.into())));
        }
        let several = if is_tree {
            trees::several(path)
        } else {
            Vec::new()
        };
        if let Some(other) = several.first() {
            let message = format!("`{}` holds collections, and is none", path.display());
            let name = convert::file_name(source.name(), "collection");
            let inner = other.with_file_name(name);
            let hint = format!("name a folder of its own, such as `{}`", inner.display());
            return Err(Fault::text(message).hint(Some(hint)));
        }
        let is_in_folder = !is_tree && names_folder(path);
        let path = if is_in_folder {
            path.join(file_name(source, form))
        } else {
            path.clone()
        };
        Ok(Self { form, path })
    }
}

/// What Postman calls a file of that kind.
fn file_name(source: &Source, form: FormArgument) -> String {
    let (name, kind) = match source {
        Source::Collection { .. } => (source.name(), "postman_collection"),
        Source::Environment {
            kind: EnvironmentKind::Globals,
            ..
        } => ("workspace", "globals"),
        Source::Environment { .. } => (source.name(), "environment"),
    };
    let name = convert::file_name(name, kind);
    match (source, form) {
        (Source::Environment { .. }, FormArgument::Json) => format!("{name}.postman_{kind}.json"),
        (_, FormArgument::Json) => format!("{name}.{kind}.json"),
        (_, FormArgument::Yaml) => format!("{name}.{kind}.yaml"),
    }
}

/// The files of a tree that belong to a collection, but are none of those.
pub(super) fn stale(folder: &Path, kept: &HashSet<PathBuf>) -> Vec<PathBuf> {
    let mut stale = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
        {
            let path = entry.path();
            // What a link leads to is somewhere else.
            let kind = entry.file_type().ok();
            if kind.is_some_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if kind.is_some_and(|kind| kind.is_file())
                && is_part(&path)
                && !kept.contains(&path)
            {
                stale.push(path);
            }
        }
    }
    stale.sort();
    stale
}

/// Whether a file is a part of a collection that can be converted: by its name, and a request by
/// its kind, since those that are not read are not written either.
fn is_part(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_lowercase();
    let stem = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .unwrap_or_default();
    let is_in_resources = path
        .parent()
        .is_some_and(|folder| folder.ends_with(".resources"));
    if stem.ends_with(".request") {
        let text = fs::read_to_string(path).unwrap_or_default();
        let kind = text.lines().find_map(|line| line.strip_prefix("$kind:"));
        let kind = kind.map(|kind| kind.trim().trim_matches(['"', '\'']));
        return kind.is_none_or(|kind| ["http-request", "graphql-request"].contains(&kind));
    }
    stem.ends_with(".example") || stem == "definition" && is_in_resources
}

/// Removes files, and the folders of a tree that are empty then; returns how many files.
pub(super) fn remove(folder: &Path, files: &[PathBuf]) -> Result<usize, Fault> {
    for file in files {
        fs::remove_file(file).map_err(|cause| {
            Fault::text(format!(
                "`{}` could not be removed: {cause}",
                file.display()
            ))
        })?;
        let above = file
            .ancestors()
            .skip(1)
            .take_while(|above| *above != folder);
        for above in above {
            // A folder in which there is something is not removed.
            if fs::remove_dir(above).is_err() {
                break;
            }
        }
    }
    Ok(files.len())
}
