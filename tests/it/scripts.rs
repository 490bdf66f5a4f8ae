//! Scripts, tested in JavaScript by our own engine: `tests/js/*.js`.
//!
//! A file is one script. It runs as a test script, or as a pre-request script where its name says
//! so, with the request, response and variables below. Lines that begin with `//>` are the events
//! that it must raise, in order; without such lines, all its assertions must pass and nothing else
//! may go wrong.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use postrider::collection;
use postrider::exchange::{Cookie, Exchange, Headers, Response, SendError};
use postrider::script::{
    Context, Deprecations, Effects, Engine, Host, Info, Limits, NextRequest, Package,
    PackageSource, ScriptEvent, Setup, Target,
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
        request: collection::read_request(&request).expect("a readable request"),
        response: (target == Target::Test).then(|| Rc::new(response(200, "OK", body.to_string()))),
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
        world: Rc::new(world),
        packages: Rc::new(Shelf),
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
            ("@team/late", None) => "exports.value = 1; setTimeout(() => { exports.value = 2 }, 1)",
            ("npm:plain@1.0.0", None) => "module.exports = typeof pm",
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
    runtime.block_on(async {
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
}

fn run(target: Target, source: &str) -> (Vec<String>, Effects) {
    run_all(limits(), &[(target, source)]).remove(0)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js")
}

/// What a file says must happen; `None` if it says nothing.
fn expected(source: &str) -> Option<Vec<&str>> {
    let lines: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("//>"))
        .map(str::trim)
        .collect();
    (!lines.is_empty()).then_some(lines)
}

/// The lines of all events, without what stands at their beginning and end.
fn raised(events: &[String]) -> Vec<&str> {
    events
        .iter()
        .flat_map(|event| event.lines())
        .map(str::trim)
        .collect()
}

fn script_does_what_it_says(name: &str) {
    let source = fs::read_to_string(folder().join(format!("{name}.js"))).expect("a readable file");
    let target = if name.contains("prerequest") {
        Target::Prerequest
    } else {
        Target::Test
    };
    let (events, _) = run(target, &source);
    if let Some(expected) = expected(&source) {
        let (events, expected) = (raised(&events).join("\n"), expected.join("\n"));
        assert_eq!(events, expected);
        return;
    }
    let is_assertion =
        |event: &&String| event.starts_with("test") || event.starts_with("async test");
    let (assertions, others): (Vec<_>, Vec<_>) = events.iter().partition(is_assertion);
    let failed: Vec<_> = assertions
        .iter()
        .filter(|event| !event.ends_with(" passed"))
        .collect();
    assert!(
        failed.is_empty() && others.is_empty(),
        "{failed:#?} {others:#?}"
    );
    assert!(!assertions.is_empty(), "it asserts nothing");
}

/// A test for each script of the folder.
macro_rules! scripts {
    ($($file:literal => $name:ident,)*) => {
        mod files {
            $(#[test]
            fn $name() {
                super::script_does_what_it_says($file);
            })*
        }

        const FILES: &[&str] = &[$($file),*];
    };
}

scripts! {
    "absent" => absent,
    "buffer" => buffer,
    "chai" => chai,
    "console" => console,
    "crypto" => crypto,
    "crypto-js" => crypto_js,
    "dom-exception" => dom_exception,
    "errors" => errors,
    "errors-stack" => errors_stack,
    "globals" => globals,
    "intl" => intl,
    "legacy" => legacy,
    "legacy-json" => legacy_json,
    "legacy-variables" => legacy_variables,
    "messages" => messages,
    "messages-built-ins" => messages_built_ins,
    "messages-operators" => messages_operators,
    "messages-syntax" => messages_syntax,
    "microtasks" => microtasks,
    "pm-cookies" => pm_cookies,
    "pm-info" => pm_info,
    "pm-members" => pm_members,
    "pm-request" => pm_request,
    "pm-require" => pm_require,
    "pm-response" => pm_response,
    "pm-response-to" => pm_response_to,
    "pm-test" => pm_test,
    "pm-variables" => pm_variables,
    "pm-vault" => pm_vault,
    "prerequest" => prerequest,
    "require" => require,
    "return-value" => return_value,
    "sandbox2" => sandbox2,
    "sdk-lists" => sdk_lists,
    "sdk-package" => sdk_package,
    "sdk-request" => sdk_request,
    "sdk-response" => sdk_response,
    "sdk-url" => sdk_url,
    "sdk-variables" => sdk_variables,
    "send-request" => send_request,
    "streams" => streams,
    "timers" => timers,
    "unparsed" => unparsed,
    "visualizer" => visualizer,
    "web" => web,
}

#[test]
fn each_script_of_the_folder_has_its_test() {
    let files = fs::read_dir(folder())
        .expect("tests/js")
        .map(|entry| entry.expect("a file").path());
    let scripts = files.filter(|file| file.extension().is_some_and(|extension| extension == "js"));
    let mut names: Vec<String> = scripts
        .map(|file| {
            file.file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, FILES);
}

#[test]
fn changes_to_the_request_come_back_and_an_untouched_request_does_not() {
    let (_, outcome) = run(
        Target::Prerequest,
        "pm.request.method = 'put';
         pm.request.url.query.add({ key: 'extra', value: '1' });
         pm.request.url.query.remove('page');
         pm.request.headers.upsert({ key: 'x-trace', value: 'changed' });
         pm.request.headers.add({ key: 'X-New', value: 'n' });
         pm.request.body.update({ mode: 'raw', raw: 'new' });
         pm.request.auth = { type: 'bearer', bearer: [{ key: 'token', value: 't' }] };",
    );
    let request = outcome.request.expect("a changed request");
    assert_eq!(request.method, "PUT");
    assert_eq!(
        request.url.to_string(),
        "https://example.com/users/:id/posts?sort={{order}}&extra=1#top"
    );
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|header| format!("{}={}", header.key, header.value))
        .collect();
    assert_eq!(headers, ["x-trace=changed", "X-Off=no", "X-New=n"]);
    assert_eq!(request.to_json()["body"]["raw"], "new");
    assert_eq!(request.to_json()["auth"]["bearer"][0]["value"], "t");

    let (_, outcome) = run(
        Target::Prerequest,
        "pm.request.url.toString(); pm.request.headers.get('X-Trace')",
    );
    assert_eq!(outcome.request, None);
}

#[test]
fn scopes_come_back_changed() {
    let (_, outcome) = run(
        Target::Test,
        "pm.environment.set('a', { b: 1 }); pm.globals.set('g', undefined); pm.variables.set('l', 5);
         pm.collectionVariables.unset('scope'); pm.iterationData.set('row', 'x');",
    );
    let scopes = outcome.scopes;
    assert_eq!(scopes.environment.get("a"), Some(&json!({"b": 1})));
    assert_eq!(
        (scopes.globals.has("g"), scopes.globals.get("g")),
        (true, None)
    );
    assert_eq!(scopes.local.get("l"), Some(&json!(5)));
    assert!(!scopes.collection.has("scope"));
}

#[test]
fn what_becomes_of_variables_without_set_is_kept_where_postman_keeps_it() {
    let (_, outcome) = run(
        Target::Test,
        "const kept = { a: 1 }; pm.environment.set('kept', kept); kept.a = 2;
         pm.globals.set('typed', '5', 'number');
         pm.variables.values.add({ key: 'listed', value: 'l' });
         pm.environment.values.add({ key: 'listed', value: 'forgotten' });
         pm.iterationData.set('row', 'forgotten');
         pm.globals.set('made', () => 5); pm.variables.set('made', () => 5);",
    );
    let scopes = outcome.scopes;
    assert_eq!(scopes.environment.get("kept"), Some(&json!({"a": 2})));
    assert_eq!(scopes.globals.get("typed"), Some(&json!("5")));
    assert_eq!(scopes.local.get("listed"), Some(&json!("l")));
    assert_eq!(
        (scopes.globals.get("made"), scopes.local.get("made")),
        (Some(&json!(null)), Some(&json!({})))
    );
    assert!(!scopes.environment.has("listed") && !scopes.data.has("row"));
}

#[test]
fn a_request_is_sent_with_what_a_script_left_of_it() {
    let changed = |script: &str| {
        run(Target::Prerequest, script)
            .1
            .request
            .expect("a changed request")
    };
    let request = changed("pm.request.body = undefined; pm.request.url.path = '/x/y'");
    assert_eq!(request.to_json()["body"]["raw"], "{\"name\":\"n\"}");
    assert_eq!(
        request.url.to_string(),
        "https://example.com/x/y?page=1&sort={{order}}#top"
    );
    let request = changed("pm.request.headers.repopulate([{ key: 'B', value: null }])");
    assert_eq!(request.headers[0].value, "null");
    let request = changed(
        "const sdk = require('postman-collection'); pm.request.body = new sdk.RequestBody('own');
         pm.request.headers = new sdk.HeaderList(null, 'C: 1'); pm.request.url = 'https://other/z'; delete pm.request.method",
    );
    assert_eq!(
        (
            request.to_json()["body"]["raw"].as_str(),
            request.method.as_str()
        ),
        (Some("own"), "GET")
    );
    assert_eq!(
        (request.headers[0].key.as_str(), request.url.to_string()),
        ("C", "https://other/z".into())
    );
}

#[test]
fn the_flow_is_told_in_the_outcome() {
    let (_, outcome) = run(
        Target::Test,
        "pm.execution.setNextRequest('a'); postman.setNextRequest('b');",
    );
    assert_eq!(outcome.next_request, Some(NextRequest::Named("b".into())));
    let (_, outcome) = run(
        Target::Test,
        "pm.execution.setNextRequest('a'); pm.execution.setNextRequest(null)",
    );
    assert_eq!(outcome.next_request, Some(NextRequest::Stop));
    let (_, outcome) = run(
        Target::Test,
        "postman.setNextRequest(null); postman.setNextRequest()",
    );
    assert_eq!(outcome.next_request, None);
    let (events, outcome) = run(
        Target::Prerequest,
        "pm.execution.skipRequest(); pm.test('late'); console.log(1)",
    );
    assert_eq!(
        (events.len(), outcome.skipped, outcome.error),
        (0, true, None)
    );
}

#[test]
fn the_visualizer_keeps_what_it_was_given_last() {
    let script =
        "pm.visualizer.set('<b>{{x}}</b>', { x: 1 }); pm.visualizer.set('<i>{{x}}</i>', { x: 2 });";
    let visualizer = run(Target::Test, script)
        .1
        .visualizer
        .expect("a visualizer");
    assert_eq!(
        (visualizer.template.as_str(), visualizer.data),
        ("<i>{{x}}</i>", json!({"x": 2}))
    );
    assert_eq!(visualizer.page.as_deref(), Ok("<i>2</i>"));
    let (_, outcome) = run(
        Target::Test,
        "pm.visualizer.set('t'); pm.visualizer.clear()",
    );
    assert_eq!(outcome.visualizer, None);
}

#[test]
fn a_template_is_filled_by_handlebars_itself_or_says_why_not() {
    let page = |script: &str| {
        run(Target::Test, script)
            .1
            .visualizer
            .expect("a visualizer")
            .page
    };
    let template = "{{#each list}}{{@index}}:{{this.n}}{{#unless @last}}, {{/unless}}{{else}}none{{/each}} {{{raw}}}{{raw}}";
    let data = r#"{ list: [{ n: 'a' }, { n: 'b' }], raw: "<&'`=" }"#;
    assert_eq!(
        page(&format!("pm.visualizer.set('{template}', {data})")).as_deref(),
        Ok("0:a, 1:b <&'`=&lt;&amp;&#x27;&#x60;&#x3D;")
    );
    let options = "pm.visualizer.set('{{raw}}', { raw: '<' }, { noEscape: true })";
    assert_eq!(page(options).as_deref(), Ok("<"));
    let error = page("pm.visualizer.set('{{#each list}}', {})").unwrap_err();
    assert!(
        error.message.starts_with("Parse error on line 1:"),
        "{error:?}"
    );
    let error = page("pm.visualizer.set('{{nothing 5}}', {})").unwrap_err();
    assert_eq!(error.message, "Missing helper: \"nothing\"");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let limits = Limits {
        time: Some(Duration::from_millis(100)),
        ..Limits::default()
    };
    let script = "const a = Array(9999).fill(0);
        pm.visualizer.set('{{#each a}}{{#each ../a}}{{#each ../../a}}{{/each}}{{/each}}{{/each}}', { a })";
    let results = run_all(
        limits,
        &[(Target::Test, script), (Target::Test, "pm.test('after')")],
    );
    assert_eq!(
        results[0].1.error.as_ref().expect("an error").message,
        "sandbox not responding"
    );
    assert_eq!(results[1].0, ["test 0 after passed"]);
}

#[test]
fn scripts_of_a_run_share_globals_but_not_their_variables() {
    let results = run_all(
        limits(),
        &[
            (
                Target::Prerequest,
                "shared = 5; var own = 1; Object.prototype.extended = () => 'yes'; data = 3;",
            ),
            (
                Target::Test,
                "console.log(shared, typeof own, ({}).extended(), typeof data); delete Object.prototype.extended",
            ),
        ],
    );
    assert_eq!(results[1].0, ["log 5, 'undefined', 'yes', 'object'"]);
}

#[test]
fn what_takes_the_place_of_a_built_in_name_ends_with_the_script() {
    let results = run_all(
        limits(),
        &[
            (
                Target::Test,
                "Math = 5; console.log(Math); _ = 6; pm = 7; require = 8; parseInt = Blob = 9",
            ),
            (
                Target::Test,
                "console.log(typeof Math, typeof _, typeof pm, typeof require)",
            ),
            (
                Target::Test,
                "let Blob = 10; console.log(typeof parseInt, Blob)",
            ),
            (Target::Test, "console.log(typeof Blob)"),
        ],
    );
    assert_eq!(results[0].0, ["log 5"]);
    assert_eq!(
        results[1].0,
        ["log 'object', 'function', 'object', 'number'"]
    );
    assert_eq!(results[2].0, ["log 'function', 10"]);
    assert_eq!(results[3].0, ["log 'function'"]);
}

#[test]
fn a_global_made_after_the_main_part_is_hidden_from_later_scripts() {
    let late = "early = 1; setTimeout(() => { late = 2; console.log(late) }, 1)";
    let results = run_all(
        limits(),
        &[
            (Target::Test, late),
            (Target::Test, "console.log(early, typeof late); late = 3"),
            (Target::Test, "late"),
        ],
    );
    assert_eq!(
        (&results[0].0[0], &results[1].0[0]),
        (&"log 2".to_owned(), &"log 1, 'undefined'".to_owned())
    );
    assert_eq!(results[2].1.error, None);
}

#[test]
fn a_script_may_put_a_test_of_its_own_in_place() {
    let (events, outcome) = run(
        Target::Test,
        "pm.test('a'); pm.test = () => 1; tests.b = pm.test('c') === 1",
    );
    assert_eq!(
        (events, outcome.error),
        (
            vec!["test 0 a passed".into(), "test 1 b passed".into()],
            None
        )
    );
}

#[test]
fn the_old_api_is_warned_of_once_a_script_where_that_is_wanted() {
    let script =
        "tests.a = true; tests.b = true; postman.setNextRequest(null); Backbone.VERSION; data; typeof _;
                  console.log(responseCode.code, typeof responseBody); setTimeout(() => environment.x, 1);";
    let limits = Limits {
        deprecations: Deprecations::Warned,
        ..limits()
    };
    let warnings = [
        "warn 'Using \"tests\" is deprecated. Use \"pm.test()\" instead.'",
        "warn 'Using \"postman.setNextRequest\" is deprecated. Use \"pm.execution.setNextRequest()\" instead.'",
        "warn 'Using \"Backbone\" is deprecated.'",
        "warn 'Using \"responseCode\" is deprecated. Use \"pm.response.code\" instead.'",
        "log 200, 'string'",
        "test 0 a passed",
        "test 1 b passed",
    ];
    for (events, _) in run_all(limits, &[(Target::Test, script), (Target::Test, script)]) {
        assert_eq!(events, warnings);
    }
    assert_eq!(run(Target::Test, script).0.len(), 3);
}

#[test]
fn an_error_ends_the_script_and_nothing_else() {
    let results = run_all(
        limits(),
        &[
            (Target::Test, "\nlet x;\nx.y.z"),
            (Target::Test, "pm.test('on')"),
        ],
    );
    let failure = results[0].1.error.clone().expect("an error");
    assert_eq!(
        failure.message,
        "Cannot read properties of undefined (reading 'y')"
    );
    assert_eq!(
        (failure.line, failure.name.as_str()),
        (Some(3), "TypeError")
    );
    assert_eq!(results[1].0, ["test 0 on passed"]);
}

#[test]
fn each_script_that_does_not_parse_says_what_is_wrong_with_it() {
    let results = run_all(
        limits(),
        &[(Target::Test, "let a = 1 2"), (Target::Test, "let a = 1 b")],
    );
    let messages = results
        .iter()
        .map(|(_, outcome)| outcome.error.clone().expect("an error").message);
    assert_eq!(
        messages.collect::<Vec<_>>(),
        ["Unexpected number", "Unexpected identifier 'b'"]
    );
}

#[test]
fn what_goes_beyond_a_limit_ends_with_a_clear_error_and_the_run_goes_on() {
    let limits = Limits {
        memory: 32 << 20,
        console_lines: 10,
        output: 1 << 20,
        ..Limits::default()
    };
    let piled = "the script told or asked more than 1 MB without giving way";
    for (script, message) in [
        ("while (true);", "sandbox: synchronous script execution timeout"),
        ("const end = Date.now() + 200; while (Date.now() < end);", "sandbox: synchronous script execution timeout"),
        ("setTimeout(() => { while (true); }, 1)", "sandbox not responding"),
        (
            "const key = await crypto.subtle.importKey('raw', new Uint8Array(1), 'PBKDF2', false, ['deriveBits']);
             const salt = new Uint8Array(1), iterations = 2 ** 32 - 1;
             await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt, iterations }, key, 8)",
            "sandbox not responding",
        ),
        (
            "const publicExponent = new Uint8Array([3]), rsa = { name: 'RSA-PSS', hash: 'SHA-1', publicExponent };
             await crypto.subtle.generateKey({ ...rsa, modulusLength: 8192 }, true, ['sign'])",
            "sandbox: synchronous script execution timeout",
        ),
        (
            "const again = () => { Promise.resolve().then(again) }; again(); await 1; await new Promise(() => {})",
            "sandbox not responding",
        ),
        ("await new Promise(() => {})", "sandbox: synchronous script execution timeout"),
        ("setInterval(() => {}, 10)", "sandbox: asynchronous script execution timeout"),
        (
            "const all = []; for (;;) all.push(new Array(10000).fill(1))",
            "the script used more than 32 MB of memory (see `--script-memory`)",
        ),
        ("(function deeper() { deeper() })()", "Maximum call stack size exceeded"),
        ("for (;;) console.log('x')", "the script wrote more than 10 console lines"),
        ("for (;;) new Promise(() => { for (;;); })", "sandbox: synchronous script execution timeout"),
        ("for (;;) try { new Promise(() => { for (;;); }) } catch {}", "sandbox: synchronous script execution timeout"),
        ("class P extends Promise {} for (;;) new P(() => { for (;;); })", "sandbox: synchronous script execution timeout"),
        (
            "for (;;) Promise.reject(new Error('x'.repeat(1e5)))",
            "the script used more than 32 MB of memory (see `--script-memory`)",
        ),
        ("for (;;) pm.test('x'.repeat(1e5), () => {})", piled),
        ("for (;;) pm.sendRequest({ url: 'http://h', method: 'POST', body: 'x'.repeat(1e5) })", piled),
        ("for (;;) pm.cookies.jar().set('http://h', 'a', 'x'.repeat(1e5))", piled),
        (
            "for (let i = 0; ; i += 1) pm.variables.set('k' + i, 'x'.repeat(1e6))",
            "the script used more than 32 MB of memory (see `--script-memory`)",
        ),
        (
            "try { for (;;) console.log('x') } catch { for (;;); }",
            "the script wrote more than 10 console lines",
        ),
    ] {
        // A slow machine must not run out of time where another limit is meant.
        let of_time = ["not responding", "timeout"].iter().any(|end| message.ends_with(end));
        let time = Some(if of_time { Duration::from_millis(100) } else { Duration::from_mins(1) });
        let limits = Limits { time, ..limits.clone() };
        let results = run_all(limits, &[(Target::Test, script), (Target::Test, "pm.test('after')")]);
        let error = results[0].1.error.clone().unwrap_or_default();
        assert_eq!(error.message, message, "{script}");
        assert_eq!(results[1].0, ["test 0 after passed"], "{script}");
    }
}

#[test]
fn a_script_without_a_response_sees_an_empty_one() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let host = Recorder::default();
    let context = Context {
        response: None,
        ..context(Target::Test, Scopes::default())
    };
    let source = "console.log(pm.response.code, pm.response.headers.count(), pm.response.text(), responseBody)";
    let outcome = runtime.block_on(async {
        let mut engine = Engine::new(setup(limits(), World::fixed(0, 1))).expect("an engine");
        engine.run(&source.into(), context, &host).await
    });
    assert_eq!(outcome.error, None);
    assert_eq!(
        *host.events.borrow(),
        ["log undefined, 0, undefined, undefined"]
    );
}
