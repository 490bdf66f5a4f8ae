//! A side-car, `NAME.guide.yaml`: directives for a page that can't be touched, each at words that
//! it quotes; or, without a page, a plain sequence of steps.

use std::sync::LazyLock;

use regex::Regex;

use super::directive::include::Include;
use super::directive::step::{Shelf, Step};
use super::error::{Mistake, Position, Problems};
use super::keys;
use super::mark;
use super::page::Page;
use super::page::comment::Comment;
use super::page::fence::Taken;
use super::page::header::Header;
use super::page::lines::Lines;
use super::page::sentence::Sentence;
use super::pattern::pattern;
use super::prose::Block;
use super::sequence::{Guide, HeaderFound, check_order};
use super::texts::Text;
use super::yaml::{self, Kind, Node};

/// The page that a side-car says it belongs to, as written there.
pub fn page_of(text: &str) -> Option<String> {
    yaml::parse(text, 1).ok()?.get("page")?.text()
}

/// The page that a side-car quotes.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a> {
    /// The page as it was named.
    pub(super) name: &'a str,
    pub(super) page: &'a Page,
    pub(super) lines: &'a Lines<'a>,
}

/// The guide that a side-car makes of a page, as far as it can be read.
pub(super) fn read(
    sidecar: Text<'_>,
    page: Option<Quoted<'_>>,
    problems: &mut Problems,
) -> (Guide, HeaderFound) {
    let Text { name, text } = sidecar;
    let node = parse(text, problems);
    let header = Header::read_of_sidecar(&node, problems);
    let mut steps: Vec<Step> = Vec::new();
    let mut includes: Vec<Include> = Vec::new();
    let list = node.get("steps").map(|list| (list, list.elements()));
    if let Some((list, None)) = list {
        keys::wrong_kind(problems, "steps", list, "a list of steps");
    }
    let lines = Lines::of(text);
    let taken = Taken::default();
    let nodes = list.and_then(|(_, nodes)| nodes).unwrap_or_default();
    for (index, node) in nodes.iter().enumerate() {
        let start = lines.offset(node.at);
        let end = nodes
            .get(index + 1)
            .map_or(text.len(), |next| lines.offset(next.at));
        let (node, quote) = without_quote(node, problems);
        let node = header.shared.within(&node);
        let shelf = Shelf {
            fences: page.map_or(&[][..], |quoted| &quoted.page.fences),
            taken: &taken,
        };
        let comment = place(&node, quote, page, problems);
        if let Some(include) = Include::read(&node, &comment, steps.len(), problems) {
            includes.push(include.within(start..end));
            continue;
        }
        let Some(mut step) = Step::read(&node, &comment, shelf, problems) else {
            continue;
        };
        step.source = start..end;
        if includes.is_empty() {
            check_order(&step, &node, &steps, problems);
        }
        steps.push(step);
    }
    let found = HeaderFound {
        is_there: true,
        step_before: None,
    };
    let title = page.and_then(|quoted| quoted.page.title.clone());
    let called = header
        .guide
        .clone()
        .or(title)
        .unwrap_or_else(|| name.to_owned());
    let page = page.map_or(name, |quoted| quoted.name).to_owned();
    (
        Guide {
            page,
            directives: name.to_owned(),
            name: called,
            header,
            steps,
            includes,
            known: Vec::new(),
        },
        found,
    )
}

/// What stands in a side-car; a map without anything where that is no YAML.
fn parse(text: &str, problems: &mut Problems) -> Node {
    let node = yaml::parse(text, 1).unwrap_or_else(|(at, mistake)| {
        problems.add(at, mistake);
        let at = Position { line: 1, column: 1 };
        Node::new(at, Kind::Map(Vec::new()))
    });
    mark::find(text, 1, problems);
    node
}

/// A step's node without its `at`, and the words that this quotes.
fn without_quote(node: &Node, problems: &mut Problems) -> (Node, Option<(String, Position)>) {
    let Kind::Map(entries) = &node.kind else {
        return (node.clone(), None);
    };
    let quote = entries.iter().find(|entry| entry.key == "at");
    let quote =
        quote.and_then(|entry| Some((keys::text("at", &entry.value, problems)?, entry.value.at)));
    let rest = entries
        .iter()
        .filter(|entry| entry.key != "at")
        .cloned()
        .collect();
    (Node::new(node.at, Kind::Map(rest)), quote)
}

/// The place of a step in the page.
fn place(
    node: &Node,
    quote: Option<(String, Position)>,
    page: Option<Quoted<'_>>,
    problems: &mut Problems,
) -> Comment {
    let at = node.at;
    let Some(Quoted { page, lines, .. }) = page else {
        let text = quote
            .map(|(quote, _)| quote)
            .or_else(|| named(node))
            .unwrap_or_default();
        return Comment {
            at,
            sentence: Sentence {
                text,
                line: at.line,
            },
            ..Comment::default()
        };
    };
    let Some((quote, quoted_at)) = quote else {
        problems.add(at, Mistake::NoQuote);
        return Comment {
            at,
            ..Comment::default()
        };
    };
    match find(page, lines, &quote) {
        Ok(block) => {
            let words = folded(&quote);
            let sentence = Sentence {
                text: words,
                line: lines.position(block.range.start).line,
            };
            Comment {
                at,
                offset: block.range.end,
                sentence,
                end: block.range.end,
                ..Comment::default()
            }
        }
        Err(mistake) => {
            problems.add(quoted_at, mistake);
            Comment {
                at,
                ..Comment::default()
            }
        }
    }
}

