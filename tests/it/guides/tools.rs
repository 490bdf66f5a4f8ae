//! `guide init`, `guide export`, `guide import`, and the options of `guide run` that are for
//! authors.

#[cfg(unix)]
use std::io::{BufRead, BufReader};
#[cfg(unix)]
use std::process::Stdio;
#[cfg(unix)]
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use postrider::guide::Conclusion;
use predicates::prelude::*;
use predicates::str::contains;
use roas_arazzo::v1_1::Description;
use roas_arazzo::validation::Validate;
use serde_json::{Value, json};

use super::walk::{Page, Walk, root};
use crate::program::{Folder, only_where_there_is, postrider};
use crate::server::{Received, Server, ok};

const SHIPPED: &str = "delete-all-stay-signed-in-sessions";

/// A folder with what the project ships, to work in.
fn workshop() -> Folder {
    let folder = Folder::with(&[]);
    for name in [
        "guides/delete-all-stay-signed-in-sessions.md",
        "guides/order-of-global-session-policies.md",
        "collections/okta-policy.postman_collection.json",
        "environments/okta.postman_environment.json",
    ] {
        folder.write(name, &std::fs::read_to_string(root().join(name)).unwrap());
    }
    folder
}

fn guide(folder: &Folder, arguments: &[&str]) -> assert_cmd::assert::Assert {
    postrider()
        .current_dir(folder.path())
        .arg("guide")
        .args(arguments)
        .assert()
}

const SHOP: &str = r#"{"info": {"name": "Shop"}, "item": [
    {"name": "List orders", "request": "{{url}}/orders", "response": [{"body": "{\"items\": [{\"id\": 1}]}"}]},
    {"name": "Pay order", "request": {"method": "PUT", "url": "{{url}}/orders/{{orderId}}",
        "body": {"mode": "raw", "raw": "{\"state\": \"open\", \"note\": \"x\"}"}}}
]}"#;

const PAGE: &str = "# Pay\n\n1. Send **List orders**.\n2. Find the order whose `state` is `open` and copy its `id`.\n   > **Tip:** keep it as the variable `orderId`.\n3. Open the **Pay order** request, change the `state` property to `paid`, remove the `note` property, and click **Send**.\n\n## End\n\nThen ask for all of it:\n\n```bash\ncurl https://shop.example/all -H \"Authorization: Bearer YOUR_TOKEN\"\n```\n";

const DRAFT: &str = r#"# Pay

<!-- postrider
guide: Pay
collections:
  shop: shop.json
needs: [url, token]
-->

1. Send **List orders**.
   <!-- postrider
   send: List orders
   -->
2. Find the order whose `state` is `open` and copy its `id`.
   <!-- postrider
   capture:
     orderId: "$.items[?@.state == 'open'].id"
   -->
   > **Tip:** keep it as the variable `orderId`.
3. Open the **Pay order** request, change the `state` property to `paid`, remove the `note` property, and click **Send**.
   <!-- postrider
   send: Pay order
   edit:
     /state: paid
   remove: [/note]
   -->

## End

Then ask for all of it:
<!-- postrider
curl: next
base: "{{url}}"
headers:
  Authorization: "Bearer {{token}}"
-->

```bash
curl https://shop.example/all -H "Authorization: Bearer YOUR_TOKEN"
```
"#;

#[test]
fn a_draft_says_what_the_page_says() {
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", PAGE)]);
    guide(&folder, &["init", "page.md", "--collection", "shop.json"])
        .success()
        .stdout(DRAFT)
        .stderr("4 steps drafted; nothing is left to settle\n");
    guide(
        &folder,
        &["init", "page.md", "-c", "shop.json", "-o", "drafts/page.md"],
    )
    .code(2);
    guide(
        &folder,
        &["init", "page.md", "-c", "shop.json", "-o", "page.md"],
    )
    .code(2)
    .stderr(contains("`page.md` is there already").and(contains("--force")));
}

