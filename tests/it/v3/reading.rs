//! What is read of a tree, and in which order it runs.

use super::{get, run, run_in, run_with};
use crate::program::Folder;

const PLAIN: &str = "$kind: http-request\nurl: \"{{base}}/x\"\n";

#[test]
fn requests_and_folders_run_by_order_then_by_name() {
    let definition = "$kind: collection\norder: 3\n";
    let ran = run(&[
        ("b.request.yaml", &get("b", "order: 2\n")),
        ("a.request.yaml", &get("a", "order: 2\nname: z\n")),
        ("F/.resources/definition.yaml", definition),
        ("F/r10.request.yaml", &get("r10", "")),
        ("F/r9.request.yaml", &get("r9", "")),
        ("last.REQUEST.yml", &get("last", "order: 3.5\n")),
        ("none.request.yaml", &get("none", "")),
        ("negative.request.yaml", &get("negative", "order: -1\n")),
        (".hidden/h.request.yaml", &get("hidden", "order: 9\n")),
        ("AAA/one.request.yaml", &get("AAA", "")),
        ("notes.yaml", "a: 1\n"),
        (".resources/inside.request.yaml", &get("never", "")),
    ]);
    let expected = [
        "negative", "hidden", "AAA", "none", "b", "a", "r10", "r9", "last",
    ];
    assert_eq!(ran.sent(), expected.map(|name| format!("GET /{name}")));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn a_request_is_called_by_its_name_and_reports_say_it_with_its_folders() {
    let files = [
        (
            ".resources/definition.yaml",
            "$kind: collection\nname: My API\n",
        ),
        (
            "F/.resources/definition.yaml",
            "$kind: collection\nname: Folder / one\n",
        ),
        ("F/x.y.request.yaml", PLAIN),
        (
            "F/file-name.request.yaml",
            "$kind: http-request\nname: \"Get: it\"\nurl: \"{{base}}/x\"\n",
        ),
    ];
    let ran = run_with(&files, &["--list"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "My API: 2 requests, 1 iteration");
    assert!(
        lines[1].starts_with("  GET  Folder / one / Get: it  "),
        "{}",
        ran.stdout
    );
    assert!(
        lines[2].starts_with("  GET  Folder / one / x.y  "),
        "{}",
        ran.stdout
    );
}

#[test]
fn ids_that_files_lack_are_the_same_in_every_run() {
    let list = || {
        let ran = run_with(
            &[("a.request.yaml", PLAIN), ("F/b.request.yaml", PLAIN)],
            &["--list", "json"],
        );
        serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap()
    };
    let (one, other) = (list(), list());
    assert_eq!(one, other);
    let ids: Vec<_> = one[0]["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[0].len(), 36);
    assert_eq!(one[0]["requests"][0]["pointer"], "F/b.request.yaml");
}

#[test]
fn options_of_a_run_choose_within_a_tree() {
    let files = [
        ("A/one.request.yaml", PLAIN),
        ("A/two.request.yaml", PLAIN),
        ("B/one.request.yaml", PLAIN),
    ];
    for (arguments, count) in [
        (&["--folder", "A / one"][..], 1),
        (&["--folder", "A"], 2),
        (&["--exclude", "A"], 1),
        (&["--grep", "one$"], 2),
        (&["-n", "2"], 6),
    ] {
        let ran = run_with(&files, arguments);
        assert_eq!(ran.received.len(), count, "{arguments:?}: {}", ran.stderr);
    }
}

/// A repository with two collections, of which one lies elsewhere.
fn repository() -> Folder {
    let auth =
        "$kind: collection\nauth: {type: bearer, credentials: {token: t}}\nvariables: {v: one}\n";
    Folder::with(&[
        ("postman/collections/One/.resources/definition.yaml", auth),
        (
            "postman/collections/One/Sub/Deep/a.request.yaml",
            "$kind: http-request\nurl: \"{{base}}/a/{{v}}\"\n",
        ),
        (
            "postman/collections/One/b.request.yaml",
            "$kind: http-request\nurl: \"{{base}}/b\"\norder: 5\n",
        ),
        (
            "postman/collections/Two/c.request.yaml",
            "$kind: http-request\nurl: \"{{base}}/c\"\n",
        ),
        (
            "elsewhere/Three/d.request.yaml",
            "$kind: http-request\nurl: \"{{base}}/d\"\n",
        ),
        (
            ".postman/resources.yaml",
            "workspace: {id: w}\nlocalResources:\n  collections: [../elsewhere/Three, ../postman/collections/One]\n",
        ),
    ])
}

#[test]
fn the_collections_of_a_repository_run_one_after_the_other() {
    let folder = repository();
    for path in [".", "postman", "postman/collections", "./postman/"] {
        let ran = run_in(&folder, &["run", path]);
        let expected = ["GET /a/one", "GET /b", "GET /c", "GET /d"];
        assert_eq!(ran.sent(), expected, "{path}: {}", ran.stderr);
    }
    let ran = run_in(&folder, &["run", ".", "--collection", "Two"]);
    assert_eq!(ran.sent(), ["GET /c"]);
    let ran = run_in(&folder, &["run", ".", "--collection", "Tow"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("no collection is named `Tow`"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("did you mean `Two`?"), "{}", ran.stderr);
    // Nor is one of several left out.
    let ran = run_in(
        &folder,
        &["run", ".", "--collection", "Two", "--collection", "Tow"],
    );
    assert_eq!((ran.code, ran.sent().len()), (2, 0), "{}", ran.stderr);
    // What belongs to the repository is not in each of its folders.
    std::fs::create_dir_all(folder.path().join("postman/environments")).unwrap();
    let ran = run_in(&folder, &["run", "postman/environments"]);
    assert!(
        ran.stderr.contains("is a directory without requests"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_part_of_a_collection_inherits_from_above() {
    let folder = repository();
    let place = "postman/collections/One";
    for part in ["Sub", "Sub/Deep", "Sub/Deep/a.request.yaml"] {
        let ran = run_in(&folder, &["run", &format!("{place}/{part}")]);
        assert_eq!(ran.sent(), ["GET /a/one"], "{part}: {}", ran.stderr);
        assert_eq!(ran.received[0].header("authorization"), Some("Bearer t"));
    }
    let ran = run_in(
        &folder,
        &["run", "postman/collections/One/Sub", "--v3-like-postman"],
    );
    assert_eq!(ran.sent(), ["GET /a/%7B%7Bv%7D%7D"]);
    let ran = run_in(&folder, &["run", "postman/collections/One/Sub", "--list"]);
    assert!(ran.stdout.contains("Sub / Deep / a"), "{}", ran.stdout);
}

#[test]
fn a_part_is_found_from_within() {
    let folder = repository();
    let ran = crate::program::postrider()
        .current_dir(folder.path().join("postman/collections/One/Sub"))
        .args(["run", ".", "--list"])
        .output()
        .unwrap();
    let listed = String::from_utf8(ran.stdout).unwrap();
    assert!(listed.starts_with("One: 1 request"), "{listed}");
    assert!(listed.contains("/a/{{v}}"), "{listed}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    let folder = Folder::with(&[
        ("C/F/a.request.yaml", PLAIN),
        ("elsewhere/b.request.yaml", PLAIN),
    ]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(folder.path().join(to), folder.path().join(name)).unwrap();
    };
    link("C", "C/F/loop");
    link("C/F", "C/F/self");
    link("elsewhere", "C/G");
    let ran = run_in(&folder, &["run", "C"]);
    assert_eq!((ran.code, ran.received.len()), (0, 2), "{}", ran.stderr);
}

#[test]
fn a_folder_without_requests_is_no_collection() {
    let folder = Folder::with(&[("F/readme.md", "x"), ("F/notes.yaml", "a: b\n")]);
    let ran = run_in(&folder, &["run", "F"]);
    assert_eq!(ran.code, 2);
    let expected = "collection `F` is a directory without requests (`*.request.yaml`)";
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    let ran = run_in(&folder, &["run", "F/notes.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("name the folder"), "{}", ran.stderr);
}
