//! Running a guide: its steps through the runner's session, one after the other, and what is put
//! back at the end.

mod alternatives;
pub(super) mod ask;
pub(super) mod bound;
mod display;
mod obstacle;
mod options;
pub(super) mod outcome;
pub(super) mod placeholder;
mod poll;
pub(super) mod prepare;
pub(super) mod resolve;
mod restore;
mod sample;
mod verify;

use std::sync::Arc;

use crate::collection::Item;
use crate::exchange::Exchange;
use crate::guide::directive::sending::{Restore, Sending};
use crate::guide::directive::step::Step;
use crate::guide::directive::value;
use crate::runner::{
    self, Cursor, End, EventKind, Halt, ItemEnd, NOT_RUN, Planned, Run, Session, Verdict,
};
use crate::script::{Assertion, Failure};
use crate::variables::{Scope, Scopes};
use bound::{Bound, Choice, is_missing};
pub use options::{Destructive, Options, Part};
use outcome::GuideOutcome;
use poll::Poll;
use restore::{Before, Change, GuideState, State};
use verify::{Answered, StepChecks, Tools};

/// Runs a guide to its end, or to that of `interrupted`; either way, what is to be put back is put
/// back.
///
/// Where the header needs variables that have no value, nothing is run and nothing is told to the
/// session.
pub async fn run(
    bound: &Bound,
    session: &mut Session<'_>,
    options: Options<'_>,
    interrupted: impl Future<Output = ()>,
) -> GuideOutcome {
    let missing = bound.missing_needs(session.scopes());
    if !missing.is_empty() {
        return GuideOutcome {
            missing,
            not_run: bound.guide.steps.len(),
            ..GuideOutcome::default()
        };
    }
    let mut walk = Walk::new(bound, options);
    walk.begin(session);
    let was_interrupted = tokio::select! {
        biased;
        () = walk.go(session) => false,
        () = interrupted => true,
    };
    if was_interrupted {
        walk.break_off(session);
    }
    session.wind_up();
    walk.put_back(session).await;
    walk.end(session)
}

/// A walk over the steps of a guide.
pub(super) struct Walk<'w> {
    pub(super) bound: &'w Bound,
    pub(super) options: Options<'w>,
    pub(super) outcome: GuideOutcome,
    /// The step that has begun and not ended.
    open: Option<Arc<runner::GuideStep>>,
    /// Variables that a step should have set and did not, with the line of its sentence.
    pub(super) unset: Vec<(String, usize)>,
    /// The last response, if its status was one that was expected.
    pub(super) last: Option<Arc<Exchange>>,
    changed: Vec<Before>,
    /// The variables of each collection while another one's are in use.
    shelf: Vec<Scope>,
    /// Which collection's variables are in use.
    current: usize,
    pub(super) halted: bool,
    /// Whether the step that runs was told of as an item.
    executed: bool,
    /// How many steps of other alternatives have failed.
    failed_before: usize,
}

impl<'w> Walk<'w> {
    fn new(bound: &'w Bound, options: Options<'w>) -> Self {
        let shelf = bound
            .collections
            .iter()
            .map(|requests| Scope::of_collection(&requests.collection));
        Self {
            bound,
            options,
            outcome: GuideOutcome::default(),
            open: None,
            unset: Vec::new(),
            last: None,
            changed: Vec::new(),
            shelf: shelf.collect(),
            current: 0,
            halted: false,
            executed: false,
            failed_before: 0,
        }
    }

