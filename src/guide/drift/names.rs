//! Names of requests and folders, as pages and collections write them.

use std::sync::LazyLock;

use regex::Regex;

use super::Subject;
use crate::guide::pattern::pattern;
use crate::guide::prose::{Block, BlockKind};
use crate::guide::run::resolve::folded;
use crate::runner::Planned;

/// Whether a request has a name, which may begin with the names of its folders: `Shop/List orders`.
pub(super) fn is_called(planned: &Planned, wanted: &str) -> bool {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r" ?(?:/|>|›|→|») ?"));
    if same(&planned.item.name, wanted) {
        return true;
    }
    if !BETWEEN.is_match(wanted) {
        return false;
    }
    let path = path(planned).join(" / ");
    let wanted = BETWEEN.replace_all(wanted, " / ").to_lowercase();
    wanted.contains(" / ")
        && format!(" / {}", path.to_lowercase()).ends_with(&format!(" / {wanted}"))
}

/// Whether two names are the same to a reader.
pub(super) fn same(name: &str, wanted: &str) -> bool {
    let mut words = name.split_whitespace();
    let mut others = wanted.split(' ');
    loop {
        match (words.next(), others.next()) {
            (None, None) => return true,
            // A name of nothing is as one empty word.
            (None, Some("")) if name.trim().is_empty() => {}
            (Some(word), Some(other)) if word.eq_ignore_ascii_case(other) => {}
            _ => return false,
        }
    }
}

/// The names from the collection's down to the request's.
pub(crate) fn path(planned: &Planned) -> Vec<String> {
    let parents = planned.parents.iter().map(|parent| folded(&parent.name));
    parents.chain([folded(&planned.item.name)]).collect()
}

/// Whether a block says that what follows is not in the folder that is open.
pub(super) fn leaves_folder(marked: &str) -> bool {
    static LEAVES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:leave|close|collapse|outside(?: of)?) (?:the|that|this) folder\b|\b(?:at|from|in|to) the (?:top(?: level)?|root)(?: level)?\b|\btop-level\b",
        )
    });
    LEAVES.is_match(marked)
}

/// For each block, whether its section tells of Postman: elsewhere, bold words are those of another
/// screen.
pub(super) fn in_postman(subject: &Subject<'_>) -> Vec<bool> {
    let blocks = &subject.page.blocks;
    let tells = |block: &Block| {
        ["Postman", "**Send**", "`Send`", "\"Send\"", " collection"]
            .iter()
            .any(|word| block.marked.contains(word))
    };
    let mut flags = Vec::with_capacity(blocks.len());
    for section in blocks.chunk_by(|_, next| !matches!(next.kind, BlockKind::Heading(_))) {
        let tells = subject.has_steps() || section.iter().any(tells);
        flags.extend(section.iter().map(|_| tells));
    }
    flags
}
