//! A request in both its forms: as people wrote it, and as it is sent.

use std::collections::VecDeque;

use crate::collection::{self, Mode, Note};
use crate::exchange;

/// A request in both its forms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// As written, with every variable resolved.
    pub resolved: collection::Request,
    /// As sent.
    pub wire: exchange::Request,
    /// The URL with its variables resolved, before it was encoded: what people are shown.
    pub url: String,
}

impl Written {
    /// The request as test scripts and reports see it: resolved, with the headers that went out,
    /// and those that are switched off in their places.
    pub fn sent(&self) -> collection::Request {
        let mode = self.resolved.body.as_ref().map(|body| &body.mode);
        let is_form = matches!(mode, Some(Mode::UrlEncoded(_) | Mode::FormData(_)));
        // Postman adds these later than it looks, and puts the boundary of a form into the author's
        // own type.
        let is_signed = self
            .resolved
            .auth
            .as_ref()
            .is_some_and(|auth| auth.kind != "noauth");
        let from_url = !is_signed && self.resolved.url.auth.is_some();
        let is_file = matches!(mode, Some(Mode::File { .. }));
        let is_late = |name: &str| match name {
            "Content-Type" => is_form || is_file,
            "Authorization" => from_url,
            _ => false,
        };
        let seen = |header: &&exchange::Header| !(header.system && is_late(&header.name));
        let mut sent: VecDeque<&exchange::Header> = self.wire.headers.iter().filter(seen).collect();
        let mut headers = Vec::new();
        for header in &self.resolved.headers {
            if header.disabled || header.key.is_empty() {
                headers.push(header.clone());
            } else if let Some(sent) = take(&mut sent, &header.key) {
                // What the authentication put in the place of a written header has nothing of it.
                let note = if sent.system {
                    Note::default()
                } else {
                    header.note.clone()
                };
                let shown = shown(sent);
                let is_own = is_form && sent.name.eq_ignore_ascii_case("content-type");
                let value = if is_own {
                    header.value.clone()
                } else {
                    shown.value
                };
                headers.push(collection::Header {
                    value,
                    note,
                    ..shown
                });
            } else if self.is_outdone(header) {
                headers.push(header.clone());
            }
        }
        headers.extend(sent.into_iter().map(shown));
        collection::Request {
            headers,
            ..self.resolved.clone()
        }
    }

    /// Whether a written header did not go out for another one of its name in another spelling.
    fn is_outdone(&self, header: &collection::Header) -> bool {
        let mut sent = self.wire.headers.iter();
        let is_other = |sent: &exchange::Header| {
            !sent.system && sent.name != header.key && sent.name.eq_ignore_ascii_case(&header.key)
        };
        sent.any(is_other)
    }
}

/// Takes what was sent of a written header: the first of its spelling, or what the authentication put
/// in its place.
fn take<'s>(sent: &mut VecDeque<&'s exchange::Header>, name: &str) -> Option<&'s exchange::Header> {
    let is_replaced = sent
        .front()
        .is_some_and(|first| first.system && first.name.eq_ignore_ascii_case(name));
    let own = || {
        sent.iter()
            .position(|sent| !sent.system && sent.name == name)
    };
    let at = if is_replaced { Some(0) } else { own() };
    sent.remove(at?)
}

fn shown(sent: &exchange::Header) -> collection::Header {
    let header = collection::Header::new(sent.name.clone(), sent.value.clone());
    collection::Header {
        system: sent.system,
        ..header
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Headers;

    /// What is shown of a request that was written and sent with these headers.
    fn shown_of(written: &[(&str, &str)], sent: Headers) -> Vec<String> {
        let headers = written.iter().map(|&(name, value)| {
            let (name, disabled) = name
                .strip_prefix('-')
                .map_or((name, false), |name| (name, true));
            let header = collection::Header::new(name.to_owned(), value.to_owned());
            collection::Header { disabled, ..header }
        });
        let resolved = collection::Request {
            headers: headers.collect(),
            ..collection::Request::default()
        };
        let wire = exchange::Request {
            headers: sent,
            ..exchange::Request::default()
        };
        let written = Written {
            resolved,
            wire,
            url: String::new(),
        };
        let sent = written.sent();
        let headers = sent.headers.iter();
        let line = |header: &collection::Header| format!("{}: {}", header.key, header.value);
        headers.map(line).collect()
    }

    #[test]
    fn headers_are_shown_as_they_were_written_in_whatever_order_they_were_sent() {
        let mut sent = Headers::new();
        for (name, value) in [("X", "1"), ("X", "2"), ("y", "3")] {
            sent.push(name, value);
        }
        sent.push_system("Accept", "*/*");
        let written = [
            ("X", "1"),
            ("-Z", "off"),
            ("Y", "1"),
            ("X", "2"),
            ("y", "3"),
        ];
        assert_eq!(
            shown_of(&written, sent),
            ["X: 1", "Z: off", "Y: 1", "X: 2", "y: 3", "Accept: */*"]
        );
    }

    #[test]
    fn what_an_authentication_has_taken_away_is_not_shown() {
        let mut sent = Headers::new();
        sent.push("X", "1");
        sent.push_system("Authorization", "proof");
        let written = [("authorization", "a"), ("X", "1"), ("Authorization", "b")];
        assert_eq!(shown_of(&written, sent), ["X: 1", "Authorization: proof"]);
    }
}
