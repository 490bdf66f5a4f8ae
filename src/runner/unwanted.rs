//! Requests that fail for their status, where no test of theirs looked at it.

use super::EventKind;
use super::execution::Execution;
use super::replay::Sent;
use super::status::shown;
use crate::script::{Assertion, Failure};

impl Execution<'_, '_> {
    /// Fails a request with a status that the user does not want, where none of its tests ran.
    pub(super) fn judge_status(&mut self, sent: &Sent) {
        let Ok(exchange) = &sent.result else { return };
        let response = &exchange.response;
        let unwanted = &self.session.ports.settings.unwanted;
        if self.is_tested || self.root.is_some() || !unwanted.has(response.code) {
            return;
        }
        let message = format!(
            "the server answered {}, and no test looks at it",
            shown(response)
        );
        let assertion = Assertion {
            name: "the status is none that `--fail-on-status` names".to_owned(),
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
