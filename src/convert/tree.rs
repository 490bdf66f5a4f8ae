//! A collection as a tree of files.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::name::{Names, below, examples_of};
use super::pairs::described;
use super::script::{self, Owner};
use super::{Loss, Losses, auth, example, order, request, variables};
use crate::collection::{
    Auth, Behavior, Collection, Item, ItemEvent, ItemKind, Protocol, Saved, Variable,
};

/// A file of a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeFile {
    /// Its path within the tree, with `/` between the names.
    pub path: String,
    /// What is in it.
    pub content: Value,
    /// Where it is in the source, if that is a tree: the path of what it was read from.
    pub(super) origin: String,
}

/// The files of a collection, and what they do not say of it.
pub fn tree(collection: &Collection) -> (Vec<TreeFile>, Vec<Loss>) {
    let mut writer = Writer::default();
    writer.collection(collection);
    (writer.files, writer.losses.into_list())
}

#[derive(Default)]
struct Writer {
    files: Vec<TreeFile>,
    losses: Losses,
}

/// A collection or a folder, as far as it is written into a definition.
struct Level<'a> {
    /// What its made-up ids are made of.
    place: &'a str,
    /// Where it is in its source.
    pointer: &'a str,
    id: &'a str,
    name: Option<&'a str>,
    description: Option<&'a Value>,
    variables: &'a [Variable],
    events: &'a [Arc<ItemEvent>],
    auth: Option<&'a Auth>,
    order: Option<usize>,
    has_graphql: bool,
}

/// A folder of the tree, and what the requests in it inherit.
struct Folder<'a> {
    /// Its path, with a `/` at its end, or nothing for the tree itself.
    path: &'a str,
    /// The settings of the levels above.
    behavior: &'a Behavior,
}

impl Writer {
    fn collection(&mut self, collection: &Collection) {
        if collection.version.is_some() {
            self.losses
                .tell("the version of the collection, which v3 can't say");
        }
        let behavior = self.inherited(collection.behavior.as_ref(), &Behavior::new());
        let place = format!("{} {}", collection.id, collection.name);
        self.definition(
            "",
            &Level {
                place: &place,
                pointer: "",
                id: &collection.id,
                name: Some(&collection.name),
                description: collection.description.as_ref(),
                variables: &collection.variables,
                events: &collection.events,
                auth: collection.auth.as_ref(),
                order: None,
                has_graphql: has_graphql(&collection.items),
            },
        );
        let folder = Folder {
            path: "",
            behavior: &behavior,
        };
        self.items(&collection.items, &folder);
    }

    /// The settings that what lies below a level inherits. v3 has none but those of requests, which
    /// are given what they would inherit.
    fn inherited(&mut self, own: Option<&Behavior>, above: &Behavior) -> Behavior {
        let mut behavior = above.clone();
        let own = own.filter(|own| !own.is_empty());
        if let Some(own) = own {
            self.losses.tell(
                "the settings of a collection or a folder, which v3 only has for requests: each request below is \
                 given them",
            );
            behavior.extend(own.clone());
        }
        behavior
    }

    fn definition(&mut self, folder: &str, level: &Level<'_>) {
        let losses = &mut self.losses;
        let mut json = Map::new();
        json.insert("$kind".into(), json!("collection"));
        if !level.id.is_empty() {
            json.insert("id".into(), json!(level.id));
        }
        json.extend(level.name.map(|name| ("name".to_owned(), json!(name))));
        let description = described(level.description, losses);
        json.extend(description.map(|text| ("description".to_owned(), json!(text))));
        let variables = variables::of(level.variables, losses);
        json.extend(variables.map(|variables| ("variables".to_owned(), variables)));
        let mut scripts = script::list(level.events, Owner::Level, losses);
        let is_of_graphql =
            |event: &&Arc<ItemEvent>| level.has_graphql || event.only == Some(Protocol::GraphQl);
        let of_graphql: Vec<_> = level.events.iter().filter(is_of_graphql).cloned().collect();
        scripts.extend(script::list(
            &of_graphql,
            Owner::LevelOfGraphQl,
            &mut Losses::default(),
        ));
        if !scripts.is_empty() {
            json.insert("scripts".into(), Value::Array(scripts));
        }
        if let Some(auth) = level.auth {
            json.insert("auth".into(), auth::of_level(auth, level.place, losses));
        }
        json.extend(level.order.map(|order| ("order".to_owned(), json!(order))));
        let file = ".resources/definition.yaml";
        self.files.push(TreeFile {
            path: format!("{folder}{file}"),
            content: Value::Object(json),
            origin: below(level.pointer, file),
        });
    }

