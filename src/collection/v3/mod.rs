//! Collections that are folders: Postman's Collection v3, a file of YAML for each request.
//!
//! Reading goes on after a problem. A request of which something can't be read is one that fails
//! when its turn comes; what is read though Postman's own runner has no use for it is told as a
//! [`Finding`], with its place.

mod auth;
mod body;
mod definition;
mod example;
mod fields;
mod finding;
mod load;
mod request;
mod script;
mod settings;
mod tree;
mod url;

pub(crate) use example::{EXAMPLE_REQUEST_KEYS, EXAMPLE_RESPONSE_KEYS};
pub use finding::{Effect, Finding, Level, What};
pub(crate) use settings::SYSTEM_HEADERS;
pub(crate) use tree::EXAMPLE_FILE;
pub use tree::{SourceFile, Tree, Wanted, definition_file, is_request_file, read};

/// How that is understood which Postman's runner understands in a way of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manner {
    /// As it is documented, or as in collections of one file.
    #[default]
    Documented,
    /// As Postman's runner does.
    Postman,
}
