//! The arguments of `check`.

use clap::Args;

use super::contract::SpecificationArguments;
use super::lint::SubjectArguments;

/// What `check` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    #[command(flatten)]
    pub(in crate::cli) subjects: SubjectArguments,
    #[command(flatten)]
    pub(in crate::cli) specification: SpecificationArguments,
}
