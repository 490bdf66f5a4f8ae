//! The server that the benches run the program against, on the loopback interface.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// What answers a request: it has the request's head in small letters.
pub type Answer = dyn Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + Sync;

/// A server with keep-alive, each connection in a thread of its own. Gives its port.
pub fn serve(
    answer: impl Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + Sync + 'static,
) -> u16 {
    let answer: Arc<Answer> = Arc::new(answer);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || answer_all(stream, &*answer));
        }
    });
    port
}

/// A response of JSON.
pub fn response(body: &[u8]) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let mut response = format!("{head}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    response.extend_from_slice(body);
    response
}

fn answer_all(mut stream: TcpStream, answer: &Answer) {
    let _ = stream.set_nodelay(true);
    let mut received = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        received.extend_from_slice(&buffer[..count]);
        while let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&received[..end]).to_lowercase();
            let length = head
                .split_once("content-length: ")
                .and_then(|(_, rest)| rest.lines().next()?.parse().ok());
            let mut missing = length
                .unwrap_or(0_usize)
                .saturating_sub(received.len() - end - 4);
            received.clear();
            while missing > 0 {
                let Ok(count @ 1..) = stream.read(&mut buffer) else {
                    return;
                };
                missing = missing.saturating_sub(count);
            }
            if answer(&mut stream, &head).is_err() {
                return;
            }
        }
    }
}
