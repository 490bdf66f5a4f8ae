//! Workers: each on a thread of its own, with its own connections and, for each unit, its own
//! variables, cookies and script engine.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::thread::{Builder, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::desk::Desk;
use super::roster::Roster;
use crate::cli::error::Fault;
use crate::cli::runtime::block_on_scripts;
use crate::cli::stage::Kit;
use crate::http::Client;
use crate::request::Nonces;
use crate::runner::{
    Changes, Event, EventKind, HandedOn, Keeper, Plan, Ports, Session, Sink, Told, Unit, UnitOf,
};
use crate::script::leaves_traces;
use crate::variables::{self, Scopes};
use crate::world::World;

/// The stack of a worker's thread in bytes: it waits, scripts have stacks of their own.
const STACK: usize = 1 << 20;

/// What an event weighs, about, beside the bodies that it shows.
const WEIGHT: u64 = 1 << 10;

/// How long one may wait to be told of what goes on.
const MOMENT: Duration = Duration::from_millis(30);

/// What workers do, and what with.
#[derive(Clone, Copy)]
pub(super) struct Crew<'a> {
    pub(super) means: &'a Means<'a>,
    pub(super) roster: &'a Roster,
    pub(super) desk: &'a Desk,
}

/// What workers work with, whichever units they run.
pub(super) struct Means<'a> {
    pub(super) kit: Kit<'a>,
    pub(super) plans: &'a [Plan],
    pub(super) begun: &'a Scopes,
    pub(super) telling: Telling,
    /// Whether a unit's scripts leave nothing in the engine that those of the next could see.
    pub(super) shares_engine: bool,
}

/// What there is to tell of a unit, beside its events.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling {
    /// The variables after each script.
    pub(super) variables: bool,
    /// The events as they are, too.
    pub(super) clear: bool,
    /// The cookies at its end.
    pub(super) cookies: bool,
}

/// What a worker says of a unit.
pub(super) struct Word {
    /// The unit's place.
    pub(super) place: usize,
    /// What was told since the last word.
    pub(super) told: Vec<Told>,
    /// What that weighs.
    pub(super) weight: u64,
    /// How it has ended, in the last word.
    pub(super) ended: Option<Box<UnitEnd>>,
}

/// How a unit ended.
#[derive(Default)]
pub(super) struct UnitEnd {
    /// Why, when it ended early.
    pub(super) error: Option<String>,
    /// Whether anything of it failed.
    pub(super) has_failed: bool,
    /// Whether it was ended before its end.
    pub(super) is_interrupted: bool,
    pub(super) changes: Changes,
    pub(super) cookies: Option<Value>,
}

/// Whether the scripts of these plans leave nothing behind.
pub(super) fn shares_engine(plans: &[Plan]) -> bool {
    let items = plans.iter().flat_map(|plan| &plan.items);
    let mut scripts = items.flat_map(|item| item.events.iter());
    let mut known = HashSet::new();
    !scripts.any(|owned| {
        let source = &owned.event.script.source;
        // A script of a folder is that of all of its items.
        known.insert(source.as_ptr()) && leaves_traces(source)
    })
}

/// A worker that was started, or why it could not be.
pub(super) type Worker<'s> = io::Result<ScopedJoinHandle<'s, Result<(), Fault>>>;

/// Starts a worker.
pub(super) fn start<'s>(
    scope: &'s Scope<'s, '_>,
    crew: Crew<'s>,
    sender: UnboundedSender<Word>,
) -> Worker<'s> {
    let thread = Builder::new().name("worker".into()).stack_size(STACK);
    thread.spawn_scoped(scope, move || crew.work(&sender))
}

/// Waits for the workers to end, and tells what went wrong with them; of what they share, once.
pub(super) fn ends(workers: Vec<Worker<'_>>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for worker in workers {
        let ended = match worker {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|_| Err(Fault::text("a worker ended before its time"))),
            Err(error) => Err(Fault::new(
                anyhow::Error::new(error).context("a worker could not be started"),
            )),
        };
        let fault = ended.err();
        let is_known = |fault: &Fault| {
            faults
                .iter()
                .any(|known| known.to_string() == fault.to_string())
        };
        faults.extend(fault.filter(|fault| !is_known(fault)));
    }
    faults
}

impl Crew<'_> {
    fn work(&self, sender: &UnboundedSender<Word>) -> Result<(), Fault> {
        block_on_scripts(self.shift(sender))?
    }

    /// Runs units as long as there are any.
    async fn shift(&self, sender: &UnboundedSender<Word>) -> Result<(), Fault> {
        let world = Arc::new(World::real());
        // Its cookies stay what the run began with.
        let client = Client::new(self.means.kit.network.clone(), Arc::clone(&world))?;
        client
            .jar()
            .add(&self.means.kit.cookies)
            .map_err(Fault::text)?;
        let mut hand = Hand {
            crew: self,
            client,
            world,
            known: None,
            handed: HandedOn::default(),
            sent: Instant::now(),
            sender,
        };
        while let Some(place) = self.desk.next().await {
            if self.means.kit.limits.is_over() {
                break;
            }
            hand.run(place).await;
        }
        Ok(())
    }

    /// Whether the unit at a place is the first of its plan that runs here.
    fn is_first(&self, place: usize) -> bool {
        let plan = |place: usize| self.roster.units[self.roster.chosen[place]].plan;
        place == 0 || plan(place) != plan(place - 1)
    }

    /// Ends when a unit that runs is to be ended.
    async fn ended(&self) {
        tokio::select! {
            _ = self.means.kit.interrupt.came() => {}
            () = self.desk.halted() => {}
        }
    }
}

