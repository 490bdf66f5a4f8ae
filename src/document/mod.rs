//! Documents with places: YAML and JSON, of which every part can be pointed at.
//!
//! What a document means is for others; here is what stands in it, and where.

mod json;
mod scalar;
mod yaml;

pub use yaml::{Entry, Kind, Malformed, Node, to_yaml};

/// A place in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}
