//! `/api/v1/policies`: list, create, read, replace, delete, activate, deactivate.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::actions::drop_nulls;
use super::apps::reassign;
use super::checks::{Causes, object};
use super::conditions::policy_conditions;
use super::defaults::{default_settings, system_actions};
use super::kind::{Creation, Family, PolicyKind};
use super::org::Org;
use super::paging::Paging;
use super::parameters::Parameters;
use super::policy::{Origin, Policy, Rule, Status};
use super::refusal::Refusal;
use super::shared::Shared;

/// What a request body says of a policy, checked.
struct Draft {
    name: String,
    description: Option<String>,
    conditions: Value,
    settings: Option<Value>,
    priority: Option<u64>,
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let org = shared.org();
    let items = org.list_policies(&parameters)?;
    let url = format!("{}/api/v1/policies", org.base);
    Paging {
        url,
        parameters: &parameters,
    }
    .answer(items)
}

pub(crate) async fn create(
    State(shared): State<Shared>,
    parameters: Parameters,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let status = Status::of_new(parameters.flag("activate", true)?);
    shared
        .org()
        .create_policy(&object(&body)?, status)
        .map(Json)
}

pub(crate) async fn read(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let org = shared.org();
    Ok(Json(org.render(org.policy(&id)?)))
}

pub(crate) async fn replace(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    shared.org().replace_policy(&id, &object(&body)?).map(Json)
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    shared.org().delete_policy(&id)
}

pub(crate) async fn activate(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    shared.org().set_policy_status(&id, Status::Active)
}

pub(crate) async fn deactivate(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    shared.org().set_policy_status(&id, Status::Inactive)
}

impl Org {
    fn list_policies(&self, parameters: &Parameters) -> Result<Vec<Value>, Refusal> {
        let mut causes = Causes::default();
        let kind = kind_of(parameters.get("type"), &mut causes);
        causes.settle()?;
        let policies = kind.into_iter().flat_map(|kind| self.policies_of(kind));
        let mut policies: Vec<&Policy> = policies
            .filter(|policy| is_asked_for(policy, parameters))
            .collect();
        if parameters.get("sortBy") == Some("name") {
            policies.sort_by(|a, b| a.entry.name.cmp(&b.entry.name));
        }
        Ok(policies
            .into_iter()
            .map(|policy| self.render(policy))
            .collect())
    }

    fn create_policy(
        &mut self,
        body: &Map<String, Value>,
        status: Status,
    ) -> Result<Value, Refusal> {
        let mut causes = Causes::default();
        let kind = kind_of(body.get("type").and_then(Value::as_str), &mut causes);
        let Some(kind) = kind else {
            causes.name(body);
            return causes.settle().map(|()| Value::Null);
        };
        if kind.creation == Creation::Closed {
            causes.add(
                "type",
                &format!("An org has one policy of type {}, made by Okta", kind.name),
            );
        }
        if let Some(cause) = self.name_is_taken(kind, None, body) {
            causes.add("name", &cause);
        }
        let draft = draft(kind, body, causes)?;
        let mut policy = self.new_policy(kind, &draft);
        policy.entry.status = status;
        if kind.family == Family::CatchAll {
            let rule = self.system_rule(kind);
            policy.rules.push(rule);
        }
        let id = policy.entry.id.clone();
        let at = self.insertion_point(kind, draft.priority);
        self.policies.insert(at, policy);
        Ok(self.render(self.policy(&id)?))
    }

    fn replace_policy(&mut self, id: &str, body: &Map<String, Value>) -> Result<Value, Refusal> {
        let policy = self.policy(id)?;
        let (kind, origin) = (policy.kind, policy.entry.origin);
        let mut causes = Causes::default();
        check_type(body, kind.name, &mut causes);
        if origin == Origin::Okta
            && body
                .get("name")
                .is_some_and(|name| *name != *policy.entry.name)
        {
            causes.add("name", "The name of a default policy can't be changed");
        }
        if let Some(cause) = self.name_is_taken(kind, Some(id), body) {
            causes.add("name", &cause);
        }
        let draft = draft(kind, body, causes)?;
        self.move_policy(id, draft.priority)?;
        let now = self.now();
        let policy = self.policy_mut(id)?;
        policy.entry.name = draft.name;
        policy.entry.updated = now;
        policy.description = draft.description;
        policy.settings = draft.settings;
        if origin == Origin::Administrator {
            policy.conditions = draft.conditions;
        }
        Ok(self.render(self.policy(id)?))
    }

    fn delete_policy(&mut self, id: &str) -> Result<StatusCode, Refusal> {
        let position = self.position(id)?;
        if self.policies[position].entry.origin == Origin::Okta {
            return Err(Refusal::forbidden("A default policy can't be deleted"));
        }
        self.policies.remove(position);
        reassign(self, id);
        Ok(StatusCode::NO_CONTENT)
    }

