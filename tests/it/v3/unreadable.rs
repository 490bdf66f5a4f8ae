//! What Postman's runner leaves out: it is read where it is clear what is meant, else it fails.

use super::{get, run, run_with};

#[test]
#[expect(clippy::too_many_lines, reason = "a line for each mistake")]
fn a_request_that_can_not_be_read_fails_with_its_place() {
    for (file, place, told) in [
        (
            "$kind: http-request\nurl: [a]\n",
            "2:6",
            "`url` is a list, expected a text",
        ),
        (
            "$kind: http-request\n url: x\n",
            "2:5",
            "this is not YAML: mapping values are not allowed",
        ),
        (
            "$kind: http-request\nurl: {{base}}/x\n",
            "2:14",
            "this is not YAML",
        ),
        (
            "$kind: http-requst\nurl: x\n",
            "1:8",
            "`$kind` is `http-requst`",
        ),
        (
            "$kind: http-request\nurl: x\nbody: {type: xyz, content: a}\n",
            "3:14",
            "`type` of the body is `xyz`",
        ),
        (
            "$kind: http-request\nurl: x\nauth: {type: baerer}\n",
            "3:14",
            "`baerer` is no type of authentication",
        ),
        (
            "$kind: http-request\nurl: x\nheaders: [x]\n",
            "3:11",
            "`headers` is the text `x`",
        ),
        (
            "$kind: http-request\nurl: x\nscripts: [{type: afterRespose, code: a}]\n",
            "3:18",
            "`afterRespose` is no type of script",
        ),
        (
            "$kind: http-request\nurl: a\nurl: b\n",
            "3:1",
            "duplicate mapping key: url",
        ),
        ("- a\n", "1:1", "the file is a list, expected a map"),
        ("", "1:1", "the file is empty"),
        ("# only this\n", "1:1", "the file is empty"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document begins"),
    ] {
        let files = [
            ("bad.request.yaml", file),
            ("good.request.yaml", &get("good", "")),
        ];
        let ran = run(&files);
        assert_eq!(
            (ran.code, ran.sent()),
            (1, vec!["GET /good".to_owned()]),
            "{file}"
        );
        let out = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let head = format!("C/bad.request.yaml:{place}:");
        assert!(out.contains(&head), "{file}: {out}");
        let start = told.split(' ').next().unwrap();
        assert!(out.contains(start), "{file}: {out}");
        let letter = run_with(&files, &["--v3-like-postman"]);
        assert_eq!((letter.code, letter.received.len()), (0, 1), "{file}");
        assert!(
            letter
                .stderr
                .contains("Postman's runner leaves the request out"),
            "{}",
            letter.stderr
        );
        assert!(letter.stderr.contains(told), "{file}: {}", letter.stderr);
    }
}

#[test]
fn a_key_that_is_mistyped_is_not_read_over() {
    for (file, request) in [
        ("a.request.yaml", true),
        (".resources/definition.yaml", false),
    ] {
        let text = if request {
            get("a", "headrs: {A: b}\nsomethingElse: 1\n")
        } else {
            "$kind: collection\nvariable: {a: b}\n".to_owned()
        };
        let files = [("z.request.yaml", get("z", "")), (file, text)];
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let ran = run(&files);
        assert_eq!((ran.code, ran.received.len()), (1, 1), "{}", ran.stdout);
        let letter = run_with(&files, &["--v3-like-postman"]);
        assert_eq!(letter.received.len(), 1 + usize::from(request));
    }
}

#[test]
fn what_is_clear_is_read_with_a_warning() {
    for (more, line, body) in [
        ("body: {content: '{\"a\": 1}'}\n", "GET /a", "{\"a\": 1}"),
        ("body: {mode: raw, raw: text}\n", "GET /a", "text"),
        (
            "body: {type: json, content: {a: [1]}}\n",
            "GET /a",
            "{\n  \"a\": [\n    1\n  ]\n}",
        ),
        ("body: {type: raw, content: x}\n", "GET /a", "x"),
        ("body: {content: [{key: a, value: b}]}\n", "GET /a", "a=b"),
        (
            "queryParams: {n: 1.10, t: true}\n",
            "GET /a?n=1.10&t=true",
            "",
        ),
        ("method: 5\n", "5 /a", ""),
        (
            "queryParams: [{key: a, value: b, disabled: 'true'}, {key: c, value: d, what: 1}]\n",
            "GET /a?c=d",
            "",
        ),
        ("order: '5'\nheaders: {X: null}\n", "GET /a", ""),
        (
            "auth: null\nscripts: null\nsettings: null\nbody: null\n",
            "GET /a",
            "",
        ),
        ("auth: [{type: noauth}]\n", "GET /a", ""),
        ("pathVariables: {id: {{base}}}\n", "GET /a", ""),
    ] {
        let ran = run(&[("a.request.yaml", &get("a", more))]);
        assert_eq!(
            (ran.code, ran.sent()),
            (0, vec![line.to_owned()]),
            "{more}: {}",
            ran.stderr
        );
        assert_eq!(
            String::from_utf8_lossy(&ran.received[0].body),
            body,
            "{more}"
        );
        assert!(
            ran.stderr.contains("warning: C/a.request.yaml:"),
            "{more}: {}",
            ran.stderr
        );
        assert!(
            ran.stderr
                .contains("Postman's runner leaves the request out"),
            "{more}"
        );
    }
}

#[test]
fn scripts_of_the_other_level_run_with_a_warning() {
    let definition =
        "$kind: collection\nscripts: [{type: afterResponse, code: \"pm.test('c', () => {})\"}]\n";
    let request = get(
        "a",
        "scripts: [{type: test, code: \"pm.test('r', () => {})\"}]\n",
    );
    let ran = run(&[
        (".resources/definition.yaml", definition),
        ("a.request.yaml", &request),
    ]);
    assert!(
        ran.stdout.contains("✓  c") && ran.stdout.contains("✓  r"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        ran.stderr.matches("refuses the collection").count(),
        2,
        "{}",
        ran.stderr
    );
}

#[test]
fn a_definition_that_can_not_be_read_is_an_error_and_the_requests_run() {
    for (definition, told) in [
        ("$kind: [", "this is not YAML"),
        (
            "$kind: collection\nvariables: 5\n",
            "`variables` is the number `5`, expected a map",
        ),
        (
            "$kind: collection\nauth: {type: x}\n",
            "`x` is no type of authentication",
        ),
    ] {
        let files = [
            ("F/.resources/definition.yaml", definition),
            ("F/a.request.yaml", &get("a", "")),
        ];
        let ran = run(&files);
        assert_eq!((ran.code, ran.received.len()), (1, 1), "{definition}");
        assert!(
            ran.stderr
                .contains("error: C/F/.resources/definition.yaml:"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
        let letter = run_with(&files, &["--v3-like-postman"]);
        assert_eq!((letter.code, letter.received.len()), (0, 1), "{definition}");
    }
}

#[test]
fn variables_of_a_collection_that_are_no_texts_are_read() {
    let definition = "$kind: collection\nvariables: {n: 1.10, t: true, m: {value: v}}\n";
    let request = "$kind: http-request\nurl: \"{{base}}/{{n}}/{{t}}/{{m}}\"\n";
    let files = [
        (".resources/definition.yaml", definition),
        ("a.request.yaml", request),
    ];
    let ran = run(&files);
    assert_eq!(ran.sent(), ["GET /1.10/true/v"]);
    let letter = run_with(&files, &["--v3-like-postman"]);
    assert_eq!((letter.code, letter.received.len()), (2, 0));
    assert!(
        letter.stderr.contains("refuses the collection"),
        "{}",
        letter.stderr
    );
}

#[test]
fn kinds_that_can_not_be_run_are_told_by_name() {
    let files = [
        (
            "S/socket.request.yaml",
            "$kind: websocket-request\nurl: ws://h\n",
        ),
        ("rpc.request.yaml", "$kind: grpc-request\nurl: h\n"),
        ("z.request.yaml", &get("z", "")),
    ];
    let ran = run(&files);
    assert_eq!((ran.code, ran.received.len()), (0, 1));
    for told in [
        "not run: WebSocket requests can't be run",
        "not run: gRPC requests can't be run",
        "not run: 2 requests",
        "↳ socket",
    ] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    let failing = run_with(&files, &["--fail-on-unsupported"]);
    assert_eq!((failing.code, failing.received.len()), (1, 1));
    assert!(
        failing.stdout.contains("is a WebSocket"),
        "{}",
        failing.stdout
    );
}

#[test]
fn a_request_that_a_script_changes_keeps_what_could_not_be_read() {
    let definition = "$kind: collection\nscripts: [{type: 'http:beforeRequest', code: \"pm.request.headers.add({key: 'x', value: 'y'})\"}]\n";
    let ran = run(&[
        (".resources/definition.yaml", definition),
        ("a.request.yaml", &get("a", "body: {type: xyz}\n")),
    ]);
    assert_eq!((ran.code, ran.received.len()), (1, 0), "{}", ran.stdout);
}

#[test]
fn a_request_in_a_file_of_another_name_is_told() {
    let ran = run(&[("a.request.yaml", &get("a", "")), ("b.yaml", &get("b", ""))]);
    assert_eq!(ran.received.len(), 1);
    assert!(
        ran.stderr.contains("C/b.yaml:1:1: is not read"),
        "{}",
        ran.stderr
    );
}

#[test]
fn bytes_that_are_no_utf_8_are_told() {
    let folder = crate::program::Folder::with(&[]);
    folder.write("C/a.request.yaml", "");
    let path = folder.path().join("C/a.request.yaml");
    std::fs::write(&path, b"$kind: http-request\nurl: \"{{base}}/\xe9\"\n").unwrap();
    let ran = super::run_in(&folder, &["run", "C"]);
    assert_eq!(
        (ran.code, ran.sent()),
        (0, vec!["GET /%C3%A9".to_owned()]),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("2:16: the byte 0xe9 is no UTF-8"),
        "{}",
        ran.stderr
    );
    std::fs::write(
        &path,
        b"$kind: http-request\nname: \xc3\xa9\nurl: \"{{base}}/\xe9\"\n",
    )
    .unwrap();
    let ran = super::run_in(&folder, &["run", "C"]);
    assert_eq!((ran.code, ran.received.len()), (1, 0));
}
