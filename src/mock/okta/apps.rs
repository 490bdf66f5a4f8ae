//! `/api/v1/apps`, as far as policies need it: create, list, read, assign a policy, and the apps of
//! a policy.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::app::App;
use super::checks::{Causes, object};
use super::kind::PolicyKind;
use super::org::Org;
use super::paging::Paging;
use super::parameters::Parameters;
use super::policy::{Policy, policy_url};
use super::refusal::Refusal;
use super::shared::Shared;

/// The kinds of app that can be made here, with the settings each needs.
const KINDS: [(&str, &str, &[&str]); 2] = [
    ("BASIC_AUTH", "template_basic_auth", &["url", "authURL"]),
    ("BOOKMARK", "bookmark", &["url"]),
];

pub(crate) async fn list(
    State(shared): State<Shared>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let org = shared.org();
    let items = org.apps.iter().map(|app| app.render(&org.base)).collect();
    Paging {
        url: format!("{}/api/v1/apps", org.base),
        parameters: &parameters,
    }
    .answer(items)
}

pub(crate) async fn create(
    State(shared): State<Shared>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    shared.org().create_app(&object(&body)?).map(Json)
}

pub(crate) async fn read(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let org = shared.org();
    Ok(Json(org.apps[org.app_place(&id)?].render(&org.base)))
}

pub(crate) async fn assign_policy(
    State(shared): State<Shared>,
    Path((app, policy)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    shared.org().assign_policy(&app, &policy)
}

/// `GET /api/v1/policies/{policyId}/app`.
pub(crate) async fn of_policy(
    State(shared): State<Shared>,
    Path(policy): Path<String>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let org = shared.org();
    let policy = org.policy(&policy)?;
    let apps = org.apps.iter().filter(|app| app.is_under(policy));
    let items = apps.map(|app| app.render(&org.base)).collect();
    let url = format!("{}/app", policy_url(&org.base, &policy.entry.id));
    Paging {
        url,
        parameters: &parameters,
    }
    .answer(items)
}

/// `GET /api/v1/policies/{policyId}/mappings`.
pub(crate) async fn mappings(
    State(shared): State<Shared>,
    Path(policy): Path<String>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let org = shared.org();
    let policy = org.policy(&policy)?;
    let url = format!("{}/mappings", policy_url(&org.base, &policy.entry.id));
    Paging {
        url,
        parameters: &parameters,
    }
    .answer(org.mappings_of(policy))
}

/// `GET /api/v1/policies/{policyId}/mappings/{mappingId}`.
pub(crate) async fn mapping(
    State(shared): State<Shared>,
    Path((policy, id)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let org = shared.org();
    let mappings = org.mappings_of(org.policy(&policy)?);
    let found = mappings.into_iter().find(|mapping| mapping["id"] == *id);
    found
        .map(Json)
        .ok_or_else(|| Refusal::not_found(&id, "PolicyMapping"))
}

/// Gives the apps of a policy that was deleted to the default policy of their org.
pub(crate) fn reassign(org: &mut Org, deleted: &str) {
    let (access, profile) = org.app_policies();
    for app in &mut org.apps {
        if app.access_policy == deleted {
            app.access_policy.clone_from(&access);
        }
        if app.profile_policy == deleted {
            app.profile_policy.clone_from(&profile);
        }
    }
}

impl Org {
    /// The ids of the policies that a new app is under: for access and for profile enrollment.
    pub(crate) fn app_policies(&self) -> (String, String) {
        let id = |name| {
            let kind = PolicyKind::named(name).expect("the table of types has this one");
            self.default_policy(kind)
                .map_or_else(String::new, |policy| policy.entry.id.clone())
        };
        (id("ACCESS_POLICY"), id("PROFILE_ENROLLMENT"))
    }

    fn mappings_of(&self, policy: &Policy) -> Vec<Value> {
        let apps = self.apps.iter().filter(|app| app.is_under(policy));
        apps.map(|app| app.render_mapping(policy, &self.base))
            .collect()
    }

    fn app_place(&self, id: &str) -> Result<usize, Refusal> {
        let place = self.apps.iter().position(|app| app.entry.id == id);
        place.ok_or_else(|| Refusal::not_found(id, "AppInstance"))
    }

    fn create_app(&mut self, body: &Map<String, Value>) -> Result<Value, Refusal> {
        let mut causes = Causes::default();
        let (sign_on_mode, template) = check_mode(body, &mut causes);
        let label = body
            .get("label")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if label.is_empty() {
            causes.blank("label");
        }
        causes.settle()?;
        let (access_policy, profile_policy) = self.app_policies();
        let app = App {
            entry: self.entry("0oa", label),
            template: template.to_owned(),
            sign_on_mode: sign_on_mode.to_owned(),
            settings: body.get("settings").cloned().unwrap_or_default(),
            access_policy,
            profile_policy,
        };
        let rendered = app.render(&self.base);
        self.apps.push(app);
        Ok(rendered)
    }

    fn assign_policy(&mut self, app: &str, policy: &str) -> Result<StatusCode, Refusal> {
        let place = self.app_place(app)?;
        let kind = self.policy(policy)?.kind.name;
        let now = self.now();
        let app = &mut self.apps[place];
        match kind {
            "ACCESS_POLICY" => policy.clone_into(&mut app.access_policy),
            "PROFILE_ENROLLMENT" => policy.clone_into(&mut app.profile_policy),
            _ => {
                return Err(Refusal::invalid(format!(
                    "policyId: a policy of type {kind} can't be assigned to an app"
                )));
            }
        }
        app.entry.updated = now;
        Ok(StatusCode::NO_CONTENT)
    }
}

/// Checks the sign-on mode of a new app and the settings that it needs; gives the mode and the
/// template.
fn check_mode(body: &Map<String, Value>, causes: &mut Causes) -> (&'static str, &'static str) {
    let mode = body
        .get("signOnMode")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Some((mode, template, needs)) = KINDS.iter().find(|(name, ..)| *name == mode) else {
        causes.add(
            "signOnMode",
            "This org makes apps with BASIC_AUTH and BOOKMARK",
        );
        return Default::default();
    };
    if body.get("name").is_some_and(|name| name != template) {
        causes.add(
            "name",
            &format!("An app with {mode} is made from {template}"),
        );
    }
    let settings = body
        .get("settings")
        .map_or(&Value::Null, |settings| &settings["app"]);
    for need in needs.iter().filter(|need| !settings[need].is_string()) {
        causes.blank(&format!("settings.app.{need}"));
    }
    (mode, template)
}
