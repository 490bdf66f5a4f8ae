//! A request in both its forms: as people wrote it, and as it is sent.

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
        let mut sent = self.wire.headers.iter().filter(seen).peekable();
        let mut headers = Vec::new();
        for header in &self.resolved.headers {
            if header.disabled || header.key.is_empty() {
                headers.push(header.clone());
            } else if let Some(sent) =
                sent.next_if(|sent| sent.name.eq_ignore_ascii_case(&header.key))
            {
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
            }
        }
        headers.extend(sent.map(shown));
        collection::Request {
            headers,
            ..self.resolved.clone()
        }
    }
}

fn shown(sent: &exchange::Header) -> collection::Header {
    let header = collection::Header::new(sent.name.clone(), sent.value.clone());
    collection::Header {
        system: sent.system,
        ..header
    }
}
