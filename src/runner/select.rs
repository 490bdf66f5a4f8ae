//! Which items run: `--folder`, `--exclude`, `--grep`, `--order`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use regex::Regex;

use crate::collection::{Collection, Item};
use crate::text;

/// What the user wants of a collection; by default all of it.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The folders and requests to run, by id, name or path; none is all.
    pub folders: Vec<String>,
    /// The folders and requests to leave out, by id, name or path.
    pub exclude: Vec<String>,
    /// Patterns of which one must match the path of a request; none is all.
    pub patterns: Vec<Regex>,
    /// The order of `folders`.
    pub order: Order,
}

/// The order in which chosen folders run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// That of the collection; each once.
    #[default]
    Collection,
    /// That in which they were named; each as often as it was.
    Given,
}

/// An item that was asked for, and the folders above it.
#[derive(Debug, Clone)]
pub(super) struct Chosen<'a> {
    pub(super) item: &'a Arc<Item>,
    pub(super) folders: Vec<&'a Item>,
}

/// A name that nothing in the collection has.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the collection has no folder or request named `{name}`")]
pub struct SelectError {
    /// The name that was asked for.
    pub name: String,
    /// A name that is near to it.
    pub hint: Option<String>,
}

impl Selection {
    /// The folders and requests of these names; a path with slashes is one too.
    pub fn of(folders: &[String]) -> Self {
        Self {
            folders: folders.to_vec(),
            ..Self::default()
        }
    }

    /// Whether one of the patterns matches this path of folders and request.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| pattern.is_match(path))
    }

    /// What of this concerns one of several collections; `None` when it asks for others only.
    pub(super) fn of_several(
        &self,
        collections: &[Arc<Collection>],
        own: &Collection,
    ) -> Result<Option<Self>, SelectError> {
        let known = |names: &[String]| -> Result<Vec<String>, SelectError> {
            let all = collections.iter().map(|one| known(&one.items, names));
            let all: HashSet<&str> = all.flatten().collect();
            if let Some(name) = names.iter().find(|name| !all.contains(name.as_str())) {
                return Err(unknown(&own.items, name));
            }
            let known = known(&own.items, names);
            let own = names.iter().filter(|name| known.contains(name.as_str()));
            Ok(own.cloned().collect())
        };
        let (folders, exclude) = (known(&self.folders)?, known(&self.exclude)?);
        let concerns = self.folders.is_empty() || !folders.is_empty();
        Ok(concerns.then(|| Self {
            folders,
            exclude,
            ..self.clone()
        }))
    }

    /// Finds what is to run: one name by the level nearest to the root, several in the collection's
    /// order, each name once, unless they are to run as given.
    pub(super) fn choose<'a>(
        &self,
        items: &'a [Arc<Item>],
    ) -> Result<Vec<Chosen<'a>>, SelectError> {
        let names = names_or_ids_of(items, &self.folders);
        match (names.as_slice(), self.order) {
            ([], _) => Ok(whole(items)),
            ([name], _) if name.is_empty() => Ok(whole(items)),
            ([name], _) => one(items, name).map(|chosen| vec![chosen]),
            (names, Order::Given) => names.iter().map(|name| one(items, name)).collect(),
            (names, Order::Collection) => several(items, names),
        }
    }

    /// The places of what is left out.
    pub(super) fn left_out(&self, items: &[Arc<Item>]) -> Result<Vec<String>, SelectError> {
        let wanted = Wanted::of(&self.exclude);
        let mut pointers = Vec::new();
        let mut found = HashSet::new();
        visit(items, &mut Vec::new(), &mut |item, path| {
            let met: Vec<&str> = wanted.met(item, path).collect();
            if !met.is_empty() {
                found.extend(met);
                pointers.push(item.pointer.clone());
            }
        });
        let missing = self
            .exclude
            .iter()
            .find(|name| !found.contains(name.as_str()));
        match missing {
            Some(name) => Err(unknown(items, name)),
            None => Ok(pointers),
        }
    }
}

/// Names that are looked for, all at once.
struct Wanted<'n> {
    names: HashSet<&'n str>,
    /// Those with slashes, by their parts.
    paths: HashMap<String, Vec<&'n str>>,
}

impl<'n> Wanted<'n> {
    fn of(names: &'n [String]) -> Self {
        let mut paths: HashMap<String, Vec<&str>> = HashMap::new();
        for name in names.iter().filter(|name| name.contains('/')) {
            let written = paths.entry(parts(name).join("/")).or_default();
            written.push(name);
        }
        let names = names.iter().map(String::as_str).collect();
        Self { names, paths }
    }

