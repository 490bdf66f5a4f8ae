//! The options about contracts.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The help of `--openapi`, in which no word is code.
const WHICH: &str = "An OpenAPI document (2.0 to 3.2; JSON or YAML; a file or a URL) to check requests and responses against; may be given several times";

/// Which contract.
#[derive(Debug, Args)]
#[command(next_help_heading = "Contract")]
pub(in crate::cli) struct SpecificationArguments {
    #[arg(long, help = WHICH, value_name = "spec", allow_hyphen_values = true)]
    pub(in crate::cli) openapi: Vec<PathBuf>,
    /// The path in the document that a URL stands for, where the document's servers don't say:
    /// `http://localhost:3000=/v1`; may be given several times
    #[arg(long, value_name = "url=path", allow_hyphen_values = true)]
    pub(in crate::cli) openapi_base: Vec<String>,
    /// Neither check nor count these operations: `GET /health`, `/internal/*`; may be given several
    /// times
    #[arg(long, value_name = "operation", allow_hyphen_values = true)]
    pub(in crate::cli) openapi_ignore: Vec<String>,
}

/// What runs are held against, and what that means for them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Contract")]
pub(in crate::cli) struct ContractArguments {
    #[command(flatten)]
    pub(in crate::cli) specification: SpecificationArguments,
    /// What is checked; both: `request,response`
    #[arg(
        long,
        value_name = "what",
        value_enum,
        value_delimiter = ',',
        default_value = "response"
    )]
    pub(in crate::cli) openapi_check: Vec<ContractCheckArgument>,
    /// What a violation is: a warning, or a failed assertion
    #[arg(long, value_name = "how", value_enum, default_value = "warn")]
    pub(in crate::cli) openapi_severity: SeverityArgument,
    /// Fail a run that covers less than this percentage of the operations
    #[arg(long, value_name = "percent", value_parser = percent)]
    pub(in crate::cli) openapi_coverage_min: Option<f64>,
}

/// What of an exchange is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ContractCheckArgument {
    /// Parameters and body of the request
    Request,
    /// Status, content type, body and headers of the answer
    Response,
}

/// What a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SeverityArgument {
    /// A warning
    Warn,
    /// A failed assertion
    Fail,
}

pub(super) fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse::<f64>().ok();
    let number = number.filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 100".to_owned())
}
