//! Schemas of `OpenAPI` as JSON Schema 2020-12: one that stands for itself, with all that it refers
//! to.
//!
//! Each schema that is referred to is a numbered definition. Keywords keep their places within it,
//! so that an error's place is one of the specification; `null` that is allowed beside stands under
//! an `else`.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::cycles;
use super::discriminator::{Discriminator, is_part_of};
use super::library::{Part, Place};
use super::operation::{Spot, Version};
use super::plain;
use super::value::shortened;
use crate::document::Kind;
use crate::text::pointer_name;

/// Which way a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    Request,
    Response,
}

/// A schema that stands for itself.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) schema: Value,
    /// Where the definitions stand in the specification, by their numbers.
    pub(super) places: Vec<Place>,
    /// What of it can't be used, each with its place.
    pub(super) unusable: Vec<String>,
}

/// What is meant by a schema that others are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mode {
    /// It alone.
    Plain,
    /// The one of its variants that the value names.
    Variant,
}

/// Where in its definition a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is the definition.
    Root,
    /// It is what the definition is put together from.
    Base,
    /// It is that of a member, of an element, …
    Member,
}

/// Builds a schema.
struct Builder<'l> {
    version: Version,
    direction: Direction,
    /// What is to be defined, by its number.
    wanted: Vec<(Part<'l>, Mode)>,
    numbers: HashMap<(Place, Mode), usize>,
    /// Names of members that don't go this way, as far as they are known here.
    hidden: Vec<HashSet<String>>,
    unusable: Vec<String>,
}

/// Builds the schema that stands at a place.
pub(super) fn build(part: Part<'_>, version: Version, direction: Direction) -> Built {
    let mut builder = Builder {
        version,
        direction,
        wanted: Vec::new(),
        numbers: HashMap::new(),
        hidden: Vec::new(),
        unusable: Vec::new(),
    };
    builder.number(part, Mode::Variant);
    let mut definitions = Vec::new();
    while let Some((part, mode)) = builder.wanted.get(definitions.len()).cloned() {
        let is_named = !definitions.is_empty() || is_component(&part.place.pointer);
        // Only named schemas are put together from those whose variants they are.
        let standing = if is_named {
            Standing::Root
        } else {
            Standing::Member
        };
        definitions.push(builder.define(&part, mode, standing));
    }
    cycles::cut(&mut definitions);
    let numbered = definitions.into_iter().enumerate();
    let definitions: Map<String, Value> = numbered
        .map(|(number, definition)| (number.to_string(), definition))
        .collect();
    Built {
        schema: json!({"$ref": reference(0), "$defs": definitions}),
        places: builder
            .wanted
            .into_iter()
            .map(|(part, _)| part.place)
            .collect(),
        unusable: builder.unusable,
    }
}

/// The reference to a definition.
fn reference(number: usize) -> String {
    format!("#/$defs/{number}")
}

/// Whether a place is that of a named schema.
fn is_component(pointer: &str) -> bool {
    let folders = ["/components/schemas/", "/definitions/"];
    let name = folders
        .iter()
        .find_map(|folder| pointer.strip_prefix(folder));
    name.is_some_and(|name| !name.contains('/'))
}

impl<'l> Builder<'l> {
    /// The number of a definition.
    fn number(&mut self, part: Part<'l>, mode: Mode) -> usize {
        let wanted = (part.place.clone(), mode);
        if let Some(known) = self.numbers.get(&wanted) {
            return *known;
        }
        if mode == Mode::Variant && Discriminator::of_base(&part).is_none() {
            // It has no variants.
            let number = self.number(part, Mode::Plain);
            self.numbers.insert(wanted, number);
            return number;
        }
        let number = self.wanted.len();
        self.wanted.push((part, mode));
        self.numbers.insert(wanted, number);
        number
    }

    fn refer(&mut self, part: Part<'l>, mode: Mode) -> Value {
        let number = self.number(part, mode);
        json!({"$ref": reference(number)})
    }

