//! `/idp/myaccount/sessions`: a user ends their own sessions.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::auth::Caller;
use super::clock::okta_time;
use super::org::Org;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::server::Shared;

/// The scope that an access token needs to end sessions.
pub(crate) const SESSIONS_SCOPE: &str = "okta.myAccount.sessions.manage";

/// A person with sessions and tokens.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) login: String,
    pub(crate) sessions: Vec<Session>,
    pub(crate) tokens: Vec<Token>,
}

/// One session of a user with the identity provider.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
}

/// One OAuth token that was issued to a user in a session.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) id: String,
    pub(crate) purpose: Purpose,
    /// What is sent in the `Authorization` header.
    pub(crate) secret: String,
    pub(crate) session: String,
    pub(crate) scopes: Vec<String>,
}

/// What an OAuth token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Access,
    Refresh,
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    parameters: Parameters,
) -> Result<StatusCode, Refusal> {
    let tokens = parameters.flag("oauthTokens", true)?;
    let keep_current = parameters.flag("excludeCurrentAuthorizationContext", false)?;
    let current = caller.session.as_deref().filter(|_| keep_current);
    let mut org = shared.org();
    let user = org.user_of(&caller)?;
    user.sessions
        .retain(|session| Some(session.id.as_str()) == current);
    if tokens {
        user.tokens
            .retain(|token| Some(token.session.as_str()) == current);
    }
    Ok(StatusCode::NO_CONTENT)
}

impl Org {
    /// The token that `secret` is, and its user.
    pub(crate) fn access_token(&self, secret: &str) -> Option<(&User, &Token)> {
        let tokens = self
            .users
            .iter()
            .flat_map(|user| user.tokens.iter().map(move |token| (user, token)));
        tokens
            .into_iter()
            .find(|(_, token)| token.purpose == Purpose::Access && token.secret == secret)
    }

    fn user_of(&mut self, caller: &Caller) -> Result<&mut User, Refusal> {
        let user = self
            .users
            .iter_mut()
            .find(|user| Some(&user.id) == caller.user.as_ref());
        user.ok_or_else(Refusal::unauthorized)
    }
}

impl User {
    /// What tests see of a user.
    pub(crate) fn describe(&self) -> Value {
        let sessions = self.sessions.iter();
        let sessions =
            sessions.map(|one| json!({ "id": one.id, "created": okta_time(one.created) }));
        let tokens = self.tokens.iter().map(|token| {
            let purpose = match token.purpose {
                Purpose::Access => "access",
                Purpose::Refresh => "refresh",
            };
            json!({ "id": token.id, "purpose": purpose, "session": token.session, "scopes": token.scopes })
        });
        json!({
            "id": self.id,
            "login": self.login,
            "sessions": sessions.collect::<Vec<_>>(),
            "tokens": tokens.collect::<Vec<_>>(),
        })
    }
}
