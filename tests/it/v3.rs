//! Collections that are folders (v3), end to end: small trees, made for each test.

mod environments;
mod letter;
mod places;
mod reading;
mod semantics;
mod unreadable;

use crate::program::{Folder, postrider};
use crate::server::{Received, Server, ok};

/// What a run came to.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
    received: Vec<Received>,
}

impl Ran {
    /// The requests that came, as `GET /path`.
    fn sent(&self) -> Vec<String> {
        let line = |received: &Received| received.line().trim_end_matches(" HTTP/1.1").to_owned();
        self.received.iter().map(line).collect()
    }
}

/// Runs the program in a folder; `{{base}}` is a server that answers everything with what was sent.
fn run_in(folder: &Folder, arguments: &[&str]) -> Ran {
    let server = Server::start(|received| ok(&received.body));
    let base = format!("base={}", server.url(""));
    let output = postrider()
        .current_dir(folder.path())
        .args(arguments)
        .args(["--env-var", &base])
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        received: server.received(),
    }
}

/// Runs the collection `C` of these files.
fn run(files: &[(&str, &str)]) -> Ran {
    run_with(files, &[])
}

/// Runs the collection `C` of these files with more arguments.
fn run_with(files: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let folder = Folder::with(&[]);
    for (name, text) in files {
        folder.write(&format!("C/{name}"), text);
    }
    let arguments: Vec<&str> = ["run", "C"].iter().chain(arguments).copied().collect();
    run_in(&folder, &arguments)
}

/// Runs these files in both manners: as documented, and to the letter of Postman's runner.
fn in_both_manners(files: &[(&str, &str)]) -> [Ran; 2] {
    [run(files), run_with(files, &["--v3-like-postman"])]
}

/// A request to `/NAME`, and what else is in its file.
fn get(name: &str, more: &str) -> String {
    format!("$kind: http-request\nurl: \"{{{{base}}}}/{name}\"\n{more}")
}
