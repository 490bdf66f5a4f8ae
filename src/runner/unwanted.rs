//! Requests that fail for their status, where no test of theirs looked at it.

use super::EventKind;
use super::execution::Execution;
use super::replay::Sent;
use super::status::shown;
use crate::script::{Assertion, Failure};

impl Execution<'_, '_> {
    /// Fails a request with a status that the user does not want, or that it was sent again for in
    /// vain, where none of its tests ran.
    pub(super) fn judge_status(&mut self, sent: &Sent) {
        let Ok(exchange) = &sent.result else { return };
        let response = &exchange.response;
        let settings = &self.session.ports.settings;
        let was_retried = settings.retry.times > 0;
        let option = match response.code {
            _ if self.is_tested || self.root.is_some() => return,
            code if settings.unwanted.has(code) => "--fail-on-status",
            code if was_retried && settings.retry.on.statuses.has(code) => "--retry-on",
            _ => return,
        };
        let message = format!(
            "the server answered {}, and no test looks at it",
            shown(response)
        );
        let assertion = Assertion {
            name: format!("the status is none that `{option}` names"),
            asynchronous: false,
            skipped: false,
            error: Some(Failure::new("AssertionError", message)),
            index: 0,
        };
        self.failed.push(assertion.name.clone());
        self.tell(EventKind::Assertions(vec![assertion]));
        self.halt_after_failure();
    }
}
