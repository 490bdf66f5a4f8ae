//! Which operation an exchange belongs to, and what beside its body is checked.

use super::*;

fn of(answers: &Value) -> Value {
    json!({"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": answers}}}})
}

fn looked(contract: &Contract, line: &str) -> Option<String> {
    let looked = contract.look(&exchange(line, 200, "{}"));
    looked.into_iter().next()?.operation
}

#[test]
fn an_exchange_is_found_by_method_and_path() {
    let operation = json!({"responses": {"200": {"description": "x"}}});
    let document = json!({"openapi": "3.0.3",
        "servers": [{"url": "https://{host}/api/{version}"}, {"url": "/old/"}],
        "paths": {
            "/users/{id}": {"get": operation, "delete": operation},
            "/users/me": {"get": operation},
            "/reports/{id}.{format}": {"get": operation}}});
    let contract = contract(&document, Options::default());
    for (line, name) in [
        ("GET http://h:8/api/v1/users/me?x=1", Some("GET /users/me")),
        ("GET http://h/api/v1/users/m%65/", Some("GET /users/me")),
        ("GET http://h/old/users/1", Some("GET /users/{id}")),
        ("DELETE http://h/old/users/me", Some("DELETE /users/{id}")),
        (
            "GET http://h/old/reports/1.json",
            Some("GET /reports/{id}.{format}"),
        ),
        ("GET http://h/users/1", None),
        ("POST http://h/old/users/me", None),
        ("GET http://h/old/users/1/2", None),
    ] {
        assert_eq!(looked(&contract, line).as_deref(), name, "{line}");
    }
}

#[test]
fn a_base_of_the_users_is_another_place_of_the_same() {
    let document = json!({"swagger": "2.0", "host": "h.example", "basePath": "/v1/",
        "paths": {"/a": {"get": {"responses": {"200": {"description": "x"}}}}}});
    for (base, line) in [
        ("http://l:1/gate=/v1", "GET http://l:1/gate/a"),
        ("http://l:1=", "GET http://l:1/a"),
        ("http://l:1=", "GET http://l:1/v1/a"),
    ] {
        let options = Options {
            bases: vec![Base::parse(base).unwrap()],
            ..Options::default()
        };
        let contract = contract(&document, options);
        assert_eq!(looked(&contract, line).as_deref(), Some("GET /a"), "{line}");
    }
}

#[test]
fn of_two_specifications_the_servers_host_decides() {
    let document = |host: &str, status: &str| {
        json!({"openapi": "3.0.3", "servers": [{"url": format!("https://{host}")}],
            "paths": {"/a": {"get": {"responses": {status: {"description": "x"}}}}}})
    };
    let documents = [
        ("one.json", document("one", "200")),
        ("two.json", document("two", "201")),
    ];
    let documents = documents.map(|(name, document)| (name.to_owned(), document.to_string()));
    let contract = Contract::read(&documents, Options::default(), &mut |_| Err(String::new()));
    let contract = contract.unwrap();
    for (line, code) in [
        ("GET https://one/a", 200),
        ("GET https://two/a", 201),
        ("GET https://x/a", 200),
    ] {
        assert_eq!(
            violations(&contract, &exchange(line, code, "")),
            [""; 0],
            "{line}"
        );
    }
}

#[test]
fn a_status_is_documented_by_itself_by_its_class_or_by_default() {
    let answers = json!({"200": {"description": "x"}, "4XX": {"description": "x"}});
    let contract = contract(&of(&answers), Options::default());
    let told = |code| violations(&contract, &exchange("GET http://h/a", code, ""));
    assert_eq!(told(200), [""; 0]);
    assert_eq!(told(418), [""; 0]);
    assert_eq!(
        told(500),
        ["the status 500 is not documented, expected 200, 4XX (api.json:1)"]
    );
    let all = super::contract(
        &of(&json!({"default": {"description": "x"}})),
        Options::default(),
    );
    assert_eq!(
        violations(&all, &exchange("GET http://h/a", 500, "")),
        [""; 0]
    );
}

#[test]
fn content_types_and_headers_are_as_documented() {
    let answers = json!({"200": {
        "content": {"application/json": {}, "text/*": {}},
        "headers": {
            "X-Limit": {"required": true, "schema": {"type": "integer"}},
            "X-Kinds": {"schema": {"type": "array", "items": {"enum": ["a", "b"], "type": "string"}}}}}});
    let contract = contract(&of(&answers), Options::default());
    let told = |headers: &[(&str, &str)], body: &str| {
        violations(
            &contract,
            &exchange_of("GET http://h/a", 200, headers, body),
        )
    };
    let good = [
        ("content-type", "Application/Json; charset=utf-8"),
        ("x-limit", "3"),
        ("x-kinds", "a, b"),
    ];
    assert_eq!(told(&good, "{}"), [""; 0]);
    assert_eq!(
        told(&[("content-type", "text/html"), ("x-limit", "1")], "x"),
        [""; 0]
    );
    assert_eq!(
        told(
            &[
                ("content-type", "image/png"),
                ("x-limit", "many"),
                ("x-kinds", "a,c")
            ],
            "x"
        ),
        [
            "is `image/png`, expected `application/json` or `text/*` (api.json:1)",
            "the header `X-Limit` is the text `many`, expected a whole number (api.json:1)",
            "the header `X-Kinds` at `/1` is the text `c`, expected one of `a`, `b` (api.json:1)",
        ]
    );
    let bare = told(&[], "");
    assert_eq!(
        bare,
        [
            "there is no body, expected `application/json` or `text/*` (api.json:1)",
            "the header `X-Limit` is missing, expected it to be there (api.json:1)",
        ]
    );
}

