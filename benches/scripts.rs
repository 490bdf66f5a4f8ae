//! What scripts cost: an engine with `pm`, one test, a large body, hashes.
//!
//! `cargo bench --bench scripts` prints medians of wall time within one process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{FutureExt, LocalBoxFuture};
use postrider::collection;
use postrider::exchange::{Cookie, Exchange, Response, SendError};
use postrider::script::{
    Context, Engine, Host, Limits, NoPackages, ScriptEvent, Setup, Target, block_on,
};
use postrider::world::World;

/// Hears nothing and sends nothing.
struct Deaf;

impl Host for Deaf {
    fn emit(&self, _: ScriptEvent) {}

    fn send(&self, _: collection::Request) -> LocalBoxFuture<'_, Result<Exchange, SendError>> {
        async { Err(SendError::new("nothing is sent here")) }.boxed_local()
    }

    fn cookies(&self, _: &str) -> Vec<Cookie> {
        Vec::new()
    }

    fn set_cookie(&self, _: &str, _: &str) -> Result<Cookie, String> {
        Err("there is no jar here".into())
    }

    fn remove_cookies(&self, _: &str, _: Option<&str>) {}
}

/// A script, how often it runs, and what one run may cost.
struct Work {
    name: &'static str,
    source: &'static str,
    runs: usize,
    limit: Duration,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    println!("{:<32} {:>12} {:>12}", "work", "median", "limit");
    let mut body = String::from("{\"list\":[");
    while body.len() < 10 << 20 {
        body.push_str(
            "{\"id\":12345,\"name\":\"a name of some length\",\"tags\":[\"a\",\"b\"],\"ok\":true,\"n\":1.5},",
        );
    }
    body.push_str("0]}");
    let small = response("{\"id\": 7}".into());
    let large = response(body);
    let all = async {
        let starts = (0..50).map(|_| {
            let begun = Instant::now();
            let _engine = engine();
            begun.elapsed()
        });
        report(
            "an engine with pm",
            median(starts.collect()),
            Duration::from_millis(2),
        );
        for work in works() {
            let response = if work.name.contains("10 MB") {
                &large
            } else {
                &small
            };
            let mut engine = engine();
            let source = work.source.into();
            let mut times = Vec::new();
            for _ in 0..work.runs {
                times.push(run(&mut engine, &source, Arc::clone(response)).await);
            }
            report(work.name, median(times), work.limit);
        }
    };
    block_on(&runtime, all).expect("a thread");
}

fn works() -> [Work; 6] {
    [
        Work {
            name: "a script with nothing in it",
            source: "1",
            runs: 2000,
            limit: Duration::from_micros(100),
        },
        Work {
            name: "one pm.test",
            source: "pm.test('status', () => pm.response.to.have.status(200))",
            runs: 2000,
            limit: Duration::from_micros(100),
        },
        Work {
            name: "one pm.test with pm.expect",
            source: "pm.test('id', () => pm.expect(pm.response.json().id).to.eql(7))",
            runs: 2000,
            limit: Duration::from_micros(100),
        },
        Work {
            name: "pm.request",
            source: "pm.request.headers.get('X-A')",
            runs: 500,
            limit: Duration::from_micros(200),
        },
        Work {
            name: "response.json() of 10 MB",
            source: "pm.response.json()",
            runs: 5,
            limit: Duration::from_millis(300),
        },
        Work {
            name: "SHA-256 of 1 MB by CryptoJS",
            source: "CryptoJS.SHA256('x'.repeat(1 << 20)).toString()",
            runs: 20,
            limit: Duration::from_millis(50),
        },
    ]
}

async fn run(engine: &mut Engine, source: &Arc<str>, response: Arc<Response>) -> Duration {
    let context = Context {
        target: Target::Test,
        response: Some(response),
        ..Context::default()
    };
    let begun = Instant::now();
    let outcome = engine.run(source, context, &Deaf).await;
    assert_eq!((outcome.error, outcome.failed), (None, 0), "{source}");
    begun.elapsed()
}

fn engine() -> Engine {
    let setup = Setup {
        limits: Limits::default(),
        world: Arc::new(World::fixed(0, 1)),
        packages: Arc::new(NoPackages),
    };
    Engine::new(setup).expect("an engine")
}

fn response(body: String) -> Arc<Response> {
    Arc::new(Response {
        code: 200,
        reason: "OK".into(),
        body: body.into_bytes().into(),
        ..Response::default()
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn report(name: &str, time: Duration, limit: Duration) {
    let mark = if time > limit { "  over" } else { "" };
    println!(
        "{name:<32} {:>9.1} µs {:>9.1} µs{mark}",
        time.as_secs_f64() * 1e6,
        limit.as_secs_f64() * 1e6
    );
}
