//! Masks the events of a run before anybody is told. What is told again and again, such as an item
//! of many iterations, is masked once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::hiding::{holds_secrets, request_holds_secrets};
use super::keeper::Keeper;
use super::mask::{Mask, mask_name};
use super::{
    At, Event, EventKind, Outcome, Parent, Planned, Run, RunEnd, ScriptRun, Written, credentials,
};
use crate::collection::{Collection, Item, ItemEvent, ItemKind, Variable};
use crate::exchange::{Body, Chunk, Exchange};
use crate::text::{REDACTED, Secrets};
use crate::variables::{Change, Scopes};

/// What was masked so far.
#[derive(Default)]
pub(super) struct Masker {
    /// How much is known.
    version: u64,
    items: Memo<Item>,
    planned: Memo<Planned>,
    scripts: Memo<ItemEvent>,
    outcome: Memo<Outcome>,
}

/// How many things are kept at most. A request whose name has variables is another one in each row of
/// data.
const KEPT: usize = 2048;

/// Things by where they are in memory, each with what it is shown as. They are kept, so that
/// nothing else comes to be where they are.
struct Memo<T>(BTreeMap<*const T, Masked<T>>);

struct Masked<T> {
    original: Arc<T>,
    shown: Arc<T>,
    /// How much was known when it was masked.
    version: u64,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: PartialEq> Memo<T> {
    fn find(&self, original: &Arc<T>, version: u64) -> Option<Arc<T>> {
        let known = self.0.get(&Arc::as_ptr(original))?;
        (known.version == version).then(|| Arc::clone(&known.shown))
    }

    /// Keeps what a thing is shown as. Where that is what it is, or what it was shown as before, it
    /// stays the very same.
    fn keep(&mut self, original: &Arc<T>, shown: T, version: u64) -> Arc<T> {
        let before = self.0.remove(&Arc::as_ptr(original));
        let before = before.map(|before| before.shown);
        let shown = [Some(original), before.as_ref()]
            .into_iter()
            .flatten()
            .find(|same| ***same == shown)
            .map_or_else(|| Arc::new(shown), Arc::clone);
        let kept = Masked {
            original: Arc::clone(original),
            shown: Arc::clone(&shown),
            version,
        };
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        self.0.insert(Arc::as_ptr(&kept.original), kept);
        shown
    }
}

impl Masker {
    /// Masks what an event shows.
    pub(super) fn mask(&mut self, event: &mut Event, keeper: &Keeper) {
        let secrets = keeper.secrets();
        if !secrets.hides() {
            return;
        }
        self.version = secrets.version();
        self.hide(event, keeper);
        self.mask_place(&mut event.at, secrets);
        if !secrets.is_empty() {
            self.mask_kind(&mut event.kind, secrets);
        }
    }

    /// Hides what is secret by where it stands, whatever its value is; what is told again and again
    /// is masked along with it.
    fn hide(&mut self, event: &mut Event, keeper: &Keeper) {
        let item = event.at.item.as_ref().map(|planned| &planned.item);
        match &mut event.kind {
            EventKind::Start(run) => *run = Arc::new(self.run(run, keeper)),
            EventKind::Done(end) => mask_end(end, keeper),
            EventKind::Script(run, scopes) => {
                hide_changes(run, keeper);
                hide_scopes(scopes.as_mut(), keeper);
            }
            EventKind::Scripts(_, runs, scopes) => {
                for run in runs {
                    hide_changes(run, keeper);
                }
                hide_scopes(scopes.as_mut(), keeper);
            }
            EventKind::BeforeRequest(request, _)
                if (request_holds_secrets(request) || keeper.has_plain()) =>
            {
                let mut shown = Written::clone(request);
                let template = item.and_then(|item| item.request());
                if keeper.hide_in_request(&mut shown, template) {
                    *request = Arc::new(shown);
                }
            }
            EventKind::ResponseStart(outcome)
            | EventKind::Request(outcome, _)
            | EventKind::Response(outcome) => {
                *outcome = self.outcome(outcome, item.map(|item| &**item), keeper);
            }
            EventKind::Touched(touch) if keeper.has_plain() => {
                let template = item.and_then(|item| item.request());
                keeper.hide_in_address(&mut Arc::make_mut(touch).request, template);
            }
            _ => {}
        }
    }

