//! `postrider convert`.

use std::path::PathBuf;

use clap::Args;

use super::values::FormArgument;

#[derive(Debug, Args)]
pub(in crate::cli) struct ConvertArguments {
    /// A collection (schema v1, 2.0 or 2.1 in a JSON file, or a v3 folder), an environment or
    /// globals
    pub(in crate::cli) input: PathBuf,
    /// The result: a folder gets YAML files (v3), a name that ends in `.json` is one file (v2.1)
    #[arg(short = 'o', long, value_name = "path", required = true)]
    pub(in crate::cli) output: PathBuf,
    /// The format, where the name of the output does not tell
    #[arg(long, value_name = "form", value_enum)]
    pub(in crate::cli) to: Option<FormArgument>,
    /// Write even what loses something in the other format; what is lost is listed all the same
    #[arg(long)]
    pub(in crate::cli) allow_loss: bool,
    /// Remove the files in the output folder that the input has nothing for
    #[arg(long)]
    pub(in crate::cli) prune: bool,
}
