//! A run of words of a page: a heading, a paragraph, the text of a list item or of a table's cell.

use std::ops::Range;

/// A run of words, with bold and code marked as Markdown does and all other marks left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// The words on one line: `Click the **Get Rules** request and copy its `id`.`
    pub(crate) marked: String,
    /// Where the words begin and end in the page.
    pub(crate) range: Range<usize>,
    /// The list item it stands in, by its number in the page.
    pub(crate) item: Option<usize>,
    /// Whether it stands in a quote, as notes and tips do.
    pub(crate) quoted: bool,
    /// Offsets into `marked` and the offsets into the page that they come from, ascending.
    places: Vec<(usize, usize)>,
}

/// What words stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// The list item, by its number in the page.
    pub(crate) item: Option<usize>,
    /// Whether it is a quote.
    pub(crate) quoted: bool,
}

/// What a run of words is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// A heading of that level.
    Heading(u8),
    /// A paragraph, the text of a list item.
    Text,
    /// The text of a table's cell.
    Cell,
}

impl Block {
    /// The offset into the page of a byte of `marked`.
    pub(crate) fn source(&self, at: usize) -> usize {
        let index = self.places.partition_point(|(marked, _)| *marked <= at);
        let Some((marked, source)) = self.places[..index].last() else {
            return self.range.start;
        };
        source + (at - marked)
    }

    /// The words without any marks.
    pub(crate) fn plain(&self) -> String {
        self.marked.replace("**", "").replace('`', "")
    }
}

/// Collects the blocks of a page as it is read.
#[derive(Debug, Default)]
pub(crate) struct Prose {
    open: Option<Block>,
    pub(crate) blocks: Vec<Block>,
}

impl Prose {
    /// Begins a block; its text follows.
    pub(crate) fn open(&mut self, kind: BlockKind, around: Surroundings) {
        self.close();
        let (marked, range, places) = (String::new(), 0..0, Vec::new());
        self.open = Some(Block {
            kind,
            marked,
            range,
            item: around.item,
            quoted: around.quoted,
            places,
        });
    }

    /// Adds words that stand at `source` in the page.
    pub(crate) fn text(&mut self, text: &str, source: &Range<usize>, around: Surroundings) {
        if self.open.is_none() {
            self.open(BlockKind::Text, around);
        }
        let Some(open) = &mut self.open else { return };
        open.extend(source);
        for (at, word) in words(text) {
            match word {
                " " => open.space(source.start + at),
                word => open.push(word, source.start + at),
            }
        }
    }

    /// Adds a span of code.
    pub(crate) fn code(&mut self, text: &str, source: &Range<usize>, around: Surroundings) {
        if self.open.is_none() {
            self.open(BlockKind::Text, around);
        }
        let Some(open) = &mut self.open else { return };
        open.extend(source);
        // The place of the code itself, behind its backticks.
        let ticks = (source.len().saturating_sub(text.len())) / 2;
        open.push("`", source.start + ticks.saturating_sub(1));
        open.push(text, source.start + ticks);
        open.push("`", source.start + ticks + text.len());
    }

    /// Begins or ends bold words.
    pub(crate) fn mark_bold(&mut self, source: usize, around: Surroundings) {
        self.mark("**", source, around);
    }

    /// Begins or ends words that are marked so.
    pub(crate) fn mark(&mut self, mark: &str, source: usize, around: Surroundings) {
        if self.open.is_none() {
            self.open(BlockKind::Text, around);
        }
        if let Some(open) = &mut self.open {
            open.extend(&(source..source));
            open.push(mark, source);
        }
    }

    /// Ends the block.
    pub(crate) fn close(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        open.marked.truncate(open.marked.trim_end().len());
        if !open.marked.is_empty() {
            self.blocks.push(open);
        }
    }
}

impl Block {
    fn extend(&mut self, source: &Range<usize>) {
        if self.marked.is_empty() && self.places.is_empty() {
            self.range = source.clone();
        }
        self.range.end = self.range.end.max(source.end);
    }

    fn push(&mut self, word: &str, source: usize) {
        self.places.push((self.marked.len(), source));
        self.marked.push_str(word);
    }

    fn space(&mut self, source: usize) {
        if !self.marked.is_empty() && !self.marked.ends_with(' ') {
            self.push(" ", source);
        }
    }
}

/// Words and the white space between them, each space folded to one.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let begin = at;
        let is_space = rest.starts_with(char::is_whitespace);
        let end = rest
            .find(|next: char| next.is_whitespace() != is_space)
            .unwrap_or(rest.len());
        at += end;
        Some((begin, if is_space { " " } else { &rest[..end] }))
    })
}
