//! A guide with the requests that its steps mean: what is left to find out is what the servers
//! answer.

use std::sync::Arc;

use serde_json::Value;

use super::display::{Names, Settled, hosts_of_one_base, settle};
use super::resolve::{Index, Requests};
use super::sample;
use crate::collection::{Behavior, Collection, Item, Request, Url};
use crate::guide::base::{Bases, rebase};
use crate::guide::directive::sending::{Restore, Sending};
use crate::guide::directive::source::Source;
use crate::guide::directive::step::{Deed, Step};
use crate::guide::error::{Mistake, Problems};
use crate::guide::sequence::Guide;
use crate::guide::tabs;
use crate::runner::{Parent, Planned};
use crate::variables::Scopes;
use crate::world::World;

/// A guide that can be run.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The guide.
    pub guide: Guide,
    /// The collections that its requests come from.
    pub collections: Vec<Requests>,
    /// For each step the request that it sends, unchanged; `None` where it only looks.
    pub(crate) chosen: Vec<Option<Chosen>>,
}

/// The request of a step before the step changes it.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) planned: Planned,
    /// Which of the collections it comes from.
    pub(crate) collection: Option<usize>,
    /// What takes the place of scheme and host.
    pub(crate) base: Option<String>,
}

/// The request of a step, and where it comes from.
#[derive(Debug, Clone)]
pub struct Stepped<'a> {
    /// Where it goes, variables unresolved.
    pub url: Url,
    /// The request.
    pub planned: &'a Planned,
    /// The collection that has it.
    pub collection: Option<&'a Collection>,
}

/// A step that sends, and the request that it sends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice<'a> {
    pub(crate) step: &'a Step,
    pub(crate) sending: &'a Sending,
    pub(crate) chosen: &'a Chosen,
}

impl Guide {
    /// Finds the request of each step. `collections` are those that the header names, in its order.
    ///
    /// # Errors
    /// A name that no request has or several have; `restore` for a request that replaces nothing.
    pub fn bind(self, collections: Vec<Requests>, world: &World) -> Result<Bound, Problems> {
        let problems = Problems::of(&self.directives);
        self.bind_with(collections, world, problems)
    }

    /// Finds the request of each step of a guide with which something was wrong already.
    ///
    /// # Errors
    /// What was wrong, and what [`Guide::bind`] finds.
    pub fn bind_with(
        self,
        collections: Vec<Requests>,
        world: &World,
        mut problems: Problems,
    ) -> Result<Bound, Problems> {
        // Without a header that can be read, every name would be unknown.
        if collections.is_empty() && !problems.list.is_empty() {
            return problems.unless_any(self.bind_all(
                collections,
                world,
                &mut Problems::default(),
            ));
        }
        let bound = self.bind_all(collections, world, &mut problems);
        problems.unless_any(bound.in_each_tab())
    }

    /// Finds the request of each step, as far as there is one.
    pub(crate) fn bind_all(
        self,
        collections: Vec<Requests>,
        world: &World,
        problems: &mut Problems,
    ) -> Bound {
        tabs::check(&self, problems);
        let index = Index::of(&collections);
        let mut guide = self.with_folders(&index, problems);
        let mut bodies = Vec::new();
        let mut chosen = Vec::with_capacity(guide.steps.len());
        let variables = collections
            .iter()
            .flat_map(|requests| &requests.collection.variables);
        let names = Names::of(&guide, variables.map(|variable| variable.key.clone()));
        for (number, step) in guide.steps.iter().enumerate() {
            match step
                .sending()
                .map(|sending| sample::settle(sending, step.at.line, &names))
            {
                Some(Ok(body)) => bodies.extend(body.map(|body| (number, body))),
                Some(Err(mistakes)) => {
                    let told = mistakes.into_iter();
                    told.for_each(|mistake| problems.add(step.at, mistake));
                }
                None => {}
            }
            let found = step
                .sending()
                .map(|sending| (sending, guide.choose(sending, &index, &names)));
            match found {
                Some((sending, Ok(own))) => {
                    let found = own.into_chosen(&guide, world);
                    check_restore(step, sending, &found, problems);
                    chosen.push(Some(found));
                }
                Some((sending, Err(mistakes))) => {
                    let at = match &sending.source {
                        Source::Named { at, .. } => *at,
                        _ => step.at,
                    };
                    let unsettled = problems.has_mark_at(at.line);
                    let mistakes = mistakes.into_iter().filter(|_| !unsettled);
                    mistakes.for_each(|mistake| problems.add(at, mistake));
                    chosen.push(None);
                }
                None => chosen.push(None),
            }
        }
        for (number, body) in bodies {
            if let Deed::Send(sending) = &mut guide.steps[number].deed {
                sending.body = Some(body);
            }
        }
        let hosts = hosts_of_one_base(&guide);
        if guide.header.bases.any.is_some() && hosts.len() > 1 {
            problems.add(guide.header.at, Mistake::OneBase { hosts });
        }
        Bound {
            guide,
            collections,
            chosen,
        }
    }

