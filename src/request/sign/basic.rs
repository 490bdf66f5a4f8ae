//! Basic authentication (RFC 7617), user and password in UTF-8.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::{Sign, SignError, Signing};
use crate::collection::Auth;

/// Parameters: `username`, `password`; a missing one is empty.
pub(super) struct Basic;

impl Sign for Basic {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let credentials = format!("{}:{}", auth.text("username"), auth.text("password"));
        signing.authorize(format!("Basic {}", BASE64_STANDARD.encode(credentials)));
        Ok(())
    }
}
