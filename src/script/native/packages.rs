//! The native functions behind `pm.require`.

use std::rc::Rc;

use rquickjs::context::EvalOptions;
use rquickjs::function::{Func, Opt};
use rquickjs::{Ctx, Function, Object, Value};

use crate::script::state::State;
use crate::script::value::Text;

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "findPackage",
        Func::from(move |ctx, name: Text, from: Opt<Text>| {
            let from = from.0.as_ref().map(|from| from.0.as_str());
            find(ctx, &shared, &name.0, from)
        }),
    )?;
    functions.set(
        "compile",
        Func::from(|ctx, file: Text, code: Text| compile(&ctx, file.0, code.0)),
    )
}

/// {id, source, json} of a package, or {problem}: what was looked for.
fn find<'js>(
    ctx: Ctx<'js>,
    state: &State,
    name: &str,
    from: Option<&str>,
) -> rquickjs::Result<Object<'js>> {
    let found = Object::new(ctx)?;
    match state.packages.find(name, from) {
        Ok(package) => {
            found.set("id", package.id)?;
            found.set("source", package.source)?;
            found.set("json", package.is_json)?;
        }
        Err(problem) => found.set("problem", problem)?,
    }
    Ok(found)
}

/// The function that an expression stands for, in sloppy mode, with a file name for stacks.
fn compile<'js>(ctx: &Ctx<'js>, file: String, code: String) -> rquickjs::Result<Function<'js>> {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(file);
    let function: Value<'js> = ctx.eval_with_options(code, options)?;
    function.into_function().ok_or(rquickjs::Error::Unknown)
}
