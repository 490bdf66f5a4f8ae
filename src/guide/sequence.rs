//! A guide as it was read, and what is wrong with the order of its parts.

use super::directive::include::Include;
use super::directive::step::{Deed, Step};
use super::error::{Mistake, Position, Problems};
use super::page::header::Header;
use super::yaml::Node;

/// A page as a sequence of steps.
#[derive(Debug, Clone)]
pub struct Guide {
    /// The page as it was named; the side-car where there is no page.
    pub page: String,
    /// The file that the directives stand in, as it was named.
    pub directives: String,
    /// What the guide is called: by its header, its title, or its page.
    pub name: String,
    /// What it is about and what it needs.
    pub header: Header,
    /// Its steps in the order of the page.
    pub steps: Vec<Step>,
    /// Where the steps of other pages are taken in.
    pub includes: Vec<Include>,
    /// Variables that have a value before the guide begins, by which placeholders are guessed.
    pub known: Vec<String>,
}

/// Where the header was looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeaderFound {
    pub(crate) is_there: bool,
    /// The first step that stands before it.
    pub(crate) step_before: Option<Position>,
}

/// A step that looks needs a step before it that sends.
pub(super) fn check_order(step: &Step, node: &Node, before: &[Step], problems: &mut Problems) {
    let sends = |step: &Step| matches!(step.deed, Deed::Send(_));
    if sends(step)
        || before
            .iter()
            .any(|before| sends(before) && before.meets(step))
    {
        return;
    }
    let key = if node.get("expect").is_some() {
        "expect"
    } else {
        "capture"
    };
    problems.add(step.at, Mistake::NoExchange { key });
}

/// What is missing from a page. Told only where nothing else is wrong that could be the cause.
pub(super) fn check_whole(guide: &Guide, header: HeaderFound, problems: &mut Problems) {
    if let Some(at) = header.step_before {
        problems.add(at, Mistake::StepBeforeHeader);
    }
    if !problems.list.is_empty() {
        return;
    }
    let start = Position { line: 1, column: 1 };
    if !header.is_there {
        problems.add(start, Mistake::NoHeader);
    } else if guide.steps.is_empty() && guide.includes.is_empty() {
        problems.add(guide.header.at, Mistake::NoStep);
    }
}
