//! Converting onto a tree that is there.

use serde_json::json;

use super::{collection, convert, converted, files, read, with_collection};
use crate::program::Folder;

#[test]
fn only_what_changes_is_written_with_comments_and_unknown_keys_kept() {
    let mut changed = collection();
    let folder = with_collection(&changed);
    converted(&folder, &["c.json", "-o", "tree"]);
    let path = "tree/Users - all/Create- one-.request.yaml";
    let commented = read(&folder, path)
        .replace(
            "$kind: http-request\n",
            "# by hand\n$kind: http-request\nx-owner: us\n",
        )
        .replace(
            "    value: \"2\"\n",
            "    # the second\n    value: \"2\" # off\n",
        )
        .replace("method: POST\n", "method: POST # as documented\n");
    folder.write(path, &commented);
    let form = read(&folder, "tree/Form.request.yaml");
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("0 changed, 7 as before"), "{told}");
    assert_eq!(read(&folder, path), commented);
    changed["item"][0]["item"][0]["request"]["method"] = json!("PUT");
    changed["item"][0]["item"][0]["request"]["header"][0]["value"] = json!("one");
    folder.write("c.json", &changed.to_string());
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("0 new, 1 changed, 6 as before"), "{told}");
    let expected = commented
        .replace("method: POST #", "method: PUT #")
        .replace(
            "  - key: A\n    value: \"1\"\n",
            "  - key: A\n    value: one\n",
        );
    assert_eq!(read(&folder, path), expected);
    assert_eq!(read(&folder, "tree/Form.request.yaml"), form);
}

#[test]
fn a_new_request_comes_between_and_its_neighbours_stay_as_they_are() {
    let mut changed = collection();
    let folder = with_collection(&changed);
    converted(&folder, &["c.json", "-o", "tree"]);
    let request = json!({"name": "New", "request": {"method": "GET", "url": "http://h"}});
    changed["item"].as_array_mut().unwrap().insert(1, request);
    folder.write("c.json", &changed.to_string());
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("1 new, 0 changed, 7 as before"), "{told}");
    assert!(read(&folder, "tree/New.request.yaml").ends_with("order: 1500\n"));
}

#[test]
fn what_the_source_no_longer_has_is_removed_where_that_is_wanted() {
    let mut changed = collection();
    let folder = with_collection(&changed);
    converted(&folder, &["c.json", "-o", "tree"]);
    folder.write("tree/README.md", "ours");
    folder.write("tree/Users - all/notes.yaml", "ours");
    changed["item"].as_array_mut().unwrap().remove(0);
    folder.write("c.json", &changed.to_string());
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(
        told.contains("Create- one-.request.yaml` is of nothing in the source"),
        "{told}"
    );
    assert_eq!(files(&folder.path().join("tree")).len(), 9);
    let told = converted(&folder, &["c.json", "-o", "tree", "--prune"]);
    assert!(told.contains("4 removed"), "{told}");
    assert_eq!(
        files(&folder.path().join("tree")),
        [
            ".resources/definition.yaml",
            "Form.request.yaml",
            "Query.request.yaml",
            "README.md",
            "Users - all/notes.yaml"
        ]
    );
}

#[test]
fn a_tree_of_another_style_is_changed_in_its_own() {
    let folder = with_collection(&json!({"info": {"name": "C"}, "item": [
        {"name": "a", "request": {"method": "PUT", "url": "http://h", "header": [{"key": "A", "value": "1"}, {"key": "B", "value": "3"}]}}]}));
    folder.write(
        "tree/.resources/definition.yaml",
        "$kind: collection\nname: 'C'\n",
    );
    let by_hand = "$kind: 'http-request'\nmethod: GET\nurl: 'http://h'\n\n# what is sent\nheaders:\n- key: 'A'\n  value: '1'\n- key: 'B'\n  value: '2'\n";
    folder.write("tree/a.request.yaml", by_hand);
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("0 new, 1 changed, 1 as before"), "{told}");
    let expected = "$kind: 'http-request'\nmethod: PUT\nurl: 'http://h'\n\n# what is sent\nheaders:\n- key: 'A'\n  value: '1'\n- key: 'B'\n  value: \"3\"\n";
    assert_eq!(read(&folder, "tree/a.request.yaml"), expected);
}

