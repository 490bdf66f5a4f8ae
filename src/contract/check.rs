//! A check of an exchange, and how what it finds is told.

use super::compiled::Violation;
use super::operation::Spot;

/// A check of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub what: What,
    /// What is not as the specification says, each in a sentence with its place.
    pub violations: Vec<String>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The status of the answer.
    Status,
    /// Its `Content-Type`.
    ContentType,
    /// Its body.
    Body,
    /// Its headers.
    Headers,
    /// The parameters of the request.
    Parameters,
    /// The body of the request.
    RequestBody,
}

impl What {
    /// What the check says where nothing is wrong.
    pub fn claim(self) -> &'static str {
        match self {
            Self::Status => "the status is documented",
            Self::ContentType => "the content type is documented",
            Self::Body => "the body keeps its schema",
            Self::Headers => "the headers are as documented",
            Self::Parameters => "the request's parameters are as documented",
            Self::RequestBody => "the request's body is as documented",
        }
    }
}

impl Check {
    pub(super) fn of(what: What, violations: Vec<String>) -> Self {
        Self { what, violations }
    }
}

/// A violation within something, with the line that says so.
pub(super) fn told(subject: &str, violation: &Violation) -> String {
    let place = match violation.pointer.as_str() {
        // What counts the others has no place.
        "" if violation.message.starts_with("and ") => String::new(),
        "" => format!("{subject} "),
        pointer => format!("`{pointer}` "),
    };
    let spot = violation.spot.as_ref();
    let spot = spot.map(|spot| format!(" ({spot})")).unwrap_or_default();
    format!("{place}{}{spot}", violation.message)
}

/// Violations of a text that has a name.
pub(super) fn violated(subject: &str, spot: &Spot, found: &[Violation]) -> Vec<String> {
    let told = found.iter().map(|violation| {
        let place = match violation.pointer.as_str() {
            "" => String::new(),
            pointer => format!(" at `{pointer}`"),
        };
        let spot = violation.spot.as_ref().unwrap_or(spot);
        format!("{subject}{place} {} ({spot})", violation.message)
    });
    told.collect()
}
