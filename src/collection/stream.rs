//! Reading a collection item by item: the JSON of one has gone before the next is read, so that a
//! large file takes little more memory than what it says.
//!
//! What comes of it is what [`read::parse`] makes of the whole; whatever is unusual is left to that.

use std::fmt;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::place::Place;
use super::read::{self, read_item};
use super::{Collection, CollectionError, Item, ItemKind, Problem, decode, text_of};
use crate::text;

/// What the file is, in messages.
const KIND: &str = "collection";

/// Which files are large, in bytes: their text is never in memory as a whole.
const LARGE: u64 = 1024 * 1024;

/// How much of a large file is in memory, in bytes.
const PIECE: usize = 64 * 1024;

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
    let text = text_of(bytes);
    let shell = Part::new(new_id).read(&mut serde_json::Deserializer::from_str(&text));
    if let Some(read) = shell.and_then(|shell| shell.collection(new_id)) {
        return read.map(|collection| (collection, false)).map_err(shaped);
    }
    let json = decode(KIND, name, bytes)?;
    let collection = read::parse(&json, new_id).map_err(shaped)?;
    Ok((collection, read::is_v1(&json)))
}

/// Reads a collection from a large file piece by piece; `None` where it is not large, or whatever
/// else it is that [`read_collection`] should look at.
pub fn read_large_collection(
    path: &Path,
    new_id: &mut dyn FnMut() -> String,
) -> Option<Collection> {
    let file = text::open_large(path, LARGE)?;
    let reader = BufReader::with_capacity(PIECE, file);
    let shell = Part::new(new_id).read(&mut serde_json::Deserializer::from_reader(reader))?;
    shell.collection(new_id)?.ok()
}

/// A value; where it has a list `item`, that is empty, and what it says is apart.
struct Shell {
    value: Value,
    items: Option<Vec<Arc<Item>>>,
}

impl Shell {
    /// The collection of schema 2.0 or 2.1; `None` where it is something else.
    fn collection(self, new_id: &mut dyn FnMut() -> String) -> Option<Result<Collection, Problem>> {
        let Self { value, items } = self;
        let items = items?;
        if read::is_v1(&value) || value.get("collection").is_some() {
            return None;
        }
        let collection = read::parse(&value, new_id);
        Some(collection.map(|collection| Collection {
            items,
            ..collection
        }))
    }
}

impl From<Value> for Shell {
    fn from(value: Value) -> Self {
        Self { value, items: None }
    }
}

/// A part of the file that is being read.
struct Part<'a> {
    /// Its JSON Pointer.
    pointer: String,
    /// Whether it is the member `item`, and not something that has such a member.
    is_list: bool,
    /// How many folders it lies in.
    depth: usize,
    new_id: &'a mut dyn FnMut() -> String,
}

impl<'a> Part<'a> {
    /// The whole of it.
    fn new(new_id: &'a mut dyn FnMut() -> String) -> Self {
        Self {
            pointer: String::new(),
            is_list: false,
            depth: 0,
            new_id,
        }
    }

    /// A part of this part.
    fn part(&mut self, name: impl fmt::Display, is_list: bool) -> Part<'_> {
        Part {
            pointer: format!("{}/{name}", self.pointer),
            is_list,
            depth: self.depth + usize::from(is_list),
            new_id: self.new_id,
        }
    }

    /// What is to be read, and nothing behind it; `None` where it can't be.
    fn read<'t, R: serde_json::de::Read<'t>>(
        self,
        json: &mut serde_json::Deserializer<R>,
    ) -> Option<Shell> {
        let shell = self.deserialize(&mut *json).ok()?;
        json.end().ok()?;
        Some(shell)
    }

    /// The item in an element of a list; `None` where that is `null`.
    fn item(&mut self, shell: Shell, index: usize) -> Option<Arc<Item>> {
        if shell.value.is_null() {
            return None;
        }
        let place = Place {
            value: &shell.value,
            pointer: format!("{}/{index}", self.pointer),
        };
        let item = read_item(&place, self.new_id);
        Some(Arc::new(match shell.items {
            None => item,
            Some(items) => Item {
                kind: ItemKind::Folder(items),
                ..item
            },
        }))
    }
}

