//! Which operation a request is: by its method and its path, the server's host breaking ties.

use std::collections::HashMap;

use url::Url;

use super::offline::Address;
use super::operation::Operation;
use super::path::{Segments, Template, Weight};
use super::specification::Specification;

/// Where a part of the world stands in specifications: `--openapi-base URL=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// What URLs begin with.
    pub url: String,
    /// What stands in its place in specifications.
    pub path: String,
}

/// The operations, by the lengths of their paths.
#[derive(Debug, Default)]
pub(super) struct Routes {
    whole: HashMap<usize, Vec<Route>>,
    /// Without the paths of servers.
    bare: HashMap<usize, Vec<Route>>,
    bases: Vec<Base>,
}

#[derive(Debug)]
struct Route {
    template: Template,
    weight: Weight,
    at: Number,
}

/// The number of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) specification: usize,
    pub(super) operation: usize,
}

/// An operation that a request is.
#[derive(Debug)]
pub(super) struct Matched<'r> {
    pub(super) at: Number,
    pub(super) template: &'r Template,
    pub(super) path: Segments,
}

impl Base {
    /// Reads `URL=PATH`.
    pub fn parse(text: &str) -> Option<Self> {
        let (url, path) = text.rsplit_once('=')?;
        let is_path = path.is_empty() || path.starts_with('/');
        let whole = Url::parse(url).map_or_else(|_| url.to_owned(), String::from);
        (!url.is_empty() && is_path).then(|| Self {
            // As URLs are compared with it: in lower case, without the usual port.
            url: whole.trim_end_matches('/').to_owned(),
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// The path in specifications that a URL stands for.
    fn apply(&self, url: &str) -> Option<String> {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let rest = url.strip_prefix(&self.url)?;
        let is_whole = rest.is_empty() || rest.starts_with('/');
        is_whole.then(|| format!("{}{rest}", self.path))
    }
}

impl Routes {
    pub(super) fn new(specifications: &[Specification], bases: Vec<Base>) -> Self {
        let mut routes = Self {
            bases,
            ..Self::default()
        };
        for (specification, read) in specifications.iter().enumerate() {
            for (operation, read) in read.operations.iter().enumerate() {
                let at = Number {
                    specification,
                    operation,
                };
                routes.add(read, at);
            }
        }
        routes
    }

    fn add(&mut self, operation: &Operation, at: Number) {
        let route = |template: &Template| Route {
            template: template.clone(),
            weight: template.weight(),
            at,
        };
        for template in &operation.whole {
            let routes = self.whole.entry(template.len()).or_default();
            routes.push(route(template));
        }
        let bare = &operation.bare;
        self.bare.entry(bare.len()).or_default().push(route(bare));
    }

    /// The operation of a request.
    pub(super) fn find<'r>(
        &'r self,
        specifications: &[Specification],
        method: &str,
        url: &Url,
    ) -> Option<Matched<'r>> {
        let wanted = Wanted {
            specifications,
            method,
            host: None,
        };
        if let Some(path) = self.bases.iter().find_map(|base| base.apply(url.as_str())) {
            let path = Segments::of(&path);
            let found = wanted.among(&self.whole, &path);
            let found = found.or_else(|| wanted.among(&self.bare, &path))?;
            return Some(found.matched(path));
        }
        let wanted = Wanted {
            host: Some(url),
            ..wanted
        };
        let path = Segments::of(url.path());
        Some(wanted.among(&self.whole, &path)?.matched(path))
    }
}

impl Routes {
    /// The operation of a request that was not sent.
    pub(super) fn find_open<'r>(
        &'r self,
        specifications: &[Specification],
        method: &str,
        address: &Address,
    ) -> Option<Matched<'r>> {
        let url = Url::parse(&address.url).ok()?;
        let found = self.find(specifications, method, &url);
        found.or_else(|| {
            if !address.is_open {
                return None;
            }
            let wanted = Wanted {
                specifications,
                method,
                host: None,
            };
            let path = Segments::of(url.path());
            Some(wanted.among(&self.bare, &path)?.matched(path))
        })
    }

    /// The methods that there are at a path.
    pub(super) fn methods(
        &self,
        specifications: &[Specification],
        address: &Address,
    ) -> Vec<String> {
        let all = specifications.iter();
        let all = all.flat_map(|specification| &specification.operations);
        let mut methods: Vec<String> = all.map(|operation| operation.method.clone()).collect();
        methods.sort_unstable();
        methods.dedup();
        methods.retain(|method| self.find_open(specifications, method, address).is_some());
        methods
    }
}

/// What an operation is looked for by.
struct Wanted<'w> {
    specifications: &'w [Specification],
    method: &'w str,
    /// The URL whose host breaks ties.
    host: Option<&'w Url>,
}

impl Route {
    fn matched(&self, path: Segments) -> Matched<'_> {
        Matched {
            at: self.at,
            template: &self.template,
            path,
        }
    }
}

impl Wanted<'_> {
    fn among<'r>(
        &self,
        routes: &'r HashMap<usize, Vec<Route>>,
        path: &Segments,
    ) -> Option<&'r Route> {
        let routes = routes.get(&path.len()).into_iter().flatten();
        let mut fitting = routes.filter(|route| {
            self.operation(route.at).method == self.method && route.template.matches(path)
        });
        // Of those that say as much, the first.
        let first = fitting.next()?;
        Some(fitting.fold(first, |best, other| {
            if self.rank(other) > self.rank(best) {
                other
            } else {
                best
            }
        }))
    }

    fn rank<'r>(&self, route: &'r Route) -> (bool, &'r Weight) {
        let host = self.host.and_then(|url| {
            let port = url.port().map(|port| format!(":{port}"));
            Some(format!("{}{}", url.host_str()?, port.unwrap_or_default()))
        });
        let hosts = &self.operation(route.at).hosts;
        let is_host = host.is_some_and(|host| hosts.contains(&host));
        (is_host, &route.weight)
    }

    fn operation(&self, at: Number) -> &Operation {
        &self.specifications[at.specification].operations[at.operation]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_stands_for_a_path() {
        let base = Base::parse("http://h:1/gateway/=/api/v1").unwrap();
        assert_eq!(base.apply("http://h:1/gateway/a?b#c").unwrap(), "/api/v1/a");
        assert_eq!(base.apply("http://h:1/gateway").unwrap(), "/api/v1");
        assert_eq!(base.apply("http://h:1/gateways"), None);
        let base = Base::parse("HTTP://H.example:80=/v1").unwrap();
        assert_eq!(base.apply("http://h.example/a").unwrap(), "/v1/a");
        assert_eq!(Base::parse("http://h/=").unwrap().path, "");
        assert!(Base::parse("http://h").is_none());
        assert!(Base::parse("http://h=v1").is_none());
    }
}
