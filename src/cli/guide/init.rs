//! `postrider guide init`: draft directives for a page.

use std::path::{Path, PathBuf};

use super::super::args::GuideInitArguments;
use super::super::error::Fault;
use super::super::messages::{tell, warn};
use super::super::{Exit, Surroundings, inputs};
use super::pages;
use super::site;
use crate::guide::draft::{self, DraftError, Form, Layout};
use crate::guide::{Requests, Text, drift};
use crate::text::plural;
use crate::world::World;

/// Drafts and writes what was asked for.
pub(in crate::cli) fn init(
    arguments: &GuideInitArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let collections = site::Shelf::default().given(&arguments.collection, &world)?;
    let environment = arguments.environment.as_ref();
    let known = environment
        .map(|path| inputs::local_environment(std::slice::from_ref(path), &world))
        .transpose()?;
    let known = known.iter().flat_map(crate::variables::Scope::iter);
    let drafting = Drafting {
        arguments,
        directory: &surroundings.directory,
        collections,
        known: known
            .filter(|variable| !variable.text().is_empty())
            .map(|variable| variable.key.clone())
            .collect(),
        world,
    };
    let pages = site::pages(&arguments.pages)?;
    let [page] = &pages[..] else {
        return drafting.all(&pages);
    };
    let beside = || pages::sidecar_of(page).filter(|_| arguments.sidecar);
    let output = arguments.output.clone().or_else(beside);
    drafting.page(page, output.as_deref())?;
    Ok(Exit::Passed)
}

/// What drafts are made of, beside their pages.
struct Drafting<'a> {
    arguments: &'a GuideInitArguments,
    directory: &'a Path,
    collections: Vec<Requests>,
    /// The variables that the environment has a value for.
    known: Vec<String>,
    world: World,
}

impl Drafting<'_> {
    /// Drafts several pages: those that are guides already, or no guides at all, are told.
    fn all(&self, pages: &[PathBuf]) -> Result<Exit, Fault> {
        let folder = self.arguments.output.as_deref();
        if folder.is_none() && !self.arguments.sidecar {
            let hint =
                "write side-cars with `--sidecar`, or name a folder for the drafts with `-o`";
            return Err(Fault::text("several pages are drafted").hint(Some(hint.into())));
        }
        let mut drafted = 0;
        for page in pages {
            let beside = || pages::sidecar_of(page).filter(|_| self.arguments.sidecar);
            let place = beside().or_else(|| Some(page.clone()));
            let place = place.map(|place| match folder {
                Some(folder) => folder.join(place.strip_prefix("/").unwrap_or(&place)),
                None => place,
            });
            if let Some(above) = place.as_deref().and_then(Path::parent) {
                std::fs::create_dir_all(above)?;
            }
            match self.page(page, place.as_deref()) {
                Ok(()) => drafted += 1,
                Err(fault) => warn(fault.in_words()),
            }
        }
        tell(&format!("{} drafted", plural(drafted, "page")));
        Ok(if drafted > 0 {
            Exit::Passed
        } else {
            Exit::Invalid
        })
    }

    fn page(&self, page: &Path, output: Option<&Path>) -> Result<(), Fault> {
        let arguments = self.arguments;
        if !arguments.sidecar {
            pages::refuse_other_markup(page)?;
        }
        let text = pages::text_of("page", page)?;
        pages::refuse_to_overwrite(output, arguments.force)?;
        let folder = pages::folder_of(output.unwrap_or(page));
        let seen = |path: &Path| pages::seen_from(&folder, path, self.directory);
        let is_mdx = page.extension().is_some_and(|extension| extension == "mdx");
        let form = match (arguments.sidecar, is_mdx) {
            (true, _) => Form::Sidecar,
            (false, true) => Form::Mdx,
            (false, false) => Form::Page,
        };
        let named = self.collections.iter().zip(&arguments.collection);
        let layout = Layout {
            form,
            page: seen(page),
            collections: named
                .map(|(requests, path)| (requests.name.clone(), seen(path)))
                .collect(),
            environment: arguments.environment.as_ref().map(|path| seen(path)),
            known: self.known.clone(),
        };
        let name = page.display().to_string();
        let collections = self.collections.clone();
        let drafted = draft::draft(Text::new(&name, &text), &layout, collections, &self.world);
        let drafted = drafted.map_err(|error| self.fault(&name, &error))?;
        let summary = summary(&drafted, output);
        pages::write_or_print(output, &drafted.text)?;
        tell(&summary);
        for (line, what) in &drafted.left {
            tell(&format!(
                "line {line}: `{what}` is on the page, and no step was drafted for it"
            ));
        }
        for place in drift::taken_in(&text) {
            let line = text[..place.offset].matches('\n').count() + 1;
            tell(&format!(
                "line {line}: `{}` is taken in and not drafted with the page: draft it by itself, and take in its steps with `include:`",
                place.path
            ));
        }
        Ok(())
    }

    fn fault(&self, page: &str, error: &DraftError) -> Fault {
        let hint = match error {
            DraftError::HasDirectives { .. } => {
                Some("`postrider guide check` tells what they lack")
            }
            // To whom has named one it is no help.
            DraftError::NothingFound if !self.collections.is_empty() => None,
            DraftError::NothingFound => {
                Some("name the collection that the page talks about with `--collection`")
            }
        };
        Fault::text(format!("page `{page}`: {error}")).hint(hint.map(Into::into))
    }
}

fn summary(drafted: &draft::Draft, output: Option<&Path>) -> String {
    let steps = plural(drafted.steps, "step");
    let place = output
        .map(|path| format!(" in `{}`", path.display()))
        .unwrap_or_default();
    let choices = match drafted.choices {
        0 => "nothing is left to settle".to_owned(),
        count => format!(
            "{} to settle, which `postrider guide check` lists",
            plural(count, "mark")
        ),
    };
    format!("{steps} drafted{place}; {choices}")
}
