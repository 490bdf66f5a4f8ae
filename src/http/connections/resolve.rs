//! Looks host names up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::text::open_files;

/// A host name that has no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("getaddrinfo {code} {host}")]
pub(crate) struct LookupError {
    /// Node's code for it.
    pub(crate) code: &'static str,
    /// The name.
    pub(crate) host: String,
}

/// Asks the system's resolver, but `localhost` and all below it are this machine (RFC 6761, section
/// 6.3).
///
/// # Errors
/// The name has no address.
pub(crate) async fn lookup(host: &str, port: u16) -> Result<Vec<SocketAddr>, LookupError> {
    if is_local(host) {
        let here = [
            IpAddr::V6(Ipv6Addr::LOCALHOST),
            IpAddr::V4(Ipv4Addr::LOCALHOST),
        ];
        return Ok(here.map(|address| SocketAddr::new(address, port)).to_vec());
    }
    if !is_name(host) {
        return Err(LookupError {
            code: "ENOTFOUND",
            host: host.to_owned(),
        });
    }
    match tokio::net::lookup_host((host, port)).await {
        Ok(addresses) => Ok(addresses.collect()),
        Err(error) if open_files::are_too_many(&error) => Err(LookupError {
            code: "EMFILE",
            host: host.to_owned(),
        }),
        // The standard library tells the kinds apart only in the text of the message.
        Err(error) if error.to_string().contains("Temporary failure") => Err(LookupError {
            code: "EAI_AGAIN",
            host: host.to_owned(),
        }),
        Err(_) => Err(LookupError {
            code: "ENOTFOUND",
            host: host.to_owned(),
        }),
    }
}

/// Whether a name could have an address: an unresolved `{{name}}` has none.
fn is_name(host: &str) -> bool {
    !host.is_empty() && !host.contains(['{', '}', '"', '`', '<', '>', '\\', '^', '|', ' ', '%'])
}

fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host.rsplit('.')
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_below_localhost_is_this_machine() {
        for (host, local) in [
            ("localhost", true),
            ("a.b.LOCALHOST", true),
            ("localhost.", true),
            ("localhost.com", false),
        ] {
            assert_eq!(is_local(host), local, "{host}");
        }
    }
}
