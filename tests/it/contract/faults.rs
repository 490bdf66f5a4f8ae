//! Faults in the answers of the mock org, each found and named against Okta's own documents.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::program::{Folder, only_where_there_is, postrider};
use crate::server::{Answer, Received, Server, response};

/// An answer of the org, before it is passed on.
struct Passing {
    status: String,
    content_type: Option<String>,
    body: String,
}

/// What is done to an answer.
type Fault = fn(&mut Passing);

/// Something that can go wrong: a request, what is done to its answer, and what is to be said of it.
struct Case {
    method: &'static str,
    path: &'static str,
    fault: Fault,
    told: &'static str,
}

const LIST: &str = "/api/v1/policies?type=OKTA_SIGN_ON";
const POLICY: &str = "/api/v1/policies/{policy}";
const RULES: &str = "/api/v1/policies/{policy}/rules";
const RULE: &str = "/api/v1/policies/{policy}/rules/{rule}";
const SESSIONS: &str = "/idp/myaccount/sessions";

/// Puts a value at a place of the body.
fn put(passing: &mut Passing, pointer: &str, value: Value) {
    let mut body: Value = serde_json::from_str(&passing.body).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    parent[name] = value;
    passing.body = body.to_string();
}

/// Takes a member away.
fn take(passing: &mut Passing, pointer: &str) {
    let mut body: Value = serde_json::from_str(&passing.body).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    assert!(members.remove(name).is_some(), "{pointer}");
    passing.body = body.to_string();
}

fn case(request: &'static str, fault: Fault, told: &'static str) -> Case {
    let (method, path) = request.split_once(' ').unwrap_or(("GET", request));
    Case {
        method,
        path,
        fault,
        told,
    }
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    vec![
        case(LIST, |to| take(to, "/0/name"), "`/0/name` is missing, expected it to be there"),
        case(LIST, |to| take(to, "/0/type"), "`/0/type` is missing, expected it to be there"),
        case(LIST, |to| put(to, "/0/type", json!("NONE")), "`/0/type` is the text `NONE`, expected one of"),
        case(LIST, |to| put(to, "/0/status", json!("RUNNING")), "`/0/status` is the text `RUNNING`, expected one of `ACTIVE`, `INACTIVE`"),
        case(LIST, |to| put(to, "/0/system", json!("yes")), "`/0/system` is the text `yes`, expected"),
        case(LIST, |to| put(to, "/0/priority", json!(1.5)), "`/0/priority` is the number 1.5, expected a whole number"),
        case(LIST, |to| put(to, "/0/created", json!("yesterday")), "`/0/created` is the text `yesterday`, expected the format `date-time`"),
        case(LIST, |to| to.body = "{}".into(), "expected a list"),
        case(LIST, |to| to.body = "<html>".into(), "is no JSON"),
        case(LIST, |to| to.content_type = Some("text/html".into()), "`text/html`"),
        case(LIST, |to| to.content_type = None, "there is no `Content-Type`, expected `application/json`"),
        case(LIST, |to| to.status = "202 Accepted".into(), "the status 202 is not documented"),
        case(LIST, |to| to.status = "500 Internal Server Error".into(), "the status 500 is not documented"),
        case(POLICY, |to| put(to, "/description", json!(["none"])), "`/description` is a list, expected a text"),
        case(POLICY, |to| put(to, "/_links", json!("none")), "`/_links` is the text `none`, expected"),
        case(POLICY, |to| put(to, "/name", Value::Null), "`/name` is null, expected a text"),
        case(RULES, |to| put(to, "/0/actions/signon/access", json!("MAYBE")), "`/0/actions/signon/access` is the text `MAYBE`, expected one of `ALLOW`, `DENY`"),
        case(RULE, |to| put(to, "/actions/signon/session/usePersistentCookie", json!("no")), "`/actions/signon/session/usePersistentCookie` is the text `no`, expected"),
        case(RULE, |to| put(to, "/priority", json!("first")), "`/priority` is the text `first`, expected a whole number"),
        case("DELETE /idp/myaccount/sessions?oauthTokens=false&excludeCurrentAuthorizationContext=true", |to| to.status = "200 OK".into(), "the status 200 is not documented"),
        case("DELETE /idp/myaccount/sessions?bad", |to| {
            to.status = "401 Unauthorized".into();
            to.content_type = Some("application/json;okta-version=1.0.0".into());
            to.body = r#"{"errorCode": 11, "errorCauses": []}"#.into();
        }, "`/errorCode` is the number 11, expected a text"),
    ]
}

/// The mock org, as another program serves it.
struct Org {
    program: Child,
    variables: Vec<(String, String)>,
}

