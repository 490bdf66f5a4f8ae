//! Scripts that were compiled, found again by what they are, not by what they say.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use rquickjs::{Function, Persistent};

/// A user's script, ready to be called.
#[derive(Clone)]
pub(super) struct Compiled {
    pub(super) function: Persistent<Function<'static>>,
    /// The legacy names that it takes, after `pm`.
    pub(super) legacy: Rc<[&'static str]>,
    /// The built-in names that it takes after them.
    pub(super) built_in: Rc<[&'static str]>,
    /// What else its text tells: 1 if it can look at what `this` is, 2 if it may assign a name that
    /// it does not declare.
    pub(super) traits: u8,
}

/// What was compiled for scripts of one kind: those that have a response, or those that have none.
///
/// Invariant: a text that is found by its address is held here, so that no other comes to lie there.
#[derive(Default)]
pub(super) struct Shelf {
    by_address: HashMap<*const u8, Compiled>,
    by_text: HashMap<Arc<str>, Compiled>,
}

impl Shelf {
    /// Finds what was made of this very text, else of an equal one.
    pub(super) fn find(&self, source: &Arc<str>) -> Option<&Compiled> {
        let known = self.by_address.get(&source.as_ptr());
        known.or_else(|| self.by_text.get(source))
    }

    /// Keeps what was made of a text.
    pub(super) fn keep(&mut self, source: Arc<str>, compiled: Compiled) {
        self.by_address.insert(source.as_ptr(), compiled.clone());
        self.by_text.insert(source, compiled);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.by_text.len()
    }
}
