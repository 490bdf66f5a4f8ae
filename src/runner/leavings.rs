//! What units leave in variables, put together at the end of the run.

use std::collections::HashMap;

use crate::collection::Variable;
use crate::variables::{Scope, ScopeKind, Scopes};

/// The scopes that outlast a run.
const LASTING: [ScopeKind; 3] = [
    ScopeKind::Environment,
    ScopeKind::Globals,
    ScopeKind::Collection,
];

/// The variables of a run in units: as the run has found them, with what each
/// unit has changed.
#[derive(Debug)]
pub struct Leavings {
    /// Environment and globals as they are now.
    scopes: Scopes,
    /// The variables of each collection as they are now.
    collections: Vec<Scope>,
    /// What was changed, and by which unit first.
    changed: HashMap<Place, (Option<Variable>, String)>,
    conflicts: Vec<Conflict>,
}

/// A variable that two units have left with different values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The scope that it is in.
    pub kind: ScopeKind,
    /// Its name.
    pub name: String,
    /// The units, by name.
    pub units: [String; 2],
}

/// A variable: the plan, for one of a collection; its scope; its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Place {
    plan: Option<usize>,
    kind: ScopeKind,
    name: String,
}

/// What a unit has changed in variables.
#[derive(Debug, Clone, Default)]
pub struct Changes(Vec<(ScopeKind, String, Option<Variable>)>);

impl Changes {
    /// What is different between the variables that a unit began with and those that it left.
    pub fn between(begun: &Scopes, left: &Scopes) -> Self {
        let mut changes = Vec::new();
        for kind in LASTING {
            let (before, after) = (begun.get(kind), left.get(kind));
            for variable in after.iter().filter(|variable| !variable.disabled) {
                let was = before.find(&variable.key);
                let is_last = after
                    .find(&variable.key)
                    .is_some_and(|last| std::ptr::eq(last, variable));
                if is_last && was != Some(variable) {
                    changes.push((kind, variable.key.clone(), Some(variable.clone())));
                }
            }
            let is_gone = |variable: &&Variable| !variable.disabled && !after.has(&variable.key);
            let gone = before.iter().filter(is_gone);
            changes.extend(gone.map(|variable| (kind, variable.key.clone(), None)));
        }
        Self(changes)
    }
}

impl Changes {
    /// Makes them in variables.
    pub fn make_in(self, scopes: &mut Scopes) {
        for (kind, name, variable) in self.0 {
            change(scopes.get_mut(kind), &name, variable);
        }
    }
}

fn change(scope: &mut Scope, name: &str, variable: Option<Variable>) {
    match variable {
        Some(variable) => scope.replace(variable),
        None => scope.unset(name),
    }
}

impl Leavings {
    /// Those of a run that begins with these variables; each collection, or page, has its own.
    pub fn new(begun: &Scopes, collections: Vec<Scope>) -> Self {
        Self {
            scopes: begun.clone(),
            collections,
            changed: HashMap::new(),
            conflicts: Vec::new(),
        }
    }

    /// Adds what a unit of that plan has changed; units come in their order.
    pub fn add(&mut self, plan: usize, unit: &str, changes: Changes) {
        for (kind, name, variable) in changes.0 {
            let place = Place {
                plan: (kind == ScopeKind::Collection).then_some(plan),
                kind,
                name: name.clone(),
            };
            match self.changed.get(&place) {
                Some((other, _)) if *other == variable => continue,
                Some((_, first)) => {
                    let is_known = |known: &Conflict| known.kind == kind && known.name == name;
                    if !self.conflicts.iter().any(is_known) {
                        self.conflicts.push(Conflict {
                            kind,
                            name: name.clone(),
                            units: [first.clone(), unit.to_owned()],
                        });
                    }
                }
                None => {
                    let change = (variable.clone(), unit.to_owned());
                    self.changed.insert(place, change);
                }
            }
            let scope = match kind {
                ScopeKind::Collection => &mut self.collections[plan],
                _ => self.scopes.get_mut(kind),
            };
            change(scope, &name, variable);
        }
    }

    /// What several units have left with different values, each once.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The variables now; those of the collection are the last plan's, as after a serial run.
    pub fn scopes(&self) -> Scopes {
        let last = self.collections.last();
        let collection = last.cloned().unwrap_or_default();
        let mut scopes = Scopes {
            collection,
            ..self.scopes.clone()
        };
        for kind in LASTING {
            scopes.get_mut(kind).take_changes();
        }
        scopes
    }

    /// The variables of a plan's collection now.
    pub fn of_collection(&self, plan: usize) -> Scope {
        self.collections[plan].clone()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn environment(values: &[(&str, &str)]) -> Scopes {
        let mut scopes = Scopes::default();
        for (name, value) in values {
            scopes.environment.set(name, json!(value));
        }
        scopes
    }

    #[test]
    fn what_units_have_changed_adds_up_and_what_differs_is_told() {
        let begun = environment(&[("kept", "1"), ("gone", "1"), ("set", "1")]);
        let mut leavings = Leavings::new(&begun, Vec::new());
        let first = environment(&[("kept", "1"), ("set", "2"), ("new", "a")]);
        let second = environment(&[("kept", "1"), ("gone", "1"), ("set", "3"), ("new", "a")]);
        leavings.add(0, "A", Changes::between(&begun, &first));
        leavings.add(0, "B", Changes::between(&begun, &second));
        let left = leavings.scopes().environment.to_object();
        assert_eq!(
            serde_json::Value::Object(left),
            json!({"kept": "1", "set": "3", "new": "a"})
        );
        assert_eq!(
            leavings.conflicts(),
            [Conflict {
                kind: ScopeKind::Environment,
                name: "set".into(),
                units: ["A".into(), "B".into()]
            }]
        );
    }
}
