//! What is said beside a report: on standard error what the user should know, on standard output
//! what was asked for.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

use super::Exit;
use super::error::Fault;
use crate::text::{self, Start};

/// Prints what is wrong to standard error.
pub(super) fn complain(fault: &Fault) {
    show(&fault.to_string());
}

/// Prints a line to standard error.
pub(super) fn tell(line: &str) {
    show(&format!("{}\n", text::sanitise(line)));
}

/// Prints what the user should know to standard error, as one line.
pub(super) fn warn(message: impl Display) {
    let message = message.to_string();
    let message = text::hide_credentials(&message);
    show(&format!("warning: {}\n", text::sanitise(&message)));
}

/// Prints what was asked for to standard output; a reader that went away is nothing wrong.
pub(super) fn print(text: &str) -> Result<Exit, Fault> {
    let out = std::io::stdout();
    // A file or a program gets what was asked for; a terminal what does it no harm.
    let shown = if out.is_terminal() {
        text::sanitise(text)
    } else {
        text.into()
    };
    match out.lock().write_all(shown.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Passed),
    }
}

/// Writes lines to standard error, of which none is a command to a CI system.
fn show(lines: &str) {
    let lines = text::without_commands(lines, Start::OfLine);
    // A closed stderr leaves nobody to tell.
    let _ = std::io::stderr().write_all(lines.as_bytes());
}
