//! What is left out by `--allow`: findings of a kind, or those of them that have some words.

use super::{Code, Finding};

/// What is left out by `--allow`.
#[derive(Debug, Clone)]
pub struct Allowance<C> {
    code: C,
    words: String,
}

impl<C: Code> Allowance<C> {
    /// Reads `CODE` or `CODE=WORDS`.
    ///
    /// # Errors
    /// There is no such code: what would have been right, where that can be told.
    pub fn parse(text: &str) -> Result<Self, Option<String>> {
        let (name, words) = text.split_once('=').unwrap_or((text, ""));
        let code = C::called(name.trim()).ok_or_else(|| C::like(name))?;
        Ok(Self {
            code,
            words: words.trim().to_owned(),
        })
    }

    /// Whether it leaves a finding out.
    pub fn covers(&self, finding: &Finding<C>) -> bool {
        let has = |text: &str| text.contains(&self.words);
        self.code == finding.code
            && (has(&finding.file)
                || has(&finding.message)
                || finding.collection.as_deref().is_some_and(has))
    }
}
