//! One scope of variables, and those of a run in their order.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::list::{Iter, IterMut, List};
use super::vault::Vault;
use crate::collection::{Collection, Environment, Meta, Variable, cast};

/// A list of variables that scripts may change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// Its id, as Postman's events show it.
    pub id: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What Postman keeps for itself in its file.
    pub meta: Meta,
    /// What its file says beside that; written back on export.
    pub extra: Map<String, Value>,
    values: List,
    changes: Vec<Change>,
    /// What was there before something was removed, since the scope was last settled.
    before: Vec<Variable>,
    /// The names of those.
    known: HashSet<String>,
    /// Whether there was a variable whose value is to be fetched.
    fetches: bool,
}

/// A change that a script made to a scope.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The variable has this value now.
    Set(String, Value),
    /// The variable is gone.
    Unset(String),
}

/// Which scope is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// Set by `pm.variables.set`; lives as long as the run.
    Local,
    /// The row of iteration data.
    Data,
    /// The environment.
    Environment,
    /// The collection's own variables.
    Collection,
    /// Globals.
    Globals,
}

/// The scopes of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scopes {
    /// Set by `pm.variables.set`.
    pub local: Scope,
    /// The row of iteration data.
    pub data: Scope,
    /// The environment.
    pub environment: Scope,
    /// The variables of the folders that the item lies in, those of the nearest last.
    pub folder: Scope,
    /// The collection's own variables.
    pub collection: Scope,
    /// Globals.
    pub globals: Scope,
    /// Secrets that the user keeps beside the collection; `None` where no vault was given.
    pub vault: Option<Vault>,
}

impl Change {
    fn key(&self) -> &str {
        match self {
            Self::Set(key, _) | Self::Unset(key) => key,
        }
    }
}

impl Scope {
    /// A scope of variables as they were read; declared types are applied to the values.
    pub fn new(id: impl Into<String>, values: Vec<Variable>) -> Self {
        let cast_value = |mut variable: Variable| {
            variable.value = variable
                .value
                .map(|value| cast(variable.kind.as_deref(), value));
            variable
        };
        Self {
            id: id.into(),
            values: values.into_iter().map(cast_value).collect(),
            ..Self::default()
        }
    }

    /// The scope of a collection.
    pub fn of_collection(collection: &Collection) -> Self {
        Self::new(collection.id.clone(), collection.variables.clone())
    }

    /// The scope of an environment or of globals.
    pub fn from_environment(environment: Environment) -> Self {
        let scope = Self::new(environment.id, environment.values);
        Self {
            name: environment.name,
            extra: environment.extra,
            meta: environment.meta,
            ..scope
        }
    }

    /// A row of iteration data.
    pub fn from_row(row: &Map<String, Value>) -> Self {
        let values = row
            .iter()
            .map(|(key, value)| Variable::new(key.clone(), value.clone()))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// The variable of that name that counts: the last one that is enabled.
    pub fn find(&self, key: &str) -> Option<&Variable> {
        self.values.find(key)
    }

    /// The value of that name; none that is kept somewhere else.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.find(key).and_then(|variable| variable.value.as_ref())
    }

    /// Whether there is an enabled variable of that name.
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Gives the last enabled variable of that name a value, or adds one. `None` is JavaScript's
    /// `undefined`: the variable is there, and empty.
    pub fn set(&mut self, key: &str, value: impl Into<Option<Value>>) {
        let value: Option<Value> = value.into();
        let declared = self.find(key).and_then(|variable| variable.kind.clone());
        let value = value.map(|value| cast(declared.as_deref(), value));
        self.note(Change::Set(
            key.to_owned(),
            value.clone().unwrap_or(Value::Null),
        ));
        match self.values.find_mut(key) {
            Some(variable) => {
                variable.value = value;
                variable.reference = None;
            }
            None => self.add(Variable {
                key: key.to_owned(),
                value,
                ..Variable::default()
            }),
        }
    }

