//! What is checked of a request.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::check::{Check, What, told, violated};
use super::compiled::Violation;
use super::lent::Lent;
use super::library::Part;
use super::media;
use super::offline::{is_of_variable, is_open, quoted};
use super::operation::{Form, Media, Need, Operation, Parameter, Within};
use super::path::{Segments, Template};
use super::response::without_mark;
use super::schema::Direction;
use super::specification::Specification;
use super::text_value;
use crate::exchange::{Body, Headers, MediaType};
use crate::text::pointer_name;

/// A request as it was sent, or as it is written.
pub(super) struct Asked<'a> {
    /// The absolute URL.
    pub(super) url: &'a str,
    /// The header lines.
    pub(super) headers: &'a Headers,
    /// The body.
    pub(super) body: &'a Body,
    pub(super) manner: Manner,
}

/// Whether variables may stand in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It was sent as it is.
    Sent,
    /// It was not sent: variables without a value stand in it.
    Written,
}

/// A request at its operation.
pub(super) struct Held<'h> {
    pub(super) asked: &'h Asked<'h>,
    pub(super) operation: &'h Operation,
    pub(super) specification: &'h Specification,
    pub(super) template: &'h Template,
    pub(super) path: &'h Segments,
}

/// The values of parameters: where each stands, its name and its texts.
pub(super) struct Values(Vec<(Within, String, String)>);

impl Values {
    fn of(&self, parameter: &Parameter) -> Vec<String> {
        let all = self.0.iter();
        let of_it =
            all.filter(|(within, name, _)| *within == parameter.within && is(name, parameter));
        of_it.map(|found| found.2.clone()).collect()
    }

    /// Whether a parameter is there.
    pub(super) fn has(&self, parameter: &Parameter) -> bool {
        let is_part = |name: &str| {
            let rest = name.strip_prefix(&parameter.name);
            rest.is_some_and(|rest| rest.starts_with('['))
        };
        let mut all = self.0.iter();
        all.any(|(within, name, _)| {
            *within == parameter.within && (is(name, parameter) || is_part(name))
        })
    }
}

/// Whether a name is that of a parameter.
fn is(name: &str, parameter: &Parameter) -> bool {
    match parameter.within {
        Within::Header => name.eq_ignore_ascii_case(&parameter.name),
        // `name[]` is how some write a name that is repeated.
        _ => name == parameter.name || name.strip_suffix("[]") == Some(&parameter.name),
    }
}

/// What stands in an address between `?` and `#`.
fn query_of(url: &str) -> Option<&str> {
    let (_, query) = url.split('#').next()?.split_once('?')?;
    Some(query)
}

