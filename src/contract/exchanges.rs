//! Exchanges held against specifications.

use std::sync::atomic::{AtomicBool, Ordering};

use regex::Regex;

use super::check::{Check, What};
use super::coverage::{Aspect, AspectKind, Inventory, Touch};
use super::error::Unreadable;
use super::library::Load;
use super::offline::{Address, Found, Offline};
use super::operation::Operation;
use super::request::{Asked, Held, Manner};
use super::response::{self, Answered};
use super::routes::{Base, Matched, Routes};
use super::specification::{Specification, describe};
use crate::exchange::{Exchange, Hop, Request};

/// What is wanted of a contract.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where parts of the world stand in specifications.
    pub bases: Vec<Base>,
    /// Operations and requests that are left alone.
    pub ignored: Vec<Ignored>,
    /// What is checked.
    pub checks: Checks,
    /// What a violation means.
    pub severity: Severity,
}

/// What of an exchange is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checks {
    /// The request.
    pub request: bool,
    /// The answer.
    pub response: bool,
}

/// What a violation means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Severity {
    /// A warning.
    #[default]
    Warn,
    /// A failed assertion.
    Fail,
}

/// Operations and requests that are left alone: `GET /health`, `/internal/*`.
#[derive(Debug, Clone)]
pub struct Ignored {
    method: Option<String>,
    path: Regex,
}

/// Specifications, and what is wanted of them.
#[derive(Debug)]
pub struct Contract {
    specifications: Vec<Specification>,
    routes: Routes,
    options: Options,
    /// Whether it was told what there is to touch.
    is_told: AtomicBool,
}

/// What came of looking at one request and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The operation, `GET /path`; `None` where no specification knows it.
    pub operation: Option<String>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// What was touched.
    pub touch: Touch,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            request: false,
            response: true,
        }
    }
}

impl Ignored {
    /// Reads `METHOD PATH` or `PATH`, of which `*` stands for anything.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (method, path) = match text.split_once(char::is_whitespace) {
            Some((method, path)) => (Some(method.to_ascii_uppercase()), path.trim()),
            None => (None, text),
        };
        let pattern = path.split('*').map(regex::escape);
        let pattern = pattern.collect::<Vec<_>>().join(".*");
        let is_path = path.starts_with(['/', '*']);
        Some(Self {
            method: method.filter(|method| method != "*"),
            path: Regex::new(&format!("^{pattern}$"))
                .ok()
                .filter(|_| is_path)?,
        })
    }

    fn covers(&self, method: &str, path: &str) -> bool {
        let is_method = self.method.as_ref().is_none_or(|own| own == method);
        is_method && self.path.is_match(path)
    }
}

impl Contract {
    /// Reads specifications, each an address with its text.
    ///
    /// # Errors
    /// A file can't be read, or one is no `OpenAPI` document.
    pub fn read(
        documents: &[(String, String)],
        options: Options,
        load: Load<'_>,
    ) -> Result<Self, Unreadable> {
        let mut specifications = Vec::new();
        for (address, text) in documents {
            specifications.push(Specification::read(address, text, load)?);
        }
        Ok(Self {
            routes: Routes::new(&specifications, options.bases.clone()),
            specifications,
            options,
            is_told: AtomicBool::new(false),
        })
    }

    /// What a violation means.
    pub fn severity(&self) -> Severity {
        self.options.severity
    }

    /// Begins a run anew: it is to be told what there is to touch.
    pub fn begin(&self) {
        self.is_told.store(false, Ordering::Relaxed);
    }

    /// What there is to touch, the first time that somebody asks.
    pub fn tell(&self) -> Option<Inventory> {
        let is_first = !self.is_told.swap(true, Ordering::Relaxed);
        is_first.then(|| self.inventory())
    }

    /// What there is to touch.
    pub fn inventory(&self) -> Inventory {
        let all = self.specifications.iter();
        let all = all.flat_map(|specification| &specification.operations);
        let wanted = all.filter(|operation| !self.ignores(&operation.method, &operation.path));
        Inventory {
            operations: wanted.map(describe).collect(),
        }
    }

    /// Schemas that can't be used, each with its place: what they stand for is not checked.
    pub fn faults(&self) -> Vec<String> {
        let all = self.specifications.iter();
        all.flat_map(Specification::faults).collect()
    }

    /// Schemas that were needed and can't be used, each told once.
    pub fn unusable(&self) -> Vec<String> {
        let all = self.specifications.iter();
        all.flat_map(Specification::unusable).collect()
    }

    fn ignores(&self, method: &str, path: &str) -> bool {
        let mut ignored = self.options.ignored.iter();
        ignored.any(|ignored| ignored.covers(method, path))
    }

    /// Looks at an exchange: at each request of a chain of redirects, and at its answer. What is left
    /// alone has nothing to tell.
    pub fn look(&self, exchange: &Exchange) -> Vec<Looked> {
        let last = exchange.hops.len().saturating_sub(1);
        let hops = exchange.hops.iter().enumerate();
        let looked = hops.filter_map(|(number, hop)| {
            let answered = Answered {
                code: hop.code,
                headers: &hop.headers,
                body: None,
                method: &hop.request.method,
            };
            let response = &exchange.response;
            self.look_at(
                hop,
                &if number == last {
                    Answered {
                        code: response.code,
                        headers: &response.headers,
                        body: Some(&response.body),
                        ..answered
                    }
                } else {
                    answered
                },
            )
        });
        looked.collect()
    }

