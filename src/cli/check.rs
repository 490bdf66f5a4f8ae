//! `postrider check`: whether collections and a contract agree, without a network.

use std::sync::Arc;

use super::args::CheckArguments;
use super::contract;
use super::error::Fault;
use super::findings::{self, Checked};
use super::messages::warn;
use super::{Exit, Surroundings, inputs, lint, outset};
use crate::collection::Variable;
use crate::contract::{Contract, Coverage, Options};
use crate::exchange::Request;
use crate::lint::{Finding, Given, Requests, Subject, hold, uncovered};
use crate::runner::{Plan, Selection, Settings, preview};
use crate::text::plural;
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// Checks collections against a contract, and prints what is found.
pub(super) fn check(
    arguments: &CheckArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let get = contract::of_file;
    let read = contract::read(&arguments.specification, &Options::default(), &get)?;
    let Some((contract, documents)) = read else {
        let hint = Some("name one with `--openapi`".to_owned());
        return Err(Fault::text("there is no contract to check against").hint(hint));
    };
    let given = Given {
        allowed: lint::allowed(&arguments.subjects.allow)?,
        ..Given::default()
    };
    let environment = inputs::local_environment(&arguments.subjects.environment, &world)?;
    let checking = Checking {
        environment: with_values(&environment),
        contract: &contract,
        given: &given,
        world: &world,
    };
    let mut subjects = Vec::new();
    let mut found = Vec::new();
    let mut coverage = Coverage::default();
    coverage.open(&contract.inventory());
    for path in &arguments.subjects.paths {
        for subject in lint::read(path)? {
            found.extend(checking.look(&subject, &mut coverage)?);
            subjects.push(subject);
        }
    }
    for unusable in contract.unusable() {
        warn(format!("contract: {unusable}"));
    }
    let untouched = coverage.operations.iter();
    let untouched = untouched.filter(|covered| covered.exchanges == 0);
    let untouched = untouched.map(uncovered);
    found.extend(untouched.filter(|finding| !given.allows(finding)));
    let files = subjects.iter().flat_map(|subject| &subject.files);
    let files = files.map(|file| (&*file.name, &*file.text));
    let specifications = documents.iter().map(|(name, text)| (&**name, &**text));
    let checked = Checked {
        what: plural(subjects.len(), "collection"),
        texts: files.chain(specifications).collect(),
    };
    findings::print(&found, &checked, &arguments.subjects.findings, surroundings)
}

/// A scope without variables that are empty: they are to be given a value before a run.
fn with_values(scope: &Scope) -> Scope {
    let is_empty = |variable: &&Variable| {
        let value = variable.value.as_ref();
        value.is_none_or(|value| value.is_null() || value == "")
    };
    let all = scope.iter().filter(|variable| !is_empty(variable));
    Scope::new(String::new(), all.cloned().collect())
}

/// What collections are checked with.
struct Checking<'a> {
    environment: Scope,
    contract: &'a Contract,
    given: &'a Given,
    world: &'a World,
}

impl Checking<'_> {
    fn look(&self, subject: &Subject, coverage: &mut Coverage) -> Result<Vec<Finding>, Fault> {
        let requests = self.requests(subject)?;
        let held = hold(subject, self.given, self.contract, &requests);
        for touch in &held.touched {
            coverage.add(touch);
        }
        let unreadable = subject.unreadable().cloned();
        Ok(unreadable.chain(held.findings).collect())
    }

    /// The requests as they would be sent, by where each stands; what their scripts would change is not
    /// known.
    fn requests(&self, subject: &Subject) -> Result<Requests, Fault> {
        let Some(collection) = subject.collection() else {
            return Ok(Requests::new());
        };
        let plan = Plan::new(Arc::new(collection.clone()), &Selection::default());
        let plan = plan.map_err(|error| Fault::text(error.name))?;
        let mut scopes = Scopes {
            environment: self.environment.clone(),
            collection: with_values(&Scope::of_collection(&plan.collection)),
            ..Scopes::default()
        };
        let mut requests = Requests::new();
        for item in &plan.items {
            scopes.enter(&item.variables);
            let written = preview(item, &scopes, &Settings::default(), self.world).written;
            let request = Request {
                url: written.url,
                ..written.wire
            };
            requests.insert(item.item.pointer.clone(), request);
        }
        outset::look_at_bases(&plan, &scopes);
        Ok(requests)
    }
}
