//! One item, from its first pre-request script to its last assertion (runtime.md, 2.1 and 2.2).

use std::cell::RefCell;
use std::rc::Rc;

use super::host::ItemHost;
use super::replay::{Sender, Sent};
use super::session::{Checks, Executed, Halt, Session};
use super::teller::Teller;
use super::visualize;
use super::{
    Angle, Cursor, Event, Planned, Ports, ScriptRun, Settings, Source, Strictness, Written,
};
use crate::collection::{self, Listen, Request};
use crate::exchange::SendError;
use crate::request::{self, Built, Draft, Remembered, Tools};
use crate::script::{
    self, ConsoleLine, Context, Engine, Failure, Info, NextRequest, Setup, Target, Turn,
};
use crate::text;
use crate::variables::{Resolver, Scopes, Unresolved};
use crate::world::World;

/// An item being executed.
pub(super) struct Execution<'s, 'a> {
    pub(super) session: &'s mut Session<'a>,
    pub(super) item: &'s Planned,
    /// The item in whose script this one is run: what is told is told as that one's.
    pub(super) root: Option<&'s Planned>,
    pub(super) cursor: Cursor,
    /// The request, as the scripts so far have left it.
    pub(super) request: Request,
    /// The request that was sent, as the test scripts so far have left it; `None` as long as none
    /// has changed it.
    retold: Option<Request>,
    next: Option<NextRequest>,
    skipped: bool,
    halt: Halt,
    /// The names of the assertions that failed.
    failed: Vec<String>,
    visualizer: Option<serde_json::Value>,
}

/// What a script left, beside variables.
#[derive(Default)]
struct Ran {
    error: Option<Failure>,
    /// The names of the assertions that failed.
    failed: Vec<String>,
    asynchronous: bool,
    next_request: Option<NextRequest>,
}

impl<'s, 'a> Execution<'s, 'a> {
    pub(super) fn new(session: &'s mut Session<'a>, item: &'s Planned, cursor: Cursor) -> Self {
        let mut request = item.item.request().cloned().unwrap_or_default();
        request.auth.clone_from(&item.auth);
        Self {
            session,
            item,
            root: None,
            cursor,
            request,
            retold: None,
            next: None,
            skipped: false,
            halt: Halt::No,
            failed: Vec::new(),
            visualizer: None,
        }
    }

    pub(super) async fn run(mut self, checks: &mut dyn Checks) -> Executed {
        let before = self.session.failures();
        self.tell(&Event::BeforeItem {
            cursor: &self.cursor,
            item: self.item,
        });
        self.run_scripts(Listen::Prerequest, None).await;
        let mut sent = None;
        if !self.skipped && self.halt == Halt::No {
            sent = Some(self.send().await);
        }
        if let Some(sent) = sent.as_ref().filter(|_| self.halt == Halt::No) {
            self.run_scripts(Listen::Test, Some(sent)).await;
            self.run_checks(checks, sent);
        }
        if !matches!(self.halt, Halt::Abort(_)) {
            let visualizer = self.visualizer.as_ref();
            self.tell(&Event::Item {
                cursor: &self.cursor,
                item: self.item,
                skipped: self.skipped,
                visualizer,
            });
        }
        Executed {
            failures: self.session.failures() - before,
            result: sent.map(|sent| sent.result),
            skipped: self.skipped,
            next: self.next,
            failed: self.failed,
            halt: self.halt,
        }
    }

