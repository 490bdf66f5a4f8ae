//! What can be typed. Newman's options keep their names, their grammar and their defaults.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::Styles;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

/// Runs Postman collections, and pages of documentation against them
#[derive(Debug, Parser)]
#[command(name = "postrider", version, disable_version_flag = true, styles = Styles::plain())]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Print the version
    #[arg(short = 'v', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a collection
    Run(Box<RunArguments>),
    /// Run a page of documentation against the collections it talks about
    Guide(GuideArguments),
    /// Serve an organisation to try things on, until interrupted
    Mock(MockArguments),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    /// The collection: a JSON file that Postman exported (schema 2.0 or 2.1), or its URL
    pub(super) collection: PathBuf,
    #[command(flatten)]
    pub(super) variables: VariableArguments,
    /// How often to run it; default: once for each row of iteration data
    #[arg(short = 'n', long, value_name = "n", value_parser = positive)]
    pub(super) iteration_count: Option<u64>,
    /// Iteration data: a JSON or CSV file, or its URL
    #[arg(short = 'd', long, value_name = "path")]
    pub(super) iteration_data: Option<PathBuf>,
    /// Run only this folder or request, by name or id; may be given several times
    #[arg(long, value_name = "name")]
    pub(super) folder: Vec<String>,
    /// End the run at the first failure: `failure` (the default) after its item, `folder` at once on an error
    #[arg(long, value_name = "modifiers", value_enum, num_args = 0..=1, value_delimiter = ',', default_missing_value = "failure")]
    pub(super) bail: Vec<BailArgument>,
    /// Wait so many milliseconds before each item
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "0", value_parser = milliseconds)]
    pub(super) delay_request: Option<u64>,
    /// Exit with 0 whatever failed
    #[arg(short = 'x', long)]
    pub(super) suppress_exit_code: bool,
    #[command(flatten)]
    pub(super) sending: SendingArguments,
    #[command(flatten)]
    pub(super) scripts: ScriptArguments,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    #[command(flatten)]
    pub(super) mock: MockOption,
}

#[derive(Debug, Args)]
pub(super) struct VariableArguments {
    /// The environment: a JSON file that Postman exported, or its URL
    #[arg(short = 'e', long, value_name = "path")]
    pub(super) environment: Option<PathBuf>,
    /// Globals: a JSON file that Postman exported, or their URL
    #[arg(short = 'g', long, value_name = "path")]
    pub(super) globals: Option<PathBuf>,
    /// Set a variable of the environment; may be given several times
    #[arg(long, value_name = "name=value")]
    pub(super) env_var: Vec<String>,
    /// Set a global variable; may be given several times
    #[arg(long, value_name = "name=value")]
    pub(super) global_var: Vec<String>,
    /// Write the environment to this file when the run has ended
    #[arg(long, value_name = "path")]
    pub(super) export_environment: Option<PathBuf>,
    /// Write the globals to this file when the run has ended
    #[arg(long, value_name = "path")]
    pub(super) export_globals: Option<PathBuf>,
    /// Fail a request of which a variable has no value, instead of sending the placeholder
    #[arg(long)]
    pub(super) strict_variables: bool,
    /// Make what is random follow from this number: dynamic variables, what scripts draw, tokens and nonces, which others
    /// can then foretell
    #[arg(long, value_name = "n")]
    pub(super) seed: Option<u64>,
    /// Leave `<<name>>` alone; only `{{name}}` is a placeholder
    #[arg(long)]
    pub(super) no_angle_variables: bool,
}

