//! Masking the texts of events: which members of which types hold texts that may be secret.
//!
//! All that the user, a script or a server has written is masked; names of theirs only where the
//! secret is long and a word of its own; what reports themselves are made of is not.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Attempt, GuideStep, ItemEnd, OwnedEvent, Parent, Proofs, ScriptRun, Verdict, Written};
use crate::collection::{
    Auth, AuthParam, Body, FormParam, FormValue, Header, ItemEvent, Mode, Note, Noted, QueryParam,
    Request, Saved, Script, Url, UrlEncodedParam, UserInfo, Variable,
};
use crate::contract::Touch;
use crate::exchange::{self, Chunk, Cookie, Exchange, Headers, Hop, Response, SendError};
use crate::script::{Assertion, Compared, ConsoleLine, Failure, NextRequest};
use crate::text::{REDACTED, Secrets};
use crate::variables::{Change, ScopeKind};

/// Something that holds texts.
pub(super) trait Mask {
    /// Masks the secrets in its texts; tells whether there was one.
    fn mask(&mut self, secrets: &Secrets) -> bool;
}

impl Mask for String {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let Cow::Owned(masked) = secrets.mask(self) else {
            return false;
        };
        *self = masked;
        true
    }
}

impl Mask for Bytes {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let Cow::Owned(masked) = secrets.mask_bytes(self) else {
            return false;
        };
        *self = masked.into();
        true
    }
}

/// Something that has a name, or is one.
trait MaskName {
    /// Masks the secrets in the name; tells whether there was one.
    fn mask_name(&mut self, secrets: &Secrets) -> bool;
}

impl MaskName for String {
    fn mask_name(&mut self, secrets: &Secrets) -> bool {
        let Cow::Owned(masked) = secrets.mask_name(self) else {
            return false;
        };
        *self = masked;
        true
    }
}

impl MaskName for Option<String> {
    fn mask_name(&mut self, secrets: &Secrets) -> bool {
        self.as_mut().is_some_and(|name| name.mask_name(secrets))
    }
}

/// Masks the secrets in the name of something.
pub(super) fn mask_name(name: &mut String, secrets: &Secrets) {
    name.mask_name(secrets);
}

impl Mask for Value {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::String(text) => text.mask(secrets),
            Self::Array(list) => list.mask(secrets),
            Self::Object(members) => members.mask(secrets),
            Self::Number(number) => {
                let is_secret = matches!(secrets.mask(&number.to_string()), Cow::Owned(_));
                if is_secret {
                    *self = REDACTED.into();
                }
                is_secret
            }
            Self::Null | Self::Bool(_) => false,
        }
    }
}

impl Mask for Map<String, Value> {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let masked = self.values_mut().map(|value| value.mask(secrets));
        let mut is_masked = masked.fold(false, |any, one| any | one);
        if self
            .keys()
            .any(|key| matches!(secrets.mask_name(key), Cow::Owned(_)))
        {
            let members = std::mem::take(self).into_iter();
            *self = members
                .map(|(key, value)| (secrets.mask_name(&key).into_owned(), value))
                .collect();
            is_masked = true;
        }
        is_masked
    }
}

/// What stands in a specification is no secret.
impl Mask for Touch {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        self.request.mask(secrets)
    }
}

impl Mask for Proofs {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let requests = self
            .collections
            .iter_mut()
            .flat_map(|sent| &mut sent.requests);
        let places = requests.map(|request| request.place.mask(secrets));
        let is_masked = places.fold(false, |any, one| any | one);
        let samples = self
            .samples
            .iter_mut()
            .map(|sample| sample.what.mask(secrets));
        samples.fold(is_masked, |any, one| any | one)
    }
}

impl<T: Mask> Mask for Option<T> {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        self.as_mut().is_some_and(|some| some.mask(secrets))
    }
}

impl<T: Mask> Mask for Vec<T> {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let masked = self.iter_mut().map(|one| one.mask(secrets));
        masked.fold(false, |any, one| any | one)
    }
}

impl<T: Mask + ?Sized> Mask for Box<T> {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        (**self).mask(secrets)
    }
}

/// What is shared is copied only where there is something to mask.
impl<T: Mask + Clone> Mask for Arc<T> {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let mut copy = (**self).clone();
        let is_masked = copy.mask(secrets);
        if is_masked {
            *self = Arc::new(copy);
        }
        is_masked
    }
}

impl Mask for Note {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        self.noted_mut().is_some_and(|noted| noted.mask(secrets))
    }
}

