//! A rate limit: so many requests in a minute.

/// The length of a window, in seconds.
const WINDOW: i64 = 60;

/// Counts the requests of the current minute.
#[derive(Debug)]
pub(crate) struct RateLimit {
    limit: u32,
    used: u32,
    window_ends: i64,
}

/// What the limit says about one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// When the window ends, in seconds since the Unix epoch.
    pub(crate) reset: i64,
    pub(crate) verdict: Verdict,
}

/// Whether a request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Served,
    TooMany,
}

impl RateLimit {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit,
            used: 0,
            window_ends: i64::MIN,
        }
    }

    /// Counts one request that came in at `now`, in seconds since the Unix epoch.
    pub(crate) fn count(&mut self, now: i64) -> Allowance {
        if now >= self.window_ends {
            self.window_ends = now + WINDOW;
            self.used = 0;
        }
        let verdict = if self.used < self.limit {
            Verdict::Served
        } else {
            Verdict::TooMany
        };
        self.used = self.used.saturating_add(1);
        let remaining = self.limit.saturating_sub(self.used);
        Allowance {
            limit: self.limit,
            remaining,
            reset: self.window_ends,
            verdict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_past_the_limit_are_refused_until_the_window_ends() {
        let mut limit = RateLimit::new(2);
        let seen: Vec<_> = [0, 1, 2, 59, 60].map(|now| limit.count(now)).into();
        let remaining: Vec<u32> = seen.iter().map(|allowance| allowance.remaining).collect();
        let refused: Vec<bool> = seen
            .iter()
            .map(|allowance| allowance.verdict == Verdict::TooMany)
            .collect();
        assert_eq!(remaining, [1, 0, 0, 0, 1]);
        assert_eq!(refused, [false, false, true, true, false]);
        assert_eq!(seen[0].reset, 60);
        assert_eq!(seen[4].reset, 120);
    }
}
