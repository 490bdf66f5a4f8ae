//! The readers of what others have written, each given any bytes at all. Beside not to panic, each
//! has something that holds for every input: what was read and is written reads the same again, a
//! mistake has its place in the text.

mod arazzo;
mod collection;
mod cookies;
mod curl;
mod environment;
mod events;
mod page;
mod response;
mod rows;
mod tree;

use serde_json::Value;

/// Gives a reader an input; panics where it does not hold what it promises.
pub type Target = fn(&[u8]);

/// All of them by name.
pub const TARGETS: [(&str, Target); 11] = [
    ("arazzo", arazzo::run),
    ("collection", collection::run),
    ("cookie-file", cookies::run_file),
    ("curl", curl::run),
    ("environment", environment::run),
    ("events", events::run),
    ("page", page::run),
    ("response", response::run),
    ("rows", rows::run),
    ("set-cookie", cookies::run_set_cookie),
    ("tree", tree::run),
];

/// Whether a line, from 1, is one of a text; the end of the text may be on a line of its own. A
/// carriage return by itself ends a line, too.
fn has_line(text: &str, line: usize) -> bool {
    let ends = text.matches(['\n', '\r']).count() - text.matches("\r\n").count();
    (1..=ends + 1).contains(&line)
}

/// Holds that two values are the same; says where they first differ.
fn check_same(again: &Value, once: &Value) {
    if again != once {
        let place = difference(again, once);
        panic!(
            "`{place}` differs: {:?} and then {:?}",
            once.pointer(&place),
            again.pointer(&place)
        );
    }
}

/// The deepest place at which two values differ, as a JSON Pointer.
fn difference(one: &Value, other: &Value) -> String {
    let names: Vec<String> = match one {
        Value::Object(members) => members.keys().cloned().collect(),
        Value::Array(list) => (0..list.len()).map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    };
    let places = names
        .iter()
        .map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")));
    let inner = places.map(|place| (one.pointer(&place), other.pointer(&place), place));
    let mut different = inner.filter(|(one, other, _)| one != other);
    match different.next() {
        Some((Some(one), Some(other), place)) => place + &difference(one, other),
        Some((_, _, place)) => place,
        None => String::new(),
    }
}
