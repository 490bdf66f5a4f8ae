//! What a page shows is what is sent, or nothing is: commands, placeholders, hosts, marks.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use super::workshop::guide;
use crate::program::Folder;
use crate::server::{Received, Server, ok};

const SHOP: &str = r#"{"info": {"name": "Shop"}, "item": [
    {"name": "Users", "item": [
        {"name": "List users", "request": "{{url}}/users?limit=5"},
        {"name": "Make user", "request": {"method": "POST", "url": "{{url}}/users?limit=5",
            "header": [{"key": "Tenant", "value": "one"}],
            "body": {"mode": "raw", "raw": "{\"name\": \"ann\", \"age\": 3}"}}},
        {"name": "Drop user", "request": {"method": "DELETE", "url": "{{url}}/users/{{userId}}"}}]}
]}"#;

/// What a page of these words sends: the request lines and bodies, and what is told.
fn sent(words: &str, arguments: &[&str]) -> (Vec<String>, i32, String) {
    let server = Server::start(|_: &Received| ok(b"{}"));
    let words = words.replace("HOST", &format!("127.0.0.1:{}", server.port()));
    let folder = Folder::with(&[("page.md", &words), ("shop.json", SHOP)]);
    let mut all = vec!["run", "page.md"];
    all.extend(arguments);
    let assert = guide(&folder, &all);
    let output = assert.get_output();
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let tell = |received: &Received| {
        let line = received.line().trim_end_matches(" HTTP/1.1").to_owned();
        let body = String::from_utf8_lossy(&received.body);
        format!("{line} {body}").trim_end().to_owned()
    };
    let received = server.received().iter().map(tell).collect();
    (received, output.status.code().unwrap(), told)
}

/// A page with a header, and steps before fences of a shell.
fn page(header: &str, steps: &[(&str, &str)]) -> String {
    let mut page = format!("# T\n\n<!-- postrider\nguide: T\n{header}-->\n");
    for (directive, sample) in steps {
        page.push_str(&format!(
            "\nDo this now:\n<!-- postrider\n{directive}\n-->\n\n```bash\n{sample}\n```\n"
        ));
    }
    page
}

#[test]
fn the_next_fence_is_the_one_that_is_sent() {
    let drop = "Or drop all:\n\n```bash\ncurl -X DELETE http://HOST/orders\n```\n";
    let step = [(
        "curl: next",
        "# the orders\ncurl -s http://HOST/orders  # all",
    )];
    let (lines, code, _) = sent(&format!("{}\n{drop}", page("", &step)), &[]);
    assert_eq!((lines, code), (vec!["GET /orders".to_owned()], 0));
    let step = [("curl: next", "docker exec -it a curl http://HOST/orders")];
    let (lines, code, told) = sent(&format!("{}\n{drop}", page("", &step)), &[]);
    assert_eq!((lines, code), (vec![], 2));
    assert!(told.contains("`docker` runs it somewhere else"), "{told}");
}

#[test]
fn every_command_of_a_page_is_sent_once_and_whole() {
    let sample = "T=$(curl -s -d 'a=b' http://HOST/token | jq -r .t)\nexport P=/two\ncurl http://HOST$P | jq .\n\
        curl http://HOST/three -d @- <<END\n{\"a\": 1}\nEND";
    let text = page("", &[("curl: 1", sample)]);
    let more = "<!-- postrider\ncurl: next\n-->\n\n<!-- postrider\ncurl: next\n-->\n\n```bash\n";
    let (lines, code, told) = sent(&text.replacen("```bash\n", more, 1), &[]);
    let expected = ["POST /token a=b", "GET /two", "POST /three {\"a\": 1}"];
    assert_eq!(
        (&lines[..], code),
        (&expected.map(str::to_owned)[..], 0),
        "{told}"
    );
    let (lines, code, told) = sent(
        &page(
            "",
            &[("curl: 1", "curl http://HOST/a"), ("curl: previous", "ls")],
        ),
        &[],
    );
    assert_eq!((lines.len(), code), (0, 2));
    assert!(
        told.contains("another step has taken the command"),
        "{told}"
    );
}

