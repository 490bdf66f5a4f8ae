//! What holds for every request of a client.

use std::time::Duration;

use bytes::Bytes;

use crate::http::ClientCertificate;

/// Whether servers must prove who they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Verify {
    /// A server's certificate must be valid and trusted.
    #[default]
    Checked,
    /// Any certificate will do: `--insecure`, `strictSSL: false`.
    Unchecked,
}

/// The versions of HTTP that may be spoken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Versions {
    /// HTTP/2 where a server takes it over TLS, else HTTP/1.1.
    #[default]
    Auto,
    /// HTTP/1.1 alone.
    Http1,
    /// HTTP/2 alone; without TLS the server must be known to speak it.
    Http2,
}

/// Whether the secrets of connections are written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyLogging {
    /// They are not.
    #[default]
    Off,
    /// They are, to the file that `SSLKEYLOGFILE` names, for those who look at the traffic.
    On,
}

/// How much larger a body may become when it is unpacked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unpacking {
    /// 64 MB, or 200 times its size on the wire: what becomes larger is made to do harm.
    #[default]
    Modest,
    /// As large as a body may be.
    Any,
}

/// The proxies, as the environment names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// `HTTP_PROXY`; used for https too where `https` is not given.
    pub http: Option<String>,
    /// `HTTPS_PROXY`.
    pub https: Option<String>,
    /// What names them, where it is not the environment's variables.
    pub named: &'static str,
    /// `NO_PROXY`: `*`, or a list of host names, `*.name`, addresses and ranges of addresses
    /// (`10.0.0.0/8`), with commas or blanks between them, each with an optional port.
    pub none: Option<String>,
}

/// Certificates of authorities, as PEM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities {
    /// Those that were named for this run: each of them must be one.
    pub named: Vec<u8>,
    /// Those of the machine, often hundreds: they are read when the first connection wants them,
    /// and what can't be read of them is passed over.
    pub of_machine: Bytes,
}

/// What holds for every request of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientSettings {
    /// Whether certificates are checked; a request's behaviour may say otherwise.
    pub verify: Verify,
    /// The authorities that are trusted beside the web's.
    pub authorities: Authorities,
    /// Certificates that the client shows to servers that ask for one.
    pub certificates: Vec<ClientCertificate>,
    /// Whether the secrets of connections are written down.
    pub key_log: KeyLogging,
    /// The proxies.
    pub proxies: Proxies,
    /// How long a request may take, from its start to the last byte of its answer, redirects
    /// included.
    pub timeout: Option<Duration>,
    /// How long connecting may take, and how long the server may then be silent.
    pub silence: Option<Duration>,
    /// How large the body of a response may be, on the wire and decoded, in bytes.
    pub max_response: Option<u64>,
    /// How much larger it may become when it is decoded.
    pub unpacking: Unpacking,
    /// The versions of HTTP that may be spoken; a request's behaviour may say otherwise.
    pub versions: Versions,
}

/// Settings that no client can be made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// A proxy that is not a URL.
    #[error("`{variable}` is not a proxy's URL: `{value}`")]
    Proxy {
        /// The environment variable that names it.
        variable: &'static str,
        /// Its value.
        value: String,
    },
    /// Authorities that are none.
    #[error("the certificates of extra authorities hold no certificate in PEM form")]
    Authorities,
}
