//! Where secrets stand in a request and its answer that need not be recognisable by their value: a
//! password `test`, a cookie `mode=1`. They are hidden where they stand as the values that they are.
//!
//! What a scheme of authentication, a header of credentials or a cookie says is hidden by its place.
//! Of a secret variable the place is where the collection names it: `{{name}}` in a header, a
//! parameter, a segment of the path, a field or a text.

use std::borrow::Cow;
use std::collections::HashMap;

use bytes::Bytes;

use super::named::{Piece, Plain, Template, decoded, hide_pieces, pieces};
use super::{Outcome, Written, credentials};
use crate::collection::{self, Auth, Body, FormValue, Mode, Url};
use crate::exchange::{self, Chunk, Exchange, Headers};
use crate::text::REDACTED;

/// The places of secrets in a request.
#[derive(Default)]
pub(super) struct Hiding {
    /// Values with a name, and what each was made from; without that, all of it is secret.
    entries: HashMap<(List, String), Vec<Option<Template>>>,
    /// Segments of the path, counted from its end.
    segments: Vec<(usize, Template)>,
    pieces: Vec<Piece>,
}

/// What an entry is one of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum List {
    Headers,
    Query,
    Form,
}

impl List {
    /// An entry of a name, however that is written.
    fn entry(self, name: &str) -> (Self, String) {
        let name = match self {
            Self::Headers => name.to_ascii_lowercase(),
            Self::Query | Self::Form => decoded(name).into_owned(),
        };
        (self, name)
    }
}

impl Hiding {
    /// The places in a request: those of its authentication, and those where `template` names a
    /// variable.
    pub(super) fn of(
        request: &Written,
        template: Option<&collection::Request>,
        plain: &Plain,
    ) -> Self {
        let mut hiding = Self::named(template, plain);
        if let Some(auth) = &request.resolved.auth {
            hiding.add_auth(auth);
        }
        hiding
    }

    /// The places where `template` names a variable.
    pub(super) fn named(template: Option<&collection::Request>, plain: &Plain) -> Self {
        let mut hiding = Self::default();
        if let Some(template) = template.filter(|_| !plain.is_empty()) {
            hiding.add_template(template, plain);
        }
        hiding
    }

    /// Where a scheme puts its secrets, beside the headers that are known to hold credentials.
    fn add_auth(&mut self, auth: &Auth) {
        let in_query = |key: &str, value: &str| auth.text(key).eq_ignore_ascii_case(value);
        match auth.kind.as_str() {
            "apikey" if in_query("in", "query") => self.add(List::Query, &auth.text("key"), None),
            "apikey" => self.add(List::Headers, &auth.text("key"), None),
            "oauth2" if in_query("addTokenTo", "queryParams") => {
                self.add(List::Query, "access_token", None);
            }
            "jwt" if in_query("addTokenTo", "queryParam") => {
                let name = Some(auth.text("queryParamKey")).filter(|name| !name.is_empty());
                self.add(List::Query, name.as_deref().unwrap_or("token"), None);
            }
            "awsv4" => self.add(List::Query, "X-Amz-Security-Token", None),
            _ => {}
        }
    }

    fn add(&mut self, list: List, name: &str, template: Option<Template>) {
        let entry = self.entries.entry(list.entry(name)).or_default();
        entry.push(template);
    }

