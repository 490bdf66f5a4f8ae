//! Several pages: steps of another page, alternatives of a page, what pages take in, what a project
//! says for all of them, and what all of them prove.

use predicates::prelude::*;
use predicates::str::contains;

use super::workshop::guide;
use crate::program::Folder;
use crate::server::{Received, Server, ok, response};

/// A server whose sessions are cookies: without one, `/me` is not found.
fn server() -> Server {
    Server::start(|received: &Received| match received.target() {
        "/login" => response(
            "200 OK",
            "Set-Cookie: sid=1; Path=/\r\n",
            b"{\"id\": \"a1\"}",
        ),
        "/me" if received.header("cookie").is_none() => response("404 Not Found", "", b""),
        _ => ok(b"{\"id\": \"a1\"}"),
    })
}

fn targets(server: &Server) -> Vec<String> {
    let received = server.received();
    let targets = received.iter().map(|received| received.target().to_owned());
    targets.collect()
}

#[test]
fn the_steps_of_another_page_are_carried_out_where_it_is_taken_in() {
    let server = server();
    let port = server.port();
    let page = "# T\n\n<!-- postrider\nguide: T\nneeds: [url]\n-->\n\nSign in first.\n\n<!-- postrider include: parts/setup.md -->\n\nThen look:\n\n<!-- postrider\nrequest: { url: \"{{url}}/orders/{{userId}}\" }\n-->\n";
    let setup = "# Sign in\n\n<!-- postrider\nguide: Sign in\nbase: \"{{url}}\"\n-->\n\nSend this:\n\n<!-- postrider\ncurl: next\ncapture: { userId: $.id }\n-->\n\n```bash\ncurl https://shop.example/login\n```\n";
    let folder = Folder::with(&[("page.md", page), ("parts/setup.md", setup)]);
    let url = format!("url=http://127.0.0.1:{port}");
    let run = ["run", "page.md", "--env-var", &url];
    guide(&folder, &run).success().stdout(
        contains("parts/setup.md:8").and(contains("2 steps: 2 passed").or(contains("2 passed"))),
    );
    assert_eq!(targets(&server), ["/login", "/orders/a1"]);
    guide(&folder, &["check", "page.md"]).success();

    folder.write("parts/setup.md", &setup.replace("curl: next", "crul: next"));
    guide(&folder, &run)
        .code(2)
        .stderr(contains("parts/setup.md:11:1: unknown key `crul`"));
    folder.write(
        "parts/setup.md",
        &setup.replace(
            "curl: next\ncapture: { userId: $.id }",
            "include: ../page.md",
        ),
    );
    guide(&folder, &run)
        .code(2)
        .stderr(contains("takes itself in"));
    std::fs::remove_file(folder.path().join("parts/setup.md")).unwrap();
    guide(&folder, &run)
        .code(2)
        .stderr(contains("page.md:10:1").and(contains("setup.md")));
}

#[test]
fn pages_that_take_each_other_in_twice_do_not_double_without_end() {
    let folder = Folder::with(&[]);
    let header = "<!-- postrider\nguide: T\n-->\n";
    for number in 0..30 {
        let include = format!("<!-- postrider include: {}.md -->\n\n", number + 1);
        let page = format!("{header}\n# T\n\n{include}{include}");
        folder.write(&format!("{number}.md"), &page);
    }
    let last = format!("{header}\n# T\n\n<!-- postrider\nrequest: {{ url: http://h }}\n-->\n");
    folder.write("30.md", &last);
    guide(&folder, &["check", "0.md"])
        .code(2)
        .stderr(contains("more than 1000 pages are taken in"));
}

