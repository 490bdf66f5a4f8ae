//! Reads a `Set-Cookie` header as leniently as Postman does: a cookie may lack its name or its `=`.

use cookie_store::RawCookie;
use time::Duration;

use crate::http::cookies::date as cookie_date;

/// Reads a header's value; nothing if it holds no cookie.
pub(crate) fn parse(text: &str) -> Option<RawCookie<'static>> {
    let text = text.split(['\n', '\r', '\0']).next().unwrap_or_default();
    let text = trimmed(text);
    let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
    let (name, value) = read_pair(pair)?;
    let mut cookie = RawCookie::new(name.to_owned(), value.to_owned());
    for attribute in attributes
        .split(';')
        .map(trimmed)
        .filter(|attribute| !attribute.is_empty())
    {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        set_attribute(
            &mut cookie,
            &trimmed(name).to_ascii_lowercase(),
            trimmed(value),
        );
    }
    Some(cookie)
}

/// What a header says that decides nothing here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rest {
    /// `strict`, `lax` or `none`.
    pub(crate) same_site: Option<&'static str>,
    /// Attributes that nobody knows, as they are written.
    pub(crate) extensions: Vec<String>,
}

/// Reads the attributes that [`parse`] passes over.
pub(crate) fn rest(text: &str) -> Rest {
    let text = text.split(['\n', '\r', '\0']).next().unwrap_or_default();
    let mut rest = Rest::default();
    for attribute in text
        .split(';')
        .skip(1)
        .map(trimmed)
        .filter(|attribute| !attribute.is_empty())
    {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        match trimmed(name).to_ascii_lowercase().as_str() {
            "expires" | "max-age" | "domain" | "path" | "secure" | "httponly" => {}
            "samesite" => rest.same_site = same_site(trimmed(value)),
            _ => rest.extensions.push(attribute.to_owned()),
        }
    }
    rest
}

/// The name of a policy, whatever its case; others say nothing.
pub(crate) fn same_site(text: &str) -> Option<&'static str> {
    ["strict", "lax", "none"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(text))
}

/// A text without the blanks around it. Headers are Latin-1 here: what is a blank or a control
/// character beyond ASCII is a piece of a character in UTF-8.
// Differs from Postman: Node takes a non-breaking space for a blank, which `à` ends with
// (`names_and_values_may_be_utf_8`).
fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_ascii_whitespace())
}

/// `name=value`; without a `=`, or with nothing before it, the cookie has no name.
fn read_pair(pair: &str) -> Option<(&str, &str)> {
    let pair = pair.strip_prefix('=').unwrap_or(pair);
    let (name, value) = match pair.split_once('=') {
        Some((name, value)) if !name.is_empty() => (trimmed(name), trimmed(value)),
        _ => ("", trimmed(pair)),
    };
    let is_readable = |text: &str| !text.contains(|char: char| char < ' ');
    let readable = is_readable(name) && is_readable(value);
    (readable && !(name.is_empty() && value.is_empty())).then_some((name, value))
}

fn set_attribute(cookie: &mut RawCookie<'static>, name: &str, value: &str) {
    match name {
        "expires" => {
            if let Some(moment) = cookie_date::parse(value) {
                cookie.set_expires(moment);
            }
        }
        "max-age" => {
            if let Ok(seconds) = value.parse::<i64>() {
                cookie.set_max_age(Duration::seconds(seconds));
            }
        }
        "domain" => {
            let domain = value.strip_prefix('.').unwrap_or(value);
            if !domain.is_empty() {
                cookie.set_domain(domain.to_ascii_lowercase());
            }
        }
        "path" if value.starts_with('/') => cookie.set_path(value.to_owned()),
        "path" => cookie.unset_path(),
        "secure" => cookie.set_secure(true),
        "httponly" => cookie.set_http_only(true),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_read_leniently() {
        for (text, expected) in [
            ("a=1", Some(("a", "1"))),
            (" a = 1 ; Path=/", Some(("a", "1"))),
            ("a=b=c", Some(("a", "b=c"))),
            ("a=\"q\"", Some(("a", "\"q\""))),
            ("a=", Some(("a", ""))),
            ("=v", Some(("", "v"))),
            ("novalue", Some(("", "novalue"))),
            ("", None),
            (";Path=/", None),
        ] {
            let cookie = parse(text);
            assert_eq!(
                cookie.as_ref().map(RawCookie::name_value),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn names_and_values_may_be_utf_8() {
        for text in [
            "Ökö=Å",
            "à=à",
            "日本=…",
            "é=…; Path=/; Comment=Å",
            "\u{301}=x\u{301}",
        ] {
            let latin1: String = text.bytes().map(char::from).collect();
            let pair = text.split(';').next().unwrap();
            let expected: String = pair.bytes().map(char::from).collect();
            let cookie = parse(&latin1).unwrap();
            let (name, value) = cookie.name_value();
            assert_eq!(format!("{name}={value}"), expected, "{text}");
        }
        assert_eq!(parse("a\u{1}=b"), None);
        assert_eq!(parse("a=b\tc"), None);
        assert_eq!(parse("a=b\u{1}"), None);
    }

    #[test]
    fn what_decides_nothing_is_kept_as_it_is_written() {
        let found = rest("a=1; Path=/; SameSite=LAX; Partitioned; Foo = bar ;; Secure");
        let extensions = vec!["Partitioned".to_owned(), "Foo = bar".to_owned()];
        assert_eq!(
            found,
            Rest {
                same_site: Some("lax"),
                extensions
            }
        );
        assert_eq!(rest("a=1; samesite=maybe"), Rest::default());
    }

    #[test]
    fn attributes_are_read_whatever_their_case_and_bad_ones_are_left_out() {
        let cookie = parse(
            "a=1; PATH=/x; domain=.Example.COM; Max-Age=60; expires=never; secure; HTTPONLY;; SameSite=Lax",
        )
        .unwrap();
        assert_eq!(cookie.path(), Some("/x"));
        assert_eq!(cookie.domain(), Some("example.com"));
        assert_eq!(cookie.max_age(), Some(Duration::minutes(1)));
        assert_eq!(cookie.expires(), None);
        assert_eq!(
            (cookie.secure(), cookie.http_only()),
            (Some(true), Some(true))
        );
        let cookie = parse("a=1; Max-Age=soon; Path=x; Domain=").unwrap();
        assert_eq!(
            (cookie.max_age(), cookie.path(), cookie.domain()),
            (None, None, None)
        );
    }
}
