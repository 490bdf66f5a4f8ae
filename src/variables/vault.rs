//! The vault: secrets that stay on the user's machine, for `{{vault:name}}` and `pm.vault`.
//!
//! It is read from a file or from environment variables, changed by scripts for the length of a
//! run, and never written.

use serde_json::Value;
use url::Url;

use crate::collection::Variable;
use crate::text::kind_of;

/// What a secret's name begins with where it stands in a request.
const PREFIX: &str = "vault:";

/// A secret and where it may be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Secret {
    /// Its name, without `vault:`, and its value.
    pub variable: Variable,
    /// The hosts that requests may send it to, such as `api.example.com`, `*.example.com` or
    /// `http://localhost`; HTTPS unless they say otherwise. Empty where it may go anywhere.
    pub domains: Vec<String>,
}

/// The secrets of a user.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vault(Vec<Secret>);

/// Why a file is no vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It is neither an object of names and values nor an environment.
    #[error("expected an object of names and values, or an environment with `values`, found {0}")]
    NotAnObject(&'static str),
    /// An entry of `values` has no name.
    #[error("`/values/{0}` has no `key`")]
    NoKey(usize),
    /// A value is of a kind that can't be put into a request.
    #[error("`{0}` is {1}, expected text, a number or true or false")]
    NotAValue(String, &'static str),
}

impl Vault {
    /// Reads what a user keeps: `{"name": "value"}`, or what Postman exports of an environment,
    /// whose entries may have `domains`.
    ///
    /// # Errors
    /// It is neither.
    pub fn read(json: &Value) -> Result<Self, VaultError> {
        let Value::Object(members) = json else {
            return Err(VaultError::NotAnObject(kind_of(json)));
        };
        let mut vault = Self::default();
        if let Some(Value::Array(values)) = members.get("values") {
            for (at, entry) in values.iter().enumerate() {
                vault.add_entry(at, entry)?;
            }
        } else {
            for (key, value) in members {
                vault.add(Secret::new(bare(key), scalar(key, value)?));
            }
        }
        Ok(vault)
    }

    fn add_entry(&mut self, at: usize, entry: &Value) -> Result<(), VaultError> {
        let key = entry["key"].as_str().ok_or(VaultError::NoKey(at))?;
        if entry["enabled"] == Value::Bool(false) || entry["disabled"] == Value::Bool(true) {
            return Ok(());
        }
        // The second is what Postman's own programs call them.
        let domains = ["domains", "_domains"].map(|name| entry[name].as_array());
        let domains = domains
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        self.add(Secret {
            domains,
            ..Secret::new(bare(key), scalar(key, &entry["value"])?)
        });
        Ok(())
    }

    /// Adds a secret; it takes the place of one of the same name.
    pub fn add(&mut self, secret: Secret) {
        self.unset(&secret.variable.key);
        self.0.push(secret);
    }

    /// The secret of that name.
    pub fn get(&self, key: &str) -> Option<&Variable> {
        self.find(key).map(|secret| &secret.variable)
    }

    /// Gives a secret a value; where it may be sent stays as it was.
    pub fn set(&mut self, key: &str, value: Value) {
        let secret = Secret::new(key, value);
        match self.0.iter_mut().find(|known| known.variable.key == key) {
            Some(known) => known.variable = secret.variable,
            None => self.0.push(secret),
        }
    }

    /// Removes a secret.
    pub fn unset(&mut self, key: &str) {
        self.0.retain(|secret| secret.variable.key != key);
    }

    /// The secrets, for keeping them out of reports.
    pub fn iter(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().map(|secret| &secret.variable)
    }

    /// The secrets, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Variable> {
        self.0.iter_mut().map(|secret| &mut secret.variable)
    }

    /// The secret for a placeholder `vault:name` of a request to `url`; `None` for other names, and
    /// for a secret that must not go there.
    pub(super) fn resolve(&self, name: &str, url: &str) -> Option<&Variable> {
        let key = name.strip_prefix(PREFIX)?;
        let secret = self.find(key)?;
        secret.may_go_to(url).then_some(&secret.variable)
    }

    fn find(&self, key: &str) -> Option<&Secret> {
        self.0.iter().find(|secret| secret.variable.key == key)
    }
}

