//! A policy with its rules, and how both are written in answers.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::kind::{Family, PolicyKind};
use super::time::okta_time;

/// The priority that Okta gives a catch-all rule.
const CATCH_ALL_PRIORITY: usize = 99;

/// One policy. Its priority is its place among those of its type.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) kind: &'static PolicyKind,
    pub(crate) entry: Entry,
    pub(crate) description: Option<String>,
    pub(crate) conditions: Value,
    pub(crate) settings: Option<Value>,
    /// In the order in which they are tried.
    pub(crate) rules: Vec<Rule>,
}

/// One rule of a policy. Its priority is its place among them.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) entry: Entry,
    pub(crate) conditions: Option<Value>,
    pub(crate) actions: Value,
}

/// What policies and rules have in common.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    pub(crate) origin: Origin,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// Whether a policy or rule is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Inactive,
}

/// Who made a policy or rule: what Okta made (`"system": true`) can't be deleted or deactivated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Okta,
    Administrator,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
        }
    }

    /// The status of what is made with `activate` set so.
    pub(crate) fn of_new(activate: bool) -> Self {
        if activate {
            Self::Active
        } else {
            Self::Inactive
        }
    }
}

impl Policy {
    /// Writes the policy as Okta's answers have it; `priority` is its place, `base` the org's URL.
    pub(crate) fn render(&self, priority: usize, base: &str) -> Value {
        let mut members = Map::new();
        members.insert("id".to_owned(), json!(self.entry.id));
        self.entry.render(&mut members);
        members.insert("type".to_owned(), json!(self.kind.name));
        if let Some(description) = &self.description {
            members.insert("description".to_owned(), json!(description));
        }
        members.insert("priority".to_owned(), json!(priority));
        members.insert("conditions".to_owned(), self.conditions.clone());
        if let Some(settings) = &self.settings {
            members.insert("settings".to_owned(), settings.clone());
        }
        members.insert("_links".to_owned(), self.links(base));
        Value::Object(members)
    }

    /// The rule called `id`, with its place.
    pub(crate) fn rule(&self, id: &str) -> Option<(usize, &Rule)> {
        self.rules
            .iter()
            .enumerate()
            .find(|(_, rule)| rule.entry.id == id)
    }

    /// Writes the rule at `place` as Okta's answers have it.
    pub(crate) fn render_rule(&self, place: usize, base: &str) -> Value {
        let rule = &self.rules[place];
        let mut members = Map::new();
        members.insert("id".to_owned(), json!(rule.entry.id));
        rule.entry.render(&mut members);
        members.insert("type".to_owned(), json!(self.kind.rule_type));
        members.insert("priority".to_owned(), json!(self.rule_priority(place)));
        if let Some(conditions) = &rule.conditions {
            members.insert("conditions".to_owned(), conditions.clone());
        }
        members.insert("actions".to_owned(), rule.actions.clone());
        members.insert("_links".to_owned(), self.rule_links(rule, base));
        Value::Object(members)
    }

    /// The place of a new rule, or of one moved to `priority`: before the rule that Okta made.
    pub(crate) fn place_for(&self, priority: Option<u64>) -> usize {
        let own = self
            .rules
            .iter()
            .filter(|rule| rule.entry.origin == Origin::Administrator)
            .count();
        let Some(priority) = priority else { return own };
        let place = usize::try_from(priority).unwrap_or(usize::MAX);
        place.saturating_sub(self.first_priority()).min(own)
    }

    fn rule_priority(&self, place: usize) -> usize {
        let catch_all = self.kind.family == Family::CatchAll;
        if catch_all && self.rules[place].entry.origin == Origin::Okta {
            return CATCH_ALL_PRIORITY;
        }
        place + self.first_priority()
    }

    fn first_priority(&self) -> usize {
        match self.kind.family {
            Family::Ordered => 1,
            Family::CatchAll => 0,
        }
    }

