//! What was told of a unit and is not passed on yet.

use super::crew::UnitEnd;
use crate::runner::Told;

/// What waits of a unit.
#[derive(Default)]
pub(super) struct Waiting {
    pub(super) told: Vec<Told>,
    /// What that weighs.
    pub(super) weight: u64,
    pub(super) ended: Option<Box<UnitEnd>>,
    /// The times of its first and its last event, in milliseconds since the Unix epoch.
    pub(super) span: Option<(i64, i64)>,
}

impl Waiting {
    pub(super) fn add(&mut self, told: Vec<Told>, weight: u64) {
        for told in &told {
            let time = told.event.at.time;
            let began = self.span.map_or(time, |(began, _)| began);
            self.span = Some((began, time));
        }
        self.told.extend(told);
        self.weight += weight;
    }
}
