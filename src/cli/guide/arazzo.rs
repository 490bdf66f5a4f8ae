//! `postrider guide export --arazzo` and `postrider guide import`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::args::{GuideExportArguments, GuideImportArguments};
use super::super::error::Fault;
use super::super::messages::{tell, warn};
use super::super::{Exit, Surroundings, files, inputs};
use super::pages::{self, PageFile};
use super::site::Shelf;
use crate::guide::arazzo::{self, Addresses, SourceCollection};
use crate::guide::{File, Guide, Text};
use crate::text::plural;
use crate::world::World;

/// Writes a guide as an Arazzo document.
pub(in crate::cli) fn export(
    arguments: &GuideExportArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let file = PageFile::read(&arguments.page)?;
    let mut guide = Guide::read_texts(&file.texts())?;
    file.take_in(&mut guide)?;
    let collections = Shelf::default().of_page(&file, &guide.header, &world)?;
    let output = arguments.output.as_deref();
    pages::refuse_to_overwrite(output, arguments.force)?;
    let folder = pages::folder_of(output.unwrap_or(&arguments.page));
    let seen = |path: &Path| pages::seen_from(&folder, path, &surroundings.directory);
    let named = |file_named: &File| seen(&file.beside(&file_named.path));
    let addresses = Addresses {
        page: seen(&arguments.page),
        collections: guide.header.collections.iter().map(named).collect(),
        environment: guide.header.environment.as_ref().map(named),
    };
    let bound = guide.bind(collections, &world)?;
    let steps = bound.guide.steps.iter();
    let samples = steps.filter(|step| step.expect.shape.is_some()).count();
    if samples > 0 {
        warn(format!(
            "{} compared with a sample of the page (`sample`, `like`), which the document can't say",
            plural(samples, "step")
        ));
    }
    if !bound.guide.header.tabs.is_empty() {
        warn("the document goes through the alternatives of the page one after the other");
    }
    let document = arazzo::export(&bound, &addresses);
    let is_json = output.is_some_and(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    let text = if is_json {
        format!("{document:#}\n")
    } else {
        arazzo::yaml(&document)
    };
    pages::write_or_print(output, &text)?;
    Ok(Exit::Passed)
}

/// Writes a workflow of an Arazzo document as a guide.
pub(in crate::cli) fn import(
    arguments: &GuideImportArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let name = arguments.document.display().to_string();
    let text = files::text("Arazzo document", &arguments.document)?;
    let output = arguments.output.as_deref();
    pages::refuse_to_overwrite(output, arguments.force)?;
    let folder = pages::folder_of(output.unwrap_or(&arguments.document));
    let mut collections = Vec::new();
    for (source, url) in arazzo::sources(&name, &text)? {
        let path: PathBuf = pages::beside(&arguments.document, &url);
        // A source of another kind is told where a step needs it.
        match inputs::local_collection(&path, &world) {
            Ok(collection) => {
                collections.push(SourceCollection {
                    name: source,
                    path: pages::seen_from(&folder, &path, &surroundings.directory),
                    collection: Arc::new(collection),
                });
            }
            Err(_) if !is_collection(&path) => {}
            Err(fault) => return Err(fault),
        }
    }
    let imported = arazzo::import(
        Text::new(&name, &text),
        &collections,
        arguments.workflow.as_deref(),
    )?;
    imported.notes.iter().for_each(warn);
    if imported.choices > 0 {
        let marks = plural(imported.choices, "mark");
        warn(format!(
            "{marks} to settle, which `postrider guide check` lists"
        ));
    }
    pages::write_or_print(output, &imported.text)?;
    if let Some(output) = output {
        tell(&format!(
            "{} in `{}`",
            plural(imported.steps, "step"),
            output.display()
        ));
    }
    Ok(Exit::Passed)
}

/// Whether a file is meant to be a Postman collection, so that what is wrong with it is to be told.
fn is_collection(path: &Path) -> bool {
    path.to_string_lossy().contains("postman")
}
