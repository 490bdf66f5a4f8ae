//! The `Content-Type` header, parsed (RFC 9110, section 8.3.1), leniently.

/// A media type with the one parameter that matters for reading text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaType {
    /// Type and subtype in lower case, such as `application/json`; empty where there is none.
    pub essence: String,
    /// The `charset` parameter in lower case.
    pub charset: Option<String>,
}

impl MediaType {
    /// Parses a header's value; what can't be read is left out.
    pub fn parse(value: &str) -> Self {
        let mut parts = value.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, charset)| charset.trim().trim_matches('"').to_ascii_lowercase());
        Self { essence, charset }
    }

    /// Whether it is JSON, `+json` types included.
    pub fn is_json(&self) -> bool {
        self.essence == "application/json"
            || self.essence == "text/json"
            || self.essence.ends_with("+json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_whatever_their_case() {
        let parsed = MediaType::parse("Application/JSON; okta-version=1.0.0; Charset=\"UTF-8\"");
        assert_eq!(
            parsed,
            MediaType {
                essence: "application/json".into(),
                charset: Some("utf-8".into())
            }
        );
        assert!(parsed.is_json());
        assert!(!MediaType::parse("").is_json());
    }
}
