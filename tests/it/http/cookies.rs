//! The jar: what is kept, what is sent, in which order.

use postrider::http::Jar;
use postrider::world::World;
use predicates::str::contains;
use serde_json::json;

use super::{behavior, client, request, run, send_with};
use crate::program::{Folder, postrider};
use crate::server::{Server, ok, redirect, response};

/// Lets `/` set the cookies, then gives the `Cookie` header that `path` gets.
fn sent_to(path: &str, set: &[&str], own: &[(&str, &str)]) -> Option<String> {
    let lines = set.iter().fold(String::new(), |lines, cookie| {
        lines + "Set-Cookie: " + cookie + "\r\n"
    });
    let server = Server::start(move |seen| match seen.target() {
        "/ck/set" => response("200 OK", &lines, ""),
        _ => ok(""),
    });
    run(async {
        let client = client();
        send_with(&client, request("GET", &server.url("/ck/set"), &[]))
            .await
            .unwrap();
        send_with(&client, request("GET", &server.url(path), own))
            .await
            .unwrap();
    });
    server.received()[1].header("cookie").map(str::to_owned)
}

#[test]
fn cookies_are_sent_longest_path_first_then_oldest() {
    let set = [
        "a=1; Path=/",
        "b=2; Path=/ck",
        "c=3; Path=/",
        "d=4",
        "a=5; Path=/",
    ];
    assert_eq!(
        sent_to("/ck/x", &set, &[]).as_deref(),
        Some("b=2; d=4; a=5; c=3")
    );
    assert_eq!(sent_to("/", &set, &[]).as_deref(), Some("a=5; c=3"));
}

#[test]
fn what_servers_write_is_taken_leniently() {
    for (set, sent) in [
        ("=v", "v"),
        ("novalue", "novalue"),
        ("e=", "e="),
        ("q=\"quoted\"", "q=\"quoted\""),
        ("a=b=c", "a=b=c"),
        ("s=1; Secure", "s=1"),
        ("u=\u{c3}\u{a9}", "u=\u{c3}\u{a9}"),
        (
            "x=1; Expires=nonsense; Max-Age=soon; SameSite=Strict",
            "x=1",
        ),
        ("x=1; Domain=127.0.0.1", "x=1"),
    ] {
        assert_eq!(
            sent_to("/ck/x", &[set], &[]).as_deref(),
            Some(sent),
            "{set}"
        );
    }
    for set in [
        "x=1; Max-Age=0",
        "x=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "x=1; Domain=example.com",
        "x=1; Path=/o",
    ] {
        assert_eq!(sent_to("/ck/x", &[set], &[]), None, "{set}");
    }
}

#[test]
fn a_cookie_that_ends_is_gone_and_may_come_back_as_the_youngest() {
    let set = ["a=1", "b=2", "a=; Max-Age=0", "a=3"];
    assert_eq!(sent_to("/ck/x", &set, &[]).as_deref(), Some("b=2; a=3"));
}

#[test]
fn the_authors_own_cookies_come_first_and_keep_their_place() {
    let own = [("Cookie", "u=1"), ("X-A", "1"), ("Cookie", "v=2")];
    assert_eq!(
        sent_to("/ck/x", &["a=1"], &own).as_deref(),
        Some("u=1; v=2; a=1")
    );

    let server = Server::start(|_| response("200 OK", "Set-Cookie: a=1\r\n", ""));
    run(async {
        let client = client();
        for own in [&[][..], &[], &[("cookie", "u=1"), ("X-A", "1")]] {
            send_with(&client, request("POST", &server.url("/"), own))
                .await
                .unwrap();
        }
    });
    let of_jar = server.received();
    let headers = of_jar[1].headers();
    assert_eq!(
        headers[headers.len() - 2..],
        ["Cookie: a=1", "Content-Length: 0"]
    );
    assert_eq!(
        server.received()[2].headers()[..2],
        ["cookie: u=1; a=1", "X-A: 1"]
    );
}

#[test]
fn cookie_headers_are_one_however_their_names_are_written() {
    let own = [("Cookie", "own=1"), ("cookie", "own=2")];
    let sent = sent_to("/ck/x", &["jar=3"], &own);
    assert_eq!(sent.as_deref(), Some("own=1; own=2; jar=3"));
}

