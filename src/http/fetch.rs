//! Fetches a document: a collection, an environment, a table of data. Nothing here is a request of
//! a run, so nothing of it has to be Postman's: reqwest decides.

use bytes::Bytes;
use reqwest::redirect::{Action, Attempt, Policy};

use crate::exchange::SendError;
use crate::http::connections::progress::Progress;
use crate::http::connections::store::Store;
use crate::http::errors;
use crate::http::rules::proxy::{Passage, Rules};
use crate::http::rules::target;
use crate::http::rules::way::Way;
use crate::http::tls::authorities::ExtraRoots;
use crate::http::tls::{self, Means, Terms};
use crate::http::{ClientSettings, HttpError, Versions};

/// The most that is taken of a document, in bytes.
const LARGEST: u64 = 128 << 20;

/// How long the answer of a server may be that refuses a document, in bytes: it may say why.
const REASON: u64 = 1024 * 1024;

/// What servers are told of who asks.
const USER_AGENT: &str = concat!("Postrider/", env!("CARGO_PKG_VERSION"));

/// Gets the document at a URL, with the settings that requests are sent with and with `headers`;
/// redirects are followed, unless they would show the headers to another server.
///
/// # Errors
/// It can't be had, or the server says that there is none.
pub async fn fetch(
    url: &str,
    headers: &[(&str, &str)],
    settings: &ClientSettings,
) -> Result<Bytes, SendError> {
    let target = target::parse(url)?;
    let redirects = if headers.is_empty() {
        Policy::default()
    } else {
        Policy::custom(stay)
    };
    let client = client(settings, redirects)?;
    let proxies =
        Rules::read(&settings.proxies).map_err(|error| SendError::new(error.to_string()))?;
    let progress = Progress::start();
    progress.connecting();
    let way = Way {
        url: &target,
        proxy: proxies.find(&target),
        passage: Passage::default(),
    };
    let explain =
        |error: &reqwest::Error| errors::broken(error, errors::Phase::Sending, way, &progress);
    let mut request = client
        .get(target.clone())
        .header("Accept", "application/json");
    for (name, value) in headers {
        let mut value = reqwest::header::HeaderValue::from_str(value).map_err(|_| {
            SendError::new(format!(
                "header `{name}` can't have this value: it is not plain text"
            ))
        })?;
        // Not printed.
        value.set_sensitive(true);
        request = request.header(*name, value);
    }
    let response = request.send().await.map_err(|error| explain(&error))?;
    let status = response.status();
    if !status.is_success() {
        let reason = read(response, Some(REASON)).await.ok();
        return Err(refused(status, &reason.unwrap_or_default()));
    }
    let limit = settings
        .max_response
        .map_or(LARGEST, |limit| limit.min(LARGEST));
    read(response, Some(limit))
        .await
        .map_err(|unread| match unread {
            Unread::Lost(error) => explain(&error),
            Unread::Unkept(error) if limit == LARGEST && errors::is_too_large(&error) => {
                too_large()
            }
            Unread::Unkept(error) => errors::unkept(&error),
        })
}

fn too_large() -> SendError {
    SendError::new(format!("it is larger than {} MB", LARGEST >> 20))
}

/// Why a document could not be read to its end.
enum Unread {
    /// The connection broke.
    Lost(reqwest::Error),
    /// There is no room for it, or it is larger than may be.
    Unkept(std::io::Error),
}

/// Reads a document of at most so many bytes.
async fn read(mut response: reqwest::Response, limit: Option<u64>) -> Result<Bytes, Unread> {
    let mut store = Store::of(limit);
    let announced = response.content_length().unwrap_or_default();
    store.make_room(announced).map_err(Unread::Unkept)?;
    while let Some(piece) = response.chunk().await.map_err(Unread::Lost)? {
        store.push(&piece).map_err(Unread::Unkept)?;
    }
    store.finish().map_err(Unread::Unkept)
}

/// Follows a redirect to the same server only. A request's own headers go along with it.
fn stay(attempt: Attempt<'_>) -> Action {
    let origin = attempt.previous().first().map(reqwest::Url::origin);
    if origin.is_some_and(|origin| origin == attempt.url().origin()) {
        return Policy::default().redirect(attempt);
    }
    let message = format!(
        "it redirects to `{}`, which is not to see the key",
        attempt.url()
    );
    attempt.error(message)
}

fn client(settings: &ClientSettings, redirects: Policy) -> Result<reqwest::Client, SendError> {
    let explain = |error: HttpError| SendError::new(error.to_string());
    let authorities = ExtraRoots::read(&settings.authorities).map_err(explain)?;
    let proxies = Rules::read(&settings.proxies).map_err(explain)?;
    let terms = Terms {
        verify: settings.verify,
        versions: Versions::Http1,
        ..Terms::default()
    };
    let means = Means {
        authorities: authorities.all(),
        identity: None,
        key_log: settings.key_log,
    };
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::config(&terms, means)?)
        .user_agent(USER_AGENT)
        .redirect(redirects)
        .no_proxy()
        .proxy(reqwest::Proxy::custom(move |url| {
            proxies.find(url).cloned()
        }));
    if let Some(timeout) = settings.timeout {
        builder = builder.timeout(timeout);
    }
    if let Some(silence) = settings.silence {
        builder = builder.connect_timeout(silence).read_timeout(silence);
    }
    Ok(builder
        .build()
        .expect("every part of the client is given, and checked"))
}

fn refused(status: reqwest::StatusCode, body: &[u8]) -> SendError {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    // The Postman API says here what is wrong.
    let reason = body
        .pointer("/error/message")
        .and_then(serde_json::Value::as_str);
    let reason = reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    let mut error = SendError::new(format!("the server answered {status}{reason}"));
    error.hint = match status.as_u16() {
        401 | 403 => Some("it wants to know who asks: is there a key in the URL?".to_owned()),
        404 => Some("is the URL spelled right?".to_owned()),
        _ => None,
    };
    error
}
