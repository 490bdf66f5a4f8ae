//! Which items run, flattened from the tree, each with what it inherits.

use std::rc::Rc;

use crate::collection::{Auth, Behavior, Event, Item};

/// A request of the run with what it inherits from its folders and its collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The item itself.
    pub item: Rc<Item>,
    /// The collection and the folders it lies in, outermost first.
    pub parents: Rc<[Parent]>,
    /// The authentication that counts: its own, or the nearest parent's.
    pub auth: Option<Auth>,
    /// The settings that count, nearest wins.
    pub behavior: Behavior,
    /// The enabled scripts of both kinds, outermost first.
    pub events: Vec<(Rc<str>, Event)>,
}

/// A collection or folder above an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Planned {
    /// The names of the folders it lies in, outermost first, without the collection.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.parents.iter().skip(1).map(|parent| parent.name.as_str())
    }

    /// The folders and its own name, joined as Newman shows them: `Folder / Request`.
    pub fn path(&self) -> String {
        self.folders().chain([self.item.name.as_str()]).collect::<Vec<_>>().join(" / ")
    }
}
