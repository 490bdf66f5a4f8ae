//! What an org holds when it starts.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::app::App;
use super::defaults::default_settings;
use super::faults::{
    MISSING_SCOPE, NO_STAY_SIGNED_IN_POLICY, ONLY_DEFAULT_RULE, WRONG_ACCESS_TOKEN, WRONG_TOKEN,
};
use super::kind::{Conditions, PolicyKind};
use super::org::Org;
use super::policy::{Origin, Policy, Rule};
use super::user::{Purpose, SESSIONS_SCOPE, Session, Token, User};
use crate::mock::faults::{Fault, Faults};
use crate::mock::ids::Ids;
use crate::mock::service::Setup;

/// The name of the policy that the guide changes.
pub(crate) const STAY_SIGNED_IN: &str = "Stay signed in";

/// The app sign-in policies that Okta makes for its own apps, beside the default one.
const OKTA_APP_POLICIES: [&str; 2] = ["Okta Admin Console", "Okta Dashboard"];

/// What the ids and tokens of an org follow from.
pub(crate) const SEED: u64 = 1;

/// How many sessions the reader of the guide has.
const READERS_SESSIONS: usize = 3;

/// The length of an API token.
const API_KEY_LENGTH: usize = 42;

/// An org as it starts, and the secrets that its reader is given.
pub(crate) struct Seeded {
    pub(crate) org: Org,
    /// The API token that the org knows.
    pub(crate) api_key: String,
    /// The API token that the reader is given: the same one, unless a fault says otherwise.
    pub(crate) readers_api_key: String,
    /// The access token that the reader is given.
    pub(crate) readers_access_token: String,
}

/// Fills an org.
pub(crate) fn seed(setup: &Setup) -> Seeded {
    let faults = &setup.faults;
    let (policies, apps, users) = (Vec::new(), Vec::new(), Vec::new());
    let mut org = Org {
        base: setup.base.clone(),
        clock: setup.clock,
        ids: Ids::new(SEED),
        policies,
        apps,
        users,
    };
    let api_key = format!("00{}", org.ids.token(API_KEY_LENGTH - 2));
    let everyone = org.ids.id("00g");
    for kind in PolicyKind::all() {
        add_policies_of(&mut org, kind, faults, &everyone);
    }
    add_app(&mut org);
    let access_token = add_users(&mut org, faults);
    let mut other = |fault: &Fault, secret: &str| {
        let length = secret.len();
        if faults.has(fault) {
            org.ids.token(length)
        } else {
            secret.to_owned()
        }
    };
    let readers_api_key = other(&WRONG_TOKEN, &api_key);
    let readers_access_token = other(&WRONG_ACCESS_TOKEN, &access_token);
    Seeded {
        org,
        api_key,
        readers_api_key,
        readers_access_token,
    }
}

fn add_policies_of(org: &mut Org, kind: &'static PolicyKind, faults: &Faults, everyone: &str) {
    if kind.name == "OKTA_SIGN_ON" && !faults.has(&NO_STAY_SIGNED_IN_POLICY) {
        let mut policy = stay_signed_in(org, kind, everyone);
        if !faults.has(&ONLY_DEFAULT_RULE) {
            let rule = trusted_devices(org, kind);
            policy.rules.insert(0, rule);
        }
        org.policies.push(policy);
    }
    let default = policy(org, kind, kind.default_policy, everyone);
    org.policies.push(default);
    if kind.name == "ACCESS_POLICY" {
        for name in OKTA_APP_POLICIES {
            let policy = policy(org, kind, name, everyone);
            org.policies.push(policy);
        }
    }
}

