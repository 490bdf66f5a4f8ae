//! What files mean: URLs, bodies, authentication, scripts, variables.

use super::{get, in_both_manners, run, run_in, run_with};
use crate::program::Folder;

fn sent_url(more: &str) -> String {
    let request = format!("$kind: http-request\n{more}");
    let ran = run(&[("a.request.yaml", &request)]);
    ran.sent().concat()
}

#[test]
fn parameters_of_url_and_list_are_joined() {
    let url = "url: \"{{base}}/a?x=1&y=2&y=3&k\"\n";
    let list = "queryParams:\n  - {key: x, value: other}\n  - {key: y, value: n, disabled: true}\n  - {key: z, value: a&b}\n  - {key: n, value: null}\n";
    assert_eq!(
        sent_url(&format!("{url}{list}")),
        "GET /a?k&x=other&z=a%26b&n"
    );
    assert_eq!(
        sent_url(&format!("{url}queryParams: {{}}\n")),
        "GET /a?x=1&y=2&y=3&k"
    );
    assert_eq!(
        sent_url(&format!("{url}queryParams: {{y: \"9\"}}\n")),
        "GET /a?x=1&k&y=9"
    );
}

#[test]
fn path_variables_that_are_on_and_have_a_value_are_put_in() {
    let url = "url: \"{{base}}/:a/:b/:c/p:a\"\n";
    let list = "pathVariables:\n  - {key: a, value: \"1/2\"}\n  - {key: b, value: x, disabled: true}\n  - {key: c, value: \"\"}\n";
    assert_eq!(sent_url(&format!("{url}{list}")), "GET /1/2/:b/:c/p:a");
}

#[test]
fn bodies_have_their_types_and_go_with_any_method() {
    for (body, method, kind, bytes) in [
        (
            "{type: json, content: '{\"a\": 1} // x'}",
            "GET",
            "application/json",
            "{\"a\": 1} ",
        ),
        (
            "{type: javascript, content: x}",
            "DELETE",
            "application/javascript",
            "x",
        ),
        (
            "{type: urlencoded, content: {a: \"b c\", \"d&\": é}}",
            "PURGE",
            "application/x-www-form-urlencoded",
            "a=b%20c&d%26=%C3%A9",
        ),
        (
            "{type: graphql, content: {query: '{a}', variables: '{\"b\": 1}'}}",
            "POST",
            "application/json",
            "{\"query\":\"{a}\",\"variables\":{\"b\": 1}}",
        ),
    ] {
        let ran = run(&[(
            "a.request.yaml",
            &get("a", &format!("method: {method}\nbody: {body}\n")),
        )]);
        let received = &ran.received[0];
        assert_eq!(received.header("content-type"), Some(kind), "{body}");
        assert_eq!(String::from_utf8_lossy(&received.body), bytes);
        assert!(received.line().starts_with(method), "{}", received.line());
    }
}