#[test]
fn a_draft_runs() {
    let server = Server::start(|request: &Received| match request.target() {
        "/orders" => ok(r#"{"items": [{"id": 7, "state": "done"}, {"id": 8, "state": "open"}]}"#),
        _ => ok("{}"),
    });
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", PAGE)]);
    for (page, form) in [
        ("drafted.md", &["-o", "drafted.md"][..]),
        ("page.guide.yaml", &["--sidecar"]),
    ] {
        let init = [&["init", "page.md", "-c", "shop.json"], form].concat();
        guide(&folder, &init).success();
        let url = format!("url={}", server.url(""));
        guide(
            &folder,
            &["run", page, "--env-var", &url, "--env-var", "token=t"],
        )
        .success()
        .stdout(contains("4 steps: 4 passed"));
    }
    let received = server.received();
    let paid = received
        .iter()
        .find(|request| request.line().starts_with("PUT "))
        .unwrap();
    assert_eq!(paid.target(), "/orders/8");
    assert_eq!(
        serde_json::from_slice::<Value>(&paid.body).unwrap(),
        json!({"state": "paid"})
    );
}

#[test]
fn what_only_the_author_knows_is_marked_and_told_until_it_is_settled() {
    let page =
        "# P\n\nSend **List orders**. Locate the order that you want to pay and copy its `id`.\n";
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", page)]);
    guide(
        &folder,
        &["init", "page.md", "-c", "shop.json", "-o", "d.md"],
    )
    .success()
    .stderr(contains("1 mark to settle"));
    let draft = folder.read("d.md");
    assert!(
        draft.contains("  orderId: \"$.items[*].id\"  # choose: the order that you want to pay\n"),
        "{draft}"
    );
    guide(&folder, &["check", "d.md"])
        .code(1)
        .stdout(contains("error[choose]"));
    folder.write(
        "d.md",
        &draft.replace(
            "[*].id\"  # choose: the order that you want to pay",
            "[0].id\"",
        ),
    );
    guide(&folder, &["check", "d.md"]).success();
}

#[test]
fn what_can_not_be_drafted_is_told() {
    let folder = Folder::with(&[
        ("shop.json", SHOP),
        ("empty.md", "# Words\n\nJust words.\n"),
        ("done.md", DRAFT),
    ]);
    guide(&folder, &["init", "empty.md", "-c", "shop.json"])
        .code(2)
        .stderr(contains(
            "page `empty.md`: the page says nothing that could be drafted",
        ));
    guide(&folder, &["init", "done.md", "-c", "shop.json"])
        .code(2)
        .stderr(contains(
            "page `done.md`: the page has directives already, the first one at line 3",
        ));
}

/// Okta's own page: its sends, its captures, its three edits and its curl step; settled, the draft
/// runs.
#[tokio::test]
async fn oktas_page_is_drafted_and_runs_when_it_is_settled() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let folder = Folder::with(&[]);
    let okta = shared.join("okta");
    folder.write(
        "policy.json",
        &std::fs::read_to_string(okta.join("collections/policy.json")).unwrap(),
    );
    folder.write(
        "page.md",
        &std::fs::read_to_string(okta.join(format!("{SHIPPED}.md"))).unwrap(),
    );
    guide(
        &folder,
        &["init", "page.md", "-c", "policy.json", "-o", "d.md"],
    )
    .success();
    let draft = folder.read("d.md");
    for line in [
        "   send: Global Session Policy / Get Global Session Policies\n",
        "     policyId: \"$[*].id\"  # choose: the policy that you want to modify\n",
        "   send: Get Rules\n",
        "     ruleId: \"$[*].id\"  # choose: the rule that you want to modify\n",
        "     actions: \"$[*].actions\"  # choose: the rule that you want to modify\n",
        "    send: Global Session Policy / Update Global Session Policy rule\n    edit:\n      /type: SIGN_ON\n      /actions: \"{{actions}}\"\n      /actions/signon/session/usePersistentCookie: true\n",
        "curl: next\nbase: \"{{url}}\"\n",
    ] {
        assert!(draft.contains(line), "{line}\n{draft}");
    }
    let settled = draft
        .replace(
            "policyId: \"$[*].id\"  # choose: the policy that you want to modify",
            "policyId: \"$[?@.name == 'Stay signed in'].id\"",
        )
        .replace(
            "\"$[*].id\"  # choose: the rule that you want to modify",
            "\"$[?@.name != 'Default Rule'].id\"",
        )
        .replace(
            "\"$[*].actions\"  # choose: the rule that you want to modify",
            "\"$[?@.name != 'Default Rule'].actions\"",
        )
        .replace("  # choose: say what it ends, or delete this line", "")
        .replace("{{token}}", "{{accessToken}}")
        .replace(", token]", ", accessToken]");
    assert!(!settled.contains("# choose:"), "{settled}");
    folder.write("d.md", &settled);
    let walked = Page::at(folder.path().join("d.md"))
        .walk(Walk::default())
        .await;
    assert_eq!(
        walked.conclusion(),
        Conclusion::Passed,
        "{:#?}",
        walked.steps
    );
    assert_eq!(walked.letters(), "pppppp");
}