#[test]
fn what_can_not_be_read_is_not_written_over() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "tree"]);
    let example = "Users - all/.resources/Create- one-.resources/examples/made-.example.yaml";
    for (path, text, told) in [
        (
            "Form.request.yaml",
            "# ours\n$kind: x\na: [\n",
            "Form.request.yaml:3:4: this is not YAML",
        ),
        (
            "Users - all/.resources/definition.yaml",
            "a: [\n",
            "definition.yaml:1:4: this is not YAML",
        ),
        (
            example,
            "a: [\n",
            "made-.example.yaml:1:4: this is not YAML",
        ),
        (
            example,
            "- a\n",
            "made-.example.yaml:1:1: the file is a list",
        ),
        ("Form.request.yaml", "# ours\n", "the file is empty"),
    ] {
        let path = format!("tree/{path}");
        let before = read(&folder, &path);
        folder.write(&path, text);
        let other = read(&folder, "tree/Query.request.yaml");
        folder.write("tree/Query.request.yaml", "$kind: http-request\nurl: x\n");
        let done = convert(&folder, &["c.json", "-o", "tree"]);
        assert_eq!(done.code, 2, "{}", done.told);
        assert!(done.told.contains(told), "{told}\n{}", done.told);
        assert!(
            done.told.contains("so nothing was written"),
            "{}",
            done.told
        );
        assert_eq!(read(&folder, &path), text);
        assert!(read(&folder, "tree/Query.request.yaml").ends_with("url: x\n"));
        folder.write(&path, &before);
        folder.write("tree/Query.request.yaml", &other);
    }
    // In a file without content nothing is lost.
    folder.write("tree/Form.request.yaml", "\n");
    converted(&folder, &["c.json", "-o", "tree"]);
    assert!(read(&folder, "tree/Form.request.yaml").starts_with("$kind: http-request\n"));
    folder.write("e.json", "{\"name\": \"E\", \"values\": []}");
    folder.write("e.environment.yaml", "values: [\n");
    let done = convert(&folder, &["e.json", "-o", "e.environment.yaml"]);
    assert_eq!(done.code, 2, "{}", done.told);
    assert!(
        done.told.contains("`e.environment.yaml` is not YAML"),
        "{}",
        done.told
    );
    assert_eq!(read(&folder, "e.environment.yaml"), "values: [\n");
}

#[test]
fn a_file_that_is_no_text_is_not_written_over() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "tree"]);
    let path = folder.path().join("tree/.resources/definition.yaml");
    let definition = std::fs::read_to_string(&path).unwrap();
    let damaged = [
        &b"$kind: collection # "[..],
        &"ä".as_bytes()[..1],
        "ä\n".as_bytes(),
    ]
    .concat();
    std::fs::write(&path, &damaged).unwrap();
    let done = convert(&folder, &["c.json", "-o", "tree"]);
    assert_eq!(done.code, 2, "{}", done.told);
    assert!(
        done.told.contains("definition.yaml` is no text"),
        "{}",
        done.told
    );
    assert_eq!(std::fs::read(&path).unwrap(), damaged);
    // Another encoding is read.
    let text: Vec<u8> = definition
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(&path, [&[0xff, 0xfe], &text[..]].concat()).unwrap();
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("0 new, 0 changed"), "{told}");
}

#[test]
fn an_example_that_can_not_be_read_is_told() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "tree"]);
    let examples = folder.path().join("tree/Users - all/.resources");
    let name = files(&examples)
        .into_iter()
        .find(|path| path.ends_with(".example.yaml"))
        .unwrap();
    std::fs::write(examples.join(&name), "a: [\n").unwrap();
    let done = convert(&folder, &["tree", "-o", "back.json"]);
    assert_eq!(done.code, 2, "{}", done.told);
    let told = converted(&folder, &["tree", "-o", "back.json", "--allow-loss"]);
    assert!(
        told.contains("lost: ")
            && told.contains(&format!("{name}:"))
            && told.contains("this is not YAML"),
        "{told}"
    );
}

#[test]
fn what_says_the_same_in_another_form_stays_as_it_is_written() {
    let request = "$kind: http-request\nurl: \"{{base}}/a?b=c\"\nmethod: POST\nheaders:\n  - key: A\n    value: \"1\"\n    disabled: false\n    $type: text\nqueryParams:\n  - key: b\n    value: c\n    description: \"\"\npathVariables: {}\nbody:\n  type: urlencoded\n  content:\n    - key: d\n      value: e\nsettings: {}\norder: 5\n";
    let folder = Folder::with(&[
        (
            "C/.resources/definition.yaml",
            "$kind: collection\nname: C\nvariables: {}\n",
        ),
        ("C/a.request.yaml", request),
    ]);
    converted(&folder, &["C", "-o", "c.json"]);
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(told.contains("2 files, 0 new, 0 changed"), "{told}");
    // What says something else is written.
    let changed = read(&folder, "c.json").replace("\"e\"", "\"f\"");
    folder.write("c.json", &changed);
    converted(&folder, &["c.json", "-o", "C"]);
    let written = read(&folder, "C/a.request.yaml");
    assert!(
        written.contains("$type: text") && written.contains("- key: d\n      value: f\n"),
        "{written}"
    );
}