#[test]
fn parameters_are_checked_where_the_request_is() {
    let document = json!({"openapi": "3.0.3", "paths": {"/a/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
        "get": {"parameters": [
            {"name": "limit", "in": "query", "required": true, "schema": {"type": "integer", "maximum": 9}},
            {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
            {"name": "f", "in": "query", "style": "deepObject", "required": true, "schema": {"type": "object"}},
            {"name": "X-Kind", "in": "header", "schema": {"type": "string", "enum": ["a"]}},
            {"name": "s", "in": "cookie", "schema": {"type": "boolean"}}],
            "responses": {"200": {"description": "x"}}}}}});
    let options = Options {
        checks: Checks {
            request: true,
            response: false,
        },
        ..Options::default()
    };
    let contract = contract(&document, options);
    let told = |line: &str, headers: &[(&str, &str)]| {
        let exchange = sending(exchange(line, 200, ""), headers, "");
        violations(&contract, &exchange)
    };
    let line = "GET http://h/a/1?limit=3&ids=1&ids=2&f[x]=1";
    assert_eq!(
        told(line, &[("x-kind", "a"), ("cookie", "t=1; s=true")]),
        [""; 0]
    );
    let wrong = told(
        "GET http://h/a/x?limit=10&ids=1&ids=b",
        &[("x-kind", "b"), ("cookie", "s=1")],
    );
    assert_eq!(
        wrong,
        [
            "the query parameter `limit` is the number 10: it is greater than the maximum of 9 (api.json:1)",
            "the query parameter `ids` at `/1` is the text `b`, expected a whole number (api.json:1)",
            "the query parameter `f` is missing, expected it to be there (api.json:1)",
            "the header parameter `X-Kind` is the text `b`, expected one of `a` (api.json:1)",
            "the cookie parameter `s` is the text `1`, expected true or false (api.json:1)",
            "the path parameter `id` is the text `x`, expected a whole number (api.json:1)",
        ]
    );
}

