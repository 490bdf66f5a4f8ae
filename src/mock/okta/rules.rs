//! `/api/v1/policies/{policyId}/rules`: list, create, read, replace, delete, activate, deactivate.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::actions::rule_actions;
use super::checks::{Causes, object};
use super::conditions::rule_conditions;
use super::kind::Conditions;
use super::org::Org;
use super::paging::Paging;
use super::parameters::Parameters;
use super::policies::check_type;
use super::policy::{Entry, Origin, Policy, Rule, Status, policy_url};
use super::refusal::Refusal;
use super::shared::Shared;

/// The session properties that a `Default Rule` for signing on keeps, whoever asks.
const FIXED_IN_DEFAULT_RULE: [&str; 2] = ["usePersistentCookie", "maxSessionLifetimeMinutes"];

/// The ids of a policy and of one of its rules, as the path has them.
type RulePath = Path<(String, String)>;

/// What a request body says of a rule, checked.
struct Draft {
    name: String,
    conditions: Option<Value>,
    actions: Value,
    priority: Option<u64>,
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    Path(policy): Path<String>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let org = shared.org();
    let policy = org.policy(&policy)?;
    let items = (0..policy.rules.len())
        .map(|place| policy.render_rule(place, &org.base))
        .collect();
    let url = format!("{}/rules", policy_url(&org.base, &policy.entry.id));
    Paging {
        url,
        parameters: &parameters,
    }
    .answer(items)
}

pub(crate) async fn create(
    State(shared): State<Shared>,
    Path(policy): Path<String>,
    parameters: Parameters,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let mut org = shared.org();
    org.policy(&policy)?;
    let status = Status::of_new(parameters.flag("activate", true)?);
    org.create_rule(&policy, &object(&body)?, status).map(Json)
}

pub(crate) async fn read(
    State(shared): State<Shared>,
    Path((policy, rule)): RulePath,
) -> Result<Json<Value>, Refusal> {
    let org = shared.org();
    let place = org.rule_place(&policy, &rule)?;
    Ok(Json(org.policy(&policy)?.render_rule(place, &org.base)))
}

pub(crate) async fn replace(
    State(shared): State<Shared>,
    Path((policy, rule)): RulePath,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let mut org = shared.org();
    org.rule_place(&policy, &rule)?;
    org.replace_rule(&policy, &rule, &object(&body)?).map(Json)
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Path((policy, rule)): RulePath,
) -> Result<StatusCode, Refusal> {
    shared.org().delete_rule(&policy, &rule)
}

pub(crate) async fn activate(
    State(shared): State<Shared>,
    Path((policy, rule)): RulePath,
) -> Result<StatusCode, Refusal> {
    shared.org().set_rule_status(&policy, &rule, Status::Active)
}

pub(crate) async fn deactivate(
    State(shared): State<Shared>,
    Path((policy, rule)): RulePath,
) -> Result<StatusCode, Refusal> {
    shared
        .org()
        .set_rule_status(&policy, &rule, Status::Inactive)
}

impl Org {
    fn rule_place(&self, policy: &str, rule: &str) -> Result<usize, Refusal> {
        let found = self.policy(policy)?.rule(rule);
        found
            .map(|(place, _)| place)
            .ok_or_else(|| Refusal::not_found(rule, "PolicyRule"))
    }

    fn rule_entry(&mut self, policy: &str, rule: &str) -> Result<&mut Entry, Refusal> {
        let place = self.rule_place(policy, rule)?;
        Ok(&mut self.policy_mut(policy)?.rules[place].entry)
    }

    fn create_rule(
        &mut self,
        id: &str,
        body: &Map<String, Value>,
        status: Status,
    ) -> Result<Value, Refusal> {
        let policy = self.policy(id)?;
        let kind = policy.kind;
        let mut causes = Causes::default();
        if kind.rule_conditions == Conditions::Null {
            // Without conditions, a second rule could never be told from the first.
            causes.add(
                "type",
                "A policy of this type has the rule that Okta made and no other",
            );
        }
        let draft = draft(policy, body, None, causes)?;
        let mut entry = self.entry(kind.prefixes.1, &draft.name);
        entry.status = status;
        let base = self.base.clone();
        let policy = self.policy_mut(id)?;
        let place = policy.place_for(draft.priority);
        policy.rules.insert(place, draft.into_rule(entry));
        Ok(policy.render_rule(place, &base))
    }

