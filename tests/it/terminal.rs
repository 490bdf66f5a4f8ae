//! What a run prints, as a whole: Newman's layout, line by line.

use regex::Regex;
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::program::{Folder, postrider};

/// A run of every kind of line. The texts between the marks were compared with Newman 6.2.2's.
const EXPECTED: &str = r"postrider

My collection

Iteration 1/2

→ root one
  ┌
  │ 'pre', { a: 1, b: 'two' }, [ 1, 2, 3 ]
  │ 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
  │ xxxxxxxxxxxxxxxxxx'
  └
  GET URL/get [200 OK, SIZE, TIME]
  ✓  good one
  1. bad
  -  [skipped] skipped one

Attempting to set next request to deep

❏ Folder A / Nested B
↳ deep
  POST http://127.0.0.1:1/x?a=b [errored]
     connect ECONNREFUSED 127.0.0.1:1
     hint: nothing listens on that port of `127.0.0.1`: is the server running?
  3. never
  4⠄ ReferenceError in test-script

↳ deep2
  GET URL/sub [200 OK, SIZE, TIME]
  POST URL/x?a=b [200 OK, SIZE, TIME]

→ last
  ⚠  variable `gone` in the URL has no value
  GET URL/{{gone}} [200 OK, SIZE, TIME]

Iteration 2/2
";

const FAILURES: &str = r#"
 4.  ReferenceError
     iteration: 1    foo is not defined
                     at test-script
                     inside "Folder A / Nested B / deep"
"#;

#[tokio::test]
async fn a_run_is_laid_out_as_newman_does() {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let folder = Folder::with(&[("c.json", &collection(&server.uri()))]);
    let printed = printed(
        &folder,
        &["run", "c.json", "-n", "2", "--color", "off"],
        &server.uri(),
    );
    assert!(printed.starts_with(EXPECTED), "{printed}");
    assert!(printed.contains(FAILURES), "{printed}");
    assert!(!printed.contains('\u{1b}'));
    assert_eq!(printed.matches("total run duration").count(), 1);
}

#[tokio::test]
async fn colours_are_written_only_where_they_are_wanted() {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let folder = Folder::with(&[("c.json", &collection(&server.uri()))]);
    assert!(
        printed(&folder, &["run", "c.json", "--color", "on"], &server.uri()).contains("\u{1b}[")
    );
    assert!(!printed(&folder, &["run", "c.json"], &server.uri()).contains('\u{1b}'));
    assert_eq!(
        printed(&folder, &["run", "c.json", "--silent"], &server.uri()),
        ""
    );
    let ascii = printed(
        &folder,
        &["run", "c.json", "--disable-unicode"],
        &server.uri(),
    );
    assert!(
        ascii.contains("Root root one")
            && ascii.contains("  Pass  good one")
            && !ascii.contains('│'),
        "{ascii}"
    );
}

#[tokio::test]
async fn foreign_text_can_not_drive_the_terminal() {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_string("\u{1b}]0;title\u{7}"))
        .mount(&server)
        .await;
    let script = "console.log(pm.response.text()); pm.test('\\u001b[2J' + pm.response.text(), () => { throw new Error('\\u001b[31m') })";
    let json = json!({"info": {"name": "C\u{1b}[1m"}, "item": [{"name": "a\u{1b}[5m", "request": server.uri(),
        "event": [{"listen": "test", "script": {"exec": [script]}}]}]});
    let folder = Folder::with(&[("c.json", &json.to_string())]);
    let printed = printed(&folder, &["run", "c.json"], &server.uri());
    assert!(
        printed.contains("title") && !printed.contains(['\u{1b}', '\u{7}']),
        "{printed}"
    );
}

#[tokio::test]
async fn secrets_do_not_reach_a_report() {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let (secret, token, password) = ("s3cret \"value\"", "tok-3n-123456", "passw0rd!");
    let script = "console.log(pm.environment.get('key'), btoa('tok-3n-123456')); pm.test('is ' + pm.environment.get('key'), () => {\
                  pm.expect(pm.request.headers.get('Authorization')).to.equal('x') })";
    let item = |name: &str, auth: serde_json::Value| {
        json!({"name": name, "request": {"method": "GET", "url": format!("{}/?key={{{{key}}}}", server.uri()), "auth": auth},
            "event": [{"listen": "test", "script": {"exec": [script]}}]})
    };
    let json = json!({"info": {"name": "C"}, "item": [
        item("bearer", json!({"type": "bearer", "bearer": {"token": token}})),
        item("basic", json!({"type": "basic", "basic": {"username": "u", "password": password}})),
    ]});
    let environment = json!({"values": [{"key": "key", "value": secret, "type": "secret"}]});
    let folder = Folder::with(&[
        ("c.json", &json.to_string()),
        ("e.json", &environment.to_string()),
    ]);
    let run = |more: &[&str]| {
        printed(
            &folder,
            &[&["run", "c.json", "-e", "e.json"], more].concat(),
            &server.uri(),
        )
    };
    let reports = [
        run(&[
            "-r",
            "cli,json",
            "--reporter-json-export",
            "r.json",
            "--export-environment",
            "out.json",
        ]),
        run(&["-r", "ndjson"]),
        folder.read("r.json").replace(&json.to_string(), ""),
    ];
    let json_report = folder.json("r.json");
    let without_source = json!([json_report["run"], json_report["environment"]]).to_string();
    for (index, report) in reports.iter().take(2).chain([&without_source]).enumerate() {
        assert!(report.contains("(redacted)"), "report {index}");
        for form in [
            "s3cret",
            "s3cret%20%22value",
            "czNjcmV0",
            "dG9rLTNuLTEyMzQ1Ng",
            "dTpwYXNzdzByZCE",
        ] {
            assert!(
                !report.contains(form),
                "`{form}` in report {index}: {report}"
            );
        }
    }
    assert!(!reports[0].contains(token) && !reports[0].contains(password));
    assert_eq!(folder.json("out.json")["values"][0]["value"], secret);
}

