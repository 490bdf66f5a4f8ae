//! What a service can be told to do wrong, so that the failures of a run can be seen.

use std::fmt;

use super::visit::Visit;
use crate::text;

/// One thing that can go wrong. Shown as it is written: `rate-limit-after=N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What it is called by.
    pub name: &'static str,
    /// What stands behind `=`.
    pub takes: Takes,
    /// What goes wrong.
    pub help: &'static str,
}

/// What a fault takes behind `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: there is no `=`.
    Nothing,
    /// `=N`: a number of requests.
    Count,
    /// `=WHEN`: which requests it hits; see [`WHEN`].
    When,
}

/// What `=WHEN` may be.
pub const WHEN: &str =
    "the number of a request since the start (`3`), a method (`PUT`), or part of a path (`/idp`)";

const RATE_LIMIT_AFTER: Fault = Fault {
    name: "rate-limit-after",
    takes: Takes::Count,
    help: "after `N` requests the answer is 429, until the minute is over",
};
pub(crate) const DROP_CONNECTION: Fault = Fault {
    name: "drop-connection",
    takes: Takes::When,
    help: "the connection is closed when the answer begins",
};
pub(crate) const SERVER_ERROR: Fault = Fault {
    name: "server-error",
    takes: Takes::When,
    help: "the answer is a 500",
};

/// The faults that any service may have.
pub const GENERAL_FAULTS: [Fault; 3] = [RATE_LIMIT_AFTER, DROP_CONNECTION, SERVER_ERROR];

/// What a service was told to do wrong; nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults(Vec<(Fault, Value)>);

/// What stands behind `=`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Nothing,
    Count(u32),
    /// The request with this number.
    Nth(u32),
    /// Every request with this method.
    Method(String),
    /// Every request whose path contains this.
    Path(String),
}

/// What can be wrong with how a fault is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// The service has no fault of this name.
    #[error("unknown fault `{name}` of the mock; there are {}", written(known))]
    Unknown {
        /// The name as written.
        name: String,
        /// Those that the service has.
        known: Vec<Fault>,
    },
    /// What stands behind `=` does not fit.
    #[error("fault `{}` of the mock {}", .0.name, .0.needs())]
    Value(Fault),
}

impl FaultError {
    /// The fault that was probably meant.
    pub fn hint(&self) -> Option<String> {
        let Self::Unknown { name, known } = self else {
            return None;
        };
        text::did_you_mean(name, known.iter().map(|fault| fault.name))
    }
}

impl Fault {
    fn value(&self, text: Option<&str>) -> Result<Value, FaultError> {
        let value = match (self.takes, text) {
            (Takes::Nothing, None) => Some(Value::Nothing),
            (Takes::Count, Some(text)) => text.parse().ok().map(Value::Count),
            (Takes::When, Some(text)) => Value::when(text),
            _ => None,
        };
        value.ok_or(FaultError::Value(*self))
    }

    fn needs(&self) -> String {
        match self.takes {
            Takes::Nothing => "takes no value".to_owned(),
            Takes::Count => format!("needs a number of requests, as in `{}=3`", self.name),
            Takes::When => format!("needs {WHEN}, as in `{}=3`", self.name),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self.takes {
            Takes::Nothing => "",
            Takes::Count => "=N",
            Takes::When => "=WHEN",
        };
        write!(formatter, "{}{value}", self.name)
    }
}

impl Faults {
    /// Reads what is written with commas between: faults of any service, and the service's `own`.
    pub(crate) fn read(text: &str, own: &[Fault]) -> Result<Self, FaultError> {
        let known = [own, &GENERAL_FAULTS].concat();
        let written = text.split(',').map(str::trim);
        let told = written.filter(|text| !text.is_empty()).map(|text| {
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (text, None),
            };
            let fault = known.iter().find(|fault| fault.name == name);
            let fault = fault.ok_or_else(|| FaultError::Unknown {
                name: name.to_owned(),
                known: known.clone(),
            })?;
            Ok((*fault, fault.value(value)?))
        });
        told.collect::<Result<_, _>>().map(Self)
    }

