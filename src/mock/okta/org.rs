//! The org's state: everything that requests read and change.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::app::App;
use super::kind::{Family, PolicyKind};
use super::policy::{Entry, Origin, Policy, Status};
use super::refusal::Refusal;
use super::user::{Purpose, Token, User};
use crate::mock::clock::Clock;
use crate::mock::ids::Ids;

/// An Okta org in memory.
#[derive(Debug)]
pub(crate) struct Org {
    /// The URL it is reached at, without a slash at the end.
    pub(crate) base: String,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    /// All policies; those of one type stand in the order of their priority.
    pub(crate) policies: Vec<Policy>,
    pub(crate) apps: Vec<App>,
    pub(crate) users: Vec<User>,
}

impl Org {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The entry of something new.
    pub(crate) fn entry(&mut self, prefix: &str, name: &str) -> Entry {
        let now = self.now();
        Entry {
            id: self.ids.id(prefix),
            name: name.to_owned(),
            status: Status::Active,
            origin: Origin::Administrator,
            created: now,
            updated: now,
        }
    }

    /// Where the policy called `id` stands.
    pub(crate) fn position(&self, id: &str) -> Result<usize, Refusal> {
        let position = self
            .policies
            .iter()
            .position(|policy| policy.entry.id == id);
        position.ok_or_else(|| Refusal::not_found(id, "Policy"))
    }

    pub(crate) fn policy(&self, id: &str) -> Result<&Policy, Refusal> {
        Ok(&self.policies[self.position(id)?])
    }

    pub(crate) fn policy_mut(&mut self, id: &str) -> Result<&mut Policy, Refusal> {
        let position = self.position(id)?;
        Ok(&mut self.policies[position])
    }

    /// The policies of a type, in their order.
    pub(crate) fn policies_of(&self, kind: &PolicyKind) -> impl Iterator<Item = &Policy> {
        self.policies
            .iter()
            .filter(move |policy| policy.kind.name == kind.name)
    }

    /// Writes the policy as answers have it.
    pub(crate) fn render(&self, policy: &Policy) -> Value {
        policy.render(self.priority(policy), &self.base)
    }

    /// The policy that an app gets which nobody assigned one.
    pub(crate) fn default_policy(&self, kind: &PolicyKind) -> Option<&Policy> {
        self.policies_of(kind)
            .find(|policy| policy.entry.origin == Origin::Okta)
    }

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

    /// The whole state as data, for tests to look at. Tokens are described, not shown.
    pub(crate) fn snapshot(&self) -> Value {
        let policies: Vec<Value> = self
            .policies
            .iter()
            .map(|policy| self.with_rules(policy))
            .collect();
        let apps: Vec<Value> = self.apps.iter().map(|app| app.render(&self.base)).collect();
        let users: Vec<Value> = self.users.iter().map(User::describe).collect();
        json!({ "policies": policies, "apps": apps, "users": users })
    }

    fn with_rules(&self, policy: &Policy) -> Value {
        let mut rendered = self.render(policy);
        let rules = (0..policy.rules.len()).map(|place| policy.render_rule(place, &self.base));
        rendered["rules"] = rules.collect();
        rendered
    }

    fn priority(&self, policy: &Policy) -> usize {
        if policy.kind.family == Family::CatchAll {
            return 1;
        }
        let place = self
            .policies_of(policy.kind)
            .position(|other| other.entry.id == policy.entry.id);
        place.map_or(1, |place| place + 1)
    }
}
