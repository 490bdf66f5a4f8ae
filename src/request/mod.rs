//! From an item to a request that can be sent: variables resolved, URL encoded, body built, signed,
//! system headers added.
//!
//! The order of things is Postman's, because a signature covers what came before it and a header's
//! place on the wire follows from when it was added. Nothing here sends anything; files are only
//! looked at, not read, unless a signature covers them.

mod body;
mod comments;
mod encode;
mod error;
mod files;
mod form;
mod grant;
mod headers;
mod media_type;
mod multipart;
mod nonces;
mod proof;
mod resolve;
mod sign;
mod written;

use crate::collection::{self, Auth, Behavior, Body};
use crate::exchange;
use crate::request::proof::Unsigned;
use crate::variables::Resolver;
use crate::world::World;

pub(crate) use comments::without_comments;
pub use error::BuildError;
pub use files::{Files, Reach};
pub use grant::{Grant, Token, grant, read_token};
pub use nonces::Nonces;
pub use resolve::{resolve, resolve_auth};
pub use sign::{Answered, Remembered, answer};
pub use written::Written;

/// What a request is built from.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The request as written.
    pub request: &'a collection::Request,
    /// The authentication that counts for it, inherited or its own.
    pub auth: Option<&'a Auth>,
    /// What its authentication has learnt from earlier responses.
    pub remembered: Option<&'a Remembered>,
    /// The settings that count for it.
    pub behavior: &'a Behavior,
    /// The files that its collection names; `None` where no script can have chosen others.
    pub own_files: Option<&'a [String]>,
}

/// What building needs beside the draft.
#[derive(Debug, Clone, Copy)]
pub struct Tools<'a> {
    /// Clock and randomness, for tokens and boundaries.
    pub world: &'a World,
    /// Where files of bodies are looked for.
    pub files: &'a Files,
    /// The `User-Agent` of requests that set none.
    pub user_agent: &'a str,
    /// How often the nonces of servers were used.
    pub nonces: &'a Nonces,
}

/// A request that is ready to be sent.
#[derive(Debug)]
pub struct Built {
    /// The request itself.
    pub written: Written,
    /// What could not be done but did not keep the request from being built.
    pub warnings: Vec<String>,
    /// What Postman says of it on the console.
    pub remarks: Vec<String>,
    /// Why the request can't be sent; the rest is as far as it could be built.
    pub problem: Option<BuildError>,
}

/// Builds a request whose variables `resolver` knows.
pub fn build(draft: Draft<'_>, resolver: &Resolver<'_>, tools: Tools<'_>) -> Built {
    let request = resolve::resolve(draft.request, resolver);
    let mut auth = draft.auth.map(|auth| resolve::resolve_auth(auth, resolver));
    if let (Some(auth), Some(remembered)) = (&mut auth, draft.remembered) {
        remembered.complete(auth);
    }
    let files = draft.own_files.and_then(|own| {
        let own: Vec<String> = own.iter().map(|src| resolver.shown(src)).collect();
        tools.files.where_others_are_chosen(&request, &own)
    });
    let files = files.as_ref().unwrap_or(tools.files);
    let has_files = |body: &Body| !body.files().is_empty();
    let folder = request.folder.as_deref();
    let near = folder
        .filter(|_| request.body.as_deref().is_some_and(has_files))
        .map(|folder| files.near(folder));
    let files = near.as_ref().unwrap_or(files);
    let tools = Tools { files, ..tools };
    build_resolved(request, auth.as_ref(), draft.behavior, tools)
}

