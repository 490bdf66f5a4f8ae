//! API keys: a header or a query parameter of the author's choice.

use super::{Sign, SignError, Signing};
use crate::collection::Auth;

/// Parameters: `key`, `value`, `in` (`header`, or `query`).
pub(super) struct ApiKey;

impl Sign for ApiKey {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let (key, value) = (auth.text("key"), auth.text("value"));
        let in_query = auth.text("in") == "query";
        // A header without a name is none; a parameter without one is sent.
        if key.is_empty() && (value.is_empty() || !in_query) {
            return Ok(());
        }
        if in_query {
            signing.set_query(&key, value);
        } else {
            signing.remove_header(&key);
            signing.headers.push_system(key, value);
        }
        Ok(())
    }
}
