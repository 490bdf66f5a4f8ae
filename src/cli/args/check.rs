//! The arguments of `check`.

use std::path::PathBuf;

use clap::Args;

use super::contract::SpecificationArguments;
use super::groups::ConfigurationArguments;
use super::lint::FindingsArguments;

/// What `check` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    /// Collections: JSON files, folders of collections of schema v3, and what holds several
    #[arg(required = true, value_name = "path")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) specification: SpecificationArguments,
    /// An environment that defines variables; may be given several times
    #[arg(short = 'e', long, value_name = "path")]
    pub(in crate::cli) environment: Vec<PathBuf>,
    /// Leave out findings of a kind: `CODE`, or `CODE=WORDS` for those whose file, message or part
    /// of the collection has these words; may be given several times
    #[arg(long, value_name = "code")]
    pub(in crate::cli) allow: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) findings: FindingsArguments,
    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigurationArguments,
}
