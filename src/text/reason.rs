//! Reason phrases, for servers that send none (HTTP/2 has none at all).

/// The standard phrase for a status code, as Node names it; empty for a code that has none.
pub(crate) fn standard(code: u16) -> &'static str {
    match code {
        203 => "Non-Authoritative Information",
        418 => "I'm a Teapot",
        509 => "Bandwidth Limit Exceeded",
        _ => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|code| code.canonical_reason())
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_nodes() {
        for (code, phrase) in [
            (200, "OK"),
            (203, "Non-Authoritative Information"),
            (413, "Payload Too Large"),
            (414, "URI Too Long"),
            (418, "I'm a Teapot"),
            (422, "Unprocessable Entity"),
            (425, "Too Early"),
            (509, "Bandwidth Limit Exceeded"),
            (799, ""),
        ] {
            assert_eq!(standard(code), phrase);
        }
    }
}
