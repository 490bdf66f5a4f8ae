//! What this project ships, held against Okta's documents.

use std::path::Path;

use postrider::contract::{Contract, Options};
use serde_json::Value;

use crate::program::{only_where_there_is, postrider};

/// What Okta's documents say of the mock org, as its own statuses that no document has aside.
#[test]
fn nothing_false_is_found_in_what_this_project_ships() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let environment = root.join("environments/okta.postman_environment.json");
    let specifications =
        ["policies", "sessions"].map(|name| shared.join(format!("okta/openapi-{name}.json")));
    let policy = shared.join("okta/collections/policy.json");
    let mut runs: Vec<Vec<std::ffi::OsString>> = Vec::new();
    for name in ["okta-policy", "okta-sessions"] {
        let collection = root.join(format!("collections/{name}.postman_collection.json"));
        runs.push(vec![
            "run".into(),
            collection.into(),
            "-e".into(),
            environment.clone().into(),
        ]);
    }
    runs.push(vec![
        "run".into(),
        policy.into(),
        "-e".into(),
        shared.join("okta/example.postman_environment.json").into(),
    ]);
    let page = root.join("guides/delete-all-stay-signed-in-sessions.md");
    runs.push(vec!["guide".into(), "run".into(), page.into()]);
    for arguments in runs {
        let mut command = postrider();
        command
            .args(&arguments)
            .args(["--mock", "okta", "-r", "ndjson"]);
        for specification in &specifications {
            command.arg("--openapi").arg(specification);
        }
        let output = command.output().unwrap();
        let stream = String::from_utf8(output.stdout).unwrap();
        let lines = stream
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let found: Vec<String> = lines
            .filter(|line| line["event"] == "warning")
            .map(|line| line["message"].as_str().unwrap().to_owned())
            .filter(|message| message.starts_with("contract: "))
            // True: Okta's documents leave out what every endpoint may answer.
            .filter(|message| {
                !["400", "401", "405"].iter().any(|status| {
                    message.contains(&format!("the status {status} is not documented"))
                })
            })
            .collect();
        assert_eq!(found, [""; 0], "{arguments:?}");
        assert!(stream.contains("\"event\":\"touched\""), "{arguments:?}");
    }
}

/// Descriptions that others have published, in a folder and those below it.
#[test]
fn what_others_have_published_can_be_read_and_every_schema_compiles() {
    let Some(folder) = only_where_there_is("SPECIFICATIONS") else {
        return;
    };
    let mut folders = vec![folder];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.to_str().unwrap().to_owned();
            let documents = [(name.clone(), std::fs::read_to_string(&path).unwrap())];
            let mut load =
                |address: &str| std::fs::read_to_string(address).map_err(|error| error.to_string());
            let contract = Contract::read(&documents, Options::default(), &mut load);
            let contract = contract.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(contract.faults(), [""; 0], "{name}");
            count += 1;
        }
    }
    assert!(count > 0);
}
