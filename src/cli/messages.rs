//! What is said beside a report: on standard error what the user should know, on standard output
//! what was asked for.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use super::Exit;
use super::error::Fault;
use crate::text;

/// Prints what is wrong to standard error.
pub(super) fn complain(fault: &Fault) {
    // A closed stderr leaves nobody to tell.
    let _ = write!(std::io::stderr(), "{fault}");
}

/// Prints a text of ours to standard error.
pub(super) fn tell(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints what the user should know to standard error, as one line.
pub(super) fn warn(message: impl Display) {
    let message = message.to_string();
    let message = text::hide_credentials(&message);
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "warning: {}", text::sanitise(&message));
}

/// Prints what was asked for to standard output; a reader that went away is nothing wrong.
pub(super) fn print(bytes: &[u8]) -> Result<Exit, Fault> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Passed),
    }
}
