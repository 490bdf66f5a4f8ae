//! The policy types of an Okta org, as data: what differs between them stands in one table.

/// A policy type. Compared by [`PolicyKind::name`]; passed as `&'static PolicyKind`.
#[derive(Debug)]
pub(crate) struct PolicyKind {
    /// The `type` of its policies.
    pub(crate) name: &'static str,
    /// The `type` of its rules.
    pub(crate) rule_type: &'static str,
    /// The first characters of the ids of policies and of rules.
    pub(crate) prefixes: (&'static str, &'static str),
    /// The name of the policy that Okta made.
    pub(crate) default_policy: &'static str,
    pub(crate) creation: Creation,
    pub(crate) family: Family,
    pub(crate) policy_conditions: Conditions,
    pub(crate) rule_conditions: Conditions,
    /// The members of a rule's `actions`, of which at least one must be there.
    pub(crate) actions: &'static [&'static str],
}

/// Whether an administrator can make policies of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Creation {
    Open,
    Closed,
}

/// How a type orders its policies and rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Policies and rules are tried from priority 1 on; the default policy comes last, and rules
    /// end with the `Default Rule`, which only policies made by Okta have.
    Ordered,
    /// Policies have no order; rules start at priority 0, and every policy ends with a
    /// `Catch-all Rule`.
    CatchAll,
}

/// What `conditions` may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conditions {
    /// Always an object.
    Object,
    /// Always `null`.
    Null,
    /// An object, or not there at all.
    Optional,
}

impl PolicyKind {
    /// The type called `name`.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// All types, in the order in which an org lists them.
    pub(crate) fn all() -> &'static [Self] {
        &KINDS
    }

    /// The names of all types, for messages.
    pub(crate) fn names() -> String {
        KINDS
            .iter()
            .map(|kind| kind.name)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The name of the rule that Okta makes.
    pub(crate) fn system_rule(&self) -> &'static str {
        match self.family {
            Family::Ordered => "Default Rule",
            Family::CatchAll => "Catch-all Rule",
        }
    }
}

/// A type that Okta keeps to itself, its one policy ending with a catch-all rule; the table starts
/// from it.
const CLOSED: PolicyKind = PolicyKind {
    name: "",
    rule_type: "",
    prefixes: ("rst", "rul"),
    default_policy: "Default Policy",
    creation: Creation::Closed,
    family: Family::CatchAll,
    policy_conditions: Conditions::Null,
    rule_conditions: Conditions::Optional,
    actions: &[],
};

static KINDS: [PolicyKind; 12] = [
    PolicyKind {
        name: "OKTA_SIGN_ON",
        rule_type: "SIGN_ON",
        prefixes: ("00p", "0pr"),
        creation: Creation::Open,
        family: Family::Ordered,
        policy_conditions: Conditions::Object,
        rule_conditions: Conditions::Object,
        actions: &["signon"],
        ..CLOSED
    },
    PolicyKind {
        name: "PASSWORD",
        rule_type: "PASSWORD",
        prefixes: ("00p", "0pr"),
        creation: Creation::Open,
        family: Family::Ordered,
        policy_conditions: Conditions::Object,
        rule_conditions: Conditions::Object,
        actions: &[
            "passwordChange",
            "selfServicePasswordReset",
            "selfServiceUnlock",
        ],
        ..CLOSED
    },
    PolicyKind {
        name: "MFA_ENROLL",
        rule_type: "MFA_ENROLL",
        prefixes: ("00p", "0pr"),
        creation: Creation::Open,
        family: Family::Ordered,
        policy_conditions: Conditions::Object,
        rule_conditions: Conditions::Object,
        actions: &["enroll"],
        ..CLOSED
    },
    PolicyKind {
        name: "ACCESS_POLICY",
        rule_type: "ACCESS_POLICY",
        default_policy: "Any two factors",
        creation: Creation::Open,
        actions: &["appSignOn"],
        ..CLOSED
    },
    PolicyKind {
        name: "PROFILE_ENROLLMENT",
        rule_type: "PROFILE_ENROLLMENT",
        creation: Creation::Open,
        rule_conditions: Conditions::Null,
        actions: &["profileEnrollment"],
        ..CLOSED
    },
    PolicyKind {
        name: "IDP_DISCOVERY",
        rule_type: "IDP_DISCOVERY",
        prefixes: ("00p", "0pr"),
        default_policy: "Idp Discovery Policy",
        family: Family::Ordered,
        rule_conditions: Conditions::Object,
        actions: &["idp"],
        ..CLOSED
    },
    PolicyKind {
        name: "ENTITY_RISK",
        rule_type: "ENTITY_RISK",
        actions: &["entityRisk"],
        ..CLOSED
    },
    PolicyKind {
        name: "POST_AUTH_SESSION",
        rule_type: "POST_AUTH_SESSION",
        actions: &["postAuthSession"],
        ..CLOSED
    },
    PolicyKind {
        name: "SESSION_VIOLATION_DETECTION",
        rule_type: "SESSION_VIOLATION_DETECTION",
        actions: &["sessionViolationDetection"],
        ..CLOSED
    },
    PolicyKind {
        name: "DEVICE_SIGNAL_COLLECTION",
        rule_type: "DEVICE_SIGNAL_COLLECTION",
        creation: Creation::Open,
        actions: &["deviceSignalCollection"],
        ..CLOSED
    },
    PolicyKind {
        name: "CLIENT_UPDATE",
        rule_type: "CLIENT_UPDATE",
        rule_conditions: Conditions::Null,
        actions: &["updateControls"],
        ..CLOSED
    },
    PolicyKind {
        name: "IDENTITY_CLAIM_SOURCING",
        rule_type: "IDENTITY_CLAIM_SOURCING",
        rule_conditions: Conditions::Null,
        actions: &["claimSourcing"],
        ..CLOSED
    },
];

#[cfg(test)]
mod tests {
    use super::super::defaults::system_actions;
    use super::*;

    #[test]
    fn every_type_has_a_name_of_its_own_and_rules_that_do_something() {
        for kind in PolicyKind::all() {
            assert_eq!(
                PolicyKind::named(kind.name).map(|found| found.rule_type),
                Some(kind.rule_type)
            );
            let actions = system_actions(kind);
            assert!(
                kind.actions
                    .iter()
                    .any(|action| actions[action].is_object()),
                "{}",
                kind.name
            );
        }
    }
}