#[derive(Debug, Args)]
pub(super) struct SendingArguments {
    /// End the whole run after so many milliseconds
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout)]
    pub(super) timeout: Option<u64>,
    /// Give up a request after so many milliseconds
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout)]
    pub(super) timeout_request: Option<u64>,
    /// Give up a script after so many milliseconds
    #[arg(long, value_name = "ms", num_args = 0..=1, default_missing_value = "", value_parser = timeout)]
    pub(super) timeout_script: Option<u64>,
    /// Accept any TLS certificate
    #[arg(short = 'k', long)]
    pub(super) insecure: bool,
    /// Trust the certificate authorities in this PEM file too
    #[arg(long, value_name = "path")]
    pub(super) ssl_extra_ca_certs: Option<PathBuf>,
    /// The certificate to show to servers that ask for one: PEM, or PKCS#12 (.pfx, .p12)
    #[arg(long, value_name = "path")]
    pub(super) ssl_client_cert: Option<PathBuf>,
    /// Its private key: PEM
    #[arg(long, value_name = "path")]
    pub(super) ssl_client_key: Option<PathBuf>,
    /// What the private key, or the PKCS#12 file, is encrypted with
    #[arg(long, value_name = "passphrase")]
    pub(super) ssl_client_passphrase: Option<String>,
    /// Certificates for servers by their URLs: a JSON list of `{name, matches, cert: {src}, key: {src}, pfx: {src}, passphrase}`
    #[arg(long, value_name = "path")]
    pub(super) ssl_client_cert_list: Option<PathBuf>,
    /// Begin with the cookies of this file: JSON, as Newman and tough-cookie write it
    #[arg(long, value_name = "path")]
    pub(super) cookie_jar: Option<PathBuf>,
    /// Write the cookies to this file when the run has ended, in the same form
    #[arg(long, value_name = "path")]
    pub(super) export_cookie_jar: Option<PathBuf>,
    /// Send requests through this proxy: http, https, socks4, socks4a, socks5 or socks5h, with user and password where it
    /// wants them; default: the environment's `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`
    #[arg(long, value_name = "url")]
    pub(super) proxy: Option<String>,
    /// Hosts that are reached without a proxy, separated by commas; default: the environment's `NO_PROXY`
    #[arg(long, value_name = "hosts")]
    pub(super) no_proxy: Option<String>,
    /// The version of HTTP: auto (HTTP/2 where a server takes it over TLS), 1.1, or 2
    #[arg(long, value_name = "version", value_enum, default_value = "auto")]
    pub(super) http_version: HttpVersionArgument,
    /// What requests introduce themselves with, unless they set a `User-Agent` themselves
    #[arg(long, value_name = "text")]
    pub(super) user_agent: Option<String>,
    /// Show redirects instead of following them
    #[arg(long)]
    pub(super) ignore_redirects: bool,
    /// Look for files of request bodies below this directory
    #[arg(long, value_name = "path")]
    pub(super) working_dir: Option<PathBuf>,
    /// Refuse files of request bodies that lie outside of the working directory
    #[arg(long)]
    pub(super) no_insecure_file_read: bool,
}

#[derive(Debug, Args)]
pub(super) struct ScriptArguments {
    /// Memory that scripts may use, in megabytes
    #[arg(long, value_name = "mb", default_value_t = 512, value_parser = clap::value_parser!(u32).range(8..))]
    pub(super) script_memory: u32,
    /// A folder of packages for `pm.require`: `@team/name`, `npm:name@version`
    #[arg(long, value_name = "dir")]
    pub(super) packages: Option<PathBuf>,
    /// Secrets for `pm.vault` and `{{vault:name}}`: a JSON object of names and values, or an environment that Postman
    /// exported; `POSTRIDER_VAULT_<name>` variables are added to it
    #[arg(long, value_name = "path")]
    pub(super) vault_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// How to report, separated by commas: cli, json, ndjson
    #[arg(short = 'r', long, value_name = "names", value_delimiter = ',', num_args = 0..=1, default_value = "cli")]
    pub(super) reporters: Vec<String>,
    /// Print nothing; reports that go to files are written
    #[arg(long)]
    pub(super) silent: bool,
    /// Tell more: bodies, sizes and times of each request, and what scripts use that Postman has deprecated
    #[arg(long)]
    pub(super) verbose: bool,
    /// Use ASCII instead of symbols
    #[arg(long)]
    pub(super) disable_unicode: bool,
    /// Use colours: on, off, or auto (on a terminal, unless `NO_COLOR` is set)
    #[arg(long, value_name = "when", value_enum, default_value = "auto")]
    pub(super) color: ColorArgument,
}

