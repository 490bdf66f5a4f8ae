//! The names that a script finds, and what becomes of those it makes.

use postrider::script::{Context, Deprecations, Engine, Limits, Target, block_on};
use postrider::variables::{ScopeKind, Scopes};
use postrider::world::World;
use serde_json::json;

use super::{Recorder, context, limits, run, run_all, setup};

#[test]
fn scripts_of_a_run_share_globals_but_not_their_variables() {
    let results = run_all(
        limits(),
        &[
            (
                Target::Prerequest,
                "shared = 5; var own = 1; Object.prototype.extended = () => 'yes'; data = 3;",
            ),
            (
                Target::Test,
                "console.log(shared, typeof own, ({}).extended(), typeof data); delete Object.prototype.extended",
            ),
        ],
    );
    assert_eq!(results[1].0, ["log 5, 'undefined', 'yes', 'object'"]);
}

#[test]
fn what_takes_the_place_of_a_built_in_name_ends_with_the_script() {
    let results = run_all(
        limits(),
        &[
            (
                Target::Test,
                "Math = 5; console.log(Math); _ = 6; pm = 7; require = 8; parseInt = Blob = 9",
            ),
            (
                Target::Test,
                "console.log(typeof Math, typeof _, typeof pm, typeof require)",
            ),
            (
                Target::Test,
                "let Blob = 10; console.log(typeof parseInt, Blob)",
            ),
            (Target::Test, "console.log(typeof Blob)"),
        ],
    );
    assert_eq!(results[0].0, ["log 5"]);
    assert_eq!(
        results[1].0,
        ["log 'object', 'function', 'object', 'number'"]
    );
    assert_eq!(results[2].0, ["log 'function', 10"]);
    assert_eq!(results[3].0, ["log 'function'"]);
}

#[test]
fn a_global_made_after_the_main_part_is_hidden_from_later_scripts() {
    let late = "early = 1; setTimeout(() => { late = 2; console.log(late) }, 1)";
    let results = run_all(
        limits(),
        &[
            (Target::Test, late),
            (Target::Test, "console.log(early, typeof late); late = 3"),
            (Target::Test, "late"),
        ],
    );
    assert_eq!(
        (&results[0].0[0], &results[1].0[0]),
        (&"log 2".to_owned(), &"log 1, 'undefined'".to_owned())
    );
    assert_eq!(results[2].1.error, None);
}

#[test]
fn a_script_may_put_a_test_of_its_own_in_place() {
    let (events, outcome) = run(
        Target::Test,
        "pm.test('a', () => {}); pm.test = () => 1; tests.b = pm.test('c') === 1",
    );
    assert_eq!(
        (events, outcome.error),
        (
            vec!["test 0 a passed".into(), "test 1 b passed".into()],
            None
        )
    );
}

#[test]
fn the_old_api_is_warned_of_once_a_script_where_that_is_wanted() {
    let script =
        "tests.a = true; tests.b = true; postman.setNextRequest(null); Backbone.VERSION; data; typeof _;
                  console.log(responseCode.code, typeof responseBody); setTimeout(() => environment.x, 1);";
    let limits = Limits {
        deprecations: Deprecations::Warned,
        ..limits()
    };
    let warnings = [
        "warn 'Using \"tests\" is deprecated. Use \"pm.test()\" instead.'",
        "warn 'Using \"postman.setNextRequest\" is deprecated. Use \"pm.execution.setNextRequest()\" instead.'",
        "warn 'Using \"Backbone\" is deprecated.'",
        "warn 'Using \"responseCode\" is deprecated. Use \"pm.response.code\" instead.'",
        "log 200, 'string'",
        "test 0 a passed",
        "test 1 b passed",
    ];
    for (events, _) in run_all(limits, &[(Target::Test, script), (Target::Test, script)]) {
        assert_eq!(events, warnings);
    }
    assert_eq!(run(Target::Test, script).0.len(), 3);
}

/// The events of a script in a context of its own.
fn events_in(context: Context, source: &str) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let host = Recorder::default();
    let outcome = block_on(&runtime, async {
        let mut engine = Engine::new(setup(limits(), World::fixed(0, 1))).expect("an engine");
        engine.run(&source.into(), context, &host).await
    })
    .expect("a thread");
    assert_eq!(outcome.error, None);
    host.events.into_inner()
}

#[test]
fn a_script_without_a_response_sees_an_empty_one() {
    let context = Context {
        response: None,
        ..context(Target::Test, Scopes::default())
    };
    let source = "console.log(pm.response.code, pm.response.headers.count(), pm.response.text(), responseBody)";
    assert_eq!(
        events_in(context, source),
        ["log undefined, 0, undefined, undefined"]
    );
}

#[test]
fn what_has_no_name_is_told_without_one() {
    let mut context = context(Target::Test, Scopes::default());
    context.info.request_name = String::new();
    context.location = vec!["Blog".into(), String::new(), String::new()];
    context.current = String::new();
    let source =
        "console.log(pm.info.requestName, Object.getOwnPropertyNames(pm.info).join(' '), request.name);
         console.log(pm.execution.location, pm.execution.location.length, pm.execution.location.current)";
    assert_eq!(
        events_in(context, source),
        [
            "log undefined, 'eventName iteration iterationCount requestId', undefined",
            "log [ 'Blog', null, null ], 3, undefined",
        ]
    );
}

#[test]
fn variables_that_are_declared_arrays_or_objects_are_given_as_such() {
    let mut scopes = Scopes::default();
    for (key, kind, value) in [
        ("list", "array", json!("[1,2]")),
        ("object", "object", json!("{\"a\":1}")),
        ("plain", "string", json!("[1]")),
        ("broken", "object", json!("{")),
        ("other", "array", json!({"a": 1})),
    ] {
        let environment = scopes.get_mut(ScopeKind::Environment);
        environment.set_typed(key, value, Some(kind.to_owned()));
    }
    let source =
        "console.log(JSON.stringify(pm.environment.toObject()), 'broken' in pm.environment.toObject());
         console.log(JSON.stringify(pm.variables.toObject()), JSON.stringify(environment));
         console.log(pm.environment.get('list'), pm.environment.get('broken'), pm.variables.get('other'))";
    let object = r#"{"list":[1,2],"object":{"a":1},"plain":"[1]"}"#;
    assert_eq!(
        events_in(context(Target::Test, scopes), source),
        [
            format!("log '{object}', true"),
            format!("log '{object}', '{object}'"),
            "log [ 1, 2 ], undefined, undefined".to_owned(),
        ]
    );
}
