//! `postrider guide check` at the command line.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use super::walk::root;
use crate::program::{Folder, only_where_there_is, postrider};

const COLLECTION: &str = r#"{"info": {"name": "Shop API"}, "variable": [{"key": "known", "value": "1"}], "item": [
    {"name": "Orders", "item": [
        {"name": "List orders", "request": "{{url}}/orders?state=open"},
        {"name": "Change order", "request": {"method": "PUT", "url": "{{url}}/orders/{{orderId}}",
            "body": {"mode": "raw", "raw": "{\"deliveryAddress\": {\"street\": \"a\"}}"}}}]},
    {"name": "Old orders", "item": [{"name": "List orders", "request": "{{url}}/old"}]},
    {"name": "Close day", "request": {"method": "POST", "url": "{{url}}/close"}}
]}"#;

const HEADER: &str =
    "<!-- postrider\ncollections: { shop: shop.json }\nneeds: [url, orderId]\n-->\n";

/// What is found on a page with a header: each finding as `line: code`.
fn found(words: &str) -> Vec<String> {
    let folder = Folder::with(&[
        ("shop.json", COLLECTION),
        ("page.md", &format!("{HEADER}{words}")),
    ]);
    let assert = postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "page.md", "--format", "json"])
        .assert()
        .stderr("");
    let json: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let list = json["findings"].as_array().unwrap();
    list.iter()
        .map(|one| format!("{}: {}", one["line"], one["code"].as_str().unwrap()))
        .collect()
}

/// A page whose one step is right, with other words around it.
const SENDS: &str = "1. Send **Close day**.\n   <!-- postrider\n   send: Close day\n   expect: { status: 204 }\n   -->\n";

#[test]
fn what_is_right_is_not_found_fault_with() {
    for words in [
        String::new(),
        "An example:\n\n```http\nGET {{url}}/orders?state=open\n```\n".to_owned(),
        "A **GET** request has an **Authorization** header.\n\n```json\n{\"anything\": 1}\n```\n"
            .to_owned(),
        "```bash\nnpm install\n```\n\nSee the **Close day** request: POST it.\n".to_owned(),
        "- [Close day](#close)\n- [Change order](#change)\n".to_owned(),
        "Change to the `src/main/` folder, then to `.run`. It uses [NGSI](x) requests.\n".to_owned(),
        "With `find` and `search` requests, say a language.\n".to_owned(),
        "## By hand\n\nMake the **Close it all** request:\n<!-- postrider\ncurl: next\nbase: \"{{url}}\"\nexpect: { status: 204 }\n-->\n\n```bash\ncurl -X POST https://shop.example/close\n```\n\n## At once\n".to_owned(),
    ] {
        let page = format!("{words}\n{SENDS}");
        assert_eq!(found(&page), Vec::<String>::new(), "{page}");
    }
}

#[test]
fn names_are_held_against_the_collection() {
    for (words, finding) in [
        (
            "2. Click the **Close days** request.\n",
            "10: unknown-request",
        ),
        ("2. Open the **Ordres** folder.\n", "10: unknown-folder"),
        (
            "2. Import the **Shop APIs** collection.\n",
            "10: unknown-collection",
        ),
        (
            "2. Click the **List orders** request.\n",
            "10: ambiguous-request",
        ),
        (
            "2. Open the **Orders** folder and click the **Close day** request.\n",
            "10: other-folder",
        ),
        ("2. Click **Change order**.\n", "10: request-not-sent"),
        (
            "2. Then.\n   <!-- postrider\n   send: Nothing\n   -->\n",
            "12: unknown-request",
        ),
        (
            "2. Then.\n   <!-- postrider\n   send: List orders\n   -->\n",
            "12: ambiguous-request",
        ),
    ] {
        assert_eq!(found(&format!("{SENDS}{words}"))[0], finding, "{words}");
    }
}