    fn add_template(&mut self, template: &collection::Request, plain: &Plain) {
        for header in &template.headers {
            self.add_named(List::Headers, (&header.key, &header.value), plain);
        }
        for param in &template.url.query {
            let pair = param.key.as_deref().zip(param.value.as_deref());
            if let Some(pair) = pair {
                self.add_named(List::Query, pair, plain);
            }
        }
        self.add_segments(&template.url, plain);
        match template.body.as_ref().map(|body| &body.mode) {
            Some(Mode::UrlEncoded(fields)) => {
                for field in fields {
                    let value = field.value.as_deref().unwrap_or_default();
                    self.add_named(List::Form, (&field.key, value), plain);
                }
            }
            Some(Mode::FormData(fields)) => {
                for field in fields {
                    if let FormValue::Text(value) = &field.value {
                        self.add_named(List::Form, (&field.key, value), plain);
                    }
                }
            }
            Some(Mode::Raw(text)) => self.pieces = pieces(text, plain),
            Some(Mode::GraphQl {
                query, variables, ..
            }) => {
                let texts = [query.as_deref(), variables.as_str()];
                let texts = texts.into_iter().flatten();
                self.pieces = texts.flat_map(|text| pieces(text, plain)).collect();
            }
            Some(Mode::None | Mode::File { .. }) | None => {}
        }
    }

    fn add_named(&mut self, list: List, entry: (&str, &str), plain: &Plain) {
        let (name, value) = entry;
        if let Some(template) = Template::of(value, plain) {
            self.add(list, name, Some(template));
        }
    }

    fn add_segments(&mut self, url: &Url, plain: &Plain) {
        // Of several of one name the first.
        let variables = url.variables.iter().rev();
        let known: HashMap<&str, &collection::Variable> =
            variables.map(|one| (one.key.as_str(), one)).collect();
        for (index, segment) in url.path.iter().flatten().rev().enumerate() {
            let value = segment
                .strip_prefix(':')
                .and_then(|name| known.get(name).copied())
                .map(collection::Variable::text);
            let template = Template::of(value.as_deref().unwrap_or(segment), plain);
            let template = template.map(|template| (index, template));
            self.segments.extend(template);
        }
    }

    /// Hides what is secret in a request; tells whether there was something.
    pub(super) fn hide_in_request(&self, request: &mut Written) -> bool {
        let resolved = &mut request.resolved;
        let mut is_hidden = resolved
            .auth
            .as_deref_mut()
            .is_some_and(credentials::hide_in_auth);
        for header in &mut resolved.headers {
            is_hidden |= self.hide_in_header(&header.key, &mut header.value);
        }
        is_hidden |= self.hide_in_url(&mut resolved.url);
        if let Some(body) = &mut resolved.body {
            is_hidden |= self.hide_in_body(body);
        }
        is_hidden |= self.hide_in_address(&mut request.url);
        is_hidden | self.hide_in_message(&mut request.wire)
    }

    /// Hides what is secret in an answer and in all that led to it; tells whether there was
    /// something.
    pub(super) fn hide_in_exchange(&self, exchange: &mut Exchange) -> bool {
        let mut is_hidden = self.hide_in_headers(&mut exchange.response.headers);
        for hop in &mut exchange.hops {
            is_hidden |= self.hide_in_message(&mut hop.request);
            is_hidden |= self.hide_in_headers(&mut hop.headers);
        }
        for cookie in &mut exchange.cookies {
            is_hidden |= hide_all(&mut cookie.value);
        }
        is_hidden
    }

    fn hide_in_message(&self, request: &mut exchange::Request) -> bool {
        self.hide_in_headers(&mut request.headers)
            | self.hide_in_address(&mut request.url)
            | self.hide_in_bytes(&mut request.body)
    }

    fn hide_in_headers(&self, headers: &mut Headers) -> bool {
        let hidden = headers
            .iter_mut()
            .map(|header| self.hide_in_header(&header.name, &mut header.value));
        hidden.fold(false, |any, one| any | one)
    }

    fn hide_in_header(&self, name: &str, value: &mut String) -> bool {
        let by_name = credentials::hidden(name, value);
        let shown = by_name.or_else(|| self.shown(List::Headers, name, value));
        put(value, shown)
    }

    fn hide_in_url(&self, url: &mut Url) -> bool {
        let mut whole = url.to_string();
        let is_hidden = self.hide_in_address(&mut whole);
        if is_hidden {
            let variables = std::mem::take(&mut url.variables);
            *url = Url {
                variables,
                ..Url::parse(&whole)
            };
        }
        is_hidden
    }

