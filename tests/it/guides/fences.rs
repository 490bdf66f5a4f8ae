//! The commands of the shipped pages, changed: quotes, backslashes, comments, fences that are moved. A
//! page passes only where what was sent is what it shows then.

use postrider::guide::Conclusion;
use postrider::world::World;

use super::walk::{Page, Walk, root};
use super::workshop::guide;
use crate::program::Folder;
use crate::server::{Received, Server, ok};

/// A change of a page, and what its command sends then; `None` where no shell would run it.
struct Change {
    what: &'static str,
    text: String,
    sends: Option<String>,
}

/// The lines of the only fence of a shell, and where it begins.
fn fence(text: &str) -> (Vec<&str>, usize) {
    let at = text.find("```bash\n").unwrap() + "```bash\n".len();
    let end = text[at..].find("```").unwrap();
    (text[at..at + end].lines().collect(), at)
}

fn changes(text: &str) -> Vec<Change> {
    let (lines, at) = fence(text);
    let command = lines.join("\n");
    let with = |what: &'static str, new: &str, sends: Option<&str>| Change {
        what,
        text: format!("{}{new}{}", &text[..at], &text[at + command.len()..]),
        sends: sends.map(str::to_owned),
    };
    let own = Some("DELETE /idp/myaccount/sessions");
    let mut changes = vec![
        with("comment before", &format!("# ends all\n{command}"), own),
        with("comment behind", &format!("{command} # ends all"), own),
        with("blank line before", &format!("\n{command}"), own),
        with(
            "comment within",
            &command.replacen("\\\n", "\\\n  # who asks:\n", 1),
            None,
        ),
        with(
            "without its backslash",
            &command.replacen(" \\\n", "\n", 1),
            None,
        ),
        // To a shell they are a command of their own, and the next one is run.
        with("words before", &format!("Then type:\n{command}"), own),
    ];
    for (number, (place, _)) in command.match_indices('"').enumerate() {
        let what = ["first quote", "second quote", "third quote", "fourth quote"][number];
        let without = format!("{}{}", &command[..place], &command[place + 1..]);
        changes.push(with(what, &without, None));
    }
    // A fence that comes before is the next one.
    let before = at - "```bash\n".len();
    let other = "```bash\ncurl -X GET \"https://subdomain.okta.com/api/v1/other\"\n```\n\n";
    changes.push(Change {
        what: "another fence before",
        text: format!("{}{other}{}", &text[..before], &text[before..]),
        sends: Some("GET /api/v1/other".to_owned()),
    });
    let unreadable = other.replace("curl -X GET", "export A='");
    changes.push(Change {
        what: "a fence before that no shell runs",
        text: format!("{}{unreadable}{}", &text[..before], &text[before..]),
        sends: None,
    });
    let (whole, end) = (&text[before..], text.len());
    changes.push(Change {
        what: "the fence above its directive",
        text: text[..before].replace(
            "Call the My Account Sessions API",
            &format!("{whole}\nCall the My Account Sessions API"),
        ) + &text[end..],
        sends: None,
    });
    changes
}

#[tokio::test]
async fn no_change_of_a_command_passes_while_something_else_is_sent() {
    let page = Page::shipped();
    let whole = page.walk(Walk::default()).await;
    let all = changes(&page.text);
    assert!(all.len() > 12);
    for Change { what, text, sends } in all {
        let other = Page {
            path: page.path.clone(),
            text,
        };
        let mut sent = None;
        if other.try_bind(&World::fixed(0, 0)).is_ok() {
            let walked = other.walk(Walk::default()).await;
            // A command that is another one is sent, and its answer is not the expected one.
            let is_other =
                |send: &&String| !whole.sent.contains(*send) && sends.as_ref() == Some(*send);
            sent = match walked.conclusion() {
                Conclusion::Passed => walked.sent.last().cloned(),
                _ => walked.sent.iter().find(is_other).cloned(),
            };
        }
        assert_eq!(sent, sends, "{what}");
    }
}

