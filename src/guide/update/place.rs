//! From places of a fence's text, which has no indentation of lists and no marks of quotes, to those
//! of the page.

use crate::guide::page::fence::Fence;
use crate::guide::page::lines::Lines;
use crate::text::Splice;

/// Changes of a fence's text as changes of the page: new lines begin as the fence's lines do.
pub(super) fn in_page(text: &str, fence: &Fence, splices: Vec<Splice>) -> Vec<Splice> {
    let lines = Lines::of(text);
    let offset = |at: usize| {
        let before = fence.places.partition_point(|(start, _)| *start <= at);
        let (start, place) = fence.places[before.saturating_sub(1)];
        lines.offset(place) + at - start
    };
    // A place behind something is on the line of that.
    let behind = |at: usize| {
        at.checked_sub(1)
            .map_or_else(|| offset(0), |last| offset(last) + 1)
    };
    let moved = splices.into_iter().map(|splice| {
        let range = if splice.range.is_empty() {
            behind(splice.range.start)..behind(splice.range.start)
        } else {
            offset(splice.range.start)..behind(splice.range.end)
        };
        let line = fence.text[..splice.range.start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let begins = offset(line);
        let start = text[..begins].rfind('\n').map_or(0, |at| at + 1);
        let end = if text[..begins].ends_with("\r\n") || text[..start].ends_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let lead = format!("{end}{}", &text[start..begins]);
        Splice {
            range,
            text: splice.text.replace('\n', &lead),
        }
    });
    moved.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::error::Problems;
    use crate::guide::page::Page;
    use crate::guide::update::json;
    use crate::text::spliced;
    use serde_json::json;

    #[test]
    fn lists_and_quotes_and_line_ends_stay_as_they_are() {
        for (begin, lead) in [("", ""), ("1. Do:\n\n", "   "), ("> Note:\n>\n", "> ")] {
            for end in ["\n", "\r\n"] {
                let page = |json: &str| {
                    let body = format!("```json\n{json}```\n");
                    let lines = body.lines().map(|line| [lead, line, "\n"].concat());
                    let body = lines.collect::<Vec<_>>().concat();
                    format!("{begin}{body}\nEnd.\n").replace('\n', end)
                };
                let before = page("{\n  \"a\": 1,\n  \"b\": [\n    2\n  ]\n}\n");
                let after = page(
                    "{\n  \"a\": {\n    \"c\": 1\n  },\n  \"b\": [\n    3\n  ],\n  \"d\": 4\n}\n",
                );
                let read = Page::read(&before, &mut Problems::default());
                let fence = &read.fences[0];
                let value = json!({"a": {"c": 1}, "b": [3], "d": 4});
                let splices = json::onto(&fence.text, &value).unwrap();
                assert_eq!(spliced(&before, &in_page(&before, fence, splices)), after);
            }
        }
    }
}