    /// The item that events name.
    pub(super) fn shown(&self) -> &'s Planned {
        self.root.unwrap_or(self.item)
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        if self.root.is_none() || matches!(event, Event::Assertions { .. } | Event::Warning { .. })
        {
            self.session.teller.tell(event);
        }
    }

    /// Runs the scripts of one kind, outermost first. One that fails does not keep the others from
    /// running.
    async fn run_scripts(&mut self, listen: Listen, sent: Option<&Sent>) {
        let (item, cursor) = (self.item, self.cursor.clone());
        let own = |(_, event): &&(Rc<str>, collection::Event)| event.listen == listen;
        let events: Vec<collection::Event> = item
            .events
            .iter()
            .filter(own)
            .map(|(_, event)| event.clone())
            .collect();
        self.tell(&Event::BeforeScripts {
            listen,
            cursor: &cursor,
            item,
            events: &events,
        });
        let mut runs = Vec::with_capacity(events.len());
        for (owner, event) in item.events.iter().filter(own) {
            runs.push(self.run_script((owner, event), sent).await);
            if self.skipped || self.halt != Halt::No {
                break;
            }
        }
        self.tell(&Event::Scripts {
            listen,
            cursor: &cursor,
            item,
            runs: &runs,
            scopes: &self.session.scopes,
        });
    }

    async fn run_script(
        &mut self,
        (owner, event): (&Rc<str>, &collection::Event),
        sent: Option<&Sent>,
    ) -> ScriptRun {
        let item = self.shown();
        let mut cursor = self.cursor.clone();
        cursor.event_id.clone_from(&event.id);
        cursor.script_id = Some(event.script.id.clone());
        cursor.execution = Some(self.session.reference());
        self.tell(&Event::BeforeScript {
            cursor: &cursor,
            item,
            event,
        });
        // Newman counts a script without code as one that ran.
        let Ran {
            error,
            failed,
            asynchronous,
            next_request,
        } = if event.script.is_empty() {
            Ran::default()
        } else {
            let context = self.context((owner, event.listen), sent);
            self.run_in_engine((event, &cursor), context).await
        };
        if let Some(next) = &next_request {
            self.next = Some(next.clone());
        }
        let error = error.or_else(|| self.bail_error(&failed));
        self.failed.extend(failed);
        // What a nested request's scripts change is told with the script that ran it.
        let changes = if self.root.is_none() {
            self.session.scopes.take_changes()
        } else {
            Vec::new()
        };
        let run = ScriptRun {
            event: event.clone(),
            error,
            asynchronous,
            next_request,
            changes,
        };
        self.tell(&Event::Script {
            cursor: &cursor,
            item,
            run: &run,
            scopes: &self.session.scopes,
        });
        if let Some(error) = &run.error {
            self.halt_on(&error.message);
        }
        if self.session.ports.limits.is_over() {
            self.halt = Halt::Stop;
        }
        run
    }

    /// Runs a script in the engine, and the requests that it wants run meanwhile; takes over what
    /// it left.
    async fn run_in_engine(
        &mut self,
        (event, cursor): (&collection::Event, &Cursor),
        context: Context,
    ) -> Ran {
        let failed = RefCell::default();
        let mut begun = Some(context);
        let mut answer = None;
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
            let host = host(
                *ports,
                teller,
                (cursor, self.root.unwrap_or(self.item), &failed),
            );
            let turn = match (begun.take(), answer.take()) {
                (Some(context), _) => {
                    let code = event.script.source().into();
                    engine.start(&code, context, &host).await
                }
                (None, Some((result, scopes))) => engine.resume(result, scopes, &host).await,
                (None, None) => break Box::default(),
            };
            match turn {
                Turn::Ended(outcome) => break outcome,
                Turn::Errand(errand) => answer = Some(self.run_errand(*errand, &failed).await),
            }
        };
        self.take_over(event.listen, *outcome, failed.into_inner())
    }

    fn take_over(&mut self, listen: Listen, outcome: script::Effects, failed: Vec<String>) -> Ran {
        if listen == Listen::Test {
            self.retold = outcome.request.or(self.retold.take());
        } else if let Some(mut request) = outcome.request {
            let written = self
                .item
                .item
                .request()
                .and_then(|request| request.body.as_ref());
            let allowed = written.map(collection::Body::files).unwrap_or_default();
            let Session { ports, teller, .. } = &*self.session;
            let told = (&self.cursor, self.shown(), &RefCell::default());
            host(*ports, teller, told).deny_files(&mut request, &allowed);
            self.request = request;
        }
        self.session.scopes = outcome.scopes;
        self.session.scopes.settle();
        self.skipped |= outcome.skipped;
        if let Some(visualizer) = outcome.visualizer {
            self.visualizer = Some(visualize::to_json(&visualizer));
        }
        Ran {
            error: outcome.error,
            failed,
            asynchronous: outcome.is_async,
            next_request: outcome.next_request,
        }
    }

    /// With `--bail`, failed assertions are an error of their script.
    fn bail_error(&self, failed: &[String]) -> Option<Failure> {
        let bail = self.session.ports.settings.bail.on_failure() && !failed.is_empty();
        bail.then(|| Failure::new("AssertionFailure", failed.join(", ")))
    }

    fn halt_on(&mut self, message: &str) {
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

    fn context(&mut self, (owner, listen): (&Rc<str>, Listen), sent: Option<&Sent>) -> Context {
        let response = sent
            .and_then(|sent| sent.result.as_ref().ok())
            .map(|exchange| Rc::new(exchange.response.clone()));
        let told = |sent: &Sent| self.retold.clone().unwrap_or_else(|| sent.written.sent());
        let request = sent.map_or_else(|| self.request.clone(), told);
        let cookies = sent
            .and_then(|sent| sent.result.as_ref().ok())
            .map(|exchange| exchange.cookies.clone());
        Context {
            target: match listen {
                Listen::Prerequest => Target::Prerequest,
                Listen::Test => Target::Test,
            },
            info: Info {
                iteration: self.cursor.iteration,
                iteration_count: self.cursor.cycles,
                request_name: self.item.item.name.clone(),
                request_id: self.item.item.id.clone(),
            },
            location: self
                .item
                .parents
                .iter()
                .map(|parent| parent.name.clone())
                .chain([self.item.item.name.clone()])
                .collect(),
            current: owner.to_string(),
            request,
            response,
            cookies: cookies.unwrap_or_default(),
            scopes: std::mem::take(&mut self.session.scopes),
        }
    }

    /// Builds the request and sends it.
    async fn send(&mut self) -> Sent {
        self.cursor.http_request_id = Some(self.session.reference());
        self.tell_what_is_not_honoured();
        let key = self.auth_key();
        let token = self.fetch_token().await;
        if let Ok(Some(token)) = &token {
            self.session
                .remembered
                .entry(key.clone())
                .or_default()
                .set("accessToken", token.clone());
        }
        let (written, problem) = self.build();
        let problem = token.err().or(problem);
        let mut remembered = self.session.remembered.remove(&key).unwrap_or_default();
        let Ports {
            client,
            world,
            settings,
            ..
        } = self.session.ports;
        // The certificate is that of the collection: a script could name any file.
        let own = self
            .item
            .item
            .request()
            .and_then(|request| request.certificate.as_ref());
        let behavior = settings
            .behavior(&self.item.behavior)
            .with_own(written.resolved.proxy.as_ref(), own);
        let sender = Sender {
            teller: &self.session.teller,
            cursor: &self.cursor,
            item: self.shown(),
            client,
            world,
            settings,
            behavior,
            source: self.source(),
        };
        let sent = sender.send(written, problem, &mut remembered).await;
        if remembered != Remembered::default() {
            self.session.remembered.insert(key, remembered);
        }
        if let Err(error) = &sent.result {
            self.halt_on(&error.message);
        }
        sent
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
                let message = &format!(
                    "`{name}` has no effect: the ciphers of TLS are always the library's choice"
                );
                self.tell(&Event::Warning {
                    cursor: &self.cursor,
                    item: self.shown(),
                    message,
                });
            }
        }
    }

    /// By what it is found again what the authentication has learnt.
    fn auth_key(&self) -> (Rc<str>, String) {
        let kind = self.request.auth.as_ref().map(|auth| auth.kind.clone());
        (Rc::clone(&self.item.auth_owner), kind.unwrap_or_default())
    }

    /// Whose request it is: that of a nested item is one of a script.
    fn source(&self) -> Source<'static> {
        if self.root.is_some() {
            Source::Script
        } else {
            Source::Collection
        }
    }

    /// The request ready to be sent; with it an error if it must not be sent all the same.
    fn build(&self) -> (Written, Option<SendError>) {
        let ports = self.session.ports;
        let draft = Draft {
            request: &self.request,
            auth: self.request.auth.as_ref(),
            remembered: self.session.remembered.get(&self.auth_key()),
            behavior: &self.item.behavior,
        };
        let (built, unresolved) =
            build_request(draft, &self.session.scopes, (ports.settings, ports.world));
        let Built {
            resolved,
            wire,
            url,
            warnings,
            remarks,
            problem,
        } = built;
        let names: Vec<String> = unresolved
            .iter()
            .map(|found| self.describe(found))
            .collect();
        let is_strict = ports.settings.strictness == Strictness::Fail && !names.is_empty();
        let told = if is_strict { &[][..] } else { &names[..] };
        for line in remarks.into_iter().map(ConsoleLine::warning) {
            self.tell(&Event::Console {
                cursor: &self.cursor,
                item: self.item,
                line: &line,
            });
        }
        for message in told.iter().chain(&warnings) {
            self.tell(&Event::Warning {
                cursor: &self.cursor,
                item: self.shown(),
                message,
            });
        }
        let strict = is_strict.then(|| SendError::new(names.join("; ")));
        let problem = strict.or_else(|| problem.map(|problem| SendError::new(problem.to_string())));
        (
            Written {
                resolved,
                wire,
                url,
            },
            problem,
        )
    }

    fn describe(&self, found: &Unresolved) -> String {
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

    fn run_checks(&mut self, checks: &mut dyn Checks, sent: &Sent) {
        let assertions = checks.check(sent.result.as_ref(), &mut self.session.scopes);
        if !assertions.is_empty() {
            self.tell(&Event::Assertions {
                cursor: &self.cursor,
                item: self.item,
                assertions: &assertions,
            });
        }
    }
}

/// Builds a request with these variables; tells which of them have no value.
pub(super) fn build_request(
    draft: Draft<'_>,
    scopes: &Scopes,
    (settings, world): (&Settings, &World),
) -> (Built, Vec<Unresolved>) {
    let mut resolver = Resolver::new(scopes, world);
    if settings.angle == Angle::Text {
        resolver = resolver.without_angle();
    }
    let tools = Tools {
        world,
        files: &settings.files,
        user_agent: &settings.user_agent,
    };
    let built = request::build(draft, &resolver, tools);
    (built, resolver.into_unresolved())
}

/// What serves a script of an item.
fn host<'h, 't>(
    ports: Ports<'h>,
    teller: &'h Teller<'t>,
    (cursor, item, failed): (&'h Cursor, &'h Planned, &'h RefCell<Vec<String>>),
) -> ItemHost<'h, 't> {
    let Ports {
        client,
        world,
        settings,
        ..
    } = ports;
    ItemHost {
        teller,
        cursor,
        item,
        client,
        world,
        settings,
        failed,
    }
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
            world: Rc::clone(ports.world),
            packages: Rc::clone(ports.packages),
        })
        .map_err(|error| Failure::new("Error", error.to_string()))?,
    };
    Ok(slot.insert(engine))
}
