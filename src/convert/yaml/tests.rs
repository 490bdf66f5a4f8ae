//! The style of the files, value by value.

use serde_json::json;

use super::*;

/// What Postman's own migration writes of the same values.
#[test]
fn values_are_written_as_postman_writes_them() {
    let value = json!({
        "$kind": "http-request",
        "order": 1000,
        "flag": true,
        "nothing": null,
        "none": {},
        "no entries": [],
        "url": "{{base}}/a?b=c",
        "date": "2021-01-01",
        "list": [{"key": "a", "value": "1", "src": ["x", "y"]}, ["z"], "plain"],
        "code": "a\n\n  b\nc\n",
        "stripped": "a\nb",
        "kept": "a\n\n",
        "starts empty": "\na",
        "indented": "  a\nb",
        "crlf": "{\r\n    \"a\": 1234567890123456789012345\r\n\r\n}",
        "short crlf": "a\r\nb",
    });
    let expected = "\
$kind: http-request
order: 1000
flag: true
nothing: null
none: {}
no entries: []
url: \"{{base}}/a?b=c\"
date: 2021-01-01
list:
  - key: a
    value: \"1\"
    src:
      - x
      - y
  - - z
  - plain
code: |
  a

    b
  c
stripped: |-
  a
  b
kept: |+
  a

starts empty: |-
  \n  a
indented: |2-
    a
  b
crlf: \"{\\r

  \\    \\\"a\\\": 1234567890123456789012345\\r

  \\r

  }\"
short crlf: \"a\\r\\nb\"
";
    assert_eq!(write(&value), expected);
}

#[test]
fn what_could_be_taken_for_something_else_is_quoted() {
    for (text, written) in [
        ("", "\"\""),
        ("5", "\"5\""),
        ("0x1F", "\"0x1F\""),
        ("1e3", "\"1e3\""),
        (".5", "\".5\""),
        ("-.inf", "\"-.inf\""),
        ("1.2.3", "1.2.3"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("True", "\"True\""),
        ("~", "\"~\""),
        ("nullable", "nullable"),
        ("- a", "\"- a\""),
        ("-a", "-a"),
        ("a-", "\"a-\""),
        ("a: b", "\"a: b\""),
        ("a:b", "a:b"),
        ("a #b", "\"a #b\""),
        ("a#b", "a#b"),
        ("a ", "\"a \""),
        (" a", "\" a\""),
        ("{\"a\":1}", "'{\"a\":1}'"),
        ("'a' \"b\"", "\"'a' \\\"b\\\"\""),
        ("it's", "it's"),
        ("'it'", "\"'it'\""),
        ("a\tb", "a\tb"),
        ("a\u{1b}b\u{7f}", "\"a\\eb\\x7f\""),
        ("a \n ", "\"a\\ \\n \""),
        (
            "a \n \n \n                                           ",
            "\"a\\ \n\n  \\ \n\n  \\ \n\n  \\                                           \"",
        ),
        ("日本語 é 😀", "日本語 é 😀"),
    ] {
        assert_eq!(
            write(&json!({ "k": text })),
            format!("k: {written}\n"),
            "{text:?}"
        );
    }
    for (key, written) in [
        ("Content-Type", "Content-Type"),
        ("", "\"\""),
        ("a\nb", "\"a\\nb\""),
        ("--- a", "\"--- a\""),
        ("<<", "\"<<\""),
    ] {
        assert_eq!(
            write(&json!({ key: 1 })),
            format!("{written}: 1\n"),
            "{key:?}"
        );
    }
}

#[test]
fn a_key_that_is_too_long_for_its_line_is_marked() {
    let key = "k".repeat(1200);
    assert_eq!(write(&json!({ &key: [1] })), format!("? {key}\n:\n  - 1\n"));
}
