//! Variables in their order, found by name however many there are: collections and scripts keep
//! thousands.

use std::collections::HashMap;
use std::iter::Flatten;
use std::slice;
use std::sync::OnceLock;

use crate::collection::Variable;

/// Lists up to here are looked through.
const SHORT: usize = 16;

/// Variables in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct List {
    /// What was removed leaves a gap, until there are too many of them.
    slots: Vec<Option<Variable>>,
    gaps: usize,
    /// Made when it is first asked.
    names: OnceLock<HashMap<String, Namesakes>>,
    /// The first slot of what was added since [`List::take_fresh`].
    fresh: usize,
}

/// The enabled variables of one name.
#[derive(Debug, Clone, Copy)]
struct Namesakes {
    last: usize,
    count: usize,
}

pub type Iter<'a> = Flatten<slice::Iter<'a, Option<Variable>>>;
pub type IterMut<'a> = Flatten<slice::IterMut<'a, Option<Variable>>>;

impl List {
    /// The last enabled variable of a name.
    pub(super) fn find(&self, key: &str) -> Option<&Variable> {
        self.slots[self.place(key)?].as_ref()
    }

    /// The same, to be given another value: its name and whether it is enabled must stay.
    pub(super) fn find_mut(&mut self, key: &str) -> Option<&mut Variable> {
        let place = self.place(key)?;
        self.slots[place].as_mut()
    }

    /// Puts a variable in the place of the one of its name that counts, or adds it.
    pub(super) fn replace(&mut self, variable: Variable) {
        let Some(place) = self.place(&variable.key) else {
            return self.push(variable);
        };
        if variable.disabled {
            self.names.take();
        }
        self.slots[place] = Some(variable);
    }

    /// Adds a variable.
    pub(super) fn push(&mut self, variable: Variable) {
        if let Some(names) = self.names.get_mut() {
            note(names, self.slots.len(), &variable);
        }
        self.slots.push(Some(variable));
    }

    /// Removes every enabled variable of a name.
    pub(super) fn remove(&mut self, key: &str) {
        let namesakes = self.names().get(key).copied();
        let Some(Namesakes { last, count }) = namesakes else {
            return;
        };
        let begin = if count == 1 { last } else { 0 };
        for slot in &mut self.slots[begin..=last] {
            let gone = slot.take_if(|one| !one.disabled && one.key == key);
            self.gaps += usize::from(gone.is_some());
        }
        if let Some(names) = self.names.get_mut() {
            names.remove(key);
        }
        if self.gaps > SHORT && self.gaps > self.slots.len() / 2 {
            self.close_gaps();
        }
    }

    /// Removes everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Orders the variables by what `place` says of each.
    pub(super) fn sort(&mut self, place: impl Fn(&Variable) -> usize) {
        self.close_gaps();
        let place = |slot: &Option<Variable>| slot.as_ref().map(&place);
        self.slots.sort_by_cached_key(place);
    }

    /// What was added since the last call, in order.
    pub(super) fn take_fresh(&mut self) -> Iter<'_> {
        let from = std::mem::replace(&mut self.fresh, self.slots.len());
        self.slots[from..].iter().flatten()
    }

    /// Takes all of it for new again.
    pub(super) fn freshen(&mut self) {
        self.fresh = 0;
    }

    pub(super) fn iter(&self) -> Iter<'_> {
        self.slots.iter().flatten()
    }

    /// The variables, to be changed in any way.
    pub(super) fn iter_mut(&mut self) -> IterMut<'_> {
        self.names.take();
        self.slots.iter_mut().flatten()
    }

    fn place(&self, key: &str) -> Option<usize> {
        if self.slots.len() > SHORT {
            return self.names().get(key).map(|namesakes| namesakes.last);
        }
        let counts = |one: &Variable| !one.disabled && one.key == key;
        self.slots
            .iter()
            .rposition(|slot| slot.as_ref().is_some_and(counts))
    }

    fn names(&self) -> &HashMap<String, Namesakes> {
        self.names.get_or_init(|| {
            let mut names = HashMap::with_capacity(self.slots.len());
            for (place, slot) in self.slots.iter().enumerate() {
                if let Some(variable) = slot {
                    note(&mut names, place, variable);
                }
            }
            names
        })
    }

    fn close_gaps(&mut self) {
        let gone = self.slots[..self.fresh]
            .iter()
            .filter(|slot| slot.is_none());
        self.fresh -= gone.count();
        self.slots.retain(Option::is_some);
        self.gaps = 0;
        self.names.take();
    }
}