#[test]
fn keys_of_a_tree_that_nobody_knows_are_told_as_lost() {
    let request = "$kind: http-request\nurl: http://h\nx-owner: us\n";
    let folder = Folder::with(&[("C/a.request.yaml", request)]);
    let done = convert(&folder, &["C", "-o", "c.json"]);
    assert_eq!(done.code, 2, "{}", done.told);
    let loss = "lost: C/a.request.yaml:3:1: unknown key `x-owner`";
    assert!(done.told.contains(loss), "{}", done.told);
    // Onto itself it stays.
    converted(&folder, &["C", "-o", "C"]);
    assert!(read(&folder, "C/a.request.yaml").contains("x-owner: us"));
}

/// A tree in the forms that the app and hands write, which `convert` would write otherwise.
const BY_OTHERS: [(&str, &str); 6] = [
    (
        "C/.resources/definition.yaml",
        "$kind: collection\nauth:\n  type: bearer\n  credentials:\n    - key: token\n      value: '{{t}}'\nvariables:\n  - key: base\n    value: 'http://h'\n",
    ),
    (
        "C/get-users.request.yml",
        "$kind: http-request\nname: Get / users\nurl: '{{base}}/users?a=1'\nauth:\n  credentials:\n    - key: token\n      value: x\n  type: bearer\nscripts:\n  - type: afterResponse\n    code: |\n      a();\norder: 2.5\n",
    ),
    (
        "C/.resources/get-users.resources/examples/e-1.example.yaml",
        "$kind: http-example\nname: fine\nrequest:\n  url: ''\n  method: GET\nresponse:\n  statusCode: 200\n",
    ),
    (
        "C/users/List.request.yaml",
        "$kind: http-request\r\nurl: http://h/list\r\n",
    ),
    ("C/f/.resources/definition.yaml", "name: Others\norder: 7\n"),
    (
        "C/f/ask.request.yaml",
        "$kind: http-request\nmethod: POST\nurl: http://h/graphql\nbody:\n  type: graphql\n  content:\n    query: '{ a }'\n",
    ),
];

#[test]
fn a_tree_of_other_hands_stays_as_it_is_where_it_says_the_same() {
    let folder = Folder::with(&BY_OTHERS);
    converted(&folder, &["C", "-o", "c.json"]);
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(
        told.contains("6 files, 0 new, 0 changed, 6 as before"),
        "{told}"
    );
    for (path, text) in BY_OTHERS {
        assert_eq!(read(&folder, path), text);
    }
    // A change goes into the file that is there for it, and touches nothing else in it.
    let changed = read(&folder, "c.json").replace("{ a }", "{ b }");
    let mut changed: serde_json::Value = serde_json::from_str(&changed).unwrap();
    changed["item"][1]["response"][0]["body"] = json!("text");
    // The parts of a URL count, where there are any.
    changed["item"][0]["item"][0]["request"]["url"] = json!("http://h/others");
    changed["item"][1]["request"]["url"] = json!("{{base}}/people?a=1");
    folder.write("c.json", &changed.to_string());
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(
        told.contains("6 files, 0 new, 4 changed, 2 as before"),
        "{told}"
    );
    assert!(!told.contains("of nothing in the source"), "{told}");
    let users = BY_OTHERS[1]
        .1
        .replace("'{{base}}/users?a=1'", "\"{{base}}/people?a=1\"");
    assert_eq!(read(&folder, BY_OTHERS[1].0), users);
    assert_eq!(
        read(&folder, BY_OTHERS[3].0),
        "$kind: http-request\r\nurl: http://h/others\r\n"
    );
    let example = read(&folder, BY_OTHERS[2].0);
    assert!(
        example.contains("name: fine\n") && example.contains("content: text"),
        "{example}"
    );
    let ask = read(&folder, BY_OTHERS[5].0);
    assert!(
        ask.starts_with("$kind: graphql-request\n") && ask.contains("{ b }"),
        "{ask}"
    );
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(told.contains("0 new, 0 changed"), "{told}");
}