#[tokio::test]
async fn the_other_shipped_page_sends_what_it_shows_as_samples() {
    let page = Page::at(root().join("guides/order-of-global-session-policies.md"));
    let walked = page.walk(Walk::default()).await;
    assert_eq!(walked.conclusion(), Conclusion::Passed);
    let fences = page.text.split("```http\n").skip(1);
    let shown = fences.map(|fence| fence.split_whitespace().take(2).collect::<Vec<_>>());
    for request in shown {
        let [method, url] = &request[..] else {
            panic!()
        };
        let path = url.trim_start_matches("{{url}}");
        let sent = |sent: &&String| {
            let (sent_method, sent_path) = sent.split_once(' ').unwrap();
            let parts = path.split('/').zip(sent_path.split('/'));
            let same = parts
                .clone()
                .all(|(one, other)| one.contains("<<") || one == other);
            sent_method == *method
                && same
                && path.matches('/').count() == sent_path.matches('/').count()
        };
        assert!(
            walked.sent.iter().any(|one| sent(&one)),
            "{method} {url}: {:?}",
            walked.sent
        );
    }
}

/// A page with a step that sends what its fence shows.
fn page(fence: &str) -> String {
    let directive = "<!-- postrider\nguide: T\n-->\n\nAsk.\n\n<!-- postrider\ncurl: next\n-->";
    format!("# T\n\n{directive}\n\n```bash\n{fence}\n```\n")
}

