//! What the whole program costs, start to end: the figures that the design promises.
//!
//! `cargo bench --bench process` (or `just bench`) runs the release binary against a server on the loopback interface
//! and prints medians of wall time, and the most memory that any run so far has held.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A measured piece of work and what it may cost.
struct Work {
    name: &'static str,
    arguments: Vec<String>,
    runs: usize,
    limit: Duration,
    limit_megabytes: u64,
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let port = serve();
    let collection = write_collection(folder.path(), port);
    let run = |more: &[&str]| {
        ["run", &collection].iter().chain(more).map(|&text| text.to_owned()).collect::<Vec<_>>()
    };
    let works = [
        Work {
            name: "--version",
            arguments: vec!["--version".into()],
            runs: 21,
            limit: Duration::from_millis(5),
            limit_megabytes: 10,
        },
        Work {
            name: "1 request, 1 pm.test",
            arguments: run(&[]),
            runs: 21,
            limit: Duration::from_millis(25),
            limit_megabytes: 25,
        },
        Work {
            name: "the same x 2000",
            arguments: run(&["-n", "2000"]),
            runs: 5,
            limit: Duration::from_millis(800),
            limit_megabytes: 40,
        },
        Work {
            name: "the same x 2000, JSON report",
            arguments: run(&[
                "-n",
                "2000",
                "-r",
                "json",
                "--reporter-json-export",
                &folder.path().join("r.json").to_string_lossy(),
            ]),
            runs: 3,
            limit: Duration::from_secs(2),
            limit_megabytes: 60,
        },
    ];
    println!("{:<32} {:>10} {:>10} {:>12} {:>8}", "work", "median", "limit", "peak so far", "limit");
    for work in works {
        let median = measure(&work);
        let peak = peak_megabytes().map_or_else(|| "?".into(), |megabytes| format!("{megabytes:.1} MB"));
        println!(
            "{:<32} {:>7.1} ms {:>7} ms {:>12} {:>5} MB",
            work.name,
            median.as_secs_f64() * 1000.0,
            work.limit.as_millis(),
            peak,
            work.limit_megabytes
        );
    }
}

fn measure(work: &Work) -> Duration {
    let mut times: Vec<Duration> = (0..work.runs).map(|_| run_once(&work.arguments)).collect();
    times.sort();
    times[times.len() / 2]
}

fn run_once(arguments: &[String]) -> Duration {
    let started = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_postrider"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("the program starts");
    let took = started.elapsed();
    assert!(status.success(), "{arguments:?} failed");
    took
}

/// The most memory that any child so far has held.
#[cfg(unix)]
fn peak_megabytes() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "shown to a tenth")]
    Some(usage.max_rss() as f64 / 1024.0)
}

#[cfg(not(unix))]
fn peak_megabytes() -> Option<f64> {
    None
}

/// A server that answers every request with the same small JSON document, with keep-alive.
fn serve() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    port
}

fn answer(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let body = "{\"id\":1,\"name\":\"x\"}";
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: keep-alive\r\n\r\n{body}",
        body.len()
    );
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        received.extend_from_slice(&buffer[..count]);
        while let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            received.drain(..end + 4);
            if stream.write_all(response.as_bytes()).is_err() {
                return;
            }
        }
    }
}

fn write_collection(folder: &Path, port: u16) -> String {
    let path = folder.join("bench.json");
    let script = "pm.test('status is 200', function () { pm.response.to.have.status(200); });";
    let collection = format!(
        "{{\"info\":{{\"name\":\"bench\",\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"}},\
         \"item\":[{{\"name\":\"one\",\"request\":{{\"method\":\"GET\",\"url\":\"http://127.0.0.1:{port}/get\"}},\
         \"event\":[{{\"listen\":\"test\",\"script\":{{\"exec\":[\"{script}\"]}}}}]}}]}}"
    );
    std::fs::write(&path, collection).expect("the collection is written");
    path.to_string_lossy().into_owned()
}
