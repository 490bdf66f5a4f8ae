//! Finding a request by the tail of its names.

use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

use crate::collection::Collection;
use crate::guide::drift::Stock;
use crate::guide::error::Mistake;
use crate::guide::name::folded;
use crate::runner::{Plan, Planned, Selection};
use crate::text::{did_you_mean, nearest};

/// The requests of a collection under the short name that the page gives it.
#[derive(Debug, Clone)]
pub struct Requests {
    /// The short name.
    pub name: String,
    /// The collection.
    pub collection: Arc<Collection>,
    /// Its requests in order.
    pub items: Arc<[Arc<Planned>]>,
    /// What is known of them, however many pages ask.
    stock: Arc<OnceLock<Stock>>,
}

impl Requests {
    /// What is known of its requests before any page is read.
    pub(crate) fn stock(&self) -> &Stock {
        let variables = &self.collection.variables;
        self.stock.get_or_init(|| Stock::of(&self.items, variables))
    }

    /// Its requests in order.
    pub(crate) fn requests(&self) -> impl Iterator<Item = &Planned> {
        self.items.iter().map(|planned| &**planned)
    }

    /// The same requests under another short name.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..self
        }
    }

    /// Whether they are those of the same file, whatever it is called.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.collection, &other.collection)
    }

    /// The requests of a collection.
    pub fn of(name: impl Into<String>, collection: Arc<Collection>) -> Self {
        let plan = Plan::new(Arc::clone(&collection), &Selection::default())
            .expect("no folder is named that could be missing");
        Self {
            name: name.into(),
            collection,
            items: plan.items.into(),
            stock: Arc::default(),
        }
    }
}

/// The requests of all collections with their full names, which are put together when one is looked
/// for.
pub(crate) struct Index<'a> {
    pub(crate) collections: &'a [Requests],
    all: OnceCell<Vec<Entry<'a>>>,
}

/// A request, its full names and which collection it is in.
struct Entry<'a> {
    names: Vec<String>,
    collection: usize,
    planned: &'a Planned,
}

impl<'a> Entry<'a> {
    /// The collection and the folders that it is in, each with its full names.
    fn folders(&self) -> Vec<Vec<String>> {
        let parents = self.planned.parents.iter().skip(1);
        let mut folders = vec![Vec::new()];
        for name in &self.names {
            let first = name.split(" / ").next().unwrap_or(name);
            folders[0].push(first.to_owned());
        }
        for parent in parents {
            let before = folders.last().cloned().unwrap_or_default();
            let name = folded(&parent.name);
            folders.push(
                before
                    .iter()
                    .map(|path| format!("{path} / {name}"))
                    .collect(),
            );
        }
        folders
    }

    fn found(&self) -> (usize, &'a Planned) {
        (self.collection, self.planned)
    }
}

impl<'a> Index<'a> {
    pub(crate) fn of(collections: &'a [Requests]) -> Self {
        Self {
            collections,
            all: OnceCell::new(),
        }
    }

    fn all(&self) -> &[Entry<'a>] {
        self.all.get_or_init(|| {
            let numbered = self.collections.iter().enumerate();
            numbered
                .flat_map(|(at, requests)| with_names(at, requests))
                .collect()
        })
    }

    /// Finds the request that a name means, and which collection it is in: by the full name, or any
    /// tail of it that only one request has.
    ///
    /// # Errors
    /// No request has that name, or several.
    pub(crate) fn find(&self, name: &str) -> Result<(usize, &'a Planned), Mistake> {
        find_in(self.all(), name)
    }

    /// The request with that id.
    pub(crate) fn by_id(&self, id: &str) -> Option<(usize, &'a Planned)> {
        let mut all = self.all().iter();
        let entry = all.find(|entry| entry.planned.item.id == id)?;
        Some(entry.found())
    }

    /// The requests of the folder or collection that a name means, by their ids; none where no
    /// folder has that name.
    ///
    /// # Errors
    /// Several folders have that name.
    pub(crate) fn of_folder(&self, name: &str) -> Result<Vec<String>, Mistake> {
        let wanted = folded(name);
        let tail = format!(" / {wanted}");
        let mut folders: Vec<String> = Vec::new();
        let mut requests = Vec::new();
        for entry in self.all() {
            let is_called = |own: &String| *own == wanted || own.ends_with(&tail);
            let mut folders_of = entry.folders().into_iter();
            let called = folders_of.find(|folder| folder.iter().any(is_called));
            let Some(called) = called else { continue };
            if !folders.contains(&called[0]) {
                folders.push(called[0].clone());
            }
            requests.push(entry.planned.item.id.clone());
        }
        match folders.len() {
            0 | 1 => Ok(requests),
            _ => Err(Mistake::AmbiguousRequest {
                name: name.to_owned(),
                candidates: folders,
            }),
        }
    }
}

/// Finds one request; see [`Index::find`].
pub(crate) fn find<'a>(
    collections: &'a [Requests],
    name: &str,
) -> Result<(usize, &'a Planned), Mistake> {
    Index::of(collections).find(name)
}

fn find_in<'a>(all: &[Entry<'a>], name: &str) -> Result<(usize, &'a Planned), Mistake> {
    let wanted = folded(name);
    let exact: Vec<_> = all
        .iter()
        .filter(|entry| entry.names.contains(&wanted))
        .collect();
    if let [one] = exact[..] {
        return Ok(one.found());
    }
    let tail = format!(" / {wanted}");
    let found: Vec<_> = all
        .iter()
        .filter(|entry| {
            entry
                .names
                .iter()
                .any(|full| *full == wanted || full.ends_with(&tail))
        })
        .collect();
    match found[..] {
        [one] => Ok(one.found()),
        [] => Err(unknown(name, &wanted, all)),
        _ => Err(Mistake::AmbiguousRequest {
            name: name.to_owned(),
            candidates: found.iter().map(|entry| entry.names[0].clone()).collect(),
        }),
    }
}