#[test]
fn an_exported_guide_is_arazzo_and_comes_back_as_it_went() {
    let folder = workshop();
    for (name, steps) in [
        (SHIPPED, "4 steps: 4 passed"),
        ("order-of-global-session-policies", "10 steps: 10 passed"),
    ] {
        let (page, yaml, back) = (
            format!("guides/{name}.md"),
            format!("guides/{name}.arazzo.yaml"),
            format!("guides/{name}.back.yaml"),
        );
        guide(&folder, &["export", "--arazzo", &page, "-o", &yaml]).success();
        let json = format!("guides/{name}.arazzo.json");
        guide(&folder, &["export", "--arazzo", &page, "-o", &json]).success();
        let document: Description = serde_json::from_str(&folder.read(&json)).unwrap();
        #[expect(
            clippy::default_trait_access,
            reason = "its type is of a crate that is none of ours"
        )]
        let options = Default::default();
        document
            .validate(options)
            .unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(
            document.source_descriptions[0].url,
            "../collections/okta-policy.postman_collection.json"
        );
        // The published schema takes texts and selectors for the values of replacements, which the
        // validator does not hold.
        let steps_of = folder.json(&json)["workflows"][0]["steps"]
            .as_array()
            .unwrap()
            .clone();
        let replacements = steps_of
            .iter()
            .filter_map(|step| step["requestBody"]["replacements"].as_array());
        assert!(
            replacements.flatten().all(|one| one["value"].is_string()),
            "{steps_of:#?}"
        );
        guide(&folder, &["import", &yaml, "-o", &back]).success();
        guide(&folder, &["check", "--strict", &back]).success();
        guide(&folder, &["run", &back, "--mock", "okta"])
            .success()
            .stdout(contains(steps));
        let again = format!("guides/{name}.again.json");
        guide(&folder, &["export", "--arazzo", &back, "-o", &again]).success();
        let workflow = |name: &str| {
            let mut workflow = folder.json(name)["workflows"][0].clone();
            // A guide without a page has no words of it.
            for step in workflow["steps"].as_array_mut().unwrap() {
                step.as_object_mut().unwrap().shift_remove("description");
                step.as_object_mut().unwrap().shift_remove("operationPath");
            }
            workflow
        };
        assert_eq!(workflow(&again)["steps"], workflow(&json)["steps"]);
    }
}

/// An Arazzo document as others write them.
const OF_OTHERS: &str = r#"arazzo: 1.0.1
info: { title: Pay orders, version: 1.0.0 }
sourceDescriptions:
- { name: shop, url: shop.json, type: openapi }
components:
  parameters:
    trace: { name: X-Trace, in: header, value: t }
workflows:
- workflowId: pay
  inputs:
    type: object
    properties: { url: { type: string }, limit: { type: integer, default: 5 } }
  steps:
  - stepId: list
    operationId: List orders
    parameters:
    - { reference: $components.parameters.trace }
    successCriteria:
    - condition: $statusCode == 200 || $statusCode == 206
    - { context: $response.body, condition: "$.items[?@.id > 0]", type: { type: jsonpath, version: draft-goessner-dispatch-jsonpath-00 } }
    - { context: $response.body, condition: "count(/a) = 1", type: xpath }
    outputs:
      orderId: $response.body#/items/0/id
      trace: $response.header.x-trace
  - stepId: pay
    operationPath: "{$sourceDescriptions.shop.url}#/item/1"
    requestBody:
      contentType: application/json
      payload: { state: open, note: x }
      replacements:
      - { target: /state, value: paid }
      - { target: $.amount, value: 3.5 }
      - { target: /order, value: $steps.list.outputs.orderId }
    successCriteria:
    - { context: $statusCode, condition: "^2\\d{2}$", type: regex }
  - stepId: ask
    onFailure: [{ name: again, type: retry, retryLimit: 2 }]
    x-operation: { method: post, url: "{$inputs.url}/all/{$steps.list.outputs.orderId}" }
    parameters: [{ name: q, in: query, value: $inputs.limit }]
    requestBody: { payload: { a: $steps.list.outputs.trace } }
"#;

