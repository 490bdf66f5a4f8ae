//! The files of a guide: its page, its side-car, the collections and the environment that they
//! name.

use std::path::{Path, PathBuf};

use super::super::error::Fault;
use super::super::messages::print;
use super::super::{files, sources};
use crate::guide::markup::Markup;
use crate::guide::{self, Guide, Text, Texts};
use crate::report::{Readers, ReportError, ReportFile};
use crate::text;

/// How many pages a guide may take in: one may take in another twice, and that another twice.
const MOST_TAKEN_IN: usize = 1_000;

/// A page, a page with its side-car, or a side-car alone.
#[derive(Debug, Default, Clone)]
pub(super) struct PageFile {
    page: Option<(String, String)>,
    sidecar: Option<(String, String)>,
    /// The file that the directives stand in: what it names counts from its folder.
    pub(super) directives: PathBuf,
    /// The page, where there is one.
    pub(super) page_path: Option<PathBuf>,
}

impl PageFile {
    /// Reads what is named: a page, or a side-car and its page. A page without directives takes the
    /// side-car beside it.
    pub(super) fn read(path: &Path) -> Result<Self, Fault> {
        if is_sidecar(path) {
            let text = files::text("guide", path)?;
            let page = guide::sidecar::page_of(&text).map(|page| beside(path, &page));
            let page_text = page
                .as_deref()
                .map(|page| text_of("page", page))
                .transpose()?;
            return Ok(Self {
                page: page.as_deref().map(shown).zip(page_text),
                sidecar: Some((shown(path), text)),
                directives: path.to_owned(),
                page_path: page,
            });
        }
        let text = text_of("guide", path)?;
        let may_have_one = !says_directives(&text) || other_markup(path).is_some();
        let sidecar = if may_have_one {
            own_sidecar(path)?
        } else {
            None
        };
        if sidecar.is_none() {
            refuse_other_markup(path)?;
        }
        let directives = sidecar.as_ref().map_or(path, |(sidecar, _)| sidecar);
        Ok(Self {
            page: Some((shown(path), text)),
            directives: directives.to_owned(),
            sidecar: sidecar.map(|(sidecar, text)| (shown(&sidecar), text)),
            page_path: Some(path.to_owned()),
        })
    }

    /// The texts with their names.
    pub(super) fn texts(&self) -> Texts<'_> {
        Texts {
            page: self.page.as_ref().map(|(name, text)| Text::new(name, text)),
            sidecar: self
                .sidecar
                .as_ref()
                .map(|(name, text)| Text::new(name, text)),
        }
    }

    /// The page and its file, where the text is as it stands there.
    pub(super) fn as_written(&self) -> Option<(Text<'_>, &Path)> {
        let path = self.page_path.as_deref();
        let path = path.filter(|path| other_markup(path).is_none());
        self.texts().page.zip(path)
    }

    /// Whether there may be directives at all.
    pub(super) fn has_directives(&self) -> bool {
        let texts = self.texts();
        texts.sidecar.is_some() || texts.page.is_some_and(|page| says_directives(page.text))
    }

    /// A path that the directives name, which counts from their folder, or an address as it is.
    pub(super) fn beside(&self, path: &str) -> PathBuf {
        beside(&self.directives, path)
    }

    /// The place of something that the header names, for messages.
    pub(super) fn place(&self, at: guide::Position) -> String {
        format!("{}:{}:{}", shown(&self.directives), at.line, at.column)
    }

    /// Takes in the steps of other pages where the guide says so.
    pub(super) fn take_in(&self, guide: &mut Guide) -> Result<(), Fault> {
        let mut taking = Taking {
            above: vec![whole(&self.directives)],
            count: 0,
        };
        self.take_in_below(guide, &mut taking)
    }

    fn take_in_below(&self, guide: &mut Guide, taking: &mut Taking) -> Result<(), Fault> {
        // The last comes first: the places of the others stay what they are.
        for place in std::mem::take(&mut guide.includes).into_iter().rev() {
            // That there is no path is told with what else is wrong.
            if place.path.is_empty() {
                continue;
            }
            let named = self.place(place.at);
            let page = Self::read(&beside(&self.directives, &place.path));
            let page = page.map_err(|fault| fault.named_at(&named))?;
            let path = whole(&page.directives);
            if taking.above.contains(&path) {
                let message = format!("{named}: `{}` takes itself in", place.path);
                return Err(Fault::text(message));
            }
            taking.count += 1;
            if taking.count > MOST_TAKEN_IN {
                let message = format!("{named}: more than {MOST_TAKEN_IN} pages are taken in");
                return Err(Fault::text(message));
            }
            let mut other = Guide::read_texts(&page.texts())?;
            page.load_schemas(&mut other)?;
            taking.above.push(path);
            page.take_in_below(&mut other, taking)?;
            taking.above.pop();
            let taken = guide.include(&place, other);
            taken.map_err(|mistake| Fault::text(format!("{named}: {mistake}")))?;
        }
        Ok(())
    }

    /// Loads the JSON Schemas that the steps expect.
    pub(super) fn load_schemas(&self, guide: &mut Guide) -> Result<(), Fault> {
        for schema in guide.schemas() {
            let (place, path) = (
                self.place(schema.at),
                beside(&self.directives, &schema.path),
            );
            let text = files::text("JSON schema", &path).map_err(|fault| fault.named_at(&place))?;
            let loaded = schema.load(&text);
            loaded.map_err(|cause| {
                Fault::text(format!(
                    "{place}: JSON schema `{}`: {cause}",
                    path.display()
                ))
            })?;
        }
        Ok(())
    }
}

