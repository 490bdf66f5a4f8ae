//! What a redirect makes of a request.

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::exchange::{Body, Header, Headers, Proof, Request};
use crate::http::rules::target;
use crate::http::{Encoding, RedirectRules};
use crate::text::percent::{FRAGMENT, PATH, QUERY};

/// The request that is redirected.
pub(crate) struct Sent<'a> {
    /// The request.
    pub(crate) request: &'a Request,
    /// Its URL.
    pub(crate) url: &'a Url,
    /// The status code of its answer.
    pub(crate) code: u16,
}

/// Where a response sends its client, if it does.
pub(crate) fn location(code: u16, headers: &Headers) -> Option<&str> {
    // Node keeps the first of several `Location` headers.
    let location = || {
        headers
            .all("location")
            .next()
            .filter(|location| !location.is_empty())
    };
    (300..400).contains(&code).then(location).flatten()
}

/// The URL that `location` means in the response to a request of `base`, encoded as Postman does
/// where it is to be; `..` stays.
pub(crate) fn resolve(base: &str, location: &str, encoding: Encoding) -> String {
    let (origin, path, query) = split(base);
    let absolute = match location.as_bytes() {
        [b'/' | b'\\', b'/' | b'\\', ..] => {
            format!("{}:{location}", base.split(':').next().unwrap_or_default())
        }
        [b'/' | b'\\', ..] => format!("{origin}{location}"),
        [b'#', ..] => format!("{origin}{path}{query}{location}"),
        [b'?', ..] => format!("{origin}{path}{location}"),
        _ if is_absolute(location) => location.to_owned(),
        _ => format!("{origin}{}{location}", directory(path)),
    };
    match encoding {
        Encoding::Percent => encode(&absolute),
        Encoding::AsWritten => absolute,
    }
}

/// The request that follows a redirect to `to`, which is written `url`.
pub(crate) fn follow(sent: &Sent<'_>, to: &Url, url: String, redirects: RedirectRules) -> Request {
    let mut next = Request {
        url,
        ..sent.request.clone()
    };
    next.headers.remove("host");
    let is_elsewhere = !target::same_origin(sent.url, to);
    if is_elsewhere {
        keep_secrets(&mut next, redirects);
    }
    if !redirects.keep_method && !matches!(sent.code, 307 | 308) {
        drop_body(&mut next);
    }
    // Differs from Postman: there a server without TLS is told where the redirect came from
    // (`no_referer_leaves_tls`).
    if sent.url.scheme() == "https" && to.scheme() == "http" {
        next.headers.remove("referer");
    } else if redirects.send_referer && is_elsewhere {
        let referer = without_proof(&sent.request.url, &sent.request.proof);
        next.headers.set("Referer", &referer);
    } else if redirects.send_referer {
        next.headers.set("Referer", &sent.request.url);
    }
    next.headers.push_system("Host", target::authority(to));
    if matches!(next.body, Body::Chunks(_)) {
        move_to_end(&mut next.headers, "content-type", "multipart/form-data");
        move_to_end(&mut next.headers, "content-length", "");
    }
    next
}

/// Leaves out of a request for another origin what the first one alone is to know.
// Differs from Postman: there all but `Authorization` goes along
// (`what_an_authentication_added_stays_with_its_origin`).
fn keep_secrets(next: &mut Request, redirects: RedirectRules) {
    next.headers.remove("cookie");
    next.headers.remove("proxy-authorization");
    if redirects.keep_authorization {
        return;
    }
    next.headers.remove("authorization");
    for name in std::mem::take(&mut next.proof.headers) {
        next.headers.remove(&name);
    }
}

/// A URL as another origin may know it: without what an authentication added to it, and without its
/// fragment, which may be a token.
fn without_proof(url: &str, proof: &Proof) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let Some((path, query)) = url.split_once('?').filter(|_| !proof.query.is_empty()) else {
        return url.to_owned();
    };
    let is_proof = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default().replace('+', " ");
        let name = percent_decode_str(&name).decode_utf8_lossy();
        proof.query.iter().any(|added| *added == name)
    };
    let kept: Vec<_> = query.split('&').filter(|part| !is_proof(part)).collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

/// Moves a header to the end if its value begins like this: Postman builds a multipart form anew
/// for the next request.
fn move_to_end(headers: &mut Headers, name: &str, start: &str) {
    let found = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name) && header.value.starts_with(start));
    let Some(Header { name, value, .. }) = found.cloned() else {
        return;
    };
    headers.remove(&name);
    headers.push_system(name, value);
}

