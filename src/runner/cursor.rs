//! Where in a run something happens.

use serde_json::{Map, Value, json};

/// A place in a run: which item of which iteration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The item's number within the iteration, from 0.
    pub position: usize,
    /// The iteration's number, from 0.
    pub iteration: usize,
    /// How many items an iteration has.
    pub length: usize,
    /// How many iterations there are.
    pub cycles: usize,
    /// The number of the collection among those that run, from 0.
    pub collection: usize,
    /// The number of the unit among those of the run, from 0, where it runs in units.
    pub unit: Option<usize>,
    /// A UUID for this one execution of the item.
    pub reference: String,
    /// A UUID for the request being sent.
    pub http_request_id: Option<String>,
    /// The id of the event whose script runs.
    pub event_id: Option<String>,
    /// The id of the script that runs.
    pub script_id: Option<String>,
    /// A UUID for this one execution of the script.
    pub execution: Option<String>,
}

impl Cursor {
    /// What tells iterations apart behind a name: ` (iteration 2)`, or nothing where there is only
    /// one.
    pub fn suffix(&self) -> String {
        if self.cycles > 1 {
            format!(" (iteration {})", self.iteration + 1)
        } else {
            String::new()
        }
    }

    /// The cursor as reports show it.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("position".into(), json!(self.position));
        json.insert("iteration".into(), json!(self.iteration));
        json.insert("length".into(), json!(self.length));
        json.insert("cycles".into(), json!(self.cycles));
        json.insert("empty".into(), json!(self.length == 0));
        json.insert("eof".into(), json!(self.position + 1 >= self.length));
        json.insert("bof".into(), json!(self.position == 0));
        json.insert("cr".into(), json!(self.position == 0 && self.iteration > 0));
        json.insert("ref".into(), json!(self.reference));
        if self.collection > 0 {
            json.insert("collection".into(), json!(self.collection));
        }
        let optional = [
            ("eventId", &self.event_id),
            ("scriptId", &self.script_id),
            ("execution", &self.execution),
            ("httpRequestId", &self.http_request_id),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                json.insert(name.into(), json!(value));
            }
        }
        Value::Object(json)
    }
}
