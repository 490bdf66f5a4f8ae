//! Bearer tokens (RFC 6750, section 2.1).

use super::{Sign, SignError, Signing};
use crate::collection::Auth;

/// Parameter: `token`; an empty one signs nothing.
pub(super) struct Bearer;

impl Sign for Bearer {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let token = auth.text("token");
        if !token.is_empty() {
            signing.authorize(format!("Bearer {token}"));
        }
        Ok(())
    }
}
