//! The variables that a script sets and reads, by their names where they stand as text.

use std::sync::LazyLock;

use regex::Regex;

static SETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:\.set|setEnvironmentVariable|setGlobalVariable)\(\s*["'`]([^"'`]+)["'`]"#).ok()
});

static SHARED_SETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?:(?:environment|globals)\.set|setEnvironmentVariable|setGlobalVariable)\(\s*["'`]([^"'`]+)["'`]"#,
    )
    .ok()
});

static READS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?:pm\.(?:environment|globals|collectionVariables|variables|iterationData)\.get|postman\.get(?:Environment|Global)Variable)\(\s*["'`]([^"'`$]+)["'`]\s*\)"#,
    )
    .ok()
});

/// The names of the variables that a script sets.
pub fn set_names(source: &str) -> impl Iterator<Item = &str> {
    sets(source).map(|(name, _)| name)
}

/// The names of the variables that a script sets, each with where it stands.
pub fn sets(source: &str) -> impl Iterator<Item = (&str, usize)> {
    names(SETS.as_ref(), source)
}

/// The same, of those that other collections of a run see, too.
pub fn shared_sets(source: &str) -> impl Iterator<Item = (&str, usize)> {
    names(SHARED_SETS.as_ref(), source)
}

/// The names of the variables that a script reads, each with where it stands.
pub fn read_names(source: &str) -> impl Iterator<Item = (&str, usize)> {
    names(READS.as_ref(), source)
}

fn names<'s>(
    pattern: Option<&'static Regex>,
    source: &'s str,
) -> impl Iterator<Item = (&'s str, usize)> {
    let found = pattern
        .into_iter()
        .flat_map(|pattern| pattern.captures_iter(source));
    found.filter_map(|found| found.get(1).map(|name| (name.as_str(), name.start())))
}
