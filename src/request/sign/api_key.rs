//! API keys: a header or a query parameter of the author's choice.

use super::{Sign, Signing};
use crate::collection::Auth;

/// Parameters: `key`, `value`, `in` (`header`, or `query`).
pub(super) struct ApiKey;

impl Sign for ApiKey {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) {
        let (key, value) = (auth.text("key"), auth.text("value"));
        if key.is_empty() && value.is_empty() {
            return;
        }
        if auth.text("in") == "query" {
            signing.set_query(&key, value);
        } else {
            signing.headers.remove(&key);
            signing.headers.push_system(key, value);
        }
    }
}