/// Builds a request that holds no variables any more, such as one that a script sends.
pub fn build_resolved(
    mut request: collection::Request,
    auth: Option<&Auth>,
    behavior: &Behavior,
    tools: Tools<'_>,
) -> Built {
    let only_comments = comments::strip(&mut request);
    let mut warnings = Vec::new();
    let mut headers = headers::written(&request.headers);
    let build_body = |request: &_| body::build(request, only_comments, behavior, tools);
    // Postman looks for comments in JSON before it signs, and names the type then. A signature of a
    // form covers its boundary.
    let is_covered = auth.is_some_and(|auth| sign::covers_forms(&auth.kind));
    let is_early = body::is_json_text(&request) || is_covered && body::is_form(&request);
    let early = is_early.then(|| build_body(&request));
    if let Some(Ok(content)) = &early {
        content.put_type_before_system_headers(&mut request, &mut headers, behavior);
        if headers.contains("content-type") {
            content.put_type_after_system_headers(&mut headers, behavior);
        }
    }
    let mut proof = exchange::Proof::default();
    if let Some(mut auth) = auth.cloned() {
        let unsigned = Unsigned::of(&request.url.query);
        sign::complete(&mut auth, tools.world);
        let content = early.as_ref().and_then(|content| content.as_ref().ok());
        let mut signing = sign::Signing {
            request: &mut request,
            headers: &mut headers,
            tools,
            behavior,
            body: content.map(|content| &content.body),
        };
        warnings.extend(sign::sign(&auth, &mut signing));
        proof = unsigned.proof(&request.url.query, &headers);
        request.auth = Some(auth.into());
    }
    let method = if request.method.is_empty() {
        "GET".into()
    } else {
        request.method.to_uppercase()
    };
    let url = request.url.to_string();
    let target = encode::target(&request.url, behavior);
    let unreadable = request.problem.take();
    let unreadable = unreadable.map(|problem| BuildError::Unreadable(*problem));
    let mut problem = unreadable.or_else(|| problem_of(&url, &target));
    let content = early.unwrap_or_else(|| build_body(&request));
    let content = content.unwrap_or_else(|error| {
        problem.get_or_insert(error);
        body::Content::default()
    });
    content.put_type_before_system_headers(&mut request, &mut headers, behavior);
    headers::add_system(&mut headers, behavior, &target.host, tools);
    content.put_type_after_system_headers(&mut headers, behavior);
    headers::add_content_length(&mut headers, behavior, &method, content.body.len());
    content.put_type_after_length(&mut headers, behavior);
    headers::add_url_credentials(&mut headers, target.credentials.as_deref());
    if !url.is_empty() {
        request.url = collection::Url::parse(&target.href);
    }
    let wire = exchange::Request {
        method,
        url: target.wire,
        headers,
        body: content.body,
        proof,
    };
    Built {
        written: Written {
            resolved: request,
            wire,
            url,
        },
        warnings,
        remarks: content.remarks,
        problem,
    }
}

/// Signs a request that was sent already once more, with what its authentication has learnt: the
/// new proof is its last header, but for the type of a form. Returns warnings.
pub fn sign_again(
    request: &mut collection::Request,
    wire: &mut exchange::Request,
    tools: Tools<'_>,
) -> Vec<String> {
    let Some(auth) = request.auth.clone() else {
        return Vec::new();
    };
    let behavior = &Behavior::new();
    let mut signing = sign::Signing {
        request,
        headers: &mut wire.headers,
        tools,
        behavior,
        body: Some(&wire.body),
    };
    let warning = sign::sign(&auth, &mut signing);
    if body::is_form(request) {
        let added: Vec<exchange::Header> = wire
            .headers
            .iter()
            .filter(|header| header.system && header.name == "Content-Type")
            .cloned()
            .collect();
        for header in added {
            wire.headers.remove("content-type");
            wire.headers.push_system(header.name, header.value);
        }
    }
    warning.into_iter().collect()
}

fn problem_of(url: &str, target: &encode::Target) -> Option<BuildError> {
    if url.is_empty() {
        return Some(BuildError::EmptyUrl);
    }
    let has_host = !target.host.is_empty() && !target.host.starts_with(':');
    (!has_host).then(|| BuildError::NoHost {
        href: target.href.clone(),
    })
}
