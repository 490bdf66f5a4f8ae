//! Names of requests and folders, as pages and collections write them.

use std::sync::LazyLock;

use regex::Regex;

use crate::guide::pattern::pattern;
use crate::guide::run::resolve::folded;
use crate::runner::Planned;

/// Whether two names are the same to a reader.
pub(super) fn same(name: &str, wanted: &str) -> bool {
    folded(name).eq_ignore_ascii_case(wanted)
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