#[test]
fn documents_of_others_are_imported_leniently() {
    let folder = Folder::with(&[("shop.json", SHOP), ("o.arazzo.yaml", OF_OTHERS)]);
    guide(&folder, &["import", "o.arazzo.yaml"])
        .success()
        .stderr(
            contains("1 mark to settle").and(contains("`onFailure` of the step `ask` is left out")),
        )
        .stdout(
            r#"guide: Pay orders
collections:
  shop: shop.json
needs: [url]
steps:
- send: List orders
  set:
    limit: 5
  headers:
    X-Trace: t
  expect:  # choose: what stands for a criterion of the type `xpath` over `$response.body`
    status: [200, 206]
    body:
      "$.items[?@.id > 0]": {"exists":true}
  capture:
    orderId: "$.items[0].id"
    trace: {"header":"x-trace"}
- send: Pay order
  edit:
    /state: paid
    /amount: 3.5
    /order: "{{orderId}}"
  expect:
    status: "2xx"
- request:
    method: POST
    url: "{{url}}/all/{{orderId}}?q={{limit}}"
    body: {"a":"{{trace}}"}
  name: ask
"#,
        );
}

#[test]
fn what_can_not_be_imported_is_told_with_its_place() {
    let document = |steps: &str| {
        format!(
            "arazzo: 1.1.0\ninfo: {{ title: T, version: '1' }}\nsourceDescriptions: [{{ name: api, url: api.yaml, type: openapi }}]\nworkflows:\n- workflowId: w\n  steps:\n{steps}"
        )
    };
    let folder = Folder::with(&[("shop.json", SHOP), ("api.yaml", "openapi: 3.1.0\n")]);
    for (text, message) in [
        ("a: [".to_owned(), "a.yaml:1:4: this is not YAML"),
        (
            "openapi: 3.1.0\n".to_owned(),
            "a.yaml:1:1: the document has no `arazzo`",
        ),
        (
            "arazzo: 2.0.0\n".to_owned(),
            "the document is of Arazzo 2.0.0, expected 1.0 or 1.1",
        ),
        (
            document("  - { stepId: a, operationId: listOrders }\n"),
            "a.yaml:7:31: no request of the collections is called `listOrders`",
        ),
        (
            document(
                "  - { stepId: a, operationPath: '{$sourceDescriptions.api.url}#/paths/x' }\n",
            ),
            "the source `api` is no Postman collection, so its operations can't be sent; give the step an `x-operation`",
        ),
        (
            document("  - { stepId: a, workflowId: other }\n"),
            "a.yaml:7:5: the step runs the workflow `other`, which a guide can't",
        ),
        (
            document("  - stepId: a\n    x-operation: { url: 'http://h/{$url}' }\n"),
            "a.yaml:8:18: `$url` is nothing that a guide can say",
        ),
    ] {
        folder.write("a.yaml", &text);
        guide(&folder, &["import", "a.yaml"])
            .code(2)
            .stdout("")
            .stderr(contains(message));
    }
}

#[test]
fn a_part_of_a_guide_is_run_alone() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    let run = |more: &[&str]| guide(&folder, &[&["run", &page, "--mock", "okta"], more].concat());
    run(&["--to", "2"])
        .success()
        .stdout(contains("2 steps: 2 passed"));
    run(&["--from", "1", "--to", "4"])
        .success()
        .stdout(contains("4 steps: 4 passed"));
    // The second step looks at the answer of the first.
    run(&["--step", "2"])
        .success()
        .stdout(contains("2 steps: 2 passed"));
    run(&["--step", "6"])
        .success()
        .stdout(contains("Step 6  Delete all sessions").and(contains("1 step: 1 passed")));
    // What earlier steps would have captured has to come from somewhere.
    run(&["--step", "3"])
        .code(1)
        .stdout(contains("it uses `policyId`, which line 48 did not set"));
    run(&["--step", "7"])
        .code(2)
        .stderr(contains("there is no step 7").and(contains("the guide has 6 steps")));
    run(&["--from", "4", "--to", "3"])
        .code(2)
        .stderr(contains("`--from 4 --to 3` holds no step"));
    run(&["--step", "0"])
        .code(2)
        .stderr(contains("0 is not in 1.."));
    run(&["--step", "1", "--to", "2"])
        .code(2)
        .stderr(contains("cannot be used with"));
}

