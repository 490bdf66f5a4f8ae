//! The mock org keeps Okta's published contract: every answer that it gives to the shipped
//! collections, to Okta's own and to requests that are wrong is held against the `OpenAPI`
//! documents.
//!
//! The documents are data that is not part of this project. `POSTRIDER_SHARED` names the folder
//! that holds them (`okta/openapi-policies.json`, …); where it is not set, these tests say so and
//! pass.

mod client;
mod openapi;

use std::collections::BTreeMap;
use std::path::Path;

use postrider::mock::{Options, serve};
use serde_json::{Value, json};

use client::{Answer, Client, Sent};
use openapi::Contract;

use crate::program::only_where_there_is;

fn contract(shared: &Path) -> Contract {
    let document = |name: &str| read(&shared.join("okta").join(name));
    Contract::new([
        document("openapi-policies.json"),
        document("openapi-sessions.json"),
    ])
}

fn read(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Sends every request of a collection, in order, and keeps the ids that later ones need.
async fn walk(client: &mut Client, collection: &Value, seen: &mut dyn FnMut(&str, &Sent, &Answer)) {
    let mut requests = Vec::new();
    flatten(&collection["item"], &mut requests);
    for item in requests {
        let (sent, answer) = client.send_item(item).await;
        client.capture(&sent, &answer);
        seen(item["name"].as_str().expect("a name"), &sent, &answer);
    }
}

fn flatten<'a>(items: &'a Value, requests: &mut Vec<&'a Value>) {
    for item in items.as_array().into_iter().flatten() {
        if item["request"].is_object() {
            requests.push(item);
        }
        flatten(&item["item"], requests);
    }
}

async fn client(faults: &str) -> Client {
    let mock = format!("okta:{faults}").parse().expect("faults");
    let org = serve(mock, Options::default()).await;
    Client::new(org.expect("a free port"))
}

#[tokio::test]
async fn the_shipped_collections_are_answered_as_the_contract_says() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let contract = contract(&shared);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("collections");
    let mut client = client("").await;
    let mut statuses = BTreeMap::new();
    for name in ["okta-policy", "okta-sessions"] {
        let collection = read(&root.join(format!("{name}.postman_collection.json")));
        walk(&mut client, &collection, &mut |name, sent, answer| {
            contract
                .check(sent, answer)
                .unwrap_or_else(|finding| panic!("{name}: {finding}"));
            statuses.insert(name.to_owned(), answer.status);
        })
        .await;
    }
    let refused: Vec<_> = statuses
        .iter()
        .filter(|(_, status)| **status >= 400)
        .collect();
    // The saved body of this request is a start that the reader completes; see its description.
    assert_eq!(
        refused,
        [(&"Update Global Session Policy rule".to_owned(), &400)]
    );
}

#[tokio::test]
async fn oktas_own_collection_is_answered_as_the_contract_says() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let contract = contract(&shared);
    let collection = read(&shared.join("okta/collections/policy.json"));
    let mut client = client("").await;
    let mut requests = 0;
    let mut count = |name: &str, sent: &Sent, answer: &Answer| {
        contract
            .check(sent, answer)
            .unwrap_or_else(|finding| panic!("{name}: {finding}"));
        requests += 1;
    };
    // As it is, then with the ids that its reader is to fill in.
    walk(&mut client, &collection, &mut count).await;
    for (name, id) in [
        ("groupId", "00gAbCdEfGhIjKlMn5d7"),
        ("networkZoneId", "nzoAbCdEfGhIjKlMn5d7"),
        ("userTypeId", "otyAbCdEfGhIjKlMn5d7"),
    ] {
        client.set(name, id);
    }
    walk(&mut client, &collection, &mut count).await;
    assert_eq!(requests, 88);
}

#[test]
fn the_policy_collection_has_the_names_methods_and_paths_of_oktas() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("collections/okta-policy.postman_collection.json");
    let [ours, oktas] = [ours, shared.join("okta/collections/policy.json")].map(|path| {
        let mut requests = Vec::new();
        name_requests(&read(&path)["item"], "", &mut requests);
        requests.sort();
        requests
    });
    assert_eq!(ours, oktas);
}

/// Writes each request as its folder, name, method and URL.
fn name_requests(items: &Value, folder: &str, requests: &mut Vec<String>) {
    for item in items.as_array().into_iter().flatten() {
        let name = format!("{folder}/{}", item["name"].as_str().expect("a name"));
        if let Some(method) = item["request"]["method"].as_str() {
            let url = item["request"]["url"]["raw"].as_str().expect("a URL");
            requests.push(format!("{name}: {method} {}", url.trim_end_matches('/')));
        }
        name_requests(&item["item"], &name, requests);
    }
}

