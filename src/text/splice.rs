//! Changes to a text at some of its places: what stays is the same, byte for byte, and what changes
//! can be shown.

use std::fmt::Write;
use std::ops::Range;

/// How many lines around a change are shown.
const AROUND: usize = 3;

/// How many pairs of lines are compared at most to find those that stay.
const MOST_PAIRS: usize = 4_000_000;

/// What takes the place of a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// The part, in bytes.
    pub range: Range<usize>,
    /// What stands there from now on.
    pub text: String,
}

/// The text with what takes the places of its parts, which are ascending and apart.
pub fn spliced(text: &str, splices: &[Splice]) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut copied = 0;
    for splice in splices {
        whole.push_str(&text[copied..splice.range.start]);
        whole.push_str(&splice.text);
        copied = splice.range.end;
    }
    whole.push_str(&text[copied..]);
    whole
}

/// What changes, as `diff -u` shows it; empty where nothing does.
pub fn diff(name: &str, text: &str, splices: &[Splice]) -> String {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at) - 1;
    let start_of = |line: usize| starts.get(line).copied().unwrap_or(text.len());
    let mut shown = String::new();
    let mut grown = 0_isize;
    let mut rest = splices;
    while let Some(first) = rest.first() {
        let begin = line_of(first.range.start).saturating_sub(AROUND);
        let mut end = line_of(first.range.end) + AROUND + 1;
        let near = |splice: &&Splice| {
            let is_near = line_of(splice.range.start) <= end + AROUND;
            if is_near {
                end = line_of(splice.range.end) + AROUND + 1;
            }
            is_near
        };
        let count = rest.iter().take_while(near).count();
        let (group, after) = rest.split_at(count);
        rest = after;
        let part = start_of(begin)..start_of(end);
        let moved: Vec<Splice> = group
            .iter()
            .map(|splice| Splice {
                range: splice.range.start - part.start..splice.range.end - part.start,
                text: splice.text.clone(),
            })
            .collect();
        let new = spliced(&text[part.clone()], &moved);
        let (old, new): (Vec<&str>, Vec<&str>) =
            (text[part].lines().collect(), new.lines().collect());
        if old == new {
            continue;
        }
        let at = begin.saturating_add_signed(grown) + 1;
        let (before, now) = (old.len(), new.len());
        grown += now.cast_signed() - before.cast_signed();
        // Writing to a string can't fail.
        let _ = writeln!(shown, "@@ -{},{before} +{at},{now} @@", begin + 1);
        write_lines(&mut shown, &old, &new);
    }
    if shown.is_empty() {
        return shown;
    }
    format!("--- {name}\n+++ {name}\n{shown}")
}

/// The lines that stay, go and come.
fn write_lines(shown: &mut String, old: &[&str], new: &[&str]) {
    let mut put = |sign: char, line: &str| {
        shown.push(sign);
        shown.push_str(line);
        shown.push('\n');
    };
    let common = common_lengths(old, new);
    let (mut from, mut to) = (0, 0);
    while from < old.len() || to < new.len() {
        let stays = from < old.len() && to < new.len() && old[from] == new[to];
        let comes =
            || to < new.len() && (from >= old.len() || common(from, to + 1) > common(from + 1, to));
        if stays {
            put(' ', old[from]);
            (from, to) = (from + 1, to + 1);
        } else if comes() {
            put('+', new[to]);
            to += 1;
        } else {
            put('-', old[from]);
            from += 1;
        }
    }
}

/// How many lines two texts have in common, from a line of each on.
fn common_lengths(old: &[&str], new: &[&str]) -> impl Fn(usize, usize) -> u32 {
    let width = new.len() + 1;
    let is_small = (old.len() + 1) * width <= MOST_PAIRS;
    let mut lengths = vec![0_u32; if is_small { (old.len() + 1) * width } else { 0 }];
    if is_small {
        for from in (0..old.len()).rev() {
            for to in (0..new.len()).rev() {
                lengths[from * width + to] = if old[from] == new[to] {
                    lengths[(from + 1) * width + to + 1] + 1
                } else {
                    lengths[(from + 1) * width + to].max(lengths[from * width + to + 1])
                };
            }
        }
    }
    move |from, to| lengths.get(from * width + to).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(range: Range<usize>, text: &str) -> Splice {
        Splice {
            range,
            text: text.into(),
        }
    }

    #[test]
    fn what_changes_is_shown_with_the_lines_around() {
        let lines = (1..=20).map(|line| format!("line {line}\n"));
        let text = lines.collect::<Vec<_>>().concat();
        let at = |words: &str| text.find(words).unwrap();
        let five = at("line 5");
        let splices = [
            splice(five..five + 6, "five\nand more"),
            splice(at("line 19")..at("line 20"), ""),
        ];
        let changed = spliced(&text, &splices);
        assert!(changed.contains("line 4\nfive\nand more\nline 6\n"));
        assert!(changed.ends_with("line 18\nline 20\n"));
        assert_eq!(
            diff("p.md", &text, &splices),
            "--- p.md\n+++ p.md\n@@ -2,7 +2,8 @@\n line 2\n line 3\n line 4\n-line 5\n+five\n+and more\n line 6\n line 7\n line 8\n\
             @@ -16,5 +17,4 @@\n line 16\n line 17\n line 18\n-line 19\n line 20\n"
        );
        assert_eq!(diff("p.md", &text, &[]), "");
        assert_eq!(diff("p.md", &text, &[splice(0..4, "line")]), "");
    }
}
