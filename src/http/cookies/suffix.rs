//! Which domains belong to many people: no cookie is for all of them.

use std::net::IpAddr;

use cookie_store::RawCookie;
use url::Url;

use crate::http::rules::target;

/// Names that stand for this machine, or for none (RFC 6761): tough-cookie takes them for domains.
const SPECIAL: [&str; 2] = ["localhost", "invalid"];

/// Whether a domain is a public suffix: one of Mozilla's list (`com`, `co.uk`, `github.io`), or a
/// single name that the list does not know.
pub(crate) fn is_public(domain: &str) -> bool {
    let domain = domain.trim_end_matches('.');
    let is_address = domain.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    !is_address && !SPECIAL.contains(&domain) && psl::suffix_str(domain) == Some(domain)
}

/// Whether a public suffix is one of the list, and not merely a name that nobody knows.
pub(crate) fn is_listed(domain: &str) -> bool {
    psl::suffix(domain.trim_end_matches('.').as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// The cookie as a jar may take it: for a public suffix that is the host itself it is for that host
/// alone (RFC 6265, section 5.3).
///
/// # Errors
/// It is for a public suffix of its host.
// Differs from Postman: there a cookie may be for `com`
// (`a_cookie_for_a_public_suffix_is_refused`).
pub(crate) fn confine<'a>(mut raw: RawCookie<'a>, url: &Url) -> Result<RawCookie<'a>, String> {
    let Some(domain) = raw.domain().filter(|domain| is_public(domain)) else {
        return Ok(raw);
    };
    if domain.trim_end_matches('.') != target::host(url).trim_end_matches('.') {
        return Err("Cookie has domain set to a public suffix".to_owned());
    }
    raw.unset_domain();
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_the_list_and_names_that_it_does_not_know() {
        for public in [
            "com",
            "com.",
            "co.uk",
            "github.io",
            "xn--p1ai",
            "s3.amazonaws.com",
            "intranet",
        ] {
            assert!(is_public(public), "{public}");
        }
        for own in [
            "example.com",
            "a.co.uk",
            "postman.github.io",
            "localhost",
            "127.0.0.1",
            "::1",
            "[::1]",
            "a.intranet",
            "www.ck",
        ] {
            assert!(!is_public(own), "{own}");
        }
        assert!(is_listed("co.uk") && !is_listed("intranet"));
    }
}
