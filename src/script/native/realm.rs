//! The realm of packages from a registry: a global object and built-ins of their own, so that whatever
//! they replace, neither scripts nor what is ours meets it.

use std::rc::{Rc, Weak};

use rquickjs::function::Func;
use rquickjs::{Ctx, Function, Object, Value};

use crate::script::raw;
use crate::script::state::State;

/// What the sandbox is given there: what computes, tells and finds packages. It knows no variables, no
/// vault, no requests, and can't say that a test has passed or a script ended.
const ALLOWED: [&str; 26] = [
    "changeUrl",
    "charset",
    "codec",
    "compile",
    "console",
    "crypto",
    "decoder",
    "defineGetters",
    "encodeUtf8",
    "exception",
    "findPackage",
    "follow",
    "isPending",
    "load",
    "localZone",
    "numbers",
    "parseUrl",
    "random",
    "settle",
    "startTimer",
    "stopTimer",
    "sugarIn",
    "toBase64",
    "urlParts",
    "uuid",
    "zoneAt",
];

/// What of it is no function of ours.
const ENGINES_OWN: &str = "toBase64";

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    let shared = Rc::downgrade(state);
    functions.set("realm", Func::from(move |ctx| make(ctx, &shared)))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what the engine calls is given values"
)]
fn make<'js>(ctx: Ctx<'js>, state: &Weak<State>) -> rquickjs::Result<Value<'js>> {
    let state = state.upgrade().ok_or(rquickjs::Error::Unknown)?;
    let realm = raw::new_realm(&ctx)?;
    let all = super::functions(&realm, &state)?;
    let allowed = Object::new(realm.clone())?;
    allowed.set_prototype(None)?;
    for name in ALLOWED {
        let function: Function<'js> = all.get(name)?;
        // Functions of ours come from the realm of the first of them: nothing leads there. The engine's
        // own come from this one.
        if name != ENGINES_OWN {
            function.set_prototype(None)?;
        }
        allowed.set(name, function)?;
    }
    let sandbox = raw::load_module(&realm, "pm")?.ok_or(rquickjs::Error::Unknown)?;
    let boot: Function<'js> = sandbox.get("bootPackages")?;
    boot.call((allowed, realm.globals()))
}
