//! A request's file.

use std::sync::Arc;

use serde_json::Value;

use super::fields::{Pair, Reading};
use super::{Manner, auth, body, script, settings, url};
use crate::collection::dialect::PROTOCOLS;
use crate::collection::{Body, Dialect, Header, Item, ItemKind, Mode, Protocol, Request};
use crate::document::Node;
use crate::text;

/// What the file of a request may hold at its top.
const KEYS: [&str; 15] = [
    "$kind",
    "name",
    "description",
    "id",
    "order",
    "method",
    "url",
    "headers",
    "queryParams",
    "pathVariables",
    "body",
    "auth",
    "scripts",
    "settings",
    "examples",
];

/// What that of a GraphQL request may hold.
const GRAPHQL_KEYS: [&str; 15] = [
    "$kind",
    "name",
    "description",
    "id",
    "order",
    "url",
    "headers",
    "query",
    "variables",
    "operationName",
    "schema",
    "auth",
    "scripts",
    "settings",
    "examples",
];

/// What a file is called and known by that does not say so itself.
pub(super) struct Known {
    /// Its name.
    pub(super) name: String,
    /// Its id.
    pub(super) id: String,
    /// Its place in the collection.
    pub(super) pointer: String,
}

/// A request and its place among its neighbours.
pub(super) struct Read {
    pub(super) order: f64,
    pub(super) item: Item,
}

/// Reads a request. What can't be read is noted; the request is as far as it could be read.
pub(super) fn read(node: &Node, known: Known, reading: &mut Reading) -> Read {
    let Some(protocol) = protocol(node, reading) else {
        return Read {
            order: 0.0,
            item: unreadable(known),
        };
    };
    let order = reading.order(node);
    let is_given = |key: &str| node.get(key).is_some_and(|value| !value.is_null());
    let mut item = unreadable(known);
    if matches!(protocol, Protocol::GraphQl | Protocol::Grpc) {
        reading.refused_by_postman(
            node.at,
            format!("a {} request needs a login", protocol.name()),
        );
    }
    if is_given("name") {
        item.name = reading.text(node, "name").unwrap_or(item.name);
    }
    if is_given("id") {
        item.id = reading.text(node, "id").unwrap_or(item.id);
    }
    if is_given("description") {
        let description = reading.text(node, "description");
        item.description = description.map(|text| Value::String(text).into());
    }
    let request = match protocol {
        Protocol::Http => {
            reading.unknown_keys(node, &KEYS);
            http(node, reading)
        }
        Protocol::GraphQl => {
            reading.unknown_keys(node, &GRAPHQL_KEYS);
            graphql(node, reading)
        }
        protocol => Request {
            url: url::read(node, &mut Reading::unheard()),
            protocol,
            ..no_request()
        },
    };
    let request = Request {
        dialect: match reading.manner {
            Manner::Documented => Dialect::V3,
            Manner::Postman => Dialect::Letter,
        },
        ..request
    };
    if protocol.is_spoken() {
        item.events = script::read(node, script::Level::Request, &item.id, reading);
        item.behavior = Some(settings::read(node, reading).into());
    }
    item.kind = ItemKind::Request {
        request: Box::new(request),
        responses: Vec::new(),
    };
    Read { order, item }
}

/// A request of which nothing is known but what it is called.
pub(super) fn unreadable(known: Known) -> Item {
    Item {
        pointer: known.pointer,
        ..Item::of_request(known.id, known.name, no_request())
    }
}

fn no_request() -> Request {
    Request {
        method: "GET".into(),
        dialect: Dialect::V3,
        ..Request::default()
    }
}

fn protocol(node: &Node, reading: &mut Reading) -> Option<Protocol> {
    if node.entries().is_none() {
        let found = node.describe();
        reading.wrong(node.at, format!("the file is {found}, expected a map"));
        return None;
    }
    let Some(kind) = node.get("$kind") else {
        reading.odd(node.at, "`$kind` is missing; it is read as `http-request`");
        return Some(Protocol::Http);
    };
    let name = reading.string("$kind", kind)?;
    let protocol = Protocol::of_kind(&name);
    if protocol.is_none() {
        let message = format!("`$kind` is `{name}`, expected `http-request` or another request");
        reading.wrong(kind.at, message);
        let names = PROTOCOLS.iter().map(|(name, ..)| *name);
        reading.hint(text::did_you_mean(&name, names));
    }
    protocol
}

fn http(node: &Node, reading: &mut Reading) -> Request {
    let method = node
        .get("method")
        .and_then(|_| reading.text(node, "method"));
    Request {
        method: method.map_or_else(|| "GET".into(), |method| method.to_uppercase()),
        url: url::read(node, reading),
        headers: headers(node, reading),
        body: body::read(node, reading).map(Box::new),
        auth: auth::of_request(node, reading).map(Box::new),
        ..no_request()
    }
}

/// A GraphQL request is sent as one of schema v2.1's mode `graphql`.
fn graphql(node: &Node, reading: &mut Reading) -> Request {
    let variables = node.get("variables").map(Node::to_json);
    let graphql = Mode::GraphQl {
        query: node.get("query").and_then(|_| reading.text(node, "query")),
        operation_name: node
            .get("operationName")
            .and_then(|_| reading.text(node, "operationName")),
        variables: variables.unwrap_or_default().into(),
    };
    let body = Body {
        mode: graphql,
        ..Body::default()
    };
    Request {
        method: "POST".into(),
        url: url::read(node, reading),
        headers: headers(node, reading),
        body: Some(body.into()),
        auth: auth::of_request(node, reading).map(Box::new),
        protocol: Protocol::GraphQl,
        ..no_request()
    }
}

/// The headers of a request, or of an answer.
pub(super) fn headers(node: &Node, reading: &mut Reading) -> Vec<Header> {
    let header = |pair: Pair| Header {
        disabled: pair.disabled,
        note: pair.note,
        ..Header::new(pair.key, pair.value.unwrap_or_default())
    };
    let pairs = reading.pairs(node, "headers");
    pairs.into_iter().map(header).collect()
}

/// A folder's item.
pub(super) fn folder(known: Known, items: Vec<Arc<Item>>) -> Item {
    Item {
        kind: ItemKind::Folder(items),
        ..unreadable(known)
    }
}
