//! What there is to say of the files of a collection.

use std::fmt;

use crate::collection::Problem;

/// Something in a file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is, and where.
    pub problem: Problem,
    /// What it means here.
    pub level: Level,
    /// What it means to Postman's runner.
    pub effect: Effect,
    /// What it is about.
    pub what: What,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A key that is unknown.
    Key,
    /// The type of a value.
    Type,
    /// A saved example that can't be read.
    Example,
    /// Anything else.
    Matter,
}

/// What a finding means for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A request can't be sent; it is the request's own [problem](crate::collection::Request::problem).
    Unsent,
    /// Something else can't be read, such as the variables of a folder.
    Lost,
    /// It is read as it will have been meant.
    Odd,
    /// It has no consequence that its author will not have wanted.
    Note,
}

/// What Postman's runner makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The same.
    None,
    /// The request is left out of the run.
    Drops,
    /// The definition of the collection or folder counts as absent.
    Ignores,
    /// Nothing of the collection runs.
    Refuses,
}

impl Finding {
    /// What Postman's runner makes of it, to be said behind it.
    pub fn effect_words(&self) -> &'static str {
        match self.effect {
            Effect::None => "",
            Effect::Drops => "; Postman's runner leaves the request out",
            Effect::Ignores => "; Postman's runner ignores the file",
            Effect::Refuses => "; Postman's runner refuses the collection",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.problem, self.effect_words())
    }
}
