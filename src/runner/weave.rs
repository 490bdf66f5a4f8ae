//! One stream of the streams of units, as one worker would have told it.
//!
//! Each unit tells of its collection and of its iterations as if it were alone; of units that share
//! them, that is told once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::keeper::Keeper;
use super::masker::Masker;
use super::{At, Cursor, Event, EventKind, Sink, Summary};

/// An event of a unit.
#[derive(Debug, Clone)]
pub struct Told {
    /// As listeners are told of it.
    pub event: Event,
    /// As it was, where the program listens that started the run.
    pub clear: Option<Event>,
}

/// Puts the streams of units together, which come one after the other.
pub struct Weave<'s> {
    sink: &'s mut dyn Sink,
    summary: Summary,
    /// The collections that were told of, each with its iteration that was begun last.
    begun: BTreeMap<usize, Option<usize>>,
    /// The iteration that was begun last: its collection, and its number.
    open: Option<(usize, usize)>,
    /// Its end, until it is known whether the next unit goes on with it.
    iteration: Option<Told>,
    /// Where the last event was.
    cursor: Arc<Cursor>,
    /// The times of the first and the last event of each unit, in milliseconds since the Unix epoch.
    spans: BTreeMap<usize, (i64, i64)>,
}

impl<'s> Weave<'s> {
    /// A stream that is told to `sink`.
    pub fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            summary: Summary::default(),
            begun: BTreeMap::new(),
            open: None,
            iteration: None,
            cursor: Arc::default(),
            spans: BTreeMap::new(),
        }
    }

    /// Takes the next event of a unit.
    pub fn take(&mut self, mut told: Told) {
        let at = &told.event.at;
        if let Some(unit) = at.cursor.unit {
            self.spans.entry(unit).or_insert((at.time, at.time)).1 = at.time;
        }
        match &told.event.kind {
            EventKind::Start(_) if self.begun.contains_key(&at.cursor.collection) => return,
            EventKind::BeforeIteration if self.is_begun(at) => return,
            EventKind::Iteration => {
                let is_open = self.is_open(at);
                self.iteration = Some(told).filter(|_| is_open).or(self.iteration.take());
                return;
            }
            _ => {}
        }
        if !self.is_open(at) {
            self.close();
        }
        match told.event.kind {
            EventKind::Start(_) => {
                // The first that is told of here may be none of a whole run.
                let number = self.begun.len();
                self.begun.insert(at.cursor.collection, None);
                let clear = told.clear.as_mut().map(|clear| &mut clear.kind);
                for kind in [Some(&mut told.event.kind), clear].into_iter().flatten() {
                    renumber(kind, number);
                }
            }
            EventKind::BeforeIteration => {
                self.open = Some(place(at));
                self.begun
                    .insert(at.cursor.collection, Some(at.cursor.iteration));
            }
            _ => {}
        }
        self.tell(&told);
    }

    /// So many other units run while what comes next happens.
    pub fn beside(&mut self, units: usize) {
        self.sink.beside(units);
    }

    /// The numbers of the units, each with how long it took in milliseconds.
    pub fn took(&self) -> Vec<(usize, u64)> {
        let spans = self.spans.iter();
        let took = spans.map(|(unit, (began, ended))| {
            let took = u64::try_from(ended - began).unwrap_or_default();
            (*unit, took)
        });
        took.collect()
    }

    /// Where the last event was.
    pub fn cursor(&self) -> &Arc<Cursor> {
        &self.cursor
    }

    /// Ends the stream with the run's last event; what of its variables is secret by its name or its
    /// type, the keeper knows, unless it is masked already.
    pub fn end(mut self, done: Event, keeper: Option<&Keeper>) -> Summary {
        self.close();
        let mut event = done.clone();
        if let Some(keeper) = keeper {
            Masker::default().mask(&mut event, keeper);
        }
        self.tell(&Told {
            event,
            clear: Some(done),
        });
        self.summary
    }

    /// Whether that iteration was begun: they come in order, but for units that run again.
    fn is_begun(&self, at: &At) -> bool {
        let last = self.begun.get(&at.cursor.collection).copied().flatten();
        last.is_some_and(|last| at.cursor.iteration <= last)
    }

    /// Whether that is in the iteration that was begun last.
    fn is_open(&self, at: &At) -> bool {
        self.open == Some(place(at))
    }

    /// Tells of the end of the iteration that is over.
    fn close(&mut self) {
        self.open = None;
        if let Some(ended) = self.iteration.take() {
            self.tell(&ended);
        }
    }

    fn tell(&mut self, told: &Told) {
        if let Some(clear) = &told.clear {
            self.sink.in_the_clear(clear);
        }
        self.cursor = Arc::clone(&told.event.at.cursor);
        self.summary.note(&told.event);
        self.sink.event(&told.event);
    }
}

fn renumber(kind: &mut EventKind, number: usize) {
    if let EventKind::Start(run) = kind
        && run.number != number
    {
        Arc::make_mut(run).number = number;
    }
}

fn place(at: &At) -> (usize, usize) {
    (at.cursor.collection, at.cursor.iteration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::{Run, RunEnd};
    use crate::variables::Scopes;

    /// What is told, in short: the kind with the collection and the iteration.
    struct Tape(Vec<String>);

    impl Sink for Tape {
        fn event(&mut self, event: &Event) {
            let Cursor {
                collection,
                iteration,
                ..
            } = &*event.at.cursor;
            let kind = match &event.kind {
                EventKind::Start(_) => "start",
                EventKind::BeforeIteration => "begin",
                EventKind::Iteration => "end",
                EventKind::Done(_) => "done",
                _ => "item",
            };
            self.0.push(format!("{kind} {collection}{iteration}"));
        }
    }

    fn unit(collection: usize, iteration: usize) -> impl Iterator<Item = Told> {
        let run = Run {
            collection: Arc::default(),
            iterations: 2,
            scopes: Scopes::default(),
            number: collection,
            count: 2,
            page: None,
        };
        let kinds = [
            EventKind::Start(Arc::new(run)),
            EventKind::BeforeIteration,
            EventKind::BeforeItem,
            EventKind::Iteration,
        ];
        kinds.into_iter().map(move |kind| {
            let cursor = Arc::new(Cursor {
                iteration,
                collection,
                ..Cursor::default()
            });
            let at = At {
                cursor,
                ..At::default()
            };
            Told {
                event: Event { at, kind },
                clear: None,
            }
        })
    }

    #[test]
    fn what_units_share_is_told_once() {
        let mut tape = Tape(Vec::new());
        let mut weave = Weave::new(&mut tape);
        for (collection, iteration) in [(0, 0), (0, 0), (0, 1), (1, 1)] {
            unit(collection, iteration).for_each(|told| weave.take(told));
        }
        let at = At {
            cursor: Arc::clone(weave.cursor()),
            ..At::default()
        };
        let kind = EventKind::Done(RunEnd::default());
        let summary = weave.end(Event { at, kind }, Some(&Keeper::off()));
        assert_eq!(summary.stats.iterations.total, 3);
        assert_eq!(
            tape.0,
            [
                "start 00", "begin 00", "item 00", "item 00", "end 00", "begin 01", "item 01",
                "end 01", "start 11", "begin 11", "item 11", "end 11", "done 11"
            ]
        );
    }
}
