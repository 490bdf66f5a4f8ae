//! Newman's JSON report, written while the run goes.
//!
//! An execution is written when its item ends and is then forgotten, so that memory does not grow
//! with the run. For that the members stand in another order than Newman's: `executions` before
//! what is only known at the end.

mod execution;
mod sent;
mod summary;
mod totals;
mod written;

use std::collections::HashMap;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Value, json};

use super::description::{Audience, Description, EXPORT, Opened, ReporterOption};
use super::{Opening, ReportError, ReportFile, Reporter, coverage};
use crate::collection::{Collection, Item};
use crate::runner::{Event, EventKind, Summary};
use crate::variables::Scopes;
use execution::Execution;
use sent::Sent;
pub use summary::DESCRIPTION as SUMMARY;
use written::WrittenNames;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "json",
    stands_for: &[],
    help: "a file: Newman's JSON report",
    ending: "json",
    options: &[
        EXPORT,
        ReporterOption::switch(
            "compact",
            "Leave out bodies of responses, and the collection but for ids and names",
        ),
    ],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let extent = if opening.has("compact") {
        Extent::Compact
    } else {
        Extent::Full
    };
    let json = Json::new(opening.file()?);
    Ok(Some(Box::new(json.with_extent(extent))))
}

/// How much the report holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// All that Newman's holds.
    #[default]
    Full,
    /// No bodies of responses, and of the collection and its items no more than who they are.
    Compact,
}

impl Extent {
    /// The item as far as it is told.
    fn item(self, item: &Item) -> Value {
        match self {
            Self::Full => item.to_json(),
            Self::Compact => json!({"id": item.id, "name": item.name}),
        }
    }

    /// The collection as far as it is told.
    fn collection(self, collection: &Collection) -> Value {
        match self {
            Self::Full => collection.to_json(),
            Self::Compact => json!({"info": collection.info()}),
        }
    }
}

/// Writes the report to its file.
pub struct Json {
    out: Option<ReportFile>,
    extent: Extent,
    /// The collections that ran; the report begins with the first.
    collections: Vec<Arc<Collection>>,
    /// Items as they are shown, by where they are in memory: each iteration has the same ones.
    items: HashMap<*const Item, (Arc<Item>, Rc<Value>)>,
    names: WrittenNames,
    /// The item that runs.
    current: Option<Execution>,
    /// How many executions are written.
    written: usize,
    /// The requests that failed.
    sent: Sent,
    /// The variables at the end.
    scopes: Option<(Value, Value)>,
    failed: Option<io::Error>,
}

impl Json {
    /// Writes to `file`.
    pub fn new(file: ReportFile) -> Self {
        Self {
            out: Some(file),
            extent: Extent::default(),
            collections: Vec::new(),
            items: HashMap::new(),
            names: WrittenNames::default(),
            current: None,
            written: 0,
            sent: Sent::default(),
            scopes: None,
            failed: None,
        }
    }

    /// Holds no more than the given extent.
    #[must_use]
    pub fn with_extent(self, extent: Extent) -> Self {
        Self { extent, ..self }
    }

    /// Writes, unless writing has failed before.
    fn write(&mut self, act: impl FnOnce(&mut ReportFile) -> io::Result<()>) {
        if let Some(out) = self.out.as_mut().filter(|_| self.failed.is_none()) {
            self.failed = act(out).err();
        }
    }

    /// An item as far as it is told, made once; its name is as it is written, as in Newman's report.
    fn shown(&mut self, item: &Arc<Item>) -> Rc<Value> {
        let extent = self.extent;
        if let Some(name) = self.names.of(item) {
            let mut shown = extent.item(item);
            shown["name"] = json!(name);
            return Rc::new(shown);
        }
        let make = || (Arc::clone(item), Rc::new(extent.item(item)));
        // The item is kept, so that nothing else comes to be where it is.
        Rc::clone(&self.items.entry(Arc::as_ptr(item)).or_insert_with(make).1)
    }

    fn begin(&mut self, collection: &Arc<Collection>) {
        self.collections.push(Arc::clone(collection));
        self.names.note(collection);
        if self.collections.len() > 1 {
            return;
        }
        let collection = self.extent.collection(collection);
        self.write(|out| {
            out.write_all(b"{\n\"collection\": ")?;
            serde_json::to_writer(&mut *out, &collection)?;
            out.write_all(b",\n\"run\": {\n\"executions\": [")
        });
    }