#[test]
fn what_no_shell_would_run_is_an_error_with_its_place_and_nothing_is_sent() {
    for (sample, place) in [
        (
            "curl 'http://HOST/a \\\n-H \"A: b\" \\\n-d '{\n}'",
            "line 13, column 6: a ' is opened",
        ),
        (
            "curl http://HOST/a\n  -X DELETE",
            "line 14, column 3: `-X DELETE` belongs to no command",
        ),
        ("curl http://HOST/a \\", "goes on behind the `\\`"),
        (
            "curl -d '{\"a\": 1} http://HOST/a",
            "line 13, column 9: a ' is opened",
        ),
    ] {
        let text = page("", &[("curl: next", sample)]);
        let (lines, code, told) = sent(&text, &[]);
        assert_eq!((lines, code), (vec![], 2), "{sample}");
        assert!(told.contains(place), "{sample}: {told}");
        // Without a directive, `check` tells the same.
        let folder = Folder::with(&[(
            "page.md",
            &format!("# T\n\nDo:\n\n```bash\n{sample}\n```\n"),
        )]);
        guide(&folder, &["check", "page.md"])
            .code(1)
            .stdout(contains("error[sample]"));
    }
}

#[test]
fn a_placeholder_has_a_value_or_nothing_is_sent() {
    let sample = "curl -H 'Authorization: Bearer YOUR-TOKEN' 'http://HOST/{appId}/<KIND>' -d '{\"n\": \"{label}\"}'";
    let values = [
        "--env-var",
        "app_id=7",
        "--env-var",
        "token=t",
        "--env-var",
        "x=l",
    ];
    let text = page("needs: [app_id]\n", &[("curl: next", sample)]);
    let (lines, code, told) = sent(&text, &values);
    assert_eq!((lines, code), (vec![], 2));
    for spelling in ["`<KIND>`", "`{label}`"] {
        let at = format!("{spelling} at line 14 is a placeholder");
        assert!(told.contains(&at), "{told}");
    }
    assert!(
        !told.contains("appId") && !told.contains("YOUR-TOKEN"),
        "{told}"
    );
    let header = "placeholders: { KIND: cars, label: \"{{x}}\" }\n";
    let text = page(header, &[("curl: next", sample)]);
    let (lines, code, told) = sent(&text, &values);
    assert_eq!(
        (&lines[..], code),
        (&["POST /7/cars {\"n\": \"l\"}".to_owned()][..], 0),
        "{told}"
    );
}

#[test]
fn a_placeholder_of_a_body_sample_has_a_value_or_nothing_is_sent() {
    let shop = r#"{"info": {"name": "Shop"}, "item": [{"name": "Pay", "request": {"method": "POST", "url": "{{url}}/pay",
        "body": {"mode": "raw", "raw": "{}"}}}]}"#;
    let page = |header: &str, step: &str| {
        format!(
            "# T\n\n<!-- postrider\ncollections: {{ shop: shop.json }}\nneeds: [url]\n{header}-->\n\nPay.\n\n<!-- postrider\nsend: Pay\nbody: next\n{step}-->\n\n```json\n{{\"a\": \"{{appId}}\", \"b\": [\"<KIND>\"], \"query\": \"{{ a {{b}} }}\"}}\n```\n"
        )
    };
    let server = Server::start(|_| ok(b"{}"));
    let url = format!("url=http://127.0.0.1:{}", server.port());
    let run = |page: &str| {
        let folder = Folder::with(&[("shop.json", shop), ("page.md", page)]);
        guide(&folder, &["run", "page.md", "--env-var", &url])
    };
    run(&page("", "")).code(2).stderr(
        contains("`{appId}` at line 10 is a placeholder")
            .and(contains("`<KIND>` at line 10 is a placeholder")),
    );
    assert!(server.received().is_empty());
    run(&page(
        "placeholders: { appId: \"7\" }\n",
        "edit: { /b: [] }\n",
    ))
    .success();
    let body = String::from_utf8(server.received()[0].body.clone()).unwrap();
    assert!(
        body.contains("\"a\": \"7\"") && body.contains("{ a {b} }"),
        "{body}"
    );
}

