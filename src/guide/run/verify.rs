//! What a step says of a response, checked: each expectation and each capture becomes an assertion.

use crate::exchange::{Exchange, SendError};
use crate::guide::directive::capture::Capture;
use crate::guide::directive::finding::Finding;
use crate::guide::directive::selector::FOUND_NOTHING;
use crate::guide::directive::step::Step;
use crate::runner::{Angle, Checks};
use crate::script::{Assertion, Failure};
use crate::variables::{Resolver, Scopes};
use crate::world::World;

/// What resolving placeholders takes, beside the scopes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tools<'a> {
    pub(crate) world: &'a World,
    pub(crate) angle: Angle,
}

impl Tools<'_> {
    /// A resolver over these scopes.
    pub(crate) fn resolver<'s>(&'s self, scopes: &'s Scopes) -> Resolver<'s> {
        let resolver = Resolver::new(scopes, self.world);
        match self.angle {
            Angle::Placeholder => resolver,
            Angle::Text => resolver.without_angle(),
        }
    }
}

/// The assertions of a step, and its failures as lines for the author.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looked {
    pub(crate) assertions: Vec<Assertion>,
    pub(crate) reasons: Vec<String>,
}

/// The checks of a step that sends.
pub(crate) struct StepChecks<'a> {
    pub(crate) step: &'a Step,
    pub(crate) tools: Tools<'a>,
    pub(crate) reasons: Vec<String>,
}

impl Checks for StepChecks<'_> {
    fn check(
        &mut self,
        result: Result<&Exchange, &SendError>,
        scopes: &mut Scopes,
    ) -> Vec<Assertion> {
        match result {
            Ok(exchange) => {
                let answered = Answered {
                    step: self.step,
                    exchange,
                    tools: self.tools,
                };
                let status = self.step.expect.check_status(&exchange.response);
                let looked = answered.look(Some(status), scopes);
                self.reasons = looked.reasons;
                looked.assertions
            }
            Err(error) => {
                self.reasons = vec![no_response(error)];
                Vec::new()
            }
        }
    }
}

/// A request that had no response, as a line for the author.
pub(crate) fn no_response(error: &SendError) -> String {
    let hint = error
        .hint
        .as_ref()
        .map(|hint| format!(" ({hint})"))
        .unwrap_or_default();
    format!("the request had no response: {error}{hint}")
}

/// A step and the response that it looks at.
pub(crate) struct Answered<'a> {
    pub(crate) step: &'a Step,
    pub(crate) exchange: &'a Exchange,
    pub(crate) tools: Tools<'a>,
}

impl Answered<'_> {
    /// Checks the expectations and makes the captures of a step. Where the status is wrong, the rest
    /// has no meaning and is skipped.
    fn look(&self, status: Option<Finding>, scopes: &mut Scopes) -> Looked {
        let Self {
            step,
            exchange,
            tools,
        } = self;
        let mut looked = Looked::default();
        let mut ends = false;
        if let Some(status) = status {
            ends = status.failure.is_some();
            looked.add(status);
        }
        let findings = step.expect.check(exchange, &tools.resolver(scopes));
        for finding in findings {
            looked.add_unless(ends, finding);
        }
        for capture in &step.captures {
            let finding = if ends {
                skipped(capture)
            } else {
                make(capture, exchange, scopes)
            };
            looked.add_unless(ends, finding);
        }
        looked.reasons = without_repetition(std::mem::take(&mut looked.reasons));
        looked
    }

    /// The checks of a step that only looks at a response: the status only where the step names one.
    pub(crate) fn look_back(&self, scopes: &mut Scopes) -> Looked {
        let step = self.step;
        let status = step
            .expect
            .status
            .is_some()
            .then(|| step.expect.check_status(&self.exchange.response));
        self.look(status, scopes)
    }
}

fn make(capture: &Capture, exchange: &Exchange, scopes: &mut Scopes) -> Finding {
    let failure = match capture.find(exchange) {
        Ok(value) => {
            scopes.environment.set(&capture.variable, value);
            None
        }
        Err(missed) => Some(missed),
    };
    Finding {
        name: capture.describe(),
        failure,
    }
}

fn skipped(capture: &Capture) -> Finding {
    Finding {
        name: capture.describe(),
        failure: None,
    }
}

/// Reasons that end in the same words after their first part: the first one whole, the others only
/// with what they are about. Four captures from a rule that is not there need not show four times
/// what is there.
fn without_repetition(reasons: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for reason in reasons {
        let told = reason.split_once(FOUND_NOTHING).is_some_and(|(_, what)| {
            kept.iter().any(|earlier| {
                earlier
                    .split_once(FOUND_NOTHING)
                    .is_some_and(|(_, told)| told == what)
            })
        });
        match reason.split_once(':').filter(|_| told) {
            Some((about, _)) => kept.push(format!("{about}, for the same reason")),
            None => kept.push(reason),
        }
    }
    kept
}

impl Looked {
    fn add(&mut self, finding: Finding) {
        self.add_unless(false, finding);
    }

    fn add_unless(&mut self, skipped: bool, finding: Finding) {
        let failure = finding.failure.filter(|_| !skipped);
        self.assertions.push(Assertion {
            name: finding.name,
            asynchronous: false,
            skipped,
            error: failure
                .as_ref()
                .map(|reason| Failure::new("AssertionError", reason)),
            index: self.assertions.len(),
        });
        self.reasons.extend(failure);
    }
}
