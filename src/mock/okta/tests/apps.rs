//! Apps, and the policies they are under.

use serde_json::json;

use super::client::Client;

#[tokio::test]
async fn apps_are_made_and_put_under_policies() {
    let client = Client::new();
    let app = json!({
        "name": "template_basic_auth",
        "label": "Sample Basic Auth App",
        "signOnMode": "BASIC_AUTH",
        "settings": { "app": { "url": "https://example.com/login", "authURL": "https://example.com/auth" } },
    });
    let app = client.ask("POST", "/api/v1/apps", app).await;
    assert_eq!(app.status, 200, "{app:?}");
    let default = client.find("ACCESS_POLICY", "Any two factors").await;
    assert_eq!(
        app.body["_links"]["accessPolicy"]["href"],
        format!("http://org{default}")
    );
    let policy = client.policy("ACCESS_POLICY", "Mine").await;
    let policy_id = policy.rsplit_once('/').unwrap().1;
    let assign = format!("/api/v1/apps/{}/policies/{policy_id}", app.id());
    assert_eq!(client.raw("PUT", &assign, "").await.status, 204);
    assert_eq!(
        client.get(&format!("{policy}/app?limit=50")).await.body[0]["id"],
        app.id()
    );
    let mappings = client.get(&format!("{policy}/mappings")).await;
    let mapping = mappings.body[0]["_links"]["self"]["href"]
        .as_str()
        .unwrap()
        .replace("http://org", "");
    assert_eq!(client.get(&mapping).await.body, mappings.body[0]);
    assert_eq!(
        client.get(&format!("{policy}/mappings/none")).await.code(),
        (404, "E0000007")
    );
    assert_eq!(client.raw("DELETE", &policy, "").await.status, 204);
    let app = client.get(&format!("/api/v1/apps/{}", app.id())).await;
    assert_eq!(
        app.body["_links"]["accessPolicy"]["href"],
        format!("http://org{default}")
    );
}

#[tokio::test]
async fn apps_out_of_the_contract_are_refused() {
    let client = Client::new();
    let policy = client.find("PASSWORD", "Default Policy").await;
    let app = client.get("/api/v1/apps").await.body[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let policy = policy.rsplit_once('/').unwrap().1;
    for (method, path, body, code) in [
        (
            "POST",
            "/api/v1/apps".to_owned(),
            json!({}),
            (400, "E0000001"),
        ),
        (
            "POST",
            "/api/v1/apps".to_owned(),
            json!({ "signOnMode": "BASIC_AUTH", "label": "L" }),
            (400, "E0000001"),
        ),
        (
            "PUT",
            format!("/api/v1/apps/{app}/policies/{policy}"),
            json!({}),
            (400, "E0000001"),
        ),
        (
            "PUT",
            format!("/api/v1/apps/{app}/policies/none"),
            json!({}),
            (404, "E0000007"),
        ),
        (
            "PUT",
            format!("/api/v1/apps/none/policies/{policy}"),
            json!({}),
            (404, "E0000007"),
        ),
    ] {
        assert_eq!(
            client.ask(method, &path, body).await.code(),
            code,
            "{method} {path}"
        );
    }
}
