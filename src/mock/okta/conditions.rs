//! The `conditions` of policies and rules: what is refused, and how what is accepted is stored.

use serde_json::{Map, Value, json};

use super::checks::{Causes, Place};
use super::kind::{Conditions, PolicyKind};

/// Checks the conditions of a policy and completes them.
pub(crate) fn policy_conditions(
    kind: &PolicyKind,
    given: Option<&Value>,
    causes: &mut Causes,
) -> Value {
    if kind.policy_conditions == Conditions::Null {
        return Value::Null;
    }
    let mut conditions = read(given, causes);
    people(&conditions, causes);
    let provider = Place::of(&conditions["authProvider"], "conditions.authProvider");
    causes.one_of(
        provider,
        "provider",
        &["ACTIVE_DIRECTORY", "ANY", "LDAP", "OKTA"],
    );
    if conditions["people"].is_null() {
        conditions["people"] = json!({ "groups": { "include": [] } });
    }
    if kind.name == "PASSWORD" && conditions["authProvider"].is_null() {
        conditions["authProvider"] = json!({ "provider": "OKTA" });
    }
    conditions
}

/// Checks the conditions of a rule and completes them; `None` where a rule of this type carries
/// none.
pub(crate) fn rule_conditions(
    kind: &PolicyKind,
    given: Option<&Value>,
    causes: &mut Causes,
) -> Option<Value> {
    let absent = given.is_none_or(Value::is_null);
    match kind.rule_conditions {
        Conditions::Null => return Some(Value::Null),
        Conditions::Optional if absent => return None,
        Conditions::Optional | Conditions::Object => {}
    }
    let mut conditions = read(given, causes);
    translate_network(&mut conditions);
    check(&conditions, causes);
    complete(&mut conditions);
    Some(conditions)
}

fn read(given: Option<&Value>, causes: &mut Causes) -> Value {
    match given {
        Some(Value::Object(members)) => Value::Object(members.clone()),
        None | Some(Value::Null) => Value::Object(Map::new()),
        Some(other) => {
            causes.add("conditions", &format!("{other} is not an object"));
            Value::Object(Map::new())
        }
    }
}

/// Before network zones, a rule was for a gateway network or for the rest of the world. Saved
/// bodies still say so; an org of today stores the zones instead.
fn translate_network(conditions: &mut Value) {
    let zones = match conditions["network"]["connection"].as_str() {
        Some("ON_NETWORK") => json!({ "connection": "ZONE", "include": ["ALL_ZONES"] }),
        Some("OFF_NETWORK") => json!({ "connection": "ZONE", "exclude": ["ALL_ZONES"] }),
        _ => return,
    };
    conditions["network"] = zones;
}

fn check(conditions: &Value, causes: &mut Causes) {
    people(conditions, causes);
    network(&conditions["network"], causes);
    let auth = Place::of(&conditions["authContext"], "conditions.authContext");
    causes.one_of(auth, "authType", &["ANY", "LDAP_INTERFACE", "RADIUS"]);
    let provider = Place::of(
        &conditions["identityProvider"],
        "conditions.identityProvider",
    );
    causes.one_of(provider, "provider", &["ANY", "OKTA", "SPECIFIC_IDP"]);
    let risk = Place::of(&conditions["riskScore"], "conditions.riskScore");
    causes.one_of(risk, "level", &["ANY", "LOW", "MEDIUM", "HIGH"]);
    causes.ids(Place::of(&conditions["userType"], "conditions.userType"));
}

fn people(conditions: &Value, causes: &mut Causes) {
    for who in ["groups", "users"] {
        causes.ids(Place::of(
            &conditions["people"][who],
            &format!("conditions.people.{who}"),
        ));
    }
}

fn network(network: &Value, causes: &mut Causes) {
    causes.one_of(
        Place::of(network, "conditions.network"),
        "connection",
        &["ANYWHERE", "ZONE"],
    );
    causes.ids(Place::of(network, "conditions.network"));
    let lists = [&network["include"], &network["exclude"]];
    let zones = lists
        .iter()
        .any(|list| list.as_array().is_some_and(|zones| !zones.is_empty()));
    if network["connection"] == "ZONE" && !zones {
        causes.add(
            "conditions.network",
            "A rule for zones must include or exclude one",
        );
    }
}

/// Adds what an org adds, and drops what it does not keep: an expression that is empty.
fn complete(conditions: &mut Value) {
    let Value::Object(members) = conditions else {
        return;
    };
    if members
        .get("elCondition")
        .is_some_and(|condition| condition["condition"].is_null())
    {
        members.remove("elCondition");
    }
    members
        .entry("people")
        .or_insert_with(|| json!({ "users": { "exclude": [] } }));
    members
        .entry("network")
        .or_insert_with(|| json!({ "connection": "ANYWHERE" }));
    if let Some(Value::Object(types)) = members.get_mut("userType") {
        types.entry("include").or_insert_with(|| json!([]));
        types.entry("exclude").or_insert_with(|| json!([]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_on(given: &Value) -> Result<Value, super::super::refusal::Refusal> {
        let mut causes = Causes::default();
        let kind = PolicyKind::named("OKTA_SIGN_ON").unwrap();
        let conditions = rule_conditions(kind, Some(given), &mut causes);
        causes.settle().map(|()| conditions.unwrap())
    }

    #[test]
    fn a_rule_without_conditions_is_for_everybody_everywhere() {
        let everywhere = json!({ "people": { "users": { "exclude": [] } }, "network": { "connection": "ANYWHERE" } });
        assert_eq!(sign_on(&Value::Null), Ok(everywhere));
    }

    #[test]
    fn the_old_names_of_networks_become_zones() {
        let stored = sign_on(&json!({ "network": { "connection": "ON_NETWORK" } })).unwrap();
        assert_eq!(
            stored["network"],
            json!({ "connection": "ZONE", "include": ["ALL_ZONES"] })
        );
    }

    #[test]
    fn conditions_that_name_nothing_of_the_org_are_refused() {
        for conditions in [
            json!({ "network": { "connection": "ZONE", "include": ["{{networkZoneId}}"] } }),
            json!({ "network": { "connection": "ZONE" } }),
            json!({ "network": { "connection": "NOWHERE" } }),
            json!({ "people": { "groups": { "include": ["{{groupId}}"] } } }),
            json!({ "people": { "groups": { "include": "00g" } } }),
            json!({ "authContext": { "authType": "TELEPATHY" } }),
            json!("ANYWHERE"),
        ] {
            assert!(sign_on(&conditions).is_err(), "{conditions}");
        }
    }

    #[test]
    fn an_empty_expression_is_dropped_and_user_types_are_completed() {
        let kind = PolicyKind::named("ACCESS_POLICY").unwrap();
        let given = json!({ "elCondition": {}, "userType": { "include": [] } });
        let stored = rule_conditions(kind, Some(&given), &mut Causes::default()).unwrap();
        assert_eq!(stored.get("elCondition"), None);
        assert_eq!(stored["userType"], json!({ "include": [], "exclude": [] }));
    }
}
