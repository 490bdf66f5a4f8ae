//! What a server sees of a request, and what comes of its answer. The cases were taken from what
//! Newman sends.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use postrider::exchange::{Body, Exchange, Request, SendError};
use postrider::http::{Client, ClientSettings, SendOptions};
use postrider::world::World;
use serde_json::Value;

mod bodies;
mod cookies;
mod failures;
mod hostile;
mod http2;
mod kept;
mod limits;
mod malformed;
mod protocols;
mod proxies;
mod redirects;
mod requests;
mod responses;
pub mod tls;
mod trust;

/// A client with default settings.
fn client() -> Client {
    client_with(ClientSettings::default())
}

fn client_with(settings: ClientSettings) -> Client {
    Client::new(settings, Arc::new(World::fixed(1_700_000_000_000, 1))).unwrap()
}

/// A request with the headers that the builder of requests always gives.
fn request(method: &str, url: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request {
        method: method.into(),
        url: url.into(),
        ..Request::default()
    };
    for &(name, value) in headers {
        request.headers.push(name, value);
    }
    for (name, value) in [("Accept", "*/*"), ("Host", "test.host")] {
        if !request.headers.contains(name) {
            request.headers.push_system(name, value);
        }
    }
    request
}

fn with_body(mut request: Request, body: impl Into<Vec<u8>>) -> Request {
    request.body = Body::Bytes(body.into().into());
    request
}

fn behavior(value: &Value) -> SendOptions {
    SendOptions::read(value.as_object().unwrap())
}

/// Runs a future on a runtime of its own, as the program does; a test that hangs fails.
fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(20), future)
            .await
            .expect("a test hung")
    })
}

/// Sends a request with a client of its own.
fn send(request: Request) -> Result<Exchange, SendError> {
    run(async { send_with(&client(), request).await })
}

async fn send_with(client: &Client, request: Request) -> Result<Exchange, SendError> {
    client.send(request, &SendOptions::default()).await
}

fn get(url: &str) -> Result<Exchange, SendError> {
    send(request("GET", url, &[]))
}
