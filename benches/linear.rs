//! What grows with its input, and no faster: the instructions for four times as much are at most six
//! times as many, beyond what the program costs with nothing.
//!
//! `cargo bench --bench linear` runs the release binary under valgrind; without that it says so and
//! measures nothing.

mod valgrind;

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

/// An input of a size, and what is done with it.
struct Case {
    name: &'static str,
    /// The smaller of the two sizes.
    size: usize,
    /// Writes the input of a size, and tells the arguments.
    prepare: fn(&Path, usize) -> Vec<String>,
}

const CASES: [Case; 10] = [
    case("page of [", 5000, |at, size| page(at, &"[".repeat(size))),
    case("page of <a", 5000, |at, size| page(at, &"<a ".repeat(size))),
    case("page of [a](", 5000, |at, size| {
        page(at, &"[a](".repeat(size))
    }),
    case("page of comments", 5000, |at, size| {
        page(at, &"<!-- a -->\n".repeat(size))
    }),
    case("page of list items", 2000, |at, size| {
        page(at, &"- a `b` **c**\n".repeat(size))
    }),
    case("samples over requests", 200, |at, size| {
        let item = |number| json!({"name": format!("R {number}"), "request": format!("{{{{u}}}}/a/b{number}/c")});
        collection(at, &(0..size).map(item).collect::<Vec<Value>>());
        let sample = |number| {
            format!(
                "Open the **R {number}** request.\n\n```http\nGET https://h/a/b{number}/c\n```\n\n"
            )
        };
        let words: String = (0..size).map(sample).collect();
        let mut arguments = page(at, &words);
        arguments.extend(["-c".to_owned(), "c.json".to_owned()]);
        arguments
    }),
    case("items", 2000, |at, size| {
        let item = |number| json!({"name": format!("R{number}"), "request": "http://h/"});
        collection(at, &(0..size).map(item).collect::<Vec<Value>>())
    }),
    case("folders that are named", 500, |at, size| {
        let item =
            |number| json!({"name": format!("F{number}"), "item": [{"name": "A", "request": "h"}]});
        let mut arguments = collection(at, &(0..size).map(item).collect::<Vec<Value>>());
        arguments.extend((0..size).flat_map(|number| ["--folder".into(), format!("F{number}")]));
        arguments
    }),
    case("--env-var", 2000, |at, size| {
        let mut arguments = collection(at, &[]);
        arguments.extend((0..size).flat_map(|number| ["--env-var".into(), format!("k{number}=v")]));
        arguments
    }),
    case("fields of a form", 2000, |at, size| {
        let field = |number| json!({"key": format!("k{number}"), "value": "v"});
        let fields: Vec<Value> = (0..size).map(field).collect();
        let body = json!({"mode": "urlencoded", "urlencoded": fields});
        let request = json!({"method": "POST", "url": "http://h/", "body": body});
        let mut arguments = collection(at, &[json!({"name": "A", "request": request})]);
        arguments.pop();
        arguments.push("--dry-run".into());
        arguments
    }),
];

const fn case(name: &'static str, size: usize, prepare: fn(&Path, usize) -> Vec<String>) -> Case {
    Case {
        name,
        size,
        prepare,
    }
}

fn page(folder: &Path, text: &str) -> Vec<String> {
    std::fs::write(folder.join("p.md"), text).expect("the page is written");
    ["guide", "check", "p.md"].map(str::to_owned).to_vec()
}

fn collection(folder: &Path, items: &[Value]) -> Vec<String> {
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let collection = json!({"info": {"name": "c", "schema": schema}, "item": items});
    std::fs::write(folder.join("c.json"), collection.to_string()).expect("it is written");
    ["run", "c.json", "--list"].map(str::to_owned).to_vec()
}

fn main() -> ExitCode {
    let mut exit_code = ExitCode::SUCCESS;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    println!(
        "{:<26} {:>14} {:>14} {:>6}",
        "input", "of a size", "of four times", "ratio"
    );
    for Case {
        name,
        size,
        prepare,
    } in CASES
    {
        let count = |size| valgrind::instructions(at, &prepare(at, size));
        let (Some(none), Some(some), Some(more)) = (count(0), count(size), count(4 * size)) else {
            println!("{}", valgrind::MISSING);
            return ExitCode::FAILURE;
        };
        let (some, more) = (some.saturating_sub(none).max(1), more.saturating_sub(none));
        let is_over = more > 6 * some;
        if is_over {
            exit_code = ExitCode::FAILURE;
        }
        let mark = if is_over { "  over" } else { "" };
        let tenths = 10 * more / some;
        println!(
            "{name:<26} {some:>14} {more:>14} {:>4}.{}{mark}",
            tenths / 10,
            tenths % 10
        );
    }
    exit_code
}
