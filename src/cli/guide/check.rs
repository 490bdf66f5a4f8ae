//! `postrider guide check`: where pages and collections have come apart.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::super::args::GuideCheckArguments;
use super::super::error::Fault;
use super::super::findings::{self, Checked};
use super::super::messages::{complain, tell};
use super::super::{Exit, Surroundings, contract, inputs, lint};
use super::baseline;
use super::pages::{self, PageFile};
use super::rewrite::Rewrite;
use super::site::{self, Shelf};
use crate::contract::{Contract, Options};
use crate::finding::Allowance;
use crate::guide::drift::{self, Code, Coverage, Finding, Given, Reading};
use crate::guide::markup::Markup;
use crate::guide::{Expectations, Requests};
use crate::text::{self, plural};
use crate::variables::Scopes;
use crate::world::World;

/// Checks pages and prints what is found.
pub(in crate::cli) fn check(
    arguments: &GuideCheckArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let allowed: Vec<Allowance<Code>> = lint::allowed(&arguments.allow)?;
    let mut pages = site::pages(&arguments.pages)?;
    parts_last(&mut pages);
    let get = contract::of_file;
    let read = contract::read(&arguments.specification, &Options::default(), &get)?;
    let contract = read.map(|(contract, _)| contract);
    let look = || {
        let mut site = Site::of(arguments, contract.as_ref())?;
        let mut looked = site.look_at(&pages)?;
        if let Some(baseline) = &arguments.baseline {
            baseline::without_known(&mut looked.found, baseline)?;
        }
        let is_allowed =
            |finding: &Finding| allowed.iter().any(|allowance| allowance.covers(finding));
        looked.found.retain(|finding| !is_allowed(finding));
        Ok::<_, Fault>((site, looked))
    };
    let (mut site, mut looked) = look()?;
    if arguments.fix {
        // What was found may follow from what is mended, and what is mended may let more be found.
        for _ in 0..MOST_ROUNDS {
            if !fix(&site.files, &looked.found)? {
                break;
            }
            (site, looked) = look()?;
        }
        if site.compared > 0 {
            tell(&format!(
                "{} compared with responses: `postrider guide update`, with the options of a run, shows which are out of date, and with `--write` puts in what came back",
                match site.compared {
                    1 => "1 sample is".to_owned(),
                    count => format!("{count} samples are"),
                }
            ));
        }
    }
    let Looked { found, faults } = looked;
    faults.iter().for_each(complain);
    let unchecked = faults.last().map(Fault::exit);
    let texts: Vec<_> = site.files.iter().flat_map(named_texts).collect();
    let checked = Checked {
        what: plural(site.files.len(), "page"),
        texts: texts.iter().map(|(name, text)| (*name, &**text)).collect(),
    };
    let exit = findings::print(&found, &checked, &arguments.findings, surroundings)?;
    if let Some(path) = &arguments.coverage {
        write_coverage(&site.coverage, path)?;
    }
    Ok(unchecked.unwrap_or(exit))
}

/// Puts the pages that others take in behind all others: they are checked with those first.
fn parts_last(pages: &mut [PathBuf]) {
    if pages.len() < 2 {
        return;
    }
    let mut parts = HashSet::new();
    for page in pages.iter() {
        // What can't be read is told when it is checked.
        let text = std::fs::read_to_string(page).unwrap_or_default();
        let taken_in = drift::taken_in(&text).into_iter();
        let files = taken_in.flat_map(|place| site::taken_in(page, &place.path));
        parts.extend(files.map(|file| pages::whole(&file)));
    }
    if !parts.is_empty() {
        pages.sort_by_cached_key(|page| parts.contains(&pages::whole(page)));
    }
}

/// How often pages are mended and looked at again.
const MOST_ROUNDS: usize = 5;

/// What was found in pages, and what kept some of them from being checked.
#[derive(Default)]
struct Looked {
    found: Vec<Finding>,
    faults: Vec<Fault>,
}

/// Settles what has one right answer, and tells whether anything has.
fn fix(files: &[PageFile], found: &[Finding]) -> Result<bool, Fault> {
    let mut is_settled = false;
    for file in files {
        let texts = file.texts();
        let page = file.as_written();
        let sidecar = texts.sidecar.map(|text| (text, file.directives.as_path()));
        for (text, path) in page.into_iter().chain(sidecar) {
            let of_file = found.iter().enumerate();
            let of_file = of_file.filter(|(_, finding)| finding.file == text.name);
            let (splices, done) = drift::fixes(text.text, &of_file.collect::<Vec<_>>());
            Rewrite::Write.file(path, text.text, &splices)?;
            is_settled |= !done.is_empty();
        }
    }
    Ok(is_settled)
}

