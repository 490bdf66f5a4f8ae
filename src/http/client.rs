//! The client: sends a request, follows its redirects, keeps its cookies.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use crate::exchange::{Body, Exchange, Hop, Request, Response, SendError};
use crate::http::connections::decode::{self, Decoded};
use crate::http::connections::event_stream::Listener;
use crate::http::connections::store::Bounds;
use crate::http::connections::transport::Transport;
use crate::http::errors::{self, Overdue};
use crate::http::hop::{Answer, Flight, Limits, Port};
use crate::http::rules::headers;
use crate::http::rules::proxy::{OwnProxy, Passage};
use crate::http::rules::redirect;
use crate::http::rules::redirect::Sent;
use crate::http::rules::target;
use crate::http::rules::way::Way;
use crate::http::{ClientSettings, Cookies, HttpError, Jar, LengthHeader, SendOptions};
use crate::world::World;

/// Methods that say nothing of a body when they have none.
const BODILESS: [&str; 6] = ["GET", "HEAD", "TRACE", "DELETE", "CONNECT", "OPTIONS"];

/// Sends requests over connections that it keeps; not to be shared between threads.
#[derive(Debug)]
pub struct Client {
    transport: Rc<Transport>,
    timeout: Option<Duration>,
    /// What each hop may take; the whole has its own time.
    limits: Limits,
    jar: Jar,
    world: Arc<World>,
}

impl Client {
    /// Makes a client. Nothing is connected or loaded before it is needed.
    ///
    /// # Errors
    /// The settings name a proxy that is not a URL, or authorities that are none.
    pub fn new(settings: ClientSettings, world: Arc<World>) -> Result<Self, HttpError> {
        let timeout = settings.timeout;
        let limits = Limits {
            deadline: None,
            silence: settings.silence,
            bounds: Bounds {
                size: settings.max_response,
                unpacking: settings.unpacking,
            },
        };
        Ok(Self {
            transport: Rc::new(Transport::new(settings)?),
            timeout,
            limits,
            jar: Jar::new(Arc::clone(&world)),
            world,
        })
    }

    /// A client over the same connections, whose cookies are a copy of those that are here now.
    #[must_use]
    pub fn anew(&self, world: Arc<World>) -> Self {
        Self {
            transport: Rc::clone(&self.transport),
            timeout: self.timeout,
            limits: self.limits,
            jar: self.jar.copied(Arc::clone(&world)),
            world,
        }
    }

    /// The cookies.
    pub fn jar(&self) -> &Jar {
        &self.jar
    }

    /// Sends a request and follows its redirects. Dropping the future aborts the request.
    ///
    /// # Errors
    /// There is no response, or it could not be read to its end.
    pub async fn send(
        &self,
        request: Request,
        behavior: &SendOptions,
    ) -> Result<Exchange, SendError> {
        self.send_and_listen(request, behavior, &|_| {}).await
    }

    /// Sends a request as [`Client::send`] does; `listener` hears server-sent events while they
    /// arrive.
    ///
    /// # Errors
    /// There is no response, or it could not be read to its end.
    pub async fn send_and_listen(
        &self,
        request: Request,
        behavior: &SendOptions,
        listener: Listener<'_>,
    ) -> Result<Exchange, SendError> {
        let mut chain = Chain::new(request, behavior)?;
        // Differs from Postman: there each piece of an answer starts the clock anew
        // (`an_answer_that_trickles_is_given_up_when_its_time_is_up`).
        chain.limits = Limits {
            deadline: self.timeout.map(|timeout| Instant::now() + timeout),
            ..self.limits
        };
        loop {
            let began = Instant::now();
            chain.complete(&self.jar);
            let answer = self.exchange(&chain, listener, began).await?;
            if behavior.cookies == Cookies::Jar {
                self.keep_cookies(&chain.url, &answer);
            }
            if !chain.follow(&answer)? {
                return chain.end(answer, &self.jar).await;
            }
        }
    }

