//! `postrider run`: from arguments to an exit code.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use regex::Regex;

use super::args::{
    BailArgument, CourseArguments, DataArguments, OrderArgument, ReporterOption, RunArguments,
    SelectionArguments,
};
use super::conduct::{client, conclude, limits, runtime, shared_settings};
use super::error::Fault;
use super::exports::Exports;
use super::interrupt::Interrupt;
use super::reporters::{self, Reporting, Wanted};
use super::sources::Sources;
use super::{Exit, Surroundings, dry_run, inputs, listing, mock};
use crate::collection::Collection;
use crate::runner::{Bail, Order, Plan, Ports, Retry, SelectError, Selection, Session, Settings};
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// Runs collections.
pub(super) fn run(
    arguments: &RunArguments,
    options: &[ReporterOption],
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = Rc::new(inputs::world(&arguments.variables));
    let sources = Sources::new(&world, &arguments.sending, surroundings);
    let selection = selection(&arguments.selection)?;
    let collections = collections(arguments, &sources)?;
    let mut scopes = inputs::scopes(&arguments.variables, &collections[0], &sources)?;
    scopes.vault = inputs::vault(arguments.scripts.vault_file.as_deref(), surroundings)?;
    let plans = plans(arguments, &collections, &selection);
    let plans = with_rows(plans?, &arguments.data, &sources)?;
    if let Some(form) = arguments.selection.list {
        return listing::print(&plans, form);
    }
    let settings = settings(arguments, surroundings);
    let prepared = Prepared {
        arguments,
        world: &world,
        settings: &settings,
        surroundings,
    };
    if arguments.selection.dry_run {
        return runtime()?.block_on(prepared.show(&plans, scopes));
    }
    let wanted = Wanted {
        output: &arguments.output,
        options,
        collections: &arguments.collection,
        record: None,
    };
    let mut reporting = reporters::open(&wanted, &world, surroundings)?;
    let exit = runtime()?.block_on(prepared.run(&plans, (scopes, &mut reporting)))?;
    Ok(if arguments.course.suppress_exit_code {
        Exit::Passed
    } else {
        exit
    })
}

/// Reads the collections that are to run.
fn collections(
    arguments: &RunArguments,
    sources: &Sources<'_>,
) -> Result<Vec<Arc<Collection>>, Fault> {
    if arguments.collection.is_empty() {
        let hint = "name a file, as in `postrider run collection.json`".to_owned();
        return Err(Fault::text("missing required argument 'collection'").hint(Some(hint)));
    }
    let read = |path: &std::path::PathBuf| {
        let mut collection = inputs::collection(path, sources)?;
        inputs::set_collection_variables(&mut collection, &arguments.variables);
        Ok(Arc::new(collection))
    };
    arguments.collection.iter().map(read).collect()
}

fn selection(arguments: &SelectionArguments) -> Result<Selection, Fault> {
    let pattern = |text: &String| {
        Regex::new(text).map_err(|error| {
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let hint =
                "a dot, a bracket or another sign of regular expressions is taken as such after a backslash";
            Fault::text(format!("`--grep {text}` is no regular expression: {reason}")).hint(Some(hint.into()))
        })
    };
    Ok(Selection {
        folders: arguments.folder.clone(),
        exclude: arguments.exclude.clone(),
        patterns: arguments
            .grep
            .iter()
            .map(pattern)
            .collect::<Result<_, _>>()?,
        order: match arguments.order {
            OrderArgument::Collection => Order::Collection,
            OrderArgument::Given => Order::Given,
        },
    })
}

