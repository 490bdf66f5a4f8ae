//! What of a run is secret: a port of the session, asked by the runner and by whoever writes.
//!
//! A value is learnt where it first turns up, before anybody is told; from then on it is masked
//! wherever it stands, in every form that [`Secrets`] knows. Listeners never see it. One that is too
//! short or too common for that is hidden where it stands as the value that it is ([`Hiding`]).

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::hiding::Hiding;
use super::named::Plain;
use super::{Event, EventKind, Outcome, Source, Written, credentials};
use crate::collection::{self, Auth, Collection, Item, Reference, Scheme, Url, Variable};
use crate::exchange::{Exchange, Headers};
use crate::text::Secrets;
use crate::variables::{Change, ScopeKind, Scopes, Vault};

/// How many values of one variable are known at a time that can't be recognised: one for each scope,
/// and one before.
const PLAIN: usize = 6;

/// Keeps the secrets of a run.
#[derive(Clone)]
pub struct Keeper {
    secrets: Secrets,
    /// Those that somebody has called secret: the values of secret variables and of the vault.
    declared: Secrets,
    /// The names of variables that are secret whatever their type.
    names: BTreeSet<String>,
    variables: Rc<RefCell<Variables>>,
}

/// What is to be hidden, before anything is known of it.
#[derive(Debug, Clone)]
pub struct Secrecy {
    hides: bool,
    names: BTreeSet<String>,
}

/// What is known of secret variables.
#[derive(Default)]
struct Variables {
    /// The names of those that are secret by their type.
    typed: HashSet<String>,
    /// Those whose values can't be recognised.
    plain: Plain,
    /// Those whose values nobody has fetched yet, by name.
    awaited: Vec<(String, Reference)>,
}

impl Default for Keeper {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Keeper {
    /// Hides credentials, cookies, variables that are typed secret, and variables of these names.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            secrets: Secrets::new(),
            declared: Secrets::new(),
            names: names.into_iter().collect(),
            variables: Rc::default(),
        }
    }

    /// Hides nothing.
    pub fn off() -> Self {
        Self {
            secrets: Secrets::off(),
            declared: Secrets::off(),
            names: BTreeSet::new(),
            variables: Rc::default(),
        }
    }

    /// One that has learnt nothing yet.
    pub fn of(secrecy: &Secrecy) -> Self {
        if secrecy.hides {
            Self::new(secrecy.names.iter().cloned().collect())
        } else {
            Self::off()
        }
    }

    /// How much it has learnt: equal where nothing new came.
    pub fn knowledge(&self) -> impl PartialEq + use<> {
        let known = self.variables.borrow();
        let plain: usize = known.plain.values().map(Vec::len).sum();
        (self.secrets.learnt(), known.typed.len(), plain)
    }

    /// What it hides, whatever it has learnt.
    pub fn secrecy(&self) -> Secrecy {
        Secrecy {
            hides: self.secrets.hides(),
            names: self.names.clone(),
        }
    }

    /// One that hides the same and has learnt nothing yet.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self::of(&self.secrecy())
    }

    /// The secrets that are known so far.
    pub fn secrets(&self) -> &Secrets {
        self.learn_fetched();
        &self.secrets
    }

    /// Those of them that are values of secret variables or of the vault, wherever they are used.
    pub(super) fn declared(&self) -> &Secrets {
        self.learn_fetched();
        &self.declared
    }

    fn learn_declared(&self, value: &str) {
        self.secrets.learn(value);
        self.declared.learn(value);
    }

    /// Learns the secrets that an event is the first to show.
    pub(super) fn learn(&self, event: &Event) {
        if !self.secrets.hides() {
            return;
        }
        self.learn_fetched();
        match &event.kind {
            EventKind::Start(run) => {
                self.learn_scopes(&run.scopes);
                self.learn_collection(&run.collection);
            }
            EventKind::BeforeRequest(request, _) => self.learn_request(request),
            // The first that shows a response.
            EventKind::ResponseStart(outcome) => self.learn_outcome(outcome),
            EventKind::Request(outcome, source) => {
                self.learn_outcome(outcome);
                let exchange = outcome.exchange();
                let granted = exchange.filter(|_| *source == Source::Auth("oauth2".into()));
                if let Some(exchange) = granted {
                    learn_tokens(&exchange.response.text(), &self.secrets);
                }
            }
            _ => {}
        }
    }

    /// Learns the secrets among variables.
    pub fn learn_scopes(&self, scopes: &Scopes) {
        let variables = scopes.nearest_first().into_iter().flatten();
        for variable in variables.filter(|variable| self.is_secret(variable)) {
            self.learn_variable(variable);
        }
        self.learn_vault(scopes);
    }

    /// Learns the credentials that stand in a collection, those of requests that do not run, too.
    pub fn learn_collection(&self, collection: &Collection) {
        learn_auth(collection.auth.as_ref(), &self.secrets);
        learn_items(&collection.items, &self.secrets);
    }

    /// Learns the secrets among the variables that a script has changed.
    pub(super) fn learn_changes(&self, scopes: &Scopes, changes: &[(ScopeKind, Change)]) {
        self.learn_vault(scopes);
        for (kind, change) in changes {
            let Change::Set(key, _) = change else {
                continue;
            };
            let set = scopes.get(*kind).find(key);
            if let Some(variable) = set.filter(|variable| self.is_secret(variable)) {
                self.learn_variable(variable);
            }
        }
    }

    /// Learns the variables of the names that are secret: rows of iteration data come and go
    /// without an event of their own.
    pub(super) fn learn_named(&self, scopes: &Scopes) {
        for scope in scopes.nearest_first() {
            for variable in self.names.iter().filter_map(|name| scope.find(name)) {
                self.learn_variable(variable);
            }
        }
    }

    /// Learns the secrets of a request.
    pub fn learn_request(&self, request: &Written) {
        learn_auth(request.resolved.auth.as_deref(), &self.secrets);
        learn_headers(&request.wire.headers, &self.secrets);
    }

    /// Hides in a request what is secret by where it stands; `template` is how the collection has
    /// it, if it does. Tells whether there was something.
    pub fn hide_in_request(
        &self,
        request: &mut Written,
        template: Option<&collection::Request>,
    ) -> bool {
        self.secrets.hides() && self.hiding(request, template).hide_in_request(request)
    }

    /// Hides in the address of a request what is secret by where it stands; `template` is how the
    /// collection has the request.
    pub(super) fn hide_in_address(
        &self,
        address: &mut String,
        template: Option<&collection::Request>,
    ) {
        Hiding::named(template, &self.variables.borrow().plain).hide_in_address(address);
    }

    /// A URL as it is written, without its secrets.
    pub fn shown_url(&self, url: &Url) -> String {
        let mut shown = url.to_string();
        if self.secrets.hides() {
            Hiding::default().hide_in_address(&mut shown);
        }
        self.secrets.mask(&shown).into_owned()
    }

    /// Where secrets stand in a request whatever their values are.
    pub(super) fn hiding(
        &self,
        request: &Written,
        template: Option<&collection::Request>,
    ) -> Hiding {
        Hiding::of(request, template, &self.variables.borrow().plain)
    }

    /// Whether there are secret variables whose values can't be recognised.
    pub(super) fn has_plain(&self) -> bool {
        !self.variables.borrow().plain.is_empty()
    }

    /// Whether a variable is secret by its type or by its name.
    pub(super) fn is_secret(&self, variable: &Variable) -> bool {
        variable.is_secret() || self.names.contains(&variable.key)
    }

    /// Whether a variable of that name is secret, or was.
    pub(super) fn is_secret_name(&self, name: &String) -> bool {
        self.names.contains(name) || self.variables.borrow().typed.contains(name)
    }

    fn learn_variable(&self, variable: &Variable) {
        let known = &mut *self.variables.borrow_mut();
        if variable.is_secret() && !known.typed.contains(&variable.key) {
            known.typed.insert(variable.key.clone());
        }
        if let Some(reference) = &variable.reference {
            known.await_fetched(&variable.key, reference);
            return;
        }
        let text = variable.text();
        self.learn_declared(&text);
        known.add_plain(&variable.key, text);
    }

    /// Learns the values that were fetched since: nobody is told of a fetch, so it is asked for
    /// before anything is shown.
    fn learn_fetched(&self) {
        let known = &mut *self.variables.borrow_mut();
        let mut fetched = Vec::new();
        known.awaited.retain(|(name, reference)| {
            let value = reference.known().and_then(Value::as_str);
            fetched.extend(value.map(|value| (name.clone(), value.to_owned())));
            value.is_none()
        });
        for (name, value) in fetched {
            self.learn_declared(&value);
            known.add_plain(&name, value);
        }
    }

    fn learn_vault(&self, scopes: &Scopes) {
        for secret in scopes.vault.iter().flat_map(Vault::iter) {
            match &secret.reference {
                Some(reference) => self
                    .variables
                    .borrow_mut()
                    .await_fetched(&secret.key, reference),
                None => self.learn_declared(&secret.text()),
            }
        }
    }

    fn learn_outcome(&self, outcome: &Outcome) {
        self.learn_request(&outcome.request);
        if let Some(exchange) = outcome.exchange() {
            learn_exchange(exchange, &self.secrets);
        }
    }
}