#[test]
fn a_transcript_shows_what_was_sent_and_answered_and_no_secret() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    guide(&folder, &["run", &page, "--mock", "okta", "--record"]).success();
    let transcript = folder.read(&format!("guides/{SHIPPED}.transcript.md"));
    for part in [
        "# Transcript: Delete all Stay signed in sessions\n",
        "## 1. Get Global Session Policies\n\n> Choose Get Global Session Policies and press Send.\n",
        "/api/v1/policies?type=OKTA_SIGN_ON\n",
        "HTTP/1.1 200 OK\n",
        "- ✓ `status is 200`\n",
        "\"usePersistentCookie\": true",
        "HTTP/1.1 204 No Content\n",
        "\nPassed.\n",
    ] {
        assert!(transcript.contains(part), "{part}\n{transcript}");
    }
    let authorization: Vec<&str> = transcript
        .lines()
        .filter(|line| line.starts_with("Authorization:"))
        .collect();
    assert!(!authorization.is_empty());
    assert!(
        authorization
            .iter()
            .all(|line| line.ends_with("(redacted)")),
        "{authorization:?}"
    );
}

#[test]
fn the_page_stands_in_the_html_report_with_its_verdicts() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    let run = [
        "run",
        &page,
        "--mock",
        "okta:wrong-token",
        "-r",
        "html,markdown",
        "--reporter-html-export",
        "r.html",
        "--reporter-markdown-export",
        "r.md",
    ];
    guide(&folder, &run).code(1);
    let report = folder.read("r.html");
    let article = &report
        [report.find("<article class=\"page\">").unwrap()..report.find("</article>").unwrap()];
    let proofs: Vec<&str> = article
        .match_indices("class=\"proof ")
        .map(|(at, _)| &article[at + 13..at + 20])
        .collect();
    assert_eq!(
        proofs,
        [
            "failed\"", "skipped", "skipped", "skipped", "skipped", "skipped"
        ]
    );
    assert!(
        article.contains("<details data-item=\"0\">")
            && article.contains("status is 401 Unauthorized"),
        "{article}"
    );
    assert!(
        !article.contains("<!--") && !article.contains("postrider\n"),
        "{article}"
    );
    let table = folder.read("r.md");
    assert!(
        table.contains(
            "| 1 | Get Global Session Policies | Choose Get Global Session Policies and press Send. |"
        ),
        "{table}"
    );
}

