//! What the readers of schema v1 promise.

mod strange;

use serde_json::{Value, json};

use crate::collection::{
    Auth, Collection, FormValue, Header, Item, Listen, Mode, Problem, Request, parse, read::is_v1,
};

fn read(json: &Value) -> Result<Collection, Problem> {
    let mut count = 0;
    parse(json, &mut || {
        count += 1;
        format!("new-{count}")
    })
}

/// A collection of requests and folders, and the order at its root.
fn collection(order: &[&str], requests: &Value, folders: &Value) -> Value {
    json!({"id": "c", "name": "C", "order": order, "requests": requests, "folders": folders})
}

/// The request that is read from these members.
fn request(members: &Value) -> Request {
    let mut json = json!({"id": "r", "url": "http://h/a"});
    for (name, value) in members.as_object().unwrap() {
        json[name] = value.clone();
    }
    read(&collection(&["r"], &json!([json]), &json!([])))
        .unwrap()
        .items[0]
        .request()
        .unwrap()
        .clone()
}

/// The tree of names: a folder is `name(…)`.
fn outline(items: &[std::sync::Arc<Item>]) -> String {
    let name = |item: &Item| match item.request() {
        Some(_) => item.name.clone(),
        None => format!("{}({})", item.name, outline(item.items())),
    };
    items
        .iter()
        .map(|item| name(item))
        .collect::<Vec<_>>()
        .join(" ")
}

fn headers(members: &Value) -> Vec<(String, String, bool)> {
    let own = |header: Header| (header.key, header.value, header.disabled);
    request(members).headers.into_iter().map(own).collect()
}

fn header(key: &str, value: &str, disabled: bool) -> (String, String, bool) {
    (key.to_owned(), value.to_owned(), disabled)
}

fn auth(members: &Value) -> Option<Auth> {
    request(members).auth.map(|auth| *auth)
}

fn named(ids: &[&str]) -> Value {
    ids.iter()
        .map(|id| json!({"id": id, "name": id, "url": "http://h"}))
        .collect()
}

#[test]
fn folders_come_before_requests_each_list_in_its_own_order() {
    let folders = json!([
        {"id": "f1", "name": "F1", "order": ["b"], "folders_order": ["f3"]},
        {"id": "f2", "name": "F2", "order": ["c"]},
        {"id": "f3", "name": "F3", "order": ["d", "b"]},
        null
    ]);
    let mut json = collection(&["a"], &named(&["a", "b", "c", "d"]), &folders);
    assert_eq!(
        outline(&read(&json).unwrap().items),
        "F1(F3(d b) b) F2(c) a"
    );
    json["folders_order"] = json!(["f2", "f1", "f3"]);
    assert_eq!(
        outline(&read(&json).unwrap().items),
        "F2(c) F1(F3(d b) b) a"
    );
    json["folders_order"] = json!([]);
    assert_eq!(outline(&read(&json).unwrap().items), "a");
}

#[test]
fn what_no_list_names_does_not_run_and_a_name_of_nothing_is_passed_over() {
    let folders =
        json!([{"id": "f", "name": "F", "order": ["gone", "b", null], "folders_order": ["gone"]}]);
    let json = collection(&["gone", "a", "a"], &named(&["a", "b", "orphan"]), &folders);
    assert_eq!(outline(&read(&json).unwrap().items), "F(b) a");
}

#[test]
fn ids_may_be_numbers_and_the_later_of_two_counts() {
    let requests = json!([{"id": 1, "name": "old"}, {"id": 1, "name": "new"}]);
    let folders = json!([{"id": 2, "name": "F", "order": [1]}]);
    assert_eq!(
        outline(&read(&collection(&[], &requests, &folders)).unwrap().items),
        "F(new)"
    );
}

