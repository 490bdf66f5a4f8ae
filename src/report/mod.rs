//! Reporters: what a run looks like on a terminal, in a file, in a stream.
//!
//! Each reporter is a file or folder of its own behind the [`Reporter`] trait; it sees events and
//! the summary, and writes to what it was given. None probes the terminal, and none keeps more of a
//! run than it still has to show.

pub mod blob;
pub mod bodies;
pub mod cli;
pub mod cobertura;
pub mod ctrf;
pub mod exec;
pub mod github;
pub mod har;
pub mod heartbeat;
pub mod html;
pub mod json;
pub mod junit;
pub mod listener;
pub mod live;
pub mod markdown;
pub mod ndjson;
pub mod npm;
pub mod tap;
pub mod transcript;

mod catalogue;
mod coverage;
mod curl;
mod description;
mod error;
mod file;
mod opening;
mod output;
mod parts;
mod place;
mod record;
mod reporters;
mod share;
mod tally;

pub use catalogue::{REPORTERS, STAND_INS, StandIn};
pub use description::{Audience, Description, Opened, ReporterOption};
pub use error::ReportError;
pub use file::{Readers, ReportFile, default_path, discard_unfinished, names_folder};
pub use opening::{Facts, Opening};
pub use output::Output;
pub use reporters::{Reporter, Reporters};
pub use share::Share;