    fn define(&mut self, part: &Part<'l>, mode: Mode, standing: Standing) -> Value {
        let discriminator = match mode {
            Mode::Plain => None,
            Mode::Variant => Discriminator::of_base(part),
        };
        let Some(discriminator) = discriminator else {
            return self.schema(part, standing);
        };
        let property = &discriminator.property;
        let base = self.refer(part.clone(), Mode::Plain);
        let (mut all, mut with_base) = (Vec::new(), Vec::new());
        for (values, target) in discriminator.variants {
            if target.place != part.place {
                if is_part_of(part, &target) {
                    with_base.extend_from_slice(&values);
                }
                let then = self.refer(target, Mode::Variant);
                all.push(where_named(property, &values, &then));
            }
        }
        // What is put together from it is checked with it.
        all.insert(
            0,
            match with_base.as_slice() {
                [] => base,
                values => json!({"if": is_not_named(property, values), "then": base}),
            },
        );
        json!({"allOf": all})
    }

    fn schema(&mut self, part: &Part<'l>, standing: Standing) -> Value {
        if let Kind::Scalar(Value::Bool(flag)) = part.node.kind {
            return flag.into();
        }
        if part.node.entries().is_none() {
            let name = part.place.pointer.rsplit('/').next();
            let name = pointer_name(name.unwrap_or_default());
            self.leave_out(&name, &part.node.to_json(), part);
        }
        let mut converted = Map::new();
        if let Some(reference) = part.reference() {
            let mode = match standing {
                Standing::Base => Mode::Plain,
                Standing::Root | Standing::Member => Mode::Variant,
            };
            let Some(target) = part.resolve(&reference) else {
                self.leave_out("$ref", &reference, part);
                return true.into();
            };
            let refer = self.refer(target, mode);
            if self.version != Version::Later {
                return refer;
            }
            converted.insert("$ref".into(), refer["$ref"].clone());
        }
        let hidden = self.hidden_in(part, 0);
        self.hidden.push(hidden);
        for (keyword, value) in part.members() {
            converted.extend(self.keyword(keyword, &value, standing));
        }
        self.require(part, &mut converted);
        self.hidden.pop();
        plain::limits(part, &mut converted);
        self.choose(part, &mut converted);
        self.allow_null(part, converted)
    }

    /// A keyword with what it says; `None` where that is nothing.
    fn keyword(
        &mut self,
        keyword: &str,
        part: &Part<'l>,
        standing: Standing,
    ) -> Option<(String, Value)> {
        let value = match keyword {
            "properties" => self.properties(part),
            "patternProperties" | "dependentSchemas" => self.named(part),
            "items" if part.node.elements().is_some() => {
                let list = self.list(part, Standing::Member);
                return Some(("prefixItems".to_owned(), list));
            }
            "allOf" => {
                let below = match standing {
                    Standing::Member => Standing::Member,
                    Standing::Root | Standing::Base => Standing::Base,
                };
                self.list(part, below)
            }
            "anyOf" | "oneOf" | "prefixItems" => self.list(part, Standing::Member),
            "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedProperties"
            | "unevaluatedItems" => self.schema(part, Standing::Member),
            _ if !plain::is_known(keyword) => return None,
            _ => {
                if plain::is_malformed(keyword, part) {
                    self.leave_out(keyword, &part.node.to_json(), part);
                }
                plain::keyword(keyword, part, self.version)?
            }
        };
        (!is_empty_list(keyword, &value)).then(|| (keyword.to_owned(), value))
    }

    /// Notes what can't be used.
    fn leave_out(&mut self, name: &str, value: &dyn std::fmt::Display, part: &Part<'l>) {
        let value = value.to_string();
        let value = shortened(value.trim_matches('"'));
        let spot = Spot::of(part);
        self.unusable.push(format!("`{name}: {value}` ({spot})"));
    }

    fn list(&mut self, part: &Part<'l>, standing: Standing) -> Value {
        let elements = part.elements().collect::<Vec<_>>();
        let all = elements.iter().map(|part| self.schema(part, standing));
        all.collect()
    }

    fn named(&mut self, part: &Part<'l>) -> Value {
        let members = part.members().collect::<Vec<_>>();
        let all = members
            .iter()
            .map(|(name, part)| ((*name).to_owned(), self.schema(part, Standing::Member)));
        Value::Object(all.collect())
    }

    /// Members that don't go this way must not be there.
    fn properties(&mut self, part: &Part<'l>) -> Value {
        let mut all = Map::new();
        for (name, member) in part.members() {
            let schema = if self.is_hidden(&member) {
                false.into()
            } else {
                self.schema(&member, Standing::Member)
            };
            all.insert(name.to_owned(), schema);
        }
        Value::Object(all)
    }

