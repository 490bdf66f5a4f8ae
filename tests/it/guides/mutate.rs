//! The shipped page with lines of its directives cut out: nothing that matters can go missing
//! unnoticed.

use std::sync::LazyLock;

use postrider::guide::{Conclusion, Text, Texts};
use postrider::world::World;
use regex::Regex;

use super::walk::{Page, Walk};

/// What a page may lose and still pass: names, leave to run, expectations, and what the mock org
/// happens to hold anyway.
const MAY_GO: [&str; 13] = [
    "guide:",
    "environment:",
    "needs:",
    "status:",
    "body: {",
    "$.",
    "restore:",
    "name:",
    "destructive:",
    // The placeholder of the page has the name of a variable.
    "headers: {",
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
        let cut = Page {
            path: page.path.clone(),
            text,
        };
        tried += 1;
        if cut.try_bind(&World::fixed(0, 0)).is_err() {
            continue;
        }
        let walked = cut.walk(Walk::default()).await;
        let may_go = MAY_GO
            .iter()
            .any(|start| lines[at].trim_start().starts_with(start));
        let passed = walked.conclusion() == Conclusion::Passed;
        assert!(
            !passed || may_go,
            "line {} was cut and the page passed: {}",
            at + 1,
            lines[at]
        );
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

/// How many mutations are tried: more in CI, fewer where a newcomer waits; `POSTRIDER_MUTATIONS`
/// says another number.
fn mutations() -> usize {
    let asked = std::env::var_os("POSTRIDER_MUTATIONS");
    if let Some(asked) = asked.and_then(|asked| asked.to_str()?.parse().ok()) {
        return asked;
    }
    if std::env::var_os("POSTRIDER_SHARED").is_some() {
        300
    } else {
        150
    }
}

/// What a run did to the world.
#[derive(Debug, Clone, PartialEq)]
struct Effects {
    sent: Vec<String>,
    bodies: Vec<(String, serde_json::Value)>,
    org: serde_json::Value,
}

impl Effects {
    fn of(walked: &super::walk::Walked) -> Self {
        // Every org has an address of its own, which stands in the links of what it holds.
        let text =
            |value: &serde_json::Value| ADDRESS.replace_all(&value.to_string(), "").into_owned();
        let json =
            |body: &str| serde_json::from_str(&ADDRESS.replace_all(body, "")).unwrap_or_default();
        Self {
            sent: walked.sent.clone(),
            bodies: walked
                .bodies
                .iter()
                .map(|(method, body)| (method.clone(), json(body)))
                .collect(),
            org: serde_json::from_str(&text(&walked.org.1)).unwrap(),
        }
    }
}

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"http://127\.0\.0\.1:\d+").unwrap());

/// A sequence of numbers that looks random and is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Directives cut, reordered and mistyped: each ends in an error that has a place, or in a verdict.
/// A page that passes has done exactly what the whole page does, unless what it lost is a whole
/// step.
#[tokio::test]
async fn mutations_end_in_an_error_or_in_a_verdict_that_holds() {
    let page = Page::shipped();
    let whole = Effects::of(&page.walk(Walk::default()).await);
    let lines: Vec<String> = page.text.lines().map(str::to_owned).collect();
    let (mut dice, mut wrong, mut errors, mut failed) = (Dice(42), Vec::new(), 0, 0);
    let count = mutations();
    for _ in 0..count {
        let (what, text) = mutate(&lines, &mut dice);
        let mutant = Page {
            path: page.path.clone(),
            text,
        };
        if names_no_file(&mutant) {
            // The command line tells which file is missing, and where the page names it.
            errors += 1;
            continue;
        }
        if let Err(problems) = mutant.try_bind(&World::fixed(0, 0)) {
            errors += 1;
            let told = problems.to_string();
            assert!(
                told.lines()
                    .all(|line| line.starts_with("delete-all-stay-signed-in-sessions.md:")),
                "{told}"
            );
            continue;
        }
        let walked = mutant.walk(Walk::default()).await;
        if walked.conclusion() != Conclusion::Passed {
            failed += 1;
            continue;
        }
        let mut effects = Effects::of(&walked);
        let mut expected = whole.clone();
        if what.changes_the_order {
            effects.sent.sort();
            expected.sent.sort();
        }
        if effects != expected && !what.loses_a_step {
            wrong.push(format!("{}: {:?}", what.words, walked.sent));
        }
    }
    println!(
        "{errors} could not be read, {failed} did not pass, {} passed",
        count - errors - failed
    );
    assert!(
        wrong.is_empty(),
        "{} passed and did something else:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        errors > count / 4 && failed > count / 20,
        "{errors} errors, {failed} failures"
    );
}

