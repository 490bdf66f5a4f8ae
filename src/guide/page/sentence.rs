//! The words of a page that a directive belongs to: those that stand before it, without their
//! markup.

use crate::guide::error::Position;
use crate::guide::prose::Surroundings;

/// A paragraph, a list item's text or a heading, without markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The words, on one line.
    pub text: String,
    /// The line at which they begin, from 1.
    pub line: usize,
}

/// The words read so far.
#[derive(Debug, Default)]
pub(crate) struct Sentences {
    open: Option<Sentence>,
    closed: Vec<Block>,
    /// The open list items, outermost first.
    items: Vec<Item>,
    item_count: usize,
    quotes: usize,
    /// The last closed block outside of quotes, and the last in one.
    last: [Option<usize>; 2],
}

/// An open list item.
#[derive(Debug)]
struct Item {
    /// Its number in the page.
    number: usize,
    /// How many blocks were closed before it.
    blocks: usize,
}

/// A run of words and what it stands in.
#[derive(Debug)]
struct Block {
    sentence: Sentence,
    item: Option<usize>,
    quoted: bool,
}

impl Sentences {
    /// Adds words to the open run.
    pub(crate) fn push(&mut self, words: &str, at: Position) {
        let open = self.open.get_or_insert_with(|| Sentence {
            text: String::new(),
            line: at.line,
        });
        open.text.push_str(words);
    }

    /// What is open now.
    pub(crate) fn around(&self) -> Surroundings {
        Surroundings {
            item: self.item(),
            quoted: self.quotes > 0,
        }
    }

    /// The number of the innermost open list item.
    fn item(&self) -> Option<usize> {
        self.items.last().map(|item| item.number)
    }

    pub(crate) fn open_item(&mut self) {
        self.close();
        self.item_count += 1;
        self.items.push(Item {
            number: self.item_count,
            blocks: self.closed.len(),
        });
    }

    pub(crate) fn close_item(&mut self) {
        self.close();
        self.items.pop();
    }

    pub(crate) fn open_quote(&mut self) {
        self.close();
        self.quotes += 1;
    }

    pub(crate) fn close_quote(&mut self) {
        self.close();
        self.quotes = self.quotes.saturating_sub(1);
    }

    pub(crate) fn open_heading(&mut self) {
        self.close();
    }

    /// Ends a heading and gives its words.
    pub(crate) fn close_heading(&mut self) -> Option<String> {
        let heading = self.open.as_ref().map(fold);
        self.close();
        heading.map(|heading| heading.text)
    }

    /// Ends the open run.
    pub(crate) fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let sentence = fold(&open);
        if !sentence.text.is_empty() {
            self.last[usize::from(self.quotes > 0)] = Some(self.closed.len());
            self.closed.push(Block {
                sentence,
                item: self.item(),
                quoted: self.quotes > 0,
            });
        }
    }

    /// The words that a directive which stands here belongs to: those of the paragraph it stands
    /// in; or the nearest of its list item, notes and introductions of examples aside; or the
    /// nearest before.
    pub(crate) fn before(&self) -> Option<Sentence> {
        if let Some(open) = self
            .open
            .as_ref()
            .map(fold)
            .filter(|open| !open.text.is_empty())
        {
            return Some(open);
        }
        let number = self.item();
        let since = self.items.last().map_or(0, |item| item.blocks);
        let in_item = || {
            let blocks = self.closed[since..].iter().rev();
            blocks.filter(|block| number.is_some() && block.item == number)
        };
        let last = self.last[usize::from(self.quotes > 0)];
        let found = in_item()
            .find(|block| !block.quoted && is_instruction(&block.sentence))
            .or_else(|| in_item().next())
            .or_else(|| last.map(|at| &self.closed[at]))
            .or_else(|| self.closed.last());
        found.map(|block| block.sentence.clone())
    }
}

/// Tells an instruction from what leads over to an example: `Example:`, `Or`.
fn is_instruction(sentence: &Sentence) -> bool {
    !sentence.text.ends_with(':') && sentence.text.split(' ').nth(1).is_some()
}

/// White space folded.
fn fold(sentence: &Sentence) -> Sentence {
    let text = sentence
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Sentence {
        text,
        line: sentence.line,
    }
}

#[cfg(test)]
mod tests {
    use crate::guide::error::Problems;
    use crate::guide::page::Page;

    /// The line and words that the last directive of a page belongs to.
    fn sentence(text: &str) -> (usize, String) {
        let page = Page::read(text, &mut Problems::of("p.md"));
        let sentence = page.comments.last().unwrap().sentence.clone();
        (sentence.line, sentence.text)
    }

    const DIRECTIVE: &str = "<!-- postrider send: A -->";

    #[test]
    fn the_instruction_of_the_list_item_wins_over_its_notes_and_examples() {
        let text = format!(
            "1. Copy the\n   `id` of **it**.\n\n   Example:\n\n   ```\n   x\n   ```\n\n   > **Note:** a note.\n\n   {DIRECTIVE}\n"
        );
        assert_eq!(sentence(&text), (1, "Copy the id of it.".into()));
    }

    #[test]
    fn each_paragraph_of_an_item_has_its_own_directives() {
        let text = format!("1. First do this.\n\n   Then do that.\n   {DIRECTIVE}\n");
        assert_eq!(sentence(&text), (3, "Then do that.".into()));
    }

    #[test]
    fn a_directive_after_the_list_belongs_to_its_last_item() {
        assert_eq!(
            sentence(&format!("1. One.\n2. Two.\n\n{DIRECTIVE}\n")),
            (2, "Two.".into())
        );
    }

    #[test]
    fn a_directive_under_a_heading_belongs_to_the_heading() {
        assert_eq!(
            sentence(&format!("Text.\n\n## A *head*\n\n{DIRECTIVE}\n")),
            (3, "A head".into())
        );
    }

    #[test]
    fn an_item_of_a_nested_list_has_its_own_words() {
        let text = format!("1. Outer item.\n   - Inner item.\n     {DIRECTIVE}\n");
        assert_eq!(sentence(&text), (2, "Inner item.".into()));
        let text = format!("1. Outer item.\n   - Inner item.\n\n   {DIRECTIVE}\n");
        assert_eq!(sentence(&text), (1, "Outer item.".into()));
    }

    #[test]
    fn a_note_before_a_directive_outside_of_lists_is_passed_over() {
        assert_eq!(
            sentence(&format!("Do it.\n\n> A note.\n\n{DIRECTIVE}\n")),
            (1, "Do it.".into())
        );
    }
}
