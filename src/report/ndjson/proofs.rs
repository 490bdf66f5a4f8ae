//! What the stream says of that which guides prove, written and read.

use serde_json::{Value, json};

use super::members::{Members, With, list, text};
use crate::runner::{Proof, Proofs, Sent};

/// What is proven and what is not.
pub(super) fn members(members: Members, proofs: &Proofs) -> Members {
    let collections = proofs
        .collections
        .iter()
        .map(|sent| json!({"name": sent.name, "requests": written(&sent.requests)}));
    members
        .with("collections", collections.collect())
        .with("samples", written(&proofs.samples))
}

fn written(proofs: &[Proof]) -> Value {
    let proofs = proofs
        .iter()
        .map(|proof| json!({"place": proof.place, "what": proof.what, "proven": proof.is_proven}));
    proofs.collect()
}

pub(super) fn read(json: &Value) -> Proofs {
    let collections = list(json, "collections").map(|sent| Sent {
        name: text(sent, "name").to_owned(),
        requests: proofs(sent, "requests"),
    });
    Proofs {
        collections: collections.collect(),
        samples: proofs(json, "samples"),
    }
}

fn proofs(json: &Value, key: &str) -> Vec<Proof> {
    let proofs = list(json, key).map(|proof| Proof {
        place: text(proof, "place").to_owned(),
        what: text(proof, "what").to_owned(),
        is_proven: proof["proven"] == true,
    });
    proofs.collect()
}
