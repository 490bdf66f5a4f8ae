//! Names as readers take them.

/// White space folded, as names in collections often end in a blank.
pub(crate) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two names have in common that are the same to a reader.
pub(crate) fn key(name: &str) -> String {
    folded(name).to_ascii_lowercase()
}
