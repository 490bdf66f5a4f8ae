//! The hosts of a page, and the variables that stand for them in a draft: two hosts are never one.

use crate::collection::Request;
use crate::guide::base::host_end;
use crate::guide::directive::lines::Line;
use crate::guide::drift::{Subject, matching};
use crate::guide::page::example::placeholders;
use crate::guide::page::fence::Fence;
use crate::guide::page::parts::is_placeholder;
use crate::guide::run::resolve::Requests;

/// The hosts that a page's requests go to.
pub(super) struct Hosts {
    list: Vec<Host>,
    /// The variables with which the collections' URLs begin.
    variables: Vec<String>,
}

/// A host as the page writes it, with its scheme.
struct Host {
    written: String,
    /// The variable with which the request of the collection begins that the page shows there; all
    /// that were found.
    variables: Vec<String>,
}

impl Hosts {
    /// Finds the hosts of a page.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let mut list: Vec<Host> = Vec::new();
        // What stands in a note is sent by nobody.
        let fences = subject.page().fences.iter().filter(|fence| !fence.quoted);
        for example in fences.flat_map(Fence::examples) {
            let written = host_of(&example.url);
            if written.is_empty() || example.method.is_none() {
                continue;
            }
            let request = matching(subject, example).and_then(|planned| planned.item.request());
            let variable = request.and_then(variable_of);
            let is_same = |host: &Host| host.written == written;
            let at = list.iter().position(is_same).unwrap_or_else(|| {
                list.push(Host {
                    written,
                    variables: Vec::new(),
                });
                list.len() - 1
            });
            let known = &mut list[at].variables;
            known.extend(variable.filter(|variable| !known.contains(variable)));
        }
        let mut variables: Vec<String> = Vec::new();
        for planned in subject.collections().iter().flat_map(Requests::requests) {
            let variable = planned.item.request().and_then(variable_of);
            variables.extend(variable.filter(|variable| !variables.contains(variable)));
        }
        Self { list, variables }
    }

    /// The variable that a step of a page with one host says itself.
    pub(super) fn base(&self, url: &str) -> Option<String> {
        if self.list.len() > 1 || host_of(url).starts_with("{{") {
            return None;
        }
        self.single_variable()
    }

    /// The only variable that there is for hosts.
    fn single_variable(&self) -> Option<String> {
        let shown: Vec<&String> = self.list.iter().flat_map(|host| &host.variables).collect();
        match (&shown[..], &self.variables[..]) {
            ([one], _) => Some((*one).clone()),
            ([], [one]) => Some(one.clone()),
            _ => None,
        }
    }

    /// Whether another host of the page is that of requests that begin with the same variable.
    fn is_shared(&self, host: &Host, variable: &String) -> bool {
        let is_other = |other: &&Host| name_of(&other.written) != name_of(&host.written);
        let mut others = self.list.iter().filter(is_other);
        others.any(|other| other.variables.contains(variable))
    }

    /// Whether the header says what takes the place of a URL's host.
    pub(super) fn is_mapped(&self, url: &str) -> bool {
        self.base(url).is_none() && self.variable(url).is_some()
    }

    /// The variable that takes the place of a URL's host: that of its requests, or one by the name
    /// of its placeholder.
    pub(super) fn variable(&self, url: &str) -> Option<String> {
        let written = host_of(url);
        let host = self
            .list
            .iter()
            .find(|host| bare(&host.written) == bare(&written));
        match host.map(|host| (host, &host.variables[..])) {
            Some((host, [one])) if !self.is_shared(host, one) => Some(one.clone()),
            Some((_, [_, _, ..])) => None,
            _ => of_placeholder(&written),
        }
    }

    /// The line of the header for a page with several hosts, or with one that no collection knows.
    pub(super) fn line(&self) -> Option<Line> {
        if self.base("/").is_some() || self.list.is_empty() {
            return None;
        }
        let mut lines = Vec::new();
        for host in &self.list {
            let variable = self.variable(&host.written);
            let is_ours = host.written.starts_with("{{");
            let line =
                |variable: &str| Line::new(host.written.clone(), format!("{{{{{variable}}}}}"));
            match (variable, &host.variables[..]) {
                _ if is_ours => {}
                (Some(variable), _) => lines.push(line(&variable)),
                (None, [first, _, ..]) => {
                    let all = host.variables.join("`, `");
                    let what = format!("which of `{all}` is that host");
                    lines.push(line(first).choose(Some(what)));
                }
                // A host without placeholders may be the page's name for one of ours.
                (None, []) => {
                    if let [first, ..] = &self.variables[..] {
                        let what =
                            format!("whether this is the host of `{first}`, or take the line out");
                        lines.push(line(first).choose(Some(what)));
                    }
                }
                (None, [one]) => {
                    let what = format!("whether `{one}` is this host, which is one of several");
                    lines.push(line(one).choose(Some(what)));
                }
            }
        }
        (!lines.is_empty()).then(|| Line::map("base", lines))
    }

    /// The variables that the line of the header uses.
    pub(super) fn uses(&self) -> Vec<String> {
        let without = self.base("/").is_some();
        let hosts = self
            .list
            .iter()
            .filter(|host| !without && !host.written.starts_with("{{"));
        hosts
            .filter_map(|host| self.variable(&host.written))
            .collect()
    }
}

fn host_of(url: &str) -> String {
    url[..host_end(url)].to_owned()
}

/// A host without its scheme, in lower case.
fn bare(host: &str) -> String {
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    host.to_lowercase()
}

/// A host as its name, in whichever way its placeholder is written.
fn name_of(host: &str) -> String {
    let ours = |each: &char| each.is_alphanumeric() || ".:-".contains(*each);
    bare(host).chars().filter(ours).collect()
}

/// The variable with which a request's URL begins.
fn variable_of(request: &Request) -> Option<String> {
    let url = request.url.to_string();
    let url = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    Some(url.strip_prefix("{{")?.split_once("}}")?.0.to_owned())
}

/// `https://{hubDomain}` is `hubDomainUrl`, `https://{yourOktaDomain}` is `url`.
fn of_placeholder(host: &str) -> Option<String> {
    let rest = host.split_once("://").map_or(host, |(_, rest)| rest);
    if !is_placeholder(rest) || rest.starts_with("{{") {
        return None;
    }
    let name = placeholders(rest)
        .first()
        .map(|(_, name)| (*name).to_owned())?;
    let name = crate::guide::run::placeholder::variable_name(&name);
    Some(format!("{name}Url"))
}