    /// Sends what the chain has to send next, which was begun to be made ready at the given time.
    async fn exchange(
        &self,
        chain: &Chain<'_>,
        listener: Listener<'_>,
        began: Instant,
    ) -> Result<Answer, SendError> {
        // Lets the tasks of idle connections see that their server has closed them, before one of
        // them is taken.
        tokio::task::yield_now().await;
        let started = self.world.epoch_millis();
        let own = chain.behavior.proxy.as_ref().and_then(OwnProxy::read);
        let (proxy, passage) = match own.as_ref().and_then(|own| own.find(&chain.url)) {
            Some((proxy, passage)) => (Some(proxy), passage),
            None => (self.transport.proxy(&chain.url), Passage::default()),
        };
        let way = Way {
            url: &chain.url,
            proxy,
            passage,
        };
        let port = Port {
            transport: &self.transport,
            behavior: chain.behavior,
            listener,
        };
        let prepare = began.elapsed();
        let mut answer = Flight::new(way, chain.limits)
            .send(port, &chain.request)
            .await?;
        // Differs from Postman: Newman ends without a word (`only_who_asked_is_upgraded`).
        if answer.code == 101 && !chain.request.headers.contains("upgrade") {
            return Err(errors::unasked_upgrade());
        }
        answer.timings.started = started;
        answer.timings.prepare = prepare;
        Ok(answer)
    }

    fn keep_cookies(&self, url: &Url, answer: &Answer) {
        for cookie in answer.headers.all("set-cookie") {
            // A cookie that can't be kept is no reason for a request to fail.
            let _ = self.jar.store(url, cookie);
        }
    }
}

/// A request and those that its redirects make of it.
struct Chain<'a> {
    behavior: &'a SendOptions,
    limits: Limits,
    /// The request that is to be sent next.
    request: Request,
    url: Url,
    /// The `Cookie` header that the author wrote, as long as it may be sent.
    author_cookies: Option<String>,
    hops: Vec<Hop>,
    /// Why the last redirect was not followed, where it may not be.
    refused: Option<String>,
}

impl<'a> Chain<'a> {
    fn new(request: Request, behavior: &'a SendOptions) -> Result<Self, SendError> {
        let url = target::parse(&request.url)?;
        // Differs from Postman: of headers whose names differ in case, Newman sends the last alone, without
        // the jar's (`cookie_headers_are_one_however_their_names_are_written`).
        let author_cookies = own_cookies(&request);
        let mut request = Request {
            headers: headers::merge(&request.headers),
            ..request
        };
        if let Some(cookies) = author_cookies
            .as_deref()
            .filter(|_| request.headers.all("cookie").count() > 1)
        {
            request.headers.set("Cookie", cookies);
        }
        Ok(Self {
            behavior,
            limits: Limits::default(),
            request,
            url,
            author_cookies,
            hops: Vec::new(),
            refused: None,
        })
    }

    /// Adds what depends on URL, body and jar.
    fn complete(&mut self, jar: &Jar) {
        let headers = &mut self.request.headers;
        if let Some(credentials) =
            target::credentials(&self.url).filter(|_| !headers.contains("authorization"))
        {
            headers.push_system("Authorization", credentials);
        }
        let length = self.request.body.len();
        let is_expected = length > 0 || !BODILESS.contains(&self.request.method.as_str());
        let is_said = self.behavior.length_header == LengthHeader::Said
            && !headers.contains("content-length");
        if is_expected && is_said {
            headers.push_system("Content-Length", length.to_string());
        }
        let from_jar = match self.behavior.cookies {
            Cookies::Jar => jar.header(&self.url),
            Cookies::Disabled => None,
        };
        // Where the jar has nothing to say, what stands there stays: after a redirect to the same
        // server, the cookies of the request before it.
        if let Some(from_jar) = from_jar {
            let own = self
                .author_cookies
                .as_ref()
                .map(|own| format!("{own}; "))
                .unwrap_or_default();
            let cookies = format!("{own}{from_jar}");
            match self.request.body {
                // How long a form or a file is, and that there is no body, Postman finds out when the
                // cookies are there.
                Body::Chunks(_) | Body::Empty => {
                    headers.set_before("Content-Length", "Cookie", &cookies);
                }
                Body::Bytes(_) => headers.set("Cookie", &cookies),
            }
        }
    }

