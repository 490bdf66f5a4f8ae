//! `postrider run`: from what is wanted to an exit code.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::runtime::Runtime;

use super::error::Fault;
use super::inputs::{self, Ran, RowSource};
use super::interrupt::Interrupt;
use super::messages::{complain, tell};
use super::reporters::{self, Subject};
use super::runtime::{block_on, block_on_scripts, on_runtime};
use super::sources::Sources;
use super::stage::{Common, Ended, Stage};
use super::{Exit, dry_run, listing, mock, outset, rerun, trees, units};
use crate::collection::Collection;
use crate::report::Reporters;
use crate::report::Share;
use crate::runner::{Plan, SelectError, Selection};
use crate::text;
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// What is to be run, and how.
pub(super) struct Wanted {
    pub(super) collections: Vec<PathBuf>,
    /// The names of those of them that are wanted; none is all.
    pub(super) chosen: Vec<String>,
    pub(super) selection: Selection,
    pub(super) rows: Option<RowSource>,
    /// How often; `None` is once for each row.
    pub(super) iterations: Option<usize>,
    /// The report of an earlier run, of which is run what failed there.
    pub(super) rerun_failed: Option<PathBuf>,
    pub(super) act: Act,
    /// How it goes in units, where it does.
    pub(super) units: Option<units::Wanted>,
    /// Whether a run that sent nothing has failed.
    pub(super) fails_when_empty: bool,
    /// Whether the exit code says nothing of what failed.
    pub(super) always_passes: bool,
    pub(super) common: Common,
}

/// What is done with the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// They are listed.
    List(listing::Form),
    /// They are shown as they would be sent.
    Show,
    /// They are sent.
    Run,
}

/// Runs collections.
pub(super) fn run(wanted: &Wanted, interrupt: &Interrupt) -> Result<Exit, Fault> {
    let world = wanted.common.world();
    // What has no id gets the same one on every machine that shares the run.
    let reading = match wanted.units {
        Some(_) => Arc::new(World::seeded(0)),
        None => Arc::clone(&world),
    };
    let mut sources = Sources::new(&reading, &wanted.common.network).near(&wanted.collections);
    sources.manner = wanted.common.manner;
    let read = Collections::read(wanted, &sources)?;
    let mut scopes = inputs::scopes(&wanted.common.variables, &read.list[0], &sources)?;
    scopes.vault = inputs::vault(&wanted.common.variables)?;
    let mut plans = with_rows(plans(wanted, &read.list)?, wanted, &sources)?;
    if let Some(report) = &wanted.rerun_failed
        && !rerun::narrow(&mut plans, report)?
    {
        tell(&format!(
            "nothing failed in `{}`: nothing is run again",
            report.display()
        ));
        return Ok(Exit::Passed);
    }
    let at = Place {
        paths: &read.paths,
        world: &world,
        interrupt,
    };
    let exit = act(wanted, &plans, scopes, at)?;
    Ok(match exit {
        Exit::Passed if !read.is_whole && !wanted.always_passes => Exit::Failed,
        exit => exit,
    })
}

/// Where something is run: the collections as they were named, the world, and who may end it.
#[derive(Clone, Copy)]
struct Place<'a> {
    paths: &'a [PathBuf],
    world: &'a Arc<World>,
    interrupt: &'a Interrupt,
}

/// Does with the plans what is wanted.
fn act(wanted: &Wanted, plans: &[Plan], scopes: Scopes, at: Place<'_>) -> Result<Exit, Fault> {
    let roster = wanted.units.as_ref().map(|units| units.roster(plans));
    let roster = roster.transpose()?;
    match wanted.act {
        Act::List(form) => {
            let keeper = wanted.common.reporting.keeper.fresh();
            keeper.learn_scopes(&scopes);
            let chosen = roster.as_ref().map(|roster| roster.chosen().collect());
            listing::print(plans, chosen, form, &keeper)
        }
        Act::Show => block_on(show(wanted, plans, scopes, at.world))?,
        Act::Run => {
            let common = &wanted.common;
            common.contract.read(at.world, &common.network)?;
            let exit = match wanted.units.as_ref().zip(roster) {
                Some((units, roster)) => {
                    units.warn(&roster, plans);
                    units.introduce(&roster);
                    let course = Units {
                        wanted: units,
                        roster: &roster,
                        plans,
                    };
                    on_runtime(|runtime| Ok(in_units(wanted, &course, scopes, (at, runtime))))??
                }
                None => block_on_scripts(one_by_one(wanted, plans, scopes, at))??,
            };
            Ok(if wanted.always_passes {
                Exit::Passed
            } else {
                exit
            })
        }
    }
}

