//! What is there already where something is to be written. What can't be read is not written over.

use std::path::Path;

use super::super::error::Fault;
use crate::collection::v3::{self, Wanted};
use crate::collection::{Problem, misread, text_of};
use crate::convert::{Standing, There};
use crate::document::Node;
use crate::text;

/// The tree in a folder.
pub(super) fn tree(folder: &Path) -> Result<There, Fault> {
    if !folder.exists() {
        return Ok(There::default());
    }
    let wanted = Wanted {
        folder: folder.to_owned(),
        bare: true,
        examples: true,
        files: true,
        ..Wanted::default()
    };
    let unread = |problem: Problem| {
        let message = format!("{problem}, so nothing was written");
        Fault::text(message).hint(Some(HINT.into()))
    };
    let tree = v3::read(&wanted).map_err(unread)?;
    // Of an empty file nothing is lost; of one that can't be opened, who knows.
    for file in tree.files.iter().filter(|file| file.root.is_none()) {
        text_at(Path::new(&*file.name))?;
    }
    There::of(tree, folder).map_err(unread)
}

/// The one file of that path, where it is there and not empty.
pub(super) fn file(path: &Path) -> Result<Option<Standing>, Fault> {
    let Some(text) = text_at(path)?.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let parsed = Node::parse(&text, 1);
    let name = path.display().to_string();
    let fault = |found: String| {
        Fault::text(format!("`{name}` {found}, so it is not written over")).hint(Some(HINT.into()))
    };
    let node = parsed.map_err(|malformed| fault(format!("is not YAML: {}", malformed.message)))?;
    if node.entries().is_none() {
        return Err(fault(format!("is {}, not a map", node.describe())));
    }
    Ok(Some(Standing {
        text,
        content: node.to_json(),
        is_understood: true,
    }))
}

/// The text of a file, if there is one.
pub(super) fn text_at(path: &Path) -> Result<Option<String>, Fault> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = text::read_input(path)
        .map_err(|cause| Fault::text(format!("`{}` could not be read: {cause}", path.display())))?;
    if let Some(found) = misread(&bytes).filter(|found| found.is_damaged) {
        let message = format!(
            "`{}` is no text, so it is not written over: {found}",
            path.display()
        );
        return Err(Fault::text(message).hint(Some(HINT.into())));
    }
    Ok(Some(text_of(&bytes).into_owned()))
}

const HINT: &str = "mend it, or remove it";
