//! `postrider convert`: from one of Postman's formats into another.

mod source;
mod target;
mod there;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Exit;
use super::args::{ConvertArguments, FormArgument};
use super::error::Fault;
use super::files;
use super::messages::{tell, warn};
use crate::collection::{Collection, Environment, EnvironmentKind};
use crate::convert::{self, Change, Loss};
use crate::report::{Readers, ReportFile};
use crate::text::plural;

use source::Source;
use target::Target;

/// Converts what the arguments name.
pub(super) fn convert(arguments: &ConvertArguments) -> Result<Exit, Fault> {
    let source = Source::read(&arguments.input)?;
    let target = Target::of(arguments, &source)?;
    match source {
        Source::Collection { collection, unread } => {
            of_collection(&collection, unread, (&target, arguments))?;
        }
        Source::Environment { environment, kind } => {
            of_environment(&environment, kind, (&target, arguments))?;
        }
    }
    Ok(Exit::Passed)
}

fn of_collection(
    collection: &Collection,
    mut losses: Vec<Loss>,
    wanted: (&Target, &ConvertArguments),
) -> Result<(), Fault> {
    let (target, arguments) = wanted;
    match target.form {
        FormArgument::Yaml => {
            // Onto itself, what is unknown stays.
            if target.path == arguments.input {
                losses.clear();
            }
            let (tree, lost) = convert::tree(collection);
            losses.extend(lost);
            tell_losses(&losses, arguments)?;
            let changes = convert::onto(tree, &there::tree(&target.path)?);
            write_tree(&target.path, &changes, arguments)
        }
        FormArgument::Json => {
            let (json, lost) = convert::json(collection);
            losses.extend(lost);
            tell_losses(&losses, arguments)?;
            write_json(&target.path, &json, Readers::Usual)
        }
    }
}

fn of_environment(
    environment: &Environment,
    kind: EnvironmentKind,
    wanted: (&Target, &ConvertArguments),
) -> Result<(), Fault> {
    let (target, arguments) = wanted;
    // What is secret in it is for nobody else.
    let readers = Readers::Owner;
    if target.form == FormArgument::Json {
        return write_json(
            &target.path,
            &convert::environment_json(environment, kind),
            readers,
        );
    }
    let (content, losses) = convert::environment(environment, kind);
    tell_losses(&losses, arguments)?;
    let there = there::file(&target.path)?;
    let change = convert::onto_one(content, there.as_ref());
    tell_change(&change, &target.path);
    if let Some(text) = &change.text {
        write(&target.path, text, readers)?;
    }
    tell_written(&target.path, change.text.is_some());
    Ok(())
}

/// Tells what is lost; where that was not allowed, nothing is to be written.
fn tell_losses(losses: &[Loss], arguments: &ConvertArguments) -> Result<(), Fault> {
    for loss in losses {
        warn(format!("lost: {loss}"));
    }
    if losses.is_empty() || arguments.allow_loss {
        return Ok(());
    }
    let message = format!(
        "{} of `{}` would be lost, so nothing was written",
        plural(losses.len(), "thing"),
        arguments.input.display()
    );
    Err(Fault::text(message).hint(Some("write the rest with `--allow-loss`".into())))
}

fn write_tree(
    folder: &Path,
    changes: &[Change],
    arguments: &ConvertArguments,
) -> Result<(), Fault> {
    for change in changes {
        tell_change(change, &folder.join(&change.path));
        if let Some(text) = &change.text {
            write(&folder.join(&change.path), text, Readers::Usual)?;
        }
    }
    let kept = changes.iter().map(|change| folder.join(&change.path));
    let stale = target::stale(folder, &kept.collect());
    let removed = if arguments.prune {
        target::remove(folder, &stale)?
    } else {
        tell_stale(&stale);
        0
    };
    tell(&summary(folder, changes, removed));
    Ok(())
}

/// What was done for how many files.
fn summary(folder: &Path, changes: &[Change], removed: usize) -> String {
    let new = changes.iter().filter(|change| change.is_new).count();
    let same = changes
        .iter()
        .filter(|change| change.text.is_none())
        .count();
    let rewritten = changes.len() - new - same;
    let all = plural(changes.len(), "file");
    let folder = folder.display();
    let mut told = format!("`{folder}`: {all}, {new} new, {rewritten} changed, {same} as before");
    if removed > 0 {
        told.push_str(&format!(", {removed} removed"));
    }
    told
}

/// Tells what the source has nothing for.
fn tell_stale(stale: &[PathBuf]) {
    for path in stale {
        warn(format!("`{}` is of nothing in the source", path.display()));
    }
    if !stale.is_empty() {
        warn("what the source has nothing for stays part of the collection; `--prune` removes it");
    }
}

fn tell_change(change: &Change, path: &Path) {
    if change.loses_comments {
        warn(format!(
            "`{}`: a comment is lost, since what it stands in is written anew",
            path.display()
        ));
    }
}

fn write_json(path: &Path, json: &Value, readers: Readers) -> Result<(), Fault> {
    let there = there::text_at(path)?.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let is_changed = there.as_ref() != Some(json);
    if is_changed {
        write(path, &format!("{json:#}\n"), readers)?;
    }
    tell_written(path, is_changed);
    Ok(())
}

fn tell_written(path: &Path, is_changed: bool) {
    let what = if is_changed { "written" } else { "as before" };
    tell(&format!("`{}`: {what}", path.display()));
}

/// Writes a file as a whole, or not at all.
fn write(path: &Path, text: &str, readers: Readers) -> Result<(), Fault> {
    ReportFile::write(path, text, readers).map_err(files::unwritten)
}
