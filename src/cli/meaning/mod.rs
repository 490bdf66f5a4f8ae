//! What the command line means: the border that clap's types do not cross. Each option is asked
//! once, here.

mod course;
mod units;
mod update;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use regex::Regex;

pub(super) use update::guide_update;

use super::args::{
    BodyArgument, CommonArguments, DataArguments, GuideRunArguments, HttpVersionArgument,
    ListArgument, MergeArguments, OrderArgument, OutputArguments, RunArguments, ScriptArguments,
    SelectionArguments, SendingArguments, VariableArguments, WorkersArguments,
};
use super::certificates::Certificates;
use super::config::Configured;
use super::error::Fault;
use super::inputs::{RowSource, VariableSources};
use super::network::{Authorities, Network, Postman};
use super::npm::Npm;
use super::references::Fetcher;
use super::reporter_options::ReporterOption;
use super::run::Act;
use super::sources::is_uid;
use super::stage::Common;
use super::{Surroundings, contract, exports, guide, listing, merge, reporters, run};
use crate::collection::v3::Manner;
use crate::guide::Part;
use crate::http::{self, KeyLogging, Permit, Proxies, Unpacking, Verify, Versions};
use crate::report::cli::{Body, Colour, Curl, Detail, Hidden, Items, Live, Style, Symbols};
use crate::request::{Files, Reach};
use crate::runner::{Angle, Keeper, Order, Rate, Redirects, Selection, Settings, Strictness};
use crate::script::{Deprecations, Limits};
use crate::variables::{Cells, Table};

/// How large a response may be, in bytes, where nothing is said.
const MAX_RESPONSE: u64 = 1_000_000_000;

/// Stack for scripts in bytes, of that which `main` asks for: some ten thousand calls, as in Node.
const SCRIPT_STACK: usize = 6 << 20;

/// What requests introduce themselves with. Servers that look for Postman find it.
const USER_AGENT: &str = concat!(
    "PostmanRuntime/7.56.1 Postrider/",
    env!("CARGO_PKG_VERSION")
);

/// What the names of environment variables begin with that are secrets of the vault.
const VAULT_VARIABLES: &str = "POSTRIDER_VAULT_";

/// What `postrider run` means.
pub(super) fn run(
    arguments: RunArguments,
    configured: Configured,
    surroundings: &Surroundings,
) -> Result<run::Wanted, Fault> {
    let selection = &arguments.selection;
    let act = match selection.list {
        Some(ListArgument::Text) => Act::List(listing::Form::Text),
        Some(ListArgument::Json) => Act::List(listing::Form::Json),
        None if selection.dry_run => Act::Show,
        None => Act::Run,
    };
    let course = arguments.course;
    let mut common = common(arguments.common, configured, surroundings);
    common.settings = course::settings(&course, common.settings)?;
    common.exports.collection = course.export_collection;
    if course.v3_like_postman {
        common.manner = Manner::Postman;
    }
    let iterations = arguments.data.iteration_count;
    common.settings.rate = rate(&arguments.units.workers);
    Ok(run::Wanted {
        units: units::units(arguments.units, surroundings)?,
        collections: arguments.collection,
        chosen: arguments.selection.of_collection.clone(),
        act,
        rerun_failed: arguments.selection.rerun_failed.clone(),
        selection: self::selection(arguments.selection)?,
        iterations: iterations.map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        rows: rows(arguments.data),
        fails_when_empty: course.fail_on_empty,
        always_passes: course.suppress_exit_code,
        common,
    })
}

