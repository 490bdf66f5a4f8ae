//! Members that are given to an object at once: by descriptors in JavaScript, those of `pm` cost more
//! than most scripts do.

use std::rc::Rc;

use rquickjs::function::{Func, Opt};
use rquickjs::{Array, Ctx, Object, Value};

use crate::script::raw;
use crate::script::state::State;

pub(super) fn install(_: &Ctx<'_>, functions: &Object<'_>, _: &Rc<State>) -> rquickjs::Result<()> {
    functions.set("settle", Func::from(settle))?;
    functions.set("defineGetters", Func::from(define_getters))
}

/// Gives an object a property as an assignment makes one, whatever is there and in its prototypes.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what the engine calls is given values"
)]
fn settle<'js>(target: Object<'js>, name: Value<'js>, value: Value<'js>) -> rquickjs::Result<()> {
    raw::define(&target, &name, &value)
}

/// Gives an object properties that are made when they are first read: `getters` has one for each of
/// `names`. They can be neither listed nor assigned to, unless there are `setters`, one each.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what the engine calls is given values"
)]
fn define_getters<'js>(
    target: Object<'js>,
    names: Array<'js>,
    getters: Array<'js>,
    setters: Opt<Array<'js>>,
) -> rquickjs::Result<()> {
    raw::define_getters(&target, &names, &getters, setters.0.as_ref())
}
