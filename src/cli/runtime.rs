//! What futures run on.

use std::io;

use tokio::runtime::{Builder, Runtime};

use super::error::Fault;
use crate::script;

/// Runs a future to its end, on this thread.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    on_runtime(|runtime| Ok(runtime.block_on(future)))
}

/// Runs a future to its end in which scripts can run.
pub(super) fn block_on_scripts<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    on_runtime(|runtime| script::block_on(runtime, future))
}

/// Makes a runtime. What is left on other threads, such as a look-up of a name that nobody answers,
/// is not waited for.
pub(super) fn on_runtime<T>(run: impl FnOnce(&Runtime) -> io::Result<T>) -> Result<T, Fault> {
    let unable = |error: io::Error| {
        Fault::new(anyhow::Error::new(error).context("the program can't wait for anything"))
    };
    let built = has_descriptors().and_then(|()| Builder::new_current_thread().enable_all().build());
    let runtime = built.map_err(unable)?;
    let output = run(&runtime).map_err(unable)?;
    runtime.shutdown_background();
    Ok(output)
}

/// Makes sure that there are as many descriptors as a runtime takes: tokio panics where it can't have
/// the two that signals come through.
#[cfg(unix)]
pub(super) fn has_descriptors() -> io::Result<()> {
    use std::os::unix::net::UnixStream;
    let (_first, _second, _third) = (
        UnixStream::pair()?,
        UnixStream::pair()?,
        UnixStream::pair()?,
    );
    Ok(())
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is none of these systems that has such a limit"
)]
pub(super) fn has_descriptors() -> io::Result<()> {
    Ok(())
}
