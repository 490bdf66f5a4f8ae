//! `guide check` where several requests have the address that a page shows, or none has its body.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::program::{Folder, postrider};

/// What is told of a page and a collection of its own: the line, the code, the message and what would
/// mend it.
fn told(page: &str, collection: &str) -> Vec<String> {
    let folder = Folder::with(&[("shop.json", collection), ("page.md", page)]);
    let assert = postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "page.md", "--format", "json"])
        .args(["--collection", "shop.json"])
        .assert();
    let json: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let tell = |one: &Value| {
        let [code, message, mend] = ["code", "message", "suggestion"]
            .map(|key| one[key].as_str().unwrap_or_default().to_owned());
        format!("{}: {code}: {message}; {mend}", one["line"])
    };
    json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(tell)
        .collect()
}

/// A request with a body.
fn post(name: &str, url: &str, body: &str) -> String {
    serde_json::json!({"name": name, "request": {"method": "POST", "url": url,
        "body": {"mode": "raw", "raw": body}}})
    .to_string()
}

/// A fence with a curl command.
fn shown(url: &str, body: &str) -> String {
    format!("```bash\ncurl {url} -d '{body}'\n```\n\n")
}

#[test]
fn of_several_requests_with_one_address_the_one_between_its_neighbours_is_meant() {
    let items = [
        post("Begin", "{{url}}/begin", "{\"a\": 1}"),
        post("Add first", "{{url}}/groups", "{\"kind\": \"motion\"}"),
        post("Go on", "{{url}}/devices", "{\"b\": 1}"),
        post("Add again", "{{url}}/groups", "{\"kind\": \"thing\"}"),
    ];
    let collection = format!(
        r#"{{"info": {{"name": "Shop"}}, "item": [{}]}}"#,
        items.join(",")
    );
    let group = shown("http://h/groups", "{\"kind\": \"thing\"}");
    let around = |middle: &str| {
        let (first, last) = (
            shown("http://h/begin", "{\"a\": 1}"),
            shown("http://h/devices", "{\"b\": 1}"),
        );
        format!("# T\n\n{first}{middle}{last}")
    };
    let note =
        "> ```bash\n> curl http://h/begin -d '{\"a\": 1}'\n> ```\n\n```\nhttp://h/x\n```\n\n";
    for (page, line) in [(around(&group), 8), (around(&format!("{note}{group}")), 16)] {
        let expected = format!(
            "{line}: example-differs: the page shows `Add first` otherwise: `/kind` is `\"thing\"` on the page, and `\"motion\"` in the request; bring one in line with the other: which of them is right, only its author knows"
        );
        assert_eq!(told(&page, &collection), [expected], "{page}");
    }
    // Elsewhere it is the one with the same body.
    let page = format!("# T\n\n{group}{}", shown("http://h/begin", "{\"a\": 1}"));
    assert_eq!(told(&page, &collection), Vec::<String>::new());
}