#[test]
fn each_alternative_of_a_page_is_run_from_the_beginning() {
    let server = server();
    let host = format!("http://127.0.0.1:{}", server.port());
    let page = format!(
        "# T\n\n<!-- postrider\nguide: T\ntabs: [Sign in, Guest]\n-->\n\nSign in:\n\n<!-- postrider\nrequest: {{ url: {host}/login }}\nwhen: Sign in\ncapture: {{ id: $.id }}\n-->\n\nOr not:\n\n<!-- postrider\nrequest: {{ url: {host}/guest }}\nwhen: Guest\n-->\n\nLook:\n\n<!-- postrider\nrequest: {{ url: {host}/me }}\n-->\n"
    );
    let folder = Folder::with(&[("page.md", &page)]);
    // What the first alternative has left, a cookie, the second has not.
    guide(&folder, &["run", "page.md"])
        .code(1)
        .stdout(contains("(Guest)").and(contains("status is 404")));
    assert_eq!(targets(&server), ["/login", "/me", "/guest", "/me"]);
    let wrong = page.replace("when: Guest", "when: Gest");
    folder.write("page.md", &wrong);
    guide(&folder, &["run", "page.md"]).code(2).stderr(contains(
        "the header names no tab `Gest`; did you mean `Guest`?",
    ));
    guide(&folder, &["check", "page.md"])
        .code(1)
        .stdout(contains("names no tab `Gest`"));
}

const SHOP: &str = r#"{"info": {"name": "Shop"}, "item": [
    {"name": "List orders", "request": "{{url}}/orders"},
    {"name": "Pay order", "request": {"method": "PUT", "url": "{{url}}/orders/1"}}
]}"#;

const GUIDE: &str = "# T\n\n<!-- postrider\ncollections: { shop: ../shop.json }\nneeds: [url]\n-->\n\nSend the **List orders** request.\n\n<!-- postrider\nsend: List orders\nexpect: { status: 200, contains: next }\n-->\n\n```json\n{\"items\": []}\n```\n\n## Later\n\nOrders are paid so:\n\n```http\nPUT https://shop.example/orders/1\n```\n";

#[test]
fn a_file_that_a_page_takes_in_is_checked_with_its_collections() {
    for (taken, place) in [
        ("!!!include(parts/end.md)!!!", "docs/parts/end.md"),
        ("--8<-- \"parts/end.md\"", "parts/end.md"),
        ("[!INCLUDE [the end](parts/end.md)]", "docs/parts/end.md"),
        ("<StackSnippet snippet=\"end\" />", "curl/end.md"),
    ] {
        let page = format!("{GUIDE}\n{taken}\n");
        let end = "In Postman, open the **Pay ordre** request and click **Send**.\n";
        let folder = Folder::with(&[("docs/page.md", &page), ("shop.json", SHOP), (place, end)]);
        let found = contains("unknown-request").and(contains(place.rsplit('/').next().unwrap()));
        guide(&folder, &["check", "docs/page.md"]).code(1).stdout(
            found
                .and(contains("not-followed").not())
                .and(contains("2 pages checked")),
        );
        std::fs::remove_file(folder.path().join(place)).unwrap();
        guide(&folder, &["check", "docs/page.md"])
            .success()
            .stdout(contains("not-followed"));
    }
}

#[test]
fn a_project_says_which_pages_it_has_and_what_it_allows() {
    let page = format!("{GUIDE}\nOpen the **Pay ordre** request.\n");
    let folder = Folder::with(&[("docs/page.md", &page), ("shop.json", SHOP)]);
    guide(&folder, &["check"])
        .code(2)
        .stderr(contains("no page is named"));
    folder.write(
        "postrider.toml",
        "collection = \"shop.json\"\n[guide]\npages = [\"docs\"]\n",
    );
    guide(&folder, &["check"])
        .code(1)
        .stdout(contains("unknown-request"));
    folder.write(
        "postrider.toml",
        "[guide]\npages = [\"docs\"]\nallow = [\"unknown-request=Pay ordre\"]\n",
    );
    guide(&folder, &["check"])
        .success()
        .stdout(contains("1 page checked"));
    let url = [
        "run",
        "docs/page.md",
        "--env-var",
        "url=http://127.0.0.1:9",
        "--timeout-request",
        "100",
    ];
    guide(&folder, &url).code(1);
    folder.write(
        "postrider.toml",
        "[guide]\npages = [\"docs\"]\nallow = [\"unknown-reqest\"]\n",
    );
    guide(&folder, &["check"])
        .code(2)
        .stderr(contains("there is no such finding").and(contains("unknown-request")));
}

