//! Groups of options that several commands have.

use std::path::PathBuf;

use clap::Args;

use super::contract::ContractArguments;
use super::values::{BodyArgument, ColorArgument, HttpVersionArgument, pair, size, timeout};
use crate::mock::SERVICES;
use crate::report::REPORTERS;

/// What commands have in common that run something.
#[derive(Debug, Args)]
pub(in crate::cli) struct CommonArguments {
    #[command(flatten)]
    pub(in crate::cli) variables: VariableArguments,
    #[command(flatten)]
    pub(in crate::cli) sending: SendingArguments,
    #[command(flatten)]
    pub(in crate::cli) scripts: ScriptArguments,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
    #[command(flatten)]
    pub(in crate::cli) contract: ContractArguments,
    #[command(flatten)]
    pub(in crate::cli) mock: MockOption,
    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigurationArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Variables")]
pub(in crate::cli) struct VariableArguments {
    /// The environment: Postman's JSON or YAML file, its URL or uid, `-` for standard input, or its
    /// name where a `postman` folder is near; may be given several times, the later wins
    #[arg(short = 'e', long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) environment: Vec<PathBuf>,
    /// Set variables of the environment from a file of `NAME=value` lines (dotenv); a value may be
    /// `cmd:…`, `env:NAME` or `file:PATH`; may be given several times
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) env_file: Vec<PathBuf>,
    /// Globals: Postman's JSON or YAML file, its URL, `-` for standard input, or their name where a
    /// `postman` folder is near
    #[arg(short = 'g', long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) globals: Option<PathBuf>,
    /// Set a variable of the environment; may be given several times
    #[arg(long, value_name = "name=value", value_parser = pair, allow_hyphen_values = true)]
    pub(in crate::cli) env_var: Vec<String>,
    /// Set a global variable; may be given several times
    #[arg(long, value_name = "name=value", value_parser = pair, allow_hyphen_values = true)]
    pub(in crate::cli) global_var: Vec<String>,
    /// Set a variable of the collection; may be given several times
    #[arg(long, value_name = "name=value", value_parser = pair, allow_hyphen_values = true)]
    pub(in crate::cli) collection_var: Vec<String>,
    /// Write the environment to this file or folder: YAML where the file's name says so, else JSON
    #[arg(
        long,
        value_name = "path",
        help_heading = "Files written after the run",
        allow_hyphen_values = true
    )]
    pub(in crate::cli) export_environment: Option<PathBuf>,
    /// Write the globals to this file or folder: YAML where the file's name says so, else JSON
    #[arg(
        long,
        value_name = "path",
        help_heading = "Files written after the run",
        allow_hyphen_values = true
    )]
    pub(in crate::cli) export_globals: Option<PathBuf>,
    /// Fail a request that uses a variable without a value, instead of sending the placeholder
    #[arg(long)]
    pub(in crate::cli) strict_variables: bool,
    /// Make random values repeatable: dynamic variables, `Math.random` and the like in scripts,
    /// tokens and nonces are the same in each run, so others can predict them
    #[arg(long, value_name = "n", allow_hyphen_values = true)]
    pub(in crate::cli) seed: Option<u64>,
    /// Don't resolve `<<name>>`: only `{{name}}` is a placeholder
    #[arg(long)]
    pub(in crate::cli) no_angle_variables: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sending")]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag")]