    fn mask_kind(&mut self, kind: &mut EventKind, secrets: &Secrets) {
        match kind {
            EventKind::BeforeScript(script) => *script = self.script(script, secrets),
            EventKind::Assertions(assertions) => _ = assertions.mask(secrets),
            EventKind::Console(line) => _ = line.mask(secrets),
            EventKind::Exception(error) => _ = error.mask(secrets),
            EventKind::Script(run, _) => _ = run.mask(secrets),
            EventKind::Scripts(_, runs, _) => _ = runs.mask(secrets),
            EventKind::BeforeRequest(request, _) => _ = request.mask(secrets),
            EventKind::ResponseData(text) | EventKind::Warning(text) => _ = text.mask(secrets),
            EventKind::Retry(attempt) => _ = attempt.mask(secrets),
            EventKind::Touched(touch) => _ = touch.mask(secrets),
            EventKind::Proofs(proofs) => _ = proofs.mask(secrets),
            EventKind::Item(end) => _ = end.mask(secrets),
            EventKind::BeforeStep(step) => _ = step.mask(secrets),
            EventKind::Step(step, verdict) => {
                step.mask(secrets);
                verdict.mask(secrets);
            }
            EventKind::Start(_)
            | EventKind::BeforeIteration
            | EventKind::BeforeItem
            | EventKind::BeforeScripts(_)
            | EventKind::ResponseStart(_)
            | EventKind::Request(..)
            | EventKind::Response(_)
            | EventKind::Contract(_)
            | EventKind::Iteration
            | EventKind::Done(_) => {}
        }
    }

    fn mask_place(&mut self, at: &mut At, secrets: &Secrets) {
        if let Some(planned) = &mut at.item {
            *planned = self.planned(planned, secrets);
        }
    }

    fn planned(&mut self, planned: &Arc<Planned>, secrets: &Secrets) -> Arc<Planned> {
        if let Some(shown) = self.planned.find(planned, self.version) {
            return shown;
        }
        let mut shown = Planned::clone(planned);
        shown.item = self.item(&planned.item, secrets);
        shown.auth = None;
        let mut parents: Vec<Parent> = planned.parents.to_vec();
        if parents.mask(secrets) {
            shown.parents = parents.into();
        }
        let scripts = planned.events.iter().map(|owned| {
            let event = self.script(&owned.event, secrets);
            super::OwnedEvent {
                event,
                ..owned.clone()
            }
        });
        shown.events = scripts.collect();
        self.planned.keep(planned, shown, self.version)
    }

    fn script(&mut self, script: &Arc<ItemEvent>, secrets: &Secrets) -> Arc<ItemEvent> {
        if let Some(shown) = self.scripts.find(script, self.version) {
            return shown;
        }
        if secrets.is_empty() {
            return Arc::clone(script);
        }
        let mut shown = ItemEvent::clone(script);
        shown.mask(secrets);
        self.scripts.keep(script, shown, self.version)
    }

    /// An item without what it has written down of secrets, and those below it.
    fn item(&mut self, item: &Arc<Item>, secrets: &Secrets) -> Arc<Item> {
        if let Some(shown) = self.items.find(item, self.version) {
            return shown;
        }
        let mut shown = Item::clone(item);
        credentials::hide_in_item(&mut shown);
        mask_name(&mut shown.name, secrets);
        shown.description.mask(secrets);
        shown.auth.mask(secrets);
        for event in &mut shown.events {
            *event = self.script(event, secrets);
        }
        match &mut shown.kind {
            ItemKind::Folder(items) => {
                for below in items {
                    *below = self.item(below, secrets);
                }
            }
            ItemKind::Request { request, responses } => {
                request.mask(secrets);
                responses.mask(secrets);
            }
        }
        self.items.keep(item, shown, self.version)
    }

