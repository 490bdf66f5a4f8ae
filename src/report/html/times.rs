//! Response times as counts: how many took how long. What is kept does not grow with the run.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::text;

/// Where the bars of the histogram end, in milliseconds.
const ENDS: [u64; 12] = [
    5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000,
];

/// Counts of times, each to three digits.
#[derive(Default)]
pub(super) struct Times {
    counts: BTreeMap<u64, u64>,
    total: u64,
}

impl Times {
    pub(super) fn add(&mut self, millis: u64) {
        *self.counts.entry(to_three_digits(millis)).or_default() += 1;
        self.total += 1;
    }

    /// The least time that `percent` of all do not exceed; `None` where there are none.
    fn percentile(&self, percent: u64) -> Option<u64> {
        let rank = (self.total * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (millis, count) in &self.counts {
            seen += count;
            if seen >= rank {
                return Some(*millis);
            }
        }
        None
    }

    /// Percentiles and histogram for the page; null where nothing was answered.
    pub(super) fn model(&self) -> Value {
        let shown = |percent| self.percentile(percent).map(duration);
        if self.total == 0 {
            return Value::Null;
        }
        json!({
            "p50": shown(50), "p90": shown(90), "p95": shown(95), "p99": shown(99),
            "bars": self.bars(),
        })
    }

    /// The bars from the first that has something to the last; widths in percent of the longest.
    fn bars(&self) -> Vec<Value> {
        let mut counts = vec![0_u64; ENDS.len() + 1];
        for (millis, count) in &self.counts {
            let at = ENDS.iter().position(|end| millis < end);
            counts[at.unwrap_or(ENDS.len())] += count;
        }
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let first = counts.iter().position(|count| *count > 0).unwrap_or(0);
        let last = counts.iter().rposition(|count| *count > 0).unwrap_or(0);
        (first..=last)
            .map(|at| {
                let count = counts[at];
                json!({"label": label(at), "count": count, "width": (count * 100).div_ceil(most)})
            })
            .collect()
    }
}

fn label(at: usize) -> String {
    match (at.checked_sub(1).map(|before| ENDS[before]), ENDS.get(at)) {
        (None, Some(end)) => format!("under {}", duration(*end)),
        (Some(begin), Some(end)) => format!("{} to {}", duration(begin), duration(*end)),
        (begin, None) => format!("{} and more", duration(begin.unwrap_or(0))),
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
pub(super) fn duration(millis: u64) -> String {
    text::duration(millis as f64)
}

fn to_three_digits(millis: u64) -> u64 {
    let mut unit = 1;
    while millis / unit >= 1_000 {
        unit *= 10;
    }
    millis / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_ranks() {
        let mut times = Times::default();
        assert_eq!(times.model(), Value::Null);
        for millis in 1..=200 {
            times.add(millis);
        }
        for (percent, millis) in [(50, 100), (90, 180), (95, 190), (99, 198)] {
            assert_eq!(times.percentile(percent), Some(millis));
        }
        let mut one = Times::default();
        one.add(12_345);
        assert_eq!(one.percentile(50), Some(12_300));
        assert_eq!(one.percentile(99), Some(12_300));
    }

    #[test]
    fn bars_reach_from_the_first_to_the_last_that_has_something() {
        let mut times = Times::default();
        for millis in [12, 13, 14, 120, 60_000] {
            times.add(millis);
        }
        let bars = times.bars();
        assert_eq!(
            bars[0],
            json!({"label": "10ms to 20ms", "count": 3, "width": 100})
        );
        assert_eq!(bars[1]["count"], 0);
        assert_eq!(
            bars[3],
            json!({"label": "100ms to 200ms", "count": 1, "width": 34})
        );
        assert_eq!(bars.last().unwrap()["label"], "30s and more");
    }

    #[test]
    fn what_is_kept_does_not_grow_with_the_run() {
        let mut times = Times::default();
        for millis in 0..1_000_000 {
            times.add(millis);
        }
        assert!(times.counts.len() < 4_000, "{}", times.counts.len());
    }
}