pub(in crate::cli) struct SendingArguments {
    /// The key for the Postman API, for collections and environments that are named by their uid
    #[arg(
        long,
        value_name = "key",
        help_heading = "Postman API",
        allow_hyphen_values = true
    )]
    pub(in crate::cli) postman_api_key: Option<String>,
    /// The address of the Postman API
    #[arg(
        long,
        value_name = "url",
        default_value = "https://api.postman.com",
        help_heading = "Postman API",
        allow_hyphen_values = true
    )]
    pub(in crate::cli) postman_api_url: String,
    /// Stop the whole run after this many milliseconds
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout, help_heading = "Time limits")]
    pub(in crate::cli) timeout: Option<u64>,
    /// Fail a request whose response is not complete after this many milliseconds, redirects
    /// included
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout, help_heading = "Time limits")]
    pub(in crate::cli) timeout_request: Option<u64>,
    /// Fail a request when no data arrives for this many milliseconds, however long all of it takes
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout, help_heading = "Time limits")]
    pub(in crate::cli) timeout_response: Option<u64>,
    /// Fail a script after this many milliseconds
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout, help_heading = "Time limits")]
    pub(in crate::cli) timeout_script: Option<u64>,
    /// Accept any TLS certificate
    #[arg(short = 'k', long, help_heading = "TLS")]
    pub(in crate::cli) insecure: bool,
    /// Trust the certificate authorities in this PEM file too
    #[arg(
        long,
        value_name = "path",
        allow_hyphen_values = true,
        help_heading = "TLS"
    )]
    pub(in crate::cli) ssl_extra_ca_certs: Option<PathBuf>,
    /// The client certificate: PEM, or PKCS#12 (.pfx, .p12)
    #[arg(
        long,
        value_name = "path",
        allow_hyphen_values = true,
        help_heading = "TLS"
    )]
    pub(in crate::cli) ssl_client_cert: Option<PathBuf>,
    /// The private key of the client certificate: PEM
    #[arg(
        long,
        value_name = "path",
        allow_hyphen_values = true,
        help_heading = "TLS"
    )]
    pub(in crate::cli) ssl_client_key: Option<PathBuf>,
    /// The passphrase of the private key or the PKCS#12 file
    #[arg(
        long,
        value_name = "passphrase",
        allow_hyphen_values = true,
        help_heading = "TLS"
    )]
    pub(in crate::cli) ssl_client_passphrase: Option<String>,
    /// Client certificates by URL: a JSON file with a list of `{name, matches, cert: {src}, key:
    /// {src}, pfx: {src}, passphrase}`
    #[arg(
        long,
        value_name = "path",
        allow_hyphen_values = true,
        help_heading = "TLS"
    )]
    pub(in crate::cli) ssl_client_cert_list: Option<PathBuf>,
    /// Start with the cookies of this file: JSON, as Newman and tough-cookie write it
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) cookie_jar: Option<PathBuf>,
    /// Write the cookies to this file or folder, as `--cookie-jar` reads them
    #[arg(
        long,
        value_name = "path",
        help_heading = "Files written after the run",
        allow_hyphen_values = true
    )]
    pub(in crate::cli) export_cookie_jar: Option<PathBuf>,
    /// Send requests through this proxy: a URL with http, https, socks4, socks4a, socks5 or
    /// socks5h, and user and password where needed; default: `HTTP_PROXY`, `HTTPS_PROXY` and
    /// `ALL_PROXY` of the process
    #[arg(long, value_name = "url", allow_hyphen_values = true)]
    pub(in crate::cli) proxy: Option<String>,
    /// Hosts that are reached without a proxy, separated by commas or blanks: `name`, `*.name`,
    /// `10.0.0.0/8`, each with an optional port; default: `NO_PROXY` of the process
    #[arg(long, value_name = "hosts", allow_hyphen_values = true)]
    pub(in crate::cli) no_proxy: Option<String>,
    /// The HTTP version: auto (HTTP/2 where a server offers it over TLS), 1.1, or 2
    #[arg(long, value_name = "version", value_enum, default_value = "auto")]
    pub(in crate::cli) http_version: HttpVersionArgument,
    /// The `User-Agent` header of requests that set none themselves
    #[arg(long, value_name = "text", allow_hyphen_values = true)]
    pub(in crate::cli) user_agent: Option<String>,
    /// Fail a request whose response is larger, compressed or decompressed: bytes, or with a unit
    /// (`500kB`, `20MB`, `2GB`); 0 is no limit; default: 1GB, and decompressed 64MB or 200 times
    /// the compressed size, whichever is more
    #[arg(long, value_name = "size", value_parser = size)]
    pub(in crate::cli) max_response_size: Option<u64>,
    /// Don't follow redirects
    #[arg(long)]
    pub(in crate::cli) ignore_redirects: bool,
    /// Send only requests with these methods, those of scripts too: `GET,HEAD`; the others are
    /// skipped
    #[arg(
        long,
        value_name = "names",
        value_delimiter = ',',
        help_heading = "Safety"
    )]
    pub(in crate::cli) method: Vec<String>,
    /// The same as `--method GET,HEAD`
    #[arg(long, conflicts_with = "method", help_heading = "Safety")]
    pub(in crate::cli) read_only: bool,
    /// Send requests to these hosts only, those of scripts and redirects too; hosts are written as
    /// for `--no-proxy`; the other requests are skipped
    #[arg(
        long,
        value_name = "hosts",
        allow_hyphen_values = true,
        help_heading = "Safety"
    )]
    pub(in crate::cli) allow_hosts: Option<String>,
    /// Look for files of request bodies in this folder
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) working_dir: Option<PathBuf>,
    /// Refuse files of request bodies outside of the working directory
    #[arg(long)]
    pub(in crate::cli) no_insecure_file_read: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Scripts")]
