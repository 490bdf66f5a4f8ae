//! The sessions of a user.

use super::client::Client;

#[tokio::test]
async fn ending_sessions_spares_what_the_query_says() {
    for (query, sessions, tokens) in [
        ("", 0, 0),
        ("?oauthTokens=true", 0, 0),
        ("?oauthTokens=false", 0, 6),
        ("?excludeCurrentAuthorizationContext=true", 1, 2),
        (
            "?oauthTokens=false&excludeCurrentAuthorizationContext=true",
            1,
            6,
        ),
    ] {
        let client = Client::new();
        let answer = client
            .as_user("DELETE", &format!("/idp/myaccount/sessions{query}"))
            .await;
        assert_eq!(answer.status, 204, "{query}");
        let user = &client.snapshot()["users"][0];
        let count = |name: &str| user[name].as_array().map(Vec::len);
        assert_eq!(
            (count("sessions"), count("tokens")),
            (Some(sessions), Some(tokens)),
            "{query}"
        );
    }
    let client = Client::new();
    let answer = client
        .as_user("DELETE", "/idp/myaccount/sessions?oauthTokens=perhaps")
        .await;
    assert_eq!(answer.code(), (400, "E0000001"));
}