    /// Hides what is secret in an address; tells whether there was something.
    pub(super) fn hide_in_address(&self, address: &mut String) -> bool {
        let end = address.find('#').unwrap_or(address.len());
        let (target, fragment) = address.split_at(end);
        let (place, query) = match target.split_once('?') {
            Some((place, query)) => (place, Some(self.in_pairs(List::Query, query))),
            None => (target, None),
        };
        let (server, path) = place.split_at(end_of_server(place));
        let mut shown = hidden_password(server);
        shown.push_str(&self.in_path(path));
        if let Some(query) = query {
            shown.push('?');
            shown.push_str(&query);
        }
        shown.push_str(fragment);
        let is_hidden = shown != *address;
        *address = shown;
        is_hidden
    }

    fn in_path<'a>(&self, path: &'a str) -> Cow<'a, str> {
        if self.segments.is_empty() {
            return path.into();
        }
        let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        let last = segments.len() - 1;
        for (index, template) in &self.segments {
            let at = last.checked_sub(*index);
            if let Some(segment) = at.and_then(|at| segments.get_mut(at)) {
                let shown = template.shown(segment);
                put(segment, shown);
            }
        }
        segments.join("/").into()
    }

    /// Pairs of names and values, as queries and forms have them.
    fn in_pairs(&self, list: List, text: &str) -> String {
        let shown = |pair: &str| match pair.split_once('=') {
            Some((name, value)) => match self.shown(list, name, value) {
                Some(shown) => format!("{name}={shown}"),
                None => pair.to_owned(),
            },
            None => pair.to_owned(),
        };
        let pairs: Vec<String> = text.split('&').map(shown).collect();
        pairs.join("&")
    }

    fn hide_in_body(&self, body: &mut Body) -> bool {
        match &mut body.mode {
            Mode::Raw(text) => hide_pieces(&self.pieces, text),
            Mode::UrlEncoded(fields) => {
                let hidden = fields.iter_mut().map(|field| {
                    let value = field.value.as_mut();
                    value.is_some_and(|value| self.hide_in_field(&field.key, value))
                });
                hidden.fold(false, |any, one| any | one)
            }
            Mode::FormData(fields) => {
                let hidden = fields.iter_mut().map(|field| match &mut field.value {
                    FormValue::Text(value) => self.hide_in_field(&field.key, value),
                    FormValue::Files(_) | FormValue::Base64(_) => false,
                });
                hidden.fold(false, |any, one| any | one)
            }
            Mode::GraphQl {
                query, variables, ..
            } => {
                let is_hidden = query
                    .as_mut()
                    .is_some_and(|text| hide_pieces(&self.pieces, text));
                match &mut **variables {
                    serde_json::Value::String(text) => is_hidden | hide_pieces(&self.pieces, text),
                    _ => is_hidden,
                }
            }
            Mode::None | Mode::File { .. } => false,
        }
    }

    fn hide_in_field(&self, name: &str, value: &mut String) -> bool {
        let shown = self.shown(List::Form, name, value);
        put(value, shown)
    }

    /// A body as it goes over the wire.
    fn hide_in_bytes(&self, body: &mut exchange::Body) -> bool {
        let has_fields = self.entries.keys().any(|(list, _)| *list == List::Form);
        if self.pieces.is_empty() && !has_fields {
            return false;
        }
        match body {
            exchange::Body::Empty => false,
            exchange::Body::Bytes(bytes) => self.hide_in_content(bytes),
            exchange::Body::Chunks(chunks) => {
                let hidden = chunks.iter_mut().map(|chunk| match chunk {
                    Chunk::Bytes(bytes) => self.hide_in_content(bytes),
                    Chunk::File { .. } => false,
                });
                hidden.fold(false, |any, one| any | one)
            }
        }
    }

    fn hide_in_content(&self, bytes: &mut Bytes) -> bool {
        let Ok(content) = std::str::from_utf8(bytes) else {
            return false;
        };
        // After a file, too, a form goes on with a boundary.
        let mut shown = if content.trim_start().starts_with("--") {
            self.in_parts(content)
        } else {
            self.in_pairs(List::Form, content)
        };
        hide_pieces(&self.pieces, &mut shown);
        let is_hidden = shown.as_bytes() != &bytes[..];
        if is_hidden {
            *bytes = shown.into();
        }
        is_hidden
    }

    /// The parts of a multipart form, each with its name in its head.
    fn in_parts(&self, content: &str) -> String {
        let shown = |part: &str| {
            let (head, value) = part.split_once("\r\n\r\n")?;
            let (_, name) = head.split_once("name=\"")?;
            let (name, _) = name.split_once('"')?;
            let value = self.shown(List::Form, name, value)?;
            Some(format!("{head}\r\n\r\n{value}"))
        };
        let boundary = content.trim_start().lines().next().unwrap_or_default();
        let separator = format!("\r\n{boundary}");
        let parts: Vec<String> = content
            .split(separator.as_str())
            .map(|part| shown(part).unwrap_or_else(|| part.to_owned()))
            .collect();
        parts.join(separator.as_str())
    }

    /// What is shown of the value of an entry, if something of it is secret.
    fn shown(&self, list: List, name: &str, value: &str) -> Option<String> {
        if self.entries.is_empty() {
            return None;
        }
        let mut shown: Option<String> = None;
        for template in self.entries.get(&list.entry(name))? {
            let value = shown.as_deref().unwrap_or(value);
            let next = match template {
                None => credentials::is_said(value).then(|| REDACTED.to_owned()),
                Some(template) => template.shown(value),
            };
            shown = next.or(shown);
        }
        shown
    }
}