#[test]
fn what_is_listed_twice_is_two_items_with_ids_of_their_own() {
    let folders = json!([{"id": "f", "name": "F", "order": ["a"]}]);
    let collection = read(&collection(&["a"], &named(&["a"]), &folders)).unwrap();
    let [folder, request] = &collection.items[..] else {
        panic!("two items")
    };
    assert_eq!(
        (folder.items()[0].id.as_str(), request.id.as_str()),
        ("a", "new-1")
    );
    assert_eq!(request.pointer, "/requests/0");
}

#[test]
fn a_folder_within_itself_is_told() {
    let folders = json!([
        {"id": "a", "folders_order": ["b"]}, {"id": "b", "folders_order": ["c"]}, {"id": "c", "folders_order": ["b"]}
    ]);
    let problem = read(&collection(&["r"], &json!([]), &folders)).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "`/folders/2/folders_order/0` puts a folder into itself"
    );
    let chain = |at: usize| json!({"id": at, "folders_order": [at + 1]});
    let problem = read(&collection(
        &[],
        &json!([]),
        &(0..1000).map(chain).collect(),
    ))
    .unwrap_err();
    assert_eq!(
        problem.to_string(),
        "`/folders/127/folders_order/0` puts folders too deep into each other"
    );
}

#[test]
fn a_collection_without_an_order_is_named() {
    let json = json!({"name": "C", "requests": []});
    assert_eq!(
        read(&json).unwrap_err().to_string(),
        "the document is a collection of schema v1 without an `order`, expected a Postman collection"
    );
}

#[test]
fn a_collection_without_a_name_is_one_too() {
    let json = json!({"order": ["a"], "requests": named(&["a"])});
    assert!(is_v1(&json) && is_v1(&json!({"collection": json})));
    assert_eq!(outline(&read(&json).unwrap().items), "a");
    assert!(!is_v1(
        &json!({"info": {}, "item": [], "order": ["a"], "requests": []})
    ));
}

#[test]
fn every_level_has_its_scripts_settings_and_authentication() {
    let bearer = json!({"type": "bearer", "bearer": [{"key": "token", "value": "t"}]});
    let collection = read(&json!({
        "name": "C", "order": ["r"], "description": "about",
        "auth": bearer, "preRequestScript": "a\nb", "tests": null,
        "variables": [
            {"id": "x", "key": "k", "value": 1, "type": "text", "description": ""}, {"id": "only", "disabled": true}, {"value": "lost"}
        ],
        "folders": [{"id": "f", "auth": {"type": "noauth"}, "tests": "t", "protocolProfileBehavior": {"strictSSL": false}}],
        "requests": [{"id": "r", "description": "of r", "auth": null, "events": [
            {"script": {"exec": "x\ny"}}, {"listen": "prerequest", "script": {"exec": ["p"]}}, {"listen": "other"}
        ]}]
    }))
    .unwrap();
    assert_eq!(
        (
            collection.description,
            collection.auth.unwrap().text("token")
        ),
        (Some(json!("about")), "t".into())
    );
    assert_eq!(
        (
            collection.events[0].listen,
            collection.events[0].script.lines().count()
        ),
        (Listen::Prerequest, 2)
    );
    let [first, second] = &collection.variables[..] else {
        panic!("two variables")
    };
    assert_eq!(
        (first.key.as_str(), first.kind.as_deref(), first.extra.len()),
        ("k", Some("string"), 0)
    );
    assert_eq!((second.key.as_str(), second.disabled), ("only", true));
    let [folder, item] = &collection.items[..] else {
        panic!("two items")
    };
    assert_eq!(folder.auth.as_deref(), Some(&Auth::none()));
    assert_eq!(
        (
            folder.behavior.as_ref().unwrap()["strictSSL"].clone(),
            folder.events.len()
        ),
        (json!(false), 1)
    );
    let kinds: Vec<_> = item
        .events
        .iter()
        .map(|event| (event.listen, event.script.source.to_string()))
        .collect();
    assert_eq!(
        kinds,
        [
            (Listen::Test, "x\ny".into()),
            (Listen::Prerequest, "p".into())
        ]
    );
    assert_eq!(
        item.request().unwrap().note.description,
        Some(json!("of r"))
    );
}