    fn begin(&mut self, session: &mut Session<'_>) {
        if let Some(first) = self.shelf.first() {
            session.scopes_mut().collection = first.clone();
        }
        if let Some(first) = self.bound.collections.first() {
            session.open(&first.collection);
        }
        let cursor = self.cursor(0, session);
        let collection = Arc::new(self.bound.as_collection(self.options.world));
        let (scopes, page) = (session.scopes().clone(), self.options.page.map(Arc::from));
        let run = Run {
            collection,
            iterations: 1,
            scopes,
            number: self.options.among.number,
            count: self.options.among.count,
            page,
        };
        session.tell(&cursor, None, EventKind::Start(Arc::new(run)));
        session.tell(&cursor, None, EventKind::BeforeIteration);
        // What the steps before the part would have set is taken from the environment, where it has
        // a value.
        for step in &self.bound.guide.steps[..self.part().start] {
            let captured = step.captures.iter().map(|capture| capture.variable.clone());
            let missing = captured.filter(|name| is_missing(session.scopes(), name));
            self.unset
                .extend(missing.map(|name| (name, step.sentence.line)));
        }
        self.outcome.end = End {
            cursor,
            ..End::default()
        };
    }

    /// The steps that are run. One that looks at a response needs the step that gets it.
    fn part(&self) -> std::ops::Range<usize> {
        let steps = &self.bound.guide.steps;
        let Part { first, last } = self.options.part;
        let first = first.saturating_sub(1).min(steps.len());
        let sends = |step: &Step| step.sending().is_some();
        let first = match steps.get(first) {
            Some(step) if !sends(step) => steps[..first].iter().rposition(sends).unwrap_or(first),
            _ => first,
        };
        first..last.min(steps.len()).max(first)
    }

    /// Ends the step that an interruption left open.
    fn break_off(&mut self, session: &Session<'_>) {
        self.outcome.end.interrupted = true;
        if let Some(step) = self.open.take() {
            self.tell(session, &step, Verdict::NotRun("interrupted".to_owned()));
        }
    }

    fn end(self, session: &Session<'_>) -> GuideOutcome {
        session.tell(&self.outcome.end.cursor, None, EventKind::Iteration);
        self.outcome
    }

    fn cursor(&self, position: usize, session: &Session<'_>) -> Arc<Cursor> {
        let length = self.bound.guide.steps.len();
        Arc::new(Cursor {
            position,
            length,
            cycles: 1,
            collection: self.options.among.number,
            unit: self.options.among.unit,
            reference: session.reference(),
            ..Cursor::default()
        })
    }

    async fn step(&mut self, session: &mut Session<'_>, at: usize) {
        let bound = self.bound;
        let step = &bound.guide.steps[at];
        let shown = Arc::new(self.shown(at));
        let cursor = &self.outcome.end.cursor;
        session.tell(cursor, None, EventKind::BeforeStep(Arc::clone(&shown)));
        self.open = Some(Arc::clone(&shown));
        self.executed = false;
        let collection = bound.chosen[at]
            .as_ref()
            .and_then(|chosen| chosen.collection);
        self.use_collection(session, collection);
        let unanswered = self.ask(session, step);
        let obstacle = unanswered.or_else(|| self.obstacle(session.scopes(), at));
        if step.sending().is_some() {
            // What looks back must not see the response of an earlier step.
            self.last = None;
        }
        let verdict = match (obstacle, bound.choice(at)) {
            (Some(verdict), _) => verdict,
            (None, Some(choice)) => self.send(session, choice, &shown).await,
            (None, None) => self.look(session, step, &shown),
        };
        if !self.executed {
            self.tell_as_item(session, &shown, assertions_of(&verdict));
        }
        self.settle(step, &verdict);
        if verdict == Verdict::Passed {
            self.outcome.proven.push(at);
        }
        self.open = None;
        self.tell(session, &shown, verdict);
    }

    fn tell(&mut self, session: &Session<'_>, step: &Arc<runner::GuideStep>, verdict: Verdict) {
        self.outcome.count(&verdict);
        let ended = EventKind::Step(Arc::clone(step), verdict);
        session.tell(&self.outcome.end.cursor, None, ended);
    }

