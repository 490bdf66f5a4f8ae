//! Guides: pages of documentation whose steps are run, so that each sentence is proven or the
//! failing one is named.
//!
//! A page is read into a [`Guide`] ([`Guide::read`]). Directives are HTML comments that readers do
//! not see; what they may say is in `docs/guides.md`. [`Guide::bind`] finds the requests that the
//! steps name. Both tell every mistake at once, each with its place in the page, and touch neither
//! files nor the network. [`run()`] sends the steps through a [`Session`](crate::runner::Session)
//! that the caller has made, so that all events, reports and scripts are those of any run.
//!
//! `page` takes a page apart, `directive` reads what its directives say, `run` sends the steps and
//! checks the answers; [`Guide`] and the mistakes in a page stand beside them. Around that:
//! [`sidecar`] reads directives for pages that can't be touched, [`markup`] pages that are no
//! Markdown, [`drift`] finds where a page and
//! its collections have come apart (`guide check`), [`draft`] writes the directives of a page that
//! has none (`guide init`), [`render`] shows the page with its verdicts, [`arazzo`] converts. What
//! a page says to its readers is understood in `prose`, for drift and drafts alike.

pub mod arazzo;
mod base;
pub mod curl;
mod directive;
pub mod draft;
pub mod drift;
pub mod editor;
mod error;
mod include;
mod keys;
mod mark;
pub mod markup;
mod name;
mod page;
mod pattern;
mod prose;
mod read;
pub mod render;
mod run;
mod sequence;
pub mod sidecar;
mod tabs;
mod texts;
pub mod update;
mod yaml;

pub use base::Bases;
pub use curl::{CurlCommand, CurlError};
pub use directive::ask::Question;
pub use directive::capture::{Capture, Several};
pub use directive::edit::{Edit, EditError, Pointer};
pub use directive::expect::{Expectations, StatusRange};
pub use directive::fields::{Field, Fields};
pub use directive::include::Include;
pub use directive::matcher::{JsonType, Matcher};
pub use directive::path::Path;
pub use directive::retry::Retry;
pub use directive::schema::Schema;
pub use directive::selector::Selector;
pub use directive::sending::{Restore, Sending};
pub use directive::shape::{Likeness, Shape};
pub use directive::shared::Shared;
pub use directive::source::{Shown, Source};
pub use directive::step::{Deed, Step};
pub use error::{Mistake, Position, Problem, Problems};
pub use page::fence::JsonSample;
pub use page::header::{File, Header};
pub use page::sentence::Sentence;
pub use run::ask::Reader;
pub use run::bound::Bound;
pub use run::outcome::{Conclusion, GuideOutcome};
pub use run::resolve::Requests;
pub use run::{Destructive, Options, Part, run};
pub use sequence::Guide;
pub use texts::{Text, Texts};
