//! The steps that a page's fenced requests make: sent as the page shows them.

use std::collections::VecDeque;

use serde_json::Value;

use super::answers::singular;
use super::directive::Directive;
use super::passage::Passage;
use super::steps::{Walk, push_destructive};
use crate::guide::base::host_end;
use crate::guide::curl::CurlCommand;
use crate::guide::directive::lines::{Content, Line};
use crate::guide::drift::{contents, fits, is_of_a_response, matching};
use crate::guide::page::example::{Example, placeholders};
use crate::guide::page::fence::Fence;
use crate::guide::page::parts::{is_id, is_placeholder};
use crate::guide::run::placeholder::variables_of;
use crate::runner::Planned;

/// The method of an example, or the one that a header puts in its place.
fn method_of(example: &Example) -> &str {
    let headers = example.request.iter().flat_map(|request| &request.headers);
    let mut headers = headers.filter(|header| {
        let key = header.key.to_ascii_lowercase();
        key.starts_with("x-http-method") || key == "x-method-override"
    });
    let overridden = headers.next().map(|header| header.value.trim());
    overridden.or(example.method.as_deref()).unwrap_or_default()
}

impl<'s, 'a: 's> Walk<'s, 'a> {
    pub(super) fn shown(
        &mut self,
        fence: &'s Fence,
        example: &Example,
        rest: &VecDeque<Passage<'s>>,
    ) {
        let saved = matching(self.subject, example);
        if self.is_of_what_is_sent(example, saved, rest) {
            self.told_of.push((fence.offset, example.number));
            return;
        }
        let page = self.subject.page();
        let block = page
            .blocks
            .iter()
            .rposition(|block| block.range.start < fence.offset && !block.quoted);
        // In a note, what can't be read is no command that anybody types.
        let is_command = example.is_curl && example.request.is_some();
        let Some(block) = block.filter(|_| is_command || !fence.quoted) else {
            return;
        };
        self.settle(example);
        let end = page.blocks[block].range.end;
        let mut step = Directive::after(block, end);
        let is_between = |other: &Fence| other.offset > end && other.offset < fence.offset;
        let is_behind = fence.quoted || page.fences.iter().any(is_between);
        step.fence = is_behind.then_some(fence.offset);
        step.saved = saved.map(|planned| planned.item.id.clone());
        step.shown = Some(fence.offset);
        step.noun = noun(&example.url, example.method.as_deref());
        let same = saved.filter(|planned| contents(example, planned).is_empty());
        if let Some(planned) = same.filter(|_| !example.is_curl) {
            step.lines.push(Line::new("send", self.name_of(planned)));
            step.sends.push(planned.item.id.clone());
            self.last_sent = Some(planned);
        } else {
            let shown = Shown { fence, example };
            self.fenced(&shown, saved, &mut step);
        }
        push_destructive(method_of(example), &mut step);
        if let Some(first) = step.lines.first_mut().filter(|_| fence.quoted) {
            let what = "it stands in a note; delete this step where it is not sent";
            first.choose.get_or_insert_with(|| what.to_owned());
        }
        self.shows_last = true;
        self.steps.push(step);
    }

    /// Whether a fence shows what is sent by its name, in the same section.
    fn is_of_what_is_sent(
        &mut self,
        example: &Example,
        saved: Option<&'s Planned>,
        rest: &VecDeque<Passage<'s>>,
    ) -> bool {
        let fits = |planned: &Planned| fits(self.subject, example, planned);
        // What is like no request may be a slip of what is sent.
        let may_be_slip = !example.is_curl && saved.is_none();
        let sent = self.sent_here.iter();
        if let Some(at) = sent.clone().position(|sent| fits(sent)) {
            self.sent_here.remove(at);
            return true;
        }
        let is_open = self.current.is_some_and(|open| may_be_slip || fits(open));
        (is_open && self.is_sent_later(rest)) || (may_be_slip && sent.len() > 0)
    }

    /// A request that is sent as the fence shows it.
    fn fenced(&mut self, shown: &Shown<'_>, saved: Option<&'s Planned>, step: &mut Directive) {
        let Shown { fence, example } = *shown;
        let before = (0..example.number).all(|number| self.taken.contains(&(fence.offset, number)));
        self.taken.push((fence.offset, example.number));
        step.lines.push(match (example.is_curl, before) {
            (true, false) => Line::new("curl", example.number + 1),
            (true, true) => Line::new("curl", "next"),
            (false, _) if example.request.is_some() => Line::new("request", "next"),
            (false, _) => return self.written(example, step),
        });
        self.last_sent = saved;
        let host = self.hosts.base(&example.url);
        let replaced = host.is_some() || self.hosts.is_mapped(&example.url);
        if let Some(host) = host {
            step.lines
                .push(Line::new("base", format!("{{{{{host}}}}}")));
            step.uses.push(host);
        }
        let authorization = authorization(fence, example);
        let own = authorization.is_some();
        if let Some((value, variable)) = authorization {
            let line = Line::new("Authorization", value);
            step.lines.push(Line::map("headers", vec![line]));
            step.uses.push(variable);
        }
        let command = fence
            .shell()
            .and_then(|shell| shell.commands.get(example.number)?.read.clone().ok());
        let command = command.or_else(|| {
            let request = example.request.clone()?;
            Some(CurlCommand {
                request,
                ..CurlCommand::default()
            })
        });
        let is_last = fence.examples().len() == example.number + 1;
        if is_last && self.shows_answer(fence) {
            step.lines
                .push(Line::map("expect", vec![Line::new("like", "next")]));
        }
        let names = command.map(|command| variables_of(&command, replaced.into(), own.into()));
        step.uses.extend(names.unwrap_or_default());
    }

    /// Whether the next JSON sample of the page is the answer to what a fence sends last.
    fn shows_answer(&self, fence: &Fence) -> bool {
        let section = self.talks.section_at(fence.offset);
        let after = |other: &&Fence| {
            other.offset > fence.offset && self.talks.section_at(other.offset) == section
        };
        let Some(next) = self.subject.page().fences.iter().find(after) else {
            return false;
        };
        let shown = serde_json::from_str::<Value>(&next.text).ok();
        shown.is_some_and(|shown| {
            let is_body = shown.is_object() || shown.is_array();
            is_body && is_of_a_response(self.subject, next, &shown)
        })
    }

    /// A request that is in no collection, with its placeholders as variables.
    pub(super) fn written(&mut self, example: &Example, step: &mut Directive) {
        let end = host_end(&example.url);
        let host = self
            .hosts
            .base(&example.url)
            .or_else(|| self.hosts.variable(&example.url));
        let (host, rest) = match host {
            Some(host) => {
                step.uses.push(host.clone());
                (format!("{{{{{host}}}}}"), &example.url[end..])
            }
            None => (String::new(), example.url.as_str()),
        };
        let mut url = format!("{host}{rest}");
        for (spelling, name) in placeholders(rest) {
            let variable = variable_name(name);
            url = url.replace(spelling, &format!("{{{{{variable}}}}}"));
            step.uses.push(variable);
        }
        let method = example.method.clone().unwrap_or_default();
        let has_body = ["POST", "PUT", "PATCH"].contains(&method.as_str());
        let what = "which body is sent; write it as `body:` of the request, or take the mark out";
        step.lines.push(Line {
            key: "request".into(),
            value: Content::Map(vec![
                Line::new("method", method.clone()),
                Line::new("url", url),
            ]),
            choose: has_body.then(|| what.to_owned()),
        });
        push_destructive(&method, step);
    }

    /// The requests that the page shows in commands and that no step sends.
    pub(super) fn left(&self) -> Vec<(usize, String)> {
        let mut left = Vec::new();
        for fence in &self.subject.page().fences {
            for example in fence.examples() {
                let place = (fence.offset, example.number);
                let saved = matching(self.subject, example);
                let is_sent = |step: &Directive| {
                    saved.is_some_and(|saved| step.sends.contains(&saved.item.id))
                };
                if example.method.is_some()
                    && !self.taken.contains(&place)
                    && !self.told_of.contains(&place)
                    && !self.steps.iter().any(is_sent)
                {
                    left.push((fence.position(example.at).line, example.describe()));
                }
            }
        }
        left
    }
}

