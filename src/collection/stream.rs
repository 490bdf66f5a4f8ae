//! Reading a collection item by item: the JSON of one has gone before the next is read, so that a
//! large file takes little more memory than its text and what it says.
//!
//! What comes of it is what [`read::parse`] makes of the whole; whatever is unusual is left to that.

use std::fmt;
use std::sync::Arc;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::place::Place;
use super::read::{self, read_item};
use super::{Collection, CollectionError, Item, ItemKind, Problem, decode, text_of};

/// What the file is, in messages.
const KIND: &str = "collection";

/// How many folders may lie in each other; more are left to the JSON reader, which has a limit.
const DEPTH: usize = 60;

/// Reads a collection from the bytes of a file that is called `name` in messages; tells whether it
/// is of schema v1, which Postman has deprecated. `new_id` makes the ids that the file leaves out.
///
/// # Errors
/// It is no JSON, or no collection.
pub fn read_collection(
    name: &str,
    bytes: &[u8],
    new_id: &mut dyn FnMut() -> String,
) -> Result<(Collection, bool), CollectionError> {
    let shaped = |problem: Problem| CollectionError::Shape {
        kind: KIND,
        name: name.to_owned(),
        problem,
    };
    if let Some(read) = by_items(&text_of(bytes), new_id) {
        return read.map(|collection| (collection, false)).map_err(shaped);
    }
    let json = decode(KIND, name, bytes)?;
    let collection = read::parse(&json, new_id).map_err(shaped)?;
    Ok((collection, read::is_v1(&json)))
}

/// Reads a collection of schema 2.0 or 2.1 item by item; `None` where it is something else.
fn by_items(text: &str, new_id: &mut dyn FnMut() -> String) -> Option<Result<Collection, Problem>> {
    let Shell { value, items } = Shell::of(text)?;
    if read::is_v1(&value) || value.get("collection").is_some() {
        return None;
    }
    let items = Items {
        list: items?,
        pointer: "/item",
        depth: 0,
    };
    let items = items.read(new_id)?;
    let collection = read::parse(&value, new_id);
    Some(collection.map(|collection| Collection {
        items,
        ..collection
    }))
}

/// The text of some items.
struct Items<'t> {
    list: Vec<&'t RawValue>,
    /// The JSON Pointer of their list.
    pointer: &'t str,
    /// How many folders they lie in.
    depth: usize,
}

impl Items<'_> {
    fn read(&self, new_id: &mut dyn FnMut() -> String) -> Option<Vec<Arc<Item>>> {
        if self.depth > DEPTH {
            return None;
        }
        let given = self.list.iter().enumerate();
        given
            .filter(|(_, text)| text.get() != "null")
            .map(|(index, text)| {
                let pointer = format!("{}/{index}", self.pointer);
                self.read_one(text.get(), pointer, new_id).map(Arc::new)
            })
            .collect()
    }

    fn read_one(
        &self,
        text: &str,
        pointer: String,
        new_id: &mut dyn FnMut() -> String,
    ) -> Option<Item> {
        let Shell { value, items } = Shell::of(text)?;
        let below = match items {
            None => None,
            Some(list) => {
                let below = Items {
                    list,
                    pointer: &format!("{pointer}/item"),
                    depth: self.depth + 1,
                };
                Some(below.read(new_id)?)
            }
        };
        let place = Place {
            value: &value,
            pointer,
        };
        let item = read_item(&place, new_id);
        Some(match below {
            None => item,
            Some(items) => Item {
                kind: ItemKind::Folder(items),
                ..item
            },
        })
    }
}

/// A value; where it has a list `item`, that is empty, and its elements are still text.
struct Shell<'t> {
    value: Value,
    items: Option<Vec<&'t RawValue>>,
}

impl<'t> Shell<'t> {
    fn of(text: &'t str) -> Option<Self> {
        if text.trim_start().starts_with('{') {
            return serde_json::from_str(text).ok();
        }
        let value = serde_json::from_str(text).ok()?;
        Some(Self { value, items: None })
    }
}

impl<'t> Deserialize<'t> for Shell<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ShellVisitor)
    }
}

struct ShellVisitor;

impl<'t> Visitor<'t> for ShellVisitor {
    type Value = Shell<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    /// As everywhere, the last of several members of one name counts.
    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Shell<'t>, A::Error> {
        let mut members = Map::new();
        let mut items: Option<Vec<&'t RawValue>> = None;
        while let Some(name) = map.next_key::<String>()? {
            let value = if name == "item" {
                let text: &'t RawValue = map.next_value()?;
                items = serde_json::from_str(text.get()).ok();
                match items {
                    Some(_) => Value::Array(Vec::new()),
                    None => serde_json::from_str(text.get()).map_err(A::Error::custom)?,
                }
            } else {
                map.next_value()?
            };
            members.insert(name, value);
        }
        Ok(Shell {
            value: Value::Object(members),
            items,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count() -> impl FnMut() -> String {
        let mut count = 0;
        move || {
            count += 1;
            format!("id-{count}")
        }
    }

    /// What is read item by item, and what is read of the whole.
    fn both(text: &str) -> (Option<Collection>, Option<Collection>) {
        let whole = serde_json::from_str(text).ok();
        let whole = whole.and_then(|json| read::parse(&json, &mut count()).ok());
        let by_items = by_items(text, &mut count()).and_then(Result::ok);
        (by_items, whole)
    }

    #[test]
    fn item_by_item_the_same_is_read() {
        for items in [
            "[]",
            r#"[null, {"name": "R", "request": "http://h"}, "x", 5, false, [], {}, ""]"#,
            r#"[{"name": "F", "item": [{"request": {"url": "h"}}, null, {"item": []}], "event": []}]"#,
            r#"[{"item": {"name": "one", "request": "h"}}, {"item": null, "request": "h"}, {"item": false}]"#,
            r#"[{"item": [{"name": "first"}], "name": "a", "item": [{"name": "last"}], "name": "b"}]"#,
            r#"[{"name": "\u0041\ud83d\ude00", "request": {"url": {"raw": "h"}, "body": {"mode": "raw"}}}]"#,
        ] {
            let text =
                format!("\n{{\"info\": {{\"name\": \"c\"}}, \"item\": {items}, \"variable\": []}}");
            let (by_items, whole) = both(&text);
            assert!(by_items.is_some(), "{items}");
            assert_eq!(by_items, whole, "{items}");
        }
    }

    #[test]
    fn what_is_unusual_is_read_as_a_whole() {
        let deep = |depth| {
            let folders = "{\"item\":[".repeat(depth) + &"]}".repeat(depth);
            format!("{{\"info\": {{}}, \"item\": [{folders}]}}")
        };
        assert!(both(&deep(40)).0.is_some());
        for text in [
            r#"{"collection": {"info": {}, "item": []}, "item": []}"#,
            r#"{"info": {}, "item": {"name": "one"}}"#,
            r#"{"id": "1", "name": "v1", "order": [], "requests": []}"#,
            r#"{"info": {}, "item": [{"name": "\ud800"}]}"#,
            "[]",
            "{",
            "",
            &deep(70),
        ] {
            assert!(by_items(text, &mut count()).is_none(), "{text}");
        }
    }
}
