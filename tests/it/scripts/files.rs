//! Scripts, tested in JavaScript by our own engine: `tests/js/*.js`.
//!
//! A file is one script. It runs as a test script, or as a pre-request script where its name says
//! so. Lines that begin with `//>` are the events that it must raise, in order; without such lines,
//! all its assertions must pass and nothing else may go wrong.

use std::fs;
use std::path::{Path, PathBuf};

use postrider::script::Target;

use super::run;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js")
}

/// What a file says must happen; `None` if it says nothing.
fn expected(source: &str) -> Option<Vec<&str>> {
    let lines: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("//>"))
        .map(str::trim)
        .collect();
    (!lines.is_empty()).then_some(lines)
}

/// The lines of all events, without what stands at their beginning and end.
fn raised(events: &[String]) -> Vec<&str> {
    events
        .iter()
        .flat_map(|event| event.lines())
        .map(str::trim)
        .collect()
}

fn script_does_what_it_says(name: &str) {
    let source = fs::read_to_string(folder().join(format!("{name}.js"))).expect("a readable file");
    let target = if name.contains("prerequest") {
        Target::Prerequest
    } else {
        Target::Test
    };
    let (events, _) = run(target, &source);
    if let Some(expected) = expected(&source) {
        let (events, expected) = (raised(&events).join("\n"), expected.join("\n"));
        assert_eq!(events, expected);
        return;
    }
    let is_assertion =
        |event: &&String| event.starts_with("test") || event.starts_with("async test");
    let (assertions, others): (Vec<_>, Vec<_>) = events.iter().partition(is_assertion);
    let failed: Vec<_> = assertions
        .iter()
        .filter(|event| !event.ends_with(" passed"))
        .collect();
    assert!(
        failed.is_empty() && others.is_empty(),
        "{failed:#?} {others:#?}"
    );
    assert!(!assertions.is_empty(), "it asserts nothing");
}

/// A test for each script of the folder.
macro_rules! scripts {
    ($($file:literal => $name:ident,)*) => {
        $(#[test]
        fn $name() {
            script_does_what_it_says($file);
        })*

        const FILES: &[&str] = &[$($file),*];
    };
}

scripts! {
    "absent" => absent,
    "array-find" => array_find,
    "brought" => brought,
    "brought-hashes" => brought_hashes,
    "buffer" => buffer,
    "chai" => chai,
    "console" => console,
    "crypto" => crypto,
    "crypto-js" => crypto_js,
    "date" => date,
    "dom-exception" => dom_exception,
    "errors" => errors,
    "errors-stack" => errors_stack,
    "globals" => globals,
    "intl" => intl,
    "legacy" => legacy,
    "legacy-json" => legacy_json,
    "legacy-variables" => legacy_variables,
    "lodash" => lodash,
    "messages" => messages,
    "messages-built-ins" => messages_built_ins,
    "messages-evaluated" => messages_evaluated,
    "messages-operators" => messages_operators,
    "messages-syntax" => messages_syntax,
    "microtasks" => microtasks,
    "pm-cookies" => pm_cookies,
    "pm-info" => pm_info,
    "pm-members" => pm_members,
    "pm-request" => pm_request,
    "pm-require" => pm_require,
    "pm-require-realm" => pm_require_realm,
    "pm-response" => pm_response,
    "pm-response-to" => pm_response_to,
    "pm-test" => pm_test,
    "pm-test-never" => pm_test_never,
    "pm-variables" => pm_variables,
    "pm-vault" => pm_vault,
    "prerequest" => prerequest,
    "regexp" => regexp,
    "require" => require,
    "return-value" => return_value,
    "sandbox2" => sandbox2,
    "sdk-lists" => sdk_lists,
    "sdk-package" => sdk_package,
    "sdk-request" => sdk_request,
    "sdk-response" => sdk_response,
    "sdk-url" => sdk_url,
    "sdk-variables" => sdk_variables,
    "send-request" => send_request,
    "streams" => streams,
    "timers" => timers,
    "unparsed" => unparsed,
    "visualizer" => visualizer,
    "web" => web,
}

#[test]
fn each_script_of_the_folder_has_its_test() {
    let files = fs::read_dir(folder())
        .expect("tests/js")
        .map(|entry| entry.expect("a file").path());
    let scripts = files.filter(|file| file.extension().is_some_and(|extension| extension == "js"));
    let mut names: Vec<String> = scripts
        .map(|file| {
            file.file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, FILES);
}
