//! The native functions behind `pm.request`, `pm.response`, `pm.cookies` and `pm.sendRequest`.

use std::rc::Rc;
use std::sync::Arc;

use rquickjs::function::Func;
use rquickjs::{ArrayBuffer, Ctx, IntoJs, Object, Value};
use serde_json::json;

use crate::exchange::{Cookie, Response};
use crate::script::state::{JarCall, Question, State, Wanted};
use crate::script::value::{Text, read};

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    install_request(functions, state)?;
    install_response(functions, state)?;
    install_questions(functions, state)
}

fn install_request(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "request",
        Func::from(move || {
            shared
                .with(|execution| execution.context.request.to_json())
                .to_string()
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "cookies",
        Func::from(move || shared.with(|execution| cookie_list(&execution.context.cookies))),
    )?;
    let shared = state.clone();
    functions.set(
        "hasResponse",
        Func::from(move || shared.with(|execution| execution.has_response())),
    )
}

fn install_response(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "responseHead",
        Func::from(move |ctx, handle| head(ctx, &shared, handle)),
    )?;
    let shared = state.clone();
    functions.set(
        "responseHeaders",
        Func::from(move |handle| {
            response(&shared, handle).map_or_else(|| "[]".into(), |it| header_list(&it))
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "responseCookies",
        Func::from(move |handle: usize| {
            shared.with(|it| {
                it.answers
                    .get(handle)
                    .map(|answer| cookie_list(&answer.cookies))
                    .unwrap_or_default()
            })
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "responseText",
        Func::from(move |ctx, handle| text(ctx, &shared, handle)),
    )?;
    let shared = state.clone();
    functions.set(
        "responseBytes",
        Func::from(move |ctx, handle| bytes(ctx, &shared, handle)),
    )
}

fn response(state: &State, handle: usize) -> Option<Arc<Response>> {
    state.with(|execution| execution.answers.get(handle)?.response.clone())
}

/// The body as text, or undefined; it is refused before it is copied where it would not fit.
fn text<'js>(ctx: Ctx<'js>, state: &State, handle: usize) -> rquickjs::Result<Value<'js>> {
    let Some(response) = response(state, handle) else {
        return Ok(Value::new_undefined(ctx));
    };
    if !state.heap.check(response.body.len()) {
        return Err(rquickjs::Error::Allocation);
    }
    rquickjs::String::from_str(ctx, &response.text()).map(rquickjs::String::into_value)
}

/// [code, reason, response time, size, size as downloaded, media type, id], or undefined; the id of
/// the item's own response alone.
fn head<'js>(ctx: Ctx<'js>, state: &State, handle: usize) -> rquickjs::Result<Value<'js>> {
    let Some(response) = response(state, handle) else {
        return Ok(Value::new_undefined(ctx));
    };
    let list = rquickjs::Array::new(ctx)?;
    list.set(0, response.code)?;
    list.set(1, response.reason.as_str())?;
    list.set(2, response.millis())?;
    list.set(3, response.body.len())?;
    list.set(4, response.downloaded_bytes)?;
    list.set(5, response.headers.get("Content-Type").unwrap_or_default())?;
    if handle == 0 {
        list.set(
            6,
            state.with(|execution| execution.context.response_id.clone()),
        )?;
    }
    Ok(list.into_value())
}

fn header_list(response: &Response) -> String {
    let list: serde_json::Value = response
        .headers
        .iter()
        .map(|header| json!({"key": header.name, "value": header.value}))
        .collect();
    list.to_string()
}

fn cookie_list(cookies: &[Cookie]) -> String {
    cookies
        .iter()
        .map(Cookie::to_json)
        .collect::<serde_json::Value>()
        .to_string()
}

fn bytes<'js>(ctx: Ctx<'js>, state: &State, handle: usize) -> rquickjs::Result<Value<'js>> {
    match response(state, handle) {
        Some(response) => ArrayBuffer::new_copy(ctx.clone(), &response.body)?.into_js(&ctx),
        None => Ok(Value::new_undefined(ctx)),
    }
}

fn install_questions(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "sendRequest",
        Func::from(move |ctx: Ctx<'_>, number: u32, request: Text| {
            shared.go_on(&ctx)?;
            let question = send(&ctx, &request.0)?;
            shared.with(|execution| execution.ask(number, question));
            shared.weigh();
            Ok::<_, rquickjs::Error>(())
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "runRequest",
        Func::from(
            move |ctx: Ctx<'_>, number: u32, id: Text, variables: Text| {
                let variables = read(&ctx, &variables.0)?;
                let wanted = Wanted {
                    id: id.0,
                    variables,
                };
                shared.with(|execution| execution.ask(number, Question::Run(wanted)));
                Ok::<_, rquickjs::Error>(())
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "cookieJar",
        Func::from(
            move |ctx: Ctx<'_>, number: u32, operation: Text, arguments: Text| {
                shared.go_on(&ctx)?;
                let size = arguments.0.len();
                let arguments = read(&ctx, &arguments.0)?;
                let call = JarCall {
                    operation: operation.0,
                    arguments,
                    size,
                };
                shared.with(|execution| execution.ask(number, Question::Jar(call)));
                shared.weigh();
                Ok::<_, rquickjs::Error>(())
            },
        ),
    )
}

fn send(ctx: &Ctx<'_>, text: &str) -> rquickjs::Result<Question> {
    let json: serde_json::Value = read(ctx, text)?;
    Ok(match crate::collection::read_request(&json) {
        Ok(request) => Question::Send(Box::new(request), text.len()),
        Err(problem) => Question::Nonsense(format!("sendrequest: {problem}")),
    })
}
