//! From a curl command's options to a request.

use std::sync::LazyLock;

use percent_encoding::utf8_percent_encode;
use regex::Regex;
use serde_json::json;

use super::options::{Data, Flag, Options};
use super::{CurlCommand, CurlError, several};
use crate::collection::{
    Auth, AuthParam, Behavior, Body, FormParam, FormValue, Header, Mode, QueryParam,
};
use crate::collection::{Request, Url};
use crate::guide::pattern::pattern;
use crate::text::percent::RESERVED;

impl Options {
    /// Makes the request.
    pub(super) fn into_command(self) -> Result<CurlCommand, CurlError> {
        let Some(url) = &self.url else {
            return Err(CurlError::NoUrl);
        };
        if has_blank(url) {
            let url = url.replace('\n', " ");
            return Err(CurlError::BlankInUrl { url });
        }
        if let Some(part) = several(url).or_else(|| range(url)) {
            let part = part.to_owned();
            return Err(CurlError::Several { part });
        }
        let mut url = Url::parse(url);
        let mut headers: Vec<Header> = self
            .headers
            .iter()
            .map(|(name, value)| Header::new(name, value))
            .collect();
        if self.has(Flag::Get) {
            let query: Vec<QueryParam> = self
                .data
                .iter()
                .flat_map(|piece| QueryParam::split(&piece.text()).collect::<Vec<_>>())
                .collect();
            url.query.extend(query);
        }
        if self.has(Flag::Head)
            && !self.has(Flag::Get)
            && !(self.data.is_empty() && self.form.is_empty())
        {
            return Err(CurlError::Value {
                option: "-I".to_owned(),
                value: "-d".to_owned(),
                expected: "curl takes one of the two",
            });
        }
        let body = if self.has(Flag::Get) {
            None
        } else {
            self.body()?
        };
        self.add_content_type(&mut headers);
        let request = Request {
            method: self.method(body.is_some()),
            url,
            headers,
            body: body.map(Box::new),
            auth: Some(self.auth().into()),
            ..Request::default()
        };
        Ok(CurlCommand {
            request,
            behavior: self.behavior(),
            variables: Vec::new(),
            downloads: self.has(Flag::Download),
        })
    }

    fn method(&self, has_body: bool) -> String {
        let implied = match (self.has(Flag::Head), has_body) {
            (true, _) => "HEAD",
            (false, true) => "POST",
            (false, false) => "GET",
        };
        self.method.clone().unwrap_or_else(|| implied.to_owned())
    }

    fn body(&self) -> Result<Option<Body>, CurlError> {
        if !self.form.is_empty() && !self.data.is_empty() {
            return Err(CurlError::Value {
                option: "-F".to_owned(),
                value: self.form[0].clone(),
                expected: "a form can't be joined with `-d`",
            });
        }
        if !self.form.is_empty() {
            let params = self
                .form
                .iter()
                .map(|part| form_param(part))
                .collect::<Result<_, _>>()?;
            return Ok(Some(Body {
                mode: Mode::FormData(params),
                ..Body::default()
            }));
        }
        if let [Data::File(path)] = &self.data[..] {
            let mode = Mode::File {
                src: Some(path.clone()),
                content: None,
                says_none: false,
            };
            return Ok(Some(Body {
                mode,
                ..Body::default()
            }));
        }
        if let Some(Data::File(path)) = self
            .data
            .iter()
            .find(|piece| matches!(piece, Data::File(_)))
        {
            return Err(CurlError::Value {
                option: "--data-binary".to_owned(),
                value: format!("@{path}"),
                expected: "a file can't be joined with other data",
            });
        }
        Ok((!self.data.is_empty()).then(|| Body::raw(self.joined())))
    }

    /// Curl joins data with `&`, but pieces of JSON with nothing.
    fn joined(&self) -> String {
        let mut joined = String::new();
        for piece in &self.data {
            if !joined.is_empty() && !matches!(piece, Data::Json(_)) {
                joined.push('&');
            }
            joined.push_str(&piece.text());
        }
        joined
    }

    fn add_content_type(&self, headers: &mut Vec<Header>) {
        if self.data.is_empty() || self.has(Flag::Get) {
            return;
        }
        let is_json = self.data.iter().any(|piece| matches!(piece, Data::Json(_)));
        let added: &[(&str, &str)] = if is_json {
            &[
                ("Content-Type", "application/json"),
                ("Accept", "application/json"),
            ]
        } else {
            &[("Content-Type", "application/x-www-form-urlencoded")]
        };
        for (name, value) in added {
            let is_there = headers
                .iter()
                .any(|header| header.key.eq_ignore_ascii_case(name));
            if !is_there
                && !self
                    .removed
                    .iter()
                    .any(|removed| removed == &name.to_lowercase())
            {
                headers.push(Header::new(*name, *value));
            }
        }
    }

    fn auth(&self) -> Auth {
        let is_header = |(name, _): &(String, String)| name.eq_ignore_ascii_case("authorization");
        let Some(user) = self
            .user
            .as_ref()
            .filter(|_| !self.headers.iter().any(is_header))
        else {
            return Auth::none();
        };
        let (name, password) = user.split_once(':').unwrap_or((user, ""));
        let param = |key: &str, value: &str| AuthParam::new(key, value);
        Auth::new(
            "basic",
            vec![param("username", name), param("password", password)],
        )
    }