/// What `postrider guide run` means.
pub(super) fn guide_run(
    arguments: GuideRunArguments,
    configured: Configured,
    surroundings: &Surroundings,
) -> Result<guide::Wanted, Fault> {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let first = arguments.step.or(arguments.from);
    let last = arguments.step.or(arguments.to);
    let is_allowed = arguments.allow_destructive || arguments.common.mock.mock.is_some();
    let mut common = common(arguments.common, configured, surroundings);
    common.settings.rate = rate(&arguments.workers);
    common.settings.retry = course::retry(&arguments.retry)?;
    Ok(guide::Wanted {
        part: Part {
            first: first.map_or(1, number),
            last: last.map_or(usize::MAX, number),
        },
        destructive: is_allowed.into(),
        transcript: arguments.record.then(|| transcript_of(&arguments.pages[0])),
        units: units::workers(arguments.workers, None, surroundings)?,
        watch: arguments.watch,
        pages: arguments.pages,
        variables: Arc::clone(&surroundings.variables),
        common,
    })
}

/// What limits the requests of all workers together.
fn rate(arguments: &WorkersArguments) -> Option<Arc<Rate>> {
    arguments.rate.map(|every| Arc::new(Rate::new(every)))
}

/// What `postrider merge` means.
pub(super) fn merge(
    arguments: MergeArguments,
    configured: Configured,
    surroundings: &Surroundings,
) -> merge::Wanted {
    merge::Wanted {
        blobs: arguments.blobs,
        allows_missing: arguments.allow_missing,
        least_coverage: arguments.openapi_coverage_min,
        reporting: reporting(arguments.output, configured.options, surroundings),
        export_timings: arguments.export_timings,
    }
}

fn common(
    arguments: CommonArguments,
    configured: Configured,
    surroundings: &Surroundings,
) -> Common {
    let CommonArguments {
        variables,
        sending,
        scripts,
        output,
        contract: held,
        mock,
        configuration: _,
    } = arguments;
    Common {
        seed: variables.seed,
        settings: shared_settings(&sending, &variables, surroundings),
        time: limit(sending.timeout),
        limits: limits(&sending, &scripts, &output),
        packages: scripts.packages,
        cookies: sending.cookie_jar.clone(),
        mock: mock.mock,
        contract: contract::Wanted::new(held),
        manner: Manner::default(),
        reporting: reporting(output, configured.options, surroundings),
        exports: exports::Wanted {
            environment: variables.export_environment.clone(),
            globals: variables.export_globals.clone(),
            cookies: sending.export_cookie_jar.clone(),
            collection: None,
        },
        network: network(sending, surroundings),
        variables: VariableSources {
            secrets: configured.secrets,
            ..variable_sources(variables, scripts.vault_file, surroundings)
        },
    }
}

fn selection(arguments: SelectionArguments) -> Result<Selection, Fault> {
    let patterns = arguments.grep.iter().map(|text| pattern(text));
    Ok(Selection {
        patterns: patterns.collect::<Result<_, _>>()?,
        folders: arguments.folder.into_iter().map(without_owner).collect(),
        exclude: arguments.exclude,
        order: match arguments.order {
            OrderArgument::Collection => Order::Collection,
            OrderArgument::Given => Order::Given,
        },
    })
}

/// The id of a folder or a request that was named by its uid, as Postman shows it: files of
/// collections do not know owners.
fn without_owner(name: String) -> String {
    if is_uid(&name)
        && let Some((_, id)) = name.split_once('-')
    {
        return id.to_owned();
    }
    name
}

fn pattern(text: &str) -> Result<Regex, Fault> {
    Regex::new(text).map_err(|error| {
        let message = error.to_string();
        let reason = message.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ");
        let hint = "a dot, a bracket or another sign of regular expressions is taken as such after a backslash";
        Fault::text(format!("`--grep {text}` is no regular expression: {reason}"))
            .hint(Some(hint.into()))
    })
}

fn rows(arguments: DataArguments) -> Option<RowSource> {
    let columns = Some(arguments.data_columns);
    Some(RowSource {
        path: arguments.iteration_data?,
        table: Table {
            delimiter: arguments.data_delimiter,
            columns: columns.filter(|columns| !columns.is_empty()),
            cells: if arguments.data_strings {
                Cells::Text
            } else {
                Cells::Typed
            },
        },
    })
}