    fn look_at(&self, hop: &Hop, answered: &Answered<'_>) -> Option<Looked> {
        let request = &hop.request;
        let url = url::Url::parse(&request.url).ok()?;
        if self.ignores(&request.method, url.path()) {
            return None;
        }
        let mut touch = Touch {
            request: format!("{} {}", request.method, bare(&url)),
            ..Touch::default()
        };
        let all = &self.specifications;
        let found = self.routes.find(all, &request.method, &url);
        let Some(found) = found else {
            return Some(Looked {
                operation: None,
                checks: Vec::new(),
                touch,
            });
        };
        let operation = self.operation(&found);
        if self.ignores(&operation.method, &operation.path) {
            return None;
        }
        let asked = Asked {
            url: &request.url,
            headers: &request.headers,
            body: &request.body,
            manner: Manner::Sent,
        };
        let held = self.held(&found, &asked);
        let checks = self.check(&held, answered, &mut touch);
        Some(Looked {
            operation: Some(operation.name()),
            checks,
            touch,
        })
    }

    /// What specifications say of a request that was not sent, in whose URL, headers and body variables
    /// without a value may stand; `None` for what is left alone.
    pub fn try_out(&self, request: &Request) -> Option<Offline> {
        let address = Address::of(&request.url);
        let path = url::Url::parse(&address.url)
            .ok()
            .map(|url| url.path().to_owned());
        if self.ignores(&request.method, &path.unwrap_or_default()) {
            return None;
        }
        let (method, all) = (&request.method, &self.specifications);
        let Some(found) = self.routes.find_open(all, method, &address) else {
            let others = self.routes.methods(all, &address);
            return Some(if others.is_empty() {
                Offline::Unknown
            } else {
                Offline::OtherMethods(others)
            });
        };
        let operation = self.operation(&found);
        if self.ignores(&operation.method, &operation.path) {
            return None;
        }
        let asked = Asked {
            url: &address.url,
            headers: &request.headers,
            body: &request.body,
            manner: Manner::Written,
        };
        let held = self.held(&found, &asked);
        let mut tried = Found {
            spot: operation.spot.clone(),
            path: operation.path.clone(),
            name: operation.name(),
            parameters: Vec::new(),
            body: Vec::new(),
        };
        for check in held.check(&held.values()) {
            match check.what {
                What::RequestBody => tried.body.extend(check.violations),
                _ => tried.parameters.extend(check.violations),
            }
        }
        Some(Offline::Known(tried))
    }

    fn operation(&self, found: &Matched<'_>) -> &Operation {
        &self.specifications[found.at.specification].operations[found.at.operation]
    }

    fn held<'h>(&'h self, found: &'h Matched<'h>, asked: &'h Asked<'h>) -> Held<'h> {
        Held {
            asked,
            operation: self.operation(found),
            specification: &self.specifications[found.at.specification],
            template: found.template,
            path: &found.path,
        }
    }

    fn check(&self, held: &Held<'_>, answered: &Answered<'_>, touch: &mut Touch) -> Vec<Check> {
        let operation = held.operation;
        let values = held.values();
        let mut checks = Vec::new();
        if self.options.checks.request {
            checks.extend(held.check(&values));
        }
        let looked = answered.check(operation, held.specification);
        touch.operation = Some(operation.spot.clone());
        touch.path.clone_from(&operation.path);
        touch.aspects = aspects(held, &looked, |parameter| values.has(parameter));
        if self.options.checks.response {
            checks.extend(looked.checks);
        }
        let failed = checks.iter().filter(|check| !check.violations.is_empty());
        touch.violations = failed.count();
        checks
    }
}

/// A URL without credentials, query and fragment.
fn bare(url: &url::Url) -> String {
    let port = url.port().map(|port| format!(":{port}"));
    let host = url.host_str().unwrap_or_default();
    let port = port.unwrap_or_default();
    format!("{}://{host}{port}{}", url.scheme(), url.path())
}

/// What of its operation an exchange touches.
fn aspects(
    held: &Held<'_>,
    looked: &response::Looked<'_>,
    has: impl Fn(&super::operation::Parameter) -> bool,
) -> Vec<Aspect> {
    let aspect = |kind, name: String| Aspect { kind, name };
    let parameters = held.operation.parameters.iter();
    let parameters = parameters.filter(|parameter| has(parameter));
    let mut aspects: Vec<Aspect> = parameters
        .map(|parameter| aspect(AspectKind::Parameter, parameter.title()))
        .collect();
    if let Some(range) = held.media() {
        aspects.push(aspect(AspectKind::MediaType, format!("request {range}")));
    }
    if let Some(answer) = looked.answer {
        aspects.push(aspect(AspectKind::Status, answer.status.clone()));
        let media = looked
            .media
            .map(|range| format!("{} {range}", answer.status));
        aspects.extend(media.map(|name| aspect(AspectKind::MediaType, name)));
    }
    aspects
}
