//! The org as its clients see it, driven through the routes without a network.

mod misbehaviour;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Assembled, Options, assemble};

/// An org and the way to ask it.
struct Client {
    org: Assembled,
}

/// An answer, read to its end.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn code(&self) -> (u16, &str) {
        (
            self.status,
            self.body["errorCode"].as_str().unwrap_or_default(),
        )
    }

    fn id(&self) -> String {
        self.body["id"]
            .as_str()
            .expect("an answer with an id")
            .to_owned()
    }

    fn causes(&self) -> String {
        self.body["errorCauses"].to_string()
    }

    fn names(&self) -> Vec<&str> {
        self.body
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|item| item["name"].as_str())
            .collect()
    }
}

impl Client {
    fn new() -> Self {
        Self::with("")
    }

    fn with(faults: &str) -> Self {
        let options = Options {
            faults: faults.parse().unwrap(),
            ..Options::default()
        };
        Self {
            org: assemble(&options, "http://org".to_owned()),
        }
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self
            .org
            .router
            .clone()
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).unwrap()
        };
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    async fn raw(&self, method: &str, path: &str, body: &str) -> Answer {
        let token = format!("SSWS {}", self.org.api_key);
        self.send(method, path, &[("Authorization", &token)], body.to_owned())
            .await
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        self.raw(method, path, &body.to_string()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, "").await
    }

    /// Sends as the user whose access token the reader has.
    async fn as_user(&self, method: &str, path: &str) -> Answer {
        let token = format!("Bearer {}", self.org.access_token);
        self.send(method, path, &[("Authorization", &token)], String::new())
            .await
    }

    /// Creates a policy and gives its path.
    async fn policy(&self, kind: &str, name: &str) -> String {
        let answer = self
            .ask(
                "POST",
                "/api/v1/policies",
                json!({ "type": kind, "name": name }),
            )
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        format!("/api/v1/policies/{}", answer.id())
    }

    /// The path of the one policy with this type and name.
    async fn find(&self, kind: &str, name: &str) -> String {
        let answer = self.get(&format!("/api/v1/policies?type={kind}")).await;
        let policies = answer.body.as_array().unwrap();
        let policy = policies
            .iter()
            .find(|policy| policy["name"] == name)
            .expect("a policy of this name");
        format!("/api/v1/policies/{}", policy["id"].as_str().unwrap())
    }

    fn snapshot(&self) -> Value {
        self.org.shared.org().snapshot()
    }
}

fn sign_on_rule(name: &str) -> Value {
    json!({ "type": "SIGN_ON", "name": name, "actions": { "signon": { "access": "ALLOW" } } })
}

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
    let (key, token) = (client.org.api_key.clone(), client.org.access_token.clone());
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
            .send(
                method,
                path,
                &[("Authorization", &authorization)],
                String::new(),
            )
            .await;
        assert_eq!(answer.code(), code, "{method} {path} {authorization}");
    }
}

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

#[tokio::test]
async fn a_client_that_takes_no_json_is_not_served_sessions() {
    let client = Client::new();
    let token = format!("Bearer {}", client.org.access_token);
    let headers = [("Authorization", token.as_str()), ("Accept", "text/html")];
    let answer = client
        .send("DELETE", "/idp/myaccount/sessions", &headers, String::new())
        .await;
    assert_eq!(
        answer.code(),
        (StatusCode::NOT_ACCEPTABLE.as_u16(), "E0000021")
    );
}

#[test]
fn orgs_with_the_same_options_hold_the_same() {
    let options = Options::default();
    let snapshot = || {
        assemble(&options, "http://org".to_owned())
            .shared
            .org()
            .snapshot()
    };
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
