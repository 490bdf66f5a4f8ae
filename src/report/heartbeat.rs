//! A line now and then where nobody draws: CI systems end a job that has been silent for long, and
//! people wonder whether it still runs.

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::tally::Tally;
use super::{ReportError, Reporter};
use crate::runner::{Event, EventKind, Summary};

/// Says how far the run is whenever nothing was shown for a while.
pub struct Heartbeat {
    shared: Arc<Shared>,
    every: Duration,
    /// Whether another reporter shows each request on the same screen.
    beside: bool,
    /// Where lines go, until the run begins.
    out: Option<Box<dyn Write + Send>>,
}

struct Shared {
    pulse: Mutex<Pulse>,
    changed: Condvar,
}

/// What the thread is told of the run.
struct Pulse {
    tally: Tally,
    began: Instant,
    /// When something was shown last.
    shown: Instant,
    ended: bool,
}

impl Heartbeat {
    /// Writes to `out` whenever nothing was shown for as long as `every`.
    pub fn new(out: Box<dyn Write + Send>, every: Duration) -> Self {
        let now = Instant::now();
        let pulse = Pulse {
            tally: Tally::default(),
            began: now,
            shown: now,
            ended: false,
        };
        Self {
            shared: Arc::new(Shared {
                pulse: Mutex::new(pulse),
                changed: Condvar::new(),
            }),
            every,
            beside: false,
            out: Some(out),
        }
    }

    /// Another reporter shows each request: only what takes long itself needs a line.
    #[must_use]
    pub fn beside_another(mut self) -> Self {
        self.beside = true;
        self
    }

    fn begin(&mut self) {
        if let Some(out) = self.out.take() {
            let (shared, every) = (Arc::clone(&self.shared), self.every);
            // Where there is no thread to be had, the run goes on without.
            let _ = thread::Builder::new().spawn(move || shared.beat(out, every));
        }
    }
}

impl Shared {
    fn pulse(&self) -> MutexGuard<'_, Pulse> {
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes lines until the run has ended.
    fn beat(&self, mut out: Box<dyn Write + Send>, every: Duration) {
        let mut pulse = self.pulse();
        while !pulse.ended {
            let quiet = pulse.shown.elapsed();
            if let Some(left) = every.checked_sub(quiet).filter(|left| !left.is_zero()) {
                let waited = self.changed.wait_timeout(pulse, left);
                pulse = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            let millis = u64::try_from(pulse.began.elapsed().as_millis()).unwrap_or(u64::MAX);
            let line = pulse.tally.words(millis);
            pulse.shown = Instant::now();
            // The run does not wait for whoever reads this.
            drop(pulse);
            if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
                return;
            }
            pulse = self.pulse();
        }
    }
}

impl Reporter for Heartbeat {
    fn event(&mut self, event: &Event) {
        let mut pulse = self.shared.pulse();
        pulse.tally.note(event);
        match &event.kind {
            EventKind::Start(_) => {
                drop(pulse);
                self.begin();
            }
            EventKind::BeforeItem | EventKind::Request(..) | EventKind::Item(_) if self.beside => {
                pulse.shown = Instant::now();
            }
            _ => {}
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        Ok(())
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.shared.pulse().ended = true;
        self.shared.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Hands on what is written.
    struct Lines(mpsc::Sender<String>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let text = String::from_utf8_lossy(bytes).into_owned();
            self.0.send(text).map_err(std::io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_silent_run_has_a_line_now_and_then_until_it_ends() {
        let (sender, lines) = mpsc::channel();
        let mut heartbeat = Heartbeat::new(Box::new(Lines(sender)), Duration::from_millis(20));
        heartbeat.shared.pulse().tally.total = 3;
        heartbeat.begin();
        let text: String = lines.iter().take(4).collect();
        assert!(text.starts_with("0 of 3 requests, 0 failed, "), "{text}");
        drop(heartbeat);
        // The thread has let go of the other end.
        while lines.recv().is_ok() {}
    }
}
