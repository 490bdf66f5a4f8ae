//! The events of several files as one stream.

use std::sync::Arc;

use super::{Source, unreadable};
use crate::cli::error::Fault;
use crate::report::Reporters;
use crate::runner::{At, Changes, Event, EventKind, RunEnd, Summary, Told, Weave};
use crate::variables::Scopes;

/// Puts streams together.
pub(super) struct Merging<'a> {
    weave: Weave<'a>,
    /// By the files in their order.
    ends: Vec<End>,
    /// The number of the collection that a file's first one has.
    offset: usize,
    faults: Vec<Fault>,
}

/// What is known of the end of a file's run.
#[derive(Default)]
struct End {
    /// The variables as the run has found them.
    begun: Option<Scopes>,
    /// The number of its last unit.
    last: Option<usize>,
    done: Option<(At, RunEnd)>,
}

impl End {
    /// When it was, in milliseconds since the Unix epoch.
    fn time(&self) -> Option<i64> {
        Some(self.done.as_ref()?.0.time)
    }
}

/// What all came to.
pub(super) struct Merged {
    pub(super) summary: Summary,
    /// What can't be read of files.
    pub(super) faults: Vec<Fault>,
    /// Files whose runs did not end.
    pub(super) cut_off: Vec<Fault>,
    /// The numbers of units, each with how long it took in milliseconds.
    pub(super) times: Vec<(usize, u64)>,
}

impl<'a> Merging<'a> {
    pub(super) fn new(reporters: &'a mut Reporters, files: usize) -> Self {
        let mut ends = Vec::new();
        ends.resize_with(files, End::default);
        Self {
            weave: Weave::new(reporters),
            ends,
            offset: 0,
            faults: Vec::new(),
        }
    }

    /// Takes the units of shards in the order of the plan.
    pub(super) fn by_unit(&mut self, sources: &mut [Source]) {
        while let Some((unit, number)) = next_unit(sources) {
            while sources[number].blob.unit() == Some(unit) {
                if !self.take(number, &mut sources[number]) {
                    break;
                }
            }
        }
        // What is of no unit: the ends.
        for (number, source) in sources.iter_mut().enumerate() {
            while self.take(number, source) {}
        }
    }

    /// Takes whole runs one after the other, as the collections of one run.
    pub(super) fn one_by_one(&mut self, sources: &mut [Source]) {
        let count: usize = sources
            .iter()
            .map(|source| source.blob.head.collections.len().max(1))
            .sum();
        let is_one = sources.len() == 1;
        for (number, source) in sources.iter_mut().enumerate() {
            let own = source.blob.head.collections.len().max(1);
            while let Some(event) = self.next(source) {
                let event = if is_one {
                    event
                } else {
                    renumbered(event, self.offset, count)
                };
                self.hand_on(number, event);
            }
            self.offset += own;
        }
    }

    /// Takes the next event of a file; returns whether there was one.
    fn take(&mut self, number: usize, source: &mut Source) -> bool {
        let event = self.next(source);
        let is_there = event.is_some();
        if let Some(event) = event {
            self.hand_on(number, event);
        }
        is_there
    }

    fn next(&mut self, source: &mut Source) -> Option<Event> {
        source.blob.next_event().unwrap_or_else(|error| {
            self.faults.push(unreadable(&source.path, &error));
            None
        })
    }

    fn hand_on(&mut self, number: usize, event: Event) {
        let end = &mut self.ends[number];
        if let Some(unit) = event.at.cursor.unit {
            end.last = Some(unit);
        }
        match event {
            Event {
                at,
                kind: EventKind::Done(done),
            } => end.done = Some((at, done)),
            event => {
                if let EventKind::Start(run) = &event.kind {
                    end.begun.get_or_insert_with(|| run.scopes.clone());
                }
                self.weave.take(Told { event, clear: None });
            }
        }
    }

    /// Ends the stream. What is missing, if anything, is an error of the run, as what was cut off is: reports tell it.
    pub(super) fn end(self, sources: &[Source], missing: Option<&Fault>) -> Merged {
        let ended = |end: &End| end.done.is_some();
        let cut_off = sources
            .iter()
            .zip(&self.ends)
            .filter(|(_, end)| !ended(end));
        let cut_off: Vec<Fault> = cut_off
            .map(|(source, _)| {
                let path = source.path.display();
                let hint = "the program was killed, or the file was not copied whole".to_owned();
                Fault::text(format!("blob `{path}` was cut off: its run did not end"))
                    .hint(Some(hint))
            })
            .collect();
        let last = At {
            time: self
                .ends
                .iter()
                .filter_map(End::time)
                .max()
                .unwrap_or_default(),
            cursor: Arc::clone(self.weave.cursor()),
            item: None,
        };
        let mut whole = together(&self.ends);
        let lacking = missing.into_iter().chain(&cut_off).next();
        whole.error = whole.error.or_else(|| lacking.map(Fault::in_words));
        let done = Event {
            at: match &self.ends[..] {
                [
                    End {
                        done: Some((at, _)),
                        ..
                    },
                ] => at.clone(),
                _ => last,
            },
            kind: EventKind::Done(whole),
        };
        Merged {
            times: self.weave.took(),
            summary: self.weave.end(done, None),
            faults: self.faults,
            cut_off,
        }
    }
}

/// The unit that is next of all, and the number of the file that it is in.
fn next_unit(sources: &mut [Source]) -> Option<(usize, usize)> {
    let numbered = sources.iter_mut().enumerate();
    numbered
        .filter_map(|(number, source)| Some((source.blob.unit()?, number)))
        .min()
}

/// An event of a run whose first collection has that number, of so many.
fn renumbered(mut event: Event, offset: usize, count: usize) -> Event {
    Arc::make_mut(&mut event.at.cursor).collection += offset;
    if let EventKind::Start(run) = &mut event.kind {
        let run = Arc::make_mut(run);
        run.number += offset;
        run.count = count;
    }
    event
}

/// The end of all runs: interrupted where one was, with the changes of each in the variables.
fn together(ends: &[End]) -> RunEnd {
    let mut all = ends
        .iter()
        .filter_map(|end| Some((end, &end.done.as_ref()?.1)));
    let Some((first, done)) = all.next() else {
        return RunEnd {
            interrupted: true,
            ..RunEnd::default()
        };
    };
    let mut whole = done.clone();
    let mut last = first.last;
    let scopes = Arc::make_mut(&mut whole.scopes);
    for (end, done) in all {
        whole.error = whole.error.take().or_else(|| done.error.clone());
        whole.interrupted |= done.interrupted;
        if let Some(begun) = &end.begun {
            // The collection's variables are those of the last, as in one run.
            let begun = Scopes {
                collection: done.scopes.collection.clone(),
                ..begun.clone()
            };
            Changes::between(&begun, &done.scopes).make_in(scopes);
        }
        if end.last >= last {
            last = end.last;
            scopes.collection = done.scopes.collection.clone();
        }
    }
    whole
}
