//! Items that run again because they did not go well: for which reasons, after which wait, and
//! what is told of it.
//!
//! What an attempt told is held back as long as another may follow it: of an item that runs again,
//! there is why, and its last attempt.

use std::time::Duration;

use tokio::time::sleep;

use super::executed::Checks;
use super::execution::Execution;
use super::replay::Sent;
use super::status::shown;
use super::{Attempt, EventKind};
use crate::exchange::{Response, SendError};
use crate::http::read_date;
use crate::text;

impl Execution<'_, '_> {
    /// Runs the scripts of the item and sends its request, again as long as it does not go well and
    /// the user wants that; returns what came of it last, and how often it had failed before.
    pub(super) async fn run_until_well(&mut self, checks: &mut dyn Checks) -> (Option<Sent>, u32) {
        let times = self.session.ports.settings.retry.times;
        // A request that a script runs is a part of the item that may run again.
        let times = if self.root.is_none() { times } else { 0 };
        let mut failed = 0;
        loop {
            self.attempt = (failed < times).then_some(failed + 1);
            if self.attempt.is_some() {
                self.session.teller.hold();
            }
            let warned = self.session.told.len();
            let sent = self.run_and_send(checks).await;
            self.look_at_tests(sent.as_ref());
            let Some(attempt) = self.failed_attempt.take() else {
                self.session.teller.release();
                return (sent, failed);
            };
            self.session.teller.forget();
            self.session.told.truncate(warned);
            failed = attempt.number;
            let wait = attempt.wait;
            self.tell(EventKind::Retry(attempt));
            sleep(wait).await;
            self.begin_again();
        }
    }

    /// Whether the request is to be sent again for the answer that it got, before any test looks at it.
    pub(super) fn is_to_be_sent_again(&mut self, sent: &Sent) -> bool {
        let on = &self.session.ports.settings.retry.on;
        let reason = match &sent.result {
            Err(error) => (on.error && error.may_pass()).then(|| error.clone()),
            Ok(exchange) => {
                let response = &exchange.response;
                let is_reason = on.statuses.has(response.code);
                is_reason
                    .then(|| SendError::new(format!("the server answered {}", shown(response))))
            }
        };
        if let Some(reason) = reason {
            self.fail_attempt(reason, Some(sent));
        }
        self.failed_attempt.is_some()
    }

    /// Has the item run again if one of its tests and scripts failed, and that is a reason.
    fn look_at_tests(&mut self, sent: Option<&Sent>) {
        let is_answered = sent.is_none_or(|sent| sent.result.is_ok());
        let is_reason = self.session.ports.settings.retry.on.test && is_answered && !self.skipped;
        if self.failed_attempt.is_some() || !is_reason {
            return;
        }
        let Some(failure) = self.session.teller.first_held_failure() else {
            return;
        };
        let error = failure.error;
        let what = error
            .test
            .map_or(error.name, |test| format!("test `{test}`"));
        let reason = SendError::new(format!("{what}: {}", error.message));
        self.fail_attempt(reason, sent);
    }

    /// Has the item run again, if it may, and if the server does not ask for too long a wait.
    fn fail_attempt(&mut self, error: SendError, sent: Option<&Sent>) {
        let ports = self.session.ports;
        let Some(number) = self.attempt.filter(|_| !ports.limits.is_over()) else {
            return;
        };
        let retry = &ports.settings.retry;
        let now = ports.world.epoch_millis();
        let response = sent.and_then(|sent| sent.result.as_ref().ok());
        let asked = response.and_then(|exchange| asked_wait(&exchange.response, now));
        let wait = asked.unwrap_or_else(|| retry.wait_after(number));
        if wait > retry.longest {
            let [wait, longest] =
                [wait, retry.longest].map(|time| text::duration(time.as_secs_f64() * 1000.0));
            self.here().warn(format!(
                "the server asks to wait {wait}, and `--retry-max-wait` is {longest}: the request does not go out again"
            ));
            self.attempt = None;
            return;
        }
        self.failed_attempt = Some(Attempt {
            number,
            error,
            wait,
        });
    }
}

/// How long a server wants to be left alone, from now.
fn asked_wait(response: &Response, now: i64) -> Option<Duration> {
    let moment = |text: &str| {
        let seconds = read_date(text)?.unix_timestamp();
        seconds.checked_mul(1000)
    };
    // By its own clock, which need not be ours.
    let now = response.headers.get("date").and_then(moment).unwrap_or(now);
    let until =
        |millis: i64| Duration::from_millis(u64::try_from(millis.saturating_sub(now)).unwrap_or(0));
    if let Some(text) = response.headers.get("retry-after") {
        let seconds = text.trim().parse().ok();
        let seconds = seconds.map(Duration::from_secs);
        return seconds.or_else(|| moment(text).map(until));
    }
    // Okta sends it with each response; it says when there is a new allowance.
    let reset = response.headers.get("x-rate-limit-reset");
    let reset = reset.filter(|_| response.code == 429)?;
    let millis = reset.trim().parse::<i64>().ok()?.checked_mul(1000)?;
    (millis > now).then(|| until(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_asks_for_a_wait_by_its_own_clock() {
        let asked = |code: u16, headers: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let response = Response {
                code,
                headers: headers.iter().map(own).collect(),
                ..Response::default()
            };
            asked_wait(&response, 1_700_000_000_500).map(|wait| wait.as_millis())
        };
        let date = ("Date", "Tue, 14 Nov 2023 22:00:00 GMT");
        assert_eq!(asked(503, &[("Retry-After", "7"), date]), Some(7000));
        assert_eq!(asked(429, &[("retry-after", "0")]), Some(0));
        let later = ("Retry-After", "Tue, 14 Nov 2023 22:01:30 GMT");
        assert_eq!(asked(503, &[later, date]), Some(90_000));
        assert_eq!(asked(503, &[later]), Some(0));
        let reset = ("X-Rate-Limit-Reset", "1700000042");
        assert_eq!(asked(429, &[reset]), Some(41_500));
        let clock = ("Date", "Tue, 14 Nov 2023 22:13:40 GMT");
        assert_eq!(asked(429, &[reset, clock]), Some(22_000));
        assert_eq!(asked(503, &[reset]), None);
        assert_eq!(asked(429, &[("X-Rate-Limit-Reset", "1600000000")]), None);
        assert_eq!(asked(429, &[("Retry-After", "soon")]), None);
        assert_eq!(asked(429, &[("Retry-After", "99999999999999999999")]), None);
        assert_eq!(asked(429, &[]), None);
    }
}