pub(in crate::cli) struct ScriptArguments {
    /// Memory that scripts may use, in megabytes
    #[arg(long, value_name = "mb", default_value_t = 512, value_parser = clap::value_parser!(u32).range(8..), allow_hyphen_values = true)]
    pub(in crate::cli) script_memory: u32,
    /// A folder of packages for `pm.require`: `@team/name`, `npm:name@version`
    #[arg(long, value_name = "dir", allow_hyphen_values = true)]
    pub(in crate::cli) packages: Option<PathBuf>,
    /// Secrets for `pm.vault` and `{{vault:name}}`: a JSON object of names and values, which may be
    /// `cmd:…`, `env:NAME` or `file:PATH`, or an environment that Postman exported;
    /// `POSTRIDER_VAULT_<name>` variables are added to it
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) vault_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag")]
pub(in crate::cli) struct OutputArguments {
    #[arg(short = 'r', long, help = how_to_report(), value_name = "names", num_args = 0..=1, default_value = "cli", default_missing_value = "")]
    pub(in crate::cli) reporters: Vec<String>,
    /// Print nothing; reports that go to files are written
    #[arg(long)]
    pub(in crate::cli) silent: bool,
    /// Print more: bodies, sizes and times of each request, and what scripts use that Postman has
    /// deprecated
    #[arg(long)]
    pub(in crate::cli) verbose: bool,
    /// Show only what failed, and the summary
    #[arg(long)]
    pub(in crate::cli) only_failures: bool,
    /// How much of a response to show when one of its tests fails: short (the default), full
    /// (without a value), off
    #[arg(long, value_name = "how", value_enum, num_args = 0..=1, default_value = "short", default_missing_value = "full")]
    pub(in crate::cli) show_body_on_failure: BodyArgument,
    /// Show each failed request as a curl command, its secrets as shell variables: in the terminal
    /// report, `junit`, `ctrf` and `markdown`
    #[arg(long)]
    pub(in crate::cli) curl_on_failure: bool,
    /// Write each response body to a file of its own in this folder, named after the request and
    /// the iteration
    #[arg(long, value_name = "dir", allow_hyphen_values = true)]
    pub(in crate::cli) save_bodies: Option<PathBuf>,
    /// Mask the values of variables with this name in all output and reports; may be given several
    /// times
    #[arg(long, value_name = "name", allow_hyphen_values = true)]
    pub(in crate::cli) secret: Vec<String>,
    /// Mask nothing
    #[arg(long)]
    pub(in crate::cli) show_secrets: bool,
    /// Send all events, unmasked, to the program that listens at this Unix socket (on Windows:
    /// named pipe), and end the run when it hangs up; the npm package `postrider` uses it
    #[arg(long, value_name = "path")]
    pub(in crate::cli) listener: Option<PathBuf>,
    /// Use ASCII instead of symbols
    #[arg(long)]
    pub(in crate::cli) disable_unicode: bool,
    /// Without a terminal, print a line of progress after this many seconds without output; 0 never
    /// does
    #[arg(long, value_name = "s", default_value_t = 30)]
    pub(in crate::cli) heartbeat: u32,
    /// Use colours: on, off, or auto (on a terminal and in CI systems that show them; `NO_COLOR` and
    /// `FORCE_COLOR` decide otherwise)
    #[arg(long, value_name = "when", value_enum, default_value = "auto")]
    pub(in crate::cli) color: ColorArgument,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Mock")]
pub(in crate::cli) struct MockOption {
    #[arg(long, help = what_to_run_against(), value_name = "name", allow_hyphen_values = true)]
    pub(in crate::cli) mock: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(in crate::cli) struct ConfigurationArguments {
    /// Take defaults from this file instead of the nearest `postrider.toml`
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Take no defaults from `postrider.toml`, Newman's `.newmanrc` files or `POSTRIDER_…`
    /// variables
    #[arg(long, conflicts_with = "config")]
    pub(in crate::cli) no_config: bool,
}

/// The help of `--reporters`.
fn how_to_report() -> String {
    let names = REPORTERS.map(|reporter| reporter.name).join(", ");
    format!(
        "The reporters, separated by commas: {names}, `exec:<command>`, or the name of one from npm"
    )
}

/// The help of `--mock`.
fn what_to_run_against() -> String {
    format!("Run against a built-in mock: {}", mocks())
}

/// What names a mock.
pub(super) fn mocks() -> String {
    let names = SERVICES.map(|service| format!("`{}`", service.name));
    format!(
        "{}; `NAME:FAULT,…` for one that misbehaves",
        names.join(", ")
    )
}
