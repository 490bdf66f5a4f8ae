//! What workers say, put in the order of the plan.

use std::sync::Arc;

use super::desk::Desk;
use super::failed::Failed;
use super::line::{UnitEnd, Words};
use super::roster::Roster;
use super::waiting::Waiting;
use crate::cli::stage::Stage;
use crate::http::Jar;
use crate::runner::{At, Event, EventKind, Leavings, RunEnd, Summary, Told, Weave};

/// What units have told that is not passed on yet, and what they came to.
pub(super) struct Gathering<'a> {
    roster: &'a Roster,
    desk: &'a Desk,
    /// By the places of units.
    waiting: Vec<Waiting>,
    /// The place of the unit that is told of.
    front: usize,
    leavings: Leavings,
    /// The cookies that units leave are put in here.
    jar: &'a Jar,
    error: Option<String>,
    /// Whether units that fail are kept back, to be run again.
    keeps_failed: bool,
    /// Those that were.
    failed: Vec<Failed>,
}

/// What all units came to.
pub(super) struct Gathered {
    pub(super) summary: Summary,
    pub(super) leavings: Leavings,
    /// The names of units, each with how long it took in milliseconds.
    pub(super) times: Vec<(String, u64)>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(
        roster: &'a Roster,
        desk: &'a Desk,
        leavings: Leavings,
        jar: &'a Jar,
    ) -> Self {
        let mut waiting = Vec::new();
        waiting.resize_with(roster.chosen.len(), Waiting::default);
        Self {
            roster,
            desk,
            waiting,
            front: 0,
            leavings,
            jar,
            error: None,
            keeps_failed: false,
            failed: Vec::new(),
        }
    }

    /// Keeps units back that fail.
    pub(super) fn keeping_failed(self) -> Self {
        Self {
            keeps_failed: true,
            ..self
        }
    }

    /// Those that were kept back.
    pub(super) fn take_failed(&mut self) -> Vec<Failed> {
        std::mem::take(&mut self.failed)
    }

    /// Tells of units that were kept back, as they ran last.
    pub(super) fn tell_failed(&mut self, failed: Vec<Failed>, weave: &mut Weave<'_>) {
        for failed in failed {
            let (unit, waiting) = failed.last_run();
            for told in waiting.told {
                weave.take(told);
            }
            self.settle(unit, waiting.ended);
        }
    }

    /// Takes what workers say until all have ended; tells of each unit as soon as those before it
    /// are told of.
    pub(super) async fn gather(&mut self, mut receiver: Words, weave: &mut Weave<'_>) {
        while let Some(words) = receiver.recv().await {
            for word in words {
                self.waiting[word.place].add(word);
            }
            self.pass_on(weave);
        }
        // Of units that did not end, or never began, what there is.
        while self.front < self.waiting.len() {
            self.tell(weave);
            self.advance();
        }
    }

    /// Passes on what can be told.
    fn pass_on(&mut self, weave: &mut Weave<'_>) {
        while let Some(waiting) = self.waiting.get(self.front) {
            let has_ended = waiting.ended.is_some();
            // Whether it has failed decides.
            if self.keeps_failed && !has_ended {
                return;
            }
            self.tell(weave);
            if !has_ended {
                return;
            }
            self.advance();
        }
    }

    fn tell(&mut self, weave: &mut Weave<'_>) {
        let is_kept = self.is_kept();
        let waiting = &mut self.waiting[self.front];
        let weight = std::mem::take(&mut waiting.weight);
        let told = match is_kept {
            false => std::mem::take(&mut waiting.told),
            // What others stand on is told at once.
            true if self.roster.has_parts => waiting.told.extract_if(.., is_start).collect(),
            true => Vec::new(),
        };
        weave.beside(self.desk.running().saturating_sub(1));
        for told in told {
            weave.take(told);
        }
        self.desk.clear(weight, self.front);
    }

    /// Whether the unit in front is kept back.
    fn is_kept(&self) -> bool {
        let ended = self.waiting[self.front].ended.as_ref();
        self.keeps_failed && ended.is_some_and(|ended| ended.has_failed)
    }

    /// The unit in front is over.
    fn advance(&mut self) {
        let is_kept = self.is_kept();
        let waiting = std::mem::take(&mut self.waiting[self.front]);
        let unit = self.roster.chosen[self.front];
        if is_kept {
            self.failed.push(Failed::new(unit, waiting));
        } else {
            self.settle(unit, waiting.ended);
        }
        self.front += 1;
        self.desk.clear(0, self.front);
    }

    /// Takes over what a unit came to.
    fn settle(&mut self, unit: usize, ended: Option<Box<UnitEnd>>) {
        let Some(ended) = ended else { return };
        let unit = &self.roster.units[unit];
        self.leavings.add(unit.plan, &unit.name, ended.changes);
        self.error = self.error.take().or(ended.error);
        if let Some(cookies) = ended.cookies {
            // What a jar has written, a jar can read.
            let _ = self.jar.add(&cookies);
        }
    }

    /// Ends the stream.
    pub(super) fn end(self, weave: Weave<'_>, stage: &Stage<'_>) -> Gathered {
        let end = RunEnd {
            error: self.error,
            interrupted: stage.is_interrupted(),
            scopes: self.leavings.scopes().into(),
        };
        let at = At {
            time: stage.world.epoch_millis(),
            cursor: Arc::clone(weave.cursor()),
            item: None,
        };
        let done = Event {
            at,
            kind: EventKind::Done(end),
        };
        let named = |(unit, took): (usize, u64)| (self.roster.units[unit].name.clone(), took);
        Gathered {
            times: weave.took().into_iter().map(named).collect(),
            summary: weave.end(done, Some(stage.keeper())),
            leavings: self.leavings,
        }
    }
}

fn is_start(told: &mut Told) -> bool {
    matches!(told.event.kind, EventKind::Start(_))
}