#[test]
fn what_steps_say_is_held_against_the_collection() {
    let step = |yaml: &str| {
        format!(
            "{SENDS}2. Then.\n   <!-- postrider\n   {}\n   -->\n",
            yaml.replace('\n', "\n   ")
        )
    };
    for (yaml, finding) in [
        ("send: Change order", "12: no-expectation"),
        (
            "send: Close day\nheaders: { X: \"{{nobody}}\" }\nexpect: { status: 200 }",
            "13: unknown-variable",
        ),
        (
            "send: Close day\nexpect: { body: { $.a: \"{{nobody}}\" } }",
            "13: unknown-variable",
        ),
        (
            "send: Change order\nedit: { /a/b: 1 }\nexpect: { status: 200 }",
            "13: edit-nowhere",
        ),
        (
            "send: Change order\nedit: { /deliveryAdress: 1 }\nexpect: { status: 200 }",
            "13: edit-nowhere",
        ),
        (
            "send: Close day\nedit: { /a: 1 }\nexpect: { status: 200 }",
            "13: edit-nowhere",
        ),
        ("send: Close day\ncapture: { id: \"$.[x\" }", "13: selector"),
        (
            "send: Close day\ncapture:\n  id: \"$[*].id\"  # choose: the one",
            "14: choose",
        ),
        ("snd: Close day\nexpect: { status: 200 }", "12: directive"),
        ("send: Close day\nexpect: { status: ok }", "13: directive"),
        ("curl: next\nexpect: { status: 200 }", "12: sample"),
    ] {
        assert_eq!(found(&step(yaml)), [finding], "{yaml}");
    }
}

#[test]
fn samples_are_held_against_the_requests_of_their_steps() {
    let change = |more: &str, sample: &str| {
        format!(
            "1. Change it.\n   <!-- postrider\n   send: Change order\n   edit: {{ {more} }}\n   expect: {{ status: 200 }}\n   -->\n\n   ```\n   {}\n   ```\n",
            sample.replace('\n', "\n   ")
        )
    };
    for (more, sample, findings) in [
        ("/a: 1", "PUT https://shop.example/orders/<id>", vec![]),
        ("/a: 1", "PUT {{url}}/orders/8f2a91c4d0", vec![]),
        (
            "/a: 1",
            "POST {{url}}/orders/{{orderId}}",
            vec!["13: example-mismatch"],
        ),
        (
            "/a: 1",
            "PUT {{url}}/order/{{orderId}}",
            vec!["13: example-mismatch"],
        ),
        (
            "/a: 1",
            "PUT {{url}}/orders/{{orderId}}?now=1",
            vec!["13: example-mismatch"],
        ),
        (
            "/a: 1",
            "curl -X POST https://h/orders/1",
            vec!["13: example-mismatch"],
        ),
        (
            "/a: 1",
            "PUT {{url}}/orders/${orderId}",
            vec!["13: placeholder-spelling"],
        ),
        (
            "/a: 1",
            "{\"deliveryAddress\": {\"street\": \"b\"}, \"a\": 1}",
            vec![],
        ),
        (
            "/a: 1",
            "{\"deliveryAddress\": {\"city\": \"b\"}, \"a\": 1}",
            vec!["13: sample-members"],
        ),
        (
            "/a: 1",
            "{\"deliveryAddress\": {\"street\": \"b\"}, \"a\": 2}",
            vec!["13: sample-members"],
        ),
        (
            "/deliveryAddress: \"{{known}}\"",
            "{\"deliveryAddress\": {\"city\": \"b\"}}",
            vec![],
        ),
    ] {
        assert_eq!(found(&change(more, sample)), findings, "{sample}");
    }
}