    fn set_policy_status(&mut self, id: &str, status: Status) -> Result<StatusCode, Refusal> {
        let now = self.now();
        let entry = &mut self.policy_mut(id)?.entry;
        if entry.origin == Origin::Okta && status == Status::Inactive {
            return Err(Refusal::forbidden("A default policy can't be deactivated"));
        }
        entry.status = status;
        entry.updated = now;
        Ok(StatusCode::NO_CONTENT)
    }

    /// What is wrong with the name that `body` asks for where another policy than `own` has it.
    fn name_is_taken(
        &self,
        kind: &PolicyKind,
        own: Option<&str>,
        body: &Map<String, Value>,
    ) -> Option<String> {
        let name = body.get("name").and_then(Value::as_str)?;
        let mut others = self
            .policies_of(kind)
            .filter(|policy| Some(policy.entry.id.as_str()) != own);
        let is_taken = others.any(|policy| policy.entry.name == name);
        is_taken.then(|| format!("There is already a policy of this type named `{name}`"))
    }

    fn new_policy(&mut self, kind: &'static PolicyKind, draft: &Draft) -> Policy {
        Policy {
            kind,
            entry: self.entry(kind.prefixes.0, &draft.name),
            description: draft.description.clone(),
            conditions: draft.conditions.clone(),
            settings: draft.settings.clone(),
            rules: Vec::new(),
        }
    }

    /// The rule that ends a policy of type `kind`.
    pub(crate) fn system_rule(&mut self, kind: &PolicyKind) -> Rule {
        let mut entry = self.entry(kind.prefixes.1, kind.system_rule());
        entry.origin = Origin::Okta;
        let conditions = super::conditions::rule_conditions(kind, None, &mut Causes::default());
        Rule {
            entry,
            conditions,
            actions: system_actions(kind),
        }
    }

    /// Where a policy of `priority` goes among all policies: never behind the default policy of its
    /// type.
    fn insertion_point(&self, kind: &PolicyKind, priority: Option<u64>) -> usize {
        let before_default = |policy: &Policy| policy.entry.origin == Origin::Administrator;
        let places = self
            .policies
            .iter()
            .enumerate()
            .filter(|(_, policy)| policy.kind.name == kind.name);
        let own = self
            .policies_of(kind)
            .filter(|policy| before_default(policy))
            .count();
        let wanted = priority.map_or(own, |priority| {
            usize::try_from(priority)
                .unwrap_or(usize::MAX)
                .saturating_sub(1)
                .min(own)
        });
        places
            .map(|(index, _)| index)
            .nth(wanted)
            .unwrap_or(self.policies.len())
    }

    fn move_policy(&mut self, id: &str, priority: Option<u64>) -> Result<(), Refusal> {
        let position = self.position(id)?;
        let ordered = self.policies[position].kind.family == Family::Ordered;
        if priority.is_none() || !ordered || self.policies[position].entry.origin == Origin::Okta {
            return Ok(());
        }
        let policy = self.policies.remove(position);
        let at = self.insertion_point(policy.kind, priority);
        self.policies.insert(at, policy);
        Ok(())
    }
}

fn is_asked_for(policy: &Policy, parameters: &Parameters) -> bool {
    let status = parameters
        .get("status")
        .is_none_or(|status| status == policy.entry.status.name());
    let prefix = parameters.get("q").unwrap_or_default().to_lowercase();
    let name = policy.entry.name.to_lowercase().starts_with(&prefix);
    status && name
}

fn draft(
    kind: &PolicyKind,
    body: &Map<String, Value>,
    mut causes: Causes,
) -> Result<Draft, Refusal> {
    let name = causes.name(body);
    let conditions = policy_conditions(kind, body.get("conditions"), &mut causes);
    let given = body
        .get("settings")
        .filter(|settings| settings.is_object())
        .cloned();
    let mut settings = given.or_else(|| default_settings(kind));
    if let Some(settings) = &mut settings {
        drop_nulls(settings);
    }
    let description = body
        .get("description")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let priority = body.get("priority").and_then(Value::as_u64);
    causes.settle().map(|()| Draft {
        name,
        description,
        conditions,
        settings,
        priority,
    })
}

/// Reads a policy type.
fn kind_of(name: Option<&str>, causes: &mut Causes) -> Option<&'static PolicyKind> {
    let Some(name) = name else {
        causes.blank("type");
        return None;
    };
    let kind = PolicyKind::named(name);
    if kind.is_none() {
        causes.add(
            "type",
            &format!(
                "`{name}` is no policy type; there are {}",
                PolicyKind::names()
            ),
        );
    }
    kind
}

/// Notes it where a body doesn't say the type of what it replaces: the contract picks the schema by
/// it.
pub(crate) fn check_type(body: &Map<String, Value>, expected: &str, causes: &mut Causes) {
    match body.get("type") {
        None | Some(Value::Null) => causes.blank("type"),
        Some(found) if found == expected => {}
        Some(found) => causes.add("type", &format!("{found} should be \"{expected}\" here")),
    }
}