#[test]
fn cookies_of_the_jar_stand_before_the_length_but_of_a_text() {
    let server = Server::start(|_| response("200 OK", "Set-Cookie: a=1\r\n", "{}"));
    let post = |body| json!({"name": "r", "request": {"method": "POST", "url": server.url("/"), "body": body}});
    let items = [
        post(json!({"mode": "raw", "raw": "{}"})),
        post(json!({"mode": "raw", "raw": "{}"})),
        post(json!({"mode": "formdata", "formdata": [{"key": "a", "value": "b"}]})),
        post(json!({"mode": "file", "file": {"src": "up.txt"}})),
        post(json!(null)),
    ];
    let collection = json!({"info": {"name": "c"}, "item": items}).to_string();
    let folder = Folder::with(&[("up.txt", "up"), ("c.json", &collection)]);
    postrider()
        .args(["run", "c.json"])
        .current_dir(folder.path())
        .assert()
        .success();
    let order: Vec<bool> = server.received()[1..]
        .iter()
        .map(|seen| {
            let names: Vec<String> = seen
                .headers()
                .iter()
                .map(|line| line.to_lowercase())
                .collect();
            let at = |name: &str| names.iter().position(|line| line.starts_with(name));
            at("cookie:").unwrap() < at("content-length:").unwrap()
        })
        .collect();
    assert_eq!(order, [false, true, true, true]);
}

#[test]
fn cookies_may_be_disabled() {
    let server = Server::start(|_| response("200 OK", "Set-Cookie: a=1\r\n", ""));
    let disabled = behavior(&json!({ "disableCookies": true }));
    run(async {
        let client = client();
        client
            .send(request("GET", &server.url("/"), &[]), &disabled)
            .await
            .unwrap();
        assert_eq!(client.jar().all(), []);
        send_with(&client, request("GET", &server.url("/"), &[]))
            .await
            .unwrap();
        client
            .send(
                request("GET", &server.url("/"), &[("Cookie", "u=1")]),
                &disabled,
            )
            .await
            .unwrap();
    });
    assert_eq!(server.received()[2].header("cookie"), Some("u=1"));
}

#[test]
fn every_hop_sets_and_gets_cookies() {
    let server = Server::start(|seen| match seen.target() {
        "/r/from" => redirect_with("Set-Cookie: c=1; Path=/\r\nSet-Cookie: d=2\r\n"),
        _ => ok(""),
    });
    let exchange = run(async {
        let client = client();
        send_with(
            &client,
            request("GET", &server.url("/r/from"), &[("Cookie", "u=1")]),
        )
        .await
    })
    .unwrap();
    assert_eq!(server.received()[1].header("cookie"), Some("u=1; c=1"));
    assert_eq!(
        exchange.hops[1].request.headers.get("cookie"),
        Some("u=1; c=1")
    );
    let names: Vec<_> = exchange
        .cookies
        .iter()
        .map(|cookie| cookie.name.as_str())
        .collect();
    assert_eq!(names, ["c"]);
}

fn redirect_with(headers: &str) -> crate::server::Answer {
    response("302 Found", &format!("Location: /end\r\n{headers}"), "")
}

#[test]
fn where_the_jar_has_no_cookies_a_redirect_carries_those_of_the_request_before_it() {
    let server = Server::start(|seen| match seen.target() {
        "/a/set" => response("200 OK", "Set-Cookie: a=1\r\n", ""),
        "/a/from" => redirect(302, "/b"),
        _ => ok(""),
    });
    run(async {
        let client = client();
        for path in ["/a/set", "/a/from"] {
            send_with(&client, request("GET", &server.url(path), &[]))
                .await
                .unwrap();
        }
    });
    let cookies: Vec<_> = server
        .received()
        .iter()
        .map(|seen| seen.header("cookie").map(str::to_owned))
        .collect();
    assert_eq!(
        cookies,
        [None, Some("a=1".to_owned()), Some("a=1".to_owned())]
    );
}

