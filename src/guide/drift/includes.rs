//! Parts of a page that stand in other files: named, since nothing of them is read.

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

/// Names what the page takes in.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let fences = &subject.page.fences;
    let in_fence = |at: usize| {
        fences
            .iter()
            .any(|fence| (fence.offset..fence.offset + fence.text.len()).contains(&at))
    };
    for found in INCLUDE.find_iter(subject.text) {
        let written = found.as_str().trim_start_matches([' ', '\t', '>']);
        let start = found.end() - written.len();
        if in_fence(start) {
            continue;
        }
        let written = written.trim_end();
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
