//! A guide that can be run: its page, its collections and the variables that it begins with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::error::Fault;
use super::super::sources::Sources;
use super::super::stage::Common;
use super::super::{Exit, inputs, mock, outset, units};
use super::pages::PageFile;
use crate::guide::{self, Bound, Destructive, Guide, GuideOutcome, Part, Requests, drift};
use crate::mock::{Running, SERVICES};
use crate::runner::{EventKind, Session};
use crate::variables::Scopes;
use crate::world::World;

/// What is to be run of guides, and how.
pub(in crate::cli) struct Wanted {
    /// The pages, folders of pages, or patterns.
    pub(in crate::cli) pages: Vec<PathBuf>,
    /// The steps, as they are asked for.
    pub(in crate::cli) part: Part,
    pub(in crate::cli) destructive: Destructive,
    /// Where the transcript of the page goes, if one is wanted.
    pub(in crate::cli) transcript: Option<PathBuf>,
    /// How several pages run, where it is said.
    pub(in crate::cli) units: Option<units::Wanted>,
    /// Whether it runs again whenever one of its files changes.
    pub(in crate::cli) watch: bool,
    /// The variables of the process, which may answer what a page asks.
    pub(in crate::cli) variables: Arc<BTreeMap<String, String>>,
    pub(in crate::cli) common: Common,
}

impl Wanted {
    /// Where pages get what they name; what runs are held against is read, too.
    pub(super) fn sources<'a>(&'a self, world: &'a Arc<World>) -> Result<Sources<'a>, Fault> {
        let Common {
            contract, network, ..
        } = &self.common;
        contract.read(world, network)?;
        Ok(Sources::new(world, network))
    }
}

/// A page that can be run: nothing of it, or of what it needs, is missing.
pub(super) struct Ready {
    file: PageFile,
    pub(super) bound: Bound,
    /// The page as HTML.
    pub(super) html: Option<String>,
    /// The variables that it begins with.
    pub(super) scopes: Scopes,
    /// The files of its environment.
    pub(super) environment: Vec<PathBuf>,
    /// What it runs against, where that is a mock.
    _running: Option<Running>,
}

impl Ready {
    /// Refuses to run where variables that the page needs have no value, and tells of hosts without one.
    pub(super) fn refuse_missing(&self, wanted: &Wanted, page: &Path) -> Result<(), Fault> {
        let missing = self.bound.missing_needs(&self.scopes);
        if !missing.is_empty() {
            return Err(needs_missing(wanted, page, &missing));
        }
        outset::look_at_page(&self.bound, &self.scopes);
        Ok(())
    }

    /// Tells what its steps have proven, where all of them were to run and a report shows it.
    pub(super) fn prove(&self, session: &Session<'_>, part: Part, outcome: &GuideOutcome) {
        let is_whole = part == Part::default() && outcome.missing.is_empty();
        if is_whole && session.wants_proofs() {
            let proofs = drift::proofs(&self.file.texts(), &self.bound, &outcome.proven);
            let told = EventKind::Proofs(Arc::new(proofs));
            session.tell(&outcome.end.cursor, None, told);
        }
    }
}

/// A page with all that it names, read.
pub(super) struct Opened {
    file: PageFile,
    read: Read,
    scopes: Scopes,
    environment: Vec<PathBuf>,
}

impl Opened {
    /// Reads what a page names; some of it may be fetched, which waits.
    pub(super) fn page(
        wanted: &Wanted,
        file: PageFile,
        sources: &Sources<'_>,
    ) -> Result<Self, Fault> {
        let read = read(&file, sources)?;
        let environment = environment(wanted, &read.guide, &file);
        let mut scopes = inputs::scopes_of(&environment, &wanted.common.variables, sources)?;
        scopes.vault = inputs::vault(&wanted.common.variables)?;
        Ok(Self {
            file,
            read,
            scopes,
            environment,
        })
    }

    /// Makes it ready, but for values that it may still lack.
    pub(super) async fn bind(self, wanted: &Wanted, world: &World) -> Result<Ready, Fault> {
        let mut scopes = self.scopes;
        let mock = wanted.common.mock.as_deref();
        let running = mock::start(mock, &mut scopes.environment, world).await?;
        let bound = self.read.bind(&scopes, world)?;
        Ok(Ready {
            html: guide::render::page(&self.file.texts(), &bound.guide),
            bound,
            file: self.file,
            scopes,
            environment: self.environment,
            _running: running,
        })
    }
}

/// A guide as far as it could be read, what is wrong with it, and its collections.
pub(super) struct Read {
    pub(super) guide: Guide,
    problems: guide::Problems,
    pub(super) collections: Vec<Requests>,
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
pub(super) fn read(file: &PageFile, sources: &Sources<'_>) -> Result<Read, Fault> {
    let (mut guide, problems) = Guide::read_leniently(&file.texts());
    let loaded = file.load_schemas(&mut guide);
    let mut missing = loaded.and_then(|()| file.take_in(&mut guide)).err();
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

/// The files of the environment that a guide begins with: the page's own, unless the command line
/// names another.
fn environment(wanted: &Wanted, guide: &Guide, file: &PageFile) -> Vec<PathBuf> {
    let of_page = guide
        .header
        .environment
        .as_ref()
        .map(|environment| file.beside(&environment.path));
    let given = &wanted.common.variables;
    match (&given.environments[..], of_page) {
        ([], Some(of_page)) => vec![of_page],
        (given, _) => given.to_vec(),
    }
}

fn needs_missing(wanted: &Wanted, page: &Path, missing: &[String]) -> Fault {
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