#[test]
fn what_no_step_proves_is_listed() {
    let folder = Folder::with(&[("docs/page.md", GUIDE), ("shop.json", SHOP)]);
    let said = "1 of 2 requests are sent by a step, 1 of 2 samples are sent or compared.";
    guide(&folder, &["check", "docs", "--coverage", "-"])
        .success()
        .stdout(
            contains(said)
                .and(contains("- Pay order\n"))
                .and(contains("- docs/page.md:23: `PUT /orders/1`")),
        );
    guide(&folder, &["check", "docs", "--coverage", "coverage.html"]).success();
    assert!(folder.read("coverage.html").contains("<li>Pay order</li>"));
    guide(&folder, &["check", "docs", "--coverage", "coverage.md"]).success();
    assert!(folder.read("coverage.md").contains(said));
}

#[test]
fn what_has_one_right_answer_is_put_in_its_place() {
    let page = format!("{GUIDE}\nOpen the **Pay ordre** request.\n")
        .replace("send: List orders", "send: List order");
    let folder = Folder::with(&[("docs/page.md", &page), ("shop.json", SHOP)]);
    guide(&folder, &["check", "docs/page.md", "--fix"])
        .success()
        .stdout(contains(
            "-Open the **Pay ordre** request.\n+Open the **Pay order** request.\n",
        ));
    let right = page
        .replace("Pay ordre", "Pay order")
        .replace("send: List order\n", "send: List orders\n");
    assert_eq!(folder.read("docs/page.md"), right);
    guide(&folder, &["check", "docs/page.md", "--fix"])
        .success()
        .stdout(contains("--- ").not());
}

#[test]
fn what_follows_from_what_was_mended_is_told_no_more() {
    let page = format!("{GUIDE}\nOpen the **Ordres** folder. Open the **Pay order** request.\n");
    let pay = r#"{"name": "Pay order", "request": {"method": "PUT", "url": "{{url}}/orders/1"}}"#;
    let shop = format!(
        r#"{{"info": {{"name": "Shop"}}, "item": [{{"name": "List orders", "request": "{{{{url}}}}/orders"}},
            {{"name": "Orders", "item": [{pay}]}}, {{"name": "Baskets", "item": [{pay}]}}]}}"#
    );
    let folder = Folder::with(&[("docs/page.md", &page), ("shop.json", &shop)]);
    guide(&folder, &["check", "docs/page.md"])
        .code(1)
        .stdout(contains("unknown-folder").and(contains("ambiguous-request")));
    guide(&folder, &["check", "docs/page.md", "--fix"])
        .success()
        .stdout(contains("ambiguous-request").not());
}

#[test]
fn what_a_page_of_a_folder_takes_in_is_checked_with_it_wherever_it_stands_there() {
    let page = format!("{GUIDE}\n!!!include(a-part.md)!!!\n");
    let part = "In Postman, open the **Pay ordre** request and click **Send**.\n";
    let folder = Folder::with(&[
        ("docs/page.md", &page),
        ("shop.json", SHOP),
        ("docs/a-part.md", part),
    ]);
    let found = contains("unknown-request").and(contains("docs/a-part.md"));
    guide(&folder, &["check", "docs"])
        .code(1)
        .stdout(found.and(contains("2 pages checked")));
}