    /// Notes the answer, and makes ready for the next request if it is a redirect that is to be
    /// followed.
    fn follow(&mut self, answer: &Answer) -> Result<bool, SendError> {
        let location = redirect::location(answer.code, &answer.headers);
        let Some((redirects, location)) = self.behavior.redirects.zip(location) else {
            return Ok(false);
        };
        if self.hops.len() as u64 >= redirects.limit {
            let message = format!(
                "Exceeded maxRedirects. Probably stuck in a redirect loop {}",
                self.request.url
            );
            return Err(SendError::new(message));
        }
        let text = redirect::resolve(&self.request.url, location, self.behavior.encoding);
        let to = target::parse(&text).map_err(blame_redirect)?;
        let sent = Sent {
            request: &self.request,
            url: &self.url,
            code: answer.code,
        };
        let next = redirect::follow(&sent, &to, text, redirects);
        let permit = &self.behavior.permit;
        let by_proxy = || permit.refusal_of_proxy(to.as_str(), self.behavior.proxy.as_ref());
        self.refused = permit.refusal(&next.method, to.as_str()).or_else(by_proxy);
        if self.refused.is_some() {
            return Ok(false);
        }
        if !target::same_origin(&self.url, &to) {
            self.author_cookies = None;
        }
        self.url = to;
        self.note(answer, next);
        Ok(true)
    }

    fn note(&mut self, answer: &Answer, next: Request) {
        self.hops.push(Hop {
            request: std::mem::replace(&mut self.request, next),
            code: answer.code,
            headers: answer.headers.clone(),
            http_version: answer.http_version.to_owned(),
            downloaded_bytes: answer.body.len() as u64,
            timings: answer.timings,
        });
    }

    async fn end(mut self, answer: Answer, jar: &Jar) -> Result<Exchange, SendError> {
        let missing = missing_body(&self.request.method, &answer);
        self.note(&answer, Request::default());
        let began = Instant::now();
        let (response, mut warnings) = response(answer, self.limits).await?;
        warnings.extend(missing);
        if let Some(last) = self.hops.last_mut() {
            last.timings.process = began.elapsed();
        }
        Ok(Exchange {
            response,
            hops: self.hops,
            cookies: jar.matching(&self.url),
            warnings,
            refused: self.refused,
        })
    }
}

/// The author's own `Cookie` headers as one.
fn own_cookies(request: &Request) -> Option<String> {
    let cookies: Vec<_> = request.headers.all("cookie").collect();
    (!cookies.is_empty()).then(|| cookies.join("; "))
}

fn blame_redirect(mut error: SendError) -> SendError {
    if error.message.starts_with("Invalid URI") {
        error
            .message
            .push_str(". This can be caused by a crappy redirection.");
    }
    error
}

/// What is to be said of a body that is not there: no brotli is empty, and Node gives none of it.
fn missing_body(method: &str, answer: &Answer) -> Option<String> {
    let may_be_empty = method == "HEAD" || matches!(answer.code, 204 | 304);
    let coding = answer.headers.get("content-encoding")?;
    let is_missing = answer.body.is_empty() && coding.trim().eq_ignore_ascii_case("br");
    (is_missing && !may_be_empty).then(|| "the body is empty, which no `br` is".to_owned())
}

/// The response, and what is to be said of it.
async fn response(answer: Answer, limits: Limits) -> Result<(Response, Vec<String>), SendError> {
    let downloaded_bytes = answer.body.len() as u64;
    // Where there can be no body (HEAD, 204, 304) it is empty, and stays so.
    let codings = answer.headers.all("content-encoding");
    let decoding = decode::decode(answer.body, codings, limits.bounds);
    let decoded = match limits.deadline {
        Some(deadline) => tokio::time::timeout_at(deadline.into(), decoding)
            .await
            .map_err(|_| errors::overdue(Overdue::Whole))?,
        None => decoding.await,
    };
    let Decoded { body, warning } = decoded.map_err(|error| errors::undecodable(&error))?;
    let response = Response {
        code: answer.code,
        reason: answer.reason,
        http_version: answer.http_version.to_owned(),
        headers: answer.headers,
        body,
        downloaded_bytes,
        time: answer.timings.total,
    };
    Ok((response, warning.into_iter().collect()))
}
