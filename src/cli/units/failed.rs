//! Units that failed and run again when all have run: what passes then is flaky.

use std::collections::HashSet;

use super::desk::Desk;
use super::line::Words;
use super::waiting::Waiting;
use crate::runner::EventKind;

/// A unit that failed.
pub(super) struct Failed {
    /// Its number.
    pub(super) unit: usize,
    /// How often it failed.
    runs: u32,
    /// The items of it that failed, by their ids and iterations.
    items: HashSet<(String, usize)>,
    /// What it told when it ran last.
    last: Waiting,
}

impl Failed {
    pub(super) fn new(unit: usize, last: Waiting) -> Self {
        let items = items(&last);
        Self {
            unit,
            runs: 1,
            items,
            last,
        }
    }

    /// Whether it has not passed meanwhile.
    pub(super) fn is_failed(&self) -> bool {
        self.last
            .ended
            .as_ref()
            .is_none_or(|ended| ended.has_failed)
    }

    /// Takes what it told when it ran again, if it did so to its end.
    pub(super) fn has_run(&mut self, again: Waiting) {
        let Some(ended) = again.ended.as_ref().filter(|ended| !ended.is_interrupted) else {
            return;
        };
        if ended.has_failed {
            self.runs += 1;
            self.items.extend(items(&again));
        }
        self.last = again;
    }

    /// What it told when it ran last, with how often its items had failed before.
    pub(super) fn last_run(mut self) -> (usize, Waiting) {
        // Of those that failed the last time, too, this counts the runs before it.
        let runs = self.runs - u32::from(self.is_failed());
        if runs > 0 {
            for told in &mut self.last.told {
                for event in [Some(&mut told.event), told.clear.as_mut()]
                    .into_iter()
                    .flatten()
                {
                    let item = event.at.item.as_ref().map(|item| item.item.id.clone());
                    let place = item.map(|item| (item, event.at.cursor.iteration));
                    let is_flaky = place.is_some_and(|place| self.items.contains(&place));
                    if let EventKind::Item(end) = &mut event.kind
                        && is_flaky
                    {
                        end.failed_runs = runs;
                    }
                }
            }
        }
        (self.unit, self.last)
    }
}

/// The items that failed.
fn items(waiting: &Waiting) -> HashSet<(String, usize)> {
    let events = waiting.told.iter().map(|told| &told.event);
    let failed = events.filter_map(|event| match &event.kind {
        EventKind::Item(end) if end.has_failed => {
            let item = event.at.item.as_ref()?;
            Some((item.item.id.clone(), event.at.cursor.iteration))
        }
        _ => None,
    });
    failed.collect()
}

/// Takes what workers say of units that run again, by their places.
pub(super) async fn collect(mut receiver: Words, desk: &Desk, count: usize) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    waiting.resize_with(count, Waiting::default);
    while let Some(words) = receiver.recv().await {
        for word in words {
            desk.clear(word.weight, word.place);
            waiting[word.place].add(word);
        }
    }
    waiting
}