impl Org {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postrider"));
        command.args(["mock", "okta"]).stdout(Stdio::piped());
        let mut program = command.stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let variables = lines.take(3).map(|line| {
            let line = line.unwrap();
            let (name, value) = line.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        let variables = variables.collect();
        Self { program, variables }
    }

    fn variable(&self, name: &str) -> &str {
        let mut all = self.variables.iter();
        &all.find(|(other, _)| other == name).unwrap().1
    }

    fn host(&self) -> String {
        self.variable("url")
            .trim_start_matches("http://")
            .to_owned()
    }

    fn get(&self, path: &str) -> Value {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: h\r\nAuthorization: SSWS {}",
            self.variable("apikey")
        );
        let received = Received {
            head,
            ..Received::default()
        };
        serde_json::from_str(&pass(&self.host(), &received).body).unwrap()
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Sends a request on to the org.
fn pass(host: &str, received: &Received) -> Passing {
    let lines = received.head.split("\r\n");
    let lines = lines.filter(|line| !line.to_lowercase().starts_with("connection:"));
    let head: Vec<&str> = lines.collect();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!("{}\r\nConnection: close\r\n\r\n", head.join("\r\n"));
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&received.body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (first, headers) = head.split_once("\r\n").unwrap();
    let content_type = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type")
            .then(|| value.trim().to_owned())
    });
    Passing {
        status: first.split_once(' ').unwrap().1.to_owned(),
        content_type,
        body: body.to_owned(),
    }
}

fn answer(passing: &Passing) -> Answer {
    let headers = passing.content_type.as_ref();
    let headers = headers.map(|kind| format!("Content-Type: {kind}\r\n"));
    response(&passing.status, &headers.unwrap_or_default(), &passing.body)
}

/// Whether faults are put into answers.
static FAULTY: AtomicBool = AtomicBool::new(false);

#[test]
fn each_fault_in_an_answer_is_found_and_named() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let org = Org::start();
    let policies = org.get(LIST);
    let policy = policies[0]["id"].as_str().unwrap().to_owned();
    let rules = org.get(&RULES.replace("{policy}", &policy));
    let rule = rules[0]["id"].as_str().unwrap().to_owned();
    let host = org.host();
    let server = Server::start(move |received| {
        let mut passing = pass(&host, received);
        let number = received.header("x-case").map(str::parse::<usize>);
        if let Some(Ok(number)) = number
            && FAULTY.load(Ordering::SeqCst)
        {
            (cases()[number].fault)(&mut passing);
        }
        answer(&passing)
    });
    let items = cases().into_iter().enumerate().map(|(number, case)| {
        let path = case.path.replace("{policy}", &policy).replace("{rule}", &rule);
        let token = if case.path.starts_with(SESSIONS) {
            format!("Bearer {}", org.variable("accessToken"))
        } else {
            format!("SSWS {}", org.variable("apikey"))
        };
        json!({"name": number.to_string(), "request": {"method": case.method, "url": server.url(&path),
            "header": [{"key": "X-Case", "value": number.to_string()}, {"key": "Authorization", "value": token}]}})
    });
    let items: Vec<Value> = items.collect();
    let collection = json!({"info": {"name": "C"}, "item": items}).to_string();
    let folder = Folder::with(&[("c.json", &collection)]);
    for is_faulty in [false, true] {
        FAULTY.store(is_faulty, Ordering::SeqCst);
        let mut command = postrider();
        command.current_dir(folder.path());
        command.args(["run", "c.json", "-r", "ndjson"]);
        for name in ["policies", "sessions"] {
            let path = shared.join(format!("okta/openapi-{name}.json"));
            command.arg("--openapi").arg(path);
        }
        let stream = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let told = told(&stream);
        if !is_faulty {
            assert_eq!(told.concat(), [""; 0]);
            continue;
        }
        assert!(told.len() >= 20, "{told:?}");
        let mut missed = Vec::new();
        for (case, told) in cases().iter().zip(&told) {
            let path = case.path.split('?').next().unwrap();
            let name = path
                .replace("{policy}", "{policyId}")
                .replace("{rule}", "{ruleId}");
            let operation = format!("contract: {} {name}: ", case.method);
            let is_it = |line: &String| line.starts_with(&operation) && line.contains(case.told);
            if !told.iter().any(is_it) {
                missed.push(format!("{operation}… {}: {told:#?}", case.told));
            }
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }
}

/// What was said of the contract in each item.
fn told(stream: &str) -> Vec<Vec<String>> {
    let mut told = Vec::new();
    for line in stream.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        match event["event"].as_str().unwrap() {
            "beforeItem" => told.push(Vec::new()),
            "warning" => {
                let message = event["message"].as_str().unwrap();
                let last: &mut Vec<String> = told.last_mut().unwrap();
                if message.starts_with("contract: ") {
                    last.push(message.to_owned());
                }
            }
            _ => {}
        }
    }
    told
}
