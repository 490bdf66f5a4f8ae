//! `--baseline`: what was found before and is known, so that only what is new counts.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::super::error::Fault;
use super::super::files;
use crate::finding::Code as _;
use crate::guide::drift::Finding;

/// What makes two findings the same: not their lines, which move.
type Key = (String, String, String);

/// Takes out what a file of findings has, as `--format json` wrote it: each as often as it stands
/// there.
///
/// # Errors
/// The file can't be read, or is none.
pub(super) fn without_known(found: &mut Vec<Finding>, baseline: &Path) -> Result<(), Fault> {
    let text = files::text("baseline", baseline)?;
    let mut known = read(&text).ok_or_else(|| {
        let message = format!("baseline `{}` holds no findings", baseline.display());
        Fault::text(message).hint(Some(
            "write it with `postrider guide check … --format json`".into(),
        ))
    })?;
    found.retain(|finding| {
        let key = (
            finding.code.name().to_owned(),
            slashes(&finding.file),
            finding.message.clone(),
        );
        match known.get_mut(&key).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                false
            }
            None => true,
        }
    });
    Ok(())
}

fn read(text: &str) -> Option<HashMap<Key, usize>> {
    let json: Value = serde_json::from_str(text).ok()?;
    let mut known = HashMap::new();
    for finding in json.get("findings")?.as_array()? {
        let text = |member: &str| finding.get(member).and_then(Value::as_str);
        let key = (
            text("code")?.to_owned(),
            slashes(text("page")?),
            text("message")?.to_owned(),
        );
        *known.entry(key).or_default() += 1;
    }
    Some(known)
}

/// A path that is the same on all systems.
fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}
