//! `--list`: what would run, in order.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Exit;
use super::error::Fault;
use super::messages;
use crate::collection::Request;
use crate::runner::{Plan, Planned};
use crate::text;

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One request a line.
    Text,
    /// A JSON document.
    Json,
}

/// Prints the requests of the plans.
pub(super) fn print(plans: &[Plan], form: Form) -> Result<Exit, Fault> {
    let listing = match form {
        Form::Text => as_text(plans),
        Form::Json => {
            let list: Vec<Value> = plans.iter().map(as_json).collect();
            serde_json::to_string_pretty(&list)? + "\n"
        }
    };
    messages::print(listing.as_bytes())
}

/// A line for each request: method, path, URL. Each collection begins with a line of its own.
fn as_text(plans: &[Plan]) -> String {
    let mut listing = String::new();
    for plan in plans {
        // Writing to a string can't fail.
        let _ = writeln!(listing, "{}", text::sanitise(&heading(plan)));
        let method_width = plan
            .items
            .iter()
            .map(|item| method(item).len())
            .max()
            .unwrap_or(0);
        for item in &plan.items {
            let line = format!(
                "  {:<method_width$}  {}  {}",
                method(item),
                item.path(),
                url(item)
            );
            let _ = writeln!(listing, "{}", text::sanitise(line.trim_end()));
        }
    }
    listing
}

/// The collection's name, how many requests run of it, and how often.
pub(super) fn heading(plan: &Plan) -> String {
    let times = text::plural(plan.iterations, "iteration");
    format!(
        "{}: {}, {times}",
        plan.collection.name,
        text::plural(plan.items.len(), "request")
    )
}

fn as_json(plan: &Plan) -> Value {
    let item = |item: &Planned| {
        json!({
            "id": item.item.id, "name": item.item.name, "folders": item.folders().collect::<Vec<_>>(),
            "method": method(item), "url": url(item), "pointer": item.item.pointer,
        })
    };
    json!({
        "collection": {"id": plan.collection.id, "name": plan.collection.name},
        "iterations": plan.iterations,
        "requests": plan.items.iter().map(|planned| item(planned)).collect::<Vec<_>>(),
    })
}

fn method(item: &Planned) -> &str {
    item.item
        .request()
        .map_or("", |request: &Request| request.method.as_str())
}

fn url(item: &Planned) -> String {
    item.item
        .request()
        .map(|request| request.url.to_string())
        .unwrap_or_default()
}
