//! Guides: pages of documentation whose steps are run, so that each sentence is proven or the failing one is named.
//!
//! A page is read into a [`Guide`] ([`Guide::read`]). Directives are HTML comments that readers do not see; what
//! they may say is in `docs/guides.md`. [`Guide::bind`] finds the requests that the steps name. Both tell every mistake
//! at once, each with its place in the page, and touch neither files nor the network. [`run()`] sends the steps through
//! a [`Session`](crate::runner::Session) that the caller has made, so that all events, reports and scripts are those of
//! any run.
//!
//! Around that: [`sidecar`] reads directives for pages that can't be touched, [`drift`] finds where a page and its
//! collections have come apart (`guide check`), [`draft`] writes the directives of a page that has none (`guide init`),
//! [`render`] shows the page with its verdicts, [`arazzo`] converts. What a page says to its readers is understood in
//! `prose`, for drift and drafts alike.

pub mod arazzo;
mod bound;
mod capture;
mod comment;
pub mod curl;
pub mod draft;
pub mod drift;
mod edit;
mod error;
mod example;
mod expect;
mod fence;
mod header;
mod keys;
mod lines;
mod matcher;
mod obstacle;
mod outcome;
mod page;
mod path;
mod pattern;
mod prepare;
mod prose;
mod read;
pub mod render;
mod resolve;
mod restore;
mod run;
mod said;
mod schema;
mod selector;
mod sentence;
pub mod sidecar;
mod step;
mod value;
mod verify;
mod yaml;

pub use bound::Bound;
pub use capture::{Capture, Several};
pub use curl::{CurlCommand, CurlError};
pub use edit::{Edit, EditError, Pointer};
pub use error::{Mistake, Position, Problem, Problems};
pub use expect::{Expectations, StatusRange};
pub use header::{File, Header};
pub use matcher::{JsonType, Matcher};
pub use outcome::{Conclusion, Outcome};
pub use path::Path;
pub use read::{Guide, Texts};
pub use resolve::Requests;
pub use run::{Destructive, Options, Part, run};
pub use schema::Schema;
pub use selector::Selector;
pub use sentence::Sentence;
pub use step::{Deed, Restore, Sending, Source, Step};
