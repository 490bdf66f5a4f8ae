//! Curl commands.

use postrider::collection::{Mode, read_request};
use postrider::guide::curl::parse;

use super::check_same;

/// A command is a request that, written, reads the same again, or has something that is told; and
/// any text in single quotes is sent as it is.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match parse(text) {
        Ok(command) => {
            let written = command.request.to_json();
            let again = read_request(&written).expect("what was written can be read");
            // A collection's methods are read in upper case; curl sends what it is given.
            let mut again = again.to_json();
            again["method"] = written["method"].clone();
            check_same(&again, &written);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let quoted = text.replace('\'', r"'\''");
    let command = parse(&format!("curl h --data-raw '{quoted}'")).expect("a text in quotes");
    let body = command.request.body.expect("there is a body").mode;
    assert_eq!(body, Mode::Raw(text.to_owned()));
}