/// The settings that collections and guides have in common.
fn shared_settings(
    sending: &SendingArguments,
    variables: &VariableArguments,
    surroundings: &Surroundings,
) -> Settings {
    let directory = sending.working_dir.as_ref().map_or_else(
        || surroundings.directory.clone(),
        |directory| surroundings.directory.join(directory),
    );
    let user_agent = sending.user_agent.clone();
    Settings {
        strictness: if variables.strict_variables {
            Strictness::Fail
        } else {
            Strictness::Warn
        },
        angle: if variables.no_angle_variables {
            Angle::Text
        } else {
            Angle::Placeholder
        },
        redirects: if sending.ignore_redirects {
            Redirects::Show
        } else {
            Redirects::Follow
        },
        files: Files {
            directory,
            reach: if sending.no_insecure_file_read {
                Reach::WithinDirectory
            } else {
                Reach::Everywhere
            },
            ..Files::default()
        },
        permit: Arc::new(permit(sending)),
        user_agent: user_agent.unwrap_or_else(|| USER_AGENT.to_owned()),
        ..Settings::default()
    }
}

/// What may be sent.
fn permit(sending: &SendingArguments) -> Permit {
    let mut permit = Permit::default();
    let named: Vec<String> = sending
        .method
        .iter()
        .map(|name| name.to_uppercase())
        .collect();
    if sending.read_only {
        permit = permit.with_methods(vec!["GET".to_owned(), "HEAD".to_owned()], "--read-only");
    } else if !named.is_empty() {
        permit = permit.with_methods(named, "--method");
    }
    match &sending.allow_hosts {
        Some(hosts) => permit.with_hosts(hosts),
        None => permit,
    }
}

fn limits(
    sending: &SendingArguments,
    scripts: &ScriptArguments,
    output: &OutputArguments,
) -> Limits {
    Limits {
        stack: SCRIPT_STACK,
        memory: usize::try_from(u64::from(scripts.script_memory) << 20).unwrap_or(usize::MAX),
        deprecations: if output.verbose {
            Deprecations::Warned
        } else {
            Deprecations::Silent
        },
        time: limit(sending.timeout_script),
        ..Limits::default()
    }
}

fn variable_sources(
    arguments: VariableArguments,
    vault_file: Option<PathBuf>,
    surroundings: &Surroundings,
) -> VariableSources {
    let all = surroundings.variables.iter();
    let mut vault: Vec<(String, String)> = all
        .filter_map(|(name, value)| {
            let name = name.strip_prefix(VAULT_VARIABLES)?;
            Some((name.to_owned(), value.clone()))
        })
        .collect();
    vault.sort_unstable();
    VariableSources {
        environments: arguments.environment,
        env_files: arguments.env_file,
        globals: arguments.globals,
        in_environment: arguments.env_var,
        in_globals: arguments.global_var,
        in_collection: arguments.collection_var,
        vault_file,
        vault,
        secrets: Vec::new(),
        fetcher: Fetcher::of(&surroundings.variables),
    }
}

fn network(sending: SendingArguments, surroundings: &Surroundings) -> Network {
    let plain = http::ClientSettings {
        verify: if sending.insecure {
            Verify::Unchecked
        } else {
            Verify::Checked
        },
        key_log: match surroundings.variable("SSLKEYLOGFILE") {
            Some(_) => KeyLogging::On,
            None => KeyLogging::Off,
        },
        proxies: proxies(&sending, surroundings),
        timeout: limit(sending.timeout_request),
        silence: limit(sending.timeout_response),
        max_response: Some(sending.max_response_size.unwrap_or(MAX_RESPONSE))
            .filter(|&size| size > 0),
        unpacking: match sending.max_response_size {
            Some(_) => Unpacking::Any,
            None => Unpacking::Modest,
        },
        versions: match sending.http_version {
            HttpVersionArgument::Auto => Versions::Auto,
            HttpVersionArgument::Http1 => Versions::Http1,
            HttpVersionArgument::Http2 => Versions::Http2,
        },
        ..http::ClientSettings::default()
    };
    let of_node = surroundings.variable("NODE_EXTRA_CA_CERTS");
    Network {
        plain,
        certificates: Certificates {
            list: sending.ssl_client_cert_list,
            certificate: sending.ssl_client_cert,
            key: sending.ssl_client_key,
            passphrase: sending.ssl_client_passphrase,
        },
        authorities: Authorities {
            named: sending.ssl_extra_ca_certs,
            of_node: of_node.map(str::to_owned),
        },
        postman: Postman {
            url: sending.postman_api_url,
            key: sending.postman_api_key,
        },
        settings: OnceCell::new(),
    }
}

