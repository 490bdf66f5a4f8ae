//! To the letter of Postman's runner, where no other test says it.

use super::{get, in_both_manners, run_with};

#[test]
fn a_number_among_credentials_is_no_authentication() {
    let request = get(
        "a",
        "auth: {type: basic, credentials: {username: u, password: 5}}\n",
    );
    let files = [("a.request.yaml", request.as_str())];
    let letter = run_with(&files, &["--v3-like-postman"]);
    assert_eq!(letter.received[0].header("authorization"), None);
    let documented = run_with(&files, &[]);
    assert_eq!(
        documented.received[0].header("authorization"),
        Some("Basic dTo1")
    );
}

#[test]
fn a_test_script_sees_the_body_as_it_is_written() {
    let request = get(
        "a",
        "method: POST\nbody: {type: json, content: '{} // said'}\nscripts: [{type: afterResponse, code: 'console.log(pm.request.body.raw)'}]\n",
    );
    let files = [("a.request.yaml", request.as_str())];
    let letter = run_with(&files, &["--v3-like-postman"]);
    assert!(letter.stdout.contains("{} // said"), "{}", letter.stdout);
    assert_eq!(letter.received[0].body, b"{} ");
}

#[test]
fn comments_go_from_a_text_that_is_json_by_its_content_type() {
    let body = "method: POST\nheaders: {Content-Type: application/json}\nbody: {type: text, content: \"{} // no\"}\n";
    let [documented, letter] = in_both_manners(&[("a.request.yaml", &get("a", body))]);
    assert_eq!(documented.received[0].body, b"{} ");
    assert_eq!(letter.received[0].body, b"{} // no");
    let plain = "method: POST\nbody: {type: text, content: \"{} // yes\"}\n";
    let [documented, _] = in_both_manners(&[("a.request.yaml", &get("a", plain))]);
    assert_eq!(documented.received[0].body, b"{} // yes");
}

#[test]
fn what_v3_does_not_say_is_as_in_schema_v2() {
    let null = "$kind: http-request\nurl: \"{{base}}/{{n}}\"\nscripts: [{type: beforeRequest, code: \"pm.environment.set('n', null)\"}]\n";
    let [documented, letter] = in_both_manners(&[("a.request.yaml", null)]);
    assert_eq!(documented.sent(), ["GET /null"]);
    assert_eq!(letter.sent(), ["GET /%7B%7Bn%7D%7D"]);
    for (more, header, of_letter) in [
        ("auth: {type: bearer}\n", "authorization", "Bearer"),
        (
            "method: POST\nbody: {type: json, content: ''}\n",
            "content-type",
            "application/json",
        ),
    ] {
        let request = get("a", more);
        let [documented, letter] = in_both_manners(&[("a.request.yaml", &request)]);
        assert_eq!(documented.received[0].header(header), None, "{more}");
        assert_eq!(letter.received[0].header(header), Some(of_letter), "{more}");
    }
}

#[test]
fn what_was_converted_runs_as_before() {
    let folder =
        "$kind: collection\nscripts: [{type: 'http:beforeRequest', code: throw new Error('no')}]\n";
    let request = get(
        "a",
        "scripts: [{type: beforeRequest, code: console.log('before')}, {type: afterResponse, code: console.log('after')}]\n",
    );
    let files = [
        ("F/.resources/definition.yaml", folder),
        ("F/a.request.yaml", &request),
        ("z.request.yaml", &get("z", "")),
    ];
    let [documented, letter] = in_both_manners(&files);
    assert_eq!((documented.code, documented.sent().len()), (1, 2));
    assert!(documented.stdout.contains("before'") && documented.stdout.contains("after'"));
    assert_eq!((letter.code, letter.sent()), (1, vec!["GET /z".to_owned()]));
    let told = "the request was not sent, since a script before it failed";
    assert!(letter.stdout.contains(told), "{}", letter.stdout);
    assert!(!letter.stdout.contains("after'") && !letter.stdout.contains("before'"));
    let unanswered = "$kind: http-request\nurl: \"http://127.0.0.1:1/\"\nscripts: [{type: afterResponse, code: console.log('after')}]\n";
    let [documented, letter] = in_both_manners(&[("a.request.yaml", unanswered)]);
    assert!(documented.stdout.contains("after'"));
    assert!(!letter.stdout.contains("after'"));
}
