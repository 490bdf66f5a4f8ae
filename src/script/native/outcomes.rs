//! The native functions behind `pm.test`, the legacy `tests`, and whatever else a script can fail with.
//!
//! What a script threw is read here and not in the sandbox: a script can replace whatever JavaScript
//! would read it with.

use std::rc::Rc;

use rquickjs::function::{Func, Opt};
use rquickjs::{Ctx, FromJs as _, Function, Object, Value};

use crate::script::state::State;
use crate::script::thrown::failure_of;
use crate::script::value::{Text, string_of};
use crate::script::{Assertion, Failure, ScriptEvent, raw};

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    install_tests(functions, state)?;
    install_promises(functions)?;
    let shared = state.clone();
    functions.set(
        "exception",
        Func::from(move |error: Value<'_>| {
            let failure = failure_of(&error);
            shared.with(|execution| execution.tell(ScriptEvent::Exception(failure)));
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "settled",
        Func::from(move |is_async: bool, error: Opt<Value<'_>>| {
            // A null is Postman's word for no error. It is the engine's for one that there was no
            // memory left for, which the heap knows of.
            let error = error.0.filter(|error| !error.is_null());
            let error = error.as_ref().map(failure_of);
            shared.with(|execution| execution.settle(is_async, error));
        }),
    )
}

fn install_tests(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "assertion",
        Func::from(
            move |ctx: Ctx<'_>, name: Text, index: usize, flags: Flags, error: Opt<Value<'_>>| {
                shared.go_on(&ctx)?;
                let error = error.0.as_ref().map(|error| flags.failure_of(error));
                let assertion = flags.assertion(name.0, index, error);
                shared.with(|execution| {
                    if execution.close_test(index) || !flags.has(Flags::IF_OPEN) {
                        execution.assert(vec![assertion]);
                    }
                });
                shared.weigh();
                Ok::<_, rquickjs::Error>(())
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "assertions",
        Func::from(move |tests: Object<'_>, index: usize| legacy(&shared, &tests, index)),
    )?;
    let shared = state.clone();
    functions.set(
        "openTest",
        Func::from(
            move |name: Text, index: usize, flags: Flags, never: Value<'_>| {
                let error = with_line(failure_of(&never));
                let assertion = flags.assertion(name.0, index, Some(error));
                shared.with(|execution| execution.open_tests.push(assertion));
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "endTests",
        Func::from(move || {
            shared.with(|execution| {
                for assertion in std::mem::take(&mut execution.open_tests) {
                    execution.assert(vec![assertion]);
                }
            });
        }),
    )
}

fn install_promises(functions: &Object<'_>) -> rquickjs::Result<()> {
    functions.set("isPending", Func::from(is_pending))?;
    functions.set("follow", Func::from(follow))
}

/// Whether it is a promise that nothing has come of yet; throws what one was rejected with, which
/// nobody else need handle then.
fn is_pending(value: Value<'_>) -> rquickjs::Result<bool> {
    let Some(promise) = value.into_promise() else {
        return Ok(false);
    };
    let result = promise.result::<Value<'_>>();
    if matches!(result, Some(Err(_))) {
        raw::mark_handled(promise.as_value());
    }
    result.map_or(Ok(true), |result| result.map(|_| false))
}

/// Has a function called when a promise is settled, whatever a script has made of `then`; what is
/// no promise, never.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what the engine calls is given values"
)]
fn follow<'js>(
    promise: Value<'js>,
    fulfilled: Value<'js>,
    rejected: Function<'js>,
) -> rquickjs::Result<()> {
    if promise.is_promise() {
        raw::follow(&promise, &fulfilled, &rejected)
    } else {
        Ok(())
    }
}

/// How a test was made, and how it is told of: 1 for one with a callback, 2 for one that was
/// skipped, 4 if it is only told where the test is open, 8 if its error ends with the line.
struct Flags(u8);

impl<'js> rquickjs::FromJs<'js> for Flags {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        u8::from_js(ctx, value).map(Self)
    }
}

impl Flags {
    const ASYNCHRONOUS: u8 = 1;
    const SKIPPED: u8 = 2;
    const IF_OPEN: u8 = 4;
    const WITH_LINE: u8 = 8;

    fn has(&self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    fn failure_of(&self, error: &Value<'_>) -> Failure {
        let failure = failure_of(error);
        if self.has(Self::WITH_LINE) {
            with_line(failure)
        } else {
            failure
        }
    }

    fn assertion(&self, name: String, index: usize, error: Option<Failure>) -> Assertion {
        Assertion {
            name,
            asynchronous: self.has(Self::ASYNCHRONOUS),
            skipped: self.has(Self::SKIPPED),
            error,
            index,
        }
    }
}

/// An error in our own words, which end with the line of the script: reports show no more of an
/// assertion's place than its number.
fn with_line(mut failure: Failure) -> Failure {
    if let Some(line) = failure.line {
        failure.message += &format!(" (line {line})");
    }
    failure
}

/// Tells of what a script put into `tests`, all at once, numbered on from `index`.
fn legacy(state: &State, tests: &Object<'_>, index: usize) -> rquickjs::Result<()> {
    let mut assertions = Vec::new();
    for (offset, name) in tests.keys::<String>().enumerate() {
        let name = name?;
        let value: Value<'_> = tests.get(name.as_str())?;
        let passed = rquickjs::Coerced::<bool>::from_js(value.ctx(), value.clone())?.0;
        assertions.push(Assertion {
            name,
            asynchronous: false,
            skipped: false,
            error: (!passed).then(|| untrue(&value)),
            index: index + offset,
        });
    }
    if !assertions.is_empty() {
        state.with(|execution| execution.assert(assertions));
        state.weigh();
    }
    Ok(())
}

fn untrue(value: &Value<'_>) -> Failure {
    let message = format!("expected {} to be truthy", string_of(value));
    Failure {
        stack: format!("Error: {message}"),
        ..Failure::new("AssertionError", message)
    }
}