#[test]
fn what_a_header_or_an_address_leaves_out_is_a_placeholder() {
    for sample in [
        "curl http://HOST/a -H 'Authorization: Bearer xxx'",
        "curl http://HOST/a -H 'X-Key: ****'",
        "curl http://HOST/a -H 'X-Key: @key@'",
        "curl http://HOST/a -H 'Authorization: Bearer TOKEN'",
        "curl http://HOST/a -H 'Authorization: Bearer <token>'",
        "curl http://HOST/a -H 'Authorization: Bearer ...'",
        "curl http://HOST/a/XXXX/b",
        "curl -G http://HOST/a --data-urlencode 'q={q}'",
        "curl http://HOST/a --data-urlencode 'q=name eq \"<name>\"'",
        "curl http://HOST/a -u 'me:((password))'",
    ] {
        let (lines, code, told) = sent(&page("", &[("curl: next", sample)]), &[]);
        assert_eq!((lines, code), (vec![], 2), "{sample}");
        assert!(told.contains("is a placeholder"), "{told}");
    }
    let header = "placeholders: { xxx: \"7\", TOKEN: \"{{t}}\" }\n";
    let sample = "curl http://HOST/a/xxx -H 'Authorization: Bearer TOKEN' -d '{\"a\": \"xxx\"}'";
    let text = page(header, &[("curl: next", sample)]);
    let (lines, code, told) = sent(&text, &["--env-var", "t=u"]);
    assert_eq!(code, 0, "{told}");
    assert!(lines[0].starts_with("POST /a/7 "), "{lines:?}");
}

#[test]
fn each_host_has_its_own_base() {
    let steps = [
        ("curl: next", "curl https://{hubDomain}/api/one"),
        ("curl: next", "curl https://spoke.example/api/two"),
    ];
    let header = "base: { \"https://{hubDomain}\": \"http://HOST/hub\", \"https://spoke.example/api\": \"{{s}}\" }\n";
    let (lines, code, told) = sent(&page(header, &steps), &["--env-var", "s=http://HOST"]);
    assert_ne!(code, 2, "{told}");
    assert_eq!(lines[0], "GET /hub/api/one");
    let (lines, code, told) = sent(&page("base: \"{{s}}\"\n", &steps), &["--env-var", "s=x"]);
    assert_eq!((lines, code), (vec![], 2));
    assert!(told.contains("one `base` for both"), "{told}");
    let (lines, code, told) = sent(&page("", &steps), &[]);
    assert_eq!((lines, code), (vec![], 2));
    assert!(
        told.contains("`https://{hubDomain}` at line 13 names no host"),
        "{told}"
    );
}

#[test]
fn a_request_as_http_writes_it_is_sent_with_its_body_to_the_base() {
    let text = page("base: http://HOST/v1\n", &[("request: next", "X")]).replace(
        "```bash\nX\n",
        "```http\nPUT /v1/things/1\nTenant: a\n\n{\"a\": 1}\n",
    );
    let (lines, code, told) = sent(&text, &[]);
    assert_eq!(
        (&lines[..], code),
        (&["PUT /v1/things/1 {\"a\": 1}".to_owned()][..], 0),
        "{told}"
    );
}

#[test]
fn a_mark_that_is_not_settled_is_one_error() {
    let text = page(
        "collections: { s: shop.json }\n",
        &[("send: \"?\"  # choose: which one", "ls")],
    );
    let (lines, code, told) = sent(&text, &[]);
    assert_eq!((lines, code), (vec![], 2));
    assert!(
        told.contains("which one; write the request's name"),
        "{told}"
    );
    assert_eq!(told.matches("page.md:").count(), 1, "{told}");
}

