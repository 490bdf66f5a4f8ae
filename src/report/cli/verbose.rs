//! What `--verbose` shows of each request, in Newman's layout: sizes, bodies, and how long each
//! part took.
//!
//! Each hop of a redirect has a line of its own, which Newman has not.

use std::time::Duration;

use super::Cli;
use super::lines::cut_anywhere;
use super::style::{Role, Style};
use crate::exchange::{Body, Chunk, Exchange, Hop, Response, Timings};
use crate::runner::{Outcome, Written};
use crate::text;

/// How many characters of a body are shown.
const SHOWN: usize = 2048;

impl Cli {
    /// Shows what was sent and what came back, on the lines after the URL.
    pub(super) fn answered_in_full(&mut self, outcome: &Outcome, exchange: &Exchange) {
        let style = self.style();
        self.screen.end_line("");
        // Differs from Postman: Newman shows the last hop alone
        // (`each_hop_of_a_redirect_is_shown`).
        for hop in exchange.hops.iter().rev().skip(1).rev() {
            let (url, time) = (text::sanitise(&hop.request.url), short(hop.timings.total));
            let arrow = style.either("↪", ">");
            self.screen.painted(
                Role::Faint,
                &format!(
                    "  {arrow} {} {url} [{}, {time}]",
                    text::sanitise(&hop.request.method),
                    hop.code
                ),
            );
        }
        let star = style.either("★", "*");
        let line = totals(exchange, &style);
        self.screen.painted(Role::Faint, &line);
        self.request_body(&outcome.request, star);
        self.response_body(&exchange.response, outcome.size, star);
        if let Some(hop) = exchange.hops.last() {
            let secure = hop.request.url.starts_with("https:");
            self.screen.line(&timing_table(&hop.timings, secure));
        }
        self.screen.line("");
    }

    fn request_body(&mut self, request: &Written, star: &str) {
        let size = request.wire.body.len();
        let Some(body) = request.resolved.body.as_ref().filter(|_| size > 0) else {
            return;
        };
        let up = self.style().either("↑", "^");
        let (_, name) = (size, body.mode.name());
        let head = format!("{up} {name} {star} {}", text::size(size));
        let shown = match name {
            "raw" | "urlencoded" => in_memory(&request.wire.body),
            _ => String::new(),
        };
        self.block(&head, &shown);
    }

    fn response_body(&mut self, response: &Response, size: usize, star: &str) {
        let down = self.style().either("↓", "v");
        let media = response.media_type();
        let essence = if media.essence.is_empty() {
            "text/plain"
        } else {
            &media.essence
        };
        let (kind, format) = kind(essence);
        let charset = media
            .charset
            .unwrap_or_else(|| "utf8".to_owned())
            .replace("utf-8", "utf8");
        let head = format!(
            "{down} {} {star} {kind} {star} {format} {star} {}",
            text::sanitise(essence),
            text::sanitise(&charset)
        );
        if response.body.is_empty() {
            self.screen.painted(Role::Faint, &format!("  {head}"));
            return self.screen.line("");
        }
        let head = format!("{head} {star} {}", text::size(size as u64));
        let part = &response.body[..response.body.len().min(SHOWN * 4)];
        let decoded = Response {
            body: bytes::Bytes::copy_from_slice(part),
            headers: response.headers.clone(),
            ..Response::default()
        };
        let mut shown: String = decoded.text().chars().take(SHOWN).collect();
        if size > SHOWN {
            let (some, all) = (text::size(SHOWN as u64), text::size(size as u64));
            shown = format!("{shown}\n(showing {some}/{all})");
        }
        self.block(&head, &shown);
    }

    /// A framed text with a line above it.
    fn block(&mut self, head: &str, body: &str) {
        let pieces = cut_anywhere(&text::sanitise(body), self.style().console_width());
        self.screen.block(Role::Faint, head, &pieces);
    }
}

/// Status, time, sizes, and how many headers and cookies there were.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds, shown to a tenth of a second at most"
)]
fn totals(exchange: &Exchange, style: &Style) -> String {
    let star = style.either("★", "*");
    let (up, down) = (style.either("↑", "^"), style.either("↓", "v"));
    let response = &exchange.response;
    let sent = exchange.hops.last().map(sent_size).unwrap_or_default();
    let (headers_sent, headers) = exchange
        .hops
        .last()
        .map_or((0, 0), |hop| (hop.request.headers.len(), hop.headers.len()));
    let received = response.header_size() as u64 + response.downloaded_bytes;
    format!(
        "  {} {} {star} {} time {star} {}{up} {}{down} size {star} {headers_sent}{up} {headers}{down} headers {star} {} cookies",
        response.code,
        text::sanitise(&response.reason),
        text::duration(response.millis() as f64),
        text::size(sent),
        text::size(received),
        exchange.cookies.len()
    )
}

