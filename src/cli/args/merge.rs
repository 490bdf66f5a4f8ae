//! `postrider merge`.

use std::path::PathBuf;

use clap::Args;

use super::contract::percent;
use super::groups::{ConfigurationArguments, OutputArguments};

#[derive(Debug, Args)]
pub(in crate::cli) struct MergeArguments {
    /// The files of `-r blob`, or folders of them: the shards of one run, or whole runs, which are
    /// reported one after the other
    #[arg(required = true, value_name = "blob")]
    pub(in crate::cli) blobs: Vec<PathBuf>,
    /// Report what there is if shards are missing or were cut off
    #[arg(long)]
    pub(in crate::cli) allow_missing: bool,
    /// Write how long each unit took to this file, for `--timings`
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) export_timings: Option<PathBuf>,
    /// Fail if less than this percentage of a contract's operations was covered
    #[arg(long, value_name = "percent", value_parser = percent)]
    pub(in crate::cli) openapi_coverage_min: Option<f64>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigurationArguments,
}
