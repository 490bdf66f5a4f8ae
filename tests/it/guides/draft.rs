//! `guide init`: a first draft of a page's directives.

use postrider::guide::Conclusion;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use super::walk::{Page, Walk};
use super::workshop::{PAGE, SHIPPED, SHOP, guide};
use crate::program::{Folder, only_where_there_is};
use crate::server::{Received, Server, ok};

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
fn a_step_in_a_table_is_drafted_below_it_where_it_is_read() {
    let page = "# Pay\n\n| First of all | Then |\n| --- | --- |\n| something else | Send **List orders**. |\n";
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", page)]);
    let init = ["init", "page.md", "-c", "shop.json", "-o", "drafted.md"];
    guide(&folder, &init).success();
    let drafted = folder.read("drafted.md");
    assert!(
        drafted.ends_with("|\n<!-- postrider\nsend: List orders\n-->\n"),
        "{drafted}"
    );
    guide(&folder, &["check", "drafted.md"]).success();
}

#[test]
fn a_list_item_that_says_send_twice_is_drafted_as_two_steps() {
    let page =
        "# Pay\n\n1. Open **List orders**. Click **Send**.\n\n   Then click **Send** again.\n";
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", page)]);
    for form in [&["-o", "drafted.md"][..], &["--sidecar"]] {
        let init = [&["init", "page.md", "-c", "shop.json"], form].concat();
        guide(&folder, &init)
            .success()
            .stderr(contains("2 steps drafted"));
    }
    for drafted in ["drafted.md", "page.guide.yaml"] {
        let text = folder.read(drafted);
        assert!(text.contains("send: List orders\n"), "{text}");
        assert_eq!(text.matches("send: \"?\"").count(), 1, "{text}");
        guide(&folder, &["check", drafted])
            .code(1)
            .stdout(contains("duplicate").not());
    }
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
        .stderr(
            contains("page `empty.md`: the page says nothing that could be drafted")
                .and(contains("--collection").not()),
        );
    guide(&folder, &["init", "empty.md"])
        .code(2)
        .stderr(contains("name the collection that the page talks about"));
    guide(&folder, &["init", "done.md", "-c", "shop.json"])
        .code(2)
        .stderr(contains(
            "page `done.md`: the page has directives already, the first one at line 3",
        ));
}

