//! How much of a contract was touched, and what guides have proven, as JSON: for files, and for pages made of it.

use serde_json::{Map, Value, json};

use crate::contract::{AspectKind, Coverage, Covered, Share};
use crate::runner::{Proof, Proofs};

/// Everything that is known of it.
pub(super) fn to_json(coverage: &Coverage) -> Value {
    let mut json = Map::new();
    json.insert("operations".into(), share(coverage.share()));
    for (name, kind) in [
        ("statuses", AspectKind::Status),
        ("parameters", AspectKind::Parameter),
        ("mediaTypes", AspectKind::MediaType),
    ] {
        json.insert(name.into(), share(coverage.share_of(kind)));
    }
    let list = coverage.operations.iter().map(covered);
    let unknown = coverage.unknown.iter();
    let unknown = unknown.map(|(request, times)| json!({"request": request, "times": times}));
    json.insert("violations".into(), json!(coverage.violations()));
    json.insert("list".into(), list.collect());
    json.insert("unknown".into(), unknown.collect());
    json.into()
}

/// What guides have proven, and what not.
pub(super) fn proofs_to_json(proofs: &Proofs) -> Value {
    let list = |list: Vec<&Proof>| -> Value {
        let told = list.into_iter().map(Proof::told);
        told.collect()
    };
    let left = proofs.left().into_iter();
    let left = left.map(|(title, left)| json!({"title": title, "list": list(left)}));
    json!({
        "requests": share(proofs.sent()), "samples": share(proofs.proven()),
        "left": left.collect::<Vec<_>>(),
    })
}

fn share(share: Share) -> Value {
    json!({
        "covered": share.covered, "total": share.total, "percent": (share.percent() * 100.0).floor() / 100.0,
        "text": share.text(),
    })
}

fn covered(covered: &Covered) -> Value {
    let described = &covered.described;
    let aspects = covered.aspects().map(
        |(aspect, times)| json!({"kind": aspect.kind.name(), "name": aspect.name, "times": times}),
    );
    let missed = covered.aspects().filter(|(_, times)| *times == 0);
    let missed: Vec<&str> = missed.map(|(aspect, _)| aspect.name.as_str()).collect();
    json!({
        "method": described.method, "path": described.path,
        "file": described.spot.file, "line": described.spot.line,
        "exchanges": covered.exchanges, "violations": covered.violations,
        "aspects": aspects.collect::<Vec<_>>(), "missed": missed.join(", "),
    })
}
