//! To the letter of Postman's runner, where no other test says it.

use super::{get, run_with};

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
fn a_variable_that_is_null_is_no_value() {
    let request = "$kind: http-request\nurl: \"{{base}}/{{n}}\"\nscripts: [{type: beforeRequest, code: \"pm.environment.set('n', null)\"}]\n";
    for arguments in [&[][..], &["--v3-like-postman"]] {
        let ran = run_with(&[("a.request.yaml", request)], arguments);
        assert_eq!(ran.sent(), ["GET /%7B%7Bn%7D%7D"]);
    }
}

#[test]
fn a_token_that_is_empty_is_sent() {
    let request = get("a", "auth: {type: bearer}\n");
    let ran = run_with(&[("a.request.yaml", &request)], &[]);
    assert_eq!(ran.received[0].header("authorization"), Some("Bearer"));
}
