//! A name of its own for each test case of a run. What is remembered grows with the collection, not
//! with the run.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use crate::runner::Cursor;

/// The names that are taken.
#[derive(Default)]
pub(super) struct Names {
    /// Which collection was the first with cases of a class.
    classes: HashMap<String, usize>,
    /// How often a name was given in the iteration; the number stands for class and name.
    given: HashMap<u64, usize>,
    hasher: RandomState,
    /// The collection and the iteration that `given` is about.
    at: (usize, usize),
}

impl Names {
    /// The name of a case, with what tells it from others of its class that are called so: which
    /// time of the iteration it is, and the iteration where there are several.
    pub(super) fn own(&mut self, cursor: &Cursor, class: &str, name: &str) -> String {
        let at = (cursor.collection, cursor.iteration);
        if self.at != at {
            self.given.clear();
            self.at = at;
        }
        let time = self.given.entry(self.hasher.hash_one((class, name)));
        let time = time.and_modify(|time| *time += 1).or_insert(1);
        let mut own = name.to_owned();
        // What is called like a mark has one, too, or it could be taken for another's.
        if *time > 1 || is_marked(name) {
            own.push_str(&format!(" (time {time})"));
        }
        own.push_str(&cursor.suffix());
        let first = match self.classes.get(class) {
            Some(first) => *first,
            None => *self
                .classes
                .entry(class.to_owned())
                .or_insert(cursor.collection),
        };
        if first != cursor.collection {
            own.push_str(&format!(" (collection {})", cursor.collection + 1));
        }
        own
    }
}

/// Whether a name ends as those do that are told apart here.
fn is_marked(name: &str) -> bool {
    let inner = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once('('));
    let words = inner.and_then(|(_, inner)| inner.split_once(' '));
    words.is_some_and(|(word, number)| {
        ["time", "collection"].contains(&word) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_a_name_of_its_own() {
        let mut names = Names::default();
        let mut seen = std::collections::HashSet::new();
        let mut given = Vec::new();
        for (collection, cycles) in [(0, 3), (1, 1), (2, 3)] {
            for iteration in 0..cycles {
                let cursor = Cursor {
                    iteration,
                    cycles,
                    collection,
                    ..Cursor::default()
                };
                let called = ["a", "a", "a (time 2)", "a (collection 2)", "b", "a", ""];
                for (class, name) in called
                    .into_iter()
                    .flat_map(|name| [("C", name), ("D", name)])
                {
                    let own = names.own(&cursor, class, name);
                    assert!(seen.insert((class, own.clone())), "{class} {own}");
                    given.push(own);
                }
            }
        }
        assert_eq!(given[0], "a (iteration 1)");
        assert_eq!(given[2], "a (time 2) (iteration 1)");
        assert_eq!(given[4], "a (time 2) (time 1) (iteration 1)");
        assert_eq!(given[42], "a (collection 2)");
    }

    #[test]
    fn a_name_that_stands_once_is_as_it_is() {
        let mut names = Names::default();
        let cursor = Cursor {
            cycles: 1,
            ..Cursor::default()
        };
        for name in ["status is 200", "works (v2)", "f(time)", "(time x)"] {
            assert_eq!(names.own(&cursor, "C", name), name);
        }
        assert_eq!(names.own(&cursor, "D", "status is 200"), "status is 200");
    }
}