impl Held<'_> {
    /// The values of all parameters.
    pub(super) fn values(&self) -> Values {
        let mut all = Vec::new();
        let has = |within| {
            let mut parameters = self.operation.parameters.iter();
            parameters.any(|parameter| parameter.within == within)
        };
        if self.operation.parameters.is_empty() {
            return Values(all);
        }
        for (name, value) in self.template.values(self.path) {
            all.push((Within::Path, name.to_owned(), value));
        }
        if has(Within::Query)
            && let Some(query) = query_of(self.asked.url)
        {
            let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
            all.extend(pairs.map(|(name, value)| (Within::Query, name, value)));
        }
        if has(Within::Form)
            && let Some(bytes) = self.form_bytes()
        {
            let pairs = form_urlencoded::parse(bytes).into_owned();
            all.extend(pairs.map(|(name, value)| (Within::Form, name, value)));
        }
        let (has_header, has_cookie) = (has(Within::Header), has(Within::Cookie));
        let headers = self.asked.headers.iter();
        for header in headers.filter(|_| has_header || has_cookie) {
            if header.name.eq_ignore_ascii_case("cookie") {
                let pairs = header
                    .value
                    .split(';')
                    .filter_map(|pair| pair.split_once('='));
                all.extend(pairs.map(|(name, value)| {
                    (Within::Cookie, name.trim().to_owned(), value.to_owned())
                }));
            } else {
                all.push((Within::Header, header.name.clone(), header.value.clone()));
            }
        }
        Values(all)
    }

    /// The fields of a form as they are sent; `None` for a form in parts, which is not looked into.
    fn form_bytes(&self) -> Option<&[u8]> {
        let header = self.asked.headers.get("content-type").unwrap_or_default();
        match self.asked.body {
            Body::Bytes(bytes) if is_form(&MediaType::parse(header)) => Some(bytes),
            body if body.is_empty() => Some(&[]),
            _ => None,
        }
    }

    /// Checks the parameters and the body.
    pub(super) fn check(&self, values: &Values) -> Vec<Check> {
        let mut checks = Vec::new();
        if !self.operation.parameters.is_empty() {
            let all = self.operation.parameters.iter();
            let violations = all.flat_map(|parameter| self.parameter(parameter, values));
            checks.push(Check::of(What::Parameters, violations.collect()));
        }
        checks.extend(self.body());
        checks
    }

    fn parameter(&self, parameter: &Parameter, values: &Values) -> Vec<String> {
        let texts = values.of(parameter);
        let is_open =
            self.asked.manner == Manner::Written && texts.iter().any(|text| is_open(text));
        if is_open || parameter.within == Within::Form && self.form_bytes().is_none() {
            return Vec::new();
        }
        let subject = format!(
            "the {} parameter `{}`",
            parameter.within.name(),
            parameter.name
        );
        let spot = &parameter.spot;
        if texts.is_empty() {
            let is_missing = parameter.need == Need::Required && !values.has(parameter);
            let problem = format!("{subject} is missing, expected it to be there ({spot})");
            return is_missing.then_some(problem).into_iter().collect();
        }
        let direction = Direction::Request;
        let found = self
            .specification
            .check_texts(&parameter.value, direction, &texts);
        violated(&subject, spot, &found)
    }

    fn body(&self) -> Option<Check> {
        let body = self.operation.body.as_ref()?;
        let spot = &body.spot;
        let names = media::names(&body.content);
        let header = self.asked.headers.get("content-type").unwrap_or_default();
        let found = MediaType::parse(header);
        let media = media::find(&body.content, &found, header);
        let violations = match (self.asked.body.is_empty(), media) {
            (true, _) if body.need == Need::Optional => return None,
            (true, _) => vec![format!("the body is missing, expected {names} ({spot})")],
            (false, None) if header.is_empty() => {
                vec![format!(
                    "there is no `Content-Type`, expected {names} ({spot})"
                )]
            }
            (false, None) => {
                vec![format!(
                    "the content type is `{header}`, expected {names} ({spot})"
                )]
            }
            (false, Some(media)) => self.content(media, &found),
        };
        Some(Check::of(What::RequestBody, violations))
    }

    fn content(&self, media: &Media, found: &MediaType) -> Vec<String> {
        let (Body::Bytes(bytes), Some(schema)) = (self.asked.body, &media.schema) else {
            return Vec::new();
        };
        let mut unread = Vec::new();
        let value = if found.is_json() {
            match self.json(bytes) {
                Ok(value) => value,
                Err(error) => return vec![format!("the body is no JSON: {error}")],
            }
        } else if is_form(found) {
            match self.specification.part(schema) {
                Some(schema) => form(&schema, bytes, &mut unread),
                None => return Vec::new(),
            }
        } else {
            return Vec::new();
        };
        let violations =
            self.specification
                .check(schema, Direction::Request, Lent::of(&value).root());
        let is_known = |violation: &&Violation| {
            let is_open = self.asked.manner == Manner::Written && is_of_variable(violation, &value);
            let mut names = violation.pointer.split('/').skip(1);
            let is_unread = names.next().is_some_and(|name| {
                let name = pointer_name(name);
                unread.contains(&name)
            });
            !is_open && !is_unread
        };
        let known = violations.iter().filter(is_known);
        known.map(|one| told("the body", one)).collect()
    }

    fn json(&self, bytes: &[u8]) -> serde_json::Result<Value> {
        let bytes = without_mark(bytes);
        match self.asked.manner {
            Manner::Sent => serde_json::from_slice(bytes),
            Manner::Written => serde_json::from_str(&quoted(&String::from_utf8_lossy(bytes))),
        }
    }

    /// The aspects of the operation that the request touches: its media type.
    pub(super) fn media(&self) -> Option<&str> {
        let body = self.operation.body.as_ref()?;
        let header = self.asked.headers.get("content-type")?;
        let media = media::find(&body.content, &MediaType::parse(header), header)?;
        (!self.asked.body.is_empty()).then_some(&media.range)
    }
}

/// Whether a body is a form that reads as a query does.
fn is_form(media: &MediaType) -> bool {
    media.essence == "application/x-www-form-urlencoded"
}

/// The fields of a form, as the schema has them. Of what is written in parts (`address[city]=…`) the
/// name alone is noted.
fn form(schema: &Part<'_>, bytes: &[u8], unread: &mut Vec<String>) -> Value {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in form_urlencoded::parse(bytes).into_owned() {
        if let Some((name, _)) = name.split_once('[').filter(|(_, rest)| rest.ends_with(']')) {
            unread.push(name.to_owned());
            continue;
        }
        match fields.iter_mut().find(|field| field.0 == name) {
            Some(field) => field.1.push(value),
            None => fields.push((name, vec![value])),
        }
    }
    let properties = schema.get("properties");
    let mut object = Map::new();
    for (name, texts) in fields {
        let property = properties.as_ref().and_then(|all| all.follow(&name));
        let read = property.and_then(|part| text_value::read(&part, Form::Repeated, &texts));
        let text = || texts.last().cloned().unwrap_or_default().into();
        object.insert(name, read.unwrap_or_else(text));
    }
    object.into()
}