/// What `guide init` drafts of a page, less the page itself.
fn drafted(page: &str) -> Vec<String> {
    let folder = Folder::with(&[("page.md", page), ("shop.json", SHOP)]);
    let assert = guide(&folder, &["init", "page.md", "-c", "shop.json"]);
    let text = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    let keys = ["send:", "curl:", "request:", "destructive:", "base:"];
    let is_step = |line: &&str| keys.iter().any(|key| line.starts_with(key));
    text.lines()
        .map(str::trim)
        .filter(is_step)
        .map(str::to_owned)
        .collect()
}

#[test]
fn only_what_the_page_names_is_drafted() {
    let unknown = "1. In Postman, select the **Drop user** request.\n1. Select **Send**.\n\
        1. In Postman, select the **Get the user** request.\n1. Select **Send**.\n";
    assert_eq!(
        drafted(unknown),
        [
            "send: Users / Drop user",
            "destructive: it deletes  # choose: say what it ends, or delete this line",
            "send: \"?\"  # choose: the collection has no request `Get the user`, or several; which one is sent here",
        ]
    );
    let stacked = "Two of them:\n\n```bash\ncurl -d a=1 http://h/x\n```\n\n```bash\ncurl -d b=2 http://h/x\n```\n";
    let base = "base: \"{{url}}\"";
    assert_eq!(drafted(stacked), ["curl: next", base, "curl: next", base]);
    let fetched =
        "Fetch it:\n\n```bash\ncurl https://h/c.yml -o c.yml; docker compose up -d\n```\n";
    assert_eq!(drafted(fetched), Vec::<String>::new());
}

#[test]
fn names_are_found_however_they_are_marked() {
    for words in [
        "Execute the `List users` request.",
        "Execute the *List users* request.",
        "Execute the \"List users\" request.",
        "Run the [List users](https://h/x) request.",
        "Run the `Users/List users` request.",
        "Select the `List users` item and click `Send`.",
        "Send the `GET {{url}}/users?limit=5` request.",
        "Use the **List users** request from the Postman collection.",
        "Öffnen Sie in Postman die Anfrage **List users** und klicken Sie auf **Senden**.",
        "Führen Sie die Anfrage **List users** aus.",
        "Exécutez la requête **List users**.",
        "Ouvrez la requête **List users** et cliquez sur **Send**.",
        "Ejecute la solicitud **List users**.",
        "**List users** リクエストを実行します。",
    ] {
        assert_eq!(
            drafted(&format!("# T\n\n1. {words}\n")),
            ["send: Users / List users"],
            "{words}"
        );
    }
    for words in [
        "It runs as a container, to run it in isolation.",
        "Use a **GET** request.",
    ] {
        assert_eq!(
            drafted(&format!("# T\n\n{words}\n")),
            Vec::<String>::new(),
            "{words}"
        );
    }
}

/// What `guide check` finds of a page: the code and the message of each.
fn found(page: &str) -> Vec<(String, String)> {
    let folder = Folder::with(&[("page.md", page), ("shop.json", SHOP)]);
    let assert = guide(
        &folder,
        &["check", "page.md", "-c", "shop.json", "--format", "json"],
    );
    let json: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let list = json["findings"].as_array().unwrap().iter();
    list.map(|one| {
        (
            text(one, "code"),
            text(one, "message") + "; " + &text(one, "suggestion"),
        )
    })
    .collect()
}

