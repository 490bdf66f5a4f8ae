//! One `QuickJS` runtime with `pm` in it: compiles scripts, calls into them, and takes what comes
//! back.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rquickjs::context::EvalOptions;
use rquickjs::function::IntoArgs;
use rquickjs::object::Property;
use rquickjs::{Array, CatchResultExt as _, Ctx, FromJs, Function, Object, Persistent, Value};

use super::compiled::{Compiled, Shelf};
use super::job::{Done, Job, Left, Reply};
use super::mentions;
use crate::collection;
use crate::exchange::SendError;
use crate::script::raw::{self, Stack};
use crate::script::state::{Abort, Rejection, Shared, State};
use crate::script::thrown::failure_of;
use crate::script::value::{read_json, text, to_js, unreadable};
use crate::script::{Failure, ScriptError, ScriptEvent, Setup, native};

/// How long what follows a script's main part may go on computing after the script's time is up,
/// before it is stopped by force; Postman's.
const GRACE: Duration = Duration::from_millis(500);

/// Memory in bytes that an engine fills before it first looks for objects that hold each other and
/// nothing else holds: starting one and most runs need less, and the search costs more than both.
const QUIET: usize = 4 << 20;

/// A runtime, its context, and what was compiled in it. The order of the fields is the order in
/// which they go: functions must be gone before the runtime that they live in.
pub(super) struct Machine {
    api: Api,
    /// Of scripts that run before there is a response, and of those that have one.
    shelves: [Shelf; 2],
    /// Global names that scripts made after their main part was over: as in Postman, later scripts
    /// don't see them.
    late: Vec<String>,
    context: rquickjs::Context,
    state: Rc<State>,
}

/// What `boot` of `sandbox/src/main.js` returns.
struct Api {
    run: Persistent<Function<'static>>,
    finish: Persistent<Function<'static>>,
    fire: Persistent<Function<'static>>,
    answer: Persistent<Function<'static>>,
    remember: Persistent<Function<'static>>,
    watch: Persistent<Function<'static>>,
}

