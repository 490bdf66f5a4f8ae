//! Where the requests of a plan stand, for `setNextRequest`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::Plan;
use crate::collection::Item;
use crate::text;

/// Where each request of a plan stands, by id and by name.
pub(super) struct Places<'p> {
    plan: &'p Plan,
    /// Those that run.
    within: Range<usize>,
    ids: HashMap<&'p str, usize>,
    names: HashMap<&'p str, Namesakes>,
}

/// What the user should know of a name that `setNextRequest` was given.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// No request that runs has it: a failure.
    Nobody(String),
    /// Several have it: a warning.
    Several(String),
    /// It is that of a request of another unit: a warning.
    Elsewhere(String),
}

/// The requests of one name.
#[derive(Clone, Copy)]
struct Namesakes {
    /// Where the last of them stands.
    last: usize,
    /// How many there are; one that runs twice is one.
    count: usize,
}

impl<'p> Places<'p> {
    /// The places of all requests of a plan, of which those within a range run.
    pub(super) fn of(plan: &'p Plan, within: &Range<usize>) -> Self {
        let numbered = || plan.items.iter().enumerate();
        let mut names = HashMap::new();
        for (last, item) in numbered() {
            let is_same = |other: usize| Arc::ptr_eq(&plan.items[other].item, &item.item);
            names
                .entry(item.item.name.as_str())
                .and_modify(|others: &mut Namesakes| {
                    others.count += usize::from(!is_same(others.last));
                    others.last = last;
                })
                .or_insert(Namesakes { last, count: 1 });
        }
        let ids = numbered().map(|(at, item)| (item.item.id.as_str(), at));
        Self {
            plan,
            within: within.clone(),
            ids: ids.collect(),
            names,
        }
    }

    /// The position of a request by id, else by name, of which the last counts; `None` ends the
    /// iteration.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let found = self.anywhere(name);
        found.filter(|place| self.within.contains(place))
    }

    fn anywhere(&self, name: &str) -> Option<usize> {
        let by_name = || self.names.get(name).map(|namesakes| namesakes.last);
        self.ids.get(name).copied().or_else(by_name)
    }

    /// What is doubtful about a name that was asked for.
    // Differs from Postman: Newman ends the iteration without a word where nobody has the name
    // (`a_next_request_that_is_not_there_is_a_failure`), and takes the last of several
    // (`of_several_requests_of_one_name_the_last_is_taken_with_a_warning`).
    pub(super) fn doubt(&self, name: &str) -> Option<Doubt> {
        if let Some(place) = self.anywhere(name)
            && !self.within.contains(&place)
        {
            let path = self.plan.items[place].path();
            return Some(Doubt::Elsewhere(format!(
                "setNextRequest: `{path}` is in another unit, which runs by itself; this one ends here"
            )));
        }
        if self.ids.contains_key(name) {
            return None;
        }
        let Some(namesakes) = self.names.get(name) else {
            return Some(Doubt::Nobody(self.nobody(name)));
        };
        (namesakes.count > 1).then(|| {
            let taken = &self.plan.items[namesakes.last];
            Doubt::Several(format!(
                "setNextRequest: {} requests are named `{name}`; the last one is taken: `{}`",
                namesakes.count,
                taken.path()
            ))
        })
    }

    /// Says that nobody has a name, and what may have been meant.
    fn nobody(&self, name: &str) -> String {
        let mut namesakes = Vec::new();
        visit(&self.plan.collection.items, &mut |item| {
            if item.id == name || item.name == name {
                namesakes.push(item);
            }
        });
        if namesakes.iter().any(|item| item.request().is_some()) {
            return format!(
                "setNextRequest: request `{name}` does not run: `--folder`, `--exclude` or `--grep` leaves it out"
            );
        }
        let asked = format!("setNextRequest: no request is named `{name}`");
        if !namesakes.is_empty() {
            return format!("{asked}; that is a folder, and only a request can be next");
        }
        if name == "null" {
            return format!("{asked}; without quotes, `null` ends the iteration");
        }
        let names = self.plan.items.iter().map(|item| item.item.name.as_str());
        let hint = text::did_you_mean(name, names);
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        format!("{asked}{hint}")
    }
}

fn visit<'a>(items: &'a [Arc<Item>], show: &mut impl FnMut(&'a Item)) {
    for item in items {
        show(item);
        visit(item.items(), show);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::runner::{Order, Selection};

    fn plan(selection: &Selection) -> Plan {
        let json = json!({"info": {"name": "C"}, "item": [
            {"name": "a", "id": "1", "request": "h"},
            {"name": "F", "item": [{"name": "b", "id": "2", "request": "h"}]},
            {"name": "b", "id": "3", "request": "h"}
        ]});
        let collection = crate::collection::parse(&json, &mut String::new).unwrap();
        Plan::new(Arc::new(collection), selection).unwrap()
    }

    #[test]
    fn an_id_goes_before_a_name_of_which_the_last_counts() {
        let plan = plan(&Selection::default());
        let places = Places::of(&plan, &(0..plan.items.len()));
        let found = ["1", "a", "2", "b", "F", ""].map(|name| places.find(name));
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(2), None, None]);
        assert_eq!(
            ["1", "a", "3"].map(|name| places.doubt(name)),
            [None, None, None]
        );
        let several = "setNextRequest: 2 requests are named `b`; the last one is taken: `b`";
        assert_eq!(places.doubt("b"), Some(Doubt::Several(several.into())));
    }

    #[test]
    fn what_is_in_another_unit_is_not_gone_to() {
        let plan = plan(&Selection::default());
        let places = Places::of(&plan, &(0..2));
        assert_eq!(
            ["1", "2", "3"].map(|name| places.find(name)),
            [Some(0), Some(1), None]
        );
        let elsewhere =
            "setNextRequest: `b` is in another unit, which runs by itself; this one ends here";
        assert_eq!(places.doubt("3"), Some(Doubt::Elsewhere(elsewhere.into())));
    }

    #[test]
    fn a_request_that_runs_twice_is_one() {
        let twice = Selection {
            order: Order::Given,
            ..Selection::of(&["1".to_owned(), "3".to_owned(), "1".to_owned()])
        };
        let plan = plan(&twice);
        let places = Places::of(&plan, &(0..plan.items.len()));
        assert_eq!((places.find("a"), places.doubt("a")), (Some(2), None));
        assert_eq!((places.find("b"), places.doubt("b")), (Some(1), None));
    }
}
