//! HTTP messages as data: what was sent, what came back, and how long each part took.
//!
//! Nothing here sends anything and nothing here knows Postman. Header lists keep order, case and
//! duplicates, because a script, a report or a signature may depend on each of them.

mod body;
mod cookie;
mod error;
mod headers;
mod media_type;
mod message;
mod timings;

pub use body::{Body, Chunk};
pub use cookie::Cookie;
pub use error::SendError;
pub use headers::{Header, Headers};
pub use media_type::MediaType;
pub use message::{Exchange, Hop, Proof, Request, Response};
pub use timings::Timings;