    fn behavior(&self) -> Behavior {
        let mut behavior = Behavior::new();
        behavior.insert(
            "followRedirects".to_owned(),
            json!(self.has(Flag::Location)),
        );
        if self.has(Flag::Insecure) {
            behavior.insert("strictSSL".to_owned(), json!(false));
        }
        if !self.removed.is_empty() {
            let removed = self.removed.iter().map(|name| (name.clone(), json!(true)));
            let removed = removed.collect::<serde_json::Map<_, _>>();
            behavior.insert("disabledSystemHeaders".to_owned(), json!(removed));
        }
        behavior
    }
}

/// Whether a URL has a blank outside of placeholders, `<your host>`.
fn has_blank(url: &str) -> bool {
    let mut depth = 0_usize;
    let mut blank = |each: char| match each {
        '{' | '<' | '(' => {
            depth += 1;
            false
        }
        '}' | '>' | ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => each == '\n' || (depth == 0 && each.is_whitespace()),
    };
    url.chars().any(&mut blank)
}

/// The part of a URL of which curl makes several: `[1-3]`, `[a-z]`.
fn range(url: &str) -> Option<&str> {
    let (at, _) = url.match_indices('[').find(|(at, _)| {
        let inner = url[at + 1..].split(']').next().unwrap_or_default();
        let (first, last) = inner.split_once('-').unwrap_or_default();
        let last = last.split(':').next().unwrap_or_default();
        let is_number = |text: &str| text.bytes().all(|each| each.is_ascii_digit());
        let is_letter = |text: &str| text.len() == 1 && text.as_bytes()[0].is_ascii_alphabetic();
        !first.is_empty()
            && !last.is_empty()
            && ((is_number(first) && is_number(last)) || (is_letter(first) && is_letter(last)))
    })?;
    let end = url[at..].find(']')?;
    Some(&url[at..=at + end])
}

impl Data {
    fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Json(text) => text.clone(),
            Self::UrlEncode(text) => url_encode(text),
            Self::File(path) => format!("@{path}"),
        }
    }
}

/// `--data-urlencode`: `content`, `=content` and `name=content`; the name stays as it is.
fn url_encode(text: &str) -> String {
    match text.split_once('=') {
        Some(("", content)) => encode(content),
        Some((name, content)) => format!("{name}={}", encode(content)),
        None => encode(text),
    }
}

/// Our variables, and the placeholders of a page that encoding would hide; a brace behind a letter is
/// none of these.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\{\{[^{}]*\}\}|(?P<before>^|[^\w{])(?:\{[A-Za-z_][\w.-]*\}|<<?[A-Za-z][\w .-]*>>?|%[A-Z_]+%|\[[A-Za-z_][\w .-]*\]$)",
    )
});

/// Encodes what is not a placeholder.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    let mut from = 0;
    for found in PLACEHOLDER.captures_iter(text) {
        let (Some(whole), before) = (found.get(0), found.name("before")) else {
            continue;
        };
        let start = before.map_or(whole.start(), |before| before.end());
        encoded.push_str(&escaped(&text[from..start]));
        encoded.push_str(&text[start..whole.end()]);
        from = whole.end();
    }
    encoded + &escaped(&text[from..])
}

/// As curl escapes a text: a blank is `+`.
fn escaped(text: &str) -> String {
    let escaped = utf8_percent_encode(text, RESERVED).to_string();
    escaped.replace("%20", "+")
}

/// `name=text` or `name=@file`, each with `;type=` and `;filename=`.
fn form_param(part: &str) -> Result<FormParam, CurlError> {
    let (key, content) = part.split_once('=').unwrap_or((part, ""));
    if content.starts_with('<') && !content.ends_with('>') {
        return Err(CurlError::Value {
            option: "-F".to_owned(),
            value: part.to_owned(),
            expected: "expected text or `@file`; a text from a file is not read",
        });
    }
    let mut pieces = content.split(';');
    let mut value = pieces.next().unwrap_or_default().to_owned();
    let mut param = FormParam {
        key: key.to_owned(),
        ..FormParam::default()
    };
    for piece in pieces {
        match piece.trim().split_once('=') {
            Some(("type", content_type)) => {
                param.content_type = Some(content_type.to_owned()).filter(|it| !it.is_empty());
            }
            Some(("filename", name)) => param.file_name = Some(name.trim_matches('"').to_owned()),
            _ => {
                value.push(';');
                value.push_str(piece);
            }
        }
    }
    let (kind, value) = match value.strip_prefix('@') {
        Some(path) => ("file", FormValue::Files(named_file(path))),
        None => ("text", FormValue::Text(value)),
    };
    param.kind = Some(kind.to_owned());
    param.value = value;
    Ok(param)
}

/// The file that is named after an `@`, if one is.
fn named_file(path: &str) -> Vec<String> {
    let path = path.trim_matches('"');
    (!path.is_empty())
        .then(|| path.to_owned())
        .into_iter()
        .collect()
}
