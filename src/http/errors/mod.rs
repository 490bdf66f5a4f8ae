//! What goes wrong while sending, in Node's words and with Node's codes, and what would help.

mod bodies;

use std::error::Error;
use std::io::{self, ErrorKind};

use rustls::{AlertDescription, CertificateError};
use url::Url;

pub(crate) use self::bodies::{is_too_large, undecodable, unkept};
use crate::exchange::SendError;
use crate::http::connections::fault::Fault;
use crate::http::connections::progress::Progress;
use crate::http::connections::resolve::LookupError;
use crate::http::connections::wire::{LONGEST, TooLong};
use crate::http::rules::target;
use crate::http::rules::way::Way;
use crate::http::tls::{Reason, Refused};
use crate::text::{self, open_files};

/// How far a request had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// No response yet.
    Sending,
    /// The response's header is there.
    Receiving,
}

/// Tells what went wrong on the way.
pub(crate) fn explain(fault: &Fault, phase: Phase, way: Way<'_>, progress: &Progress) -> SendError {
    match fault {
        Fault::Lookup(error) => lookup(error, way),
        Fault::Dial(error) => {
            io(error, phase, way, progress).unwrap_or_else(|| SendError::new(error.to_string()))
        }
        Fault::Tls(error) => broken(error, phase, way, progress),
        Fault::NoHttp2 => no_http2(way.url.host_str().unwrap_or_default()),
        Fault::Refused(code) => no_tunnel(&format!("statusCode={code}")),
        Fault::Asked(asked) => no_tunnel(&format!("statusCode={}", asked.head.code)),
        Fault::Malformed(malformed) => malformed.explain(way.url),
        Fault::TooLong => too_long(),
        Fault::Proxy(error) => no_tunnel(&format!("cause={error}")),
        Fault::Socks(error) => socks(error, way),
        Fault::Http(error) => broken(error, phase, way, progress),
        Fault::Unready(error) => error.clone(),
        Fault::Target => SendError::new(format!("Invalid URI \"{}\"", way.url)),
    }
}

/// Which limit of time was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Overdue {
    /// That for connecting and for silence.
    Silence,
    /// That for the whole answer.
    Whole,
}

/// The error of a server that took too long.
pub(crate) fn timed_out(progress: &Progress, limit: Overdue) -> SendError {
    let mut error = overdue(limit);
    if progress.is_connecting() {
        "ETIMEDOUT".clone_into(&mut error.message);
        error.code = Some("ETIMEDOUT".to_owned());
    }
    error
}

/// The error of a server that was connected to, and whose answer is not there in time.
pub(crate) fn overdue(limit: Overdue) -> SendError {
    let mut error = SendError::with_code("ESOCKETTIMEDOUT", "ESOCKETTIMEDOUT");
    let option = match limit {
        Overdue::Silence => "--timeout-response",
        Overdue::Whole => "--timeout-request",
    };
    error.hint = Some(format!("`{option}` gives the server more time"));
    error
}

/// The error of a connection that was there, by its most telling cause.
pub(crate) fn broken(
    error: &(dyn Error + 'static),
    phase: Phase,
    way: Way<'_>,
    progress: &Progress,
) -> SendError {
    let causes = causes(error);
    let find = |explain: &dyn Fn(&(dyn Error + 'static)) -> Option<SendError>| {
        causes.iter().copied().find_map(explain)
    };
    find(&|cause| {
        cause
            .downcast_ref::<rustls::Error>()
            .map(|error| tls(error, way.url))
    })
    .or_else(|| find(&|cause| cause.is::<TooLong>().then(too_long)))
    .or_else(|| {
        find(&|cause| {
            cause
                .downcast_ref::<io::Error>()
                .and_then(|error| io(error, phase, way, progress))
        })
    })
    .or_else(|| {
        find(&|cause| {
            cause
                .downcast_ref::<hyper::Error>()
                .and_then(|error| http(error, phase))
        })
    })
    // What has no type of its own: the innermost cause is the most telling.
    .unwrap_or_else(|| {
        SendError::new(
            causes
                .last()
                .map_or_else(|| error.to_string(), ToString::to_string),
        )
    })
}

/// The error and everything that caused it, also what an `io::Error` wraps.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut causes: Vec<&'a (dyn Error + 'static)> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        causes.push(cause);
        let wrapped = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => cause.source(),
        };
    }
    causes
}

