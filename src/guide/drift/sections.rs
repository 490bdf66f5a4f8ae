//! The sections of a page: what its headings part, and folders that it tells its reader to run.

use crate::guide::page::Page;
use crate::guide::prose::{Block, BlockKind, is_about_an_example};

/// A folder, or a collection, whose requests the reader is told to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentFolder {
    /// The offset of its name into the page.
    pub(crate) offset: usize,
    /// Where the name ends.
    pub(crate) end: usize,
    /// Its names from the collection's down.
    pub(crate) path: Vec<String>,
}

/// The offsets of the headings that begin a new subject: not those of examples.
pub(crate) fn sections(page: &Page) -> Vec<usize> {
    let is_aside = |block: &Block| is_about_an_example(&block.plain());
    let headings = page
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    headings
        .filter(|block| !is_aside(block))
        .map(|block| block.range.start)
        .collect()
}

/// The number of the section that a place is in.
pub(super) fn section_at(sections: &[usize], offset: usize) -> usize {
    sections.partition_point(|start| *start <= offset)
}
