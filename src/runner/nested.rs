//! `pm.execution.runRequest`: a request of the collection, with its scripts, in the middle of
//! another item's script.
//!
//! It is part of that item: its assertions, console lines and exceptions are told as the item's
//! own, and so is its request, as one of a script. Nothing else is told of it, and where it would
//! go next does not count.

use std::sync::Arc;

use super::executed::{Halt, NoChecks};
use super::execution::Execution;
use super::host::Notes;
use super::{Plan, Planned, Selection};
use crate::collection::Variable;
use crate::exchange::{Exchange, SendError};
use crate::script::Errand;
use crate::text;
use crate::variables::Scopes;

/// How deep requests may run requests; Postman's.
const DEEPEST: usize = 10;

/// What became of it: the response, nothing where a script skipped the request, or what a script is
/// told went wrong.
type Answer = Result<Option<Exchange>, SendError>;

impl<'a> Execution<'_, 'a> {
    /// Runs the request that a script wants run; returns the answer for it and the variables as
    /// they are now. What fails in its scripts is noted.
    pub(super) async fn run_errand(&mut self, errand: Errand, notes: &Notes) -> (Answer, Scopes) {
        let Errand {
            id,
            variables,
            scopes,
        } = errand;
        self.session.scopes = scopes;
        let answer = match self.find(&id) {
            Err(problem) => Err(SendError::new(problem)),
            Ok(planned) => {
                let before = self.session.scopes.local.clone();
                self.session.scopes.local.take_changes();
                for (key, value) in variables {
                    self.session.scopes.local.add(Variable::new(key, value));
                }
                let answer = self.nested(&planned, notes).await;
                // The variables given to the request end with it; what its scripts set does not.
                let mut after = std::mem::replace(&mut self.session.scopes.local, before);
                self.session.scopes.local.follow(after.take_changes());
                answer
            }
        };
        (answer, std::mem::take(&mut self.session.scopes))
    }

    fn find(&self, id: &str) -> Result<Arc<Planned>, String> {
        if self.session.depth >= DEEPEST {
            return Err(format!(
                "Max pm.execution.runRequest depth of {DEEPEST} has been reached."
            ));
        }
        let collection = self.session.collection.as_ref();
        collection
            .and_then(|collection| Plan::request(collection, id))
            .ok_or_else(|| {
                let all = collection.and_then(|collection| {
                    Plan::new(collection.clone(), &Selection::default()).ok()
                });
                let items = all.map(|plan| plan.items).unwrap_or_default();
                let near =
                    text::did_you_mean(id, items.iter().map(|planned| planned.item.name.as_str()));
                let hint = near.map(|hint| format!(" ({hint})")).unwrap_or_default();
                format!("the collection has no request with the id or name `{id}`{hint}")
            })
    }

    async fn nested(&mut self, planned: &Arc<Planned>, notes: &Notes) -> Answer {
        let cursor = Arc::clone(&self.cursor);
        let root = Arc::clone(self.shown());
        self.session.depth += 1;
        let executed = {
            let mut nested: Execution<'_, 'a> = Execution::new(&mut *self.session, planned, cursor);
            nested.root = Some(root);
            Box::pin(nested.run(&mut NoChecks)).await
        };
        self.session.depth -= 1;
        notes.failed.borrow_mut().extend(executed.failed);
        notes.raised.borrow_mut().extend(executed.raised);
        match executed.result {
            _ if executed.skipped => Ok(None),
            // Differs from Postman: there an error of its scripts is lost
            // (`an_error_in_a_nested_request_is_the_scripts_own`).
            _ if let Halt::Abort(message) = executed.halt => Err(SendError::new(message)),
            Some(result) => result.map(|exchange| Some(Arc::unwrap_or_clone(exchange))),
            None => Ok(None),
        }
    }
}
