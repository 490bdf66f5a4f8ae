//! What `docs/security.md` promises is held by tests that are there.

use std::fs;
use std::path::Path;

use super::root;

#[test]
fn each_promise_names_tests_that_are_there() {
    let mut code = String::new();
    for folder in ["src", "tests/it"] {
        read_all(&root().join(folder), &mut code);
    }
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let promised: Vec<&str> = tables(&page).flat_map(names).collect();
    assert!(promised.len() > 30, "{promised:?}");
    for name in promised {
        let is_there = code.contains(&format!("#[test]\nfn {name}() "))
            || code.contains(&format!("#[test]\n    fn {name}() "));
        assert!(is_there, "no test is called {name}");
    }
}

/// The rows of the tables whose last column is `test`.
fn tables(page: &str) -> impl Iterator<Item = &str> {
    let is_head = |line: &&str| line.ends_with("| test |");
    let (mut lines, mut is_within) = (page.lines(), false);
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            is_within = is_head(&line) || is_within && line.starts_with('|');
            if is_within {
                return Some(line);
            }
        }
    })
}

/// What stands in backticks in the last column.
fn names(row: &str) -> Vec<&str> {
    let last = row.trim_end_matches('|').rsplit('|').next().unwrap();
    last.split('`').skip(1).step_by(2).collect()
}

fn read_all(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
