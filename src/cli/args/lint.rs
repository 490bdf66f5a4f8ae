//! The arguments of `lint`, and those of every command that finds things.

use std::path::PathBuf;

use clap::Args;

use super::groups::ConfigurationArguments;
use super::{ColorArgument, FindingsFormat};

/// How what was found is told.
#[derive(Debug, Args)]
pub(in crate::cli) struct FindingsArguments {
    /// How findings are written
    #[arg(long, value_name = "format", value_enum, default_value = "terminal")]
    pub(in crate::cli) format: FindingsFormat,
    /// Fail on warnings, too
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Colours
    #[arg(long, value_name = "when", value_enum, default_value = "auto")]
    pub(in crate::cli) color: ColorArgument,
}

/// Which collections are looked at, with what is known of them, and what of it is told.
#[derive(Debug, Args)]
pub(in crate::cli) struct SubjectArguments {
    /// Collections: JSON files, v3 folders, and folders that hold several
    #[arg(required = true, value_name = "path")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// An environment that defines variables; may be given several times
    #[arg(short = 'e', long, value_name = "path")]
    pub(in crate::cli) environment: Vec<PathBuf>,
    /// Leave out findings with this code: `CODE`, or `CODE=WORDS` for those whose file, message or
    /// part of the collection has these words; may be given several times
    #[arg(long, value_name = "code")]
    pub(in crate::cli) allow: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) findings: FindingsArguments,
    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigurationArguments,
}

/// What `lint` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct LintArguments {
    /// Globals that define variables
    #[arg(short = 'g', long, value_name = "path")]
    pub(in crate::cli) globals: Option<PathBuf>,
    /// Iteration data whose columns are variables
    #[arg(short = 'd', long, value_name = "path")]
    pub(in crate::cli) iteration_data: Option<PathBuf>,
    // Last: it ends with a heading of its own, under which all that follows would stand.
    #[command(flatten)]
    pub(in crate::cli) subjects: SubjectArguments,
}
