//! What a step of an Arazzo document sends: a request of a Postman collection, or one that is
//! written down.

use std::sync::Arc;

use serde_json::Value;

use super::reader::{Reader, fail};
use crate::collection::{Collection, Item, ItemKind};
use crate::guide::yaml::Node;

/// What a step sends.
pub(super) enum Sends {
    Named { path: String, item: Box<Item> },
    Written { method: String, url: String },
}

/// Where a request takes a parameter of that name.
pub(super) enum SavedPlace {
    /// In a variable of its URL.
    Variable,
    /// In its path, as `:name`.
    Path,
    /// Nowhere yet: a query may get further fields.
    Nowhere,
    /// It is written down, not saved.
    Written,
}

impl Sends {
    pub(super) fn saved_place(&self, name: &str) -> SavedPlace {
        let Self::Named { item, .. } = self else {
            return SavedPlace::Written;
        };
        let url = item.request().map(|request| &request.url);
        let is_variable =
            url.is_some_and(|url| url.to_string().contains(&format!("{{{{{name}}}}}")));
        let mut path = url.and_then(|url| url.path.as_ref()).into_iter().flatten();
        if is_variable {
            SavedPlace::Variable
        } else if path.any(|part| part.strip_prefix(':') == Some(name)) {
            SavedPlace::Path
        } else {
            SavedPlace::Nowhere
        }
    }

    pub(super) fn saved_body(&self) -> Option<Value> {
        let Self::Named { item, .. } = self else {
            return None;
        };
        item.request()?.sent_body()?.json()
    }
}

impl Reader<'_> {
    /// The request of a step.
    pub(super) fn action(&mut self, node: &Node) -> Option<Sends> {
        let text = |key: &str| node.get(key).and_then(Node::text);
        if let Some(operation) = node.get("x-operation") {
            let json = operation.to_json();
            let (Some(url), method) = (
                json["url"].as_str(),
                json["method"].as_str().unwrap_or("get"),
            ) else {
                fail(
                    self.problems,
                    operation,
                    "`x-operation` has no `url`".to_owned(),
                    None,
                );
                return None;
            };
            let url = self.text(url, operation);
            return Some(Sends::Written {
                method: method.to_uppercase(),
                url,
            });
        }
        if let Some(path) = text("operationPath") {
            return self.pointed(&path, node.get("operationPath")?);
        }
        if let Some(id) = text("operationId") {
            return self.called(&id, node.get("operationId")?);
        }
        let message = match text("workflowId") {
            Some(workflow) => {
                format!("the step runs the workflow `{workflow}`, which a guide can't")
            }
            None => "the step has no operation".to_owned(),
        };
        let suggestion =
            "give it an `operationPath` into a Postman collection, or an `x-operation`".to_owned();
        fail(self.problems, node, message, Some(suggestion));
        None
    }

    /// `{$sourceDescriptions.NAME.url}#/item/0/item/3`.
    fn pointed(&mut self, path: &str, node: &Node) -> Option<Sends> {
        let inner = path
            .trim_start_matches('{')
            .strip_prefix("$sourceDescriptions.")
            .unwrap_or(path);
        let (source, pointer) = inner.split_once('#').unwrap_or((inner, ""));
        let source = source.trim_end_matches('}').trim_end_matches(".url");
        let collection = self.collection(source, node)?;
        let found = find(
            &collection.items,
            &|item| item.pointer == pointer,
            &mut Vec::new(),
        );
        if let Some((path, item)) = found {
            return Some(self.named(source, path, item));
        }
        let message = format!(
            "`{pointer}` is no request of the collection `{}`",
            collection.name
        );
        let suggestion = "it is the JSON Pointer of the item in its file".to_owned();
        fail(self.problems, node, message, Some(suggestion));
        None
    }

    /// The name or the id of a request, which may say its source:
    /// `$sourceDescriptions.NAME.Get Rules`.
    fn called(&mut self, id: &str, node: &Node) -> Option<Sends> {
        let (source, id) = match id
            .strip_prefix("$sourceDescriptions.")
            .and_then(|rest| rest.split_once('.'))
        {
            Some((source, id)) => (Some(source.to_owned()), id),
            None => (None, id),
        };
        let candidates: Vec<(String, Arc<Collection>)> = match &source {
            Some(source) => vec![(source.clone(), self.collection(source, node)?)],
            None => self
                .collections
                .iter()
                .map(|source| (source.name.clone(), Arc::clone(&source.collection)))
                .collect(),
        };
        let is_called = |item: &Item| item.name.trim() == id || item.id == id;
        for (source, collection) in candidates {
            if let Some((path, item)) = find(&collection.items, &is_called, &mut Vec::new()) {
                return Some(self.named(&source, path, item));
            }
        }
        let message = format!("no request of the collections is called `{id}`");
        let suggestion = match self.collections {
            [] => {
                "the sources are no Postman collections; give the step an `x-operation`".to_owned()
            }
            _ => "name a request, or point at it with `operationPath`".to_owned(),
        };
        fail(self.problems, node, message, Some(suggestion));
        None
    }

    fn named(&mut self, source: &str, path: Vec<String>, item: &Item) -> Sends {
        if !self.used.iter().any(|used| used == source) {
            self.used.push(source.to_owned());
        }
        let several = self.collections.len() > 1;
        let path = if several {
            [vec![source.to_owned()], path].concat()
        } else {
            path
        };
        Sends::Named {
            path: path.join(" / "),
            item: Box::new(item.clone()),
        }
    }

    fn collection(&mut self, source: &str, node: &Node) -> Option<Arc<Collection>> {
        let found = self.collections.iter().find(|one| one.name == source);
        if found.is_none() {
            let described = self
                .document
                .get("sourceDescriptions")
                .and_then(Node::elements)
                .unwrap_or_default();
            let is_described = described
                .iter()
                .any(|one| one.get("name").and_then(Node::text).as_deref() == Some(source));
            let message = if is_described {
                format!(
                    "the source `{source}` is no Postman collection, so its operations can't be sent"
                )
            } else {
                format!("no source is called `{source}`")
            };
            let suggestion = "give the step an `x-operation` with `method` and `url`".to_owned();
            fail(self.problems, node, message, Some(suggestion));
        }
        found.map(|source| Arc::clone(&source.collection))
    }
}

/// The first request that is the wanted one, with the names that lead to it.
fn find<'c>(
    items: &'c [Arc<Item>],
    is_wanted: &dyn Fn(&Item) -> bool,
    path: &mut Vec<String>,
) -> Option<(Vec<String>, &'c Item)> {
    for item in items {
        path.push(item.name.trim().to_owned());
        match &item.kind {
            ItemKind::Request { .. } if is_wanted(item) => return Some((path.clone(), item)),
            ItemKind::Folder(items) => {
                if let Some(found) = find(items, is_wanted, path) {
                    return Some(found);
                }
            }
            ItemKind::Request { .. } => {}
        }
        path.pop();
    }
    None
}