fn plans(
    arguments: &RunArguments,
    collections: &[Arc<Collection>],
    selection: &Selection,
) -> Result<Vec<Plan>, Fault> {
    Plan::all(collections, selection).map_err(|SelectError { name, hint }| {
        let message = match &arguments.collection[..] {
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
    data: &DataArguments,
    sources: &Sources<'_>,
) -> Result<Vec<Plan>, Fault> {
    let rows = inputs::rows(data, sources)?;
    for plan in &mut plans {
        plan.iterations = iterations(data.iteration_count, rows.len());
        plan.rows.clone_from(&rows);
    }
    Ok(plans)
}

/// What a run has been prepared with.
struct Prepared<'a> {
    arguments: &'a RunArguments,
    world: &'a Rc<World>,
    settings: &'a Settings,
    surroundings: &'a Surroundings,
}

impl Prepared<'_> {
    async fn run(
        &self,
        plans: &[Plan],
        (mut scopes, reporting): (Scopes, &mut Reporting),
    ) -> Result<Exit, Fault> {
        let (arguments, world, settings) = (self.arguments, self.world, self.settings);
        let _running = mock::start(&arguments.mock, &mut scopes.environment, world).await?;
        let client = client(&arguments.sending, self.surroundings, world)?;
        let interrupt = Interrupt::watch();
        let limits = limits(
            (&arguments.sending, &arguments.scripts, &arguments.output),
            &interrupt,
        );
        let packages = inputs::packages(&arguments.scripts)?;
        let keeper = reporting.keeper.clone();
        let ports = Ports {
            client: &client,
            world,
            settings,
            limits: &limits,
            packages: &packages,
            keeper: &keeper,
        };
        let mut ran: Vec<(Arc<Collection>, Scope)> = Vec::new();
        let (summary, scopes) = {
            let mut session = Session::new(ports, scopes, &mut reporting.reporters);
            let keep = |plan: &Plan, scope: &Scope| {
                ran.push((Arc::clone(&plan.collection), scope.clone()))
            };
            let end = Box::pin(session.run_all(plans, interrupt.pressed(), keep)).await;
            session.finish(&end)
        };
        let (variables, sending) = (&arguments.variables, &arguments.sending);
        let exports = Exports {
            variables,
            sending,
            jar: client.jar(),
            world,
        };
        let collection = arguments.course.export_collection.as_deref();
        let exit = conclude(&summary, reporting, || {
            let mut faults = exports.write(&scopes);
            faults.extend(
                collection
                    .map(|path: &Path| exports.write_collections(path, &ran))
                    .unwrap_or_default(),
            );
            faults
        });
        if arguments.course.fail_on_empty
            && summary.stats.requests.total == 0
            && exit == Exit::Passed
        {
            super::complain(&Fault::text("no request was sent").hint(Some(self.why_empty(plans))));
            return Ok(Exit::Failed);
        }
        Ok(exit)
    }

    fn why_empty(&self, plans: &[Plan]) -> String {
        let is_selected = plans.iter().any(|plan| !plan.items.is_empty());
        let chosen = &self.arguments.selection;
        let is_narrowed =
            !(chosen.folder.is_empty() && chosen.exclude.is_empty() && chosen.grep.is_empty());
        match (is_selected, is_narrowed) {
            (true, _) => "its scripts have skipped every request",
            (false, true) => "`--folder`, `--exclude` and `--grep` leave no request",
            (false, false) => "the collection has no request",
        }
        .to_owned()
    }

    async fn show(&self, plans: &[Plan], mut scopes: Scopes) -> Result<Exit, Fault> {
        let (arguments, world) = (self.arguments, self.world);
        let _running = mock::start(&arguments.mock, &mut scopes.environment, world).await?;
        dry_run::print(plans, scopes, (self.settings, world), &arguments.output)
    }
}

fn iterations(asked: Option<u64>, rows: usize) -> usize {
    asked.map_or(rows.max(1), |count| {
        usize::try_from(count).unwrap_or(usize::MAX)
    })
}

fn settings(arguments: &RunArguments, surroundings: &Surroundings) -> Settings {
    let course: &CourseArguments = &arguments.course;
    let has = |modifier| course.bail.contains(&modifier);
    Settings {
        delay: Duration::from_millis(course.delay_request.unwrap_or(0)),
        retry: Retry {
            times: course.retry,
            wait: Duration::from_millis(course.retry_delay),
        },
        bail: match (has(BailArgument::Failure), has(BailArgument::Folder)) {
            (true, true) => Bail::Both,
            (true, false) => Bail::Failure,
            (false, true) => Bail::Error,
            (false, false) => Bail::Never,
        },
        ..shared_settings((&arguments.sending, &arguments.variables), surroundings)
    }
}
