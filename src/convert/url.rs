//! URLs as one text, with their placeholders and the names of their path variables.

use crate::collection::{QueryParam, Url};

/// The URL's text as a user types it: parameters that are off are not in it. Those that it lacks
/// are in the list of parameters.
pub(super) fn text(url: &Url) -> String {
    let mut text = String::new();
    if let Some(protocol) = url
        .protocol
        .as_deref()
        .filter(|protocol| !protocol.is_empty())
    {
        text.push_str(protocol.strip_suffix("://").unwrap_or(protocol));
        text.push_str("://");
    }
    if let Some(named) = &url.auth {
        text.push_str(&named.to_string());
    }
    text.push_str(&url.host_text());
    if let Some(port) = &url.port {
        text.push_str(&format!(":{port}"));
    }
    for segment in url.path.iter().flatten() {
        text.push('/');
        text.push_str(segment);
    }
    let query: Vec<String> = url
        .query
        .iter()
        .filter(|param| is_in_text(param))
        .map(ToString::to_string)
        .collect();
    if !query.is_empty() {
        text.push('?');
        text.push_str(&query.join("&"));
    }
    if let Some(hash) = &url.hash {
        text.push_str(&format!("#{hash}"));
    }
    text
}

/// Whether a parameter stands in the text as well as in the list: it is on, and its name reads the
/// same in both, so that Postman takes it for one.
fn is_in_text(param: &QueryParam) -> bool {
    let is_escaped = param
        .key
        .as_deref()
        .is_some_and(|key| key.contains(['&', '#', '=']) && !key.contains("{{"));
    !param.disabled && !is_escaped
}
