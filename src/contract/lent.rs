//! JSON as it is checked: all that a body holds in one list, its texts lent by what it was read from.
//! Reading a body so takes a fifth of what it takes to read it for keeps.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node, NodeIdentity, Object, cmp, unique};
use serde_json::{Map, Number, Value};

/// How many members are looked through for a name; of more, their order by name is kept.
pub(super) const FEW: usize = 16;

/// A value of JSON with all that it holds.
#[derive(Debug, Default)]
pub(super) struct Lent<'t> {
    /// Each container is followed by what it holds, each member by its value.
    items: Vec<Item<'t>>,
    /// The texts that are not lent: what was written with escapes.
    texts: String,
    /// Where the names stand of objects with many members, in their order.
    sorted: HashMap<usize, Vec<usize>>,
}

/// A value or a name.
#[derive(Debug)]
pub(super) enum Item<'t> {
    Null,
    Flag(bool),
    Number(Number),
    /// A text, and whether somebody has looked at more than that it is one.
    Text(&'t str, Cell<bool>),
    /// Where it begins and ends among the texts that are not lent.
    Kept(usize, usize),
    /// How much it holds, and where what follows it stands.
    List(usize, usize),
    Object(usize, usize),
    /// The name of a member that stands again later, which counts.
    Gone,
}

/// Whether names of an object are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// None of them.
    New,
    Repeated,
}

/// A value in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'l> {
    lent: &'l Lent<'l>,
    index: usize,
}

/// The kind of JSON that schemas check.
#[derive(Debug)]
pub(super) struct LentJson;

impl<'t> Lent<'t> {
    /// A value that was put together.
    pub(super) fn of(value: &Value) -> Self {
        let mut lent = Self::default();
        lent.copy(value);
        lent
    }

    fn copy(&mut self, value: &Value) {
        match value {
            Value::Null => self.add(Item::Null),
            Value::Bool(flag) => self.add(Item::Flag(*flag)),
            Value::Number(number) => self.add(Item::Number(number.clone())),
            Value::String(text) => self.keep(text),
            Value::Array(all) => {
                let start = self.begin();
                for value in all {
                    self.copy(value);
                }
                self.end_list(start, all.len());
            }
            Value::Object(all) => {
                let start = self.begin();
                for (name, value) in all {
                    self.keep(name);
                    self.copy(value);
                }
                self.end_object(start, all.len(), Names::New);
            }
        }
    }

    /// With room for so much.
    pub(super) fn with_room(items: usize) -> Self {
        Self {
            items: Vec::with_capacity(items),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, item: Item<'t>) {
        self.items.push(item);
    }

    /// Adds a text that is lent.
    pub(super) fn add_text(&mut self, text: &'t str) {
        self.add(Item::Text(text, Cell::new(false)));
    }

    /// Adds a text that is not lent.
    pub(super) fn keep(&mut self, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.add(Item::Kept(start, self.texts.len()));
    }

    /// Begins a list or an object: its place.
    pub(super) fn begin(&mut self) -> usize {
        self.add(Item::Null);
        self.items.len() - 1
    }

    pub(super) fn end_list(&mut self, start: usize, len: usize) {
        self.items[start] = Item::List(len, self.items.len());
    }

    /// Ends an object; of members with the same name, the last counts. That each name is new has to be
    /// known of few members only.
    pub(super) fn end_object(&mut self, start: usize, len: usize, names: Names) {
        self.items[start] = Item::Object(len, self.items.len());
        if len > FEW || names == Names::Repeated {
            self.sort(start, len);
        }
    }

    /// Where the next item will stand.
    pub(super) fn next(&self) -> usize {
        self.items.len()
    }

    /// What names have in common that are the same: one of 64.
    pub(super) fn glance(&self, name: usize) -> u32 {
        let name = self.text(name).as_bytes();
        let ends = name.first().zip(name.last());
        let ends = ends.map_or(0, |(first, last)| u32::from(*first) * 7 + u32::from(*last));
        let len = u32::try_from(name.len() % 64).unwrap_or_default();
        (ends + len * 3) % 64
    }

    /// Whether a name stands before, in the same object, which begins there.
    pub(super) fn stands_before(&self, start: usize, name: usize) -> bool {
        let mut before = Walk {
            lent: self,
            next: start + 1,
            end: name,
        };
        before.any(|other| self.text(other) == self.text(name))
    }

    /// Sorts the names of an object, and leaves of each the last.
    fn sort(&mut self, start: usize, len: usize) {
        let mut names: Vec<usize> = self.names(start).collect();
        names.sort_by(|one, other| self.text(*one).cmp(self.text(*other)));
        let mut gone = Vec::new();
        names.dedup_by(|later, earlier| {
            let is_same = self.text(*later) == self.text(*earlier);
            if is_same {
                gone.push(std::mem::replace(earlier, *later));
            }
            is_same
        });
        let end = self.after(start);
        self.items[start] = Item::Object(len - gone.len(), end);
        for name in gone {
            self.items[name] = Item::Gone;
        }
        if names.len() > FEW {
            self.sorted.insert(start, names);
        }
    }

    /// The names of an object, each with its place.
    fn names(&self, start: usize) -> Walk<'_> {
        Walk {
            lent: self,
            next: start + 1,
            end: self.after(start),
        }
    }

