//! Where workers take their next unit.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::sync::{Notify, watch};

/// How many bytes, about, may wait to be told of: units that end before those in front of them.
const BACKLOG: u64 = 64 << 20;

/// Where workers take their next unit, and learn that there is no more to do.
pub(super) struct Desk {
    count: usize,
    /// The place of the unit that is taken next.
    next: AtomicUsize,
    /// The place of the unit that is told of.
    front: AtomicUsize,
    backlog: AtomicU64,
    /// How many units run.
    running: AtomicUsize,
    /// Something of this has changed.
    moved: Notify,
    halt: watch::Sender<bool>,
}

impl Desk {
    pub(super) fn new(count: usize) -> Self {
        Self {
            count,
            next: AtomicUsize::new(0),
            front: AtomicUsize::new(0),
            backlog: AtomicU64::new(0),
            running: AtomicUsize::new(0),
            moved: Notify::new(),
            halt: watch::Sender::new(false),
        }
    }

    /// The place of the next unit, as soon as there is room for what it tells; `None` where there
    /// is none, or no more is to be run. Whoever waits has said before what others may wait for.
    pub(super) async fn next(&self, before_waiting: impl Fn()) -> Option<usize> {
        loop {
            let mut moved = std::pin::pin!(self.moved.notified());
            moved.as_mut().enable();
            let next = self.next.load(Ordering::Acquire);
            if next >= self.count || self.is_halted() {
                return None;
            }
            let has_room = self.backlog.load(Ordering::Acquire) <= BACKLOG;
            // What is in front must go on, or nothing would.
            if has_room || next <= self.front.load(Ordering::Acquire) {
                break;
            }
            before_waiting();
            moved.await;
        }
        let place = self.next.fetch_add(1, Ordering::AcqRel);
        if place >= self.count {
            return None;
        }
        self.running.fetch_add(1, Ordering::Relaxed);
        Some(place)
    }

    /// A unit that was taken has ended.
    pub(super) fn has_ended(&self) {
        self.running.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many units run.
    pub(super) fn running(&self) -> usize {
        self.running.load(Ordering::Relaxed)
    }

    /// Whether the unit of that place is told of as it goes.
    pub(super) fn is_front(&self, place: usize) -> bool {
        place <= self.front.load(Ordering::Acquire)
    }

    /// So much has been told that waits.
    pub(super) fn pile(&self, bytes: u64) {
        self.backlog.fetch_add(bytes, Ordering::AcqRel);
    }

    /// So much has been passed on; the unit of that place is told of now.
    pub(super) fn clear(&self, bytes: u64, front: usize) {
        self.backlog.fetch_sub(bytes, Ordering::AcqRel);
        self.front.store(front, Ordering::Release);
        self.moved.notify_waiters();
    }

    /// No more is to be run: a failure ends all, as `--bail` asks.
    pub(super) fn halt(&self) {
        self.halt.send_replace(true);
        self.moved.notify_waiters();
    }

    /// Ends when no more is to be run.
    pub(super) async fn halted(&self) {
        let mut halt = self.halt.subscribe();
        // The sender is here as long as this is.
        let _ = halt.wait_for(|halt| *halt).await;
    }

    /// Whether no more is to be run.
    pub(super) fn is_halted(&self) -> bool {
        *self.halt.borrow()
    }
}
