//! Who is calling: the administrators' API takes an API token, the users' API an access token.

use axum::http::{HeaderMap, header};

use super::org::Org;
use super::refusal::Refusal;
use super::user::SESSIONS_SCOPE;

/// The one who sent a request that was let in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The id of the user whose access token was sent; an API token has none.
    pub(crate) user: Option<String>,
    /// The session in which that token was issued.
    pub(crate) session: Option<String>,
}

/// The two doors of an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `/api/v1/…`: `Authorization: SSWS` and an API token.
    Administrators,
    /// `/idp/myaccount/…`: `Authorization: Bearer` and an access token.
    Users,
}

impl Door {
    /// The door that `path` stands behind.
    pub(crate) fn of(path: &str) -> Self {
        if path.starts_with("/idp/myaccount") {
            Self::Users
        } else {
            Self::Administrators
        }
    }

    /// The media type of its error answers.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Administrators => "application/json",
            Self::Users => "application/json;okta-version=1.0.0",
        }
    }
}

/// Lets in who may come in.
pub(crate) fn admit(
    org: &Org,
    api_key: &str,
    door: Door,
    headers: &HeaderMap,
) -> Result<Caller, Refusal> {
    let header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let (scheme, secret) = header
        .and_then(|text| text.split_once(' '))
        .ok_or_else(Refusal::unauthorized)?;
    let secret = secret.trim();
    if scheme.eq_ignore_ascii_case("SSWS") && secret == api_key && door == Door::Administrators {
        return Ok(Caller::default());
    }
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Refusal::unauthorized());
    }
    let (user, token) = org.access_token(secret).ok_or_else(Refusal::unauthorized)?;
    if door == Door::Administrators || !token.scopes.iter().any(|scope| scope == SESSIONS_SCOPE) {
        return Err(Refusal::forbidden(
            "The access token provided does not contain the required scopes.",
        ));
    }
    Ok(Caller {
        user: Some(user.id.clone()),
        session: Some(token.session.clone()),
    })
}

/// Checks that the client takes JSON, where the contract has a 406 for one that does not.
pub(crate) fn check_accept(door: Door, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(accept) = headers.get(header::ACCEPT).filter(|_| door == Door::Users) else {
        return Ok(());
    };
    let accept = accept.to_str().unwrap_or_default();
    let mut kinds = accept
        .split(',')
        .filter_map(|range| range.split(';').next());
    let json = |kind: &str| {
        matches!(
            kind.trim(),
            "" | "*/*" | "application/*" | "application/json"
        )
    };
    if kinds.any(json) {
        Ok(())
    } else {
        Err(Refusal::not_acceptable())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn users_must_accept_json_and_administrators_are_not_asked() {
        for (accept, fine) in [
            ("*/*", true),
            ("application/json; okta-version=1.0.0", true),
            ("text/html, application/json;q=0.5", true),
            ("text/html", false),
            ("application/xml, text/*", false),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(
                check_accept(Door::Users, &headers).is_ok(),
                fine,
                "{accept}"
            );
            assert!(
                check_accept(Door::Administrators, &headers).is_ok(),
                "{accept}"
            );
        }
        assert!(check_accept(Door::Users, &HeaderMap::new()).is_ok());
    }
}
