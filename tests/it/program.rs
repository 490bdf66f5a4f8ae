//! The program under test, and folders for it to work in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

/// The program, with an environment of its own: no proxy, no colour, no terminal. What `just sanitize`
/// says of leaks holds for it, too.
pub fn postrider() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postrider"));
    command.env_clear();
    for name in ["PATH", "SYSTEMROOT", "TEMP", "TMPDIR", "ASAN_OPTIONS"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Presses Ctrl-C for a program that runs.
#[cfg(unix)]
pub fn interrupt(child: &std::process::Child) {
    let mut kill = std::process::Command::new("kill");
    let sent = kill.args(["-INT", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Waits until something is so, for twenty seconds at most.
pub fn wait_until(is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never is");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What only some machines have, where `POSTRIDER_<NAME>` says that it is: a test does without it
/// and says so, but fails where `POSTRIDER_MUST_RUN` lists the name in lower case, as in CI.
pub fn only_where_there_is(name: &str) -> Option<PathBuf> {
    let variable = format!("POSTRIDER_{name}");
    let found = std::env::var_os(&variable);
    or_must_not_run(found, name, std::env::var_os("POSTRIDER_MUST_RUN"))
}

fn or_must_not_run(found: Option<OsString>, name: &str, must: Option<OsString>) -> Option<PathBuf> {
    let found = found.filter(|path| !path.is_empty());
    if found.is_none() {
        let must = must.unwrap_or_default().to_string_lossy().into_owned();
        assert!(
            !must.split(',').any(|one| one == name.to_lowercase()),
            "this test must run, and POSTRIDER_{name} is not set"
        );
        println!("skipped: POSTRIDER_{name} is not set");
    }
    found.map(PathBuf::from)
}

#[test]
fn what_may_be_absent_is_skipped_and_what_must_run_fails() {
    assert_eq!(
        or_must_not_run(Some("x".into()), "PEERS", None),
        Some("x".into())
    );
    assert_eq!(or_must_not_run(None, "PEERS", Some("browser".into())), None);
    let must = || or_must_not_run(Some("".into()), "PEERS", Some("browser,peers".into()));
    assert!(std::panic::catch_unwind(must).is_err());
}

/// A folder of files that goes away with the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }
}
