//! `postrider convert`.

use std::path::PathBuf;

use clap::Args;

use super::values::FormArgument;

#[derive(Debug, Args)]
pub(in crate::cli) struct ConvertArguments {
    /// A collection (schema v1, 2.0 or 2.1), an environment or globals
    pub(in crate::cli) input: PathBuf,
    /// Where to: a folder becomes a tree of YAML files (v3), a name that ends in `.json` one file
    /// (v2.1)
    #[arg(short = 'o', long, value_name = "path", required = true)]
    pub(in crate::cli) output: PathBuf,
    /// The form, where the name does not tell
    #[arg(long, value_name = "form", value_enum)]
    pub(in crate::cli) to: Option<FormArgument>,
    /// Write although the form can't say everything; what is lost is told all the same
    #[arg(long)]
    pub(in crate::cli) allow_loss: bool,
    /// Remove the files of a tree that is there already which the source has nothing for
    #[arg(long)]
    pub(in crate::cli) prune: bool,
}