    /// The guide with a step for each request of the folders that its steps send.
    fn with_folders(self, index: &Index<'_>, problems: &mut Problems) -> Self {
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in self.steps {
            let sent = step.sending().map(|sending| (&sending.source, sending));
            let Some((Source::Named { name, at, .. }, sending)) = sent else {
                steps.push(step);
                continue;
            };
            let is_unknown = matches!(index.find(name), Err(Mistake::UnknownRequest { .. }));
            let requests = Some(name).filter(|_| is_unknown);
            let requests = requests.and_then(|name| index.of_folder(name).ok());
            let Some(requests) = requests.filter(|requests| !requests.is_empty()) else {
                steps.push(step);
                continue;
            };
            if let Some(key) = sending.of_one_request() {
                let name = name.clone();
                problems.add(*at, Mistake::FolderChanged { key, name });
            }
            steps.extend(step.of_each(requests));
        }
        Self { steps, ..self }
    }

    fn choose(
        &self,
        sending: &Sending,
        index: &Index<'_>,
        names: &Names<'_>,
    ) -> Result<Found, Vec<Mistake>> {
        let given = &self.header.bases;
        match &sending.source {
            Source::Named { name, .. } if index.collections.is_empty() => {
                Err(vec![Mistake::UnknownRequest {
                    name: name.clone(),
                    suggestion: Some("the header names no collection".to_owned()),
                }])
            }
            Source::Named { name, id, .. } => {
                let one = id
                    .as_ref()
                    .and_then(|id| index.by_id(id))
                    .map_or_else(|| find(index, name).map_err(|mistake| vec![mistake]), Ok);
                let (collection, planned) = one?;
                Ok(Found::Saved(Chosen {
                    planned: planned.clone(),
                    collection: Some(collection),
                    base: base_of(planned.item.request(), &[&sending.base]),
                }))
            }
            Source::Shown(shown) => {
                let Settled { request, base } = settle(shown, sending, given, names)?;
                let behavior = shown.command.behavior.clone();
                Ok(Found::own(Own {
                    request,
                    behavior,
                    base,
                }))
            }
            Source::Written(request) => {
                // What the author has written names its host, unless it begins with the path.
                let header = Bases {
                    any: given.any.clone().filter(|_| is_hostless(request)),
                    named: given.named.clone(),
                };
                Ok(Found::own(Own {
                    request: (**request).clone(),
                    behavior: Behavior::new(),
                    base: base_of(Some(request), &[&sending.base, &header]),
                }))
            }
        }
    }

    /// An item for a request that the page itself holds. It is called by its method and path.
    fn own(&self, request: Request, mut behavior: Behavior, world: &World) -> Planned {
        // What the page shows is sent whole, the body of a GET, too.
        if request.sent_body().is_some() {
            behavior.insert("disableBodyPruning".to_owned(), true.into());
        }
        let name = format!("{} {}", request.method, request.url.path_text());
        let auth = request.auth.clone();
        let item = Item {
            behavior: (!behavior.is_empty()).then(|| behavior.clone().into()),
            ..Item::of_request(world.uuid(), name, request)
        };
        let parents = Arc::from([Parent {
            id: String::new(),
            name: self.name.clone(),
        }]);
        let auth_owner = item.id.as_str().into();
        Planned {
            item: Arc::new(item),
            parents,
            auth: auth.map(Arc::from),
            auth_owner,
            behavior: Arc::new(behavior),
            variables: Arc::from([]),
            events: Arc::from([]),
        }
    }
}