fn drop_body(request: &mut Request) {
    if request.method != "HEAD" {
        "GET".clone_into(&mut request.method);
    }
    request.body = Body::Empty;
    for name in ["content-type", "content-length", "transfer-encoding"] {
        request.headers.remove(name);
    }
}

/// A URL's origin (with its user), path, and query with its `?`.
fn split(url: &str) -> (&str, &str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    let start = url.find("://").map_or(0, |end| end + 3);
    let authority = url[start..]
        .find(['/', '?', '\\'])
        .map_or(url.len(), |end| start + end);
    let (origin, rest) = url.split_at(authority);
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    (origin, if path.is_empty() { "/" } else { path }, query)
}

fn directory(path: &str) -> &str {
    path.rfind('/').map_or("/", |end| &path[..=end])
}

fn is_absolute(location: &str) -> bool {
    let lower = location.get(..6).unwrap_or(location).to_ascii_lowercase();
    let scheme = location.split_once("://").map(|(scheme, _)| scheme);
    lower.starts_with("http:")
        || lower.starts_with("https:")
        || scheme.is_some_and(|scheme| {
            !scheme.is_empty()
                && scheme
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
        })
}

fn encode(url: &str) -> String {
    let (rest, fragment) = url
        .split_once('#')
        .map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
    let (rest, query) = rest
        .split_once('?')
        .map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let (origin, path) = rest.split_at(rest.len() - path_length(rest));
    let mut encoded = format!("{origin}{}", utf8_percent_encode(path, PATH));
    if let Some(query) = query {
        encoded.push('?');
        encoded.extend(utf8_percent_encode(query, QUERY));
    }
    if let Some(fragment) = fragment {
        encoded.push('#');
        encoded.extend(utf8_percent_encode(fragment, FRAGMENT));
    }
    encoded
}

