//! The rules of a policy.

use serde_json::json;

use super::client::{Client, sign_on_rule};

#[tokio::test]
async fn rules_shift_too() {
    let client = Client::new();
    let rules = format!("{}/rules", client.policy("OKTA_SIGN_ON", "P").await);
    for name in ["A", "B"] {
        assert_eq!(
            client.ask("POST", &rules, sign_on_rule(name)).await.status,
            200
        );
    }
    let mut third = sign_on_rule("C");
    third["priority"] = json!(1);
    let third = client.ask("POST", &rules, third).await;
    assert_eq!(client.get(&rules).await.names(), ["C", "A", "B"]);
    let mut moved = sign_on_rule("C");
    moved["priority"] = json!(2);
    let moved = client
        .ask("PUT", &format!("{rules}/{}", third.id()), moved)
        .await;
    assert_eq!((moved.status, &moved.body["priority"]), (200, &json!(2)));
    assert_eq!(client.get(&rules).await.names(), ["A", "C", "B"]);
    assert_eq!(
        client
            .raw("DELETE", &format!("{rules}/{}", third.id()), "")
            .await
            .status,
        204
    );
    assert_eq!(client.get(&rules).await.names(), ["A", "B"]);
}

#[tokio::test]
async fn a_default_rule_keeps_its_cookie_and_its_session_lifetime() {
    let client = Client::new();
    let policy = client.find("OKTA_SIGN_ON", "Stay signed in").await;
    let rules = client.get(&format!("{policy}/rules")).await;
    let default = &rules.body[1];
    let path = format!("{policy}/rules/{}", default["id"].as_str().unwrap());
    for (property, value, status) in [
        ("usePersistentCookie", json!(true), 400),
        ("maxSessionLifetimeMinutes", json!(60), 400),
        ("maxSessionIdleMinutes", json!(60), 200),
    ] {
        let mut actions = default["actions"].clone();
        actions["signon"]["session"][property] = value;
        let body = json!({ "type": "SIGN_ON", "name": "Default Rule", "actions": actions });
        let answer = client.ask("PUT", &path, body).await;
        assert_eq!(answer.status, status, "{property}");
        let named = answer
            .causes()
            .contains(&format!("{property} can't be changed in the Default Rule"));
        assert_eq!(named, status == 400, "{answer:?}");
    }
}
