//! A request as it would be sent, without sending it.

use super::execution::build_request;
use super::{Planned, Settings, Written};
use crate::exchange::{Body, Chunk};
use crate::request::{Draft, Nonces};
use crate::variables::Scopes;
use crate::world::World;

/// A request that was built and not sent.
pub struct Preview {
    /// The request.
    pub written: Written,
    /// The names of the variables in it that have no value.
    pub unresolved: Vec<String>,
    /// What could not be done, or why it could not be sent.
    pub problem: Option<String>,
    /// Whether it could not be read, so that nothing will send it.
    pub is_unreadable: bool,
}

/// Builds the request of an item with these variables. Its scripts do not run.
pub fn preview(item: &Planned, scopes: &Scopes, settings: &Settings, world: &World) -> Preview {
    let request = item.item.request().cloned().unwrap_or_default();
    let nonces = Nonces::default();
    let tools = settings.tools(world, &nonces);
    let draft = Draft {
        request: &request,
        auth: item.auth.as_deref(),
        remembered: None,
        behavior: &item.behavior,
        own_files: None,
    };
    let (built, lacks) = build_request(draft, scopes, settings.angle, tools);
    let mut names: Vec<String> = Vec::new();
    for found in lacks.unresolved {
        if !names.contains(&found.name) {
            names.push(found.name);
        }
    }
    let protocol = request.protocol;
    let foreign = (!protocol.is_spoken())
        .then(|| format!("not run: {} requests can't be run", protocol.name()));
    let problem = foreign
        .or(built.problem.map(|problem| problem.to_string()))
        .or_else(|| built.warnings.into_iter().next());
    Preview {
        written: built.written,
        unresolved: names,
        problem,
        is_unreadable: request.problem.is_some(),
    }
}

impl Preview {
    /// The body as a text, with files named; `None` where there is none.
    pub fn body(&self) -> Option<String> {
        match &self.written.wire.body {
            Body::Empty => None,
            Body::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Body::Chunks(chunks) => Some(chunks.iter().map(chunk_text).collect()),
        }
    }
}

fn chunk_text(chunk: &Chunk) -> String {
    match chunk {
        Chunk::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Chunk::File { path, length } => format!("(file {}, {length} bytes)", path.display()),
    }
}
