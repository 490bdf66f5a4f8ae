//! From flat lists and lists of ids to a tree: folders first, then requests, each list in its own
//! order.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{auth, id_of, request, response, script};
use crate::collection::item::read_behavior;
use crate::collection::place::{Place, scalar_text};
use crate::collection::{Item, ItemKind, Meta, Problem, saved};

/// How deep folders may lie in each other.
const DEEPEST: usize = 128;

/// The lists of a collection, found by id. Where an id stands twice, the later entry counts.
pub(super) struct Tree<'a> {
    requests: HashMap<String, Place<'a>>,
    folders: HashMap<String, Folder<'a>>,
    /// The ids of the folders at the root, in order.
    roots: Vec<String>,
    /// The ids of the requests at the root, in order.
    order: Vec<String>,
}

/// A folder and what it says lies in it.
struct Folder<'a> {
    place: Place<'a>,
    children: Vec<Child<'a>>,
}

/// An entry of a list of ids.
#[derive(Clone)]
enum Child<'a> {
    Folder(Place<'a>),
    Request(Place<'a>),
}

impl<'a> Tree<'a> {
    /// Looks through the lists of a collection.
    pub(super) fn of(collection: &Place<'a>) -> Self {
        let mut tree = Self {
            requests: HashMap::new(),
            folders: HashMap::new(),
            roots: Vec::new(),
            order: Vec::new(),
        };
        for request in objects(collection, "requests") {
            tree.requests
                .insert(id_of(&request).unwrap_or_default(), request);
        }
        let mut listed = Vec::new();
        for place in objects(collection, "folders") {
            listed.push(id_of(&place).unwrap_or_default());
            tree.add_folder(place);
        }
        let roots = match collection.given("folders_order") {
            Some(order) => ids(&order).into_iter().map(|(id, _)| id).collect(),
            None => listed,
        };
        let nested = tree.nested();
        tree.roots = once(roots);
        tree.roots
            .retain(|id| tree.folders.contains_key(id) && !nested.contains(id));
        let order = collection
            .given("order")
            .map(|order| ids(&order))
            .unwrap_or_default();
        tree.order = once(order.into_iter().map(|(id, _)| id).collect());
        tree.order.retain(|id| tree.requests.contains_key(id));
        tree
    }

    fn add_folder(&mut self, place: Place<'a>) {
        let mut children = Vec::new();
        for (name, child) in [
            ("folders_order", Child::Folder as fn(Place<'a>) -> Child<'a>),
            ("order", Child::Request),
        ] {
            let listed = place.given(name).map(|list| ids(&list)).unwrap_or_default();
            children.extend(listed.into_iter().map(|(_, entry)| child(entry)));
        }
        let id = id_of(&place).unwrap_or_default();
        let folder = self.folders.entry(id).or_insert_with(|| Folder {
            place: place.clone(),
            children: vec![],
        });
        folder.place = place;
        folder.children.extend(children);
    }

    /// The ids of the folders that another folder lists.
    fn nested(&self) -> HashSet<String> {
        let children = self.folders.values().flat_map(|folder| &folder.children);
        let listed = children.filter_map(|child| match child {
            Child::Folder(entry) => scalar_text(entry.value),
            Child::Request(_) => None,
        });
        listed.collect()
    }

    /// The items of the collection.
    pub(super) fn items(
        &self,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Vec<Arc<Item>>, Problem> {
        let mut builder = Builder {
            tree: self,
            new_id,
            taken: HashSet::new(),
            above: Vec::new(),
        };
        let mut items = Vec::new();
        for id in &self.roots {
            items.extend(
                self.folders
                    .get(id)
                    .map(|folder| builder.folder(id, folder))
                    .transpose()?,
            );
        }
        for id in &self.order {
            items.extend(self.requests.get(id).map(|place| builder.request(place)));
        }
        Ok(items)
    }
}

/// Makes items of entries.
struct Builder<'a, 'b> {
    tree: &'b Tree<'a>,
    new_id: &'b mut dyn FnMut() -> String,
    /// The ids that an item has already: what is listed twice is two items.
    taken: HashSet<String>,
    /// The ids of the folders above the one that is being made.
    above: Vec<String>,
}

impl<'a> Builder<'a, '_> {
    fn folder(&mut self, id: &str, folder: &Folder<'a>) -> Result<Arc<Item>, Problem> {
        let place = &folder.place;
        let id_of_item = self.id_of_item(place);
        self.above.push(id.to_owned());
        let mut items = Vec::new();
        for child in &folder.children {
            items.extend(self.child(child)?);
        }
        self.above.pop();
        Ok(Arc::new(Item {
            id: id_of_item,
            name: place.text("name").unwrap_or_default(),
            description: place
                .given("description")
                .map(|text| text.value.clone().into()),
            events: script::read(place, self.new_id),
            auth: auth::read(place).map(Box::new),
            behavior: read_behavior(place).map(Box::new),
            variables: Vec::new(),
            meta: Meta::new(),
            pointer: place.pointer.clone(),
            kind: ItemKind::Folder(items),
        }))
    }

    fn child(&mut self, child: &Child<'a>) -> Result<Option<Arc<Item>>, Problem> {
        let tree = self.tree;
        match child {
            Child::Request(entry) => {
                let place = scalar_text(entry.value).and_then(|id| tree.requests.get(&id));
                Ok(place.map(|place| self.request(place)))
            }
            Child::Folder(entry) => {
                let id = scalar_text(entry.value).unwrap_or_default();
                let Some(folder) = tree.folders.get(&id) else {
                    return Ok(None);
                };
                self.check_depth(&id, entry)?;
                self.folder(&id, folder).map(Some)
            }
        }
    }

    fn check_depth(&self, id: &str, entry: &Place<'_>) -> Result<(), Problem> {
        let wrong = |message: &str| Err(Problem::new(entry.pointer.clone(), message));
        match () {
            () if self.above.iter().any(|above| above == id) => wrong("puts a folder into itself"),
            () if self.above.len() >= DEEPEST => wrong("puts folders too deep into each other"),
            () => Ok(()),
        }
    }

    fn request(&mut self, place: &Place<'a>) -> Arc<Item> {
        let request = request::read(place);
        let responses = response::read_list(place, &self.tree.requests);
        let responses = saved::kept(responses, self.new_id);
        Arc::new(Item {
            id: self.id_of_item(place),
            name: place.text("name").unwrap_or_default(),
            description: None,
            events: script::read(place, self.new_id),
            auth: None,
            behavior: read_behavior(place).map(Box::new),
            variables: Vec::new(),
            meta: Meta::new(),
            pointer: place.pointer.clone(),
            kind: ItemKind::Request {
                request: Box::new(request),
                responses,
            },
        })
    }

    fn id_of_item(&mut self, place: &Place<'_>) -> String {
        let own = id_of(place).filter(|id| self.taken.insert(id.clone()));
        own.unwrap_or_else(&mut *self.new_id)
    }
}

/// The objects of a list, or of an object in its place; whatever else is there is passed over, for
/// no list of ids names it.
fn objects<'a>(place: &Place<'a>, name: &str) -> Vec<Place<'a>> {
    let mut entries = place
        .given(name)
        .map_or_else(Vec::new, |list| list.values());
    entries.retain(|entry| entry.value.is_object());
    entries
}

/// The ids of a list, each with its place. An id that is a number counts as its text.
fn ids<'a>(list: &Place<'a>) -> Vec<(String, Place<'a>)> {
    list.elements()
        .filter_map(|entry| Some((scalar_text(entry.value)?, entry)))
        .collect()
}

/// Each id where it stands first.
fn once(ids: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    ids.into_iter()
        .filter(|id| seen.insert(id.clone()))
        .collect()
}