    /// What must be there, but for what does not go this way.
    fn require(&self, part: &Part<'l>, converted: &mut Map<String, Value>) {
        let required = part.get("required");
        let names = required.iter().flat_map(Part::elements);
        let names = names.filter_map(|name| name.node.text());
        let is_shown = |name: &String| !self.hidden.iter().any(|names| names.contains(name));
        let shown: HashSet<String> = names.filter(is_shown).collect();
        if !shown.is_empty() {
            let mut shown: Vec<String> = shown.into_iter().collect();
            shown.sort_unstable();
            converted.insert("required".into(), json!(shown));
        }
    }

    /// The names of members that don't go this way, of a schema and of what it is put together from.
    fn hidden_in(&self, part: &Part<'l>, depth: usize) -> HashSet<String> {
        const DEEPEST: usize = 8;
        let mut names = HashSet::new();
        let properties = part.get("properties");
        for (name, member) in properties.iter().flat_map(Part::members) {
            if self.is_hidden(&member) {
                names.insert(name.to_owned());
            }
        }
        let bases = part.get("allOf");
        for base in bases.iter().flat_map(Part::elements) {
            if let Some(base) = base.target().filter(|_| depth < DEEPEST) {
                names.extend(self.hidden_in(&base, depth + 1));
            }
        }
        names
    }

    fn is_hidden(&self, part: &Part<'l>) -> bool {
        let flag = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let refers = || part.node.get("$ref").is_some();
        part.is(flag) || refers() && part.target().is_some_and(|target| target.is(flag))
    }

    /// Where a discriminator says which of several schemas holds, that one has to.
    fn choose(&mut self, part: &Part<'l>, converted: &mut Map<String, Value>) {
        let Some(discriminator) = Discriminator::of_choice(part) else {
            return;
        };
        let property = &discriminator.property;
        let variants = discriminator.variants.iter();
        let known: Vec<String> = variants.flat_map(|(values, _)| values.clone()).collect();
        let mut any = Map::new();
        for keyword in ["oneOf", "anyOf"] {
            let removed = converted.remove(keyword);
            any.extend(removed.map(|all| (keyword.to_owned(), all)));
        }
        let named = holds(property, &one_of(&known));
        let mut all = vec![if discriminator.is_whole {
            json!({"if": {"type": "object"}, "then": named, "else": any})
        } else {
            json!({"if": named, "else": any})
        }];
        for (values, target) in discriminator.variants.iter().cloned() {
            let then = self.refer(target, Mode::Variant);
            all.push(where_named(property, &values, &then));
        }
        let before = converted.remove("allOf");
        let before = before.iter().filter_map(Value::as_array).flatten();
        let all: Vec<Value> = before.cloned().chain(all).collect();
        converted.insert("allOf".into(), json!(all));
    }

    /// Takes `null`, too, where the specification says so beside the schema.
    fn allow_null(&self, part: &Part<'l>, converted: Map<String, Value>) -> Value {
        let flag = match self.version {
            Version::Three => "nullable",
            Version::Swagger => "x-nullable",
            Version::Later => return converted.into(),
        };
        if !part.is(flag) || converted.is_empty() {
            return converted.into();
        }
        json!({"if": {"type": "null"}, "else": converted})
    }
}

/// Of an object whose member has one of the values, a schema has to hold.
fn where_named(property: &str, values: &[String], then: &Value) -> Value {
    json!({"if": is_not_named(property, values), "else": then})
}

/// What is no object, or one whose member has none of the values, or no such member: told by one look.
fn is_not_named(property: &str, values: &[String]) -> Value {
    json!({"properties": {property: {"not": one_of(values)}}})
}

/// An object of which a member is of a schema.
fn holds(property: &str, schema: &Value) -> Value {
    json!({"type": "object", "properties": {property: schema}, "required": [property]})
}

/// One of the values of a mapping, whose names are texts also where the values are none.
fn one_of(values: &[String]) -> Value {
    let mut all: Vec<Value> = values.iter().map(|value| json!(value)).collect();
    let read = values
        .iter()
        .filter_map(|value| serde_json::from_str(value).ok());
    all.extend(read.filter(|value: &Value| value.is_number() || value.is_boolean()));
    json!({"enum": all})
}

/// Whether a keyword has no schema to choose from: that says nothing.
fn is_empty_list(keyword: &str, value: &Value) -> bool {
    let is_list = matches!(keyword, "allOf" | "anyOf" | "oneOf" | "prefixItems");
    is_list && value.as_array().is_none_or(Vec::is_empty)
}
