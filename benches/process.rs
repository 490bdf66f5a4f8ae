//! What the whole program costs, start to end: the figures that the design promises.
//!
//! `cargo bench --bench process` (or `just bench`) runs the release binary against a server on the
//! loopback interface and prints medians of wall time, and the most memory that any run so far has
//! held.

mod server;

use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A measured piece of work and what it may cost.
struct Work {
    name: &'static str,
    arguments: Vec<String>,
    runs: usize,
    limit: Duration,
    limit_megabytes: u64,
}

/// How many secrets are in the response of which each row has one.
const SECRETS: usize = 20;

/// The size of what is large, in bytes.
const LARGE: usize = 100 * 1024 * 1024;

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let port = serve();
    let url = |path: &str| format!("http://127.0.0.1:{port}{path}");
    let script = ["pm.test('status is 200', function () { pm.response.to.have.status(200); });"];
    let test = json!([{"listen": "test", "script": {"exec": script}}]);
    let large = folder.path().join("large.bin");
    std::fs::File::create(&large)
        .and_then(|file| file.set_len(LARGE as u64))
        .expect("a large file");
    let body = json!({"mode": "file", "file": {"src": large}});
    let collection = |name: &str, item: Value| write_collection(&folder.path().join(name), &item);
    let small = collection(
        "small.json",
        json!({"name": "one", "event": test, "request": url("/get")}),
    );
    let bare = collection("bare.json", json!({"name": "one", "request": url("/get")}));
    let download = collection(
        "download.json",
        json!({"name": "large", "request": url("/large")}),
    );
    let request = json!({"method": "POST", "url": url("/post"), "body": body});
    let upload = collection("upload.json", json!({"name": "large", "request": request}));
    let long = long_script(folder.path(), &url("/get"));
    let secrets = collection(
        "secrets.json",
        json!({"name": "rows", "request": url("/secrets")}),
    );
    let report = folder.path().join("r.json").to_string_lossy().into_owned();
    let json = ["-r", "json", "--reporter-json-export", &report];
    let run = |collection: &str, more: &[&str]| {
        ["run", collection]
            .iter()
            .chain(more)
            .map(|&text| text.to_owned())
            .collect::<Vec<_>>()
    };
    let work = |name, arguments, (runs, millis, limit_megabytes)| Work {
        name,
        arguments,
        runs,
        limit: Duration::from_millis(millis),
        limit_megabytes,
    };
    let reports = every_report(folder.path());
    let rows: Vec<&str> = reports.iter().map(String::as_str).collect();
    let shown = run(&secrets, &[&rows[..], &["--show-secrets"]].concat());
    let masked = run(&secrets, &rows);
    let works = [
        work("--version", vec!["--version".into()], (21, 5, 10)),
        work("1 request, 1 pm.test", run(&small, &[]), (21, 25, 25)),
        work(
            "2000 items, a long script, list",
            run(&long, &["--list"]),
            (3, 200, 40),
        ),
        work(
            "1 pm.test x 2000",
            run(&small, &["-n", "2000"]),
            (5, 800, 40),
        ),
        work(
            "1 pm.test x 2000, JSON report",
            run(&small, &[&["-n", "2000"], &json[..]].concat()),
            (3, 2000, 60),
        ),
        work(
            "12,000 requests, no scripts",
            run(&bare, &["-n", "12000"]),
            (3, 3000, 40),
        ),
        work("100 MB up", run(&upload, &[]), (3, 2000, 64)),
        work("100 MB down", run(&download, &[]), (3, 2000, 64)),
    ];
    println!(
        "{:<32} {:>10} {:>10} {:>12} {:>8}",
        "work", "median", "limit", "peak so far", "limit"
    );
    for work in &works {
        show(work, measure(work));
    }
    let unmasked = work("20 secrets in 50,000 rows, shown", shown, (3, 1000, 200));
    let took = measure(&unmasked);
    show(&unmasked, took);
    let mut hidden = work("the same, masked", masked, (3, 0, 200));
    hidden.limit = 2 * took;
    show(&hidden, measure(&hidden));
}

fn show(work: &Work, median: Duration) {
    let peak =
        peak_megabytes().map_or_else(|| "?".into(), |megabytes| format!("{megabytes:.1} MB"));
    println!(
        "{:<32} {:>7.1} ms {:>7} ms {:>12} {:>5} MB",
        work.name,
        median.as_secs_f64() * 1000.0,
        work.limit.as_millis(),
        peak,
        work.limit_megabytes
    );
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

/// A server with a small document, one full of secrets, and a large one.
fn serve() -> u16 {
    let small = server::response(b"{\"id\":1,\"name\":\"x\"}");
    let rows = server::response(secret_rows().as_bytes());
    server::serve(move |stream, head| {
        if head.starts_with("get /large") {
            send_large(stream)
        } else if head.starts_with("get /secrets") {
            stream.write_all(&rows)
        } else {
            stream.write_all(&small)
        }
    })
}

fn send_large(stream: &mut TcpStream) -> std::io::Result<()> {
    let piece = vec![b'x'; 64 * 1024];
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {LARGE}\r\n\r\n"
    )?;
    (0..LARGE / piece.len()).try_for_each(|_| stream.write_all(&piece))
}

/// A JSON document of 5 MB, one of the secrets in each row.
fn secret_rows() -> String {
    let rows = (0..50_000).map(|row| {
        let text = "text that nobody minds, to make the row longer";
        json!({"id": row, "token": secret(row % SECRETS), "text": text}).to_string()
    });
    format!("[{}]", rows.collect::<Vec<_>>().join(",\n"))
}

fn secret(number: usize) -> String {
    format!("hidden-{number}-{}", number * number * 7919 + 104_729)
}

/// The arguments for four reports, with secrets in the environment.
fn every_report(folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let values: Vec<Value> = (0..SECRETS)
        .map(|number| json!({"key": format!("s{number}"), "value": secret(number), "type": "secret"}))
        .collect();
    let environment = json!({"name": "secrets", "values": values});
    std::fs::write(path("e.json"), environment.to_string()).expect("the environment is written");
    let mut arguments = vec!["-e".to_owned(), path("e.json")];
    arguments.extend(["-r", "cli,json,junit,html"].map(str::to_owned));
    for reporter in ["json", "junit", "html"] {
        let file = path(&format!("secrets.{reporter}"));
        arguments.extend([format!("--reporter-{reporter}-export"), file]);
    }
    arguments
}

/// A collection of 2,000 requests that share a script of 3,000 lines.
fn long_script(folder: &Path, url: &str) -> String {
    let lines: Vec<String> = (0..3000)
        .map(|line| format!("const value{line} = {line}; // a line as long as others"))
        .collect();
    let items: Vec<Value> = (0..2000)
        .map(|number| json!({"name": format!("item {number}"), "request": url}))
        .collect();
    let event = json!([{"listen": "test", "script": {"exec": lines}}]);
    let info = json!({"name": "bench", "schema": SCHEMA});
    let path = folder.join("long.json");
    let collection = json!({"info": info, "event": event, "item": items});
    std::fs::write(&path, collection.to_string()).expect("the collection is written");
    path.to_string_lossy().into_owned()
}

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

fn write_collection(path: &Path, item: &Value) -> String {
    let collection = json!({"info": {"name": "bench", "schema": SCHEMA}, "item": [item]});
    std::fs::write(path, collection.to_string()).expect("the collection is written");
    path.to_string_lossy().into_owned()
}
