//! What an error response says of itself.

use serde_json::Value;

use super::path::shortened;
use crate::exchange::Response;

/// The server's own words, in the members that APIs use for them; `None` where there are none, as
/// in a page of HTML.
pub(crate) fn what_the_server_says(response: &Response) -> Option<String> {
    let text = response.text();
    let Ok(body) = serde_json::from_str::<Value>(&text) else {
        let line = text.lines().find(|line| !line.trim().is_empty())?.trim();
        return (!line.starts_with('<')).then(|| shortened(line));
    };
    let member = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| body.get(name).and_then(Value::as_str))
            .filter(|text| !text.is_empty())
    };
    let summary = member(&[
        "errorSummary",
        "error_description",
        "detail",
        "message",
        "title",
        "error",
    ])?;
    let code = member(&["errorCode", "code"]);
    let causes: Vec<&str> = body
        .get("errorCauses")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|cause| cause.get("errorSummary").and_then(Value::as_str))
        .collect();
    let causes = if causes.is_empty() {
        String::new()
    } else {
        format!(": {}", causes.join("; "))
    };
    Some(format!(
        "{summary}{causes}{}",
        code.map(|code| format!(" ({code})")).unwrap_or_default()
    ))
}
