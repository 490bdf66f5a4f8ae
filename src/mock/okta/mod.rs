//! An Okta org in memory.
//!
//! It keeps the contract of Okta's published `OpenAPI` documents for policies, their rules, the
//! apps under them, and `DELETE /idp/myaccount/sessions`: what is created can be read back,
//! priorities shift, default policies and the rules that Okta made refuse what Okta refuses, tokens
//! are asked for, errors have Okta's bodies. `docs/mock-org.md` tells it to users. It evaluates no
//! policy: nobody signs in here.
//!
//! Invariants: the state changes only where a request succeeds; ids are the same in every org; a
//! fault is the only way to make the org misbehave.

mod actions;
mod app;
mod apps;
mod auth;
mod checks;
mod conditions;
mod defaults;
mod faults;
mod ids;
mod kind;
mod org;
mod paging;
mod parameters;
mod policies;
mod policy;
mod refusal;
mod routes;
mod rules;
mod seed;
mod sessions;
mod shared;
mod time;
mod user;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use serde_json::Value;

use seed::Seeded;
use shared::Shared;

use super::service::{Service, Setup, StandIn};
use super::visit::Visit;

/// The row of the table of services.
pub(super) const SERVICE: Service = Service {
    name: "okta",
    help: "An Okta org with policies, their rules, apps and sessions",
    faults: &faults::FAULTS,
    start,
};

/// An org, and what its reader is given.
struct Served {
    shared: Shared,
    variables: Vec<(&'static str, String)>,
}

fn start(setup: Setup) -> Arc<dyn StandIn> {
    let url = setup.base.clone();
    let Seeded {
        org,
        api_key,
        readers_api_key,
        readers_access_token,
    } = seed::seed(&setup);
    Arc::new(Served {
        shared: Shared::new(org, api_key, setup.faults),
        variables: vec![
            ("url", url),
            ("apikey", readers_api_key),
            ("accessToken", readers_access_token),
        ],
    })
}

impl StandIn for Served {
    fn variables(&self) -> Vec<(&'static str, String)> {
        self.variables.clone()
    }

    fn routes(&self) -> Router {
        routes::router(self.shared.clone())
    }

    fn finish(&self, answer: Response, visit: &Visit) -> Response {
        routes::finish(answer, visit, self.shared.answer_id())
    }

    fn snapshot(&self) -> Value {
        self.shared.org().snapshot()
    }
}