#[test]
fn a_response_is_held_against_a_schema() {
    let server = Server::start(|_: &Received| ok(r#"{"id": "7"}"#));
    let page = format!(
        "<!-- postrider\ncollections: {{}}\n-->\n\nAsk.\n<!-- postrider\nrequest: {{ url: '{}' }}\nexpect: {{ schema: s.json }}\n-->\n",
        server.url("/x")
    );
    let schema = |kind: &str| format!(r#"{{"properties": {{"id": {{"type": "{kind}"}}}}}}"#);
    let folder = Folder::with(&[("page.md", &page), ("s.json", &schema("string"))]);
    guide(&folder, &["run", "page.md"])
        .success()
        .stdout(contains("the body keeps the schema s.json"));
    folder.write("s.json", &schema("number"));
    guide(&folder, &["run", "page.md"]).code(1).stdout(contains(
        "the body does not keep the schema: `/id`: \"7\" is not of type \"number\"",
    ));
    folder.write("s.json", "{");
    guide(&folder, &["run", "page.md"])
        .code(2)
        .stderr(contains("page.md:8:19: JSON schema `s.json`: "));
    guide(&folder, &["check", "page.md"])
        .code(2)
        .stderr(contains("page.md:8:19: JSON schema `s.json`: "));
}

/// The page is run again when it changes, what is wrong with it is told, and Ctrl-C ends it.
#[cfg(unix)]
#[test]
fn a_watched_page_is_run_again_when_it_changes() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"))
        .current_dir(folder.path())
        .args([
            "guide", "run", &page, "--mock", "okta", "--to", "1", "--watch",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = Lines::of(child.stdout.take().unwrap());
    let told = Lines::of(child.stderr.take().unwrap());
    output.wait_for("1 step: 1 passed");
    told.wait_for("watching the page");
    let text = folder.read(&page);
    folder.write(&page, &text.replace("send: Get Rules", "send: Get Rulez"));
    told.wait_for("did you mean `Get Rule`?");
    told.wait_for("watching the page");
    folder.write(&page, &text);
    output.wait_for("1 step: 1 passed");
    told.wait_for("watching the page");
    std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// The lines that a program writes, as they come.
#[cfg(unix)]
struct Lines(Receiver<String>);

#[cfg(unix)]
impl Lines {
    fn of(stream: impl std::io::Read + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
            lines.try_for_each(|line| sender.send(line))
        });
        Self(receiver)
    }

    /// Reads on until a line has these words.
    fn wait_for(&self, words: &str) {
        let mut seen = Vec::new();
        while seen
            .last()
            .is_none_or(|line: &String| !line.contains(words))
        {
            let next = self.0.recv_timeout(Duration::from_secs(20));
            seen.push(next.unwrap_or_else(|_| panic!("no `{words}` in\n{}", seen.join("\n"))));
        }
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let page = "<!-- postrider\ncollections: { shop: shop.json, gone: gone.json }\n-->\n\nOne.\n<!-- postrider\nsend: List orderz\n-->\n\nTwo.\n<!-- postrider\nsend: Pay order\nexpct: { status: 200 }\n-->\n\nThree.\n<!-- postrider\ncapture: { a: \"$.[\" }\n-->\n";
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", page)]);
    let run = || guide(&folder, &["run", "page.md"]);
    run().code(2).stderr(
        contains("page.md:13:1: unknown key `expct` in a step; did you mean `expect`?")
            .and(contains("page.md:18:15: `$.[` is not a JSONPath"))
            .and(contains(
                "page.md:2:39: collection `gone.json` could not be read",
            )),
    );
    folder.write("page.md", &page.replace(", gone: gone.json", ""));
    run().code(2).stderr(
        contains("page.md:7:7: no request is called `List orderz`; did you mean `List orders`?")
            .and(contains("page.md:13:1: unknown key `expct`"))
            .and(contains("page.md:18:15: `$.[` is not a JSONPath")),
    );
}

#[test]
fn a_page_of_mdx_is_drafted_in_its_own_comments() {
    let page = "import X from './x'\n\n# Pay\n\n<X />\n\n1. Send **List orders**.\n";
    let folder = Folder::with(&[("shop.json", SHOP), ("page.mdx", page)]);
    guide(
        &folder,
        &["init", "page.mdx", "-c", "shop.json", "-o", "d.mdx"],
    )
    .success();
    let draft = folder.read("d.mdx");
    assert!(
        draft.contains("\n{/* postrider\nguide: ")
            && draft.contains("   {/* postrider\n   send: List orders\n   */}\n"),
        "{draft}"
    );
    guide(&folder, &["check", "d.mdx"]).success();
}

/// A step that fails before anything is sent, and one that is not run, are in every report: none of
/// them is green.
#[test]
fn what_sends_nothing_is_told_in_every_report_all_the_same() {
    let folder = workshop();
    let page = format!("guides/{SHIPPED}.md");
    folder.write(
        &page,
        &folder.read(&page).replace(
            "/actions/signon/session/usePersistentCookie: true\n    restore",
            "/actions/nowhere/x: true\n    restore",
        ),
    );
    let mut run: Vec<String> = [
        "run",
        &page,
        "--mock",
        "okta",
        "-r",
        "cli,junit,tap,ctrf,json,markdown,html",
    ]
    .map(str::to_owned)
    .into();
    for name in ["junit", "tap", "ctrf", "json", "markdown", "html"] {
        run.extend([format!("--reporter-{name}-export"), format!("r.{name}")]);
    }
    let run: Vec<&str> = run.iter().map(String::as_str).collect();
    guide(&folder, &run)
        .code(1)
        .stdout(contains("6 steps: 4 passed, 1 failed, 1 not run"));
    let reason = "the body can't be edited: `/actions/nowhere/x` has no place in the body";
    let junit = folder.read("r.junit");
    assert!(
        junit.contains("failures=\"1\" errors=\"0\" skipped=\"1\"") && junit.contains(reason),
        "{junit}"
    );
    let tap = folder.read("r.tap");
    assert!(
        tap.contains("not ok 15 - step 5 /")
            && tap.contains(reason)
            && tap.contains("ok 16 - step 6 /"),
        "{tap}"
    );
    assert!(
        tap.contains("step 4 / Get Rules")
            || tap.contains("step 4 / response of Get Rules: ruleId"),
        "{tap}"
    );
    let ctrf = folder.json("r.ctrf");
    let summary = &ctrf["results"]["summary"];
    assert_eq!(
        (&summary["passed"], &summary["failed"], &summary["skipped"]),
        (&json!(14), &json!(1), &json!(1))
    );
    let json = folder.json("r.json");
    assert!(
        json["run"]["failures"][0]["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with(reason),
        "{json}"
    );
    assert!(
        folder
            .read("r.markdown")
            .contains("## Delete all Stay signed in sessions ❌ failed")
    );
    assert!(
        folder
            .read("r.html")
            .contains("<p class=\"verdict failed\">")
    );
}