#[test]
fn parameters_have_the_types_of_what_their_schemas_are_put_together_from() {
    let document = json!({"openapi": "3.0.3",
        "components": {"schemas": {"Word": {"enum": ["a", "b"]}, "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}]}}},
        "paths": {"/a": {"get": {"parameters": [
            {"name": "n", "in": "query", "schema": {"allOf": [{"$ref": "#/components/schemas/Word"}]}},
            {"name": "i", "in": "query", "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
            {"name": "m", "in": "query", "schema": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]}},
            {"name": "l", "in": "query", "schema": {"$ref": "#/components/schemas/Loop"}},
            {"name": "w", "in": "query", "schema": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Word"}]}}}],
            "responses": {"200": {"description": "x"}}}}}});
    let contract = contract(&document, requests());
    let told = |query: &str| {
        violations(
            &contract,
            &exchange(&format!("GET http://h/a?{query}"), 200, ""),
        )
    };
    assert_eq!(told("n=a&i=1&m=true&l=x&w=a&w=b"), [""; 0]);
    assert_eq!(
        told("n=c&i=x&m=x&w=a&w=c"),
        [
            "the query parameter `n` is the text `c`, expected one of `a`, `b` (api.json:1)",
            "the query parameter `i` is the text `x`, expected a whole number (api.json:1)",
            "the query parameter `w` at `/1` is the text `c`, expected one of `a`, `b` (api.json:1)",
        ]
    );
}

#[test]
fn of_a_form_what_is_written_in_parts_is_there_and_not_looked_into() {
    let schema = json!({"type": "object", "required": ["address", "n"], "additionalProperties": false, "properties": {
        "address": {"type": "object", "required": ["city"]}, "n": {"type": "integer"}}});
    let document = json!({"openapi": "3.0.3", "paths": {"/a": {"post": {
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}},
        "responses": {"200": {"description": "x"}}}}}});
    let contract = contract(&document, requests());
    let told = |body: &str| {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        violations(
            &contract,
            &sending(exchange("POST http://h/a", 200, ""), &form, body),
        )
    };
    assert_eq!(told("n=1&address[city]=x"), [""; 0]);
    assert_eq!(told("n=x").len(), 2);
}

#[test]
fn fields_of_swaggers_forms_are_parameters() {
    let document = json!({"swagger": "2.0", "paths": {"/a": {"post": {
        "consumes": ["application/x-www-form-urlencoded", "multipart/form-data"],
        "parameters": [{"name": "n", "in": "formData", "type": "integer", "required": true}],
        "responses": {"200": {"description": "x"}}}}}});
    let contract = contract(&document, requests());
    let told = |kind: &str, body: &str| {
        let exchange = exchange("POST http://h/a", 200, "");
        violations(
            &contract,
            &sending(exchange, &[("content-type", kind)], body),
        )
    };
    let form = "application/x-www-form-urlencoded";
    assert_eq!(told(form, "n=1"), [""; 0]);
    assert_eq!(told("multipart/form-data; boundary=b", "--b--"), [""; 0]);
    let found = "the form parameter `n` is the text `x`, expected a whole number (api.json:1)";
    assert_eq!(told(form, "n=x"), [found]);
    let missing = "the form parameter `n` is missing, expected it to be there (api.json:1)";
    assert_eq!(told(form, ""), [missing]);
}

/// Requests alone are checked.
fn requests() -> Options {
    Options {
        checks: Checks {
            request: true,
            response: false,
        },
        ..Options::default()
    }
}

#[test]
fn swagger_says_the_same_in_its_own_words() {
    let document = json!({"swagger": "2.0", "produces": ["application/json"],
        "definitions": {"A": {"type": "object", "required": ["n"],
            "properties": {"n": {"type": "integer", "x-nullable": true}}}},
        "paths": {"/a": {"post": {
            "consumes": ["application/json"],
            "parameters": [
                {"name": "q", "in": "query", "type": "integer", "required": true},
                {"name": "b", "in": "body", "required": true, "schema": {"$ref": "#/definitions/A"}}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/A"}}, "204": {"description": "x"}}}}}});
    let options = Options {
        checks: Checks {
            request: true,
            response: true,
        },
        ..Options::default()
    };
    let contract = contract(&document, options);
    let json = [("content-type", "application/json")];
    let good = exchange("POST http://h/a?q=1", 200, r#"{"n": null}"#);
    assert_eq!(
        violations(&contract, &sending(good, &json, r#"{"n": 1}"#)),
        [""; 0]
    );
    let wrong = exchange("POST http://h/a?q=x", 200, "{}");
    assert_eq!(violations(&contract, &sending(wrong, &json, "[]")).len(), 3);
}

#[test]
fn what_is_left_alone_is_neither_checked_nor_counted() {
    let contract = |ignored: &str| {
        let options = Options {
            ignored: vec![Ignored::parse(ignored).unwrap()],
            ..Options::default()
        };
        super::contract(&of(&json!({"200": {"description": "x"}})), options)
    };
    let exchange = exchange("GET http://h/a", 500, "");
    for (ignored, checks) in [
        ("GET /a", 0),
        ("get /*", 0),
        ("*", 0),
        ("POST /a", 1),
        ("/b", 1),
    ] {
        let contract = contract(ignored);
        assert_eq!(contract.look(&exchange).len(), checks, "{ignored}");
        assert_eq!(contract.inventory().operations.len(), checks, "{ignored}");
    }
    assert!(Ignored::parse("GET health").is_none());
}

#[test]
fn each_hop_of_a_redirect_is_an_exchange() {
    let document = json!({"openapi": "3.0.3", "paths": {
        "/a": {"get": {"responses": {"302": {"headers": {"Location": {"required": true}}}}}},
        "/b": {"get": {"responses": {"200": {"content": {"application/json": {}}}}}}}});
    let contract = contract(&document, Options::default());
    let mut all = exchange("GET http://h/b", 200, "{}");
    let first = exchange_of("GET http://h/a", 302, &[("location", "/b")], "");
    all.hops.insert(0, first.hops[0].clone());
    let names: Vec<_> = contract
        .look(&all)
        .into_iter()
        .map(|looked| looked.operation)
        .collect();
    assert_eq!(
        names,
        [Some("GET /a".to_owned()), Some("GET /b".to_owned())]
    );
    assert_eq!(violations(&contract, &all), [""; 0]);
}

#[test]
fn what_is_no_specification_is_told() {
    for (text, message) in [
        ("{}", "api.json:1:1: expected `openapi` or `swagger` in it"),
        (
            "openapi: 4.0.0",
            "api.json:1:1: `openapi: 4.0.0` is not known, expected 2.0, 3.0, 3.1 or 3.2",
        ),
        ("{\"a\"", "api.json:1:5: expected `:`"),
    ] {
        let documents = [("api.json".to_owned(), text.to_owned())];
        let error = Contract::read(&documents, Options::default(), &mut |_| Err(String::new()));
        assert_eq!(error.unwrap_err().to_string(), message);
    }
}
