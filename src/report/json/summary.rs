//! `json-summary`: what the run amounts to, in the shape of `newman-reporter-json-summary`.

use std::io::Write;

use serde_json::{Value, json};

use super::totals;
use crate::report::description::{Audience, Description, EXPORT, Opened, ReporterOption};
use crate::report::parts::EARLY_END;
use crate::report::{Opening, ReportError, ReportFile, Reporter};
use crate::runner::{Event, EventKind, FailureRecord, Summary};

/// How the package from npm calls its option, which belongs to no reporter by its name.
const OTHER_EXPORT: &str = "summary-json-export";

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "json-summary",
    stands_for: &[],
    help: "a file: only counts, times and failures, as `newman-reporter-json-summary` writes them",
    ending: "summary.json",
    options: &[
        EXPORT,
        ReporterOption::valued(
            OTHER_EXPORT,
            "path",
            "The same; `--reporter-summary-json-export` will do",
        ),
    ],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let mut options = opening.options.clone();
    if let Some(path) = options.get(OTHER_EXPORT).copied() {
        options.entry("export").or_insert(path);
    }
    let file = Opening {
        options,
        ..*opening
    }
    .file()?;
    Ok(Some(Box::new(JsonSummary {
        file: Some(file),
        collection: Value::Null,
    })))
}

/// Writes the report.
struct JsonSummary {
    file: Option<ReportFile>,
    collection: Value,
}

impl Reporter for JsonSummary {
    fn event(&mut self, event: &Event) {
        if let EventKind::Start(run) = &event.kind
            && self.collection.is_null()
        {
            self.collection =
                json!({"Info": {"Name": run.collection.name, "Id": run.collection.id}});
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        let stats = totals::stats(&summary.stats);
        let failures = summary.failures.iter().map(failure);
        let failures: Vec<Value> = failures
            .chain(summary.ended_early().map(early_end))
            .collect();
        let report = json!({
            "Collection": self.collection,
            "Run": {
                "Stats": {"Requests": stats["requests"], "Assertions": stats["assertions"]},
                "Failures": failures,
                "Timings": totals::timings(summary),
            },
        });
        match write!(file, "{report}") {
            Ok(()) => file.complete(),
            Err(cause) => Err(ReportError::File {
                path: file.path().to_owned(),
                cause,
            }),
        }
    }
}

/// That the run ended early, as a failure of no request.
fn early_end(reason: &str) -> Value {
    let nothing = json!({"Name": null, "Id": null});
    json!({
        "Parent": nothing, "Source": nothing,
        "Error": {"Message": reason, "Test": EARLY_END},
    })
}

fn failure(failure: &FailureRecord) -> Value {
    let parent = failure.parents.last();
    json!({
        "Parent": {"Name": parent.map(|parent| &parent.name), "Id": parent.map(|parent| &parent.id)},
        "Source": {"Name": failure.item.name, "Id": failure.item.id},
        "Error": {"Message": failure.error.message, "Test": failure.error.test},
    })
}
