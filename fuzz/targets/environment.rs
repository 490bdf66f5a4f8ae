//! Environments and globals.

use postrider::collection::{self, Environment, EnvironmentKind, Variable};
use postrider::document;
use serde_json::{Value, json};

/// An environment is read, or the place is told that can't be; its variables, exported, are the same
/// variables.
pub fn run(data: &[u8]) {
    let Ok(json) = collection::decode("environment", "e", data) else {
        return;
    };
    for kind in [EnvironmentKind::Environment, EnvironmentKind::Globals] {
        match read(&json, kind) {
            Ok(once) => check_exported(&once, kind),
            Err(problem) => {
                assert!(json.pointer(&problem.pointer).is_some(), "{problem}");
                let text = collection::text_of(data);
                let line = document::Node::parse_json(&text)
                    .ok()
                    .and_then(|node| node.find(&problem.pointer).map(|found| found.at));
                assert!(line.is_some(), "{problem}");
            }
        }
    }
}

fn read(json: &Value, kind: EnvironmentKind) -> Result<Environment, collection::Problem> {
    Environment::parse(json, kind, &mut || "new".to_owned())
}

fn check_exported(once: &Environment, kind: EnvironmentKind) {
    let values: Vec<Value> = once.values.iter().map(Variable::exported).collect();
    let again = read(
        &json!({"id": once.id, "name": once.name, "values": values}),
        kind,
    )
    .expect("what was exported can be read");
    assert_eq!(again.name, once.name);
    let again: Vec<_> = again.values.iter().map(said).collect();
    let once: Vec<_> = once.values.iter().map(said).collect();
    assert_eq!(again, once);
}

/// What of a variable matters in a run.
fn said(variable: &Variable) -> (String, bool, bool) {
    (
        variable.key.clone(),
        variable.disabled,
        variable.is_secret(),
    )
}
