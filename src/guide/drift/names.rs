//! Names of requests and folders, as pages and collections write them.

use std::sync::LazyLock;

use regex::Regex;

use super::Subject;
use crate::guide::name::{folded, key};
use crate::guide::pattern::pattern;
use crate::guide::prose::{Block, BlockKind, is_about_an_example};
use crate::runner::Planned;

/// A name that begins with the names of folders, as a path in lower case: `Shop/List orders` is
/// `shop / list orders`.
pub(super) fn as_path(wanted: &str) -> Option<String> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r" ?(?:/|>|›|→|») ?"));
    let is_path = BETWEEN.is_match(wanted);
    is_path.then(|| BETWEEN.replace_all(wanted, " / ").to_lowercase())
}

/// Whether two names are the same to a reader.
pub(super) fn same(name: &str, wanted: &str) -> bool {
    key(name) == key(wanted)
}

/// The names from the collection's down to the request's.
pub(crate) fn path(planned: &Planned) -> Vec<String> {
    let parents = planned.parents.iter().map(|parent| folded(&parent.name));
    parents.chain([folded(&planned.item.name)]).collect()
}

/// Whether a name in code may be that of a folder of files: `src/main`, `secrets`.
pub(super) fn may_be_of_files(name: &str) -> bool {
    name.contains('/') || !name.contains(|each: char| each.is_uppercase() || each == ' ')
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
        [
            "Postman",
            "**Send**",
            "`Send`",
            "\"Send\"",
            "'Send'",
            " collection",
        ]
        .iter()
        .any(|word| block.marked.contains(word))
    };
    let mut flags = Vec::with_capacity(blocks.len());
    let goes_on = |_: &Block, next: &Block| {
        !matches!(next.kind, BlockKind::Heading(_)) || is_about_an_example(&next.plain())
    };
    let sections = blocks.chunk_by(goes_on);
    let mut sections = sections.peekable();
    while let Some(section) = sections.next() {
        let starts = |section: &&[Block]| section[0].range.start;
        let end = sections.peek().map_or(usize::MAX, starts);
        let within = starts(&section)..end;
        let tells = section.iter().any(tells) || subject.steps_are_of_collections(within);
        flags.extend(section.iter().map(|_| tells));
    }
    flags
}
