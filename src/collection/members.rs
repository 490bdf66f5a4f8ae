//! The members that files of schema 2.0 and 2.1 may have, and what kind of value each is.
//!
//! Readers take more than that; this is for those who tell an author what nobody reads.

use crate::document::{Kind, Node};
use serde_json::Value;

/// A member's name, and what is expected there.
pub type Member = (&'static str, Expected);

/// What kind of value is expected; `null` stands for none anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    Any,
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// An object.
    Object,
    /// A list.
    List,
    /// A text or an object.
    TextOrObject,
    /// A text or a list.
    TextOrList,
    /// A list or an object.
    ListOrObject,
}

use Expected::{Any, Flag, List, ListOrObject, Object, Text, TextOrList, TextOrObject};

/// Of a collection.
pub const COLLECTION: &[Member] = &[
    ("info", Object),
    ("item", List),
    ("event", List),
    ("variable", ListOrObject),
    ("auth", Object),
    ("protocolProfileBehavior", Object),
    ("id", Text),
    ("name", Text),
];

/// Of its `info`.
pub const INFO: &[Member] = &[
    ("name", Text),
    ("description", TextOrObject),
    ("version", TextOrObject),
    ("schema", Text),
    ("id", Text),
    ("key", Any),
];

/// Of a request or a folder.
pub const ITEM: &[Member] = &[
    ("id", Text),
    ("name", Text),
    ("description", TextOrObject),
    ("item", List),
    ("request", TextOrObject),
    ("response", List),
    ("event", List),
    ("auth", Object),
    ("protocolProfileBehavior", Object),
];

/// Of the `request` of an item.
pub const REQUEST: &[Member] = &[
    ("url", TextOrObject),
    ("method", Text),
    ("header", TextOrList),
    ("body", Object),
    ("auth", Object),
    ("description", TextOrObject),
    ("proxy", Object),
    ("certificate", Object),
    ("id", Text),
    ("name", Text),
];

/// Of a URL in parts.
pub const URL: &[Member] = &[
    ("raw", Text),
    ("protocol", Text),
    ("auth", Object),
    ("host", TextOrList),
    ("port", Text),
    ("path", TextOrList),
    ("query", TextOrList),
    ("variable", ListOrObject),
    ("hash", Text),
];

/// Of a body.
pub const BODY: &[Member] = &[
    ("mode", Text),
    ("raw", Text),
    ("urlencoded", TextOrList),
    ("formdata", List),
    ("file", TextOrObject),
    ("graphql", TextOrObject),
    ("options", Object),
    ("disabled", Flag),
];

/// Of an entry of a list of names and values. What it says of the `type` of the value says nothing:
/// it is a text.
pub const PAIR: &[Member] = &[
    ("key", Text),
    ("value", Text),
    ("disabled", Flag),
    ("description", TextOrObject),
    ("id", Text),
    ("name", Text),
    ("equals", Flag),
    ("enabled", Flag),
    ("system", Flag),
    ("type", Any),
];

/// Of a part of a form.
pub const PART: &[Member] = &[
    ("key", Text),
    ("value", Text),
    ("src", TextOrList),
    ("type", Text),
    ("contentType", Text),
    ("fileName", Text),
    ("disabled", Flag),
    ("description", TextOrObject),
    ("id", Text),
    ("name", Text),
    ("enabled", Flag),
];

/// Of an event.
pub const EVENT: &[Member] = &[
    ("listen", Text),
    ("script", Any),
    ("id", Text),
    ("disabled", Flag),
];

/// Of its script.
pub const SCRIPT: &[Member] = &[
    ("id", Text),
    ("type", Text),
    ("exec", TextOrList),
    ("packages", Object),
];

/// Of a variable.
pub const VARIABLE: &[Member] = &[
    ("key", Text),
    ("id", Text),
    ("value", Any),
    ("type", Text),
    ("name", Text),
    ("description", TextOrObject),
    ("system", Flag),
    ("disabled", Flag),
    ("enabled", Flag),
];

impl Expected {
    /// Whether a value is of that kind.
    pub fn takes(self, node: &Node) -> bool {
        let is_text = matches!(&node.kind, Kind::Scalar(Value::String(_)));
        let is_list = matches!(&node.kind, Kind::List(_));
        let is_object = matches!(&node.kind, Kind::Map(_));
        let fits = match self {
            Any => true,
            Text => is_text,
            Flag => matches!(&node.kind, Kind::Scalar(Value::Bool(_))),
            Object => is_object,
            List => is_list,
            TextOrObject => is_text || is_object,
            TextOrList => is_text || is_list,
            ListOrObject => is_list || is_object,
        };
        fits || node.is_null()
    }

    /// What is expected, in words.
    pub fn words(self) -> &'static str {
        match self {
            Any => "anything",
            Text => "a text",
            Flag => "`true` or `false`",
            Object => "an object",
            List => "a list",
            TextOrObject => "a text or an object",
            TextOrList => "a text or a list",
            ListOrObject => "a list or an object",
        }
    }
}
