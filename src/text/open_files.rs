//! That a process has as many files open as it may, which may come of anything that it does.

use std::io;
use std::sync::LazyLock;

/// What helps there.
pub const HINT: &str = "`ulimit -n` says how many files and connections may be open at a time; `ulimit -n 1024` allows more";

/// `EMFILE` and `ENFILE`, which Rust has no kinds for.
const CODES: [i32; 2] = [24, 23];

/// What the system says then.
static WORDS: LazyLock<[String; 2]> =
    LazyLock::new(|| CODES.map(|code| io::Error::from_raw_os_error(code).to_string()));

/// Whether that is what an error says.
pub fn are_too_many(error: &io::Error) -> bool {
    cfg!(unix)
        && error
            .raw_os_error()
            .is_some_and(|code| CODES.contains(&code))
}

/// Whether that is what a message says: causes are often told in the words of another.
pub fn are_told_too_many(message: &str) -> bool {
    cfg!(unix) && WORDS.iter().any(|words| message.contains(words))
}