    /// Those that an item with the names down to it has: as its id, as its name, as its path.
    fn met(&self, item: &Item, path: &[&str]) -> impl Iterator<Item = &'n str> {
        let own = [item.id.as_str(), item.name.as_str()];
        let own = own.map(|name| self.names.get(name).copied());
        own.into_iter().flatten().chain(self.paths_to(path))
    }

    /// Those that are the last names of the path to an item, with slashes between them.
    fn paths_to(&self, path: &[&str]) -> Vec<&'n str> {
        if self.paths.is_empty() {
            return Vec::new();
        }
        let own: Vec<&str> = path.iter().flat_map(|name| parts(name)).collect();
        let ends = (0..=own.len()).filter_map(|from| self.paths.get(&own[from..].join("/")));
        ends.flatten().copied().collect()
    }
}

/// Which of the names are an id, a name or a path of something; an empty name is the whole.
fn known<'n>(items: &[Arc<Item>], names: &'n [String]) -> HashSet<&'n str> {
    let wanted = Wanted::of(names);
    let mut known: HashSet<&str> = wanted.names.get("").copied().into_iter().collect();
    visit(items, &mut Vec::new(), &mut |item, path| {
        known.extend(wanted.met(item, path));
    });
    known
}

/// A path of names stands for the first item at that place; anything else is a name or an id.
fn names_or_ids_of(items: &[Arc<Item>], names: &[String]) -> Vec<String> {
    let wanted = Wanted::of(names);
    let mut places: HashMap<&str, &str> = HashMap::new();
    let mut called: HashSet<&str> = HashSet::new();
    if !wanted.paths.is_empty() {
        visit(items, &mut Vec::new(), &mut |item, path| {
            called.extend([item.id.as_str(), item.name.as_str()]);
            for written in wanted.paths_to(path) {
                places.entry(written).or_insert(&item.id);
            }
        });
    }
    let id_of = |name: &String| {
        let id = places.get(name.as_str()).copied().unwrap_or_default();
        let is_path = !id.is_empty() && !called.contains(name.as_str());
        if is_path { id.to_owned() } else { name.clone() }
    };
    names.iter().map(id_of).collect()
}

/// The names that a path has between its slashes.
fn parts(path: &str) -> Vec<&str> {
    path.split('/')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Shows every item with the names down to it.
fn visit<'a>(
    items: &'a [Arc<Item>],
    path: &mut Vec<&'a str>,
    show: &mut impl FnMut(&'a Item, &[&'a str]),
) {
    for item in items {
        path.push(&item.name);
        show(item, path);
        visit(item.items(), path, show);
        path.pop();
    }
}

fn whole(items: &[Arc<Item>]) -> Vec<Chosen<'_>> {
    items
        .iter()
        .map(|item| Chosen {
            item,
            folders: Vec::new(),
        })
        .collect()
}

fn is_named(item: &Item, name: &str) -> bool {
    item.id == name || item.name == name
}

fn one<'a>(items: &'a [Arc<Item>], name: &str) -> Result<Chosen<'a>, SelectError> {
    nearest_to_root(items, name).ok_or_else(|| unknown(items, name))
}

/// Looks at a whole level before it looks below.
fn nearest_to_root<'a>(items: &'a [Arc<Item>], name: &str) -> Option<Chosen<'a>> {
    if let Some(item) = items.iter().find(|item| is_named(item, name)) {
        return Some(Chosen {
            item,
            folders: Vec::new(),
        });
    }
    items.iter().find_map(|folder| {
        let mut chosen = nearest_to_root(folder.items(), name)?;
        chosen.folders.insert(0, folder);
        Some(chosen)
    })
}

fn several<'a>(items: &'a [Arc<Item>], names: &[String]) -> Result<Vec<Chosen<'a>>, SelectError> {
    let mut search = Search {
        wanted: HashMap::new(),
        chosen: Vec::new(),
    };
    for (at, name) in names.iter().enumerate() {
        let places = search.wanted.entry(name).or_default();
        places.push_back(at);
    }
    search.walk(items, &mut Vec::new());
    match search.wanted.values().flatten().min() {
        Some(first) => Err(unknown(items, &names[*first])),
        None => Ok(search.chosen),
    }
}

/// A search for several names at once.
struct Search<'n, 'a> {
    /// The names that are not found yet, and when each was given.
    wanted: HashMap<&'n str, VecDeque<usize>>,
    chosen: Vec<Chosen<'a>>,
}

