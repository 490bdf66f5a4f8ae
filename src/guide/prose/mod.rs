//! What a page says to its readers: its blocks of words with their marks, the requests and folders
//! that they name, and the instructions that they give. Knows how such pages are written; knows
//! nothing of a particular collection.

mod block;
mod instruction;
mod language;
mod mention;

pub(crate) use block::{Block, BlockKind, Prose, Surroundings};
pub(crate) use instruction::{BodyChange, Instruction, Taken, instructions};
pub(crate) use language::is_about_an_example;
pub(crate) use mention::{Mention, MentionKind, mentions};
