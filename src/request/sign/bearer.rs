//! Bearer tokens (RFC 6750, section 2.1).

use super::{Sign, SignError, Signing};
use crate::collection::{Auth, Dialect};

/// Parameter: `token`; an empty one signs nothing, but to the letter of Postman's runner of v3.
pub(super) struct Bearer;

impl Sign for Bearer {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let token = auth.text("token");
        if !token.is_empty() {
            signing.authorize(format!("Bearer {token}"));
        } else if signing.request.dialect == Dialect::Letter {
            signing.authorize("Bearer".into());
        }
        Ok(())
    }
}
