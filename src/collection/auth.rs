//! How a request proves who sends it, as written.

use serde_json::{Map, Value, json};

use super::Problem;
use super::place::Place;

/// An authentication scheme with its parameters, unresolved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Auth {
    /// The scheme: `noauth`, `basic`, `bearer`, `apikey`, …
    pub kind: String,
    /// The scheme's parameters in order.
    pub params: Vec<AuthParam>,
}

/// A parameter of a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthParam {
    /// The name, as Postman's scheme calls it.
    pub key: String,
    /// The value, with its JSON type.
    pub value: Value,
    /// The declared type, such as `string`.
    pub kind: Option<String>,
}

impl AuthParam {
    /// A parameter of no declared type.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { key: key.into(), value: value.into(), kind: None }
    }
}

impl Auth {
    /// The parameter as text; empty when it is absent or not a scalar.
    pub fn text(&self, key: &str) -> String {
        self.get(key).and_then(super::place::scalar_text).unwrap_or_default()
    }

    /// The parameter's value; the last one counts where a name stands twice.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.params.iter().rev().find(|param| param.key == key).map(|param| &param.value)
    }

    /// The values of parameters that nobody else should see, where they are given.
    pub fn secrets(&self) -> impl Iterator<Item = String> + '_ {
        let names: &[&str] = match self.kind.as_str() {
            "apikey" => &["value"],
            "basic" | "digest" | "ntlm" => &["password"],
            "bearer" => &["token"],
            "oauth2" => &["accessToken", "clientSecret", "refreshToken", "password"],
            "oauth1" => &["consumerSecret", "tokenSecret", "privateKey"],
            "awsv4" => &["secretKey", "sessionToken"],
            "hawk" => &["authKey"],
            "edgegrid" => &["clientSecret"],
            "asap" => &["privateKey"],
            "jwt" => &["secret", "privateKey"],
            _ => &[],
        };
        names.iter().map(|name| self.text(name)).filter(|text| !text.is_empty())
    }

    /// The scheme as JSON in the form of schema 2.1.
    pub fn to_json(&self) -> Value {
        let params: Vec<Value> = self
            .params
            .iter()
            .map(|param| {
                let kind = param.kind.as_deref().unwrap_or("any");
                json!({"type": kind, "value": param.value, "key": param.key})
            })
            .collect();
        let mut json = Map::new();
        json.insert("type".into(), json!(self.kind));
        if self.kind != "noauth" {
            json.insert(self.kind.clone(), Value::Array(params));
        }
        Value::Object(json)
    }

    /// Reads an `auth` object; one without a type is as good as none.
    pub(super) fn read(place: &Place<'_>) -> Result<Option<Self>, Problem> {
        place.object()?;
        let Some(kind) = place.member("type") else { return Ok(None) };
        let Some(kind) = kind.value.as_str() else { return Err(kind.is_not("the name of a scheme")) };
        let params = place.member(kind).map(|params| read_params(&params)).unwrap_or_default();
        Ok(Some(Self { kind: kind.to_owned(), params }))
    }
}

fn read_params(place: &Place<'_>) -> Vec<AuthParam> {
    if place.value.is_object() {
        return place.members().map(|(key, member)| AuthParam::new(key, member.value.clone())).collect();
    }
    place
        .elements()
        .filter_map(|entry| {
            let key = entry.text("key")?;
            let value = entry.value.get("value").cloned().unwrap_or(Value::Null);
            (!entry.flag("disabled")).then_some(AuthParam { key, value, kind: entry.text("type") })
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
        let read = |json: &Value| Auth::read(&Place::root(json)).unwrap().unwrap();
        assert_eq!(read(&old), read(&new));
        assert_eq!(read(&old).text("password"), "p");
        assert_eq!(read(&old).text("absent"), "");
    }

    #[test]
    fn a_scheme_without_a_type_inherits() {
        assert_eq!(Auth::read(&Place::root(&json!({}))), Ok(None));
        assert_eq!(Auth::read(&Place::root(&json!({"type": null}))), Ok(None));
    }
}
