//! Which items run, flattened from the tree, each with what it inherits.

use std::ops::Range;
use std::sync::Arc;

use super::select::{SelectError, Selection};
use crate::collection::{
    Auth, Behavior, Collection, Item, ItemEvent, Listen, Protocol, Variable, name_or_id,
};
use crate::variables::Row;

/// What is to be run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The collection.
    pub collection: Arc<Collection>,
    /// Its requests in order, as far as they are selected.
    pub items: Vec<Arc<Planned>>,
    /// How often.
    pub iterations: usize,
    /// The rows of iteration data, one an iteration; the last one repeats.
    pub rows: Vec<Row>,
    /// The folders that its items lie in, or what was named: all of its items, in order.
    pub sections: Vec<Section>,
}

/// Items of a plan that belong together: those of a folder at the top, or of what was named; and
/// requests at the top that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The name of the folder; of requests, that of the first.
    pub name: String,
    /// The places of its items.
    pub items: Range<usize>,
}

/// A request of the run with what it inherits from its folders and its collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The item itself.
    pub item: Arc<Item>,
    /// The collection and the folders it lies in, outermost first.
    pub parents: Arc<[Parent]>,
    /// The authentication that counts: its own, or the nearest parent's.
    pub auth: Option<Arc<Auth>>,
    /// The id of whoever the authentication belongs to: what it learns from servers counts for all
    /// who inherit it.
    pub auth_owner: Arc<str>,
    /// The settings that count, nearest wins.
    pub behavior: Arc<Behavior>,
    /// The variables of its folders, those of the nearest last.
    pub variables: Arc<[Variable]>,
    /// The enabled scripts of both kinds, outermost first.
    pub events: Arc<[OwnedEvent]>,
}