    /// Puts a variable in the place of the one of its name that counts, or adds it.
    pub fn replace(&mut self, variable: Variable) {
        self.fetches |= variable.reference.is_some();
        self.values.replace(variable);
    }

    /// Adds a variable as it is.
    pub fn add(&mut self, variable: Variable) {
        self.values.push(variable);
    }

    /// Gives a variable a value and a declared type.
    pub fn set_typed(&mut self, key: &str, value: Value, kind: Option<String>) {
        let value = cast(kind.as_deref(), value);
        self.set(key, value);
        if let Some(variable) = self.values.find_mut(key) {
            variable.kind = kind.or(variable.kind.take());
        }
    }

    /// Removes every enabled variable of that name.
    pub fn unset(&mut self, key: &str) {
        self.note(Change::Unset(key.to_owned()));
        self.remember();
        self.values.remove(key);
    }

    /// Removes every variable.
    pub fn clear(&mut self) {
        self.remember();
        self.changes.extend(
            self.values
                .iter()
                .map(|variable| Change::Unset(variable.key.clone())),
        );
        self.values.clear();
    }

    /// Whether a value may have to be fetched.
    pub fn fetches(&self) -> bool {
        self.fetches
    }

    /// The variables in order, the disabled ones included.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Variable> {
        self.values.iter()
    }

    /// The variables in order, to be changed without anybody noting it.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Variable> {
        self.values.iter_mut()
    }

    /// The enabled variables as an object; the last of a name wins.
    pub fn to_object(&self) -> Map<String, Value> {
        let enabled = self.values.iter().filter(|variable| !variable.disabled);
        enabled
            .map(|variable| {
                (
                    variable.key.clone(),
                    variable.value.clone().unwrap_or(Value::Null),
                )
            })
            .collect()
    }

    /// The changes since the last call.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Makes the changes that another scope has seen.
    pub fn follow(&mut self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Set(key, value) => self.set(&key, value),
                Change::Unset(key) => self.unset(&key),
            }
        }
    }

    /// Notes a change. Of several in a row to one variable only the last is kept: a loop must not
    /// fill the memory.
    fn note(&mut self, change: Change) {
        match self.changes.last_mut() {
            Some(last) if last.key() == change.key() => *last = change,
            _ => self.changes.push(change),
        }
    }

    /// Keeps what is there, before something is removed.
    fn remember(&mut self) {
        let known = &self.known;
        let fresh = self.values.take_fresh();
        let new = fresh.filter(|variable| !known.contains(&variable.key));
        let new: Vec<Variable> = new.cloned().collect();
        let names = new.iter().map(|variable| variable.key.clone());
        self.known.extend(names);
        self.before.extend(new);
    }

    /// What a script has removed and set again is what it was, in its place: Postman hears of the
    /// last change alone.
    fn keep_places(&mut self) {
        let before = std::mem::take(&mut self.before);
        self.known.clear();
        self.values.freshen();
        if before.is_empty() {
            return;
        }
        let places: HashMap<&str, usize> = before
            .iter()
            .enumerate()
            .map(|(at, variable)| (variable.key.as_str(), at))
            .collect();
        for variable in self.values.iter_mut() {
            let was = places.get(variable.key.as_str()).map(|at| &before[*at]);
            let is_new = variable.kind.is_none() && variable.extra.is_empty();
            if let Some(was) = was.filter(|was| is_new && !was.disabled && !variable.disabled) {
                let value = variable.value.take();
                *variable = Variable {
                    value: value.map(|value| cast(was.kind.as_deref(), value)),
                    reference: None,
                    ..was.clone()
                };
            }
        }
        self.values.sort(|variable| {
            let place = places.get(variable.key.as_str());
            place.copied().unwrap_or(before.len())
        });
    }

    fn settle(&mut self) {
        for change in &self.changes {
            let Change::Set(key, Value::Null) = change else {
                continue;
            };
            let set = self.values.find_mut(key);
            if let Some(variable) = set.filter(|variable| variable.value.is_none()) {
                variable.value = Some(Value::Null);
            }
        }
    }

    /// The scope as reports and events show it: `{id, name?, values}`.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), json!(self.id));
        if let Some(name) = &self.name {
            json.insert("name".into(), json!(name));
        }
        json.insert(
            "values".into(),
            self.values.iter().map(Variable::to_json).collect(),
        );
        self.meta.write(&mut json);
        Value::Object(json)
    }
}