#[test]
fn what_only_a_shell_can_put_together_is_sent_by_no_step() {
    let server = Server::start(|_: &Received| ok(b"{}"));
    let url = format!("http://127.0.0.1:{}", server.port());
    for (fence, told) in [
        (
            "curl -d \"${X:-a}\" URL/a",
            "`${X:-a}` is put together by a shell",
        ),
        ("curl -d \"${X//a/b}\" URL/a", "`${X//a/b}` is put together"),
        ("curl -d \"$((1+2))\" URL/a", "`$((1+2))` is put together"),
        ("curl -d \"$@\" URL/a", "`$@` is put together"),
        ("X='a b'\ncurl -d $X URL/a", "`$X` is put together"),
        (
            "curl -d @- URL/a <<EOF\n{\"a\": ${X:-1}}\nEOF",
            "`${X:-1}` is put together",
        ),
        ("curl URL/{a,b}", "`{a,b}` stands for several"),
        (
            "curl -d {\"a\":1,\"b\":2} URL/a",
            "`{\"a\":1,\"b\":2}` stands for several",
        ),
        ("curl 'URL/{1..3}'", "`{1..3}` stands for several"),
        ("curl \"URL/[1-3]\"", "`[1-3]` stands for several"),
    ] {
        let folder = Folder::with(&[("page.md", &page(&fence.replace("URL", &url)))]);
        for command in ["check", "run"] {
            let asserted = guide(&folder, &[command, "page.md"]);
            let output = asserted.get_output();
            let said = [&output.stdout[..], &output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert!(
                !output.status.success() && said.contains(told),
                "{fence}: {said}"
            );
        }
    }
    assert_eq!(server.received().len(), 0);
}

#[test]
fn a_fence_is_sent_whole_whatever_it_is_called() {
    let server = Server::start(|_: &Received| ok(b"{}"));
    let url = format!("http://127.0.0.1:{}", server.port());
    for (fence, body) in [
        ("curl -X GET -d '{\"q\": 1}' URL/a", "{\"q\": 1}"),
        ("X='a b'\ncurl -d \"$X\" URL/a", "a b"),
        (
            "curl -d '{\"a\": [1-3], \"b\": {\"c\":1,\"d\":2}}' URL/a",
            "{\"a\": [1-3], \"b\": {\"c\":1,\"d\":2}}",
        ),
        ("curl -d 'costs 5$' URL/a?x=[1]", "costs 5$"),
    ] {
        let folder = Folder::with(&[("page.md", &page(&fence.replace("URL", &url)))]);
        guide(&folder, &["run", "page.md"]).success();
        let received = server.received();
        let sent = String::from_utf8(received.last().unwrap().body.clone()).unwrap();
        assert_eq!(sent, body, "{fence}");
    }
    // A fence of commands is never passed over, whatever it is called.
    for called in ["json", "yaml", "http", "text", ""] {
        let fence =
            format!("curl {url}/{called}-first\n```\n\n```bash\ncurl -X DELETE {url}/other");
        let page = page(&fence).replace("```bash\ncurl http", &format!("```{called}\ncurl http"));
        let folder = Folder::with(&[("page.md", &page)]);
        guide(&folder, &["run", "page.md"]).success();
        let received = server.received();
        assert_eq!(
            received.last().unwrap().target(),
            format!("/{called}-first")
        );
    }
    // A sample of HTTP is sent whole, too.
    let sample = page("x").replace("curl: next", "request: next");
    let sample = sample.replace("bash\nx", &format!("http\nGET {url}/a\n\n{{\"q\": 2}}"));
    let folder = Folder::with(&[("page.md", &sample)]);
    guide(&folder, &["run", "page.md"]).success();
    let received = server.received();
    assert_eq!(received.last().unwrap().body, b"{\"q\": 2}");
}

#[test]
fn what_a_shell_decides_is_sent_by_no_step() {
    let server = Server::start(|_: &Received| ok(b"{}"));
    let url = format!("http://127.0.0.1:{}", server.port());
    for (fence, by) in [
        ("test -n \"$X\" && curl URL/a", "test"),
        ("[ -n \"$X\" ] && curl URL/a", "["),
        ("[[ a == b ]] && export B=1 && curl URL/a", "[["),
        ("true || curl URL/a", "||"),
        ("curl URL/fails ||\n  curl URL/a", "||"),
        ("! true && curl URL/a", "true"),
        ("if [ -n \"$X\" ]; then\n  curl URL/a\nfi", "if"),
        ("if true; then T=$(curl URL/a); fi", "if"),
        ("for i in 1 2 3\ndo\n  curl URL/a\ndone", "for"),
        ("while false; do curl URL/a; done", "while"),
        ("case x in\n  y) curl URL/a ;;\nesac", "case"),
        ("send() {\n  curl URL/a\n}\nsend\nsend", "send()"),
        ("[ -z \"$X\" ] && T=$(curl URL/a)", "["),
        ("exit 0\ncurl URL/a", "exit"),
    ] {
        let fence = fence.replace("URL", &url);
        let number = fence.matches("curl ").count();
        let page = page(&fence).replace("curl: next", &format!("curl: {number}"));
        let folder = Folder::with(&[("page.md", &page)]);
        let assert = guide(&folder, &["run", "page.md"]).code(2);
        let told = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        let why = format!("`{by}` decides whether it is sent, and how often");
        assert!(told.contains(&why), "{fence}: {told}");
    }
    for (fence, told) in [
        (
            "env X=1 curl URL/a\ncurl URL/b",
            "`env` runs it somewhere else",
        ),
        ("bash -c 'curl URL/a'\ncurl URL/b", "`bash` runs it"),
        ("diff <(curl URL/a) x\ncurl URL/b", "`<(…)` runs it"),
        ("curl URL/a;; curl URL/b", "`;;` belongs to no command"),
        ("curl 'URL/a'\\\n-d x", "no blank stands before the `\\`"),
        ("curl 'URL/a b'", "has a blank in it"),
        ("curl -I -d x URL/a", "curl takes one of the two"),
        (
            "curl --data-urlencode a@f URL/a",
            "a text from a file is not read",
        ),
        ("X=a; unset X\ncurl URL/$X", "`$X` at line "),
        ("X=a; if true; then X=b; fi\ncurl URL/$X", "`$X` at line "),
        ("X=a; X+=b; curl URL/$X", "`$X` at line "),
        (
            "curl URL/a -d @- <<EOF\n`date`\nEOF",
            "``date`` is put together by a shell",
        ),
    ] {
        let folder = Folder::with(&[("page.md", &page(&fence.replace("URL", &url)))]);
        let assert = guide(&folder, &["run", "page.md"]).code(2);
        let said = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(said.contains(told), "{fence}: {said}");
    }
    assert_eq!(server.received().len(), 0);
}

#[test]
fn what_a_shell_runs_in_any_case_is_sent_as_it_sends_it() {
    let server = Server::start(|_: &Received| ok(b"{}"));
    let url = format!("http://127.0.0.1:{}", server.port());
    for (fence, target, body) in [
        (
            "if [ -z \"$X\" ]; then echo no; exit 1; fi\ncurl URL/a",
            "/a",
            "",
        ),
        ("command -v jq || exit 1\ncurl URL/a", "/a", ""),
        ("for f in a b; do echo $f; done\ncurl URL/a", "/a", ""),
        ("(cd /tmp && curl URL/a)", "/a", ""),
        ("{\n  curl URL/a\n}", "/a", ""),
        ("curl URL/a/\\\nb", "/a/b", ""),
        (
            "curl -G URL/a --data-urlencode 'q=a b&c'",
            "/a?q=a+b%26c",
            "",
        ),
        ("curl --data-urlencode 'q=a b' URL/a", "/a", "q=a+b"),
        ("curl URL/a -d $'a\\x41\\101\\a\\q'", "/a", "aAA\u{7}\\q"),
        (
            "curl --data-binary @- URL/a <<EOF\n{\"a\": \"\\$X \\\\ \\n\"}\nEOF",
            "/a",
            "{\"a\": \"$X \\ \\n\"}\n",
        ),
    ] {
        let fence = fence.replace("URL", &url);
        let folder = Folder::with(&[("page.md", &page(&fence))]);
        guide(&folder, &["run", "page.md"]).success();
        let received = server.received();
        let last = received.last().unwrap();
        let sent = String::from_utf8(last.body.clone()).unwrap();
        assert_eq!((last.target(), &*sent), (target, body), "{fence}");
    }
    // A header of its own comes before `-u`, and `Name:` takes one of curl's away.
    let fence = format!("curl -u a:b -H 'Authorization: Bearer x' -H 'Content-Type:' -d y {url}/a");
    let folder = Folder::with(&[("page.md", &page(&fence))]);
    guide(&folder, &["run", "page.md"]).success();
    let received = server.received();
    let last = received.last().unwrap();
    assert_eq!(last.header("authorization"), Some("Bearer x"));
    assert_eq!(last.header("content-type"), None);
}

#[test]
fn a_sample_of_http_is_sent_alone_and_never_passed_over() {
    let server = Server::start(|_: &Received| ok(b"{}"));
    let url = format!("http://127.0.0.1:{}", server.port());
    let other = format!("\n```http\nDELETE {url}/other\n```\n");
    let with = |sample: &str| {
        let page = page("x").replace("curl: next", "request: next");
        page.replace("bash\nx", &format!("http\n{}", sample.replace("URL", &url))) + &other
    };
    for (sample, why) in [
        ("GET URL/a\n\n###\n\nGET URL/b", "it shows several requests"),
        ("POST URL/a\n\n< ./b.json", "its body is in another file"),
        (
            "@host = x\nGET URL/a",
            "it does not begin with a line `METHOD URL`",
        ),
        ("get URL/a", "it does not begin with a line"),
    ] {
        let folder = Folder::with(&[("page.md", &with(sample))]);
        let assert = guide(&folder, &["run", "page.md"]).code(2);
        let said = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        let told = format!("the `http` sample at line 13 can't be sent: {why}");
        assert!(said.contains(&told), "{sample}: {said}");
    }
    assert_eq!(server.received().len(), 0);
    for sample in [
        "# List\n// all\nGET URL/a",
        "GET URL/a\n\nHTTP/1.1 200 OK\n\n{}",
        "HTTP/1.1 200 OK\n```\n\n```http\nGET URL/a",
    ] {
        let folder = Folder::with(&[("page.md", &with(sample))]);
        guide(&folder, &["run", "page.md"]).success();
        let received = server.received();
        let last = received.last().unwrap();
        assert_eq!(
            (last.target(), &last.body[..]),
            ("/a", &b""[..]),
            "{sample}"
        );
    }
}

#[test]
fn a_variable_of_the_collection_is_known_to_what_the_page_shows() {
    let server = Server::start(|_| ok("{}"));
    let collection = format!(
        r#"{{"info": {{"name": "Shop"}}, "variable": [{{"key": "url", "value": "{}"}}], "item": []}}"#,
        server.url("")
    );
    let page = "<!-- postrider\ncollections: { shop: shop.json }\n-->\n\nAsk:\n<!-- postrider\ncurl: next\nbase: \"{{url}}\"\n-->\n\n```bash\ncurl https://h.example/orders\n```\n";
    let folder = Folder::with(&[("shop.json", &collection), ("page.md", page)]);
    guide(&folder, &["run", "page.md"]).success().stderr("");
    assert_eq!(server.sole_request().target(), "/orders");
}
