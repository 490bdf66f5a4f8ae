//! The request that a page shows, with what stands in the places of its host and its placeholders.
//!
//! A placeholder of which nobody says what it stands for is a mistake: nothing is sent that the
//! page does not show.

use std::collections::BTreeSet;

use super::placeholder::{self, Part, folded};
use crate::collection::{Auth, Body, FormValue, Mode, Request, Url};
use crate::guide::base::{Bases, host_end};
use crate::guide::directive::sending::Sending;
use crate::guide::directive::source::Shown;
use crate::guide::directive::value;
use crate::guide::error::Mistake;
use crate::guide::page::parts::is_id;
use crate::guide::sequence::Guide;

/// The variables of a guide, by which placeholders are settled.
pub(super) struct Names<'a> {
    /// What the header says of placeholders.
    mapped: &'a [(String, String)],
    known: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// The variables that a guide knows before it is run, and those of its collections.
    pub(super) fn of(guide: &'a Guide, others: impl Iterator<Item = String>) -> Self {
        let mut known: BTreeSet<String> = others.collect();
        known.extend(guide.known.iter().chain(&guide.header.needs).cloned());
        for step in &guide.steps {
            known.extend(step.needs.iter().cloned());
            let asked = step.questions.iter();
            known.extend(asked.map(|question| question.variable.clone()));
            known.extend(step.captures.iter().map(|capture| capture.variable.clone()));
            let set = step.sending().into_iter().flat_map(|sending| &sending.set);
            known.extend(set.map(|(name, _)| name.clone()));
        }
        Self {
            mapped: &guide.header.placeholders,
            known,
        }
    }

    /// What stands in the place of a placeholder: what the header says, or the one variable that
    /// has its name in any spelling.
    pub(super) fn value(&self, spelling: &str, name: &str) -> Option<String> {
        let is_meant = |key: &str| key == spelling || folded(key) == folded(name);
        if let Some((_, value)) = self.mapped.iter().find(|(key, _)| is_meant(key)) {
            return Some(value.clone());
        }
        if self.known.contains(name) {
            return Some(format!("{{{{{name}}}}}"));
        }
        let mut same = self
            .known
            .iter()
            .filter(|known| folded(known) == folded(name));
        match (same.next(), same.next()) {
            (Some(one), None) => Some(format!("{{{{{one}}}}}")),
            _ => None,
        }
    }
}

impl Names<'_> {
    /// A text with what stands for the values that the header names: an id that the page shows.
    fn with_values(&self, text: String) -> String {
        let values = self.mapped.iter().filter(|(key, _)| is_id(key));
        values.fold(text, |text, (key, value)| text.replace(key, value))
    }
}

/// A request with its placeholders settled, and what takes the place of its host.
pub(super) struct Settled {
    pub(super) request: Request,
    pub(super) base: Option<String>,
}

/// Settles what a page shows, or tells everything of it that can't be.
pub(super) fn settle(
    shown: &Shown,
    sending: &Sending,
    bases: &Bases,
    names: &Names<'_>,
) -> Result<Settled, Vec<Mistake>> {
    let mut request = shown.command.request.clone();
    let written = request.url.to_string();
    let found = sending.base.of(&written).or_else(|| bases.of(&written));
    let base = found.map(|(base, _)| base.to_owned());
    let mut settler = Settler {
        shown,
        names,
        mistakes: Vec::new(),
    };
    let (host, rest) = if let Some((_, end)) = found {
        (String::new(), &written[end..])
    } else {
        let end = host_end(&written);
        (settler.host(&written[..end]), &written[end..])
    };
    if base.is_none() && host.is_empty() {
        let line = shown.at.line;
        settler.mistakes.push(Mistake::NoHost { line });
    }
    let rest = settler.text(rest, Part::Address);
    request.url = Url::parse(&format!("{host}{rest}"));
    let is_replaced = |key: &str| {
        let mut replaced = sending.headers.iter();
        replaced.any(|(name, _)| name.eq_ignore_ascii_case(key))
    };
    for header in &mut request.headers {
        if !is_replaced(&header.key) {
            header.value = settler.text(&header.value, Part::Value);
        }
    }
    if let Some(auth) = request
        .auth
        .as_mut()
        .filter(|_| !is_replaced("authorization"))
    {
        settler.auth(auth);
    }
    if let Some(body) = request.body.as_mut().filter(|_| sending.body.is_none()) {
        settler.body(&mut body.mode);
        // It is sent as the page shows it: what looks like a comment of JSON would go.
        if let Mode::Raw(text) = &body.mode {
            **body = Body::raw_in("text", text.clone());
        }
    }
    match settler.mistakes {
        none if none.is_empty() => Ok(Settled { request, base }),
        mistakes => Err(mistakes),
    }
}

