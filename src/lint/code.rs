//! What can be found in a collection.

use crate::finding::{self, Severity};

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// What stands there can't be read.
    Unreadable,
    /// A script that does not parse.
    ScriptSyntax,
    /// A key that nobody reads and that is near to one which is missing.
    MistypedKey,
    /// A key that nobody reads.
    UnknownKey,
    /// A value of another type than expected.
    WrongType,
    /// What is read as it will have been meant.
    Odd,
    /// A request that can't run.
    NotRun,
    /// A member that stands twice.
    DuplicateKey,
    /// A name that two neighbours have.
    DuplicateName,
    /// An id that two items have.
    DuplicateId,
    /// A header or a variable that stands twice.
    DuplicateEntry,
    /// A variable that nothing defines.
    UndefinedVariable,
    /// A dynamic variable that does not exist.
    UnknownDynamicVariable,
    /// A next request that is not there.
    UnknownNextRequest,
    /// A request whose response no test looks at.
    UntestedRequest,
    /// What Postman keeps for old scripts alone.
    Deprecated,
    /// A comment that allows what is not found.
    UnusedAllowance,
    /// A request that no operation of the contract is.
    UnknownOperation,
    /// A request whose path the contract has, with other methods.
    WrongMethod,
    /// A parameter that the contract refuses, or misses.
    RefusedParameter,
    /// A body that the contract refuses, or misses.
    RefusedBody,
    /// An operation of the contract that no request covers.
    UncoveredOperation,
}

impl Code {
    /// Whether a contract decides.
    pub(super) fn is_of_contract(self) -> bool {
        matches!(
            self,
            Self::UnknownOperation
                | Self::WrongMethod
                | Self::RefusedParameter
                | Self::RefusedBody
                | Self::UncoveredOperation
        )
    }
}

impl finding::Code for Code {
    const ALL: &'static [Self] = &[
        Self::Unreadable,
        Self::ScriptSyntax,
        Self::MistypedKey,
        Self::UnknownKey,
        Self::WrongType,
        Self::Odd,
        Self::NotRun,
        Self::DuplicateKey,
        Self::DuplicateName,
        Self::DuplicateId,
        Self::DuplicateEntry,
        Self::UndefinedVariable,
        Self::UnknownDynamicVariable,
        Self::UnknownNextRequest,
        Self::UntestedRequest,
        Self::Deprecated,
        Self::UnusedAllowance,
        Self::UnknownOperation,
        Self::WrongMethod,
        Self::RefusedParameter,
        Self::RefusedBody,
        Self::UncoveredOperation,
    ];

    const FILE: &'static str = "file";

    #[rustfmt::skip]
    fn facts(self) -> (Severity, &'static str, &'static str) {
        use Severity::{Error, Warning};
        match self {
            Self::Unreadable => (Error, "unreadable", "what stands there can't be read"),
            Self::ScriptSyntax => (Error, "script-syntax", "a script does not parse"),
            Self::MistypedKey => (Error, "mistyped-key", "a key that nobody reads is near to one that is missing"),
            Self::UnknownKey => (Warning, "unknown-key", "nobody reads a key"),
            Self::WrongType => (Warning, "wrong-type", "a value is of another type than expected"),
            Self::Odd => (Warning, "odd", "something is read as it will have been meant"),
            Self::NotRun => (Warning, "not-run", "a request is of a kind that does not run"),
            Self::DuplicateKey => (Error, "duplicate-key", "a key stands twice, and one of them counts"),
            Self::DuplicateName => (Warning, "duplicate-name", "two requests or folders beside each other have one name"),
            Self::DuplicateId => (Warning, "duplicate-id", "two items have one id"),
            Self::DuplicateEntry => (Warning, "duplicate-entry", "a header or a variable stands twice"),
            Self::UndefinedVariable => (Warning, "undefined-variable", "nothing defines a variable"),
            Self::UnknownDynamicVariable => (Error, "unknown-dynamic-variable", "there is no dynamic variable of that name"),
            Self::UnknownNextRequest => (Error, "unknown-next-request", "a script names a next request that is not there"),
            Self::UntestedRequest => (Warning, "untested-request", "no test looks at the response of a request"),
            Self::Deprecated => (Warning, "deprecated", "a script uses what Postman keeps for old scripts alone"),
            Self::UnusedAllowance => (Warning, "unused-allowance", "a comment allows what is not found"),
            Self::UnknownOperation => (Error, "unknown-operation", "no operation of the contract has the path of a request"),
            Self::WrongMethod => (Error, "wrong-method", "the contract has the path of a request with other methods"),
            Self::RefusedParameter => (Error, "refused-parameter", "the contract refuses a parameter, or misses it"),
            Self::RefusedBody => (Error, "refused-body", "the contract refuses the body of a request, or misses it"),
            Self::UncoveredOperation => (Warning, "uncovered-operation", "no request covers an operation of the contract"),
        }
    }
}
