//! `postrider guide run`: from a page to an exit code.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::error::Fault;
use super::super::interrupt::Interrupt;
use super::super::reporters::{self, Subject};
use super::super::runtime::block_on_scripts;
use super::super::sources::Sources;
use super::super::stage::{Common, Ended, Stage};
use super::super::{Exit, inputs, mock};
use super::pages::PageFile;
use super::reader::Terminal;
use super::watch;
use crate::guide::{self, Bound, Conclusion, Destructive, Guide, Options, Part, Requests};
use crate::mock::SERVICES;
use crate::text::plural;
use crate::variables::Scopes;
use crate::world::World;

/// What is to be run of a guide, and how.
pub(in crate::cli) struct Wanted {
    pub(in crate::cli) page: PathBuf,
    /// The steps, as they are asked for.
    pub(in crate::cli) part: Part,
    pub(in crate::cli) destructive: Destructive,
    /// Where the transcript goes, if one is wanted.
    pub(in crate::cli) transcript: Option<PathBuf>,
    /// Whether it runs again whenever one of its files changes.
    pub(in crate::cli) watch: bool,
    /// The variables of the process, which may answer what a page asks.
    pub(in crate::cli) variables: Arc<BTreeMap<String, String>>,
    pub(in crate::cli) common: Common,
}

/// Runs a page, once or whenever it changes.
pub(in crate::cli) fn run(wanted: &Wanted, interrupt: &Interrupt) -> Result<Exit, Fault> {
    if wanted.watch {
        let files = || watch::files(&wanted.page, &wanted.common.variables);
        return watch::repeat(files, || once(wanted, interrupt), interrupt);
    }
    once(wanted, interrupt)
}

fn once(wanted: &Wanted, interrupt: &Interrupt) -> Result<Exit, Fault> {
    let world = wanted.common.world();
    let sources = Sources::new(&world, &wanted.common.network);
    wanted
        .common
        .contract
        .read(&world, &wanted.common.network)?;
    let file = PageFile::read(&wanted.page)?;
    let read = read(&file, &sources)?;
    let mut scopes = scopes(wanted, &read.guide, &file, &sources)?;
    scopes.vault = inputs::vault(&wanted.common.variables)?;
    let mock = wanted.common.mock.as_deref();
    let run = async {
        let _running = mock::start(mock, &mut scopes.environment, &world).await?;
        let bound = read.bind(&scopes, &world)?;
        let page = guide::render::page(&file.texts(), &bound.guide);
        let walk = Walk {
            bound: &bound,
            part: part(wanted.part, bound.guide.steps.len())?,
            page: page.as_deref(),
        };
        let missing = bound.missing_needs(&scopes);
        if !missing.is_empty() {
            return Err(needs_missing(wanted, &missing));
        }
        let stage = Stage::set(&wanted.common, &world, interrupt)?;
        walk.run(wanted, scopes, &stage).await
    };
    block_on_scripts(run)?
}

/// What is run of a page, and how it looks.
struct Walk<'a> {
    bound: &'a Bound,
    part: Part,
    /// The page as HTML.
    page: Option<&'a str>,
}

impl Walk<'_> {
    async fn run(&self, wanted: &Wanted, scopes: Scopes, stage: &Stage<'_>) -> Result<Exit, Fault> {
        let subject = Subject {
            collections: Vec::new(),
            transcript: wanted.transcript.clone(),
            share: None,
        };
        let mut reporters = reporters::open(&wanted.common.reporting, stage.world, subject)?;
        stage.connect(&mut reporters)?;
        let reader = Terminal {
            variables: &wanted.variables,
        };
        let options = Options {
            destructive: wanted.destructive,
            angle: wanted.common.settings.angle,
            part: self.part,
            page: self.page,
            reader: Some(&reader),
            world: stage.world,
        };
        let mut session = stage.session(scopes, &mut reporters);
        let outcome = guide::run(self.bound, &mut session, options, stage.over()).await;
        let (summary, scopes) = session.finish(&outcome.end);
        let mut ended = Ended {
            summary,
            scopes,
            ran: Vec::new(),
            faults: Vec::new(),
            is_whole: true,
        };
        let exit = stage.conclude(&mut ended, reporters);
        Ok(match outcome.conclusion() {
            Conclusion::Passed => exit,
            Conclusion::Failed | Conclusion::NeedsMissing => Exit::Failed,
            Conclusion::Interrupted => stage.interrupted_exit(),
        })
    }
}

