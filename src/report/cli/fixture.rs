//! Runs made by hand, for tests of what they look like.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use super::{Cli, Style};
use crate::collection::{self, Behavior, Collection, Item, Listen, Request, Script};
use crate::exchange::{self, Exchange, Response, SendError};
use crate::report::{ReportError, Reporter};
use crate::runner::{
    Cursor, Event, Outcome, Parent, Planned, Run, ScriptRun, Source, Step, Summary, Verdict,
    Written,
};
use crate::script::{Assertion, ConsoleLine, Failure, Level, NextRequest};
use crate::variables::Scopes;

/// A run that is told to a report and to a summary, event by event, as the runner does.
pub(super) struct Stage {
    cli: Cli,
    pub(super) summary: Summary,
    pub(super) cursor: Cursor,
    item: Planned,
    written: Rc<RefCell<Vec<u8>>>,
}

impl Stage {
    pub(super) fn new(style: Style) -> Self {
        let written = Rc::new(RefCell::new(Vec::new()));
        Self::writing_to((Box::new(Shared(Rc::clone(&written))), written), style)
    }

    /// A run whose report goes to a writer that fails.
    pub(super) fn failing(kind: io::ErrorKind) -> Self {
        Self::writing_to((Box::new(Failing(kind)), Rc::default()), plain())
    }

    fn writing_to((out, written): (Box<dyn Write>, Rc<RefCell<Vec<u8>>>), style: Style) -> Self {
        let cursor = Cursor {
            length: 1,
            cycles: 1,
            ..Cursor::default()
        };
        let summary = Summary {
            started: 1000,
            completed: 1154,
            ..Summary::default()
        };
        Self {
            cli: Cli::new(out, style, crate::text::Secrets::new()),
            summary,
            cursor,
            item: planned(&[], ""),
            written,
        }
    }

    pub(super) fn start(&mut self, name: &str) {
        let collection = Rc::new(Collection {
            name: name.into(),
            ..Collection::default()
        });
        let iterations = self.cursor.cycles;
        let run = Run {
            collection,
            iterations,
            scopes: Scopes::default(),
            number: 0,
            count: 1,
            page: None,
        };
        self.tell(|cursor, _| Event::Start { cursor, run: &run });
    }

    pub(super) fn iteration(&mut self) {
        self.tell(|cursor, _| Event::BeforeIteration { cursor });
    }

    pub(super) fn item(&mut self, folders: &[&str], name: &str) {
        self.item = planned(folders, name);
        self.tell(|cursor, item| Event::BeforeItem { cursor, item });
    }

    pub(super) fn end_item(&mut self) {
        self.tell(|cursor, item| Event::Item {
            cursor,
            item,
            skipped: false,
            visualizer: None,
        });
    }

    pub(super) fn sending(&mut self, url: &str) {
        let request = written(url);
        self.tell(|cursor, item| Event::BeforeRequest {
            cursor,
            item,
            request: &request,
            source: Source::Collection,
        });
    }

    /// The item's own request, answered with `200 OK` and a body of that many bytes.
    pub(super) fn answered(&mut self, url: &str, bytes: u64) {
        self.sending(url);
        self.outcome((url, Source::Collection), Ok(&answer(bytes)));
    }

    /// A request of a script, answered.
    pub(super) fn answered_to_script(&mut self, url: &str) {
        self.outcome((url, Source::Script), Ok(&answer(0)));
    }

    pub(super) fn refused(&mut self, url: &str, error: &SendError) {
        self.sending(url);
        self.outcome((url, Source::Collection), Err(error));
    }

    fn outcome(
        &mut self,
        (url, source): (&str, Source<'_>),
        result: Result<&Exchange, &SendError>,
    ) {
        let request = written(url);
        let outcome = Outcome {
            request: &request,
            response_id: "",
            result,
        };
        self.tell(|cursor, item| Event::Request {
            cursor,
            item,
            outcome,
            source,
        });
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
        let assertions = [assertion];
        self.tell(|cursor, item| Event::Assertions {
            cursor,
            item,
            assertions: &assertions,
        });
    }

    pub(super) fn console(&mut self, level: Level, text: &str) {
        let line = ConsoleLine {
            level,
            messages: Vec::new(),
            text: text.into(),
        };
        self.tell(|cursor, item| Event::Console {
            cursor,
            item,
            line: &line,
        });
    }

    pub(super) fn script_failed(&mut self, name: &str, message: &str) {
        let run = ScriptRun {
            error: Some(Failure::new(name, message)),
            ..script_run(None)
        };
        let scopes = Scopes::default();
        self.tell(|cursor, item| Event::Script {
            cursor,
            item,
            run: &run,
            scopes: &scopes,
        });
    }

    pub(super) fn next_request(&mut self, next: NextRequest) {
        let (runs, scopes) = ([script_run(Some(next))], Scopes::default());
        let listen = Listen::Test;
        self.tell(|cursor, item| Event::Scripts {
            listen,
            cursor,
            item,
            runs: &runs,
            scopes: &scopes,
        });
    }

    pub(super) fn warning(&mut self, message: &str) {
        self.tell(|cursor, item| Event::Warning {
            cursor,
            item,
            message,
        });
    }

    pub(super) fn begin_step(&mut self, step: &Step) {
        self.tell(|_, _| Event::BeforeStep { step });
    }

    pub(super) fn end_step(&mut self, step: &Step, verdict: &Verdict) {
        self.tell(|_, _| Event::Step { step, verdict });
    }

    fn tell<'e>(&'e mut self, event: impl FnOnce(&'e Cursor, &'e Planned) -> Event<'e>) {
        let event = event(&self.cursor, &self.item);
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

pub(super) fn step(number: usize, line: usize, name: &str) -> Step {
    let (page, sentence) = ("guide.md".into(), format!("Press Send to see {name}."));
    Step {
        number,
        name: name.into(),
        page,
        line,
        sentence,
        looks: false,
    }
}

fn planned(folders: &[&str], name: &str) -> Planned {
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
    Planned {
        item: Rc::new(item),
        parents: [collection].into_iter().chain(folders).collect(),
        auth: None,
        auth_owner: Rc::from(""),
        behavior: Behavior::new(),
        events: Vec::new(),
    }
}

fn written(url: &str) -> Written {
    let wire = exchange::Request {
        method: "GET".into(),
        url: url.into(),
        ..exchange::Request::default()
    };
    Written {
        resolved: collection::Request::default(),
        wire,
        url: url.into(),
    }
}

fn answer(bytes: u64) -> Exchange {
    let time = Duration::from_millis(20);
    let response = Response {
        code: 200,
        reason: "OK".into(),
        downloaded_bytes: bytes,
        time,
        ..Response::default()
    };
    Exchange {
        response,
        ..Exchange::default()
    }
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
    let event = collection::Event {
        id: None,
        listen,
        disabled: false,
        script,
    };
    ScriptRun {
        event,
        error: None,
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
