//! What the JSON report says of the run as a whole.

use serde_json::{Value, json};

use crate::report::parts::{self, Mark};
use crate::runner::{Count, FailureRecord, Flaky, Stats, Summary};

pub(super) fn stats(stats: &Stats) -> Value {
    let count = |count: Count| json!({"total": count.total, "pending": count.pending, "failed": count.failed});
    json!({
        "iterations": count(stats.iterations), "items": count(stats.items), "scripts": count(stats.scripts),
        "prerequests": count(stats.prerequests), "requests": count(stats.requests), "tests": count(stats.tests),
        "assertions": count(stats.assertions), "testScripts": count(stats.test_scripts),
        "prerequestScripts": count(stats.prerequest_scripts),
    })
}

/// What is flaky, and what was tried in vain, where there is any: members of ours.
pub(super) fn tried(summary: &Summary) -> impl Iterator<Item = (&'static str, Value)> {
    let one = |tried: &Flaky| json!({"path": tried.path, "iteration": tried.iteration, "reason": tried.reason()});
    let lists = [("flaky", &summary.flaky), ("givenUp", &summary.given_up)];
    let told = lists.into_iter().filter(|(_, list)| !list.is_empty());
    told.map(move |(name, list)| (name, list.iter().map(one).collect()))
}

pub(super) fn timings(summary: &Summary) -> Value {
    let mut json = serde_json::Map::new();
    let groups = [
        ("response", summary.response_time),
        ("dns", summary.lookup),
        ("firstByte", summary.first_byte),
    ];
    for (name, spread) in groups {
        let measures = [
            ("Average", spread.average()),
            ("Min", spread.min()),
            ("Max", spread.max()),
            ("Sd", spread.deviation()),
        ];
        for (measure, value) in measures {
            json.insert(format!("{name}{measure}"), parts::number(value));
        }
    }
    json.insert("started".into(), json!(summary.started()));
    json.insert("completed".into(), json!(summary.completed()));
    Value::Object(json)
}

pub(super) fn failure(failure: &FailureRecord, item: &Value, sent: Option<Value>) -> Value {
    let mark = &Mark::of_failure(failure);
    let mut source = item.clone();
    match sent {
        Some(sent) if sent.get("id").is_some() => source = sent,
        Some(mut sent) => {
            forget_meta(&mut source);
            source["request"] = sent["request"].take();
        }
        None => {}
    }
    // Newman repeats the whole folder with all its requests in each failure; its name says as much.
    // Of a request that failed it does not know the folder, and whoever compares reports relies on
    // that.
    let parent = failure.parents.last().filter(|_| failure.at != "request");
    let parent = parent.map(|parent| match failure.parents.len() <= 1 {
        true => json!({"info": {"_postman_id": parent.id, "name": parent.name}}),
        false if parent.name.is_empty() => json!({"id": parent.id}),
        false => json!({"id": parent.id, "name": parent.name}),
    });
    let mut json =
        json!({"error": parts::failure_error(failure, mark), "at": failure.at, "source": source});
    if let Some(parent) = parent {
        json["parent"] = parent;
    }
    let mut cursor = parts::cursor(&failure.cursor);
    if let Some(members) = cursor.as_object_mut().filter(|_| is_of_script(failure)) {
        members.shift_remove("execution");
    }
    json["cursor"] = cursor;
    json
}

/// Drops what Postman keeps for itself, which is not in an item that was sent.
fn forget_meta(json: &mut Value) {
    match json {
        Value::Object(members) => {
            members.shift_remove("_");
            members.values_mut().for_each(forget_meta);
        }
        Value::Array(list) => list.iter_mut().for_each(forget_meta),
        _ => {}
    }
}

/// Whether a script failed, not a test in it.
fn is_of_script(failure: &FailureRecord) -> bool {
    failure.error.index.is_none() && failure.at != "request"
}
