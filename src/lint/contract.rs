//! Requests of a collection that a contract does not know, or refuses.

use std::collections::HashMap;

use super::allow::{self, Judged};
use super::subject::{Part, Subject};
use super::{Code, Finding, Given};
use crate::contract::{Contract, Covered, Offline, Touch};
use crate::document::Position;
use crate::exchange::Request;

/// What came of holding a collection against a contract.
#[derive(Debug, Default)]
pub struct Held {
    /// What was found.
    pub findings: Vec<Finding>,
    /// The operations that it has requests for.
    pub touched: Vec<Touch>,
}

/// Requests as they would be sent, each by the pointer of its item.
pub type Requests = HashMap<String, Request>;

/// Holds the requests of a collection against a contract.
pub fn hold(subject: &Subject, given: &Given, contract: &Contract, requests: &Requests) -> Held {
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
        let finding = |code, message: String| part.finding(code, words, message);
        match found {
            None => {}
            Some(Offline::Unknown) => {
                let message = "no operation of the contract has the path of this request";
                let finding = finding(Code::UnknownOperation, message.to_owned());
                self.findings.extend(finding);
            }
            Some(Offline::OtherMethods(methods)) => {
                let methods = methods.join(", ");
                let message =
                    format!("the contract has {methods} at this path, and not this method");
                self.findings.extend(finding(Code::WrongMethod, message));
            }
            Some(Offline::Known(found)) => {
                for (code, violations) in [
                    (Code::RefusedParameter, found.parameters),
                    (Code::RefusedBody, found.body),
                ] {
                    let told = violations.iter();
                    let told = told.map(|violation| format!("{}: {violation}", found.name));
                    self.findings
                        .extend(told.filter_map(|told| finding(code, told)));
                }
                self.touched.push(Touch {
                    operation: Some(found.spot),
                    path: found.path,
                    ..Touch::default()
                });
            }
        }
    }
}
