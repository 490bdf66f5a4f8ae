//! `postrider guide check`: where pages and collections have come apart.

use super::super::args::GuideCheckArguments;
use super::super::error::Fault;
use super::super::findings::{self, Checked};
use super::super::{Exit, Surroundings, inputs};
use super::pages::{self, PageFile};
use crate::guide::Guide;
use crate::guide::drift::{self, Finding, Given};
use crate::text::plural;
use crate::variables::Scopes;
use crate::world::World;

/// Checks pages and prints what is found.
pub(in crate::cli) fn check(
    arguments: &GuideCheckArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let mut found = Vec::new();
    let mut files = Vec::new();
    for page in &arguments.pages {
        let file = PageFile::read(page)?;
        found.extend(find(&file, arguments, &world)?);
        files.push(file);
    }
    let checked = Checked {
        what: plural(files.len(), "page"),
        texts: files.iter().flat_map(named_texts).collect(),
    };
    findings::print(&found, &checked, &arguments.findings, surroundings)
}

/// The texts of a page and of its side-car, each with its name.
fn named_texts(file: &PageFile) -> impl Iterator<Item = (&str, &str)> {
    let texts = file.texts();
    let both = [texts.page, texts.sidecar].into_iter().flatten();
    both.map(|text| (text.name, text.text))
}

fn find(
    file: &PageFile,
    arguments: &GuideCheckArguments,
    world: &World,
) -> Result<Vec<Finding>, Fault> {
    let texts = file.texts();
    let mut guide = Guide::of(&texts);
    // A schema that can't be read would stop a run: it is a fault here, too.
    file.load_schemas(&mut guide)?;
    let header = guide.header;
    let mut collections = file.collections(&header, world)?;
    collections.extend(pages::given(&arguments.collection, world)?);
    let of_page = header
        .environment
        .as_ref()
        .map(|environment| (file.beside(&environment.path), environment.at));
    let scopes = match (&arguments.environment[..], of_page) {
        ([], None) => None,
        ([], Some((path, at))) => {
            let read = inputs::local_environment(&[path], world);
            Some(read.map_err(|fault| fault.named_at(file.place(at)))?)
        }
        (given, _) => Some(inputs::local_environment(given, world)?),
    };
    let scopes = scopes.map(|environment| Scopes {
        environment,
        ..Scopes::default()
    });
    Ok(drift::check(
        &texts,
        Given {
            collections,
            scopes,
        },
        world,
    ))
}
