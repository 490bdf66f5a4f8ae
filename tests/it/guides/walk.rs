//! Runs a guide through the library against a mock org, and keeps what was told of it.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use postrider::collection::{self, Collection, Environment, EnvironmentKind};
use postrider::exchange;
use postrider::guide::{
    self, Bound, Conclusion, Destructive, Guide, GuideOutcome, Options, Part, Problems, Reader,
    Requests,
};
use postrider::http;
use postrider::mock;
use postrider::request::Nonces;
use postrider::runner::{
    Bail, Event, EventKind, GuideStep, Keeper, Ports, Session, Settings, Sink, Source, Summary,
    Verdict,
};
use postrider::script::{Limits, NoPackages, PackageSource};
use postrider::variables::{Scope, Scopes};
use postrider::world::World;
use serde_json::{Value, json};

/// A page and what it names, on disk.
pub struct Page {
    /// The page's path.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// How a guide is run.
pub struct Walk {
    /// What goes wrong with the org.
    pub faults: &'static str,
    /// Whether destructive steps are sent.
    pub destructive: Destructive,
    /// Variables that are set beside those of the org.
    pub variables: Vec<(&'static str, Value)>,
    /// After how many requests the user interrupts.
    pub interrupt_after: Option<usize>,
    /// Which failures end the run.
    pub bail: Bail,
    /// Which steps are run.
    pub part: Part,
    /// Who answers what steps ask.
    pub reader: Option<&'static dyn Reader>,
}

/// What came of it.
pub struct Walked {
    /// The steps and their verdicts, in order.
    pub steps: Vec<(GuideStep, Verdict)>,
    /// Every request that was sent, with its method and path.
    pub sent: Vec<String>,
    /// The bodies that were sent, each with its method.
    pub bodies: Vec<(String, String)>,
    /// The names of assertions that failed.
    pub failed_assertions: Vec<String>,
    /// The outcome.
    pub outcome: GuideOutcome,
    /// What the run amounts to.
    pub summary: Summary,
    /// The variables at the end.
    pub scopes: Scopes,
    /// The org before and after, less the times of last changes.
    pub org: (Value, Value),
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            part: Part::default(),
            reader: None,
            faults: "",
            destructive: Destructive::Allowed,
            variables: Vec::new(),
            interrupt_after: None,
            bail: Bail::Never,
        }
    }
}

impl Page {
    /// The page that the project ships.
    pub fn shipped() -> Self {
        Self::at(root().join("guides/delete-all-stay-signed-in-sessions.md"))
    }

    pub fn at(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap()
    }

    /// Reads the page and binds it to its collections.
    pub fn bind(&self, world: &World) -> Bound {
        self.try_bind(world)
            .unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// Reads the page and binds it to its collections, or tells what is wrong with it.
    pub fn try_bind(&self, world: &World) -> Result<Bound, Problems> {
        let name = self.path.file_name().unwrap().to_str().unwrap();
        let mut guide = Guide::read(name, &self.text)?;
        // The address of the mock that the page is run against.
        guide.known = vec!["url".to_owned()];
        let requests: Vec<Requests> = guide
            .header
            .collections
            .iter()
            .map(|file| Requests::of(&file.name, Arc::new(self.collection(&file.path, world))))
            .collect();
        guide.bind(requests, world)
    }

    fn collection(&self, path: &str, world: &World) -> Collection {
        let json = read_json(&self.folder().join(path));
        collection::parse(&json, &mut || world.uuid()).unwrap()
    }

    fn scopes(&self, bound: &Bound, world: &World) -> Scopes {
        let mut scopes = Scopes::default();
        if let Some(file) = &bound.guide.header.environment {
            let json = read_json(&self.folder().join(&file.path));
            let environment =
                Environment::parse(&json, EnvironmentKind::Environment, &mut || world.uuid())
                    .unwrap();
            scopes.environment = Scope::from_environment(environment);
        }
        scopes
    }

    /// Runs the page against a mock org.
    pub async fn walk(&self, walk: Walk) -> Walked {
        let mock = format!("okta:{}", walk.faults).parse().unwrap();
        let org = mock::serve(mock, mock::Options::default()).await.unwrap();
        let pointers = org.variables.iter();
        let mut variables: Vec<_> = pointers
            .map(|(name, value)| (*name, json!(value)))
            .collect();
        variables.extend(walk.variables.clone());
        let before = timeless(org.snapshot());
        let walked = self.run(Walk { variables, ..walk }).await;
        Walked {
            org: (before, timeless(org.snapshot())),
            ..walked
        }
    }

    /// Runs the page against whatever its variables point at.
    pub async fn run(&self, walk: Walk) -> Walked {
        let world = Arc::new(World::fixed(1_767_225_600_000, 7));
        let bound = self.bind(&world);
        let mut scopes = self.scopes(&bound, &world);
        for (name, value) in walk.variables {
            scopes.environment.set(name, value);
        }
        let client =
            http::Client::new(http::ClientSettings::default(), Arc::clone(&world)).unwrap();
        let (settings, limits) = (
            Settings {
                bail: walk.bail,
                ..Settings::default()
            },
            Limits::default(),
        );
        let packages: Arc<dyn PackageSource> = Arc::new(NoPackages);
        let ports = Ports {
            client: &client,
            world: &world,
            settings: &settings,
            limits: &limits,
            packages: &packages,
            keeper: &Keeper::off(),
            nonces: &Nonces::default(),
            contract: None,
        };
        let mut tape = Tape {
            interrupt_after: walk.interrupt_after,
            ..Tape::default()
        };
        let interrupt = Rc::clone(&tape.interrupt);
        let mut session = Session::new(ports, scopes, &mut tape);
        let (part, page) = (walk.part, None);
        let options = Options {
            destructive: walk.destructive,
            angle: settings.angle,
            part,
            page,
            reader: walk.reader,
            among: postrider::runner::Among::default(),
            world: &world,
        };
        let outcome = guide::run(&bound, &mut session, options, interrupt.notified()).await;
        let (summary, scopes) = session.finish(&outcome.end);
        let Tape {
            steps,
            sent,
            bodies,
            failed_assertions,
            ..
        } = tape;
        Walked {
            steps,
            sent,
            bodies,
            failed_assertions,
            outcome,
            summary,
            scopes,
            org: Default::default(),
        }
    }
}

impl Walked {
    /// How many requests of that method were sent.
    pub fn sent_with(&self, method: &str) -> usize {
        let sent = self.sent.iter().filter(|sent| sent.starts_with(method));
        sent.count()
    }

