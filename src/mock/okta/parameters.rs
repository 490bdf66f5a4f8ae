//! The query parameters of a request.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::refusal::Refusal;

/// The decoded query parameters, in the order they were sent.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the part of a URL after the `?`.
    pub(crate) fn parse(query: &str) -> Self {
        Self(
            url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of `name`; one that is empty counts as not sent, as Okta has it.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// The value of a flag, or `default` where it isn't sent.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, Refusal> {
        match self.get(name) {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(other) => Err(Refusal::invalid(format!(
                "{name}: `{other}` is neither true nor false"
            ))),
        }
    }

    /// The same parameters with `name` set to `value`, encoded for a URL.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let others = self.0.iter().filter(|(key, _)| key != name);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(others).append_pair(name, value);
        query.finish()
    }

    /// The same parameters, encoded for a URL.
    pub(crate) fn encoded(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_true_or_false_or_absent() {
        let parameters = Parameters::parse("a=true&b=false&c=maybe&d=");
        assert_eq!(parameters.flag("a", false), Ok(true));
        assert_eq!(parameters.flag("b", true), Ok(false));
        assert_eq!(parameters.flag("d", true), Ok(true));
        assert_eq!(parameters.flag("e", false), Ok(false));
        assert!(parameters.flag("c", true).is_err());
    }

    #[test]
    fn a_parameter_is_replaced_where_it_is_sent_already() {
        let parameters = Parameters::parse("type=PASSWORD&after=x&q=a+b");
        assert_eq!(parameters.with("after", "y"), "type=PASSWORD&q=a+b&after=y");
    }
}
