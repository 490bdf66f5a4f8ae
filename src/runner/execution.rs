//! One item, from its first pre-request script to its last assertion.

use std::sync::Arc;

use super::executed::{Checks, Executed, Halt};
use super::here::Here;
use super::names;
use super::places::Places;
use super::replay::{Sender, Sent};
use super::session::Session;
use super::{
    Angle, Attempt, Cursor, EventKind, Foreign, ItemEnd, Planned, Source, Strictness, Written,
};
use crate::collection::{Body, Dialect, Listen, Problem, Protocol, Request};
use crate::exchange::SendError;
use crate::request::{self, Built, Draft, Remembered, Tools};
use crate::script::{ConsoleLine, Failure, NextRequest};
use crate::text;
use crate::variables::{Resolver, Scopes, Unresolved};

/// An item being executed.
pub(super) struct Execution<'s, 'a> {
    pub(super) session: &'s mut Session<'a>,
    pub(super) item: Arc<Planned>,
    /// The item as events name it.
    told: Arc<Planned>,
    /// The item in whose script this one is run: what is told is told as that one's.
    pub(super) root: Option<Arc<Planned>>,
    pub(super) cursor: Arc<Cursor>,
    /// The request, as the scripts so far have left it.
    pub(super) request: Request,
    /// The request that was sent, as the test scripts so far have left it; `None` as long as none
    /// has changed it.
    pub(super) retold: Option<Box<Request>>,
    pub(super) next: Option<NextRequest>,
    /// Where the request stands that is to be next; `None` where none can be chosen.
    pub(super) places: Option<&'s Places<'s>>,
    /// Which of its attempts it is, from 1, where another may follow.
    pub(super) attempt: Option<u32>,
    /// Why another is to follow.
    pub(super) failed_attempt: Option<Attempt>,
    /// Whether a test looked at the response.
    pub(super) is_tested: bool,
    pub(super) skipped: bool,
    /// Why it was not sent, or not to its end, where that is no script's doing.
    pub(super) refusal: Option<String>,
    /// The name of what the script belongs to that skipped it.
    pub(super) skipped_by: Option<String>,
    pub(super) halt: Halt,
    /// The names of the assertions that failed.
    pub(super) failed: Vec<String>,
    pub(super) visualizer: Option<serde_json::Value>,
    /// The errors of a nested item's scripts that nobody caught and that did not end them.
    pub(super) raised: Vec<Failure>,
}

impl Session<'_> {
    /// Runs one item: its pre-request scripts, its request, its test scripts, then `checks`.
    pub async fn execute(
        &mut self,
        item: &Arc<Planned>,
        cursor: Arc<Cursor>,
        checks: &mut dyn Checks,
    ) -> Executed {
        let mut execution = Execution::new(self, item, cursor);
        Box::pin(execution.run(checks)).await
    }
}

impl<'s, 'a> Execution<'s, 'a> {
    pub(super) fn new(
        session: &'s mut Session<'a>,
        item: &Arc<Planned>,
        cursor: Arc<Cursor>,
    ) -> Self {
        session.scopes.enter(&item.variables);
        let told = names::told(item, &session.scopes, session.ports.keeper);
        Self {
            session,
            item: Arc::clone(item),
            told,
            root: None,
            cursor,
            request: written(item),
            retold: None,
            next: None,
            places: None,
            attempt: None,
            failed_attempt: None,
            is_tested: false,
            skipped: false,
            refusal: None,
            skipped_by: None,
            halt: Halt::No,
            failed: Vec::new(),
            visualizer: None,
            raised: Vec::new(),
        }
    }

