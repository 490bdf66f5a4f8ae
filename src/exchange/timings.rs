//! How long the parts of one hop took.

use std::time::Duration;

/// Durations within one request and its response. What could not be observed is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// When the request was started, in milliseconds since the Unix epoch.
    pub started: i64,
    /// Making ready to send: headers, cookies, the way to the server.
    pub prepare: Duration,
    /// Waiting for a connection, without the time that opening it took.
    pub wait: Duration,
    /// Looking the host's name up.
    pub lookup: Option<Duration>,
    /// Opening the connection, without TLS.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub secure_connect: Option<Duration>,
    /// From the start until the response's header was there.
    pub first_byte: Duration,
    /// From the start until the body's last byte was there; `prepare` and `process` are not in it.
    pub total: Duration,
    /// Unpacking the body.
    pub process: Duration,
}

impl Timings {
    /// The same in whole microseconds, which is how they are written down.
    #[must_use]
    pub fn in_micros(self) -> Self {
        let whole =
            |time: Duration| Duration::from_micros(time.as_micros().try_into().unwrap_or(0));
        Self {
            started: self.started,
            prepare: whole(self.prepare),
            wait: whole(self.wait),
            lookup: self.lookup.map(whole),
            connect: self.connect.map(whole),
            secure_connect: self.secure_connect.map(whole),
            first_byte: whole(self.first_byte),
            total: whole(self.total),
            process: whole(self.process),
        }
    }

    /// How long it took to open the connection: lookup and handshakes.
    #[must_use]
    pub fn opening(&self) -> Duration {
        [self.lookup, self.connect, self.secure_connect]
            .into_iter()
            .flatten()
            .sum()
    }
}
