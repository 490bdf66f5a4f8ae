//! The run: which items in which order, the scripts around each request, and what is told of it.
//!
//! A run is a stream of [`Event`]s; [`Summary`] is their fold. Nothing here prints, reads files or knows the command
//! line, so that another program can drive it.

mod cursor;
mod event;
mod plan;
mod summary;

pub use cursor::Cursor;
pub use event::{Event, Outcome, Run, ScriptRun, Sink, Source, Step, Verdict, Written};
pub use plan::{Parent, Planned};
pub use summary::{Count, ErrorRecord, FailureRecord, Spread, Stats, Summary};