#[derive(Debug, Args)]
pub(super) struct MockOption {
    /// Run against the organisation that is part of this program: `okta`, or `okta:FAULT,…` for one that misbehaves
    #[arg(long, value_name = "name")]
    pub(super) mock: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct GuideArguments {
    #[command(subcommand)]
    pub(super) command: GuideCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum GuideCommand {
    /// Do what the page says, step by step
    Run(Box<GuideRunArguments>),
}

#[derive(Debug, Args)]
pub(super) struct GuideRunArguments {
    /// The page
    pub(super) page: PathBuf,
    #[command(flatten)]
    pub(super) variables: VariableArguments,
    #[command(flatten)]
    pub(super) sending: SendingArguments,
    #[command(flatten)]
    pub(super) scripts: ScriptArguments,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    #[command(flatten)]
    pub(super) mock: MockOption,
    /// Send the requests of steps that the page calls destructive
    #[arg(long)]
    pub(super) allow_destructive: bool,
}

#[derive(Debug, Args)]
pub(super) struct MockArguments {
    /// Which: `okta`, or `okta:FAULT,…` for one that misbehaves
    pub(super) name: String,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "n", default_value_t = 0)]
    pub(super) port: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum BailArgument {
    Folder,
    Failure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum HttpVersionArgument {
    Auto,
    #[value(name = "1.1")]
    Http1,
    #[value(name = "2")]
    Http2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArgument {
    On,
    Off,
    Auto,
}

/// An option of a reporter, `--reporter-<name>-<option> [value]`, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReporterOption {
    /// What follows `--reporter-`.
    pub(super) name: String,
    /// The value, where one follows.
    pub(super) value: Option<String>,
}

/// Takes `--reporter-*` and their values out of the arguments, as Newman does before it reads the others.
pub(super) fn split_reporter_options(arguments: &[OsString]) -> (Vec<OsString>, Vec<ReporterOption>) {
    let mut plain = Vec::new();
    let mut options = Vec::new();
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        let Some(option) = argument.to_str().and_then(|text| text.strip_prefix("--reporter-")) else {
            plain.push(argument.clone());
            continue;
        };
        let (name, value) = if let Some((name, value)) = option.split_once('=') {
            (name, Some(value.to_owned()))
        } else {
            let follows = rest.next_if(|next| next.to_str().is_some_and(|text| !text.starts_with('-')));
            (option, follows.and_then(|value| value.to_str()).map(str::to_owned))
        };
        options.push(ReporterOption { name: name.to_owned(), value });
    }
    (plain, options)
}

fn positive(text: &str) -> Result<u64, String> {
    text.parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| "expected a positive whole number".to_owned())
}

fn milliseconds(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "expected a whole number of milliseconds".to_owned())
}

/// A time limit; the option without a value has none.
fn timeout(text: &str) -> Result<u64, String> {
    let millis = if text.is_empty() { Some(0) } else { text.parse().ok().filter(|millis| *millis > 0) };
    millis.ok_or_else(|| "expected a positive whole number of milliseconds".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn newmans_grammar_is_read() {
        let parse =
            |line: &str| Arguments::try_parse_from(line.split(' ')).map(|arguments| arguments.command);
        let Ok(Command::Run(run)) = parse(
            "postrider run -kn 2 c.json --bail --timeout --folder A --folder B -r cli,json --color off",
        ) else {
            panic!("not read")
        };
        assert_eq!(
            (run.iteration_count, run.sending.insecure, run.sending.timeout),
            (Some(2), true, Some(0))
        );
        assert_eq!(run.bail, [BailArgument::Failure]);
        assert_eq!(
            (run.folder, run.output.reporters),
            (vec!["A".into(), "B".into()], vec!["cli".into(), "json".into()])
        );
        assert!(parse("postrider run c.json -n 0").is_err());
        assert!(parse("postrider run c.json --color pink").is_err());
    }

    #[test]
    fn reporter_options_are_taken_out_with_their_values() {
        let line = "postrider run --reporter-json-export out.json c.json --reporter-cli-no-summary -k --reporter-x=y";
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (plain, options) = split_reporter_options(&arguments);
        assert_eq!(plain, ["postrider", "run", "c.json", "-k"].map(OsString::from));
        let option = |name: &str, value: Option<&str>| ReporterOption {
            name: name.into(),
            value: value.map(Into::into),
        };
        assert_eq!(
            options,
            [option("json-export", Some("out.json")), option("cli-no-summary", None), option("x", Some("y"))]
        );
    }
}
