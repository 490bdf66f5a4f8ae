//! The names of items as they are written: what is told has the values of their variables.

use std::collections::HashMap;
use std::sync::Arc;

use crate::collection::{Collection, Item};

/// Names with variables, as they are written, by the id and the place of their item.
#[derive(Default)]
pub(super) struct WrittenNames(HashMap<(String, String), String>);

impl WrittenNames {
    /// Takes note of the names in a collection.
    pub(super) fn note(&mut self, collection: &Collection) {
        self.note_items(&collection.items);
    }

    fn note_items(&mut self, items: &[Arc<Item>]) {
        for item in items {
            if item.name.contains("{{") || item.name.contains("<<") {
                let key = (item.id.clone(), item.pointer.clone());
                self.0.insert(key, item.name.clone());
            }
            self.note_items(item.items());
        }
    }

    /// How the name of `item` is written, where it is told otherwise.
    pub(super) fn of(&self, item: &Item) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let written = self.0.get(&(item.id.clone(), item.pointer.clone()))?;
        (*written != item.name).then_some(written.as_str())
    }
}