    /// Writes the item that ended: one entry for each of its requests, all alike, as Newman has
    /// them.
    fn end_item(&mut self) {
        let Some(execution) = self.current.take() else {
            return;
        };
        for _ in 0..execution.requests {
            let separator: &[u8] = if self.written == 0 { b"\n" } else { b",\n" };
            self.written += 1;
            self.write(|out| {
                out.write_all(separator)?;
                serde_json::to_writer(&mut *out, &execution)?;
                Ok(())
            });
        }
    }

    fn write_totals(&mut self, summary: &Summary) {
        let mut totals = vec![
            ("stats", totals::stats(&summary.stats)),
            ("timings", totals::timings(summary)),
            ("transfers", json!({"responseTotal": summary.received})),
        ];
        totals.extend(totals::tried(summary));
        let coverage = summary.coverage.as_deref().map(coverage::to_json);
        totals.extend(coverage.map(|coverage| ("coverage", coverage)));
        let proofs = summary.proofs.as_deref().map(coverage::proofs_to_json);
        totals.extend(proofs.map(|proofs| ("proofs", proofs)));
        self.write(|out| {
            out.write_all(b"\n],\n")?;
            for (name, value) in totals {
                write!(out, "\"{name}\": ")?;
                serde_json::to_writer(&mut *out, &value)?;
                out.write_all(b",\n")?;
            }
            out.write_all(b"\"failures\": [")
        });
    }

    fn write_failures(&mut self, summary: &Summary) {
        let mut sent = match std::mem::take(&mut self.sent).read() {
            Ok(sent) => sent,
            Err(error) => return self.failed = self.failed.take().or(Some(error)),
        };
        for (index, failure) in summary.failures.iter().enumerate() {
            let item = self.shown(&failure.item);
            let sent = if failure.at == "request" {
                sent.next()
            } else {
                None
            };
            let sent = sent.filter(|_| self.extent == Extent::Full);
            let failure = totals::failure(failure, &item, sent);
            self.write(|out| {
                out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &failure)?;
                Ok(())
            });
        }
        let error = summary
            .ended_early()
            .map(|message| json!({"name": "Error", "message": message}));
        self.write(|out| {
            out.write_all(b"],\n\"error\": ")?;
            serde_json::to_writer(&mut *out, &error)?;
            out.write_all(b"\n},\n")
        });
    }

    /// Writes what stands beside the run, and the end.
    fn write_rest(&mut self) {
        let others: Vec<Value> = self
            .collections
            .iter()
            .skip(1)
            .map(|other| self.extent.collection(other))
            .collect();
        let (environment, globals) = self.scopes.take().unwrap_or_else(|| (json!({}), json!({})));
        self.write(|out| {
            if !others.is_empty() {
                out.write_all(b"\"otherCollections\": ")?;
                serde_json::to_writer(&mut *out, &others)?;
                out.write_all(b",\n")?;
            }
            writeln!(
                out,
                "\"environment\": {environment},\n\"globals\": {globals}\n}}"
            )?;
            out.flush()
        });
    }

    fn keep(&mut self, scopes: &Scopes) {
        let (environment, globals) = (scopes.environment.to_json(), scopes.globals.to_json());
        self.scopes = Some((environment, globals));
    }
}

impl Reporter for Json {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Start(run) => self.begin(&run.collection),
            EventKind::BeforeItem => {
                self.end_item();
                if let Some(item) = &event.at.item {
                    let shown = self.shown(&item.item);
                    let cursor = Arc::clone(&event.at.cursor);
                    self.current = Some(Execution::of(cursor, shown, self.extent));
                }
            }
            EventKind::Done(end) => {
                self.end_item();
                self.keep(&end.scopes);
            }
            _ => {
                if let Some(source) = sent::source(event) {
                    self.failed = self.failed.take().or_else(|| self.sent.add(&source).err());
                }
                if let Some(current) = &mut self.current {
                    current.note(event);
                }
            }
        }
    }

    fn wants_proofs(&self) -> bool {
        true
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        self.write_totals(summary);
        self.write_failures(summary);
        self.write_rest();
        let Some(file) = self.out.take() else {
            return Ok(());
        };
        match self.failed.take() {
            Some(cause) => Err(ReportError::File {
                path: file.path().to_owned(),
                cause,
            }),
            None => file.complete(),
        }
    }
}