    pub(super) async fn run(&mut self, checks: &mut dyn Checks) -> Executed {
        let before = self.session.failures();
        self.tell(EventKind::BeforeItem);
        let reason = self.reason_not_to_run();
        let (mut sent, mut failed_attempts) = (None, 0);
        if reason.is_some() {
            self.skipped = true;
        } else {
            (sent, failed_attempts) = self.run_until_well(checks).await;
        }
        let reason = reason.or(self.refusal.take());
        let failures = self.session.failures() - before;
        if !matches!(self.halt, Halt::Abort(_)) {
            let end = ItemEnd {
                skipped: self.skipped,
                reason: reason.clone(),
                skipped_by: self.skipped_by.take(),
                visualizer: self.visualizer.take(),
                failed_attempts,
                failed_runs: 0,
                has_failed: failures > 0,
            };
            self.tell(EventKind::Item(end));
        }
        Executed {
            failures,
            result: sent.map(|sent| sent.result),
            skipped: self.skipped,
            reason,
            next: self.next.take(),
            failed: std::mem::take(&mut self.failed),
            raised: std::mem::take(&mut self.raised),
            halt: std::mem::take(&mut self.halt),
        }
    }

    /// Forgets what the attempt before has left, but for variables and cookies.
    pub(super) fn begin_again(&mut self) {
        self.request = written(&self.item);
        self.retold = None;
        self.next = None;
        self.is_tested = false;
        self.halt = Halt::No;
        self.failed.clear();
        self.visualizer = None;
    }

    /// Runs the scripts of the item and, between them, sends its request.
    pub(super) async fn run_and_send(&mut self, checks: &mut dyn Checks) -> Option<Sent> {
        let is_letter = self.request.dialect == Dialect::Letter;
        let has_failed = self.run_scripts(Listen::Prerequest, None).await;
        if self.skipped || self.halt != Halt::No {
            return None;
        }
        // Differs from Postman: its runner of v3 does not send such a request
        // (`what_was_converted_runs_as_before`).
        if has_failed && is_letter {
            self.here()
                .warn("the request was not sent, since a script before it failed");
            return None;
        }
        let sent = self.send().await?;
        if let Some(reason) = sent.refusal() {
            self.refuse(format!("its redirect was not followed: {reason}"));
            return Some(sent);
        }
        if self.is_to_be_sent_again(&sent) {
            return Some(sent);
        }
        self.hint_at_errors(&sent);
        if self.halt == Halt::No {
            if sent.result.is_ok() || !is_letter {
                self.run_scripts(Listen::Test, Some(&sent)).await;
            }
            self.run_checks(checks, &sent);
            self.hold(&sent);
            self.judge_status(&sent);
        }
        Some(sent)
    }

    /// Why the request is not run, where it is one of a kind that can't be; where that is a failure,
    /// it is the request's problem.
    fn reason_not_to_run(&mut self) -> Option<String> {
        let protocol = self.request.protocol;
        if protocol.is_spoken() {
            return None;
        }
        if self.session.ports.settings.foreign == Foreign::Fails {
            let message = format!("is a {} request, which can't be run", protocol.name());
            self.request.problem = Some(Problem::new(&self.item.item.pointer, message).into());
            return None;
        }
        let reason = format!("{} requests can't be run", protocol.name());
        self.here().warn(format!("not run: {reason}"));
        Some(reason)
    }

    /// Tells of what a GraphQL server calls an error and answers with 200.
    fn hint_at_errors(&self, sent: &Sent) {
        let Ok(exchange) = &sent.result else {
            return;
        };
        let response = &exchange.response;
        if self.request.protocol != Protocol::GraphQl || response.code != 200 {
            return;
        }
        let answer = serde_json::from_slice::<serde_json::Value>(&response.body);
        let answer = answer.unwrap_or_default();
        let errors = answer["errors"].as_array();
        if let Some(first) = errors.and_then(|errors| errors.first()) {
            let message = first["message"].as_str().unwrap_or("no `message`");
            let count = text::plural(errors.map_or(0, Vec::len), "error");
            self.here()
                .warn(format!("the answer has {count} of GraphQL: {message}"));
        }
    }

    /// The item that events name.
    pub(super) fn shown(&self) -> &Arc<Planned> {
        self.root.as_ref().unwrap_or(&self.told)
    }

    /// Where events of this item happen.
    pub(super) fn here(&self) -> Here<'_, 'a> {
        Here {
            teller: &self.session.teller,
            world: self.session.ports.world,
            cursor: Arc::clone(&self.cursor),
            item: Arc::clone(self.shown()),
        }
    }

