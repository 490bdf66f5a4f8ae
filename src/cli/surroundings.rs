//! What the system knows, captured once: arguments, environment variables, directory, terminal.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

/// What CI systems set whose pages show colours. Jenkins shows them with a plugin only.
const COLOURED_LOGS: [&str; 11] = [
    "GITHUB_ACTIONS",
    "GITEA_ACTIONS",
    "GITLAB_CI",
    "CIRCLECI",
    "TF_BUILD",
    "BITBUCKET_BUILD_NUMBER",
    "TRAVIS",
    "BUILDKITE",
    "DRONE",
    "APPVEYOR",
    "TEAMCITY_VERSION",
];

/// Facts about the process and its terminal.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The command line, the program's name first.
    pub arguments: Vec<OsString>,
    /// Environment variables whose name and value are Unicode.
    pub variables: Arc<BTreeMap<String, String>>,
    /// The working directory; empty where it can't be told.
    pub directory: PathBuf,
    /// The file of this program, where it can be told.
    pub program: Option<PathBuf>,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    /// Whether standard output is a file.
    pub file: bool,
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
            variables: Arc::new(
                std::env::vars_os()
                    .filter_map(|(name, value)| {
                        Some((name.into_string().ok()?, value.into_string().ok()?))
                    })
                    .collect(),
            ),
            directory: std::env::current_dir().unwrap_or_default(),
            program: std::env::current_exe().ok(),
            terminal: std::io::stdout().is_terminal(),
            file: goes_to_file(),
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

    /// Whether colours are wanted where the user left the choice to us: what forces them counts more
    /// than what refuses them, as with Node, and both more than where standard output goes.
    pub(super) fn wants_colour(&self) -> bool {
        let is_off = |value: &str| ["0", "false"].contains(&value);
        if let Some(forced) = self.variable("FORCE_COLOR") {
            return !is_off(forced);
        }
        if self.variable("NO_COLOR").is_some() {
            return false;
        }
        if let Some(forced) = self.variable("CLICOLOR_FORCE") {
            return !is_off(forced);
        }
        let refused =
            self.variable("TERM") == Some("dumb") || self.variable("CLICOLOR") == Some("0");
        let is_shown = self.terminal || (self.in_coloured_log() && !self.file);
        is_shown && !refused
    }

    /// Whether a CI system collects what is printed, and shows its colours.
    fn in_coloured_log(&self) -> bool {
        COLOURED_LOGS
            .iter()
            .any(|name| self.variable(name).is_some())
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

/// Whether standard output is a file, not a terminal, a pipe or a device.
fn goes_to_file() -> bool {
    let out = std::io::stdout();
    #[cfg(unix)]
    let copy = std::os::fd::AsFd::as_fd(&out).try_clone_to_owned();
    #[cfg(windows)]
    let copy = std::os::windows::io::AsHandle::as_handle(&out).try_clone_to_owned();
    let file = copy.map(std::fs::File::from);
    file.and_then(|file| file.metadata())
        .is_ok_and(|data| data.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_what_users_and_ci_systems_say() {
        const PIPE: (bool, bool) = (false, false);
        const FILE: (bool, bool) = (false, true);
        const TERMINAL: (bool, bool) = (true, false);
        for (to, variables, wants) in [
            (TERMINAL, "", true),
            (TERMINAL, "NO_COLOR=1", false),
            (TERMINAL, "TERM=dumb", false),
            (TERMINAL, "CLICOLOR=0", false),
            (TERMINAL, "FORCE_COLOR=0", false),
            (PIPE, "", false),
            (PIPE, "CI=true", false),
            (PIPE, "FORCE_COLOR=1", true),
            (PIPE, "FORCE_COLOR=true NO_COLOR=1 TERM=dumb", true),
            (PIPE, "FORCE_COLOR=false CLICOLOR_FORCE=1", false),
            (PIPE, "CLICOLOR_FORCE=1", true),
            (PIPE, "CLICOLOR_FORCE=0", false),
            (PIPE, "CLICOLOR_FORCE=1 NO_COLOR=1", false),
            (PIPE, "GITHUB_ACTIONS=true", true),
            (PIPE, "GITLAB_CI=true NO_COLOR=1", false),
            (PIPE, "TF_BUILD=True FORCE_COLOR=0", false),
            (FILE, "GITHUB_ACTIONS=true", false),
            (FILE, "CLICOLOR_FORCE=1", true),
        ] {
            let pairs = variables
                .split_whitespace()
                .filter_map(|pair| pair.split_once('='));
            let surroundings = Surroundings {
                variables: Arc::new(
                    pairs
                        .map(|(name, value)| (name.into(), value.into()))
                        .collect(),
                ),
                terminal: to.0,
                file: to.1,
                ..Surroundings::default()
            };
            assert_eq!(surroundings.wants_colour(), wants, "{to:?} {variables}");
        }
    }
}
