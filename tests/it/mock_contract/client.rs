//! The least of an HTTP client and of a collection runner that the contract tests need, so that
//! they stand on nothing that they test.

use std::collections::BTreeMap;

use postrider::mock::Running;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends requests to an org, with the variables that a collection's scripts would keep.
pub(crate) struct Client {
    org: Running,
    variables: BTreeMap<String, String>,
}

/// A request as it was sent.
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) path: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// With lower-case names.
    pub(crate) headers: BTreeMap<String, String>,
    /// `null` where there is none.
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(org: Running) -> Self {
        let variables = org.variables.iter();
        let variables = variables.map(|(name, value)| ((*name).to_owned(), value.clone()));
        let mut variables: BTreeMap<_, _> = variables.collect();
        // Requests are sent by their paths.
        variables.insert("url".to_owned(), String::new());
        Self { org, variables }
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// Sends as the org's administrator.
    pub(crate) async fn administer(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> (Sent, Answer) {
        let token = format!("SSWS {}", self.variables["apikey"]);
        self.send((method, path), &[("Authorization", &token)], body)
            .await
    }

    /// Sends a request of a collection, with the variables in their places.
    pub(crate) async fn send_item(&self, item: &Value) -> (Sent, Answer) {
        let request = &item["request"];
        let url = &request["url"];
        let path = self.resolve(url["raw"].as_str().or(url.as_str()).expect("a URL"));
        let body = request["body"]["raw"].as_str().map(|raw| self.resolve(raw));
        let scheme = if path.starts_with("/idp") {
            "Bearer {{accessToken}}"
        } else {
            "SSWS {{apikey}}"
        };
        let headers = [
            ("Authorization", self.resolve(scheme)),
            ("Accept", "application/json".to_owned()),
        ];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.send(
            (request["method"].as_str().expect("a method"), &path),
            &headers,
            body,
        )
        .await
    }

    /// Keeps what the scripts of the collections keep.
    pub(crate) fn capture(&mut self, sent: &Sent, answer: &Answer) {
        let parts: Vec<&str> = sent.path.trim_matches('/').split('/').collect();
        let id = answer.body["id"]
            .as_str()
            .filter(|_| answer.status == 200)
            .map(str::to_owned);
        let first = answer.body[0]["id"].as_str().map(str::to_owned);
        let names: &[&str] = match (
            sent.method.as_str(),
            parts.as_slice(),
            answer.body["type"].as_str(),
        ) {
            ("POST", ["api", "v1", "apps"], _) => &["appId"],
            ("POST", [.., "policies"], Some("PROFILE_ENROLLMENT")) => {
                &["profileEnrollmentPolicyId"]
            }
            ("POST", [.., "policies"], Some("ACCESS_POLICY")) => {
                &["authenticationPolicyId", "policyId"]
            }
            ("POST", [.., "policies"], _) => &["policyId"],
            ("POST", [.., "rules"], _) => &["ruleId"],
            ("GET", [.., policy, "rules"], _) if self.is_profile_enrollment(policy) => {
                self.set("profileEnrollmentPolicyRuleId", &first.expect("a rule"));
                return;
            }
            _ => return,
        };
        for name in id
            .iter()
            .flat_map(|id| names.iter().map(move |name| (name, id)))
        {
            self.set(name.0, name.1);
        }
    }

    pub(crate) async fn send(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> (Sent, Answer) {
        let address = self.org.url.trim_start_matches("http://");
        let body = body.unwrap_or_default();
        let target = path.replace('{', "%7B").replace('}', "%7D");
        let headers: Vec<String> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let headers = headers.concat();
        let message = format!(
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.expect("the org listens");
        stream
            .write_all(message.as_bytes())
            .await
            .expect("the org reads");
        let mut text = String::new();
        stream
            .read_to_string(&mut text)
            .await
            .expect("the org answers");
        let path = path.split('?').next().unwrap_or_default().to_owned();
        (
            Sent {
                method: method.to_owned(),
                path,
            },
            Answer::read(&text),
        )
    }

    fn is_profile_enrollment(&self, policy: &str) -> bool {
        self.variables
            .get("profileEnrollmentPolicyId")
            .is_some_and(|id| id == policy)
    }

    fn resolve(&self, text: &str) -> String {
        self.variables
            .iter()
            .fold(text.to_owned(), |text, (name, value)| {
                let name = format!("{{{{{name}}}}}");
                text.replace(&name, value)
            })
    }
}

impl Answer {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|code| code.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let body = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(body).expect("a body of JSON")
        };
        Self {
            status: status.expect("a status"),
            headers,
            body,
        }
    }
}
