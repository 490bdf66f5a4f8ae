//! What the units of a run are of.

use std::collections::HashSet;
use std::sync::Arc;

use crate::cli::inputs::Ran;
use crate::runner::{End, Keeper, Leavings, Plan, Session, Unit, UnitOf, fingerprint};
use crate::script::leaves_traces;
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// What the units of a run are of: collections, or pages.
pub(in crate::cli) trait Work: Sync {
    /// What tells it from that of other runs.
    fn fingerprint(&self, by: &str) -> String;

    /// The variables that a unit begins with.
    fn begun(&self, unit: &Unit) -> Scopes;

    /// The variables that each collection, or page, has by itself.
    fn own_variables(&self) -> Vec<Scope>;

    /// Tells what is secret of what a unit is of: only the first unit of it tells of that itself.
    fn teach(&self, unit: &Unit, keeper: &Keeper);

    /// Whether the scripts of one unit leave nothing in the engine that those of the next could see.
    fn shares_engine(&self) -> bool;

    /// Runs a unit, to its end or to that of `ended`.
    fn run(
        &self,
        session: &mut Session<'_>,
        unit: Placed<'_>,
        ended: impl Future<Output = ()>,
    ) -> impl Future<Output = End>;

    /// The collections that ran, with what was left in their variables.
    fn ran(&self, leavings: &Leavings) -> Vec<Ran>;
}

/// A unit at its place.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Placed<'a> {
    pub(in crate::cli) unit: &'a Unit,
    /// Whether it is the first of its collection, or page, that runs here.
    pub(in crate::cli) is_first: bool,
    /// Its clock and randomness.
    pub(in crate::cli) world: &'a World,
}

/// Collections that run in units.
pub(in crate::cli) struct Collections<'a> {
    pub(in crate::cli) plans: &'a [Plan],
    /// The variables that the run begins with.
    pub(in crate::cli) begun: &'a Scopes,
}

impl Work for Collections<'_> {
    fn fingerprint(&self, by: &str) -> String {
        fingerprint(self.plans, by)
    }

    fn begun(&self, unit: &Unit) -> Scopes {
        Scopes {
            collection: Scope::of_collection(&self.plans[unit.plan].collection),
            ..self.begun.clone()
        }
    }

    fn own_variables(&self) -> Vec<Scope> {
        let of_plan = |plan: &Plan| Scope::of_collection(&plan.collection);
        self.plans.iter().map(of_plan).collect()
    }

    fn teach(&self, unit: &Unit, keeper: &Keeper) {
        keeper.learn_collection(&self.plans[unit.plan].collection);
    }

    fn shares_engine(&self) -> bool {
        let items = self.plans.iter().flat_map(|plan| &plan.items);
        let mut scripts = items.flat_map(|item| item.events.iter());
        let mut known = HashSet::new();
        !scripts.any(|owned| {
            let source = &owned.event.script.source;
            // A script of a folder is that of all of its items.
            known.insert(source.as_ptr()) && leaves_traces(source)
        })
    }

    async fn run(
        &self,
        session: &mut Session<'_>,
        unit: Placed<'_>,
        ended: impl Future<Output = ()>,
    ) -> End {
        let run = UnitOf {
            plans: self.plans,
            unit: unit.unit,
            is_first: unit.is_first,
        };
        session.run_unit(run, ended).await
    }

    fn ran(&self, leavings: &Leavings) -> Vec<Ran> {
        let ran = self.plans.iter().enumerate().map(|(number, plan)| Ran {
            collection: Arc::clone(&plan.collection),
            variables: leavings.of_collection(number),
        });
        ran.collect()
    }
}
