//! Requests that a page shows, held against the contract of the API: what a placeholder stands for is
//! not known, and nothing is said of it.

use std::sync::Arc;

use super::Subject;
use super::examples::place;
use super::finding::{Code, Finding};
use crate::collection::{Body, Item, Mode, Request, Url};
use crate::contract::{Contract, Offline};
use crate::exchange;
use crate::guide::page::example::Example;
use crate::guide::run::placeholder::{Part, replace};
use crate::runner::{Planned, Settings, preview};
use crate::variables::Scopes;
use crate::world::World;

/// Holds every request that the page shows against the contract.
pub(super) fn check(
    subject: &Subject<'_>,
    contract: &Contract,
    world: &World,
    findings: &mut Vec<Finding>,
) {
    for fence in &subject.page.fences {
        for example in fence.examples() {
            let Some(request) = written(example, world) else {
                continue;
            };
            let Some(offline) = contract.try_out(&request) else {
                continue;
            };
            let words = place(subject, fence, example);
            let told = told(example, offline);
            findings.extend(
                told.into_iter()
                    .map(|(code, message)| subject.finding(code, words, message)),
            );
        }
    }
}

/// What a contract says of an example.
fn told(example: &Example, offline: Offline) -> Vec<(Code, String)> {
    let shown = example.describe();
    match offline {
        Offline::Unknown => {
            let message = format!("no operation of the contract is `{shown}`");
            vec![(Code::UnknownOperation, message)]
        }
        Offline::OtherMethods(methods) => {
            let methods = methods.join(", ");
            let message =
                format!("the contract has {methods} at the path of `{shown}`, and not this method");
            vec![(Code::WrongMethod, message)]
        }
        Offline::Known(found) => {
            // What is no command may leave out what does not matter to its reader.
            let request = example.request.as_ref();
            let has_body = request.is_some_and(|request| request.body.is_some());
            let has_headers = request.is_some_and(|request| !request.headers.is_empty());
            let is_command = example.is_curl && request.is_some();
            let parameters = found
                .parameters
                .into_iter()
                .filter(|told| is_command || has_headers || !told.starts_with("the header"));
            let body = found.body.into_iter().filter(|_| is_command || has_body);
            let parameters = parameters.map(|told| (Code::RefusedParameter, told));
            let all = parameters.chain(body.map(|told| (Code::RefusedBody, told)));
            all.map(|(code, told)| (code, format!("{}: {told}", found.name)))
                .collect()
        }
    }
}

/// The example as it would be sent, with a variable in the place of each placeholder; nothing where it
/// has no method.
fn written(example: &Example, world: &World) -> Option<exchange::Request> {
    let method = example.method.clone()?;
    let mut request = example.request.clone().unwrap_or_else(|| Request {
        method,
        url: Url::parse(&example.url),
        ..Request::default()
    });
    request.url = Url::parse(&open(&request.url.to_string(), Part::Address));
    for header in &mut request.headers {
        header.value = open(&header.value, Part::Value);
    }
    if let Some(Body {
        mode: Mode::Raw(text),
        ..
    }) = request.body.as_deref_mut()
    {
        *text = open(text, Part::Body);
    }
    let planned = Planned {
        item: Arc::new(Item::of_request(world.uuid(), String::new(), request)),
        parents: Arc::from([]),
        auth: None,
        auth_owner: Arc::from(""),
        behavior: Arc::default(),
        variables: Arc::from([]),
        events: Arc::from([]),
    };
    let written = preview(&planned, &Scopes::default(), &Settings::default(), world).written;
    Some(exchange::Request {
        url: written.url,
        ..written.wire
    })
}

/// A text with a variable in the place of each placeholder.
fn open(text: &str, part: Part) -> String {
    let text = text.replace("<<", "{{").replace(">>", "}}");
    replace(&text, part, |found| {
        let is_meant = !found.is_ours && !found.may_be_a_word;
        is_meant.then(|| format!("{{{{{}}}}}", found.name))
    })
}
