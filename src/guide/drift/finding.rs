//! One thing in which a page is wrong, or in which page and collection have come apart.

use crate::finding::{self, Severity};
use crate::guide::error::Mistake;

/// Something that `guide check` found.
pub type Finding = finding::Finding<Code>;

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// A directive that can't be read.
    Directive,
    /// A selector, JSONPath, JSON Pointer or regular expression that does not parse.
    Selector,
    /// A curl command that can't be understood, or a sample that is not JSON.
    Sample,
    /// A request that no collection has.
    UnknownRequest,
    /// A name that several requests have.
    AmbiguousRequest,
    /// A request that lies in another folder than the one the page opened.
    OtherFolder,
    /// A folder that no collection has.
    UnknownFolder,
    /// A collection that is called otherwise.
    UnknownCollection,
    /// An example that disagrees with the request of its step.
    ExampleMismatch,
    /// A request that the page shows and whose path the contract does not know.
    UnknownOperation,
    /// One whose path the contract has with other methods.
    WrongMethod,
    /// One of which the contract refuses a parameter.
    RefusedParameter,
    /// One of which the contract refuses the body.
    RefusedBody,
    /// A variable that nobody gives a value.
    UnknownVariable,
    /// An edit that has no place in the saved body.
    EditNowhere,
    /// A placeholder of a request that the page sends, of which nobody says what it stands for.
    Placeholder,
    /// A `# choose:` mark that is not settled.
    Choose,
    /// The words that a side-car quotes are not on the page, or there twice.
    Quote,
    /// An identifier that differs by a letter or two from another.
    SimilarIdentifier,
    /// An example whose headers or body are not those of its request.
    ExampleDiffers,
    /// A sample that is said to be JSON and is not.
    SampleNoJson,
    /// A sample that names members which the body does not have.
    SampleMembers,
    /// A change that the page tells its readers to make and that no step makes.
    EditNotMade,
    /// A placeholder that is spelled in several ways.
    PlaceholderSpelling,
    /// A beginning of URLs that a base replaces and the page does not write.
    UnusedBase,
    /// A request that the page talks about and no step sends.
    RequestNotSent,
    /// A step that expects nothing.
    NoExpectation,
    /// An example that no request of the collections sends.
    ExampleUnknown,
    /// A part of the page that stands in another file.
    NotFollowed,
    /// A comment that allows what is not found.
    UnusedAllowance,
}

