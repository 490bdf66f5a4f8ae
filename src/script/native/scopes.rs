//! The native functions behind `pm.environment` and its like.

use std::rc::Rc;

use rquickjs::function::{Func, Opt};
use rquickjs::{Ctx, Exception, Object, Value};

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
        Func::from(move |ctx: Ctx<'_>, scope: usize, text: Text| {
            let replaced = replace(&shared, kind(scope), &text.0);
            replaced.map_err(|why| Exception::throw_message(&ctx, &why))
        }),
    )
}

/// The value of a variable, fetched if nobody has used it yet: not to be asked for while the script
/// can't be taken away.
pub(super) fn fetched<'v>(
    ctx: &Ctx<'_>,
    variable: &'v Variable,
) -> rquickjs::Result<Option<&'v serde_json::Value>> {
    match variable.failure() {
        Some(why) => Err(Exception::throw_message(ctx, why)),
        None => Ok(variable.given()),
    }
}

fn get<'js>(ctx: Ctx<'js>, state: &State, scope: usize, key: &str) -> rquickjs::Result<Value<'js>> {
    // What takes long is done when the script is free to be taken away again.
    let nested = {
        let execution = state.shared.execution();
        let scopes = execution
            .as_ref()
            .map(|execution| &execution.context.scopes);
        let variable = scopes.and_then(|scopes| find(scopes, scope, key));
        if let Some(kept) = variable.filter(|variable| variable.reference.is_some()) {
            let kept = kept.clone();
            drop(execution);
            return match fetched(&ctx, &kept)? {
                Some(value) => to_js(&ctx, value),
                None => Ok(Value::new_undefined(ctx)),
            };
        }
        match variable.and_then(Variable::given) {
            Some(value) if value.is_array() || value.is_object() => value.to_string(),
            Some(value) => return to_js(&ctx, value),
            None => return Ok(Value::new_undefined(ctx)),
        }
    };
    ctx.json_parse(nested)
}

/// Puts values in place of placeholders: of all scopes for `pm.variables`, else of the one.
///
/// # Errors
/// Why one of them could not be fetched.
fn replace(state: &State, kind: ScopeKind, text: &str) -> Result<String, String> {
    let soon = state.with(|execution| {
        let scopes = &execution.context.scopes;
        let is_soon = text.len() <= SHORT && !scopes.environment.fetches();
        is_soon.then(|| replaced(state, scopes, kind, text))
    });
    soon.unwrap_or_else(|| {
        let scopes = state.with(|execution| execution.context.scopes.clone());
        replaced(state, &scopes, kind, text)
    })
}

/// A text, in bytes, for which one need not let go of the script meanwhile.
const SHORT: usize = 100_000;

fn replaced(state: &State, scopes: &Scopes, kind: ScopeKind, text: &str) -> Result<String, String> {
    let mut alone = Scopes::default();
    let scopes = if kind == ScopeKind::Local {
        scopes
    } else {
        *alone.get_mut(kind) = scopes.get(kind).clone();
        &alone
    };
    let resolver = Resolver::new(scopes, &state.world).without_vault();
    let replaced = resolver.shown(text);
    resolver.failure().map_or(Ok(replaced), Err)
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

/// The variables of a scope, as JSON text; those that would have to be fetched say so.
fn values(state: &State, kind: ScopeKind) -> String {
    let list: Vec<serde_json::Value> = state.with(|execution| {
        let scope = execution.context.scopes.get(kind);
        scope.iter().map(listed).collect()
    });
    serde_json::Value::Array(list).to_string()
}

fn listed(variable: &Variable) -> serde_json::Value {
    let mut json = variable.to_json();
    if variable.reference.is_some() {
        json["kept"] = true.into();
    }
    json
}
