//! From a page's text to a guide.

use crate::guide::directive::include::Include;
use crate::guide::directive::schema::Schema;
use crate::guide::directive::step::{Shelf, Step};
use crate::guide::error::{Mistake, Problems};
use crate::guide::mark;
use crate::guide::page::Page;
use crate::guide::page::comment::Comment;
use crate::guide::page::fence::Taken;
use crate::guide::page::header::Header;
use crate::guide::page::lines::Lines;
use crate::guide::sequence::{Guide, HeaderFound, check_order, check_whole};
use crate::guide::sidecar::{self, Quoted};
use crate::guide::texts::{Text, Texts};
use crate::guide::yaml::{self, Node};

impl Texts<'_> {
    /// What the header says, as far as it can be read.
    pub fn header(&self) -> Header {
        Guide::of(self).header
    }
}

impl Guide {
    /// Reads a page that is called `page` in messages.
    ///
    /// # Errors
    /// Everything that is wrong with the page.
    pub fn read(page: &str, text: &str) -> Result<Self, Problems> {
        Self::read_texts(&Texts {
            page: Some(Text::new(page, text)),
            sidecar: None,
        })
    }

    /// Reads a page, a page with its side-car, or a side-car alone.
    ///
    /// # Errors
    /// Everything that is wrong with the directives.
    pub fn read_texts(texts: &Texts<'_>) -> Result<Self, Problems> {
        let (guide, problems) = Self::read_leniently(texts);
        problems.unless_any(guide)
    }

    /// Reads the directives as far as they can be read, and tells what is wrong with them: to be
    /// told together with what [`Guide::bind_with`] finds.
    pub fn read_leniently(texts: &Texts<'_>) -> (Self, Problems) {
        let mut problems = Problems::of(texts.directives().name);
        let (guide, _, found) = Self::read_all(texts, &mut problems);
        check_whole(&guide, found, &mut problems);
        (guide, problems)
    }

    /// The guide as far as it can be read.
    pub fn of(texts: &Texts<'_>) -> Self {
        Self::read_parts(texts, &mut Problems::default()).0
    }

    /// The guide and the page's parts, as far as they can be read. That there is no header is no
    /// problem here.
    pub(crate) fn read_parts(texts: &Texts<'_>, problems: &mut Problems) -> (Self, Page) {
        let (guide, page, _) = Self::read_all(texts, problems);
        (guide, page)
    }

    /// The JSON Schemas that the steps expect, to be loaded from their files.
    pub fn schemas(&mut self) -> impl Iterator<Item = &mut Schema> {
        self.steps
            .iter_mut()
            .filter_map(|step| step.expect.schema.as_mut())
    }

    fn read_all(texts: &Texts<'_>, problems: &mut Problems) -> (Self, Page, HeaderFound) {
        let Some(sidecar) = texts.sidecar else {
            let Text { name, text } = texts.page.unwrap_or_default();
            let page = Page::read(text, problems);
            let (guide, found) = Self::of_page(name, &page, problems);
            return (guide, page, found);
        };
        let Some(Text { name, text }) = texts.page else {
            let (guide, found) = sidecar::read(sidecar, None, problems);
            return (guide, Page::default(), found);
        };
        // What stands in the page is for its readers; the directives are those of the side-car.
        let page = Page::read(text, &mut Problems::of(name));
        let quoted = Quoted {
            name,
            page: &page,
            lines: &Lines::of(text),
        };
        let (guide, found) = sidecar::read(sidecar, Some(quoted), problems);
        (guide, page, found)
    }

