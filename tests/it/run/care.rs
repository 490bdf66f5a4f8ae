//! Care for what is live: methods and hosts that are refused, and hosts that are none.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok, redirect};

fn script(listen: &str, source: &str) -> Value {
    json!({"listen": listen, "script": {"exec": [source]}})
}

/// Runs these items, whose `BASE` is the server, with reports in files.
fn run(server: &Server, items: &Value, arguments: &[&str]) -> (Folder, assert_cmd::assert::Assert) {
    let collection = json!({"info": {"name": "C"}, "item": items}).to_string();
    let folder = Folder::with(&[("c.json", &collection.replace("BASE", &server.url("")))]);
    let mut command = postrider();
    command.current_dir(folder.path()).args(["run", "c.json"]);
    command.args(["-r", "cli,json,junit,tap"]);
    for name in ["json", "junit", "tap"] {
        command.args([&format!("--reporter-{name}-export"), &format!("r.{name}")]);
    }
    let ran = command.args(arguments).assert();
    (folder, ran)
}

fn lines(server: &Server) -> Vec<String> {
    let received = server.received();
    received
        .iter()
        .map(|one| one.line().trim_end_matches(" HTTP/1.1").to_owned())
        .collect()
}

#[test]
fn methods_that_are_not_named_are_skipped_those_of_scripts_too() {
    let by_script = script(
        "test",
        "pm.sendRequest({url: 'BASE/script', method: 'DELETE'}, (error) => pm.test('told', () => pm.expect(error.message).to.include('DELETE is refused')))",
    );
    let changed = script("prerequest", "pm.request.method = 'PUT'");
    let items = json!([
        {"name": "reads", "request": "BASE/a", "event": [by_script]},
        {"name": "writes", "request": {"method": "POST", "url": "BASE/b"}, "event": [script("test", "pm.test('never', () => {})")]},
        {"name": "is changed", "request": "BASE/c", "event": [changed]},
    ]);
    for (arguments, option) in [
        (&["--read-only"][..], "--read-only"),
        (&["--method", "get,head"], "--method"),
    ] {
        let server = Server::start(|_| ok("{}"));
        let (folder, ran) = run(&server, &items, arguments);
        let told = format!("not sent: POST is refused: `{option}` sends GET and HEAD alone");
        ran.code(0).stdout(
            contains(told)
                .and(contains("not sent: PUT is refused"))
                .and(contains("/script: DELETE is refused"))
                .and(contains("not run: 2 requests")),
        );
        assert_eq!(lines(&server), ["GET /a"]);
        let junit = folder.read("r.junit");
        let skipped =
            format!("<skipped message=\"POST is refused: `{option}` sends GET and HEAD alone\"/>");
        assert!(junit.contains(&skipped), "{junit}");
        let tap = folder.read("r.tap");
        assert!(
            tap.contains("ok 2 - writes # SKIP POST is refused"),
            "{tap}"
        );
        let stats = folder.json("r.json")["run"]["stats"].clone();
        assert_eq!(
            stats["requests"],
            json!({"total": 1, "pending": 0, "failed": 0})
        );
    }
}

#[test]
fn hosts_that_are_not_named_are_skipped_those_of_scripts_and_redirects_too() {
    let other = Server::start(|_| ok("other"));
    let (at, to) = (other.url("/x"), other.url("/moved"));
    let server = Server::start(move |request| match request.target() {
        "/moves" => redirect(302, &to),
        _ => ok("{}"),
    });
    let sends = format!("pm.sendRequest('{at}', (error, response) => console.log(String(error)))");
    let items = json!([
        {"name": "stays", "request": "BASE/a", "event": [script("test", &sends)]},
        {"name": "leaves", "request": at.clone()},
        {"name": "is led away", "request": "BASE/moves", "event": [script("test", "pm.test('never', () => pm.expect(1).to.eql(2))")]},
    ]);
    let (folder, ran) = run(&server, &items, &["--allow-hosts", &server.host()]);
    let refused = format!(
        "`{}` is refused: `--allow-hosts` does not name it",
        other.host()
    );
    ran.code(0).stdout(
        contains(format!("not sent: {refused}"))
            .and(contains(format!("not sent: {at}: {refused}")))
            .and(contains(format!(
                "not sent: its redirect was not followed: {refused}"
            )))
            .and(contains("[302 Redirect")),
    );
    assert_eq!(other.received().len(), 0);
    assert_eq!(lines(&server), ["GET /a", "GET /moves"]);
    let tap = folder.read("r.tap");
    assert!(
        tap.contains("is led away # SKIP its redirect was not followed"),
        "{tap}"
    );
    let all = format!("{}, {}", server.host(), other.host());
    run(&server, &items, &["--allow-hosts", &all]).1.code(1);
    assert!(other.received().len() == 3);
}

