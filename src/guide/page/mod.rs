//! A Markdown page taken apart: its title, its directives, its fenced samples, and the words before
//! each directive.
//!
//! Knows Markdown and nothing of what a directive says. Places are those of the page's text, so
//! that whatever is found later can be pointed at.

pub(super) mod body;
pub(super) mod comment;
mod components;
pub(super) mod contents;
mod ends;
pub(super) mod example;
pub(super) mod fence;
pub(super) mod header;
pub(super) mod lines;
pub(super) mod message;
pub(super) mod parts;
pub(super) mod sentence;
mod swallowed;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::guide::error::{Mistake, Position, Problems};
use crate::guide::prose::{Block, BlockKind, Prose};
use crate::guide::yaml;
use comment::{Allowance, Comment};
use ends::Ends;
use fence::Fence;
use lines::Lines;
use sentence::{Sentence, Sentences};
use swallowed::Swallowed;

/// What is read beside plain `CommonMark`.
pub(super) const OPTIONS: Options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
    .union(Options::ENABLE_TABLES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// A page's parts in the order of the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Page {
    /// The front matter's `title`, or the first heading.
    pub(crate) title: Option<String>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) fences: Vec<Fence>,
    /// Its words, block by block.
    pub(crate) blocks: Vec<Block>,
    /// What it allows `guide check` to find.
    pub(crate) allowances: Vec<Allowance>,
}

impl Page {
    /// Takes a page apart.
    pub(crate) fn read(text: &str, problems: &mut Problems) -> Self {
        let html = components::without_tags(comment::as_html(text));
        let text: &str = &html;
        let mut reader = Reader::new(text, problems);
        for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
            reader.take(event, range);
        }
        reader.prose.close();
        let is_guide = !reader.page.comments.is_empty();
        reader
            .swallowed
            .tell(is_guide, &reader.lines, reader.problems);
        Self {
            blocks: reader.prose.blocks,
            ..reader.page
        }
    }
}

