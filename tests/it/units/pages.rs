//! Several pages in one run.

use serde_json::json;

use super::{Bench, assert_same, collection, request, settled};
use crate::program::Folder;
use crate::server::ok;

/// A page with a step for each request; what the first answers goes into `first`.
fn page(title: &str, sends: &[&str]) -> String {
    let mut page = format!(
        "# {title}\n\n<!-- postrider\ncollections: {{ c: ../c.json }}\nneeds: [base]\n-->\n"
    );
    for (number, send) in sends.iter().enumerate() {
        let capture = if number == 0 {
            "\ncapture: { first: $.path }"
        } else {
            ""
        };
        page += &format!(
            "\n{}. Send **{send}**.\n   <!-- postrider\n   send: {send}{}\n   -->\n",
            number + 1,
            capture.replace('\n', "\n   "),
        );
    }
    page
}

/// Three pages that run, of which one fails, and one without directives.
fn bench() -> Bench {
    let look = "pm.test('nothing is left', () => pm.expect(pm.environment.get('left')).to.equal(undefined)); \
        pm.environment.set('left', 1)";
    let fails = "pm.test('fails', () => pm.expect(1).to.eql(2))";
    let bench = Bench::of(&collection(&json!([
        request("one", look),
        request("two", ""),
        request("three", fails),
    ])));
    let folder = &bench.folder;
    folder.write("docs/a.md", &page("A", &["one", "two"]));
    folder.write("docs/b.md", &page("B", &["one", "three"]));
    folder.write(
        "docs/deep/c.md",
        &page("C", &["one"]).replace("../c.json", "../../c.json"),
    );
    folder.write("docs/plain.md", "# Plain\n\nNothing to do.\n");
    bench
}

impl Bench {
    fn guide(&self, arguments: &str) -> super::Ran {
        let base = self.server.url("");
        self.command(&format!("guide run --env-var base={base} {arguments}"))
    }
}

#[test]
fn pages_are_one_run_with_one_report() {
    let bench = bench();
    let reports = "-r cli,json,junit --reporter-json-export j.json --reporter-junit-export j.xml";
    let alone = bench.guide(&format!("docs {reports}"));
    assert_eq!(alone.code, 1, "{}\n{}", alone.stdout, alone.stderr);
    assert!(
        alone.stderr.contains("1 page without directives: not run"),
        "{}",
        alone.stderr
    );
    let report = bench.json("j.json");
    assert_eq!(report["run"]["stats"]["requests"]["total"], 5);
    let failures = report["run"]["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 1, "{failures:?}");
    for title in ["A", "B", "C"] {
        assert!(
            alone.stdout.lines().any(|line| line == title),
            "{}",
            alone.stdout
        );
    }
    assert!(
        alone.stdout.contains("5 steps: 4 passed, 1 failed"),
        "{}",
        alone.stdout
    );
    assert_eq!(alone.stdout.matches("Step 1  one").count(), 3);
    let told = ["j.json", "j.xml"].map(|name| settled(&bench.read(name)));
    let several = bench.guide(&format!("docs --jobs 3 {reports}"));
    assert_eq!(several.code, 1, "{}", several.stderr);
    assert_same(
        &settled(&several.stdout),
        &settled(&alone.stdout),
        "terminal",
    );
    for (name, told) in ["j.json", "j.xml"].iter().zip(&told) {
        assert_same(&settled(&bench.read(name)), told, name);
    }
}

#[test]
fn shards_of_pages_are_merged() {
    let bench = bench();
    let report = "-r json --reporter-json-export j.json";
    bench.guide(&format!("docs {report} --jobs 1"));
    let told = settled(&bench.read("j.json"));
    for number in 1..=2 {
        let ran = bench.guide(&format!(
            "docs --shard {number}/2 -r blob --reporter-blob-export {number}.blob"
        ));
        assert!(ran.stderr.contains("of 3 units, by page"), "{}", ran.stderr);
    }
    let none = bench.guide("docs --shard 4/5");
    assert_eq!(none.code, 0, "{}", none.stderr);
    assert!(
        none.stdout.contains("total run duration: 0µs"),
        "{}",
        none.stdout
    );
    let merged = bench.command(&format!("merge 1.blob 2.blob {report}"));
    assert_eq!(merged.code, 1, "{}", merged.stderr);
    assert_same(&settled(&bench.read("j.json")), &told, "merged");
}

#[test]
fn where_a_page_can_not_run_nothing_is_sent_and_all_is_told() {
    let bench = bench();
    bench
        .folder
        .write("docs/d.md", &page("D", &["no such request"]));
    bench.folder.write(
        "docs/e.md",
        &page("E", &["one"]).replace("[base]", "[missing]"),
    );
    let ran = bench.guide("docs");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    for told in [
        "docs/d.md",
        "no such request",
        "`docs/e.md` was not run",
        "`missing` has no value",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    assert!(bench.server.received().is_empty());
}

#[test]
fn a_page_of_which_no_step_runs_is_told() {
    let bench = bench();
    let refused =
        page("R", &["one"]).replace("send: one", "send: one\n   destructive: it deletes all");
    bench.folder.write("docs/r.md", &refused);
    let ran = bench.guide("docs/a.md docs/r.md");
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("guide `docs/r.md`: no step has run"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        bench.guide("docs/a.md docs/r.md --allow-destructive").code,
        0
    );
}

#[test]
fn what_is_about_one_page_is_refused_for_several() {
    let bench = bench();
    for (more, told) in [
        ("--step 1", "`--step`"),
        ("--record", "`--record` is about one page"),
    ] {
        let ran = bench.guide(&format!("docs {more}"));
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
    let none = Folder::with(&[("plain.md", "# Plain\n")]);
    let ran = Bench {
        folder: none,
        server: crate::server::Server::start(|_| ok("")),
    }
    .guide(".");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("1 page and no guide"), "{}", ran.stderr);
}

#[test]
fn what_pages_leave_in_one_environment_is_exported() {
    let bench = bench();
    bench
        .folder
        .write("e.json", "{\"name\": \"e\", \"values\": []}");
    let ran =
        bench.guide("docs/a.md docs/deep/c.md -e e.json --export-environment out.json --jobs 2");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(bench.read("out.json").contains("\"first\""));
    let own = page("O", &["one"]).replace("needs:", "environment: ../e.json\nneeds:");
    bench.folder.write("docs/o.md", &own);
    let ran = bench.guide("docs/a.md docs/o.md --export-environment out.json");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("writes one environment"),
        "{}",
        ran.stderr
    );
}