impl Machine {
    /// Starts a runtime and puts `pm` into it.
    pub(super) fn start(setup: Setup, shared: Arc<Shared>) -> Result<Self, ScriptError> {
        let state = &Rc::new(State::new(setup, shared));
        let fail = |error: rquickjs::Error| ScriptError::Start(error.to_string());
        let runtime = raw::start(&state.heap).map_err(fail)?;
        runtime.set_gc_threshold(QUIET);
        runtime.set_max_stack_size(state.shared.limits.stack);
        let shared = state.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || shared.is_interrupted())));
        let shared = state.clone();
        runtime.set_host_promise_rejection_tracker(Some(Box::new(
            move |_, promise, reason, handled| {
                track(&shared, &promise, reason, handled);
            },
        )));
        let context = rquickjs::Context::full(&runtime).map_err(fail)?;
        let api = context.with(|ctx| {
            *state.stack.borrow_mut() = Stack::of(&ctx);
            boot(&ctx, state)
                .catch(&ctx)
                .map_err(|error| ScriptError::Start(error.to_string()))
        })?;
        Ok(Self {
            api,
            shelves: Default::default(),
            late: Vec::new(),
            context,
            state: Rc::clone(state),
        })
    }

    /// Does a job, lets the script go on as far as it can without waiting, and ends it if it is
    /// over then.
    pub(super) fn perform(&mut self, job: Job) -> Done {
        let must_end = matches!(job, Job::Finish);
        let result = match job {
            Job::Call(source) => self.call(&source),
            Job::Fire(due) => self.invoke(&self.api.fire, (due.number, due.again)),
            Job::Answer(number, result) => self.answer(number, result),
            Job::Finish => Ok(()),
        };
        if result.is_ok() && !must_end {
            self.settle();
        }
        let is_over = || {
            self.state
                .shared
                .execution()
                .as_ref()
                .is_none_or(|execution| execution.is_over())
        };
        let is_done = must_end || result.is_err() || is_over();
        let left = (is_done && !self.state.must_stop()).then(|| self.finish());
        self.state.shared.set_due(None);
        // What was told too late to be asked, is asked now.
        self.state.must_stop();
        Done { result, left }
    }

    /// Takes the engine apart, unless a script was stopped by force in it.
    pub(super) fn end(self) {
        if self.state.told_to_stop.get() > 0 || self.state.heap.has_refused() {
            self.leave();
        }
    }

    /// Gives back what the engine holds, and does not take it apart.
    pub(super) fn leave(self) {
        let state = Rc::clone(&self.state);
        raw::leave(self, &state.heap);
    }

    /// Calls a script's main part; what it throws at once is an error.
    fn call(&mut self, source: &Arc<str>) -> Result<(), Failure> {
        let compiled = self.compile(source)?;
        self.state.in_main_part.set(true);
        let result = self.enter(|machine, ctx| {
            let function = compiled.function.restore(ctx)?;
            let Compiled {
                legacy,
                built_in,
                traits,
                ..
            } = compiled;
            let (legacy, built_in) = (list(ctx, &legacy)?, list(ctx, &built_in)?);
            let arguments = (function, legacy, built_in, traits);
            machine
                .api
                .run
                .clone()
                .restore(ctx)?
                .call::<_, ()>(arguments)
        });
        self.state.in_main_part.set(false);
        result
    }

    /// Returns the function of a script, compiling it when it is new.
    fn compile(&mut self, source: &Arc<str>) -> Result<Compiled, Failure> {
        let has_response = self.state.with(|execution| execution.has_response());
        let hidden: Vec<&str> = self
            .late
            .iter()
            .map(String::as_str)
            .filter(|name| mentions::mentions(source, name))
            .collect();
        let key = match hidden.len() {
            0 => Arc::clone(source),
            _ => format!("{}\n{source}", hidden.join(",")).into(),
        };
        let place = usize::from(has_response);
        if let Some(compiled) = self.shelves[place].find(&key) {
            return Ok(compiled.clone());
        }
        let number = self.shelves.iter().map(Shelf::len).sum::<usize>() + 1;
        // Stacks leave the number out: which it is depends on what ran here before (`frameText` of the sandbox).
        let file = format!("script-{number}.js");
        let legacy: Rc<[&'static str]> = mentions::legacy_names(source, has_response).into();
        let built_in: Rc<[&'static str]> = mentions::assigned(source).into();
        let names: Vec<&str> = legacy
            .iter()
            .chain(&*built_in)
            .copied()
            .chain(hidden)
            .collect();
        let code = wrap(source, &names);
        if mentions::brings_libraries(source) {
            self.invoke(&self.api.watch, ())?;
        }
        let function = self.enter(|machine, ctx| {
            machine
                .api
                .remember
                .clone()
                .restore(ctx)?
                .call::<_, ()>((file.as_str(), &**source))?;
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some(file);
            let function: Function<'_> = ctx.eval_with_options(code, options)?;
            Ok(Persistent::save(ctx, function))
        })?;
        let compiled = Compiled {
            function,
            legacy,
            built_in,
            traits: mentions::traits(source),
        };
        self.shelves[place].keep(key, compiled.clone());
        Ok(compiled)
    }

    /// Hands a script the answer to what it asked for: an error, or a result.
    fn answer(&self, number: u32, result: Result<Reply, SendError>) -> Result<(), Failure> {
        self.enter(|machine, ctx| {
            let (error, value) = match result {
                Ok(Reply::Handle(handle)) => (
                    Value::new_null(ctx.clone()),
                    Value::new_number(ctx.clone(), f64::from(handle)),
                ),
                Ok(Reply::Json(json)) => (Value::new_null(ctx.clone()), to_js(ctx, &json)?),
                Err(error) => (
                    error_object(ctx, &error)?.into_value(),
                    Value::new_undefined(ctx.clone()),
                ),
            };
            machine
                .api
                .answer
                .clone()
                .restore(ctx)?
                .call::<_, ()>((number, error, value))
        })?;
        self.state.with(|execution| execution.unanswered -= 1);
        Ok(())
    }

    /// Lets the script's main part go on as far as it can without waiting, and reports rejections
    /// that nobody handles.
    fn settle(&self) {
        self.arm();
        self.context.with(|ctx| {
            while !self.state.must_stop() && ctx.execute_pending_job() {}
            let rejections = self.state.rejections.take();
            let mut rejections: Vec<_> = rejections.into_values().collect();
            rejections.sort_unstable_by_key(|rejection| rejection.number);
            for rejection in rejections {
                if let Ok(reason) = rejection.reason.restore(&ctx) {
                    let failure = failure_of(&reason);
                    self.state
                        .with(|execution| execution.tell(ScriptEvent::Exception(failure)));
                }
            }
        });
        self.state.with(|execution| {
            if let Some(late) = execution.late.take() {
                execution.tell(ScriptEvent::Exception(late));
            }
        });
    }

    /// Ends the script; returns the request if the script changed it.
    fn finish(&mut self) -> Left {
        self.state.rejections.borrow_mut().clear();
        let (json, late) = self.enter(|machine, ctx| {
            let left: Option<Object<'_>> = machine.api.finish.clone().restore(ctx)?.call(())?;
            let Some(left) = left else {
                return Ok((None, Vec::new()));
            };
            let request: Value<'_> = left.get("request")?;
            let late: Vec<String> = left.get("late")?;
            Ok((request.is_string().then(|| text(&request)), late))
        })?;
        self.late.extend(late);
        raw::collect_beyond(&self.context, QUIET);
        let Some(json) = json else { return Ok(None) };
        let fail = |problem: String| Failure::new("Error", format!("`pm.request`: {problem}"));
        let json = read_json(&json).map_err(|error| fail(unreadable(&error)))?;
        let request = collection::read_request(&json);
        request
            .map(|request| Some(Box::new(request)))
            .map_err(|problem| fail(problem.to_string()))
    }

    fn invoke(
        &self,
        function: &Persistent<Function<'static>>,
        arguments: impl for<'js> IntoArgs<'js>,
    ) -> Result<(), Failure> {
        self.enter(|_, ctx| function.clone().restore(ctx)?.call::<_, ()>(arguments))
    }

    /// Does something in the engine, with the clock running; what is thrown is a failure.
    fn enter<R>(
        &self,
        act: impl for<'js> FnOnce(&Self, &Ctx<'js>) -> rquickjs::Result<R>,
    ) -> Result<R, Failure> {
        self.arm();
        self.context.with(|ctx| {
            act(self, &ctx)
                .catch(&ctx)
                .map_err(|caught| Failure::from_caught(caught))
        })
    }

    /// Sets when the engine must give control back at the latest.
    fn arm(&self) {
        let limits = &self.state.shared.limits;
        let busy = tokio::time::Instant::now() + limits.busy;
        let deadline = self.state.with(|execution| execution.deadline);
        let (grace, reason) = if self.state.in_main_part.get() {
            (Duration::ZERO, Abort::Overrun)
        } else {
            (GRACE, Abort::Busy)
        };
        let of_script = deadline.map(|deadline| deadline + grace);
        let due = [Some(busy), of_script, limits.end()].into_iter().flatten();
        self.state.shared.set_due(due.min().map(|at| (at, reason)));
    }
}

