//! Many pages: which ones a folder or a pattern stands for, and collections that are read once for
//! all of them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::error::Fault;
use super::super::inputs;
use super::super::messages::warn;
use super::pages::{self, PageFile};
use crate::guide::markup::Markup;
use crate::guide::{Header, Requests};
use crate::text::plural;
use crate::world::World;

/// Folders that no page of an author lies in.
const NOT_ENTERED: [&str; 2] = ["node_modules", "target"];

/// The pages that paths stand for: a file, all pages of a folder and of those below it, or all that
/// a pattern such as `docs/**/*.md` fits.
///
/// # Errors
/// A folder without pages, or a pattern that fits nothing.
pub(super) fn pages(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    if paths.is_empty() {
        let hint =
            "name pages or folders, or set `pages` in the table `[guide]` of `postrider.toml`";
        return Err(Fault::text("no page is named").hint(Some(hint.into())));
    }
    let mut pages: Vec<PathBuf> = Vec::new();
    for path in paths {
        let found = if path.is_dir() {
            in_folder(path)?
        } else if path.exists() {
            vec![path.clone()]
        } else {
            fitting(path)?
        };
        for page in found {
            if !pages.contains(&page) {
                pages.push(page);
            }
        }
    }
    Ok(pages)
}

/// The files that a page takes in at a place, as far as they are there: the path counts from the
/// page's folder, or from one above it.
pub(super) fn taken_in(page: &Path, path: &str) -> Vec<PathBuf> {
    const ABOVE: usize = 8;
    let folder = page.parent().unwrap_or(Path::new(""));
    if path.contains('*') {
        let pattern = folder.join(path);
        let fitting = glob::glob(&pattern.to_string_lossy());
        let fitting = fitting.into_iter().flatten();
        return fitting.filter_map(Result::ok).collect();
    }
    let path = path.trim_start_matches('/');
    let near = folder.ancestors().take(ABOVE).map(|above| above.join(path));
    near.into_iter()
        .find(|path| path.is_file())
        .into_iter()
        .collect()
}

/// What a pattern fits; a path that is none stays, to be told that it is not there.
fn fitting(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let pattern = path.to_string_lossy();
    if !pattern.contains(['*', '?', '[']) {
        return Ok(vec![path.to_owned()]);
    }
    let fitting = glob::glob(&pattern)
        .map_err(|error| Fault::text(format!("`{pattern}` is no pattern: {}", error.msg)))?;
    let mut pages: Vec<PathBuf> = fitting.filter_map(Result::ok).collect();
    pages.retain(|page| page.is_file() && !is_hidden_in(page));
    if pages.is_empty() {
        return Err(Fault::text(format!("no page fits `{pattern}`")));
    }
    Ok(pages)
}

fn is_hidden_in(page: &Path) -> bool {
    let mut names = page
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    names.any(|name| NOT_ENTERED.contains(&&*name))
}

/// The pages of a folder, in the order of their names. Those that are no Markdown are read where
/// there is a side-car; the others are told.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut found = Found::default();
    found.look(folder, 0);
    if found.not_read > 0 {
        warn(format!(
            "`{}`: {} in another markup without a side-car (`NAME.guide.yaml`) are not read",
            folder.display(),
            plural(found.not_read, "page")
        ));
    }
    if found.pages.is_empty() {
        let message = format!("`{}` has no page (`*.md`, `*.mdx`)", folder.display());
        return Err(Fault::text(message));
    }
    Ok(found.pages)
}

#[derive(Default)]
struct Found {
    pages: Vec<PathBuf>,
    not_read: usize,
}

impl Found {
    fn look(&mut self, folder: &Path, depth: usize) {
        let listed = std::fs::read_dir(folder).into_iter().flatten();
        let mut paths: Vec<PathBuf> = listed
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || NOT_ENTERED.contains(&&*name) {
                continue;
            }
            if path.is_dir() {
                if depth < 64 && !path.is_symlink() {
                    self.look(&path, depth + 1);
                }
                continue;
            }
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            match ending.to_lowercase().as_str() {
                "md" | "mdx" | "markdown" => self.pages.push(path),
                ending if Markup::of_ending(ending).is_some() => {
                    // A side-car that can't be read is told with its page.
                    match pages::own_sidecar(&path) {
                        Ok(None) => self.not_read += 1,
                        Ok(Some(_)) | Err(_) => self.pages.push(path),
                    }
                }
                _ => {}
            }
        }
    }
}

/// The collections that pages are about, each read once.
#[derive(Default)]
pub(super) struct Shelf {
    read: HashMap<PathBuf, Requests>,
}

impl Shelf {
    /// The collections that a page's header names, from files alone.
    pub(super) fn of_page(
        &mut self,
        page: &PageFile,
        header: &Header,
        world: &World,
    ) -> Result<Vec<Requests>, Fault> {
        let named = header.collections.iter().map(|file| {
            let read = self.collection(&page.beside(&file.path), world);
            let read = read.map_err(|fault| fault.named_at(page.place(file.at)))?;
            Ok(read.called(&file.name))
        });
        named.collect()
    }

    /// Collections that are given on the command line, each under the name of its file.
    pub(super) fn given(
        &mut self,
        paths: &[PathBuf],
        world: &World,
    ) -> Result<Vec<Requests>, Fault> {
        let given = paths.iter().map(|path| {
            let read = self.collection(path, world)?;
            Ok(read.called(&pages::short_name(path)))
        });
        given.collect()
    }

    fn collection(&mut self, path: &Path, world: &World) -> Result<Requests, Fault> {
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if let Some(read) = self.read.get(&whole) {
            return Ok(read.clone());
        }
        let collection = inputs::local_collection(path, world)?;
        let read = Requests::of("", Arc::new(collection));
        self.read.insert(whole, read.clone());
        Ok(read)
    }
}
