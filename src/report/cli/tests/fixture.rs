//! Runs made by hand, for tests of what they look like.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crate::collection::{self, Collection, Item, Listen, Request, Script};
use crate::exchange::{self, Exchange, Response, SendError};
use crate::report::cli::{Cli, Style};
use crate::report::{ReportError, Reporter};
use crate::runner::{
    At, Cursor, Event, EventKind, GuideStep, ItemEnd, Outcome, Parent, Planned, Run, ScriptRun,
    Source, Summary, Verdict, Written,
};
use crate::script::{Assertion, ConsoleLine, Failure, Level, NextRequest};
use crate::variables::Scopes;

/// A run that is told to a report and to a summary, event by event, as the runner does.
pub(super) struct Stage {
    cli: Cli,
    pub(super) summary: Summary,
    pub(super) cursor: Cursor,
    item: Arc<Planned>,
    written: Rc<RefCell<Vec<u8>>>,
}

impl Stage {
    pub(super) fn new(style: Style) -> Self {
        let written = Rc::new(RefCell::new(Vec::new()));
        let out = Box::new(Shared(Rc::clone(&written)));
        Self {
            written,
            ..Self::writing_to(out, style)
        }
    }

    /// A run whose report goes to a writer that fails.
    pub(super) fn failing(kind: io::ErrorKind) -> Self {
        Self::writing_to(Box::new(Failing(kind)), plain())
    }

    fn writing_to(out: Box<dyn Write>, style: Style) -> Self {
        let cursor = Cursor {
            length: 1,
            cycles: 1,
            ..Cursor::default()
        };
        let summary = Summary {
            began: Some(1000),
            ended: Some(1154),
            ..Summary::default()
        };
        Self {
            cli: Cli::new(out, style),
            summary,
            cursor,
            item: planned(&[], ""),
            written: Rc::default(),
        }
    }

    pub(super) fn start(&mut self, name: &str) {
        let collection = Collection {
            name: name.into(),
            ..Collection::default()
        };
        self.tell(EventKind::Start(Arc::new(Run {
            collection: Arc::new(collection),
            iterations: self.cursor.cycles,
            scopes: Scopes::default(),
            number: 0,
            count: 1,
            page: None,
        })));
    }

    pub(super) fn iteration(&mut self) {
        self.tell(EventKind::BeforeIteration);
    }

    pub(super) fn item(&mut self, folders: &[&str], name: &str) {
        self.item = planned(folders, name);
        self.tell(EventKind::BeforeItem);
    }

    pub(super) fn end_item(&mut self) {
        self.tell(EventKind::Item(ItemEnd::default()));
    }

    /// An item whose request was skipped by a script of `owner`.
    pub(super) fn end_skipped(&mut self, owner: &str) {
        self.tell(EventKind::Item(ItemEnd {
            skipped: true,
            skipped_by: Some(owner.to_owned()),
            ..ItemEnd::default()
        }));
    }

    pub(super) fn sending(&mut self, url: &str) {
        self.tell(EventKind::BeforeRequest(written(url), Source::Collection));
    }

    /// The item's own request, answered with `200 OK` and a body of that many bytes.
    pub(super) fn answered(&mut self, url: &str, bytes: u64) {
        self.sending(url);
        self.outcome(url, Source::Collection, Ok(answer(bytes)));
    }

    /// A request of a script, answered.
    pub(super) fn answered_to_script(&mut self, url: &str) {
        self.outcome(url, Source::Script, Ok(answer(0)));
    }

    pub(super) fn refused(&mut self, url: &str, error: &SendError) {
        self.sending(url);
        self.outcome(url, Source::Collection, Err(error.clone()));
    }

    fn outcome(&mut self, url: &str, source: Source, result: Result<Arc<Exchange>, SendError>) {
        let outcome = Outcome {
            request: written(url),
            response_id: String::new(),
            result,
            size: 0,
        };
        self.tell(EventKind::Request(Arc::new(outcome), source));
    }

    pub(super) fn passed(&mut self, name: &str) {
        self.assertion(Assertion {
            name: name.into(),
            ..assertion()
        });
    }

    pub(super) fn skipped(&mut self, name: &str) {
        self.assertion(Assertion {
            name: name.into(),
            skipped: true,
            ..assertion()
        });
    }

    pub(super) fn failed(&mut self, name: &str, message: &str) {
        let error = Some(Failure::new("AssertionError", message));
        self.assertion(Assertion {
            name: name.into(),
            error,
            ..assertion()
        });
    }

