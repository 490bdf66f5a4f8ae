//! A client of an org that is asked through its routes, without a network.

use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::mock::catalogue::Mock;
use crate::mock::okta::SERVICE;
use crate::mock::server::{Assembled, Options, assemble};

/// An org and the way to ask it.
pub(super) struct Client {
    pub(super) org: Assembled,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn code(&self) -> (u16, &str) {
        (
            self.status,
            self.body["errorCode"].as_str().unwrap_or_default(),
        )
    }

    pub(super) fn id(&self) -> String {
        self.body["id"]
            .as_str()
            .expect("an answer with an id")
            .to_owned()
    }

    pub(super) fn causes(&self) -> String {
        self.body["errorCauses"].to_string()
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.body
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|item| item["name"].as_str())
            .collect()
    }
}

impl Client {
    pub(super) fn new() -> Self {
        Self::with("")
    }

    pub(super) fn with(faults: &str) -> Self {
        let mock = Mock::new(&SERVICE, faults).unwrap();
        let Options { started, .. } = Options::default();
        Self {
            org: assemble(mock, started, "http://org".to_owned()),
        }
    }

    /// What the reader of the guide is given.
    pub(super) fn variable(&self, wanted: &str) -> String {
        let mut variables = self.org.stand_in.variables().into_iter();
        let found = variables.find(|(name, _)| *name == wanted);
        found.expect("a variable of this name").1
    }

    pub(super) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = request(method, path, headers);
        self.ask_for(request.body(Body::empty()).unwrap()).await
    }

    async fn ask_for(&self, request: Request<Body>) -> Answer {
        let response = self.org.router.clone().oneshot(request).await.unwrap();
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

    pub(super) async fn raw(&self, method: &str, path: &str, body: &str) -> Answer {
        let token = format!("SSWS {}", self.variable("apikey"));
        let request = request(method, path, &[("Authorization", &token)]);
        let body = Body::from(body.to_owned());
        self.ask_for(request.body(body).unwrap()).await
    }

    pub(super) async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        self.raw(method, path, &body.to_string()).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, "").await
    }

    /// Sends as the user whose access token the reader has.
    pub(super) async fn as_user(&self, method: &str, path: &str) -> Answer {
        let token = format!("Bearer {}", self.variable("accessToken"));
        self.send(method, path, &[("Authorization", &token)]).await
    }

    /// Creates a policy and gives its path.
    pub(super) async fn policy(&self, kind: &str, name: &str) -> String {
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
    pub(super) async fn find(&self, kind: &str, name: &str) -> String {
        let answer = self.get(&format!("/api/v1/policies?type={kind}")).await;
        let policies = answer.body.as_array().unwrap();
        let policy = policies
            .iter()
            .find(|policy| policy["name"] == name)
            .expect("a policy of this name");
        format!("/api/v1/policies/{}", policy["id"].as_str().unwrap())
    }

    pub(super) fn snapshot(&self) -> Value {
        self.org.stand_in.snapshot()
    }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Builder {
    let request = Request::builder().method(method).uri(path);
    let headers = headers.iter();
    headers.fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}

pub(super) fn sign_on_rule(name: &str) -> Value {
    json!({ "type": "SIGN_ON", "name": name, "actions": { "signon": { "access": "ALLOW" } } })
}