/// The request of that name; where none has it, several folders may.
fn find<'a>(index: &Index<'a>, name: &str) -> Result<(usize, &'a Planned), Mistake> {
    index.find(name).map_err(|mistake| match &mistake {
        Mistake::UnknownRequest { .. } => index.of_folder(name).err().unwrap_or(mistake),
        _ => mistake,
    })
}

/// What a step sends: a request of a collection, or one that the page holds.
enum Found {
    Saved(Chosen),
    Own(Box<Own>),
}

/// A request that the page holds.
struct Own {
    request: Request,
    behavior: Behavior,
    base: Option<String>,
}

impl Found {
    fn own(own: Own) -> Self {
        Self::Own(Box::new(own))
    }

    fn into_chosen(self, guide: &Guide, world: &World) -> Chosen {
        match self {
            Self::Saved(chosen) => chosen,
            Self::Own(own) => Chosen {
                planned: guide.own(own.request, own.behavior, world),
                collection: None,
                base: own.base,
            },
        }
    }
}

fn base_of(request: Option<&Request>, bases: &[&Bases]) -> Option<String> {
    let url = request?.url.to_string();
    let found = bases.iter().find_map(|bases| bases.of(&url));
    found.map(|(base, _)| base.to_owned())
}

fn is_hostless(request: &Request) -> bool {
    request.url.host.is_none()
}

impl Bound {
    /// The guide with its steps once for each of its alternatives.
    fn in_each_tab(mut self) -> Self {
        if let Some(runs) = tabs::runs(&self.guide) {
            let chosen = runs.iter().map(|(at, _)| self.chosen[*at].clone());
            self.chosen = chosen.collect();
            let steps = runs.into_iter().map(|(at, tab)| Step {
                tab: Some(tab),
                ..self.guide.steps[at].clone()
            });
            self.guide.steps = steps.collect();
        }
        self
    }

    /// What a step sends; `None` where it only looks.
    pub(crate) fn choice(&self, at: usize) -> Option<Choice<'_>> {
        let step = &self.guide.steps[at];
        let (sending, chosen) = step.sending().zip(self.chosen[at].as_ref())?;
        Some(Choice {
            step,
            sending,
            chosen,
        })
    }

    /// The steps that send, in order.
    pub(crate) fn choices(&self) -> impl Iterator<Item = Choice<'_>> {
        (0..self.guide.steps.len()).filter_map(|at| self.choice(at))
    }

    /// The variables that the header needs and that have no value; where there are any, nothing is
    /// run.
    pub fn missing_needs(&self, scopes: &Scopes) -> Vec<String> {
        self.guide
            .header
            .needs
            .iter()
            .filter(|name| is_missing(scopes, name))
            .cloned()
            .collect()
    }

    /// The requests of its steps, as they are before steps change them.
    pub fn requests(&self) -> impl Iterator<Item = Stepped<'_>> {
        self.chosen.iter().flatten().filter_map(|chosen| {
            let mut url = chosen.planned.item.request()?.url.clone();
            if let Some(base) = &chosen.base {
                rebase(&mut url, base);
            }
            let collection = chosen.collection.map(|number| &self.collections[number]);
            Some(Stepped {
                url,
                planned: &chosen.planned,
                collection: collection.map(|requests| &*requests.collection),
            })
        })
    }

    /// The guide as a collection of its requests in order, for those who report on the run.
    pub(crate) fn as_collection(&self, world: &World) -> Collection {
        let items = self
            .chosen
            .iter()
            .flatten()
            .map(|chosen| Arc::clone(&chosen.planned.item))
            .collect();
        Collection {
            id: world.uuid(),
            name: self.guide.name.clone(),
            items,
            ..Collection::default()
        }
    }
}

/// Whether a variable has no value, or an empty one, as in an environment that is to be filled in.
pub(crate) fn is_missing(scopes: &Scopes, name: &str) -> bool {
    let has_text = |value: &Value| !value.is_null() && value.as_str() != Some("");
    !scopes.find(name).is_some_and(|variable| {
        variable.reference.is_some() || variable.value.as_ref().is_some_and(has_text)
    })
}

