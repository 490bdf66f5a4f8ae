//! Whether units lean on each other: by a variable that the scripts of one set and another reads.
//!
//! It is found by names where they stand as text, before anything runs; what is put together while
//! it runs is not seen.

use std::collections::{BTreeMap, BTreeSet};

use super::unit::Unit;
use super::{By, Plan, Planned};
use crate::collection::Listen;
use crate::collection::mentions::{read_names, sets, shared_sets};
use crate::variables::placeholder_names;

/// A variable that a unit sets and others read, which will not find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaning {
    /// Its name.
    pub variable: String,
    /// The unit that sets it.
    pub setter: String,
    /// Those that read it.
    pub readers: Vec<String>,
}

/// What of variables happens in a unit, in order.
#[derive(Default)]
struct Uses {
    sets: BTreeSet<String>,
    /// Those that it reads and has not set before.
    lacks: BTreeSet<String>,
}

/// How units lean on each other.
pub fn leanings(plans: &[Plan], units: &[Unit], by: By) -> Vec<Leaning> {
    // Every iteration is like the others: one stands for all, and leans on the one before.
    if by == By::Iteration {
        return plans.iter().flat_map(between_iterations).collect();
    }
    let first = |unit: &&Unit| unit.part.iterations.start == 0;
    let uses: Vec<(&str, Uses)> = units
        .iter()
        .filter(first)
        .map(|unit| {
            let items = plans[unit.plan].items.get(unit.part.items.clone());
            let uses = Uses::of(items.unwrap_or_default(), by);
            (unit.name.as_str(), uses)
        })
        .collect();
    let mut found: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
    for (at, (reader, read)) in uses.iter().enumerate() {
        for name in &read.lacks {
            let mut setters = uses.iter().enumerate();
            let setter =
                setters.find(|(other, (_, uses))| *other != at && uses.sets.contains(name));
            if let Some((other, _)) = setter {
                let readers = found.entry((other, name)).or_default();
                readers.push((*reader).to_owned());
            }
        }
    }
    let leaning = |((setter, name), readers): ((usize, &str), Vec<String>)| Leaning {
        variable: name.to_owned(),
        setter: uses[setter].0.to_owned(),
        readers,
    };
    found.into_iter().map(leaning).collect()
}

fn between_iterations(plan: &Plan) -> Vec<Leaning> {
    if plan.iterations < 2 {
        return Vec::new();
    }
    let uses = Uses::of(&plan.items, By::Iteration);
    let kept = uses.lacks.intersection(&uses.sets);
    kept.map(|name| Leaning {
        variable: name.clone(),
        setter: "an iteration".to_owned(),
        readers: vec!["the next".to_owned()],
    })
    .collect()
}

impl Uses {
    fn of(items: &[std::sync::Arc<Planned>], by: By) -> Self {
        let mut uses = Self::default();
        for item in items {
            uses.scripts(item, Listen::Prerequest, by);
            uses.request(item);
            uses.scripts(item, Listen::Test, by);
        }
        uses
    }

    fn scripts(&mut self, item: &Planned, listen: Listen, by: By) {
        for owned in item.scripts(listen) {
            let source: &str = &owned.event.script.source;
            // The variables of a collection are for that collection alone.
            let own: Vec<(&str, usize)> = match by {
                By::Collection => shared_sets(source).collect(),
                By::Folder | By::Iteration => sets(source).collect(),
            };
            for (name, at) in read_names(source) {
                let is_set = |(other, set): &(&str, usize)| {
                    *other == name
                        && source
                            .get(*set..at)
                            .is_some_and(|text| text.contains([';', '\n']))
                };
                if !own.iter().any(is_set) {
                    self.reads(name);
                }
            }
            self.sets
                .extend(own.iter().map(|(name, _)| (*name).to_owned()));
        }
    }

    fn request(&mut self, item: &Planned) {
        let Some(request) = item.item.request() else {
            return;
        };
        let auth = item.auth.as_ref().map(|auth| auth.to_json());
        let texts = [Some(request.to_json()), auth];
        for text in texts.into_iter().flatten() {
            for name in placeholder_names(&text.to_string()) {
                self.reads(name);
            }
        }
    }

    fn reads(&mut self, name: &str) {
        if !self.sets.contains(name) {
            self.lacks.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::runner::Selection;

    fn plan() -> Plan {
        let test = |script: &str| json!([{"listen": "test", "script": {"exec": [script]}}]);
        let json = json!({"info": {"name": "C"}, "item": [
            {"name": "Login", "item": [{"name": "in", "request": "h/{{user}}", "event": test("pm.environment.set('token', 1)")}]},
            {"name": "Users", "item": [{"name": "list", "request": "h/{{token}}"}]},
            {"name": "Own", "item": [
                {"name": "in", "request": "h", "event": test("pm.environment.set('token', 1)")},
                {"name": "x", "request": "h/{{token}}", "event": test("pm.globals.set('n', pm.globals.get('n') + 1)")}]}]});
        let collection = crate::collection::parse(&json, &mut String::new).unwrap();
        Plan::new(Arc::new(collection), &Selection::default()).unwrap()
    }

    #[test]
    fn a_variable_that_another_unit_sets_is_told() {
        let plans = [plan()];
        let found = leanings(&plans, &By::Folder.units(&plans), By::Folder);
        assert_eq!(
            found,
            [Leaning {
                variable: "token".into(),
                setter: "Login".into(),
                readers: vec!["Users".into()]
            }]
        );
    }

    #[test]
    fn a_variable_that_the_iteration_before_sets_is_told() {
        let mut plans = [plan()];
        let of = |plans: &[Plan]| leanings(plans, &By::Iteration.units(plans), By::Iteration);
        assert_eq!(of(&plans), []);
        plans[0].iterations = 2;
        let names: Vec<String> = of(&plans).into_iter().map(|found| found.variable).collect();
        assert_eq!(names, ["n"]);
    }
}