/// Writes what the steps of the pages prove.
fn write_coverage(coverage: &Coverage, path: &Path) -> Result<(), Fault> {
    let markdown = coverage.markdown();
    let is_html = path.extension().is_some_and(|ending| ending == "html");
    let text = if is_html {
        let body = text::markdown(&markdown);
        format!(
            "<!doctype html>\n<meta charset=\"utf-8\">\n<title>What the pages prove</title>\n{body}"
        )
    } else {
        markdown
    };
    pages::write_or_print(Some(path).filter(|path| *path != Path::new("-")), &text)
}

/// The pages that are checked together.
struct Site<'a> {
    arguments: &'a GuideCheckArguments,
    /// What the requests of pages are held against.
    contract: Option<&'a Contract>,
    /// The collections of the command line.
    given: Vec<Requests>,
    shelf: Shelf,
    coverage: Coverage,
    /// How many samples steps compare with responses.
    compared: usize,
    /// The files that were looked at.
    seen: HashSet<PathBuf>,
    /// Those of them that were checked.
    files: Vec<PageFile>,
    world: World,
}

/// The texts of a page and of its side-car, each with its name.
fn named_texts(file: &PageFile) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let texts = file.texts();
    let both = [texts.page, texts.sidecar].into_iter().flatten();
    both.map(|text| (text.name, Markup::in_lines(text.text)))
}

impl<'a> Site<'a> {
    fn of(
        arguments: &'a GuideCheckArguments,
        contract: Option<&'a Contract>,
    ) -> Result<Self, Fault> {
        let (world, mut shelf) = (World::real(), Shelf::default());
        Ok(Self {
            arguments,
            contract,
            given: shelf.given(&arguments.collection, &world)?,
            shelf,
            coverage: Coverage::default(),
            compared: 0,
            seen: HashSet::new(),
            files: Vec::new(),
            world,
        })
    }

    /// Checks pages. What keeps one of several from being checked keeps no other from it.
    fn look_at(&mut self, pages: &[PathBuf]) -> Result<Looked, Fault> {
        let mut looked = Looked::default();
        for page in pages {
            match self.page(page, &[], &mut looked.found) {
                Ok(()) => {}
                Err(fault) if pages.len() == 1 => return Err(fault),
                Err(fault) => looked.faults.push(fault),
            }
        }
        Ok(looked)
    }

    /// Checks a page, and what it takes in with the collections that it is about itself.
    fn page(
        &mut self,
        path: &Path,
        about: &[Requests],
        found: &mut Vec<Finding>,
    ) -> Result<(), Fault> {
        if !self.seen.insert(pages::whole(path)) {
            return Ok(());
        }
        let file = PageFile::read(path)?;
        let page = file.texts().page.unwrap_or_default().text;
        let taken_in: Vec<(usize, Vec<PathBuf>)> = drift::taken_in(page)
            .into_iter()
            .map(|place| (place.offset, site::taken_in(path, &place.path)))
            .map(|(offset, mut files)| {
                files.retain(|file| pages::other_markup(file).is_none());
                (offset, files)
            })
            .filter(|(_, files)| !files.is_empty())
            .collect();
        let followed = taken_in.iter().map(|(offset, _)| *offset).collect();
        let (findings, collections) = self.find(&file, about, followed)?;
        found.extend(findings);
        self.files.push(file);
        for file in taken_in.into_iter().flat_map(|(_, files)| files) {
            self.page(&file, &collections, found)?;
        }
        Ok(())
    }

    /// What is found in a page, and the collections that its header names.
    fn find(
        &mut self,
        file: &PageFile,
        about: &[Requests],
        followed: Vec<usize>,
    ) -> Result<(Vec<Finding>, Vec<Requests>), Fault> {
        let texts = file.texts();
        let mut reading = Reading::of(&texts);
        // A schema that can't be read would stop a run: it is a fault here, too.
        file.load_schemas(&mut reading.guide)?;
        file.take_in(&mut reading.guide)?;
        let header = reading.guide.header.clone();
        let steps = reading.guide.steps.iter().map(|step| &step.expect);
        let compares = |expect: &&Expectations| expect.shape.is_some() || expect.contains.is_some();
        self.compared += steps.filter(compares).count();
        let world = &self.world;
        let mut named = self.shelf.of_page(file, &header, world)?;
        if named.is_empty() {
            named.extend(about.iter().cloned());
        }
        // What the page names itself is there once, under the name that the page gives it.
        let is_named = |given: &&Requests| named.iter().any(|named| named.is_same(given));
        let given = self.given.iter().filter(|given| !is_named(given));
        let collections = named.iter().chain(given).cloned().collect();
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
        let given = Given {
            collections,
            scopes,
            followed,
            contract: self.contract,
        };
        let findings = drift::check(reading, given, world, &mut self.coverage);
        Ok((findings, named))
    }
}
