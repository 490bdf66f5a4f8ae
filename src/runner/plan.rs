//! Which items run, flattened from the tree, each with what it inherits.

use std::rc::Rc;

use super::select::{SelectError, Selection};
use crate::collection::{Auth, Behavior, Collection, Event, Item, name_or_id};
use crate::variables::Row;

/// What is to be run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The collection.
    pub collection: Rc<Collection>,
    /// Its requests in order, as far as they are selected.
    pub items: Vec<Planned>,
    /// How often.
    pub iterations: usize,
    /// The rows of iteration data, one an iteration; the last one repeats.
    pub rows: Vec<Row>,
}

/// A request of the run with what it inherits from its folders and its collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The item itself.
    pub item: Rc<Item>,
    /// The collection and the folders it lies in, outermost first.
    pub parents: Rc<[Parent]>,
    /// The authentication that counts: its own, or the nearest parent's.
    pub auth: Option<Auth>,
    /// The id of whoever the authentication belongs to: what it learns from servers counts for all
    /// who inherit it.
    pub auth_owner: Rc<str>,
    /// The settings that count, nearest wins.
    pub behavior: Behavior,
    /// The enabled scripts of both kinds, outermost first, each with the name of the entity that
    /// owns it.
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

impl Plan {
    /// Plans one iteration of what is selected of a collection.
    ///
    /// # Errors
    /// A name that is neither a folder nor a request.
    pub fn new(collection: Rc<Collection>, selection: &Selection) -> Result<Self, SelectError> {
        let mut items = Vec::new();
        let root = Inherited::of_collection(&collection);
        for chosen in selection.choose(&collection.items)? {
            let mut inherited = root.clone();
            for folder in &chosen.folders {
                inherited = inherited.below(folder);
            }
            flatten(chosen.item, &inherited, &mut items);
        }
        let left_out = selection.left_out(&collection.items)?;
        items.retain(|item| {
            !left_out
                .iter()
                .any(|place| is_within(&item.item.pointer, place))
                && selection.matches(&item.path())
        });
        Ok(Self {
            collection,
            items,
            iterations: 1,
            rows: Vec::new(),
        })
    }

    /// Plans several collections; a name must be found in one of them, and one in which none of
    /// those to run is found does not run.
    ///
    /// # Errors
    /// A name that is neither a folder nor a request of any of them.
    pub fn all(
        collections: &[Rc<Collection>],
        selection: &Selection,
    ) -> Result<Vec<Self>, SelectError> {
        if let [only] = collections {
            return Ok(vec![Self::new(Rc::clone(only), selection)?]);
        }
        let mut plans = Vec::new();
        for collection in collections {
            match selection.of_several(collections, collection)? {
                Some(own) => plans.push(Self::new(Rc::clone(collection), &own)?),
                None => plans.push(Self {
                    collection: Rc::clone(collection),
                    items: Vec::new(),
                    iterations: 1,
                    rows: Vec::new(),
                }),
            }
        }
        Ok(plans)
    }

    /// A single request of a collection with what it inherits, by its id (alone, or as Postman's
    /// API has it, with its owner's number before it) or its name.
    pub fn request(collection: &Rc<Collection>, wanted: &str) -> Option<Planned> {
        let bare = wanted
            .split_once('-')
            .filter(|(owner, _)| owner.bytes().all(|byte| byte.is_ascii_digit()));
        let names = [Some(wanted), bare.map(|(_, id)| id)];
        names.into_iter().flatten().find_map(|name| {
            let items = Self::new(Rc::clone(collection), &Selection::of(&[name.to_owned()]))
                .ok()?
                .items;
            items
                .into_iter()
                .next()
                .filter(|planned| planned.item.id == name || planned.item.name == name)
        })
    }

    /// The row of iteration data for an iteration; the last row repeats.
    pub fn row(&self, iteration: usize) -> Option<&Row> {
        self.rows.get(iteration).or(self.rows.last())
    }
}

impl Parent {
    /// Its name, or its id where it has none.
    pub fn label(&self) -> &str {
        name_or_id(&self.name, &self.id)
    }
}

impl Planned {
    /// The names of the folders it lies in, outermost first, without the collection.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        folders(&self.parents)
    }

    /// The folders and its own name, joined as Newman shows them: `Folder / Request`.
    pub fn path(&self) -> String {
        self.folders()
            .chain([self.item.label()])
            .collect::<Vec<_>>()
            .join(" / ")
    }
}

