//! The loop over iterations and items, and what moves its cursor.

use std::sync::Arc;

use tokio::time::{Instant, sleep, timeout_at};

use super::executed::{Halt, NoChecks};
use super::execution::Execution;
use super::places::Places;
use super::session::{End, Session};
use super::unit::{Among, Part, Unit};
use super::{Bail, Cursor, EventKind, Plan, Run};
use crate::script::NextRequest;
use crate::variables::Scope;

/// What Newman says when the whole run takes too long.
pub const TIMED_OUT: &str = "callback timed out";

/// How the loop ended.
enum Ended {
    /// Every iteration ran.
    Complete,
    /// A failure ended it, as `--bail` asks.
    Stopped,
    /// An error ended it.
    Failed(String),
}

/// A unit that is to run.
#[derive(Clone, Copy)]
pub struct UnitOf<'p> {
    /// The plans of the run.
    pub plans: &'p [Plan],
    /// The unit.
    pub unit: &'p Unit,
    /// Whether it is the first of its plan that runs.
    pub is_first: bool,
}

/// What is run at one stretch.
struct Stretch<'p> {
    plan: &'p Plan,
    part: Part,
    /// Whether it tells of its collection.
    is_first: bool,
    among: Among,
}

impl Session<'_> {
    /// Runs a unit of these plans, to its end, the time limit, or the end of `interrupted`, from the
    /// variables and cookies that the session was begun with. The first of a plan tells of its
    /// collection; for the others, what is secret of it must be known.
    pub async fn run_unit(
        &mut self,
        run: UnitOf<'_>,
        interrupted: impl Future<Output = ()>,
    ) -> End {
        let UnitOf {
            plans,
            unit,
            is_first,
        } = run;
        let plan = &plans[unit.plan];
        self.scopes.collection = Scope::of_collection(&plan.collection);
        let stretch = Stretch {
            plan,
            part: unit.part.clone(),
            is_first,
            among: unit.among(plans.len()),
        };
        let end = self.run(&stretch, interrupted).await;
        self.recover();
        end
    }

    /// Runs plans one after the other, to their end, the time limit, or the end of `interrupted`.
    /// Each begins with the variables of its own collection; the others, and the cookies, are as
    /// the one before has left them. `between` is shown those of each collection when it has ended.
    pub async fn run_all(
        &mut self,
        plans: &[Plan],
        interrupted: impl Future<Output = ()>,
        mut between: impl FnMut(&Plan, &Scope),
    ) -> End {
        let mut interrupted = std::pin::pin!(interrupted);
        let mut end = End::default();
        for (number, plan) in plans.iter().enumerate() {
            if number > 0 {
                self.scopes.collection = Scope::of_collection(&plan.collection);
                self.scopes.local = Scope::new(self.reference(), Vec::new());
            }
            let count = plans.len();
            let unit = None;
            let among = Among {
                number,
                count,
                unit,
            };
            let stretch = Stretch {
                plan,
                part: Part::whole(plan),
                is_first: true,
                among,
            };
            end = self.run(&stretch, interrupted.as_mut()).await;
            self.recover();
            between(plan, &self.scopes.collection);
            if end.interrupted || end.stopped || end.error.is_some() {
                break;
            }
        }
        end
    }

    async fn run(&mut self, stretch: &Stretch<'_>, interrupted: impl Future<Output = ()>) -> End {
        let (plan, among) = (stretch.plan, stretch.among);
        let mut cursor = Arc::new(Cursor {
            length: plan.items.len(),
            cycles: plan.iterations,
            collection: among.number,
            unit: among.unit,
            reference: self.reference(),
            ..Cursor::default()
        });
        self.open(&plan.collection);
        if stretch.is_first {
            let run = Run {
                collection: Arc::clone(&plan.collection),
                iterations: plan.iterations,
                scopes: self.scopes.clone(),
                number: among.number,
                count: among.count,
                page: None,
            };
            self.tell(&cursor, None, EventKind::Start(Arc::new(run)));
        }
        let deadline = self.ports.limits.run_ends;
        let ended = {
            // It is large, and would be copied wherever it is handed on.
            let all = Box::pin(self.iterate(stretch, &mut cursor));
            tokio::select! {
                biased;
                ended = within(deadline, all) => Some(ended),
                () = interrupted => None,
            }
        };
        let error = match &ended {
            Some(Ended::Failed(message)) => Some(message.clone()),
            Some(Ended::Stopped) if self.ports.limits.run_is_late() => Some(TIMED_OUT.into()),
            Some(Ended::Complete | Ended::Stopped) | None => None,
        };
        // What was left in the middle is told, too.
        self.teller.release();
        // A script that never gave way was stopped in the middle; the run went on to here.
        let interrupted = ended.is_none() || self.ports.limits.stop.is_asked();
        let stopped = matches!(ended, Some(Ended::Stopped));
        End {
            cursor,
            error,
            interrupted,
            stopped,
        }
    }

    async fn iterate(&mut self, stretch: &Stretch<'_>, cursor: &mut Arc<Cursor>) -> Ended {
        let Part { iterations, items } = &stretch.part;
        let plan = stretch.plan;
        let places = Places::of(plan, items);
        // Nothing to run is no iteration.
        let iterations = if items.is_empty() {
            0..0
        } else {
            iterations.clone()
        };
        for iteration in iterations {
            let at = Arc::make_mut(cursor);
            at.iteration = iteration;
            at.position = items.start;
            self.scopes.data = plan.row(iteration).map(Scope::from_row).unwrap_or_default();
            self.tell(cursor, None, EventKind::BeforeIteration);
            let halt = self.iteration(stretch, &places, cursor).await;
            if let Halt::Abort(message) = halt {
                return Ended::Failed(message);
            }
            self.tell(cursor, None, EventKind::Iteration);
            if halt == Halt::Stop {
                return Ended::Stopped;
            }
        }
        Ended::Complete
    }

    async fn iteration(
        &mut self,
        stretch: &Stretch<'_>,
        places: &Places<'_>,
        cursor: &mut Arc<Cursor>,
    ) -> Halt {
        let items = stretch.plan.items.get(..stretch.part.items.end);
        let items = items.unwrap_or_default();
        let mut position = Some(stretch.part.items.start);
        while let Some((at, item)) = position.and_then(|at| Some((at, items.get(at)?))) {
            if !self.ports.settings.delay.is_zero() {
                sleep(self.ports.settings.delay).await;
            }
            let place = Arc::make_mut(cursor);
            place.position = at;
            place.reference = self.reference();
            let cursor = Arc::clone(cursor);
            // In place: a box for each request would be filled with all that it may need.
            let mut execution = Execution::new(self, item, cursor);
            execution.places = Some(places);
            let executed = execution.run(&mut NoChecks).await;
            if self.ports.limits.is_over() {
                return Halt::Stop;
            }
            if executed.halt != Halt::No {
                return executed.halt;
            }
            if self.ports.settings.bail == Bail::Iteration && executed.failures > 0 {
                break;
            }
            position = match executed.next {
                None => Some(at + 1),
                Some(NextRequest::Named(name)) => places.find(&name),
                Some(NextRequest::Stop) => None,
            };
        }
        Halt::No
    }
}

async fn within(deadline: Option<Instant>, all: impl Future<Output = Ended>) -> Ended {
    match deadline {
        None => all.await,
        Some(deadline) => timeout_at(deadline, all)
            .await
            .unwrap_or_else(|_| Ended::Failed(TIMED_OUT.into())),
    }
}
