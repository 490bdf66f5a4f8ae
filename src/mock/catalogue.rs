//! The services there are. Each describes itself in its own folder; a new one is that folder and a
//! row here.

use std::str::FromStr;

use super::faults::{FaultError, Faults};
use super::okta;
use super::service::Service;
use crate::text;

/// All services, in the order in which they are told of.
pub const SERVICES: [&Service; 1] = [&okta::SERVICE];

/// What `--mock` names: a service, and what it is told to do wrong. Written `NAME` or
/// `NAME:FAULT,…`.
#[derive(Debug, Clone)]
pub struct Mock {
    pub(crate) service: &'static Service,
    pub(crate) faults: Faults,
}

/// What can be wrong with what `--mock` names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No service has this name.
    #[error("there is no mock `{0}`")]
    Service(String),
    /// The faults are not the service's.
    #[error(transparent)]
    Fault(#[from] FaultError),
}

impl Mock {
    /// A service with faults that are written with commas between; an empty text is none.
    pub(crate) fn new(service: &'static Service, faults: &str) -> Result<Self, FaultError> {
        let faults = Faults::read(faults, service.faults)?;
        Ok(Self { service, faults })
    }
}

impl FromStr for Mock {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let (name, faults) = text.split_once(':').unwrap_or((text, ""));
        let service = SERVICES.into_iter().find(|service| service.name == name);
        let service = service.ok_or_else(|| NameError::Service(name.to_owned()))?;
        Ok(Self::new(service, faults)?)
    }
}

impl NameError {
    /// What was probably meant, or what there is.
    pub fn hint(&self) -> Option<String> {
        let name = match self {
            Self::Service(name) => name,
            Self::Fault(error) => return error.hint(),
        };
        let names = SERVICES.map(|service| service.name);
        let those = || {
            format!(
                "there is {}",
                names.map(|name| format!("`{name}`")).join(", ")
            )
        };
        Some(text::did_you_mean(name, names).unwrap_or_else(those))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_found_by_its_name_and_told_its_faults() {
        let mock: Mock = "okta:wrong-token, server-error=2".parse().unwrap();
        assert_eq!(mock.service.name, "okta");
        assert_ne!(mock.faults, Faults::default());
        for text in ["okta", "okta:"] {
            let mock: Mock = text.parse().unwrap();
            assert_eq!(mock.faults, Faults::default(), "{text}");
        }
    }

    #[test]
    fn what_is_no_service_is_answered_with_those_there_are() {
        for (text, hint) in [
            ("otka:wrong-token", "did you mean `okta`?"),
            ("nothing", "there is `okta`"),
            ("okta:wrong-tokn", "did you mean `wrong-token`?"),
        ] {
            let error = text.parse::<Mock>().unwrap_err();
            assert_eq!(error.hint().as_deref(), Some(hint), "{error}");
        }
        let error = "otka".parse::<Mock>().unwrap_err();
        assert_eq!(error.to_string(), "there is no mock `otka`");
    }
}