impl<'a> IntoIterator for &'a Scope {
    type Item = &'a Variable;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.iter()
    }
}

impl<'a> IntoIterator for &'a mut Scope {
    type Item = &'a mut Variable;
    type IntoIter = IterMut<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.iter_mut()
    }
}

impl Scopes {
    /// The scopes from the nearest to the farthest.
    pub fn nearest_first(&self) -> [&Scope; 6] {
        [
            &self.local,
            &self.data,
            &self.environment,
            &self.folder,
            &self.collection,
            &self.globals,
        ]
    }

    /// The variable that counts: the first scope that has one of that name.
    pub fn find(&self, key: &str) -> Option<&Variable> {
        self.nearest_first()
            .into_iter()
            .find_map(|scope| scope.find(key))
    }

    /// Takes the variables of the folders of an item in the place of those of the one before.
    pub fn enter(&mut self, variables: &[Variable]) {
        if !variables.is_empty() || self.folder != Scope::default() {
            self.folder = Scope::new("", variables.to_vec());
        }
    }

    /// The scope of that kind.
    pub fn get(&self, kind: ScopeKind) -> &Scope {
        match kind {
            ScopeKind::Local => &self.local,
            ScopeKind::Data => &self.data,
            ScopeKind::Environment => &self.environment,
            ScopeKind::Collection => &self.collection,
            ScopeKind::Globals => &self.globals,
        }
    }

    /// The scope of that kind, to be changed.
    pub fn get_mut(&mut self, kind: ScopeKind) -> &mut Scope {
        match kind {
            ScopeKind::Local => &mut self.local,
            ScopeKind::Data => &mut self.data,
            ScopeKind::Environment => &mut self.environment,
            ScopeKind::Collection => &mut self.collection,
            ScopeKind::Globals => &mut self.globals,
        }
    }

    /// Every scope, to be changed, from the nearest to the farthest.
    pub fn nearest_first_mut(&mut self) -> [&mut Scope; 6] {
        [
            &mut self.local,
            &mut self.data,
            &mut self.environment,
            &mut self.folder,
            &mut self.collection,
            &mut self.globals,
        ]
    }

    /// Makes of the scopes what Postman makes of them when a script has ended: what it removed and
    /// set again keeps its place, and what it set to `undefined` is `null` where a scope is kept
    /// beyond the script, everywhere but in the local one.
    pub fn settle(&mut self) {
        self.local.keep_places();
        for scope in [
            &mut self.environment,
            &mut self.collection,
            &mut self.globals,
        ] {
            scope.keep_places();
            scope.settle();
        }
    }

    /// The changes of every scope since the last call.
    pub fn take_changes(&mut self) -> Vec<(ScopeKind, Change)> {
        use ScopeKind::{Collection, Data, Environment, Globals, Local};
        let mut changes = Vec::new();
        for kind in [Local, Data, Environment, Collection, Globals] {
            changes.extend(
                self.get_mut(kind)
                    .take_changes()
                    .into_iter()
                    .map(|change| (kind, change)),
            );
        }
        changes
    }

    /// Shows a text in the place of each value that would have to be fetched, for those who only
    /// look.
    pub fn withhold(&mut self, shown: &str) {
        let kept = self.environment.iter_mut();
        for variable in kept.chain(self.vault.iter_mut().flat_map(Vault::iter_mut)) {
            if variable.reference.take().is_some() {
                variable.value = Some(shown.into());
            }
        }
    }

