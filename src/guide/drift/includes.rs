//! Parts of a page that stand in other files: named where nothing of them is read.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Finding};
use super::{Subject, Words};
use crate::guide::pattern::pattern;

/// How pages of `VuePress`, Docusaurus, `MkDocs`, Jekyll and Azure take in a file.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?m)^[ \t>]*(?:(?:!!!include\(|--8<-- |\{% include |\{!)[^\n]*|<StackSnippet [^\n]*|import \w+ from ['"][^'"\n]*\.mdx?['"];?|\[!INCLUDE[^\n]*)"#,
    )
});

/// The path, or the name of a snippet, that is taken in.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:!!!include\(|--8<-- |\{% include |\{!|<StackSnippet .*?snippet=|import \w+ from |\[!INCLUDE[ -]*\[[^\]]*\]\()\s*["']?([^"'()\s!%]+)"#,
    )
});

/// A place at which a page takes in another file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// The offset of the place into the page.
    pub offset: usize,
    /// The path as it is written; that of a snippet has a `*` for the folders that it may lie in.
    pub path: String,
}

/// What a page takes in, as far as it says where that lies.
pub fn taken_in(text: &str) -> Vec<TakenIn> {
    let places = places(text).filter_map(|(offset, written)| {
        let path = PATH.captures(written)?.get(1)?.as_str();
        let path = if written.starts_with("<StackSnippet") {
            format!("../*/{path}.md")
        } else {
            // A part of a file is named behind it.
            path.split(':').next().unwrap_or(path).to_owned()
        };
        Some(TakenIn { offset, path })
    });
    places.collect()
}

/// Where a text takes in files, and how.
fn places(text: &str) -> impl Iterator<Item = (usize, &str)> {
    INCLUDE.find_iter(text).map(|found| {
        let written = found.as_str().trim_start_matches([' ', '\t', '>']);
        (found.end() - written.len(), written.trim_end())
    })
}

/// Names what the page takes in and is not followed.
pub(super) fn check(subject: &Subject<'_>, followed: &[usize], findings: &mut Vec<Finding>) {
    let fences = &subject.page.fences;
    let in_fence = |at: usize| {
        fences
            .iter()
            .any(|fence| (fence.offset..fence.offset + fence.text.len()).contains(&at))
    };
    for (start, written) in places(subject.text) {
        if in_fence(start) || followed.contains(&start) {
            continue;
        }
        let place = Words {
            at: subject.position(start),
            length: written.chars().count(),
        };
        let message = "the page takes in another file here, which is not read".to_owned();
        let suggestion = "check that file by itself, or say the steps in its place".to_owned();
        findings.push(Finding {
            suggestion: Some(suggestion),
            ..subject.finding(Code::NotFollowed, place, message)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_in_is_named_however_it_is_written() {
        let text = "# T\n!!!include(a/b.md)!!!\n--8<-- \"c.md:part\"\n{% include d.md %}\n<StackSnippet snippet=\"get\" inline />\nimport Part from './_e.mdx';\n> [!INCLUDE [about it](../f.md)]\n{!g.md!}\n";
        let paths: Vec<String> = taken_in(text).into_iter().map(|found| found.path).collect();
        assert_eq!(
            paths,
            [
                "a/b.md",
                "c.md",
                "d.md",
                "../*/get.md",
                "./_e.mdx",
                "../f.md",
                "g.md"
            ]
        );
    }
}
