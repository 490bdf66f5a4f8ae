//! What Okta gives to policies and rules that it makes itself.

use serde_json::{Value, json};

use super::kind::PolicyKind;

/// What the rule that Okta makes does.
pub(crate) fn system_actions(kind: &PolicyKind) -> Value {
    match kind.rule_type {
        "SIGN_ON" => sign_on_actions(),
        "PASSWORD" => json!({
            "passwordChange": { "access": "ALLOW" },
            "selfServicePasswordReset": {
                "access": "ALLOW",
                "requirement": { "primary": { "methods": ["email"] }, "stepUp": { "required": false } },
            },
            "selfServiceUnlock": { "access": "DENY" },
        }),
        "MFA_ENROLL" => json!({ "enroll": { "self": "CHALLENGE" } }),
        "ACCESS_POLICY" => app_sign_on_actions(),
        "PROFILE_ENROLLMENT" => profile_enrollment_actions(),
        "IDP_DISCOVERY" => json!({
            "idp": { "providers": [], "idpSelectionType": "SPECIFIC", "shouldFallBackToOkta": true },
        }),
        "ENTITY_RISK" => json!({ "entityRisk": { "actions": [] } }),
        "POST_AUTH_SESSION" => json!({ "postAuthSession": { "failureActions": [] } }),
        "SESSION_VIOLATION_DETECTION" => json!({
            "sessionViolationDetection": { "policyEvaluation": { "enabled": true } },
        }),
        "DEVICE_SIGNAL_COLLECTION" => json!({
            "deviceSignalCollection": { "deviceContextProviders": [{ "key": "OKTA_VERIFY" }] },
        }),
        "CLIENT_UPDATE" => json!({
            "updateControls": { "actions": [{ "action": "OKTA_VERIFY_UPDATE", "value": "ALLOW" }] },
        }),
        _ => json!({ "claimSourcing": { "redirectType": "IDP_DISCOVERY" } }),
    }
}

/// The settings of a policy whose maker gave none.
pub(crate) fn default_settings(kind: &PolicyKind) -> Option<Value> {
    match kind.name {
        "PASSWORD" => Some(password_settings()),
        "MFA_ENROLL" => Some(json!({
            "type": "AUTHENTICATORS",
            "authenticators": [
                { "key": "okta_email", "enroll": { "self": "NOT_ALLOWED" } },
                { "key": "okta_verify", "enroll": { "self": "OPTIONAL" } },
                { "key": "okta_password", "enroll": { "self": "REQUIRED" } },
            ],
        })),
        _ => None,
    }
}

fn sign_on_actions() -> Value {
    json!({ "signon": {
        "access": "ALLOW",
        "requireFactor": false,
        "primaryFactor": "PASSWORD_IDP_ANY_FACTOR",
        "rememberDeviceByDefault": false,
        "session": {
            "usePersistentCookie": false,
            "maxSessionIdleMinutes": 120,
            "maxSessionLifetimeMinutes": 0,
        },
    } })
}

fn app_sign_on_actions() -> Value {
    json!({ "appSignOn": {
        "access": "ALLOW",
        "verificationMethod": {
            "factorMode": "1FA",
            "type": "ASSURANCE",
            "reauthenticateIn": "PT12H",
            "constraints": [],
        },
    } })
}

fn profile_enrollment_actions() -> Value {
    let attribute =
        |name: &str, label: &str| json!({ "name": name, "label": label, "required": true });
    json!({ "profileEnrollment": {
        "access": "ALLOW",
        "profileAttributes": [
            attribute("email", "Email"),
            attribute("firstName", "First name"),
            attribute("lastName", "Last name"),
        ],
        "unknownUserAction": "DENY",
        "activationRequirements": { "emailVerification": true },
        "progressiveProfilingAction": "DISABLED",
    } })
}

fn password_settings() -> Value {
    json!({
        "password": {
            "complexity": {
                "minLength": 8,
                "minLowerCase": 1,
                "minUpperCase": 1,
                "minNumber": 1,
                "minSymbol": 0,
                "excludeUsername": true,
                "dictionary": { "common": { "exclude": false } },
                "excludeAttributes": [],
            },
            "age": { "maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 0, "historyCount": 4 },
            "lockout": { "maxAttempts": 10, "autoUnlockMinutes": 0, "showLockoutFailures": false },
        },
        "recovery": { "factors": {
            "recovery_question": {
                "status": "ACTIVE",
                "properties": { "complexity": { "minLength": 4 } },
            },
            "okta_email": {
                "status": "ACTIVE",
                "properties": { "recoveryToken": { "tokenLifetimeMinutes": 10080 } },
            },
            "okta_sms": { "status": "INACTIVE" },
            "okta_call": { "status": "INACTIVE" },
        } },
        "delegation": { "options": { "skipUnlock": false } },
    })
}
