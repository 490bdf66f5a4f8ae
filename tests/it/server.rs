//! A server for tests of the wire: it records the bytes of every request and answers as a closure
//! says.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Request line and header lines, without the empty line, as Latin-1.
    pub head: String,
    /// The body; a chunked one without its framing.
    pub body: Vec<u8>,
    /// The number of the connection it came over, from 0.
    pub connection: usize,
}

impl Received {
    /// The request line.
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// The request target.
    pub fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap_or_default()
    }

    /// The header lines in order.
    pub fn headers(&self) -> Vec<&str> {
        self.head.split("\r\n").skip(1).collect()
    }

    /// The first header of a name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let is_it = |line: &&str| {
            line.split(':')
                .next()
                .is_some_and(|key| key.eq_ignore_ascii_case(name))
        };
        self.headers()
            .into_iter()
            .find(is_it)
            .and_then(|line| line.split_once(": "))
            .map(|(_, value)| value)
    }
}

/// What the server does with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Writes these bytes and goes on.
    Bytes(Vec<u8>),
    /// Writes these bytes and closes the connection.
    Last(Vec<u8>),
    /// Writes pieces, each after its delay, as long as the client stays; then goes on.
    Slowly(Vec<(Duration, Vec<u8>)>),
    /// Becomes a tunnel to this address (for `CONNECT`).
    Tunnel(SocketAddr),
}

/// A response with a status line, header lines that each end in a line end, and a body with its
/// length.
pub fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut bytes = latin1(&format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    ));
    bytes.extend(body);
    Answer::Bytes(bytes)
}

/// `200 OK` with a body.
pub fn ok(body: impl AsRef<[u8]>) -> Answer {
    response("200 OK", "", body)
}

/// A redirect.
pub fn redirect(code: u16, location: &str) -> Answer {
    response(
        &format!("{code} Redirect"),
        &format!("Location: {location}\r\n"),
        "",
    )
}

/// The server; it ends when it is dropped.
pub struct Server {
    address: SocketAddr,
    log: Arc<Log>,
    stopped: Arc<AtomicBool>,
}

/// What happened until now, and a bell that rings when more does.
#[derive(Default)]
struct Log {
    happened: Mutex<Happened>,
    bell: Condvar,
}

#[derive(Default)]
struct Happened {
    received: Vec<Received>,
    /// How many connections were closed.
    closed: usize,
}

impl Log {
    fn add(&self, add: impl FnOnce(&mut Happened)) {
        add(&mut self.happened.lock().unwrap());
        self.bell.notify_all();
    }

    fn wait_until(&self, is_so: impl Fn(&Happened) -> bool) {
        let happened = self.happened.lock().unwrap();
        let waited = self
            .bell
            .wait_timeout_while(happened, PATIENCE, |happened| !is_so(happened))
            .unwrap()
            .1;
        assert!(!waited.timed_out(), "the server waited in vain");
    }
}

/// How long something may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

type Respond = dyn Fn(&Received) -> Answer + Send + Sync;

impl Server {
    /// Starts a server on a free port of 127.0.0.1.
    pub fn start(respond: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            log: Arc::default(),
            stopped: Arc::default(),
        };
        let (log, stopped) = (Arc::clone(&server.log), Arc::clone(&server.stopped));
        let respond: Arc<Respond> = Arc::new(respond);
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let (log, respond) = (Arc::clone(&log), Arc::clone(&respond));
                thread::spawn(move || {
                    // A client that hangs up is what some tests are about.
                    let _ = stream.and_then(|stream| serve(stream, number, &log, &*respond));
                    log.add(|happened| happened.closed += 1);
                });
            }
        });
        server
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The host with the port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// A URL of the server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was received until now.
    pub fn received(&self) -> Vec<Received> {
        self.log.happened.lock().unwrap().received.clone()
    }

    /// Waits until so many requests were received.
    pub fn wait_for_requests(&self, count: usize) {
        self.log
            .wait_until(|happened| happened.received.len() >= count);
    }

    /// Waits until so many connections were closed, by whichever side.
    pub fn wait_for_closed_connections(&self, count: usize) {
        self.log.wait_until(|happened| happened.closed >= count);
    }

    /// The one request that was received.
    pub fn sole_request(&self) -> Received {
        let mut received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    mut stream: TcpStream,
    connection: usize,
    log: &Log,
    respond: &Respond,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    loop {
        let mut request = read(&mut stream, &mut buffer)?;
        request.connection = connection;
        log.add(|happened| happened.received.push(request.clone()));
        match respond(&request) {
            Answer::Bytes(bytes) => stream.write_all(&bytes)?,
            Answer::Last(bytes) => return stream.write_all(&bytes),
            Answer::Slowly(pieces) => {
                for (delay, bytes) in pieces {
                    if hangs_up_within(&stream, delay)? {
                        return Ok(());
                    }
                    stream.write_all(&bytes)?;
                }
            }
            Answer::Tunnel(to) => return tunnel(stream, to),
        }
    }
}

/// Waits for the client to hang up, at most so long.
fn hangs_up_within(stream: &TcpStream, delay: Duration) -> std::io::Result<bool> {
    if delay.is_zero() {
        return Ok(false);
    }
    stream.set_read_timeout(Some(delay))?;
    let seen = stream.peek(&mut [0]);
    stream.set_read_timeout(None)?;
    match seen {
        Ok(length) => Ok(length == 0),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<Received> {
    let end = fill(stream, buffer, |bytes| find(bytes, b"\r\n\r\n"))?;
    let head: String = buffer[..end].iter().map(|&byte| char::from(byte)).collect();
    buffer.drain(..end + 4);
    let mut request = Received {
        head,
        ..Received::default()
    };
    if request.header("transfer-encoding").is_some() {
        request.body = read_chunks(stream, buffer)?;
    } else {
        let length = request
            .header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        fill(stream, buffer, |bytes| {
            (bytes.len() >= length).then_some(length)
        })?;
        request.body = buffer.drain(..length).collect();
    }
    Ok(request)
}

fn read_chunks(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = fill(stream, buffer, |bytes| find(bytes, b"\r\n"))?;
        let size = usize::from_str_radix(&String::from_utf8_lossy(&buffer[..end]), 16).unwrap();
        buffer.drain(..end + 2);
        fill(stream, buffer, |bytes| {
            (bytes.len() >= size + 2).then_some(size)
        })?;
        body.extend(buffer.drain(..size));
        buffer.drain(..2);
        if size == 0 {
            return Ok(body);
        }
    }
}

fn fill(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    done: impl Fn(&[u8]) -> Option<usize>,
) -> std::io::Result<usize> {
    loop {
        if let Some(at) = done(buffer) {
            return Ok(at);
        }
        let mut piece = vec![0; 64 * 1024];
        match stream.read(&mut piece)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            length => buffer.extend_from_slice(&piece[..length]),
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn tunnel(mut client: TcpStream, to: SocketAddr) -> std::io::Result<()> {
    let mut server = TcpStream::connect(to)?;
    client.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n")?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
    std::io::copy(&mut client, &mut server).map(|_| ())
}

/// Text as Latin-1 bytes: how a header's value is written.
pub fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?'))
        .collect()
}