#[test]
fn a_script_sees_and_changes_the_jar() {
    let jar = Jar::new(World::real().into());
    let cookie = jar
        .set(
            "http://a.example.com/x/y",
            "k=v; Domain=example.com; Max-Age=60; HttpOnly",
        )
        .unwrap();
    assert_eq!(
        (
            cookie.domain.as_str(),
            cookie.path.as_str(),
            cookie.host_only
        ),
        ("example.com", "/x", false)
    );
    assert_eq!(
        (cookie.max_age, cookie.http_only, cookie.secure),
        (Some(60), true, false)
    );
    jar.set("http://a.example.com/", "h=1").unwrap();
    let names = |url: &str| {
        jar.cookies(url)
            .iter()
            .map(|cookie| cookie.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("http://a.example.com/x/z"), ["k", "h"]);
    assert_eq!(names("http://b.example.com/x"), ["k"]);
    assert_eq!(names("http://badexample.com/x"), Vec::<String>::new());

    jar.remove("http://a.example.com/x", Some("k"));
    assert_eq!(names("http://a.example.com/x"), ["h"]);
    jar.remove("http://a.example.com/x", None);
    assert_eq!(jar.all(), []);
}

#[test]
fn a_cookie_that_is_not_for_the_url_is_refused_with_a_reason() {
    let jar = Jar::new(World::real().into());
    for (url, cookie, reason) in [
        ("http://a.b/", "", "Cookie failed to parse"),
        (
            "http://a.b/",
            "x=1; Domain=c.d",
            "Cookie not in this host's domain. Cookie:c.d Request:a.b",
        ),
        (
            "https://a.b/",
            "__Secure-x=1",
            "Cookie has __Secure prefix but Secure attribute is not set",
        ),
        ("ftp://a.b/", "x=1", "Invalid protocol: ftp:"),
    ] {
        assert_eq!(jar.set(url, cookie).unwrap_err(), reason);
    }
    assert!(
        jar.set("https://a.b/", "__Host-x=1; Secure; Path=/")
            .is_ok()
    );
    assert!(
        jar.set("http://localhost/", "x=1; Domain=localhost")
            .is_ok()
    );
}

#[test]
fn a_cookie_for_a_public_suffix_is_refused() {
    let jar = Jar::new(World::real().into());
    for (url, domain) in [
        ("http://a.com/", "com"),
        ("http://a.com/", ".COM"),
        ("http://shop.co.uk/", "co.uk"),
        ("http://evil.github.io/", "github.io"),
        ("http://a.intranet/", "intranet"),
    ] {
        let refusal = jar.set(url, &format!("x=1; Domain={domain}")).unwrap_err();
        assert_eq!(refusal, "Cookie has domain set to a public suffix");
    }
    assert_eq!(jar.all(), []);
    // A host that is a public suffix itself has cookies of its own.
    jar.set("http://github.io/", "x=1; Domain=github.io")
        .unwrap();
    jar.set("http://intranet/", "x=1; Domain=intranet").unwrap();
    assert!(jar.all().iter().all(|cookie| cookie.host_only));
    assert_eq!(jar.cookies("http://evil.github.io/"), []);
    jar.set("http://a.shop.co.uk/", "x=1; Domain=shop.co.uk")
        .unwrap();
    assert_eq!(jar.cookies("http://b.shop.co.uk/").len(), 1);
}

#[test]
fn cookies_of_servers_scripts_and_files_are_for_no_public_suffix() {
    let server = Server::start(|_| response("200 OK", "Set-Cookie: served=1; Domain=io\r\n", ""));
    let set = "const jar = pm.cookies.jar();
        jar.set('http://evil.github.io/', 'scripted=1; Domain=github.io', (error) => {
            pm.test('refused', () => pm.expect(error.message).to.equal('Cookie has domain set to a public suffix'));
        });";
    let collection = json!({"info": {"name": "C"}, "item": [{"name": "a",
        "event": [{"listen": "test", "script": {"exec": [set]}}],
        "request": {"url": "http://served.github.io/", "proxy": {"match": "http://*/*", "host": "127.0.0.1",
            "port": server.port(), "tunnel": false}}}]});
    let filed = json!({"cookies": [{"key": "filed", "value": "1", "domain": "com", "path": "/"}]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("jar.json", &filed.to_string()),
    ]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--cookie-jar", "jar.json"])
        .args(["--export-cookie-jar", "out.json"])
        .assert()
        .success()
        .stderr(contains(
            "cookie jar `jar.json`: `/cookies/0` is left out: `com`",
        ));
    assert_eq!(folder.json("out.json")["cookies"], json!([]));
}

#[test]
fn secure_cookies_go_over_tls_only_but_to_this_machine() {
    let jar = Jar::new(World::real().into());
    jar.set("https://a.b/", "x=1; Secure").unwrap();
    jar.set("http://localhost/", "x=1; Secure").unwrap();
    assert_eq!(jar.cookies("https://a.b/").len(), 1);
    assert_eq!(jar.cookies("http://a.b/").len(), 0);
    assert_eq!(jar.cookies("http://localhost/").len(), 1);
}
