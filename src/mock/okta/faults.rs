//! What an org can be told to do wrong, so that a guide's failures can be seen.

use std::str::FromStr;

use crate::text;

/// The faults of an org; none by default. Written as names with commas between:
/// `wrong-token,rate-limit-after=3`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `wrong-token`: the API token that the reader was given is not one of the org's.
    WrongToken,
    /// `wrong-access-token`: the access token that the reader was given is not one of the org's.
    WrongAccessToken,
    /// `missing-scope`: the access token may do other things, but not end sessions.
    MissingScope,
    /// `only-default-rule`: the policy "Stay signed in" has its `Default Rule` and no other.
    OnlyDefaultRule,
    /// `no-stay-signed-in-policy`: there is no policy "Stay signed in".
    NoStaySignedInPolicy,
    /// `policy-vanishes`: the policy "Stay signed in" is listed once and deleted right after.
    PolicyVanishes,
    /// `rate-limit-after=N`: the org answers `N` requests, then 429 until the minute is over.
    RateLimitAfter(u32),
    /// `drop-connection=WHEN`: the connection is closed instead of an answer.
    DropConnection(Moment),
    /// `server-error=WHEN`: the answer is a 500.
    ServerError(Moment),
}

/// Which requests a fault hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// `3`: the third request since the org started.
    Nth(u32),
    /// `PUT`: every request with this method.
    Method(String),
    /// `/idp`: every request whose path contains this.
    Path(String),
}

/// What can be wrong with the name of a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// No fault has this name.
    #[error("unknown fault `{name}` of the mock org; there are {}", known_names())]
    Unknown {
        /// The name as written.
        name: String,
    },
    /// The value behind `=` does not fit.
    #[error("fault `{name}` of the mock org: {needs}")]
    Value {
        /// The name of the fault.
        name: String,
        /// What it needs.
        needs: &'static str,
    },
}

impl FaultError {
    /// The fault that was probably meant.
    pub fn hint(&self) -> Option<String> {
        let Self::Unknown { name } = self else {
            return None;
        };
        let names = Faults::NAMES.map(|known| known.split('=').next().unwrap_or(known));
        text::did_you_mean(name, names)
    }
}

const NEEDS_NOTHING: &str = "takes no value";
const NEEDS_COUNT: &str = "needs a number of requests, as in `rate-limit-after=3`";
const NEEDS_MOMENT: &str =
    "needs the number of a request, a method or a part of a path, as in `=3`, `=PUT`, `=/idp`";

impl Faults {
    /// The names of all faults, each with what it takes behind `=`.
    pub const NAMES: [&'static str; 9] = [
        "wrong-token",
        "wrong-access-token",
        "missing-scope",
        "only-default-rule",
        "no-stay-signed-in-policy",
        "policy-vanishes",
        "rate-limit-after=N",
        "drop-connection=WHEN",
        "server-error=WHEN",
    ];

    /// Whether `fault` is one of these.
    pub(crate) fn has(&self, fault: &Fault) -> bool {
        self.0.contains(fault)
    }

    /// How many requests are answered before the rate limit sets in.
    pub(crate) fn rate_limit(&self) -> Option<u32> {
        self.0.iter().find_map(|fault| match fault {
            Fault::RateLimitAfter(count) => Some(*count),
            _ => None,
        })
    }

    /// What happens to a request instead of its answer.
    pub(crate) fn mishap(&self, request: &Arrival<'_>) -> Option<Mishap> {
        self.0.iter().find_map(|fault| match fault {
            Fault::DropConnection(moment) if moment.matches(request) => {
                Some(Mishap::ConnectionDropped)
            }
            Fault::ServerError(moment) if moment.matches(request) => Some(Mishap::ServerError),
            _ => None,
        })
    }
}

/// A request, as far as faults look at it.
pub(crate) struct Arrival<'a> {
    /// The first request since the org started is number 1.
    pub(crate) number: u32,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
}

