//! Wrong input: each kind has a message that says what and where, and exit code 2.

use std::path::Path;

use predicates::prelude::*;
use predicates::str::contains;

use crate::program::{Folder, postrider};

const COLLECTION: &str =
    r#"{"info": {"name": "C"}, "item": [{"name": "Get Rules", "request": "http://127.0.0.1:9/"}]}"#;

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], message: &str) {
    postrider()
        .current_dir(folder)
        .args(arguments)
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains(message).and(contains("panicked").not()));
}

#[test]
fn files_that_can_not_be_read_are_named() {
    let folder = Folder::with(&[
        ("empty.json", ""),
        ("bad.json", "{\n  \"item\": oops\n}"),
        ("c.json", COLLECTION),
    ]);
    for (arguments, message) in [
        (
            vec!["run", "none.json"],
            "collection `none.json` could not be read: ",
        ),
        (
            vec!["run", "."],
            "collection `.` is a directory without requests (`*.request.yaml`)",
        ),
        (
            vec!["run", "empty.json"],
            "collection `empty.json` is empty, expected JSON",
        ),
        (
            vec!["run", "bad.json"],
            "collection `bad.json` is not JSON: line 2, column 11",
        ),
        (
            vec!["run", "c.json", "--ssl-extra-ca-certs", "none.pem"],
            "certificate authorities `none.pem` could not be read",
        ),
        (
            vec!["run", "c.json", "-e", "none.json"],
            "environment `none.json` could not be read",
        ),
        (
            vec!["run", "c.json", "-g", "bad.json"],
            "globals `bad.json` is not JSON: line 2, column 11",
        ),
        (
            vec!["run", "c.json", "-d", "bad.json"],
            "iteration data `bad.json` is not JSON: line 2, column 11",
        ),
    ] {
        refused(folder.path(), &arguments, message);
    }
}

#[test]
fn json_that_is_something_else_is_told_apart() {
    let folder = Folder::with(&[
        ("env.json", r#"{"name": "e", "values": []}"#),
        ("list.json", "[1]"),
        ("null.json", "null"),
        ("c.json", COLLECTION),
    ]);
    for (arguments, message) in [
        (
            vec!["run", "env.json"],
            "collection `env.json`: the document is an environment, expected a Postman collection",
        ),
        (
            vec!["run", "list.json"],
            "collection `list.json`: the document is an array, expected an object",
        ),
        (
            vec!["run", "null.json"],
            "collection `null.json`: the document is null, expected an object",
        ),
        (
            vec!["run", "c.json", "-e", "c.json"],
            "environment `c.json`: the document is a collection, expected an environment with `values`",
        ),
    ] {
        refused(folder.path(), &arguments, message);
    }
}

#[test]
fn what_is_mistyped_comes_with_a_suggestion() {
    let folder = Folder::with(&[("c.json", COLLECTION)]);
    for (arguments, message) in [
        (
            vec!["run", "c.json", "--folder", "Get Rule"],
            "hint: did you mean `Get Rules`?",
        ),
        (
            vec!["run", "c.json", "-r", "jsn"],
            "hint: did you mean `json`?",
        ),
        (
            vec!["run", "c.json", "--mock", "otka"],
            "hint: did you mean `okta`?",
        ),
        (
            vec!["run", "c.json", "--enviroment", "x"],
            "'--environment'",
        ),
    ] {
        refused(folder.path(), &arguments, message);
    }
}

#[test]
fn bad_values_of_options_are_refused() {
    let folder = Folder::with(&[("c.json", COLLECTION)]);
    for (arguments, message) in [
        (
            vec!["run", "c.json", "-n", "0"],
            "expected a positive whole number",
        ),
        (
            vec!["run", "c.json", "--timeout-request", "0"],
            "expected a positive whole number of milliseconds",
        ),
        (
            vec!["run", "c.json", "--timeout", "1.5"],
            "expected a positive whole number of milliseconds",
        ),
        (vec!["run", "c.json", "--color", "pink"], "'pink'"),
        (vec!["run", "c.json", "--bail", "sometimes"], "'sometimes'"),
        (vec!["run"], "missing required argument 'collection'"),
        (vec!["frobnicate"], "'frobnicate'"),
        (
            vec!["mock", "okta:wrong-tokn"],
            "did you mean `wrong-token`?",
        ),
    ] {
        refused(folder.path(), &arguments, message);
    }
}

#[test]
fn a_report_that_can_not_be_written_is_told_before_anything_runs() {
    let folder = Folder::with(&[("c.json", COLLECTION), ("file", "")]);
    let arguments = [
        "run",
        "c.json",
        "-r",
        "json",
        "--reporter-json-export",
        "file/below.json",
    ];
    refused(
        folder.path(),
        &arguments,
        "report `file/below.json` could not be written",
    );
}

#[test]
fn a_mistyped_option_of_a_reporter_is_warned_about() {
    let folder = Folder::with(&[
        ("c.json", r#"{"info": {"name": "C"}, "item": []}"#),
        ("postrider.toml", "[reporter.junit]\nexprot = \"r.xml\""),
    ]);
    let mut program = postrider();
    program.current_dir(folder.path()).args(["run", "c.json"]);
    program.args([
        "--reporter-json-exprot",
        "r.json",
        "--reporter-html-titel=T",
    ]);
    // Of reporters that are not ours, and without effect.
    program.args([
        "--reporter-htmlextra-exprot",
        "r.html",
        "--reporter-json-silent",
    ]);
    let warning = |given: &str, meant: &str| {
        format!(
            "warning: there is no option `--reporter-{given}` (did you mean `--reporter-{meant}`?)\n"
        )
    };
    let warnings = [
        warning("junit-exprot", "junit-export"),
        warning("json-exprot", "json-export"),
        warning("html-titel", "html-title"),
    ];
    program.assert().code(0).stderr(warnings.concat());
}

#[test]
fn a_file_that_is_no_utf_8_is_told_with_its_place() {
    let folder = Folder::with(&[
        ("c.json", COLLECTION),
        ("e.json", r#"{"values": []}"#),
        ("rows.csv", "a\nb\n"),
        ("jar.json", r#"{"cookies": []}"#),
    ]);
    let place = "line 2, column 2: the byte 0xff is no UTF-8";
    for (kind, name, arguments) in [
        ("collection", "bad.json", &["bad.json"][..]),
        ("environment", "bad.json", &["c.json", "-e", "bad.json"]),
        ("globals", "bad.json", &["c.json", "-g", "bad.json"]),
        ("iteration data", "bad.csv", &["c.json", "-d", "bad.csv"]),
        (
            "cookie jar",
            "bad.json",
            &["c.json", "--cookie-jar", "bad.json"],
        ),
        ("vault", "bad.json", &["c.json", "--vault-file", "bad.json"]),
        (
            "configuration",
            "bad.toml",
            &["c.json", "--config", "bad.toml"],
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, b"{\"\xc3\xa9\": 1,\n \xff\"b\"}").unwrap();
        let message = format!("{kind} `{name}`: {place}");
        let arguments = [&["run"], arguments].concat();
        refused(folder.path(), &arguments, &message);
    }
    // In Windows-1252, as editors of old write it.
    std::fs::write(folder.path().join("old.csv"), b"name\nJos\xe9\n").unwrap();
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "-d", "old.csv", "--list"])
        .assert()
        .stderr(contains("warning: iteration data `old.csv`: line 2, column 4: the byte 0xe9 is no UTF-8; it is read as Windows-1252"));
}
