//! What running a collection and running a guide have in common: the client, its settings, and the
//! end.

use std::rc::Rc;
use std::time::Duration;

use super::args::{
    HttpVersionArgument, OutputArguments, ScriptArguments, SendingArguments, VariableArguments,
};
use super::error::Fault;
use super::interrupt::Interrupt;
use super::reporters::Reporting;
use super::{Exit, Surroundings, certificates, inputs};
use crate::http::{self, Client, KeyLogging, Proxies, Verify, Versions};
use crate::request::{Files, Reach};
use crate::runner::{Angle, Redirects, Settings, Strictness, Summary};
use crate::script::{Deprecations, Limits};
use crate::world::World;

/// Stack for scripts in bytes, of that which `main` asks for: some ten thousand calls, as in Node.
const SCRIPT_STACK: usize = 6 << 20;

/// What requests introduce themselves with. Servers that look for Postman find it.
const USER_AGENT: &str = concat!(
    "PostmanRuntime/7.56.1 Postrider/",
    env!("CARGO_PKG_VERSION")
);

/// What sends requests, with the cookies that it begins with.
pub(super) fn client(
    sending: &SendingArguments,
    surroundings: &Surroundings,
    world: &Rc<World>,
) -> Result<Client, Fault> {
    let client = Client::new(http_settings(sending, surroundings)?, Rc::clone(world))?;
    if let Some(path) = &sending.cookie_jar {
        inputs::cookies(path, client.jar())?;
    }
    Ok(client)
}

/// Ends the reports, writes the exports, and says how it went. Whatever fails here is told, and
/// nothing keeps the rest from being written.
pub(super) fn conclude(
    summary: &Summary,
    reporting: &mut Reporting,
    export: impl FnOnce() -> Vec<Fault>,
) -> Exit {
    let mut faults: Vec<Fault> = reporting
        .reporters
        .finish(summary)
        .into_iter()
        .map(Fault::new)
        .collect();
    faults.extend(export());
    faults.extend(summary.error.as_ref().map(Fault::text));
    for fault in &faults {
        super::complain(fault);
    }
    match () {
        () if summary.interrupted => Exit::Interrupted,
        () if summary.passed() && faults.is_empty() => Exit::Passed,
        () => Exit::Failed,
    }
}

/// A runtime for one thread.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Fault> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

/// The settings that collections and guides have in common.
pub(super) fn shared_settings(
    (sending, variables): (&SendingArguments, &VariableArguments),
    surroundings: &Surroundings,
) -> Settings {
    let directory = sending.working_dir.as_ref().map_or_else(
        || surroundings.directory.clone(),
        |directory| surroundings.directory.join(directory),
    );
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
        },
        user_agent: sending
            .user_agent
            .clone()
            .unwrap_or_else(|| USER_AGENT.to_owned()),
        ..Settings::default()
    }
}

pub(super) fn limits(
    (sending, scripts, output): (&SendingArguments, &ScriptArguments, &OutputArguments),
    interrupt: &Interrupt,
) -> Limits {
    let run_ends = limit(sending.timeout).map(|limit| tokio::time::Instant::now() + limit);
    Limits {
        stack: SCRIPT_STACK,
        memory: usize::try_from(u64::from(scripts.script_memory) << 20).unwrap_or(usize::MAX),
        deprecations: if output.verbose {
            Deprecations::Warned
        } else {
            Deprecations::Silent
        },
        time: limit(sending.timeout_script),
        run_ends,
        stop: interrupt.stop.clone(),
        ..Limits::default()
    }
}

pub(super) fn http_settings(
    sending: &SendingArguments,
    surroundings: &Surroundings,
) -> Result<http::Settings, Fault> {
    Ok(http::Settings {
        verify: if sending.insecure {
            Verify::Unchecked
        } else {
            Verify::Checked
        },
        certificates: certificates::read(sending)?,
        key_log: match surroundings.variable("SSLKEYLOGFILE") {
            Some(_) => KeyLogging::On,
            None => KeyLogging::Off,
        },
        proxies: proxies(sending, surroundings),
        timeout: limit(sending.timeout_request),
        versions: match sending.http_version {
            HttpVersionArgument::Auto => Versions::Auto,
            HttpVersionArgument::Http1 => Versions::Http1,
            HttpVersionArgument::Http2 => Versions::Http2,
        },
        authorities: inputs::authorities(sending.ssl_extra_ca_certs.as_deref(), surroundings)?,
    })
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

/// A time limit in milliseconds; 0 is none.
fn limit(millis: Option<u64>) -> Option<Duration> {
    millis
        .filter(|millis| *millis > 0)
        .map(Duration::from_millis)
}
