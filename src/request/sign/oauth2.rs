//! OAuth 2 access tokens that the collection already has. Getting one is not done here.

use super::{Sign, SignError, Signing};
use crate::collection::{Auth, Dialect};

/// Parameters: `accessToken`, `tokenType`, `addTokenTo` (`header`, or `queryParams`),
/// `headerPrefix`.
pub(super) struct OAuth2;

impl Sign for OAuth2 {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let token = auth.text("accessToken");
        let is_letter = signing.request.dialect == Dialect::Letter;
        let is_sent_empty = is_letter && auth.get("accessToken").is_some();
        if token.is_empty() && !is_sent_empty || auth.text("tokenType").eq_ignore_ascii_case("mac")
        {
            return Ok(());
        }
        signing.remove_header("authorization");
        signing
            .request
            .url
            .query
            .retain(|param| param.key.as_deref() != Some("access_token"));
        if auth.text("addTokenTo") == "queryParams" {
            signing.set_query("access_token", token);
            return Ok(());
        }
        let prefix = auth
            .get("headerPrefix")
            .map_or_else(|| "Bearer".to_owned(), |_| auth.text("headerPrefix"));
        let value = format!("{} {token}", prefix.trim());
        signing.authorize(value.trim().to_owned());
        Ok(())
    }
}
