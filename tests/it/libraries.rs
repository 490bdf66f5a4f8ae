//! Libraries with jsbn within, as npm has them: what they compute here is what they compute under
//! Node. They are there where `POSTRIDER_LIBRARIES` names the folder that `.ci/run` has installed
//! them into; elsewhere this test says that it is skipped.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Folder, only_where_there_is, postrider};

const WORK: &str = include_str!("../libraries/work.js");
const KEY: &str = include_str!("../data/keys/rsa.pem");

/// What the work answers under Node.
fn under_node(library: &Path) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let output = Command::new("node")
        .arg(folder.join("libraries/node.cjs"))
        .arg(library)
        .arg(folder.join("data/keys/rsa.pem"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What it answers here.
fn under_postrider(library: &Path) -> Vec<Value> {
    let script = format!(
        "{WORK}\npm.environment.set('results', JSON.stringify(work(pm.variables.get('library'), \
         pm.variables.get('key'))));\npm.execution.skipRequest();"
    );
    let text = fs::read_to_string(library).unwrap();
    let collection = json!({
        "info": {"name": "C"},
        "variable": [{"key": "library", "value": text}, {"key": "key", "value": KEY}],
        "item": [{
            "name": "one",
            "request": "http://localhost:1",
            "event": [{"listen": "prerequest", "script": {"exec": script}}],
        }],
    });
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let output = postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--export-environment", "e.json"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let environment = fs::read(folder.path().join("e.json")).unwrap();
    let environment: Value = serde_json::from_slice(&environment).unwrap();
    let results = environment["values"][0]["value"].as_str().unwrap();
    serde_json::from_str(results).unwrap()
}

#[test]
fn libraries_with_jsbn_within_compute_what_they_compute_under_node() {
    let Some(folder) = only_where_there_is("LIBRARIES") else {
        return;
    };
    for library in [
        "jsrsasign10/lib/jsrsasign-all-min.js",
        "jsrsasign11/lib/jsrsasign-all-min.js",
        "node-forge0/dist/forge.min.js",
        "node-forge1/dist/forge.min.js",
    ] {
        let library = folder.join(library);
        let (ours, theirs) = (under_postrider(&library), under_node(&library));
        assert_eq!(ours.len(), theirs.len());
        for (place, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            assert_eq!(ours, theirs, "{} {place}", library.display());
        }
    }
}