struct Settler<'a> {
    shown: &'a Shown,
    names: &'a Names<'a>,
    mistakes: Vec<Mistake>,
}

impl Settler<'_> {
    /// A text with what stands for its placeholders.
    fn text(&mut self, text: &str, part: Part) -> String {
        let variables = &self.shown.command.variables;
        let (names, line) = (self.names, self.shown.at.line);
        let mut missing = Vec::new();
        let settled = placeholder::replace(text, part, |found| {
            if found.is_ours && !variables.iter().any(|name| name == found.name) {
                return None;
            }
            let value = names.value(found.spelling, found.name);
            if value.is_none() && !found.may_be_a_word {
                missing.push(Mistake::Placeholder {
                    spelling: if found.is_ours {
                        format!("${}", found.name)
                    } else {
                        found.spelling.to_owned()
                    },
                    line,
                    key: placeholder::key(found),
                    name: placeholder::suggested(found, part),
                });
            }
            value
        });
        self.mistakes.extend(missing);
        self.names.with_values(settled)
    }

    /// A host that no base replaces.
    fn host(&mut self, written: &str) -> String {
        let count = self.mistakes.len();
        let host = self.text(written, Part::Value);
        if self.mistakes.len() > count {
            self.mistakes.truncate(count);
            self.mistakes.push(Mistake::Host {
                host: placeholder::as_written(written, &self.shown.command.variables),
                line: self.shown.at.line,
            });
        }
        host
    }

    fn auth(&mut self, auth: &mut Auth) {
        for param in &mut auth.params {
            if let Some(serde_json::Value::String(text)) = &mut param.value {
                *text = self.text(text, Part::Value);
            }
        }
    }

    fn body(&mut self, mode: &mut Mode) {
        match mode {
            Mode::Raw(text) => *text = self.text(text, Part::Body),
            Mode::FormData(params) => {
                for param in params {
                    if let FormValue::Text(text) = &mut param.value {
                        *text = self.text(text, Part::Value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The hosts that a guide's requests name and that one base would replace, each once.
pub(super) fn hosts_of_one_base(guide: &Guide) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for sending in guide.steps.iter().filter_map(crate::guide::Step::sending) {
        let Some(url) = sending
            .source
            .shown_url()
            .filter(|_| sending.base.is_empty())
        else {
            continue;
        };
        let host = url[..host_end(&url)].to_owned();
        let is_same = |other: &String| folded(&bare(other)) == folded(&bare(&host));
        if !host.is_empty() && !hosts.iter().any(is_same) {
            hosts.push(host);
        }
    }
    hosts
}

/// A host without its scheme; what differs by its port alone is another one.
fn bare(host: &str) -> String {
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    host.replace(':', "port")
}

/// Takes from a path what the value of its base ends with: `{{url}}` may hold the beginning of the
/// path that the page shows.
pub(super) fn without_doubled(path: &mut Option<Vec<String>>, base: &str) {
    let held = Url::parse(base.trim_end_matches('/'))
        .path
        .unwrap_or_default();
    let held: Vec<&String> = held.iter().filter(|part| !part.is_empty()).collect();
    let Some(shown) = path.as_mut().filter(|_| !held.is_empty()) else {
        return;
    };
    if shown.len() >= held.len() && shown.iter().zip(&held).all(|(shown, held)| shown == *held) {
        shown.drain(..held.len());
    }
}

/// The names of the variables that a base takes.
pub(super) fn names_of(base: Option<&String>, names: &mut Vec<String>) {
    if let Some(base) = base {
        value::names_in(base, names);
    }
}
