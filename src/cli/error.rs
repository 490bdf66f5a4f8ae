//! What is printed when nothing could be run.

use std::fmt;

use super::Exit;
use crate::guide::Problems;
use crate::text::{self, open_files};

/// Something the user must mend, with a hint where there is one.
#[derive(Debug)]
pub(super) struct Fault {
    error: anyhow::Error,
    hint: Option<String>,
    exit: Exit,
}

impl Fault {
    /// A fault that keeps anything from running.
    pub(super) fn new(error: impl Into<anyhow::Error>) -> Self {
        Self {
            error: error.into(),
            hint: None,
            exit: Exit::Invalid,
        }
    }

    /// A fault in words.
    pub(super) fn text(message: impl fmt::Display) -> Self {
        Self::new(anyhow::anyhow!("{message}"))
    }

    /// Says where the thing is named that is at fault.
    pub(super) fn named_at(mut self, place: impl fmt::Display) -> Self {
        self.error = anyhow::anyhow!("{place}: {}", self.error);
        self
    }

    /// Says what else is wrong, before it.
    pub(super) fn beside(mut self, problems: &Problems) -> Self {
        if !problems.list.is_empty() {
            self.error = anyhow::anyhow!("{problems}\n{}", self.error);
        }
        self
    }

    /// Adds what would help.
    pub(super) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// Ends the program in another way than with the code for bad input.
    pub(super) fn exit_with(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The fault alone, where another one names it.
    pub(super) fn in_words(&self) -> String {
        self.error.to_string()
    }

    pub(super) fn exit(&self) -> Exit {
        self.exit
    }
}

impl<E: Into<anyhow::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

impl fmt::Display for Fault {
    /// `error: …`, its causes indented, then a blank line and `hint: …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "error: {}", shown(&self.error))?;
        for cause in self.error.chain().skip(1) {
            writeln!(formatter, "  {}", shown(cause))?;
        }
        let has_too_many = self
            .error
            .chain()
            .any(|cause| open_files::are_told_too_many(&cause.to_string()));
        let hint = has_too_many.then_some(open_files::HINT);
        if let Some(hint) = hint.or(self.hint.as_deref()) {
            writeln!(formatter, "\nhint: {}", shown(hint))?;
        }
        Ok(())
    }
}

/// A message as it is printed: without the credentials of addresses in it, and harmless.
fn shown(message: impl fmt::Display) -> String {
    let message = message.to_string();
    text::sanitise(&text::hide_credentials(&message)).into_owned()
}
