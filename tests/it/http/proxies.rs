//! Requests through a proxy.

use postrider::exchange::{Exchange, SendError};
use postrider::http::{Behavior, Client, Proxies, Settings, Verify};
use postrider::world::World;

use super::{client_with, request, run};
use crate::server::{Answer, Server, ok};

fn through(proxies: Proxies, url: &str) -> Result<Exchange, SendError> {
    let settings = Settings { proxies, verify: Verify::Unchecked, ..Settings::default() };
    run(async { client_with(settings).send(request("GET", url, &[]), &Behavior::default()).await })
}

fn only_http(proxy: &str, none: Option<&str>) -> Proxies {
    Proxies { http: Some(proxy.to_owned()), https: None, none: none.map(str::to_owned) }
}

#[test]
fn a_plain_request_goes_to_the_proxy_with_its_whole_url() {
    let proxy = Server::start(|_| ok("from the proxy"));
    let exchange = through(only_http(&proxy.url(""), None), "http://any.invalid/a?b=c").unwrap();
    assert_eq!(exchange.response.body, "from the proxy");
    assert_eq!(proxy.sole_request().line(), "GET http://any.invalid/a?b=c HTTP/1.1");
}

#[test]
fn a_proxy_may_lack_its_scheme_and_have_a_user() {
    let proxy = Server::start(|_| ok(""));
    through(only_http(&proxy.host(), None), "http://any.invalid/").unwrap();
    through(only_http(&format!("u%40x:p@{}", proxy.host()), None), "http://any.invalid/").unwrap();
    let seen = proxy.received();
    assert_eq!(seen[0].header("proxy-authorization"), None);
    assert_eq!(seen[1].header("proxy-authorization"), Some("Basic dUB4OnA="));
}

#[test]
fn this_machine_is_proxied_too_unless_no_proxy_says_otherwise() {
    let (proxy, server) = (Server::start(|_| ok("proxy")), Server::start(|_| ok("server")));
    let url = server.url("/").replace("127.0.0.1", "localhost");
    let body = |none| through(only_http(&proxy.url(""), none), &url).unwrap().response.body;
    assert_eq!(body(None), "proxy");
    assert_eq!(body(Some("localhost")), "server");
    assert_eq!(body(Some("*")), "server");
    assert_eq!(body(Some("localhost:1")), "proxy");
}

#[test]
fn a_request_over_tls_is_tunnelled_and_http_proxy_serves_it_too() {
    let server = super::tls::Server::start("localhost");
    let to = server.address();
    let proxy = Server::start(move |_| Answer::Tunnel(to));
    let with_user = proxy.url("").replace("http://", "http://u:p@");
    let exchange = through(only_http(&with_user, None), &server.url("/x")).unwrap();
    assert_eq!(exchange.response.body, "secure");
    let seen = proxy.sole_request();
    assert_eq!(seen.line(), format!("CONNECT localhost:{} HTTP/1.1", to.port()));
    assert_eq!(seen.header("proxy-authorization"), Some("Basic dTpw"));
}

#[test]
fn a_proxy_that_refuses_a_tunnel_fails_the_request() {
    let proxy = Server::start(|_| crate::server::response("407 Proxy Authentication Required", "", ""));
    let error = through(only_http(&proxy.url(""), None), "https://any.invalid/").unwrap_err();
    assert_eq!(error.message, "tunneling socket could not be established, statusCode=407");
}

#[test]
fn a_proxy_that_cannot_be_reached_is_named() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = through(only_http(&format!("127.0.0.1:{port}"), None), "http://any.invalid/").unwrap_err();
    assert_eq!(error.message, format!("connect ECONNREFUSED 127.0.0.1:{port}"));
    assert_eq!(error.hint.as_deref(), Some("the proxy `127.0.0.1` can't be reached"));
}

#[test]
fn a_proxy_that_is_no_url_is_refused_before_anything_is_sent() {
    let settings = Settings { proxies: only_http("gopher://x", None), ..Settings::default() };
    let error = Client::new(settings, World::real().into()).unwrap_err();
    assert_eq!(error.to_string(), "`HTTP_PROXY` is not a proxy's URL: `gopher://x`");
}
