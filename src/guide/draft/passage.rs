//! The passages of a page that say something of requests: which is meant, what is done to it, how
//! it looks.

use crate::guide::drift::{About, Missing, Subject, Talks};
use crate::guide::page::example::Example;
use crate::guide::page::fence::Fence;
use crate::guide::prose::{Block, Instruction, instructions};
use crate::runner::Planned;

/// Something that the page comes to.
pub(super) enum Passage<'a> {
    /// A request is named.
    Named { offset: usize, planned: &'a Planned },
    /// A request is named that is none of the collections, or one of several.
    Missed(&'a Missing),
    /// The words of a block, or of a list item with its notes, that tell the reader to do
    /// something.
    Told {
        unit: Vec<usize>,
        instructions: Vec<(usize, Instruction)>,
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
            Self::Named { offset, .. } => (*offset, 0),
            Self::Missed(missing) => (missing.offset, 0),
            Self::Told { unit, instructions } => {
                let first = subject.page().blocks[unit[0]].range.start;
                let sends = instructions
                    .iter()
                    .find(|(_, told)| *told == Instruction::Send);
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
            passages.push(Passage::Named {
                offset: talk.offset,
                planned,
            });
        }
    }
    passages.extend(talks.missing.iter().map(Passage::Missed));
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
        }
        if !told.is_empty() {
            passages.push(Passage::Told {
                unit,
                instructions: told,
            });
        }
    }
    for fence in &page.fences {
        let examples = fence.examples().iter();
        let requests = examples.filter(|example| example.method.is_some());
        passages.extend(requests.map(|example| Passage::Shown { fence, example }));
    }
    passages.sort_by_key(|passage| passage.place(subject));
    passages
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
