//! The routes, and what happens to every request on its way in and out.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post, put};

use super::auth::{Caller, Door, admit, check_accept};
use super::faults::POLICY_VANISHES;
use super::refusal::Refusal;
use super::seed::STAY_SIGNED_IN;
use super::shared::Shared;
use super::{apps, policies, rules, sessions};
use crate::mock::visit::Visit;

/// Builds the routes over `shared`.
pub(crate) fn router(shared: Shared) -> Router {
    let both = |router: Router<Shared>, path: &str, methods: MethodRouter<Shared>| {
        // Okta's own collection writes some paths with a slash at the end.
        router
            .route(path, methods.clone())
            .route(&format!("{path}/"), methods)
    };
    let policy = "/api/v1/policies/{policyId}";
    let rule = "/api/v1/policies/{policyId}/rules/{ruleId}";
    let routes = [
        (
            "/api/v1/policies".to_owned(),
            get(policies::list).post(policies::create),
        ),
        (
            policy.to_owned(),
            get(policies::read)
                .put(policies::replace)
                .delete(policies::delete),
        ),
        (
            format!("{policy}/lifecycle/activate"),
            post(policies::activate),
        ),
        (
            format!("{policy}/lifecycle/deactivate"),
            post(policies::deactivate),
        ),
        (format!("{policy}/app"), get(apps::of_policy)),
        (format!("{policy}/mappings"), get(apps::mappings)),
        (
            format!("{policy}/mappings/{{mappingId}}"),
            get(apps::mapping),
        ),
        (
            format!("{policy}/rules"),
            get(rules::list).post(rules::create),
        ),
        (
            rule.to_owned(),
            get(rules::read).put(rules::replace).delete(rules::delete),
        ),
        (format!("{rule}/lifecycle/activate"), post(rules::activate)),
        (
            format!("{rule}/lifecycle/deactivate"),
            post(rules::deactivate),
        ),
        (
            "/api/v1/apps".to_owned(),
            get(apps::list).post(apps::create),
        ),
        ("/api/v1/apps/{appId}".to_owned(), get(apps::read)),
        (
            "/api/v1/apps/{appId}/policies/{policyId}".to_owned(),
            put(apps::assign_policy),
        ),
        (
            "/idp/myaccount/sessions".to_owned(),
            delete(sessions::delete),
        ),
    ];
    let served = routes.into_iter();
    served
        .fold(Router::new(), |router, (path, methods)| {
            both(router, &path, methods)
        })
        .fallback(no_such_endpoint)
        .method_not_allowed_fallback(async || Refusal::method_not_allowed())
        .layer(from_fn_with_state(shared.clone(), enter))
        .with_state(shared)
}

async fn no_such_endpoint(request: Request) -> Refusal {
    Refusal::not_found(request.uri().path(), "Endpoint")
}

/// Lets a request in, or not.
async fn enter(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    match admitted(&shared, &request) {
        Ok(caller) => request.extensions_mut().insert(caller),
        Err(refusal) => return refusal.into_response(),
    };
    let listing = is_listing(&request);
    let answer = next.run(request).await;
    if listing {
        vanish(&shared);
    }
    answer
}

fn admitted(shared: &Shared, request: &Request) -> Result<Caller, Refusal> {
    let door = Door::of(request.uri().path());
    check_accept(door, request.headers())?;
    admit(&shared.org(), shared.api_key(), door, request.headers())
}

fn is_listing(request: &Request<Body>) -> bool {
    request.method() == Method::GET
        && request.uri().path().trim_end_matches('/') == "/api/v1/policies"
}

/// Deletes the policy that a fault lets vanish once it was listed.
fn vanish(shared: &Shared) {
    if shared.faults().has(&POLICY_VANISHES) {
        shared
            .org()
            .policies
            .retain(|policy| policy.entry.name != STAY_SIGNED_IN);
    }
}

/// Writes the body of a refusal, and the headers that every answer carries; `id` is the answer's.
pub(crate) fn finish(mut answer: Response, visit: &Visit, id: String) -> Response {
    let refusal = answer.extensions_mut().remove::<Refusal>();
    // What no handler refused, a path that axum can't decode for example, gets Okta's form too.
    let refusal = refusal.or_else(|| Refusal::of(answer.status()));
    if let Some(refusal) = refusal {
        let error_id = format!("oae{}", &id[..22]);
        let content_type = Door::of(&visit.path).content_type();
        answer = (
            refusal.status,
            [(header::CONTENT_TYPE, content_type)],
            refusal.body(&error_id).to_string(),
        )
            .into_response();
    }
    let headers = answer.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store"),
    );
    let allowance = &visit.allowance;
    for (name, value) in [
        ("x-okta-request-id", id),
        ("x-rate-limit-limit", allowance.limit.to_string()),
        ("x-rate-limit-remaining", allowance.remaining.to_string()),
        ("x-rate-limit-reset", allowance.reset.to_string()),
    ] {
        let value = HeaderValue::from_str(&value).expect("letters and digits fit into a header");
        headers.insert(HeaderName::from_static(name), value);
    }
    answer
}
