//! The org as a whole.

use serde_json::{Value, json};

use super::client::Client;

#[tokio::test]
async fn the_guide_works_and_changes_nothing_but_the_cookie() {
    let client = Client::new();
    let policy = client.find("OKTA_SIGN_ON", "Stay signed in").await;
    let rules = client.get(&format!("{policy}/rules")).await;
    assert_eq!(rules.names(), ["Private devices", "Default Rule"]);
    let mut actions = rules.body[0]["actions"].clone();
    actions["signon"]["session"]["usePersistentCookie"] = json!(true);
    let rule = format!("{policy}/rules/{}", rules.body[0]["id"].as_str().unwrap());
    let body = json!({
        "name": "My Updated Policy Rule",
        "type": "SIGN_ON",
        "conditions": {
            "people": { "users": { "exclude": [] } },
            "network": { "connection": "ON_NETWORK" },
            "authContext": { "authType": "ANY" },
        },
        "actions": actions,
    });
    let updated = client.ask("PUT", &rule, body).await;
    assert_eq!(updated.status, 200, "{updated:?}");
    assert_eq!(updated.body["actions"], actions);
    assert_eq!(client.get(&rule).await.body, updated.body);
    assert_eq!(
        client
            .as_user("DELETE", "/idp/myaccount/sessions")
            .await
            .status,
        204
    );
    let users = &client.snapshot()["users"];
    assert_eq!(
        (&users[0]["sessions"], &users[0]["tokens"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(users[1]["sessions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn every_answer_carries_okta_headers() {
    let client = Client::new();
    for answer in [
        client.get("/api/v1/policies?type=PASSWORD").await,
        client.get("/nowhere").await,
    ] {
        assert_eq!(answer.headers["x-rate-limit-limit"], "100000");
        assert!(answer.headers.contains_key("x-rate-limit-remaining"));
        assert!(answer.headers.contains_key("x-rate-limit-reset"));
        assert_eq!(answer.headers["x-okta-request-id"].len(), 27);
    }
}

#[tokio::test]
async fn what_was_read_can_be_put_back() {
    let client = Client::new();
    let before = client.snapshot();
    for policy in before["policies"].as_array().unwrap() {
        let path = format!("/api/v1/policies/{}", policy["id"].as_str().unwrap());
        let rules = policy["rules"].as_array().unwrap().iter();
        let rules = rules.map(|rule| format!("{path}/rules/{}", rule["id"].as_str().unwrap()));
        for path in rules.chain([path.clone()]) {
            let read = client.get(&path).await.body;
            let put = client.ask("PUT", &path, read).await;
            assert_eq!(put.status, 200, "{path}: {put:?}");
        }
    }
    let mut after = client.snapshot();
    let mut before = before;
    without_times(&mut before);
    without_times(&mut after);
    assert_eq!(after, before);
}

#[test]
fn orgs_hold_the_same() {
    let snapshot = || Client::new().snapshot();
    let (mut one, mut other) = (snapshot(), snapshot());
    for org in [&mut one, &mut other] {
        without_times(org);
    }
    assert_eq!(one, other);
}

/// Times run on between two orgs, by microseconds that may pass a millisecond.
fn without_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| name != "created" && name != "lastUpdated");
            members.values_mut().for_each(without_times);
        }
        Value::Array(entries) => entries.iter_mut().for_each(without_times),
        _ => {}
    }
}
