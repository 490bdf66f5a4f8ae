//! Who a URL names before its `@`.

use std::fmt;

use super::place::Place;

/// Who is named before the `@` of a URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserInfo {
    /// The user.
    pub user: Option<String>,
    /// The password; `None` writes no `:`.
    pub password: Option<String>,
}

impl UserInfo {
    pub(super) fn read(place: &Place<'_>) -> Self {
        Self {
            user: place.text("user"),
            password: place.text("password"),
        }
    }
}

impl fmt::Display for UserInfo {
    /// As it stands in a URL, with the `@` behind it; nothing where neither is given.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.user, &self.password) {
            (user, Some(password)) => {
                let user = user.as_deref().unwrap_or_default();
                write!(formatter, "{user}:{password}@")
            }
            (Some(user), None) => write!(formatter, "{user}@"),
            (None, None) => Ok(()),
        }
    }
}