#[test]
fn a_collection_without_authentication_says_nothing() {
    let json = json!({"name": "C", "order": [], "requests": [], "auth": {"type": "noauth"}});
    assert_eq!(read(&json).unwrap().auth, None);
}

#[test]
fn scripts_in_the_old_members_hide_events() {
    let json = json!([{"id": "r", "tests": "t", "preRequestScript": "p", "events": [{"listen": "test", "script": "e"}]}]);
    let collection = read(&collection(&["r"], &json, &json!([]))).unwrap();
    let sources: Vec<_> = collection.items[0]
        .events
        .iter()
        .map(|event| event.script.source.to_string())
        .collect();
    assert_eq!(sources, ["t", "p"]);
}

#[test]
fn query_parameters_stand_for_those_of_the_url() {
    let url = |members: &Value| request(members).url.to_string();
    assert_eq!(
        url(&json!({"url": "http://h/?a=1", "queryParams": []})),
        "http://h/?a=1"
    );
    let params = json!([
        {"key": "off", "value": "x", "enabled": false},
        {"key": "a", "value": null, "equals": true},
        {"key": "b", "value": "", "equals": false},
        {"key": "c", "value": "", "equals": true},
        {"key": "d", "value": "2"}
    ]);
    assert_eq!(
        url(&json!({"url": "http://h/?a=1#f", "queryParams": params})),
        "http://h/?a=&b&c=&d=2#f"
    );
}

#[test]
fn path_variables_come_from_the_list_and_then_from_the_object() {
    let members = json!({
        "url": "http://h/:a/:b/:c",
        "pathVariables": {"a": "old", "b": "2"},
        "pathVariableData": [{"id": "x", "key": "a", "value": "1", "description": ""}]
    });
    let url = request(&members).url;
    assert_eq!(url.to_string(), "http://h/1/2/:c");
    assert!(
        url.variables
            .iter()
            .all(|variable| variable.extra.is_empty())
    );
}

#[test]
fn header_data_counts_before_the_text_of_headers() {
    let members = json!({
        "headers": "A: text\nB: 2\n// C: 3\n//D:4\nno header\n E: 5\n",
        "headerData": [{"key": "A", "value": "data"}, {"key": "// X", "value": "x"}, {"key": "Y", "value": "y", "enabled": false}]
    });
    let expected = [
        header("A", "data", false),
        header("X", "x", true),
        header("Y", "y", true),
        header("B", "2", false),
        header("C", "3", true),
        header("D", "4", true),
    ];
    assert_eq!(headers(&members), expected);
    let list = json!({"headers": [{"key": "L", "value": "l"}], "headerData": [{"key": "A", "value": "data"}]});
    assert_eq!(headers(&list), [header("L", "l", false)]);
}

#[test]
fn header_lines_are_split_at_their_first_colon() {
    let members = json!({"headers": "Referer:http://h/\r\n folded\r\nB: c: d\r\n"});
    assert_eq!(
        headers(&members),
        [
            header("Referer", "http://h/ folded", false),
            header("B", "c: d", false)
        ]
    );
}

