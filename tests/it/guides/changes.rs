//! What a step changes of a request that is no JSON, how often it sends it, and what all steps share.

use postrider::guide::{Conclusion, Question, Reader};
use serde_json::{Value, json};
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::walk::{Page, Walk, Walked};

fn collection() -> Value {
    json!({"info": {"name": "Parcels"}, "item": [
        {"name": "Find", "request": "{{url}}/parcels/:id?state=open&page={{gone}}"},
        {"name": "Sign in", "request": {"method": "POST", "url": "{{url}}/login",
            "body": {"mode": "urlencoded", "urlencoded": [{"key": "user", "value": "a"}]}}},
        {"name": "Jobs", "item": [
            {"name": "Start", "request": {"method": "POST", "url": "{{url}}/jobs"}},
            {"name": "Look", "request": "{{url}}/jobs/1", "event": [
                {"listen": "test", "script": {"exec": ["pm.test('it is done', () => pm.expect(pm.response.json().state).to.equal('done'))"]}}]}
        ]}
    ]})
}

async fn server() -> MockServer {
    let server = MockServer::start().await;
    let answer = |state: &str| ResponseTemplate::new(200).set_body_json(json!({"state": state}));
    let waits = Mock::given(path("/jobs/1")).respond_with(answer("waits"));
    waits.up_to_n_times(2).with_priority(1).mount(&server).await;
    let done = Mock::given(path("/jobs/1")).respond_with(answer("done"));
    done.with_priority(2).mount(&server).await;
    let known = Mock::given(header("x-team", "docs")).and(method("GET"));
    known
        .respond_with(answer("known"))
        .with_priority(3)
        .mount(&server)
        .await;
    let other = Mock::given(any()).respond_with(answer("other"));
    other.with_priority(9).mount(&server).await;
    server
}

/// Runs a page with more in its header and with these directives.
async fn run(header: &str, directives: &[&str]) -> Walked {
    run_with(header, directives, Walk::default()).await
}

async fn run_with(header: &str, directives: &[&str], walk: Walk) -> Walked {
    let server = server().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("c.json"), collection().to_string()).unwrap();
    let mut text = format!("# T\n\n<!-- postrider\ncollections: {{ c: c.json }}\n{header}\n-->\n");
    for directive in directives {
        text.push_str(&format!(
            "\nA sentence.\n\n<!-- postrider\n{directive}\n-->\n"
        ));
    }
    let page = folder.path().join("page.md");
    std::fs::write(&page, text).unwrap();
    let variables = vec![("url", json!(server.uri())), ("id", json!("p 1"))];
    Page::at(page).run(Walk { variables, ..walk }).await
}

/// Answers every question with itself.
#[derive(Debug)]
struct Echo;

impl Reader for Echo {
    fn answer(&self, question: &Question) -> Option<String> {
        Some(question.question.clone())
    }
}

#[tokio::test]
async fn what_a_page_can_not_know_is_asked() {
    let ask = "request: { url: \"{{url}}/{{id}}/{{code}}\" }\nask: { id: never, code: typed }";
    let answered = Walk {
        reader: Some(&Echo),
        ..Walk::default()
    };
    let walked = run_with("", &[ask], answered).await;
    // What has a value is not asked for.
    assert_eq!(walked.sent, ["GET /p%201/typed"]);
    let with_default = ask.replace("typed", "{ question: q, default: usual }");
    let walked = run("", &[&with_default]).await;
    assert_eq!(walked.sent, ["GET /p%201/usual"]);
    let walked = run("", &[ask]).await;
    assert_eq!(walked.letters(), "n");
    assert_eq!(
        walked.why_not("GET /{{id}}/{{code}}"),
        "it asks for `code` (typed), and nobody answers; `--env-var code=…` does"
    );
}

#[tokio::test]
async fn fields_of_query_path_and_form_are_changed() {
    let walked = run(
        "",
        &[
            "send: Find\nquery: { state: closed, page: null, limit: 5 }\npath: { id: p1 }",
            "send: Sign in\nform: { user: \"{{id}}\", otp: 1 }",
        ],
    )
    .await;
    assert_eq!(walked.letters(), "pp", "{:?}", walked.steps);
    assert_eq!(
        walked.sent,
        ["GET /parcels/p1?state=closed&limit=5", "POST /login"]
    );
    assert_eq!(walked.bodies.last().unwrap().1, "user=p%201&otp=1");
}

#[tokio::test]
async fn a_field_without_a_place_keeps_the_request_from_being_sent() {
    let walked = run("", &["send: Sign in\npath: { id: 1 }"]).await;
    let (_, reasons) = walked.first_failure();
    assert_eq!(
        reasons,
        ["the request can't be edited: the path has no `:id`"]
    );
    assert!(walked.sent.is_empty());
}

#[tokio::test]
async fn a_request_is_sent_until_its_response_is_as_it_should_be() {
    let retry = "retry: { until: { body: { $.state: done } }, every: 10ms, at_most: 1s }";
    let own =
        format!("request: {{ url: \"{{{{url}}}}/jobs/1\" }}\n{retry}\ncapture: {{ s: $.state }}");
    let walked = run("", &[&own]).await;
    assert_eq!(walked.letters(), "p", "{:?}", walked.steps);
    assert_eq!(walked.sent.len(), 3);
    assert_eq!(walked.scopes.environment.get("s"), Some(&json!("done")));
    // The tests of the collection are for the last response alone.
    let saved = format!("send: Look\n{retry}");
    let walked = run("", &[&saved]).await;
    assert_eq!(walked.letters(), "p", "{:?}", walked.steps);
    assert_eq!((walked.sent.len(), walked.summary.failures.len()), (4, 0));
}

#[tokio::test]
async fn what_never_comes_is_a_failure_that_says_what_is_lacking() {
    let walked = run(
        "",
        &["send: Start\nretry: { until: { body: { $.state: done } }, every: 10ms, at_most: 30ms }"],
    )
    .await;
    let (_, reasons) = walked.first_failure();
    assert_eq!(
        reasons,
        ["it was not so after 4 attempts: `$.state` is \"other\", expected that it is \"done\""]
    );
    assert_eq!(walked.sent.len(), 4);
    assert_eq!(walked.conclusion(), Conclusion::Failed);
}

#[tokio::test]
async fn a_folder_is_sent_request_by_request() {
    let walked = run("", &["send: Jobs\nexpect: { body: { $.state: waits } }"]).await;
    assert_eq!(walked.sent, ["POST /jobs", "GET /jobs/1"]);
    // The first response is `other`, and nothing but its status is expected; the test fails.
    assert_eq!(walked.letters(), "pf", "{:?}", walked.steps);
}

#[tokio::test]
async fn all_steps_share_what_the_header_says() {
    let header = "headers: { X-Team: docs }\nexpect: { body: { $.state: known } }";
    let find = "send: Find\nset: { gone: 1 }\npath: { id: 1 }";
    let other =
        "request: { method: DELETE, url: \"{{url}}/x\" }\nexpect: { body: { $.state: other } }";
    let walked = run(header, &[find, other]).await;
    assert_eq!(walked.letters(), "pp", "{:?}", walked.steps);
    let walked = run(&header.replace("docs", "others"), &[find]).await;
    assert_eq!(walked.letters(), "f");
}