    /// The guide that the directives of a page make, as far as they can be read. Whether there is a
    /// header is told beside, not asked for.
    pub(crate) fn of_page(name: &str, page: &Page, problems: &mut Problems) -> (Self, HeaderFound) {
        let mut header: Option<Header> = None;
        let mut steps: Vec<Step> = Vec::new();
        let mut includes: Vec<Include> = Vec::new();
        let mut early = None;
        let shelf = Shelf {
            fences: &page.fences,
            taken: &Taken::default(),
        };
        for comment in &page.comments {
            mark::find(&comment.yaml, comment.at.line, problems);
            let Some(node) = parse(comment, problems) else {
                continue;
            };
            let first = header.is_none() && steps.is_empty() && includes.is_empty();
            if Header::is_one(&node) || (first && node.entries().is_some() && !Step::is_one(&node))
            {
                take_header(&mut header, &node, comment, problems);
                continue;
            }
            if let Some(include) = Include::read(&node, comment, steps.len(), problems) {
                includes.push(include);
                continue;
            }
            let node = header
                .as_ref()
                .map_or_else(|| node.clone(), |header| header.shared.within(&node));
            if let Some(step) = Step::read(&node, comment, shelf, problems) {
                if includes.is_empty() {
                    check_order(&step, &node, &steps, problems);
                }
                if header.is_none() {
                    early.get_or_insert(comment.at);
                }
                steps.push(step);
            }
        }
        let found = HeaderFound {
            is_there: header.is_some(),
            step_before: early,
        };
        let header = header.unwrap_or_default();
        let title = page.title.clone();
        let called = header
            .guide
            .clone()
            .or(title)
            .unwrap_or_else(|| name.to_owned());
        let (page, directives) = (name.to_owned(), name.to_owned());
        (
            Self {
                page,
                directives,
                name: called,
                header,
                steps,
                includes,
                known: Vec::new(),
            },
            found,
        )
    }
}

fn parse(comment: &Comment, problems: &mut Problems) -> Option<Node> {
    match yaml::parse(&comment.yaml, comment.at.line) {
        Ok(node) => Some(node),
        Err((at, mistake)) => {
            problems.add(at, mistake);
            None
        }
    }
}

fn take_header(
    header: &mut Option<Header>,
    node: &Node,
    comment: &Comment,
    problems: &mut Problems,
) {
    let read = Header {
        at: comment.at,
        ..Header::read(node, problems)
    };
    match header {
        Some(first) => problems.add(
            comment.at,
            Mistake::SecondHeader {
                first: first.at.line,
            },
        ),
        None => *header = Some(read),
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
        let problems = Guide::read("p.md", text)
            .err()
            .map(|problems| problems.list)
            .unwrap_or_default();
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
            .map(|step| {
                (
                    step.at.line,
                    step.sentence.line,
                    step.sentence.text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            steps,
            [
                (11, 10, "Send it."),
                (16, 15, "Copy its id."),
                (22, 20, "Then:")
            ]
        );
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
            (
                "x\n\n<!-- postrider\nsend: A\n-->\n",
                "p.md:3:1: a step stands before the header",
            ),
            (
                &format!("{header}\n{header}"),
                "p.md:5:1: this is a second header, the first one is at line 1",
            ),
            (
                &format!("{header}\n<!-- postrider\nexpect: {{ status: 200 }}\n-->\n"),
                "p.md:5:1: `expect` has no response to look at",
            ),
            (
                &format!("{header}\n<!-- postrider -->\n"),
                "p.md:5:1: the directive is empty",
            ),
            (
                &format!("{header}\n<!-- postrider just words -->\n"),
                "p.md:5:1: the directive is empty",
            ),
            (
                &format!("{header}\n<!-- postrider\nsend: A\n  base: x\n-->\n"),
                "p.md:7:7: this is not YAML: mapping values",
            ),
            (
                "<!-- postrider\ncollectons: { a: b }\n-->\n",
                "p.md:2:1: unknown key `collectons` in the header; did you mean `collections`?",
            ),
        ] {
            let found = problems(text);
            assert!(
                found
                    .first()
                    .is_some_and(|first| first.starts_with(expected)),
                "{text}: {found:?}"
            );
        }
    }
}
