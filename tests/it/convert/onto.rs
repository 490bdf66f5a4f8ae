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
    // A map of names and values is what there is to say now, in the place of the list.
    let expected = "$kind: 'http-request'\nmethod: PUT\nurl: 'http://h'\n\n# what is sent\nheaders:\n  A: \"1\"\n  B: \"3\"\n";
    assert_eq!(read(&folder, "tree/a.request.yaml"), expected);
}

#[test]
fn a_file_that_is_no_yaml_is_written_anew() {
    let folder = with_collection(&collection());
    folder.write("tree/Form.request.yaml", "{{nonsense");
    converted(&folder, &["c.json", "-o", "tree"]);
    assert!(read(&folder, "tree/Form.request.yaml").starts_with("$kind: http-request\n"));
}

#[test]
fn a_file_that_is_no_text_is_not_written_over() {
    let folder = with_collection(&collection());
    converted(&folder, &["c.json", "-o", "tree"]);
    let path = folder.path().join("tree/.resources/definition.yaml");
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
    // What is no YAML is written over, which is told.
    std::fs::write(&path, "a: [\n").unwrap();
    let told = converted(&folder, &["c.json", "-o", "tree"]);
    assert!(told.contains("definition.yaml` is written anew"), "{told}");
    // Another encoding is read.
    let text: Vec<u8> = std::fs::read_to_string(&path)
        .unwrap()
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
    let told = converted(&folder, &["tree", "-o", "back.json"]);
    assert!(
        told.contains(&format!("{name}:")) && told.contains("this is not YAML"),
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
        written.contains("$type: text") && written.contains("d: f"),
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
