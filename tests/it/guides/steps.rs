//! What each key of a step does, against a server that the test writes.

use postrider::guide::Conclusion;
use postrider::runner::{Bail, Verdict};
use serde_json::{Value, json};
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::walk::{Page, Walk, Walked};

/// Two collections that a page may take requests from.
fn collections() -> [(&'static str, Value); 2] {
    let things = json!({"info": {"name": "Things"}, "variable": [{"key": "kind", "value": "things"}], "item": [
        {"name": "List", "request": "{{url}}/{{kind}}"},
        {"name": "Folder", "item": [
            {"name": "Change", "request": {"method": "PUT", "url": "{{url}}/{{kind}}/{{id}}",
              "header": [{"key": "X-Saved", "value": "1"}],
              "body": {"mode": "raw", "raw": "{\"name\": \"saved\", \"old\": 1, \"deep\": {}}"}}},
            {"name": "Tested", "request": "{{url}}/tested", "event": [
                {"listen": "test", "script": {"exec": ["pm.test('is seven', () => pm.expect(pm.response.json().n).to.equal(7))"]}}]},
            {"name": "Prepared", "request": "{{url}}/{{made}}", "event": [
                {"listen": "prerequest", "script": {"exec": ["pm.environment.set('made', 'tested')"]}}]},
            {"name": "Skipped", "request": "{{url}}/never", "event": [
                {"listen": "prerequest", "script": {"exec": ["pm.execution.skipRequest()"]}}]}
        ]}
    ]});
    let others = json!({"info": {"name": "Others"}, "variable": [{"key": "kind", "value": "others"}], "item": [
        {"name": "List", "request": "{{url}}/{{kind}}"}
    ]});
    [("things.json", things), ("others.json", others)]
}

/// A server that knows things, others, and what is tested.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    let answers = [
        (
            "/things",
            json!([{"id": "t1", "name": "a"}, {"id": "t2", "name": "b"}]),
        ),
        ("/others", json!([])),
        ("/tested", json!({"n": 8})),
        (
            "/things/t1",
            json!({"id": "t1", "name": "a", "note": "kept {{url}}"}),
        ),
    ];
    for (place, body) in answers {
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(method("GET"))
            .and(path(place))
            .respond_with(answer)
            .mount(&server)
            .await;
    }
    let changed = ResponseTemplate::new(200).set_body_json(json!({"changed": true}));
    Mock::given(method("PUT"))
        .respond_with(changed)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(404))
        .with_priority(9)
        .mount(&server)
        .await;
    server
}

/// Writes a page of these directives, each under a sentence of its own, and runs it.
async fn run(server: &MockServer, directives: &[&str]) -> Walked {
    run_with(server, directives, Walk::default()).await
}

async fn run_with(server: &MockServer, directives: &[&str], walk: Walk) -> Walked {
    let folder = tempfile::tempdir().unwrap();
    for (name, json) in collections() {
        std::fs::write(folder.path().join(name), json.to_string()).unwrap();
    }
    let mut text =
        "# T\n\n<!-- postrider\ncollections: { things: things.json, others: others.json }\n-->\n"
            .to_owned();
    for (at, directive) in directives.iter().enumerate() {
        text.push_str(
            &[
                "\nSentence ",
                &at.to_string(),
                " of it.\n<!-- postrider\n",
                directive,
                "\n-->\n",
            ]
            .concat(),
        );
    }
    text.push_str(
        "\n```json\n{\"sample\": \"{{id}}\", \"n\": 1}\n```\n\n```sh\ncurl \"$url/tested\"\n```\n",
    );
    std::fs::write(folder.path().join("page.md"), text).unwrap();
    let variables = vec![
        ("url", json!(server.uri())),
        ("id", json!("t1")),
        ("two", json!(2)),
    ];
    Page::at(folder.path().join("page.md"))
        .run(Walk { variables, ..walk })
        .await
}

