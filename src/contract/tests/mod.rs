//! Exchanges held against small specifications.

use serde_json::{Value, json};

use super::*;
use crate::exchange::{Body, Exchange, Headers, Hop, Request, Response};

mod bodies;
mod matching;

/// A contract of one document.
fn contract(document: &Value, options: Options) -> Contract {
    let documents = [("api.json".to_owned(), document.to_string())];
    Contract::read(&documents, options, &mut |name| Err(format!("no {name}"))).unwrap()
}

/// A document of one operation, `GET /a`, which answers 200 with JSON of a schema.
fn answering(version: &str, schema: &Value, schemas: &Value) -> Value {
    json!({"openapi": version, "components": {"schemas": schemas}, "paths": {"/a": {"get": {
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}}}}}})
}

/// An exchange with an answer of JSON.
fn exchange(line: &str, code: u16, body: &str) -> Exchange {
    exchange_of(line, code, &[("Content-Type", "application/json")], body)
}

fn exchange_of(line: &str, code: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
    let (method, url) = line.split_once(' ').unwrap();
    let pairs = headers.iter();
    let headers: Headers = pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let request = Request {
        method: method.to_owned(),
        url: url.to_owned(),
        ..Request::default()
    };
    let hop = Hop {
        request,
        code,
        headers: headers.clone(),
        ..Hop::default()
    };
    Exchange {
        response: Response {
            code,
            headers,
            body: body.as_bytes().to_vec().into(),
            ..Response::default()
        },
        hops: vec![hop],
        ..Exchange::default()
    }
}

/// The exchange with a body of its request.
fn sending(mut exchange: Exchange, headers: &[(&str, &str)], body: &str) -> Exchange {
    let request = &mut exchange.hops[0].request;
    for (name, value) in headers {
        request.headers.push(*name, *value);
    }
    request.body = Body::Bytes(body.as_bytes().to_vec().into());
    exchange
}

/// What is violated, as it is told.
fn violations(contract: &Contract, exchange: &Exchange) -> Vec<String> {
    let looked = contract.look(exchange);
    let checks = looked.into_iter().flat_map(|looked| looked.checks);
    checks.flat_map(|check| check.violations).collect()
}