#[test]
fn a_proxy_that_a_request_names_is_a_host_too() {
    let proxy = Server::start(|_| ok("through"));
    let (host, port) = proxy
        .host()
        .split_once(':')
        .map(|(host, port)| (host.to_owned(), port.to_owned()))
        .unwrap();
    let through = json!({"match": "http://*:*/moved", "host": host, "port": port});
    let server = Server::start(|request| match request.target() {
        "/moves" => redirect(302, "/moved"),
        _ => ok("{}"),
    });
    let request = |path: &str| json!({"name": path, "request": {"url": format!("BASE{path}"), "proxy": through}});
    let items = json!([request("/a"), request("/moved"), request("/moves")]);
    let (_, ran) = run(&server, &items, &["--allow-hosts", &server.host()]);
    let refused = format!(
        "the request's own proxy `{}` is refused: `--allow-hosts` does not name it",
        proxy.host()
    );
    ran.code(0).stdout(
        contains(format!("not sent: {refused}"))
            .and(contains(format!(
                "its redirect was not followed: {refused}"
            )))
            .and(contains("not run: 2 requests")),
    );
    assert_eq!(proxy.received().len(), 0);
    assert_eq!(lines(&server), ["GET /a", "GET /moves"]);
    let all = format!("{}, {}", server.host(), proxy.host());
    run(&server, &items, &["--allow-hosts", &all]).1.code(0);
    assert_eq!(proxy.received().len(), 2);
}

#[test]
fn a_page_is_retried_and_looked_at_as_a_run_is() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server =
        Server::start(
            move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % 2 {
                0 => crate::server::response("503 Busy", "", "{}"),
                _ => ok("{}"),
            },
        );
    let page = "# P\n\n<!-- postrider\ncollections: { c: c.json }\n-->\n\nSend **A**.\n\n<!-- postrider\nsend: A\nexpect: { status: 200 }\n-->\n";
    let collection =
        json!({"info": {"name": "C"}, "item": [{"name": "A", "request": "{{url}}/a"}]});
    let folder = Folder::with(&[("p.md", page), ("c.json", &collection.to_string())]);
    let with = |url: &str, arguments: &[&str]| {
        let mut command = postrider();
        command
            .current_dir(folder.path())
            .args(["guide", "run", "p.md"]);
        command.args(["--env-var", &format!("url={url}")]);
        command.args(arguments).assert()
    };
    let base = server.url("");
    let retry = ["--retry", "2", "--retry-on", "5xx", "--retry-delay", "1"];
    with(&base, &[]).code(1);
    with(&base, &[]).code(0);
    with(&base, &retry).code(0).stdout(contains("flaky: "));
    with(&base, &["--retry-on", "5xx"])
        .code(2)
        .stderr(contains("nothing says how often"));
    let slash = "`url` ends in `/`, and 1 request has another one behind it";
    with(&format!("{base}/"), &[]).stderr(contains(slash));
    with("", &[]).stderr(contains("`url` is empty in the environment"));
}