fn named(node: &Node) -> Option<String> {
    ["name", "send"]
        .iter()
        .find_map(|key| node.get(key)?.text())
}

/// The block that holds the quoted words.
fn find<'p>(page: &'p Page, lines: &Lines<'_>, quote: &str) -> Result<&'p Block, Mistake> {
    let wanted = folded(quote);
    let found: Vec<&Block> = page
        .blocks
        .iter()
        .filter(|block| folded(&block.plain()).contains(&wanted))
        .collect();
    match found[..] {
        [one] if !wanted.is_empty() => Ok(one),
        [] => {
            let near = page
                .blocks
                .iter()
                .map(|block| {
                    (
                        strsim::normalized_damerau_levenshtein(&folded(&block.plain()), &wanted),
                        block,
                    )
                })
                .filter(|(likeness, _)| *likeness >= 0.5)
                .max_by(|left, right| left.0.total_cmp(&right.0));
            let suggestion = near.map(|(_, block)| {
                format!(
                    "line {} says `{}`",
                    lines.position(block.range.start).line,
                    block.plain()
                )
            });
            Err(Mistake::QuoteMissing {
                quote: wanted,
                suggestion,
            })
        }
        _ => Err(Mistake::QuoteTwice {
            quote: wanted,
            lines: found
                .iter()
                .map(|block| lines.position(block.range.start).line)
                .collect(),
        }),
    }
}

/// Words without markup, white space folded.
fn folded(text: &str) -> String {
    static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"!?\[([^\]]*)\]\([^)]*\)"));
    let text = LINK.replace_all(text, "$1");
    let text = text.replace(['*', '`'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::texts::Texts;

    const PAGE: &str = "# Orders\n\n1. Send the **List\n   orders** request.\n2. Copy its `id`.\n\n```json\n{\"a\": 1}\n```\n\nDo it twice.\n\nDo it twice.\n";

    fn read(yaml: &str) -> Result<Guide, Problems> {
        Guide::read_texts(&Texts {
            page: Some(Text::new("p.md", PAGE)),
            sidecar: Some(Text::new("p.guide.yaml", yaml)),
        })
    }

    fn sentences(guide: &Guide) -> Vec<(usize, &str)> {
        let sentences = guide.steps.iter().map(|step| &step.sentence);
        sentences
            .map(|sentence| (sentence.line, sentence.text.as_str()))
            .collect()
    }

    #[test]
    fn each_step_stands_at_the_words_that_it_quotes() {
        let guide = read(
            "page: p.md\ncollections: { shop: shop.json }\nneeds: url\nsteps:\n- at: Send the **List orders** request\n  send: List orders\n\
             - at: Copy its id\n  capture: { id: $.id }\n  expect: { contains: next }\n",
        )
        .unwrap();
        assert_eq!(
            (guide.page.as_str(), guide.name.as_str()),
            ("p.md", "Orders")
        );
        let seen = sentences(&guide);
        assert_eq!(
            seen,
            [(3, "Send the List orders request"), (5, "Copy its id")]
        );
        assert_eq!(
            guide.steps[1].expect.contains.as_ref().unwrap().value,
            serde_json::json!({"a": 1})
        );
        assert_eq!(guide.header.needs, ["url"]);
    }

    #[test]
    fn a_quote_that_is_not_there_or_there_twice_is_told_at_its_place() {
        let yaml = "steps:\n- at: Copy the id\n  capture: { id: $.id }\n- at: Do it twice\n  send: A\n- send: B\n- at: nothing of the kind\n  snd: C\n";
        let problems = read(yaml).unwrap_err();
        let seen: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            seen,
            [
                "p.guide.yaml:2:3: `capture` has no response to look at: no step before it sends a request",
                "p.guide.yaml:2:7: the page does not say `Copy the id`; line 5 says `Copy its id.`",
                "p.guide.yaml:4:7: the page says `Do it twice` more than once, at lines 11, 13; quote more of it",
                "p.guide.yaml:6:3: the step has no place; write `at:` and the words of the page that it belongs to",
                "p.guide.yaml:7:7: the page does not say `nothing of the kind`",
                "p.guide.yaml:8:3: unknown key `snd` in a step; did you mean `send`?",
            ]
        );
    }

    #[test]
    fn without_a_page_it_is_a_plain_sequence() {
        let yaml = "guide: Smoke\ncollections: { a: a.json }\nsteps:\n- send: A\n- send: B\n  name: Second\n";
        let guide = Guide::read_texts(&Texts {
            page: None,
            sidecar: Some(Text::new("s.guide.yaml", yaml)),
        })
        .unwrap();
        let seen = sentences(&guide);
        assert_eq!(
            (guide.page.as_str(), &seen[..]),
            ("s.guide.yaml", &[(4, "A"), (5, "Second")][..])
        );
    }

    #[test]
    fn a_side_car_names_its_page() {
        assert_eq!(
            page_of("page: ../p.md\nsteps: []\n").as_deref(),
            Some("../p.md")
        );
        assert_eq!(page_of("steps: []\n"), None);
    }
}
