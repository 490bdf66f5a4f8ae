//! The program that started the run and listens to it: the event stream in the clear, over a socket.
//!
//! What it is told it would have known anyway: the values are its own, or come from where it sends
//! them. Nothing of it is written.

use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ndjson::Ndjson;
use super::{ReportError, Reporter};
use crate::runner::{Event, Summary};

#[cfg(unix)]
type Socket = std::os::unix::net::UnixStream;
#[cfg(windows)]
type Socket = std::fs::File;

/// A program that listens.
pub struct Listener {
    stream: Ndjson<BufWriter<Socket>>,
    /// Whether all is told: that it hangs up says nothing any more.
    is_over: Arc<AtomicBool>,
}

impl Listener {
    /// Connects with the program that listens at `path`, and calls `gone` when it hangs up before all
    /// is told.
    ///
    /// # Errors
    /// Nobody listens there.
    pub fn connect(path: &Path, gone: impl FnOnce() + Send + 'static) -> Result<Self, ReportError> {
        let is_over = Arc::new(AtomicBool::new(false));
        let socket = open(path).and_then(|socket| {
            watch(&socket, gone, Arc::clone(&is_over))?;
            Ok(socket)
        });
        let socket = socket.map_err(|cause| ReportError::Listener {
            path: path.to_owned(),
            cause,
        })?;
        Ok(Self {
            stream: Ndjson::new(BufWriter::with_capacity(1 << 16, socket)),
            is_over,
        })
    }
}

impl Reporter for Listener {
    fn event(&mut self, event: &Event) {
        self.stream.event(event);
    }

    fn wants_variables(&self) -> bool {
        true
    }

    fn wants_proofs(&self) -> bool {
        true
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        self.is_over.store(true, Ordering::SeqCst);
        self.stream.finish(summary)
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<Socket> {
    Socket::connect(path)
}

#[cfg(windows)]
fn open(path: &Path) -> io::Result<Socket> {
    std::fs::OpenOptions::new().write(true).open(path)
}

/// Waits on a thread of its own for the other side to hang up: it never writes.
#[cfg(unix)]
fn watch(
    socket: &Socket,
    gone: impl FnOnce() + Send + 'static,
    is_over: Arc<AtomicBool>,
) -> io::Result<()> {
    use std::io::Read as _;

    let mut socket = socket.try_clone()?;
    let wait = move || {
        let mut byte = [0];
        while matches!(socket.read(&mut byte), Ok(1..)) {}
        if !is_over.load(Ordering::SeqCst) {
            gone();
        }
    };
    let thread = std::thread::Builder::new().name("listener".into());
    thread.stack_size(64 << 10).spawn(wait)?;
    Ok(())
}

/// A pipe of Windows can't be read while it is written: who started us ends us.
#[cfg(windows)]
fn watch(
    _socket: &Socket,
    _gone: impl FnOnce() + Send + 'static,
    _is_over: Arc<AtomicBool>,
) -> io::Result<()> {
    Ok(())
}
