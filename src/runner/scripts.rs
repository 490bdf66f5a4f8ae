//! The scripts of an item: those of its collection, its folders and its own, in that order.

use std::sync::Arc;

use super::executed::Halt;
use super::execution::Execution;
use super::here::Here;
use super::host::{ItemHost, Notes};
use super::places::Doubt;
use super::replay::Sent;
use super::session::Session;
use super::{Cursor, EventKind, OwnedEvent, Ports, ScriptRun, visualize};
use crate::collection::{self, Auth, Dialect, Listen, Request};
use crate::request;
use crate::script::{self, Context, Engine, Failure, Info, NextRequest, Setup, Target, Turn};
use crate::variables::{Resolver, Scopes};

/// What a script left, beside variables.
#[derive(Default)]
struct Ran {
    error: Option<Failure>,
    unhandled: Vec<Failure>,
    /// The names of the assertions that failed.
    failed: Vec<String>,
    asynchronous: bool,
    next_request: Option<NextRequest>,
}

impl Execution<'_, '_> {
    /// Runs the scripts of one kind, outermost first; returns whether one has failed. One that fails
    /// does not keep the others from running, but before a request of v3 to the letter.
    pub(super) async fn run_scripts(&mut self, listen: Listen, sent: Option<&Sent>) -> bool {
        let item = Arc::clone(&self.item);
        let cursor = Arc::clone(&self.cursor);
        self.tell(EventKind::BeforeScripts(listen));
        let mut runs = Vec::new();
        let is_letter = self.request.dialect == Dialect::Letter;
        let is_first_error_the_end = is_letter && listen == Listen::Prerequest;
        for owned in item.scripts(listen) {
            let run = self.run_script(owned, sent).await;
            let is_end = run.error.is_some() && is_first_error_the_end;
            runs.push(run);
            if self.skipped {
                self.skipped_by = Some(owned.owner.to_string());
            }
            if self.skipped || self.halt != Halt::No || is_end {
                break;
            }
        }
        let has_failed = runs.iter().any(|run| run.error.is_some());
        self.cursor = cursor;
        self.session.ports.keeper.learn_named(&self.session.scopes);
        let scopes = self.told_scopes();
        self.tell(EventKind::Scripts(listen, runs, scopes));
        has_failed
    }

    async fn run_script(&mut self, owned: &OwnedEvent, sent: Option<&Sent>) -> Arc<ScriptRun> {
        let event = &owned.event;
        let own = Arc::clone(&self.cursor);
        self.cursor = Arc::new(Cursor {
            event_id: event.id.clone(),
            script_id: Some(event.script.id.clone()),
            execution: Some(self.session.reference()),
            ..Cursor::clone(&own)
        });
        self.tell(EventKind::BeforeScript(Arc::clone(event)));
        // Newman counts a script without code as one that ran.
        let ran = if event.script.is_empty() {
            Ran::default()
        } else {
            let context = self.context(owned, sent);
            self.run_in_engine(event, context).await
        };
        if let Some(next) = &ran.next_request {
            self.next = Some(next.clone());
        }
        let mut unhandled = ran.unhandled;
        let mut errors = ran.error.into_iter().chain(self.lost(owned));
        let error = errors.next().or_else(|| self.bail_error(&ran.failed));
        unhandled.extend(errors);
        self.failed.extend(ran.failed);
        let run = Arc::new(ScriptRun {
            event: Arc::clone(event),
            error,
            unhandled,
            asynchronous: ran.asynchronous,
            next_request: ran.next_request,
            changes: self.changes(),
        });
        let scopes = self.told_scopes();
        self.tell(EventKind::Script(Arc::clone(&run), scopes));
        self.cursor = own;
        if let Some(error) = self.reason_to_halt(&run) {
            self.halt_on(&error.message);
        }
        if self.session.ports.limits.is_over() {
            self.halt = Halt::Stop;
        }
        run
    }

    /// Looks, when the last script has run that could choose another, at the request that is to be
    /// next: an error where there is none, a warning where there are several.
    fn lost(&self, ended: &OwnedEvent) -> Option<Failure> {
        let Some(NextRequest::Named(name)) = self.next.as_ref() else {
            return None;
        };
        if !self.is_last(ended) {
            return None;
        }
        match self.places?.doubt(name)? {
            Doubt::Nobody(message) => {
                let error = Failure::new("Error", message);
                self.tell(EventKind::Exception(error.clone()));
                Some(error)
            }
            Doubt::Several(message) | Doubt::Elsewhere(message) => {
                self.here().warn(message);
                None
            }
        }
    }

