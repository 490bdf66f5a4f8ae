//! `postrider run`: from what is wanted to an exit code.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::Fault;
use super::inputs::{self, Ran, RowSource};
use super::interrupt::Interrupt;
use super::messages::complain;
use super::reporters::{self, Subject};
use super::runtime::{block_on, block_on_scripts};
use super::sources::Sources;
use super::stage::{Common, Ended, Stage};
use super::{Exit, dry_run, listing, mock, trees};
use crate::collection::Collection;
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
    pub(super) act: Act,
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
    let mut sources = Sources::new(&world, &wanted.common.network).near(&wanted.collections);
    sources.manner = wanted.common.manner;
    let read = Collections::read(wanted, &sources)?;
    let mut scopes = inputs::scopes(&wanted.common.variables, &read.list[0], &sources)?;
    scopes.vault = inputs::vault(&wanted.common.variables)?;
    let plans = with_rows(plans(wanted, &read.list)?, wanted, &sources)?;
    let exit = act(wanted, &plans, scopes, (&read.paths, &world, interrupt))?;
    Ok(match exit {
        Exit::Passed if !read.is_whole && !wanted.always_passes => Exit::Failed,
        exit => exit,
    })
}

/// Does with the plans what is wanted.
fn act(
    wanted: &Wanted,
    plans: &[Plan],
    scopes: Scopes,
    at: (&[PathBuf], &Arc<World>, &Interrupt),
) -> Result<Exit, Fault> {
    let (paths, world, interrupt) = at;
    match wanted.act {
        Act::List(form) => {
            let keeper = wanted.common.reporting.keeper.fresh();
            keeper.learn_scopes(&scopes);
            listing::print(plans, form, &keeper)
        }
        Act::Show => block_on(show(wanted, plans, scopes, world))?,
        Act::Run => {
            let (mut scopes, mock) = (scopes, wanted.common.mock.as_deref());
            let sent = async {
                let _running = mock::start(mock, &mut scopes.environment, world).await?;
                let stage = Stage::set(&wanted.common, world, interrupt)?;
                let subject = Subject {
                    collections: paths.to_vec(),
                    transcript: None,
                };
                send(wanted, plans, scopes, (&stage, subject)).await
            };
            let exit = block_on_scripts(sent)??;
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
        if read.list.is_empty() {
            let name = wanted.chosen.join("`, `");
            let message = format!("no collection is named `{name}`");
            let near = others.iter().map(String::as_str);
            let hint = text::did_you_mean(&name, near)
                .unwrap_or_else(|| format!("there is `{}`", others.join("`, `")));
            return Err(Fault::text(message).hint(Some(hint)));
        }
        Ok(read)
    }

    /// Adds a collection, if it is wanted; returns the name of one that is not.
    fn add(&mut self, mut collection: Collection, path: &Path, wanted: &Wanted) -> Option<String> {
        let folder = path.file_name().unwrap_or_default().to_string_lossy();
        let is_named = |name: &String| *name == collection.name || *name == *folder;
        if !wanted.chosen.is_empty() && !wanted.chosen.iter().any(is_named) {
            return Some(collection.name);
        }
        inputs::set_collection_variables(&mut collection, &wanted.common.variables);
        self.list.push(Arc::new(collection));
        self.paths.push(path.to_owned());
        None
    }
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

async fn send(
    wanted: &Wanted,
    plans: &[Plan],
    scopes: Scopes,
    on: (&Stage<'_>, Subject),
) -> Result<Exit, Fault> {
    let (stage, subject) = on;
    let mut reporters = reporters::open(&wanted.common.reporting, stage.world, subject)?;
    stage.connect(&mut reporters)?;
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
    let ended = Ended {
        summary,
        scopes,
        ran,
    };
    let exit = stage.conclude(&ended, reporters);
    let is_empty = ended.summary.stats.requests.total == 0;
    if wanted.fails_when_empty && is_empty && exit == Exit::Passed {
        complain(&Fault::text("no request was sent").hint(Some(why_empty(wanted, plans))));
        return Ok(Exit::Failed);
    }
    Ok(exit)
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