impl Drop for Machine {
    /// What is kept of the runtime elsewhere must be gone before it.
    fn drop(&mut self) {
        self.state.rejections.borrow_mut().clear();
        *self.state.stack.borrow_mut() = None;
    }
}

/// Makes the function of a script: of `pm` and the legacy names that it mentions, in sloppy mode.
/// The script begins on the second line, which `sandbox/src/errors` takes back. `this` is an object
/// with the names that a script has, `arguments` nothing, `await` and `return` are legal at the
/// top, as in Postman.
pub(in crate::script) fn wrap(source: &str, names: &[&str]) -> String {
    let mut parameters = String::from("pm");
    for name in names {
        parameters.push(',');
        parameters.push_str(name);
    }
    let mut hidden = String::from("arguments=undefined");
    for name in mentions::hidden_names(source) {
        hidden.push(',');
        hidden.push_str(name);
    }
    format!("(function({parameters}){{var {hidden};return(async()=>{{;\n{source}\n;}})()}})")
}

fn boot(ctx: &Ctx<'_>, state: &Rc<State>) -> rquickjs::Result<Api> {
    raw::refuse_imports(ctx);
    let sandbox = raw::load_module(ctx, "pm")?.ok_or(rquickjs::Error::Unknown)?;
    let boot: Function<'_> = sandbox.get("boot")?;
    let api: Object<'_> = boot.call((native::functions(ctx, state)?, ctx.globals()))?;
    let function = |name: &str| {
        Ok::<_, rquickjs::Error>(Persistent::save(
            ctx,
            Function::from_js(ctx, api.get(name)?)?,
        ))
    };
    Ok(Api {
        run: function("run")?,
        finish: function("finish")?,
        fire: function("fire")?,
        answer: function("answer")?,
        remember: function("remember")?,
        watch: function("watch")?,
    })
}

/// Keeps the list of rejected promises that nobody handles. A promise may be handled later, while
/// its job still runs.
fn track<'js>(state: &State, promise: &Value<'js>, reason: Value<'js>, handled: bool) {
    let Some(object) = promise.as_object() else {
        return;
    };
    let place = raw::place(object);
    if handled {
        state.rejections.borrow_mut().remove(&place);
        return;
    }
    let number = state.rejected.replace(state.rejected.get() + 1);
    let rejection = Rejection::of(number, promise.clone(), reason);
    state.rejections.borrow_mut().insert(place, rejection);
    state.weigh();
}

/// A list of names, made without a look at what a script has put into the prototypes.
fn list<'js>(ctx: &Ctx<'js>, names: &[&str]) -> rquickjs::Result<Array<'js>> {
    let list = Array::new(ctx.clone())?;
    for (at, name) in (0_u32..).zip(names) {
        list.as_object()
            .prop(at, Property::from(*name).enumerable())?;
    }
    Ok(list)
}

fn error_object<'js>(ctx: &Ctx<'js>, error: &SendError) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set_prototype(None)?;
    object.set("message", error.message.as_str())?;
    object.set("code", error.code.as_deref())?;
    Ok(object)
}
