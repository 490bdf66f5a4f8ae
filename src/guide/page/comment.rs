//! HTML comments that are directives, found within the pieces of HTML that a page has.

use std::borrow::Cow;
use std::ops::Range;

use super::fence::Fence;
use super::lines::Lines;
use super::sentence::Sentence;
use crate::guide::error::{Mistake, Position, Problems};

/// The first word of a directive.
const WORD: &str = "postrider";

/// A directive before its content is read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Comment {
    /// Where the comment begins.
    pub(crate) at: Position,
    /// Where it begins, as an offset into the page.
    pub(crate) offset: usize,
    /// The content, moved so that every character stands in the column it has in the page, and the
    /// first line is that of the comment's beginning.
    pub(crate) yaml: String,
    /// The words it belongs to.
    pub(crate) sentence: Sentence,
    /// The offset into the page at which it ends.
    pub(crate) end: usize,
}

/// `<!-- postrider: allow CODE reason -->`: what `guide check` is not to tell at this place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Allowance {
    pub(crate) at: Position,
    pub(crate) offset: usize,
    /// The code of the finding, as written.
    pub(crate) code: String,
    /// Why it is allowed.
    pub(crate) reason: String,
}

/// What was found among pieces of HTML.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) directives: Vec<Comment>,
    pub(crate) allowances: Vec<Allowance>,
}

/// The page with the comments of MDX that are ours written as those of HTML, every byte in its
/// place.
pub(crate) fn as_html(text: &str) -> Cow<'_, str> {
    let mut html: Option<String> = None;
    let mut from = 0;
    let mut close = 0;
    while let Some(open) = text[from..].find("{/*").map(|at| at + from) {
        let inner = open + "{/*".len();
        from = inner;
        // Comments that begin one after the other may all end at the same place.
        if close < inner {
            let Some(next) = text[inner..].find("*/}").map(|at| at + inner) else {
                break;
            };
            close = next;
        }
        let content = &text[inner..close];
        if !content.starts_with([' ', '\n', '\t', '\r']) || !content.trim_start().starts_with(WORD)
        {
            continue;
        }
        let html = html.get_or_insert_with(|| text.to_owned());
        // The blank behind `{/*` makes room for the longer `<!--`.
        html.replace_range(open..=inner, "<!--");
        html.replace_range(close..close + 3, "-->");
        from = close + 3;
    }
    html.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Finds the directives among pieces of HTML that belong together, such as the lines of a block.
pub(crate) fn find(
    text: &str,
    pieces: &[Range<usize>],
    lines: &Lines<'_>,
    problems: &mut Problems,
) -> Found {
    let joined = Joined::of(text, pieces);
    let html = &joined.html;
    let mut found = Found::default();
    let mut from = 0;
    while let Some(open) = html[from..].find("<!--").map(|at| at + from) {
        let content = open + "<!--".len();
        let close = html[content..].find("-->").map(|at| at + content);
        let inner = content..close.unwrap_or(html.len());
        from = close.map_or(html.len(), |close| close + "-->".len());
        let offset = joined.original(open);
        let at = lines.position(offset);
        for inside in directives(&html[inner.clone()]) {
            let inside = lines.position(joined.original(inner.start + inside));
            problems.add(inside, Mistake::InComment { line: at.line });
        }
        match first_word(&html[inner.clone()]) {
            Some(WORD) if close.is_none() => problems.add(at, Mistake::Unclosed),
            Some(WORD) if !allows(WORD, &html[inner.clone()]) => {
                let yaml = joined.aligned(content_after_word(html, inner), lines, at.line);
                let end = joined.original(from.saturating_sub(1)) + 1;
                found.directives.push(Comment {
                    at,
                    offset,
                    yaml,
                    sentence: Sentence::default(),
                    end,
                });
            }
            Some(word) if allows(word, &html[inner.clone()]) => {
                let mut words = html[inner].split_whitespace().skip(2);
                let code = words.next().unwrap_or_default().to_owned();
                let reason = words.collect::<Vec<_>>().join(" ");
                if code.is_empty() || reason.is_empty() {
                    problems.add(at, Mistake::Allowance { code: code.clone() });
                }
                found.allowances.push(Allowance {
                    at,
                    offset,
                    code,
                    reason,
                });
            }
            Some(word) if is_misspelt(word) => {
                problems.add(
                    at,
                    Mistake::Misspelt {
                        word: word.to_owned(),
                    },
                );
            }
            _ => {}
        }
    }
    found
}

