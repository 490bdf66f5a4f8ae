//! `postrider guide check`: where pages and collections have come apart.

use std::path::Path;

use super::super::args::GuideCheckArguments;
use super::super::error::Fault;
use super::super::findings::{self, Checked};
use super::super::messages::complain;
use super::super::{Exit, Surroundings, contract, files, inputs};
use super::baseline;
use super::pages::{self, PageFile};
use super::site::{self, Shelf};
use crate::contract::{Contract, Options};
use crate::guide::Requests;
use crate::guide::drift::{self, Finding, Given, Reading};
use crate::text::plural;
use crate::variables::Scopes;
use crate::world::World;

/// Checks pages and prints what is found.
pub(in crate::cli) fn check(
    arguments: &GuideCheckArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let get = |path: &Path| files::bytes(contract::KIND, path);
    let read = contract::read(&arguments.specification, &Options::default(), &get)?;
    let contract = read.map(|(contract, _)| contract);
    let mut site = Site {
        arguments,
        contract: contract.as_ref(),
        given: pages::given(&arguments.collection, &world)?,
        shelf: Shelf::default(),
        world,
    };
    let pages = site::pages(&arguments.pages)?;
    let mut found = Vec::new();
    let mut files = Vec::new();
    // What keeps one page from being checked is told, and keeps no other from it.
    let mut unchecked = None;
    for page in &pages {
        let checked = PageFile::read(page).and_then(|file| Ok((site.find(&file)?, file)));
        match checked {
            Ok((findings, file)) => {
                found.extend(findings);
                files.push(file);
            }
            Err(fault) if pages.len() == 1 => return Err(fault),
            Err(fault) => {
                complain(&fault);
                unchecked = Some(fault.exit());
            }
        }
    }
    if let Some(baseline) = &arguments.baseline {
        baseline::without_known(&mut found, baseline)?;
    }
    let checked = Checked {
        what: plural(files.len(), "page"),
        texts: files.iter().flat_map(named_texts).collect(),
    };
    let exit = findings::print(&found, &checked, &arguments.findings, surroundings)?;
    Ok(unchecked.unwrap_or(exit))
}

/// The pages that are checked together.
struct Site<'a> {
    arguments: &'a GuideCheckArguments,
    /// What the requests of pages are held against.
    contract: Option<&'a Contract>,
    /// The collections of the command line.
    given: Vec<Requests>,
    shelf: Shelf,
    world: World,
}

/// The texts of a page and of its side-car, each with its name.
fn named_texts(file: &PageFile) -> impl Iterator<Item = (&str, &str)> {
    let texts = file.texts();
    let both = [texts.page, texts.sidecar].into_iter().flatten();
    both.map(|text| (text.name, text.text))
}

impl Site<'_> {
    fn find(&mut self, file: &PageFile) -> Result<Vec<Finding>, Fault> {
        let texts = file.texts();
        let mut reading = Reading::of(&texts);
        // A schema that can't be read would stop a run: it is a fault here, too.
        file.load_schemas(&mut reading.guide)?;
        let header = reading.guide.header.clone();
        let world = &self.world;
        let mut collections = self.shelf.of_page(file, &header, world)?;
        collections.extend(self.given.iter().cloned());
        let of_page = header
            .environment
            .as_ref()
            .map(|environment| (file.beside(&environment.path), environment.at));
        let scopes = match (&self.arguments.environment[..], of_page) {
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
            reading,
            Given {
                collections,
                scopes,
                contract: self.contract,
            },
            world,
        ))
    }
}
