//! The HTML report, as text and in a real browser.

use std::path::Path;
use std::process::Command;

use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, only_where_there_is, postrider};
use crate::server::{Answer, Received, Server, ok, response};

/// A picture of one pixel.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn answer(request: &Received) -> Answer {
    match request.target() {
        "/picture" => response("200 OK", "Content-Type: image/gif\r\n", PICTURE),
        "/binary" => ok([0_u8, 159, 146, 150]),
        "/many" => ok("{}"),
        _ => response(
            "200 OK",
            "Content-Type: application/json\r\nSet-Cookie: session=cookie-secret-1\r\n",
            r#"{"items": [1, 2], "evil": "</script><script>document.title='pwned'</script><!--"}"#,
        ),
    }
}

fn collection(server: &Server) -> String {
    let test = |line: &str| json!([{"listen": "test", "script": {"exec": [line]}}]);
    let tests = test(
        "console.log('counted', 2); pm.test('fits', () => {}); pm.test('has <b>3</b>', () => pm.expect(pm.response.json().items.length).to.equal(3)); pm.test.skip('later', () => {})",
    );
    json!({"info": {"name": "Shop </title><script>"}, "item": [
        {"name": "Catalogue", "item": [
            {"name": "List", "event": tests, "request": {"method": "POST", "url": server.url("/json?q=<img src=x onerror=alert(1)>"),
                "header": [{"key": "Authorization", "value": "Bearer token-secret-1"}],
                "body": {"mode": "raw", "raw": "{\"a\": [1]}"}}},
            {"name": "Picture", "event": test("pm.test('ok', () => {})"), "request": server.url("/picture")},
            {"name": "Binary", "request": server.url("/binary")}]},
        {"name": "Orders", "item": [{"name": "Refused", "request": "http://127.0.0.1:1/"}]},
    ]})
    .to_string()
}

/// The list of requests, and what there is of each, as the page holds them.
fn data_of(page: &str) -> (Value, Vec<Value>) {
    let block = |id: &str| {
        let begin = format!("id=\"{id}\">");
        let from = page.find(&begin)? + begin.len();
        let to = page[from..].find("</script>")? + from;
        serde_json::from_str::<Value>(&page[from..to]).ok()
    };
    let details = (0..).map_while(|number| block(&format!("d{number}")));
    (block("data").unwrap(), details.collect())
}

#[test]
fn the_page_holds_everything_and_nothing_breaks_out_of_it() {
    let server = Server::start(answer);
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    let arguments = [
        "run",
        "c.json",
        "-n",
        "2",
        "-r",
        "html",
        "--reporter-html-export",
        "out/report.html",
    ];
    postrider()
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(1);
    let page = folder.read("out/report.html");
    let (list, details) = data_of(&page);
    assert_eq!((list.as_array().unwrap().len(), details.len()), (8, 8));
    assert_eq!(
        (&list[0]["state"], &list[1]["state"], &list[3]["state"]),
        (&json!("failed"), &json!("passed"), &json!("failed"))
    );
    assert_eq!(
        details[0]["tests"][1]["error"]["message"],
        "expected 2 to equal 3"
    );
    assert_eq!(details[0]["console"][0]["text"], "'counted', 2");
    assert_eq!(details[0]["request"]["body"]["text"], "{\"a\": [1]}");
    assert!(
        details[0]["response"]["body"]["text"]
            .as_str()
            .unwrap()
            .ends_with("<!--\"}")
    );
    assert!(
        details[1]["response"]["body"]["image"]
            .as_str()
            .unwrap()
            .starts_with("data:image/gif;base64,R0lGOD")
    );
    assert_eq!(details[2]["response"]["body"]["hex"], "00 9f 92 96");
    assert_eq!(
        details[3]["errors"][0]["message"],
        "connect ECONNREFUSED 127.0.0.1:1"
    );
    // A script of ours, three blocks of data, and one for each request; no other element was
    // smuggled in.
    assert_eq!(page.matches("<script").count(), 4 + 8);
    assert_eq!(page.matches("</script").count(), 4 + 8);
    assert!(!page.contains("<!--") && !page.contains("<img"));
    for secret in ["cookie-secret-1", "token-secret-1"] {
        assert!(!page.contains(secret), "{secret}");
    }
    // Nothing is fetched from anywhere.
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("src=\"http") && !page.contains("href=\"http"));
}

