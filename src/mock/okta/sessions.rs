//! `/idp/myaccount/sessions`: a user ends their own sessions.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;

use super::auth::Caller;
use super::org::Org;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::shared::Shared;
use super::user::User;

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
    fn user_of(&mut self, caller: &Caller) -> Result<&mut User, Refusal> {
        let user = self
            .users
            .iter_mut()
            .find(|user| Some(&user.id) == caller.user.as_ref());
        user.ok_or_else(Refusal::unauthorized)
    }
}
