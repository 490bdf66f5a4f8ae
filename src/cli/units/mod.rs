//! Running in units: several at the same time, or those of one machine of several.

mod crew;
mod desk;
mod failed;
mod gather;
mod line;
mod machine;
mod roster;
mod timings;
mod waiting;
mod work;

use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::error::Fault;
use super::exports;
use super::stage::{Ended, Stage};
use crate::report::{Reporters, Share};
use crate::runner::{Conflict, Leavings, Sink, Weave};
use crate::variables::{ScopeKind, Scopes};
use crew::{Crew, Means};
use desk::Desk;
use failed::Failed;
use gather::Gathering;
use line::{Telling, Words};
pub(super) use machine::shard_of_machine;
pub(super) use roster::{Roster, Wanted};
pub(super) use timings::write as write_timings;
pub(super) use work::{Collections, Placed, Work};

/// What is run in units.
pub(super) struct Course<'a, W> {
    pub(super) wanted: &'a Wanted,
    pub(super) roster: &'a Roster,
    pub(super) work: &'a W,
    pub(super) exports: &'a exports::Wanted,
}

impl<W: Work> Course<'_, W> {
    /// What of the run this is.
    pub(super) fn share(&self) -> Share {
        let Roster {
            by, units, chosen, ..
        } = self.roster;
        let shard = self.wanted.shard;
        Share {
            plan: self.work.fingerprint(by),
            by: (*by).to_owned(),
            units: units.iter().map(|unit| unit.name.clone()).collect(),
            own: chosen.clone(),
            number: shard.map(|shard| shard.number),
            count: shard.map_or(1, |shard| shard.count),
        }
    }

    /// Runs the units that are to run here; the reporters are told of them in the order of the plan.
    /// What they leave is told as changes to these variables.
    pub(super) fn run(
        &self,
        begun: &Scopes,
        stage: &Stage<'_>,
        on: (&mut Reporters, &Runtime),
    ) -> Result<Ended, Fault> {
        let (reporters, runtime) = on;
        let roster = self.roster;
        let desk = Desk::new(roster.chosen.len());
        let means = Means {
            kit: stage.kit()?,
            work: self.work,
            telling: Telling {
                variables: reporters.wants_variables(),
                proofs: reporters.wants_proofs(),
                clear: reporters.has_starter(),
                cookies: self.exports.cookies.is_some(),
            },
            shares_engine: self.work.shares_engine(),
        };
        let crew = Crew {
            means: &means,
            roster,
            desk: &desk,
        };
        let leavings = Leavings::new(begun, self.work.own_variables());
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
            faults.extend(write_timings(path, roster.by, &gathered.times).err());
        }
        faults.extend(conflicts(gathered.leavings.conflicts(), self.exports));
        Ok(Ended {
            summary: gathered.summary,
            scopes: gathered.leavings.scopes(),
            ran: self.work.ran(&gathered.leavings),
            faults,
            is_whole: self.wanted.shard.is_none(),
        })
    }

    /// Has units that failed run again, as often as is wanted; returns what went wrong with workers.
    fn again(
        &self,
        failed: &mut [Failed],
        crew: Crew<'_, W>,
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
                units: self.roster.units.clone(),
                chosen: again.iter().map(|at| failed[*at].unit).collect(),
                ..*self.roster
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
    fn work(&self, crew: Crew<'_, W>, listen: impl FnOnce(Words)) -> Vec<Fault> {
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
