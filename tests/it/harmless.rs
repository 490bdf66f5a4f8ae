//! What collections, servers and scripts are called and say, in everything that a terminal or a CI
//! system reads: no control characters, no commands, no lines that they have made up.

use std::process::Output;

use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Received, Server, response};

/// A name that tries everything.
const HOSTILE: &str = "::error::first\u{1b}[31m\u{9b}2J\u{9d}0;x\u{7}\u{7f}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}\u{85}\
\n::set-output name=a::b\r\n  ::error::second\r::add-mask::x ##[error]y ##vso[task.x]z\nok 99 - forged # SKIP\nnot ok 98 # TODO\nBail out!\n1..1";

fn collection(url: &str) -> Value {
    let script = "const said = pm.response.text(); console.log(said); console.error({ said }); \
        pm.test(said, () => {}); pm.test('# SKIP ' + said, () => { throw new Error(said) }); \
        pm.test(said + ' # todo', () => pm.expect(said).to.equal('x')); pm.test.skip(said, () => {}); \
        pm.execution.setNextRequest(null); throw new TypeError(said)";
    let test = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let header = json!([{"key": "X-A", "value": "{{gone}}"}]);
    let request = json!({"method": "POST", "url": format!("{url}/{HOSTILE}"), "header": header,
        "body": {"mode": "raw", "raw": HOSTILE}});
    let item = json!({"name": HOSTILE, "event": test, "request": request});
    let folder = json!({"name": HOSTILE, "item": [item]});
    let dead = json!({"name": HOSTILE, "request": format!("http://127.0.0.1:1/{HOSTILE}")});
    json!({"info": {"name": HOSTILE}, "item": [folder, dead]})
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

fn assert_harmless(text: &str, told: &str) {
    for (number, line) in text.split('\n').enumerate() {
        let harmful = line.chars().find(|character| {
            (character.is_control() && *character != '\t')
                || "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{2028}\u{2029}"
                    .contains(*character)
        });
        assert_eq!(harmful, None, "{told}, line {number}: {line:?}");
        let is_ours = told.contains("github")
            && (line.starts_with("::error file=") || line.starts_with("::warning title="));
        assert!(
            is_ours || !line.trim_start().starts_with("::"),
            "{told}: {line}"
        );
        assert!(is_ours || !line.contains("##["), "{told}: {line}");
        assert!(is_ours || !line.contains("##vso["), "{told}: {line}");
    }
}

#[test]
fn nothing_that_is_printed_harms_a_terminal_or_is_a_command() {
    let server = Server::start(|_: &Received| {
        response(
            "200 \u{9b}31m",
            "Content-Type: text/a; charset=\"\u{9b}b\"\r\n",
            HOSTILE,
        )
    });
    let folder = Folder::with(&[
        ("c.json", &collection(&server.url("")).to_string()),
        (
            "hostile.json",
            &json!({"item": [{"name": HOSTILE, "request": {"url": {"host": 1, HOSTILE: 1}}}]})
                .to_string(),
        ),
        ("broken.json", &format!("{{\"a\": {HOSTILE}")),
        (
            "page.md",
            &format!(
                "<!-- postrider\ncollections: {{ c: c.json }}\n-->\n# Page\n\nSend {}.\n<!-- postrider\nsend: \"{}\"\n-->\n",
                HOSTILE.replace('\n', " "),
                "gone \\u009b31m"
            ),
        ),
    ]);
    let lines: [&[&str]; 16] = [
        &["run", "c.json"],
        &["run", "c.json", "--verbose", "--show-body-on-failure"],
        &["run", "c.json", "-r", "tap"],
        &["run", "c.json", "-r", "ndjson"],
        &["run", "c.json", "-r", "github"],
        &["run", "c.json", "-r", "markdown"],
        &["run", "c.json", "--list"],
        &["run", "c.json", "--list", "json"],
        &["run", "c.json", "--dry-run"],
        &["run", "c.json", "--folder", "gone\u{9b}\n::error::x"],
        &["run", "gone\u{9b}\n::error::x.json"],
        &["run", "c.json", "--gone\u{9b}\u{202e}"],
        &["run", "broken.json"],
        &["run", "hostile.json", "--list"],
        &["guide", "check", "page.md"],
        &["guide", "run", "page.md"],
    ];
    for line in lines {
        let mut program = postrider();
        let output = program
            .current_dir(folder.path())
            .args(line)
            .output()
            .unwrap();
        let text = said(&output);
        assert!(!text.is_empty(), "{line:?}");
        assert_harmless(&text, &line.join(" "));
    }
}

#[test]
fn no_line_of_a_report_is_a_command_to_a_ci_system() {
    let collection = json!({"info": {"name": "::error::x"}, "item": []}).to_string();
    let folder = Folder::with(&[("c.json", &collection)]);
    let output = postrider()
        .current_dir(folder.path())
        .args(["run", "c.json"])
        .output();
    let text = said(&output.unwrap());
    assert!(text.contains("\n\\u{3a}:error::x\n"), "{text}");
}

#[test]
fn a_line_of_tap_is_a_test_and_no_name_makes_one_up() {
    let server = Server::start(|_: &Received| response("200 OK", "", HOSTILE));
    let folder = Folder::with(&[("c.json", &collection(&server.url("")).to_string())]);
    let mut program = postrider();
    let output = program
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", "tap"])
        .output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    let points = text
        .lines()
        .filter(|line| line.starts_with("ok ") || line.starts_with("not ok "));
    let points: Vec<&str> = points.collect();
    assert_eq!(points.len(), 5, "{text}");
    let plans: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("1.."))
        .collect();
    assert_eq!(plans, ["1..5"]);
    assert!(
        !text.lines().any(|line| line.starts_with("Bail out!")),
        "{text}"
    );
    let directives = points.iter().filter(|line| {
        let words = line.to_lowercase();
        let words = words.replace(['\\', ' '], "");
        words.contains("#skip") || words.contains("#todo")
    });
    // The one that was skipped.
    assert_eq!(directives.count(), 1, "{text}");
}

#[test]
fn a_stream_of_events_says_the_same_as_before() {
    let server = Server::start(|_: &Received| response("200 OK", "", HOSTILE));
    let folder = Folder::with(&[("c.json", &collection(&server.url("")).to_string())]);
    let mut program = postrider();
    let output = program
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", "ndjson"])
        .output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    let names = text.lines().filter_map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        event["item"]["name"].as_str().map(str::to_owned)
    });
    let names: Vec<String> = names.collect();
    assert!(
        names.len() > 4 && names.iter().all(|name| name == HOSTILE),
        "{names:?}"
    );
}
