//! Counts what the program does.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// What is said where nothing can be counted.
pub const MISSING: &str =
    "valgrind is not there, or could not run the program: nothing is measured";

/// The instructions of a run with these arguments in a folder; none where valgrind is not there.
pub fn instructions(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Option<u64> {
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg("--callgrind-out-file=/dev/null")
        .arg(env!("CARGO_BIN_EXE_postrider"))
        .args(arguments)
        .current_dir(folder)
        // How many certificates a machine adds is none of the program's cost.
        .env_remove("NODE_EXTRA_CA_CERTS")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let (_, rest) = told.split_once("Collected : ")?;
    rest.lines().next()?.trim().parse().ok()
}
