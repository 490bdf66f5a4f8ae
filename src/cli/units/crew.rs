//! Workers: each on a thread of its own, with its own connections and, for each unit, its own
//! variables, cookies and script engine.

use std::io;
use std::sync::Arc;
use std::thread::{Builder, Scope, ScopedJoinHandle};

use tokio::sync::mpsc::UnboundedSender;

use super::desk::Desk;
use super::line::{Line, Telling, UnitEnd, Word};
use super::roster::Roster;
use super::work::{Placed, Work};
use crate::cli::error::Fault;
use crate::cli::runtime::block_on_scripts;
use crate::cli::stage::Kit;
use crate::http::Client;
use crate::request::Nonces;
use crate::runner::{Changes, HandedOn, Keeper, Ports, Session, Unit};
use crate::variables::Scopes;
use crate::world::World;

/// The stack of a worker's thread in bytes: it waits, scripts have stacks of their own.
const STACK: usize = 1 << 20;

/// What workers do, and what with.
pub(super) struct Crew<'a, W> {
    pub(super) means: &'a Means<'a, W>,
    pub(super) roster: &'a Roster,
    pub(super) desk: &'a Desk,
}

impl<W> Clone for Crew<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Crew<'_, W> {}

/// What workers work with, whichever units they run.
pub(super) struct Means<'a, W> {
    pub(super) kit: Kit<'a>,
    pub(super) work: &'a W,
    pub(super) telling: Telling,
    /// Whether a unit's scripts leave nothing in the engine that those of the next could see.
    pub(super) shares_engine: bool,
}

/// A worker that was started, or why it could not be.
pub(super) type Worker<'s> = io::Result<ScopedJoinHandle<'s, Result<(), Fault>>>;

/// Starts a worker.
pub(super) fn start<'s, W: Work>(
    scope: &'s Scope<'s, '_>,
    crew: Crew<'s, W>,
    sender: UnboundedSender<Vec<Word>>,
) -> Worker<'s> {
    let thread = Builder::new().name("worker".into()).stack_size(STACK);
    thread.spawn_scoped(scope, move || crew.work(sender))
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

impl<W: Work> Crew<'_, W> {
    fn work(&self, sender: UnboundedSender<Vec<Word>>) -> Result<(), Fault> {
        block_on_scripts(self.shift(sender))?
    }

    /// Runs units as long as there are any.
    async fn shift(&self, sender: UnboundedSender<Vec<Word>>) -> Result<(), Fault> {
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
            line: Line::new(self.desk, self.means.telling, sender),
        };
        while let Some(place) = self.desk.next(|| hand.line.flush()).await {
            if self.means.kit.limits.is_over() {
                break;
            }
            hand.run(place).await;
            self.desk.has_ended();
        }
        hand.line.flush();
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
struct Hand<'c, W> {
    crew: &'c Crew<'c, W>,
    client: Client,
    world: Arc<World>,
    /// What the units of a plan have in common that is secret, as long as none has learnt more.
    known: Option<(usize, Keeper)>,
    /// What the unit before has left that the next may have.
    handed: HandedOn,
    line: Line<'c>,
}

impl<W: Work> Hand<'_, W> {
    /// What is secret when a unit begins, and what its session goes on with.
    fn keeper(&mut self, unit: &Unit, begun: &Scopes) -> (Keeper, HandedOn) {
        let handed = std::mem::take(&mut self.handed);
        if let Some((_, keeper)) = self.known.take().filter(|(of, _)| *of == unit.plan) {
            return (keeper, handed);
        }
        let keeper = Keeper::of(&self.crew.means.kit.secrecy);
        keeper.learn_scopes(begun);
        self.crew.means.work.teach(unit, &keeper);
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
        let begun = crew.means.work.begun(unit);
        let (keeper, handed) = self.keeper(unit, &begun);
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
        let line = &self.line;
        line.begin(place);
        let mut sink = line;
        let mut session = Session::new(ports, begun.clone(), &mut sink);
        session = session.with(handed);
        let placed = Placed {
            unit,
            is_first: crew.is_first(place),
            world: &world,
        };
        let ended = async {
            tokio::select! {
                () = crew.ended() => {}
                () = line.keeps_sending() => {}
            }
        };
        let end = crew.means.work.run(&mut session, placed, ended).await;
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
        line.end(ended);
    }
}

/// What a unit's random values follow from.
fn seed_of(seed: u64, unit: &Unit) -> u64 {
    // The golden ratio's fraction: seeds that are next to each other give streams that are not.
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    seed.wrapping_add(STEP.wrapping_mul(unit.number as u64 + 1))
}
