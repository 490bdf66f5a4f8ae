//! What reading the steps of an Arazzo document takes.

use std::sync::Arc;

use super::expression::Variables;
use crate::collection::Collection;
use crate::guide::error::{Mistake, Problems};
use crate::guide::yaml::Node;

/// A source of a document that is a collection.
#[derive(Debug, Clone)]
pub struct SourceCollection {
    /// The name of the source.
    pub name: String,
    /// The path that the guide is to name.
    pub path: String,
    /// The collection.
    pub collection: Arc<Collection>,
}

/// Reads the steps of a workflow.
pub(super) struct Reader<'r> {
    pub(super) document: &'r Node,
    pub(super) collections: &'r [SourceCollection],
    pub(super) variables: Variables,
    /// The sources that steps use.
    pub(super) used: Vec<String>,
    pub(super) problems: &'r mut Problems,
}

impl Reader<'_> {
    pub(super) fn text(&mut self, text: &str, node: &Node) -> String {
        // An address in braces stands for itself: `{$inputs.url}`.
        self.variables.text(text).unwrap_or_else(|expression| {
            self.unknown(node, &expression);
            text.to_owned()
        })
    }

    pub(super) fn unknown(&mut self, node: &Node, expression: &str) {
        let message = format!("`{expression}` is nothing that a guide can say");
        let suggestion =
            "expected an input, an output of a step, or a place in the response".to_owned();
        fail(self.problems, node, message, Some(suggestion));
    }
}

/// Notes what is wrong with a node.
pub(super) fn fail(
    problems: &mut Problems,
    node: &Node,
    message: String,
    suggestion: Option<String>,
) {
    problems.add(
        node.at,
        Mistake::Arazzo {
            message,
            suggestion,
        },
    );
}
