//! What is asked of several workers and several machines.

use crate::cli::args::{ByArgument, ShardArgument, UnitsArguments, WorkersArguments};
use crate::cli::error::Fault;
use crate::cli::{Surroundings, units};
use crate::runner::{By, Shard};

/// How a run goes in units, where something of that is asked for.
pub(super) fn units(
    arguments: UnitsArguments,
    surroundings: &Surroundings,
) -> Result<Option<units::Wanted>, Fault> {
    let by = arguments.by.map(|by| match by {
        ByArgument::Collection => By::Collection,
        ByArgument::Folder => By::Folder,
        ByArgument::Iteration => By::Iteration,
    });
    workers(arguments.workers, by, surroundings)
}

/// How pages run, where something of that is asked for.
pub(super) fn workers(
    arguments: WorkersArguments,
    by: Option<By>,
    surroundings: &Surroundings,
) -> Result<Option<units::Wanted>, Fault> {
    let WorkersArguments { jobs, shard, .. } = arguments;
    let retries = arguments.retry_failed;
    let is_asked = jobs.is_some() || by.is_some() || shard.is_some() || retries.is_some();
    for (name, path) in [
        ("--timings", &arguments.timings),
        ("--export-timings", &arguments.export_timings),
    ] {
        if path.is_some() && !is_asked {
            let hint = "add `--jobs`, `--shard` or `--by`".to_owned();
            let message = format!("`{name}` is about units, and this run has none");
            return Err(Fault::text(message).hint(Some(hint)));
        }
    }
    let shard = match shard {
        Some(ShardArgument::Auto) => Some(units::shard_of_machine(surroundings)?),
        Some(ShardArgument::Of(number, count)) => Some(Shard { number, count }),
        None => None,
    };
    Ok(is_asked.then_some(units::Wanted {
        jobs: jobs.unwrap_or(1),
        by,
        shard,
        retries: retries.unwrap_or_default(),
        timings: arguments.timings,
        export_timings: arguments.export_timings,
    }))
}
