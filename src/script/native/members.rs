//! Members that are made when they are first read, given to an object all at once: by descriptors
//! in JavaScript, those of `pm` cost more than most scripts do.

use std::rc::Rc;

use rquickjs::function::Func;
use rquickjs::object::AsProperty;
use rquickjs::{Array, Atom, Ctx, Object, Value, qjs};

use crate::script::state::State;

pub(super) fn install(_: &Ctx<'_>, functions: &Object<'_>, _: &Rc<State>) -> rquickjs::Result<()> {
    functions.set("defineGetters", Func::from(define_getters))
}

/// Gives an object properties that can be neither listed nor assigned to: `getters` has one for
/// each of `names`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what the engine calls is given values"
)]
fn define_getters<'js>(
    target: Object<'js>,
    names: Array<'js>,
    getters: Array<'js>,
) -> rquickjs::Result<()> {
    for at in 0..names.len() {
        let name: Value<'js> = names.get(at)?;
        target.prop(
            Atom::from_value(target.ctx().clone(), &name)?,
            Getter(getters.get(at)?),
        )?;
    }
    Ok(())
}

/// What is read through a function.
struct Getter<'js>(Value<'js>);

/// Tells the property from a value that is one itself.
struct Called;

impl<'js> AsProperty<'js, Called> for Getter<'js> {
    fn config(
        self,
        ctx: &Ctx<'js>,
    ) -> rquickjs::Result<(qjs::c_int, Value<'js>, Value<'js>, Value<'js>)> {
        let flags = qjs::JS_PROP_HAS_GET
            | qjs::JS_PROP_HAS_ENUMERABLE
            | qjs::JS_PROP_HAS_CONFIGURABLE
            | qjs::JS_PROP_CONFIGURABLE;
        let none = Value::new_undefined(ctx.clone());
        Ok((flags.cast_signed(), none.clone(), self.0, none))
    }
}