#[test]
fn a_body_is_shown_up_to_a_limit() {
    let server = Server::start(|_| ok("ä".repeat(1000)));
    let folder = Folder::with(&[(
        "c.json",
        &json!({"info": {"name": "C"}, "item": [{"name": "a", "request": server.url("/")}]})
            .to_string(),
    )]);
    let arguments = [
        "run",
        "c.json",
        "-r",
        "html",
        "--reporter-html-export",
        "r.html",
        "--reporter-html-body-limit",
        "101",
    ];
    postrider()
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(0);
    let (_, details) = data_of(&folder.read("r.html"));
    let body = &details[0]["response"]["body"];
    assert_eq!(
        (
            &body["size"],
            &body["shown"],
            body["text"].as_str().unwrap().chars().count()
        ),
        (&json!(2000), &json!(100), 50)
    );
}

#[test]
fn a_template_of_the_users_has_the_variables() {
    let server = Server::start(answer);
    let template = "{{title}} {{verdict}} {{stats.requests.total}}/{{failureCount}}\n\
        {{#each executions}}{{name}} {{state}} {{response.code}} {{#each tests}}[{{name}}]{{/each}}\n{{/each}}";
    let folder = Folder::with(&[
        ("c.json", &collection(&server)),
        ("t.hbs", template),
        ("bad.hbs", "a\n{{#each x}}\n"),
    ]);
    let run = |template: &str, title: &str| {
        let mut program = postrider();
        program.current_dir(folder.path()).args([
            "run",
            "c.json",
            "-r",
            "html",
            "--reporter-html-export",
            "r.txt",
        ]);
        program.args([
            "--reporter-html-template",
            template,
            "--reporter-html-title",
            title,
        ]);
        program.assert()
    };
    run("t.hbs", "Mine & yours").code(1);
    let text = folder.read("r.txt");
    assert!(
        text.starts_with(
            "Mine &amp; yours failed 4/2\nList failed 200 [fits][has &lt;b&gt;3&lt;/b&gt;][later]\n"
        ),
        "{text}"
    );
    run("bad.hbs", "x")
        .code(2)
        .stdout("")
        .stderr(contains("error: template `bad.hbs`: line "));
    run("gone.hbs", "x").code(2).stderr(contains("`gone.hbs`"));
}

/// A collection whose author and scripts have much to say.
fn eloquent(server: &Server) -> String {
    let script =
        "pm.sendRequest({url: pm.request.url.toString(), method: 'POST', body: 'asked'}, () => {});
        pm.test('alike', () => pm.expect(pm.response.json()).to.eql({items: [1, 3], evil: ''}));
        pm.test.skip('later', () => {});
        pm.visualizer.set('<h1>Seen {{n}}</h1><script>document.title = 1</script>', {n: 7});";
    let skip =
        json!([{"listen": "prerequest", "script": {"exec": ["pm.execution.skipRequest()"]}}]);
    let tests = json!([{"listen": "test", "script": {"exec": script.lines().collect::<Vec<_>>()}}]);
    json!({"info": {"name": "Shop", "description": "The *whole* shop <script>x</script>"}, "item": [
        {"name": "Catalogue", "description": "All [goods](https://shop.test/)", "item": [
            {"name": "List", "event": tests, "request": {"url": server.url("/json"), "description": "What | there\n-|-\n1 | `2`"}}]},
        {"name": "Orders", "event": skip, "item": [{"name": "None", "request": server.url("/x")}]},
        {"name": "Refused", "request": "http://127.0.0.1:1/"}]})
    .to_string()
}

/// Variables of which one is switched off and one a secret.
const ENVIRONMENT: &str = r#"{"name": "Dev", "values": [{"key": "base", "value": "https://shop.test"},
    {"key": "off", "value": "gone", "enabled": false},
    {"key": "password", "value": "pass-word-secret-1", "type": "secret"}]}"#;

