//! The signals that systems send to end a program.

use std::io;

#[cfg(windows)]
use tokio::signal::windows::{self as system, CtrlBreak, CtrlC, CtrlClose, CtrlShutdown};

#[cfg(unix)]
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

use super::exit::Signal;

/// Those that are listened to.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: Listener,
    terminate: Listener,
    quit: Listener,
    /// `None` where whoever started us wants the run to go on without its terminal, as `nohup` does.
    hang_up: Option<Listener>,
}

#[cfg(unix)]
impl Signals {
    /// Begins to listen; to be called within a runtime.
    pub(super) fn listen() -> io::Result<Self> {
        let hang_up = (!is_hang_up_ignored()).then(|| signal(SignalKind::hangup()));
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            quit: signal(SignalKind::quit())?,
            hang_up: hang_up.transpose()?,
        })
    }

    /// The next signal.
    pub(super) async fn next(&mut self) -> Signal {
        let listener = self.hang_up.as_mut();
        let lost = async {
            match listener {
                Some(listener) => listener.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.quit.recv() => Signal::Quit,
            _ = lost => Signal::HangUp,
        }
    }
}

/// Whether we were started with that signal ignored.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library does not ask the system")]
fn is_hang_up_ignored() -> bool {
    // SAFETY: zeros are a valid `sigaction`, and without a new action the call only fills the old.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGHUP, std::ptr::null(), &raw mut action) == 0
            && action.sa_sigaction == libc::SIG_IGN
    }
}

/// Those that are listened to.
#[cfg(windows)]
pub(super) struct Signals {
    interrupt: CtrlC,
    quit: CtrlBreak,
    /// The console's window is closed.
    hang_up: CtrlClose,
    terminate: CtrlShutdown,
}

#[cfg(windows)]
impl Signals {
    /// Begins to listen; to be called within a runtime.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: system::ctrl_c()?,
            quit: system::ctrl_break()?,
            hang_up: system::ctrl_close()?,
            terminate: system::ctrl_shutdown()?,
        })
    }

    /// The next signal.
    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.quit.recv() => Signal::Quit,
            _ = self.hang_up.recv() => Signal::HangUp,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}
