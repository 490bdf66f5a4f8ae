//! No report shows a secret: every authentication scheme, every reporter, every form.

mod escapes;
mod words;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, ok, redirect, response};

/// A private key; each of its lines is secret.
const KEY: &str = include_str!("../data/keys/rsa.pem");

/// The parameters of each scheme; what is secret in them contains `Hidden`.
fn schemes() -> Vec<(&'static str, Value)> {
    vec![
        (
            "basic",
            json!({"username": "me", "password": "basicHidden\"1/ä"}),
        ),
        ("bearer", json!({"token": "bearerHidden+2/x"})),
        (
            "apikey",
            json!({"key": "X-Own-Key", "value": "apikeyHidden&3", "in": "header"}),
        ),
        (
            "digest",
            json!({"username": "me", "password": "digestHidden4", "realm": "r", "nonce": "n"}),
        ),
        (
            "oauth1",
            json!({"consumerKey": "ck", "consumerSecret": "oauthHidden5", "token": "t", "tokenSecret": "tokenHidden6"}),
        ),
        (
            "oauth2",
            json!({"accessToken": "oauth2Hidden7", "addTokenTo": "header"}),
        ),
        (
            "hawk",
            json!({"authId": "id", "authKey": "hawkHidden8", "algorithm": "sha256"}),
        ),
        (
            "awsv4",
            json!({"accessKey": "AK", "secretKey": "awsHidden9", "region": "r", "service": "s", "sessionToken": "sessionHidden10"}),
        ),
        (
            "ntlm",
            json!({"username": "me", "password": "ntlmHidden11"}),
        ),
        (
            "edgegrid",
            json!({"accessToken": "a", "clientToken": "c", "clientSecret": "edgeHidden12"}),
        ),
        (
            "jwt",
            json!({"algorithm": "HS256", "secret": "jwtHidden13", "payload": "{\"a\": 1}"}),
        ),
        (
            "asap",
            json!({"issuer": "i", "audience": "a", "kid": "k", "privateKey": KEY}),
        ),
        (
            "acme",
            json!({"hush": "acmeHidden23", "deep": {"list": ["nestedHidden24"]}}),
        ),
    ]
}

fn collection(server: &Server) -> String {
    let script = "const seen = pm.request.headers.get('Authorization'); console.log(seen, pm.response.text(), pm.cookies.get('sid')); \
        pm.test('is ' + seen, () => pm.expect(pm.response.text()).to.equal(seen))";
    let test = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let item = |(kind, params): &(&str, Value)| {
        let params = params.as_object().unwrap().iter();
        let params: Vec<Value> = params
            .map(|(key, value)| json!({"key": key, "value": value}))
            .collect();
        json!({"name": kind, "event": test, "request": {"method": "GET", "url": server.url("/x"), "auth": {"type": kind, *kind: params}}})
    };
    let mut items: Vec<Value> = schemes().iter().map(item).collect();
    let token = json!([{"key": "token", "value": "redirectHidden15"}]);
    items.push(json!({"name": "redirected", "event": test, "request": {
        "url": server.url("/away"), "auth": {"type": "bearer", "bearer": token}}}));
    items.push(unsent());
    json!({"info": {"name": "C"}, "item": items}).to_string()
}

/// A request that is not sent, whose secrets are only written down.
fn unsent() -> Value {
    let skip =
        json!([{"listen": "prerequest", "script": {"exec": ["pm.execution.skipRequest()"]}}]);
    let header = json!([{"key": "Authorization", "value": "Bearer headerHidden17"}, {"key": "Cookie", "value": "a=jarHidden18"}]);
    let auth = json!({"type": "basic", "basic": [{"key": "password", "value": "unsentHidden19"}],
        "bearer": [{"key": "token", "value": "otherHidden20"}]});
    let saved = json!([{"name": "saved", "originalRequest": {"url": "http://h", "header": header, "auth": auth},
        "header": [{"key": "Set-Cookie", "value": "s=setHidden21; Path=/"}], "cookie": [{"key": "s", "value": "savedHidden22"}]}]);
    let request = json!({"url": "http://h", "header": header, "auth": auth});
    json!({"name": "unsent", "event": skip, "request": request, "response": saved})
}

