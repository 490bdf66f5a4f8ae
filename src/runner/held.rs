//! Exchanges held against a contract: what is found becomes assertions, or warnings.

use std::sync::Arc;

use super::EventKind;
use super::here::Here;
use crate::contract::{Check, Contract, Looked, Severity};
use crate::exchange::Exchange;
use crate::script::{Assertion, Failure};

/// What the names of its assertions, and its warnings, begin with.
const PREFIX: &str = "contract: ";

impl Here<'_, '_> {
    /// Tells what a contract says of an exchange; returns the names of the assertions that failed.
    pub(super) fn hold(&self, contract: &Contract, exchange: &Exchange) -> Vec<String> {
        self.tell_inventory(contract);
        let mut failed = Vec::new();
        for looked in contract.look(exchange) {
            let mut assertions: Vec<Assertion> = Vec::new();
            for check in &looked.checks {
                let mut assertion = assertion(check, &looked);
                match &assertion.error {
                    Some(error) if contract.severity() == Severity::Warn => {
                        let operation = looked.operation.as_deref().unwrap_or_default();
                        self.warn(format!("{PREFIX}{operation}: {}", error.message));
                    }
                    _ => {
                        assertion.index = assertions.len();
                        assertions.push(assertion);
                    }
                }
            }
            let wrong = assertions.iter().filter(|assertion| !assertion.passed());
            failed.extend(wrong.map(|assertion| assertion.name.clone()));
            if !assertions.is_empty() {
                self.tell(EventKind::Assertions(assertions));
            }
            self.tell(EventKind::Touched(Arc::new(looked.touch)));
        }
        for unusable in contract.unusable() {
            self.warn(format!("{PREFIX}{unusable}"));
        }
        failed
    }

    /// Says, once, what there is to touch.
    fn tell_inventory(&self, contract: &Contract) {
        if let Some(inventory) = contract.tell() {
            self.tell(EventKind::Contract(Arc::new(inventory)));
        }
    }
}

/// What a check found, as an assertion.
fn assertion(check: &Check, looked: &Looked) -> Assertion {
    let operation = looked.operation.as_deref().unwrap_or_default();
    let violations = check.violations.join("; ");
    Assertion {
        name: format!("{PREFIX}{operation}: {}", check.what.claim()),
        asynchronous: false,
        skipped: false,
        error: (!violations.is_empty()).then(|| Failure::new("AssertionError", violations)),
        index: 0,
    }
}
