//! A script that runs: what it was given, what it waits for and what it has done so far.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::Instant;

use super::letter::{Letter, Question, Wanted};
use super::timers::Timers;
use crate::exchange::{Cookie, Response};
use crate::script::{Assertion, Context, Failure, NextRequest, ScriptEvent, Target, Visualizer};

/// A script that runs.
pub(crate) struct Execution {
    pub(crate) context: Context,
    pub(crate) timers: Timers,
    /// Responses by the handle that scripts know them by; the first is the item's own.
    pub(crate) answers: Vec<Answer>,
    /// How many questions have not been answered.
    pub(crate) unanswered: usize,
    /// What the host is to be told and asked, oldest first.
    pub(crate) outbox: VecDeque<Letter>,
    pub(crate) settled: Option<Settled>,
    /// The main part's error where that is one event among others; told after rejections, as in
    /// Node.
    pub(crate) late: Option<Failure>,
    /// Whether it ever had to wait for a timer or an answer.
    pub(crate) waited: bool,
    /// When it must be done.
    pub(crate) deadline: Option<Instant>,
    /// Requests of the collection that it wants run, oldest first, each with the number of its
    /// question.
    pub(crate) errands: VecDeque<(u32, Wanted)>,
    /// Tests that have begun and not ended, each as it is told of if it never does.
    pub(crate) open_tests: Vec<Assertion>,
    pub(crate) next_request: Option<NextRequest>,
    pub(crate) skipped: bool,
    pub(crate) visualizer: Option<Visualizer>,
    pub(crate) console_lines: usize,
    /// Bytes that wait in `outbox`.
    pub(crate) waiting: usize,
    /// Bytes of the values that it put into variables.
    pub(crate) kept: usize,
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

/// A response and its cookies.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) response: Option<Arc<Response>>,
    pub(crate) cookies: Vec<Cookie>,
}

/// How the main part of a script ended.
pub(crate) struct Settled {
    /// Whether timers or requests were still pending.
    pub(crate) is_async: bool,
    pub(crate) error: Option<Failure>,
}

impl Execution {
    pub(crate) fn new(context: Context) -> Self {
        let own = Answer {
            response: context.response.clone(),
            cookies: context.cookies.clone(),
        };
        Self {
            context,
            timers: Timers::default(),
            answers: vec![own],
            unanswered: 0,
            outbox: VecDeque::new(),
            settled: None,
            late: None,
            waited: false,
            deadline: None,
            errands: VecDeque::new(),
            open_tests: Vec::new(),
            next_request: None,
            skipped: false,
            visualizer: None,
            console_lines: 0,
            waiting: 0,
            kept: 0,
            passed: 0,
            failed: 0,
        }
    }

    /// Whether the script is given a response, be it an empty one.
    pub(crate) fn has_response(&self) -> bool {
        self.context.target == Target::Test || self.context.response.is_some()
    }

    /// The number of timers and questions that the script waits for.
    pub(crate) fn pending(&self) -> usize {
        self.timers.len() + self.unanswered
    }

    /// Whether nothing more can come of it.
    pub(crate) fn is_over(&self) -> bool {
        self.skipped || self.pending() == 0
    }

    /// The main part is over. An error is the script's, unless something is pending: then it is one
    /// event among others.
    pub(crate) fn settle(&mut self, is_async: bool, error: Option<Failure>) {
        let (late, error) = if is_async {
            (error, None)
        } else {
            (None, error)
        };
        self.late = late;
        self.settled = Some(Settled { is_async, error });
    }

    pub(crate) fn tell(&mut self, event: ScriptEvent) {
        self.post(Letter::Event(event));
    }

    fn post(&mut self, letter: Letter) {
        self.waiting += letter.size();
        self.outbox.push_back(letter);
    }

    pub(crate) fn assert(&mut self, assertions: Vec<Assertion>) {
        let failed = assertions
            .iter()
            .filter(|assertion| !assertion.passed())
            .count();
        self.failed += failed;
        self.passed += assertions.len() - failed;
        self.tell(ScriptEvent::Assertions(assertions));
    }

    /// A test has ended; tells whether it was open.
    pub(crate) fn close_test(&mut self, index: usize) -> bool {
        let tests = &mut self.open_tests;
        let at = tests.iter().position(|test| test.index == index);
        at.map(|at| tests.remove(at)).is_some()
    }

    pub(crate) fn ask(&mut self, number: u32, question: Question) {
        self.unanswered += 1;
        self.post(Letter::Question(number, question));
    }
}