/// What happens to a request instead of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mishap {
    ConnectionDropped,
    ServerError,
}

impl Moment {
    fn matches(&self, request: &Arrival<'_>) -> bool {
        match self {
            Self::Nth(number) => *number == request.number,
            Self::Method(method) => method == request.method,
            Self::Path(part) => request.path.contains(part),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return Some(Self::Path(text.to_owned()));
        }
        if let Ok(number) = text.parse() {
            return Some(Self::Nth(number));
        }
        let letters = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        letters.then(|| Self::Method(text.to_ascii_uppercase()))
    }
}

impl FromStr for Faults {
    type Err = FaultError;

    /// Reads names with commas between; an empty text is no fault.
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let names = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        names.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    /// Reads one name of [`Faults::NAMES`].
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        let wrong = |needs| FaultError::Value {
            name: name.to_owned(),
            needs,
        };
        let moment = || {
            value
                .and_then(Moment::parse)
                .ok_or_else(|| wrong(NEEDS_MOMENT))
        };
        let fault = match name {
            "wrong-token" => Self::WrongToken,
            "wrong-access-token" => Self::WrongAccessToken,
            "missing-scope" => Self::MissingScope,
            "only-default-rule" => Self::OnlyDefaultRule,
            "no-stay-signed-in-policy" => Self::NoStaySignedInPolicy,
            "policy-vanishes" => Self::PolicyVanishes,
            "drop-connection" => return moment().map(Self::DropConnection),
            "server-error" => return moment().map(Self::ServerError),
            "rate-limit-after" => {
                let count = value.and_then(|text| text.parse().ok());
                return count
                    .map(Self::RateLimitAfter)
                    .ok_or_else(|| wrong(NEEDS_COUNT));
            }
            _ => {
                return Err(FaultError::Unknown {
                    name: name.to_owned(),
                });
            }
        };
        if value.is_some() {
            Err(wrong(NEEDS_NOTHING))
        } else {
            Ok(fault)
        }
    }
}

fn known_names() -> String {
    Faults::NAMES.map(|name| format!("`{name}`")).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_from_their_names() {
        use Fault::{DropConnection, OnlyDefaultRule, RateLimitAfter, ServerError, WrongToken};
        for (text, faults) in [
            ("", vec![]),
            ("wrong-token", vec![WrongToken]),
            (
                "only-default-rule, rate-limit-after=3",
                vec![OnlyDefaultRule, RateLimitAfter(3)],
            ),
            (
                "drop-connection=put",
                vec![DropConnection(Moment::Method("PUT".to_owned()))],
            ),
            ("drop-connection=2", vec![DropConnection(Moment::Nth(2))]),
            (
                "server-error=/idp",
                vec![ServerError(Moment::Path("/idp".to_owned()))],
            ),
        ] {
            assert_eq!(text.parse(), Ok(Faults(faults)), "{text}");
        }
    }

    #[test]
    fn every_listed_name_is_a_fault() {
        for name in Faults::NAMES {
            let text = name.replace("=N", "=1").replace("=WHEN", "=1");
            assert!(text.parse::<Fault>().is_ok(), "{name}");
        }
    }

    #[test]
    fn what_is_no_fault_is_answered_with_those_there_are() {
        let unknown = "wrong-tokn".parse::<Faults>().unwrap_err().to_string();
        assert!(
            unknown.starts_with(
                "unknown fault `wrong-tokn` of the mock org; there are `wrong-token`, "
            )
        );
        let hint = "wrong-tokn".parse::<Faults>().unwrap_err().hint();
        assert_eq!(hint.as_deref(), Some("did you mean `wrong-token`?"));
        for text in [
            "drop-connection",
            "drop-connection=",
            "rate-limit-after=x",
            "wrong-token=1",
        ] {
            let error = text.parse::<Faults>().unwrap_err();
            assert!(matches!(error, FaultError::Value { .. }), "{text}: {error}");
        }
    }
}