/// One that runs units.
struct Hand<'c> {
    crew: &'c Crew<'c>,
    client: Client,
    world: Arc<World>,
    /// What the units of a plan have in common that is secret, as long as none has learnt more.
    known: Option<(usize, Keeper)>,
    /// What the unit before has left that the next may have.
    handed: HandedOn,
    /// When something was told last before a unit's end.
    sent: Instant,
    sender: &'c UnboundedSender<Word>,
}

impl Hand<'_> {
    /// What is secret when a unit of a plan begins, and what its session goes on with.
    fn keeper(&mut self, plan: usize, begun: &Scopes) -> (Keeper, HandedOn) {
        let handed = std::mem::take(&mut self.handed);
        if let Some((_, keeper)) = self.known.take().filter(|(of, _)| *of == plan) {
            return (keeper, handed);
        }
        let keeper = Keeper::of(&self.crew.means.kit.secrecy);
        keeper.learn_scopes(begun);
        keeper.learn_collection(&self.crew.means.plans[plan].collection);
        (keeper, handed.without_masks())
    }

    /// Runs the unit at a place, and says what comes of it.
    async fn run(&mut self, place: usize) {
        let crew = self.crew;
        let unit = &crew.roster.units[crew.roster.chosen[place]];
        let kit = &crew.means.kit;
        let world = match kit.seed {
            Some(seed) => Arc::new(World::seeded(seed_of(seed, unit))),
            None => Arc::clone(&self.world),
        };
        let client = self.client.anew(Arc::clone(&world));
        let begun = Scopes {
            collection: variables::Scope::of_collection(&crew.means.plans[unit.plan].collection),
            ..crew.means.begun.clone()
        };
        let (keeper, handed) = self.keeper(unit.plan, &begun);
        let (knowledge, nonces) = (keeper.knowledge(), Nonces::default());
        let ports = Ports {
            client: &client,
            world: &world,
            settings: kit.settings,
            limits: &kit.limits,
            packages: &kit.packages,
            keeper: &keeper,
            nonces: &nonces,
            contract: kit.contract,
        };
        let mut line = Line::new(crew, place, self.sender, self.sent);
        let mut session = Session::new(ports, begun.clone(), &mut line);
        session = session.with(handed);
        let run = UnitOf {
            plans: crew.means.plans,
            unit,
            is_first: crew.is_first(place),
        };
        let end = session.run_unit(run, crew.ended()).await;
        if end.stopped || end.error.is_some() {
            crew.desk.halt();
        }
        let has_failed = session.failures() > 0 || end.error.is_some();
        let (scopes, handed) = session.leave();
        // Random values of a repeatable unit follow from its own seed.
        self.handed = if crew.means.shares_engine && kit.seed.is_none() {
            handed
        } else {
            handed.without_engine()
        };
        if keeper.knowledge() == knowledge {
            self.known = Some((unit.plan, keeper.clone()));
        }
        let ended = UnitEnd {
            error: end.error,
            has_failed,
            is_interrupted: end.interrupted,
            changes: Changes::between(&begun, &scopes),
            cookies: crew.means.telling.cookies.then(|| client.jar().to_json()),
        };
        self.sent = line.sent;
        line.end(ended);
    }
}

/// What a unit's random values follow from.
fn seed_of(seed: u64, unit: &Unit) -> u64 {
    // The golden ratio's fraction: seeds that are next to each other give streams that are not.
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    seed.wrapping_add(STEP.wrapping_mul(unit.number as u64 + 1))
}

/// From a unit to those who tell of it.
struct Line<'c> {
    crew: &'c Crew<'c>,
    place: usize,
    sender: &'c UnboundedSender<Word>,
    told: Vec<Told>,
    weight: u64,
    clear: Option<Event>,
    /// When something was sent last.
    sent: Instant,
}

impl<'c> Line<'c> {
    fn new(
        crew: &'c Crew<'c>,
        place: usize,
        sender: &'c UnboundedSender<Word>,
        sent: Instant,
    ) -> Self {
        Self {
            crew,
            place,
            sender,
            told: Vec::new(),
            weight: 0,
            clear: None,
            sent,
        }
    }

    /// Sends what was told since the last time, where somebody may be watching and has not been told
    /// a moment ago: to be told costs as much as some events.
    fn send(&mut self) {
        let now = Instant::now();
        if !self.crew.desk.is_front(self.place) || now < self.sent + MOMENT {
            return;
        }
        self.sent = now;
        self.say(None);
    }

    /// Sends the rest.
    fn end(mut self, ended: UnitEnd) {
        self.say(Some(Box::new(ended)));
    }

    fn say(&mut self, ended: Option<Box<UnitEnd>>) {
        let word = Word {
            place: self.place,
            told: std::mem::take(&mut self.told),
            weight: std::mem::take(&mut self.weight),
            ended,
        };
        // Who listens, listens until all workers have ended.
        let _ = self.sender.send(word);
    }
}

impl Sink for Line<'_> {
    fn event(&mut self, event: &Event) {
        let body = match &event.kind {
            EventKind::Request(outcome, _) => outcome.size as u64,
            _ => 0,
        };
        self.weight += WEIGHT + body;
        self.crew.desk.pile(WEIGHT + body);
        self.told.push(Told {
            event: event.clone(),
            clear: self.clear.take(),
        });
        // Who watches sees what is waited for.
        if matches!(
            event.kind,
            EventKind::Item(_) | EventKind::BeforeRequest(..)
        ) {
            self.send();
        }
    }

    fn in_the_clear(&mut self, event: &Event) {
        self.clear = self.crew.means.telling.clear.then(|| event.clone());
    }

    fn wants_variables(&self) -> bool {
        self.crew.means.telling.variables
    }
}
