//! The house rules that a compiler does not hold: layers, who may name which crate, file lengths,
//! left-over marks.

mod circles;
mod promises;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use circles::circles;
use source::sources;

/// Which modules each module may use, beside `text`, `world` and `document`. `DESIGN` calls this the layer
/// table.
const LAYERS: [(&str, &[&str]); 17] = [
    ("text", &[]),
    ("document", &[]),
    ("finding", &[]),
    ("collection", &[]),
    ("convert", &["collection"]),
    ("exchange", &[]),
    ("variables", &["collection"]),
    ("request", &["collection", "variables", "exchange"]),
    ("http", &["exchange"]),
    ("script", &["collection", "variables", "exchange"]),
    ("contract", &["exchange"]),
    (
        "runner",
        &[
            "collection",
            "exchange",
            "variables",
            "request",
            "http",
            "script",
            "contract",
        ],
    ),
    // Only the data of a run: its events and its summary. `script` for what events carry,
    // `variables` for scopes.
    (
        "report",
        &[
            "runner",
            "exchange",
            "collection",
            "script",
            "variables",
            "contract",
        ],
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
            "finding",
            "contract",
            "runner",
        ],
    ),
    (
        "lint",
        &[
            "collection",
            "finding",
            "variables",
            "script",
            "contract",
            "exchange",
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
            "convert",
            "finding",
            "lint",
            "contract",
        ],
    ),
];

/// Crates that one module alone may name.
const CRATES: [(&str, &[&str]); 12] = [
    ("reqwest", &["http"]),
    ("hyper", &["http"]),
    ("tokio_rustls", &["http"]),
    ("rustls", &["http"]),
    ("cookie_store", &["http"]),
    ("rquickjs", &["script"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli"]),
    ("axum", &["mock"]),
    ("pulldown_cmark", &["guide", "text"]),
    ("serde_saphyr", &["document"]),
    ("granit_parser", &["document"]),
];

const LONGEST_FILE: usize = 500;
const LONGEST_WITH_TESTS: usize = 600;

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == source.module) else {
            continue;
        };
        for used in source.used_modules() {
            let may = used == source.module
                || used == "text"
                || used == "world"
                || used == "document"
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
        .iter()
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
        for (name, owners) in CRATES {
            if !owners.contains(&source.module.as_str()) && names_crate(&source.text, name) {
                wrong.push(format!(
                    "{} names `{name}`, which only {owners:?} may",
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
        .iter()
        .map(|source| (source.code.lines().count(), &source.path))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .collect();
    assert!(
        long.is_empty(),
        "files of more than {LONGEST_FILE} lines without their tests: {long:?}"
    );
}

#[test]
fn files_are_short_enough_with_their_tests_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = ["src", "tests", "benches"]
        .map(|name| root.join(name))
        .to_vec();
    let mut long = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("node_modules") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is_source = path
                .extension()
                .is_some_and(|extension| ["rs", "js", "mjs"].iter().any(|own| extension == *own));
            let lines = fs::read_to_string(&path).map_or(0, |text| text.lines().count());
            if is_source && lines > LONGEST_WITH_TESTS {
                long.push((lines, path));
            }
        }
    }
    assert!(
        long.is_empty(),
        "files of more than {LONGEST_WITH_TESTS} lines: {long:?}"
    );
}

#[test]
fn parameters_have_names() {
    let mut wrong = Vec::new();
    for (module, _) in LAYERS {
        let own = sources().iter().filter(|source| source.module == module);
        let functions: Vec<_> = own
            .flat_map(|source| {
                source
                    .named
                    .tuple_parameters
                    .iter()
                    .map(|name| (&source.path, name))
            })
            .map(|(path, function)| format!("`{function}` in {}", path.display()))
            .collect();
        wrong.extend(functions);
    }
    assert!(
        wrong.is_empty(),
        "a tuple pattern among the parameters:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn files_are_understood_one_after_the_other() {
    let modules = LAYERS.iter().map(|(module, _)| module);
    let wrong: Vec<String> = modules
        .flat_map(|module| circles(sources(), module))
        .collect();
    assert!(wrong.is_empty(), "files in a circle:\n{}", wrong.join("\n"));
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
        .iter()
        .filter(|source| marks.iter().any(|mark| source.text.contains(mark.as_str())))
        .map(|source| &source.path)
        .collect();
    assert!(found.is_empty(), "unfinished marks in {found:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| &source.path)
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

/// Tests count as well, comments do not.
fn names_crate(text: &str, name: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| line.contains(&format!("{name}::")) || line.contains(&format!("use {name};")))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