/// The collections that are to run.
struct Collections {
    list: Vec<Arc<Collection>>,
    /// Where each of them is.
    paths: Vec<PathBuf>,
    /// Whether all of them could be read, but for requests that tell it themselves.
    is_whole: bool,
}

impl Collections {
    fn read(wanted: &Wanted, sources: &Sources<'_>) -> Result<Self, Fault> {
        if wanted.collections.is_empty() {
            let hint = "name a file, as in `postrider run collection.json`".to_owned();
            return Err(Fault::text("missing required argument 'collection'").hint(Some(hint)));
        }
        let mut read = Self {
            list: Vec::new(),
            paths: Vec::new(),
            is_whole: true,
        };
        let mut others: Vec<String> = Vec::new();
        for path in &wanted.collections {
            if !trees::is_tree(path) {
                let collection = inputs::collection(path, sources)?;
                others.extend(read.add(collection, path, wanted));
                continue;
            }
            for located in trees::locate(path, sources.manner)? {
                let tree = trees::read(&located)?;
                let other = read.add(tree.collection, &located.folder, wanted);
                if other.is_none() {
                    read.is_whole &= trees::tell(&tree.findings, sources.manner);
                }
                others.extend(other);
            }
        }
        let missing = wanted.chosen.iter().find(|name| !read.has(name));
        if let Some(name) = missing {
            others.extend(read.list.iter().map(|collection| collection.name.clone()));
            let message = format!("no collection is named `{name}`");
            let near = others.iter().map(String::as_str);
            let hint = text::did_you_mean(name, near)
                .unwrap_or_else(|| format!("there is `{}`", others.join("`, `")));
            return Err(Fault::text(message).hint(Some(hint)));
        }
        Ok(read)
    }

    /// Whether a collection of that name was read.
    fn has(&self, name: &str) -> bool {
        let mut read = self.list.iter().zip(&self.paths);
        read.any(|(collection, path)| is_called(collection, path, name))
    }

    /// Adds a collection, if it is wanted; returns the name of one that is not.
    fn add(&mut self, mut collection: Collection, path: &Path, wanted: &Wanted) -> Option<String> {
        let is_named = |name: &String| is_called(&collection, path, name);
        if !wanted.chosen.is_empty() && !wanted.chosen.iter().any(is_named) {
            return Some(collection.name);
        }
        inputs::set_collection_variables(&mut collection, &wanted.common.variables);
        self.list.push(Arc::new(collection));
        self.paths.push(path.to_owned());
        None
    }
}

/// Whether a collection, or the folder of it, has that name.
fn is_called(collection: &Collection, path: &Path, name: &str) -> bool {
    collection.name == name || path.file_name().is_some_and(|folder| folder == name)
}

fn plans(wanted: &Wanted, collections: &[Arc<Collection>]) -> Result<Vec<Plan>, Fault> {
    Plan::all(collections, &wanted.selection).map_err(|SelectError { name, hint }| {
        let message = match &wanted.collections[..] {
            [only] => format!(
                "collection `{}` has no folder or request named `{name}`",
                only.display()
            ),
            several => {
                format!(
                    "none of the {} collections has a folder or request named `{name}`",
                    several.len()
                )
            }
        };
        Fault::text(message).hint(hint)
    })
}

fn with_rows(
    mut plans: Vec<Plan>,
    wanted: &Wanted,
    sources: &Sources<'_>,
) -> Result<Vec<Plan>, Fault> {
    let rows = wanted.rows.as_ref();
    let rows = rows.map_or(Ok(Vec::new()), |rows| inputs::rows(rows, sources))?;
    for plan in &mut plans {
        plan.iterations = wanted.iterations.unwrap_or(rows.len().max(1));
        plan.rows.clone_from(&rows);
    }
    Ok(plans)
}

