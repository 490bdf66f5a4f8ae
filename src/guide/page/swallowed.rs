//! Directives within a sample or within another comment whose end is missing: nothing would run
//! them, and the page would be green with a step less.

use super::comment;
use super::fence::{Fence, fence_of};
use super::lines::Lines;
use crate::guide::error::{Mistake, Position, Problems};

/// Samples that hold directives, until the whole page is read: what comes after a sample says
/// whether its end is missing.
#[derive(Debug, Default)]
pub(super) struct Swallowed {
    held: Vec<Held>,
    /// Where the last sample begins whose fences are in disorder.
    disorder: Option<usize>,
}

/// A directive within a sample.
#[derive(Debug)]
struct Held {
    at: Position,
    /// Where the sample begins.
    sample: Position,
    /// How the sample's language shows comments.
    shows: Shows,
}

/// Whether a sample of a language may show a directive to the page's readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Samples of pages.
    Pages,
    /// Samples of markup, or of anything.
    Markup,
    /// In a sample of JSON, of a shell or the like it is none.
    No,
}

impl Swallowed {
    /// Looks at a sample, which stands there with its fences as `source`.
    pub(super) fn look_at(&mut self, sample: &Fence, source: &str) {
        if is_in_disorder(source) {
            self.disorder = Some(sample.offset);
        }
        let shows = match sample.dialect().as_str() {
            "markdown" | "md" | "mdx" => Shows::Pages,
            "" | "html" | "xml" | "text" | "txt" | "diff" => Shows::Markup,
            _ => Shows::No,
        };
        self.held
            .extend(comment::directives(&sample.text).map(|at| Held {
                at: sample.position(at),
                sample: sample.at,
                shows,
            }));
    }

    /// Tells what was swallowed. Where the page is a guide, a sample that shows a directive says
    /// that it shows a page; and behind a sample without its end, the fences are in disorder up to
    /// the end of the page.
    pub(super) fn tell(self, is_guide: bool, page: &Lines<'_>, problems: &mut Problems) {
        let disorder = self.disorder.map(|offset| page.position(offset));
        for Held { at, sample, shows } in self.held {
            let line = sample.line;
            let mistake = match shows {
                _ if disorder.is_some_and(|disorder| disorder >= sample) => {
                    Mistake::InSample { line }
                }
                Shows::No => Mistake::InSample { line },
                Shows::Markup if is_guide => Mistake::ShownOrLost { line },
                Shows::Markup | Shows::Pages => continue,
            };
            problems.add(at, mistake);
        }
    }
}

/// Whether a sample has no end, or has the beginning of another sample within it: then the one or
/// the other fence is missing.
fn is_in_disorder(source: &str) -> bool {
    let mut lines = source.lines().map(fence_of);
    let Some(Some((mark, _))) = lines.next() else {
        return false;
    };
    let mut is_closed = false;
    for (fence, info) in lines.flatten() {
        if !fence.starts_with(mark) {
            continue;
        }
        if !info.is_empty() {
            return true;
        }
        is_closed = true;
    }
    !is_closed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::page::comment::tests::mistakes;

    const STEP: &str = "\n<!-- postrider\nsend: A\n-->\n";
    const HEADER: &str = "<!-- postrider\nguide: x\n-->\n\n";

    #[test]
    fn a_directive_within_a_sample_whose_end_is_missing_is_told() {
        let told = [(5, Mistake::InSample { line: 1 })];
        for begin in [
            "```json\n{}\n\n",
            "~~~ bash\ncurl h\n\n",
            "```http\nGET /\n\n",
        ] {
            assert_eq!(mistakes(&format!("{begin}{STEP}")), told, "{begin}");
            assert_eq!(mistakes(&format!("{begin}{STEP}```\n")), told, "{begin}");
        }
        let mdx = "```json\n{}\n\n\n{/* postrider\nsend: A\n*/}\n";
        assert_eq!(mistakes(mdx), told);
        let within = "```json\n{}\n\n\n1. Send it. <!-- postrider send: A -->\n";
        assert_eq!(mistakes(within), told);
        let spoken_of = "```sh\necho '<!-- postrider' >> page.md\n```\n";
        assert_eq!(mistakes(spoken_of), []);
    }

    #[test]
    fn samples_of_markup_that_lost_their_end_are_told_and_those_that_show_a_directive_are_not() {
        for language in ["", "md", "html", "diff", "text"] {
            let shown = format!("```{language}{STEP}```\n\n```json\n{{}}\n```\n");
            assert_eq!(mistakes(&shown), [], "{language}");
            for lost in [
                format!("```{language}\n{STEP}"),
                format!("```{language}\n{STEP}\n```json\n{{}}\n```\n"),
                format!("```{language}\n{STEP}\n```\n{{}}\n```\n"),
                format!("```{language}\n{STEP}\n```\n{{}}\n```\n\n```json\n{{}}\n```\n"),
                format!("- a\n\n  ```{language}\n{}", STEP.replace('\n', "\n  ")),
            ] {
                let found = mistakes(&lost);
                let is_told = matches!(found.first(), Some((_, Mistake::InSample { .. })));
                assert!(is_told, "{lost} {found:?}");
            }
        }
    }

    #[test]
    fn in_a_guide_a_sample_that_shows_a_directive_says_that_it_shows_a_page() {
        for language in ["", "html", "diff", "text"] {
            let page = format!("{HEADER}```{language}{STEP}```\n");
            let told = [(6, Mistake::ShownOrLost { line: 5 })];
            assert_eq!(mistakes(&page), told, "{language}");
        }
        for language in ["md", "markdown"] {
            let page = format!("{HEADER}````{language}{STEP}```json\n{{}}\n```\n````\n");
            assert_eq!(mistakes(&page), [], "{language}");
        }
    }

    #[test]
    fn a_directive_within_a_comment_without_its_end_or_in_the_front_matter_is_told() {
        assert_eq!(
            mistakes("Text.\n\n<!-- later\n\nMore.\n\n<!-- postrider\nsend: A\n-->\n"),
            [(7, Mistake::InComment { line: 3 })]
        );
        assert_eq!(
            mistakes("---\n<!-- postrider\nsend: A\n-->\ntitle: x\n---\n"),
            [(2, Mistake::InFrontMatter)]
        );
        assert_eq!(mistakes("<!-- write `<!-- postrider` here -->\n"), []);
    }
}
