//! Running in units: several at the same time, or those of one machine of several.

mod crew;
mod desk;
mod failed;
mod gather;
mod machine;
mod roster;
mod timings;
mod waiting;

use std::sync::Arc;
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::error::Fault;
use super::exports;
use super::inputs::Ran;
use super::stage::{Ended, Stage};
use crate::report::{Reporters, Share};
use crate::runner::{Conflict, Leavings, Plan, Sink, Weave, fingerprint};
use crate::variables::{ScopeKind, Scopes};
use crew::{Crew, Means, Telling, Word};
use desk::Desk;
use failed::Failed;
use gather::Gathering;
pub(super) use machine::shard_of_machine;
pub(super) use roster::{Roster, Wanted};
pub(super) use timings::write as write_timings;

/// What is run in units.
#[derive(Clone, Copy)]
pub(super) struct Course<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) roster: &'a Roster,
    pub(super) plans: &'a [Plan],
    pub(super) exports: &'a exports::Wanted,
}

impl Course<'_> {
    /// What of the run this is.
    pub(super) fn share(&self) -> Share {
        let Roster { by, units, chosen } = self.roster;
        let shard = self.wanted.shard;
        Share {
            plan: fingerprint(self.plans, *by),
            by: by.name().to_owned(),
            units: units.iter().map(|unit| unit.name.clone()).collect(),
            own: chosen.clone(),
            number: shard.map(|shard| shard.number),
            count: shard.map_or(1, |shard| shard.count),
        }
    }

    /// Runs the units that are to run here, each from these variables; the reporters are told of
    /// them in the order of the plan.
    pub(super) fn run(
        self,
        begun: &Scopes,
        stage: &Stage<'_>,
        on: (&mut Reporters, &Runtime),
    ) -> Result<Ended, Fault> {
        let (reporters, runtime) = on;
        let roster = self.roster;
        let desk = Desk::new(roster.chosen.len());
        let means = Means {
            kit: stage.kit()?,
            plans: self.plans,
            begun,
            telling: Telling {
                variables: reporters.wants_variables(),
                clear: reporters.has_starter(),
                cookies: self.exports.cookies.is_some(),
            },
            shares_engine: crew::shares_engine(self.plans),
        };
        let crew = Crew {
            means: &means,
            roster,
            desk: &desk,
        };
        let leavings = Leavings::new(begun, self.plans);
        let mut gathering = Gathering::new(roster, &desk, leavings, stage.jar());
        if self.wanted.retries > 0 {
            gathering = gathering.keeping_failed();
        }
        let mut weave = Weave::new(reporters);
        let mut faults = self.work(crew, |receiver| {
            runtime.block_on(gathering.gather(receiver, &mut weave));
        });
        let mut failed = gathering.take_failed();
        faults.extend(self.again(&mut failed, crew, (stage, runtime)));
        gathering.tell_failed(failed, &mut weave);
        let gathered = gathering.end(weave, stage);
        if let Some(path) = &self.wanted.export_timings {
            faults.extend(write_timings(path, roster.by.name(), &gathered.times).err());
        }
        faults.extend(conflicts(gathered.leavings.conflicts(), self.exports));
        let ran = self.plans.iter().enumerate().map(|(number, plan)| Ran {
            collection: Arc::clone(&plan.collection),
            variables: gathered.leavings.of_collection(number),
        });
        Ok(Ended {
            summary: gathered.summary,
            scopes: gathered.leavings.scopes(),
            ran: ran.collect(),
            faults,
            is_whole: self.wanted.shard.is_none(),
        })
    }

    /// Has units that failed run again, as often as is wanted; returns what went wrong with workers.
    fn again(
        &self,
        failed: &mut [Failed],
        crew: Crew<'_>,
        on: (&Stage<'_>, &Runtime),
    ) -> Vec<Fault> {
        let (stage, runtime) = on;
        let mut faults = Vec::new();
        for _ in 0..self.wanted.retries {
            let again: Vec<usize> = (0..failed.len())
                .filter(|at| failed[*at].is_failed())
                .collect();
            if again.is_empty() || stage.is_over() || crew.desk.is_halted() {
                break;
            }
            let roster = Roster {
                by: self.roster.by,
                units: self.roster.units.clone(),
                chosen: again.iter().map(|at| failed[*at].unit).collect(),
            };
            let desk = Desk::new(again.len());
            let crew = Crew {
                roster: &roster,
                desk: &desk,
                ..crew
            };
            let mut ran = Vec::new();
            faults.extend(self.work(crew, |receiver| {
                ran = runtime.block_on(failed::collect(receiver, &desk, again.len()));
            }));
            for (at, ran) in again.into_iter().zip(ran) {
                failed[at].has_run(ran);
            }
        }
        faults
    }

    /// Has workers run the crew's units, while `listen` takes what they say; returns what went wrong
    /// with them.
    fn work(&self, crew: Crew<'_>, listen: impl FnOnce(UnboundedReceiver<Word>)) -> Vec<Fault> {
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::unbounded_channel();
            let count = self.wanted.jobs.clamp(1, crew.roster.chosen.len().max(1));
            let workers: Vec<_> = (0..count)
                .map(|_| crew::start(scope, crew, sender.clone()))
                .collect();
            drop(sender);
            listen(receiver);
            crew::ends(workers)
        })
    }
}

/// What keeps exports from being what every unit has left.
fn conflicts(conflicts: &[Conflict], exports: &exports::Wanted) -> Vec<Fault> {
    let exported = |kind: ScopeKind| match kind {
        ScopeKind::Environment => exports
            .environment
            .as_ref()
            .map(|path| ("environment", path)),
        ScopeKind::Globals => exports.globals.as_ref().map(|path| ("globals", path)),
        ScopeKind::Collection => exports.collection.as_ref().map(|path| ("collection", path)),
        ScopeKind::Local | ScopeKind::Data => None,
    };
    let told = conflicts.iter().filter_map(|conflict| {
        let (what, path) = exported(conflict.kind)?;
        let [first, second] = &conflict.units;
        let name = &conflict.name;
        let message = format!(
            "the {what} in `{}` is not what every unit has left: `{name}` has one value after `{first}` and another after `{second}`, which is the one that was written",
            path.display()
        );
        let hint = "run without `--jobs`, or let one unit alone set it".to_owned();
        Some(Fault::text(message).hint(Some(hint)))
    });
    told.collect()
}