#[test]
fn words_of_the_page_are_held_against_what_is_done() {
    let page = "1. Open **Change order**, set `deliveryAddress` to `here`, and press **Send**. Leave `deliveryAdress` alone.\n   <!-- postrider\n   send: Change order\n   expect: { status: 200 }\n   -->\n";
    assert_eq!(found(page), ["5: edit-not-made", "5: similar-identifier"]);
    // The step of another sentence sends the request as it is saved.
    let page = "1. Send **Change order**.\n   <!-- postrider\n   send: Change order\n   expect: { status: 200 }\n   -->\n2. Open **Change order**, set `deliveryAddress` to `here`, and press **Send**.\n   <!-- postrider\n   send: Change order\n   edit: { /deliveryAddress: here }\n   expect: { status: 200 }\n   -->\n";
    assert_eq!(found(page), Vec::<String>::new());
}

#[test]
fn what_is_allowed_with_a_reason_is_not_told() {
    let allowed = |comment: &str| format!("{SENDS}2. Click **Change order**.\n   {comment}\n");
    let allow = "<!-- postrider: allow request-not-sent readers do this later -->";
    assert_eq!(found(&allowed(allow)), Vec::<String>::new());
    assert_eq!(
        found(&allowed("<!-- postrider: allow request-not-sent -->"))[0],
        "10: request-not-sent"
    );
    assert_eq!(
        found(&allowed("<!-- postrider: allow request-not-send x -->"))[1],
        "11: directive"
    );
    assert_eq!(
        found(&allowed("<!-- postrider: allow choose it was chosen -->")),
        ["10: request-not-sent", "11: unused-allowance"]
    );
}

#[test]
fn errors_fail_and_warnings_only_with_strict() {
    let page = format!("{HEADER}{SENDS}2. Click **Change order**.\n");
    let folder = Folder::with(&[("shop.json", COLLECTION), ("page.md", &page)]);
    let check = |more: &[&str]| {
        let mut command = postrider();
        command
            .current_dir(folder.path())
            .args(["guide", "check", "page.md"])
            .args(more);
        command
    };
    check(&[]).assert().success().stdout(
        contains(
            "warning[request-not-sent]: the page talks about `Change order`, and no step sends it",
        )
        .and(contains(" --> page.md:10:12"))
        .and(contains("10 | 2. Click **Change order**."))
        .and(contains("   |            ^^^^^^^^^^^^"))
        .and(contains(
            "in the collection: Shop API / Orders / Change order",
        ))
        .and(contains(
            "prove it with a directive: `send: Orders / Change order`",
        ))
        .and(contains("1 page checked: 0 errors, 1 warning")),
    );
    check(&["--strict"]).assert().code(1);
    folder.write(
        "page.md",
        &format!("{page}3. Click the **Close dya** request.\n"),
    );
    check(&[]).assert().code(1);
    check(&["--format", "github"]).assert().code(1).stdout(contains(
        "::error file=page.md,line=11,title=unknown-request::no request is called `Close dya`%0Adid you mean `Close day`?",
    ));
}

#[test]
fn sarif_names_rules_and_places() {
    let page = format!("{HEADER}{SENDS}2. Click the **Close dya** request.\n");
    let folder = Folder::with(&[("shop.json", COLLECTION), ("a page.md", &page)]);
    let assert = postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "a page.md", "--format", "sarif"])
        .assert()
        .code(1);
    let log: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(
        (result["ruleId"].as_str(), result["level"].as_str()),
        (Some("unknown-request"), Some("error"))
    );
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        run["tool"]["driver"]["rules"][index]["id"],
        "unknown-request"
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20page.md");
    assert_eq!(
        place["region"],
        serde_json::json!({"startLine": 10, "startColumn": 16, "endColumn": 25})
    );
}

#[test]
fn the_shipped_guides_have_nothing_to_find() {
    postrider()
        .current_dir(root())
        .args(["guide", "check", "--strict"])
        .args([
            "guides/delete-all-stay-signed-in-sessions.md",
            "guides/order-of-global-session-policies.md",
        ])
        .assert()
        .success()
        .stdout("2 pages checked, nothing found\n");
}

