//! What is looked at before the first request: whether the variables that hosts are made of have
//! values, and whether base and path meet in one slash.

use std::collections::BTreeMap;

use super::error::Fault;
use super::messages::warn;
use crate::collection::mentions::sets;
use crate::collection::{Listen, Url};
use crate::guide::Bound;
use crate::runner::Plan;
use crate::text;
use crate::variables::{Scope, Scopes, placeholder_names};

/// How deep values may name each other.
const DEEPEST: usize = 8;

/// A variable in hosts that has no value.
struct Lack {
    name: String,
    /// Where it stands and is empty; nothing where it is not there.
    place: Option<Place>,
}

/// Where a variable is defined.
struct Place {
    /// In words.
    what: String,
    /// The option that sets it.
    option: &'static str,
}

/// Requests that have the same trouble.
#[derive(Default)]
struct Trouble {
    count: usize,
    place: Option<Place>,
}

/// What was found.
#[derive(Default)]
struct Found {
    requests: usize,
    lacks: BTreeMap<String, Trouble>,
    /// Variables that end in a slash before another one.
    slashes: BTreeMap<String, usize>,
}

/// Tells of variables without a value that stand in the hosts of most requests, and of bases that
/// end in a slash before a path.
///
/// # Errors
/// No request can be sent, and no script may change that.
// Differs from Postman: Newman sends each request in vain
// (`nothing_is_sent_where_no_request_has_a_host`).
pub(super) fn look(plans: &[Plan], scopes: &Scopes) -> Result<(), Fault> {
    let found = Found::of(plans, scopes);
    found.tell_slashes();
    for (name, trouble) in &found.lacks {
        let may_be_set = || plans.iter().any(|plan| may_set(plan, name));
        if trouble.count == found.requests && !may_be_set() {
            let (lack, help) = found.words(name, trouble);
            let message = format!("{lack}: nothing can be sent");
            return Err(Fault::text(message).hint(Some(help)));
        }
        found.tell_lack(name, trouble);
    }
    Ok(())
}

/// Tells of bases that end in a slash before a path, where nothing is sent.
pub(super) fn look_at_bases(plan: &Plan, scopes: &Scopes) {
    Found::of(std::slice::from_ref(plan), scopes).tell_slashes();
}

/// Tells the same of the requests of a page. A step before may give a variable its value, so that they
/// are tried.
pub(super) fn look_at_page(page: &Bound, scopes: &Scopes) {
    let mut found = Found::default();
    let mut scopes = scopes.clone();
    // A request that the page itself shows has the variables of the collection that is open.
    let mut open = page.collections.first().map(|first| &*first.collection);
    for step in page.requests() {
        open = step.collection.or(open);
        scopes.collection = open.map(Scope::of_collection).unwrap_or_default();
        scopes.enter(&step.planned.variables);
        found.note(&step.url, &scopes);
    }
    found.tell_slashes();
    for (name, trouble) in &found.lacks {
        found.tell_lack(name, trouble);
    }
}

impl Found {
    fn of(plans: &[Plan], scopes: &Scopes) -> Self {
        let mut found = Self::default();
        let mut scopes = scopes.clone();
        for plan in plans {
            scopes.collection = Scope::of_collection(&plan.collection);
            scopes.data = plan.row(0).map(Scope::from_row).unwrap_or_default();
            for item in &plan.items {
                if let Some(request) = item.item.request() {
                    scopes.enter(&item.variables);
                    found.note(&request.url, &scopes);
                }
            }
        }
        found
    }

    fn note(&mut self, url: &Url, scopes: &Scopes) {
        self.requests += 1;
        if let Some(lack) = lack(url, scopes, DEEPEST) {
            let trouble = self.lacks.entry(lack.name).or_default();
            trouble.count += 1;
            trouble.place = lack.place;
        } else if let Some(name) = slash(url, scopes) {
            *self.slashes.entry(name.to_owned()).or_default() += 1;
        }
    }

    fn tell_slashes(&self) {
        for (name, count) in &self.slashes {
            let have = if *count == 1 { "has" } else { "have" };
            let requests = text::plural(*count, "request");
            warn(format!(
                "`{name}` ends in `/`, and {requests} {have} another one behind it: they ask for `//…`; leave one of them out"
            ));
        }
    }

    /// Tells of one that most requests lack.
    fn tell_lack(&self, name: &str, trouble: &Trouble) {
        if trouble.count * 2 > self.requests {
            let (lack, help) = self.words(name, trouble);
            warn(format!("{lack}; {help}"));
        }
    }

