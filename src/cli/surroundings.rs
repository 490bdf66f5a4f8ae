//! What the system knows, captured once: arguments, environment variables, directory, terminal.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Facts about the process and its terminal.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The command line, the program's name first.
    pub arguments: Vec<OsString>,
    /// Environment variables whose name and value are Unicode.
    pub variables: BTreeMap<String, String>,
    /// The working directory; empty where it can't be told.
    pub directory: PathBuf,
    /// Whether standard output is a terminal.
    pub terminal: bool,
}

impl Surroundings {
    /// Asks the system.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that captures the environment"
    )]
    pub fn capture() -> Self {
        Self {
            arguments: std::env::args_os().collect(),
            variables: std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
            directory: std::env::current_dir().unwrap_or_default(),
            terminal: std::io::stdout().is_terminal(),
        }
    }

    /// The variable of that name, unless it is empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The first of several names that is set; proxies have theirs in both cases.
    pub(super) fn first_of(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.variable(name))
            .map(str::to_owned)
    }

    /// Whether colours are wanted where the user left the choice to us.
    pub(super) fn wants_colour(&self) -> bool {
        let refused = self.variable("NO_COLOR").is_some()
            || self.variable("TERM") == Some("dumb")
            || self.variable("FORCE_COLOR") == Some("0");
        self.terminal && !refused
    }

    /// The width of the terminal in columns; 60 where there is none, or where CI collects what is
    /// printed, as Newman does.
    pub(super) fn width(&self) -> usize {
        const PIPE: usize = 60;
        if !self.terminal || self.variable("CI").is_some() {
            return PIPE;
        }
        let columns = self
            .variable("COLUMNS")
            .and_then(|columns| columns.parse().ok());
        let columns = columns
            .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
        columns.filter(|columns| *columns > 20).unwrap_or(PIPE)
    }
}
