//! `--list`: what would run, in order.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Exit;
use super::error::Fault;
use super::messages;
use crate::collection::Request;
use crate::runner::{Keeper, Plan, Planned, Unit};
use crate::text::{self, Start};

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One request a line.
    Text,
    /// A JSON document.
    Json,
}

/// Prints the requests of the plans, or of these units of theirs, without the secrets that `keeper`
/// knows or that stand in the collections.
pub(super) fn print(
    plans: &[Plan],
    units: Option<Vec<&Unit>>,
    form: Form,
    keeper: &Keeper,
) -> Result<Exit, Fault> {
    for plan in plans {
        keeper.learn_collection(&plan.collection);
    }
    let listing = match (form, units) {
        (Form::Text, None) => plans
            .iter()
            .map(|plan| as_text(&heading(plan), &plan.items, keeper))
            .collect(),
        (Form::Text, Some(units)) => units
            .iter()
            .map(|unit| as_text(&heading_of(unit), items(unit, plans), keeper))
            .collect(),
        (Form::Json, None) => {
            let list = plans.iter().map(|plan| as_json(plan, &plan.items, keeper));
            to_text(&list.collect())?
        }
        (Form::Json, Some(units)) => {
            let list = units.iter().map(|unit| {
                let mut json = as_json(&plans[unit.plan], items(unit, plans), keeper);
                json["unit"] =
                    json!({"number": unit.number, "name": keeper.secrets().mask_name(&unit.name)});
                json["iterations"] = json!(unit.part.iterations.len());
                json
            });
            to_text(&list.collect())?
        }
    };
    messages::print(&listing)
}

fn to_text(list: &Vec<Value>) -> Result<String, Fault> {
    Ok(text::sanitise_json(&serde_json::to_string_pretty(list)?).into_owned() + "\n")
}

/// A line for each request: method, path, URL; above them a line of their own.
fn as_text(heading: &str, items: &[Arc<Planned>], keeper: &Keeper) -> String {
    let name = |name: &str| keeper.secrets().mask_name(name).into_owned();
    let mut listing = harmless(&name(heading)) + "\n";
    let method_width = items.iter().map(|item| method(item).len()).max();
    let method_width = method_width.unwrap_or(0);
    for item in items {
        let line = format!(
            "  {:<method_width$}  {}  {}",
            method(item),
            name(&item.path()),
            url(item, keeper)
        );
        // Writing to a string can't fail.
        let _ = writeln!(listing, "{}", harmless(line.trim_end()));
    }
    listing
}

/// The requests of a unit.
fn items<'p>(unit: &Unit, plans: &'p [Plan]) -> &'p [Arc<Planned>] {
    let items = plans[unit.plan].items.get(unit.part.items.clone());
    items.unwrap_or_default()
}

/// The unit's name, and how many requests are in it.
fn heading_of(unit: &Unit) -> String {
    let requests = text::plural(unit.part.items.len(), "request");
    match unit.part.iterations.len() {
        1 => format!("{}: {requests}", unit.name),
        count => format!(
            "{}: {requests}, {}",
            unit.name,
            text::plural(count, "iteration")
        ),
    }
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

fn as_json(plan: &Plan, items: &[Arc<Planned>], keeper: &Keeper) -> Value {
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
        "requests": items.iter().map(|planned| item(planned)).collect::<Vec<_>>(),
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