impl<'a> Search<'_, 'a> {
    /// Goes over the tree in order; what is below a chosen folder is chosen with it, and is not
    /// chosen again.
    // Differs from Postman: Newman runs an item twice when its folder's folder is chosen as well
    // (`nothing_is_chosen_twice`).
    fn walk(&mut self, items: &'a [Arc<Item>], folders: &mut Vec<&'a Item>) {
        for item in items {
            if self.takes(item) {
                let folders = folders.clone();
                self.chosen.push(Chosen { item, folders });
                self.forget(item);
                continue;
            }
            folders.push(item);
            self.walk(item.items(), folders);
            folders.pop();
        }
    }

    /// Whether an item was asked for, by what was given first of its id and its name.
    fn takes(&mut self, item: &Item) -> bool {
        let names = [item.id.as_str(), item.name.as_str()];
        let given = names.map(|name| Some((*self.wanted.get(name)?.front()?, name)));
        let Some((_, name)) = given.into_iter().flatten().min() else {
            return false;
        };
        if let Some(places) = self.wanted.get_mut(name) {
            places.pop_front();
        }
        true
    }

    /// Names below a chosen folder need not be found elsewhere.
    fn forget(&mut self, folder: &Item) {
        for item in folder.items() {
            self.wanted.remove(item.id.as_str());
            self.wanted.remove(item.name.as_str());
            self.forget(item);
        }
    }
}

fn unknown(items: &[Arc<Item>], name: &str) -> SelectError {
    let mut names = Vec::new();
    visit(items, &mut Vec::new(), &mut |_, path| {
        names.push(path.last().copied().unwrap_or_default().to_owned());
        if name.contains('/') {
            names.push(path.join(" / "));
        }
    });
    SelectError {
        name: name.to_owned(),
        hint: text::did_you_mean(name, names.iter().map(String::as_str)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree() -> Vec<Arc<Item>> {
        let json = json!({"item": [
            {"name": "A", "item": [{"name": "r1", "id": "deep", "request": "h"}, {"name": "r2", "id": "r2", "request": "h"}]},
            {"name": "B", "item": [{"name": "C", "item": [{"name": "r3", "id": "r3", "request": "h"}]}]},
            {"name": "r1", "id": "root", "request": "h"}
        ]});
        crate::collection::parse(&json, &mut String::new)
            .unwrap()
            .items
    }

    fn chosen(names: &[&str]) -> Result<Vec<String>, SelectError> {
        chosen_in(Order::Collection, names)
    }

    fn chosen_in(order: Order, names: &[&str]) -> Result<Vec<String>, SelectError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let path = |chosen: &Chosen<'_>| {
            let folders: Vec<_> = chosen
                .folders
                .iter()
                .map(|folder| folder.name.as_str())
                .collect();
            format!(
                "{}/{}#{}",
                folders.join("/"),
                chosen.item.name,
                chosen.item.id
            )
        };
        Selection {
            order,
            ..Selection::of(&names)
        }
        .choose(&tree())
        .map(|list| list.iter().map(path).collect())
    }

    #[test]
    fn one_name_is_looked_for_from_the_root_down() {
        assert_eq!(chosen(&["r1"]).unwrap(), ["/r1#root"]);
        assert_eq!(chosen(&["deep"]).unwrap(), ["A/r1#deep"]);
        assert_eq!(chosen(&["r3"]).unwrap(), ["B/C/r3#r3"]);
        assert_eq!(chosen(&[""]).unwrap().len(), 3);
    }

    #[test]
    fn several_names_run_in_the_collections_order() {
        assert_eq!(
            chosen(&["root", "C", "r2"]).unwrap(),
            ["A/r2#r2", "B/C#", "/r1#root"]
        );
    }

    #[test]
    fn nothing_is_chosen_twice() {
        assert_eq!(chosen(&["r3", "B"]).unwrap(), ["/B#"]);
    }

    #[test]
    fn an_unknown_name_comes_with_a_suggestion() {
        let error = chosen(&["A", "r33"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the collection has no folder or request named `r33`"
        );
        assert_eq!(error.hint.as_deref(), Some("did you mean `r3`?"));
    }

    #[test]
    fn a_path_names_what_lies_there() {
        assert_eq!(chosen(&["A / r1"]).unwrap(), ["A/r1#deep"]);
        assert_eq!(chosen(&["C/r3", "A/r2"]).unwrap(), ["A/r2#r2", "B/C/r3#r3"]);
        assert_eq!(
            chosen(&["A / r9"]).unwrap_err().hint.as_deref(),
            Some("did you mean `A / r2`?")
        );
    }

    #[test]
    fn in_given_order_each_runs_as_often_as_it_is_named() {
        let names = ["root", "A / r1", "root"];
        assert_eq!(
            chosen_in(Order::Given, &names).unwrap(),
            ["/r1#root", "A/r1#deep", "/r1#root"]
        );
    }

    #[test]
    fn everything_of_an_excluded_name_is_left_out() {
        let left_out = |name: &str| {
            Selection {
                exclude: vec![name.into()],
                ..Selection::default()
            }
            .left_out(&tree())
        };
        assert_eq!(left_out("r1").unwrap(), ["/item/0/item/0", "/item/2"]);
        assert_eq!(left_out("A / r1").unwrap(), ["/item/0/item/0"]);
        assert_eq!(left_out("X").unwrap_err().name, "X");
    }
}
