//! Which units there are, and which of them run here.

use std::path::PathBuf;

use super::timings;
use crate::cli::error::Fault;
use crate::cli::messages::{tell, warn};
use crate::runner::{By, Plan, Shard, Unit, leanings};
use crate::text;

/// How a run goes in units.
#[derive(Debug)]
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
    pub(in crate::cli) by: By,
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
        let by = self.by.unwrap_or_else(|| By::usual(plans));
        let units = by.units(plans);
        let times = self.timings.as_deref().map(timings::read).transpose()?;
        let chosen = match self.shard {
            Some(shard) => shard.units(&units, &times.unwrap_or_default()),
            None => (0..units.len()).collect(),
        };
        Ok(Roster { by, units, chosen })
    }

    /// Says what of the units can be known to go wrong, and which of them run here.
    pub(in crate::cli) fn introduce(&self, roster: &Roster, plans: &[Plan]) {
        for leaning in leanings(plans, &roster.units, roster.by) {
            let readers = leaning.readers.join("`, `");
            warn(format!(
                "units lean on each other: `{}` is set by `{}` and read by `{readers}`, which begins without it",
                leaning.variable, leaning.setter,
            ));
        }
        if let Some(Shard { number, count }) = self.shard {
            let all = text::plural(roster.units.len(), "unit");
            let own = match roster.chosen.len() {
                0 => "none".to_owned(),
                own => own.to_string(),
            };
            let by = roster.by.name();
            tell(&format!(
                "shard {number} of {count} has {own} of {all}, by {by}"
            ));
        }
    }
}