impl<'t> DeserializeSeed<'t> for Part<'_> {
    type Value = Shell;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Shell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Part<'_> {
    type Value = Shell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Shell, E> {
        Ok(Value::Null.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<Shell, E> {
        Ok(Value::from(value).into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shell, E> {
        Ok(Value::from(value).into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shell, E> {
        Ok(Value::from(value).into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Shell, E> {
        Ok(Value::from(value).into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Shell, E> {
        Ok(Value::from(value).into())
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut list: A) -> Result<Shell, A::Error> {
        if !self.is_list {
            return Value::deserialize(SeqAccessDeserializer::new(list)).map(Shell::from);
        }
        if self.depth > DEPTH {
            return Err(A::Error::custom("folders lie too deep"));
        }
        let mut items = Vec::new();
        for index in 0.. {
            let Some(shell) = list.next_element_seed(self.part(index, false))? else {
                break;
            };
            items.extend(self.item(shell, index));
        }
        Ok(Shell {
            value: Value::Array(Vec::new()),
            items: Some(items),
        })
    }

    /// As everywhere, the last of several members of one name counts; two lists of items are left
    /// to whoever sees both before it reads one.
    fn visit_map<A: MapAccess<'t>>(mut self, mut map: A) -> Result<Shell, A::Error> {
        if self.is_list {
            return Value::deserialize(MapAccessDeserializer::new(map)).map(Shell::from);
        }
        let mut members = Map::new();
        let mut items = None;
        while let Some(name) = map.next_key::<String>()? {
            let value = if name == "item" {
                if members.contains_key("item") {
                    return Err(A::Error::duplicate_field("item"));
                }
                let list = map.next_value_seed(self.part(&name, true))?;
                items = list.items;
                list.value
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

    fn by_items(text: &str) -> Option<Collection> {
        let new_id = &mut count();
        let shell = Part::new(new_id).read(&mut serde_json::Deserializer::from_str(text))?;
        shell.collection(new_id)?.ok()
    }

    /// What is read item by item, and what is read of the whole.
    fn both(text: &str) -> (Option<Collection>, Option<Collection>) {
        let whole = serde_json::from_str(text).ok();
        let whole = whole.and_then(|json| read::parse(&json, &mut count()).ok());
        (by_items(text), whole)
    }

    #[test]
    fn item_by_item_the_same_is_read() {
        for items in [
            "[]",
            r#"[null, {"name": "R", "request": "http://h"}, "x", 5, false, [], {}, ""]"#,
            r#"[{"name": "F", "item": [{"request": {"url": "h"}}, null, {"item": []}], "event": []}]"#,
            r#"[{"item": {"name": "one", "request": "h"}}, {"item": null, "request": "h"}, {"item": false}]"#,
            r#"[{"item": [{"name": "one"}], "name": "a", "name": "b"}]"#,
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
    fn a_large_file_is_read_piece_by_piece_and_gives_the_same() {
        let item = format!(
            r#"{{"name": "R\u00e4 \ud83d\ude00 ü{}", "request": {{"url": "h/1", "method": "put"}}}}"#,
            "x".repeat(1_000)
        );
        let text = format!(
            "{{\"info\": {{}}, \"item\": [{{\"item\": [{}]}}]}}\n",
            vec![item; 1_000].join(",\n")
        );
        let file = tempfile::NamedTempFile::new().unwrap();
        let large = |text: &str| {
            std::fs::write(file.path(), text).unwrap();
            read_large_collection(file.path(), &mut count())
        };
        assert_eq!(large(&text), both(&text).1);
        assert!(large(&text).is_some());
        assert!(large(r#"{"info": {}, "item": []}"#).is_none());
        for unusual in [
            text.replace(r#""info""#, r#""collection""#),
            text.replacen(r"\ude00", "", 1),
            format!("{text} x"),
            text[..text.len() - 3].to_owned(),
        ] {
            assert!(large(&unusual).is_none());
        }
        let latin = encoding_rs::WINDOWS_1252.encode(&text).0;
        std::fs::write(file.path(), latin).unwrap();
        assert!(read_large_collection(file.path(), &mut count()).is_none());
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
            r#"{"info": {}, "item": [{"item": [{"name": "first"}], "item": [{"name": "last"}]}]}"#,
            r#"{"id": "1", "name": "v1", "order": [], "requests": []}"#,
            r#"{"info": {}, "item": [{"name": "\ud800"}]}"#,
            "[]",
            "{",
            "",
            &deep(70),
        ] {
            assert!(by_items(text).is_none(), "{text}");
        }
    }
}
