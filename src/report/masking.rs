//! What of a run is secret: which values its events show that no report may.
//!
//! A value is learnt at the first event that shows it, before any reporter is told; from then on it
//! is masked wherever it is written, in every form that [`Secrets`] knows.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::credentials;
use crate::collection::{Auth, Item, Variable};
use crate::exchange::{Exchange, Headers};
use crate::runner::{Event, Outcome, Source, Written};
use crate::text::Secrets;
use crate::variables::{Change, Scopes, Vault};

/// What cookies often say that is no secret; masking it would leave nothing readable.
const COMMON_WORDS: [&str; 12] = [
    "true",
    "false",
    "null",
    "undefined",
    "none",
    "deleted",
    "default",
    "dark",
    "light",
    "essential",
    "enabled",
    "disabled",
];

/// What is to be masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Masking {
    /// Nothing.
    Off,
    /// Variables that are typed secret and those of these names; credentials and cookies.
    On {
        /// The names of variables.
        names: Vec<String>,
    },
}

impl Default for Masking {
    fn default() -> Self {
        Self::On { names: Vec::new() }
    }
}

impl Masking {
    /// Learns the secrets that an event is the first to show.
    pub fn learn(&self, event: &Event<'_>, secrets: &Secrets) {
        let Self::On { names } = self else { return };
        match event {
            Event::Start { run, .. } => {
                self.learn_scopes(&run.scopes, secrets);
                learn_auth(run.collection.auth.as_ref(), secrets);
                learn_items(&run.collection.items, secrets);
            }
            Event::Script { run, scopes, .. } => {
                learn_vault(scopes, secrets);
                for (kind, change) in &run.changes {
                    let Change::Set(key, _) = change else {
                        continue;
                    };
                    let set = scopes.get(*kind).find(key);
                    if let Some(variable) = set.filter(|variable| is_secret(variable, names)) {
                        secrets.learn(&variable.text());
                    }
                }
            }
            // Rows of iteration data come and go without an event of their own.
            Event::Scripts { scopes, .. } if !names.is_empty() => {
                learn_named(scopes, names, secrets)
            }
            Event::BeforeRequest { request, .. } => self.learn_request(request, secrets),
            // The first that shows a response.
            Event::ResponseStart { outcome, .. } => self.learn_outcome(outcome, secrets),
            Event::Request {
                outcome, source, ..
            } => {
                self.learn_outcome(outcome, secrets);
                if let Ok(exchange) = outcome.result
                    && *source == Source::Auth("oauth2")
                {
                    learn_tokens(&exchange.response.text(), secrets);
                }
            }
            _ => {}
        }
    }

    /// Learns the secrets among variables.
    pub fn learn_scopes(&self, scopes: &Scopes, secrets: &Secrets) {
        let Self::On { names } = self else { return };
        let variables = scopes.nearest_first().into_iter().flatten();
        for variable in variables.filter(|variable| is_secret(variable, names)) {
            secrets.learn(&variable.text());
        }
        learn_vault(scopes, secrets);
    }

    fn learn_outcome(&self, outcome: &Outcome<'_>, secrets: &Secrets) {
        self.learn_request(outcome.request, secrets);
        if let Ok(exchange) = outcome.result {
            learn_exchange(exchange, secrets);
        }
    }

    /// Learns the secrets of a request.
    pub fn learn_request(&self, request: &Written, secrets: &Secrets) {
        if *self == Self::Off {
            return;
        }
        learn_auth(request.resolved.auth.as_ref(), secrets);
        learn_headers(&request.wire.headers, secrets);
    }
}

/// Whether a variable is secret by its type or by its name.
fn is_secret(variable: &Variable, names: &[String]) -> bool {
    variable.is_secret() || names.contains(&variable.key)
}

fn learn_named(scopes: &Scopes, names: &[String], secrets: &Secrets) {
    for scope in scopes.nearest_first() {
        for variable in names.iter().filter_map(|name| scope.find(name)) {
            secrets.learn(&variable.text());
        }
    }
}

fn learn_vault(scopes: &Scopes, secrets: &Secrets) {
    for secret in scopes.vault.iter().flat_map(Vault::texts) {
        secrets.learn(&secret);
    }
}

/// Credentials that stand in the collection itself: a report shows it before any of its requests is
/// sent.
fn learn_items(items: &[Item], secrets: &Secrets) {
    for item in items {
        learn_auth(item.auth.as_ref(), secrets);
        learn_auth(
            item.request().and_then(|request| request.auth.as_ref()),
            secrets,
        );
        learn_items(item.items(), secrets);
    }
}

/// What a scheme sends, or computes with; a placeholder is none.
fn learn_auth(auth: Option<&Auth>, secrets: &Secrets) {
    let Some(auth) = auth else { return };
    for secret in auth.secrets() {
        secrets.learn(&secret);
    }
}

/// Credentials and cookies, in a request or in an answer.
fn learn_headers(headers: &Headers, secrets: &Secrets) {
    for header in headers {
        let name = header.name.to_ascii_lowercase();
        match name.as_str() {
            "cookie" => header
                .value
                .split(';')
                .for_each(|pair| learn_cookie(pair, secrets)),
            "set-cookie" => {
                learn_cookie(header.value.split(';').next().unwrap_or_default(), secrets)
            }
            name if credentials::is_header(name) => learn_credentials(&header.value, secrets),
            _ => {}
        }
    }
}

/// The tokens that a server grants.
fn learn_tokens(text: &str, secrets: &Secrets) {
    let Ok(members) = serde_json::from_str::<Value>(text) else {
        return secrets.learn(text);
    };
    for name in ["access_token", "refresh_token", "id_token"] {
        if let Some(token) = members.get(name).and_then(Value::as_str) {
            secrets.learn(token);
        }
    }
}

fn learn_exchange(exchange: &Exchange, secrets: &Secrets) {
    for hop in &exchange.hops {
        learn_headers(&hop.request.headers, secrets);
        learn_headers(&hop.headers, secrets);
    }
    learn_headers(&exchange.response.headers, secrets);
}

/// The value of `name=value`, as it is written and as scripts are shown it.
fn learn_cookie(pair: &str, secrets: &Secrets) {
    let Some((_, value)) = pair.split_once('=') else {
        return;
    };
    let value = value.trim().trim_matches('"');
    let is_common = COMMON_WORDS.contains(&value.to_ascii_lowercase().as_str())
        || (value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit()));
    if is_common {
        return;
    }
    // Servers may set another with each response.
    secrets.learn_passing(value);
    if value.contains('%') {
        secrets.learn_passing(&percent_decode_str(value).decode_utf8_lossy());
    }
}

/// The credentials of an `Authorization` header, without its scheme; of basic ones the password as
/// well.
fn learn_credentials(value: &str, secrets: &Secrets) {
    /// Schemes whose credentials prove a secret without being one that serves for another request.
    const PROOFS: [&str; 6] = [
        "digest",
        "hawk",
        "oauth",
        "aws4-hmac-sha256",
        "eg1-hmac-sha256",
        "ntlm",
    ];
    let (scheme, credentials) = value.split_once(' ').unwrap_or(("", value));
    // A token with two dots may be one of many that are signed for a request each.
    if PROOFS.contains(&scheme.to_ascii_lowercase().as_str())
        || credentials.matches('.').count() == 2
    {
        return secrets.learn_passing(credentials);
    }
    secrets.learn(credentials);
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = BASE64_STANDARD.decode(credentials).unwrap_or_default();
        if let Some((_, password)) = String::from_utf8_lossy(&decoded).split_once(':') {
            secrets.learn(password);
        }
    }
}