/// The steps that are asked for, of so many.
fn part(asked: Part, count: usize) -> Result<Part, Fault> {
    let Part { first, last } = asked;
    let hint = || Some(format!("the guide has {}", plural(count, "step")));
    if first > count {
        return Err(Fault::text(format!("there is no step {first}")).hint(hint()));
    }
    if last < first {
        let message = format!("`--from {first} --to {last}` holds no step");
        return Err(Fault::text(message).hint(Some("the first step comes first".into())));
    }
    if last != usize::MAX && last > count {
        return Err(Fault::text(format!("there is no step {last}")).hint(hint()));
    }
    Ok(asked)
}

/// A guide as far as it could be read, what is wrong with it, and its collections.
struct Read {
    guide: Guide,
    problems: guide::Problems,
    collections: Vec<Requests>,
}

impl Read {
    /// Finds the requests that the page names; placeholders stand for variables that have a value.
    fn bind(self, scopes: &Scopes, world: &World) -> Result<Bound, Fault> {
        let guide = Guide {
            known: scopes.names().map(str::to_owned).collect(),
            ..self.guide
        };
        Ok(guide.bind_with(self.collections, world, self.problems)?)
    }
}

/// Reads a page and the collections that it names.
fn read(file: &PageFile, sources: &Sources<'_>) -> Result<Read, Fault> {
    let (mut guide, problems) = Guide::read_leniently(&file.texts());
    let mut missing = file.load_schemas(&mut guide).err();
    let mut collections = Vec::new();
    for named in &guide.header.collections {
        match inputs::collection(&file.beside(&named.path), sources) {
            Ok(collection) => collections.push(Requests::of(&named.name, Arc::new(collection))),
            Err(fault) => drop(missing.get_or_insert(fault.named_at(file.place(named.at)))),
        }
    }
    match missing {
        None => Ok(Read {
            guide,
            problems,
            collections,
        }),
        // Everything that is wrong is told at once, but for names that a missing file may have.
        Some(missing) => Err(missing.beside(&problems)),
    }
}

/// The variables that a guide begins with: those of the page's environment, unless the command line
/// names another.
fn scopes(
    wanted: &Wanted,
    guide: &Guide,
    file: &PageFile,
    sources: &Sources<'_>,
) -> Result<Scopes, Fault> {
    let of_page = guide
        .header
        .environment
        .as_ref()
        .map(|environment| file.beside(&environment.path));
    let given = &wanted.common.variables;
    let files: Vec<PathBuf> = match (&given.environments[..], of_page) {
        ([], Some(of_page)) => vec![of_page],
        (given, _) => given.to_vec(),
    };
    inputs::scopes_of(&files, given, sources)
}

fn needs_missing(wanted: &Wanted, missing: &[String]) -> Fault {
    let page = &wanted.page;
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let flags: Vec<String> = missing
        .iter()
        .map(|name| format!("--env-var {name}=…"))
        .collect();
    let mocks = SERVICES.map(|service| format!("`--mock {}`", service.name));
    // A mock that is given brings all that it can.
    let or = match wanted.common.mock {
        None => format!(", or try it with {}", mocks.join(" or ")),
        Some(_) => String::new(),
    };
    let them = if missing.len() == 1 { "it" } else { "them" };
    Fault::text(format!(
        "guide `{}` was not run: {} {} no value",
        page.display(),
        names.join(", "),
        has(missing)
    ))
    .hint(Some(format!(
        "set {them} in an environment (`-e`) or with `{}`{or}",
        flags.join(" ")
    )))
    .exit_with(Exit::NotRun)
}

fn has(names: &[String]) -> &'static str {
    if names.len() == 1 { "has" } else { "have" }
}
