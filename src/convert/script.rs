//! Scripts of requests, folders and collections.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Losses;
use crate::collection::{ItemEvent, Listen, Protocol};

/// Whose scripts they are, which decides what v3 calls their types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// A request over HTTP.
    Http,
    /// A GraphQL request.
    GraphQl,
    /// A collection or a folder, above requests over HTTP.
    Level,
    /// A collection or a folder, above GraphQL requests.
    LevelOfGraphQl,
}

impl Owner {
    /// Whether a script that is for one protocol alone is one of its.
    fn has(self, only: Option<Protocol>) -> bool {
        match self {
            Self::Http | Self::GraphQl => true,
            Self::Level => only.is_none_or(|only| only == Protocol::Http),
            Self::LevelOfGraphQl => only.is_none_or(|only| only == Protocol::GraphQl),
        }
    }

    fn kind(self, listen: Listen) -> &'static str {
        match (self, listen) {
            (Self::Http, Listen::Prerequest) => "beforeRequest",
            (Self::Http | Self::GraphQl, Listen::Test) => "afterResponse",
            (Self::GraphQl, Listen::Prerequest) => "beforeQuery",
            (Self::Level, Listen::Prerequest) => "http:beforeRequest",
            (Self::Level, Listen::Test) => "http:afterResponse",
            (Self::LevelOfGraphQl, Listen::Prerequest) => "graphql:beforeQuery",
            (Self::LevelOfGraphQl, Listen::Test) => "graphql:afterResponse",
        }
    }
}

/// The scripts that run. Empty ones are left out.
pub(super) fn list(events: &[Arc<ItemEvent>], owner: Owner, losses: &mut Losses) -> Vec<Value> {
    let mut list = Vec::new();
    for event in events {
        if event.script.source.is_empty() || !owner.has(event.only) {
            continue;
        }
        if event.disabled {
            losses.tell(format!(
                "a `{}` script that is off, which v3 can't say: it is left out",
                event.listen.name()
            ));
            continue;
        }
        list.push(script(event, owner, losses));
    }
    list
}

fn script(event: &ItemEvent, owner: Owner, losses: &mut Losses) -> Value {
    let mut json = Map::new();
    json.insert("type".into(), json!(owner.kind(event.listen)));
    json.insert("code".into(), json!(&*event.script.source));
    json.insert("language".into(), json!("text/javascript"));
    if let Some(packages) = event
        .script
        .packages
        .as_ref()
        .filter(|packages| !is_nothing(packages))
    {
        match packages.as_object() {
            Some(packages) => {
                json.insert(
                    "packages".into(),
                    packages
                        .iter()
                        .map(|(name, package)| (name.clone(), package_of(package)))
                        .collect(),
                );
            }
            None => losses.tell("the packages of a script, which are no object"),
        }
    }
    Value::Object(json)
}

/// A package as v3 has it: its id, if it is known.
fn package_of(package: &Value) -> Value {
    package
        .get("id")
        .map_or_else(|| json!({}), |id| json!({"id": id}))
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}