impl finding::Code for Code {
    const ALL: &'static [Self] = &[
        Self::Directive,
        Self::Selector,
        Self::Sample,
        Self::UnknownRequest,
        Self::AmbiguousRequest,
        Self::OtherFolder,
        Self::UnknownFolder,
        Self::UnknownCollection,
        Self::ExampleMismatch,
        Self::UnknownOperation,
        Self::WrongMethod,
        Self::RefusedParameter,
        Self::RefusedBody,
        Self::UnknownVariable,
        Self::Placeholder,
        Self::EditNowhere,
        Self::Choose,
        Self::Quote,
        Self::SimilarIdentifier,
        Self::ExampleDiffers,
        Self::SampleNoJson,
        Self::SampleMembers,
        Self::EditNotMade,
        Self::PlaceholderSpelling,
        Self::UnusedBase,
        Self::RequestNotSent,
        Self::NoExpectation,
        Self::ExampleUnknown,
        Self::NotFollowed,
        Self::UnusedAllowance,
    ];

    const FILE: &'static str = "page";

    #[expect(clippy::too_many_lines, reason = "a table")]
    fn facts(self) -> (Severity, &'static str, &'static str) {
        use Severity::{Error, Warning};
        match self {
            Self::Directive => (Error, "directive", "a directive can't be read"),
            Self::Selector => (
                Error,
                "selector",
                "a selector, JSON Pointer or regular expression does not parse",
            ),
            Self::Sample => (
                Error,
                "sample",
                "a curl command or JSON sample that a directive uses can't be read",
            ),
            Self::UnknownRequest => (
                Error,
                "unknown-request",
                "no request of the collections has that name",
            ),
            Self::AmbiguousRequest => (
                Error,
                "ambiguous-request",
                "several requests have that name",
            ),
            Self::OtherFolder => (
                Error,
                "other-folder",
                "the request lies in another folder than the page opened",
            ),
            Self::UnknownFolder => (Error, "unknown-folder", "no collection has such a folder"),
            Self::UnknownCollection => (
                Error,
                "unknown-collection",
                "the collection is called otherwise",
            ),
            Self::ExampleMismatch => (
                Error,
                "example-mismatch",
                "an example disagrees with the request of its step in method, path or query",
            ),
            Self::UnknownOperation => (
                Error,
                "unknown-operation",
                "the contract has no operation at the path that the page shows",
            ),
            Self::WrongMethod => (
                Error,
                "wrong-method",
                "the contract has the path of an example with other methods",
            ),
            Self::RefusedParameter => (
                Error,
                "refused-parameter",
                "the contract refuses a parameter of an example",
            ),
            Self::RefusedBody => (
                Error,
                "refused-body",
                "the contract refuses the body of an example",
            ),
            Self::UnknownVariable => (
                Error,
                "unknown-variable",
                "a variable is neither captured before, nor in the environment, nor needed",
            ),
            Self::Placeholder => (
                Error,
                "placeholder",
                "a placeholder or a host of the page stands for nothing that is known",
            ),
            Self::EditNowhere => (
                Error,
                "edit-nowhere",
                "an edit has no place in the saved body",
            ),
            Self::Choose => (Error, "choose", "a `# choose:` mark is not settled"),
            Self::Quote => (
                Error,
                "quote",
                "the words that a side-car quotes are not on the page, or there twice",
            ),
            Self::SimilarIdentifier => (
                Warning,
                "similar-identifier",
                "an identifier differs by a letter or two from another one",
            ),
            Self::ExampleDiffers => (
                Warning,
                "example-differs",
                "headers or body of an example are not those of the request",
            ),
            Self::SampleNoJson => (
                Warning,
                "sample-no-json",
                "a sample is said to be JSON and is not",
            ),
            Self::SampleMembers => (
                Warning,
                "sample-members",
                "a JSON sample has members that the body will not have",
            ),
            Self::EditNotMade => (
                Warning,
                "edit-not-made",
                "the page changes the body, and no step does",
            ),
            Self::PlaceholderSpelling => (
                Warning,
                "placeholder-spelling",
                "a placeholder is spelled in several ways",
            ),
            Self::UnusedBase => (
                Warning,
                "unused-base",
                "a `base` is for a host that the page does not write",
            ),
            Self::RequestNotSent => (
                Warning,
                "request-not-sent",
                "the page talks about a request that no step sends",
            ),
            Self::NoExpectation => (
                Warning,
                "no-expectation",
                "a step expects nothing of its response",
            ),
            Self::ExampleUnknown => (
                Warning,
                "example-unknown",
                "no request of the collections is like the example",
            ),
            Self::NotFollowed => (
                Warning,
                "not-followed",
                "a part of the page stands in another file",
            ),
            Self::UnusedAllowance => (
                Warning,
                "unused-allowance",
                "a comment allows what is not found",
            ),
        }
    }
}

impl Mistake {
    /// The code under which `guide check` tells it.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::JsonPath { .. } | Self::Regex { .. } | Self::Pointer { .. } => Code::Selector,
            Self::Curl { .. }
            | Self::Sample { .. }
            | Self::NoFence { .. }
            | Self::NoCommand { .. }
            | Self::Message { .. }
            | Self::Taken { .. }
            | Self::NoHost { .. } => Code::Sample,
            Self::Placeholder { .. } | Self::Host { .. } | Self::OneBase { .. } => {
                Code::Placeholder
            }
            Self::Choose { .. } => Code::Choose,
            Self::UnknownRequest { .. } => Code::UnknownRequest,
            Self::AmbiguousRequest { .. } => Code::AmbiguousRequest,
            Self::QuoteMissing { .. } | Self::QuoteTwice { .. } => Code::Quote,
            _ => Code::Directive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code as _;

    #[test]
    fn every_code_is_listed_once_and_has_a_name_of_its_own() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