#[tokio::test]
async fn every_policy_type_is_listed_as_the_contract_says() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let contract = contract(&shared);
    let client = client("").await;
    for kind in contract.policy_types() {
        let (sent, answer) = client
            .administer("GET", &format!("/api/v1/policies?type={kind}"), None)
            .await;
        contract
            .check(&sent, &answer)
            .unwrap_or_else(|finding| panic!("{kind}: {finding}"));
        let id = answer.body[0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{kind}: no policy"));
        for part in ["", "/rules", "/app", "/mappings"] {
            let path = format!("/api/v1/policies/{id}{part}");
            let (sent, answer) = client.administer("GET", &path, None).await;
            assert_eq!(answer.status, 200);
            contract
                .check(&sent, &answer)
                .unwrap_or_else(|finding| panic!("{kind}: {finding}"));
        }
    }
}

#[tokio::test]
async fn refusals_have_the_form_that_the_contract_says() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let contract = contract(&shared);
    let client = client("").await;
    let (_, list) = client
        .administer("GET", "/api/v1/policies?type=OKTA_SIGN_ON", None)
        .await;
    let [own, default] = [0, 1].map(|place| {
        let id = list.body[place]["id"].as_str().unwrap();
        format!("/api/v1/policies/{id}")
    });
    for (method, path, body, status) in [
        (
            "POST",
            "/api/v1/policies".to_owned(),
            json!({ "name": "N" }),
            400,
        ),
        (
            "PUT",
            own.clone(),
            json!({ "type": "PASSWORD", "name": "N" }),
            400,
        ),
        (
            "POST",
            format!("{own}/rules"),
            json!({ "type": "SIGN_ON" }),
            400,
        ),
        ("DELETE", default.clone(), Value::Null, 403),
        (
            "POST",
            format!("{default}/lifecycle/deactivate"),
            Value::Null,
            403,
        ),
        ("GET", "/api/v1/policies/none".to_owned(), Value::Null, 404),
        ("PUT", format!("{own}/rules/none"), json!({}), 404),
        ("DELETE", format!("{own}/rules/none"), Value::Null, 404),
    ] {
        let body = (!body.is_null()).then(|| body.to_string());
        let (sent, answer) = client.administer(method, &path, body).await;
        assert_eq!(answer.status, status, "{method} {path}");
        contract
            .check(&sent, &answer)
            .unwrap_or_else(|finding| panic!("{method} {path}: {finding}"));
    }
}

#[tokio::test]
async fn tokens_and_limits_are_refused_in_the_form_that_the_contract_says() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let contract = contract(&shared);
    let policies = "/api/v1/policies?type=PASSWORD";
    let limited = client("rate-limit-after=0").await;
    let (sent, answer) = limited.administer("GET", policies, None).await;
    assert_eq!(answer.status, 429);
    contract.check(&sent, &answer).unwrap();
    let sessions = "/idp/myaccount/sessions";
    for (headers, status) in [
        (vec![("Authorization", "Bearer nothing")], 401),
        (
            vec![("Authorization", "Bearer nothing"), ("Accept", "text/html")],
            406,
        ),
    ] {
        let (sent, answer) = client("")
            .await
            .send(("DELETE", sessions), &headers, None)
            .await;
        assert_eq!(answer.status, status);
        contract.check(&sent, &answer).unwrap();
    }
}

#[tokio::test]
async fn an_answer_that_breaks_the_contract_is_found() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let contract = contract(&shared);
    let client = client("").await;
    let (sent, list) = client
        .administer("GET", "/api/v1/policies?type=OKTA_SIGN_ON", None)
        .await;
    let path = format!(
        "/api/v1/policies/{}/rules",
        list.body[0]["id"].as_str().unwrap()
    );
    let (rules_sent, rules) = client.administer("GET", &path, None).await;
    for (sent, answer, pointer, value) in [
        (&sent, &list, "/0/type", json!("NO_SUCH")),
        (&sent, &list, "/0/created", json!("yesterday")),
        (&sent, &list, "/0/priority", json!("1")),
        (&rules_sent, &rules, "/0/type", json!("OKTA_SIGN_ON")),
        (
            &rules_sent,
            &rules,
            "/0/actions/signon/access",
            json!("MAYBE"),
        ),
        (&rules_sent, &rules, "/0/_links/self", json!({})),
        (
            &rules_sent,
            &rules,
            "/0/conditions/network/connection",
            json!("ON_NETWORK"),
        ),
    ] {
        let mut broken = Answer {
            body: answer.body.clone(),
            headers: answer.headers.clone(),
            ..*answer
        };
        *broken.body.pointer_mut(pointer).unwrap() = value;
        let finding = contract.check(sent, &broken).expect_err(pointer);
        assert!(
            finding.contains(pointer.rsplit('/').next().unwrap()),
            "{pointer}: {finding}"
        );
    }
    let undocumented = Answer {
        status: 418,
        body: Value::Null,
        headers: list.headers.clone(),
    };
    assert!(contract.check(&sent, &undocumented).is_err());
}
