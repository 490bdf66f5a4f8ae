//! The units of a run: parts of it that can run at the same time, or on different machines, each
//! whole and from the variables and cookies that the run began with.

use std::fmt::Write;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::Plan;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A collection with all of its iterations.
    Collection,
    /// A folder at the top of a collection, or what was named, in one iteration.
    Folder,
    /// An iteration of a collection.
    Iteration,
}

/// A part of a run that runs whole, by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its number among those of the run, from 0.
    pub number: usize,
    /// What it is called; no other unit is called so.
    pub name: String,
    /// The number of its plan.
    pub plan: usize,
    /// What of the plan it is.
    pub part: Part,
}

/// Which of the collections, or pages, of a run something is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Among {
    /// The collection's number, from 0.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// The number of the unit, where the run goes in units.
    pub unit: Option<usize>,
}

impl Default for Among {
    /// The only one.
    fn default() -> Self {
        Self {
            number: 0,
            count: 1,
            unit: None,
        }
    }
}

impl Unit {
    /// Where it is among so many collections, or pages.
    pub fn among(&self, count: usize) -> Among {
        Among {
            number: self.plan,
            count,
            unit: Some(self.number),
        }
    }
}

/// A part of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its iterations.
    pub iterations: Range<usize>,
    /// The places of its items.
    pub items: Range<usize>,
}

impl Part {
    /// All of a plan.
    pub(super) fn whole(plan: &Plan) -> Self {
        Self {
            iterations: 0..plan.iterations,
            items: 0..plan.items.len(),
        }
    }
}

impl By {
    /// All that there are.
    pub const ALL: [Self; 3] = [Self::Collection, Self::Folder, Self::Iteration];

    /// What units are where nobody says it: collections where there are several, else iterations,
    /// else folders.
    pub fn usual(plans: &[Plan]) -> Self {
        match plans {
            [only] if only.iterations > 1 => Self::Iteration,
            [_] => Self::Folder,
            _ => Self::Collection,
        }
    }

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Collection => "collection",
            Self::Folder => "folder",
            Self::Iteration => "iteration",
        }
    }

    /// The units of a run, in the order in which one worker runs them.
    pub fn units(self, plans: &[Plan]) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        for (number, plan) in plans.iter().enumerate() {
            for (own, part) in self.parts(plan) {
                let name = match (plans.len(), own.is_empty()) {
                    (_, true) => plan.collection.name.clone(),
                    (1, false) => own,
                    (_, false) => format!("{} / {own}", plan.collection.name),
                };
                units.push(Unit {
                    number: units.len(),
                    name,
                    plan: number,
                    part,
                });
            }
        }
        tell_apart(&mut units);
        units
    }

    /// The parts of a plan, each with its name; what is the whole has none.
    fn parts(self, plan: &Plan) -> Vec<(String, Part)> {
        // Nothing to run is no iteration, but a collection that is told of.
        if self == Self::Collection || plan.items.is_empty() {
            return vec![(String::new(), Part::whole(plan))];
        }
        let numbered = |iteration: usize| format!("iteration {}", iteration + 1);
        let of_iteration = |iteration: usize| Part {
            iterations: iteration..iteration + 1,
            items: 0..plan.items.len(),
        };
        let iterations = 0..plan.iterations;
        if self == Self::Iteration {
            let named = |iteration| (numbered(iteration), of_iteration(iteration));
            return iterations.map(named).collect();
        }
        let named = |iteration: usize| {
            plan.sections.iter().map(move |section| {
                let name = match plan.iterations {
                    1 => section.name.clone(),
                    _ => format!("{} ({})", section.name, numbered(iteration)),
                };
                let items = section.items.clone();
                let part = of_iteration(iteration);
                (name, Part { items, ..part })
            })
        };
        iterations.flat_map(named).collect()
    }
}

/// Numbers the namesakes among units, but the first of each.
fn tell_apart(units: &mut [Unit]) {
    let mut counts = std::collections::HashMap::<String, usize>::new();
    for unit in units {
        let count = counts.entry(unit.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            unit.name = format!("{} [{count}]", unit.name);
        }
    }
}

/// What tells a run's plan and its units from others: the same on every machine that has the same
/// collections and options.
pub fn fingerprint(plans: &[Plan], by: &str) -> String {
    let of_plan = |plan: &Plan| {
        let items = plan.items.iter();
        let items = items.flat_map(|item| [item.item.pointer.clone(), item.path()]);
        let head = [plan.collection.name.clone(), plan.iterations.to_string()];
        head.into_iter().chain(items).collect::<Vec<_>>()
    };
    fingerprint_of(
        [by.to_owned()]
            .into_iter()
            .chain(plans.iter().flat_map(of_plan)),
    )
}

/// What tells these texts from others.
pub fn fingerprint_of(texts: impl IntoIterator<Item = String>) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(text);
        digest.update([0]);
    }
    let mut text = String::new();
    for byte in &digest.finalize()[..16] {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::Selection;
    use super::*;

    fn plan(iterations: usize) -> Plan {
        let request = |name: &str| json!({"name": name, "request": "h"});
        let folder = |name: &str| json!({"name": name, "item": [request("x"), request("y")]});
        let collection = json!({"info": {"name": "C"}, "item": [
            request("a"), request("b"), folder("F"), {"name": "empty", "item": []},
            request("c"), folder("F")]});
        let collection = crate::collection::parse(&collection, &mut String::new).unwrap();
        let mut plan = Plan::new(Arc::new(collection), &Selection::default()).unwrap();
        plan.iterations = iterations;
        plan
    }

    fn shown(by: By, plans: &[Plan]) -> Vec<String> {
        let show = |unit: Unit| {
            let Part { iterations, items } = unit.part;
            format!("{}: {} {iterations:?} {items:?}", unit.name, unit.plan)
        };
        by.units(plans).into_iter().map(show).collect()
    }

    #[test]
    fn every_item_of_every_iteration_is_in_one_unit() {
        assert_eq!(shown(By::Collection, &[plan(2)]), ["C: 0 0..2 0..7"]);
        assert_eq!(
            shown(By::Iteration, &[plan(2)]),
            ["iteration 1: 0 0..1 0..7", "iteration 2: 0 1..2 0..7"]
        );
        assert_eq!(
            shown(By::Folder, &[plan(1)]),
            [
                "a: 0 0..1 0..2",
                "F: 0 0..1 2..4",
                "c: 0 0..1 4..5",
                "F [2]: 0 0..1 5..7"
            ]
        );
        let both = shown(By::Folder, &[plan(1), plan(2)]);
        assert_eq!(both.len(), 12);
        assert_eq!(both[11], "C / F (iteration 2) [2]: 1 1..2 5..7");
    }

    #[test]
    fn a_plan_is_known_by_what_runs() {
        let of = |iterations, by| fingerprint(&[plan(iterations)], By::name(by));
        assert_eq!(of(1, By::Folder), of(1, By::Folder));
        assert_ne!(of(1, By::Folder), of(2, By::Folder));
        assert_ne!(of(1, By::Folder), of(1, By::Iteration));
    }
}
