//! From a worker to those who tell of its units.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::desk::Desk;
use crate::runner::{Changes, Event, EventKind, Sink, Told};

/// What an event weighs, about, beside the bodies that it shows.
const WEIGHT: u64 = 1 << 10;

/// How long one may wait to be told of what goes on.
const MOMENT: Duration = Duration::from_millis(30);

/// What workers say, several words at a time.
pub(super) type Words = UnboundedReceiver<Vec<Word>>;

/// What there is to tell of a unit, beside its events.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
pub(super) struct Telling {
    /// The variables after each script.
    pub(super) variables: bool,
    /// What the steps of a page prove.
    pub(super) proofs: bool,
    /// The events as they are, too.
    pub(super) clear: bool,
    /// The cookies at its end.
    pub(super) cookies: bool,
}

/// What a worker says of a unit.
pub(super) struct Word {
    /// The unit's place.
    pub(super) place: usize,
    /// What was told since the last word.
    pub(super) told: Vec<Told>,
    /// What that weighs.
    pub(super) weight: u64,
    /// How it has ended, in the last word.
    pub(super) ended: Option<Box<UnitEnd>>,
}

/// How a unit ended.
#[derive(Default)]
pub(super) struct UnitEnd {
    /// Why, when it ended early.
    pub(super) error: Option<String>,
    /// Whether anything of it failed.
    pub(super) has_failed: bool,
    /// Whether it was ended before its end.
    pub(super) is_interrupted: bool,
    pub(super) changes: Changes,
    pub(super) cookies: Option<Value>,
}

/// From a worker to those who tell of its units. To be told costs as much as some events, so that
/// what is said within a moment is sent at once.
pub(super) struct Line<'c> {
    desk: &'c Desk,
    telling: Telling,
    sender: UnboundedSender<Vec<Word>>,
    batch: RefCell<Batch>,
}

/// What was told since something was sent.
struct Batch {
    /// Of units that have ended.
    words: Vec<Word>,
    /// The place of the unit that runs.
    place: usize,
    /// Of that unit.
    told: Vec<Told>,
    weight: u64,
    clear: Option<Event>,
    /// When something was sent last.
    sent: Instant,
}

impl<'c> Line<'c> {
    pub(super) fn new(
        desk: &'c Desk,
        telling: Telling,
        sender: UnboundedSender<Vec<Word>>,
    ) -> Self {
        let batch = Batch {
            words: Vec::new(),
            place: 0,
            told: Vec::new(),
            weight: 0,
            clear: None,
            sent: Instant::now(),
        };
        Self {
            desk,
            telling,
            sender,
            batch: RefCell::new(batch),
        }
    }

    /// The unit at that place begins.
    pub(super) fn begin(&self, place: usize) {
        self.batch.borrow_mut().place = place;
    }

    /// The unit has ended.
    pub(super) fn end(&self, ended: UnitEnd) {
        let mut batch = self.batch.borrow_mut();
        batch.say(Some(Box::new(ended)));
        if batch.sent.elapsed() >= MOMENT {
            self.send(&mut batch);
        }
    }

    /// Sends what was said until now.
    pub(super) fn flush(&self) {
        self.send(&mut self.batch.borrow_mut());
    }

    /// Sends what was told when nothing more comes for a moment: a request may take long. It never
    /// ends.
    pub(super) async fn keeps_sending(&self) {
        loop {
            tokio::time::sleep(MOMENT).await;
            self.send_in_time(&mut self.batch.borrow_mut());
        }
    }

    /// Sends what was told of the unit that runs where somebody may be watching and has not been
    /// told a moment ago.
    fn send_in_time(&self, batch: &mut Batch) {
        // What is sent of units before may bring it to the front.
        let is_seen = !batch.words.is_empty() || self.desk.is_front(batch.place);
        if is_seen && batch.sent.elapsed() >= MOMENT {
            if !batch.told.is_empty() {
                batch.say(None);
            }
            self.send(batch);
        }
    }

    fn send(&self, batch: &mut Batch) {
        if !batch.words.is_empty() {
            batch.sent = Instant::now();
            // Who listens, listens until all workers have ended.
            let _ = self.sender.send(std::mem::take(&mut batch.words));
        }
    }
}

impl Batch {
    fn say(&mut self, ended: Option<Box<UnitEnd>>) {
        self.words.push(Word {
            place: self.place,
            told: std::mem::take(&mut self.told),
            weight: std::mem::take(&mut self.weight),
            ended,
        });
    }
}

impl Sink for &Line<'_> {
    fn event(&mut self, event: &Event) {
        let body = match &event.kind {
            EventKind::Request(outcome, _) => outcome.size as u64,
            _ => 0,
        };
        self.desk.pile(WEIGHT + body);
        let mut batch = self.batch.borrow_mut();
        batch.weight += WEIGHT + body;
        let clear = batch.clear.take();
        batch.told.push(Told {
            event: event.clone(),
            clear,
        });
        // Who watches sees what is waited for.
        if matches!(
            event.kind,
            EventKind::Item(_) | EventKind::BeforeRequest(..)
        ) {
            self.send_in_time(&mut batch);
        }
    }

    fn in_the_clear(&mut self, event: &Event) {
        self.batch.borrow_mut().clear = self.telling.clear.then(|| event.clone());
    }

    fn wants_variables(&self) -> bool {
        self.telling.variables
    }

    fn wants_proofs(&self) -> bool {
        self.telling.proofs
    }
}