/// The error of a process that may open nothing more.
fn out_of_files(message: String) -> SendError {
    let mut error = SendError::with_code("EMFILE", message);
    error.hint = Some(open_files::HINT.to_owned());
    error
}

fn lookup(error: &LookupError, way: Way<'_>) -> SendError {
    if error.code == "EMFILE" {
        return out_of_files(error.to_string());
    }
    let mut explained = SendError::with_code(error.code, error.to_string());
    let host = &error.host;
    explained.hint = Some(match target::placeholder(host) {
        Some(name) => format!("the variable `{name}` in the URL has no value"),
        None if way.proxy.is_some() => {
            format!("is the proxy `{host}` spelled right, and reachable from here?")
        }
        None => format!("is `{host}` spelled right, and reachable from here?"),
    });
    explained
}

fn io(error: &io::Error, phase: Phase, way: Way<'_>, progress: &Progress) -> Option<SendError> {
    if open_files::are_too_many(error) {
        return Some(out_of_files(format!(
            "connect EMFILE {}",
            address(way, progress)
        )));
    }
    let is_malformed = matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::InvalidData
    );
    if is_malformed && phase == Phase::Receiving {
        return Some(chunks(&error.to_string()));
    }
    if error.kind() == ErrorKind::UnexpectedEof || phase == Phase::Receiving {
        return Some(hung_up(phase));
    }
    let code = match error.kind() {
        ErrorKind::ConnectionRefused => "ECONNREFUSED",
        ErrorKind::ConnectionReset => "ECONNRESET",
        ErrorKind::ConnectionAborted => "ECONNABORTED",
        ErrorKind::HostUnreachable => "EHOSTUNREACH",
        ErrorKind::NetworkUnreachable => "ENETUNREACH",
        ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        ErrorKind::TimedOut => "ETIMEDOUT",
        ErrorKind::BrokenPipe => "EPIPE",
        ErrorKind::PermissionDenied => "EACCES",
        _ => return None,
    };
    if !progress.is_connecting() {
        let call = if code == "EPIPE" { "write" } else { "read" };
        return Some(SendError::with_code(code, format!("{call} {code}")));
    }
    let mut explained =
        SendError::with_code(code, format!("connect {code} {}", address(way, progress)));
    explained.hint = match way.proxy {
        Some(proxy) => Some(format!(
            "the proxy `{}` can't be reached",
            proxy.host_str().unwrap_or_default()
        )),
        None if code == "ECONNREFUSED" => {
            let host = way.url.host_str().unwrap_or_default();
            Some(format!(
                "nothing listens on that port of `{host}`: is the server running?"
            ))
        }
        None => None,
    };
    Some(explained)
}

/// The address that was tried, as Node writes it.
fn address(way: Way<'_>, progress: &Progress) -> String {
    let url = way.proxy.unwrap_or(way.url);
    let port = url.port_or_known_default().unwrap_or_default();
    match progress.last_address() {
        Some(address) => format!("{}:{port}", address.ip()),
        None => format!(
            "{}:{port}",
            url.host_str().unwrap_or_default().trim_matches(['[', ']'])
        ),
    }
}

fn tls(error: &rustls::Error, url: &Url) -> SendError {
    let host = url.host_str().unwrap_or_default();
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            match other.0.downcast_ref() {
                Some(refused) => untrusted(refused, host),
                None => {
                    SendError::with_code("CERT_REJECTED", format!("invalid certificate: {other:?}"))
                }
            }
        }
        rustls::Error::InvalidMessage(_) => {
            let mut error = SendError::with_code("EPROTO", "write EPROTO wrong version number");
            error.hint = Some(format!(
                "`{host}` does not speak TLS on that port: try `http://`"
            ));
            error
        }
        rustls::Error::AlertReceived(alert) => alerted(*alert, host),
        other => SendError::with_code("EPROTO", format!("write EPROTO {other}")),
    }
}

