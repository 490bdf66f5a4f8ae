//! `retry`: a request that is sent again until its response is as it should be.

use std::time::Duration;

use super::expect::Expectations;
use crate::exchange::Exchange;
use crate::guide::error::Problems;
use crate::guide::keys::{self, Keys, wrong_kind};
use crate::guide::page::fence::Samples;
use crate::guide::yaml::Node;
use crate::variables::Resolver;

/// Until when a request is sent again, and how often.
#[derive(Debug, Clone)]
pub struct Retry {
    /// What the response must be like.
    pub until: Expectations,
    /// The time between two attempts.
    pub every: Duration,
    /// How long it goes on; a last attempt is made then.
    pub at_most: Duration,
}

pub(in crate::guide) const KEYS: Keys = Keys {
    place: "`retry`",
    known: &["until", "every", "at_most"],
};

const EVERY: Duration = Duration::from_secs(2);
const AT_MOST: Duration = Duration::from_mins(1);
/// No page waits longer than an hour.
const LONGEST: Duration = Duration::from_hours(1);

impl Retry {
    pub(super) fn read(node: &Node, samples: Samples<'_>, problems: &mut Problems) -> Option<Self> {
        let Some(until) = node.get("until") else {
            let expected = "a map with `until`, and `every` and `at_most` where they are others than `2s` and `60s`";
            wrong_kind(problems, "retry", node, expected);
            return None;
        };
        KEYS.check(node, problems);
        let until = Expectations::read(until, samples, problems);
        let mut time = |key, usual| {
            node.get(key)
                .map_or(Some(usual), |value| read_time(key, value, problems))
        };
        let (every, at_most) = (time("every", EVERY)?, time("at_most", AT_MOST)?);
        if every.is_zero() {
            wrong_kind(problems, "every", node.get("every")?, "more than no time");
        }
        if at_most < every {
            // Without a second attempt it is no retry.
            if let Some(given) = node.get("at_most") {
                let expected = format!("no less than `every`, which is `{every:?}`");
                wrong_kind(problems, "at_most", given, &expected);
            } else {
                let expected = format!("no more than `at_most`, which is `{at_most:?}`");
                wrong_kind(problems, "every", node.get("every")?, &expected);
            }
        }
        Some(Self {
            until,
            every,
            at_most,
        })
    }

    /// How often it is sent at most.
    pub(crate) fn attempts(&self) -> u128 {
        self.at_most.as_millis() / self.every.as_millis().max(1) + 1
    }

    /// What a response lacks; nothing where it is as it should be.
    pub(crate) fn lacks(&self, exchange: &Exchange, resolver: &Resolver<'_>) -> Vec<String> {
        let status = self.until.check_status(&exchange.response);
        if let Some(reason) = status.failure {
            return vec![reason];
        }
        let findings = self.until.check(exchange, resolver);
        findings
            .into_iter()
            .filter_map(|finding| finding.failure)
            .collect()
    }
}

/// A time with its unit: `500ms`, `2s`, `1m`.
fn read_time(key: &str, node: &Node, problems: &mut Problems) -> Option<Duration> {
    let found = keys::text(key, node, problems).and_then(|text| parse(&text));
    if found.is_none() {
        let expected = "a time such as `500ms`, `2s` or `1m`, an hour at most";
        wrong_kind(problems, key, node, expected);
    }
    found
}

fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|each: char| !each.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let millis = match unit.trim() {
        "ms" => number,
        "s" => number.checked_mul(1000)?,
        "m" | "min" => number.checked_mul(60_000)?,
        _ => return None,
    };
    Some(Duration::from_millis(millis)).filter(|time| *time <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::page::fence::Taken;

    fn read(yaml: &str) -> (Option<Retry>, Vec<String>) {
        let mut problems = Problems::of("p.md");
        let samples = Samples {
            fences: &[],
            taken: &Taken::default(),
            offset: 0,
        };
        let retry = Retry::read(&Node::parse(yaml, 1).unwrap(), samples, &mut problems);
        let problems = problems.list.iter().map(ToString::to_string).collect();
        (retry, problems)
    }

    #[test]
    fn a_retry_has_an_end_and_times() {
        let (retry, problems) =
            read("until: { body: { $.state: done } }\nevery: 500ms\nat_most: 1m");
        assert_eq!(problems, Vec::<String>::new());
        let retry = retry.unwrap();
        assert_eq!(retry.attempts(), 121);
        assert_eq!(read("until: { status: 200 }").0.unwrap().attempts(), 31);
    }

    #[test]
    fn what_is_no_retry_is_told() {
        for (yaml, problem) in [
            (
                "every: 2s",
                "p.md:1:1: `retry` is a map, expected a map with `until`, and `every` and `at_most` where they are others than `2s` and `60s`",
            ),
            (
                "until: {}\nevery: 2",
                "p.md:2:8: `every` is the number `2`, expected a time such as `500ms`, `2s` or `1m`, an hour at most",
            ),
            (
                "until: {}\nevery: 10s\nat_most: 2s",
                "p.md:3:10: `at_most` is the text `2s`, expected no less than `every`, which is `10s`",
            ),
            (
                "until: {}\nevery: 90s",
                "p.md:2:8: `every` is the text `90s`, expected no more than `at_most`, which is `60s`",
            ),
            (
                "until: {}\nat_most: 2h",
                "p.md:2:10: `at_most` is the text `2h`, expected a time such as `500ms`, `2s` or `1m`, an hour at most",
            ),
        ] {
            assert_eq!(read(yaml).1, [problem]);
        }
    }
}
