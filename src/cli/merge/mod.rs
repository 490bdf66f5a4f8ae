//! `postrider merge`: one report of what several machines, or several runs, have told.

mod shards;
mod stream;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Exit;
use super::contract::shortfall;
use super::error::Fault;
use super::messages::{complain, warn};
use super::reporters::{self, Subject};
use super::units::write_timings;
use crate::report::blob::{Blob, BlobError, DESCRIPTION};
use crate::world::World;
use shards::Shards;
use stream::Merging;

/// What is to be merged, and how it is told.
pub(super) struct Wanted {
    pub(super) blobs: Vec<PathBuf>,
    /// Whether shards may be missing, or cut off.
    pub(super) allows_missing: bool,
    pub(super) reporting: reporters::Wanted,
    /// The least coverage of a contract, in percent.
    pub(super) least_coverage: Option<f64>,
    /// The file that is written of how long units took.
    pub(super) export_timings: Option<PathBuf>,
}

/// A file, and the run in it.
struct Source {
    path: PathBuf,
    blob: Blob,
}

/// Reports what is in the files.
pub(super) fn merge(wanted: &Wanted) -> Result<Exit, Fault> {
    let sources = files(&wanted.blobs)?.into_iter().map(|path| {
        let blob = Blob::open(&path).map_err(|error| unreadable(&path, &error))?;
        Ok(Source { path, blob })
    });
    let mut sources = sources.collect::<Result<Vec<_>, Fault>>()?;
    let shards = Shards::of(&sources)?;
    if wanted.export_timings.is_some() && shards.share.is_none() {
        let message = "`--export-timings` is about units, and these runs have none";
        let hint = "add `--jobs`, `--shard` or `--by` to the run".to_owned();
        return Err(Fault::text(message).hint(Some(hint)));
    }
    let subject = Subject {
        collections: collections(&sources),
        transcript: None,
        share: shards.share.clone(),
    };
    let world = Arc::new(World::real());
    let mut reporters = reporters::open(&wanted.reporting, &world, subject)?;
    let mut merging = Merging::new(&mut reporters, sources.len());
    match &shards.share {
        Some(_) => merging.by_unit(&mut sources),
        None => merging.one_by_one(&mut sources),
    }
    let missing = match shards.missing {
        Some(missing) if wanted.allows_missing => {
            warn(missing.in_words());
            None
        }
        missing => missing,
    };
    let mut merged = merging.end(&sources, missing.as_ref());
    if let Some(least) = wanted.least_coverage {
        let shortfall = shortfall(merged.summary.coverage.as_deref(), least);
        merged.summary.error = merged.summary.error.take().or(shortfall);
    }
    let mut faults: Vec<Fault> = reporters
        .finish(&merged.summary)
        .into_iter()
        .map(Fault::new)
        .collect();
    faults.extend(merged.faults);
    if let Some((path, share)) = wanted.export_timings.as_ref().zip(shards.share.as_ref()) {
        let named = |(unit, took): (usize, u64)| Some((share.units.get(unit)?.clone(), took));
        let times: Vec<_> = merged.times.into_iter().filter_map(named).collect();
        faults.extend(write_timings(path, &share.by, &times).err());
    }
    let incomplete: Vec<Fault> = missing.into_iter().chain(merged.cut_off).collect();
    let is_of_its_own =
        |error: &&String| incomplete.iter().all(|fault| fault.in_words() != **error);
    faults.extend(
        merged
            .summary
            .error
            .as_ref()
            .filter(is_of_its_own)
            .map(Fault::text),
    );
    faults.iter().chain(&incomplete).for_each(complain);
    Ok(match () {
        () if !incomplete.is_empty() && !wanted.allows_missing => Exit::Invalid,
        () if !incomplete.is_empty() || !faults.is_empty() => Exit::Failed,
        () if merged.summary.passed() => Exit::Passed,
        () => Exit::Failed,
    })
}

/// The files that are named; a folder stands for the blobs in it.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unread = |error| {
            let context = format!("folder `{}` can't be read", path.display());
            Fault::new(anyhow::Error::new(error).context(context))
        };
        let entries = std::fs::read_dir(path).map_err(unread)?;
        let within = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut within = within.collect::<Result<Vec<_>, _>>().map_err(unread)?;
        within.retain(|file| {
            file.extension()
                .is_some_and(|ending| ending == DESCRIPTION.ending)
        });
        if within.is_empty() {
            let hint = "`-r blob --reporter-blob-export FILE.blob` writes one".to_owned();
            let message = format!(
                "folder `{}` has no file that ends in `.blob`",
                path.display()
            );
            return Err(Fault::text(message).hint(Some(hint)));
        }
        within.sort();
        files.extend(within);
    }
    Ok(files)
}

/// The collections of all, each once.
fn collections(sources: &[Source]) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for source in sources {
        let head = &source.blob.head;
        if head.share.is_none() || all.is_empty() {
            all.extend(head.collections.iter().cloned());
        }
    }
    all
}

fn unreadable(path: &Path, error: &BlobError) -> Fault {
    let hint = match error {
        BlobError::Foreign(_) => Some("`-r blob` writes such a file".to_owned()),
        BlobError::Version(_) => {
            Some("merge with the version of Postrider that the shards ran with".to_owned())
        }
        BlobError::Input(_) | BlobError::Stream(_) => None,
    };
    Fault::text(format!("blob `{}`: {error}", path.display())).hint(hint)
}