/// Says what it was told, and sets a cookie.
fn echo(request: &Received) -> Answer {
    if request.target() == "/away" {
        return response(
            "302 Found",
            "Location: /x\r\nSet-Cookie: way=wayHidden16; Path=/\r\n",
            "",
        );
    }
    response(
        "200 OK",
        "Set-Cookie: sid=cookieHidden14; Path=/\r\n",
        &request.head,
    )
}

/// Everything that must not turn up: the secrets, what was sent of them, and both in other forms.
fn forbidden(server: &Server) -> Vec<String> {
    let params = schemes()
        .into_iter()
        .flat_map(|(_, params)| params.as_object().unwrap().clone());
    let mut secrets: Vec<String> = params
        .filter_map(|(_, value)| {
            value
                .as_str()
                .filter(|text| text.contains("Hidden"))
                .map(str::to_owned)
        })
        .collect();
    secrets.extend(["cookieHidden14", "redirectHidden15", "wayHidden16"].map(str::to_owned));
    secrets.extend(
        [
            "headerHidden17",
            "jarHidden18",
            "unsentHidden19",
            "otherHidden20",
        ]
        .map(str::to_owned),
    );
    secrets.extend(["nestedHidden24", "setHidden21", "savedHidden22"].map(str::to_owned));
    secrets.extend(
        KEY.lines()
            .filter(|line| !line.starts_with('-') && line.len() > 20)
            .map(str::to_owned),
    );
    for received in server.received() {
        let sent = received
            .header("authorization")
            .and_then(|value| value.split_once(' '));
        secrets.extend(sent.map(|(_, credentials)| credentials.to_owned()));
    }
    let forms = secrets.iter().flat_map(|secret| {
        let json = json!(secret).to_string();
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        [
            secret.clone(),
            json[1..json.len() - 1].to_owned(),
            encoded,
            BASE64_STANDARD.encode(secret),
        ]
    });
    forms.collect()
}

/// Everything that a run of `c.json` with every reporter writes, with the name of each output.
fn reports(folder: &Folder, more: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut program = postrider();
    program
        .current_dir(folder.path())
        .args([
            "run",
            "c.json",
            "--verbose",
            "--show-body-on-failure",
            "--curl-on-failure",
        ])
        .args(more);
    program.args([
        "-r",
        "cli,json,junit,html,markdown,github,tap,ctrf,har,ndjson,emojitrain",
    ]);
    for (reporter, file) in [
        ("json", "r.json"),
        ("junit", "r.xml"),
        ("html", "r.html"),
        ("markdown", "r.md"),
        ("github", "r.txt"),
        ("tap", "r.tap"),
        ("ctrf", "r.ctrf"),
        ("har", "r.har"),
        ("ndjson", "r.ndjson"),
    ] {
        program.args([format!("--reporter-{reporter}-export"), file.to_owned()]);
    }
    #[cfg(unix)]
    program.args(["-r", "exec:cat > r.exec"]);
    let output = program.output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut written = vec![
        ("stdout".to_owned(), output.stdout),
        ("stderr".to_owned(), output.stderr),
    ];
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("r.") {
            written.push((name, std::fs::read(path).unwrap()));
        }
    }
    assert!(written.len() >= 10);
    written
}

/// Fails where one of the forbidden texts stands in a report.
fn assert_nowhere(forbidden: &[String], written: &[(String, Vec<u8>)]) {
    for (name, bytes) in written {
        for secret in forbidden {
            let at = memchr::memmem::find(bytes, secret.as_bytes());
            let around = at.map(|at| {
                String::from_utf8_lossy(&bytes[at.saturating_sub(80)..bytes.len().min(at + 120)])
            });
            assert!(at.is_none(), "{secret} is in {name}: {around:?}");
        }
    }
}