    /// Whether no script of the item runs after this one.
    fn is_last(&self, ended: &OwnedEvent) -> bool {
        let last = |listen| self.item.scripts(listen).last();
        let last = last(Listen::Test).or_else(|| last(Listen::Prerequest));
        self.skipped || last.is_some_and(|last| std::ptr::eq(last, ended))
    }

    /// What the script has changed; what a nested request's scripts change is told with the script
    /// that ran it.
    fn changes(&mut self) -> Vec<(crate::variables::ScopeKind, crate::variables::Change)> {
        if self.root.is_some() {
            return Vec::new();
        }
        let changes = self.session.scopes.take_changes();
        let keeper = self.session.ports.keeper;
        keeper.learn_changes(&self.session.scopes, &changes);
        changes
    }

    /// The variables as they are now, where a listener wants them.
    fn told_scopes(&self) -> Option<Arc<Scopes>> {
        let is_wanted = self.root.is_none() && self.session.teller.wants_variables();
        is_wanted.then(|| Arc::new(self.session.scopes.clone()))
    }

    /// Runs a script in the engine, and the requests that it wants run meanwhile; takes over what
    /// it left.
    async fn run_in_engine(&mut self, event: &collection::ItemEvent, context: Context) -> Ran {
        let notes = Notes::default();
        let mut begun = Some(Box::new(context));
        let mut answer = None;
        let (cursor, item) = (Arc::clone(&self.cursor), Arc::clone(self.shown()));
        let auth = begun
            .as_ref()
            .and_then(|context| self.auth_of_scripts(&context.scopes));
        let outcome = loop {
            let Session {
                ports,
                engine,
                scopes,
                teller,
                ..
            } = &mut *self.session;
            let engine = match engine_of(engine, *ports) {
                Ok(engine) => engine,
                Err(error) => {
                    *scopes = begun.map(|context| context.scopes).unwrap_or_default();
                    return Ran {
                        error: Some(error),
                        ..Ran::default()
                    };
                }
            };
            let here = Here {
                teller,
                world: ports.world,
                cursor: Arc::clone(&cursor),
                item: Arc::clone(&item),
            };
            let host = ItemHost {
                here,
                ports: *ports,
                notes: &notes,
                auth: auth.as_ref(),
            };
            let turn = match (begun.take(), answer.take()) {
                (Some(context), _) => engine.start(&event.script.source, *context, &host).await,
                (None, Some((result, scopes))) => {
                    Box::pin(engine.resume(result, scopes, &host)).await
                }
                (None, None) => break Box::default(),
            };
            match turn {
                Turn::Ended(outcome) => break outcome,
                Turn::Errand(errand) => {
                    answer = Some(Box::pin(self.run_errand(*errand, &notes)).await);
                }
            }
        };
        self.take_over(event.listen, *outcome, notes)
    }

    /// The authentication of requests that a script sends and that have none.
    // Differs from Postman: its runner of v3 sends the collection's to whatever server
    // (`requests_of_scripts_are_not_signed_as_their_collection`).
    fn auth_of_scripts(&self, scopes: &Scopes) -> Option<Auth> {
        let is_inherited = self.request.dialect == Dialect::Letter;
        let collection = self.session.collection.as_ref().filter(|_| is_inherited)?;
        collection.auth.as_ref().map(|auth| {
            let resolver = Resolver::new(scopes, self.session.ports.world).keeping_null();
            request::resolve_auth(auth, &resolver)
        })
    }

    /// The request that was sent, as test scripts are shown it. Postman's runner of v3 resolves the
    /// body for them once more: dynamic variables have other values, and comments are still there.
    fn told_again(&self, sent: &Sent) -> Request {
        let told = sent.written.sent();
        if self.request.dialect != Dialect::Letter {
            return told;
        }
        let scopes = &self.session.scopes;
        let resolver = Resolver::new(scopes, self.session.ports.world).keeping_null();
        Request {
            body: request::resolve(&self.request, &resolver).body,
            ..told
        }
    }