    /// Tells of an event; of an item that a script runs, only what belongs to the script's own.
    pub(super) fn tell(&self, kind: EventKind) {
        if self.root.is_none() || matches!(kind, EventKind::Assertions(_) | EventKind::Warning(_)) {
            self.here().tell(kind);
        }
    }

    pub(super) fn halt_on(&mut self, message: &str) {
        if self.root.is_some() {
            self.halt = Halt::Abort(message.to_owned());
            return;
        }
        let bail = self.session.ports.settings.bail;
        if bail.on_error() {
            self.halt = Halt::Abort(message.to_owned());
        } else if bail.on_failure() {
            self.halt = Halt::Stop;
        }
    }

    /// Skips the request, which may not be sent.
    fn refuse(&mut self, reason: String) {
        self.here().warn(format!("not sent: {reason}"));
        self.skipped = true;
        self.refusal = Some(reason);
    }

    /// Builds the request and sends it, if it may be sent.
    async fn send(&mut self) -> Option<Sent> {
        let permit = &self.session.ports.settings.permit;
        let method = &self.request.method;
        // Before a token is fetched for it.
        let by_method = permit.refusal_of_method(method);
        if let Some(reason) = by_method.filter(|_| !method.contains("{{")) {
            self.refuse(reason);
            return None;
        }
        let id = self.session.reference();
        Arc::make_mut(&mut self.cursor).http_request_id = Some(id);
        self.tell_what_is_not_honoured();
        let key = self.auth_key();
        let token = self.fetch_token().await;
        if let Ok(Some(token)) = &token {
            let remembered = self.session.remembered.entry(key.clone()).or_default();
            remembered.set("accessToken", token.clone());
        }
        let (written, problem) = self.build();
        let wire = &written.wire;
        let proxy = written.resolved.proxy.as_deref();
        let by_proxy = || permit.refusal_of_proxy(&wire.url, proxy);
        if let Some(reason) = permit.refusal(&wire.method, &wire.url).or_else(by_proxy) {
            self.refuse(reason);
            return None;
        }
        let problem = token.err().or(problem);
        let mut remembered = self.session.remembered.remove(&key).unwrap_or_default();
        // The certificate is that of the collection: a script could name any file.
        let own = self.item.item.request();
        let own = own.and_then(|request| request.certificate.as_deref());
        let behavior = self.session.ports.settings.behavior(&self.item.behavior);
        let sender = Sender {
            ports: self.session.ports,
            here: self.here(),
            behavior: behavior.with_own(written.resolved.proxy.as_deref(), own),
            source: self.source(),
        };
        let sent = sender.send(written, problem, &mut remembered).await;
        if remembered != Remembered::default() {
            self.session.remembered.insert(key, remembered);
        }
        if let Err(error) = &sent.result {
            self.halt_on(&error.message);
        }
        Some(sent)
    }

    /// Warns once of settings that rustls has nothing for.
    fn tell_what_is_not_honoured(&mut self) {
        for name in ["tlsPreferServerCiphers", "tlsCipherSelection"] {
            let is_asked = match self.item.behavior.get(name) {
                Some(serde_json::Value::Bool(flag)) => *flag,
                Some(serde_json::Value::Array(list)) => !list.is_empty(),
                _ => false,
            };
            if is_asked && !self.session.told.contains(&name) {
                self.session.told.push(name);
                self.here().warn(format!(
                    "`{name}` has no effect: the ciphers of TLS are always the library's choice"
                ));
            }
        }
    }

    /// By what it is found again what the authentication has learnt.
    fn auth_key(&self) -> (Arc<str>, String) {
        let kind = self.request.auth.as_ref().map(|auth| auth.kind.clone());
        (Arc::clone(&self.item.auth_owner), kind.unwrap_or_default())
    }

    /// Whose request it is: that of a nested item is one of a script.
    fn source(&self) -> Source {
        if self.root.is_some() {
            Source::Script
        } else {
            Source::Collection
        }
    }

