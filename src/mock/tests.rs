//! A second service, so small that only the seam is left of it, over the network.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::catalogue::Mock;
use super::faults::{Fault, Takes};
use super::server::{Options, Running, serve};
use super::service::{Service, Setup, StandIn};
use super::visit::Visit;

const CRACKED: Fault = Fault {
    name: "cracked",
    takes: Takes::Nothing,
    help: "the bell clanks",
};
const MUFFLED: Fault = Fault {
    name: "muffled",
    takes: Takes::When,
    help: "the bell is not heard",
};

static BELL: Service = Service {
    name: "bell",
    help: "A bell that can be rung",
    faults: &[CRACKED, MUFFLED],
    start: |setup| Arc::new(Bell(setup)),
};

struct Bell(Setup);

impl StandIn for Bell {
    fn variables(&self) -> Vec<(&'static str, String)> {
        vec![("bellUrl", format!("{}/bell", self.0.base))]
    }

    fn routes(&self) -> Router {
        let is_cracked = self.0.faults.has(&CRACKED);
        let sound = if is_cracked { "clank" } else { "ding" };
        Router::new().route("/bell", get(async move || sound))
    }

    fn finish(&self, mut answer: Response, visit: &Visit) -> Response {
        if self.0.faults.hit(&MUFFLED, visit) {
            answer = Response::default();
        }
        let left = HeaderValue::from(visit.allowance.remaining);
        answer.headers_mut().insert("rings-left", left);
        answer
    }

    fn snapshot(&self) -> Value {
        json!({ "hung": self.0.clock.now().to_string() })
    }
}

async fn bell(faults: &str) -> Running {
    let mock = Mock::new(&BELL, faults).unwrap();
    serve(mock, Options::default()).await.unwrap()
}

/// Asks for `path` on a connection of its own; empty where there is no answer.
async fn ask(running: &Running, path: &str) -> String {
    let address = running.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // A connection that was cut may end with an error.
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

/// The status of the answers to so many rings; `None` where there is no answer.
async fn ring(faults: &str, times: usize) -> Vec<Option<u16>> {
    let running = bell(faults).await;
    let mut statuses = Vec::new();
    for _ in 0..times {
        let answer = ask(&running, "/bell").await;
        let status = answer.split(' ').nth(1);
        statuses.push(status.map(|status| status.parse().unwrap()));
    }
    statuses
}

#[tokio::test]
async fn a_service_is_served_and_says_which_variables_point_at_it() {
    let running = bell("").await;
    let url = format!("{}/bell", running.url);
    assert_eq!(running.variables, [("bellUrl", url)]);
    let answer = ask(&running, "/bell").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("\r\nrings-left: 99999\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nding"), "{answer}");
    let hung = running.snapshot()["hung"].as_str().unwrap().to_owned();
    assert!(hung.starts_with("2026-01-01T00:00:"), "{hung}");
}

#[tokio::test]
async fn a_service_has_faults_of_its_own() {
    let answer = ask(&bell("cracked").await, "/bell").await;
    assert!(answer.ends_with("\r\n\r\nclank"), "{answer}");
    let muffled = bell("muffled=2").await;
    for sound in ["ding", ""] {
        let answer = ask(&muffled, "/bell").await;
        assert!(answer.ends_with(&format!("\r\n\r\n{sound}")), "{answer}");
    }
}

#[tokio::test]
async fn every_service_has_the_general_faults() {
    for (faults, statuses) in [
        ("server-error=2", [Some(200), Some(500), Some(200)]),
        ("server-error=get", [Some(500), Some(500), Some(500)]),
        ("server-error=/bells", [Some(200), Some(200), Some(200)]),
        ("drop-connection=2", [Some(200), None, Some(200)]),
        ("drop-connection=/be", [None, None, None]),
        ("rate-limit-after=2", [Some(200), Some(200), Some(429)]),
        ("cracked,server-error=1", [Some(500), Some(200), Some(200)]),
    ] {
        assert_eq!(ring(faults, 3).await, statuses, "{faults}");
    }
}

#[tokio::test]
async fn what_a_fault_answers_is_finished_by_the_service() {
    for (faults, left) in [("server-error=1", 99999), ("rate-limit-after=0", 0)] {
        let answer = ask(&bell(faults).await, "/bell").await;
        assert!(
            answer.contains(&format!("\r\nrings-left: {left}\r\n")),
            "{answer}"
        );
    }
}

#[test]
fn a_service_does_not_have_the_faults_of_another() {
    let error = Mock::new(&BELL, "wrong-token").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown fault `wrong-token` of the mock; there are `cracked`, `muffled=WHEN`, \
         `rate-limit-after=N`, `drop-connection=WHEN`, `server-error=WHEN`"
    );
}

#[tokio::test]
async fn a_service_stops_when_it_is_dropped() {
    let running = bell("").await;
    let address = running.url.trim_start_matches("http://").to_owned();
    assert!(TcpStream::connect(&address).await.is_ok());
    drop(running);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let running = bell("").await;
    let port = running.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let options = Options {
        port,
        ..Options::default()
    };
    let mock = Mock::new(&BELL, "").unwrap();
    let error = serve(mock, options).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the mock cannot listen on `127.0.0.1:{port}`")
    );
}
