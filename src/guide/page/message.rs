//! A request that a page shows as HTTP writes it: a line with method and URL, headers, a body.

use crate::collection::{Auth, Body, Header, Request, Url};

/// The methods that a request line begins with.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A text without the remarks before its request line.
pub(super) fn from_request_line(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') || rest.starts_with("//") {
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        rest = rest[end..].trim_start();
    }
    rest
}

/// Reads a request; `None` for a text that is none.
///
/// # Errors
/// Why what follows its request line is not sent as it stands there.
pub(crate) fn read(text: &str) -> Result<Option<Request>, &'static str> {
    let mut lines = from_request_line(text).lines();
    let Some((method, mut address)) = lines.next().and_then(request_line) else {
        return Ok(None);
    };
    let mut headers: Vec<Header> = Vec::new();
    let mut body = String::new();
    let mut is_body = false;
    for line in lines {
        let header = line.split_once(':').filter(|(name, _)| is_name(name));
        let goes_on =
            line.starts_with([' ', '\t']) && !line.trim_start().starts_with(['{', '[', '<']);
        match header {
            // What editors write between several requests.
            _ if line.starts_with("###") => {
                return Err("it shows several requests; write each in a sample of its own");
            }
            // The answer is shown below.
            _ if line.starts_with("HTTP/") => break,
            _ if is_body => body.push_str(&format!("{line}\n")),
            // The query may stand on lines of its own.
            None if headers.is_empty() && line.trim_start().starts_with(['?', '&']) => {
                address.push_str(line.trim());
            }
            Some((name, value)) => headers.push(Header::new(name, value.trim())),
            None if goes_on && !line.trim().is_empty() && !headers.is_empty() => {
                if let Some(last) = headers.last_mut() {
                    last.value.push(' ');
                    last.value.push_str(line.trim());
                }
            }
            None if line.trim().is_empty() => is_body = true,
            None if line.starts_with('#') || line.starts_with("//") => {}
            None if !may_begin_body(line) => {
                return Err(
                    "a line above its empty line is no header; is a `:` missing, or the empty line before the body?",
                );
            }
            None => {
                is_body = true;
                body.push_str(&format!("{line}\n"));
            }
        }
    }
    if body.starts_with("< ") {
        return Err("its body is in another file; write it into the sample");
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
    Ok(Some(Request {
        method: method.to_owned(),
        url: Url::parse(&address),
        headers,
        body,
        auth: Some(Auth::none().into()),
        ..Request::default()
    }))
}

/// The method and the URL of a request line.
fn request_line(line: &str) -> Option<(&str, String)> {
    let mut words = line.split_whitespace();
    let method = words.next().filter(|method| METHODS.contains(method))?;
    let address = words.next()?.to_owned();
    let ends = words.all(|word| word.starts_with("HTTP/"));
    ends.then_some((method, address))
}

fn is_name(name: &str) -> bool {
    let is_of_name = |each: char| each.is_ascii_alphanumeric() || "-_.".contains(each);
    !name.is_empty() && name.chars().all(is_of_name)
}

/// Whether a line without an empty one before it is a body: JSON, markup, a form.
fn may_begin_body(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['{', '[', '<', '"']) || (line.contains('=') && !line.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Mode;

    #[test]
    fn a_request_has_a_line_headers_and_a_body() {
        let text =
            "PUT /a/b?c=1 HTTP/1.1\nHost: h.example\nAccept: text/plain\n\n{\n  \"x: y\": 1\n}\n";
        let request = read(text).unwrap().unwrap();
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
        let request = read("POST https://h/a\n  ?b=1\n  &c=2\n# a remark\napi_key: 1\n{}\n")
            .unwrap()
            .unwrap();
        assert_eq!(request.headers, [Header::new("api_key", "1")]);
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
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn a_request_ends_where_its_answer_or_another_one_begins() {
        let request = read("# List\n\nGET https://h/a\nX: 1,\n  2\n\nHTTP/1.1 200 OK\n\n{}\n");
        let request = request.unwrap().unwrap();
        assert_eq!(request.headers, [Header::new("X", "1, 2")]);
        assert_eq!(request.body, None);
        for (text, why) in [
            (
                "GET https://h/a\n\n###\n\nGET https://h/b",
                "it shows several",
            ),
            (
                "GET https://h/a\nX 1",
                "a line above its empty line is no header",
            ),
            (
                "GET https://h/a\nGET https://h/b",
                "a line above its empty line is no header",
            ),
            (
                "POST https://h/a\nX: 1\n\n< ./b.json",
                "its body is in another file",
            ),
        ] {
            assert!(read(text).unwrap_err().starts_with(why), "{text}");
        }
    }
}
