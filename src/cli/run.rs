//! `postrider run`: from what is wanted to an exit code.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::Fault;
use super::inputs::{self, Ran, RowSource};
use super::interrupt::Interrupt;
use super::messages::complain;
use super::reporters::{self, Subject};
use super::runtime::{block_on, block_on_scripts};
use super::sources::Sources;
use super::stage::{Common, Ended, Stage};
use super::{Exit, dry_run, listing, mock};
use crate::collection::Collection;
use crate::runner::{Plan, SelectError, Selection};
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// What is to be run, and how.
pub(super) struct Wanted {
    pub(super) collections: Vec<PathBuf>,
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
    let sources = Sources::new(&world, &wanted.common.network);
    let collections = collections(wanted, &sources)?;
    let mut scopes = inputs::scopes(&wanted.common.variables, &collections[0], &sources)?;
    scopes.vault = inputs::vault(&wanted.common.variables)?;
    let plans = with_rows(plans(wanted, &collections)?, wanted, &sources)?;
    match wanted.act {
        Act::List(form) => {
            let keeper = wanted.common.reporting.keeper.fresh();
            keeper.learn_scopes(&scopes);
            listing::print(&plans, form, &keeper)
        }
        Act::Show => block_on(show(wanted, &plans, scopes, &world))?,
        Act::Run => {
            let (mut scopes, mock) = (scopes, wanted.common.mock.as_deref());
            let sent = async {
                let _running = mock::start(mock, &mut scopes.environment, &world).await?;
                let stage = Stage::set(&wanted.common, &world, interrupt)?;
                send(wanted, &plans, scopes, &stage).await
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

/// Reads the collections that are to run.
fn collections(wanted: &Wanted, sources: &Sources<'_>) -> Result<Vec<Arc<Collection>>, Fault> {
    if wanted.collections.is_empty() {
        let hint = "name a file, as in `postrider run collection.json`".to_owned();
        return Err(Fault::text("missing required argument 'collection'").hint(Some(hint)));
    }
    let read = |path: &PathBuf| {
        let mut collection = inputs::collection(path, sources)?;
        inputs::set_collection_variables(&mut collection, &wanted.common.variables);
        Ok(Arc::new(collection))
    };
    wanted.collections.iter().map(read).collect()
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
    stage: &Stage<'_>,
) -> Result<Exit, Fault> {
    let subject = Subject {
        collections: wanted.collections.clone(),
        transcript: None,
    };
    let mut reporters = reporters::open(&wanted.common.reporting, stage.world, subject)?;
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
