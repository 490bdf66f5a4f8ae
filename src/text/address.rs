//! Credentials in addresses: what a message must not repeat of a URL.

use std::borrow::Cow;

use super::REDACTED;

/// Words in the names of parameters whose values are credentials.
const TELLING: [&str; 9] = [
    "apikey",
    "token",
    "password",
    "passwd",
    "passphrase",
    "secret",
    "signature",
    "credential",
    "assertion",
];

/// Names of parameters that are credentials as a whole, where a part of a name says nothing: a
/// `keyword` is no key.
const EXACT: [&str; 13] = [
    "key",
    "accesskey",
    "subscriptionkey",
    "functionskey",
    "pass",
    "pwd",
    "pin",
    "sig",
    "auth",
    "authorization",
    "code",
    "session",
    "sessionid",
];

/// Writes the credentials of all addresses in a text as [`REDACTED`]: the password before the host,
/// or a name that stands there alone, since that is often a token; and the values of parameters
/// that are named like a credential.
///
/// An address that begins after a backtick ends before the next one, any other at white space.
pub fn hide_credentials(text: &str) -> Cow<'_, str> {
    let mut hidden = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        let length = length(before, after);
        hidden.push_str(before);
        hide_in_address(&after[..length], &mut hidden);
        rest = &after[length..];
    }
    if hidden.is_empty() {
        return text.into();
    }
    hidden.push_str(rest);
    hidden.into()
}

/// How long the address is that follows `scheme://`.
fn length(before: &str, after: &str) -> usize {
    let scheme = before.trim_end_matches("://");
    let name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    let is_quoted = scheme.trim_end_matches(name).ends_with('`');
    let quoted = Some('`')
        .filter(|_| is_quoted)
        .and_then(|end| after.find(end));
    let open = || after.find(|letter: char| letter.is_whitespace() || letter == '`');
    quoted.or_else(open).unwrap_or(after.len())
}

/// What follows `scheme://`, without its credentials.
fn hide_in_address(address: &str, hidden: &mut String) {
    let (server, rest) = address.split_at(end_of_server(address));
    match server.rsplit_once('@') {
        Some((user, host)) => {
            if let Some((name, _)) = user.split_once(':') {
                hidden.push_str(name);
                hidden.push(':');
            }
            hidden.push_str(REDACTED);
            hidden.push('@');
            hidden.push_str(host);
        }
        None => hidden.push_str(server),
    }
    // What stands between these signs is a path, or a parameter of the query or the fragment.
    for part in rest.split_inclusive(['?', '&', ';', '#']) {
        let content = part.trim_end_matches(['?', '&', ';', '#']);
        match content.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_credential(name) => {
                hidden.push_str(name);
                hidden.push('=');
                hidden.push_str(REDACTED);
                hidden.push_str(&part[content.len()..]);
            }
            _ => hidden.push_str(part),
        }
    }
}

/// Where the path begins, or what else stands behind the server. A password may have a slash in it
/// by mistake: then there is no port where one should be.
fn end_of_server(address: &str) -> usize {
    let end_from = |from: usize| {
        let end = address[from..].find(['/', '?', '#']);
        end.map_or(address.len(), |end| from + end)
    };
    let end = end_from(0);
    let port = address[..end].rsplit_once(':').map(|(_, port)| port);
    let is_port = port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    match address[end..].find('@') {
        Some(at) if !is_port && !address[..end].contains('@') => end_from(end + at),
        _ => end,
    }
}

/// Whether a parameter of this name holds a credential, in whatever case and with whatever between
/// its words.
fn is_credential(name: &str) -> bool {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let plain: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    EXACT.contains(&plain.as_str()) || TELLING.iter().any(|word| plain.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_addresses_are_hidden() {
        for (text, shown) in [
            (
                "collection `https://me:pa:s@sw@h:8/c.json?a=1&apikey=P MAK#x` is none",
                "collection `https://me:(redacted)@h:8/c.json?a=1&apikey=(redacted)#x` is none",
            ),
            ("http://ghp_token@h/c", "http://(redacted)@h/c"),
            (
                "from https://h/?api-key=1&X-Amz-Signature=2;client_secret=3 and on",
                "from https://h/?api-key=(redacted)&X-Amz-Signature=(redacted);client_secret=(redacted) and on",
            ),
            (
                "https://h/a@b?access%5Ftoken=1#token=2",
                "https://h/a@b?access%5Ftoken=(redacted)#token=(redacted)",
            ),
            ("https://me:pa/ss?w@h:8/c", "https://me:(redacted)@h:8/c"),
            (
                "`HTTPS://h?KEY=1` `http://h?Sig=2`",
                "`HTTPS://h?KEY=(redacted)` `http://h?Sig=(redacted)`",
            ),
        ] {
            assert_eq!(hide_credentials(text), shown);
        }
    }

    #[test]
    fn what_is_no_credential_stays() {
        for text in [
            "no address",
            "https://h:8/c.json?page=1&keyword=x&encode=y&author=z&token=&zip_code=1",
            "a key=value of `x`",
            "https://h/a=b/key.json",
        ] {
            assert_eq!(hide_credentials(text), text);
        }
    }
}