#[test]
fn a_page_that_shows_all_that_it_sends_needs_no_collection() {
    let server = Server::start(|_| ok("{}"));
    let url = server.url("/orders");
    let page = format!("# Ask\n\nAsk:\n\n```bash\ncurl {url}\n```\n");
    let folder = Folder::with(&[("page.md", &page)]);
    guide(&folder, &["init", "page.md", "-o", "d.md"]).success();
    guide(&folder, &["run", "d.md"]).success();
    assert_eq!(server.sole_request().target(), "/orders");
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
        "base:\n  \"https://{yourOktaDomain}\": \"{{url}}\"\n",
        "curl: next\nheaders:\n",
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
        .replace(
            "  # choose: whether this is the host of `url`, or take the line out",
            "",
        )
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
fn several_pages_are_drafted_into_a_folder_or_side_cars() {
    let folder = Folder::with(&[
        ("shop.json", SHOP),
        ("docs/a.md", PAGE),
        ("docs/b/c.md", PAGE),
        ("docs/none.md", "# Nothing\n"),
    ]);
    let init = ["init", "docs", "-c", "shop.json"];
    guide(&folder, &init).code(2).stderr(contains("`-o`"));
    guide(&folder, &[&init[..], &["-o", "drafts"]].concat())
        .success()
        .stderr(contains("2 pages drafted").and(contains("docs/none.md")));
    assert_eq!(
        folder.read("drafts/docs/b/c.md"),
        DRAFT.replace("shop: shop.json", "shop: ../../../shop.json")
    );
    guide(&folder, &[&init[..], &["--sidecar"]].concat()).success();
    assert!(folder.read("docs/a.guide.yaml").contains("page: a.md\n"));
}

const ANSWERS: &str = "# Subscribe\n\nMake one:\n\n```bash\ncurl -X POST https://hub.example/v2/subscriptions -d '{\"a\": 1}'\n```\n\nThe response:\n\n```\nHTTP/1.1 201 Created\nLocation: /v2/subscriptions/5fd8f8a1b2c3\n```\n\nAsk for its user:\n\n```bash\ncurl https://hub.example/v2/subscriptions/5fd8f8a1b2c3\n```\n\nThe response is:\n\n```json\n{\"id\": \"5fd8f8a1b2c3\", \"userId\": \"u-1\"}\n```\n\nThen:\n\n```bash\ncurl https://hub.example/v2/users/{userId}\n```\n";

#[test]
fn what_an_answer_shows_and_the_page_uses_later_is_captured() {
    let hub =
        r#"{"info": {"name": "Hub"}, "item": [{"name": "Other", "request": "{{hub}}/other"}]}"#;
    let folder = Folder::with(&[("hub.json", hub), ("page.md", ANSWERS)]);
    guide(
        &folder,
        &["init", "page.md", "-c", "hub.json", "-o", "draft.md"],
    )
    .success();
    let draft = folder.read("draft.md");
    for line in [
        "placeholders:\n  \"5fd8f8a1b2c3\": \"{{subscriptionId}}\"\n",
        "capture:\n  subscriptionId: {\"header\":\"location\",\"regex\":\"([^/?]+)/?$\"}\n",
        "expect:\n  like: next\ncapture:\n  userId: $.userId\n"
            .replace("$.userId", "\"$.userId\"")
            .as_str(),
    ] {
        assert!(draft.contains(line), "{line}\n{draft}");
    }
    assert!(!draft.contains("needs: [userId"), "{draft}");
    let server = Server::start(|received: &Received| match received.target() {
        "/v2/subscriptions" => {
            crate::server::response("201 Created", "Location: /v2/subscriptions/new1\r\n", b"")
        }
        "/v2/subscriptions/new1" => ok(br#"{"id": "new1", "userId": "u-9"}"#),
        "/v2/users/u-9" => ok(b"{}"),
        _ => crate::server::response("404 Not Found", "", b""),
    });
    let settled: String = draft
        .lines()
        .map(|line| {
            line.split("  # choose:")
                .next()
                .unwrap_or_default()
                .to_owned()
                + "\n"
        })
        .collect();
    folder.write("draft.md", &settled);
    let host = format!("hub=http://127.0.0.1:{}", server.port());
    guide(&folder, &["run", "draft.md", "--env-var", &host]).success();
}

const FOLDERS: &str = r#"{"info": {"name": "Shop"}, "item": [
    {"name": "Setup", "item": [
        {"name": "Sign in", "request": {"method": "POST", "url": "{{url}}/login"},
            "event": [{"listen": "test", "script": {"exec": ["pm.environment.set('sid', '1')"]}}]},
        {"name": "Look", "request": "{{url}}/me?sid={{sid}}"}]},
    {"name": "Cleanup", "item": [{"name": "Drop", "request": {"method": "DELETE", "url": "{{url}}/me"}}]}
]}"#;

#[test]
fn a_folder_that_the_reader_is_told_to_run_is_sent_as_a_whole() {
    for words in [
        "Run the **Setup** folder.",
        "In Postman, run the folder `Setup`.",
        "Führen Sie den Ordner **Setup** aus.",
        "Exécutez le dossier **Setup**.",
        "Ejecute la carpeta **Setup**.",
        "**Setup** フォルダーを実行します。",
    ] {
        let page = format!("# Postman\n\n{words}\n");
        let folder = Folder::with(&[("page.md", &page), ("c.json", FOLDERS)]);
        guide(&folder, &["init", "page.md", "-c", "c.json"])
            .success()
            .stdout(
                contains("send: Setup\n")
                    .and(contains("needs: [url]"))
                    .and(contains("choose").not()),
            );
    }
    for words in [
        "Open the **Setup** folder.",
        "Once you run the **Setup** folder, look.",
    ] {
        let page = format!("# Postman\n\n{words}\n");
        let folder = Folder::with(&[("page.md", &page), ("c.json", FOLDERS)]);
        guide(&folder, &["init", "page.md", "-c", "c.json"]).code(2);
    }
    let page = "# Postman\n\nRun the **Setup** and **Cleanup** folders.\n";
    let folder = Folder::with(&[("page.md", page), ("c.json", FOLDERS)]);
    guide(&folder, &["init", "page.md", "-c", "c.json"])
        .success()
        .stdout(
            contains("send: Setup\n")
                .and(contains("send: Cleanup\ndestructive: it deletes  # choose")),
        );
}

