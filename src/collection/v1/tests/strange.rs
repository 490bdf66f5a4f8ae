//! What is read where something else is expected.

use super::*;

#[test]
fn lists_that_are_none_have_nothing_and_their_neighbours_run() {
    let request = json!({"id": "r", "name": "r", "url": "http://h"});
    for (json, count) in [
        (json!({"name": "C", "order": "a", "requests": [request]}), 0),
        (json!({"name": "C", "order": {}, "requests": [request]}), 0),
        (
            json!({"name": "C", "order": ["r"], "requests": {"x": request}}),
            1,
        ),
        (
            json!({"name": "C", "order": ["r", 5], "requests": [5, null, "x", request]}),
            1,
        ),
        (
            json!({"name": "C", "order": ["r"], "requests": [request], "folders": "x"}),
            1,
        ),
        (
            json!({"name": "C", "order": ["r"], "requests": [request], "folders": [5], "events": [null]}),
            1,
        ),
        (
            json!({"name": "C", "order": ["r"], "requests": [request], "auth": [], "variables": 5}),
            1,
        ),
    ] {
        assert_eq!(read(&json).unwrap().items.len(), count, "{json}");
    }
}

#[test]
fn what_stands_for_nothing_in_a_request_is_nothing() {
    for nothing in [
        json!([]),
        json!({}),
        json!(""),
        json!(false),
        json!(5),
        json!(null),
    ] {
        let mut members = json!({"url": "http://h"});
        for name in [
            "auth",
            "currentHelper",
            "helperAttributes",
            "tests",
            "preRequestScript",
            "events",
            "headerData",
            "queryParams",
            "pathVariableData",
            "pathVariables",
            "rawModeData",
            "graphqlModeData",
            "responses",
        ] {
            members[name] = nothing.clone();
        }
        let request = request(&members);
        assert_eq!(request.problem, None);
        assert_eq!(request.url.to_string(), "http://h", "{nothing}");
        assert_eq!(request.headers, [], "{nothing}");
    }
}

#[test]
fn a_request_whose_url_is_none_fails_alone() {
    let requests = json!([{"id": "r", "url": 5}, {"id": "s", "url": "http://h"}]);
    let collection = read(&collection(&["r", "s"], &requests, &json!([]))).unwrap();
    let problems: Vec<_> = collection
        .items
        .iter()
        .map(|item| {
            item.request()
                .unwrap()
                .problem
                .as_ref()
                .map(ToString::to_string)
        })
        .collect();
    let told = "`/requests/0/url` is a number, expected a string or an object";
    assert_eq!(problems, [Some(told.to_owned()), None]);
}

#[test]
fn a_helper_that_says_nothing_inherits() {
    for members in [
        json!({"currentHelper": 5, "helperAttributes": {"token": "t"}}),
        json!({"currentHelper": "bearerAuth", "helperAttributes": ""}),
        json!({"currentHelper": [], "helperAttributes": {"token": "t"}}),
    ] {
        assert_eq!(request(&members).auth, None, "{members}");
    }
    let members = json!({"currentHelper": "bearerAuth", "helperAttributes": {"token": "t"}});
    assert_eq!(request(&members).auth.unwrap().text("token"), "t");
}