    fn run(&mut self, run: &Run, keeper: &Keeper) -> Run {
        let secrets = keeper.secrets();
        let mut page = run.page.as_deref().map(str::to_owned);
        page.mask(secrets);
        let mut shown = run.clone();
        mask_scopes(&mut shown.scopes, keeper);
        shown.collection = Arc::new(self.collection(&run.collection, keeper));
        shown.page = page.map(Into::into);
        shown
    }

    fn collection(&mut self, collection: &Collection, keeper: &Keeper) -> Collection {
        let secrets = keeper.secrets();
        let mut shown = collection.clone();
        if let Some(auth) = &mut shown.auth {
            credentials::hide_in_auth(auth);
        }
        shown.auth.mask(secrets);
        mask_name(&mut shown.name, secrets);
        shown.description.mask(secrets);
        for variable in &mut shown.variables {
            mask_variable(variable, keeper, secrets);
        }
        for event in &mut shown.events {
            *event = self.script(event, secrets);
        }
        for item in &mut shown.items {
            *item = self.item(item, secrets);
        }
        shown
    }

    /// An outcome is told several times, one right after the other.
    fn outcome(
        &mut self,
        outcome: &Arc<Outcome>,
        item: Option<&Item>,
        keeper: &Keeper,
    ) -> Arc<Outcome> {
        let secrets = keeper.secrets();
        if secrets.is_empty() && !keeper.has_plain() && !holds_secrets(outcome) {
            return Arc::clone(outcome);
        }
        if let Some(shown) = self.outcome.find(outcome, 0) {
            return shown;
        }
        let mut shown = Outcome::clone(outcome);
        let mut request = Written::clone(&outcome.request);
        let hiding = keeper.hiding(&request, item.and_then(Item::request));
        if hiding.hide_in_request(&mut request) | request.mask(secrets) {
            shown.request = Arc::new(request);
        }
        match &mut shown.result {
            Ok(exchange) => {
                let mut copy = Exchange::clone(exchange);
                if hiding.hide_in_exchange(&mut copy) | copy.mask(secrets) {
                    keep_sizes(&mut copy, exchange);
                    *exchange = Arc::new(copy);
                }
            }
            Err(error) => _ = error.mask(secrets),
        }
        self.outcome.0.clear();
        self.outcome.keep(outcome, shown, 0)
    }
}

/// Sizes are those of what was sent and received. Of what was sent in each hop nothing else is told.
fn keep_sizes(shown: &mut Exchange, original: &Exchange) {
    let size = original.response.headers.wire_size();
    shown.response.headers.set_wire_size(size);
    for (shown, sent) in shown.hops.iter_mut().zip(&original.hops) {
        let length = sent.request.body.len();
        if shown.request.body.len() != length {
            let path = PathBuf::new();
            shown.request.body = Body::Chunks(vec![Chunk::File { path, length }]);
        }
    }
}

/// Whoever reads a report looks at its end for what scripts have left: only what somebody has called
/// secret is hidden there, wherever a script has put it, and not each credential that was sent.
fn mask_end(end: &mut RunEnd, keeper: &Keeper) {
    end.error.mask(keeper.secrets());
    let scopes = Arc::make_mut(&mut end.scopes);
    scopes.vault = None;
    for variable in scopes.nearest_first_mut().into_iter().flatten() {
        mask_variable(variable, keeper, keeper.declared());
    }
}

/// Hides a variable that is secret by its type or its name, however short it is; an empty value
/// keeps nothing secret. Tells whether it is one.
fn hide(variable: &mut Variable, keeper: &Keeper) -> bool {
    let is_fetched = variable.reference.is_some();
    let is_hidden = keeper.is_secret(variable) && (is_fetched || !variable.text().is_empty());
    if is_hidden {
        variable.value = Some(json!(REDACTED));
        variable.reference = None;
    }
    is_hidden
}

fn mask_scopes(scopes: &mut Scopes, keeper: &Keeper) {
    scopes.vault = None;
    // What was changed holds values too, and nobody is told of it here.
    scopes.take_changes();
    for variable in scopes.nearest_first_mut().into_iter().flatten() {
        mask_variable(variable, keeper, keeper.secrets());
    }
}

fn mask_variable(variable: &mut Variable, keeper: &Keeper, secrets: &Secrets) {
    if !hide(variable, keeper) {
        variable.mask(secrets);
    }
}

fn hide_scopes(scopes: Option<&mut Arc<Scopes>>, keeper: &Keeper) {
    if let Some(scopes) = scopes {
        mask_scopes(Arc::make_mut(scopes), keeper);
    }
}

/// Hides what a script has put into secret variables.
fn hide_changes(run: &mut Arc<ScriptRun>, keeper: &Keeper) {
    let is_secret = |change: &Change| match change {
        Change::Set(name, value) => *value != json!("") && keeper.is_secret_name(name),
        Change::Unset(_) => false,
    };
    if !run.changes.iter().any(|(_, change)| is_secret(change)) {
        return;
    }
    for (_, change) in &mut Arc::make_mut(run).changes {
        if is_secret(change)
            && let Change::Set(_, value) = change
        {
            *value = json!(REDACTED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variables::Scope;

    #[test]
    fn a_secret_without_a_value_is_shown_as_it_is() {
        let secret = |value: &str| Variable {
            kind: Some("secret".into()),
            ..Variable::new("k", value)
        };
        let scope = Scope::new("s", vec![secret(""), secret("x")]);
        let mut shown = Scopes {
            globals: scope,
            ..Scopes::default()
        };
        mask_scopes(&mut shown, &Keeper::default());
        let texts: Vec<_> = shown.globals.iter().map(Variable::text).collect();
        assert_eq!(texts, ["", REDACTED]);
    }

    #[test]
    fn what_is_only_written_down_is_hidden_where_it_stands() {
        let auth = json!({"type": "basic", "basic": [{"key": "username", "value": "me"},
            {"key": "password", "value": "no1"}], "bearer": [{"key": "token", "value": "no2"}]});
        let header = json!([{"key": "Authorization", "value": "Bearer no3"},
            {"key": "cookie", "value": "a=no4; b=no5"},
            {"key": "X-Api-Key", "value": "no6", "disabled": true},
            {"key": "Authorization", "value": "Bearer {{kept}}"}]);
        let request = json!({"url": "h", "auth": auth, "header": header});
        let response = json!({"id": "r", "originalRequest": request,
            "cookie": [{"key": "s", "value": "no7"}],
            "header": [{"key": "Set-Cookie", "value": "s=no8; Path=/"}]});
        let item = json!({"name": "i", "request": request, "response": [response]});
        let items = json!([{"name": "f", "auth": auth, "item": [item]}]);
        let json = json!({"info": {"name": "C"}, "auth": auth, "item": items});
        let shown = shown(&json).to_string();
        assert!(!shown.contains("no"), "{shown}");
        for kept in [
            "Bearer (redacted)",
            "a=(redacted); b=(redacted)",
            "s=(redacted); Path=/",
            "{{kept}}",
            "\"me\"",
        ] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
    }

    #[test]
    fn a_collection_without_credentials_is_shown_as_it_is() {
        let auth = json!({"type": "basic", "basic": [{"key": "password"}]});
        let item = json!({"request": {"url": "h", "auth": auth},
            "response": [{"id": "r", "cookie": [{"key": "k"}]}]});
        let json = json!({"info": {"name": "C"}, "item": [item]});
        let read = crate::collection::parse(&json, &mut String::new).unwrap();
        assert_eq!(shown(&json), read.to_json());
    }

    fn shown(json: &serde_json::Value) -> serde_json::Value {
        let read = crate::collection::parse(json, &mut String::new).unwrap();
        Masker::default()
            .collection(&read, &Keeper::default())
            .to_json()
    }
}
