//! Which units there are, and which of them run here.

use std::path::PathBuf;

use super::timings;
use crate::cli::error::Fault;
use crate::cli::messages::{tell, warn};
use crate::runner::{By, Plan, Shard, Unit, leanings};
use crate::text;

/// How a run goes in units.
#[derive(Debug, Default)]
pub(in crate::cli) struct Wanted {
    /// How many run at the same time.
    pub(in crate::cli) jobs: usize,
    /// What they are; `None` is what is usual.
    pub(in crate::cli) by: Option<By>,
    /// The machine whose units run here.
    pub(in crate::cli) shard: Option<Shard>,
    /// How often units that failed are run again.
    pub(in crate::cli) retries: u32,
    /// The file of how long units took in an earlier run.
    pub(in crate::cli) timings: Option<PathBuf>,
    /// The file that is written of how long they took.
    pub(in crate::cli) export_timings: Option<PathBuf>,
}

/// The units of a run, and which of them run here.
pub(in crate::cli) struct Roster {
    /// What a unit is, as it is called.
    pub(in crate::cli) by: &'static str,
    /// Whether several units may be of one collection.
    pub(in crate::cli) has_parts: bool,
    pub(in crate::cli) units: Vec<Unit>,
    /// The numbers of those that run here, in the order of the plan.
    pub(in crate::cli) chosen: Vec<usize>,
}

impl Roster {
    /// Those that run here.
    pub(in crate::cli) fn chosen(&self) -> impl Iterator<Item = &Unit> {
        self.chosen.iter().map(|number| &self.units[*number])
    }
}

impl Wanted {
    /// The units of these plans.
    pub(in crate::cli) fn roster(&self, plans: &[Plan]) -> Result<Roster, Fault> {
        let by = self.by(plans);
        self.deal(by.units(plans), by.name())
    }

    /// Those units that are to run here.
    pub(in crate::cli) fn deal(&self, units: Vec<Unit>, by: &'static str) -> Result<Roster, Fault> {
        let times = self.timings.as_deref().map(timings::read).transpose()?;
        let chosen = match self.shard {
            Some(shard) => shard.units(&units, &times.unwrap_or_default()),
            None => (0..units.len()).collect(),
        };
        Ok(Roster {
            by,
            has_parts: units.windows(2).any(|two| two[0].plan == two[1].plan),
            units,
            chosen,
        })
    }

    fn by(&self, plans: &[Plan]) -> By {
        self.by.unwrap_or_else(|| By::usual(plans))
    }

    /// Says what of the units can be known to go wrong.
    pub(in crate::cli) fn warn(&self, roster: &Roster, plans: &[Plan]) {
        for leaning in leanings(plans, &roster.units, self.by(plans)) {
            let readers = leaning.readers.join("`, `");
            warn(format!(
                "units lean on each other: `{}` is set by `{}` and read by `{readers}`, which begins without it",
                leaning.variable, leaning.setter,
            ));
        }
    }

    /// Says which of the units run here, of those that several machines share.
    pub(in crate::cli) fn introduce(&self, roster: &Roster) {
        if let Some(Shard { number, count }) = self.shard {
            let all = text::plural(roster.units.len(), "unit");
            let own = match roster.chosen.len() {
                0 => "none".to_owned(),
                own => own.to_string(),
            };
            let by = roster.by;
            tell(&format!(
                "shard {number} of {count} has {own} of {all}, by {by}"
            ));
        }
    }
}
