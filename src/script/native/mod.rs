//! The functions that `sandbox/src` calls: all that `pm` can do beyond JavaScript.
//!
//! Each is small and takes few arguments: crossing the border costs more than what most of them do.
//! `sandbox/types/engine.d.ts` says what each takes and gives, which the JavaScript is checked by.
//! None of them sends, writes or waits; they note what is asked, and the event loop asks the host.

mod console;
mod crypto;
mod http;
mod members;
mod numbers;
mod outcomes;
mod packages;
mod realm;
mod scopes;
mod streams;
mod sugar;
mod vault;
mod web;

use std::rc::Rc;

use rquickjs::function::Func;
use rquickjs::{Ctx, Object, Value};

use super::{Context, Deprecations, NextRequest, ScriptEvent, Target, Visualizer, raw};
use crate::script::state::{Abort, State};
use crate::script::thrown::failure_of;
use crate::script::value::{Text, from_js, to_js};

/// The functions of one subject, added to the object that holds them all.
type Install = fn(&Ctx<'_>, &Object<'_>, &Rc<State>) -> rquickjs::Result<()>;

const SUBJECTS: [Install; 16] = [
    install_library,
    install_console,
    outcomes::install,
    install_time,
    install_facts,
    members::install,
    scopes::install,
    http::install,
    packages::install,
    realm::install,
    vault::install,
    web::install,
    streams::install,
    sugar::install,
    crypto::install,
    numbers::install,
];

/// Makes the object that holds all native functions.
pub(super) fn functions<'js>(ctx: &Ctx<'js>, state: &Rc<State>) -> rquickjs::Result<Object<'js>> {
    let functions = Object::new(ctx.clone())?;
    for install in SUBJECTS {
        install(ctx, &functions, state)?;
    }
    Ok(functions)
}

fn install_library(_: &Ctx<'_>, functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    functions.set("load", Func::from(|ctx, name: Text| load(&ctx, &name.0)))?;
    let world = state.world.clone();
    functions.set("uuid", Func::from(move || world.uuid()))
}

fn load<'js>(ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Value<'js>> {
    match raw::load(ctx, name)? {
        Some(exports) => Ok(exports),
        None => Err(rquickjs::Exception::throw_message(
            ctx,
            &format!("Cannot find module '{name}'"),
        )),
    }
}

fn install_console(_: &Ctx<'_>, functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "console",
        Func::from(move |ctx: Ctx<'_>, level: Text, encoded: Text| {
            log(&ctx, &shared, &level.0, &encoded.0)
        }),
    )
}

fn log(ctx: &Ctx<'_>, state: &State, level: &str, encoded: &str) -> rquickjs::Result<()> {
    state.go_on(ctx)?;
    let Some(line) = console::line(level, encoded) else {
        return Ok(());
    };
    let full = state.with(|execution| {
        execution.console_lines += 1;
        let full = execution.console_lines > state.shared.limits.console_lines;
        if !full {
            execution.tell(ScriptEvent::Console(line));
        }
        full
    });
    if full {
        state.shared.abort(Abort::Flood);
    }
    state.weigh();
    state.go_on(ctx)
}