#[test]
fn a_token_is_not_fetched_for_a_request_that_is_refused_nor_from_a_host_that_is() {
    let server = Server::start(|_| ok(r#"{"access_token": "t"}"#));
    let elsewhere = Server::start(|_| ok(r#"{"access_token": "t"}"#));
    let auth = |url: &str| {
        json!({"type": "oauth2", "oauth2": [{"key": "grant_type", "value": "client_credentials"},
        {"key": "accessTokenUrl", "value": url}, {"key": "clientId", "value": "c"}, {"key": "clientSecret", "value": "s"}]})
    };
    let item = |method: &str, url: &str| json!([{"name": "r", "request": {"method": method, "url": "BASE/a", "auth": auth(url)}}]);
    run(&server, &item("POST", "BASE/token"), &["--read-only"])
        .1
        .code(0);
    assert_eq!(server.received().len(), 0);
    run(&server, &item("GET", "BASE/token"), &["--read-only"])
        .1
        .code(0);
    assert_eq!(lines(&server), ["POST /token", "GET /a"]);
    let (_, ran) = run(
        &server,
        &item("GET", &elsewhere.url("/token")),
        &["--allow-hosts", &server.host()],
    );
    ran.code(1)
        .stdout(contains("no OAuth 2 token from").and(contains("is refused: `--allow-hosts`")));
    assert_eq!(elsewhere.received().len(), 0);
}

#[test]
fn a_run_of_which_all_is_refused_says_so_where_it_may_not_be_empty() {
    let server = Server::start(|_| ok(""));
    let items = json!([{"name": "writes", "request": {"method": "POST", "url": "BASE/"}}]);
    let (_, ran) = run(&server, &items, &["--read-only", "--fail-on-empty"]);
    ran.code(1).stderr(contains(
        "no request was sent\n\nhint: writes: POST is refused",
    ));
}

/// Runs requests for these URLs with an environment that has these variables.
fn with(urls: &[&str], variables: &Value, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let items: Vec<Value> = urls
        .iter()
        .map(|url| json!({"name": url, "request": url}))
        .collect();
    with_items(&json!(items), variables, arguments)
}

fn with_items(items: &Value, variables: &Value, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let collection = json!({"info": {"name": "C"}, "item": items}).to_string();
    let values: Vec<Value> = variables
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    let environment = json!({"name": "E", "values": values}).to_string();
    let folder = Folder::with(&[("c.json", &collection), ("e.json", &environment)]);
    let mut command = postrider();
    command
        .current_dir(folder.path())
        .args(["run", "c.json", "-e", "e.json"]);
    command.args(arguments).assert()
}

#[test]
fn nothing_is_sent_where_no_request_has_a_host() {
    let urls = ["{{url}}/a", "https://{{url}}:443/b"];
    let empty = json!({"url": ""});
    with(&urls, &empty, &[]).code(2).stdout("").stderr(
        "error: `url` is empty in the environment `E`, and 2 requests have it in the host: nothing can be sent\n\n\
         hint: `--env-var url=…` sets it\n",
    );
    with(&urls, &json!({}), &["--jobs", "2"])
        .code(2)
        .stderr(contains(
            "`url` has no value, and 2 requests have it in the host: nothing can be sent",
        ));
    let nested = json!({"url": "https://{{org}}.example", "org": ""});
    with(&urls, &nested, &[])
        .code(2)
        .stderr(contains("`org` is empty in the environment `E`"));
    // Lists and previews say it in their own way.
    with(&urls, &empty, &["--list"]).code(0);
}

#[test]
fn what_may_get_a_host_or_lacks_it_in_part_is_told_and_tried() {
    let server = Server::start(|_| ok("{}"));
    let known = server.url("/");
    let empty = json!({"url": ""});
    let told = "warning: `url` is empty in the environment `E`, and 2 of 3 requests have it in the host; `--env-var url=…` sets it";
    let ran = with(&["{{url}}/a", "{{url}}/b", &known], &empty, &[]);
    let errors = String::from_utf8(ran.code(1).get_output().stderr.clone()).unwrap();
    assert_eq!(errors.matches(told).count(), 1, "{errors}");
    with(&["{{url}}/a", &known], &empty, &[]).code(1).stderr("");
    let sets = format!("pm.environment.set('url', '{}')", server.url(""));
    let dynamic = format!(
        "for (const [k, v] of [['url', '{}']]) pm.environment.set(k, v)",
        server.url("")
    );
    for source in [sets, dynamic] {
        let items = json!([{"name": "a", "request": "{{url}}/a", "event": [script("prerequest", &source)]}]);
        with_items(&items, &empty, &[])
            .code(0)
            .stderr(contains("warning: `url` is empty"));
    }
    let suffix = json!({"suffix": "", "url": server.url("")});
    with(&["{{url}}{{suffix}}/a"], &suffix, &[])
        .code(0)
        .stderr("");
}

#[test]
fn a_base_that_ends_in_a_slash_before_a_path_is_told_once() {
    let server = Server::start(|_| ok("{}"));
    let url = json!({"url": server.url("/")});
    let ran = with(&["{{url}}/a", "{{url}}/b"], &url, &[]);
    ran.code(0).stderr("warning: `url` ends in `/`, and 2 requests have another one behind it: they ask for `//…`; leave one of them out\n");
    assert_eq!(lines(&server), ["GET //a", "GET //b"]);
    with(&["{{url}}"], &url, &[]).code(0).stderr("");
}

/// What `docs/okta.md` tells its readers to do, against the mock.
#[test]
fn the_way_through_an_okta_org_is_as_its_page_says() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = std::fs::read_to_string(format!("{root}/docs/okta.md")).unwrap();
    let folder = Folder::with(&[]);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let program = |line: &str, env_file: &str| {
        let line = line
            .replace("okta.env", env_file)
            .replace("left.json", &at("left.json"));
        let line = line.replace("integrator-1234567.okta.com", "127.0.0.1");
        let mut command = postrider();
        command
            .current_dir(root)
            .args(words(&line).into_iter().skip(1));
        command
    };
    let commands: Vec<String> = commands(&page);
    let [smoke, whole, clean] =
        ["--read-only --allow", "--export-environment", "--folder"].map(|words| {
            let mut all = commands
                .iter()
                .filter(|command| !command.contains("--mock"));
            all.find(|command| command.contains(words))
                .unwrap_or_else(|| panic!("{words}: {commands:?}"))
        });
    let mut served = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"))
        .args(["mock", "okta"])
        .stdout(std::fs::File::create(at("okta.env")).unwrap())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while folder.read("okta.env").lines().count() < 3 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let env_file = at("okta.env");
    let ran = program(smoke, &env_file).assert().code(0);
    let told = String::from_utf8(ran.get_output().stdout.clone()).unwrap();
    assert_eq!(told.matches("[200 OK").count(), 6, "{told}");
    // A run that was broken off leaves what it has made.
    let broken = format!("{whole} --folder Password");
    program(&broken, &env_file).assert().code(0);
    assert!(folder.read("left.json").contains("createdPolicyIds"));
    let ran = program(clean, &env_file).assert().code(0);
    ran.stdout(contains("the policy was deleted"));
    program(whole, &env_file).assert().code(0);
    let expired = commands
        .iter()
        .find(|command| command.contains("--mock"))
        .unwrap();
    program(expired, &env_file)
        .assert()
        .code(1)
        .stdout(contains("401 Unauthorized").and(contains("E0000011")));
    served.kill().unwrap();
    served.wait().unwrap();
}

/// The commands of a page's fences, each on one line.
fn commands(page: &str) -> Vec<String> {
    let page = page.replace("\\\n", " ");
    let lines = page
        .lines()
        .map(|line| line.trim().trim_start_matches("$ "));
    lines
        .filter(|line| line.starts_with("postrider "))
        .map(str::to_owned)
        .collect()
}

/// Splits a command at blanks that are not within quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in line.chars() {
        match character {
            '"' | '\'' if quote == Some(character) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(character),
            ' ' if quote.is_none() => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_shipped_environment_says_what_it_lacks() {
    let root = env!("CARGO_MANIFEST_DIR");
    for collection in ["okta-policy", "okta-sessions"] {
        let collection = format!("collections/{collection}.postman_collection.json");
        let environment = "environments/okta.postman_environment.json";
        let mut command = postrider();
        command
            .current_dir(root)
            .args(["run", &collection, "-e", environment]);
        command.assert().code(2).stderr(
            contains("`url` is empty in the environment `Okta org`")
                .and(contains("hint: `--env-var url=…` sets it")),
        );
    }
}