#[test]
fn the_page_sums_up_the_run_and_shows_what_its_author_and_scripts_say() {
    let server = Server::start(answer);
    let folder = Folder::with(&[("c.json", &eloquent(&server)), ("e.json", ENVIRONMENT)]);
    let run = |more: &str| {
        let line =
            format!("run c.json -e e.json -n 2 -r html --reporter-html-export r.html {more}");
        postrider()
            .current_dir(folder.path())
            .args(line.split_whitespace())
            .assert()
            .code(1);
        folder.read("r.html")
    };
    let page = run("--reporter-html-show-environment --reporter-html-dark-theme");
    for piece in [
        "<html lang=\"en\" data-theme=\"dark\">",
        "<p>The <em>whole</em> shop x</p>",
        "<a href=\"https://shop.test/\">goods</a>",
        "<dt>p95</dt>",
        "<span class=\"number\">0%</span> <span>of the tests passed</span>",
        "<li>later <span class=\"faint\">in <a href=\"#r0\">Catalogue / List (iteration 1)</a></span></li>",
        "<tr><td>no response</td><td class=\"figure\">2</td><td class=\"figure bad\">2</td>",
        "<tr><td>127.0.0.1:1</td><td class=\"figure\">2</td>",
        "<tr><td>(no folder)</td>",
        "<tr><th scope=\"row\">base</th><td>https://shop.test</td></tr>",
        "<tr><th scope=\"row\">password</th><td>(redacted)</td></tr>",
    ] {
        assert!(page.contains(piece), "{piece} is not in {page}");
    }
    assert!(!page.contains("pass-word-secret-1") && !page.contains("gone"));
    let (_, details) = data_of(&page);
    let about = page.split_once("id=\"about\">").unwrap().1;
    let about = about.split_once("</script>").unwrap().0;
    let about: Vec<String> = serde_json::from_str(about).unwrap();
    assert_eq!(about.len(), 1, "each once, whatever the iterations");
    assert!(about[0].contains("<td><code>2</code></td>"), "{about:?}");
    assert_eq!(
        (&details[0]["description"], &details[3]["description"]),
        (&json!(0), &json!(0))
    );
    let error = &details[0]["tests"][0]["error"];
    assert_eq!(
        error["expected"],
        "{\n  \"items\": [\n    1,\n    3\n  ],\n  \"evil\": \"\"\n}"
    );
    assert!(
        error["actual"]
            .as_str()
            .unwrap()
            .starts_with("{\n  \"items\": [\n    1,\n    2\n")
    );
    let sent = &details[0]["scriptRequests"][0];
    assert_eq!(
        (&sent["request"]["body"]["text"], &sent["response"]["code"]),
        (&json!("asked"), &json!(200))
    );
    assert!(
        details[0]["visualizer"]["page"]
            .as_str()
            .unwrap()
            .starts_with("<h1>Seen 7</h1>")
    );
    assert_eq!(
        details[1]["skipped"],
        "skipped by the pre-request script of `Orders`"
    );
    assert!(
        !run("").contains("https://shop.test</td>"),
        "variables are shown on request only"
    );
}

