//! `--rerun-failed`: what failed in an earlier run, as its report tells.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::error::Fault;
use super::files;
use crate::report::blob::{Blob, BlobError};
use crate::runner::{FailureRecord, Plan, Planned, Summary};

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
        let known = Known::of(&failed, plan);
        let own: Vec<Vec<&Failed>> = plan.items.iter().map(|item| known.of_item(item)).collect();
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

/// What failed, to be found by an item of a plan.
#[derive(Default)]
struct Known<'f> {
    /// What the plan has under the same id.
    by_id: HashMap<&'f str, Vec<&'f Failed>>,
    /// The rest, by name.
    by_name: HashMap<&'f str, Vec<&'f Failed>>,
}

impl<'f> Known<'f> {
    fn of(failed: &'f [Failed], plan: &Plan) -> Self {
        let ids: HashSet<&str> = plan
            .items
            .iter()
            .map(|item| item.item.id.as_str())
            .collect();
        let mut known = Self::default();
        for one in failed {
            let place = if ids.contains(one.id.as_str()) {
                known.by_id.entry(&one.id)
            } else {
                known.by_name.entry(&one.name)
            };
            place.or_default().push(one);
        }
        known
    }

    /// What of it is that item: by its id, else by its name and what is known to be above it.
    fn of_item(&self, item: &Planned) -> Vec<&'f Failed> {
        let by_id = self.by_id.get(item.item.id.as_str());
        let by_name = self.by_name.get(item.item.label());
        let is_within = |failed: &&&Failed| {
            let mut names = failed.parents.iter();
            names.all(|name| item.parents.iter().any(|parent| parent.label() == name))
        };
        let namesakes = by_name.into_iter().flatten().filter(is_within);
        by_id
            .into_iter()
            .flatten()
            .chain(namesakes)
            .copied()
            .collect()
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
