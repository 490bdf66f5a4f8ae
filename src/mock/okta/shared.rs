//! What all handlers share: the org.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::org::Org;
use super::seed::SEED;
use crate::mock::faults::Faults;
use crate::mock::ids::Ids;

/// What all handlers share. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Shared(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    api_key: String,
    faults: Faults,
    org: Mutex<Org>,
    /// What numbers answers: not the org's ids, so that what is created is called the same however
    /// many requests came before.
    answers: Mutex<Ids>,
}

impl Shared {
    pub(crate) fn new(org: Org, api_key: String, faults: Faults) -> Self {
        Self(Arc::new(Inner {
            api_key,
            faults,
            org: Mutex::new(org),
            // Another sequence than the org's.
            answers: Mutex::new(Ids::new(!SEED)),
        }))
    }

    /// The API token that the org knows.
    pub(crate) fn api_key(&self) -> &str {
        &self.0.api_key
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// The org's state. A handler that panicked left it whole: changes are made in one go.
    pub(crate) fn org(&self) -> MutexGuard<'_, Org> {
        self.0.org.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id of the next answer.
    pub(crate) fn answer_id(&self) -> String {
        let mut answers = self
            .0
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        answers.token(27)
    }
}