/// What the browser found, by `tests/browser/report.mjs`.
fn browse(browser: &Path, reports: [&Path; 4]) -> Value {
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/report.mjs");
    let output = Command::new("node")
        .arg(driver)
        .arg(browser)
        .args(reports)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one run, and all that is to be seen of it"
)]
fn a_browser_opens_searches_filters_and_expands_it() {
    let Some(browser) = only_where_there_is("BROWSER") else {
        return;
    };
    let server = Server::start(answer);
    let test = json!([{"listen": "test", "script": {"exec": ["pm.test('number ' + pm.info.iteration, () => {})"]}}]);
    let many = json!({"info": {"name": "Many"}, "item": [{"name": "one", "event": test, "request": server.url("/many")}]});
    let folder = Folder::with(&[
        ("c.json", &collection(&server)),
        ("many.json", &many.to_string()),
        ("shop.json", &eloquent(&server)),
    ]);
    for (file, count, report, code) in [
        ("c.json", "3", "report.html", 1),
        ("many.json", "10000", "many.html", 0),
        ("shop.json", "2", "shop.html", 1),
    ] {
        let arguments = [
            "run",
            file,
            "-n",
            count,
            "-r",
            "html",
            "--reporter-html-export",
            report,
        ];
        postrider()
            .current_dir(folder.path())
            .args(arguments)
            .assert()
            .code(code);
    }
    postrider()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "guide",
            "run",
            "guides/delete-all-stay-signed-in-sessions.md",
            "--mock",
            "okta",
            "-r",
            "html",
        ])
        .arg("--reporter-html-export")
        .arg(folder.path().join("guide.html"))
        .assert()
        .success();
    let report = |name: &str| folder.path().join(name);
    let found = browse(
        &browser,
        [
            &report("report.html"),
            &report("many.html"),
            &report("guide.html"),
            &report("shop.html"),
        ],
    );
    let guide = &found["guide"];
    assert_eq!(guide["verdicts"].as_array().unwrap().len(), 6, "{guide}");
    assert_eq!(guide["verdicts"][0], "✓ passed");
    for (part, words) in [
        ("opened", "/api/v1/policies?type=OKTA_SIGN_ON"),
        ("words", "It is off until you turn it on."),
    ] {
        let shown = guide[part]
            .as_str()
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    assert_eq!(
        (&found["problems"], &found["requests"]),
        (&json!([]), &json!([])),
        "{found}"
    );
    assert_eq!(found["title"], "Shop </title><script>: failed");
    assert_eq!(
        (&found["all"], &found["nothing"]),
        (&json!("12 requests"), &json!(0)),
        "{found}"
    );
    assert_eq!(
        (&found["searched"], &found["filtered"]),
        (&json!("3 of 12 requests"), &json!("6 of 12 requests"))
    );
    let details = found["details"].as_str().unwrap();
    for piece in [
        "has <b>3</b>",
        "expected 2 to equal 3",
        "\"items\": [\n    1,",
        "</script><script>",
    ] {
        assert!(details.contains(piece), "{piece} is not in {details}");
    }
    assert_eq!(
        (&found["focused"], &found["pictures"], &found["injected"]),
        (&json!("SUMMARY"), &json!([1, 1, 1]), &json!(0))
    );
    let shop = &found["shop"];
    let curl = shop["curl"].as_str().unwrap();
    assert!(
        curl.starts_with("curl --request GET 'http://127.0.0.1:"),
        "{curl}"
    );
    assert!(curl.contains(" \\\n  --header 'User-Agent: "), "{curl}");
    assert_eq!(
        (&shop["open"], &shop["seen"], &shop["sides"]),
        (
            &json!("List"),
            &json!("Seen 7"),
            &json!(["    3", "  \"evil\": \"\""])
        ),
        "{shop}"
    );
    assert!(shop["sent"].as_str().unwrap().contains("asked"), "{shop}");
    assert_eq!(
        (&shop["cells"], &shop["wider"]),
        (&json!(2), &json!(0)),
        "{shop}"
    );
    assert_ne!(found["light"], found["dark"]);
    assert_eq!(found["printed"], false);
    assert_eq!(
        (&found["many"]["all"], &found["many"]["rows"]),
        (&json!("10000 requests"), &json!(200))
    );
    assert_eq!(found["many"]["searched"], "1 of 10000 requests");
    // Usable: far from the seconds that building ten thousand rows takes, even on a busy machine.
    let took = |name: &str| found["many"][name].as_u64().unwrap();
    assert!(
        took("loaded") < 15_000 && took("searching") < 5_000,
        "{found}"
    );
}

#[test]
fn a_page_of_many_large_bodies_stays_small_and_says_what_it_lacks() {
    let server = Server::start(|request| match request.target() {
        "/last" => response("500 Oops", "Content-Type: text/plain\r\n", [b'f'; 9_000]),
        _ => ok([b'x'; 9_000]),
    });
    let test = json!([{"listen": "test", "script": {"exec": ["pm.test('ok', () => pm.response.to.have.status(200))"]}}]);
    let collection = json!({"info": {"name": "C"}, "item": [
        {"name": "r", "event": test, "request": server.url("/{{n}}")}]});
    let rows: Vec<Value> = (0..40)
        .map(|row| json!({"n": if row == 39 { "last" } else { "x" }}))
        .collect();
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("d.json", &json!(rows).to_string()),
    ]);
    let run = |limit: &str| {
        let arguments = [
            "run",
            "c.json",
            "-d",
            "d.json",
            "-r",
            "html",
            "--reporter-html-export",
            "r.html",
            "--reporter-html-max-body",
            limit,
        ];
        postrider()
            .current_dir(folder.path())
            .args(arguments)
            .assert()
            .code(1);
        folder.read("r.html")
    };
    let is_left = |details: &Value| details["response"]["body"]["left"] == true;
    let page = run("200000");
    let (list, details) = data_of(&page);
    assert_eq!((list.as_array().unwrap().len(), details.len()), (40, 40));
    let left = details.iter().filter(|one| is_left(one)).count();
    assert!((28..=33).contains(&left), "{left}");
    assert!(!is_left(&details[39]), "what failed is whole");
    assert_eq!(details[20]["response"]["body"]["size"], 9_000);
    let notice = format!("no bodies and console lines of {left} requests");
    assert!(page.contains(&notice));
    let whole = run("10000000");
    assert!(!whole.contains("no bodies and console lines"));
    assert!(whole.len() > 360_000);
    let (list, _) = data_of(&run("20000"));
    assert!(list.as_array().unwrap().len() < 40);
}
