//! What the user decides about running a guide.

use super::ask::Reader;
use crate::runner::{Among, Angle};
use crate::world::World;

/// What the user decides about running a guide.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Whether steps that destroy something are sent.
    pub destructive: Destructive,
    /// Whether `<<name>>` is a placeholder.
    pub angle: Angle,
    /// Which steps are run.
    pub part: Part,
    /// The page as HTML, for the reports that show it; see
    /// [`render::page`](crate::guide::render::page).
    pub page: Option<&'a str>,
    /// Which of the pages of the run it is.
    pub among: Among,
    /// Who answers what steps ask.
    pub reader: Option<&'a dyn Reader>,
    /// Clock and randomness.
    pub world: &'a World,
}

/// A part of a guide, by the numbers of its steps from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first step that is run.
    pub first: usize,
    /// The last one; it may lie behind the guide's end.
    pub last: usize,
}

impl Default for Part {
    fn default() -> Self {
        Self {
            first: 1,
            last: usize::MAX,
        }
    }
}

/// Whether steps that destroy something are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Destructive {
    /// They are not run.
    #[default]
    Refused,
    /// They are run, unless a step before them failed.
    Allowed,
}

impl From<bool> for Destructive {
    fn from(is_allowed: bool) -> Self {
        if is_allowed {
            Self::Allowed
        } else {
            Self::Refused
        }
    }
}