    /// A letter for the verdict of each step: passed, failed, not run.
    pub fn letters(&self) -> String {
        let letter = |verdict: &Verdict| match verdict {
            Verdict::Passed => 'p',
            Verdict::Failed(_) => 'f',
            Verdict::NotRun(_) => 'n',
        };
        self.steps
            .iter()
            .map(|(_, verdict)| letter(verdict))
            .collect()
    }

    /// The first step that failed, with its reasons.
    pub fn first_failure(&self) -> (&GuideStep, &[String]) {
        let failed = self.steps.iter().find_map(|(step, verdict)| match verdict {
            Verdict::Failed(reasons) => Some((step, &reasons[..])),
            _ => None,
        });
        failed.expect("no step failed")
    }

    /// Why a step was not run.
    pub fn why_not(&self, name: &str) -> &str {
        let found = self.steps.iter().find_map(|(step, verdict)| match verdict {
            Verdict::NotRun(why) if step.name == name => Some(why.as_str()),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("`{name}` was run: {:?}", self.steps))
    }

    pub fn conclusion(&self) -> Conclusion {
        self.outcome.conclusion()
    }

    /// Whether the org is as it was before.
    pub fn org_is_untouched(&self) -> bool {
        self.org.0 == self.org.1
    }
}

/// What a run told.
#[derive(Default)]
struct Tape {
    steps: Vec<(GuideStep, Verdict)>,
    sent: Vec<String>,
    bodies: Vec<(String, String)>,
    failed_assertions: Vec<String>,
    interrupt_after: Option<usize>,
    interrupt: Rc<tokio::sync::Notify>,
}

impl Sink for Tape {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Step(step, verdict) => {
                self.steps.push((GuideStep::clone(step), verdict.clone()));
            }
            EventKind::Request(outcome, Source::Collection) => {
                let wire = &outcome.request.wire;
                let path = wire
                    .url
                    .split_once("://")
                    .map_or(wire.url.as_str(), |(_, rest)| rest);
                let path = path.find('/').map_or("", |at| &path[at..]);
                self.sent.push(format!("{} {path}", wire.method));
                let bytes: Vec<u8> = match &wire.body {
                    exchange::Body::Empty => Vec::new(),
                    exchange::Body::Bytes(bytes) => bytes.to_vec(),
                    exchange::Body::Chunks(chunks) => chunks.iter().flat_map(chunk_bytes).collect(),
                };
                if !bytes.is_empty() {
                    self.bodies.push((
                        wire.method.clone(),
                        String::from_utf8_lossy(&bytes).into_owned(),
                    ));
                }
                if self.interrupt_after == Some(self.sent.len()) {
                    self.interrupt.notify_one();
                }
            }
            EventKind::Assertions(assertions) => {
                let failed = assertions.iter().filter(|assertion| !assertion.passed());
                self.failed_assertions
                    .extend(failed.map(|assertion| assertion.name.clone()));
            }
            _ => {}
        }
    }
}

fn chunk_bytes(chunk: &exchange::Chunk) -> Vec<u8> {
    match chunk {
        exchange::Chunk::Bytes(bytes) => bytes.to_vec(),
        exchange::Chunk::File { path, .. } => std::fs::read(path).unwrap(),
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read_json(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What an org holds, without the times at which things were made and last changed.
fn timeless(mut value: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.shift_remove("lastUpdated");
                members.shift_remove("created");
                members.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut value);
    value
}