fn path_length(rest: &str) -> usize {
    let start = rest.find("://").map_or(0, |end| end + 3);
    rest[start..]
        .find(['/', '\\'])
        .map_or(0, |path| rest.len() - start - path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://u:p@a.b:81/r/rel/foo?q=1#hash";

    #[test]
    fn locations_are_resolved_as_postman_does() {
        for (location, resolved) in [
            ("/x", "http://u:p@a.b:81/x"),
            ("x", "http://u:p@a.b:81/r/rel/x"),
            (
                "../x/./y?a=b c#frag",
                "http://u:p@a.b:81/r/rel/../x/./y?a=b%20c#frag",
            ),
            ("?z=1", "http://u:p@a.b:81/r/rel/foo?z=1"),
            ("#f", "http://u:p@a.b:81/r/rel/foo?q=1#f"),
            ("//c.d/x", "http://c.d/x"),
            ("https://c.d/x y", "https://c.d/x%20y"),
            ("HTTP://c.d/UP", "HTTP://c.d/UP"),
            ("ftp://c.d/x", "ftp://c.d/x"),
            ("mailto:x", "http://u:p@a.b:81/r/rel/mailto:x"),
            ("/x?u=http://y/", "http://u:p@a.b:81/x?u=http://y/"),
            (
                "/\u{e9}?\u{e9}'#\u{e9}",
                "http://u:p@a.b:81/%C3%A9?%C3%A9%27#%C3%A9",
            ),
            ("/a%20b%zz{c}", "http://u:p@a.b:81/a%20b%zz%7Bc%7D"),
            ("http://", "http://"),
        ] {
            assert_eq!(
                resolve(BASE, location, Encoding::Percent),
                resolved,
                "{location}"
            );
        }
        assert_eq!(resolve("http://a", "x", Encoding::Percent), "http://a/x");
        assert_eq!(
            resolve("http://a?q", "?z", Encoding::Percent),
            "http://a/?z"
        );
        assert_eq!(
            resolve("http://a", "/{\"x\"}", Encoding::AsWritten),
            "http://a/{\"x\"}"
        );
    }

    #[test]
    fn only_a_redirect_with_a_location_redirects() {
        let headers: Headers = [
            ("location".to_owned(), "/a".to_owned()),
            ("location".to_owned(), "/b".to_owned()),
        ]
        .into_iter()
        .collect();
        for (code, expected) in [
            (301, Some("/a")),
            (304, Some("/a")),
            (399, Some("/a")),
            (200, None),
            (400, None),
        ] {
            assert_eq!(location(code, &headers), expected);
        }
        assert_eq!(location(302, &Headers::new()), None);
        assert_eq!(
            location(
                302,
                &[("location".to_owned(), String::new())]
                    .into_iter()
                    .collect()
            ),
            None
        );
    }

    fn sent(method: &str) -> Request {
        let pairs = [
            ("Authorization", "secret"),
            ("Cookie", "a=1"),
            ("Content-Type", "text/plain"),
            ("Host", "a.b"),
            ("X-A", "1"),
            ("Content-Length", "4"),
        ];
        Request {
            method: method.to_owned(),
            url: "http://a.b/from".to_owned(),
            headers: pairs
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: Body::Bytes("body".into()),
            ..Request::default()
        }
    }

    fn followed(
        method: &str,
        to: &str,
        code: u16,
        redirects: RedirectRules,
    ) -> (String, Vec<String>, u64) {
        let (from, to) = (
            Url::parse("http://a.b/from").unwrap(),
            Url::parse(to).unwrap(),
        );
        let sent = Sent {
            request: &sent(method),
            url: &from,
            code,
        };
        let next = follow(&sent, &to, to.to_string(), redirects);
        let names = next
            .headers
            .iter()
            .map(|header| header.name.clone())
            .collect();
        (next.method.clone(), names, next.body.len())
    }

    #[test]
    fn method_and_body_are_kept_only_by_307_and_308_or_on_demand() {
        let keep = RedirectRules {
            keep_method: true,
            ..RedirectRules::default()
        };
        for (method, code, redirects, next, length) in [
            ("POST", 301, RedirectRules::default(), "GET", 0),
            ("PUT", 302, RedirectRules::default(), "GET", 0),
            ("DELETE", 303, RedirectRules::default(), "GET", 0),
            ("HEAD", 303, RedirectRules::default(), "HEAD", 0),
            ("POST", 307, RedirectRules::default(), "POST", 4),
            ("PATCH", 308, RedirectRules::default(), "PATCH", 4),
            ("PUT", 303, keep, "PUT", 4),
        ] {
            let (method, _, body) = followed(method, "http://a.b/to", code, redirects);
            assert_eq!((method.as_str(), body), (next, length), "{method} {code}");
        }
    }

    #[test]
    fn no_referer_leaves_tls() {
        for (from, to, is_told) in [
            ("https://a.b/x", "http://a.b/y", false),
            ("https://a.b/x", "https://c.d/y", true),
            ("http://a.b/x", "https://c.d/y", true),
        ] {
            let mut request = sent("GET");
            request.url = from.to_owned();
            request.headers.push("Referer", "mine");
            let (url, to) = (Url::parse(from).unwrap(), Url::parse(to).unwrap());
            let sent = Sent {
                request: &request,
                url: &url,
                code: 302,
            };
            let next = follow(&sent, &to, to.to_string(), RedirectRules::default());
            let expected = is_told.then_some(from);
            assert_eq!(next.headers.get("referer"), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_url_is_told_without_what_its_authentication_added() {
        let proof = |names: &[&str]| Proof {
            query: names.iter().map(|&name| name.to_owned()).collect(),
            ..Proof::default()
        };
        for (url, names, told) in [
            (
                "http://a/b?x=1&key=s&y=2#f",
                &["key"][..],
                "http://a/b?x=1&y=2",
            ),
            ("http://a/b?key=s", &["key"], "http://a/b"),
            ("http://a/b?api%20key=s&x", &["api key"], "http://a/b?x"),
            ("http://a/b?api+key=s&x", &["api key"], "http://a/b?x"),
            (
                "http://a/b?X-Amz-Date=1&keyed=1",
                &["X-Amz-Date", "key"],
                "http://a/b?keyed=1",
            ),
            ("http://a/b?x=1#token", &[], "http://a/b?x=1"),
        ] {
            assert_eq!(without_proof(url, &proof(names)), told, "{url}");
        }
    }

    #[test]
    fn another_origin_gets_neither_cookies_nor_authorization() {
        let same = ["Authorization", "Cookie", "X-A", "Referer", "Host"];
        assert_eq!(
            followed("GET", "http://a.b:80/to", 302, RedirectRules::default()).1,
            same
        );
        for to in ["http://c.d/to", "https://a.b/to", "http://a.b:81/to"] {
            assert_eq!(
                followed("GET", to, 302, RedirectRules::default()).1,
                ["X-A", "Referer", "Host"],
                "{to}"
            );
        }
        let keep = RedirectRules {
            keep_authorization: true,
            send_referer: false,
            ..RedirectRules::default()
        };
        assert_eq!(
            followed("GET", "http://c.d/to", 302, keep).1,
            ["Authorization", "X-A", "Host"]
        );
    }
}