/// What the reader is inside of, where that matters for the text it meets.
enum Inside {
    Nothing,
    Metadata(String),
    Code(Box<Fence>),
    /// The pieces of an HTML block, one a line.
    Html(Vec<Range<usize>>),
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    problems: &'a mut Problems,
    sentences: Sentences,
    prose: Prose,
    inside: Inside,
    ends: Ends<'a>,
    /// The line whose words were looked at last for what is left of a directive.
    warned: usize,
    swallowed: Swallowed,
    page: Page,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, problems: &'a mut Problems) -> Self {
        Self {
            text,
            lines: Lines::of(text),
            problems,
            sentences: Sentences::default(),
            prose: Prose::default(),
            inside: Inside::Nothing,
            ends: Ends::of(text),
            warned: 0,
            swallowed: Swallowed::default(),
            page: Page::default(),
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => match &mut self.inside {
                Inside::Metadata(metadata) => metadata.push_str(&text),
                Inside::Code(fence) => {
                    let place = self.lines.position(range.start);
                    fence.places.push((fence.text.len(), place));
                    fence.text.push_str(&text.replace(lines::ADDED, "\n"));
                }
                _ => {
                    let at = self.lines.position(range.start);
                    self.warn_in_text(at.line);
                    self.sentences.push(&text, at);
                    self.prose.text(&text, &range, self.sentences.around());
                }
            },
            Event::Code(text) => {
                self.sentences.push(&text, self.lines.position(range.start));
                self.prose.code(&text, &range, self.sentences.around());
            }
            Event::SoftBreak | Event::HardBreak => {
                self.sentences.push(" ", self.lines.position(range.start));
                self.prose.text(" ", &range, self.sentences.around());
            }
            Event::Html(_) => match &mut self.inside {
                Inside::Html(pieces) => pieces.push(range),
                _ => self.comments(&[range]),
            },
            Event::InlineHtml(tag) => {
                if let Some(mark) = self.ends.mark(&tag, range.end) {
                    self.prose.mark(mark, range.start, self.sentences.around());
                }
                self.comments(&[range]);
            }
            _ => {}
        }
    }

    /// Notes what is left of a broken directive in a line, when its first words are read.
    fn warn_in_text(&mut self, line: usize) {
        if line != self.warned {
            self.warned = line;
            comment::warn_in_text(self.lines.line(line), line, self.problems);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        if !matches!(
            tag,
            Tag::Strong | Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough
        ) {
            self.prose.close();
        }
        match tag {
            Tag::Strong | Tag::Emphasis | Tag::Link { .. } => {
                self.prose.mark_bold(range.start, self.sentences.around());
            }
            Tag::MetadataBlock(_) => self.inside = Inside::Metadata(String::new()),
            Tag::CodeBlock(kind) => {
                self.sentences.close();
                let at = self.lines.position(range.start);
                let (language, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => {
                        (info.split_whitespace().next().unwrap_or_default(), true)
                    }
                    CodeBlockKind::Indented => ("", false),
                };
                let language = language.to_owned();
                let around = self.sentences.around();
                let (offset, text, item) = (range.start, String::new(), around.item);
                self.inside = Inside::Code(Box::new(Fence {
                    offset,
                    at,
                    language,
                    text,
                    places: Vec::new(),
                    fenced,
                    item,
                    quoted: around.quoted,
                    read: fence::Read::default(),
                }));
            }
            Tag::HtmlBlock => {
                self.sentences.close();
                self.inside = Inside::Html(Vec::new());
            }
            Tag::Item => self.sentences.open_item(),
            Tag::BlockQuote(_) => self.sentences.open_quote(),
            Tag::Heading { level, .. } => {
                self.sentences.open_heading();
                self.prose
                    .open(BlockKind::Heading(*level as u8), self.sentences.around());
            }
            Tag::TableCell => {
                self.sentences.close();
                self.prose.open(BlockKind::Cell, self.sentences.around());
            }
            Tag::Paragraph | Tag::List(_) | Tag::Table(_) => self.sentences.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Strong => self
                .prose
                .mark_bold(range.end.saturating_sub(2), self.sentences.around()),
            TagEnd::Emphasis | TagEnd::Link => self
                .prose
                .mark_bold(range.end.saturating_sub(1), self.sentences.around()),
            TagEnd::Image | TagEnd::Strikethrough => {}
            _ => self.prose.close(),
        }
        match tag {
            TagEnd::Item => self.sentences.close_item(),
            TagEnd::BlockQuote(_) => self.sentences.close_quote(),
            TagEnd::Heading(_) => {
                if let Some(heading) = self.sentences.close_heading() {
                    self.page.title.get_or_insert(heading);
                }
            }
            TagEnd::Paragraph | TagEnd::TableCell => self.sentences.close(),
            TagEnd::MetadataBlock(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.end_block(range);
            }
            _ => {}
        }
    }

    /// Ends the block that stands there.
    fn end_block(&mut self, range: &Range<usize>) {
        let source = &self.text[range.clone()];
        match std::mem::replace(&mut self.inside, Inside::Nothing) {
            Inside::Metadata(text) => {
                for at in comment::directives(source) {
                    let at = self.lines.position(range.start + at);
                    self.problems.add(at, Mistake::InFrontMatter);
                }
                let title = yaml::parse(&text, 1)
                    .ok()
                    .and_then(|node| node.get("title")?.text());
                self.page.title = title.or(self.page.title.take());
            }
            Inside::Code(fence) if fence.fenced => {
                self.swallowed.look_at(&fence, source);
                self.page.fences.push(*fence);
            }
            Inside::Code(code) => {
                comment::warn_in_code(&code, self.problems);
                self.page.fences.extend(code.within());
            }
            Inside::Html(pieces) => self.comments(&pieces),
            Inside::Nothing => {}
        }
    }

    fn comments(&mut self, pieces: &[Range<usize>]) {
        let found = comment::find(self.text, pieces, &self.lines, self.problems);
        self.page.allowances.extend(found.allowances);
        for mut comment in found.directives {
            comment.sentence = self.sentence(comment.at);
            self.page.comments.push(comment);
        }
    }

    fn sentence(&self, at: Position) -> Sentence {
        let title = || Sentence {
            text: self.page.title.clone().unwrap_or_default(),
            line: at.line,
        };
        self.sentences.before().unwrap_or_else(title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Page {
        let mut problems = Problems::of("p.md");
        let page = Page::read(text, &mut problems);
        assert_eq!(problems.list, []);
        page
    }

    #[test]
    fn the_title_is_that_of_the_front_matter_or_the_first_heading() {
        assert_eq!(
            read("---\ntitle: Front\n---\n\n# Head\n").title.as_deref(),
            Some("Front")
        );
        assert_eq!(
            read("# Head *of* `it`\n\n## Second\n").title.as_deref(),
            Some("Head of it")
        );
        assert_eq!(
            read("---\nother: x\n---\n# Head\n").title.as_deref(),
            Some("Head")
        );
        assert_eq!(read("text\n").title, None);
    }

    #[test]
    fn directives_are_found_where_comments_may_stand() {
        let page = read(
            "<!-- postrider\nguide: x\n-->\n\n# T\n\n1. Click **Send**.\n   <!-- postrider\n   send: A\n   -->\n2. Two\n\n   \
             <!-- postrider send: B -->\n\n> quote\n> <!-- postrider\n> send: C\n> -->\n\nInline <!-- postrider send: D --> here.\n\
             <!-- other -->\n",
        );
        let seen: Vec<(usize, &str, &str)> = page
            .comments
            .iter()
            .map(|comment| {
                (
                    comment.at.line,
                    comment.yaml.trim(),
                    comment.sentence.text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                (1, "guide: x", ""),
                (8, "send: A", "Click Send."),
                (13, "send: B", "Two"),
                (16, "send: C", "quote"),
                (20, "send: D", "Inline"),
            ]
        );
    }

    #[test]
    fn fenced_samples_keep_their_text_without_the_lists_indentation() {
        let page = read(
            "1. Do:\n\n   ```json\n   {\n     \"a\": 1\n   }\n   ```\n\n       indented code\n\n~~~\nx\n~~~\n",
        );
        let seen: Vec<_> = page
            .fences
            .iter()
            .map(|fence| (fence.at.line, &*fence.language, &*fence.text))
            .collect();
        assert_eq!(seen, [(3, "json", "{\n  \"a\": 1\n}\n"), (11, "", "x\n")]);
    }

    #[test]
    fn a_fence_in_a_tab_of_mkdocs_is_a_fence() {
        let page = read(
            "=== \"curl\"\n\n    ```bash\n    curl \\\n      https://h/a\n    ```\n\n    npm i\n",
        );
        let [fence] = &page.fences[..] else {
            panic!("{:?}", page.fences)
        };
        assert_eq!(
            (fence.language.as_str(), fence.text.as_str()),
            ("bash", "curl \\\n  https://h/a\n")
        );
        let place = fence.position(0);
        assert_eq!((place.line, place.column), (4, 5));
    }

    #[test]
    fn a_directive_in_a_fenced_sample_is_shown_and_not_run() {
        assert_eq!(
            read("```md\n<!-- postrider\nsend: A\n-->\n```\n").comments,
            []
        );
    }
}
