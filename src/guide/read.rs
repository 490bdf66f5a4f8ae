//! From a page's text to a guide.

use super::comment::Comment;
use super::error::{Mistake, Position, Problems};
use super::header::Header;
use super::page::Page;
use super::step::{Deed, Step};
use super::yaml::Node;

/// A page as a sequence of steps.
#[derive(Debug, Clone)]
pub struct Guide {
    /// The page as it was named.
    pub page: String,
    /// What the guide is called: by its header, its title, or its page.
    pub name: String,
    /// What it is about and what it needs.
    pub header: Header,
    /// Its steps in the order of the page.
    pub steps: Vec<Step>,
}

impl Guide {
    /// Reads a page that is called `page` in messages.
    ///
    /// # Errors
    /// Everything that is wrong with the page.
    pub fn read(page: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Problems::of(page);
        let parts = Page::read(text, &mut problems);
        let mut header: Option<Header> = None;
        let mut steps: Vec<Step> = Vec::new();
        for comment in &parts.comments {
            let Some(node) = parse(comment, &mut problems) else { continue };
            let first = header.is_none() && steps.is_empty();
            if Header::is_one(&node) || (first && node.entries().is_some() && !Step::is_one(&node)) {
                take_header(&mut header, (&node, comment), &mut problems);
            } else if let Some(step) = Step::read(&node, (comment, &parts.fences), &mut problems) {
                check_order(&step, (&node, &steps), &mut problems);
                if header.is_none() && first {
                    problems.add(comment.at, Mistake::StepBeforeHeader);
                }
                steps.push(step);
            }
        }
        check_whole((header.as_ref(), &steps), &mut problems);
        let header = header.unwrap_or_default();
        let name = header.guide.clone().or(parts.title).unwrap_or_else(|| page.to_owned());
        problems.unless_any(Self { page: page.to_owned(), name, header, steps })
    }
}

fn parse(comment: &Comment, problems: &mut Problems) -> Option<Node> {
    match Node::parse(&comment.yaml, comment.at.line) {
        Ok(node) => Some(node),
        Err((at, mistake)) => {
            problems.add(at, mistake);
            None
        }
    }
}

fn take_header(header: &mut Option<Header>, (node, comment): (&Node, &Comment), problems: &mut Problems) {
    let read = Header { at: comment.at, ..Header::read(node, problems) };
    match header {
        Some(first) => problems.add(comment.at, Mistake::SecondHeader { first: first.at.line }),
        None => *header = Some(read),
    }
}

/// A step that looks needs a step before it that sends.
fn check_order(step: &Step, (node, before): (&Node, &[Step]), problems: &mut Problems) {
    let sends = |step: &Step| matches!(step.deed, Deed::Send(_));
    if sends(step) || before.iter().any(sends) {
        return;
    }
    let key = if node.get("expect").is_some() { "expect" } else { "capture" };
    problems.add(step.at, Mistake::NoExchange { key });
}