impl Variables {
    fn await_fetched(&mut self, name: &str, reference: &Reference) {
        if !self.awaited.iter().any(|(_, known)| known == reference) {
            self.awaited.push((name.to_owned(), reference.clone()));
        }
    }

    fn add_plain(&mut self, name: &str, value: String) {
        if value.is_empty() || Secrets::recognises(&value) {
            return;
        }
        let values = self.plain.entry(name.to_owned()).or_default();
        values.retain(|known| *known != value);
        values.push(value);
        if values.len() > PLAIN {
            values.remove(0);
        }
    }
}

/// Credentials that stand in the collection itself: a report shows it before any of its requests is
/// sent.
fn learn_items(items: &[Arc<Item>], secrets: &Secrets) {
    for item in items {
        learn_auth(item.auth.as_deref(), secrets);
        learn_auth(
            item.request().and_then(|request| request.auth.as_deref()),
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
        let name = header.name.as_str();
        let mut pairs = header.value.split(';');
        if name.eq_ignore_ascii_case("cookie") {
            pairs.for_each(|pair| learn_cookie(pair, secrets));
        } else if name.eq_ignore_ascii_case("set-cookie") {
            learn_cookie(pairs.next().unwrap_or_default(), secrets);
        } else if credentials::is_header(name) {
            learn_credentials(&header.value, secrets);
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
    // Servers may set another with each response.
    secrets.learn_passing(value);
    if value.contains('%') {
        secrets.learn_passing(&percent_decode_str(value).decode_utf8_lossy());
    }
}

/// The credentials of an `Authorization` header, without its scheme; of basic ones the password as
/// well.
fn learn_credentials(value: &str, secrets: &Secrets) {
    let (scheme, credentials) = value.split_once(' ').unwrap_or(("", value));
    // A token with two dots may be one of many that are signed for a request each.
    if Scheme::is_proof(scheme) || credentials.matches('.').count() == 2 {
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