    /// Whether `fault` is one of these.
    pub(crate) fn has(&self, fault: &Fault) -> bool {
        self.values(fault).next().is_some()
    }

    /// Whether `fault` is one of these and hits this request.
    pub(crate) fn hit(&self, fault: &Fault, visit: &Visit) -> bool {
        self.values(fault).any(|value| value.holds(visit))
    }

    /// How many requests are answered before the rate limit sets in.
    pub(crate) fn rate_limit(&self) -> Option<u32> {
        self.values(&RATE_LIMIT_AFTER)
            .find_map(|value| match value {
                Value::Count(count) => Some(*count),
                _ => None,
            })
    }

    fn values(&self, fault: &Fault) -> impl Iterator<Item = &Value> {
        let told = self.0.iter().filter(move |(told, _)| told == fault);
        told.map(|(_, value)| value)
    }
}

impl Value {
    fn when(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return Some(Self::Path(text.to_owned()));
        }
        if let Ok(number) = text.parse() {
            return Some(Self::Nth(number));
        }
        let letters = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        letters.then(|| Self::Method(text.to_ascii_uppercase()))
    }

    fn holds(&self, visit: &Visit) -> bool {
        match self {
            Self::Nothing | Self::Count(_) => false,
            Self::Nth(number) => *number == visit.number,
            Self::Method(method) => method == visit.method.as_str(),
            Self::Path(part) => visit.path.contains(part),
        }
    }
}

fn written(faults: &[Fault]) -> String {
    let names: Vec<String> = faults.iter().map(|fault| format!("`{fault}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Fault = Fault {
        name: "own",
        takes: Takes::Nothing,
        help: "something",
    };

    fn read(text: &str) -> Result<Faults, FaultError> {
        Faults::read(text, &[OWN])
    }

    #[test]
    fn faults_are_read_from_their_names() {
        let path = Value::Path("/idp".to_owned());
        for (text, faults) in [
            ("", vec![]),
            ("own", vec![(OWN, Value::Nothing)]),
            (
                "own, rate-limit-after=3",
                vec![(OWN, Value::Nothing), (RATE_LIMIT_AFTER, Value::Count(3))],
            ),
            (
                "drop-connection=put",
                vec![(DROP_CONNECTION, Value::Method("PUT".to_owned()))],
            ),
            ("drop-connection=2", vec![(DROP_CONNECTION, Value::Nth(2))]),
            ("server-error=/idp", vec![(SERVER_ERROR, path)]),
        ] {
            assert_eq!(read(text), Ok(Faults(faults)), "{text}");
        }
    }

    #[test]
    fn what_is_no_fault_is_answered_with_those_there_are() {
        let error = read("server-eror=3").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown fault `server-eror` of the mock; there are `own`, `rate-limit-after=N`, \
             `drop-connection=WHEN`, `server-error=WHEN`"
        );
        assert_eq!(
            error.hint().as_deref(),
            Some("did you mean `server-error`?")
        );
    }

    #[test]
    fn what_does_not_fit_behind_a_fault_is_told_with_what_does() {
        for (text, message) in [
            ("own=1", "fault `own` of the mock takes no value"),
            (
                "rate-limit-after=x",
                "fault `rate-limit-after` of the mock needs a number of requests, as in \
                 `rate-limit-after=3`",
            ),
            (
                "drop-connection=",
                "fault `drop-connection` of the mock needs the number of a request since the \
                 start (`3`), a method (`PUT`), or part of a path (`/idp`), as in \
                 `drop-connection=3`",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), message);
        }
        for text in ["drop-connection", "rate-limit-after"] {
            assert!(matches!(read(text), Err(FaultError::Value(_))), "{text}");
        }
    }
}
