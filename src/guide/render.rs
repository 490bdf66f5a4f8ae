//! The page as HTML, with a place for the verdict of each step: for reports that show what is
//! proven beside the words.
//!
//! Raw HTML of the page and its pictures are left out: a report opens from a disk and asks no
//! network.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

use crate::guide::page::OPTIONS;
use crate::guide::page::comment;
use crate::guide::sequence::Guide;
use crate::guide::texts::Texts;
use crate::text::harmless;

/// Renders the page of a guide. Where a step stands, there is `<!--step N-->`; the page's own
/// comments are not in it. `None` for a side-car without a page.
pub fn page(texts: &Texts<'_>, guide: &Guide) -> Option<String> {
    let text = texts.page?.text;
    let text = comment::as_html(text);
    let mut steps: Vec<(usize, usize)> = guide
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| (step.offset, index + 1))
        .collect();
    steps.sort_unstable();
    let mut steps = steps.into_iter().peekable();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut in_metadata = false;
    for (event, range) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
        let reached = match &event {
            Event::Start(tag) if is_block(tag) => Some(range.start),
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::TableCell) => Some(range.end),
            _ => None,
        };
        if let Some(reached) = reached {
            while let Some((_, number)) = steps.next_if(|(offset, _)| *offset <= reached) {
                events.push(marker(number));
            }
        }
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            Event::Text(_) if in_metadata => {}
            other => events.extend(harmless(other)),
        }
    }
    events.extend(steps.map(|(_, number)| marker(number)));
    let mut rendered = String::with_capacity(text.len() * 2);
    html::push_html(&mut rendered, events.into_iter());
    Some(rendered)
}

fn marker(number: usize) -> Event<'static> {
    Event::Html(format!("<!--step {number}-->").into())
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Strong
            | Tag::Emphasis
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::HtmlBlock
            | Tag::TableRow
            | Tag::TableCell
            | Tag::TableHead
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::texts::Text;

    fn rendered(text: &str) -> String {
        let texts = Texts {
            page: Some(Text::new("p.md", text)),
            sidecar: None,
        };
        page(&texts, &Guide::read_texts(&texts).unwrap()).unwrap()
    }

    #[test]
    fn verdicts_have_their_places_within_the_words() {
        let html = rendered(
            "---\ntitle: Front\n---\n<!-- postrider\ncollections: {}\n-->\n# Head\n\n1. Do it.\n   <!-- postrider\n   send: A\n   -->\n\n   Then more.\n2. Do that.\n\n   <!-- postrider send: B -->\n\nEnd.\n",
        );
        let words: Vec<&str> = html
            .split('<')
            .filter(|piece| piece.contains("step ") || piece.starts_with("p>"))
            .collect();
        assert_eq!(
            words,
            [
                "p>Do it.",
                "!--step 1-->\n",
                "p>Then more.",
                "p>Do that.",
                "!--step 2-->",
                "p>End."
            ],
            "{html}"
        );
        assert!(!html.contains("Front"));
    }

    #[test]
    fn what_could_reach_out_is_left_out() {
        let html = rendered(
            "<!-- postrider\ncollections: {}\n-->\n\n![a cat](http://x/cat.png) [in](javascript:alert(1)) [out](https://x/) <script>x</script>\n\n<img src=\"http://x/y\">\n\n<!-- postrider send: A -->\n",
        );
        for gone in ["<img", "<script", "javascript:", "cat.png", "postrider"] {
            assert!(!html.contains(gone), "{html}");
        }
        assert!(
            html.contains("a cat") && html.contains("href=\"https://x/\""),
            "{html}"
        );
    }
}
