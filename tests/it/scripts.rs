//! Scripts in an engine, with the request, response and variables below.

mod effects;
mod failures;
mod files;
mod hostile;
mod names;
mod stops;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use postrider::collection;
use postrider::exchange::{Cookie, Exchange, Headers, Response, SendError};
use postrider::script::{
    Context, Effects, Engine, Host, Info, Limits, Package, PackageSource, ScriptEvent, Setup,
    Target, block_on,
};
use postrider::variables::{ScopeKind, Scopes};
use postrider::world::World;
use serde_json::json;

/// A host that writes down what happens, and answers requests itself.
#[derive(Default)]
struct Recorder {
    events: RefCell<Vec<String>>,
    cookies: RefCell<Vec<Cookie>>,
}

impl Host for Recorder {
    fn emit(&self, event: ScriptEvent) {
        let mut events = self.events.borrow_mut();
        match event {
            ScriptEvent::Assertions(list) => events.extend(list.iter().map(|assertion| {
                let verdict = match (&assertion.error, assertion.skipped) {
                    (Some(error), _) => format!("failed: {}: {}", error.name, error.message),
                    (None, true) => "skipped".into(),
                    (None, false) => "passed".into(),
                };
                let kind = if assertion.asynchronous { "async " } else { "" };
                format!(
                    "{kind}test {} {} {verdict}",
                    assertion.index, assertion.name
                )
            })),
            ScriptEvent::Console(line) => {
                events.push(format!("{} {}", line.level.name(), line.text));
            }
            ScriptEvent::Exception(failure) => {
                let line = failure
                    .line
                    .map(|line| format!(" (line {line})"))
                    .unwrap_or_default();
                events.push(format!(
                    "exception {}: {}{line}",
                    failure.name, failure.message
                ));
            }
        }
    }

    fn send(
        &self,
        request: collection::Request,
    ) -> LocalBoxFuture<'_, Result<Exchange, SendError>> {
        self.events
            .borrow_mut()
            .push(format!("send {} {}", request.method, request.url));
        Box::pin(async move {
            tokio::task::yield_now().await;
            if request.url.to_string().contains("refused") {
                return Err(SendError::with_code(
                    "ECONNREFUSED",
                    "connect ECONNREFUSED 127.0.0.1:1",
                ));
            }
            let body = request.to_json().to_string();
            let response = response(201, "Created", body);
            Ok(Exchange {
                response,
                cookies: vec![cookie("session", "s1")],
                ..Exchange::default()
            })
        })
    }

    fn cookies(&self, _url: &str) -> Vec<Cookie> {
        self.cookies.borrow().clone()
    }

    fn set_cookie(&self, url: &str, set_cookie: &str) -> Result<Cookie, String> {
        if !url.starts_with("http") {
            return Err("not a URL".into());
        }
        let (name, value) = set_cookie
            .split(';')
            .next()
            .and_then(|pair| pair.split_once('='))
            .unwrap_or_default();
        let cookie = cookie(name, value);
        self.cookies.borrow_mut().push(cookie.clone());
        Ok(cookie)
    }

    fn remove_cookies(&self, _url: &str, name: Option<&str>) {
        self.cookies
            .borrow_mut()
            .retain(|cookie| name.is_some_and(|name| cookie.name != name));
    }
}

fn cookie(name: &str, value: &str) -> Cookie {
    let (domain, path) = ("example.com".into(), "/".into());
    Cookie {
        name: name.into(),
        value: value.into(),
        domain,
        path,
        ..Cookie::default()
    }
}

fn response(code: u16, reason: &str, body: String) -> Response {
    let mut headers = Headers::new();
    headers.push("Content-Type", "application/json; charset=utf-8");
    headers.push("X-Twice", "1");
    headers.push("X-Twice", "2");
    Response {
        code,
        reason: reason.into(),
        headers,
        downloaded_bytes: body.len() as u64,
        body: body.into(),
        time: Duration::from_millis(12),
        ..Response::default()
    }
}

fn scopes() -> Scopes {
    let mut scopes = Scopes::default();
    for (kind, name) in [
        (ScopeKind::Globals, "globals"),
        (ScopeKind::Collection, "collection"),
        (ScopeKind::Environment, "environment"),
        (ScopeKind::Data, "data"),
    ] {
        scopes.get_mut(kind).set("scope", json!(name));
        scopes.get_mut(kind).set(name, json!(format!("in {name}")));
    }
    scopes.environment.name = Some("Local".into());
    scopes.vault = Some(
        [("key".to_owned(), "secret".to_owned())]
            .into_iter()
            .collect(),
    );
    scopes
}

