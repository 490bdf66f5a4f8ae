//! Why a request had no response.

/// A request that could not be sent, or whose response could not be read: a result of the run, not
/// an error of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SendError {
    /// Node's error code for it, such as `ECONNREFUSED`, where there is one.
    pub code: Option<String>,
    /// What went wrong, in the words that Newman's users know: `connect ECONNREFUSED 127.0.0.1:1`.
    pub message: String,
    /// What would help, where it is known.
    pub hint: Option<String>,
}

impl SendError {
    /// An error that has no code.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            code: None,
            message: message.into(),
            hint: None,
        }
    }

    /// What Node calls such an error.
    pub fn name(&self) -> &'static str {
        if self.code.as_deref() == Some("ERR_SOCKET_BAD_PORT") {
            return "RangeError";
        }
        if self
            .code
            .as_deref()
            .is_some_and(|code| code.starts_with("ERR_INVALID"))
        {
            "TypeError"
        } else {
            "Error"
        }
    }

    /// The first line of the stack that Node gives it.
    pub fn headline(&self) -> String {
        match self.code.as_deref().filter(|code| code.starts_with("ERR_")) {
            Some(code) => format!("{} [{code}]: {}", self.name(), self.message),
            None => format!("{}: {}", self.name(), self.message),
        }
    }

    /// Whether the same request may well be answered a little later.
    pub fn may_pass(&self) -> bool {
        const PASSING: [&str; 11] = [
            "EAI_AGAIN",
            "ECONNABORTED",
            "ECONNREFUSED",
            "ECONNRESET",
            "EHOSTUNREACH",
            "ENETUNREACH",
            "ENOTFOUND",
            "EPIPE",
            "ESOCKETTIMEDOUT",
            "ETIMEDOUT",
            "ERR_HTTP2_ERROR",
        ];
        self.code
            .as_deref()
            .is_some_and(|code| PASSING.contains(&code))
    }

    /// An error with Node's code for it.
    pub fn with_code(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: Some(code.into()),
            message: message.into(),
            hint: None,
        }
    }
}