/// Everything in which Okta's page and Okta's collection have come apart, each at its line, and
/// nothing else.
#[test]
fn oktas_page_is_found_to_have_drifted() {
    let Some(shared) = only_where_there_is("SHARED") else {
        return;
    };
    let assert = postrider()
        .args(["guide", "check", "--format", "json"])
        .arg(shared.join("okta/delete-all-stay-signed-in-sessions.md"))
        .arg("--collection")
        .arg(shared.join("okta/collections/policy.json"))
        .assert()
        .code(1);
    let json: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let list = json["findings"].as_array().unwrap();
    let found: Vec<String> = list
        .iter()
        .map(|one| format!("{}: {}", one["line"], one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            "22: similar-identifier",
            "41: similar-identifier",
            "64: unknown-folder",
            "70: placeholder-spelling",
            "75: other-folder",
            "103: placeholder-spelling",
            "103: placeholder-spelling",
            "106: edit-not-made",
            "107: edit-not-made",
            "108: edit-not-made",
            "113: sample-members",
            "142: example-unknown",
        ]
    );
}

#[test]
fn a_page_of_mdx_and_a_side_car_are_checked_too() {
    let mdx = "{/* postrider\ncollections: { shop: shop.json }\nneeds: [url]\n*/}\n\n1. Send **Close day**.\n   {/* postrider\n   send: Close dya\n   */}\n";
    let sidecar = "page: plain.md\ncollections: { shop: shop.json }\nneeds: [url]\nsteps:\n- at: Send it\n  send: Close day\n  expect: { status: 200 }\n";
    let folder = Folder::with(&[
        ("shop.json", COLLECTION),
        ("page.mdx", mdx),
        ("plain.guide.yaml", sidecar),
        ("plain.md", "# Plain\n\nSend that.\n"),
    ]);
    let check = |page: &str| {
        postrider()
            .current_dir(folder.path())
            .args(["guide", "check", page])
            .assert()
    };
    check("page.mdx")
        .code(1)
        .stdout(contains("page.mdx:8:10").and(contains("did you mean `Close day`?")));
    for page in ["plain.guide.yaml", "plain.md"] {
        check(page).code(1).stdout(
            contains("the page does not say `Send it`").and(contains("plain.guide.yaml:5:7")),
        );
    }
}

#[test]
fn a_folder_and_a_pattern_stand_for_their_pages() {
    let page = |words: &str| format!("{HEADER}{SENDS}{words}");
    let folder = Folder::with(&[
        ("docs/shop.json", COLLECTION),
        ("docs/deep/shop.json", COLLECTION),
        ("docs/a.md", &page("2. Click the **Close days** request.\n")),
        ("docs/deep/b.mdx", "Nothing to see.\n"),
        ("docs/deep/c.md", &page("2. Open the **Ordres** folder.\n")),
        ("docs/deep/d.rst", "Title\n=====\n"),
        (
            "docs/node_modules/x/README.md",
            &page("2. Click the **Close days** request.\n"),
        ),
        (
            "docs/.hidden/e.md",
            &page("2. Click the **Close days** request.\n"),
        ),
    ]);
    let check = |arguments: &[&str]| {
        let output = postrider()
            .current_dir(folder.path())
            .args(["guide", "check", "--format", "json"])
            .args(arguments)
            .output()
            .unwrap();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let list = json["findings"].as_array().cloned().unwrap_or_default();
        let found = list
            .iter()
            .map(|one| one["page"].as_str().unwrap().replace('\\', "/"));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (
            found.collect::<Vec<_>>(),
            told,
            output.status.code().unwrap(),
        )
    };
    let both = ["docs/a.md", "docs/deep/c.md"];
    let (pages, told, code) = check(&["docs"]);
    assert_eq!((&pages[..], code), (&both.map(str::to_owned)[..], 1));
    assert!(told.contains("`docs`: 1 page in another markup"), "{told}");
    assert_eq!(check(&["docs/**/*.md"]).0, both);
    assert_eq!(check(&["docs/a.md", "docs"]).0, both);
    let (pages, told, code) = check(&["docs/*.rst"]);
    assert_eq!((pages.len(), code), (0, 2), "{told}");
    assert!(told.contains("no page fits `docs/*.rst`"), "{told}");
    // A page that can't be checked is told, and the others are checked.
    folder.write(
        "docs/b.md",
        "<!-- postrider\ncollections: { shop: gone.json }\n-->\n",
    );
    let (pages, told, code) = check(&["docs"]);
    assert_eq!((&pages[..], code), (&both.map(str::to_owned)[..], 2));
    assert!(
        told.contains("docs/b.md:2:") && told.contains("gone.json"),
        "{told}"
    );
}

