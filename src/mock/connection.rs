//! The listener: accepts connections that a handler can cut.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use crate::text::open_files;

/// A TCP listener whose connections can be cut.
#[derive(Debug)]
pub(crate) struct CuttableListener {
    listener: TcpListener,
    /// Given up to take in who could not be let in otherwise, so as to say why: the client may be of
    /// this very process, and would wait for an answer until the end of time.
    spare: Option<Spare>,
}

/// A descriptor that is kept for bad times.
#[cfg(unix)]
type Spare = std::os::fd::OwnedFd;
#[cfg(not(unix))]
type Spare = ();

/// How long a client that was told so may take to go, and how long it is before another is let in.
const PAUSE: Duration = Duration::from_millis(200);

impl CuttableListener {
    /// Lets connections in that come to `listener`.
    ///
    /// # Errors
    /// As many files are open as may be.
    pub(crate) fn new(listener: TcpListener) -> io::Result<Self> {
        let spare = Some(spare(&listener)?);
        Ok(Self { listener, spare })
    }

    /// Takes one connection in to say that none can be taken in.
    async fn turn_away(&mut self) {
        let has_room = self.spare.take().is_some();
        if has_room && let Ok((mut stream, _)) = self.listener.accept().await {
            // Whoever has gone need not be told.
            let _ = timeout(PAUSE, excuse(&mut stream)).await;
        }
        self.spare = spare(&self.listener).ok();
    }
}

#[cfg(unix)]
fn spare(listener: &TcpListener) -> io::Result<Spare> {
    std::os::fd::AsFd::as_fd(listener).try_clone_to_owned()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it is Unix that needs one")]
fn spare(_: &TcpListener) -> io::Result<Spare> {
    Ok(())
}

/// Reads a request and answers that it can't be served. What was not read yet would make the system
/// throw the answer away.
async fn excuse(stream: &mut TcpStream) -> io::Result<()> {
    let mut request = [0; 4096];
    if stream.read(&mut request).await? == 0 {
        return Ok(());
    }
    let why = format!("too many open files: {}\n", open_files::HINT);
    let head = format!(
        "HTTP/1.1 503 Too many open files\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        why.len()
    );
    stream.write_all(format!("{head}{why}").as_bytes()).await?;
    stream.shutdown().await?;
    while stream.read(&mut request).await? > 0 {}
    Ok(())
}

/// How much of an answer is written before a connection is cut: clients send a request again that is
/// lost on a kept connection before a byte of its answer came.
const BEGINNING: usize = "HTTP/1.1".len();

/// A connection that writes nothing but the beginning of an answer once it is cut.
#[derive(Debug)]
pub(crate) struct CuttableStream {
    stream: TcpStream,
    wire: Wire,
    /// Whether that beginning is written.
    is_begun: bool,
}

/// The handle by which a handler cuts the connection that its request came in on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire(Arc<AtomicBool>);

impl Wire {
    /// Lets the next write fail after a few bytes, which makes the server close the connection
    /// without an answer that could be read.
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Listener for CuttableListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableStream, SocketAddr) {
        let (stream, address) = loop {
            match self.listener.accept().await {
                Ok(accepted) => break accepted,
                Err(error) if open_files::are_too_many(&error) => {
                    self.turn_away().await;
                    sleep(PAUSE).await;
                }
                // The client has gone before it was let in.
                Err(_) => {}
            }
        };
        // Answers are small and waited for: none should wait for a fuller packet. Failing costs
        // time only.
        let _ = stream.set_nodelay(true);
        (
            CuttableStream {
                stream,
                wire: Wire::default(),
                is_begun: false,
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Wire {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().wire.clone()
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.wire.is_cut() {
            return Pin::new(&mut self.stream).poll_write(context, buffer);
        }
        if self.is_begun {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let beginning = &buffer[..buffer.len().min(BEGINNING)];
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, beginning));
        self.is_begun = true;
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
