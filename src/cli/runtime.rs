//! What futures run on.

use std::io;

use super::error::Fault;

/// Runs a future to its end, on this thread. What it has left on other threads, such as a look-up of
/// a name that nobody answers, is not waited for.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    let built = has_descriptors().and_then(|()| {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
    });
    let context = "the program can't wait for anything";
    let runtime = built.map_err(|error| Fault::new(anyhow::Error::new(error).context(context)))?;
    let output = runtime.block_on(future);
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
