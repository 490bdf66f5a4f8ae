//! What a script has for its host: what happened, and what it asks.

use serde_json::{Map, Value};

use crate::collection;
use crate::script::ScriptEvent;

/// Something for the host.
pub(crate) enum Letter {
    /// What happened.
    Event(ScriptEvent),
    /// What the script wants to know, under a number.
    Question(u32, Question),
}

/// What a script asks its host.
pub(crate) enum Question {
    /// To send a request; with it, how long its text was.
    Send(Box<collection::Request>, usize),
    /// To look into, or change, the cookie jar.
    Jar(JarCall),
    /// To run a request of the collection.
    Run(Wanted),
    /// Something that can't be asked; the answer is this error.
    Nonsense(String),
}

/// A call of the cookie jar: what to do, and its arguments.
pub(crate) struct JarCall {
    pub(crate) operation: String,
    pub(crate) arguments: Value,
    /// How long the text of the arguments was.
    pub(crate) size: usize,
}

/// A request of the collection that a script wants run.
pub(crate) struct Wanted {
    pub(crate) id: String,
    pub(crate) variables: Map<String, Value>,
}

impl Letter {
    /// About how much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Event(event) => event.size(),
            Self::Question(_, Question::Send(_, size)) => *size,
            Self::Question(_, Question::Jar(call)) => call.size,
            Self::Question(_, Question::Run(_) | Question::Nonsense(_)) => size_of::<Self>(),
        }
    }
}
