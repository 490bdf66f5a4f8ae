//! `--folder`: finding folders and requests by id or name.

use crate::collection::Item;
use crate::text;

/// An item that was asked for, and the folders above it.
#[derive(Debug, Clone)]
pub(super) struct Chosen<'a> {
    pub(super) item: &'a Item,
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

/// Finds what was asked for: one name by the level nearest to the root, several in the collection's order, each name
/// once. No name, or an empty one, is the whole collection.
pub(super) fn select<'a>(items: &'a [Item], names: &[String]) -> Result<Vec<Chosen<'a>>, SelectError> {
    match names {
        [] => Ok(whole(items)),
        [name] if name.is_empty() => Ok(whole(items)),
        [name] => nearest_to_root(items, name).map(|chosen| vec![chosen]).ok_or_else(|| unknown(items, name)),
        names => several(items, names),
    }
}

fn whole(items: &[Item]) -> Vec<Chosen<'_>> {
    items.iter().map(|item| Chosen { item, folders: Vec::new() }).collect()
}

fn is_named(item: &Item, name: &str) -> bool {
    item.id == name || item.name == name
}

/// Looks at a whole level before it looks below.
fn nearest_to_root<'a>(items: &'a [Item], name: &str) -> Option<Chosen<'a>> {
    if let Some(item) = items.iter().find(|item| is_named(item, name)) {
        return Some(Chosen { item, folders: Vec::new() });
    }
    items.iter().find_map(|folder| {
        let mut chosen = nearest_to_root(folder.items(), name)?;
        chosen.folders.insert(0, folder);
        Some(chosen)
    })
}

fn several<'a>(items: &'a [Item], names: &[String]) -> Result<Vec<Chosen<'a>>, SelectError> {
    let mut wanted: Vec<&String> = names.iter().collect();
    let mut chosen = Vec::new();
    walk(items, &mut Vec::new(), (&mut wanted, &mut chosen));
    match wanted.first() {
        Some(name) => Err(unknown(items, name)),
        None => Ok(chosen),
    }
}

/// Goes over the tree in order; what is below a chosen folder is chosen with it, and is not chosen again.
// Differs from Postman: Newman runs an item twice when its folder's folder is chosen as well (`nothing_is_chosen_twice`).
fn walk<'a>(
    items: &'a [Item],
    folders: &mut Vec<&'a Item>,
    (wanted, chosen): (&mut Vec<&String>, &mut Vec<Chosen<'a>>),
) {
    for item in items {
        if let Some(at) = wanted.iter().position(|name| is_named(item, name)) {
            wanted.remove(at);
            chosen.push(Chosen { item, folders: folders.clone() });
            forget(item, wanted);
            continue;
        }
        folders.push(item);
        walk(item.items(), folders, (wanted, chosen));
        folders.pop();
    }
}

/// Names below a chosen folder need not be found elsewhere.
fn forget(folder: &Item, wanted: &mut Vec<&String>) {
    for item in folder.items() {
        wanted.retain(|name| !is_named(item, name));
        forget(item, wanted);
    }
}

fn unknown(items: &[Item], name: &str) -> SelectError {
    let mut names = Vec::new();
    collect_names(items, &mut names);
    SelectError { name: name.to_owned(), hint: text::did_you_mean(name, names) }
}

fn collect_names<'a>(items: &'a [Item], names: &mut Vec<&'a str>) {
    for item in items {
        names.push(&item.name);
        collect_names(item.items(), names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree() -> Vec<Item> {
        let json = json!({"item": [
            {"name": "A", "item": [{"name": "r1", "id": "deep", "request": "h"}, {"name": "r2", "request": "h"}]},
            {"name": "B", "item": [{"name": "C", "item": [{"name": "r3", "request": "h"}]}]},
            {"name": "r1", "id": "root", "request": "h"}
        ]});
        crate::collection::parse(&json, &mut String::new).unwrap().items
    }

    fn chosen(names: &[&str]) -> Result<Vec<String>, SelectError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let path = |chosen: &Chosen<'_>| {
            let folders: Vec<_> = chosen.folders.iter().map(|folder| folder.name.as_str()).collect();
            format!("{}/{}#{}", folders.join("/"), chosen.item.name, chosen.item.id)
        };
        select(&tree(), &names).map(|list| list.iter().map(path).collect())
    }

    #[test]
    fn one_name_is_looked_for_from_the_root_down() {
        assert_eq!(chosen(&["r1"]).unwrap(), ["/r1#root"]);
        assert_eq!(chosen(&["deep"]).unwrap(), ["A/r1#deep"]);
        assert_eq!(chosen(&["r3"]).unwrap(), ["B/C/r3#"]);
        assert_eq!(chosen(&[""]).unwrap().len(), 3);
    }

    #[test]
    fn several_names_run_in_the_collections_order() {
        assert_eq!(chosen(&["root", "C", "r2"]).unwrap(), ["A/r2#", "B/C#", "/r1#root"]);
    }

    #[test]
    fn nothing_is_chosen_twice() {
        assert_eq!(chosen(&["r3", "B"]).unwrap(), ["/B#"]);
    }

    #[test]
    fn an_unknown_name_comes_with_a_suggestion() {
        let error = chosen(&["A", "r33"]).unwrap_err();
        assert_eq!(error.to_string(), "the collection has no folder or request named `r33`");
        assert_eq!(error.hint.as_deref(), Some("did you mean `r3`?"));
    }
}