/// Each request with its full names: one that begins with the short name, one with the collection's
/// own.
fn with_names(collection: usize, requests: &Requests) -> impl Iterator<Item = Entry<'_>> {
    requests.requests().map(move |planned| {
        let path = folded(&planned.path());
        let short = format!("{} / {path}", folded(&requests.name));
        let own = planned
            .parents
            .first()
            .map(|parent| format!("{} / {path}", folded(&parent.name)));
        Entry {
            names: std::iter::once(short).chain(own).collect(),
            collection,
            planned,
        }
    })
}

fn unknown(name: &str, wanted: &str, all: &[Entry<'_>]) -> Mistake {
    let last = wanted.rsplit(" / ").next().unwrap_or(wanted);
    // Another folder is the commonest slip: the request's own name is looked for first.
    let same: Vec<String> = all
        .iter()
        .filter(|entry| folded(&entry.planned.item.name).eq_ignore_ascii_case(last))
        .map(|entry| folded(&entry.planned.path()))
        .collect();
    let paths: Vec<String> = all
        .iter()
        .map(|entry| folded(&entry.planned.path()))
        .collect();
    let names: Vec<String> = all
        .iter()
        .map(|entry| folded(&entry.planned.item.name))
        .collect();
    let suggestion = match &same[..] {
        [] => did_you_mean(wanted, paths.iter().map(String::as_str)).or_else(|| {
            let near = nearest(last, names.iter().map(String::as_str))?;
            let at = names.iter().position(|name| name == near)?;
            Some(format!("did you mean `{}`?", paths[at]))
        }),
        [one] => Some(format!("did you mean `{one}`?")),
        several => Some(format!(
            "there are {}",
            crate::guide::error::listed(several)
        )),
    };
    Mistake::UnknownRequest {
        name: name.to_owned(),
        suggestion,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::{Item, Request};
    use crate::runner::Parent;

    fn planned(names: &[&str]) -> Planned {
        let (last, parents) = names.split_last().unwrap();
        let item = Item {
            pointer: names.join(">"),
            ..Item::of_request(String::new(), *last, Request::default())
        };
        let parent = |name: &&str| Parent {
            id: String::new(),
            name: (*name).to_owned(),
        };
        Planned {
            item: Arc::new(item),
            parents: parents.iter().map(parent).collect(),
            auth: None,
            auth_owner: Arc::from(""),
            behavior: Arc::default(),
            variables: Arc::from([]),
            events: Arc::from([]),
        }
    }

    fn collections() -> Vec<Requests> {
        let policy = [
            &[
                "Policy (API)",
                "Global Session Policy",
                "Get Global Session Policies",
            ][..],
            &["Policy (API)", "Global Session Policy", "Create deny rule"],
            &[
                "Policy (API)",
                "Authentication policies",
                "Create deny rule ",
            ],
            &["Policy (API)", "Get Rules"],
            &["Policy (API)", "A / B", "C"],
        ];
        let sessions = [&["Sessions", "Close"][..], &["Sessions", "Get Rules"]];
        let requests = |name: &str, items: &[&[&str]]| Requests {
            name: name.to_owned(),
            collection: Arc::default(),
            items: items.iter().map(|names| Arc::new(planned(names))).collect(),
            stock: Arc::default(),
        };
        vec![requests("policy", &policy), requests("sessions", &sessions)]
    }

    #[test]
    fn any_unique_tail_of_the_names_will_do() {
        for (name, found) in [
            (
                "policy / Global Session Policy / Get Global Session Policies",
                "Get Global Session Policies",
            ),
            (
                "Policy (API) / Global Session Policy / Get Global Session Policies",
                "Get Global Session Policies",
            ),
            (
                "Global Session Policy / Create deny rule",
                "Create deny rule",
            ),
            (
                "Authentication policies /  Create deny rule",
                "Create deny rule ",
            ),
            ("policy / Get Rules", "Get Rules"),
            ("Close", "Close"),
            ("A / B / C", "C"),
            ("B / C", "C"),
        ] {
            assert_eq!(
                find(&collections(), name).unwrap().1.item.name,
                found,
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_that_several_have_is_told_with_all_of_them() {
        let mistake = find(&collections(), "Create deny rule").unwrap_err();
        assert_eq!(
            mistake.to_string(),
            "`Create deny rule` is the name of several requests: `policy / Global Session Policy / Create deny rule`, \
             `policy / Authentication policies / Create deny rule`"
        );
        assert!(matches!(
            find(&collections(), "Get Rules"),
            Err(Mistake::AmbiguousRequest { .. })
        ));
    }

    #[test]
    fn a_name_that_none_has_is_told_with_the_nearest() {
        for (name, suggestion) in [
            (
                "Global Session Policy / Close",
                Some("did you mean `Close`?"),
            ),
            (
                "Get Global Session Policy",
                Some("did you mean `Global Session Policy / Get Global Session Policies`?"),
            ),
            (
                "Policies / Create deny rule",
                Some(
                    "there are `Global Session Policy / Create deny rule`, `Authentication policies / Create deny rule`",
                ),
            ),
            ("et Rules", Some("did you mean `Get Rules`?")),
            ("Something else entirely", None),
            ("", None),
        ] {
            let Err(Mistake::UnknownRequest {
                suggestion: found, ..
            }) = find(&collections(), name)
            else {
                panic!("{name}")
            };
            assert_eq!(found.as_deref(), suggestion, "{name}");
        }
    }
}
