//! `guide init`: draft directives for a page that has none, from what it tells its readers to do.
//!
//! What the page and the collection say together is written down; what only the author can know is
//! marked with `# choose: …`, which `guide check` reports until it is settled. Nothing is guessed
//! silently.

mod answers;
mod body;
mod directive;
mod folder;
mod hosts;
mod needs;
mod passage;
mod settle;
mod shown;
mod steps;
mod write;

use crate::guide::drift;
use crate::guide::error::Problems;
use crate::guide::page::lines::Lines;
use crate::guide::run::resolve::Requests;
use crate::guide::sequence::Guide;
use crate::guide::texts::{Text, Texts};
use crate::world::World;

pub use write::{Form, Layout};

/// A drafted guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The page with its directives, or the side-car.
    pub text: String,
    /// How many steps were drafted.
    pub steps: usize,
    /// How many marks the author has to settle.
    pub choices: usize,
    /// What the page names and the draft has no step for, each with its line.
    pub left: Vec<(usize, String)>,
}

/// Why a page can't be drafted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The page has directives already.
    #[error("the page has directives already, the first one at line {line}")]
    HasDirectives {
        /// The line of the first one.
        line: usize,
    },
    /// Nothing on the page is an instruction that is understood.
    #[error(
        "the page says nothing that could be drafted: no `Click **Send**`, no request of the collection, no curl command but downloads"
    )]
    NothingFound,
}

/// Drafts directives for a page over the collections that it talks about.
///
/// # Errors
/// The page has directives already, or nothing to draft them from.
pub fn draft(
    page: Text<'_>,
    layout: &Layout,
    collections: Vec<Requests>,
    world: &World,
) -> Result<Draft, DraftError> {
    let texts = Texts {
        page: Some(page),
        sidecar: None,
    };
    let text = page.text;
    let mut problems = Problems::of(page.name);
    let (guide, page) = Guide::read_parts(&texts, &mut problems);
    if let Some(first) = page.comments.first() {
        return Err(DraftError::HasDirectives {
            line: first.at.line,
        });
    }
    let bound = guide.bind_all(collections, world, &mut problems);
    let subject = drift::Subject::new(&texts, &page, &bound, None);
    let steps::Drafted {
        mut steps,
        bases,
        left,
    } = steps::of_page(&subject);
    if steps.is_empty() {
        return Err(DraftError::NothingFound);
    }
    let placeholders = answers::add(&subject, &mut steps);
    let needs = needs::of_steps(&steps, &subject);
    let comment = if layout.form == Form::Mdx {
        ("{/*", "*/}")
    } else {
        ("<!--", "-->")
    };
    let parts = write::Parts {
        page: (&page, text, &Lines::of(text)),
        steps: &steps,
        needs: &needs,
        values: bases.into_iter().chain(placeholders).collect(),
        layout,
        comment,
    };
    let text = match layout.form {
        Form::Page | Form::Mdx => write::page(&parts),
        Form::Sidecar => write::sidecar(&parts),
    };
    let choices = text.matches(crate::guide::mark::CHOOSE).count();
    Ok(Draft {
        text,
        steps: steps.len(),
        choices,
        left,
    })
}