    fn replace_rule(
        &mut self,
        id: &str,
        rule: &str,
        body: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let place = self.rule_place(id, rule)?;
        let policy = self.policy(id)?;
        let old = &policy.rules[place];
        let mut draft = draft(policy, body, Some(old), Causes::default())?;
        if old.entry.origin == Origin::Okta {
            draft = draft.within_a_system_rule(old)?;
        }
        let mut entry = old.entry.clone();
        entry.name.clone_from(&draft.name);
        entry.updated = self.now();
        let base = self.base.clone();
        let policy = self.policy_mut(id)?;
        policy.rules.remove(place);
        let moved = entry.origin == Origin::Administrator && draft.priority.is_some();
        let place = if moved {
            policy.place_for(draft.priority)
        } else {
            place
        };
        policy.rules.insert(place, draft.into_rule(entry));
        Ok(policy.render_rule(place, &base))
    }

    fn delete_rule(&mut self, id: &str, rule: &str) -> Result<StatusCode, Refusal> {
        let place = self.rule_place(id, rule)?;
        let rules = &mut self.policy_mut(id)?.rules;
        if rules[place].entry.origin == Origin::Okta {
            return Err(Refusal::forbidden("A rule that Okta made can't be deleted"));
        }
        rules.remove(place);
        Ok(StatusCode::NO_CONTENT)
    }

    fn set_rule_status(
        &mut self,
        policy: &str,
        rule: &str,
        status: Status,
    ) -> Result<StatusCode, Refusal> {
        let now = self.now();
        let entry = self.rule_entry(policy, rule)?;
        if entry.origin == Origin::Okta && status == Status::Inactive {
            return Err(Refusal::forbidden(
                "A rule that Okta made can't be deactivated",
            ));
        }
        entry.status = status;
        entry.updated = now;
        Ok(StatusCode::NO_CONTENT)
    }
}

impl Draft {
    fn into_rule(self, entry: Entry) -> Rule {
        Rule {
            entry,
            conditions: self.conditions,
            actions: self.actions,
        }
    }

    /// What of this draft may become of `old`, a rule that Okta made: it keeps its name, its
    /// conditions and, where it is for signing on, how long sessions last.
    fn within_a_system_rule(mut self, old: &Rule) -> Result<Self, Refusal> {
        let mut causes = Causes::default();
        if self.name != old.entry.name {
            causes.add(
                "name",
                &format!("The name of the {} can't be changed", old.entry.name),
            );
        }
        let before = &old.actions["signon"]["session"];
        let after = &self.actions["signon"]["session"];
        for property in FIXED_IN_DEFAULT_RULE
            .iter()
            .filter(|property| before[property] != after[property])
        {
            let why = format!(
                "The value of {property} can't be changed in the {}",
                old.entry.name
            );
            causes.add(&format!("actions.signon.session.{property}"), &why);
        }
        self.conditions.clone_from(&old.conditions);
        causes.settle().map(|()| self)
    }
}

fn draft(
    policy: &Policy,
    body: &Map<String, Value>,
    replaces: Option<&Rule>,
    mut causes: Causes,
) -> Result<Draft, Refusal> {
    let kind = policy.kind;
    check_type(body, kind.rule_type, &mut causes);
    let name = causes.name(body);
    let own_id = replaces.map(|rule| rule.entry.id.as_str());
    if policy
        .rules
        .iter()
        .any(|rule| rule.entry.name == name && Some(rule.entry.id.as_str()) != own_id)
    {
        causes.add(
            "name",
            &format!("There is already a rule named `{name}` in this policy"),
        );
    }
    let conditions = rule_conditions(kind, body.get("conditions"), &mut causes);
    let actions = rule_actions(kind, body.get("actions"), &mut causes);
    let priority = body.get("priority").and_then(Value::as_u64);
    causes.settle().map(|()| Draft {
        name,
        conditions,
        actions,
        priority,
    })
}
