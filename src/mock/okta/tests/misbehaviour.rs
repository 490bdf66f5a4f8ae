//! Orgs that were told to misbehave.

use super::client::Client;
use crate::mock::okta::SERVICE;
use crate::mock::{GENERAL_FAULTS, WHEN};

#[tokio::test]
async fn an_org_told_to_misbehave_does() {
    let policies = "/api/v1/policies?type=OKTA_SIGN_ON";
    let wrong_token = Client::with("wrong-token");
    assert_eq!(wrong_token.get(policies).await.code(), (401, "E0000011"));
    let none = Client::with("no-stay-signed-in-policy");
    assert_eq!(none.get(policies).await.names(), ["Default Policy"]);
    let vanishing = Client::with("policy-vanishes");
    let policy = vanishing.find("OKTA_SIGN_ON", "Stay signed in").await;
    assert_eq!(
        vanishing.get(&format!("{policy}/rules")).await.code(),
        (404, "E0000007")
    );
    let bare = Client::with("only-default-rule");
    let policy = bare.find("OKTA_SIGN_ON", "Stay signed in").await;
    assert_eq!(
        bare.get(&format!("{policy}/rules")).await.names(),
        ["Default Rule"]
    );
    let limited = Client::with("rate-limit-after=1");
    assert_eq!(limited.get(policies).await.status, 200);
    assert_eq!(limited.get(policies).await.code(), (429, "E0000047"));
    let broken = Client::with("server-error=2");
    assert_eq!(broken.get(policies).await.status, 200);
    assert_eq!(broken.get(policies).await.code(), (500, "E0000009"));
    for (fault, code) in [
        ("wrong-access-token", (401, "E0000011")),
        ("missing-scope", (403, "E0000006")),
    ] {
        let client = Client::with(fault);
        assert_eq!(
            client
                .as_user("DELETE", "/idp/myaccount/sessions")
                .await
                .code(),
            code,
            "{fault}"
        );
    }
}

#[test]
fn every_fault_is_in_the_documentation() {
    let page = include_str!("../../../../docs/mock-org.md");
    for fault in SERVICE.faults.iter().chain(&GENERAL_FAULTS) {
        let row = format!("| `{fault}` | {} |\n", fault.help);
        assert!(page.contains(&row), "{row}");
    }
    assert!(page.contains(&format!("`WHEN` is {WHEN}.")));
}
