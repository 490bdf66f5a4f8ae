//! `--watch`: a guide is run again whenever one of its files changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::super::Exit;
use super::super::error::Fault;
use super::super::exit::Signal;
use super::super::inputs::VariableSources;
use super::super::interrupt::Interrupt;
use super::super::messages::{complain, tell};
use super::super::runtime::block_on;
use super::pages::PageFile;
use crate::guide::Guide;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(300);

/// Runs, waits for a change, and runs again, until Ctrl-C or another signal. What is wrong with a page is told, and
/// ends nothing.
pub(super) fn repeat(
    files: impl Fn() -> Vec<PathBuf>,
    run: impl Fn() -> Result<Exit, Fault>,
    interrupt: &Interrupt,
) -> Result<Exit, Fault> {
    loop {
        interrupt.pause();
        let files = files();
        let before = stamps(&files);
        let exit = run().unwrap_or_else(|fault| {
            complain(&fault);
            fault.exit()
        });
        if matches!(exit, Exit::Interrupted(_)) {
            return Ok(exit);
        }
        interrupt.begin();
        match block_on(wait(&files, &before, interrupt))? {
            Ended::Changed => {}
            // Whoever watches ends it like this.
            Ended::Interrupted(Signal::Interrupt) => return Ok(exit),
            Ended::Interrupted(signal) => return Ok(Exit::Interrupted(signal)),
        }
    }
}

/// Why the wait is over.
enum Ended {
    Changed,
    Interrupted(Signal),
}

async fn wait(files: &[PathBuf], before: &[Stamp], interrupt: &Interrupt) -> Ended {
    let changed = async {
        tell("\nwatching the page and what it names; Ctrl-C ends");
        while stamps(files) == before {
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::select! {
        // Looked at first: whoever is told may press it at once.
        biased;
        signal = interrupt.came() => Ended::Interrupted(signal),
        () = changed => Ended::Changed,
    }
}

/// When a file was written, and how long it is.
type Stamp = Option<(SystemTime, u64)>;

fn stamps(files: &[PathBuf]) -> Vec<Stamp> {
    let stamp = |path: &PathBuf| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    files.iter().map(stamp).collect()
}

/// The files that a run reads: the page, its side-car, and what they and the command line name.
pub(super) fn files(page: &Path, variables: &VariableSources) -> Vec<PathBuf> {
    let mut files = vec![page.to_owned()];
    files.extend(
        variables
            .environments
            .iter()
            .chain(&variables.env_files)
            .chain(&variables.globals)
            .cloned(),
    );
    if let Ok(file) = PageFile::read(page) {
        let guide = Guide::of(&file.texts());
        let named = guide.header.collections.iter();
        let named = named.chain(&guide.header.environment);
        let named = named.map(|named| &named.path);
        let taken_in = guide.includes.iter().map(|include| &include.path);
        files.extend(named.chain(taken_in).map(|path| file.beside(path)));
        files.extend(file.page_path.clone());
        files.push(file.directives);
    }
    files.retain(|path| path != Path::new("-"));
    files
}
