//! What a script leaves: the request, the variables, where the run goes next, what it shows.

use postrider::script::{NextRequest, Target};
use serde_json::json;

use super::run;

#[test]
fn changes_to_the_request_come_back_and_an_untouched_request_does_not() {
    let (_, outcome) = run(
        Target::Prerequest,
        "pm.request.method = 'put';
         pm.request.url.query.add({ key: 'extra', value: '1' });
         pm.request.url.query.remove('page');
         pm.request.headers.upsert({ key: 'x-trace', value: 'changed' });
         pm.request.headers.add({ key: 'X-New', value: 'n' });
         pm.request.body.update({ mode: 'raw', raw: 'new' });
         pm.request.auth = { type: 'bearer', bearer: [{ key: 'token', value: 't' }] };",
    );
    let request = outcome.request.expect("a changed request");
    assert_eq!(request.method, "PUT");
    assert_eq!(
        request.url.to_string(),
        "https://example.com/users/:id/posts?sort={{order}}&extra=1#top"
    );
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|header| format!("{}={}", header.key, header.value))
        .collect();
    assert_eq!(headers, ["x-trace=changed", "X-Off=no", "X-New=n"]);
    assert_eq!(request.to_json()["body"]["raw"], "new");
    assert_eq!(request.to_json()["auth"]["bearer"][0]["value"], "t");

    let (_, outcome) = run(
        Target::Prerequest,
        "pm.request.url.toString(); pm.request.headers.get('X-Trace')",
    );
    assert_eq!(outcome.request, None);
}

#[test]
fn scopes_come_back_changed() {
    let (_, outcome) = run(
        Target::Test,
        "pm.environment.set('a', { b: 1 }); pm.globals.set('g', undefined); pm.variables.set('l', 5);
         pm.collectionVariables.unset('scope'); pm.iterationData.set('row', 'x');",
    );
    let scopes = outcome.scopes;
    assert_eq!(scopes.environment.get("a"), Some(&json!({"b": 1})));
    assert_eq!(
        (scopes.globals.has("g"), scopes.globals.get("g")),
        (true, None)
    );
    assert_eq!(scopes.local.get("l"), Some(&json!(5)));
    assert!(!scopes.collection.has("scope"));
}

#[test]
fn what_becomes_of_variables_without_set_is_kept_where_postman_keeps_it() {
    let (_, outcome) = run(
        Target::Test,
        "const kept = { a: 1 }; pm.environment.set('kept', kept); kept.a = 2;
         pm.globals.set('typed', '5', 'number');
         pm.variables.values.add({ key: 'listed', value: 'l' });
         pm.environment.values.add({ key: 'listed', value: 'forgotten' });
         pm.iterationData.set('row', 'forgotten');
         pm.globals.set('made', () => 5); pm.variables.set('made', () => 5);",
    );
    let scopes = outcome.scopes;
    assert_eq!(scopes.environment.get("kept"), Some(&json!({"a": 2})));
    assert_eq!(scopes.globals.get("typed"), Some(&json!("5")));
    assert_eq!(scopes.local.get("listed"), Some(&json!("l")));
    assert_eq!(
        (scopes.globals.get("made"), scopes.local.get("made")),
        (Some(&json!(null)), Some(&json!({})))
    );
    assert!(!scopes.environment.has("listed") && !scopes.data.has("row"));
}

#[test]
fn a_request_is_sent_with_what_a_script_left_of_it() {
    let changed = |script: &str| {
        run(Target::Prerequest, script)
            .1
            .request
            .expect("a changed request")
    };
    let request = changed("pm.request.body = undefined; pm.request.url.path = '/x/y'");
    assert_eq!(request.to_json()["body"]["raw"], "{\"name\":\"n\"}");
    assert_eq!(
        request.url.to_string(),
        "https://example.com/x/y?page=1&sort={{order}}#top"
    );
    let request = changed("pm.request.headers.repopulate([{ key: 'B', value: null }])");
    assert_eq!(request.headers[0].value, "null");
    let request = changed(
        "const sdk = require('postman-collection'); pm.request.body = new sdk.RequestBody('own');
         pm.request.headers = new sdk.HeaderList(null, 'C: 1'); pm.request.url = 'https://other/z'; delete pm.request.method",
    );
    assert_eq!(
        (
            request.to_json()["body"]["raw"].as_str(),
            request.method.as_str()
        ),
        (Some("own"), "GET")
    );
    assert_eq!(
        (request.headers[0].key.as_str(), request.url.to_string()),
        ("C", "https://other/z".into())
    );
}

#[test]
fn the_flow_is_told_in_the_outcome() {
    let (_, outcome) = run(
        Target::Test,
        "pm.execution.setNextRequest('a'); postman.setNextRequest('b');",
    );
    assert_eq!(outcome.next_request, Some(NextRequest::Named("b".into())));
    let (_, outcome) = run(
        Target::Test,
        "pm.execution.setNextRequest('a'); pm.execution.setNextRequest(null)",
    );
    assert_eq!(outcome.next_request, Some(NextRequest::Stop));
    let (_, outcome) = run(
        Target::Test,
        "postman.setNextRequest(null); postman.setNextRequest()",
    );
    assert_eq!(outcome.next_request, None);
    let (events, outcome) = run(
        Target::Prerequest,
        "pm.execution.skipRequest(); pm.test('late', () => {}); console.log(1)",
    );
    assert_eq!(
        (events.len(), outcome.skipped, outcome.error),
        (0, true, None)
    );
}

#[test]
fn the_visualizer_keeps_what_it_was_given_last() {
    let script =
        "pm.visualizer.set('<b>{{x}}</b>', { x: 1 }); pm.visualizer.set('<i>{{x}}</i>', { x: 2 });";
    let visualizer = run(Target::Test, script)
        .1
        .visualizer
        .expect("a visualizer");
    assert_eq!(
        (visualizer.template.as_str(), visualizer.data),
        ("<i>{{x}}</i>", json!({"x": 2}))
    );
    assert_eq!(visualizer.page.as_deref(), Ok("<i>2</i>"));
    let (_, outcome) = run(
        Target::Test,
        "pm.visualizer.set('t'); pm.visualizer.clear()",
    );
    assert_eq!(outcome.visualizer, None);
}

#[test]
fn a_template_is_filled_by_handlebars_itself_or_says_why_not() {
    let page = |script: &str| {
        run(Target::Test, script)
            .1
            .visualizer
            .expect("a visualizer")
            .page
    };
    let template = "{{#each list}}{{@index}}:{{this.n}}{{#unless @last}}, {{/unless}}{{else}}none{{/each}} {{{raw}}}{{raw}}";
    let data = r#"{ list: [{ n: 'a' }, { n: 'b' }], raw: "<&'`=" }"#;
    assert_eq!(
        page(&format!("pm.visualizer.set('{template}', {data})")).as_deref(),
        Ok("0:a, 1:b <&'`=&lt;&amp;&#x27;&#x60;&#x3D;")
    );
    let options = "pm.visualizer.set('{{raw}}', { raw: '<' }, { noEscape: true })";
    assert_eq!(page(options).as_deref(), Ok("<"));
    let error = page("pm.visualizer.set('{{#each list}}', {})").unwrap_err();
    assert!(
        error.message.starts_with("Parse error on line 1:"),
        "{error:?}"
    );
    let error = page("pm.visualizer.set('{{nothing 5}}', {})").unwrap_err();
    assert_eq!(error.message, "Missing helper: \"nothing\"");
}
