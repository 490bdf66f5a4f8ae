//! The fuzz targets, over their seeds: `.ci/fuzz` goes on from there.

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::fs;
use std::path::Path;

use targets::TARGETS;

#[test]
fn what_holds_for_every_input_holds_for_the_seeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, run) in TARGETS {
        let dictionary = root.join(format!("fuzz/dictionaries/{name}.txt"));
        assert!(dictionary.is_file(), "{}", dictionary.display());
        let mut folders = vec![root.join("fuzz/seeds").join(name)];
        folders.extend(shipped(name).map(|folder| root.join(folder)));
        for folder in folders {
            let mut seeds = 0;
            for entry in fs::read_dir(&folder).unwrap() {
                run(&fs::read(entry.unwrap().path()).unwrap());
                seeds += 1;
            }
            assert!(seeds > 0, "{}", folder.display());
        }
    }
}

/// What this project ships for a reader.
fn shipped(target: &str) -> Option<&'static str> {
    match target {
        "collection" => Some("collections"),
        "environment" => Some("environments"),
        "page" => Some("guides"),
        _ => None,
    }
}
