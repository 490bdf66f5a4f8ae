//! A person with their sessions and tokens.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::time::okta_time;

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