#[test]
fn reports_of_a_run_say_what_its_steps_prove() {
    let server = Server::start(|received: &Received| match received.target() {
        "/orders" => ok(b"{\"items\": []}"),
        _ => response("404 Not Found", "", b"{}"),
    });
    let failing = GUIDE.replace("# T", "# U").replace(
        "send: List orders\nexpect: { status: 200, contains: next }",
        "send: Pay order",
    );
    let folder = Folder::with(&[
        ("docs/page.md", GUIDE),
        ("docs/other.md", &failing),
        ("shop.json", SHOP),
    ]);
    let url = format!("url=http://127.0.0.1:{}", server.port());
    let reports = [
        "--env-var",
        &url,
        "-r",
        "cli,markdown,html,json,blob",
        "--reporter-markdown-export",
        "r.md",
        "--reporter-html-export",
        "r.html",
        "--reporter-json-export",
        "r.json",
        "--reporter-blob-export",
        "r.blob",
    ];
    let run = |pages: &[&str]| guide(&folder, &[&["run"], pages, &reports[..]].concat());
    run(&["docs/page.md"])
        .success()
        .stdout(contains("guide: 1 of 2 (50 %) requests sent"))
        .stdout(contains("guide: 1 of 2 (50 %) samples proven"));
    let markdown = folder.read("r.md");
    assert!(
        markdown.contains("| requests of the collections | 1 of 2 (50 %) |"),
        "{markdown}"
    );
    assert!(
        markdown.contains("Requests of Shop that no step sends (1)</summary>\n\n- Pay order\n")
    );
    assert!(
        markdown.contains("docs/page.md&#58;23&#58; PUT /orders/1"),
        "{markdown}"
    );
    assert!(
        folder
            .read("r.html")
            .contains("<li>docs/page.md:23: PUT /orders/1</li>")
    );
    let json: serde_json::Value = serde_json::from_str(&folder.read("r.json")).unwrap();
    assert_eq!(json["run"]["proofs"]["requests"]["covered"], 1);
    // A step that fails proves nothing, and a part of a page is none.
    run(&["docs"]).code(1).stdout(
        contains("guide: 1 of 2 (50 %) requests sent")
            .and(contains("1 of 4 (25 %) samples proven")),
    );
    is_merged_as_it_was(&folder);
    run(&["docs/page.md", "--step", "1"])
        .success()
        .stdout(contains("samples proven").not());
    is_told_only_where_it_is_shown(&folder, &url);
}

/// Another program that reads the events is told, a terminal without its table is not.
fn is_told_only_where_it_is_shown(folder: &Folder, url: &str) {
    let page = ["run", "docs/page.md", "--env-var", url];
    let events = ["-r", "ndjson", "--reporter-ndjson-export", "e.ndjson"];
    guide(folder, &[&page[..], &events].concat()).success();
    let events = folder.read("e.ndjson");
    assert!(events.contains("\"samples\""), "{events}");
    let without = ["-r", "cli", "--reporter-cli-no-summary"];
    guide(folder, &[&page[..], &without].concat())
        .success()
        .stdout(contains("samples proven").not());
}

/// A blob of the run gives its report again.
fn is_merged_as_it_was(folder: &Folder) {
    let merged = folder.read("r.md");
    crate::program::postrider()
        .current_dir(folder.path())
        .args([
            "merge",
            "r.blob",
            "-r",
            "markdown",
            "--reporter-markdown-export",
            "m.md",
        ])
        .assert()
        .code(1);
    assert_eq!(folder.read("m.md"), merged);
}

#[test]
fn a_fix_says_what_brings_samples_up_to_date() {
    let folder = Folder::with(&[("docs/page.md", GUIDE), ("shop.json", SHOP)]);
    guide(&folder, &["check", "docs", "--fix"])
        .success()
        .stderr(contains(
            "1 sample is compared with responses: `postrider guide update`",
        ));
}

#[test]
fn a_side_car_is_about_the_page_that_it_names() {
    let sidecar = "page: a.rst\nsteps:\n- at: Ask for them.\n  request: { method: GET, url: http://h.example }\n  expect: { status: 200 }\n";
    let folder = Folder::with(&[
        ("docs/a.rst", "Ask\n===\n\nAsk for them.\n"),
        ("docs/a.html", "<p>Words.</p>\n"),
        ("docs/a.guide.yaml", sidecar),
    ]);
    guide(&folder, &["check", "docs/a.rst"]).success();
    guide(&folder, &["check", "docs/a.html"])
        .code(2)
        .stderr(contains("HTML is not read without a side-car"));
    guide(&folder, &["check", "docs"]).success();
}
