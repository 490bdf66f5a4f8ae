//! Looks host names up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::timing;

/// A host name that has no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("getaddrinfo {code} {host}")]
pub(crate) struct LookupError {
    /// Node's code for it.
    pub(crate) code: &'static str,
    /// The name.
    pub(crate) host: String,
}

/// The system's resolver, but that `localhost` and all below it are this machine (RFC 6761, section 6.3).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let start = Instant::now();
            let addresses = lookup(&host).await?;
            timing::looked_up(start.elapsed(), &addresses);
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

async fn lookup(host: &str) -> Result<Vec<SocketAddr>, LookupError> {
    if is_local(host) {
        let here = [IpAddr::V6(Ipv6Addr::LOCALHOST), IpAddr::V4(Ipv4Addr::LOCALHOST)];
        return Ok(here.map(|address| SocketAddr::new(address, 0)).to_vec());
    }
    match tokio::net::lookup_host((host, 0)).await {
        Ok(addresses) => Ok(addresses.collect()),
        // The standard library tells the kinds apart only in the text of the message.
        Err(error) if error.to_string().contains("Temporary failure") => {
            Err(LookupError { code: "EAI_AGAIN", host: host.to_owned() })
        }
        Err(_) => Err(LookupError { code: "ENOTFOUND", host: host.to_owned() }),
    }
}

fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_below_localhost_is_this_machine() {
        for (host, local) in
            [("localhost", true), ("a.b.LOCALHOST", true), ("localhost.", true), ("localhost.com", false)]
        {
            assert_eq!(is_local(host), local, "{host}");
        }
    }
}
