//! What a server answers over HTTP/1: the head, the body in its codings, server-sent events.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use postrider::exchange::{Request, Response, SendError};
use postrider::http::{Client, ClientSettings, Parser, SendOptions};
use postrider::world::World;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be started");
}

/// What was understood of an answer: the response, and the server-sent events.
type Heard = (Result<Response, SendError>, Vec<String>);

/// An answer is a response with headers that stand in it, or an error; in how many pieces it comes
/// makes no difference.
pub fn run(data: &[u8]) {
    let parser = if data.len().is_multiple_of(2) {
        Parser::Strict
    } else {
        Parser::Lenient
    };
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            let (whole, events) = answered(&[data], parser).await;
            check(data, &whole);
            let (first, second) = data.split_at(data.len() / 2);
            let (halves, again) = answered(&[first, second], parser).await;
            assert_eq!(without_time(&halves), without_time(&whole));
            assert_eq!(again, events);
        });
    });
}

fn check(data: &[u8], result: &Result<Response, SendError>) {
    let Ok(response) = result else { return };
    let text: String = data.iter().map(|byte| char::from(*byte)).collect();
    for header in &response.headers {
        assert!(text.contains(&header.name), "{header:?}");
    }
    assert!(response.downloaded_bytes <= data.len() as u64);
}

fn without_time(result: &Result<Response, SendError>) -> Result<Response, String> {
    match result {
        Ok(response) => Ok(Response {
            time: Duration::ZERO,
            ..response.clone()
        }),
        Err(error) => Err(error.message.clone()),
    }
}

/// Sends a request to a server that answers in those pieces and closes.
async fn answered(pieces: &[&[u8]], parser: Parser) -> Heard {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    let told = RefCell::new(Vec::new());
    let (result, ()) = tokio::join!(ask(address, parser, &told), answer(listener, pieces));
    (result, told.into_inner())
}

async fn ask(
    address: SocketAddr,
    parser: Parser,
    told: &RefCell<Vec<String>>,
) -> Result<Response, SendError> {
    let settings = ClientSettings {
        timeout: Some(Duration::from_secs(5)),
        ..ClientSettings::default()
    };
    let world = Arc::new(World::fixed(0, 0));
    let client = Client::new(settings, world).expect("the settings name nothing");
    let request = Request {
        method: "GET".to_owned(),
        url: format!("http://{address}/"),
        ..Request::default()
    };
    let options = SendOptions {
        redirects: None,
        parser,
        ..SendOptions::default()
    };
    let heard = |event: &str| told.borrow_mut().push(event.to_owned());
    let exchange = client.send_and_listen(request, &options, &heard).await?;
    Ok(exchange.response)
}

async fn answer(listener: TcpListener, pieces: &[&[u8]]) {
    let (mut stream, _) = listener.accept().await.expect("the client connects");
    let mut asked = [0; 1024];
    let _ = stream.read(&mut asked).await;
    for piece in pieces {
        // The client may have seen enough.
        let _ = stream.write_all(piece).await;
        tokio::task::yield_now().await;
    }
    let _ = stream.shutdown().await;
    // What it has not read would cut short what it has been sent.
    let _ = stream.read_to_end(&mut Vec::new()).await;
}
