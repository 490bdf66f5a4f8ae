//! The timers of a script: when each is due.

use std::time::Duration;

use tokio::time::Instant;

/// Timers that run, by the number that the script knows them by.
#[derive(Debug, Default)]
pub(crate) struct Timers(Vec<Timer>);

#[derive(Debug)]
struct Timer {
    number: u32,
    due: Instant,
    /// The pause between two calls of an interval; a single call has none.
    interval: Option<Duration>,
}

/// A timer that is due.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) number: u32,
    /// Whether it goes on running.
    pub(crate) again: bool,
}

/// Node waits at least this long.
const SHORTEST: Duration = Duration::from_millis(1);

/// Node's longest pause; what is longer becomes the shortest.
const LONGEST_MILLIS: f64 = 2_147_483_647.0;

impl Timers {
    /// How many run.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Starts a timer that is due after `millis`, once or again and again.
    pub(crate) fn start(&mut self, number: u32, millis: f64, repeats: bool) {
        let pause = if (1.0..=LONGEST_MILLIS).contains(&millis) {
            Duration::from_secs_f64(millis / 1000.0)
        } else {
            SHORTEST
        };
        let immediate = millis < 0.0;
        let due = Instant::now() + if immediate { Duration::ZERO } else { pause };
        self.0.push(Timer {
            number,
            due,
            interval: repeats.then_some(pause),
        });
    }

    /// Stops a timer.
    pub(crate) fn stop(&mut self, number: u32) {
        self.0.retain(|timer| timer.number != number);
    }

    /// When the next one is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.iter().map(|timer| timer.due).min()
    }

    /// Takes the timer that is due for the longest time.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Due> {
        let index = (0..self.0.len())
            .filter(|&index| self.0[index].due <= now)
            .min_by_key(|&index| self.0[index].due)?;
        let timer = &mut self.0[index];
        let due = Due {
            number: timer.number,
            again: timer.interval.is_some(),
        };
        match timer.interval {
            Some(pause) => timer.due = now + pause,
            None => {
                self.0.remove(index);
            }
        }
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_come_due_in_the_order_of_their_times_then_of_their_start() {
        let mut timers = Timers::default();
        for (number, millis) in [(1, 20.0), (2, 10.0), (3, 0.0), (4, 1.0)] {
            timers.start(number, millis, false);
        }
        let later = Instant::now() + Duration::from_secs(1);
        let order: Vec<u32> = std::iter::from_fn(|| timers.take_due(later))
            .map(|due| due.number)
            .collect();
        assert_eq!(order, [3, 4, 2, 1]);
        assert_eq!(timers.len(), 0);
    }

    #[test]
    fn an_interval_goes_on_until_it_is_stopped() {
        let mut timers = Timers::default();
        timers.start(7, 5.0, true);
        let later = Instant::now() + Duration::from_millis(6);
        assert_eq!(
            timers.take_due(later),
            Some(Due {
                number: 7,
                again: true
            })
        );
        assert_eq!(timers.take_due(later), None);
        timers.stop(7);
        assert_eq!(timers.next(), None);
    }
}
