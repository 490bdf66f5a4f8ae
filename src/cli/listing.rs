//! `--list`: what would run, in order.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Exit;
use super::error::Fault;
use super::messages;
use crate::collection::Request;
use crate::runner::{Keeper, Plan, Planned};
use crate::text::{self, Start};

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One request a line.
    Text,
    /// A JSON document.
    Json,
}

/// Prints the requests of the plans, without the secrets that `keeper` knows or that stand in the
/// collections.
pub(super) fn print(plans: &[Plan], form: Form, keeper: &Keeper) -> Result<Exit, Fault> {
    for plan in plans {
        keeper.learn_collection(&plan.collection);
    }
    let listing = match form {
        Form::Text => as_text(plans, keeper),
        Form::Json => {
            let list: Vec<Value> = plans.iter().map(|plan| as_json(plan, keeper)).collect();
            text::sanitise_json(&serde_json::to_string_pretty(&list)?).into_owned() + "\n"
        }
    };
    messages::print(&listing)
}

/// A line for each request: method, path, URL. Each collection begins with a line of its own.
fn as_text(plans: &[Plan], keeper: &Keeper) -> String {
    let name = |name: &str| keeper.secrets().mask_name(name).into_owned();
    let mut listing = String::new();
    for plan in plans {
        // Writing to a string can't fail.
        let _ = writeln!(listing, "{}", harmless(&name(&heading(plan))));
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
                name(&item.path()),
                url(item, keeper)
            );
            let _ = writeln!(listing, "{}", harmless(line.trim_end()));
        }
    }
    listing
}

/// A text as a line that nobody takes for several, or for a command.
fn harmless(line: &str) -> String {
    text::without_commands(&text::sanitise_line(line), Start::OfLine).into_owned()
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

fn as_json(plan: &Plan, keeper: &Keeper) -> Value {
    let name = |name: &str| keeper.secrets().mask_name(name).into_owned();
    let item = |item: &Planned| {
        json!({
            "id": item.item.id, "name": name(&item.item.name), "folders": item.folders().map(name).collect::<Vec<_>>(),
            "method": method(item), "url": url(item, keeper), "pointer": item.item.pointer,
        })
    };
    json!({
        "collection": {"id": plan.collection.id, "name": name(&plan.collection.name)},
        "iterations": plan.iterations,
        "requests": plan.items.iter().map(|planned| item(planned)).collect::<Vec<_>>(),
    })
}

fn method(item: &Planned) -> &str {
    item.item
        .request()
        .map_or("", |request: &Request| request.method.as_str())
}

fn url(item: &Planned, keeper: &Keeper) -> String {
    item.item
        .request()
        .map(|request| keeper.shown_url(&request.url))
        .unwrap_or_default()
}
