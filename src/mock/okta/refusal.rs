//! Okta's error answers.
//!
//! A [`Refusal`] renders itself; the id in its body is filled in on the way out, where ids are
//! made.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// One error answer: status, Okta's error code, its summary and its causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    code: &'static str,
    summary: String,
    causes: Vec<String>,
}

impl Refusal {
    /// E0000001: the request was read and is not acceptable. `field` is named in the summary, each
    /// cause says what is wrong as ``field: what``.
    pub(crate) fn validation(causes: Vec<String>) -> Self {
        let field = causes
            .first()
            .and_then(|cause| cause.split(':').next())
            .unwrap_or("body");
        let summary = format!("Api validation failed: {field}");
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "E0000001",
            summary,
            causes,
        }
    }

    /// E0000001 with one cause.
    pub(crate) fn invalid(cause: impl Into<String>) -> Self {
        Self::validation(vec![cause.into()])
    }

    /// E0000003: the body is not the JSON object it should be.
    pub(crate) fn malformed() -> Self {
        Self::plain(
            StatusCode::BAD_REQUEST,
            "E0000003",
            "The request body was not well-formed.",
        )
    }

    /// E0000006: Okta's answer to what nobody may do, such as deleting a default policy.
    pub(crate) fn forbidden(cause: &str) -> Self {
        let summary = "You do not have permission to perform the requested action";
        let mut refusal = Self::plain(StatusCode::FORBIDDEN, "E0000006", summary);
        refusal.causes.push(cause.to_owned());
        refusal
    }

    /// E0000007: there is no `id` of this kind (`Policy`, `PolicyRule`, …).
    pub(crate) fn not_found(id: &str, kind: &str) -> Self {
        let summary = format!("Not found: Resource not found: {id} ({kind})");
        Self {
            status: StatusCode::NOT_FOUND,
            code: "E0000007",
            summary,
            causes: Vec::new(),
        }
    }

    /// E0000009: the org broke.
    fn internal() -> Self {
        Self::plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "E0000009",
            "Internal Server Error",
        )
    }

    /// E0000011: no token, or one that is not known.
    pub(crate) fn unauthorized() -> Self {
        Self::plain(
            StatusCode::UNAUTHORIZED,
            "E0000011",
            "Invalid token provided",
        )
    }

    /// E0000021: the client accepts no media type that this endpoint answers with.
    pub(crate) fn not_acceptable() -> Self {
        let summary =
            "Bad request. Accept and/or Content-Type headers likely do not match supported values.";
        Self::plain(StatusCode::NOT_ACCEPTABLE, "E0000021", summary)
    }

    /// E0000022: the path is served, this method is not.
    pub(crate) fn method_not_allowed() -> Self {
        let summary = "The endpoint does not support the provided HTTP method";
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, "E0000022", summary)
    }

    /// E0000047: over the rate limit.
    fn too_many_requests() -> Self {
        let summary = "API call exceeded rate limit due to too many requests.";
        Self::plain(StatusCode::TOO_MANY_REQUESTS, "E0000047", summary)
    }

    /// What a bare `status` that no handler made says: a mishap, the rate limit, or something that
    /// could not be read.
    pub(crate) fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::INTERNAL_SERVER_ERROR => Some(Self::internal()),
            StatusCode::TOO_MANY_REQUESTS => Some(Self::too_many_requests()),
            _ => status.is_client_error().then(Self::malformed),
        }
    }

    /// The JSON body of this answer.
    pub(crate) fn body(&self, error_id: &str) -> Value {
        let causes: Vec<Value> = self
            .causes
            .iter()
            .map(|cause| json!({ "errorSummary": cause }))
            .collect();
        json!({
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": causes,
        })
    }

    fn plain(status: StatusCode, code: &'static str, summary: &str) -> Self {
        Self {
            status,
            code,
            summary: summary.to_owned(),
            causes: Vec::new(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validation_error_names_its_field_and_lists_its_causes() {
        let refusal = Refusal::invalid("name: The field cannot be left blank");
        let body = refusal.body("oae1");
        assert_eq!(body["errorCode"], "E0000001");
        assert_eq!(body["errorLink"], "E0000001");
        assert_eq!(body["errorId"], "oae1");
        assert_eq!(body["errorSummary"], "Api validation failed: name");
        assert_eq!(
            body["errorCauses"][0]["errorSummary"],
            "name: The field cannot be left blank"
        );
    }

    #[test]
    fn a_missing_resource_is_named_with_its_kind() {
        let body = Refusal::not_found("00p1", "Policy").body("x");
        assert_eq!(
            body["errorSummary"],
            "Not found: Resource not found: 00p1 (Policy)"
        );
        assert_eq!(body["errorCauses"], json!([]));
    }
}