/// The bytes of a text at which directives begin; one in quotes is spoken of.
pub(super) fn directives(text: &str) -> impl Iterator<Item = usize> {
    let begins = text
        .match_indices("<!--")
        .map(|(at, mark)| (at, at + mark.len()));
    let of_mdx = text
        .match_indices("{/*")
        .map(|(at, mark)| (at, at + mark.len()));
    let is_directive = |(at, inner): &(usize, usize)| {
        !text[..*at].ends_with(['`', '\'', '"']) && first_word(&text[*inner..]) == Some(WORD)
    };
    begins.chain(of_mdx).filter(is_directive).map(|(at, _)| at)
}

/// Whether a comment is `postrider: allow …`.
fn allows(word: &str, comment: &str) -> bool {
    word.trim_end_matches(':') == WORD && comment.split_whitespace().nth(1) == Some("allow")
}

/// Notes the directives that Markdown takes for indented code.
pub(crate) fn warn_in_code(code: &Fence, problems: &mut Problems) {
    for (index, line) in code.text.lines().enumerate() {
        let inner = line.trim_start().strip_prefix("<!--");
        if inner.and_then(first_word) == Some(WORD) {
            let at = Position {
                line: code.at.line + index,
                column: code.at.column,
            };
            problems.add(at, Mistake::InCode);
        }
    }
}

/// Notes what is left of a directive whose comment is broken: readers see it, and nothing runs it.
pub(crate) fn warn_in_text(line: &str, number: usize, problems: &mut Problems) {
    let text = line.trim_start();
    let at = Position {
        line: number,
        column: line.chars().count() - text.chars().count() + 1,
    };
    // The end of a directive that the list cut off is told with its beginning.
    let told =
        |problem: &crate::guide::Problem| problem.at == at || problem.mistake == Mistake::Unclosed;
    let mark = text.trim_start_matches(['<', '!', '-', ' ']);
    let begins = mark.len() < text.len() && text[..text.len() - mark.len()].contains('-');
    let mistake = if text.trim_end() == "-->" {
        Mistake::StrayEnd
    } else if begins
        && first_word(mark) == Some(WORD)
        && !text.starts_with("<!--")
        && !text.starts_with("- ")
    {
        Mistake::Broken {
            found: text.trim_end().to_owned(),
        }
    } else {
        return;
    };
    if !problems.list.iter().any(told) {
        problems.add(at, mistake);
    }
}

fn first_word(comment: &str) -> Option<&str> {
    comment.split_whitespace().next()
}

fn is_misspelt(word: &str) -> bool {
    let word = word.trim_end_matches(':').to_lowercase();
    word == WORD || strsim::damerau_levenshtein(&word, WORD) <= 2
}

fn content_after_word(html: &str, inner: Range<usize>) -> Range<usize> {
    let word = html[inner.clone()]
        .find(WORD)
        .map_or(inner.start, |at| at + inner.start + WORD.len());
    word..inner.end
}

/// Pieces of HTML that belong together, as one text.
struct Joined {
    html: String,
    /// Where each piece begins in `html`, and in the page.
    starts: Vec<(usize, usize)>,
}

