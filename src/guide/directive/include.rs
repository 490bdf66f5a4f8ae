//! `include`: the place at which a page takes in the steps of another.

use std::ops::Range;

use crate::guide::error::{Position, Problems};
use crate::guide::keys::{self, Keys};
use crate::guide::page::comment::Comment;
use crate::guide::yaml::Node;

/// A place at which a page takes in the steps of another.
#[derive(Debug, Clone)]
pub struct Include {
    /// The other page or its side-car, as it is written: it counts from this page's folder.
    pub path: String,
    /// Where the directive stands.
    pub at: Position,
    pub(crate) offset: usize,
    pub(crate) source: Range<usize>,
    /// How many steps of its page stand before it.
    pub(crate) before: usize,
}

const KEYS: Keys = Keys {
    place: "an `include`",
    known: &["include"],
};

impl Include {
    /// Reads a directive that is one; it may lack its path.
    pub(crate) fn read(
        node: &Node,
        comment: &Comment,
        before: usize,
        problems: &mut Problems,
    ) -> Option<Self> {
        let path = node.get("include")?;
        KEYS.check(node, problems);
        Some(Self {
            path: keys::text("include", path, problems).unwrap_or_default(),
            at: comment.at,
            offset: comment.offset,
            source: comment.offset..comment.end,
            before,
        })
    }

    /// The include with the part of the file in which its directive stands.
    pub(crate) fn within(self, source: Range<usize>) -> Self {
        Self { source, ..self }
    }
}
