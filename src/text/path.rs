//! Paths in words for people, and in files that go from one system to another.

use std::path::{MAIN_SEPARATOR_STR, Path};

/// A path with `/` between its parts, whatever the system writes there.
pub fn with_slashes(path: &Path) -> String {
    let shown = path.display().to_string();
    // Where it separates nothing, a `\` is a letter like others.
    if MAIN_SEPARATOR_STR == "/" {
        return shown;
    }
    shown.replace(MAIN_SEPARATOR_STR, "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_parts_becomes_a_slash_and_nothing_else_does() {
        let path = Path::new("a").join("b");
        assert_eq!(with_slashes(&path), "a/b");
        let odd = if cfg!(windows) { "c/d" } else { "c\\d" };
        assert_eq!(with_slashes(Path::new("c\\d")), odd);
    }
}