#[test]
fn each_name_of_what_is_sent_is_a_step_whatever_stands_between() {
    const SHOP: &str = r#"{"info": {"name": "Shop"}, "item": [
        {"name": "Setup", "item": [{"name": "Make it", "request": "{{url}}/a"}]},
        {"name": "List it", "request": "{{url}}/b"},
        {"name": "Show it", "request": "{{url}}/c"}]}"#;
    for (words, steps) in [
        // The page need not say where its requests are.
        (
            "Run **List it**, then **Show it**.",
            &["List it", "Show it"][..],
        ),
        (
            "Run the **Setup** folder, and click Send in **List it**.",
            &["Setup", "List it"],
        ),
        (
            "Run the **Setup** folder, and click **Send** for the **List it** request.",
            &["Setup", "List it"],
        ),
        ("Click **Send** in the **Setup** tab.", &[]),
    ] {
        let folder = Folder::with(&[("page.md", &format!("# T\n\n{words}\n")), ("c.json", SHOP)]);
        let assert = guide(&folder, &["init", "page.md", "-c", "c.json"]);
        let draft = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        let sent: Vec<&str> = draft
            .lines()
            .filter_map(|line| line.strip_prefix("send: "))
            .collect();
        let named: Vec<&str> = sent.iter().map(|name| name.trim_matches('"')).collect();
        let named: Vec<&str> = named
            .into_iter()
            .filter(|name| !name.starts_with('?'))
            .collect();
        assert_eq!(named, steps, "{words}: {draft}");
    }
}

#[test]
fn other_markup_is_drafted_into_a_side_car_that_runs() {
    let server = Server::start(|_: &Received| ok(b"{\"id\": 7}"));
    let url = format!("url=http://127.0.0.1:{}", server.port());
    let pages = [
        (
            "p.rst",
            "Orders\n======\n\n#. Select the ``Look`` request in the folder and\n   click 'Send'.\n\n   .. code-block:: json\n\n      {\"id\": 1}\n\n#. Open the ``Sign in`` request, and press :guilabel:`Send`.\n",
        ),
        (
            "p.adoc",
            "= Orders\n\n. Select the `Look` request and click *Send*.\n+\n[source,json]\n----\n{\"id\": 1}\n----\n. Open the *Sign in* request, and press *Send*.\n",
        ),
        (
            "p.html",
            "<html><head><title>x</title></head><body>\n<h1>Orders</h1>\n<ol>\n<li>Select the <b>Look</b> request and click <b>Send</b>.\n<pre><code class=\"language-json\">{&quot;id&quot;: 1}\n</code></pre></li>\n<li><p>Open the <code>Sign in</code> request, and press <em>Send</em>.</p></li>\n</ol></body></html>\n",
        ),
    ];
    for (name, page) in pages {
        let folder = Folder::with(&[(name, page), ("c.json", FOLDERS)]);
        guide(&folder, &["init", name, "-c", "c.json", "--sidecar"]).success();
        let sidecar = folder.read("p.guide.yaml");
        assert!(
            sidecar.contains("send: Setup / Look\n") && sidecar.contains("send: Setup / Sign in\n"),
            "{name}: {sidecar}"
        );
        let run = ["run", name, "--env-var", &url, "--env-var", "sid=1"];
        guide(&folder, &run)
            .success()
            .stdout(contains("2 steps: 2 passed"));
        folder.write("p.guide.yaml", &sidecar.replace("Sign in\n", "Sign on\n"));
        guide(&folder, &["check", name])
            .code(1)
            .stdout(contains("unknown-request"));
        guide(&folder, &["check", name, "--fix"]).success();
        // What is found in the page itself is left to its author.
        assert_eq!(folder.read(name), page);
    }
}

#[test]
fn what_a_page_takes_in_is_told_where_it_is_drafted() {
    let page = format!("{PAGE}\n--8<-- \"part.md\"\n");
    let folder = Folder::with(&[("page.md", &page), ("shop.json", SHOP)]);
    guide(&folder, &["init", "page.md", "-c", "shop.json"])
        .success()
        .stderr(contains("line 16: `part.md` is taken in and not drafted"));
}