#[test]
fn every_mode_of_body_is_read() {
    let mode = |members: Value| request(&members).body.map(|body| body.mode);
    let raw = |text: &str| Some(Mode::Raw(text.into()));
    assert_eq!(
        mode(json!({"dataMode": "raw", "rawModeData": "x", "data": "y"})),
        raw("x")
    );
    assert_eq!(
        mode(json!({"dataMode": "raw", "rawModeData": "", "data": "y"})),
        raw("y")
    );
    assert_eq!(
        mode(json!({"dataMode": "raw", "rawModeData": ["x"]})),
        raw("x")
    );
    assert_eq!(mode(json!({"dataMode": "raw", "data": []})), raw(""));
    let file = Mode::File {
        src: Some("a.bin".into()),
        content: None,
        says_none: false,
    };
    assert_eq!(
        mode(json!({"dataMode": "binary", "rawModeData": "a.bin"})),
        Some(file)
    );
    let graphql = Some(Mode::GraphQl {
        query: Some("{a}".into()),
        operation_name: None,
        variables: json!("{}").into(),
    });
    let operation = json!({"query": "{a}", "variables": "{}"});
    assert_eq!(
        mode(json!({"dataMode": "graphql", "graphqlModeData": operation})),
        graphql
    );
    assert_eq!(
        mode(json!({"dataMode": "graphql", "data": operation, "dataOptions": {"graphql": {}}})),
        graphql
    );
}

#[test]
fn a_body_without_a_mode_is_guessed_and_null_is_none() {
    let mode = |members: Value| request(&members).body.unwrap().mode.name();
    let fields = json!([{"key": "a", "value": "b"}]);
    for (members, expected) in [
        (json!({}), ""),
        (json!({"data": [], "rawModeData": ""}), ""),
        (json!({"dataMode": null, "rawModeData": "x"}), ""),
        (json!({"rawModeData": "x", "data": fields}), "raw"),
        (json!({"data": fields}), "formdata"),
        (json!({"graphqlModeData": {"query": "{a}"}}), "graphql"),
        (json!({"dataMode": "strange", "data": "x"}), "raw"),
        (json!({"dataMode": "params"}), "formdata"),
    ] {
        assert_eq!(mode(members.clone()), expected, "{members}");
    }
}

#[test]
fn fields_are_switched_off_and_files_are_named_in_the_old_way() {
    let data = json!([
        {"key": "t", "value": "v", "enabled": false}, {"key": "f", "value": "a.txt", "type": "file"},
        {"value": "no key"}, {"key": null}, null
    ]);
    let body = request(&json!({"dataMode": "params", "data": data})).body;
    let Some(Mode::FormData(fields)) = body.map(|body| body.mode) else {
        panic!("a form")
    };
    let seen: Vec<_> = fields
        .into_iter()
        .map(|field| (field.key, field.value, field.disabled))
        .collect();
    let text = ("t".to_owned(), FormValue::Text("v".into()), true);
    let file = (
        "f".to_owned(),
        FormValue::Files(vec!["a.txt".into()]),
        false,
    );
    assert_eq!(seen, [text, file]);
    let urlencoded = request(&json!({"dataMode": "urlencoded", "data": data}))
        .body
        .unwrap();
    assert_eq!(urlencoded.mode.name(), "urlencoded");
}

#[test]
fn a_body_keeps_its_language_and_whether_it_is_off() {
    let members = json!({"rawModeData": "{}", "dataOptions": {"raw": {"language": "json"}}, "dataDisabled": true});
    let body = request(&members).body.unwrap();
    assert_eq!((body.language(), body.disabled), (Some("json"), true));
}

