//! `postrider guide init`: draft directives for a page.

use std::path::{Path, PathBuf};

use super::super::args::GuideInitArguments;
use super::super::error::Fault;
use super::super::messages::tell;
use super::super::{Exit, Surroundings, files, inputs};
use super::pages;
use crate::guide::Text;
use crate::guide::draft::{self, DraftError, Form, Layout};
use crate::text::plural;
use crate::world::World;

/// Drafts and writes what was asked for.
pub(in crate::cli) fn init(
    arguments: &GuideInitArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    if !arguments.sidecar {
        pages::refuse_other_markup(&arguments.page)?;
    }
    let text = files::text("page", &arguments.page)?;
    let collections = pages::given(&arguments.collection, &world)?;
    let output = output(arguments);
    pages::refuse_to_overwrite(output.as_deref(), arguments.force)?;
    let folder = pages::folder_of(output.as_deref().unwrap_or(&arguments.page));
    let seen = |path: &Path| pages::seen_from(&folder, path, &surroundings.directory);
    let environment = arguments.environment.as_ref();
    let known = environment
        .map(|path| inputs::local_environment(std::slice::from_ref(path), &world))
        .transpose()?;
    let is_mdx = arguments
        .page
        .extension()
        .is_some_and(|extension| extension == "mdx");
    let form = match (arguments.sidecar, is_mdx) {
        (true, _) => Form::Sidecar,
        (false, true) => Form::Mdx,
        (false, false) => Form::Page,
    };
    let layout = Layout {
        form,
        page: seen(&arguments.page),
        collections: collections
            .iter()
            .zip(&arguments.collection)
            .map(|(requests, path)| (requests.name.clone(), seen(path)))
            .collect(),
        environment: environment.map(|path| seen(path)),
        known: known
            .iter()
            .flat_map(crate::variables::Scope::iter)
            .filter(|variable| !variable.text().is_empty())
            .map(|variable| variable.key.clone())
            .collect(),
    };
    let page = arguments.page.display().to_string();
    let drafted = draft::draft(Text::new(&page, &text), &layout, collections, &world);
    let drafted = drafted.map_err(|error| fault(&page, &error))?;
    let summary = summary(&drafted, output.as_deref());
    pages::write_or_print(output.as_deref(), &drafted.text)?;
    tell(&summary);
    for (line, what) in &drafted.left {
        tell(&format!(
            "line {line}: `{what}` is on the page, and no step was drafted for it"
        ));
    }
    Ok(Exit::Passed)
}

fn output(arguments: &GuideInitArguments) -> Option<PathBuf> {
    let beside = || pages::sidecar_of(&arguments.page).filter(|_| arguments.sidecar);
    arguments.output.clone().or_else(beside)
}

fn fault(page: &str, error: &DraftError) -> Fault {
    let hint = match error {
        DraftError::HasDirectives { .. } => "`postrider guide check` tells what they lack",
        DraftError::NothingFound => {
            "name the collection that the page talks about with `--collection`"
        }
    };
    Fault::text(format!("page `{page}`: {error}")).hint(Some(hint.into()))
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