fn check_restore(step: &Step, sending: &Sending, chosen: &Chosen, problems: &mut Problems) {
    let method = chosen
        .planned
        .item
        .request()
        .map_or("GET", |request| request.method.as_str());
    let replaces = matches!(method.to_ascii_uppercase().as_str(), "PUT" | "PATCH");
    if sending.restore != Restore::Never && !replaces {
        problems.add(
            step.at,
            Mistake::Restore {
                method: method.to_owned(),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Variable;
    use serde_json::json;

    fn bind(directives: &[&str]) -> Result<Bound, Problems> {
        let mut page =
            "<!-- postrider\ncollections: { a: a.json }\nneeds: [url, key]\n-->\n".to_owned();
        for directive in directives {
            page.push_str("\n<!-- postrider\n");
            page.push_str(directive);
            page.push_str("\n-->\n");
        }
        page.push_str("\n```sh\ncurl -X DELETE https://h/x/y?z=1\n```\n");
        let json = json!({"info": {"name": "A"}, "item": [
            {"name": "Read", "request": "https://h/r"},
            {"name": "Change", "request": {"method": "PUT", "url": "https://h/r"}},
            {"name": "F", "item": [
                {"name": "Same", "request": "https://h/s"},
                {"name": "Same", "request": "https://h/t"}
            ]}
        ]});
        let mut count = 0;
        let mut id = || {
            count += 1;
            format!("i{count}")
        };
        let collection = crate::collection::parse(&json, &mut id).unwrap();
        let requests = Requests::of("a", Arc::new(collection));
        Guide::read("p.md", &page)
            .unwrap()
            .bind(vec![requests], &World::fixed(0, 0))
    }

    #[test]
    fn each_step_finds_its_request() {
        let bound = bind(&["send: a / Read", "curl: next", "expect: { status: 200 }"]).unwrap();
        let names: Vec<Option<String>> = bound
            .chosen
            .iter()
            .map(|chosen| Some(chosen.as_ref()?.planned.item.name.clone()))
            .collect();
        assert_eq!(
            names,
            [
                Some("Read".to_owned()),
                Some("DELETE /x/y".to_owned()),
                None
            ]
        );
    }

    #[test]
    fn a_folder_or_a_collection_is_sent_request_by_request() {
        for name in ["a", "A", "a / F", "F"] {
            let directive =
                format!("send: {name}\nexpect: {{ body: {{ $.a: 1 }} }}\ncapture: {{ b: $.b }}");
            let bound = bind(&[&directive]).unwrap();
            let sent: Vec<&str> = bound
                .choices()
                .map(|choice| choice.chosen.planned.item.name.as_str())
                .collect();
            let expected = ["Read", "Change", "Same", "Same"];
            let from = if name.ends_with('F') { 2 } else { 0 };
            assert_eq!(sent, expected[from..], "{name}");
            let said: Vec<usize> = bound
                .guide
                .steps
                .iter()
                .map(|step| step.captures.len() + step.expect.body.len())
                .collect();
            assert_eq!(said, [0, 0, 0, 2][from..], "{name}");
        }
        let problems = bind(&["send: F\nedit: { /a: 1 }"]).unwrap_err();
        assert_eq!(
            problems.to_string(),
            "p.md:7:7: `edit` changes one request, and `F` is a folder"
        );
    }

    #[test]
    fn every_name_that_is_wrong_is_told_at_its_place() {
        let problems = bind(&["send: Rread", "send: Nothing"]).unwrap_err();
        let seen: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            seen,
            [
                "p.md:7:7: no request is called `Rread`; did you mean `Read`?",
                "p.md:11:7: no request is called `Nothing`"
            ]
        );
    }

    #[test]
    fn only_what_replaces_can_be_put_back() {
        assert!(bind(&["send: Change\nrestore: true"]).is_ok());
        let problems = bind(&["send: Read\nrestore: true"]).unwrap_err();
        assert_eq!(
            problems.to_string(),
            "p.md:6:1: `restore` puts back what PUT and PATCH change, and this step sends `GET`"
        );
    }

    #[test]
    fn a_need_that_is_absent_or_empty_is_missing() {
        let bound = bind(&["send: Read"]).unwrap();
        let mut scopes = Scopes::default();
        assert_eq!(bound.missing_needs(&scopes), ["url", "key"]);
        scopes.environment.set("url", json!("http://h"));
        scopes.globals.add(Variable::new("key", ""));
        assert_eq!(bound.missing_needs(&scopes), ["key"]);
    }
}
