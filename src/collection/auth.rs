//! How a request proves who sends it, as written.

use serde_json::{Map, Value, json};

use super::place::{Place, scalar_text};
use super::scheme::Scheme;
use super::variable::shown_kind;

/// An authentication scheme with its parameters, unresolved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Auth {
    /// The scheme: `noauth`, `basic`, `bearer`, `apikey`, …
    pub kind: String,
    /// The scheme's parameters in order.
    pub params: Vec<AuthParam>,
    /// The parameters of other schemes, as they are kept when a user changes the scheme.
    pub others: Vec<(String, Vec<AuthParam>)>,
}

/// A parameter of a scheme.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuthParam {
    /// The name, as Postman's scheme calls it.
    pub key: String,
    /// The value, with its JSON type; `None` where there is none, not even `null`.
    pub value: Option<Value>,
    /// The declared type, such as `string`.
    pub kind: Option<String>,
    /// Switched off by the user: as good as absent.
    pub disabled: bool,
    /// Filled in by us when the request was sent.
    pub system: bool,
}

impl AuthParam {
    fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("type".into(), json!(shown_kind(self.kind.as_deref())));
        json.extend(
            self.value
                .as_ref()
                .map(|value| ("value".to_owned(), value.clone())),
        );
        json.insert("key".into(), json!(self.key));
        if self.disabled {
            json.insert("disabled".into(), json!(true));
        }
        if self.system {
            json.insert("system".into(), json!(true));
        }
        Value::Object(json)
    }

    /// A parameter of no declared type.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            key: key.into(),
            value: Some(value.into()),
            ..Self::default()
        }
    }
}

impl Auth {
    /// A scheme with its parameters.
    pub fn new(kind: impl Into<String>, params: Vec<AuthParam>) -> Self {
        Self {
            kind: kind.into(),
            params,
            others: Vec::new(),
        }
    }

    /// No authentication, whatever stands above.
    pub fn none() -> Self {
        Self::new("noauth", Vec::new())
    }

    /// The values of its parameters that are not switched off.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.params
            .iter()
            .filter(|param| !param.disabled)
            .filter_map(|param| param.value.as_ref())
    }

    /// The parameter as text; empty when it is absent or not a scalar.
    pub fn text(&self, key: &str) -> String {
        self.get(key).and_then(scalar_text).unwrap_or_default()
    }

    /// The parameter's value; the last one counts where a name stands twice.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let mut given = self.params.iter().rev().filter(|param| !param.disabled);
        given
            .find(|param| param.key == key)
            .and_then(|param| param.value.as_ref())
    }

    /// Whether nobody else should see a parameter; of a scheme that nobody knows, that is each.
    pub fn is_secret(kind: &str, key: &str) -> bool {
        Scheme::of(kind).is_none_or(|scheme| scheme.secrets.contains(&key))
    }

    /// The values of parameters that nobody else should see, where they are given; those of schemes
    /// that are not chosen, too.
    pub fn secrets(&self) -> impl Iterator<Item = String> + '_ {
        let own = (self.kind.as_str(), &self.params[..]);
        let others = self
            .others
            .iter()
            .map(|(kind, params)| (kind.as_str(), &params[..]));
        others
            .chain([own])
            .flat_map(|(kind, params)| secret_texts(kind, params))
    }

    /// The scheme as JSON in the form of schema 2.1.
    pub fn to_json(&self) -> Value {
        let list =
            |params: &[AuthParam]| -> Value { params.iter().map(AuthParam::to_json).collect() };
        let mut json = Map::new();
        json.insert("type".into(), json!(self.kind));
        json.insert(self.kind.clone(), list(&self.params));
        json.extend(
            self.others
                .iter()
                .map(|(kind, params)| (kind.clone(), list(params))),
        );
        Value::Object(json)
    }

    /// Reads an `auth` object; what is none, or has no name of a scheme as its type, is as good as
    /// not there.
    pub(super) fn read(place: &Place<'_>) -> Option<Self> {
        let kind = place.member("type")?.value.as_str()?;
        let params = place
            .member(kind)
            .map(|params| read_params(&params))
            .unwrap_or_default();
        let is_other = |name: &str| name != "type" && name != kind && !name.starts_with('_');
        let others = place
            .members()
            .filter(|(name, member)| is_other(name) && has_members(member.value));
        let others = others
            .map(|(name, params)| (name.clone(), read_params(&params)))
            .collect();
        Some(Self {
            kind: kind.to_owned(),
            params,
            others,
        })
    }
}

fn secret_texts(kind: &str, params: &[AuthParam]) -> Vec<String> {
    let mut texts = Vec::new();
    for param in params {
        if let Some(value) = &param.value
            && Auth::is_secret(kind, &param.key)
        {
            collect_texts(value, &mut texts);
        }
    }
    texts
}

/// The texts and numbers in a value; a truth value tells nobody anything.
fn collect_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect_texts(value, texts)),
        Value::Object(map) => map.values().for_each(|value| collect_texts(value, texts)),
        Value::Bool(_) => {}
        _ => texts.extend(scalar_text(value).filter(|text| !text.is_empty())),
    }
}

fn has_members(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

fn read_params(place: &Place<'_>) -> Vec<AuthParam> {
    if place.value.is_object() {
        return place
            .members()
            .map(|(key, member)| AuthParam::new(key, member.value.clone()))
            .collect();
    }
    place
        .elements()
        .filter_map(|entry| {
            let key = entry.text("key")?;
            Some(AuthParam {
                key,
                value: entry.value.get("value").cloned(),
                kind: entry.text("type"),
                disabled: entry.flag("disabled"),
                system: entry.flag("system"),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schemas_give_the_same_parameters() {
        let old = json!({"type": "basic", "basic": {"username": "u", "password": "p"}});
        let new = json!({"type": "basic", "basic": [{"key": "username", "value": "u"}, {"key": "password", "value": "p"}]});
        let read = |json: &Value| Auth::read(&Place::root(json)).unwrap();
        assert_eq!(read(&old), read(&new));
        assert_eq!(read(&old).text("password"), "p");
        assert_eq!(read(&old).text("absent"), "");
    }

    #[test]
    fn what_names_no_scheme_inherits() {
        for json in [
            json!({}),
            json!({"type": null}),
            json!({"type": 5, "basic": {}}),
            json!([]),
            json!([{"type": "basic"}]),
            json!(""),
            json!("basic"),
            json!(false),
            json!(5),
        ] {
            assert_eq!(Auth::read(&Place::root(&json)), None, "{json}");
        }
    }
}
