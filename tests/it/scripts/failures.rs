//! What ends a script: an error, or a limit. The scripts after it run all the same.

use std::time::Duration;

use postrider::script::{Limits, Target};

use super::{limits, run, run_all};

#[test]
fn an_error_ends_the_script_and_nothing_else() {
    let results = run_all(
        limits(),
        &[
            (Target::Test, "\nlet x;\nx.y.z"),
            (Target::Test, "pm.test('on', () => {})"),
        ],
    );
    let failure = results[0].1.error.clone().expect("an error");
    assert_eq!(
        failure.message,
        "Cannot read properties of undefined (reading 'y')"
    );
    assert_eq!(
        (failure.line, failure.name.as_str()),
        (Some(3), "TypeError")
    );
    assert_eq!(results[1].0, ["test 0 on passed"]);
}

/// A run that is shared out tells of a failure what a run in one piece tells.
#[test]
fn a_stack_does_not_depend_on_what_ran_before() {
    let throws = "\nlet x;\nx.y.z";
    let last_of = |scripts: &[(Target, &str)]| {
        let ran = run_all(limits(), scripts);
        let (_, outcome) = ran.last().expect("a script");
        outcome.error.clone().expect("an error").stack
    };
    let alone = last_of(&[(Target::Test, throws)]);
    let after = last_of(&[
        (Target::Test, "pm.test('on', () => {})"),
        (Target::Test, throws),
    ]);
    assert!(alone.contains("at script.js:3:"), "{alone}");
    assert_eq!(alone, after);
}

#[test]
fn each_script_that_does_not_parse_says_what_is_wrong_with_it() {
    let results = run_all(
        limits(),
        &[(Target::Test, "let a = 1 2"), (Target::Test, "let a = 1 b")],
    );
    let messages = results
        .iter()
        .map(|(_, outcome)| outcome.error.clone().expect("an error").message);
    assert_eq!(
        messages.collect::<Vec<_>>(),
        ["Unexpected number", "Unexpected identifier 'b'"]
    );
}

#[test]
fn what_goes_beyond_a_limit_ends_with_a_clear_error_and_the_run_goes_on() {
    let limits = Limits {
        memory: 32 << 20,
        console_lines: 10,
        output: 1 << 20,
        ..Limits::default()
    };
    let piled = "the script told or asked more than 1 MB without giving way";
    for (script, message) in [
        ("while (true);", "sandbox: synchronous script execution timeout"),
        ("const end = Date.now() + 200; while (Date.now() < end);", "sandbox: synchronous script execution timeout"),
        ("setTimeout(() => { while (true); }, 1)", "sandbox not responding"),
        (
            "const key = await crypto.subtle.importKey('raw', new Uint8Array(1), 'PBKDF2', false, ['deriveBits']);
             const salt = new Uint8Array(1), iterations = 2 ** 32 - 1;
             await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt, iterations }, key, 8)",
            "sandbox not responding",
        ),
        (
            "const publicExponent = new Uint8Array([3]), rsa = { name: 'RSA-PSS', hash: 'SHA-1', publicExponent };
             await crypto.subtle.generateKey({ ...rsa, modulusLength: 8192 }, true, ['sign'])",
            "sandbox: synchronous script execution timeout",
        ),
        (
            "const again = () => { Promise.resolve().then(again) }; again(); await 1; await new Promise(() => {})",
            "sandbox not responding",
        ),
        ("await new Promise(() => {})", "sandbox: synchronous script execution timeout"),
        ("setInterval(() => {}, 10)", "sandbox: asynchronous script execution timeout"),
        (
            "const all = []; for (;;) all.push(new Array(10000).fill(1))",
            "the script used more than 32 MB of memory (see `--script-memory`)",
        ),
        ("(function deeper() { deeper() })()", "Maximum call stack size exceeded"),
        ("for (;;) console.log('x')", "the script wrote more than 10 console lines"),
        ("for (;;) new Promise(() => { for (;;); })", "sandbox: synchronous script execution timeout"),
        ("for (;;) try { new Promise(() => { for (;;); }) } catch {}", "sandbox: synchronous script execution timeout"),
        ("class P extends Promise {} for (;;) new P(() => { for (;;); })", "sandbox: synchronous script execution timeout"),
        (
            "for (;;) Promise.reject(new Error('x'.repeat(1e5)))",
            "the script used more than 32 MB of memory (see `--script-memory`)",
        ),
        ("for (;;) pm.test('x'.repeat(1e5), () => {})", piled),
        ("for (;;) pm.sendRequest({ url: 'http://h', method: 'POST', body: 'x'.repeat(1e5) })", piled),
        ("for (;;) pm.cookies.jar().set('http://h', 'a', 'x'.repeat(1e5))", piled),
        (
            "for (let i = 0; ; i += 1) pm.variables.set('k' + i, 'x'.repeat(1e6))",
            "the script used more than 32 MB of memory (see `--script-memory`)",
        ),
        (
            "try { for (;;) console.log('x') } catch { for (;;); }",
            "the script wrote more than 10 console lines",
        ),
    ] {
        // A slow machine must not run out of time where another limit is meant.
        let of_time = ["not responding", "timeout"].iter().any(|end| message.ends_with(end));
        let time = Some(if of_time { Duration::from_millis(100) } else { Duration::from_mins(1) });
        let limits = Limits { time, ..limits.clone() };
        let results = run_all(limits, &[(Target::Test, script), (Target::Test, "pm.test('after', () => {})")]);
        let error = results[0].1.error.clone().unwrap_or_default();
        assert_eq!(error.message, message, "{script}");
        assert_eq!(results[1].0, ["test 0 after passed"], "{script}");
    }
}

#[test]
fn a_test_that_waits_when_time_is_up_has_failed() {
    let script = "pm.test('waits', (done) => { setInterval(() => {}, 10) })";
    let (events, outcome) = run(Target::Test, script);
    assert_eq!(
        events[0],
        "async test 0 waits failed: Error: the test never ended: its function takes a callback and \
         did not call it (line 1)"
    );
    assert_eq!(
        outcome.error.expect("an error").message,
        "sandbox: asynchronous script execution timeout"
    );
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let limits = Limits {
        time: Some(Duration::from_millis(100)),
        ..Limits::default()
    };
    let script = "const a = Array(9999).fill(0);
        pm.visualizer.set('{{#each a}}{{#each ../a}}{{#each ../../a}}{{/each}}{{/each}}{{/each}}', { a })";
    let results = run_all(
        limits,
        &[
            (Target::Test, script),
            (Target::Test, "pm.test('after', () => {})"),
        ],
    );
    assert_eq!(
        results[0].1.error.as_ref().expect("an error").message,
        "sandbox not responding"
    );
    assert_eq!(results[1].0, ["test 0 after passed"]);
}