fn policy(org: &mut Org, kind: &'static PolicyKind, name: &str, everyone: &str) -> Policy {
    let mut entry = org.entry(kind.prefixes.0, name);
    entry.origin = Origin::Okta;
    let mut conditions = match kind.policy_conditions {
        Conditions::Null => Value::Null,
        _ => json!({ "people": { "groups": { "include": [everyone] } } }),
    };
    if kind.name == "PASSWORD" {
        conditions["authProvider"] = json!({ "provider": "OKTA" });
    }
    let rules = vec![org.system_rule(kind)];
    Policy {
        kind,
        entry,
        description: None,
        conditions,
        settings: default_settings(kind),
        rules,
    }
}

fn stay_signed_in(org: &mut Org, kind: &'static PolicyKind, everyone: &str) -> Policy {
    let mut policy = policy(org, kind, STAY_SIGNED_IN, everyone);
    policy.entry.origin = Origin::Administrator;
    policy.description =
        Some("Sessions that outlive the browser, for people on devices of their own".to_owned());
    policy
}

fn trusted_devices(org: &mut Org, kind: &PolicyKind) -> Rule {
    Rule {
        entry: org.entry(kind.prefixes.1, "Private devices"),
        conditions: Some(json!({
            "people": { "users": { "exclude": [] } },
            "network": { "connection": "ANYWHERE" },
            "authContext": { "authType": "ANY" },
        })),
        actions: json!({ "signon": {
            "access": "ALLOW",
            "requireFactor": true,
            "factorPromptMode": "ALWAYS",
            "primaryFactor": "PASSWORD_IDP_ANY_FACTOR",
            "rememberDeviceByDefault": false,
            "session": {
                "usePersistentCookie": false,
                "maxSessionIdleMinutes": 120,
                "maxSessionLifetimeMinutes": 720,
            },
        } }),
    }
}

fn add_app(org: &mut Org) {
    let (access_policy, profile_policy) = org.app_policies();
    let entry = org.entry("0oa", "Employee Handbook");
    let settings =
        json!({ "app": { "url": "https://handbook.example.com", "requestIntegration": false } });
    let (template, sign_on_mode) = ("bookmark".to_owned(), "BOOKMARK".to_owned());
    org.apps.push(App {
        entry,
        template,
        sign_on_mode,
        settings,
        access_policy,
        profile_policy,
    });
}

/// Adds the reader, who has several sessions, and somebody else, whose session must outlive
/// whatever the reader does. Gives the reader's access token.
fn add_users(org: &mut Org, faults: &Faults) -> String {
    let scope = if faults.has(&MISSING_SCOPE) {
        "okta.myAccount.profile.read"
    } else {
        SESSIONS_SCOPE
    };
    let created = org.now();
    let mut door = Door {
        ids: &mut org.ids,
        scope,
        created,
    };
    let reader = door.user("reader@example.com", READERS_SESSIONS);
    let colleague = door.user("colleague@example.com", 1);
    let access_token = reader.tokens[0].secret.clone();
    org.users = vec![reader, colleague];
    access_token
}

/// Where users come in, each with the same rights and at the same time.
struct Door<'a> {
    ids: &'a mut Ids,
    /// What their tokens are good for.
    scope: &'a str,
    created: Timestamp,
}

impl Door<'_> {
    fn user(&mut self, login: &str, sessions: usize) -> User {
        let Self {
            ids,
            scope,
            created,
        } = self;
        let id = ids.id("00u");
        let sessions: Vec<Session> = (0..sessions)
            .map(|_| Session {
                id: ids.id("idx"),
                created: *created,
            })
            .collect();
        let mut tokens = Vec::new();
        for session in &sessions {
            for (purpose, prefix) in [(Purpose::Access, "oat"), (Purpose::Refresh, "oar")] {
                let (id, secret) = (ids.id(prefix), ids.token(64));
                let scopes = vec!["openid".to_owned(), (*scope).to_owned()];
                tokens.push(Token {
                    id,
                    purpose,
                    secret,
                    session: session.id.clone(),
                    scopes,
                });
            }
        }
        User {
            id,
            login: login.to_owned(),
            sessions,
            tokens,
        }
    }
}