/// Notes a variable at a place behind all that were noted before.
fn note(names: &mut HashMap<String, Namesakes>, place: usize, variable: &Variable) {
    if variable.disabled {
        return;
    }
    let first = Namesakes { last: 0, count: 0 };
    let namesakes = match names.get_mut(&variable.key) {
        Some(namesakes) => namesakes,
        None => names.entry(variable.key.clone()).or_insert(first),
    };
    namesakes.last = place;
    namesakes.count += 1;
}

impl FromIterator<Variable> for List {
    fn from_iter<I: IntoIterator<Item = Variable>>(variables: I) -> Self {
        Self {
            slots: variables.into_iter().map(Some).collect(),
            ..Self::default()
        }
    }
}

impl Clone for List {
    /// The same variables, all of them new.
    fn clone(&self) -> Self {
        self.iter().cloned().collect()
    }
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<'a> IntoIterator for &'a List {
    type Item = &'a Variable;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// What is done to a list.
    #[derive(Debug, Clone)]
    enum Deed {
        Push(String, bool),
        Replace(String, bool),
        Set(String),
        Remove(String),
        Sort,
        Copy,
        Flip,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let key = "[a-d][0-9]?";
        prop_oneof![
            8 => (key, any::<bool>()).prop_map(|(key, off)| Deed::Push(key, off)),
            2 => (key, any::<bool>()).prop_map(|(key, off)| Deed::Replace(key, off)),
            4 => key.prop_map(Deed::Set),
            4 => key.prop_map(Deed::Remove),
            1 => Just(Deed::Sort),
            1 => Just(Deed::Copy),
            1 => Just(Deed::Flip),
        ]
    }

    fn variable(key: &str, disabled: bool) -> Variable {
        Variable {
            disabled,
            ..Variable::new(key.to_owned(), json!(0))
        }
    }

    fn last<'v>(plain: &'v mut [Variable], key: &str) -> Option<&'v mut Variable> {
        let mut found = plain.iter_mut().rev();
        found.find(|one| !one.disabled && one.key == key)
    }

    proptest! {
        /// It does what a plain list does that is looked through each time.
        #[test]
        fn it_is_a_list(deeds in prop::collection::vec(deed(), 0..120)) {
            let mut list = List::default();
            let mut plain: Vec<Variable> = Vec::new();
            for (number, deed) in deeds.into_iter().enumerate() {
                match deed {
                    Deed::Push(key, off) => {
                        list.push(variable(&key, off));
                        plain.push(variable(&key, off));
                    }
                    Deed::Replace(key, off) => {
                        list.replace(variable(&key, off));
                        match last(&mut plain, &key) {
                            Some(own) => *own = variable(&key, off),
                            None => plain.push(variable(&key, off)),
                        }
                    }
                    Deed::Set(key) => {
                        let value = Some(json!(number));
                        let own = list.find_mut(&key).map(|own| own.value.clone_from(&value));
                        let same = last(&mut plain, &key).map(|own| own.value.clone_from(&value));
                        prop_assert_eq!(own, same);
                    }
                    Deed::Remove(key) => {
                        list.remove(&key);
                        plain.retain(|one| one.disabled || one.key != key);
                    }
                    Deed::Sort => {
                        let place = |one: &Variable| usize::from(one.key.as_bytes()[0]);
                        list.sort(place);
                        plain.sort_by_key(place);
                    }
                    Deed::Copy => list = list.clone(),
                    Deed::Flip => {
                        list.iter_mut().for_each(|one| one.disabled ^= one.key == "a");
                        for one in &mut plain {
                            one.disabled ^= one.key == "a";
                        }
                    }
                }
                prop_assert!(list.iter().eq(&plain));
                for key in ["a", "b1", "c"] {
                    prop_assert_eq!(list.find(key), last(&mut plain, key).map(|one| &*one));
                }
            }
            prop_assert_eq!(&list, &plain.into_iter().collect::<List>());
        }
    }

    #[test]
    fn what_is_fresh_is_told_once() {
        let mut list: List = (0..50)
            .map(|at| variable(&format!("k{at}"), false))
            .collect();
        assert_eq!(list.take_fresh().count(), 50);
        (0..40).for_each(|at| list.remove(&format!("k{at}")));
        list.push(variable("new", false));
        let fresh: Vec<&str> = list.take_fresh().map(|one| one.key.as_str()).collect();
        assert_eq!(fresh, ["new"]);
        list.freshen();
        assert_eq!(list.take_fresh().count(), 11);
    }
}
