//! A request that a page shows as HTTP writes it: a line with method and URL, headers, a body.

use crate::collection::{Auth, Body, Header, Request, Url};

/// The methods that a request line begins with.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Reads a request; `None` for a text that is none.
pub(crate) fn read(text: &str) -> Option<Request> {
    let mut lines = text.trim_start().lines();
    let mut words = lines.next()?.split_whitespace();
    let method = words.next().filter(|method| METHODS.contains(method))?;
    let mut address = words.next()?.to_owned();
    if words.any(|word| !word.starts_with("HTTP/")) {
        return None;
    }
    let mut headers = Vec::new();
    let mut body = String::new();
    let mut is_body = false;
    for line in lines {
        let header = line.split_once(':').filter(|(name, _)| is_name(name));
        match header {
            _ if is_body => body.push_str(&format!("{line}\n")),
            // The query may stand on lines of its own.
            None if headers.is_empty() && line.trim_start().starts_with(['?', '&']) => {
                address.push_str(line.trim());
            }
            Some((name, value)) => headers.push(Header::new(name, value.trim())),
            None => {
                is_body = true;
                if !line.trim().is_empty() {
                    body.push_str(&format!("{line}\n"));
                }
            }
        }
    }
    let host = headers
        .iter()
        .position(|header| header.key.eq_ignore_ascii_case("host"));
    let host = host.map(|at| headers.remove(at).value);
    if let Some(host) = host.filter(|_| address.starts_with('/')) {
        address = format!("https://{host}{address}");
    }
    // What is sent has its own length.
    headers.retain(|header| !header.key.eq_ignore_ascii_case("content-length"));
    let body = body.trim();
    let body = (!body.is_empty()).then(|| Body::raw(body.to_owned()).into());
    Some(Request {
        method: method.to_owned(),
        url: Url::parse(&address),
        headers,
        body,
        auth: Some(Auth::none().into()),
        ..Request::default()
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || each == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Mode;

    #[test]
    fn a_request_has_a_line_headers_and_a_body() {
        let text =
            "PUT /a/b?c=1 HTTP/1.1\nHost: h.example\nAccept: text/plain\n\n{\n  \"x: y\": 1\n}\n";
        let request = read(text).unwrap();
        assert_eq!(
            (request.method.as_str(), request.url.to_string().as_str()),
            ("PUT", "https://h.example/a/b?c=1")
        );
        assert_eq!(request.headers, [Header::new("Accept", "text/plain")]);
        let body = request.body.map(|body| body.mode);
        assert_eq!(body, Some(Mode::Raw("{\n  \"x: y\": 1\n}".into())));
    }

    #[test]
    fn a_body_may_follow_at_once_and_a_query_on_its_own_lines() {
        let request = read("POST https://h/a\n  ?b=1\n  &c=2\n{}\n").unwrap();
        assert_eq!(request.url.to_string(), "https://h/a?b=1&c=2");
        let body = request.body.map(|body| body.mode);
        assert_eq!(body, Some(Mode::Raw("{}".into())));
    }

    #[test]
    fn what_is_no_request_is_none() {
        for text in [
            "",
            "https://h/a",
            "GET",
            "GET the list of it",
            "200 OK",
            "{}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
