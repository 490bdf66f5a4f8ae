//! Tags of components, `<Step>`, as pages in MDX and Vue have them: to Markdown, the words that follow
//! without an empty line are HTML, and would not be read.

use std::borrow::Cow;

use super::fence::fence_of;

/// The page with white space in the place of such tags, every byte in its place.
pub(super) fn without_tags(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('<') {
        return text;
    }
    let mut found = Vec::new();
    // The fence of the sample that is open.
    let mut open: Option<&str> = None;
    let mut start = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let range = start..start + line.trim_end().len();
        start += line.len();
        match (open, fence_of(line)) {
            (None, Some((fence, _))) => open = Some(fence),
            (Some(opened), Some((fence, ""))) if fence.starts_with(opened) => open = None,
            (None, None) => {
                let is_followed = lines.peek().is_some_and(|next| begins_with_words(next));
                if is_followed && is_tag(line.trim()) {
                    found.push(range);
                }
            }
            _ => {}
        }
    }
    if found.is_empty() {
        return text;
    }
    let mut text = text.into_owned();
    for range in found {
        let blanks = " ".repeat(range.len());
        text.replace_range(range, &blanks);
    }
    Cow::Owned(text)
}

/// Whether a line is the tag of a component and nothing else.
fn is_tag(line: &str) -> bool {
    let inner = line
        .strip_prefix('<')
        .and_then(|line| line.strip_suffix('>'));
    let Some(inner) = inner.filter(|inner| !inner.contains(['<', '>'])) else {
        return false;
    };
    let name = inner.trim_start_matches('/');
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && !inner.trim_end().ends_with('/')
        && name.is_ascii()
}

/// Whether a line has words that Markdown would read: neither a tag nor code.
fn begins_with_words(line: &str) -> bool {
    let words = line.trim_start_matches(' ');
    let is_code = line.len() - words.len() >= 4 || words.starts_with('\t');
    !is_code && !words.trim().is_empty() && !words.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::error::Problems;
    use crate::guide::page::Page;

    #[test]
    fn words_directly_within_the_tag_of_a_component_are_read() {
        let page = Page::read(
            "<Steps>\n<Step title=\"List\">\nRun **A b**.\n</Step>\n</Steps>\n",
            &mut Problems::of("p.md"),
        );
        let words: Vec<_> = page.blocks.iter().map(|block| &*block.marked).collect();
        assert_eq!(words, ["Run **A b**."]);
    }

    #[test]
    fn tags_in_samples_and_those_that_hold_no_words_stay() {
        for text in [
            "```jsx\n<Step>\nwords\n</Step>\n```\n",
            "<Step>\n\nwords\n",
            "<Step />\nwords\n",
            "<div>\nwords\n",
            "<Tabs>\n<Tab>\n",
        ] {
            assert_eq!(without_tags(Cow::Borrowed(text)), text);
        }
    }
}