/// The one body that was sent.
fn body(walked: &Walked) -> Value {
    let [(_, body)] = &walked.bodies[..] else {
        panic!("{:?}", walked.bodies)
    };
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn edits_removals_headers_and_variables_change_what_is_sent() {
    let server = server().await;
    let change = "send: Change\nset: { name: \"new {{two}}\" }\nheaders: { X-Saved: \"{{two}}\", X-New: n }\n\
                  remove: /old\nedit: { /name: \"{{name}}\", /deep/two: \"{{two}}\" }";
    let seen = ResponseTemplate::new(200);
    Mock::given(header("x-saved", "2"))
        .and(header("x-new", "n"))
        .respond_with(seen)
        .with_priority(1)
        .mount(&server)
        .await;
    let walked = run(&server, &[change]).await;
    assert_eq!(walked.letters(), "p", "{:?}", walked.steps);
    assert_eq!(body(&walked), json!({"name": "new 2", "deep": {"two": 2}}));
    assert_eq!(walked.scopes.environment.get("name"), Some(&json!("new 2")));
}

#[tokio::test]
async fn a_sample_of_the_page_is_sent_instead_of_the_saved_body() {
    let walked = run(
        &server().await,
        &["send: Change\nbody: next\nedit: { /n: 2 }"],
    )
    .await;
    assert_eq!(body(&walked), json!({"sample": "t1", "n": 2}));
}

#[tokio::test]
async fn each_collection_has_its_own_variables() {
    let walked = run(
        &server().await,
        &[
            "send: things / List",
            "send: others / List",
            "send: things / List",
        ],
    )
    .await;
    assert_eq!(walked.sent, ["GET /things", "GET /others", "GET /things"]);
}

#[tokio::test]
async fn a_page_may_send_requests_of_its_own() {
    let server = server().await;
    let walked = run(
        &server,
        &[
            "request: { method: PUT, url: \"{{url}}/x\", body: { n: \"{{two}}\" } }",
            "curl: next",
        ],
    )
    .await;
    assert_eq!(walked.letters(), "pp", "{:?}", walked.steps);
    assert_eq!(walked.sent, ["PUT /x", "GET /tested"]);
    assert_eq!(body(&walked), json!({"n": "2"}));
}

#[tokio::test]
async fn the_tests_of_the_collection_count() {
    let walked = run(&server().await, &["send: Tested"]).await;
    assert_eq!(walked.letters(), "f");
    assert_eq!(
        walked.first_failure().1,
        ["the tests that the collection has for this request failed"]
    );
    assert_eq!(walked.failed_assertions, ["is seven"]);
}

#[tokio::test]
async fn what_a_failing_step_should_have_set_keeps_the_others_from_being_run() {
    let server = server().await;
    let walked = run(
        &server,
        &[
            "send: things / List\ncapture: { id: \"$[?@.name == 'c'].id\", first: \"$[0].name\" }",
            "send: Change",
            "expect: { body: { $: { length: 2 } } }",
            "send: things / List\ncapture: { id: \"$[1].id\" }",
            "send: Change\nexpect: { body: { $.changed: \"{{changed}}\" } }\nset: { changed: true }",
        ],
    )
    .await;
    assert_eq!(walked.letters(), "fnnpp", "{:?}", walked.steps);
    assert_eq!(
        walked.why_not("Change"),
        "it uses `id`, which line 7 did not set"
    );
    assert_eq!(
        walked.why_not("response of Change"),
        "there is no response to look at: the request of line 13 did not succeed"
    );
    assert_eq!(
        walked.sent,
        ["GET /things", "GET /things", "PUT /things/t2"]
    );
    assert_eq!(walked.conclusion(), Conclusion::Failed);
}

#[tokio::test]
async fn a_variable_that_nobody_sets_is_a_failure_and_nothing_is_sent() {
    let walked = run(
        &server().await,
        &[
            "send: Change\nedit: { /name: \"{{tow}}\" }",
            "send: Prepared",
        ],
    )
    .await;
    assert_eq!(
        walked.first_failure().1,
        [
            "`{{tow}}` has no value: no step before sets it, and it is not in the environment; did you mean `two`?"
        ]
    );
    // What a script of the collection sets, the page need not know.
    assert_eq!(walked.letters(), "fp");
    assert_eq!(walked.sent, ["GET /tested"]);
}

#[tokio::test]
async fn an_edit_without_a_place_is_a_failure_and_nothing_is_sent() {
    let walked = run(&server().await, &["send: Change\nedit: { /deep/er/x: 1 }"]).await;
    assert_eq!(
        walked.first_failure().1,
        [
            "the body can't be edited: `/deep/er/x` has no place in the body: `/deep` is an object without members"
        ]
    );
    assert_eq!(walked.sent, Vec::<String>::new());
}

#[tokio::test]
async fn a_step_whose_needs_are_missing_and_one_that_a_script_skips_are_not_run() {
    let walked = run(
        &server().await,
        &[
            "send: things / List\nneeds: [secret]",
            "send: Skipped",
            "send: others / List",
        ],
    )
    .await;
    assert_eq!(walked.letters(), "nnp");
    assert_eq!(
        walked.why_not("List"),
        "it needs `secret`, which has no value"
    );
    assert_eq!(
        walked.why_not("Skipped"),
        "a script of the collection skipped the request"
    );
    assert_eq!(walked.conclusion(), Conclusion::Passed);
}

#[tokio::test]
async fn a_guide_in_which_nothing_ran_has_not_passed() {
    let walked = run(&server().await, &["send: things / List\nneeds: secret"]).await;
    assert_eq!(
        (walked.letters().as_str(), walked.conclusion()),
        ("n", Conclusion::Failed)
    );
}

#[tokio::test]
async fn with_bail_the_steps_after_a_failed_test_are_not_run() {
    let walk = Walk {
        bail: Bail::Failure,
        ..Walk::default()
    };
    let walked = run_with(
        &server().await,
        &["send: Tested", "send: others / List"],
        walk,
    )
    .await;
    assert_eq!(walked.letters(), "fn", "{:?}", walked.steps);
    assert_eq!(walked.why_not("List"), "an earlier failure ended the run");
}

#[tokio::test]
async fn putting_back_waits_for_a_rate_limit() {
    let server = server().await;
    let answers = [
        ResponseTemplate::new(200),
        ResponseTemplate::new(429).insert_header("Retry-After", "0"),
    ];
    for (priority, answer) in (1..).zip(answers) {
        Mock::given(method("PUT"))
            .respond_with(answer)
            .up_to_n_times(1)
            .with_priority(priority)
            .mount(&server)
            .await;
    }
    let walked = run(&server, &["send: Change\nrestore: true"]).await;
    assert_eq!(walked.letters(), "pp", "{:?}", walked.steps);
    assert_eq!(walked.sent_with("PUT"), 3);
    assert!(walked.summary.passed(), "{:?}", walked.summary.failures);
}

#[tokio::test]
async fn restore_puts_back_what_was_read_even_where_everything_passed() {
    let walked = run(
        &server().await,
        &["send: Change\nrestore: true", "send: things / List"],
    )
    .await;
    assert_eq!(
        walked.conclusion(),
        Conclusion::Passed,
        "{:?}",
        walked.steps
    );
    assert_eq!(
        walked.sent,
        [
            "GET /things/t1",
            "PUT /things/t1",
            "GET /things",
            "PUT /things/t1"
        ]
    );
    let (_, put_back) = walked.bodies.last().unwrap();
    assert_eq!(put_back, r#"{"id":"t1","name":"a","note":"kept {{url}}"}"#);
    assert_eq!(walked.outcome.passed, 2);
}

#[tokio::test]
async fn a_resource_that_cannot_be_put_back_is_a_failure_that_shows_it() {
    let server = server().await;
    let once = ResponseTemplate::new(200);
    Mock::given(method("PUT"))
        .respond_with(once)
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    let refused = ResponseTemplate::new(403).set_body_json(json!({"message": "no longer"}));
    Mock::given(method("PUT"))
        .respond_with(refused)
        .with_priority(2)
        .mount(&server)
        .await;
    let walked = run(&server, &["send: Change\nrestore: true"]).await;
    assert_eq!(
        (walked.letters().as_str(), walked.conclusion()),
        ("pf", Conclusion::Failed)
    );
    let (step, reasons) = walked.first_failure();
    assert_eq!(step.sentence, "Sentence 0 of it.");
    assert_eq!(
        reasons[0],
        "it could not be put back: status is 403 Forbidden, expected 2xx; the server says: no longer"
    );
    let by_hand = format!(
        "put it back by hand with `PUT {}/things/t1` and this body: {{\"id\":\"t1\"",
        server.uri()
    );
    assert!(reasons[1].starts_with(&by_hand), "{}", reasons[1]);
}

#[tokio::test]
async fn what_cannot_be_read_before_is_not_changed() {
    let walked = run(
        &server().await,
        &["send: Change\nset: { id: gone }\nrestore: true"],
    )
    .await;
    assert_eq!(walked.sent, ["GET /things/gone"]);
    let reasons = walked.first_failure().1;
    assert!(
        reasons[0].starts_with("nothing was sent: what is there now can't be read"),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn a_response_that_a_later_sentence_talks_about_is_checked_there() {
    let walked = run(
        &server().await,
        &[
            "send: things / List",
            "name: First thing\nexpect: { status: 200, body: { \"$[0].id\": t1 } }\ncapture: { id: { jsonpath: '$[*].id', first: true } }",
            "expect: { body: { \"$[1].id\": t1 } }",
        ],
    )
    .await;
    assert_eq!(walked.letters(), "ppf");
    assert_eq!(walked.steps[1].0.name, "First thing");
    assert_eq!(walked.first_failure().0.sentence, "Sentence 2 of it.");
    assert_eq!(walked.failed_assertions, ["$[1].id is \"t1\""]);
    assert!(matches!(&walked.steps[1].1, Verdict::Passed));
    assert_eq!(walked.summary.stats.assertions.failed, 1);
}

#[tokio::test]
async fn the_page_of_the_documentation_runs() {
    let docs = std::fs::read_to_string(super::walk::root().join("docs/guides.md")).unwrap();
    let page = docs
        .split("```md\n")
        .nth(2)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shop = json!({"info": {"name": "Shop"}, "item": [{"name": "Orders", "item": [
        {"name": "List orders", "request": "{{url}}/orders"},
        {"name": "Pay order", "request": {"method": "POST", "url": "{{url}}/orders/{{orderId}}/pay"}}
    ]}]});
    std::fs::write(folder.path().join("shop.json"), shop.to_string()).unwrap();
    std::fs::write(folder.path().join("page.md"), page).unwrap();
    let server = MockServer::start().await;
    let orders = json!([{"id": 1, "state": "paid"}, {"id": 2, "state": "open"}]);
    let listed = ResponseTemplate::new(200).set_body_json(orders);
    Mock::given(method("GET"))
        .and(path("/orders"))
        .respond_with(listed)
        .up_to_n_times(1)
        .mount(&server)
        .await;
    let paid = ResponseTemplate::new(200).set_body_json(json!({"id": 2, "state": "paid"}));
    Mock::given(method("POST"))
        .and(path("/orders/2/pay"))
        .respond_with(paid)
        .mount(&server)
        .await;
    let none = ResponseTemplate::new(200).set_body_json(json!([{"id": 1, "state": "paid"}]));
    Mock::given(method("GET"))
        .respond_with(none)
        .with_priority(6)
        .mount(&server)
        .await;
    let walk = || Walk {
        variables: vec![("url", json!(server.uri())), ("token", json!("t"))],
        ..Walk::default()
    };
    let page = Page::at(folder.path().join("page.md"));
    let walked = page.run(walk()).await;
    assert_eq!(walked.letters(), "ppp", "{:?}", walked.steps);
    let walked = page.run(walk()).await;
    assert_eq!(walked.letters(), "pfn");
    assert_eq!(walked.first_failure().0.line, 13);
    assert_eq!(
        walked.first_failure().1,
        [
            "`orderId` is not set: `$[?@.state == 'open'].id` found nothing; `$` is a list of 1: `{\"state\":\"paid\",\"id\":1}`"
        ]
    );
}