impl Joined {
    fn of(text: &str, pieces: &[Range<usize>]) -> Self {
        let mut html = String::new();
        let mut starts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            starts.push((html.len(), piece.start));
            html.push_str(&text[piece.clone()]);
        }
        Self { html, starts }
    }

    /// The offset into the page of a byte of the joined pieces.
    fn original(&self, at: usize) -> usize {
        let at = at.min(self.html.len());
        let piece = self.starts.partition_point(|(begin, _)| *begin <= at);
        self.starts[..piece]
            .last()
            .map_or(0, |(begin, place)| place + (at - begin))
    }

    /// A part with each line moved to the column that it has in the page.
    fn aligned(&self, part: Range<usize>, lines: &Lines<'_>, first_line: usize) -> String {
        let mut yaml = String::new();
        let mut line_number = first_line;
        let mut at = part.start;
        for line in self.html[part].split_inclusive('\n') {
            let place = lines.position(self.original(at));
            while line_number < place.line {
                yaml.push('\n');
                line_number += 1;
            }
            yaml.extend(std::iter::repeat_n(' ', place.column - 1));
            yaml.push_str(line.trim_end());
            yaml.push('\n');
            line_number += 1;
            at += line.len();
        }
        yaml
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::guide::page::Page;

    /// What a page says wrongly, each mistake with its line.
    pub(in crate::guide::page) fn mistakes(text: &str) -> Vec<(usize, Mistake)> {
        let mut problems = Problems::of("p.md");
        Page::read(text, &mut problems);
        problems
            .list
            .into_iter()
            .map(|problem| (problem.at.line, problem.mistake))
            .collect()
    }

    #[test]
    fn the_content_keeps_its_lines_and_columns() {
        let text = "1. a\n   <!-- postrider send: A\n        expect: x -->\n";
        let page = Page::read(text, &mut Problems::of("p.md"));
        assert_eq!(
            page.comments[0].yaml,
            format!("{}send: A\n{}expect: x\n", " ".repeat(18), " ".repeat(8))
        );
        assert_eq!(page.comments[0].at, Position { line: 2, column: 4 });
    }

    #[test]
    fn several_comments_of_a_block_are_told_apart() {
        let page = Page::read(
            "<!-- a --> <!-- postrider send: A --> <!-- postrider send: B -->\n",
            &mut Problems::of("p.md"),
        );
        let seen: Vec<_> = page
            .comments
            .iter()
            .map(|comment| comment.yaml.trim())
            .collect();
        assert_eq!(seen, ["send: A", "send: B"]);
    }

    #[test]
    fn a_comment_without_an_end_is_told() {
        assert_eq!(
            mistakes("# T\n\n<!-- postrider\nsend: A\n"),
            [(3, Mistake::Unclosed)]
        );
        let cut_by_the_list = "1. a\n   <!-- postrider\nsend: A\n-->\n";
        assert_eq!(mistakes(cut_by_the_list), [(2, Mistake::Unclosed)]);
    }

    #[test]
    fn a_directive_that_is_shown_as_code_is_told() {
        assert_eq!(
            mistakes("text\n\n    <!-- postrider\n    send: A\n    -->\n"),
            [(3, Mistake::InCode)]
        );
    }

    #[test]
    fn what_is_left_of_a_broken_comment_is_told() {
        for broken in [
            "<-- postrider",
            "!-- postrider",
            "<!- postrider",
            "-- postrider",
        ] {
            let found = Mistake::Broken {
                found: broken.into(),
            };
            assert_eq!(
                mistakes(&format!("Text.\n{broken}\nsend: A\n")),
                [(2, found)],
                "{broken}"
            );
        }
        assert_eq!(
            mistakes("Text.\n\nsend: A\n-->\n"),
            [(4, Mistake::StrayEnd)]
        );
        assert_eq!(
            mistakes("- postrider is a tool\n\n`<-- postrider` --> and so on\n"),
            []
        );
    }

    #[test]
    fn a_misspelt_first_word_is_told_and_other_comments_are_not() {
        let misspelt = |word: &str| Mistake::Misspelt { word: word.into() };
        assert_eq!(
            mistakes("<!-- postrder send: A -->\n"),
            [(1, misspelt("postrder"))]
        );
        assert_eq!(
            mistakes("<!-- Postrider: send: A -->\n"),
            [(1, misspelt("Postrider:"))]
        );
        assert_eq!(mistakes("<!-- posted by me --><!-- later --><!---->\n"), []);
    }
}
