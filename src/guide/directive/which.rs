//! Which sample of the page a key means.

use crate::guide::error::Problems;
use crate::guide::keys;
use crate::guide::page::fence::Which;
use crate::guide::yaml::Node;

/// `next` or `previous`.
pub(crate) fn which(key: &str, node: &Node, problems: &mut Problems) -> Option<Which> {
    let which = node.text().and_then(|text| Which::parse(&text));
    if which.is_none() {
        keys::wrong_kind(problems, key, node, "`next` or `previous`");
    }
    which
}