    /// Every enabled name of every scope, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.nearest_first()
            .into_iter()
            .flat_map(|scope| scope.values.iter().filter(|variable| !variable.disabled))
            .map(|variable| variable.key.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disabled(key: &str, value: &str) -> Variable {
        Variable {
            disabled: true,
            ..Variable::new(key, value)
        }
    }

    #[test]
    fn the_last_enabled_of_a_name_counts() {
        let scope = Scope::new(
            "s",
            vec![
                Variable::new("a", 1),
                Variable::new("a", 2),
                disabled("a", "off"),
            ],
        );
        assert_eq!(scope.get("a"), Some(&json!(2)));
        assert_eq!(scope.get("A"), None);
    }

    #[test]
    fn what_a_script_removes_and_sets_again_is_what_it_was_in_its_place() {
        let secret = Variable {
            kind: Some("secret".to_owned()),
            ..Variable::new("b", "2")
        };
        let variables = vec![Variable::new("a", 1), secret, Variable::new("c", 3)];
        let mut scopes = Scopes {
            environment: Scope::new("s", variables),
            ..Scopes::default()
        };
        let seen = |scopes: &Scopes| {
            let written = |variable: &Variable| format!("{}={}", variable.key, variable.text());
            scopes.environment.iter().map(written).collect::<Vec<_>>()
        };
        let scope = &mut scopes.environment;
        scope.unset("b");
        scope.set("n", json!(0));
        scope.unset("n");
        scope.set("m", json!(5));
        scope.set("n", json!(4));
        scope.set("b", json!("new"));
        assert_eq!(seen(&scopes), ["a=1", "c=3", "m=5", "n=4", "b=new"]);
        scopes.settle();
        assert_eq!(seen(&scopes), ["a=1", "b=new", "c=3", "n=4", "m=5"]);
        assert!(scopes.environment.find("b").unwrap().is_secret());
        scopes.environment.clear();
        scopes.environment.set("z", json!(1));
        scopes.environment.set("a", json!(2));
        scopes.settle();
        assert_eq!(seen(&scopes), ["a=2", "z=1"]);
        scopes.environment.unset("a");
        scopes.settle();
        scopes.environment.set("a", json!(3));
        scopes.settle();
        assert_eq!(seen(&scopes), ["z=1", "a=3"]);
    }

    #[test]
    fn setting_changes_the_last_enabled_and_unsetting_leaves_the_disabled() {
        let mut scope = Scope::new("s", vec![Variable::new("a", 1), disabled("a", "off")]);
        scope.set("a", json!(3));
        scope.set("b", json!("new"));
        assert_eq!(
            scope.to_object(),
            json!({"a": 3, "b": "new"}).as_object().cloned().unwrap()
        );
        scope.unset("a");
        assert_eq!((scope.has("a"), scope.iter().count()), (false, 2));
        let expected = [
            Change::Set("a".into(), json!(3)),
            Change::Set("b".into(), json!("new")),
            Change::Unset("a".into()),
        ];
        assert_eq!(scope.take_changes(), expected);
        assert_eq!(scope.take_changes(), []);
    }

    #[test]
    fn undefined_becomes_null_when_the_script_ends() {
        let mut scopes = Scopes::default();
        scopes.environment.set("a", None);
        scopes.local.set("a", None);
        assert_eq!(scopes.environment.find("a").unwrap().text(), "");
        scopes.settle();
        assert_eq!(
            (scopes.environment.get("a"), scopes.local.get("a")),
            (Some(&Value::Null), None)
        );
    }

    #[test]
    fn nearer_scopes_win() {
        let mut scopes = Scopes::default();
        let order = [
            ScopeKind::Globals,
            ScopeKind::Collection,
            ScopeKind::Environment,
            ScopeKind::Data,
            ScopeKind::Local,
        ];
        for (value, kind) in order.into_iter().enumerate() {
            scopes.get_mut(kind).set("a", json!(value));
            assert_eq!(scopes.find("a").unwrap().value, Some(json!(value)));
        }
    }
}
