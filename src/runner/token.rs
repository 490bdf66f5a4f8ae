//! OAuth 2 access tokens: fetched when a request first needs one, kept for the run.

use super::execution::Execution;
use super::replay::Sender;
use super::session::Held;
use super::{Angle, Source};
use crate::collection::Dialect;
use crate::exchange::SendError;
use crate::request::{self, Grant, Remembered, Token};
use crate::variables::Resolver;

/// How long before its end a token is not used any more, in milliseconds: a request takes its time.
const MARGIN: i64 = 10_000;

impl Execution<'_, '_> {
    /// The access token that the request's authentication lacks, if it can be had.
    ///
    /// # Errors
    /// The server gives none.
    pub(super) async fn fetch_token(&mut self) -> Result<Option<String>, SendError> {
        let is_fetched = self.request.dialect != Dialect::Letter;
        let Some(grant) = self.grant(None)?.filter(|_| is_fetched) else {
            return Ok(None);
        };
        let Grant::Fetch(asked) = grant else {
            self.tell_of_browser();
            return Ok(None);
        };
        let name = asked.to_json().to_string();
        let now = self.session.ports.world.epoch_millis();
        let held = self.session.tokens.get(&name).cloned().flatten();
        if let Some(held) = held
            .as_ref()
            .filter(|held| held.ends.is_none_or(|ends| now + MARGIN < ends))
        {
            return Ok(Some(held.token.access.clone()));
        }
        let refresh = held.and_then(|held| held.token.refresh);
        let next = match refresh.as_deref() {
            Some(refresh) => self.grant(Some(refresh))?,
            None => None,
        };
        let next = match next {
            Some(Grant::Fetch(next)) => *next,
            _ => *asked,
        };
        // Seldom, so every request is spared the room for it.
        let mut token = Box::pin(self.ask(next)).await?;
        token.refresh = token.refresh.or(refresh);
        let ends = token
            .seconds
            .map(|seconds| now.saturating_add(seconds.saturating_mul(1000)));
        let access = token.access.clone();
        self.session.tokens.insert(name, Some(Held { token, ends }));
        Ok(Some(access))
    }

    fn grant(&self, refresh: Option<&str>) -> Result<Option<Grant>, SendError> {
        let Some(auth) = self.request.auth.as_ref() else {
            return Ok(None);
        };
        let mut resolver = Resolver::new(&self.session.scopes, self.session.ports.world);
        if self.session.ports.settings.angle == Angle::Text {
            resolver = resolver.without_angle();
        }
        let grant = request::grant(auth, &resolver, refresh);
        resolver
            .failure()
            .map_or(Ok(grant), |why| Err(SendError::new(why)))
    }

    /// Says once for each owner of the authentication that a person is needed.
    fn tell_of_browser(&mut self) {
        let owner = format!("browser of {}", self.item.auth_owner);
        if self.session.tokens.insert(owner, None).is_some() {
            return;
        }
        let message = "oauth2 authentication: there is no access token, and this grant needs a browser: get a token in \
            Postman, or give a `refreshToken`; the request goes out unsigned";
        self.here().warn(message);
    }

    async fn ask(&self, asked: crate::collection::Request) -> Result<Token, SendError> {
        let ports = self.session.ports;
        let settings = ports.settings;
        let tools = ports.tools();
        let built = request::build_resolved(asked, None, &self.item.behavior, tools);
        let address = built.written.url.clone();
        let problem = built
            .problem
            .map(|problem| SendError::new(problem.to_string()));
        let failed = |reason: &str| {
            let mut error = SendError::new(format!("no OAuth 2 token from `{address}`: {reason}"));
            error.hint =
                Some("check the address, the client's id and secret, and the scope".to_owned());
            error
        };
        // It changes nothing, whatever its method.
        if let Some(reason) = settings.permit.refusal_of_host(&built.written.wire.url) {
            return Err(failed(&reason));
        }
        let sender = Sender {
            ports,
            here: self.here(),
            behavior: settings.behavior(&self.item.behavior),
            source: Source::Auth("oauth2".to_owned()),
        };
        let sent = sender
            .send(built.written, problem, &mut Remembered::default())
            .await;
        let exchange = sent.result.map_err(|error| failed(&error.message))?;
        request::read_token(&exchange.response).map_err(|reason| failed(&reason))
    }
}