#[test]
fn a_form_has_its_parts_and_files() {
    let folder = Folder::with(&[(
        "C/a.request.yaml",
        &get(
            "a",
            "method: POST\nbody:\n  type: formdata\n  content:\n    - {key: t, type: text, value: v}\n    - {key: f, type: file, src: [one.png, two.png]}\n    - {key: none, type: file, src: []}\n",
        ),
    )]);
    folder.write("one.png", "1");
    folder.write("two.png", "2");
    for (arguments, kind, parts) in [
        (&["run", "C"][..], "image/png", 4),
        (
            &["run", "C", "--v3-like-postman"],
            "application/octet-stream",
            3,
        ),
    ] {
        let ran = run_in(&folder, arguments);
        let body = String::from_utf8_lossy(&ran.received[0].body).into_owned();
        let kind = format!("Content-Type: {kind}");
        assert_eq!(body.matches(&kind).count(), 2, "{body}");
        assert_eq!(body.matches("Content-Disposition").count(), parts, "{body}");
    }
    let ran = run(&[(
        "a.request.yaml",
        &get(
            "a",
            "method: POST\nbody: {type: formdata, content: [{key: f, type: file, src: \"\"}]}\n",
        ),
    )]);
    assert_eq!((ran.code, ran.received.len()), (1, 0));
    assert!(
        ran.stdout.contains("`src` of a file is empty"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_file_of_a_body_lies_beside_its_request() {
    let request = get("a", "method: POST\nbody: {type: file, src: f.bin}\n");
    let files = [
        ("F/a.request.yaml", request.as_str()),
        ("F/f.bin", "beside"),
    ];
    let [documented, letter] = in_both_manners(&files);
    assert_eq!(documented.received[0].body, b"beside");
    assert_eq!(letter.received.len(), 0);
    let folder = Folder::with(&[
        ("C/a.request.yaml", &request),
        ("C/f.bin", "beside"),
        ("f.bin", "here"),
    ]);
    let ran = run_in(&folder, &["run", "C"]);
    assert_eq!(ran.received[0].body, b"here");
}

const BEARER: &str = "$kind: collection\nauth: {type: bearer, credentials: {token: t}}\n";

fn authorization(definition: &str, request: &str) -> [Option<String>; 2] {
    let request = get("a", request);
    let files = [
        (".resources/definition.yaml", definition),
        ("a.request.yaml", &request),
    ];
    in_both_manners(&files).map(|ran| ran.received[0].header("authorization").map(str::to_owned))
}

#[test]
fn inherited_authentication_is_inherited() {
    let bearer = || Some("Bearer t".to_owned());
    assert_eq!(authorization(BEARER, ""), [bearer(), bearer()]);
    assert_eq!(
        authorization(BEARER, "auth: {type: noauth}\n"),
        [None, None]
    );
    assert_eq!(
        authorization(BEARER, "auth: {type: inherit}\n"),
        [bearer(), None]
    );
}

#[test]
fn an_authentication_without_an_id_counts() {
    let list = |id: &str| {
        format!(
            "$kind: collection\nauth:\n  - {{id: a, type: noauth}}\n  - {{{id}type: bearer, credentials: [{{key: token, value: t}}]}}\n"
        )
    };
    let bearer = || Some("Bearer t".to_owned());
    assert_eq!(authorization(&list("id: b, "), ""), [bearer(), bearer()]);
    assert_eq!(authorization(&list(""), ""), [bearer(), None]);
}

#[test]
fn an_api_key_goes_where_it_says() {
    let request = |place: &str| {
        get(
            "a",
            &format!("auth: {{type: apikey, credentials: {{key: k, value: v, {place}}}}}\n"),
        )
    };
    let sent = |place: &str| {
        in_both_manners(&[("a.request.yaml", &request(place))]).map(|ran| ran.sent().concat())
    };
    assert_eq!(sent("in: query"), ["GET /a?k=v", "GET /a"]);
    assert_eq!(
        sent("addTokenTo: queryParams"),
        ["GET /a?k=v", "GET /a?k=v"]
    );
    assert_eq!(sent("in: header"), ["GET /a", "GET /a"]);
}

#[test]
fn every_script_of_a_level_runs() {
    let script = |kind: &str, name: &str| {
        format!("  - {{type: '{kind}', code: \"pm.test('{name}', () => {{}})\"}}\n")
    };
    let definition = format!(
        "$kind: collection\nscripts:\n{}{}",
        script("http:afterResponse", "c1"),
        script("http:afterResponse", "c2")
    );
    let folder = format!(
        "$kind: collection\nscripts:\n{}",
        script("http:beforeRequest", "f")
    );
    let request = get(
        "a",
        &format!(
            "scripts:\n{}{}",
            script("afterResponse", "r1"),
            script("afterResponse", "r2")
        ),
    );
    let files = [
        (".resources/definition.yaml", definition.as_str()),
        ("F/.resources/definition.yaml", &folder),
        ("F/a.request.yaml", &request),
    ];
    let names = |out: &str| {
        let passed = out
            .lines()
            .filter_map(|line| line.trim().strip_prefix("✓  "));
        passed.map(str::to_owned).collect::<Vec<_>>()
    };
    let [documented, letter] = in_both_manners(&files).map(|ran| names(&ran.stdout));
    assert_eq!(documented, ["f", "c1", "c2", "r1", "r2"]);
    assert_eq!(letter, ["f", "c1", "r1"]);
}

#[test]
fn variables_of_a_folder_are_for_the_requests_in_it() {
    let url = "$kind: http-request\nurl: \"{{base}}/{{a}}-{{b}}-{{c}}\"\n";
    let definition = |variables: &str| format!("$kind: collection\nvariables: {variables}\n");
    let (own, outer, inner) = (
        definition("{a: ca, b: cb, c: cc}"),
        definition("{b: fb, c: fc}"),
        definition("[{key: c, value: gc}]"),
    );
    let files = [
        (".resources/definition.yaml", own.as_str()),
        ("F/.resources/definition.yaml", &outer),
        ("F/G/.resources/definition.yaml", &inner),
        ("F/G/1.request.yaml", url),
        ("F/2.request.yaml", url),
        ("z.request.yaml", url),
    ];
    let [documented, letter] = in_both_manners(&files).map(|ran| ran.sent());
    assert_eq!(
        documented,
        ["GET /ca-fb-fc", "GET /ca-fb-gc", "GET /ca-cb-cc"]
    );
    assert_eq!(letter, ["GET /ca-cb-cc"; 3]);
    let seen = get(
        "a",
        "scripts: [{type: beforeRequest, code: \"pm.request.headers.add({key: 'x', value: String(pm.variables.get('b'))})\"}]\n",
    );
    let ran = run_with(
        &[
            ("F/.resources/definition.yaml", outer.as_str()),
            ("F/a.request.yaml", &seen),
        ],
        &[],
    );
    assert_eq!(ran.received[0].header("x"), Some("fb"));
}

#[test]
fn requests_of_scripts_are_not_signed_as_their_collection() {
    let request = get(
        "a",
        "scripts: [{type: beforeRequest, code: \"pm.sendRequest(pm.variables.get('base') + '/own')\"}]\n",
    );
    let files = [
        (".resources/definition.yaml", BEARER),
        ("a.request.yaml", &request),
    ];
    let [documented, letter] = in_both_manners(&files)
        .map(|ran| ran.received[0].header("authorization").map(str::to_owned));
    assert_eq!((documented, letter.as_deref()), (None, Some("Bearer t")));
}

#[test]
fn a_form_is_announced_with_its_boundary() {
    let request = get(
        "a",
        "method: POST\nheaders: {Content-Type: multipart/form-data}\nbody: {type: formdata, content: [{key: a, type: text, value: b}]}\n",
    );
    let [documented, letter] = in_both_manners(&[("a.request.yaml", &request)])
        .map(|ran| ran.received[0].header("content-type").map(str::to_owned));
    assert!(
        documented
            .unwrap()
            .starts_with("multipart/form-data; boundary=-")
    );
    assert_eq!(letter.as_deref(), Some("multipart/form-data"));
}

#[test]
fn settings_say_how_a_request_is_sent() {
    let ran = run(&[(
        "a.request.yaml",
        &get(
            "a",
            "settings: {disabledSystemHeaders: [user-agent, accept], disableCookies: true}\n",
        ),
    )]);
    let received = &ran.received[0];
    assert_eq!(
        (received.header("user-agent"), received.header("accept")),
        (None, None)
    );
    assert!(received.header("cache-control").is_some());
}

#[test]
fn graphql_requests_are_sent_and_have_scripts_of_their_own() {
    let definition = "$kind: collection\nscripts:\n  - {type: 'http:afterResponse', code: \"pm.test('http', () => {})\"}\n  - {type: 'graphql:afterResponse', code: \"pm.test('graphql', () => {})\"}\n";
    let request = "$kind: graphql-request\nurl: \"{{base}}/g\"\nquery: >-\n  query Q {\n    a\n  }\nvariables: '{\"x\": {{n}}}'\noperationName: Q\nheaders: {A: b}\nscripts:\n  - {type: beforeQuery, code: \"pm.variables.set('n', 5)\"}\n  - {type: afterResponse, code: \"pm.test('own', () => {})\"}\n";
    let files = [
        (".resources/definition.yaml", definition),
        ("g.request.yaml", request),
    ];
    let ran = run(&files);
    let received = &ran.received[0];
    assert_eq!(received.line(), "POST /g HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(
        String::from_utf8_lossy(&received.body),
        r#"{"query":"query Q {\n  a\n}","operationName":"Q","variables":{"x": 5}}"#
    );
    assert!(
        ran.stdout.contains("✓  graphql") && ran.stdout.contains("✓  own"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("✓  http"), "{}", ran.stdout);
    let refused = run_with(&files, &["--v3-like-postman"]);
    assert_eq!((refused.code, refused.received.len()), (2, 0));
}

#[test]
fn what_a_graphql_server_calls_an_error_is_told() {
    // The server answers with what it was sent.
    let request = "$kind: http-request\nmethod: POST\nurl: \"{{base}}/g\"\nbody: {type: graphql, content: {query: q}}\n";
    let ran = run(&[("a.request.yaml", request)]);
    assert!(!ran.stdout.contains("of GraphQL"), "{}", ran.stdout);
    let request = "$kind: graphql-request\nurl: \"{{base}}/g\"\nquery: q\nscripts: [{type: beforeQuery, code: \"pm.request.body.update({mode: 'raw', raw: JSON.stringify({errors: [{message: 'no such field'}]})})\"}]\n";
    let ran = run(&[("a.request.yaml", request)]);
    assert!(
        ran.stdout
            .contains("the answer has 1 error of GraphQL: no such field"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.code, 0);
}
