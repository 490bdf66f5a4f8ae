//! Ctrl-C: the run ends, what it came to is shown and written; a second Ctrl-C ends the program at
//! once.

use std::sync::Arc;

use tokio::sync::Notify;

use super::Exit;
use crate::script::Stop;

/// Watches for Ctrl-C on a thread of its own, because a script that computes keeps the run's thread
/// busy.
#[derive(Debug, Default)]
pub(super) struct Interrupt {
    /// Stops the script that runs.
    pub(super) stop: Stop,
    notify: Arc<Notify>,
}

impl Interrupt {
    /// Begins to watch.
    pub(super) fn watch() -> Self {
        let interrupt = Self::default();
        let (stop, notify) = (interrupt.stop.clone(), Arc::clone(&interrupt.notify));
        // Without the thread, Ctrl-C ends the program as it would have without us.
        let _ = std::thread::Builder::new()
            .name("interrupt".into())
            .stack_size(256 << 10)
            .spawn(move || {
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
                    .enable_io()
                    .build()
                else {
                    return;
                };
                runtime.block_on(async {
                    if tokio::signal::ctrl_c().await.is_ok() {
                        stop.ask();
                        notify.notify_one();
                        if tokio::signal::ctrl_c().await.is_ok() {
                            std::process::exit(Exit::Interrupted.code().into());
                        }
                    }
                });
            });
        interrupt
    }

    /// Ends when the user has pressed Ctrl-C.
    pub(super) async fn pressed(&self) {
        self.notify.notified().await;
    }
}
