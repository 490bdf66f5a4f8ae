//! What all handlers share: the org, and the desk that counts requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::auth::Door;
use super::faults::Faults;
use super::org::Org;
use crate::mock::ids::Ids;
use crate::mock::rate_limit::{Allowance, RateLimit};

/// What all handlers share. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Shared(pub(crate) Arc<Inner>);

/// What is behind [`Shared`].
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) api_key: String,
    pub(crate) faults: Faults,
    org: Mutex<Org>,
    desk: Mutex<Desk>,
}

/// What counts requests and numbers answers. Its ids are not the org's, so that what is created is
/// called the same however many requests came before.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) limit: RateLimit,
    pub(crate) ids: Ids,
    pub(crate) requests: u32,
}

/// What was settled about a request when it came in.
pub(crate) struct Ticket {
    pub(crate) number: u32,
    pub(crate) id: String,
    pub(crate) allowance: Allowance,
    pub(crate) door: Door,
}

impl Shared {
    pub(crate) fn new(org: Org, desk: Desk, api_key: String, faults: Faults) -> Self {
        Self(Arc::new(Inner {
            api_key,
            faults,
            org: Mutex::new(org),
            desk: Mutex::new(desk),
        }))
    }

    /// The org's state. A handler that panicked left it whole: changes are made in one go.
    pub(crate) fn org(&self) -> MutexGuard<'_, Org> {
        self.0.org.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request that came in at `door`.
    pub(crate) fn ticket(&self, door: Door) -> Ticket {
        let now = self.org().now().as_second();
        let mut desk = self.0.desk.lock().unwrap_or_else(PoisonError::into_inner);
        desk.requests = desk.requests.saturating_add(1);
        let (id, allowance) = (desk.ids.token(27), desk.limit.count(now));
        Ticket {
            number: desk.requests,
            id,
            allowance,
            door,
        }
    }
}