#[test]
fn commands_are_held_against_the_collection_with_headers_and_body() {
    let make = "Make one:\n\n```bash\ncurl 'https://h/users?limit=5' -H 'Tenant: two' --json '{\"name\": \"bob\", \"age\": 3}'\n```\n";
    let [(code, message)] = &found(make)[..] else {
        panic!("{:?}", found(make))
    };
    assert_eq!(code, "example-differs");
    for part in [
        "header `Tenant` is `two`",
        "`/name` is `\"bob\"` on the page",
    ] {
        assert!(message.contains(part), "{message}");
    }
    let near = "List them:\n\n```bash\ncurl 'https://h/users'\n```\n";
    let [(code, message)] = &found(near)[..] else {
        panic!("{:?}", found(near))
    };
    assert_eq!(code, "example-unknown");
    assert!(
        message.contains("the nearest is `List users`: the request also sends `limit=5`"),
        "{message}"
    );
}

#[test]
fn what_is_no_finding_is_not_told() {
    for words in [
        "From the **Users** collection, select the **List users** request.",
        "The `grant_type` is a parameter.\n\n```json\n{\"grantTypes\": [\"x\"]}\n```\n",
        "Ask the `/token` endpoint for a token, and run the request.",
    ] {
        assert_eq!(found(&format!("# Postman\n\n{words}\n")), [], "{words}");
    }
    let unknown = "1. Open the **List all users** request and click **Send**.\n";
    assert_eq!(found(unknown)[0].0, "unknown-request");
}

#[test]
fn markup_that_is_not_read_is_refused_by_name() {
    let pages = [("page.rst", "Orders\n======\n"), ("page.html", "<p>x</p>")];
    let folder = Folder::with(&[pages[0], pages[1], ("shop.json", SHOP)]);
    for (page, name) in [("page.rst", "reStructuredText"), ("page.html", "HTML")] {
        for command in [&["run"][..], &["check"], &["init", "-c", "shop.json"]] {
            guide(&folder, &[command, &[page]].concat())
                .code(2)
                .stderr(contains(format!("{name} is not read")).and(contains("--sidecar")));
        }
    }
}

#[test]
fn what_a_page_takes_in_is_named_as_not_followed() {
    for words in [
        "<StackSnippet snippet=\"x\" />",
        "!!!include(x.md)!!!",
        "--8<-- \"x.md\"",
        "{% include \"x.md\" %}",
        "> [!INCLUDE [x](y.md)]",
        "import Part from './_part.mdx';",
    ] {
        let codes: Vec<String> = found(&format!("# T\n\n{words}\n"))
            .into_iter()
            .map(|(code, _)| code)
            .collect();
        assert_eq!(codes, ["not-followed"], "{words}");
    }
    assert_eq!(found("# T\n\n```md\n--8<-- \"x.md\"\n```\n"), []);
}

#[test]
fn a_sample_of_the_answer_is_held_against_the_answer() {
    for (expect, code) in [
        ("{ sample: next, except: $.id }", 1),
        ("{ sample: next, except: [$.id, $.more] }", 0),
        ("{ like: next }", 0),
    ] {
        let server = Server::start(|_: &Received| ok(br#"{"id": "a", "n": 1, "more": [1]}"#));
        let curl = format!("curl http://127.0.0.1:{}/a", server.port());
        let text = page("", &[(&format!("curl: next\nexpect: {expect}"), &curl)]);
        let text = format!("{text}\nThe answer:\n\n```json\n{{\"id\": \"b\", \"n\": 1}}\n```\n");
        let folder = Folder::with(&[("page.md", &text)]);
        guide(&folder, &["run", "page.md"]).code(code);
    }
}

#[test]
fn a_body_that_is_no_json_is_sent_as_the_page_shows_it() {
    let shown = "curl http://HOST/a -H 'Content-Type: application/json' -d '{\"a: 1, \"url\": \"http://h/b\"}'";
    let (received, code, told) = sent(&page("", &[("curl: next", shown)]), &[]);
    assert_eq!(
        received,
        ["POST /a {\"a: 1, \"url\": \"http://h/b\"}"],
        "{told}"
    );
    assert_eq!(code, 0);
}
