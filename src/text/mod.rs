//! Words for people: plurals, durations, sizes, suggestions, Markdown; and keeping secrets and
//! control characters out of them.
//!
//! Pure functions over strings and numbers. Nothing here knows what a collection or a request is.

mod address;
mod common;
mod forms;
mod human;
mod index;
mod input;
mod kind;
mod markdown;
mod marks;
pub mod open_files;
mod path;
pub mod percent;
mod pointer;
mod prefix;
mod reach;
pub(crate) mod reason;
mod redact;
mod sanitise;
mod splice;
mod starts;
mod suggest;
mod truth;
mod unescape;

pub use address::hide_credentials;
pub use human::{duration, plural, size};
pub use input::{NO_FILE, open_large, read_file, read_input, read_stream};
pub use kind::kind_of;
pub use markdown::{harmless, markdown};
pub use marks::{is_utf16, without_marks};
pub use path::with_slashes;
pub use percent::uri_component;
pub use pointer::{pointer_name, pointer_token};
pub use prefix::utf8_prefix;
pub use redact::{REDACTED, Secrets};
pub use sanitise::{Start, sanitise, sanitise_json, sanitise_line, without_commands};
pub use splice::{Splice, diff, spliced};
pub use suggest::{Candidates, did_you_mean, nearest, nearest_in};
pub use truth::is_truthy;
