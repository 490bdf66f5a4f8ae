//! What an authentication adds to a request, found by comparing the request before and after it was
//! signed.

use percent_encoding::percent_decode_str;

use crate::collection::QueryParam;
use crate::exchange::{Headers, Proof};

/// The parameters of a query before a request is signed.
pub(super) struct Unsigned(Vec<Pair>);

/// Name and value of a parameter, decoded: schemes write what was there in an encoding of theirs.
type Pair = (Vec<u8>, Vec<u8>);

impl Unsigned {
    /// Remembers what is there.
    pub(super) fn of(query: &[QueryParam]) -> Self {
        Self(query.iter().map(pair).collect())
    }

    /// What was added to it, and to the headers: before, none of them were ours but the type of the
    /// body.
    pub(super) fn proof(&self, query: &[QueryParam], headers: &Headers) -> Proof {
        let is_own = |name: &str| ["content-type", "host"].contains(&name);
        let headers = headers
            .iter()
            .filter(|header| header.system)
            .map(|header| header.name.to_ascii_lowercase())
            .filter(|name| !is_own(name));
        let added = query
            .iter()
            .map(pair)
            .filter(|pair| !self.0.contains(pair))
            .map(|(name, _)| String::from_utf8_lossy(&name).into_owned());
        Proof {
            headers: headers.collect(),
            query: added.collect(),
        }
    }
}

fn pair(param: &QueryParam) -> Pair {
    let decoded = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default().replace('+', " ");
        percent_decode_str(&text).collect()
    };
    (decoded(&param.key), decoded(&param.value))
}