/// Runs the plans one after the other.
async fn one_by_one(
    wanted: &Wanted,
    plans: &[Plan],
    mut scopes: Scopes,
    at: Place<'_>,
) -> Result<Exit, Fault> {
    let mock = wanted.common.mock.as_deref();
    let _running = mock::start(mock, &mut scopes.environment, at.world).await?;
    outset::look(plans, &scopes)?;
    let stage = Stage::set(&wanted.common, at.world, at.interrupt)?;
    let mut reporters = open(wanted, &stage, (at, None))?;
    let mut ran: Vec<Ran> = Vec::new();
    let (summary, scopes) = {
        let mut session = stage.session(scopes, &mut reporters);
        let keep = |plan: &Plan, variables: &Scope| {
            ran.push(Ran {
                collection: Arc::clone(&plan.collection),
                variables: variables.clone(),
            });
        };
        let end = Box::pin(session.run_all(plans, stage.interrupted(), keep)).await;
        session.finish(&end)
    };
    let mut ended = Ended {
        summary,
        scopes,
        ran,
        faults: Vec::new(),
        is_whole: true,
    };
    let exit = stage.conclude(&mut ended, reporters);
    Ok(conclude(wanted, plans, &ended, exit))
}

/// The units of plans, and how they run.
struct Units<'a> {
    wanted: &'a units::Wanted,
    roster: &'a units::Roster,
    plans: &'a [Plan],
}

/// Runs the plans' units.
fn in_units(
    wanted: &Wanted,
    units: &Units<'_>,
    mut scopes: Scopes,
    on: (Place<'_>, &Runtime),
) -> Result<Exit, Fault> {
    let (at, runtime) = on;
    let mock = wanted.common.mock.as_deref();
    let started = mock::start(mock, &mut scopes.environment, at.world);
    let _running = runtime.block_on(started)?;
    outset::look(units.plans, &scopes)?;
    let _within = runtime.enter();
    let stage = Stage::set(&wanted.common, at.world, at.interrupt)?;
    let course = units::Course {
        wanted: units.wanted,
        roster: units.roster,
        work: &units::Collections {
            plans: units.plans,
            begun: &scopes,
        },
        exports: &wanted.common.exports,
    };
    let mut reporters = open(wanted, &stage, (at, Some(course.share())))?;
    let mut ended = course.run(&scopes, &stage, (&mut reporters, runtime))?;
    let exit = stage.conclude(&mut ended, reporters);
    Ok(conclude(wanted, units.plans, &ended, exit))
}

/// The reporters, and the program that listens, if one does.
fn open(
    wanted: &Wanted,
    stage: &Stage<'_>,
    of: (Place<'_>, Option<Share>),
) -> Result<Reporters, Fault> {
    let (at, share) = of;
    let subject = Subject {
        share,
        collections: at.paths.to_vec(),
        transcript: None,
    };
    let mut reporters = reporters::open(&wanted.common.reporting, stage.world, subject)?;
    stage.connect(&mut reporters)?;
    Ok(reporters)
}

/// How it went, where a run may not be of nothing.
fn conclude(wanted: &Wanted, plans: &[Plan], ended: &Ended, exit: Exit) -> Exit {
    let is_empty = ended.summary.stats.requests.total == 0;
    if wanted.fails_when_empty && is_empty && exit == Exit::Passed {
        let why = match ended.summary.not_run.first() {
            Some(first) => format!("{}: {}", first.path, first.reason),
            None => why_empty(wanted, plans),
        };
        complain(&Fault::text("no request was sent").hint(Some(why)));
        return Exit::Failed;
    }
    exit
}

fn why_empty(wanted: &Wanted, plans: &[Plan]) -> String {
    let is_selected = plans.iter().any(|plan| !plan.items.is_empty());
    let chosen = &wanted.selection;
    let is_narrowed =
        !(chosen.folders.is_empty() && chosen.exclude.is_empty() && chosen.patterns.is_empty());
    match (is_selected, is_narrowed) {
        (true, _) => "its scripts have skipped every request",
        (false, true) => "`--folder`, `--exclude` and `--grep` leave no request",
        (false, false) => "the collection has no request",
    }
    .to_owned()
}

async fn show(
    wanted: &Wanted,
    plans: &[Plan],
    mut scopes: Scopes,
    world: &Arc<World>,
) -> Result<Exit, Fault> {
    let mock = wanted.common.mock.as_deref();
    let _running = mock::start(mock, &mut scopes.environment, world).await?;
    dry_run::print(plans, scopes, &wanted.common, world)
}
