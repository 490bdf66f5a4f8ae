//! The native functions behind `pm.environment` and its like.

use std::rc::Rc;

use rquickjs::function::{Func, Opt};
use rquickjs::{Ctx, Object, Value};

use crate::collection::Variable;
use crate::script::state::{Execution, State};
use crate::script::value::{Text, from_js, to_js, weight};
use crate::variables::{Resolver, Scope, ScopeKind, Scopes};

/// The scopes by the number that `sandbox/src/sdk/scope.js` gives them.
const KINDS: [ScopeKind; 5] = [
    ScopeKind::Local,
    ScopeKind::Data,
    ScopeKind::Environment,
    ScopeKind::Collection,
    ScopeKind::Globals,
];

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    install_readers(functions, state)?;
    install_writers(functions, state)?;
    install_views(functions, state)
}

fn kind(number: usize) -> ScopeKind {
    KINDS.get(number).copied().unwrap_or(ScopeKind::Local)
}

/// `pm.variables` reads through all scopes; the others read themselves.
fn find<'a>(scopes: &'a Scopes, number: usize, key: &str) -> Option<&'a Variable> {
    match kind(number) {
        ScopeKind::Local => scopes.find(key),
        kind => scopes.get(kind).find(key),
    }
}

fn install_readers(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "scopeGet",
        Func::from(move |ctx, scope, key: Text| get(ctx, &shared, scope, &key.0)),
    )?;
    let shared = state.clone();
    functions.set(
        "scopeHas",
        Func::from(move |scope: usize, key: Text| {
            shared.with(|execution| find(&execution.context.scopes, scope, &key.0).is_some())
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "replaceIn",
        Func::from(move |scope: usize, text: Text| replace(&shared, kind(scope), &text.0)),
    )
}

fn get<'js>(ctx: Ctx<'js>, state: &State, scope: usize, key: &str) -> rquickjs::Result<Value<'js>> {
    // What takes long is done when the script is free to be taken away again.
    let nested = {
        let execution = state.shared.execution();
        let scopes = execution
            .as_ref()
            .map(|execution| &execution.context.scopes);
        match scopes
            .and_then(|scopes| find(scopes, scope, key))
            .and_then(Variable::given)
        {
            Some(value) if value.is_array() || value.is_object() => value.to_string(),
            Some(value) => return to_js(&ctx, value),
            None => return Ok(Value::new_undefined(ctx)),
        }
    };
    ctx.json_parse(nested)
}

/// Puts values in place of placeholders: of all scopes for `pm.variables`, else of the one.
fn replace(state: &State, kind: ScopeKind, text: &str) -> String {
    if text.len() <= SHORT {
        return state.with(|execution| replaced(state, &execution.context.scopes, kind, text));
    }
    let scopes = state.with(|execution| execution.context.scopes.clone());
    replaced(state, &scopes, kind, text)
}

/// A text, in bytes, for which one need not let go of the script meanwhile.
const SHORT: usize = 100_000;

fn replaced(state: &State, scopes: &Scopes, kind: ScopeKind, text: &str) -> String {
    let place = || "a script".to_owned();
    if kind == ScopeKind::Local {
        return Resolver::new(scopes, &state.world)
            .without_vault()
            .text(text, place)
            .into_owned();
    }
    let mut alone = Scopes::default();
    *alone.get_mut(kind) = scopes.get(kind).clone();
    Resolver::new(&alone, &state.world)
        .text(text, place)
        .into_owned()
}

fn install_writers(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "scopeSet",
        Func::from(
            move |scope: usize, key: Text, value: Value<'_>, declared: Opt<Option<Text>>| {
                shared.go_on(value.ctx())?;
                let value = from_js(&value)?;
                let declared = declared.0.flatten().map(|declared| declared.0);
                let mut is_typed = false;
                shared.with(|execution| {
                    let scope = execution.context.scopes.get_mut(kind(scope));
                    execution.kept += value.as_ref().map_or(0, weight) + key.0.len();
                    execution.kept = execution
                        .kept
                        .saturating_sub(scope.get(&key.0).map_or(0, weight));
                    match (value, declared) {
                        (Some(value), Some(declared)) => {
                            scope.set_typed(&key.0, value, Some(declared));
                        }
                        (value, _) => scope.set(&key.0, value),
                    }
                    is_typed = scope
                        .find(&key.0)
                        .is_some_and(|variable| variable.kind.is_some());
                });
                shared.weigh();
                // A declared type makes of the value what JavaScript makes of it, which the script
                // must see.
                Ok::<_, rquickjs::Error>(is_typed)
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "scopeUnset",
        Func::from(move |scope: usize, key: Text| {
            change(&shared, scope, |scope| scope.unset(&key.0));
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "scopeClear",
        Func::from(move |scope: usize| change(&shared, scope, Scope::clear)),
    )
}

fn change(state: &State, number: usize, act: impl FnOnce(&mut Scope)) {
    state.with(|execution: &mut Execution| act(execution.context.scopes.get_mut(kind(number))));
}

fn install_views(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "scopeValues",
        Func::from(move |scope: usize| values(&shared, kind(scope))),
    )?;
    let shared = state.clone();
    functions.set(
        "scopeId",
        Func::from(move |scope: usize| {
            shared.with(|it| it.context.scopes.get(kind(scope)).id.clone())
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "scopeName",
        Func::from(move |scope: usize| {
            shared.with(|it| it.context.scopes.get(kind(scope)).name.clone())
        }),
    )
}

/// The variables of a scope, as JSON text.
fn values(state: &State, kind: ScopeKind) -> String {
    let list: Vec<serde_json::Value> = state.with(|execution| {
        let scope = execution.context.scopes.get(kind);
        scope.iter().map(Variable::to_json).collect()
    });
    serde_json::Value::Array(list).to_string()
}
