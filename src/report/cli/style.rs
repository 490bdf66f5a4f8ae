//! How the terminal report looks: decided by whoever knows the terminal.

use std::fmt::Display;

use owo_colors::{OwoColorize, Style as Paint};

/// Colours, symbols, widths, and what is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used. Nothing depends on them alone.
    pub colour: Colour,
    /// Which symbols are used.
    pub symbols: Symbols,
    /// The width in columns that console lines are wrapped to.
    pub width: usize,
    /// The width that the table of failures is fitted into; without one it is as wide as its texts.
    pub table_width: Option<usize>,
    /// How much is told of each request.
    pub detail: Detail,
    /// What is left out.
    pub hide: Hidden,
    /// Which items are shown.
    pub items: Items,
    /// How much of a response is shown when one of its tests fails.
    pub body: Body,
    /// Whether what failed is shown as a command.
    pub curl: Curl,
    /// Whether what is written can be taken back, to show how far the run is.
    pub live: Live,
}

/// Whether requests are shown as curl commands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Curl {
    /// None is.
    #[default]
    No,
    /// Those are of which something failed.
    OnFailure,
}

/// Which items are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Items {
    /// All of them, as they go.
    #[default]
    All,
    /// Those of which something failed, when they have ended.
    Failed,
}

/// How much of a response is shown when one of its tests fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Body {
    /// Its beginning.
    Short,
    /// All of it.
    Full,
    /// Nothing.
    #[default]
    Off,
}

/// Whether what is written can be taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Live {
    /// It can: a terminal of so many columns.
    Terminal(usize),
    /// It can't.
    #[default]
    No,
}

/// How much is told of each request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// A line.
    #[default]
    Line,
    /// Its body, that of the response, and how long each part took.
    Everything,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colour {
    /// They are.
    On,
    /// They are not: no escape sequence is written.
    #[default]
    Off,
}

/// Which symbols are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Symbols {
    /// Arrows, ticks, box drawing.
    #[default]
    Unicode,
    /// Words and ASCII.
    Ascii,
}

/// What is left out of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag for each of Newman's `no-` options"
)]
pub struct Hidden {
    /// The table of counts.
    pub summary: bool,
    /// The table of failures.
    pub failures: bool,
    /// Assertions.
    pub assertions: bool,
    /// Assertions that passed or were skipped.
    pub success_assertions: bool,
    /// What scripts write to their console.
    pub console: bool,
    /// The program's name.
    pub banner: bool,
}

/// What a text is, for its colour.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    Plain,
    Faint,
    Good,
    Skipped,
    Bad,
    Failed,
    Warning,
    Info,
    Debug,
    Heading,
}

impl Style {
    /// The text in the colour of its role.
    pub(super) fn paint(&self, role: Role, text: impl Display) -> String {
        if self.colour == Colour::Off {
            return text.to_string();
        }
        let paint = match role {
            Role::Plain => return text.to_string(),
            Role::Faint => Paint::new().bright_black(),
            Role::Good => Paint::new().green(),
            Role::Skipped | Role::Info => Paint::new().cyan(),
            Role::Bad => Paint::new().red(),
            Role::Failed => Paint::new().red().bold(),
            Role::Warning => Paint::new().yellow(),
            Role::Debug => Paint::new().blue(),
            Role::Heading => Paint::new().bold(),
        };
        text.style(paint).to_string()
    }

    /// How many characters stand on a line of a console block, between its border and the end.
    pub(super) fn console_width(&self) -> usize {
        self.width.saturating_sub(6).max(1)
    }

    /// One of two texts, by the symbols that are used.
    pub(super) fn either<'a>(&self, unicode: &'a str, ascii: &'a str) -> &'a str {
        match self.symbols {
            Symbols::Unicode => unicode,
            Symbols::Ascii => ascii,
        }
    }
}