fn context(target: Target, scopes: Scopes) -> Context {
    let request = json!({
        "url": "https://example.com/users/:id/posts?page=1&sort={{order}}#top",
        "method": "POST",
        "header": [{"key": "X-Trace", "value": "abc"}, {"key": "X-Off", "value": "no", "disabled": true}],
        "body": {"mode": "raw", "raw": "{\"name\":\"n\"}"},
        "description": "Makes a post"
    });
    let body = json!({"id": 7, "name": "Ann", "tags": ["a", "b"], "nested": {"deep": {"x": null}}, "ok": true});
    Context {
        target,
        info: Info {
            iteration: 2,
            iteration_count: 5,
            request_name: "Make post".into(),
            request_id: "item-1".into(),
        },
        location: vec!["Blog".into(), "Posts".into(), "Make post".into()],
        current: "Make post".into(),
        request: Box::new(collection::read_request(&request).expect("a readable request")),
        response_id: String::new(),
        response: (target == Target::Test).then(|| Arc::new(response(200, "OK", body.to_string()))),
        cookies: vec![cookie("session", "s0"), cookie("theme", "d%20k")],
        scopes,
    }
}

fn limits() -> Limits {
    Limits {
        time: Some(Duration::from_secs(5)),
        ..Limits::default()
    }
}

fn setup(limits: Limits, world: World) -> Setup {
    Setup {
        limits,
        world: Arc::new(world),
        packages: Arc::new(Shelf),
    }
}

/// A few packages.
struct Shelf;

impl PackageSource for Shelf {
    fn find(&self, name: &str, from: Option<&str>) -> Result<Package, String> {
        let source = match (name, from) {
            ("@team/one", None) => {
                "module.exports = { id: module.id, env: pm.environment.get('scope'), old: typeof tests + typeof _ }"
            }
            ("@team/two", None) => {
                "const _ = require('lodash'); exports.one = pm.require('@team/one'); exports.next = require('./next'); exports.sum = _.sum([1, 2])"
            }
            ("./next", Some("@team/two")) => "module.exports = 'next'; made = 'a global'",
            ("@team/circle", None) => {
                "exports.first = 1; exports.again = pm.require('@team/circle').first"
            }
            ("@team/throws", None) => "\nnull.x",
            ("@team/self", None) => {
                "exports.self = this; exports.names = Object.getOwnPropertyNames(this).join(' '); exports.pm = this.pm === pm"
            }
            ("@team/late", None) => "exports.value = 1; setTimeout(() => { exports.value = 2 }, 1)",
            ("npm:plain@1.0.0", None) => "module.exports = typeof pm",
            ("npm:evil@1.0.0", None) => include_str!("../data/packages/evil.cjs"),
            ("npm:helper@1.0.0", None) => include_str!("../data/packages/helper.cjs"),
            ("npm:dependency", None) => "exports.lists = (value) => value instanceof Array",
            _ => return Err(format!("`{name}` is not on the shelf")),
        };
        Ok(Package {
            id: name.to_owned(),
            source: source.to_owned(),
            is_json: false,
        })
    }
}

/// Runs scripts one after another in one engine, the variables handed on; returns each one's events
/// and outcome.
fn run_all(limits: Limits, scripts: &[(Target, &str)]) -> Vec<(Vec<String>, Effects)> {
    // A script that computes needs a clock that runs; to every other one, time is what its timers
    // ask for.
    let is_paused = limits.time == self::limits().time;
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder
        .enable_time()
        .start_paused(is_paused)
        .build()
        .expect("a runtime");
    block_on(&runtime, async {
        let mut engine =
            Engine::new(setup(limits, World::fixed(1_700_000_000_000, 1))).expect("an engine");
        let mut results = Vec::new();
        let mut scopes = scopes();
        for (target, source) in scripts {
            let host = Recorder::default();
            let outcome = engine
                .run(
                    &Arc::from(source.trim_end_matches('\n')),
                    context(*target, scopes),
                    &host,
                )
                .await;
            scopes = outcome.scopes.clone();
            results.push((host.events.into_inner(), outcome));
        }
        results
    })
    .expect("a thread")
}

fn run(target: Target, source: &str) -> (Vec<String>, Effects) {
    run_all(limits(), &[(target, source)]).remove(0)
}