    fn take_over(&mut self, listen: Listen, outcome: script::Effects, notes: Notes) -> Ran {
        if listen == Listen::Test {
            self.retold = outcome.request.or(self.retold.take());
        } else if let Some(request) = outcome.request {
            self.request = self.with_what_no_script_sees(*request);
        }
        if outcome.lost {
            self.halt = Halt::Stop;
            self.attempt = None;
        }
        self.session.scopes = outcome.scopes;
        self.session.scopes.settle();
        self.skipped |= outcome.skipped;
        self.is_tested |= listen == Listen::Test && notes.is_tested.get();
        if let Some(visualizer) = outcome.visualizer {
            self.visualizer = Some(visualize::to_json(&visualizer));
        }
        let unhandled = unhandled(notes.raised.into_inner(), outcome.error.as_ref());
        if self.root.is_some() {
            self.raised.extend(unhandled.iter().cloned());
        }
        Ran {
            unhandled,
            error: outcome.error,
            failed: notes.failed.into_inner(),
            asynchronous: outcome.is_async,
            next_request: outcome.next_request,
        }
    }

    /// A request that a script has changed, with what is not shown to scripts: how it is to be
    /// understood, and what of it could not be read.
    fn with_what_no_script_sees(&self, changed: Request) -> Request {
        let Request {
            dialect, protocol, ..
        } = self.request;
        let folder = self.request.folder.clone();
        let lasts = dialect.is_v3();
        Request {
            problem: self.request.problem.clone().filter(|_| lasts),
            dialect,
            protocol,
            folder,
            ..changed
        }
    }

    /// The error for which the run may have to end. Those of a nested item's scripts that did not end
    /// them are for the script to answer for that ran it.
    fn reason_to_halt<'r>(&self, run: &'r ScriptRun) -> Option<&'r Failure> {
        let unhandled = run.unhandled.first().filter(|_| self.root.is_none());
        run.error.as_ref().or(unhandled)
    }

    /// With `--bail`, failed assertions are an error of their script.
    fn bail_error(&self, failed: &[String]) -> Option<Failure> {
        let bail = self.session.ports.settings.bail.on_failure() && !failed.is_empty();
        bail.then(|| Failure::new("AssertionFailure", failed.join(", ")))
    }

    fn context(&mut self, owned: &OwnedEvent, sent: Option<&Sent>) -> Context {
        let exchange = sent.and_then(|sent| sent.result.as_ref().ok());
        let told = |sent: &Sent| {
            let retold = self.retold.clone();
            retold.unwrap_or_else(|| Box::new(self.told_again(sent)))
        };
        let item = &self.item;
        let parents = item.parents.iter().map(|parent| parent.name.clone());
        Context {
            target: match owned.event.listen {
                Listen::Prerequest => Target::Prerequest,
                Listen::Test => Target::Test,
            },
            info: Info {
                iteration: self.cursor.iteration,
                iteration_count: self.cursor.cycles,
                request_name: item.item.name.clone(),
                request_id: item.item.id.clone(),
            },
            location: parents.chain([item.item.name.clone()]).collect(),
            current: owned.owner.to_string(),
            request: sent.map_or_else(|| Box::new(self.request.clone()), told),
            response: exchange.map(|exchange| Arc::new(exchange.response.clone())),
            response_id: sent.map_or_else(String::new, |sent| sent.response_id.clone()),
            cookies: exchange
                .map(|exchange| exchange.cookies.clone())
                .unwrap_or_default(),
            scopes: std::mem::take(&mut self.session.scopes),
        }
    }
}

/// The errors that nobody caught and that did not end the script: in an asynchronous function, in a
/// promise, in a timer, in a callback.
// Differs from Postman: Newman's run stays green, or Newman crashes
// (`an_error_that_nobody_catches_fails_the_run`).
fn unhandled(mut raised: Vec<Failure>, ended_by: Option<&Failure>) -> Vec<Failure> {
    if let Some(at) = raised.iter().rposition(|error| Some(error) == ended_by) {
        raised.remove(at);
    }
    raised
}

/// The engine, started when the first script needs it.
fn engine_of<'e>(
    slot: &'e mut Option<Engine>,
    ports: Ports<'_>,
) -> Result<&'e mut Engine, Failure> {
    let engine = match slot.take() {
        Some(engine) => engine,
        None => Engine::new(Setup {
            limits: ports.limits.clone(),
            world: Arc::clone(ports.world),
            packages: Arc::clone(ports.packages),
        })
        .map_err(|error| Failure::new("Error", error.to_string()))?,
    };
    Ok(slot.insert(engine))
}
