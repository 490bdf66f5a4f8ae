//! Reporters: what a run looks like on a terminal, in a file, in a stream.
//!
//! Each reporter is a file or folder of its own behind the [`Reporter`] trait; it sees events and the summary, and writes
//! to what it was given. None probes the terminal, and none keeps more of a run than it still has to show.

pub mod cli;
pub mod json;
pub mod ndjson;

mod error;
mod file;
mod masking;
mod parts;
mod reporters;

pub use error::ReportError;
pub use file::{ReportFile, default_path};
pub use masking::Masking;
pub use reporters::{Reporter, Reporters};