    fn items(&mut self, items: &[Arc<Item>], folder: &Folder<'_>) {
        let mut names = Names::default();
        for (index, item) in items.iter().enumerate() {
            self.losses.enter(item.label());
            if let Some(other) = item
                .request()
                .filter(|request| !request.protocol.is_spoken())
            {
                self.losses.tell(format!(
                    "a {} request, which is not read: its file is not written",
                    other.protocol.name()
                ));
                self.losses.leave();
                continue;
            }
            let is_folder = matches!(item.kind, ItemKind::Folder(_));
            let otherwise = if is_folder { "folder" } else { "http-request" };
            let file = names.take(&item.name, otherwise);
            let spot = Spot {
                folder,
                name: Some(item.name.as_str()).filter(|name| *name != file),
                file: &file,
                order: order::at(index),
            };
            self.item(item, &spot);
            self.losses.leave();
        }
    }

    fn item(&mut self, item: &Item, spot: &Spot<'_>) {
        match &item.kind {
            ItemKind::Folder(items) => self.folder(item, items, spot),
            ItemKind::Request { request, responses } => {
                let examples = self.examples(responses, (item, spot));
                let behavior = of_request(item, spot.folder.behavior);
                let entry = request::Entry {
                    item,
                    name: spot.name,
                    behavior: &behavior,
                    examples,
                    order: spot.order,
                };
                let content = request::file(request, &entry, &mut self.losses);
                self.files.push(TreeFile {
                    path: format!("{}{}.request.yaml", spot.folder.path, spot.file),
                    content,
                    origin: item.pointer.clone(),
                });
            }
        }
    }

    fn folder(&mut self, item: &Item, items: &[Arc<Item>], spot: &Spot<'_>) {
        let path = format!("{}{}/", spot.folder.path, spot.file);
        let behavior = self.inherited(item.behavior.as_deref(), spot.folder.behavior);
        self.definition(
            &path,
            &Level {
                place: &path,
                pointer: &item.pointer,
                id: &item.id,
                name: spot.name,
                description: item.description.as_deref(),
                variables: &item.variables,
                events: &item.events,
                auth: item.auth.as_deref(),
                order: Some(spot.order),
                has_graphql: has_graphql(items),
            },
        );
        self.items(
            items,
            &Folder {
                path: &path,
                behavior: &behavior,
            },
        );
    }

    /// Adds the examples of a request; returns their folder as its file names it.
    fn examples(&mut self, responses: &[Saved], of: (&Item, &Spot<'_>)) -> Option<String> {
        let (item, spot) = of;
        let request = format!("{}.request.yaml", spot.file);
        let folder = examples_of(&request);
        let mut names = Names::default();
        for (index, response) in responses.iter().map(Saved::value).enumerate() {
            let name = example::name(&response);
            let file = names.take(name, "http-example");
            self.losses.enter(name);
            let entry = example::Entry {
                name: Some(name).filter(|name| *name != file),
                order: order::at(index),
            };
            let content = example::file(&response, &entry, &mut self.losses);
            self.losses.leave();
            self.files.push(TreeFile {
                path: format!("{}{folder}/{file}.example.yaml", spot.folder.path),
                content,
                origin: example::origin(&response, &item.pointer),
            });
        }
        (!responses.is_empty()).then(|| format!("./{folder}"))
    }
}

/// Where an item comes in the tree.
struct Spot<'a> {
    folder: &'a Folder<'a>,
    /// What its file or folder is called, without its ending.
    file: &'a str,
    /// Its name, where that is another.
    name: Option<&'a str>,
    order: usize,
}

/// Whether a request that v3 has a kind of its own for lies below.
pub(super) fn has_graphql(items: &[Arc<Item>]) -> bool {
    items.iter().any(|item| match &item.kind {
        ItemKind::Folder(items) => has_graphql(items),
        ItemKind::Request { request, .. } => request::is_graphql(request),
    })
}

/// The settings that count for a request.
fn of_request(item: &Item, above: &Behavior) -> Behavior {
    let mut behavior = above.clone();
    behavior.extend(item.behavior.as_deref().cloned().unwrap_or_default());
    behavior
}
