//! An app, and how it is written in answers.

use serde_json::{Value, json};

use super::policy::{Entry, Policy, link, policy_url};
use super::time::okta_time;

/// One app; its label is the name of its entry.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) entry: Entry,
    /// The app's name in Okta's catalogue.
    pub(crate) template: String,
    pub(crate) sign_on_mode: String,
    pub(crate) settings: Value,
    /// The id of its `ACCESS_POLICY`.
    pub(crate) access_policy: String,
    /// The id of its `PROFILE_ENROLLMENT` policy.
    pub(crate) profile_policy: String,
}

impl App {
    /// Writes the app as Okta's answers have it.
    pub(crate) fn render(&self, base: &str) -> Value {
        let href = format!("{base}/api/v1/apps/{}", self.entry.id);
        json!({
            "id": self.entry.id,
            "name": self.template,
            "label": self.entry.name,
            "status": self.entry.status.name(),
            "created": okta_time(self.entry.created),
            "lastUpdated": okta_time(self.entry.updated),
            "accessibility": { "selfService": false },
            "visibility": { "autoSubmitToolbar": false, "hide": { "iOS": false, "web": false } },
            "features": [],
            "signOnMode": self.sign_on_mode,
            "credentials": { "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" } },
            "settings": self.settings,
            "_links": {
                "self": link(&href, &["GET"]),
                "accessPolicy": link(&policy_url(base, &self.access_policy), &["GET", "PUT", "DELETE"]),
                "profileEnrollment": link(&policy_url(base, &self.profile_policy), &["GET", "PUT", "DELETE"]),
            },
        })
    }

    /// Writes that this app is under `policy`, as an entity of its own. Its id follows from the
    /// app's: an app is under one policy of a type.
    pub(crate) fn render_mapping(&self, policy: &Policy, base: &str) -> Value {
        let id = self.entry.id.replacen("0oa", "map", 1);
        let policy = policy_url(base, &policy.entry.id);
        json!({
            "id": id,
            "_links": {
                "self": link(&format!("{policy}/mappings/{id}"), &["GET"]),
                "application": link(&format!("{base}/api/v1/apps/{}", self.entry.id), &["GET"]),
                "policy": link(&policy, &["GET", "PUT", "DELETE"]),
            },
        })
    }

    /// Whether it is under `policy`, for access or for profile enrollment.
    pub(crate) fn is_under(&self, policy: &Policy) -> bool {
        [&self.access_policy, &self.profile_policy].contains(&&policy.entry.id)
    }
}
