//! What workers say, put in the order of the plan.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use super::crew::{UnitEnd, Word};
use super::desk::Desk;
use super::roster::Roster;
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
    /// The names of units that have ended, each with how long it took in milliseconds.
    times: Vec<(String, u64)>,
}

/// What waits of a unit.
#[derive(Default)]
struct Waiting {
    told: Vec<Told>,
    /// What that weighs.
    weight: u64,
    ended: Option<Box<UnitEnd>>,
    /// The times of its first and its last event, in milliseconds since the Unix epoch.
    span: Option<(i64, i64)>,
}

/// What all units came to.
pub(super) struct Gathered {
    pub(super) summary: Summary,
    pub(super) leavings: Leavings,
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
            times: Vec::new(),
        }
    }

    /// Takes what workers say until all have ended; tells of each unit as soon as those before it
    /// are told of.
    pub(super) async fn gather(
        &mut self,
        mut receiver: UnboundedReceiver<Word>,
        weave: &mut Weave<'_>,
    ) {
        while let Some(word) = receiver.recv().await {
            match word {
                Word::Told(place, told, weight) => self.waiting[place].add(told, weight),
                Word::Ended(place, ended) => self.waiting[place].ended = Some(ended),
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
        while self.front < self.waiting.len() {
            self.tell(weave);
            if self.waiting[self.front].ended.is_none() {
                return;
            }
            self.advance();
        }
    }

    fn tell(&mut self, weave: &mut Weave<'_>) {
        let waiting = &mut self.waiting[self.front];
        let weight = std::mem::take(&mut waiting.weight);
        for told in std::mem::take(&mut waiting.told) {
            weave.take(told);
        }
        self.desk.clear(weight, self.front);
    }

    /// The unit that was told of is over.
    fn advance(&mut self) {
        let waiting = std::mem::take(&mut self.waiting[self.front]);
        let unit = &self.roster.units[self.roster.chosen[self.front]];
        if let Some((began, ended)) = waiting.span {
            let took = u64::try_from(ended - began).unwrap_or_default();
            self.times.push((unit.name.clone(), took));
        }
        if let Some(ended) = waiting.ended {
            self.leavings.add(unit.plan, &unit.name, ended.changes);
            self.error = self.error.take().or(ended.error);
            if let Some(cookies) = ended.cookies {
                // What a jar has written, a jar can read.
                let _ = self.jar.add(&cookies);
            }
        }
        self.front += 1;
        self.desk.clear(0, self.front);
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
        Gathered {
            summary: weave.end(done, Some(stage.keeper())),
            leavings: self.leavings,
            times: self.times,
        }
    }
}

impl Waiting {
    fn add(&mut self, told: Vec<Told>, weight: u64) {
        for told in &told {
            let time = told.event.at.time;
            let began = self.span.map_or(time, |(began, _)| began);
            self.span = Some((began, time));
        }
        self.told.extend(told);
        self.weight += weight;
    }
}
