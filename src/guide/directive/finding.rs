//! What looking at a response for one expectation found.

/// One expectation and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The expectation as a sentence: `status is 200`.
    pub(crate) name: String,
    /// What was found instead, for the author.
    pub(crate) failure: Option<String>,
}
