//! All reporters of a run, told of everything together.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::ReportError;
use crate::collection::{Auth, Item};
use crate::runner::{Event, Sink, Source, Summary};
use crate::text::Secrets;
use crate::variables::{Change, Scopes, Vault};

/// What is told of a run, in one form.
pub trait Reporter {
    /// Takes an event while the run goes.
    fn event(&mut self, event: &Event<'_>);

    /// Ends the report; called once, after [`Event::Done`], also when the run was interrupted.
    ///
    /// # Errors
    /// The report could not be written; the message names its file.
    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError>;
}

/// The reporters of a run. Each gets every event, whatever becomes of the others.
#[derive(Default)]
pub struct Reporters {
    list: Vec<Box<dyn Reporter>>,
    secrets: Secrets,
}

impl Reporters {
    /// Reporters that mask `secrets`, to which the run adds what it learns.
    pub fn new(list: Vec<Box<dyn Reporter>>, secrets: Secrets) -> Self {
        Self { list, secrets }
    }

    /// Ends all reports and returns what went wrong with any.
    pub fn finish(&mut self, summary: &Summary) -> Vec<ReportError> {
        self.list.iter_mut().filter_map(|reporter| reporter.finish(summary).err()).collect()
    }

    /// Learns the secrets that an event is the first to show.
    fn learn(&self, event: &Event<'_>) {
        match event {
            Event::Start { run, .. } => {
                for variable in
                    run.scopes.nearest_first().into_iter().flatten().filter(|variable| variable.is_secret())
                {
                    self.secrets.learn(&variable.text());
                }
                self.learn_vault(&run.scopes);
                self.learn_auth(run.collection.auth.as_ref());
                self.learn_items(&run.collection.items);
            }
            Event::Script { run, scopes, .. } => {
                self.learn_vault(scopes);
                for (kind, change) in &run.changes {
                    let Change::Set(key, _) = change else { continue };
                    if let Some(variable) =
                        scopes.get(*kind).find(key).filter(|variable| variable.is_secret())
                    {
                        self.secrets.learn(&variable.text());
                    }
                }
            }
            Event::BeforeRequest { request, .. } => {
                self.learn_auth(request.resolved.auth.as_ref());
                for name in ["authorization", "proxy-authorization"] {
                    for value in request.wire.headers.all(name) {
                        self.learn_credentials(value);
                    }
                }
            }
            Event::Request { outcome, source: Source::Auth("oauth2"), .. } => {
                if let Ok(exchange) = outcome.result {
                    self.learn_tokens(&exchange.response.text());
                }
            }
            _ => {}
        }
    }

    /// The tokens that a server grants.
    fn learn_tokens(&self, text: &str) {
        let Ok(members) = serde_json::from_str::<Value>(text) else { return self.secrets.learn(text) };
        for name in ["access_token", "refresh_token", "id_token"] {
            if let Some(token) = members.get(name).and_then(Value::as_str) {
                self.secrets.learn(token);
            }
        }
    }

    fn learn_vault(&self, scopes: &Scopes) {
        for secret in scopes.vault.iter().flat_map(Vault::texts) {
            self.secrets.learn(&secret);
        }
    }

    /// Credentials that stand in the collection itself: a report shows it before any of its requests is sent.
    fn learn_items(&self, items: &[Item]) {
        for item in items {
            self.learn_auth(item.auth.as_ref());
            self.learn_auth(item.request().and_then(|request| request.auth.as_ref()));
            self.learn_items(item.items());
        }
    }

    /// What a scheme will send in an `Authorization` header; a placeholder is none.
    fn learn_auth(&self, auth: Option<&Auth>) {
        let Some(auth) = auth else { return };
        for secret in auth.secrets() {
            self.secrets.learn(&secret);
        }
    }

    /// The credentials of an `Authorization` header, without its scheme; of basic ones the password as well.
    fn learn_credentials(&self, value: &str) {
        /// Schemes whose credentials prove a secret without being one that serves for another request.
        const PROOFS: [&str; 6] = ["digest", "hawk", "oauth", "aws4-hmac-sha256", "eg1-hmac-sha256", "ntlm"];
        let (scheme, credentials) = value.split_once(' ').unwrap_or(("", value));
        // A token with two dots may be one of many that are signed for a request each.
        if PROOFS.contains(&scheme.to_ascii_lowercase().as_str()) || credentials.matches('.').count() == 2 {
            return self.secrets.learn_passing(credentials);
        }
        self.secrets.learn(credentials);
        if scheme.eq_ignore_ascii_case("basic") {
            let decoded = BASE64_STANDARD.decode(credentials).unwrap_or_default();
            if let Some((_, password)) = String::from_utf8_lossy(&decoded).split_once(':') {
                self.secrets.learn(password);
            }
        }
    }
}

impl Sink for Reporters {
    fn event(&mut self, event: &Event<'_>) {
        self.learn(event);
        for reporter in &mut self.list {
            reporter.event(event);
        }
    }
}