fn install_time(_: &Ctx<'_>, functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "startTimer",
        Func::from(move |number: u32, millis: f64, repeats: bool| {
            shared.with(|execution| {
                execution.timers.start(number, millis, repeats);
                true
            })
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "stopTimer",
        Func::from(move |number: u32| shared.with(|execution| execution.timers.stop(number))),
    )?;
    let shared = state.clone();
    functions.set(
        "pending",
        Func::from(move || shared.with(|execution| execution.pending())),
    )
}

fn install_facts(_: &Ctx<'_>, functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let warns = state.shared.limits.deprecations == Deprecations::Warned;
    functions.set("warnsOfDeprecation", Func::from(move || warns))?;
    let shared = state.clone();
    functions.set("info", Func::from(move |ctx| info(&ctx, &shared)))?;
    let shared = state.clone();
    functions.set("location", Func::from(move |ctx| location(&ctx, &shared)))?;
    let shared = state.clone();
    functions.set(
        "setNextRequest",
        Func::from(move |is_said: bool, name: Option<Text>| {
            let next = name.map_or(NextRequest::Stop, |name| NextRequest::Named(name.0));
            shared.with(|execution| execution.next_request = is_said.then_some(next));
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "skipRequest",
        Func::from(move || {
            shared.with(|execution| {
                execution.skipped = execution.context.target == Target::Prerequest;
                execution.skipped
            })
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "visualize",
        Func::from(move |seen: Object<'_>| {
            let visualizer = visualizer(&seen);
            shared.with(|execution| execution.visualizer = Some(visualizer));
        }),
    )
}

/// What `sandbox/src/visualizer.js` made: {template, data, options, page} or {…, error}.
fn visualizer(seen: &Object<'_>) -> Visualizer {
    let member = |name: &str| seen.get::<_, Value<'_>>(name).ok();
    let json = |name: &str| member(name).map(|value| json(&value)).unwrap_or_default();
    let words = |name: &str| {
        seen.get::<_, Text>(name)
            .map(|text| text.0)
            .unwrap_or_default()
    };
    let thrown = seen.contains_key("error").unwrap_or_default();
    let error = thrown.then(|| member("error")).flatten();
    let error = error.map(|error| failure_of(&error));
    let page = error.map_or_else(|| Ok(words("page")), Err);
    Visualizer {
        template: words("template"),
        data: json("data"),
        options: json("options"),
        page,
    }
}

fn json(value: &Value<'_>) -> serde_json::Value {
    from_js(value).ok().flatten().unwrap_or_default()
}

fn info<'js>(ctx: &Ctx<'js>, state: &State) -> rquickjs::Result<Value<'js>> {
    let json = state.with(|execution| {
        let Context { target, info, .. } = &execution.context;
        serde_json::json!({
            "eventName": target.name(),
            "iteration": info.iteration, "iterationCount": info.iteration_count,
            "requestName": info.request_name, "requestId": info.request_id
        })
    });
    to_js(ctx, &json)
}

fn location<'js>(ctx: &Ctx<'js>, state: &State) -> rquickjs::Result<Value<'js>> {
    let json = state.with(|execution| {
        let context = &execution.context;
        serde_json::json!({"location": context.location, "current": context.current})
    });
    to_js(ctx, &json)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::script::{Limits, NoPackages, Setup};
    use crate::world::World;

    const DECLARED: &str = include_str!("../../../sandbox/types/engine.d.ts");

    /// The names of the functions that an interface declares, in alphabetical order.
    fn declared(interface: &str) -> Vec<&'static str> {
        let begin = format!("export interface {interface} {{\n");
        let (_, rest) = DECLARED.split_once(&begin).expect("the interface");
        let (body, _) = rest.split_once("\n}").expect("its end");
        let functions = body.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("  ")?.split_once('(')?;
            let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric());
            is_name.then_some(name)
        });
        let mut names: Vec<&str> = functions.collect();
        names.sort_unstable();
        names
    }

    fn names(functions: &Object<'_>) -> Vec<String> {
        let mut names: Vec<String> = functions.keys().map(Result::unwrap).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_function_is_declared_for_the_sandbox_and_the_other_way_round() {
        let setup = Setup {
            limits: Limits::default(),
            world: Arc::new(World::fixed(0, 1)),
            packages: Arc::new(NoPackages),
        };
        let state = Rc::new(State::new(setup, Arc::default()));
        let runtime = rquickjs::Runtime::new().unwrap();
        let context = rquickjs::Context::full(&runtime).unwrap();
        context.with(|ctx| {
            let all = functions(&ctx, &state).unwrap();
            assert_eq!(names(&all), declared("Native"));
            let make: rquickjs::Function<'_> = all.get("crypto").unwrap();
            let of_cryptography: Object<'_> = make.call(()).unwrap();
            assert_eq!(names(&of_cryptography), declared("CryptoNative"));
            let make: rquickjs::Function<'_> = all.get("numbers").unwrap();
            let of_numbers: Object<'_> = make.call((28, false)).unwrap();
            assert_eq!(names(&of_numbers), declared("NumbersNative"));
        });
    }
}
