//! The shipped page with lines of its directives cut out: nothing that matters can go missing unnoticed.

use postrider::guide::Conclusion;
use postrider::world::World;

use super::walk::{Page, Walk};

/// What a page may lose and still pass: names, leave to run, expectations, and what the mock org happens to hold anyway.
const MAY_GO: [&str; 12] = [
    "guide:",
    "environment:",
    "needs:",
    "status:",
    "body: {",
    "$.",
    "restore:",
    "name:",
    "destructive:",
    "expect: {",
    "/conditions:",
    "/name:",
];

#[tokio::test]
async fn cutting_a_line_of_a_directive_is_noticed_unless_it_only_checks() {
    let page = Page::shipped();
    let lines: Vec<&str> = page.text.lines().collect();
    let mut tried = 0;
    for at in directive_lines(&lines) {
        let text = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let cut = Page { path: page.path.clone(), text };
        tried += 1;
        if cut.try_bind(&World::fixed(0, 0)).is_err() {
            continue;
        }
        let walked = cut.walk(Walk::default()).await;
        let may_go = MAY_GO.iter().any(|start| lines[at].trim_start().starts_with(start));
        let passed = walked.conclusion() == Conclusion::Passed;
        assert!(!passed || may_go, "line {} was cut and the page passed: {}", at + 1, lines[at]);
    }
    assert!(tried > 40, "only {tried} lines were found");
}

fn directive_lines(lines: &[&str]) -> Vec<usize> {
    let mut inside = false;
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        inside |= line.contains("<!-- postrider");
        if inside {
            found.push(at);
        }
        inside &= !line.contains("-->");
    }
    found
}