    fn links(&self, base: &str) -> Value {
        let href = policy_url(base, &self.entry.id);
        let mut links = self.entry.links(&href);
        links["rules"] = link(&format!("{href}/rules"), &["GET", "POST"]);
        if ["ACCESS_POLICY", "PROFILE_ENROLLMENT"].contains(&self.kind.name) {
            links["mappings"] = link(&format!("{href}/mappings"), &["GET"]);
        }
        links
    }

    fn rule_links(&self, rule: &Rule, base: &str) -> Value {
        rule.entry.links(&format!(
            "{}/rules/{}",
            policy_url(base, &self.entry.id),
            rule.entry.id
        ))
    }
}

impl Entry {
    fn render(&self, members: &mut Map<String, Value>) {
        members.insert("status".to_owned(), json!(self.status.name()));
        members.insert("name".to_owned(), json!(self.name));
        members.insert("system".to_owned(), json!(self.origin == Origin::Okta));
        members.insert("created".to_owned(), json!(okta_time(self.created)));
        members.insert("lastUpdated".to_owned(), json!(okta_time(self.updated)));
    }

    /// The links of what stands at `href`: what Okta made can be read and replaced only.
    fn links(&self, href: &str) -> Value {
        if self.origin == Origin::Okta {
            return json!({ "self": link(href, &["GET", "PUT"]) });
        }
        let step = match self.status {
            Status::Active => "deactivate",
            Status::Inactive => "activate",
        };
        let mut links = json!({ "self": link(href, &["GET", "PUT", "DELETE"]) });
        links[step] = link(&format!("{href}/lifecycle/{step}"), &["POST"]);
        links
    }
}

/// The URL of a policy.
pub(crate) fn policy_url(base: &str, id: &str) -> String {
    format!("{base}/api/v1/policies/{id}")
}

/// A link with the methods that its target takes.
pub(crate) fn link(href: &str, methods: &[&str]) -> Value {
    json!({ "href": href, "hints": { "allow": methods } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, origin: Origin) -> Entry {
        let time = Timestamp::UNIX_EPOCH;
        let name = id.to_owned();
        Entry {
            id: id.to_owned(),
            name,
            status: Status::Active,
            origin,
            created: time,
            updated: time,
        }
    }

    fn policy(kind: &str) -> Policy {
        let rule = |id, origin| Rule {
            entry: entry(id, origin),
            conditions: None,
            actions: json!({}),
        };
        Policy {
            kind: PolicyKind::named(kind).unwrap(),
            entry: entry("p", Origin::Administrator),
            description: None,
            conditions: Value::Null,
            settings: None,
            rules: vec![
                rule("own", Origin::Administrator),
                rule("last", Origin::Okta),
            ],
        }
    }

    #[test]
    fn priorities_are_places_and_a_catch_all_rule_is_ninety_nine() {
        for (kind, own, last) in [("OKTA_SIGN_ON", 1, 2), ("ACCESS_POLICY", 0, 99)] {
            let policy = policy(kind);
            assert_eq!(policy.render_rule(0, "")["priority"], own, "{kind}");
            assert_eq!(policy.render_rule(1, "")["priority"], last, "{kind}");
        }
    }

    #[test]
    fn a_rule_is_never_placed_behind_the_one_that_okta_made() {
        let policy = policy("OKTA_SIGN_ON");
        for (priority, place) in [
            (None, 1),
            (Some(0), 0),
            (Some(1), 0),
            (Some(2), 1),
            (Some(99), 1),
        ] {
            assert_eq!(policy.place_for(priority), place, "{priority:?}");
        }
    }

    #[test]
    fn what_okta_made_offers_no_deletion() {
        let rendered = policy("PASSWORD").render_rule(1, "http://org");
        assert_eq!(
            rendered["_links"]["self"]["hints"]["allow"],
            json!(["GET", "PUT"])
        );
        assert!(rendered["_links"].get("deactivate").is_none());
        let own = policy("PASSWORD").render_rule(0, "http://org");
        assert_eq!(
            own["_links"]["deactivate"]["href"],
            "http://org/api/v1/policies/p/rules/own/lifecycle/deactivate"
        );
    }
}
