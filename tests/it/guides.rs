//! Guides against the mock org: the shipped one, Okta's own page, and what fails at which sentence.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod arazzo;
mod bodies;
mod changes;
mod check;
mod draft;
mod fences;
mod mutate;
mod options;
mod sends;
mod shown;
mod site;
mod steps;
mod tutorial;
mod update;
mod walk;
mod workshop;

use postrider::guide::{Conclusion, Destructive};
use postrider::runner::Verdict;
use serde_json::{Value, json};

use crate::program::only_where_there_is;
use walk::{Page, Walk, Walked, root};

/// The rule that the shipped guide changes.
fn rule(org: &Value) -> &Value {
    let policies = org["policies"].as_array().unwrap();
    let policy = policies
        .iter()
        .find(|policy| policy["name"] == "Stay signed in")
        .unwrap();
    policy["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["name"] != "Default Rule")
        .unwrap()
}

fn sessions(org: &Value) -> Vec<usize> {
    org["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["sessions"].as_array().unwrap().len())
        .collect()
}

async fn shipped(faults: &'static str) -> Walked {
    Page::shipped()
        .walk(Walk {
            faults,
            ..Walk::default()
        })
        .await
}

fn reasons(walked: &Walked) -> (&str, &[String]) {
    let (step, reasons) = walked.first_failure();
    (&step.sentence, reasons)
}

#[tokio::test]
async fn the_shipped_guide_passes_and_changes_what_it_says_and_nothing_else() {
    let walked = shipped("").await;
    assert_eq!(
        walked.conclusion(),
        Conclusion::Passed,
        "{:#?}",
        walked.steps
    );
    assert_eq!(walked.outcome.passed, 6);
    assert!(walked.summary.passed(), "{:?}", walked.summary.failures);
    let mut expected = walked.org.0.clone();
    for policy in expected["policies"].as_array_mut().unwrap() {
        for rule in policy["rules"].as_array_mut().unwrap() {
            if rule["name"] == "Private devices" {
                rule["actions"]["signon"]["session"]["usePersistentCookie"] = json!(true);
            }
        }
    }
    expected["users"][0]["sessions"] = json!([]);
    expected["users"][0]["tokens"] = json!([]);
    assert_eq!(walked.org.1, expected);
    assert_eq!(sessions(&walked.org.1), [0, 1]);
}

#[tokio::test]
async fn every_step_of_the_shipped_guide_has_the_words_of_the_page() {
    let page = Page::shipped();
    let walked = page.walk(Walk::default()).await;
    let lines: Vec<&str> = page.text.lines().collect();
    for (step, _) in &walked.steps {
        let first: Vec<&str> = step.sentence.split(' ').take(2).collect();
        let line = lines[step.line - 1].replace(['*', '`'], "");
        assert!(line.contains(&first.join(" ")), "{}: {line}", step.sentence);
    }
    let names: Vec<&str> = walked
        .steps
        .iter()
        .map(|(step, _)| step.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Get Global Session Policies",
            "response of Get Global Session Policies",
            "Get Rules",
            "response of Get Rules",
            "Update Global Session Policy rule",
            "Delete all sessions"
        ]
    );
}

#[tokio::test]
async fn a_wrong_token_fails_at_the_first_send_and_touches_nothing() {
    let walked = shipped("wrong-token").await;
    let (sentence, reasons) = reasons(&walked);
    assert_eq!(
        sentence,
        "Choose Get Global Session Policies and press Send."
    );
    assert_eq!(
        reasons,
        [
            "status is 401 Unauthorized, expected 200; the server says: Invalid token provided (E0000011)"
        ]
    );
    assert_eq!(walked.conclusion(), Conclusion::Failed);
    assert_eq!(walked.sent.len(), 1);
    assert!(walked.org_is_untouched());
    assert!(
        walked
            .why_not("Get Rules")
            .starts_with("it uses `policyId`, which line ")
    );
    assert!(
        walked
            .why_not("Delete all sessions")
            .ends_with("not sent because a step before it failed")
    );
}

#[tokio::test]
async fn a_policy_that_is_missing_fails_at_the_sentence_that_looks_for_it() {
    let walked = shipped("no-stay-signed-in-policy").await;
    let (sentence, reasons) = reasons(&walked);
    assert!(
        sentence.starts_with("Look for the policy named Stay signed in"),
        "{sentence}"
    );
    assert_eq!(
        reasons,
        [
            "`policyId` is not set: `$[?@.name == 'Stay signed in'].id` found nothing; `$` is a list of 1: `{\"name\":\"Default Policy\"}`"
        ]
    );
    assert_eq!(
        walked.failed_assertions,
        ["policyId is `$[?@.name == 'Stay signed in'].id`"]
    );
    assert!(walked.org_is_untouched());
}

#[tokio::test]
async fn only_a_default_rule_fails_at_the_sentence_that_looks_for_another() {
    let walked = shipped("only-default-rule").await;
    let (sentence, reasons) = reasons(&walked);
    assert!(
        sentence.starts_with("Among the rules, find the one of your own"),
        "{sentence}"
    );
    assert_eq!(
        reasons,
        [
            "`ruleId` is not set: `$[?@.name != 'Default Rule'].id` found nothing; `$` is a list of 1: `{\"name\":\"Default Rule\"}`",
            "`ruleName` is not set, for the same reason",
            "`conditions` is not set, for the same reason",
            "`actions` is not set, for the same reason",
        ]
    );
    assert!(
        walked
            .why_not("Update Global Session Policy rule")
            .starts_with("it uses `ruleId`, which line ")
    );
    assert!(walked.org_is_untouched());
}

#[tokio::test]
async fn a_policy_that_vanishes_fails_where_its_rules_are_listed() {
    let walked = shipped("policy-vanishes").await;
    let (sentence, reasons) = reasons(&walked);
    assert_eq!(sentence, "Press Send to list the rules of the policy.");
    assert!(
        reasons[0].starts_with("status is 404 Not Found, expected 200; the server says: Not found"),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn a_rate_limit_fails_where_it_is_reached_and_touches_nothing() {
    for (faults, sentence) in [
        ("rate-limit-after=0", "Choose Get Global Session Policies"),
        ("rate-limit-after=1", "Press Send to list the rules"),
        ("rate-limit-after=2", "Press Send. The answer is the rule"),
    ] {
        let walked = shipped(faults).await;
        let (found, reasons) = reasons(&walked);
        assert!(found.starts_with(sentence), "{faults}: {found}");
        assert!(
            reasons[0].contains("429 Too Many Requests") && reasons[0].contains("E0000047"),
            "{reasons:?}"
        );
        assert_eq!(walked.conclusion(), Conclusion::Failed);
        assert!(walked.org_is_untouched(), "{faults}");
    }
}

#[tokio::test]
async fn nothing_is_changed_where_the_rate_limit_leaves_no_room_to_put_it_back() {
    for faults in ["rate-limit-after=3", "rate-limit-after=4"] {
        let walked = shipped(faults).await;
        let (sentence, reasons) = reasons(&walked);
        assert!(
            sentence.starts_with("Press Send. The answer is the rule"),
            "{sentence}"
        );
        assert!(
            reasons[0].starts_with("nothing was sent: the rate limit allows "),
            "{reasons:?}"
        );
        assert!(walked.org_is_untouched(), "{faults}");
    }
}

#[tokio::test]
async fn a_dropped_connection_fails_where_it_drops_and_the_org_is_as_it_was() {
    for (faults, sentence) in [
        ("drop-connection=1", "Choose Get Global Session Policies"),
        ("drop-connection=2", "Press Send to list the rules"),
        ("drop-connection=3", "Press Send. The answer is the rule"),
        ("drop-connection=PUT", "Press Send. The answer is the rule"),
        ("drop-connection=/idp", "Call the My Account Sessions API"),
    ] {
        let walked = shipped(faults).await;
        let (found, reasons) = reasons(&walked);
        assert!(found.starts_with(sentence), "{faults}: {found}");
        assert!(
            reasons[0].contains("the request had no response: "),
            "{faults}: {reasons:?}"
        );
        assert!(walked.org_is_untouched(), "{faults}: {:?}", walked.sent);
        assert_eq!(walked.outcome.failed, 1, "{faults}: {:?}", walked.steps);
    }
}

#[tokio::test]
async fn what_a_failing_guide_changed_is_put_back_as_it_was_read() {
    for faults in ["wrong-access-token", "missing-scope", "server-error=/idp"] {
        let walked = shipped(faults).await;
        let (sentence, _) = reasons(&walked);
        assert!(
            sentence.starts_with("Call the My Account Sessions API"),
            "{faults}: {sentence}"
        );
        let (last, verdict) = walked.steps.last().unwrap();
        assert_eq!(
            last.name,
            "put back what “Update Global Session Policy rule” changed"
        );
        assert_eq!(*verdict, Verdict::Passed);
        assert_eq!(walked.sent_with("PUT"), 2, "{:?}", walked.sent);
        assert!(walked.org_is_untouched(), "{faults}");
        assert_eq!(walked.conclusion(), Conclusion::Failed);
    }
}

#[tokio::test]
async fn a_change_that_the_server_may_have_made_is_looked_at_before_it_is_put_back() {
    let walked = shipped("server-error=PUT").await;
    let methods: Vec<&str> = walked
        .sent
        .iter()
        .map(|sent| sent.split(' ').next().unwrap())
        .collect();
    assert_eq!(methods, ["GET", "GET", "GET", "PUT", "GET"]);
    assert_eq!(walked.outcome.failed, 1);
    assert!(walked.org_is_untouched());
}

#[tokio::test]
async fn an_interrupted_guide_puts_back_what_it_changed() {
    let walked = Page::shipped()
        .walk(Walk {
            interrupt_after: Some(4),
            ..Walk::default()
        })
        .await;
    assert_eq!(walked.conclusion(), Conclusion::Interrupted);
    assert!(walked.sent_with("PUT") == 2, "{:?}", walked.sent);
    assert!(walked.org_is_untouched());
    assert!(walked.summary.interrupted);
}

#[tokio::test]
async fn without_leave_nothing_is_destroyed_and_the_rest_runs() {
    let walked = Page::shipped()
        .walk(Walk {
            destructive: Destructive::Refused,
            ..Walk::default()
        })
        .await;
    assert_eq!(walked.conclusion(), Conclusion::Passed);
    assert_eq!((walked.outcome.passed, walked.outcome.not_run), (5, 1));
    assert!(
        walked
            .why_not("Delete all sessions")
            .starts_with("destructive: it ends every session of the user")
    );
    assert_eq!(sessions(&walked.org.1), [3, 1]);
    assert_eq!(
        rule(&walked.org.1)["actions"]["signon"]["session"]["usePersistentCookie"],
        true
    );
}

#[tokio::test]
async fn a_guide_whose_needs_are_missing_is_not_run() {
    let variables = vec![("accessToken", json!("")), ("apikey", Value::Null)];
    let walked = Page::shipped()
        .walk(Walk {
            variables,
            ..Walk::default()
        })
        .await;
    assert_eq!(walked.conclusion(), Conclusion::NeedsMissing);
    assert_eq!(walked.outcome.missing, ["apikey", "accessToken"]);
    assert_eq!((walked.sent.len(), walked.steps.len()), (0, 0));
}

/// Okta's own page, with directives put in by us, against Okta's own collection.
#[tokio::test]
async fn the_directives_work_on_oktas_own_page() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let text =
        std::fs::read_to_string(shared.join("okta/delete-all-stay-signed-in-sessions.md")).unwrap();
    let collection = shared.join("okta/collections/policy.json");
    std::fs::copy(&collection, folder.path().join("policy.json")).unwrap();
    let path = folder.path().join("page.md");
    std::fs::write(&path, with_directives(&text)).unwrap();
    let walked = Page::at(path).walk(Walk::default()).await;
    assert_eq!(
        walked.conclusion(),
        Conclusion::Passed,
        "{:#?}",
        walked.steps
    );
    assert_eq!(walked.outcome.passed, 6);
    let (before, after) = (rule(&walked.org.0), rule(&walked.org.1));
    assert_eq!(
        after["actions"]["signon"]["session"]["usePersistentCookie"],
        true
    );
    assert_eq!(after["name"], before["name"]);
    assert_eq!(sessions(&walked.org.1), [0, 1]);
    let sentences: Vec<&str> = walked
        .steps
        .iter()
        .map(|(step, _)| step.sentence.as_str())
        .collect();
    assert!(
        sentences[1].starts_with("In the response, locate the policy"),
        "{sentences:?}"
    );
    assert!(
        sentences[4].starts_with("Click Send to run the update request"),
        "{sentences:?}"
    );
}

/// Puts each directive after the line of Okta's page that begins with certain words, indented as
/// that line's text.
fn with_directives(text: &str) -> String {
    let directives = [
        (
            "<ApiLifecycle",
            "collections: { policy: policy.json }\nneeds: [url, apikey, accessToken]",
        ),
        (
            "2. ",
            "send: Global Session Policy / Get Global Session Policies\nexpect: { status: 200 }",
        ),
        (
            "3. ",
            "capture: { policyId: \"$[?@.name == 'Stay signed in'].id\" }",
        ),
        ("6. ", "send: Get Rules\nexpect: { status: 200 }"),
        (
            "7. ",
            "capture:\n  ruleId: \"$[?@.name != 'Default Rule'].id\"\n  ruleName: \"$[?@.name != 'Default Rule'].name\"\n  \
             actions: \"$[?@.name != 'Default Rule'].actions\"",
        ),
        (
            "13. ",
            "send: Global Session Policy / Update Global Session Policy rule\nedit:\n  /name: \"{{ruleName}}\"\n  \
             /type: SIGN_ON\n  /actions: \"{{actions}}\"\n  /actions/signon/session/usePersistentCookie: true\n\
             restore: failure\nexpect:\n  status: 200\n  body: { $.actions.signon.session.usePersistentCookie: true }",
        ),
        (
            "This API call revokes",
            "curl: next\nbase: \"{{url}}\"\nheaders: { Authorization: \"Bearer {{accessToken}}\" }\n\
             destructive: it ends every session\nexpect: { status: 204 }",
        ),
    ];
    let mut page: Vec<String> = Vec::new();
    let mut left = directives.iter().peekable();
    for line in text.lines() {
        page.push(line.to_owned());
        let Some((words, directive)) = left.next_if(|(words, _)| line.starts_with(words)) else {
            continue;
        };
        let indent = if words.ends_with(". ") {
            " ".repeat(words.len())
        } else {
            String::new()
        };
        if indent.is_empty() {
            page.push(String::new());
        }
        page.push(format!("{indent}<!-- postrider"));
        page.extend(directive.lines().map(|line| format!("{indent}{line}")));
        page.push(format!("{indent}-->"));
    }
    assert!(
        left.peek().is_none(),
        "a directive found no place: {:?}",
        left.peek()
    );
    page.join("\n") + "\n"
}

#[test]
fn the_shipped_page_shares_no_sentence_with_oktas() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let theirs =
        std::fs::read_to_string(shared.join("okta/delete-all-stay-signed-in-sessions.md")).unwrap();
    let ours = std::fs::read_to_string(root().join("guides/delete-all-stay-signed-in-sessions.md"))
        .unwrap();
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    let (theirs, ours) = (words(&theirs), words(&ours));
    for run in ours.windows(9) {
        let prose = run
            .iter()
            .all(|word| word.chars().any(char::is_alphabetic) && !word.contains(['"', '{', '/']));
        assert!(
            !prose || !theirs.windows(9).any(|their| their == run),
            "{}",
            run.join(" ")
        );
    }
}