/// The names of the folders among parents.
pub(super) fn folders(parents: &[Parent]) -> impl Iterator<Item = &str> {
    parents.iter().skip(1).map(Parent::label)
}

/// What a request gets from above.
#[derive(Clone)]
struct Inherited {
    parents: Vec<Parent>,
    auth: Option<Auth>,
    auth_owner: Rc<str>,
    behavior: Behavior,
    events: Vec<(Rc<str>, Event)>,
}

impl Inherited {
    fn of_collection(collection: &Collection) -> Self {
        Self {
            parents: vec![Parent {
                id: collection.id.clone(),
                name: collection.name.clone(),
            }],
            auth: collection.auth.clone(),
            auth_owner: collection.id.as_str().into(),
            behavior: collection.behavior.clone().unwrap_or_default(),
            events: enabled(&collection.name, &collection.events).collect(),
        }
    }

    fn below(&self, folder: &Item) -> Self {
        let mut inherited = self.with(folder);
        inherited.parents.push(Parent {
            id: folder.id.clone(),
            name: folder.name.clone(),
        });
        inherited
    }

    fn with(&self, item: &Item) -> Self {
        let mut inherited = self.clone();
        let own = item
            .request()
            .and_then(|request| request.auth.as_ref())
            .or(item.auth.as_ref());
        if let Some(auth) = own {
            inherited.auth = Some(auth.clone());
            inherited.auth_owner = item.id.as_str().into();
        }
        inherited
            .behavior
            .extend(item.behavior.clone().unwrap_or_default());
        inherited.events.extend(enabled(&item.name, &item.events));
        inherited
    }
}

/// Whether a JSON Pointer is that place or below it.
fn is_within(pointer: &str, place: &str) -> bool {
    pointer
        .strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn enabled<'a>(owner: &str, events: &'a [Event]) -> impl Iterator<Item = (Rc<str>, Event)> + 'a {
    let owner: Rc<str> = owner.into();
    events
        .iter()
        .filter(|event| !event.disabled)
        .map(move |event| (Rc::clone(&owner), event.clone()))
}

fn flatten(item: &Item, inherited: &Inherited, planned: &mut Vec<Planned>) {
    if item.request().is_none() {
        let below = inherited.below(item);
        for child in item.items() {
            flatten(child, &below, planned);
        }
        return;
    }
    let Inherited {
        parents,
        auth,
        auth_owner,
        behavior,
        events,
    } = inherited.with(item);
    let item = Rc::new(item.clone());
    planned.push(Planned {
        item,
        parents: parents.into(),
        auth,
        auth_owner,
        behavior,
        events,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan(json: &serde_json::Value) -> Plan {
        let collection = crate::collection::parse(json, &mut String::new).unwrap();
        Plan::new(Rc::new(collection), &Selection::default()).unwrap()
    }

    #[test]
    fn the_nearest_auth_and_settings_count_and_scripts_add_up() {
        let script = |name: &str| json!([{"listen": "test", "script": {"exec": [name]}}, {"listen": "test", "disabled": true, "script": {"exec": ["off"]}}]);
        let plan = plan(
            &json!({"info": {"name": "C"}, "auth": {"type": "bearer"}, "event": script("c"),
            "protocolProfileBehavior": {"a": 1, "b": 1}, "item": [
            {"name": "F", "auth": {"type": "basic"}, "event": script("f"), "protocolProfileBehavior": {"b": 2}, "item": [
                {"name": "own", "request": {"url": "h", "auth": {"type": "noauth"}}, "event": script("r")},
                {"name": "inherits", "request": {"url": "h", "auth": null}}]},
            {"name": "root", "request": "h"}]}),
        );
        let kinds: Vec<_> = plan
            .items
            .iter()
            .map(|item| item.auth.as_ref().unwrap().kind.as_str())
            .collect();
        assert_eq!(kinds, ["noauth", "basic", "bearer"]);
        let first = &plan.items[0];
        assert_eq!(
            first
                .events
                .iter()
                .map(|(owner, event)| format!("{owner}:{}", event.script.source()))
                .collect::<Vec<_>>(),
            ["C:c", "F:f", "own:r"]
        );
        assert_eq!(
            (&first.behavior["a"], &first.behavior["b"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(first.path(), "F / own");
    }
}
