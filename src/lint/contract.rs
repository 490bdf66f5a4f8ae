//! Requests of a collection that a contract does not know, or refuses.

use std::collections::HashMap;

use super::allow::{self, Judged};
use super::file::Words;
use super::subject::{Part, Subject};
use super::{Code, Finding, Given};
use crate::contract::{Contract, Covered, Offline, Spot};
use crate::document::Position;
use crate::exchange::Request;

/// What came of holding a collection against a contract.
#[derive(Debug, Default)]
pub struct Held {
    /// What was found.
    pub findings: Vec<Finding>,
    /// The operations that it has requests for.
    pub touched: Vec<Spot>,
}

/// Holds the requests of a collection against a contract: each as it would be sent, by its pointer.
pub fn hold(
    subject: &Subject,
    given: &Given,
    contract: &Contract,
    requests: &HashMap<String, Request>,
) -> Held {
    let mut held = Held::default();
    for part in subject.parts() {
        let pointer = part.item.map(|item| item.pointer.as_str());
        if let Some(request) = pointer.and_then(|pointer| requests.get(pointer)) {
            held.look(&part, contract.try_out(request));
        }
    }
    allow::apply(
        (&subject.files, Judged::Contract),
        &given.allowed,
        &mut held.findings,
    );
    held
}

/// A finding of an operation that no request covers.
pub fn uncovered(covered: &Covered) -> Finding {
    let described = &covered.described;
    Finding {
        code: Code::UncoveredOperation,
        file: described.spot.file.clone(),
        at: Position {
            line: described.spot.line,
            column: 1,
        },
        length: 1,
        message: format!("no request covers `{}`", described.name()),
        collection: None,
        suggestion: None,
    }
}

impl Held {
    fn look(&mut self, part: &Part<'_>, found: Option<Offline>) {
        let words = part.name_words();
        match found {
            None => {}
            Some(Offline::Unknown) => {
                let message = "no operation of the contract has the path of this request";
                self.add(part, Code::UnknownOperation, words, message.to_owned());
            }
            Some(Offline::OtherMethods(methods)) => {
                let methods = methods.join(", ");
                let message =
                    format!("the contract has {methods} at this path, and not this method");
                self.add(part, Code::WrongMethod, words, message);
            }
            Some(Offline::Known(found)) => {
                for (code, violations) in [
                    (Code::RefusedParameter, found.parameters),
                    (Code::RefusedBody, found.body),
                ] {
                    for violation in violations {
                        self.add(part, code, words, format!("{}: {violation}", found.name));
                    }
                }
                self.touched.push(found.spot);
            }
        }
    }

    fn add(&mut self, part: &Part<'_>, code: Code, words: Words, message: String) {
        self.findings.extend(part.finding(code, words, message));
    }
}