/// Whether anything in a request stands where secrets do.
pub(super) fn holds_secrets(outcome: &Outcome) -> bool {
    let in_exchange = |exchange: &Exchange| {
        let in_hop = |hop: &exchange::Hop| in_message(&hop.request) || in_headers(&hop.headers);
        !exchange.cookies.is_empty()
            || in_headers(&exchange.response.headers)
            || exchange.hops.iter().any(in_hop)
    };
    request_holds_secrets(&outcome.request) || outcome.exchange().is_some_and(in_exchange)
}

/// Whether anything in a request stands where secrets do.
pub(super) fn request_holds_secrets(request: &Written) -> bool {
    let auth = request.resolved.auth.as_ref();
    auth.is_some_and(|auth| auth.kind != "noauth") || in_message(&request.wire)
}

fn in_message(request: &exchange::Request) -> bool {
    request.url.contains('@') || in_headers(&request.headers)
}

fn in_headers(headers: &Headers) -> bool {
    headers
        .iter()
        .any(|header| credentials::is_secret_header(&header.name))
}

/// Where the path of an address begins.
fn end_of_server(address: &str) -> usize {
    let begin = address.find("://").map_or(0, |at| at + 3);
    address[begin..]
        .find('/')
        .map_or(address.len(), |at| begin + at)
}

/// The part of an address that names the server, without a password.
fn hidden_password(server: &str) -> String {
    let begin = server.find("://").map_or(0, |at| at + 3);
    let shown = || {
        let (user, host) = server[begin..].rsplit_once('@')?;
        let (user, password) = user.split_once(':')?;
        let scheme = &server[..begin];
        credentials::is_said(password).then(|| format!("{scheme}{user}:{REDACTED}@{host}"))
    };
    shown().unwrap_or_else(|| server.to_owned())
}

fn hide_all(value: &mut String) -> bool {
    let shown = credentials::is_said(value).then(|| REDACTED.to_owned());
    put(value, shown)
}

/// Puts what is shown in the place of a value; tells whether it is something else.
fn put(value: &mut String, shown: Option<String>) -> bool {
    match shown {
        Some(shown) if shown != *value => {
            *value = shown;
            true
        }
        _ => false,
    }
}
