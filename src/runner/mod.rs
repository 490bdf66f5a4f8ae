//! The run: which items in which order, the scripts around each request, and what is told of it.
//!
//! A run is a stream of [`Event`]s; [`Summary`] is their fold. Nothing here prints, reads files or
//! knows the command line, so that another program can drive it.

mod again;
mod credentials;
mod cursor;
mod event;
mod executed;
mod execution;
mod flaky;
mod held;
mod here;
mod hiding;
mod host;
mod keeper;
mod leaning;
mod leavings;
mod mask;
mod masker;
mod named;
mod names;
mod nested;
mod places;
mod plan;
mod ports;
mod preview;
mod proofs;
mod replay;
mod run;
mod scripts;
mod select;
mod session;
mod settings;
mod shard;
mod status;
mod summary;
mod teller;
mod token;
mod unit;
mod unwanted;
mod visualize;
mod weave;

pub use cursor::Cursor;
pub use event::{
    At, Attempt, Event, EventKind, GuideStep, ItemEnd, NOT_RUN, Outcome, Run, RunEnd, ScriptRun,
    Sink, Source, Verdict, Written,
};
pub use executed::{Checks, Executed, Halt, NoChecks};
pub use flaky::{Flaky, NotRun};
pub use keeper::{Keeper, Secrecy};
pub use leaning::{Leaning, leanings};
pub use leavings::{Changes, Conflict, Leavings};
pub use plan::{OwnedEvent, Parent, Plan, Planned, Section};
pub use ports::Ports;
pub use preview::{Preview, preview};
pub use proofs::{Proof, Proofs, Sent};
pub use run::{TIMED_OUT, UnitOf};
pub use select::{Order, SelectError, Selection};
pub use session::{Beginning, End, HandedOn, Session};
pub use settings::{Angle, Bail, Foreign, Rate, Reasons, Redirects, Retry, Settings, Strictness};
pub use shard::{Shard, Times};
pub use status::{Status, Statuses};
pub use summary::{Count, ErrorRecord, FailureRecord, Spread, Stats, Summary};
pub use unit::{Among, By, Part, Unit, fingerprint, fingerprint_of};
pub use weave::{Told, Weave};