#[test]
fn helpers_are_read_by_the_names_of_today() {
    let helper = |helper: &str, attributes: Value| {
        let auth = auth(&json!({"currentHelper": helper, "helperAttributes": attributes})).unwrap();
        let params: Vec<_> = auth
            .params
            .iter()
            .filter_map(|param| Some(format!("{}={}", param.key, param.value.as_ref()?)))
            .collect();
        format!("{}: {}", auth.kind, params.join(" "))
    };
    for (name, attributes, expected) in [
        (
            "basicAuth",
            json!({"id": "basic", "username": "u"}),
            r#"basic: username="u" showPassword=false"#,
        ),
        (
            "basicAuth",
            json!("{\"password\": \"p\"}"),
            r#"basic: password="p" showPassword=false"#,
        ),
        ("bearerAuth", json!({"token": "t"}), r#"bearer: token="t""#),
        (
            "apikeyAuth",
            json!({"in": "query", "key": "k"}),
            r#"apikey: key="k" in="query""#,
        ),
        (
            "digestAuth",
            json!({"qop": "auth", "realm": "r"}),
            r#"digest: realm="r" qop="auth""#,
        ),
        (
            "hawkAuth",
            json!({"hawk_id": "i", "ext": "e"}),
            r#"hawk: authId="i" extraData="e""#,
        ),
        ("ntlmAuth", json!({"domain": "d"}), r#"ntlm: domain="d""#),
        (
            "oAuth1",
            json!({"header": true, "auto": false}),
            "oauth1: addParamsToHeader=true autoAddParam=false",
        ),
        (
            "oAuth2",
            json!({"accessToken": "a", "other": 1}),
            r#"oauth2: accessToken="a""#,
        ),
        (
            "awsSigV4",
            json!({"accessKey": "a", "other": 1}),
            r#"awsv4: accessKey="a" other=1"#,
        ),
        ("basic", json!({"username": "u"}), "basic: "),
    ] {
        assert_eq!(helper(name, attributes), expected);
    }
}

#[test]
fn a_helper_hides_auth_even_as_null() {
    let bearer = json!({"type": "bearer", "bearer": [{"key": "token", "value": "t"}]});
    assert_eq!(auth(&json!({"auth": bearer, "currentHelper": null})), None);
    assert_eq!(
        auth(&json!({"auth": bearer, "currentHelper": "normal"})),
        None
    );
    assert_eq!(
        auth(&json!({"auth": bearer, "helperAttributes": null}))
            .unwrap()
            .text("token"),
        "t"
    );
    assert_eq!(
        auth(&json!({"currentHelper": "basicAuth", "helperAttributes": "{bad"})),
        None
    );
}

#[test]
fn saved_responses_are_kept_as_schema_2_1_has_them() {
    let answered = json!({"id": "q", "url": "http://h/q", "method": "PUT"});
    let requests = json!([{"id": "r", "url": "http://h/r", "responses_order": ["2", "gone", "1"], "responses": [
        {"id": "1", "responseCode": {"code": "404", "name": "Not Found"}, "request": answered.to_string(), "text": "t", "time": 5},
        {"id": "2", "name": "two", "request": "r", "language": "json", "cookies": [{"name": "n", "expirationDate": 1_500_000_000.5}]}
    ]}]);
    let collection = read(&collection(&["r"], &requests, &json!([]))).unwrap();
    let json = collection.items[0].to_json();
    let [two, one] = &json["response"].as_array().unwrap()[..] else {
        panic!("two responses")
    };
    assert_eq!(
        (&two["name"], &two["_"]["postman_previewlanguage"]),
        (&json!("two"), &json!("json"))
    );
    assert_eq!(two["originalRequest"]["url"]["path"], json!(["r"]));
    let expires = "2017-07-14T02:40:00.000Z";
    assert_eq!(two["cookie"], json!([{"name": "n", "expires": expires}]));
    assert_eq!(
        (&one["code"], &one["status"], &one["name"]),
        (&json!(404), &json!("Not Found"), &json!("response"))
    );
    assert_eq!(
        (
            &one["originalRequest"]["method"],
            &one["body"],
            &one["responseTime"]
        ),
        (&json!("PUT"), &json!("t"), &json!(5))
    );
}

#[test]
fn a_saved_response_without_an_id_gets_one() {
    let requests = json!([{"id": "r", "url": "h", "responses": [{"name": "one"}, {"id": "2"}]}]);
    let collection = read(&collection(&["r"], &requests, &json!([]))).unwrap();
    let json = collection.items[0].to_json();
    let ids: Vec<&Value> = (0..2).map(|at| &json["response"][at]["id"]).collect();
    assert!(ids[0].is_string() && ids[1] == "2", "{ids:?}");
}