/// The error of a server that ends the handshake, or the connection after it.
fn alerted(alert: AlertDescription, host: &str) -> SendError {
    if alert == AlertDescription::NoApplicationProtocol {
        return no_http2(host);
    }
    let mut error = SendError::with_code("EPROTO", format!("write EPROTO tls alert {alert:?}"));
    error.hint = match alert {
        AlertDescription::CertificateRequired => Some(format!(
            "`{host}` wants to see a certificate: `--ssl-client-cert` and `--ssl-client-key` show one"
        )),
        AlertDescription::HandshakeFailure => Some(format!(
            "`{host}` may want to see a certificate (`--ssl-client-cert`), or speaks only versions and ciphers of TLS \
             that are too old"
        )),
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied => Some(format!(
            "`{host}` does not take the client's certificate: is it the one for this server, and still good?"
        )),
        AlertDescription::ProtocolVersion => {
            Some(format!("`{host}` speaks neither TLS 1.2 nor TLS 1.3"))
        }
        AlertDescription::UnrecognisedName => Some(format!("there is no `{host}` on that server")),
        _ => None,
    };
    error
}

/// What helps with an authority that nobody knows.
const ADD: &str =
    "`--ssl-extra-ca-certs` adds an authority to trust, `--insecure` checks no certificates";

/// What helps with everything else.
const OFF: &str = "`--insecure` checks no certificates";

/// The error of a server whose certificate is not taken.
fn untrusted(refused: &Refused, host: &str) -> SendError {
    let (code, message, help) = match &refused.reason {
        Reason::SelfSigned => (
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            refused.reason.to_string(),
            ADD,
        ),
        Reason::SelfSignedInChain => ("SELF_SIGNED_CERT_IN_CHAIN", refused.reason.to_string(), ADD),
        Reason::Other(error) => certificate(error, host),
    };
    let mut explained = SendError::with_code(code, message);
    let certificate = &refused.certificate;
    explained.hint = Some(format!(
        "the certificate of `{host}` is that of {certificate}; {help}"
    ));
    explained
}

/// Node's code and words for what rustls says, and what would help beside checking nothing.
fn certificate(error: &CertificateError, host: &str) -> (&'static str, String, &'static str) {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            "CERT_HAS_EXPIRED",
            "certificate has expired".to_owned(),
            OFF,
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            "CERT_NOT_YET_VALID",
            "certificate is not yet valid".to_owned(),
            OFF,
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "ERR_TLS_CERT_ALTNAME_INVALID",
            format!(
                "Hostname/IP does not match certificate's altnames: {}",
                altnames(error, host)
            ),
            OFF,
        ),
        CertificateError::UnknownIssuer => (
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "unable to verify the first certificate".to_owned(),
            ADD,
        ),
        CertificateError::Revoked => ("CERT_REVOKED", "certificate revoked".to_owned(), OFF),
        other => (
            "CERT_REJECTED",
            format!("invalid certificate: {other}"),
            ADD,
        ),
    }
}

/// Which names the certificate is for, in Node's words.
fn altnames(error: &CertificateError, host: &str) -> String {
    let presented = match error {
        CertificateError::NotValidForNameContext { presented, .. } => presented.as_slice(),
        _ => &[],
    };
    if host
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>()
        .is_ok()
    {
        return format!("IP: {host} is not in the cert's list: ");
    }
    // rustls names them as `DnsName("a.b")`.
    let name = |presented: &String| match presented.split('"').nth(1) {
        Some(name) => format!("DNS:{name}"),
        None => presented.clone(),
    };
    let names: Vec<_> = presented.iter().map(name).collect();
    format!(
        "Host: {host}. is not in the cert's altnames: {}",
        names.join(", ")
    )
}

