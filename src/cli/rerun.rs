//! `--rerun-failed`: what failed in an earlier run, as its report tells.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use serde_json::Value;

use super::error::Fault;
use super::files;
use crate::report::blob::{Blob, BlobError};
use crate::runner::{FailureRecord, Parent, Plan, Planned, Summary};

/// A request that failed.
struct Failed {
    /// Its id, which is the same in the next run where its file says it.
    id: String,
    name: String,
    /// The names of the collection and the folders above it, as far as the report says them.
    parents: Vec<String>,
    iteration: usize,
}

/// Leaves of plans what failed in the run that a report is of; returns whether anything did.
pub(super) fn narrow(plans: &mut [Plan], report: &Path) -> Result<bool, Fault> {
    let failed = read(report)?;
    if failed.is_empty() {
        return Ok(false);
    }
    for plan in &mut *plans {
        let ids: HashSet<String> = plan.items.iter().map(|item| item.item.id.clone()).collect();
        let own: Vec<Vec<&Failed>> = plan
            .items
            .iter()
            .map(|item| {
                failed
                    .iter()
                    .filter(|failed| failed.is(item, &ids))
                    .collect()
            })
            .collect();
        let is_kept: Vec<bool> = own.iter().map(|failed| !failed.is_empty()).collect();
        plan.keep(&is_kept);
        let iterations: BTreeSet<usize> = own
            .iter()
            .flatten()
            .map(|failed| failed.iteration)
            .collect();
        if !plan.rows.is_empty() {
            let rows = iterations
                .iter()
                .filter_map(|iteration| plan.row(*iteration).cloned());
            plan.rows = rows.collect();
        }
        plan.iterations = iterations.len().max(1);
    }
    if plans.iter().all(|plan| plan.items.is_empty()) {
        let message = format!(
            "nothing that failed in `{}` is in what is to run: `{}`, for one",
            report.display(),
            failed[0].name
        );
        return Err(Fault::text(message));
    }
    Ok(true)
}

impl Failed {
    /// Whether it is that item: by its id, else by its name and what is known to be above it.
    fn is(&self, item: &Planned, ids: &HashSet<String>) -> bool {
        if ids.contains(self.id.as_str()) {
            return item.item.id == self.id;
        }
        let parents = || item.parents.iter().map(Parent::label);
        item.item.label() == self.name
            && self
                .parents
                .iter()
                .all(|name| parents().any(|parent| parent == name))
    }
}

/// What failed, from a blob or a JSON report.
fn read(path: &Path) -> Result<Vec<Failed>, Fault> {
    match Blob::open(path) {
        Ok(blob) => of_blob(path, blob),
        Err(BlobError::Foreign(_)) => of_json(path),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn of_blob(path: &Path, mut blob: Blob) -> Result<Vec<Failed>, Fault> {
    let mut summary = Summary::default();
    while let Some(event) = blob
        .next_event()
        .map_err(|error| unreadable(path, &error))?
    {
        summary.note(&event);
    }
    let failed = |record: &FailureRecord| Failed {
        id: record.item.id.clone(),
        name: record.item.label().to_owned(),
        parents: record
            .parents
            .iter()
            .map(|parent| parent.label().to_owned())
            .collect(),
        iteration: record.cursor.iteration,
    };
    Ok(summary.failures.iter().map(failed).collect())
}

/// Newman's report names the request of a failure, and one that it lies in.
fn of_json(path: &Path) -> Result<Vec<Failed>, Fault> {
    let report = files::json("report", path)?;
    let Some(failures) = report["run"]["failures"].as_array() else {
        let hint = "`-r blob` or `-r json` writes one".to_owned();
        let message = format!(
            "report `{}`: expected a blob, or a JSON report with `run.failures`",
            path.display()
        );
        return Err(Fault::text(message).hint(Some(hint)));
    };
    let text = |json: &Value| json.as_str().unwrap_or_default().to_owned();
    let failed = |failure: &Value| Failed {
        id: text(&failure["source"]["id"]),
        name: text(&failure["source"]["name"]),
        parents: failure["parent"]["name"]
            .as_str()
            .map(str::to_owned)
            .into_iter()
            .collect(),
        iteration: failure["cursor"]["iteration"]
            .as_u64()
            .and_then(|iteration| iteration.try_into().ok())
            .unwrap_or_default(),
    };
    Ok(failures.iter().map(failed).collect())
}

fn unreadable(path: &Path, error: &BlobError) -> Fault {
    Fault::text(format!("report `{}`: {error}", path.display()))
}
