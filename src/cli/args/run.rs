//! `postrider run`.

use std::path::PathBuf;

use clap::Args;

use super::groups::CommonArguments;
use super::units::UnitsArguments;
use super::values::{
    BailArgument, ListArgument, OrderArgument, RetryArgument, delimiter, milliseconds, positive,
    retry, status,
};
use crate::runner::Status;

#[derive(Debug, Args)]
pub(in crate::cli) struct RunArguments {
    /// The collections, one after the other: files (JSON), URLs, uids in the Postman API, `-` for
    /// standard input, or folders (v3, YAML): a collection, a folder or a request in one, a
    /// repository with its `postman` folder
    pub(in crate::cli) collection: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) selection: SelectionArguments,
    #[command(flatten)]
    pub(in crate::cli) data: DataArguments,
    #[command(flatten)]
    pub(in crate::cli) course: CourseArguments,
    #[command(flatten)]
    pub(in crate::cli) units: UnitsArguments,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What runs")]
pub(in crate::cli) struct SelectionArguments {
    /// Run only this folder or request: a name, an id, or a path such as `Folder / Request`; may be
    /// given several times
    #[arg(short = 'i', long, value_name = "name", allow_hyphen_values = true)]
    pub(in crate::cli) folder: Vec<String>,
    /// Of several collections, run only the one with this name; may be given several times
    #[arg(long = "collection", value_name = "name", allow_hyphen_values = true)]
    pub(in crate::cli) of_collection: Vec<String>,
    /// Leave this folder or request out: a name, an id or a path; may be given several times
    #[arg(long, value_name = "name", allow_hyphen_values = true)]
    pub(in crate::cli) exclude: Vec<String>,
    /// Run only requests whose path (`Folder / Request`) matches this regular expression; may be
    /// given several times
    #[arg(long, value_name = "pattern", allow_hyphen_values = true)]
    pub(in crate::cli) grep: Vec<String>,
    /// Run only what failed in an earlier run, in the iterations in which it failed; takes the blob
    /// (`-r blob`) or the JSON report of that run
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) rerun_failed: Option<PathBuf>,
    /// The order in which what `--folder` names runs: as in the collection, or as given
    #[arg(long, value_name = "order", value_enum, default_value = "collection")]
    pub(in crate::cli) order: OrderArgument,
    /// Print the requests that would run, as text or as JSON, and send nothing
    #[arg(long, value_name = "form", value_enum, num_args = 0..=1, default_missing_value = "text", conflicts_with = "dry_run")]
    pub(in crate::cli) list: Option<ListArgument>,
    /// Print each request as it would be sent, and the variables without a value; send nothing, and
    /// run no script
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Iterations")]
pub(in crate::cli) struct DataArguments {
    /// The number of iterations; default: one for each row of iteration data
    #[arg(short = 'n', long, value_name = "n", value_parser = positive)]
    pub(in crate::cli) iteration_count: Option<u64>,
    /// Iteration data: a JSON or CSV file, its URL, or `-` for standard input
    #[arg(short = 'd', long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) iteration_data: Option<PathBuf>,
    /// The delimiter of CSV: a character, or comma, semicolon, tab, pipe; default:
    /// what a first line `sep=;` says, else tab in a `.tsv` file, else comma
    #[arg(long, value_name = "character", value_parser = delimiter, allow_hyphen_values = true)]
    pub(in crate::cli) data_delimiter: Option<char>,
    /// The column names of CSV without a header line, separated by commas
    #[arg(
        long,
        value_name = "names",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub(in crate::cli) data_columns: Vec<String>,
    /// Keep every CSV value as text, numbers too
    #[arg(long)]
    pub(in crate::cli) data_strings: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Flow and failures")]
pub(in crate::cli) struct RetryArguments {
    /// Send a failed request again, its pre-request scripts first, up to this many times
    #[arg(long, value_name = "n", default_value_t = 0)]
    pub(in crate::cli) retry: u32,
    /// What counts as failed for `--retry`: `error` (no response; the default), statuses (`429`,
    /// `5xx`), `test` (a test or a script failed)
    #[arg(long, value_name = "reasons", value_delimiter = ',', value_parser = retry)]
    pub(in crate::cli) retry_on: Vec<RetryArgument>,
    /// The first wait, in milliseconds, unless the server says how long (`Retry-After`,
    /// `X-Rate-Limit-Reset`); each further one is twice as long
    #[arg(long, value_name = "ms", default_value_t = 500)]
    pub(in crate::cli) retry_delay: u64,
    /// The longest wait, in milliseconds: where the server asks for more, the request is not sent
    /// again
    #[arg(long, value_name = "ms", default_value_t = 60_000)]
    pub(in crate::cli) retry_max_wait: u64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Flow and failures")]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag")]
pub(in crate::cli) struct CourseArguments {
    /// Stop the run at the first failure: `failure` (the default) after its request, `folder` at once
    /// on an error; `iteration` goes on with the next iteration
    #[arg(long, value_name = "modifiers", value_enum, num_args = 0..=1, value_delimiter = ',', default_missing_value = "failure")]
    pub(in crate::cli) bail: Vec<BailArgument>,
    /// Wait this many milliseconds before each request
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "0", value_parser = milliseconds)]
    pub(in crate::cli) delay_request: Option<u64>,
    #[command(flatten)]
    pub(in crate::cli) retry: RetryArguments,
    /// Fail requests that are answered with these statuses (`404`, `5xx`), unless a test of theirs
    /// looks at the status
    #[arg(long, value_name = "statuses", value_delimiter = ',', value_parser = status)]
    pub(in crate::cli) fail_on_status: Vec<Status>,
    /// Fail where a collection has requests that can't be run: gRPC, WebSocket, Socket.IO, MQTT,
    /// MCP, LLM
    #[arg(long)]
    pub(in crate::cli) fail_on_unsupported: bool,
    /// Run v3 collections exactly as Postman's own runner does, also where it leaves out what it
    /// can't read
    #[arg(long)]
    pub(in crate::cli) v3_like_postman: bool,
    /// Fail a run that sent no request
    #[arg(long)]
    pub(in crate::cli) fail_on_empty: bool,
    /// Exit with code 0 whatever fails
    #[arg(short = 'x', long)]
    pub(in crate::cli) suppress_exit_code: bool,
    /// Write the collection, with its variables as the run left them, to this file or folder
    #[arg(
        long,
        value_name = "path",
        help_heading = "Files written after the run",
        allow_hyphen_values = true
    )]
    pub(in crate::cli) export_collection: Option<PathBuf>,
}
