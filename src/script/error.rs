//! Why there is no engine to run scripts.

/// The engine could not be started. What scripts do wrong is never one of these: it is a
/// [`Failure`](super::Failure).
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// Starting failed within `QuickJS`.
    #[error("the script engine could not be started: {0}")]
    Start(String),
    /// So many threads are still busy with scripts that could not be stopped.
    #[error("no further script can run: {0} that could not be stopped are still busy")]
    LeftBehind(usize),
}
