//! The `actions` of rules: what is refused, and how what is accepted is stored.

use serde_json::{Map, Value, json};

use super::checks::{Causes, Place};
use super::kind::PolicyKind;

/// Checks the actions of a rule and completes them.
pub(crate) fn rule_actions(kind: &PolicyKind, given: Option<&Value>, causes: &mut Causes) -> Value {
    let mut actions = match given {
        Some(Value::Object(members)) => Value::Object(members.clone()),
        None | Some(Value::Null) => {
            causes.blank("actions");
            return Value::Null;
        }
        Some(other) => {
            causes.add("actions", &format!("{other} is not an object"));
            return Value::Null;
        }
    };
    if !kind.actions.iter().any(|name| actions[name].is_object()) {
        causes.blank(&format!("actions.{}", kind.actions.join(" or actions.")));
        return Value::Null;
    }
    drop_nulls(&mut actions);
    check(kind, &actions, causes);
    complete(kind, &mut actions);
    actions
}

fn check(kind: &PolicyKind, actions: &Value, causes: &mut Causes) {
    for name in kind.actions.iter().filter(|name| actions[name].is_object()) {
        let path = format!("actions.{name}");
        let action = Place::of(&actions[name], &path);
        match *name {
            "signon" => sign_on(&actions[name], causes),
            "enroll" => {
                let allowed = ["CHALLENGE", "LOGIN", "NEVER", "NEVER_INCLUDING_RECOVERY"];
                causes.one_of(action, "self", &allowed);
            }
            "profileEnrollment" => {
                causes.one_of(action, "access", &["ALLOW", "DENY"]);
                causes.one_of(action, "unknownUserAction", &["DENY", "REGISTER"]);
            }
            _ => causes.one_of(action, "access", &["ALLOW", "DENY"]),
        }
    }
}

fn sign_on(action: &Value, causes: &mut Causes) {
    const PATH: &str = "actions.signon";
    let action = Place::of(action, PATH);
    if action.value["access"].is_null() {
        causes.blank("actions.signon.access");
    }
    causes.one_of(action, "access", &["ALLOW", "DENY"]);
    causes.one_of(action, "factorPromptMode", &["ALWAYS", "DEVICE", "SESSION"]);
    causes.one_of(
        action,
        "primaryFactor",
        &["PASSWORD_IDP", "PASSWORD_IDP_ANY_FACTOR"],
    );
    causes.boolean(action, "requireFactor");
    causes.boolean(action, "rememberDeviceByDefault");
    causes.count(action, "factorLifetime");
    if action.value["requireFactor"] == true && action.value["factorPromptMode"].is_null() {
        causes.add(
            "actions.signon.factorPromptMode",
            "The field is needed where requireFactor is true",
        );
    }
    session(&action.value["session"], causes);
}

fn session(session: &Value, causes: &mut Causes) {
    let place = Place::of(session, "actions.signon.session");
    if !session.is_null() && !session.is_object() {
        causes.add(place.path, &format!("{session} is not an object"));
    }
    causes.boolean(place, "usePersistentCookie");
    causes.count(place, "maxSessionIdleMinutes");
    causes.count(place, "maxSessionLifetimeMinutes");
}

fn complete(kind: &PolicyKind, actions: &mut Value) {
    match kind.rule_type {
        "SIGN_ON" => complete_sign_on(&mut actions["signon"]),
        "ACCESS_POLICY" => raise_constraints(actions),
        _ => {}
    }
}

/// Adds the defaults of the contract.
fn complete_sign_on(action: &mut Value) {
    let Value::Object(members) = action else {
        return;
    };
    add_missing(
        members,
        [
            ("requireFactor", json!(false)),
            ("primaryFactor", json!("PASSWORD_IDP_ANY_FACTOR")),
            ("rememberDeviceByDefault", json!(false)),
            ("session", json!({})),
        ],
    );
    let Some(Value::Object(session)) = members.get_mut("session") else {
        return;
    };
    add_missing(
        session,
        [
            ("usePersistentCookie", json!(false)),
            ("maxSessionIdleMinutes", json!(120)),
            ("maxSessionLifetimeMinutes", json!(0)),
        ],
    );
}

fn add_missing<const N: usize>(members: &mut Map<String, Value>, defaults: [(&str, Value); N]) {
    for (name, value) in defaults {
        members.entry(name).or_insert(value);
    }
}

/// Okta reads `password` where its contract has `PASSWORD`; what it answers keeps the contract.
fn raise_constraints(actions: &mut Value) {
    let constraints = actions.pointer_mut("/appSignOn/verificationMethod/constraints");
    let Some(Value::Array(constraints)) = constraints else {
        return;
    };
    for part in constraints
        .iter_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
    {
        for name in ["types", "methods"] {
            let Some(Value::Array(entries)) = part.get_mut(name) else {
                continue;
            };
            for entry in entries {
                if let Value::String(text) = entry {
                    text.make_ascii_uppercase();
                }
            }
        }
    }
}

/// A member that is `null` is one that was not given.
pub(crate) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(entries) => entries.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::refusal::Refusal;
    use super::*;

    fn actions(kind: &str, given: &Value) -> Result<Value, Refusal> {
        let mut causes = Causes::default();
        let actions = rule_actions(PolicyKind::named(kind).unwrap(), Some(given), &mut causes);
        causes.settle().map(|()| actions)
    }

    #[test]
    fn a_short_sign_on_action_gets_the_defaults_of_the_contract() {
        let stored = actions("OKTA_SIGN_ON", &json!({ "signon": { "access": "DENY" } })).unwrap();
        assert_eq!(stored["signon"]["requireFactor"], false);
        assert_eq!(
            stored["signon"]["session"],
            json!({
                "usePersistentCookie": false,
                "maxSessionIdleMinutes": 120,
                "maxSessionLifetimeMinutes": 0,
            })
        );
    }

    #[test]
    fn sign_on_actions_out_of_the_contract_are_refused() {
        for signon in [
            json!({}),
            json!({ "access": "MAYBE" }),
            json!({ "access": "ALLOW", "requireFactor": "yes" }),
            json!({ "access": "ALLOW", "requireFactor": true }),
            json!({ "access": "ALLOW", "factorPromptMode": "NEVER" }),
            json!({ "access": "ALLOW", "session": { "usePersistentCookie": "true" } }),
            json!({ "access": "ALLOW", "session": { "maxSessionIdleMinutes": -1 } }),
            json!({ "access": "ALLOW", "session": 5 }),
        ] {
            assert!(
                actions("OKTA_SIGN_ON", &json!({ "signon": signon })).is_err(),
                "{signon}"
            );
        }
        assert!(actions("OKTA_SIGN_ON", &json!({ "enroll": { "self": "NEVER" } })).is_err());
    }

    #[test]
    fn nulls_are_dropped_and_factor_types_are_written_in_capitals() {
        let given = json!({ "appSignOn": { "access": "ALLOW", "x": null, "verificationMethod": {
            "constraints": [{ "knowledge": { "types": ["password"] } }],
        } } });
        let stored = actions("ACCESS_POLICY", &given).unwrap();
        let constraints = &stored["appSignOn"]["verificationMethod"]["constraints"];
        assert_eq!(constraints[0]["knowledge"]["types"], json!(["PASSWORD"]));
        assert_eq!(stored["appSignOn"].get("x"), None);
    }
}
