//! The passages of a page that say something of requests: which is meant, what is done to it, how
//! it looks.

use crate::guide::drift::{About, Missing, SentFolder, Subject, Talk, Talks};
use crate::guide::page::example::Example;
use crate::guide::page::fence::Fence;
use crate::guide::prose::{Block, Instruction, instructions};
use crate::runner::Planned;

/// How far words of sending are from the name of what is sent, at most: `Run **A** from Postman`.
const BESIDE: usize = "** from the Postman".len();

/// Something that the page comes to.
pub(super) enum Passage<'a> {
    /// A request is named.
    Named(&'a Talk<'a>, &'a Planned),
    /// A request is named that is none of the collections, or one of several.
    Missed(&'a Missing),
    /// A folder is named whose requests are sent.
    Folder(&'a SentFolder),
    /// The words of a block, or of a list item with its notes, that tell the reader to do
    /// something.
    Told {
        unit: Vec<usize>,
        instructions: Vec<(usize, Instruction)>,
        /// Whether these words told of a sending before.
        again: bool,
    },
    /// A sample that shows a request.
    Shown {
        fence: &'a Fence,
        example: &'a Example,
    },
}

impl Passage<'_> {
    /// Names come before what is told about them.
    pub(super) fn place(&self, subject: &Subject<'_>) -> (usize, usize) {
        match self {
            Self::Named(talk, _) => (talk.offset, 0),
            Self::Missed(missing) => (missing.offset, 0),
            Self::Folder(folder) => (folder.offset, 0),
            Self::Told {
                unit, instructions, ..
            } => {
                let first = subject.page().blocks[unit[0]].range.start;
                let sends = instructions.iter().find(|(_, told)| told.sends());
                (
                    sends
                        .or(instructions.first())
                        .map_or(first, |(offset, _)| *offset),
                    1,
                )
            }
            Self::Shown { fence, example } => (fence.offset + example.at, 2),
        }
    }
}

/// The passages of a page that say something of requests, in order.
pub(super) fn passages<'a>(subject: &Subject<'a>, talks: &'a Talks<'a>) -> Vec<Passage<'a>> {
    let page = subject.page();
    let mut passages: Vec<Passage<'a>> = Vec::new();
    for talk in &talks.list {
        if let About::Named(planned) = talk.about {
            passages.push(Passage::Named(talk, planned));
        }
    }
    passages.extend(talks.missing.iter().map(Passage::Missed));
    passages.extend(talks.folders.iter().map(Passage::Folder));
    for unit in units(&page.blocks) {
        let mut told: Vec<(usize, Instruction)> = Vec::new();
        for index in &unit {
            let block = &page.blocks[*index];
            let found = instructions(block)
                .into_iter()
                .map(|(at, found)| (block.source(at), found));
            // A note may say how to keep a value; what to do is said in the words themselves.
            told.extend(
                found.filter(|(_, found)| !block.quoted || matches!(found, Instruction::Keep(_))),
            );
            name_what_is_sent(block, talks, &mut told);
        }
        split(&unit, told, &mut passages);
    }
    for fence in &page.fences {
        let examples = fence.examples().iter();
        let requests = examples.filter(|example| example.method.is_some());
        passages.extend(requests.map(|example| Passage::Shown { fence, example }));
    }
    passages.sort_by_key(|passage| passage.place(subject));
    passages
}

/// Adds the sendings that a block orders by the names of requests. What it says of them in other
/// words is none beside.
fn name_what_is_sent(block: &Block, talks: &Talks<'_>, told: &mut Vec<(usize, Instruction)>) {
    if block.quoted {
        return;
    }
    let named = talks.list.iter().map(|talk| (talk.offset, talk.sent));
    let missing = talks.missing.iter();
    let folders = talks.folders.iter();
    let folders = folders.map(|folder| (folder.offset, Some(folder.end)));
    let all = named.chain(missing.map(|missing| (missing.offset, missing.sent)));
    let all = all.chain(folders);
    let here = all.filter(|(at, _)| block.range.contains(at));
    let here: Vec<(usize, usize)> = here
        .filter_map(|(start, sent)| Some((start, sent?)))
        .collect();
    // Each letter of Japanese takes three bytes.
    let is_latin = block.marked.chars().filter(char::is_ascii).count() * 2 > block.marked.len();
    let beside = if is_latin { BESIDE } else { 3 * BESIDE };
    let is_beside = |at: usize| {
        let mut around = here.iter();
        around.any(|(start, end)| (start.saturating_sub(beside)..end + beside).contains(&at))
    };
    told.retain(|(at, found)| !(found.sends() && is_beside(*at)));
    told.extend(here.iter().map(|(_, end)| (*end, Instruction::Send)));
    told.sort_by_key(|(at, _)| *at);
}

/// Makes a passage of each sending, with what is said after it.
fn split(unit: &[usize], told: Vec<(usize, Instruction)>, passages: &mut Vec<Passage<'_>>) {
    let mut parts: Vec<Vec<(usize, Instruction)>> = Vec::new();
    for (at, found) in told {
        let begun = parts.last().filter(|part| {
            let mut sends = part.iter().filter(|(_, before)| before.sends());
            !(found.sends() && sends.next().is_some())
        });
        if begun.is_none() {
            parts.push(Vec::new());
        }
        let last = parts.len() - 1;
        parts[last].push((at, found));
    }
    for (number, instructions) in parts.into_iter().enumerate() {
        passages.push(Passage::Told {
            unit: unit.to_vec(),
            instructions,
            again: number > 0,
        });
    }
}

/// Blocks that belong together: those of one list item, with the notes in it; any other stands
/// alone with its notes.
fn units(blocks: &[Block]) -> Vec<Vec<usize>> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let last = units
            .last()
            .and_then(|unit| unit.last())
            .map(|last| &blocks[*last]);
        let joins = last
            .is_some_and(|last| last.item == block.item && (block.item.is_some() || block.quoted));
        match units.last_mut().filter(|_| joins) {
            Some(unit) => unit.push(index),
            None => units.push(vec![index]),
        }
    }
    units
}