#[test]
fn a_body_that_no_request_has_is_told_with_the_nearest() {
    let body = |name: &str| {
        let members = (0..7).map(|at| format!("\"{name}{at}\": {at}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    };
    let collection = format!(
        r#"{{"info": {{"name": "Shop"}}, "item": [{}]}}"#,
        post("Make it", "{{url}}/things", &body("a"))
    );
    let page = format!("# T\n\n{}", shown("http://h/things", &body("b")));
    let found = told(&page, &collection);
    assert_eq!(found.len(), 1);
    let begins = "4: example-unknown: no request of the collection is `POST /things` with the body that the page shows; the nearest is `Make it`: `/b0` is not in the request;";
    assert!(found[0].starts_with(begins), "{}", found[0]);
    // Once a step sends it, it is known.
    let sends = "<!-- postrider\ncollections: { shop: shop.json }\nneeds: [url]\nbase: { \"http://h\": \"{{url}}\", \"http://hub\": \"{{url}}\" }\n-->\n\nSend it.\n<!-- postrider\ncurl: next\nexpect: { status: 200 }\n-->\n\n";
    let found = told(&page.replacen("# T\n\n", sends, 1), &collection);
    assert_eq!(
        found,
        [
            "4: unused-base: `base` has `http://hub`, and no URL of the page begins so; write it as the page does, or take it out"
        ]
    );
}

#[test]
fn an_export_of_insomnia_is_called_so() {
    for (file, text, told) in [
        (
            "a.json",
            r#"{"_type": "export", "__export_format": 4, "resources": []}"#,
            "is an export of Insomnia, expected a Postman collection",
        ),
        (
            "b.json",
            r#"{"type": "collection.insomnia.rest/5.0", "name": "A"}"#,
            "is an export of Insomnia, expected a Postman collection",
        ),
        (
            "a.yaml",
            "type: collection.insomnia.rest/5.0\n",
            "is not JSON",
        ),
    ] {
        let folder = Folder::with(&[(file, text), ("page.md", "# T\n")]);
        postrider()
            .current_dir(folder.path())
            .args(["guide", "check", "page.md", "--collection", file])
            .assert()
            .code(2)
            .stderr(contains(told).and(contains("into Postman")));
    }
}

#[test]
fn what_a_page_does_not_say_of_a_request_is_not_held_against_it() {
    let collection = format!(
        r#"{{"info": {{"name": "Shop"}}, "item": [{}]}}"#,
        [
            post("Sign for apps", "{{url}}/apps/{{appId}}/csrs", "{\"a\": 1}"),
            post("Sign for hubs", "{{url}}/hubs/{{hubId}}/csrs", "{\"a\": 1}"),
            post(
                "Add one app",
                "{{url}}/apps",
                "{\"mode\": \"SAML\", \"x\": 1, \"y\": 2}"
            ),
            post(
                "Add other app",
                "{{url}}/apps",
                "{\"mode\": \"WSFED\", \"x\": 1, \"y\": 2}"
            ),
        ]
        .join(",")
    );
    for page in [
        // Two addresses are two requests.
        "# T\n\nFor hubs, use `POST /hubs/yourHubId/csrs` instead.\n\n```http\nPOST /apps/yourAppId/csrs\n```\n",
        // An address does not say which of several is meant.
        "# T\n\nSend a `POST /apps` request. Set `mode` to `OPENID`.\n",
        // One variable does not stand for two hosts.
        "# T\n\n```http\nPOST https://{hubDomain}/apps/{{appId}}/csrs\n```\n\n```http\nPOST https://{spokeDomain}/hubs/{{hubId}}/csrs\n```\n",
        // A folder of files.
        "# Postman\n\nFrom the `things` folder run:\n",
    ] {
        assert_eq!(told(page, &collection), Vec::<String>::new(), "{page}");
    }
    // Of several with one address the one that is meant has most of the body.
    let page = format!(
        "# T\n\n{}",
        shown("http://h/apps", "{\"mode\": \"OPENID\", \"z\": 1}")
    );
    let found = told(&page, &collection);
    let begins = "4: example-unknown: no request of the collection is `POST /apps` with the body that the page shows; the nearest is `Add one app`: ";
    assert!(
        found.len() == 1 && found[0].starts_with(begins),
        "{found:?}"
    );
    // The one host of a page is that of the collection.
    let page = "# T\n\n```http\nPOST https://{hubDomain}/apps/{{appId}}/csrs\n```\n\n```http\nGET https://{callback}/back\n```\n";
    let found = told(page, &collection);
    assert!(
        found[0].starts_with(
            "4: placeholder-spelling: the page writes `{hubDomain}`, and the collection `{{url}}`"
        ),
        "{found:?}"
    );
}

#[test]
fn what_is_found_in_html_is_shown_with_its_line() {
    let page = "<h1>T</h1><p>Send the <b>Show it</b> request.</p><p>Send the <b>Shov it</b> request.</p>\n<pre><code class=\"language-bash\">curl http://h/a\n  -d x</code></pre><p>End</p>\n";
    let collection =
        r#"{"info": {"name": "Shop"}, "item": [{"name": "Show it", "request": "{{url}}/a"}]}"#;
    let sidecar = "page: p.html\ncollections: { shop: shop.json }\nneeds: [url]\nsteps:\n- at: Send the Show it request.\n  send: Show it\n  expect: { status: 200 }\n- at: End\n  curl: previous\n  expect: { status: 200 }\n";
    let folder = Folder::with(&[
        ("p.html", page),
        ("shop.json", collection),
        ("p.guide.yaml", sidecar),
    ]);
    let check = |arguments: &[&str]| {
        let assert = postrider()
            .current_dir(folder.path())
            .args(["guide", "check", "p.guide.yaml"])
            .args(arguments)
            .assert()
            .code(1);
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    };
    let told = check(&[]);
    assert!(told.contains("`-d x` belongs to no command"), "{told}");
    assert!(told.contains("line 3, column 3"), "{told}");
    let excerpt = told
        .lines()
        .position(|line| line.contains("- Send the **Shov it** request."));
    let marks = told.lines().nth(excerpt.unwrap() + 1).unwrap();
    let line = told.lines().nth(excerpt.unwrap()).unwrap();
    assert_eq!(&line[marks.find('^').unwrap()..][..7], "Shov it", "{told}");
    assert!(line.starts_with('1') && !told.contains('\t'), "{told}");
}