/// What a request is about that makes or gets one thing: `policy` of `POST /api/v1/policies`, and of
/// `GET /api/v1/policies/{id}`.
fn noun(url: &str, method: Option<&str>) -> Option<String> {
    let path = url[host_end(url)..].split('?').next()?;
    let parts = path.trim_matches('/').rsplit('/');
    let mut words = parts.filter(|part| !is_placeholder(part) && !is_id(part));
    let word = words.next().filter(|word| !word.is_empty())?;
    let is_one = method == Some("POST") || !path.trim_end_matches('/').ends_with(word);
    is_one.then(|| singular(word))
}

/// A fence and a request that it shows.
struct Shown<'a> {
    fence: &'a Fence,
    example: &'a Example,
}

/// The header with which a command shows who asks, where a placeholder stands for the token, and the
/// variable of that.
fn authorization(fence: &Fence, example: &Example) -> Option<(String, String)> {
    let placeholder =
        |line: &&str| line.contains("Authorization:") && !placeholders(line).is_empty();
    let line = fence.text[example.at..].lines().find(placeholder)?;
    let own = example.request.as_ref()?.headers.iter();
    own.clone()
        .find(|header| header.key.eq_ignore_ascii_case("authorization"))?;
    let scheme = line.split("Authorization:").nth(1)?.trim();
    let scheme = scheme
        .split(' ')
        .next()
        .filter(|scheme| scheme.chars().all(|each| each.is_ascii_alphabetic()));
    let variable = variable_name(placeholders(line)[0].1);
    let value = match scheme.filter(|scheme| !scheme.is_empty()) {
        Some(scheme) => format!("{scheme} {{{{{variable}}}}}"),
        None => format!("{{{{{variable}}}}}"),
    };
    Some((value, variable))
}

/// A placeholder's name as that of a variable: `YOUR_TOKEN_HERE` is `token`.
fn variable_name(placeholder: &str) -> String {
    let words: Vec<String> = placeholder
        .split(|each: char| !each.is_ascii_alphanumeric())
        .filter(|word| {
            !word.is_empty() && !["your", "here", "the"].contains(&word.to_lowercase().as_str())
        })
        .map(str::to_owned)
        .collect();
    if let [one] = &words[..]
        && one.chars().any(|each| each.is_ascii_lowercase())
    {
        return one.clone();
    }
    let mut name = String::new();
    for word in words {
        let word = word.to_lowercase();
        let mut letters = word.chars();
        match letters.next().filter(|_| !name.is_empty()) {
            Some(first) => {
                name.push(first.to_ascii_uppercase());
                name.push_str(letters.as_str());
            }
            None => name.push_str(&word),
        }
    }
    if name.is_empty() {
        "value".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_names_of_variables() {
        for (placeholder, name) in [
            ("YOUR_TOKEN_HERE", "token"),
            ("accessToken", "accessToken"),
            ("ACCESS_TOKEN", "accessToken"),
            ("your access token", "accessToken"),
            ("YOUR", "value"),
        ] {
            assert_eq!(variable_name(placeholder), name);
        }
    }
}
