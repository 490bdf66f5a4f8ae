//! A step that is drafted.

use crate::guide::directive::lines::Line;

/// A step to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Directive {
    /// The end of the words that it proves: an offset into the page.
    pub(super) after: usize,
    /// The number of the block that it stands after.
    pub(super) block: usize,
    /// Its lines, in order.
    pub(super) lines: Vec<Line>,
    /// The variables that it sets.
    pub(super) sets: Vec<String>,
    /// The variables that it uses, beside those of the request of a collection.
    pub(super) uses: Vec<String>,
    /// The ids of the items whose requests it sends.
    pub(super) sends: Vec<String>,
    /// The id of the item whose request a fence shows that is sent.
    pub(super) saved: Option<String>,
    /// The fence that shows what it sends, and what that is about: `policy` of `/policies`.
    pub(super) shown: Option<usize>,
    pub(super) noun: Option<String>,
    /// The fence that it stands right before, where another one is between it and its words.
    pub(super) fence: Option<usize>,
}

impl Directive {
    /// An empty step after the words of a block, which end there.
    pub(super) fn after(block: usize, end: usize) -> Self {
        Self {
            after: end,
            block,
            lines: Vec::new(),
            sets: Vec::new(),
            uses: Vec::new(),
            sends: Vec::new(),
            saved: None,
            shown: None,
            noun: None,
            fence: None,
        }
    }
}