fn http(error: &hyper::Error, phase: Phase) -> Option<SendError> {
    if error.is_parse() {
        return Some(parse(&error.to_string()));
    }
    let closed = error.is_incomplete_message() || error.is_closed() || error.is_canceled();
    (closed || error.is_body_write_aborted()).then(|| hung_up(phase))
}

/// The error of a server that goes on in another protocol, unasked: Node hangs up.
pub(crate) fn unasked_upgrade() -> SendError {
    let mut error = hung_up(Phase::Sending);
    error.hint = Some(
        "the server switches to another protocol (101), but the request has no `Upgrade` header"
            .to_owned(),
    );
    error
}

/// The error of a server that closed the connection.
fn hung_up(phase: Phase) -> SendError {
    let message = match phase {
        Phase::Sending => "socket hang up",
        Phase::Receiving => "aborted",
    };
    SendError::with_code("ECONNRESET", message)
}

/// The error of heads that never end.
fn too_long() -> SendError {
    let mut error = SendError::with_code("HPE_HEADER_OVERFLOW", "Parse Error: Header overflow");
    error.hint = Some(format!(
        "the headers of an answer, and of the interim answers before it, may have {} together",
        text::size(LONGEST as u64)
    ));
    error
}

/// The error of a response that is none; hyper tells the kinds apart only in its text.
fn parse(message: &str) -> SendError {
    let (code, message) = match message {
        _ if message.contains("too large") => return too_long(),
        _ if message.contains("status") => ("HPE_INVALID_STATUS", "Invalid status code"),
        _ if message.contains("header") => ("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
        _ => ("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"),
    };
    SendError::with_code(code, format!("Parse Error: {message}"))
}

/// The error of a body whose chunks are damaged, in Node's words; hyper tells the kinds apart only
/// in its text.
fn chunks(problem: &str) -> SendError {
    let (code, message) = match problem.to_ascii_lowercase() {
        problem if problem.contains("chunk size: overflow") => {
            ("HPE_INVALID_CHUNK_SIZE", "Chunk size overflow")
        }
        problem if problem.contains("chunk size") => {
            ("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size")
        }
        problem if problem.contains("chunk body") => ("HPE_STRICT", "Expected LF after chunk data"),
        problem if problem.contains("extension") => {
            ("HPE_STRICT", "Invalid character in chunk extensions")
        }
        problem if problem.contains("over limit") || problem.contains("count overflow") => {
            ("HPE_HEADER_OVERFLOW", "Header overflow")
        }
        problem if problem.contains("chunk end") => ("HPE_STRICT", "Expected LF after chunk data"),
        _ => ("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
    };
    let mut error = SendError::with_code(code, format!("Parse Error: {message}"));
    error.hint = Some(match message {
        "Invalid header token" => {
            "what follows the last chunk is no header: the server writes its trailers wrongly"
                .to_owned()
        }
        _ => "the chunks of the body (`Transfer-Encoding: chunked`) are damaged: each begins with its length, a \
              hexadecimal number, on a line of its own"
            .to_owned(),
    });
    error
}

/// The error of a server that speaks nothing of what was offered: HTTP/2 alone is offered alone.
fn no_http2(host: &str) -> SendError {
    let mut error =
        SendError::with_code("ERR_HTTP2_ERROR", format!("`{host}` does not speak HTTP/2"));
    error.hint =
        Some("`--http-version auto` takes HTTP/1.1 where there is nothing else".to_owned());
    error
}

/// The error of a proxy that makes no tunnel.
fn no_tunnel(reason: &str) -> SendError {
    let message = format!("tunneling socket could not be established, {reason}");
    let mut error = SendError::with_code("ECONNRESET", message);
    error.hint =
        Some("the proxy refused to connect: check `HTTPS_PROXY` and `NO_PROXY`".to_owned());
    error
}

fn socks(error: &tokio_socks::Error, way: Way<'_>) -> SendError {
    let proxy = way.proxy.and_then(Url::host_str).unwrap_or_default();
    let mut explained = SendError::new(format!(
        "the SOCKS proxy `{proxy}` does not connect: {error}"
    ));
    explained.hint =
        Some("check its user, its password, and whether it may reach that host".to_owned());
    explained
}