/// Where inputs are, some of which are none.
fn inputs(request: &Received) -> Answer {
    let path = request.target().split('?').next().unwrap_or_default();
    match path {
        "/collection" => {
            ok(r#"{"info": {"name": "C"}, "item": [{"name": "one", "request": "{{url}}/x"}]}"#)
        }
        "/page" => ok("<html>"),
        "/away" => redirect(302, "http://localhost:1/c.json?access_token=awayHidden3"),
        "/x" => ok(""),
        _ => response("404 Not Found", "", ""),
    }
}

/// An address with credentials of both kinds.
fn secret_address(server: &Server, path: &str) -> String {
    let address = server.url(path).replace("://", "://me:passwordHidden1@");
    format!("{address}?page=1&apikey=keyHidden2")
}

#[test]
fn no_message_shows_the_credentials_in_the_address_of_an_input() {
    let server = Server::start(inputs);
    let address = |path: &str| secret_address(&server, path);
    let (gone, page, away) = (address("/gone"), address("/page"), address("/away"));
    let fetched = address("/collection");
    let dead = "http://me:passwordHidden1@127.0.0.1:1/c.json?apikey=keyHidden2";
    let broken = "http://me:password/Hidden1@h:x/c.json?apikey=keyHidden2";
    let guide = format!("<!-- postrider\ncollections: {{ c: \"{gone}\" }}\n-->\n# Page\n");
    let folder = Folder::with(&[
        ("c.json", r#"{"info": {"name": "C"}, "item": []}"#),
        ("guide.md", &guide),
    ]);
    let api = server.url("");
    let mut lines: Vec<Vec<&str>> = [&gone, &page, dead, broken, &away]
        .into_iter()
        .flat_map(|url| {
            let option = |name: &'static str| vec!["run", "c.json", name, url];
            [vec!["run", url], option("-e"), option("-g"), option("-d")]
        })
        .filter(|line| !line.ends_with(&["-d", &page]))
        .collect();
    lines.push(vec!["run", &away, "--postman-api-url", &api]);
    lines.push(vec!["run", &fetched, "--folder", "none"]);
    lines.push(vec!["run", &fetched, "-d", "no.csv", "--config", &gone]);
    lines.push(vec!["guide", "run", "guide.md"]);
    lines.push(vec!["guide", "check", "guide.md"]);
    lines.push(vec!["guide", "init", "guide.md", "-c", &gone]);
    for line in lines {
        let mut program = postrider();
        let output = program
            .current_dir(folder.path())
            .args(&line)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert_eq!(output.status.code(), Some(2), "{line:?}: {text}");
        assert!(text.contains("(redacted)"), "{line:?}: {text}");
        assert!(!text.contains("Hidden"), "{line:?}: {text}");
    }
}

#[test]
fn no_report_shows_the_credentials_in_the_address_of_an_input() {
    let server = Server::start(inputs);
    let folder = Folder::with(&[]);
    let mut program = postrider();
    program
        .current_dir(folder.path())
        .args(["run", "--verbose"]);
    program.arg(secret_address(&server, "/collection"));
    program.args(["--env-var", &format!("url={}", server.url(""))]);
    program.args(["-r", "cli,json,junit,html,markdown,github,tap,ctrf,ndjson"]);
    program.args(["--reporter-export", "."]);
    let output = program.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let mut written = vec![output.stdout, output.stderr];
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        written.push(std::fs::read(entry.unwrap().path()).unwrap());
    }
    assert_eq!(written.len(), 2 + 8);
    for bytes in &written {
        assert!(!String::from_utf8_lossy(bytes).contains("Hidden"));
    }
}

#[test]
fn no_secret_is_in_any_byte_of_any_report() {
    let server = Server::start(echo);
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    let written = reports(&folder, &[]);
    // Two of them are those of the redirect.
    assert_eq!(server.received().len(), schemes().len() + 2);
    let forbidden = forbidden(&server);
    assert!(forbidden.len() > 70);
    assert_nowhere(&forbidden, &written);
}

/// A secret in which all stands that paths, queries, forms, JSON, HTML and XML escape; of each of
/// its forms the first word or the last stays as it is.
const ODD: &str = "Vorneweg & <b> \"zwei\" 'drei' vier+f\u{fc}nf=/{sechs}`100% Hinterher";

/// A request with the secret in each place that a URL and a body have for it.
fn odd_collection(server: &Server) -> String {
    let test = json!([{"listen": "test", "script": {"exec": [
        "const url = pm.request.url.toString(), body = pm.response.text();",
        "console.log(url, pm.request.body, body, { secret: pm.environment.get('odd') });",
        "pm.test('is ' + url, () => pm.expect('x').to.equal(pm.environment.get('odd')));",
        "pm.test('is ' + body, () => { throw new Error(body + url) });",
    ]}}]);
    let prepare = json!({"listen": "prerequest", "script": {"exec": [
        "const secret = pm.environment.get('odd');",
        "pm.environment.set('copy', `a ${secret} b`);",
        "pm.globals.set('copies', { list: [secret] });",
        "pm.variables.set('json', JSON.stringify({ k: secret, text: JSON.stringify([secret]) }));",
        "pm.variables.set('form', new URLSearchParams({ k: secret }).toString());",
    ]}});
    let item = |name: &str, url: Value, body: Value| json!({"name": name, "event": test, "request": {"method": "POST", "url": url, "body": body}});
    let (host, port) = server.host().rsplit_once(':').map_or_else(
        || (server.host(), String::new()),
        |(host, port)| (host.to_owned(), port.to_owned()),
    );
    let url = |path: &Value, query: &Value, variable: &Value| json!({"protocol": "http", "host": [host], "port": port, "path": path, "query": query, "variable": variable});
    let none = json!([]);
    let pair = json!([{"key": "k", "value": "{{odd}}"}]);
    let raw = |text: &str| json!({"mode": "raw", "raw": text});
    let plain = server.url("/x");
    let items = json!([
        item("query", url(&json!(["x"]), &pair, &none), Value::Null),
        item(
            "name in a query",
            url(
                &json!(["x"]),
                &json!([{"key": "{{odd}}", "value": "v"}]),
                &none
            ),
            Value::Null
        ),
        item("path", url(&json!([":k"]), &none, &pair), Value::Null),
        item(
            "form",
            json!(plain),
            json!({"mode": "urlencoded", "urlencoded": pair})
        ),
        item("text", json!(plain), raw("{\"k\": \"{{odd}}\"}")),
        item("JSON", json!(plain), raw("{{json}}")),
        item("form as text", json!(plain), raw("{{form}}")),
        item(
            "header",
            json!(plain),
            json!({"mode": "formdata", "formdata": [{"key": "k", "value": "{{odd}}", "type": "text"}]})
        ),
    ]);
    json!({"info": {"name": "C"}, "event": [prepare], "item": items}).to_string()
}

#[test]
fn a_secret_is_masked_in_every_form_that_urls_and_bodies_have_for_it() {
    let server = Server::start(|request| {
        let body = String::from_utf8_lossy(&request.body);
        let html = body.replace('&', "&amp;").replace('<', "&lt;");
        response(
            "200 OK",
            "",
            format!("{}\n{body}\n{html}\n{}", request.line(), json!(body)),
        )
    });
    let environment =
        json!({"name": "E", "values": [{"key": "odd", "value": ODD, "type": "secret"}]});
    let folder = Folder::with(&[
        ("c.json", &odd_collection(&server)),
        ("e.json", &environment.to_string()),
    ]);
    let written = reports(&folder, &["-e", "e.json"]);
    let received = server.received();
    assert_eq!(received.len(), 8);
    for request in &received {
        let sent = format!(
            "{} {}",
            request.line(),
            String::from_utf8_lossy(&request.body)
        );
        assert!(
            sent.contains("Vorneweg") && sent.contains("Hinterher"),
            "{sent}"
        );
    }
    assert_nowhere(&["Vorneweg", "Hinterher"].map(str::to_owned), &written);
}