    /// The step as it is told.
    fn shown(&self, at: usize) -> runner::GuideStep {
        let step = &self.bound.guide.steps[at];
        let chosen = self.bound.chosen[..=at].iter().rev().flatten().next();
        let request = chosen
            .map(|chosen| chosen.planned.item.name.clone())
            .unwrap_or_default();
        let name = match step.sending() {
            Some(_) => request,
            None => format!("response of {request}"),
        };
        let name = step.name.clone().unwrap_or(name);
        let page = step.page.as_ref().unwrap_or(&self.bound.guide.page);
        runner::GuideStep {
            number: at + 1,
            name: match &step.tab {
                Some((_, tab)) => format!("{name} ({tab})"),
                None => name,
            },
            page: page.clone(),
            line: step.sentence.line,
            sentence: step.sentence.text.clone(),
            looks: step.sending().is_none(),
            puts_back: false,
        }
    }

    fn tools(&self) -> Tools<'w> {
        Tools {
            world: self.options.world,
            angle: self.options.angle,
        }
    }

    async fn send(
        &mut self,
        session: &mut Session<'_>,
        choice: Choice<'_>,
        shown: &runner::GuideStep,
    ) -> Verdict {
        let Choice {
            sending, chosen, ..
        } = choice;
        let tools = self.tools();
        set(session.scopes_mut(), sending, tools);
        let prepared = prepare::prepare(chosen, sending, &tools.resolver(session.scopes()));
        let planned = match prepared {
            Ok(planned) => planned,
            Err(reason) => return Verdict::Failed(vec![reason]),
        };
        if sending.restore != Restore::Never {
            let cursor = self.cursor(self.outcome.end.cursor.position, session);
            let change = Change {
                step: shown,
                restore: sending.restore,
                planned: &planned,
            };
            match Before::read(session, change, cursor).await {
                Ok(before) => self.changed.push(before),
                Err(reason) => return Verdict::Failed(vec![reason]),
            }
        }
        self.execute(session, choice, planned).await
    }

    async fn execute(
        &mut self,
        session: &mut Session<'_>,
        choice: Choice<'_>,
        planned: Planned,
    ) -> Verdict {
        let Choice { step, sending, .. } = choice;
        let cursor = self.cursor(self.outcome.end.cursor.position, session);
        let mut checks = StepChecks {
            step,
            tools: self.tools(),
            reasons: Vec::new(),
        };
        let planned = Arc::new(planned);
        let polled = match &sending.retry {
            Some(retry) => {
                let poll = Poll {
                    retry,
                    planned: &planned,
                    position: cursor.position,
                };
                Some(poll.run(session, &mut checks).await)
            }
            None => None,
        };
        let executed = match polled {
            Some(polled) => polled,
            None => session.execute(&planned, cursor, &mut checks).await,
        };
        self.executed = true;
        let mut reasons = checks.reasons;
        if sending.restore != Restore::Never
            && let Some(before) = self.changed.last_mut()
        {
            before.state = State::after(executed.result.as_ref());
        }
        self.halted = executed.halt != Halt::No;
        if executed.failures > 0 && reasons.is_empty() {
            reasons.push("the tests that the collection has for this request failed".to_owned());
        }
        let skipped = executed.skipped;
        let reason = executed
            .reason
            .unwrap_or_else(|| "a script of the collection skipped the request".to_owned());
        let exchange = executed.result.and_then(Result::ok);
        let exchange = exchange.filter(|exchange| {
            step.expect
                .check_status(&exchange.response)
                .failure
                .is_none()
        });
        self.last = exchange;
        match (reasons.is_empty(), skipped) {
            (true, false) => Verdict::Passed,
            (true, true) => Verdict::NotRun(reason),
            (false, _) => Verdict::Failed(reasons),
        }
    }

    /// Looks at the response of the step before.
    fn look(
        &mut self,
        session: &mut Session<'_>,
        step: &Step,
        shown: &runner::GuideStep,
    ) -> Verdict {
        let Some(exchange) = &self.last else {
            return Verdict::NotRun("there is no response to look at".to_owned());
        };
        let answered = Answered {
            step,
            exchange,
            tools: self.tools(),
        };
        let looked = answered.look_back(session.scopes_mut());
        self.tell_as_item(session, shown, looked.assertions);
        self.executed = true;
        if looked.reasons.is_empty() {
            Verdict::Passed
        } else {
            Verdict::Failed(looked.reasons)
        }
    }

    /// Tells of a step that sent nothing as of an item with its assertions: reports that list items
    /// would not know of it.
    fn tell_as_item(
        &self,
        session: &Session<'_>,
        step: &runner::GuideStep,
        assertions: Vec<Assertion>,
    ) {
        let chosen = self.bound.chosen[..step.number]
            .iter()
            .rev()
            .flatten()
            .next();
        let Some(chosen) = chosen else { return };
        let item = Item {
            name: step.name.clone(),
            ..(*chosen.planned.item).clone()
        };
        let item = Some(Arc::new(Planned {
            item: Arc::new(item),
            ..chosen.planned.clone()
        }));
        let cursor = self.cursor(step.number - 1, session);
        let end = ItemEnd {
            has_failed: assertions.iter().any(|assertion| !assertion.passed()),
            ..ItemEnd::default()
        };
        session.tell(&cursor, item.as_ref(), EventKind::BeforeItem);
        session.tell(&cursor, item.as_ref(), EventKind::Assertions(assertions));
        session.tell(&cursor, item.as_ref(), EventKind::Item(end));
    }

    /// Remembers which variables a step set, and which it should have set.
    fn settle(&mut self, step: &Step, verdict: &Verdict) {
        for capture in &step.captures {
            self.unset.retain(|(name, _)| *name != capture.variable);
            if *verdict != Verdict::Passed {
                self.unset
                    .push((capture.variable.clone(), step.sentence.line));
            }
        }
    }

    /// Puts the variables of a collection in the place of another's.
    fn use_collection(&mut self, session: &mut Session<'_>, collection: Option<usize>) {
        let Some(next) = collection.filter(|next| *next != self.current) else {
            return;
        };
        let scope = std::mem::take(&mut self.shelf[next]);
        self.shelf[self.current] = std::mem::replace(&mut session.scopes_mut().collection, scope);
        self.current = next;
        session.open(&self.bound.collections[next].collection);
    }

    /// Puts back what is to be put back, the last change first.
    async fn put_back(&mut self, session: &mut Session<'_>) {
        let failed = self.has_failed() || self.outcome.end.interrupted;
        let state = if failed {
            GuideState::Failed
        } else {
            GuideState::Sound
        };
        let changed = std::mem::take(&mut self.changed);
        for before in changed.iter().rev().filter(|before| before.is_due(state)) {
            let step = Arc::new(before.step());
            let cursor = self.cursor(step.number.saturating_sub(1), session);
            session.tell(&cursor, None, EventKind::BeforeStep(Arc::clone(&step)));
            let verdict = match before.put_back(session, Arc::clone(&cursor)).await {
                Ok(()) => Verdict::Passed,
                Err(reasons) => Verdict::Failed(reasons),
            };
            // What is put back proves no sentence: only its failure counts.
            if verdict != Verdict::Passed {
                self.outcome.count(&verdict);
            }
            session.tell(&cursor, None, EventKind::Step(step, verdict));
        }
    }
}

/// What a step that sent nothing amounts to, as assertions.
fn assertions_of(verdict: &Verdict) -> Vec<Assertion> {
    let one = |name: String, error: Option<Failure>, skipped: bool| {
        vec![Assertion {
            name,
            asynchronous: false,
            skipped,
            error,
            index: 0,
        }]
    };
    match verdict {
        Verdict::Passed => Vec::new(),
        Verdict::Failed(reasons) => {
            let failure = Failure::new("AssertionError", reasons.join("; "));
            one(
                "the step can be carried out".to_owned(),
                Some(failure),
                false,
            )
        }
        Verdict::NotRun(reason) => one(format!("{NOT_RUN}{reason}"), None, true),
    }
}

/// Sets the variables that a step names.
fn set(scopes: &mut Scopes, sending: &Sending, tools: Tools<'_>) {
    for (name, value) in &sending.set {
        let value = value::resolve(value, &tools.resolver(scopes));
        scopes.environment.set(name, value);
    }
}
