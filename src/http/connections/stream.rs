//! What bytes go through: a socket, TLS over one, a tunnel through a proxy.

use tokio::io::{AsyncRead, AsyncWrite};

/// Anything that bytes go through.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}