#[test]
fn an_example_that_is_nearly_another_request_is_not_held_against_the_one_before() {
    let words = "2. Call the **Close day** request.\n\n   ```http\n   GET {{url}}/orders?state=closed&x=1\n   ```\n";
    let folder = Folder::with(&[
        ("shop.json", COLLECTION),
        ("page.md", &format!("{HEADER}{words}")),
    ]);
    postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "page.md"])
        .assert()
        .stdout(contains("example-mismatch").not())
        .stdout(contains("the nearest is `List orders`"));
}

#[test]
fn a_sample_with_an_address_is_held_to_be_json_too() {
    let page = |sample: &str| format!("{SENDS}\n```json\n{sample}\n```\n");
    for (sample, expected) in [
        (
            "{\"a\": \"https://h.example\"\n\"b\": 1}",
            vec!["13: sample-no-json"],
        ),
        ("{\"a\": \"https://h.example\", ...}", vec![]),
        ("{\"a\": 1 // one\n}", vec![]),
    ] {
        assert_eq!(found(&page(sample)), expected, "{sample}");
    }
}

#[test]
fn a_collection_that_is_named_twice_is_there_once() {
    let folder = Folder::with(&[
        ("shop.json", COLLECTION),
        ("page.md", &format!("{HEADER}{SENDS}")),
    ]);
    postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "page.md", "--collection", "shop.json"])
        .assert()
        .success()
        .stdout(contains("ambiguous").not());
}

#[test]
fn what_a_baseline_has_is_not_told_again() {
    let words = "2. Click the **Close days** request.\n";
    let page = |words: &str| format!("{HEADER}{SENDS}{words}");
    let folder = Folder::with(&[("shop.json", COLLECTION), ("page.md", &page(words))]);
    let check = |arguments: &[&str]| {
        postrider()
            .current_dir(folder.path())
            .args(["guide", "check", "page.md"])
            .args(arguments)
            .assert()
    };
    let known = check(&["--format", "json"]).code(1);
    let known = String::from_utf8_lossy(&known.get_output().stdout).into_owned();
    folder.write("known.json", &known);
    // Lines may move; the same once more is new.
    folder.write("page.md", &page(&format!("\nMore words.\n\n{words}")));
    check(&["--baseline", "known.json"])
        .code(0)
        .stdout(contains("nothing found"));
    folder.write(
        "page.md",
        &page(&format!("{words}3. And again.\n\n{words}")),
    );
    check(&["--baseline", "known.json"])
        .code(1)
        .stdout(contains("1 error"));
    folder.write("known.json", "[]");
    check(&["--baseline", "known.json"])
        .code(2)
        .stderr(contains("baseline `known.json` holds no findings"));
}

#[test]
fn a_key_of_the_header_is_told_once() {
    let page = format!("{HEADER}{SENDS}").replacen("needs:", "expect: { staus: 200 }\nneeds:", 1);
    let folder = Folder::with(&[("shop.json", COLLECTION), ("page.md", &page)]);
    let assert = postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "page.md"])
        .assert()
        .code(1);
    let told = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert_eq!(told.matches("staus").count(), 2, "{told}");
}