/// Whether the header of a page names a file that is not there.
fn names_no_file(page: &Page) -> bool {
    let texts = Texts {
        page: Some(Text::new("page.md", &page.text)),
        sidecar: None,
    };
    let header = texts.header();
    let folder = page.path.parent().unwrap();
    header
        .collections
        .iter()
        .chain(&header.environment)
        .any(|file| !folder.join(&file.path).is_file())
}

/// What was done to a page.
struct Mutation {
    words: String,
    loses_a_step: bool,
    /// Two steps that do not need each other may be sent in either order.
    changes_the_order: bool,
}

fn mutate(lines: &[String], dice: &mut Dice) -> (Mutation, String) {
    let borrowed: Vec<&str> = lines.iter().map(String::as_str).collect();
    let directive = directive_lines(&borrowed);
    let blocks = blocks(&directive);
    let mut lines = lines.to_vec();
    let (mut loses_a_step, mut changes_the_order) = (false, false);
    let words = match dice.below(8) {
        0 => {
            let at = directive[dice.below(directive.len())];
            format!("line {} cut: {}", at + 1, lines.remove(at))
        }
        1 => {
            let at = directive[dice.below(directive.len() - 1)];
            lines.swap(at, at + 1);
            format!("lines {} and {} swapped", at + 1, at + 2)
        }
        2 => {
            let (first, last) = blocks[dice.below(blocks.len())];
            loses_a_step = true;
            lines.drain(first..=last);
            format!("directive at line {} cut", first + 1)
        }
        3 => {
            changes_the_order = true;
            let at = dice.below(blocks.len() - 1);
            let ((first, first_end), (second, second_end)) = (blocks[at], blocks[at + 1]);
            let one: Vec<String> = lines[first..=first_end].to_vec();
            let other: Vec<String> = lines[second..=second_end].to_vec();
            lines.splice(second..=second_end, one);
            lines.splice(first..=first_end, other);
            format!(
                "directives at lines {} and {} swapped",
                first + 1,
                second + 1
            )
        }
        _ => {
            let at = directive[dice.below(directive.len())];
            let mistyped = mistype(&lines[at], dice);
            let words = format!(
                "line {}: {} became {}",
                at + 1,
                lines[at].trim(),
                mistyped.trim()
            );
            lines[at] = mistyped;
            words
        }
    };
    (
        Mutation {
            words,
            loses_a_step,
            changes_the_order,
        },
        lines.join("\n") + "\n",
    )
}

/// A slip of the finger: a letter lost, doubled, exchanged with the next, or another.
fn mistype(line: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = line.chars().collect();
    let words: Vec<usize> = (0..letters.len())
        .filter(|at| !letters[*at].is_whitespace())
        .collect();
    let at = words[dice.below(words.len())];
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = ['x', 'e', '7', ':', '}', '"', '-', '/'][dice.below(8)],
    }
    letters.into_iter().collect()
}

/// The first and the last line of each directive.
fn blocks(lines: &[usize]) -> Vec<(usize, usize)> {
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        match blocks.last_mut().filter(|(_, last)| last + 1 == *line) {
            Some((_, last)) => *last = *line,
            None => blocks.push((*line, *line)),
        }
    }
    blocks
}