impl Secret {
    fn new(key: &str, value: Value) -> Self {
        Self {
            variable: Variable::new(key, value),
            domains: Vec::new(),
        }
    }

    fn may_go_to(&self, url: &str) -> bool {
        if self.domains.is_empty() {
            return true;
        }
        let Some(target) = parse(url, "http") else {
            return false;
        };
        self.domains.iter().any(|domain| {
            let (wildcard, domain) = match domain.split_once("*.") {
                Some((scheme, rest)) => (true, format!("{scheme}{rest}")),
                None => (false, domain.clone()),
            };
            let Some(allowed) = parse(&domain, "https") else {
                return false;
            };
            let (Some(host), Some(wanted)) = (target.host_str(), allowed.host_str()) else {
                return false;
            };
            let below = || {
                wildcard
                    && host
                        .strip_suffix(wanted)
                        .is_some_and(|rest| rest.ends_with('.'))
            };
            target.scheme() == allowed.scheme() && (host == wanted || below())
        })
    }
}

fn parse(text: &str, scheme: &str) -> Option<Url> {
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("{scheme}://{text}")
    };
    Url::parse(&full).ok()
}

fn bare(key: &str) -> &str {
    key.strip_prefix(PREFIX).unwrap_or(key)
}

fn scalar(key: &str, value: &Value) -> Result<Value, VaultError> {
    match value {
        Value::Array(_) | Value::Object(_) => {
            Err(VaultError::NotAValue(key.to_owned(), kind_of(value)))
        }
        _ => Ok(value.clone()),
    }
}

/// A vault of names and values, as environment variables give them.
impl FromIterator<(String, String)> for Vault {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut vault = Self::default();
        for (key, value) in pairs {
            vault.add(Secret::new(&key, value.into()));
        }
        vault
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value<'v>(vault: &'v Vault, key: &str) -> Option<&'v Value> {
        vault.get(key)?.held()
    }

    #[test]
    fn an_object_and_an_environment_are_vaults() {
        let plain = Vault::read(&json!({"a": "1", "vault:b": 2})).unwrap();
        assert_eq!(
            (value(&plain, "a"), value(&plain, "b")),
            (Some(&json!("1")), Some(&json!(2)))
        );
        let entries =
            json!([{"key": "a", "value": "1"}, {"key": "off", "value": "x", "enabled": false}]);
        let exported = Vault::read(&json!({"name": "mine", "values": entries})).unwrap();
        assert_eq!(
            (value(&exported, "a"), value(&exported, "off")),
            (Some(&json!("1")), None)
        );
    }

    #[test]
    fn what_is_no_vault_is_refused_with_its_place() {
        let refused = |json: Value| Vault::read(&json).unwrap_err().to_string();
        assert!(refused(json!([])).ends_with("found a list"));
        assert_eq!(
            refused(json!({"values": [{"value": 1}]})),
            "`/values/0` has no `key`"
        );
        assert!(refused(json!({"a": {"b": 1}})).starts_with("`a` is an object"));
    }

    #[test]
    fn a_secret_goes_only_where_it_may() {
        let entry = json!({"key": "a", "value": "s", "domains": ["api.example.com", "*.okta.test", "http://localhost"]});
        let vault = Vault::read(&json!({"values": [entry]})).unwrap();
        let named = json!({"key": "a", "value": "s", "_domains": ["api.example.com", "*.okta.test", "http://localhost"]});
        assert_eq!(vault, Vault::read(&json!({"values": [named]})).unwrap());
        let goes = |url: &str| vault.resolve("vault:a", url).is_some();
        assert!(
            goes("https://api.example.com:8443/x")
                && goes("https://dev.okta.test/")
                && goes("https://okta.test")
        );
        assert!(goes("localhost:3000/a") && goes("http://localhost"));
        assert!(
            !goes("http://api.example.com/")
                && !goes("https://evilokta.test/")
                && !goes("https://x.com")
        );
        assert_eq!(vault.resolve("a", "https://api.example.com"), None);
    }
}