    /// The request ready to be sent; with it an error if it must not be sent all the same.
    fn build(&self) -> (Written, Option<SendError>) {
        let ports = self.session.ports;
        let settings = ports.settings;
        let written = self.item.item.request();
        let written = written.and_then(|request| request.body.as_deref());
        let own_files = written.map(Body::all_files).unwrap_or_default();
        let draft = Draft {
            request: &self.request,
            auth: self.request.auth.as_deref(),
            remembered: self.session.remembered.get(&self.auth_key()),
            behavior: &self.item.behavior,
            own_files: Some(&own_files),
        };
        let (built, lacks) =
            build_request(draft, &self.session.scopes, settings.angle, ports.tools());
        let unresolved = &lacks.unresolved;
        let names: Vec<String> = unresolved
            .iter()
            .map(|found| self.describe(found))
            .collect();
        let is_strict = settings.strictness == Strictness::Fail && !names.is_empty();
        for line in built.remarks.into_iter().map(ConsoleLine::warning) {
            self.tell(EventKind::Console(line));
        }
        let told = if is_strict { &[][..] } else { &names[..] };
        for message in told.iter().chain(&built.warnings) {
            self.tell(EventKind::Warning(message.clone()));
        }
        let strict = is_strict.then(|| SendError::new(names.join("; ")));
        let problem = built.problem;
        let problem = problem.map(|problem| SendError::new(problem.to_string()));
        let not_fetched = lacks.failure.map(SendError::new);
        (built.written, not_fetched.or(strict).or(problem))
    }

    fn describe(&self, found: &Unresolved) -> String {
        if let Some(name) = found.name.strip_prefix(':') {
            let problem = if found.is_no_text {
                "has a value that is no text"
            } else {
                "has no value"
            };
            return format!("path variable `{name}` in {} {problem}", found.place);
        }
        if self.session.scopes.find(&found.name).is_some() {
            return format!(
                "variable `{}` in {} refers to itself",
                found.name, found.place
            );
        }
        let near = text::did_you_mean(&found.name, self.session.scopes.names());
        let hint = near.map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!(
            "variable `{}` in {} has no value{hint}",
            found.name, found.place
        )
    }

    /// Holds what was sent and answered against the contract, if there is one.
    fn hold(&mut self, sent: &Sent) {
        let (Some(contract), Ok(exchange)) = (self.session.ports.contract, &sent.result) else {
            return;
        };
        let failed = self.here().hold(contract, exchange);
        if !failed.is_empty() {
            self.halt_after_failure();
        }
        self.failed.extend(failed);
    }

    /// Ends the run after this item, where the user wants that of a failed assertion.
    pub(super) fn halt_after_failure(&mut self) {
        if self.halt == Halt::No && self.session.ports.settings.bail.on_failure() {
            self.halt = Halt::Stop;
        }
    }

    fn run_checks(&mut self, checks: &mut dyn Checks, sent: &Sent) {
        let result = sent.result.as_deref();
        let assertions = checks.check(result, &mut self.session.scopes);
        if !assertions.is_empty() {
            self.is_tested = true;
            self.tell(EventKind::Assertions(assertions));
        }
    }
}

/// An item's request as the collection has it.
fn written(item: &Planned) -> Request {
    Request {
        auth: item.auth.as_deref().cloned().map(Box::new),
        ..item.item.request().cloned().unwrap_or_default()
    }
}

/// What there was no value for.
pub(super) struct Lacks {
    /// Why a value could not be fetched.
    failure: Option<String>,
    pub(super) unresolved: Vec<Unresolved>,
}

/// Builds a request with these variables; tells which of them have no value.
pub(super) fn build_request(
    draft: Draft<'_>,
    scopes: &Scopes,
    angle: Angle,
    tools: Tools<'_>,
) -> (Built, Lacks) {
    let mut resolver = Resolver::new(scopes, tools.world);
    if angle == Angle::Text {
        resolver = resolver.without_angle();
    }
    // Differs from Postman: its runner of v3 takes a variable that is `null` for none, Newman writes
    // `null` (`what_v3_does_not_say_is_as_in_schema_v2`).
    if draft.request.dialect == Dialect::Letter {
        resolver = resolver.keeping_null();
    }
    let built = request::build(draft, &resolver, tools);
    let lacks = Lacks {
        failure: resolver.failure(),
        unresolved: resolver.into_unresolved(),
    };
    (built, lacks)
}
