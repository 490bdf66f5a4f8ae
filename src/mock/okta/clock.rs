//! The org's time of day.

use std::time::Instant;

use jiff::Timestamp;

/// A clock that starts at a given time and then runs with the machine's monotonic clock, so that
/// the wall clock is read by whoever starts the org and nowhere else.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Timestamp,
    running_since: Instant,
}

impl Clock {
    pub(crate) fn starting_at(started: Timestamp) -> Self {
        Self {
            started,
            running_since: Instant::now(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.started
            .saturating_add(self.running_since.elapsed())
            .unwrap_or(self.started)
    }
}

/// `time` as Okta writes it: UTC with milliseconds, `2024-04-25T17:35:02.000Z`.
pub(crate) fn okta_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_carry_milliseconds_and_a_z() {
        let time = Timestamp::from_millisecond(1_714_066_502_000).unwrap();
        assert_eq!(okta_time(time), "2024-04-25T17:35:02.000Z");
    }
}