/// The proxies: that of the command line, else those of the environment.
fn proxies(sending: &SendingArguments, surroundings: &Surroundings) -> Proxies {
    let none = sending
        .no_proxy
        .clone()
        .or_else(|| surroundings.first_of(&["NO_PROXY", "no_proxy"]));
    if let Some(proxy) = &sending.proxy {
        return Proxies {
            http: Some(proxy.clone()),
            https: Some(proxy.clone()),
            none,
            named: "--proxy",
        };
    }
    let all = || surroundings.first_of(&["ALL_PROXY", "all_proxy"]);
    let http = surroundings
        .first_of(&["HTTP_PROXY", "http_proxy"])
        .or_else(all);
    let https = surroundings
        .first_of(&["HTTPS_PROXY", "https_proxy"])
        .or_else(|| http.clone());
    Proxies {
        http,
        https,
        none,
        ..Proxies::default()
    }
}

fn reporting(
    output: OutputArguments,
    options: Vec<ReporterOption>,
    surroundings: &Surroundings,
) -> reporters::Wanted {
    let job_page = surroundings.variable("GITHUB_STEP_SUMMARY");
    let heartbeat = Duration::from_secs(output.heartbeat.into());
    let is_told = !heartbeat.is_zero() && !output.silent && !surroundings.terminal;
    reporters::Wanted {
        names: reporters::names(&output.reporters),
        options,
        silent: output.silent,
        verbose: output.verbose,
        style: style(&output, surroundings),
        keeper: if output.show_secrets {
            Keeper::off()
        } else {
            Keeper::new(output.secret)
        },
        job_page: job_page.map(PathBuf::from),
        heartbeat: is_told.then_some(heartbeat),
        listener: output.listener,
        bodies: output.save_bodies,
        npm: Npm::of(surroundings),
    }
}

fn style(output: &OutputArguments, surroundings: &Surroundings) -> Style {
    let colour = output.color.is_on(surroundings);
    let width = surroundings.width();
    // What is written can be taken back with escape sequences, on a terminal that a person looks at.
    let is_watched = surroundings.terminal && surroundings.variable("CI").is_none();
    Style {
        colour: if colour { Colour::On } else { Colour::Off },
        symbols: if output.disable_unicode {
            Symbols::Ascii
        } else {
            Symbols::Unicode
        },
        width,
        table_width: surroundings.terminal.then_some(width),
        detail: if output.verbose {
            Detail::Everything
        } else {
            Detail::Line
        },
        hide: Hidden::default(),
        items: if output.only_failures {
            Items::Failed
        } else {
            Items::All
        },
        body: match output.show_body_on_failure {
            BodyArgument::Short => Body::Short,
            BodyArgument::Full => Body::Full,
            BodyArgument::Off => Body::Off,
        },
        curl: if output.curl_on_failure {
            Curl::OnFailure
        } else {
            Curl::No
        },
        live: if is_watched && colour {
            Live::Terminal(width)
        } else {
            Live::No
        },
    }
}

/// `NAME.transcript.md` beside the page.
fn transcript_of(page: &Path) -> PathBuf {
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    page.with_file_name(format!("{stem}.transcript.md"))
}

/// A time limit in milliseconds; 0 is none.
fn limit(millis: Option<u64>) -> Option<Duration> {
    millis
        .filter(|millis| *millis > 0)
        .map(Duration::from_millis)
}
