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

/// What is done to a line of a tree's files; `None` where it has nothing to do that to.
type Mutation = fn(&str) -> Option<Vec<u8>>;

const MUTATIONS: [Mutation; 18] = [
    |_| Some(Vec::new()),
    |line| Some([line, line].join("\n").into()),
    |line| Some(format!(" {line}").into()),
    |line| line.strip_prefix(' ').map(Into::into),
    |line| Some(line.trim_start().into()),
    |line| Some(format!("\t{line}").into()),
    |line| Some(format!("- {line}").into()),
    |line| with_value(line, "5"),
    |line| with_value(line, ""),
    |line| with_value(line, "[1, null]"),
    |line| with_value(line, "{a: {b: c}}"),
    |line| with_value(line, "{{x}}/y"),
    |line| with_value(line, "\"unclosed"),
    |line| {
        line.split_once(':')
            .map(|(key, value)| format!("{key}s:{value}").into())
    },
    |line| {
        line.split_once(':')
            .map(|(key, value)| format!("{}:{value}", key.to_uppercase()).into())
    },
    |line| Some([line.as_bytes(), b" # \xe4"].concat()),
    |line| Some([line.as_bytes(), "ä \0".as_bytes(), b"\xff"].concat()),
    |line| Some(format!("{line} | }}").into()),
];

fn with_value(line: &str, value: &str) -> Option<Vec<u8>> {
    let (key, _) = line.split_once(':')?;
    Some(format!("{key}: {value}").into())
}

#[test]
fn what_holds_for_every_input_holds_for_mutated_trees() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/tree/whole.txt");
    let whole = fs::read_to_string(seed).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let (_, run) = TARGETS.iter().find(|(name, _)| *name == "tree").unwrap();
    let mut tried = 0;
    for (index, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.starts_with("%%"))
    {
        // Each line has its turn with two of them.
        let turn = MUTATIONS.iter().skip(index % 9).step_by(9);
        for mutated in turn.filter_map(|mutation| mutation(line)) {
            let before = lines[..index].join("\n");
            let behind = lines[index + 1..].join("\n");
            let input = [before.as_bytes(), b"\n", &mutated, b"\n", behind.as_bytes()];
            run(&input.concat());
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried}");
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
