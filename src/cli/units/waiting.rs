//! What was told of a unit and is not passed on yet.

use super::line::{UnitEnd, Word};
use crate::runner::Told;

/// What waits of a unit.
#[derive(Default)]
pub(super) struct Waiting {
    pub(super) told: Vec<Told>,
    /// What that weighs.
    pub(super) weight: u64,
    pub(super) ended: Option<Box<UnitEnd>>,
}

impl Waiting {
    /// Takes what a worker says of the unit.
    pub(super) fn add(&mut self, word: Word) {
        self.told.extend(word.told);
        self.weight += word.weight;
        self.ended = word.ended;
    }
}