/// Head and body of a request, in bytes.
fn sent_size(hop: &Hop) -> u64 {
    let target = hop.request.url.split_once("://").map_or(0, |(_, rest)| {
        rest.len() - rest.find('/').unwrap_or(rest.len())
    });
    let line = hop.request.method.len() + target + " ".len() + " HTTP/1.1\r\n\r\n".len();
    (line + hop.request.headers.wire_size()) as u64 + hop.request.body.len()
}

fn in_memory(body: &Body) -> String {
    let bytes: Vec<u8> = match body {
        Body::Empty => Vec::new(),
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::Chunks(chunks) => chunks
            .iter()
            .flat_map(|chunk| match chunk {
                Chunk::Bytes(bytes) => bytes.to_vec(),
                Chunk::File { .. } => Vec::new(),
            })
            .collect(),
    };
    String::from_utf8_lossy(&bytes)
        .chars()
        .take(SHOWN)
        .collect()
}

/// What Postman calls the kind and the format of a media type.
fn kind(essence: &str) -> (&str, &str) {
    let (family, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    match (family, subtype) {
        ("image" | "audio" | "video", _) => (family, family),
        (_, "pdf") => ("embed", "pdf"),
        _ if subtype == "json" || subtype.ends_with("+json") => ("text", "json"),
        _ if subtype == "xml" || subtype.ends_with("+xml") => ("text", "xml"),
        (_, "html") => ("text", "html"),
        (_, "javascript" | "x-javascript") => ("text", "script"),
        ("text", "css") => ("text", "stylesheet"),
        ("text", _) => ("text", "plain"),
        _ => ("unknown", "raw"),
    }
}

/// Two lines: the parts of a hop, and how long each took.
fn timing_table(timings: &Timings, is_secure: bool) -> String {
    let mut parts = vec![
        ("prepare", Some(timings.prepare)),
        ("wait", Some(timings.wait)),
    ];
    parts.extend([
        ("dns-lookup", timings.lookup),
        ("tcp-handshake", timings.connect),
    ]);
    if is_secure {
        parts.push(("ssl-handshake", timings.secure_connect));
    }
    let leased = timings.wait + timings.opening();
    parts.push((
        "transfer-start",
        Some(timings.first_byte.saturating_sub(leased)),
    ));
    parts.push((
        "download",
        Some(timings.total.saturating_sub(timings.first_byte)),
    ));
    parts.push(("process", Some(timings.process)));
    parts.push((
        "total",
        Some(timings.prepare + timings.total + timings.process),
    ));
    let cell = |time: Option<Duration>| time.map_or_else(|| "(cache)".to_owned(), short);
    let cells: Vec<(&str, String)> = parts
        .into_iter()
        .map(|(name, time)| (name, cell(time)))
        .collect();
    let row = |texts: Vec<String>| {
        let padded = texts.iter().zip(&cells).map(|(text, (name, value))| {
            format!("{text:<0$}", name.len().max(value.chars().count()))
        });
        format!("  {} ", padded.collect::<Vec<_>>().join("   "))
    };
    let names = row(cells.iter().map(|(name, _)| (*name).to_owned()).collect());
    format!(
        "{names}\n{}",
        row(cells.iter().map(|(_, value)| value.clone()).collect())
    )
}

/// A time, rounded up to the microsecond.
fn short(time: Duration) -> String {
    text::duration(time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(count: u64) -> Duration {
        Duration::from_micros(count)
    }

    #[test]
    fn the_parts_of_a_hop_add_up_and_a_kept_connection_has_no_handshake() {
        let timings = Timings {
            prepare: micros(200),
            wait: micros(1000),
            lookup: Some(micros(2000)),
            connect: Some(micros(1000)),
            secure_connect: Some(micros(10_000)),
            first_byte: micros(20_000),
            total: micros(29_500),
            process: micros(300),
            ..Timings::default()
        };
        assert_eq!(
            timing_table(&timings, true),
            "  prepare   wait   dns-lookup   tcp-handshake   ssl-handshake   transfer-start   download   process   total \n  \
             200µs     1ms    2ms          1ms             10ms            6ms              9ms        300µs     30ms  "
        );
        let kept = Timings {
            first_byte: micros(500),
            total: micros(700),
            ..Timings::default()
        };
        assert_eq!(
            timing_table(&kept, false),
            "  prepare   wait   dns-lookup   tcp-handshake   transfer-start   download   process   total \n  \
             0µs       0µs    (cache)      (cache)         500µs            200µs      0µs       700µs "
        );
    }

    #[test]
    fn media_types_are_called_what_postman_calls_them() {
        for (essence, expected) in [
            ("application/json", ("text", "json")),
            ("application/hal+json", ("text", "json")),
            ("image/png", ("image", "image")),
            ("text/html", ("text", "html")),
            ("text/plain", ("text", "plain")),
            ("application/octet-stream", ("unknown", "raw")),
        ] {
            assert_eq!(kind(essence), expected);
        }
    }
}