impl Mask for Saved {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let mut response = self.value();
        let is_masked = response.mask(secrets);
        if is_masked {
            *self = Self::from(&response);
        }
        is_masked
    }
}

/// User and password of a URL.
/// Says which members of a type hold texts, and after these which are names.
macro_rules! texts {
    ($($type:ty { $($member:ident),* $(; $($name:ident),+)? })+) => {
        $(impl Mask for $type {
            fn mask(&mut self, secrets: &Secrets) -> bool {
                let mut is_masked = false;
                $(is_masked |= self.$member.mask(secrets);)*
                $($(is_masked |= self.$name.mask_name(secrets);)+)?
                is_masked
            }
        })+
    };
}

texts! {
    // A collection.
    Parent { ; name }
    OwnedEvent { event }
    ItemEvent { script }
    Noted { name, description }
    Request { url, headers, body, auth, note, proxy, certificate }
    Header { value, note; key }
    UserInfo { user, password }
    QueryParam { value, note; key }
    Auth { params, others }
    AuthParam { value }
    Variable { value, extra }
    Body { mode, others }
    UrlEncodedParam { value, note; key }
    FormParam { value, content_type, file_name, note; key }
    // HTTP.
    Written { resolved, wire, url }
    exchange::Request { url, headers, body }
    Exchange { response, hops, cookies }
    Response { reason, headers, body }
    Hop { request, headers }
    Cookie { value; name }
    SendError { message, hint }
    // A run.
    Attempt { error }
    ScriptRun { event, error, unhandled, next_request, changes }
    Assertion { error; name }
    Failure { message, stack, compared; name }
    Compared { expected, actual }
    ConsoleLine { messages, text }
    ItemEnd { visualizer, reason; skipped_by }
    GuideStep { sentence; name }
}

/// The parts of a URL, and the whole: a secret may hold what the parts are told apart by.
impl Mask for Url {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let is_masked = self.protocol.mask(secrets)
            | self.auth.mask(secrets)
            | self.host.mask(secrets)
            | self.port.mask(secrets)
            | self.path.mask(secrets)
            | self.query.mask(secrets)
            | self.hash.mask(secrets)
            | self.variables.mask(secrets);
        let mut whole = self.to_string();
        if !whole.mask(secrets) {
            return is_masked;
        }
        let variables = std::mem::take(&mut self.variables);
        *self = Self {
            variables,
            ..Self::parse(&whole)
        };
        true
    }
}

impl Mask for Script {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let mut lines: Vec<String> = self.lines().map(str::to_owned).collect();
        if !lines.mask(secrets) {
            return false;
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        *self = Self::of_lines(self.id.clone(), &lines, self.packages.clone());
        true
    }
}

impl Mask for Mode {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::None => false,
            Self::Raw(text) => text.mask(secrets),
            Self::UrlEncoded(params) => params.mask(secrets),
            Self::FormData(params) => params.mask(secrets),
            Self::File { src, content, .. } => src.mask(secrets) | content.mask(secrets),
            Self::GraphQl {
                query, variables, ..
            } => query.mask(secrets) | variables.mask(secrets),
        }
    }
}

impl Mask for FormValue {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::Text(text) | Self::Base64(text) => text.mask(secrets),
            Self::Files(names) => names.mask(secrets),
        }
    }
}

/// The parameters of schemes that are not chosen, by the scheme.
impl Mask for (String, Vec<AuthParam>) {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        self.1.mask(secrets)
    }
}

impl Mask for Headers {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        let masked = self
            .iter_mut()
            .map(|header| header.name.mask_name(secrets) | header.value.mask(secrets));
        masked.fold(false, |any, one| any | one)
    }
}

impl Mask for exchange::Body {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::Empty => false,
            Self::Bytes(bytes) => bytes.mask(secrets),
            Self::Chunks(chunks) => chunks.mask(secrets),
        }
    }
}

impl Mask for Chunk {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.mask(secrets),
            Self::File { .. } => false,
        }
    }
}

impl Mask for NextRequest {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::Named(name) => name.mask_name(secrets),
            Self::Stop => false,
        }
    }
}

impl Mask for (ScopeKind, Change) {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match &mut self.1 {
            Change::Set(_, value) => value.mask(secrets),
            Change::Unset(_) => false,
        }
    }
}

impl Mask for Verdict {
    fn mask(&mut self, secrets: &Secrets) -> bool {
        match self {
            Self::Passed => false,
            Self::Failed(reasons) => reasons.mask(secrets),
            Self::NotRun(reason) => reason.mask(secrets),
        }
    }
}
