//! The native functions behind `pm.vault`.

use std::rc::Rc;

use rquickjs::function::{Func, Opt};
use rquickjs::{Ctx, Object, Value};

use super::scopes::fetched;
use crate::script::state::State;
use crate::script::value::{Text, from_js, to_js};

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "hasVault",
        Func::from(move || shared.with(|execution| execution.context.scopes.vault.is_some())),
    )?;
    let shared = state.clone();
    functions.set(
        "vaultGet",
        Func::from(move |ctx, key: Text| get(ctx, &shared, &key.0)),
    )?;
    let shared = state.clone();
    functions.set(
        "vaultSet",
        Func::from(move |key: Text, value: Opt<Value<'_>>| {
            let value = value
                .0
                .and_then(|value| from_js(&value).ok().flatten())
                .unwrap_or_default();
            shared.with(|execution| {
                if let Some(vault) = &mut execution.context.scopes.vault {
                    vault.set(&key.0, value);
                }
            });
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "vaultUnset",
        Func::from(move |key: Text| {
            shared.with(|execution| {
                if let Some(vault) = &mut execution.context.scopes.vault {
                    vault.unset(&key.0);
                }
            });
        }),
    )
}

fn get<'js>(ctx: Ctx<'js>, state: &State, key: &str) -> rquickjs::Result<Value<'js>> {
    let found = state.with(|execution| execution.context.scopes.vault.as_ref()?.get(key).cloned());
    // Out of the lock: it may have to be fetched.
    match found
        .as_ref()
        .map(|secret| fetched(&ctx, secret))
        .transpose()?
        .flatten()
    {
        Some(value) => to_js(&ctx, value),
        None => Ok(Value::new_undefined(ctx)),
    }
}
