//! How long units took: a file that one run writes, and by which the next deals its units.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::error::Fault;
use crate::cli::files;
use crate::report::{Readers, ReportFile};
use crate::runner::Times;

/// The version of the file.
const VERSION: u64 = 1;

/// What the file is called in messages.
const KIND: &str = "timings";

/// Reads how long units took.
pub(super) fn read(path: &Path) -> Result<Times, Fault> {
    let json = files::json(KIND, path)?;
    let units = json["units"]
        .as_object()
        .filter(|_| json["version"] == VERSION);
    let Some(units) = units else {
        let hint = "`--export-timings` writes such a file".to_owned();
        let found = match &json["version"] {
            Value::Null => "expected `version` and `units`".to_owned(),
            version => format!("expected version {VERSION} with `units`, found version {version}"),
        };
        let message = format!("{KIND} `{}`: {found}", path.display());
        return Err(Fault::text(message).hint(Some(hint)));
    };
    let time = |(name, time): (&String, &Value)| match time.as_u64() {
        Some(time) => Ok((name.clone(), time)),
        None => Err(Fault::text(format!(
            "{KIND} `{}`: `{name}` is {time}, expected milliseconds",
            path.display()
        ))),
    };
    units.iter().map(time).collect()
}

/// Writes how long units took, in milliseconds.
pub(in crate::cli) fn write(path: &Path, by: &str, times: &[(String, u64)]) -> Result<(), Fault> {
    let units: serde_json::Map<String, Value> = times
        .iter()
        .map(|(name, took)| (name.clone(), json!(took)))
        .collect();
    let json = json!({"version": VERSION, "by": by, "units": units});
    let text = serde_json::to_string_pretty(&json)? + "\n";
    ReportFile::write(path, &text, Readers::Usual).map_err(Fault::new)
}
