//! The house rules that a compiler does not hold: layers, who may name which crate, file lengths,
//! left-over marks.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each module may use, beside `text` and `world`. `DESIGN` calls this the layer
/// table.
const LAYERS: [(&str, &[&str]); 12] = [
    ("text", &[]),
    ("collection", &[]),
    ("exchange", &[]),
    ("variables", &["collection"]),
    ("request", &["collection", "variables", "exchange"]),
    ("http", &["exchange"]),
    ("script", &["collection", "variables", "exchange"]),
    (
        "runner",
        &[
            "collection",
            "exchange",
            "variables",
            "request",
            "http",
            "script",
        ],
    ),
    // Only the data of a run: its events and its summary. `script` for what events carry,
    // `variables` for scopes.
    (
        "report",
        &["runner", "exchange", "collection", "script", "variables"],
    ),
    (
        "guide",
        &[
            "collection",
            "exchange",
            "variables",
            "request",
            "http",
            "script",
            "runner",
        ],
    ),
    ("mock", &["exchange"]),
    (
        "cli",
        &[
            "collection",
            "exchange",
            "variables",
            "request",
            "http",
            "script",
            "runner",
            "report",
            "guide",
            "mock",
        ],
    ),
];

/// Crates that one module alone may name.
const CRATES: [(&str, &str); 11] = [
    ("reqwest", "http"),
    ("hyper", "http"),
    ("tokio_rustls", "http"),
    ("rustls", "http"),
    ("cookie_store", "http"),
    ("rquickjs", "script"),
    ("clap", "cli"),
    ("anyhow", "cli"),
    ("axum", "mock"),
    ("pulldown_cmark", "guide"),
    ("serde_saphyr", "guide"),
];

const LONGEST_FILE: usize = 820;

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == source.module) else {
            continue;
        };
        for used in used_modules(&source.text) {
            let may = used == source.module
                || used == "text"
                || used == "world"
                || allowed.contains(&used.as_str());
            if !may {
                wrong.push(format!("{} uses `{used}`", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_layer() {
    let known: Vec<&str> = LAYERS
        .iter()
        .map(|(module, _)| *module)
        .chain(["world", "lib", "main"])
        .collect();
    let unknown: Vec<_> = sources()
        .into_iter()
        .filter(|source| !known.contains(&source.module.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "modules without a row in the layer table: {unknown:?}"
    );
}

#[test]
fn crates_are_named_where_they_belong() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, owner) in CRATES {
            if source.module != owner && names_crate(&source.text, name) {
                wrong.push(format!(
                    "{} names `{name}`, which only `{owner}` may",
                    source.path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_enough_to_read() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|source| {
            (
                source
                    .text
                    .lines()
                    .take_while(|line| *line != "#[cfg(test)]")
                    .count(),
                source.path,
            )
        })
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .collect();
    assert!(
        long.is_empty(),
        "files of more than {LONGEST_FILE} lines without their tests: {long:?}"
    );
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [
        "TO".to_owned() + "DO",
        "FIX".to_owned() + "ME",
        "todo".to_owned() + "!(",
        "dbg".to_owned() + "!(",
    ];
    let found: Vec<_> = sources()
        .into_iter()
        .filter(|source| marks.iter().any(|mark| source.text.contains(mark.as_str())))
        .map(|source| source.path)
        .collect();
    assert!(found.is_empty(), "unfinished marks in {found:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| source.path)
        .collect();
    assert!(
        silent.is_empty(),
        "files without module documentation: {silent:?}"
    );
}

#[test]
fn the_image_is_built_with_the_pinned_toolchain() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let toolchain = read("rust-toolchain.toml");
    let channel = toolchain
        .split('"')
        .nth(1)
        .and_then(|channel| channel.strip_suffix(".0"))
        .unwrap();
    assert!(
        read("Dockerfile").contains(&format!("FROM rust:{channel}-alpine ")),
        "{channel}"
    );
}

#[test]
fn the_binary_is_thin() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    assert!(main.lines().count() <= 30);
}

/// A source file of the library or the binary.
#[derive(Debug)]
struct Source {
    path: PathBuf,
    /// The top-level module it belongs to.
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let mut found = Vec::new();
    collect(&folder, &mut found);
    assert!(found.len() > 20, "the sources were not found");
    found
        .into_iter()
        .map(|path| {
            let below = path.strip_prefix(&folder).unwrap();
            let first = below
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy();
            let module = first.trim_end_matches(".rs").to_owned();
            Source {
                text: fs::read_to_string(&path).unwrap(),
                module,
                path: below.to_owned(),
            }
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The top-level modules that a source names after `crate::`; comments count as well, tests do not.
fn used_modules(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let mut used: Vec<String> = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            line.match_indices("crate::")
                .map(move |(at, mark)| &line[at + mark.len()..])
        })
        .map(|rest| {
            rest.chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect::<String>()
        })
        .filter(|name| !name.is_empty() && name.chars().next().is_some_and(char::is_lowercase))
        .collect();
    used.sort();
    used.dedup();
    used
}

fn names_crate(text: &str, name: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| line.contains(&format!("{name}::")) || line.contains(&format!("use {name};")))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
