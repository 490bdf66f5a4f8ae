//! Places in the files of a tree, in what reports say.

use super::{get, run_in, run_with};
use crate::program::Folder;

#[test]
fn annotations_point_into_the_files_of_requests() {
    let script = "scripts:\n  - type: afterResponse\n    code: pm.test('t', () => { throw new Error('x') })\n";
    let files = [
        ("F/a.request.yaml", get("a", script)),
        (
            "b.request.yaml",
            "$kind: http-request\nurl: x\nbody: {type: xyz}\n".to_owned(),
        ),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let ran = run_with(&files, &["-r", "github"]);
    assert!(
        ran.stdout
            .contains("::error file=C/F/a.request.yaml,line=5,"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("::error file=C/b.request.yaml,line=3,"),
        "{}",
        ran.stdout
    );
}

#[test]
fn annotations_point_at_the_lines_of_scripts() {
    let of_folder = "$kind: collection\nscripts:\n  - type: http:afterResponse\n    code: |-\n      // all\n      pm.test('above', () => { throw new Error('x') })\n";
    let before = "scripts:\n  - type: beforeRequest\n    code: |\n      gone();\n";
    let after = "scripts:\n  - type: afterResponse\n    code: |-\n      pm.test('own', () => {\n        pm.expect(1).to.equal(2);\n      });\n      gone();\n";
    let first = |request: &str| {
        let above = &request[..request.find("scripts:").unwrap()];
        above.matches('\n').count() + 4
    };
    let (before, after) = (get("a", before), get("b", after));
    let files = [
        ("F/.resources/definition.yaml", of_folder),
        ("F/a.request.yaml", &*before),
        ("F/b.request.yaml", &*after),
    ];
    let ran = run_with(&files, &["-r", "github"]);
    for place in [
        format!("C/F/a.request.yaml,line={},", first(&before)),
        "C/F/.resources/definition.yaml,line=6,".to_owned(),
        format!("C/F/b.request.yaml,line={},", first(&after)),
        format!("C/F/b.request.yaml,line={},", first(&after) + 3),
    ] {
        assert!(ran.stdout.contains(&place), "{place}: {}", ran.stdout);
    }
}

#[test]
fn annotations_point_at_the_lines_of_scripts_that_are_folded_or_in_quotes() {
    let wrapped = "scripts:\n  - type: afterResponse\n    code: >-\n      // all that\n      is said\n\n      let a = 1;\n\n      gone(\n        a);\n";
    let quoted =
        "scripts:\n  - type: afterResponse\n    code: \"let a = 1;\\n\n\n      gone();\"\n";
    let on_one_line =
        "scripts:\n  - type: afterResponse\n    code: \"let a = 1;\\nlet b = 2;\\ngone();\"\n";
    let files = [("a", wrapped, 8), ("b", quoted, 4), ("c", on_one_line, 2)];
    let folder = Folder::with(&[]);
    for (name, scripts, _) in files {
        folder.write(&format!("C/{name}.request.yaml"), &get(name, scripts));
    }
    let ran = run_in(&folder, &["run", "C", "-r", "github"]);
    for (name, scripts, line) in files {
        let before = get(name, scripts).find("scripts:").unwrap();
        let line = get(name, scripts)[..before].matches('\n').count() + 1 + line;
        let place = format!("C/{name}.request.yaml,line={line},");
        assert!(ran.stdout.contains(&place), "{place}: {}", ran.stdout);
    }
    // The terminal names the line, too.
    let ran = run_in(&folder, &["run", "C"]);
    assert!(
        ran.stdout.contains("in C/b.request.yaml:7"),
        "{}",
        ran.stdout
    );
}

#[test]
fn reports_name_folders_and_requests_as_the_tree_does() {
    let files = [(
        "Folder/Get it.request.yaml",
        get(
            "a",
            "scripts: [{type: afterResponse, code: \"pm.test('t', () => {})\"}]\n",
        ),
    )];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let folder = Folder::with(&[]);
    for (name, text) in &files {
        folder.write(&format!("C/{name}"), text);
    }
    let ran = run_in(
        &folder,
        &[
            "run",
            "C",
            "-r",
            "junit,json,markdown,ctrf,html",
            "--reporter-junit-export",
            "j.xml",
            "--reporter-json-export",
            "r.json",
            "--reporter-markdown-export",
            "m.md",
            "--reporter-ctrf-export",
            "c.json",
            "--reporter-html-export",
            "h.html",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        folder.read("j.xml").contains("Folder / Get it"),
        "{}",
        folder.read("j.xml")
    );
    assert_eq!(
        folder.json("r.json")["run"]["executions"][0]["item"]["name"],
        "Get it"
    );
    assert_eq!(folder.json("r.json")["collection"]["info"]["name"], "C");
    assert!(
        folder.read("m.md").contains("Folder / Get it"),
        "{}",
        folder.read("m.md")
    );
    assert!(folder.read("c.json").contains("Get it"));
    assert!(folder.read("h.html").contains("Get it"));
}

#[test]
fn what_could_not_be_run_is_skipped_in_reports() {
    let folder = Folder::with(&[("C/a.request.yaml", "$kind: mqtt-request\nurl: h\n")]);
    let ran = run_in(
        &folder,
        &[
            "run",
            "C",
            "-r",
            "junit,tap",
            "--reporter-junit-export",
            "j.xml",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = folder.read("j.xml");
    assert!(
        report.contains("<skipped message=\"MQTT requests can&apos;t be run\"/>")
            || report.contains("<skipped message=\"MQTT requests can't be run\"/>"),
        "{report}"
    );
    assert!(
        ran.stdout.contains("# SKIP MQTT requests can't be run"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_guide_runs_and_is_checked_against_a_tree() {
    let page = "<!-- postrider\ncollections: { c: ./C }\nneeds: [base]\n-->\n\n# Page\n\n1. Send **Get it**. \n\n<!-- postrider\nsend: Get it\nexpect: { status: 200 }\n-->\n";
    let folder = Folder::with(&[("p.md", page), ("C/F/Get it.request.yaml", &get("a", ""))]);
    let ran = run_in(&folder, &["guide", "run", "p.md"]);
    assert_eq!(
        (ran.code, ran.received.len()),
        (0, 1),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    let checked = crate::program::postrider()
        .current_dir(folder.path())
        .args(["guide", "check", "p.md"])
        .output()
        .unwrap();
    assert_eq!(
        checked.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
}
