//! Policies: lists of them, their order, switching them.

use serde_json::json;

use super::client::Client;

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let client = Client::new();
    client.policy("OKTA_SIGN_ON", "Contractors").await;
    for (query, names) in [
        (
            "type=OKTA_SIGN_ON",
            vec!["Stay signed in", "Contractors", "Default Policy"],
        ),
        ("type=OKTA_SIGN_ON&q=cont", vec!["Contractors"]),
        ("type=OKTA_SIGN_ON&q=xyz", vec![]),
        ("type=OKTA_SIGN_ON&status=INACTIVE", vec![]),
        ("type=OKTA_SIGN_ON&limit=1", vec!["Stay signed in"]),
        (
            "type=OKTA_SIGN_ON&sortBy=name",
            vec!["Contractors", "Default Policy", "Stay signed in"],
        ),
        (
            "q=Okta&type=ACCESS_POLICY&limit=50",
            vec!["Okta Admin Console", "Okta Dashboard"],
        ),
    ] {
        let answer = client.get(&format!("/api/v1/policies?{query}")).await;
        assert_eq!(answer.names(), names, "{query}");
    }
}

#[tokio::test]
async fn following_next_links_reads_a_list_to_its_end() {
    let client = Client::new();
    let (mut path, mut names) = (
        "/api/v1/policies?type=OKTA_SIGN_ON&limit=1".to_owned(),
        Vec::new(),
    );
    loop {
        let answer = client.get(&path).await;
        names.extend(answer.names().into_iter().map(str::to_owned));
        let links = answer
            .headers
            .get_all("link")
            .iter()
            .map(|link| link.to_str().unwrap());
        let Some(next) = links
            .into_iter()
            .find(|link| link.ends_with("rel=\"next\""))
        else {
            break;
        };
        path = next
            .trim_start_matches("<http://org")
            .split_once('>')
            .unwrap()
            .0
            .to_owned();
    }
    assert_eq!(names, ["Stay signed in", "Default Policy"]);
}

#[tokio::test]
async fn priorities_shift_and_the_default_policy_stays_last() {
    let client = Client::new();
    let first = json!({ "type": "OKTA_SIGN_ON", "name": "First", "priority": 1 });
    let created = client.ask("POST", "/api/v1/policies", first).await;
    assert_eq!(created.body["priority"], 1);
    let list = client.get("/api/v1/policies?type=OKTA_SIGN_ON").await;
    assert_eq!(list.names(), ["First", "Stay signed in", "Default Policy"]);
    let priorities: Vec<_> = list
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|policy| &policy["priority"])
        .collect();
    assert_eq!(priorities, [1, 2, 3]);
    let moved = json!({ "type": "OKTA_SIGN_ON", "name": "First", "priority": 9 });
    let moved = client
        .ask("PUT", &format!("/api/v1/policies/{}", created.id()), moved)
        .await;
    assert_eq!(moved.body["priority"], 2, "{moved:?}");
}

#[tokio::test]
async fn policies_and_rules_are_switched_off_and_on() {
    let client = Client::new();
    let policy = client.policy("MFA_ENROLL", "P").await;
    let rule = json!({ "type": "MFA_ENROLL", "name": "R", "actions": { "enroll": { "self": "CHALLENGE" } } });
    let rule = client
        .ask("POST", &format!("{policy}/rules?activate=false"), rule)
        .await;
    assert_eq!(rule.body["status"], "INACTIVE");
    for path in [format!("{policy}/rules/{}", rule.id()), policy] {
        for (step, status, link) in [
            ("activate", "ACTIVE", "deactivate"),
            ("deactivate", "INACTIVE", "activate"),
        ] {
            let answer = client
                .raw("POST", &format!("{path}/lifecycle/{step}"), "")
                .await;
            assert_eq!(answer.status, 204, "{step}");
            let read = client.get(&path).await;
            assert_eq!(read.body["status"], status);
            assert!(read.body["_links"][link].is_object(), "{read:?}");
        }
    }
}

#[tokio::test]
async fn a_catch_all_policy_is_made_with_its_rule() {
    let client = Client::new();
    for kind in ["ACCESS_POLICY", "PROFILE_ENROLLMENT"] {
        let policy = client.policy(kind, "Mine").await;
        let rules = client.get(&format!("{policy}/rules")).await;
        assert_eq!(rules.names(), ["Catch-all Rule"]);
        assert_eq!(
            (&rules.body[0]["priority"], &rules.body[0]["system"]),
            (&json!(99), &json!(true))
        );
        let rule = format!("{policy}/rules/{}", rules.body[0]["id"].as_str().unwrap());
        assert_eq!(
            client.raw("DELETE", &rule, "").await.code(),
            (403, "E0000006")
        );
    }
}

#[tokio::test]
async fn what_okta_made_is_not_deleted_or_switched_off() {
    let client = Client::new();
    let policy = client.find("OKTA_SIGN_ON", "Default Policy").await;
    let rules = client.get(&format!("{policy}/rules")).await;
    let rule = format!("{policy}/rules/{}", rules.body[0]["id"].as_str().unwrap());
    let before = client.snapshot();
    for path in [policy, rule] {
        assert_eq!(
            client.raw("DELETE", &path, "").await.code(),
            (403, "E0000006")
        );
        let deactivate = format!("{path}/lifecycle/deactivate");
        assert_eq!(
            client.raw("POST", &deactivate, "").await.code(),
            (403, "E0000006")
        );
    }
    assert_eq!(client.snapshot(), before);
}