fn collection(base: &str) -> String {
    let event = |listen: &str, code: &str| json!({"listen": listen, "script": {"exec": [code]}});
    let before = "console.log('pre', {a: 1, b: 'two'}, [1, 2, 3]); console.warn('x'.repeat(71))";
    let after = "pm.test('good one', () => {}); pm.test('bad', () => pm.expect(1).to.equal(2)); pm.test.skip('skipped one');\
                 postman.setNextRequest('deep')";
    let deep_test = "pm.test('never', () => pm.response.to.have.status(200)); foo()";
    json!({"info": {"name": "My collection"}, "item": [
        {"name": "root one", "request": format!("{base}/get"), "event": [event("prerequest", before), event("test", after)]},
        {"name": "Folder A", "item": [
            {"name": "inner", "request": "http://127.0.0.1:1/x"},
            {"name": "Nested B", "item": [
                {"name": "deep", "request": {"method": "POST", "url": "http://127.0.0.1:1/x?a=b"}, "event": [event("test", deep_test)]},
                {"name": "deep2", "request": {"method": "POST", "url": format!("{base}/x?a=b")},
                 "event": [event("prerequest", &format!("pm.sendRequest('{base}/sub', () => {{}})"))]}
            ]}
        ]},
        {"name": "last", "request": format!("{base}/{{{{gone}}}}")}
    ]})
    .to_string()
}

/// What a command prints, without what differs from run to run, and without blanks at the ends of
/// lines.
fn printed(folder: &Folder, arguments: &[&str], base: &str) -> String {
    let output = postrider()
        .current_dir(folder.path())
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout)
        .unwrap()
        .replace(base, "URL");
    let text = Regex::new(r"\[200 OK, [^,]*, [^\]]*\]")
        .unwrap()
        .replace_all(&text, "[200 OK, SIZE, TIME]")
        .into_owned();
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn each_hop_of_a_redirect_is_shown() {
    let server = crate::server::Server::start(|request| match request.target() {
        "/from" => crate::server::redirect(302, "/to"),
        _ => crate::server::response(
            "200 OK",
            "Content-Type: application/json\r\n",
            "{\"a\":1,\n\"b\":2}",
        ),
    });
    let body = serde_json::json!({"mode": "raw", "raw": "one\ntwo"});
    let request = serde_json::json!({"method": "POST", "url": server.url("/to"), "body": body});
    let items = serde_json::json!([{"name": "get", "request": server.url("/from")}, {"name": "post", "request": request}]);
    let collection = serde_json::json!({"info": {"name": "C"}, "item": items});
    let folder = Folder::with(&[("c.json", &collection.to_string())]);
    let mut program = postrider();
    let output = program
        .current_dir(folder.path())
        .args(["run", "c.json", "--verbose"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let time = regex::Regex::new(r"[\d.]+(µs|ms|s)\b").unwrap();
    let text = time
        .replace_all(&text, "TIME")
        .replace(&server.host(), "HOST");
    let sizes = regex::Regex::new(r"★ \d+B↑ \d+B↓ size")
        .unwrap()
        .replace_all(&text, "★ SIZES size")
        .into_owned();
    let blanks =
        regex::Regex::new(r" {2,}(total|TIME|wait|process|dns|tcp|transfer|download|\(cache\))")
            .unwrap();
    let text = blanks.replace_all(&sizes, "  $1").into_owned();
    assert!(text.contains("→ get\n  GET http://HOST/from \n  ↪ GET http://HOST/from [302, TIME]\n  200 OK ★ TIME time ★ SIZES size ★ "), "{text}");
    assert!(
        text.contains(
            "  ┌ ↓ application/json ★ text ★ json ★ utf8 ★ 14B\n  │ {\"a\":1,\n  │ \"b\":2}\n  └\n  prepare  wait  dns-lookup  tcp-handshake  \
             transfer-start  download  process  total \n  TIME  TIME  (cache)  "
        ),
        "{text}"
    );
    assert!(
        text.contains("  ┌ ↑ raw ★ 7B\n  │ one\n  │ two\n  └\n  ┌ ↓ application/json"),
        "{text}"
    );
}