#[test]
fn what_is_new_takes_no_file_of_something_else() {
    let socket = "$kind: websocket-request\nurl: ws://h\n";
    let folder = with_collection(&json!({"info": {"name": "C"}, "item": [
        {"name": "a", "request": {"method": "GET", "url": "http://h/a"}}, {"name": "B", "request": {"method": "GET", "url": "http://h/b"}},
        {"name": "Live", "request": {"method": "GET", "url": "http://h/l"}}]}));
    folder.write(
        "C/a.request.yaml",
        "$kind: http-request\nname: B\nurl: http://h/b\n",
    );
    folder.write("C/live.request.yaml", socket);
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(told.contains("3 files, 2 new, 1 changed"), "{told}");
    assert_eq!(read(&folder, "C/live.request.yaml"), socket);
    assert!(read(&folder, "C/a.request.yaml").starts_with("$kind: http-request\nname: B\n"));
    let new = read(&folder, "C/a-1.request.yaml");
    assert!(
        new.contains("name: a\n") && new.contains("http://h/a"),
        "{new}"
    );
    assert!(read(&folder, "C/Live-1.request.yaml").contains("name: Live\n"));
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(told.contains("3 files, 0 new, 0 changed"), "{told}");
}

#[test]
fn what_holds_collections_is_not_taken_for_one() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "postman/collections/My API"]);
    for path in ["postman/collections", "postman", "."] {
        let done = convert(&folder, &["c.json", "-o", path, "--prune"]);
        assert_eq!(done.code, 2, "{}", done.told);
        let told = format!("`{path}` holds collections");
        assert!(done.told.contains(&told), "{}", done.told);
        assert!(
            done.told.contains("postman/collections/My API`"),
            "{}",
            done.told
        );
    }
    assert_eq!(files(&folder.path().join("postman")).len(), 7);
}

#[test]
fn comments_and_unknown_keys_stay_wherever_they_stand() {
    let definition = "# head\n$kind: collection # kind\nx-team: us\nauth: # who\n  type: bearer\n  x-why: because\n  credentials:\n    # the one\n    - key: token\n      value: '{{t}}' # of the env\n      x-from: vault\nvariables:\n  # first\n  - key: a\n    value: '1'\n    description: one\n    x-mark: 5\n\n  # second\n  - key: b\n    value: '2' # two\n# the end\n";
    let request = "$kind: http-request\nurl: http://h/a\nmethod: POST\nheaders:\n  # kept\n  A: '1' # a\n  B: '2'\nbody:\n  # what\n  type: json\n  x-schema: s\n  content: |-\n    # no comment\n    {}\nscripts:\n  # looks\n  - type: afterResponse\n    # how\n    code: a();\n    x-lang: es6\n";
    let folder = Folder::with(&[
        ("C/.resources/definition.yaml", definition),
        ("C/a.request.yaml", request),
    ]);
    converted(&folder, &["C", "-o", "c.json", "--allow-loss"]);
    let edits = [
        ("{{t}}", "{{u}}"),
        ("\"2\"", "\"3\""),
        ("# no comment", "# none"),
        ("a();", "b();"),
    ];
    let mut changed = read(&folder, "c.json");
    for (old, new) in edits {
        assert!(changed.contains(old), "{old}");
        changed = changed.replace(old, new);
    }
    folder.write("c.json", &changed);
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(
        told.contains("2 files, 0 new, 2 changed") && !told.contains("comment"),
        "{told}"
    );
    let expected = definition
        .replace("'{{t}}'", "\"{{u}}\"")
        .replace("'2'", "\"3\"");
    assert_eq!(read(&folder, "C/.resources/definition.yaml"), expected);
    let expected = request
        .replace("'2'", "\"3\"")
        .replace("# no comment", "# none")
        .replace("a();", "b();");
    assert_eq!(read(&folder, "C/a.request.yaml"), expected);
    // Where a form has no place for it any more, that is told.
    let mut changed: serde_json::Value = serde_json::from_str(&changed).unwrap();
    changed["item"][0]["request"]["header"][0]["disabled"] = json!(true);
    folder.write("c.json", &changed.to_string());
    let told = converted(&folder, &["c.json", "-o", "C"]);
    assert!(
        told.contains("`C/a.request.yaml`: a comment is lost"),
        "{told}"
    );
}