/// What is missing from a page. Told only where nothing else is wrong that could be the cause.
fn check_whole((header, steps): (Option<&Header>, &[Step]), problems: &mut Problems) {
    if !problems.list.is_empty() {
        return;
    }
    let start = Position { line: 1, column: 1 };
    match header {
        None => problems.add(start, Mistake::NoHeader),
        Some(header) if steps.is_empty() => problems.add(header.at, Mistake::NoStep),
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
---
title: Front
---

<!-- postrider
collections: { a: a.json }
needs: [url]
-->

1. Send it.
   <!-- postrider
   send: A
   expect: { status: 200 }
   -->
2. Copy its `id`.
   <!-- postrider
   capture: { id: $.id }
   -->

Then:

<!-- postrider
curl: next
base: \"{{url}}\"
-->

```bash
curl https://h/{{id}}
```
";

    fn problems(text: &str) -> Vec<String> {
        let problems = Guide::read("p.md", text).err().map(|problems| problems.list).unwrap_or_default();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_page_is_a_header_and_steps_with_their_sentences() {
        let guide = Guide::read("p.md", PAGE).unwrap();
        assert_eq!(guide.name, "Front");
        assert_eq!(guide.header.needs, ["url"]);
        let steps: Vec<(usize, usize, &str)> = guide
            .steps
            .iter()
            .map(|step| (step.at.line, step.sentence.line, step.sentence.text.as_str()))
            .collect();
        assert_eq!(steps, [(11, 10, "Send it."), (16, 15, "Copy its id."), (22, 20, "Then:")]);
    }

    proptest::proptest! {
        /// Pieces of pages in any order: each is a guide or a list of mistakes, and never a panic.
        #[test]
        fn any_page_is_a_guide_or_a_list_of_mistakes(pieces in proptest::collection::vec(0..PIECES.len(), 0..24)) {
            let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            if let Err(problems) = Guide::read("p.md", &text) {
                assert!(!problems.list.is_empty());
                let lines = text.lines().count().max(1) + 1;
                assert!(problems.list.iter().all(|problem| (1..=lines).contains(&problem.at.line)), "{problems}");
            }
        }
    }

    const PIECES: [&str; 24] = [
        "\n",
        "\n\n",
        "  ",
        "    ",
        "1. ",
        "- ",
        "> ",
        "# ",
        "é ",
        "\t",
        "\r\n",
        "<!-- postrider",
        "-->",
        "```json\n",
        "```\n",
        "send: A",
        "expect: { status: 200 }",
        "guide: x",
        "capture: { a: $.b }",
        "curl: next",
        ": {",
        "---\n",
        "curl h -d '",
        "edit: { /a: \"{{b}}\" }",
    ];

    #[test]
    fn windows_line_ends_are_the_same() {
        let guide = Guide::read("p.md", &PAGE.replace('\n', "\r\n")).unwrap();
        assert_eq!(guide.steps.len(), 3);
        assert_eq!(guide.steps[1].at.line, 16);
    }

    #[test]
    fn all_mistakes_are_told_at_once_in_the_order_of_the_page() {
        let page = PAGE
            .replace("needs:", "neds:")
            .replace("status: 200", "status: ok")
            .replace("$.id }", "id }")
            .replace("curl: next", "curl: previous");
        assert_eq!(
            problems(&page),
            [
                "p.md:7:1: unknown key `neds` in the header; did you mean `needs`?",
                "p.md:13:22: `status` is the text `ok`, expected a code such as `200`, or `2xx`, or a list of them",
                "p.md:17:19: `id` is not a JSONPath: it does not begin with `$`; did you mean `$.id`?",
                "p.md:23:7: there is no fenced curl command above the directive",
            ]
        );
    }

    #[test]
    fn what_a_page_lacks_is_told() {
        let header = "<!-- postrider\nguide: x\n-->\n";
        for (text, expected) in [
            ("# T\n", "p.md:1:1: the page has no header"),
            (header, "p.md:1:1: the page has no step"),
            ("x\n\n<!-- postrider\nsend: A\n-->\n", "p.md:3:1: a step stands before the header"),
            (&format!("{header}\n{header}"), "p.md:5:1: this is a second header, the first one is at line 1"),
            (
                &format!("{header}\n<!-- postrider\nexpect: {{ status: 200 }}\n-->\n"),
                "p.md:5:1: `expect` has no response to look at",
            ),
            (&format!("{header}\n<!-- postrider -->\n"), "p.md:5:1: the directive is empty"),
            (&format!("{header}\n<!-- postrider just words -->\n"), "p.md:5:1: the directive is empty"),
            (
                &format!("{header}\n<!-- postrider\nsend: A\n  base: x\n-->\n"),
                "p.md:7:7: the directive is not YAML: mapping values",
            ),
            (
                "<!-- postrider\ncollectons: { a: b }\n-->\n",
                "p.md:2:1: unknown key `collectons` in the header; did you mean `collections`?",
            ),
        ] {
            let found = problems(text);
            assert!(found.first().is_some_and(|first| first.starts_with(expected)), "{text}: {found:?}");
        }
    }
}
