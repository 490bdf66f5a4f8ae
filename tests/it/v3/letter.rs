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
