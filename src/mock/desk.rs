//! What happens to every request on its way in and out, whatever the service: it is counted, and a
//! fault or the rate limit may answer in the service's place.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use super::clock::Clock;
use super::connection::Wire;
use super::faults::{DROP_CONNECTION, Faults, SERVER_ERROR};
use super::rate_limit::{RateLimit, Verdict};
use super::service::StandIn;
use super::visit::Visit;

/// The requests that are served in a minute: more than a run sends.
const REQUESTS_PER_MINUTE: u32 = 100_000;

/// Where requests come in.
pub(super) struct Desk {
    stand_in: Arc<dyn StandIn>,
    faults: Faults,
    clock: Clock,
    book: Mutex<Book>,
}

/// What was counted.
struct Book {
    requests: u32,
    limit: RateLimit,
}

impl Desk {
    pub(super) fn new(stand_in: Arc<dyn StandIn>, faults: Faults, clock: Clock) -> Self {
        let limit = faults.rate_limit().unwrap_or(REQUESTS_PER_MINUTE);
        let book = Mutex::new(Book {
            requests: 0,
            limit: RateLimit::new(limit),
        });
        Self {
            stand_in,
            faults,
            clock,
            book,
        }
    }

    /// The routes of the service, behind the desk.
    pub(super) fn open(self) -> Router {
        let routes = self.stand_in.routes();
        routes.layer(from_fn_with_state(Arc::new(self), receive))
    }

    fn visit(&self, request: &Request) -> Visit {
        let now = self.clock.now().as_second();
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.requests = book.requests.saturating_add(1);
        Visit {
            number: book.requests,
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            allowance: book.limit.count(now),
        }
    }

    /// What is answered instead of what the service would say.
    fn mishap(&self, visit: &Visit, request: &Request) -> Option<StatusCode> {
        if self.faults.hit(&DROP_CONNECTION, visit) {
            if let Some(ConnectInfo(wire)) = request.extensions().get::<ConnectInfo<Wire>>() {
                wire.cut();
            }
            return Some(StatusCode::INTERNAL_SERVER_ERROR);
        }
        if self.faults.hit(&SERVER_ERROR, visit) {
            return Some(StatusCode::INTERNAL_SERVER_ERROR);
        }
        let is_over = visit.allowance.verdict == Verdict::TooMany;
        is_over.then_some(StatusCode::TOO_MANY_REQUESTS)
    }
}

async fn receive(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let visit = desk.visit(&request);
    let answer = match desk.mishap(&visit, &request) {
        Some(status) => status.into_response(),
        None => next.run(request).await,
    };
    desk.stand_in.finish(answer, &visit)
}