/// A script of a request, a folder or a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnedEvent {
    /// The name of what it belongs to.
    pub owner: Arc<str>,
    /// The script and when it runs.
    pub event: Arc<ItemEvent>,
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
    pub fn new(collection: Arc<Collection>, selection: &Selection) -> Result<Self, SelectError> {
        let mut items = Vec::new();
        let mut sections: Vec<Section> = Vec::new();
        // Whether the last section is one of requests, which another request joins.
        let mut is_open = false;
        let root = Inherited::of_collection(&collection);
        let left_out = selection.left_out(&collection.items)?;
        for chosen in selection.choose(&collection.items)? {
            let mut inherited = root.clone();
            for folder in &chosen.folders {
                inherited = inherited.below(folder);
            }
            let mut own = Vec::new();
            flatten(chosen.item, &inherited, &mut own);
            let is_wanted = |item: &Arc<Planned>| {
                let mut places = left_out.iter();
                !places.any(|place| is_within(&item.item.pointer, place))
                    && selection.matches(&item.path())
            };
            own.retain(is_wanted);
            let start = items.len();
            items.extend(own);
            let is_request = chosen.item.request().is_some();
            is_open &= is_request;
            match sections.last_mut() {
                Some(section) if is_open => section.items.end = items.len(),
                _ if items.len() > start => {
                    sections.push(Section {
                        name: chosen.item.label().to_owned(),
                        items: start..items.len(),
                    });
                    is_open = is_request;
                }
                _ => {}
            }
        }
        Ok(Self {
            collection,
            items,
            iterations: 1,
            rows: Vec::new(),
            sections,
        })
    }

    /// A plan of nothing.
    fn empty(collection: Arc<Collection>) -> Self {
        Self {
            collection,
            items: Vec::new(),
            iterations: 1,
            rows: Vec::new(),
            sections: Vec::new(),
        }
    }

    /// Plans several collections; a name must be found in one of them, and one in which none of
    /// those to run is found does not run.
    ///
    /// # Errors
    /// A name that is neither a folder nor a request of any of them.
    pub fn all(
        collections: &[Arc<Collection>],
        selection: &Selection,
    ) -> Result<Vec<Self>, SelectError> {
        if let [only] = collections {
            return Ok(vec![Self::new(Arc::clone(only), selection)?]);
        }
        let mut plans = Vec::new();
        for collection in collections {
            match selection.of_several(collections, collection)? {
                Some(own) => plans.push(Self::new(Arc::clone(collection), &own)?),
                None => plans.push(Self::empty(Arc::clone(collection))),
            }
        }
        Ok(plans)
    }

    /// A single request of a collection with what it inherits, by its id (alone, or as Postman's
    /// API has it, with its owner's number before it) or its name.
    pub fn request(collection: &Arc<Collection>, wanted: &str) -> Option<Arc<Planned>> {
        let bare = wanted
            .split_once('-')
            .filter(|(owner, _)| owner.bytes().all(|byte| byte.is_ascii_digit()));
        let names = [Some(wanted), bare.map(|(_, id)| id)];
        names.into_iter().flatten().find_map(|name| {
            let items = Self::new(Arc::clone(collection), &Selection::of(&[name.to_owned()]))
                .ok()?
                .items;
            items
                .into_iter()
                .next()
                .filter(|planned| planned.item.id == name || planned.item.name == name)
        })
    }

    /// Leaves out the items that are not kept, by their places.
    pub fn keep(&mut self, is_kept: &[bool]) {
        let mut before = 0;
        for section in &mut self.sections {
            let kept = is_kept[section.items.clone()].iter();
            let start = before;
            before += kept.filter(|kept| **kept).count();
            section.items = start..before;
        }
        self.sections.retain(|section| !section.items.is_empty());
        let mut kept = is_kept.iter();
        self.items
            .retain(|_| kept.next().copied().unwrap_or_default());
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

    /// Its scripts of one kind, outermost first.
    pub fn scripts(&self, listen: Listen) -> impl Iterator<Item = &OwnedEvent> {
        let own = move |owned: &&OwnedEvent| owned.event.listen == listen;
        self.events.iter().filter(own)
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

/// What a request gets from above. What a level does not change is shared with the one above it.
#[derive(Clone)]
struct Inherited {
    parents: Arc<[Parent]>,
    auth: Option<Arc<Auth>>,
    auth_owner: Arc<str>,
    behavior: Arc<Behavior>,
    variables: Arc<[Variable]>,
    events: Arc<[OwnedEvent]>,
}

impl Inherited {
    fn of_collection(collection: &Collection) -> Self {
        let parent = Parent {
            id: collection.id.clone(),
            name: collection.name.clone(),
        };
        Self {
            parents: Arc::new([parent]),
            auth: collection.auth.clone().map(Arc::new),
            auth_owner: collection.id.as_str().into(),
            behavior: Arc::new(collection.behavior.clone().unwrap_or_default()),
            variables: Arc::from([]),
            events: enabled(&collection.name, &collection.events).collect(),
        }
    }

    fn below(&self, folder: &Item) -> Self {
        let parent = Parent {
            id: folder.id.clone(),
            name: folder.name.clone(),
        };
        let mut inherited = self.with(folder);
        inherited.parents = self.parents.iter().cloned().chain([parent]).collect();
        inherited
    }

    /// Leaves out the scripts that are for requests of another protocol.
    fn leave_out_others(&mut self, protocol: Option<Protocol>) {
        let is_own = |owned: &&OwnedEvent| {
            let only = owned.event.only;
            only.is_none() || only == protocol
        };
        if !self.events.iter().all(|owned| is_own(&owned)) {
            self.events = self.events.iter().filter(is_own).cloned().collect();
        }
    }

    fn with(&self, item: &Item) -> Self {
        let mut inherited = self.clone();
        let own = item.request().and_then(|request| request.auth.as_deref());
        if let Some(auth) = own.or(item.auth.as_deref()) {
            inherited.auth = Some(Arc::new(auth.clone()));
            inherited.auth_owner = item.id.as_str().into();
        }
        if let Some(behavior) = item
            .behavior
            .as_deref()
            .cloned()
            .filter(|own| !own.is_empty())
        {
            Arc::make_mut(&mut inherited.behavior).extend(behavior);
        }
        if !item.variables.is_empty() {
            let all = self.variables.iter().chain(&item.variables);
            inherited.variables = all.cloned().collect();
        }
        if item.events.iter().any(|event| !event.disabled) {
            let own = enabled(&item.name, &item.events);
            inherited.events = self.events.iter().cloned().chain(own).collect();
        }
        inherited
    }
}

/// Whether a JSON Pointer is that place or below it.
fn is_within(pointer: &str, place: &str) -> bool {
    pointer
        .strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn enabled<'a>(
    owner: &str,
    events: &'a [Arc<ItemEvent>],
) -> impl Iterator<Item = OwnedEvent> + use<'a> {
    let owner: Arc<str> = owner.into();
    let enabled = events.iter().filter(|event| !event.disabled);
    enabled.map(move |event| OwnedEvent {
        owner: Arc::clone(&owner),
        event: Arc::clone(event),
    })
}

fn flatten(item: &Arc<Item>, inherited: &Inherited, planned: &mut Vec<Arc<Planned>>) {
    if item.request().is_none() {
        let below = inherited.below(item);
        for child in item.items() {
            flatten(child, &below, planned);
        }
        return;
    }
    let mut own = inherited.with(item);
    own.leave_out_others(item.request().map(|request| request.protocol));
    planned.push(Arc::new(Planned {
        item: Arc::clone(item),
        parents: own.parents,
        auth: own.auth,
        auth_owner: own.auth_owner,
        behavior: own.behavior,
        variables: own.variables,
        events: own.events,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan(json: &serde_json::Value) -> Plan {
        let collection = crate::collection::parse(json, &mut String::new).unwrap();
        Plan::new(Arc::new(collection), &Selection::default()).unwrap()
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
                .map(|owned| format!("{}:{}", owned.owner, owned.event.script.source))
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