    fn assertion(&mut self, assertion: Assertion) {
        self.tell(EventKind::Assertions(vec![assertion]));
    }

    pub(super) fn console(&mut self, level: Level, text: &str) {
        self.tell(EventKind::Console(ConsoleLine {
            level,
            messages: Vec::new(),
            text: text.into(),
        }));
    }

    pub(super) fn script_failed(&mut self, name: &str, message: &str) {
        let run = ScriptRun {
            error: Some(Failure::new(name, message)),
            ..script_run(None)
        };
        self.tell(EventKind::Script(Arc::new(run), None));
    }

    pub(super) fn next_request(&mut self, next: NextRequest) {
        let runs = vec![Arc::new(script_run(Some(next)))];
        self.tell(EventKind::Scripts(Listen::Test, runs, None));
    }

    pub(super) fn warning(&mut self, message: &str) {
        self.tell(EventKind::Warning(message.to_owned()));
    }

    pub(super) fn begin_step(&mut self, step: &GuideStep) {
        self.tell(EventKind::BeforeStep(Arc::new(step.clone())));
    }

    pub(super) fn end_step(&mut self, step: &GuideStep, verdict: &Verdict) {
        self.tell(EventKind::Step(Arc::new(step.clone()), verdict.clone()));
    }

    fn tell(&mut self, kind: EventKind) {
        let at = At {
            time: 1000,
            cursor: Arc::new(self.cursor.clone()),
            item: Some(Arc::clone(&self.item)),
        };
        let event = Event { at, kind };
        self.summary.note(&event);
        self.cli.event(&event);
    }

    pub(super) fn finish(&mut self) -> Result<(), ReportError> {
        self.cli.finish(&self.summary)
    }

    /// Everything that was written so far.
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.written.borrow().clone()).unwrap()
    }

    /// Ends the report and returns all of it.
    pub(super) fn report(mut self) -> String {
        self.finish().unwrap();
        self.text()
    }
}

/// No colours, symbols, the width of a pipe.
pub(super) fn plain() -> Style {
    Style {
        width: 60,
        ..Style::default()
    }
}

pub(super) fn step(number: usize, line: usize, name: &str) -> GuideStep {
    let (page, sentence) = ("guide.md".into(), format!("Press Send to see {name}."));
    GuideStep {
        number,
        name: name.into(),
        page,
        line,
        sentence,
        looks: false,
        puts_back: false,
    }
}

fn planned(folders: &[&str], name: &str) -> Arc<Planned> {
    let item = Item::of_request(format!("id of {name}"), name, Request::default());
    let path = |end: usize| folders[..end].join("/");
    let folders = folders.iter().enumerate();
    let folders = folders.map(|(index, name)| Parent {
        id: path(index + 1),
        name: (*name).into(),
    });
    let collection = Parent {
        id: "collection".into(),
        name: "Collection".into(),
    };
    Arc::new(Planned {
        item: Arc::new(item),
        parents: [collection].into_iter().chain(folders).collect(),
        auth: None,
        auth_owner: Arc::from(""),
        behavior: Arc::default(),
        variables: Arc::from([]),
        events: Arc::from([]),
    })
}

fn written(url: &str) -> Arc<Written> {
    let wire = exchange::Request {
        method: "GET".into(),
        url: url.into(),
        ..exchange::Request::default()
    };
    Arc::new(Written {
        resolved: collection::Request::default(),
        wire,
        url: url.into(),
    })
}

fn answer(bytes: u64) -> Arc<Exchange> {
    let time = Duration::from_millis(20);
    let response = Response {
        code: 200,
        reason: "OK".into(),
        downloaded_bytes: bytes,
        time,
        ..Response::default()
    };
    Arc::new(Exchange {
        response,
        ..Exchange::default()
    })
}

fn assertion() -> Assertion {
    Assertion {
        name: String::new(),
        asynchronous: false,
        skipped: false,
        error: None,
        index: 0,
    }
}

fn script_run(next_request: Option<NextRequest>) -> ScriptRun {
    let (listen, script) = (Listen::Test, Script::default());
    let event = Arc::new(collection::ItemEvent {
        id: None,
        listen,
        disabled: false,
        script,
        only: None,
    });
    ScriptRun {
        event,
        error: None,
        unhandled: Vec::new(),
        asynchronous: false,
        next_request,
        changes: Vec::new(),
    }
}

struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}