    fn text(&self, index: usize) -> &str {
        match &self.items[index] {
            Item::Text(text, _) => text,
            Item::Kept(start, end) => &self.texts[*start..*end],
            _ => "",
        }
    }

    /// Where what follows a value stands.
    fn after(&self, index: usize) -> usize {
        match self.items[index] {
            Item::List(_, end) | Item::Object(_, end) => end,
            _ => index + 1,
        }
    }

    /// Notes that somebody looks at a text.
    pub(super) fn look_at(&self, index: usize) {
        if let Item::Text(_, is_seen) = &self.items[index] {
            is_seen.set(true);
        }
    }

    /// The texts that nobody has looked at, in their order.
    pub(super) fn unseen(&self) -> impl Iterator<Item = &'t str> {
        self.items.iter().filter_map(|item| match item {
            Item::Text(text, is_seen) if !is_seen.get() => Some(*text),
            _ => None,
        })
    }

    /// The value.
    pub(super) fn root(&self) -> At<'_> {
        At {
            lent: self,
            index: 0,
        }
    }
}

impl<'l> At<'l> {
    fn item(self) -> &'l Item<'l> {
        &self.lent.items[self.index]
    }

    fn at(self, index: usize) -> Self {
        Self { index, ..self }
    }

    /// What a text says, which somebody looks at.
    fn words(self) -> &'l str {
        self.lent.look_at(self.index);
        self.lent.text(self.index)
    }

    /// The names of an object with many members, in their order.
    fn held_sorted(self) -> Option<&'l [usize]> {
        let is_long = self.held() > FEW;
        let names = is_long.then(|| self.lent.sorted.get(&self.index))?;
        names.map(Vec::as_slice)
    }

    /// How much it holds.
    pub(super) fn held(self) -> usize {
        match self.item() {
            Item::List(len, _) | Item::Object(len, _) => *len,
            _ => 0,
        }
    }

    /// The value, for keeps.
    pub(super) fn whole(self) -> Value {
        match self.item() {
            Item::Null | Item::Gone => Value::Null,
            Item::Flag(flag) => (*flag).into(),
            Item::Number(number) => number.clone().into(),
            Item::Text(..) | Item::Kept(..) => self.words().into(),
            Item::List(..) => Elements::of(self).map(Self::whole).collect(),
            Item::Object(..) => {
                let members = Members(self.lent.names(self.index));
                members.map(|(name, value)| (name, value.whole())).collect()
            }
        }
    }
}

/// The names of an object, each with its place.
struct Walk<'l> {
    lent: &'l Lent<'l>,
    next: usize,
    end: usize,
}

impl Iterator for Walk<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.next < self.end {
            let name = self.next;
            self.next = self.lent.after(name + 1);
            if !matches!(self.lent.items[name], Item::Gone) {
                return Some(name);
            }
        }
        None
    }
}

/// The members of an object.
pub(super) struct Members<'l>(Walk<'l>);

