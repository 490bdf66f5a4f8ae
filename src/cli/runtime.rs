//! What futures run on.

use super::error::Fault;

/// Runs a future to its end, on this thread. What it has left on other threads, such as a look-up of
/// a name that nobody answers, is not waited for.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let output = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(output)
}
