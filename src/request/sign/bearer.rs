//! Bearer tokens (RFC 6750, section 2.1).

use super::{Sign, SignError, Signing};
use crate::collection::Auth;

/// Parameter: `token`; an empty one signs nothing, but in a collection that is a folder.
pub(super) struct Bearer;

impl Sign for Bearer {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let token = auth.text("token");
        if !token.is_empty() {
            signing.authorize(format!("Bearer {token}"));
        } else if signing.request.dialect.is_v3() {
            signing.authorize("Bearer".into());
        }
        Ok(())
    }
}