impl<'l> Iterator for Members<'l> {
    type Item = (&'l str, At<'l>);

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.0.next()?;
        let lent = self.0.lent;
        Some((
            lent.text(name),
            At {
                lent,
                index: name + 1,
            },
        ))
    }
}

/// The elements of a list.
pub(super) struct Elements<'l> {
    next: At<'l>,
    end: usize,
}

impl<'l> Elements<'l> {
    fn of(list: At<'l>) -> Self {
        Self {
            next: list.at(list.index + 1),
            end: list.lent.after(list.index),
        }
    }
}

impl<'l> Iterator for Elements<'l> {
    type Item = At<'l>;

    fn next(&mut self) -> Option<At<'l>> {
        let found = self.next;
        if found.index >= self.end {
            return None;
        }
        self.next.index = found.lent.after(found.index);
        Some(found)
    }
}

impl Json for LentJson {
    type Node<'a> = At<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        _buffer: &mut (),
        string: &str,
        check: impl FnOnce(Self::Node<'_>) -> T,
    ) -> T {
        let mut lent = Lent::default();
        lent.add_text(string);
        check(lent.root())
    }
}

impl<'a> Node<'a, LentJson> for At<'a> {
    type Object = Self;
    type Array = Self;
    type Number = &'a Number;

    fn as_object(&self) -> Option<Self> {
        matches!(self.item(), Item::Object(..)).then_some(*self)
    }

    fn as_array(&self) -> Option<Self> {
        matches!(self.item(), Item::List(..)).then_some(*self)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.is_string().then(|| Cow::Borrowed(self.words()))
    }

    fn as_number(&self) -> Option<&'a Number> {
        match self.item() {
            Item::Number(number) => Some(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.item() {
            Item::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.item(), Item::Null)
    }

    fn is_string(&self) -> bool {
        matches!(self.item(), Item::Text(..) | Item::Kept(..))
    }

    fn json_type(&self) -> JsonType {
        match self.item() {
            Item::Null | Item::Gone => JsonType::Null,
            Item::Flag(_) => JsonType::Boolean,
            Item::Number(_) => JsonType::Number,
            Item::Text(..) | Item::Kept(..) => JsonType::String,
            Item::List(..) => JsonType::Array,
            Item::Object(..) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.is_string(), expected) {
            (true, Value::String(other)) => self.words() == other,
            (true, _) | (false, Value::String(_)) => false,
            (false, expected) => cmp::equal(&self.whole(), expected),
        }
    }

    /// As an error has it: of what holds others, its kind is told, and a body is not copied for each.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self.item() {
            Item::List(..) => Value::Array(Vec::new()),
            Item::Object(..) => Value::Object(Map::new()),
            _ => self.whole(),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let item = std::ptr::from_ref(self.item());
        Some(NodeIdentity::new(item.addr()))
    }
}

impl<'a> Object<'a, LentJson> for At<'a> {
    type Node = Self;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        self.held()
    }

    fn get(&self, key: &String) -> Option<Self> {
        let lent = self.lent;
        if let Some(names) = self.held_sorted() {
            let order = |name: &usize| lent.text(*name).cmp(key);
            let name = names[names.binary_search_by(order).ok()?];
            return Some(self.at(name + 1));
        }
        let mut rest = lent.items.get(self.index + 1..lent.after(self.index))?;
        let end = self.index + 1 + rest.len();
        while let [name, value, ..] = rest {
            let is_it = match name {
                Item::Text(text, _) => text == key,
                Item::Kept(start, end) => lent.texts[*start..*end] == **key,
                _ => false,
            };
            let name = end - rest.len();
            if is_it {
                return Some(self.at(name + 1));
            }
            let next = match value {
                Item::List(_, end) | Item::Object(_, end) => end - name,
                _ => 2,
            };
            rest = rest.get(next..)?;
        }
        None
    }

    fn members(&self) -> Members<'a> {
        Members(self.lent.names(self.index))
    }
}

impl<'a> Array<'a, LentJson> for At<'a> {
    type Node = Self;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        self.held()
    }

    fn elements(&self) -> Elements<'a> {
        Elements::of(*self)
    }

    fn is_unique(&self) -> bool {
        unique::is_unique(&self.elements().map(Self::whole).collect::<Vec<_>>())
    }
}
