//! What an engine is given to do, and what comes of it.

use std::sync::Arc;

use crate::collection;
use crate::exchange::SendError;
use crate::script::Failure;
use crate::script::state::Due;

/// Something for an engine to do.
pub(super) enum Job {
    /// Call the main part of a script.
    Call(Arc<str>),
    /// Call the callback of a timer.
    Fire(Due),
    /// Hand the script the answer to what it asked for under that number.
    Answer(u32, Result<Reply, SendError>),
    /// End the script, whatever it still waits for.
    Finish,
}

/// What came of a job.
pub(super) struct Done {
    /// What the script threw that ended it.
    pub(super) result: Result<(), Failure>,
    /// What it left, where it is over.
    pub(super) left: Option<Left>,
}

/// What a script left: the request, where it changed it.
pub(super) type Left = Result<Option<Box<collection::Request>>, Failure>;

/// What a script's question is answered with.
pub(super) enum Reply {
    /// A response, by its handle.
    Handle(u32),
    /// Data.
    Json(serde_json::Value),
}
