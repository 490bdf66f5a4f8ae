//! What the org does not take, and how it says so.

use axum::http::StatusCode;
use serde_json::json;

use super::client::{Client, sign_on_rule};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn bodies_out_of_the_contract_are_refused_with_their_causes() {
    let client = Client::new();
    let policies = "/api/v1/policies".to_owned();
    let policy = client.find("OKTA_SIGN_ON", "Stay signed in").await;
    let rules = format!("{policy}/rules");
    let rule = format!(
        "{rules}/{}",
        client.get(&rules).await.body[0]["id"].as_str().unwrap()
    );
    let without_type = json!({ "name": "R", "actions": { "signon": { "access": "ALLOW" } } });
    let of_other_type =
        json!({ "type": "PASSWORD", "name": "R", "actions": { "signon": { "access": "ALLOW" } } });
    let before = client.snapshot();
    for (method, path, body, cause) in [
        (
            "POST",
            &policies,
            json!({ "type": "OKTA_SIGN_ON" }),
            "name: ",
        ),
        ("POST", &policies, json!({ "name": "N" }), "type: "),
        (
            "POST",
            &policies,
            json!({ "type": "NO_SUCH", "name": "N" }),
            "type: `NO_SUCH` is no policy type",
        ),
        (
            "POST",
            &policies,
            json!({ "type": "IDP_DISCOVERY", "name": "N" }),
            "type: An org has one policy",
        ),
        (
            "POST",
            &policies,
            json!({ "type": "OKTA_SIGN_ON", "name": "Stay signed in" }),
            "name: There is already",
        ),
        ("PUT", &policy, json!({ "name": "N" }), "type: "),
        (
            "PUT",
            &policy,
            json!({ "type": "PASSWORD", "name": "N" }),
            "type: ",
        ),
        (
            "POST",
            &rules,
            without_type.clone(),
            "type: The field cannot be left blank",
        ),
        (
            "POST",
            &rules,
            of_other_type,
            "type: \\\"PASSWORD\\\" should be \\\"SIGN_ON\\\" here",
        ),
        (
            "POST",
            &rules,
            json!({ "type": "SIGN_ON", "name": "R" }),
            "actions: ",
        ),
        (
            "POST",
            &rules,
            sign_on_rule("Private devices"),
            "name: There is already a rule",
        ),
        (
            "PUT",
            &rule,
            without_type,
            "type: The field cannot be left blank",
        ),
    ] {
        let answer = client.ask(method, path, body.clone()).await;
        assert_eq!(answer.code(), (400, "E0000001"), "{method} {path} {body}");
        assert!(answer.causes().contains(cause), "{cause}: {answer:?}");
    }
    assert_eq!(client.snapshot(), before);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn requests_that_go_nowhere_are_answered_with_okta_errors() {
    let client = Client::new();
    let policy = client.find("OKTA_SIGN_ON", "Stay signed in").await;
    for (method, path, body, code) in [
        ("GET", "/api/v1/policies".to_owned(), "", (400, "E0000001")),
        (
            "GET",
            "/api/v1/policies?type=".to_owned(),
            "",
            (400, "E0000001"),
        ),
        (
            "GET",
            "/api/v1/policies?type=NO_SUCH".to_owned(),
            "",
            (400, "E0000001"),
        ),
        (
            "POST",
            "/api/v1/policies".to_owned(),
            "{",
            (400, "E0000003"),
        ),
        ("POST", "/api/v1/policies".to_owned(), "", (400, "E0000003")),
        (
            "GET",
            "/api/v1/policies/00pnone".to_owned(),
            "",
            (404, "E0000007"),
        ),
        (
            "GET",
            "/api/v1/policies/%7B%7BpolicyId%7D%7D/rules".to_owned(),
            "",
            (404, "E0000007"),
        ),
        (
            "GET",
            format!("{policy}/rules/0prnone"),
            "",
            (404, "E0000007"),
        ),
        (
            "PUT",
            format!("{policy}/rules/0prnone"),
            "{",
            (404, "E0000007"),
        ),
        (
            "GET",
            "/api/v1/policies//rules".to_owned(),
            "",
            (404, "E0000007"),
        ),
        (
            "GET",
            "/api/v1/policies/%FF".to_owned(),
            "",
            (400, "E0000003"),
        ),
        (
            "GET",
            "/api/v1/unheard/of".to_owned(),
            "",
            (404, "E0000007"),
        ),
        ("PATCH", policy.clone(), "", (405, "E0000022")),
        (
            "DELETE",
            "/api/v1/policies".to_owned(),
            "",
            (405, "E0000022"),
        ),
    ] {
        assert_eq!(
            client.raw(method, &path, body).await.code(),
            code,
            "{method} {path}"
        );
    }
    let missing = client.get("/api/v1/policies/00pnone").await;
    assert_eq!(
        missing.body["errorSummary"],
        "Not found: Resource not found: 00pnone (Policy)"
    );
}

#[tokio::test]
async fn each_door_takes_its_own_token() {
    let client = Client::new();
    let (key, token) = (client.variable("apikey"), client.variable("accessToken"));
    let (policies, sessions) = ("/api/v1/policies?type=PASSWORD", "/idp/myaccount/sessions");
    for (method, path, authorization, code) in [
        ("GET", policies, format!("SSWS {key}"), (200, "")),
        ("GET", policies, format!("ssws {key}"), (200, "")),
        ("GET", policies, String::new(), (401, "E0000011")),
        ("GET", policies, format!("SSWS {key}x"), (401, "E0000011")),
        ("GET", policies, format!("Bearer {key}"), (401, "E0000011")),
        (
            "GET",
            policies,
            format!("Bearer {token}"),
            (403, "E0000006"),
        ),
        ("DELETE", sessions, format!("SSWS {key}"), (401, "E0000011")),
        (
            "DELETE",
            sessions,
            "Bearer <YOUR_TOKEN_HERE>".to_owned(),
            (401, "E0000011"),
        ),
        ("DELETE", sessions, format!("Bearer {token}"), (204, "")),
        (
            "DELETE",
            sessions,
            format!("Bearer {token}"),
            (401, "E0000011"),
        ),
    ] {
        let answer = client
            .send(method, path, &[("Authorization", &authorization)])
            .await;
        assert_eq!(answer.code(), code, "{method} {path} {authorization}");
    }
}

#[tokio::test]
async fn a_client_that_takes_no_json_is_not_served_sessions() {
    let client = Client::new();
    let token = format!("Bearer {}", client.variable("accessToken"));
    let headers = [("Authorization", token.as_str()), ("Accept", "text/html")];
    let answer = client
        .send("DELETE", "/idp/myaccount/sessions", &headers)
        .await;
    assert_eq!(
        answer.code(),
        (StatusCode::NOT_ACCEPTABLE.as_u16(), "E0000021")
    );
}
