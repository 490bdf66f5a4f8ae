//! Names of requests beside which nothing says what they are: a heading above "click **Send**", the
//! items of a list whose requests are to be sent.

use std::sync::LazyLock;

use regex::Regex;

use super::Subject;
use super::stock::Wanted;
use crate::guide::name::folded;
use crate::guide::pattern::pattern;
use crate::guide::prose::{self, Block, BlockKind, Mention, MentionKind, instructions};

/// What stands before the name in a heading: `1.`, `Step 2:`, a method.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?i:step )?(?:\d+(?:[.):]|\b)\s*)?(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD) )?")
});
/// What stands above a list of requests that are sent.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?] |(?i:postman|now|then|finally),? )(?i:please )?(?i:send|run|execute|call|invoke|issue)\b[^.]*\b(?:requests|calls)\b[^.]*:$",
    )
});

/// What each block of the page names.
pub(super) fn mentions(subject: &Subject<'_>) -> Vec<Vec<Mention>> {
    let mut is_announced = false;
    let mut all = Vec::new();
    for (number, block) in subject.page.blocks.iter().enumerate() {
        all.push(mentions_of(subject, number, is_announced));
        if block.item.is_none() && block.kind != BlockKind::Cell {
            is_announced = ANNOUNCED.is_match(&block.plain());
        }
    }
    all
}

/// What a block names, by its number; `is_announced` tells whether the requests of the list that it
/// may be an item of are to be sent.
fn mentions_of(subject: &Subject<'_>, number: usize, is_announced: bool) -> Vec<Mention> {
    let blocks = &subject.page.blocks;
    let block = &blocks[number];
    let mut found = prose::mentions(block);
    let is_listed = is_announced && !orders(block);
    match block.kind {
        BlockKind::Heading(_) if found.is_empty() && is_sent_below(&blocks[number + 1..]) => {
            found.extend(whole(subject, block));
        }
        BlockKind::Text if is_listed && block.item.is_some() => {
            let leads = |mention: &Mention| mention.range.start <= "**".len();
            if found.is_empty() {
                found.extend(whole(subject, block));
            }
            if let Some(first) = found.first_mut().filter(|first| leads(first)) {
                first.is_sent = true;
            }
        }
        // The other cells of a row tell of the request.
        BlockKind::Cell if is_listed => {
            if found.is_empty() {
                found.extend(whole(subject, block));
            }
            let plain = block.plain();
            let words = folded(&LEAD.replace(&plain, ""));
            let is_whole = |mention: &Mention| words == folded(&mention.name);
            for mention in &mut found {
                mention.is_sent = is_whole(mention) && is_called(subject, &mention.name);
            }
        }
        _ => {}
    }
    found
}

/// Whether a request has that name.
fn is_called(subject: &Subject<'_>, name: &str) -> bool {
    let wanted = Wanted::of(&folded(name));
    let mut called = subject.stocks().flat_map(|stock| stock.called(&wanted));
    called.next().is_some()
}

/// The request whose name a block is: a heading, an item, a cell.
fn whole(subject: &Subject<'_>, block: &Block) -> Option<Mention> {
    let text = block.marked.trim_end_matches([':', '.']);
    let start = LEAD.find(text).map_or(0, |lead| lead.end());
    let name = &text[start..];
    is_called(subject, name).then(|| Mention {
        name: name.to_owned(),
        kind: MentionKind::Request,
        method: None,
        is_sent: false,
        range: start..text.len(),
    })
}

/// Whether the section of a heading orders a sending.
fn is_sent_below(behind: &[Block]) -> bool {
    let section = behind
        .iter()
        .take_while(|block| !matches!(block.kind, BlockKind::Heading(_)));
    section.filter(|block| !block.quoted).any(orders)
}

fn orders(block: &Block) -> bool {
    instructions(block).iter().any(|(_, told)| told.sends())
}
