//! Scripts: the events they raise and what they may ask their host for.

mod event;
mod host;

pub use event::{Assertion, ConsoleLine, Failure, Level, ScriptEvent};
pub use host::Host;
