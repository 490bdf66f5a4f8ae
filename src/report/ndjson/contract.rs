//! What the stream says of contracts, written and read.

use serde_json::{Value, json};

use super::members::{Members, Read, With, count, list, text};
use crate::contract::{Aspect, AspectKind, Described, Inventory, Spot, Touch};

/// What there is to touch.
pub(super) fn inventory(members: Members, inventory: &Inventory) -> Members {
    let operations = inventory.operations.iter().map(|described| {
        json!({
            "file": described.spot.file, "line": described.spot.line, "column": described.spot.column,
            "method": described.method, "path": described.path, "aspects": aspects(&described.aspects),
        })
    });
    members.with("operations", operations.collect())
}

/// What was touched.
pub(super) fn touch(members: Members, touch: &Touch) -> Members {
    let operation = touch.operation.as_ref();
    let spot = operation.map(|spot| {
        json!({"file": spot.file, "line": spot.line, "column": spot.column, "path": touch.path})
    });
    members
        .with("operation", json!(spot))
        .with("request", json!(touch.request))
        .with("aspects", aspects(&touch.aspects))
        .with("violations", json!(touch.violations))
}

fn aspects(aspects: &[Aspect]) -> Value {
    let aspects = aspects.iter();
    aspects
        .map(|aspect| json!({"kind": aspect.kind.name(), "name": aspect.name}))
        .collect()
}

pub(super) fn read_inventory(json: &Value) -> Read<Inventory> {
    let operations = list(json, "operations").map(|operation| {
        Ok(Described {
            spot: spot(operation),
            method: text(operation, "method").to_owned(),
            path: text(operation, "path").to_owned(),
            aspects: read_aspects(operation)?,
        })
    });
    Ok(Inventory {
        operations: operations.collect::<Read<_>>()?,
    })
}

pub(super) fn read_touch(json: &Value) -> Read<Touch> {
    let operation = &json["operation"];
    Ok(Touch {
        operation: operation.is_object().then(|| spot(operation)),
        path: text(operation, "path").to_owned(),
        request: text(json, "request").to_owned(),
        aspects: read_aspects(json)?,
        violations: count(json, "violations"),
    })
}

fn spot(json: &Value) -> Spot {
    Spot {
        file: text(json, "file").to_owned(),
        line: count(json, "line"),
        column: count(json, "column"),
    }
}

fn read_aspects(json: &Value) -> Read<Vec<Aspect>> {
    let aspects = list(json, "aspects").map(|aspect| {
        let kind = text(aspect, "kind");
        let kind = AspectKind::of_name(kind)
            .ok_or_else(|| format!("`{kind}` is nothing that a contract has"))?;
        Ok(Aspect {
            kind,
            name: text(aspect, "name").to_owned(),
        })
    });
    aspects.collect()
}