    /// What requests lack, and what helps.
    fn words(&self, name: &str, trouble: &Trouble) -> (String, String) {
        let (state, option) = match &trouble.place {
            Some(place) => (format!("is empty in {}", place.what), place.option),
            None => ("has no value".to_owned(), "--env-var"),
        };
        let count = if trouble.count == self.requests {
            text::plural(trouble.count, "request")
        } else {
            format!("{} of {} requests", trouble.count, self.requests)
        };
        let have = if trouble.count == 1 { "has" } else { "have" };
        let lack = format!("`{name}` {state}, and {count} {have} it in the host");
        (lack, format!("`{option} {name}=…` sets it"))
    }
}

/// The first variable without a value that the host is made of.
fn lack(url: &Url, scopes: &Scopes, depth: usize) -> Option<Lack> {
    let labels = url.host.iter().flatten();
    labels
        .filter(|label| label.contains("{{"))
        .find_map(|label| {
            placeholder_names(label).find_map(|name| {
                // An empty part of a label may be meant: `api{{suffix}}.example.com`.
                let is_whole = label.len() == name.len() + "{{}}".len();
                lack_of(name, scopes, depth).filter(|lack| is_whole || lack.place.is_none())
            })
        })
}

fn lack_of(name: &str, scopes: &Scopes, depth: usize) -> Option<Lack> {
    let Some(variable) = scopes.find(name) else {
        // Dynamic variables, and secrets of the vault.
        let is_other = name.starts_with('$') || name.contains(':');
        return (!is_other).then(|| Lack {
            name: name.to_owned(),
            place: None,
        });
    };
    let value = variable.value.as_ref()?.as_str()?;
    if value.trim().is_empty() {
        return Some(Lack {
            name: name.to_owned(),
            place: Some(place(name, scopes)),
        });
    }
    if depth == 0 || !value.contains("{{") {
        return None;
    }
    lack(&Url::parse(value), scopes, depth - 1)
}

/// Where a variable is defined that counts.
fn place(name: &str, scopes: &Scopes) -> Place {
    let named = |what: &str, scope: &Scope| match &scope.name {
        Some(name) => format!("the {what} `{name}`"),
        None => format!("the {what}"),
    };
    let (what, option) = match () {
        () if scopes.data.has(name) => ("the iteration data".to_owned(), "--env-var"),
        () if scopes.environment.has(name) => {
            (named("environment", &scopes.environment), "--env-var")
        }
        () if scopes.folder.has(name) => ("its folder".to_owned(), "--env-var"),
        () if scopes.collection.has(name) => ("the collection".to_owned(), "--collection-var"),
        () => (named("globals", &scopes.globals), "--global-var"),
    };
    Place { what, option }
}

/// The variable that the URL begins with, where its value ends in a slash and the path begins with
/// another.
fn slash<'u>(url: &'u Url, scopes: &Scopes) -> Option<&'u str> {
    let is_plain = url.protocol.is_none() && url.auth.is_none() && url.port.is_none();
    let label = url
        .host
        .as_deref()
        .filter(|_| is_plain && url.path.is_some());
    let [label] = label? else { return None };
    let name = placeholder_names(label).next()?;
    let value = scopes.find(name)?.value.as_ref()?.as_str()?;
    (label.len() == name.len() + "{{}}".len() && value.ends_with('/')).then_some(name)
}

/// Whether a script may give a variable its value before it is needed, or send something all the
/// same.
fn may_set(plan: &Plan, name: &str) -> bool {
    let sets_it = |source: &str| {
        let is_set = sets(source).any(|(other, _)| other == name);
        let by_name = sets(source).count();
        let all = [".set(", "setEnvironmentVariable(", "setGlobalVariable("];
        let all: usize = all.iter().map(|call| source.matches(call).count()).sum();
        is_set
            || all > by_name
            || ["sendRequest", "require(", "eval("]
                .iter()
                .any(|word| source.contains(word))
    };
    let changes_it = |source: &str| source.contains("request.") || source.contains("request[");
    plan.items.iter().any(|item| {
        item.events.iter().any(|owned| {
            let source: &str = &owned.event.script.source;
            sets_it(source) || owned.event.listen == Listen::Prerequest && changes_it(source)
        })
    }) || !plan.rows.is_empty()
}