/// The side-car beside a page and its text, where there is one that is not about another page of
/// the same name.
///
/// # Errors
/// There is one, and it can't be read.
pub(super) fn own_sidecar(page: &Path) -> Result<Option<(PathBuf, String)>, Fault> {
    let Some(sidecar) = sidecar_of(page).filter(|sidecar| sidecar.is_file()) else {
        return Ok(None);
    };
    let text = files::text("guide", &sidecar)?;
    let named = guide::sidecar::page_of(&text).map(|named| beside(&sidecar, &named));
    let is_other = |named: &PathBuf| named.is_file() && whole(named) != whole(page);
    let is_own = !named.as_ref().is_some_and(is_other);
    Ok(is_own.then_some((sidecar, text)))
}

/// What is taken in so far.
struct Taking {
    /// The pages that lie in each other at this place.
    above: Vec<PathBuf>,
    /// How many pages there are in all, each as often as it is taken in.
    count: usize,
}

fn says_directives(page: &str) -> bool {
    page.contains("postrider")
}

/// The markup of a page that is no Markdown.
pub(super) fn other_markup(page: &Path) -> Option<Markup> {
    let ending = page.extension().and_then(|ending| ending.to_str());
    Markup::of_ending(&ending.unwrap_or_default().to_lowercase())
}

/// The text of a page, as Markdown.
pub(super) fn text_of(kind: &'static str, page: &Path) -> Result<String, Fault> {
    let text = files::text(kind, page)?;
    Ok(match other_markup(page) {
        Some(markup) => markup.as_markdown(&text),
        None => text,
    })
}

/// Refuses a page whose markup is not read: directives stand in a side-car beside it.
pub(super) fn refuse_other_markup(page: &Path) -> Result<(), Fault> {
    let Some(markup) = other_markup(page) else {
        return Ok(());
    };
    let (page, markup) = (page.display(), markup.name());
    let message = format!("page `{page}`: {markup} is not read without a side-car");
    let hint = "write its directives into a side-car, `NAME.guide.yaml` beside it; \
                `postrider guide init --sidecar` drafts one";
    Err(Fault::text(message).hint(Some(hint.into())))
}

/// The name of a collection that is given on the command line: that of its file.
pub(super) fn short_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.trim_end_matches(".postman_collection").to_owned()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn is_sidecar(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// The side-car of a page: `NAME.guide.yaml` beside it.
pub(super) fn sidecar_of(page: &Path) -> Option<PathBuf> {
    let stem = page.file_stem()?.to_str()?;
    Some(page.with_file_name(format!("{stem}.guide.yaml")))
}

pub(super) fn beside(file: &Path, path: &str) -> PathBuf {
    if sources::address(Path::new(path)).is_some() {
        return path.into();
    }
    file.parent().unwrap_or(Path::new("")).join(path)
}

/// A path as no other names the same file; as it is where it can't be told.
pub(super) fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The folder that a file is in.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).to_owned()
}

/// A path seen from a folder; as it is where it can't be told.
pub(super) fn seen_from(folder: &Path, path: &Path, directory: &Path) -> String {
    if sources::address(path).is_some() {
        return path.display().to_string();
    }
    let (folder, path) = (directory.join(folder), directory.join(path));
    let seen = pathdiff::diff_paths(whole(&path), whole(&folder)).unwrap_or(path);
    text::with_slashes(&seen)
}

/// Refuses to write over a file that is there, unless that is wanted.
pub(super) fn refuse_to_overwrite(output: Option<&Path>, force: bool) -> Result<(), Fault> {
    match output.filter(|path| path.exists() && !force) {
        Some(path) => Err(
            Fault::text(format!("`{}` is there already", path.display())).hint(Some(
                "write somewhere else with `-o`, or over it with `--force`".into(),
            )),
        ),
        None => Ok(()),
    }
}

/// Writes a text to a file, or to standard output where none is named.
pub(super) fn write_or_print(output: Option<&Path>, text: &str) -> Result<(), Fault> {
    let Some(path) = output else {
        return print(text).map(|_| ());
    };
    let failed = |cause| ReportError::File {
        path: path.to_owned(),
        cause,
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    // No folder is made that may be a slip of the pen.
    let there = folder.map_or(Ok(()), |folder| std::fs::metadata(folder).map(drop));
    let written = there.map_err(failed);
    let written = written.and_then(|()| ReportFile::write(path, text, Readers::Usual));
    written.map_err(files::unwritten)
}
